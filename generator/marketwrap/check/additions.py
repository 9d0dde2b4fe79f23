"""What a document says that the article does not: allowed is what its template itself says."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Final

from marketwrap.base.model import Article, Chart
from marketwrap.base.templates import Own, environment, in_force, layers
from marketwrap.check.locate import Stretch
from marketwrap.check.outline import Item
from marketwrap.check.pages import Page, plain
from marketwrap.check.problems import Problem
from marketwrap.check.reading import Reader, Token, claims
from marketwrap.language.phrases import page_words

#: a text of fewer words that claims nothing may be a heading, or a firm's name
FEW: Final = 5
#: whose words a document may print besides the article's, by how its name ends
_TEMPLATES: Final[Mapping[str, tuple[str, ...]]] = {
    "mail.html": tuple(f"mail{part}.html.jinja" for part in ("", "own", "attached", "parts")),
    "mail.txt": ("brief.txt.jinja", *(f"mail{part}.txt.jinja" for part in ("", "own", "attached"))),
    ".html": ("brief.html.jinja", "macros.html.jinja"),
    ".txt": ("brief.txt.jinja",),
    ".md": ("brief.md.jinja",),
}
#: what may stand between a text and the next, and says nothing
_ENDS: Final = " .,;:·•|–—-()"
_WORD: Final = r"[^\W\d_]{2,}"
_HEX: Final = re.compile(r"\b[0-9a-f]{12,64}\b")


def rest_problems(
    page: Page, rest: Sequence[Stretch], items: Sequence[Item], article: Article, reader: Reader
) -> Iterator[Problem]:
    """Texts that no item of the article accounts for, and that are more than furniture."""
    for text in _fragments(page, rest):
        yield from _doubled(page, text, items)
        for known in _without_known(text, article):
            dates = [(t.start, t.end) for t in reader.read(known) if _known_date(t, article)]
            left = _without(known, dates).strip(_ENDS)
            yield from (
                _typeset_problems(page, left, article, reader)
                if page.typeset
                else _problems(page, left, article, reader)
            )


def _fragments(page: Page, rest: Sequence[Stretch]) -> Iterator[str]:
    """The rest in pieces that end where a block of the document ends."""
    for start, end in rest:
        cuts = [start, *(cut for cut in page.breaks if start < cut < end), end]
        for first, last in pairwise(cuts):
            text = page.text[first:last].strip(_ENDS)
            if text:
                yield text


def _doubled(page: Page, text: str, items: Sequence[Item]) -> Iterator[Problem]:
    for item in items:
        said = item.text.rstrip(".")
        # a note of a word or two may well stand in the template's own words
        again = said in text if len(said.split()) >= FEW else said == text
        if item.kind == "sentence" and item.required and again:
            yield Problem("context", page.name, item.place, item.text[:70], detail="it is said twice")
            return


def _without_known(text: str, article: Article) -> Iterator[str]:
    """What is left when everything that the article knows about its own making is cut out."""
    origin = article.provenance
    known = [
        f"{origin.retrieved.astimezone(UTC):%Y-%m-%d %H:%M} UTC",
        f"{article.closed_at:%Y-%m-%d %H:%M}",
        origin.snapshot_sha256,
        article.session.isoformat(),
        article.byline,
        plain(article.disclaimer),
    ]
    cut = re.compile("|".join(re.escape(part) for part in sorted(filter(None, known), key=len, reverse=True)))
    shortened = _HEX.sub(lambda m: "" if origin.snapshot_sha256.startswith(m[0]) else m[0], text)
    for part in cut.split(shortened):
        if stripped := part.strip(_ENDS):
            yield stripped


def _problems(page: Page, text: str, article: Article, reader: Reader) -> Iterator[Problem]:
    if _is_furniture(text, page.name, article, reader.language):
        return
    odd = [token for token in claims(reader.read(text), reader.lexicon) if not _known_date(token, article)]
    if odd:
        for token in odd:
            yield Problem(
                "not checkable", page.name, "", token.text, detail=f"not in the article: {text[:70]!r}"
            )
    elif len(text.split()) >= FEW:
        yield Problem("context", page.name, "", text[:70], detail="it is added")


def _typeset_problems(page: Page, text: str, article: Article, reader: Reader) -> Iterator[Problem]:
    """In a PDF the charts' own texts stand between: only what reads as a sentence is too much."""
    left = _less_furniture(_origin(article).sub(" ", text), reader.language)
    names = [
        (token.start, token.end) for token in reader.read(left) if token.kind in ("name", "number", "date")
    ]
    words = [w for w in re.findall(_WORD, _without(left, names)) if w not in _chart_words(article)]
    if len(words) > FEW:
        yield Problem("context", page.name, "", text[:70], detail="it is added")


