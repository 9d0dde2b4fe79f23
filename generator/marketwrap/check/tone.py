"""Words that a brief must not say, from a list in data."""

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from marketwrap.base.errors import ConfigError
from marketwrap.base.templates import LANGUAGE
from marketwrap.check.problems import Problem
from marketwrap.language import languages

#: of a language
NAME: Final = "tone.toml"


@dataclass(frozen=True, slots=True)
class Tone:
    """The list, ready to search with: a pattern a category, and why its words are wrong."""

    patterns: tuple[tuple[str, str, re.Pattern[str]], ...]


def load(language: str = LANGUAGE, further: Iterable[Path] = (), allow: Iterable[str] = ()) -> Tone:
    """The list of a language, with a firm's own files and without the words that it allows.

    Raises ConfigError for a file that is missing, not TOML, or not of the layout.
    """
    words: dict[str, tuple[str, list[str]]] = {}
    allowed = {word.lower() for word in allow}
    own = (languages.find(language).folders[-1], languages.table(language, NAME))
    for path, raw in (own, *((path, _read(path)) for path in further)):
        allowed |= {str(word).lower() for word in raw.pop("allow", ())}
        for category, entry in raw.items():
            reason, listed = _entry(path, category, entry)
            known = words.setdefault(category, (reason, []))
            known[1].extend(listed)
    return Tone(
        tuple(
            (category, reason, _pattern(word for word in listed if word.lower() not in allowed))
            for category, (reason, listed) in words.items()
        )
    )


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"the list of words cannot be read: {error}", where=str(path)) from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"not valid TOML: {error}", where=str(path)) from error


def _entry(path: Path, category: str, entry: Any) -> tuple[str, list[str]]:
    if not isinstance(entry, dict) or not isinstance(entry.get("words"), list):
        raise ConfigError(f"[{category}] has no list of words", where=str(path), remedy='write words = ["…"]')
    words = entry["words"]
    if not all(isinstance(word, str) and word for word in words):
        raise ConfigError(f"[{category}] lists something other than text", where=str(path))
    return str(entry.get("reason", "it is on the list")), words


def _pattern(words: Iterable[str]) -> re.Pattern[str]:
    whole = [re.escape(word).replace(r"\ ", r"\s+").replace(r"\*", r"\w*") for word in words]
    # a pattern of nothing would match everywhere
    return re.compile(
        rf"(?<![\w-])(?:{'|'.join(sorted(whole, key=len, reverse=True)) or '(?!)'})(?![\w-])", re.IGNORECASE
    )


def problems(
    text: str, document: str, place: str, tone: Tone, exempt: re.Pattern[str] | None = None
) -> Iterator[Problem]:
    """Words of the list in a text; names of instruments (``exempt``) are not the brief's words."""
    said = exempt.sub(lambda match: "\x00" * len(match[0]), text) if exempt else text
    for category, reason, pattern in tone.patterns:
        for match in pattern.finditer(said):
            yield Problem("tone", document, place, match[0], detail=f"{category}: {reason}")


def names(known: Iterable[str]) -> re.Pattern[str]:
    """A pattern of names for ``exempt``: the funds of a firm may be called anything."""
    whole = [re.escape(name) for name in known if name]
    return re.compile(
        rf"(?<!\w)(?:{'|'.join(sorted(whole, key=len, reverse=True)) or '(?!)'})(?!\w)", re.IGNORECASE
    )
