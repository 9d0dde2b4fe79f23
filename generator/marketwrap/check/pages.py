"""Finished documents as text: what a reader of the page, the mail or the terminal gets to read."""

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from html.parser import HTMLParser
from itertools import accumulate
from typing import Final

from marketwrap.base.errors import MarketwrapError


@dataclass(frozen=True, slots=True)
class Mark:
    """An element that names a fact: the text it prints, and the value it gives."""

    start: int
    end: int
    fact: str
    #: the attribute ``value`` or ``datetime``; None without one
    value: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """One chart in a page: its alternative text, and its texts in order with the facts they name."""

    alt: str
    texts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Page:
    """A document as one line of text; every kind of white space is a blank."""

    name: str
    text: str
    marks: tuple[Mark, ...] = ()
    drawings: tuple[Drawing, ...] = ()
    #: texts that are not on the page but stand for it: title, description
    asides: tuple[tuple[str, str], ...] = ()
    #: ends of blocks in ``text``; of pages, where a typesetter made them
    breaks: tuple[int, ...] = ()
    #: texts that lead somewhere, and where to
    links: tuple[tuple[str, str], ...] = ()
    #: whether lines were broken by a typesetter, who may have split words
    typeset: bool = False


_SAME: Final = str.maketrans(
    {
        "\N{MINUS SIGN}": "-",
        "\N{NON-BREAKING HYPHEN}": "-",
        "\N{HYPHEN}": "-",
        "\N{NO-BREAK SPACE}": " ",
        "\N{NARROW NO-BREAK SPACE}": " ",
        "\N{THIN SPACE}": " ",
        "\N{RIGHT SINGLE QUOTATION MARK}": "'",
        "\N{LEFT SINGLE QUOTATION MARK}": "'",
        "\N{LEFT DOUBLE QUOTATION MARK}": '"',
        "\N{RIGHT DOUBLE QUOTATION MARK}": '"',
        "\N{SOFT HYPHEN}": None,
        "\N{ZERO WIDTH SPACE}": None,
        "\N{WORD JOINER}": None,
        "\ufeff": None,
    }
)


def plain(text: str) -> str:
    """Text with one kind of blank, minus and quotation mark, so that two settings of it are equal."""
    return " ".join(text.translate(_SAME).split())


# HTML ---------------------------------------------------------------------------------------------

_BLOCKS: Final = re.compile(
    "address|article|aside|blockquote|body|br|caption|d[dlt]|div|fig(?:caption|ure)|footer|h[1-6r]|header|li|main|nav"
    "|[ou]l|p|section|table|t(?:body|d|foot|h|head|r)"
)
_VOID: Final = re.compile("area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr")
#: class of what a list of mails shows beside the subject, and the mail itself does not
PREHEADER: Final = "preheader"
#: HTML of mail has no elements that name facts, as most clients would not know them: it is read as a PDF is
UNMARKED: Final = "mail.html"
#: what a style sheet prints itself, before or after an element
_SAID_BY_STYLE: Final = re.compile(r"""\bcontent:[^;}]*?["']([^"'\n]+)["']""")
_UNSEEN: Final = frozenset({"style", "script", "template", "head"})