def _less_furniture(text: str, language: str) -> str:
    """The text without runs of words that the template has, as a PDF does not tell its blocks apart."""
    spoken, words, left = _words_of(_TEMPLATES[".html"], language), text.split(), list[str]()
    while words:
        run = next((n for n in range(len(words), 2, -1) if _says(spoken, " ".join(words[:n]))), 0)
        left += words[: 0 if run else 1]
        words = words[run or 1 :]
    return " ".join(left)


def _without(text: str, stretches: Sequence[Stretch]) -> str:
    return "".join(c for i, c in enumerate(text) if not any(start <= i < end for start, end in stretches))


def _chart_words(article: Article) -> frozenset[str]:
    charts = [b for section in article.sections for b in section.blocks if isinstance(b, Chart)]
    texts = [text for c in charts for text in (c.title, *c.labels, *(bar.label for bar in c.bars))]
    return frozenset(word for text in texts for word in re.findall(_WORD, text))


def _known_date(token: Token, article: Article) -> bool:
    """Whether a date is the session's own, one of the dateline, or the day the prices were taken."""
    if token.kind != "date":
        return False
    of_dateline = (article.facts[name].value for name in article.dateline.facts if name in article.facts)
    days = [article.session, article.provenance.retrieved.date(), article.closed_at.date()]
    days += [value for value in of_dateline if isinstance(value, date)]
    return any(
        all(
            part is None or part == true
            for part, true in zip(token.parts, (d.day, d.month, d.year, d.weekday()), strict=True)
        )
        for d in days
    )


def _is_furniture(text: str, document: str, article: Article, language: str) -> bool:
    """Whether each piece of the text is what the document's template prints whatever the article."""
    templates = next((names for ending, names in _TEMPLATES.items() if document.endswith(ending)), ())
    spoken = _words_of(templates, language)
    return all(_says(spoken, piece) for piece in _origin(article).split(text))


def _origin(article: Article) -> re.Pattern[str]:
    """What the foot of a document takes over: the source's name, which may be any words, and the basis."""
    parts = filter(None, (article.provenance.source, article.provenance.basis))
    return re.compile("|".join(rf"(?<!\w){re.escape(part)}(?!\w)" for part in parts))


def _says(spoken: str, piece: str) -> bool:
    # words around an article hold no figures of their own: see docs/architecture.md
    return not re.search(r"\d", piece) and _words(piece) in spoken


def _words(text: str) -> str:
    """The words of a text in lower case between blanks; a blank where it has none."""
    return " ".join(["", *re.findall(r"\w+", text.lower()), ""])


def _words_of(templates: tuple[str, ...], language: str) -> str:
    """What the templates of a document say: one of one's own may extend the bundled one."""
    paths = tuple(path for name in templates for path in layers(name))
    return _spoken(paths, language, in_force())


@cache
def _spoken(templates: tuple[Path, ...], language: str, _files: Own) -> str:
    """What templates print whatever the article: words of their own and of the language, as they stand."""
    around, texts = page_words(language), list[str]()
    for path in templates:
        source = _AROUND.sub(lambda gap: around.get(gap[1], gap[0]), path.read_text("utf-8"))
        source = _OF_LANGUAGE.sub(lambda gap: repr(around.get(gap[1], "")), source)
        texts += [str(text) for _, kind, text in environment().lex(source) if kind in ("data", "string")]
    return _words(re.sub(r"<[^>]*>", " ", " ".join(texts)))


#: a word of the language in a template: by itself, or in an expression
_AROUND: Final = re.compile(r"\{\{ words\.(\w+) \}\}")
_OF_LANGUAGE: Final = re.compile(r"\bwords\.(\w+)")
