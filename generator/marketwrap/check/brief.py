"""The whole check of a brief: its article, its facts, each of its documents, its tone."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from marketwrap.base.errors import CheckFailed, ConfigError, MarketwrapError
from marketwrap.base.meaning import Meaning, meaning_of
from marketwrap.base.model import Article, Event, Universe
from marketwrap.check import additions, arithmetic, holdings, marks, pages, tone, watch
from marketwrap.check import article as articles
from marketwrap.check.arithmetic import Closes
from marketwrap.check.compare import category_of, compare
from marketwrap.check.outline import Item, items
from marketwrap.check.pages import Page, plain
from marketwrap.check.problems import Problem, Report, without_repeats
from marketwrap.check.reading import Reader, reader
from marketwrap.check.spans import Read
from marketwrap.check.tone import Tone
from marketwrap.check.values import Recompute
from marketwrap.formats import briefjson
from marketwrap.formats.briefjson import NAME

PDF = ".pdf"


@dataclass(frozen=True, slots=True)
class Means:
    """What a check is made with, beside the documents."""

    universe: Universe
    #: that the documents are read in: its name, or the folder of one of the user's own
    language: str
    tone: Tone
    #: what each metric declares, by its name
    meanings: Mapping[str, Meaning]
    #: asks the same fact of the snapshot again; without it facts are computed from their own closes alone
    recompute: Recompute | None = None
    closes: Closes | None = None
    #: what stands beside the prices, by id
    events: Mapping[str, Event] | None = None
    #: of a client's own page: the positions that every fact of it must be asked with
    positions: str | None = None


def gather(path: Path) -> dict[str, bytes]:
    """The documents of a brief: all in a folder, or one file with the ``brief.json`` beside it.

    A PDF carries its own ``brief.json``. Raises ConfigError when there is nothing to check.
    """
    if path.is_dir():
        found = {p.name: p.read_bytes() for p in sorted(path.glob("brief.*")) if p.suffix in _ENDINGS}
    elif path.is_file():
        beside = path.with_name(NAME)
        found = {path.name: path.read_bytes()}
        if path.suffix != PDF and beside.is_file():
            found[NAME] = beside.read_bytes()
    else:
        found = {}
    if not found:
        raise ConfigError(
            "there is no brief here", where=str(path), remedy="give a brief's folder, PDF, HTML or JSON"
        )
    return found


_ENDINGS = (".json", PDF, *pages.READERS)


def examine(documents: Mapping[str, bytes | str], means: Means) -> Report:
    """Check the documents of one brief, by name (``brief.html``), against its article and its facts.

    ``brief.json`` holds the article; a PDF may bring it as its attachment. Nothing is written and
    nothing is raised for what a document says wrong: that is what the report is for.
    """
    try:
        read, attached = _pages(documents)
        text = _text(documents[NAME]) if NAME in documents else attached
        if text is None:
            return Report(
                (
                    Problem(
                        "not checkable", ", ".join(documents), "", "", NAME, detail="the facts are missing"
                    ),
                )
            )
        article = briefjson.loads(text)
    except (MarketwrapError, UnicodeDecodeError) as error:
        return Report((Problem("not checkable", NAME, "", str(error)),))
    if unknown := tuple(_unknown_metrics(article, means)):
        return Report(unknown)
    return _report(_declared(article, means), text, attached, read, means)


def _unknown_metrics(article: Article, means: Means) -> Iterator[Problem]:
    """A problem for each metric that nobody declares, without which nothing else can be judged."""
    found = {fact.metric: fact.id for fact in reversed(tuple(article.facts.values()))}
    detail = "there is no such metric: give the settings that the brief was made with"
    for metric in sorted(found.keys() - means.meanings.keys()):
        yield Problem("not checkable", NAME, found[metric], metric, detail=detail)


def _declared(article: Article, means: Means) -> Article:
    """The article with facts that mean what their metrics declare, whatever the brief says of them."""
    facts = {
        key: replace(fact, meaning=meaning_of(fact.metric, dict(fact.params), means.meanings))
        for key, fact in article.facts.items()
    }
    return replace(article, facts=facts)


def universe_of(documents: Mapping[str, bytes | str]) -> str:
    """The id of the universe that a brief is about; empty where its JSON cannot be read."""
    return _said(documents, "universe")


def language_of(documents: Mapping[str, bytes | str]) -> str:
    """What a brief says that its language is; empty where its JSON cannot be read."""
    return _said(documents, "language")


def _said(documents: Mapping[str, bytes | str], key: str) -> str:
    """A text of a brief's JSON by its key."""
    try:
        text = _text(documents[NAME]) if NAME in documents else _pages(documents)[1]
        return str(json.loads(text or "{}").get(key, ""))
    except (MarketwrapError, ValueError, AttributeError):
        return ""


