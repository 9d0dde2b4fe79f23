"""A client's own page: what is held, what is watched, what comes up. Made, set and checked like a brief."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property, partial
from typing import Final

from marketwrap import check
from marketwrap.base.model import (
    Article,
    Block,
    Edition,
    Fact,
    Finding,
    Paragraph,
    Provenance,
    Section,
    Sentence,
    Table,
)
from marketwrap.base.templates import LANGUAGE, render, text_of
from marketwrap.check import tone
from marketwrap.check.recompute import Days
from marketwrap.check.tone import Tone
from marketwrap.delivery.model import Client
from marketwrap.events import clean
from marketwrap.facts import MEANINGS, Day
from marketwrap.formats import briefjson
from marketwrap.language.voice import Voice
from marketwrap.market.calendars import sessions
from marketwrap.metrics import holdings as metrics
from marketwrap.metrics.events import PRINTED, printable
from marketwrap.metrics.panel import Panel
from marketwrap.render import fonts
from marketwrap.render.views import view
from marketwrap.rules import holdings as rules
from marketwrap.rules.holdings import Book
from marketwrap.rules.saying import is_rare
from marketwrap.story import exhibits
from marketwrap.story.narrative import events_of, facts_of, gate_notes

#: what the facts of a client's page are called as a file
NAME: Final = "holdings.json"
#: what the page itself is called in a report
PDF: Final = "holdings.pdf"
_ARCHETYPE: Final = "holdings"


@dataclass(frozen=True)
class Shared:
    """What the pages of all clients have in common; one a process, for as long as it sets pages."""

    edition: Edition = "close"
    publisher: str = ""
    paper: str = "letter"
    language: str = LANGUAGE
    #: words that no page may say
    words: Tone = field(default_factory=partial(tone.load, LANGUAGE))

    @cached_property
    def write(self) -> Callable[..., bytes]:
        """Writes a page as PDF, with style sheets and fonts that are read once."""
        from marketwrap.render import pdf as paper  # noqa: PLC0415  # WeasyPrint is slow to load, and only this needs it

        faces = "".join(_FACE.format(face=face) for face in fonts.embedded(_CHARACTERS))
        style, tight = map(text_of, ("personal.css", "personal-tight.css"))
        return paper.StyleSheets(f"{faces}@page {{ size: {self.paper} }}\n{style}", tight).write


@dataclass(frozen=True)
class Personal:
    """A client's page, to be checked before it is sent."""

    article: Article
    #: the article as JSON, which goes into the PDF as ``holdings.json``
    data: bytes
    #: empty where none was asked for
    pdf: bytes = b""

    @property
    def documents(self) -> dict[str, bytes | str]:
        """What ``examine`` is to be asked."""
        made: dict[str, bytes | str] = {briefjson.NAME: self.data}
        return made | {PDF: self.pdf} if self.pdf else made


#: every character that a page may print, so that the fonts are cut down once and not for each page
_CHARACTERS: Final = "".join(c for c in map(chr, range(0x20, 0x2200)) if PRINTED.fullmatch(c))
_FACE: Final = (
    '@font-face {{ font-family: "{face.family}"; font-weight: {face.weight};'
    " src: url(data:font/ttf;base64,{face.data}) }}\n"
)


def edition(panel: Panel, session: date, client: Client, shared: Shared, *, pdf: bool = True) -> Personal:
    """One client's page of a session, written and set; nothing of it is kept in the panel.

    The panel's universe is one that ``universe.extended`` made with what clients hold beside it. Raises
    MarketwrapError where the page cannot be set.
    """
    article = page(Day(panel, session), client, shared)
    data = briefjson.dumps(article).encode()
    return Personal(article, data, typeset(article, shared, {NAME: data}) if pdf else b"")


def examine(made: Mapping[str, bytes | str], panel: Panel, client: Client, shared: Shared) -> check.Report:
    """Check documents of a client's page by file name; ``brief.json`` holds its article.

    Its facts are computed again from the panel's prices and the client's own positions.
    """
    days = Days(panel)
    means = check.Means(
        panel.universe,
        panel.language,
        shared.words,
        MEANINGS,
        recompute=days.again,
        closes=days.close,
        events=panel.by_id,
        positions=_positions(client),
    )
    return check.examine(made, means)


def typeset(article: Article, shared: Shared, attachments: Mapping[str, bytes]) -> bytes:
    """The page as a tagged PDF of one sheet where that can be; the same bytes for the same article."""
    content = view(article, shared.language, bare=True) | {"publisher": shared.publisher}
    sheet = render("personal.html.jinja", content)
    blocks = (block for section in article.sections for block in section.blocks)
    rows = sum(len(block.rows) for block in blocks if isinstance(block, Table))
    return shared.write(sheet, article, attachments, tight=rows > FULL)


#: rows of tables that a sheet has room for with the notes and sentences that usually go with them
FULL: Final = 18


# The article --------------------------------------------------------------------------------------


def page(day: Day, client: Client, shared: Shared) -> Article:
    """The client's page as an article, every fact of it included."""
    book, prices = _book(day, client, shared.edition), day.panel.prices
    voice = Voice(day.universe, day.session, day.language, lambda fact: is_rare(day, fact))
    voice.all_said()
    found = rules.judge(day, book, (rules.HEADLINE, rules.STANDFIRST))
    headline, standfirst = (_led(voice, finding) for finding in found)
    voice.starts_anew()
    article = Article(
        session=day.session,
        closed_at=sessions(prices.calendar).close(day.session),
        universe=voice.universe.id,
        language=voice.tag,
        archetype=_ARCHETYPE,
        headline=headline,
        standfirst=standfirst,
        dateline=_dateline(day, voice, client),
        byline=shared.publisher or voice.text("plan.byline"),
        summary=(),
        sections=tuple(_sections(day, voice, book)),
        notes=tuple(_notes(day, voice, book, client)),
        disclaimer=voice.text("plan.disclaimer"),
        provenance=Provenance(prices.source, prices.basis, prices.retrieved, prices.simulated, prices.sha256),
        edition=shared.edition,
    )
    facts = facts_of(article, day)
    return replace(article, facts=facts, events=events_of(facts, day))


