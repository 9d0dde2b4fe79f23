"""Text from outside, made harmless and short: what a brief prints of it is plain words on one line.

Every page escapes what it prints, so nothing here is needed for safety of the markup alone. It keeps
out what an escape lets through: tags that would be read as words, signs that turn the direction of
writing round or cannot be seen, and those that the wording uses as marks of its own.
"""

import re
import unicodedata
from html import unescape
from typing import Final

from marketwrap.formats.briefjson.cited import is_link

#: characters, at most; a title of two lines, a name of half a line
TITLE: Final = 200
NAME: Final = 80
TEXT: Final = 400
#: a text this many times longer than its cap is cut before it is looked at
_EXCESS: Final = 10
#: how often a text may have been encoded
_ROUNDS: Final = 5
_ELLIPSIS: Final = "…"

#: control, format (bidirectional and zero-width ones among them), surrogate and private-use characters
_FORBIDDEN: Final = frozenset({"Cc", "Cf", "Cs", "Co"})
_SPACES: Final = frozenset({"Zs", "Zl", "Zp"})
#: letters and marks that cannot be seen: fillers, joiners, selectors of a variant
_UNSEEN: Final = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\uffa0\ufe00-\ufe0f\ufffd"
    "\ufdd0-\ufdef\ufffe\uffff\U000e0100-\U000e01ef]"
)
#: comments, declarations, and what scripts and styles hold, whether or not they end
_SILENT: Final = re.compile(
    r"<!--.*?(-->|$)|<[!?][^>]*>|<(script|style)\b.*?(</\2\s*>|$)", re.DOTALL | re.IGNORECASE
)
#: tags between whose sides there is a space, and all others
_BREAK: Final = re.compile(r"</?(br|p|div|li|td|tr|h[1-6]|hr)\b[^<>]*>", re.IGNORECASE)
_TAG: Final = re.compile(r"</?[a-z][^<>]*>", re.IGNORECASE)
#: piled up they cover the lines above
_MOST_MARKS: Final = 2
#: what is left of these is no tag, and must not become one
_ANGLES: Final = str.maketrans({"<": "‹", ">": "›"})
_SYMBOL: Final = re.compile(r"[A-Z0-9^][A-Z0-9.^=&_-]{0,19}")
_CUT: Final = " ,;:.–—-("


def line(raw: str, cap: int) -> str:
    """A text as one line of at most ``cap`` characters, without markup and without what cannot be seen.

    Tags are taken out with what a script or a style holds, entities are decoded, however often they were
    encoded, and what is too long ends at a word, with an ellipsis. A cleaned text stays as it is.
    """
    text = _once(raw[: cap * _EXCESS])
    rounds = 0
    while (cleaned := _once(text)) != text:
        rounds += 1
        # nobody encodes that often by mistake
        text = cleaned if rounds < _ROUNDS else cleaned.replace("&", "")
    return _shortened(text.translate(_ANGLES), cap)


def link(raw: str) -> str:
    """An address that a brief may lead to, or nothing."""
    address = raw.strip()
    return address if is_link(address) else ""


def is_symbol(text: str) -> bool:
    """Whether a text looks like an instrument's symbol."""
    return _SYMBOL.fullmatch(text) is not None


def _once(text: str) -> str:
    """One round. Every round but the last takes something away, so there is a last one."""
    words = unescape(_TAG.sub("", _BREAK.sub(" ", _SILENT.sub("", text))))
    kept = "".join(map(_kept, words))
    return _without_piles(unicodedata.normalize("NFC", " ".join(_UNSEEN.sub("", kept).split())))


def _kept(char: str) -> str:
    category = unicodedata.category(char)
    if category in _SPACES or char in "\t\n\r\v\f\x85":
        return " "
    return "" if category in _FORBIDDEN else char


def _without_piles(text: str) -> str:
    kept: list[str] = []
    marks = 0
    for char in text:
        marks = marks + 1 if unicodedata.category(char) in ("Mn", "Me") else 0
        if marks <= _MOST_MARKS:
            kept.append(char)
    return "".join(kept)


def _shortened(text: str, cap: int) -> str:
    if len(text) <= cap:
        return text
    head = text[: cap - 1]
    words = head if text[cap - 1] == " " else head.rpartition(" ")[0]
    return (words if len(words) > cap // 2 else head).rstrip(_CUT) + _ELLIPSIS