class _Html(HTMLParser):
    """Gathers a page's text, holding the elements that are open."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.length = 0
        self.open: list[tuple[str, int, dict[str, str | None]]] = []
        self.marks: list[Mark] = []
        self.breaks: list[int] = []
        self.drawings: list[Drawing] = []
        self.asides: list[tuple[str, str]] = []
        self.links: list[tuple[str, str]] = []
        self.alt, self.texts = "", list[tuple[str, str]]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        if _BLOCKS.fullmatch(tag):
            self._break()
        if tag == "meta" and attributes.get("name") in ("description", "og:title", "og:description"):
            self.asides.append((str(attributes["name"]), plain(attributes.get("content") or "")))
        for name in ("alt", "aria-label"):
            if attributes.get(name):
                self.asides.append((name, plain(attributes[name] or "")))
        if tag == "svg":
            self.alt, self.texts = "", []
        elif tag == "text":
            self.texts.append(("", attributes.get("data-fact") or self._outer_fact()))
        if not _VOID.fullmatch(tag):
            self.open.append((tag, self.length, attributes))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 # html.parser's
        if _BLOCKS.fullmatch(tag):
            self._break()

    def handle_endtag(self, tag: str) -> None:
        while self.open:
            name, start, attributes = self.open.pop()
            fact = attributes.get("data-fact")
            if attributes.get("href"):
                self.links.append((plain("".join(self.parts)[start:]), str(attributes["href"])))
            if fact is not None and not self._inside("svg") and name not in ("svg", "text"):
                self._mark(start, fact, attributes)
            if name == "svg":
                self.drawings.append(Drawing(plain(self.alt), tuple((plain(t), f) for t, f in self.texts)))
            if name == tag:
                break
        if _BLOCKS.fullmatch(tag):
            self._break()

    def handle_data(self, data: str) -> None:
        if self._inside("svg"):
            self._draw(data)
        elif self._inside("title"):
            self.asides.append(("title", plain(data)))
        elif any(attributes.get("class") == PREHEADER for _, _, attributes in self.open):
            self.asides.append((PREHEADER, plain(data)))
        elif self._inside("style"):
            self.asides += (("style", plain(said)) for said in _SAID_BY_STYLE.findall(data))
        elif not any(self._inside(tag) for tag in _UNSEEN):
            self._add(data)

    def _draw(self, data: str) -> None:
        if self._inside("title") or self._inside("desc"):
            self.alt += data
        elif self._inside("text") and self.texts:
            text, fact = self.texts[-1]
            self.texts[-1] = (text + data, fact)

    def _inside(self, tag: str) -> bool:
        return any(name == tag for name, _, _ in self.open)

    def _outer_fact(self) -> str:
        return next((a["data-fact"] or "" for _, _, a in reversed(self.open) if a.get("data-fact")), "")

    def _add(self, data: str) -> None:
        data = re.sub(r"\s+", " ", data.translate(_SAME))
        if data.startswith(" ") and (not self.parts or self.parts[-1].endswith(" ")):
            data = data[1:]
        if data:
            self.parts.append(data)
            self.length += len(data)

    def _break(self) -> None:
        self._add(" ")
        self.breaks.append(self.length)

    def _mark(self, start: int, fact: str, attributes: dict[str, str | None]) -> None:
        text = "".join(self.parts)[start : self.length] if start < self.length else ""
        value = attributes.get("value") or attributes.get("datetime")
        lead = len(text) - len(text.lstrip())
        self.marks.append(Mark(start + lead, start + len(text.rstrip()), fact, value, text.strip()))


def html(name: str, content: str) -> Page:
    """A page of HTML; its charts and what stands in attributes are kept apart."""
    parser = _Html()
    parser.feed(content)
    parser.close()
    return Page(
        name,
        "".join(parser.parts),
        tuple(parser.marks),
        tuple(parser.drawings),
        tuple(parser.asides),
        tuple(parser.breaks),
        tuple(parser.links),
    )


# Text and Markdown --------------------------------------------------------------------------------


def _lines(name: str, lines: list[str]) -> Page:
    """One page of lines, soft breaks taken out; an empty line ends a block."""
    parts, breaks, length = list[str](), list[int](), 0
    for line in lines:
        content = plain(line)
        if not content:
            breaks.append(length)
            continue
        parts.append(content)
        length += len(content) + 1
    return Page(name, " ".join(parts), breaks=tuple(dict.fromkeys(breaks)))


_RULE: Final = re.compile(r"[\s=\-_*~#+·.|:]*")


def text(name: str, content: str) -> Page:
    """Plain text: rules and bullets are no words."""
    lines = [
        "" if _RULE.fullmatch(line) else re.sub(r"^\s*[-*•·]\s+", "", line) for line in content.splitlines()
    ]
    return _lines(name, lines)


def markdown(name: str, content: str) -> Page:
    """Markdown: headings, bullets, emphasis, tables, links and escapes are read as what they mean."""
    lines = content.splitlines()
    links = (found for line in lines for found in _LINK.findall(line))
    read = _lines(name, [_unmarked(line) for line in lines])
    return replace(read, links=tuple((plain(_ESCAPED.sub(r"\1", said)), to) for said, to in links))


#: a link: its text, in which brackets are escaped, and its address
_LINK: Final = re.compile(r"(?<!\\)!?\[((?:\\.|[^\]\\])*)\]\(([^)\s]*)\)")
_ESCAPED: Final = re.compile(r"\\([\\`*_\[\]<>|#.+!{}()&:@~-])|&amp;")


def _unmarked(line: str) -> str:
    if _RULE.fullmatch(line):
        return ""
    line = re.sub(r"^\s*(?:#+|[-*+]|>|\d+\.)\s+", "", line)
    line = _LINK.sub(r"\1", line)
    line = re.sub(r"(?<!\\)(?:\*\*|__|[*`|_])", " \x00 ", line)
    line = (
        line.replace(" \x00 ", " ")
        if "|" in line or line.strip().startswith("\x00")
        else line.replace(" \x00 ", "")
    )
    return _ESCAPED.sub(lambda found: found[1] or "&", line)


# PDF ----------------------------------------------------------------------------------------------


def pdf(name: str, content: bytes) -> tuple[Page, Mapping[str, bytes]]:
    """The text of a PDF without its running heads and page numbers, and its attachments by name.

    Raises MarketwrapError when it is no PDF that can be read.
    """
    import pypdfium2  # noqa: PLC0415 # only a PDF needs it

    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        raise MarketwrapError(
            f"this PDF cannot be read: {error}", where=name, remedy="write the brief again"
        ) from error
    try:
        pages = [_page_lines(page.get_textpage().get_text_range()) for page in document]
        title = plain(document.get_metadata_dict().get("Title", ""))
        attached = {
            a.get_name(): bytes(a.get_data())
            for a in map(document.get_attachment, range(document.count_attachments()))
        }
    finally:
        document.close()
    texts = [_lines(name, lines).text for lines in _without_running_heads(pages, title)]
    ends = tuple(accumulate(len(text) + 1 for text in texts))
    return Page(name, " ".join(texts), breaks=ends, typeset=True), attached


def _page_lines(content: str) -> list[str]:
    return re.sub(r"[\x02\ufffe\xad]\r?\n?", "", content).splitlines()


#: lines at the head and at the foot of a page that may be repeated on others
_MARGIN: Final = 3
_PAGE_NUMBER: Final = re.compile(r"(?:[^\W\d]+\s+)?#(?:\s*(?:[^\W\d]+|/)\s*#)?")


def _without_running_heads(pages: list[list[str]], title: str) -> list[list[str]]:
    """The lines of each page without its number and those at its edges that others repeat, numbers aside.

    A second and last page has a head that no other repeats: the title, or as much of it as there is room for.
    """
    shape: Callable[[str], str] = lambda line: re.sub(r"\d+", "#", plain(line))  # noqa: E731 # two uses
    repeated = Counter(
        shape(line) for lines in pages for line in {*lines[:_MARGIN], *lines[-_MARGIN:]} if line.strip()
    )
    kept = []
    for number, lines in enumerate(pages):
        last = len(lines) - _MARGIN
        left = [
            line
            for i, line in enumerate(lines)
            if _MARGIN <= i < last or not (repeated[shape(line)] > 1 or _PAGE_NUMBER.fullmatch(shape(line)))
        ]
        kept.append([_less_title(plain(line), title) for line in left] if number else left)
    return kept


def _less_title(line: str, title: str) -> str:
    """A line without the title that it begins with, shortened or not."""
    begun, shortened, rest = line.partition("\N{HORIZONTAL ELLIPSIS}")
    if shortened:
        return rest if begun and title.startswith(begun) else line
    return line.removeprefix(title) if title else line


READERS: Final[Mapping[str, Callable[[str, str], Page]]] = {".html": html, ".txt": text, ".md": markdown}