def _positions(client: Client) -> str:
    return metrics.written((position.symbol, position.quantity) for position in client.holdings)


def _book(day: Day, client: Client, edition: Edition) -> Book:
    """What the page can tell of: what the universe knows, and of the watch list what has a close."""
    held = dict.fromkeys(position.symbol for position in client.holdings)
    watched = dict.fromkeys(client.watch)
    return Book(
        _positions(client),
        tuple(symbol for symbol in held if symbol in day.universe.instruments),
        tuple(symbol for symbol in watched if day.fact(symbol, "level") is not None),
        "1w" if edition == "weekly" else "1d",
    )


def _led(voice: Voice, finding: Finding) -> Sentence:
    sentence = voice.sentence(replace(finding, rule=finding.phrase))
    printed = tuple(dict.fromkeys(span.fact for span in sentence.spans if span.fact))
    return replace(sentence, facts=printed)


def _dateline(day: Day, voice: Voice, client: Client) -> Sentence:
    name = printable(clean.line(client.name, clean.NAME))
    of = day.fact("client", "given_text", value=name) if name else None
    roles = _present(client=of, session=day.fact("brief", "session_date"))
    return voice.worded("personal.dateline", "plan.dateline_personal", roles)


def _sections(day: Day, voice: Voice, book: Book) -> Iterator[Section]:
    findings = rules.judge(day, book)
    tables: dict[str, Block | None] = {
        "holdings": exhibits.holdings_table(day, voice, book),
        "watchlist": exhibits.watch_table(day, voice, book),
        "coming": exhibits.coming_table(day, voice, rules.coming(day, book)[:MOST_ROWS]),
    }
    for topic, table in tables.items():
        voice.new_paragraph()
        said = tuple(voice.sentence(replace(f, rule=f.phrase)) for f in findings if f.topic in _TOPICS[topic])
        told = (Paragraph(topic, said),) if said else ()
        if said or table:
            yield Section(topic, voice.text(f"plan.your_{topic}"), (*told, *((table,) if table else ())))


#: topics of the findings that a section tells
_TOPICS: Final[Mapping[str, tuple[str, ...]]] = {
    "holdings": ("holdings",),
    "watchlist": ("watchlist",),
    "coming": ("coming", "calendar"),
}
#: of the table of what comes up
MOST_ROWS: Final = 8


# The notes ----------------------------------------------------------------------------------------


def _notes(day: Day, voice: Voice, book: Book, client: Client) -> Iterator[Sentence]:
    prices, session = day.panel.prices, day.fact("brief", "session_date")
    roles = _present(source=day.fact("brief", "source"), session=session)
    yield voice.worded("personal.source", f"notes.source_{prices.basis}", roles)
    if prices.simulated:
        yield voice.worded("personal.simulated", "notes.simulated", roles)
    own = {position.symbol for position in client.holdings} | set(client.watch)
    yield from gate_notes(day, [note for note in prices.notes if note.symbol in own], voice)
    if book.held:
        yield voice.worded("personal.method", "notes.holdings", {})
    week = day.fact("brief", "given_count", value=5) if book.over == "1w" else None
    for key, symbols in _left_out(day, book).items():
        names = tuple(_there(book.of(day, symbol, "quantity") for symbol in symbols))
        if names:
            roles = {"names": names, **_present(week=week)}
            yield voice.worded(f"personal.{key}", f"notes.holdings_{key}", roles)
    for key, listed, most in (
        ("holdings", book.held, exhibits.MOST_HELD),
        ("watched", book.watched, exhibits.MOST_WATCHED),
    ):
        if len(listed) > most:
            more = day.fact("brief", "given_count", value=len(listed) - most)
            yield voice.worded(f"personal.{key}_more", f"notes.{key}_more", _present(more=more))
    if book.whole(day, f"gain_{book.over}") and not book.whole(day, f"change_{book.over}"):
        yield voice.worded("personal.net", "notes.holdings_net", {})
    if unknown := tuple(_there(day.fact("client", "given_text", value=s) for s in _unknown(day, book, own))):
        yield voice.worded("personal.unknown", "notes.holdings_unknown", {"names": unknown})


def _left_out(day: Day, book: Book) -> Mapping[str, Sequence[str]]:
    """Positions that no sum counts, or not each, by why."""
    panel, found = day.panel, dict[str, list[str]]()
    for symbol in book.held:
        if not metrics.is_owned(panel, symbol):
            found.setdefault("pieceless", []).append(symbol)
        elif metrics.is_foreign(panel, symbol):
            found.setdefault("foreign", []).append(symbol)
        elif book.of(day, symbol, f"gain_{book.over}") is None:
            found.setdefault("unpriced", []).append(symbol)
        elif book.of(day, symbol, "gain_ytd") is None:
            found.setdefault("begun", []).append(symbol)
    return found


def _unknown(day: Day, book: Book, own: set[str]) -> list[str]:
    """Names of what there is no row for: by the symbol where the universe does not know it."""
    known = day.universe.instruments
    return sorted(known[s].name if s in known else s for s in own - set(book.symbols))


def _there(facts: Iterable[Fact | None]) -> Iterator[Fact]:
    return (fact for fact in facts if fact is not None)


def _present(**roles: Fact | None) -> dict[str, Fact | tuple[Fact, ...]]:
    return {name: fact for name, fact in roles.items() if fact is not None}