def _text(content: bytes | str) -> str:
    return content if isinstance(content, str) else content.decode("utf-8")


def _pages(documents: Mapping[str, bytes | str]) -> tuple[list[Page], str | None]:
    """Every document but the JSON as a page, and the JSON that a PDF has attached."""
    found: list[Page] = []
    attached: str | None = None
    for name, content in documents.items():
        ending = Path(name).suffix
        if ending == PDF and isinstance(content, bytes):
            page, files = pages.pdf(name, content)
            found.append(page)
            attached = _text(files[NAME]) if NAME in files else attached
        elif ending in pages.READERS:
            found.append(pages.READERS[ending](name, _text(content)))
    return found, attached


def _report(article: Article, text: str, attached: str | None, read: list[Page], means: Means) -> Report:
    reads = reader(means.language, means.universe)
    said = articles.read_all(article, reads)
    problems = [*articles.unsound(text, article), *articles.problems(article, said, reads)]
    problems += [*marks.strange_links(article), *_fact_problems(article, means)]
    problems += [*watch.problems(article), *holdings.problems(article, means.positions)]
    if attached is not None and attached != text:
        problems.append(
            Problem("context", "brief.pdf", NAME, "another brief.json attached", "the same as beside it")
        )
    wanted = items(article)
    counts = articles.counts(said, dict(article.facts)) | {
        "facts": len(article.facts),
        "not_recomputed": _unknown(article, means),
    }
    for page in read:
        problems += _page_problems(page, wanted, article, reads)
        counts |= {kind: counts[kind] + n for kind, n in _counted(said, page).items()}
    problems += _tone_problems(article, said, means)
    counts["sentences"] = len(briefjson.sentences(article))
    return Report(without_repeats(problems), counts)


def _fact_problems(article: Article, means: Means) -> Iterator[Problem]:
    facts = tuple(article.facts.values())
    yield from arithmetic.contradicted(facts)
    if means.recompute is not None:
        yield from arithmetic.recomputed(facts, means.recompute)
    if means.closes is not None:
        yield from arithmetic.stale(facts, means.closes)
    if means.events is not None:
        yield from arithmetic.misquoted(article.events, means.events)


def _unknown(article: Article, means: Means) -> int:
    """How many facts rest on nothing that this check could compute."""
    return 0 if means.recompute else sum(arithmetic.by_hand(fact) is None for fact in article.facts.values())


def _page_problems(
    page: Page, wanted: tuple[Item, ...], article: Article, reads: Reader
) -> Iterator[Problem]:
    problems, located, left = compare(page, wanted, reads)
    yield from problems
    yield from additions.rest_problems(page, left, wanted, article, reads)
    yield from marks.link_problems(page, article)
    if page.name.endswith(".html"):
        if not page.name.endswith(pages.UNMARKED):
            yield from marks.mark_problems(page, wanted, located, article, reads)
        yield from marks.drawing_problems(page, article, reads)
        yield from _aside_problems(page, article, reads)


def _aside_problems(page: Page, article: Article, reads: Reader) -> Iterator[Problem]:
    """Title and description are the headline and the standfirst, or say nothing that needs a fact."""
    known = {plain(sentence.text) for _, sentence in briefjson.sentences(article)}
    for place, text in page.asides:
        if text in known:
            continue
        tokens = [
            token
            for token in reads.read(text)
            if token.kind in ("number", "date", "name") or place != "aria-label"
        ]
        if tokens:
            expected = {"title": article.headline.text, "style": ""}.get(place, article.standfirst.text)
            yield Problem(category_of(tokens), page.name, place, text[:70], plain(expected)[:70])


def _counted(said: tuple[Read, ...], page: Page) -> dict[str, int]:
    """Numbers, words and dates of the sentences that the page repeats; tables may be left out of one."""
    return articles.counts(tuple(one for one in said if one.prose and plain(one.text) in page.text), {})


def _tone_problems(article: Article, said: tuple[Read, ...], means: Means) -> Iterator[Problem]:
    exempt = tone.names(name for i in means.universe.instruments.values() for name in (i.name, i.short))
    for one in said:
        if one.prose:
            yield from tone.problems(one.own, one.document, one.place, means.tone, exempt)
    for place, text in articles.plain_texts(article):
        yield from tone.problems(text, NAME, place, means.tone, exempt)


def require(report: Report, remedy: str) -> None:
    """Raise CheckFailed with the first problem and what to do when there is one: no such brief may go out."""
    if report.problems:
        first, *others = report.problems
        more = f" (and {len(others)} more)" if others else ""
        raise CheckFailed(first.line + more, remedy=remedy)
