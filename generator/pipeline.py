"""One run, top to bottom: fetch, gate, measure, state, judge, word, set, prove, and only then write."""

import gzip
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from itertools import islice
from math import isnan
from pathlib import Path
from zoneinfo import ZoneInfo

from platformdirs import user_data_path

from generator import (
    briefjson,
    check,
    disk,
    documents,
    editions,
    lexicon,
    press,
    quality,
    snapshot,
    studies,
    watchfile,
)
from generator import universe as universes
from generator.check import Report, tone
from generator.config import Settings
from generator.errors import ConfigError, Refusal
from generator.events import origins, written
from generator.exhibits import LineData
from generator.facts import Day
from generator.metrics.horizons import YEAR
from generator.metrics.panel import Panel
from generator.metrics.studies import refuse_unknown
from generator.model import Article, Chart, Edition, Events, Fact, Length, Provenance, Universe, WatchPoint
from generator.narrative import compose
from generator.outcomes import settled
from generator.prices import Fetched, Prices
from generator.rules.saying import is_rare
from generator.sessions import FIRST, sessions
from generator.sources import LIVE, SOURCES, Request
from generator.sources.request import silent
from generator.wording import Voice

#: language of the phrases, the lexicon and the tone list
LANGUAGE = "en"
SNAPSHOT = "prices.csv.gz"
#: what to do when a brief that was just made fails its check
FAULT = "nothing was written; this is a fault of marketwrap, a phrase or a list of words"

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Brief:
    """A finished and checked brief, and where it was written."""

    folder: Path
    article: Article
    report: Report
    files: tuple[Path, ...]


def run(
    settings: Settings,
    session: date | None,
    now: datetime | None = None,
    progress: Progress = silent,
    *,
    unclosed: bool = False,
    printer: press.Press = press.HERE,
) -> Brief:
    """Make the brief of a session (default: the last one there is), check it, and write it.

    A ``printer`` that is ``press.ready`` sets the pages beside this process, which saves a third of the time.
    Raises SourceError and Refusal (nothing can be written about), CheckFailed (what was written is
    not so); then no file has been touched.
    """
    universe = universes.load(settings.universe)
    progress("fetching prices")
    session = editions.session_of(settings.edition, session, universe.calendar)
    prices = admitted(settings, universe, session, now or datetime.now(UTC), progress, unclosed=unclosed)
    until = editions.known_until(settings.edition, prices.session, universe.calendar)
    known = origins.known(settings, _source(settings), universe, prices.session, progress, until)
    progress("measuring")
    panel = measured(prices, universe, settings, known)
    earlier = earlier_points(settings, prices, universe)
    article = write_article(
        panel, prices.session, settings.publisher, earlier, settings.edition, settings.length
    )
    progress("setting the documents")
    text = briefjson.dumps(article)
    rendered = _rendering(article, text, panel, settings, printer)
    packed = snapshot.to_bytes(prices)
    beside = {SNAPSHOT: packed} | ({written.NAME: written.to_bytes(known)} if known.items else {})
    again = _events(beside.get(written.NAME), universe)
    days = _Days(Panel(snapshot.parse(gzip.decompress(packed), SNAPSHOT), universe, again))
    days.prepare(article.facts.values())
    means = _means(days, universe, settings)
    # the article by itself, while its pages are set: a fault in it need not wait for them
    check.require(check.examine({"brief.json": text}, means), FAULT)
    made = rendered()
    progress("checking")
    report = check.examine(made, means)
    check.require(report, FAULT)
    folder = settings.out / editions.folder(settings.edition, prices.session, universe.calendar)
    watch = {watchfile.NAME: watching(article, panel, earlier).encode()}
    return Brief(folder, article, report, _write(folder, {**made, **watch, **beside}))


def admitted(
    settings: Settings,
    universe: Universe,
    session: date | None,
    now: datetime,
    progress: Progress = silent,
    *,
    unclosed: bool = False,
) -> Prices:
    """Prices of a source that have passed the gate, up to the session and no further."""
    name = _source(settings)
    if name not in SOURCES:
        raise ConfigError(f"no source {name}", remedy=f"give one of: {', '.join(SOURCES)}")
    calendar = sessions(universe.calendar)
    _refuse_out_of_time(session, now)
    request = Request(
        universe=universe,
        symbols=tuple(universe.instruments),
        first=None,
        session=session or (calendar.on_or_before(now.date()) if unclosed else calendar.last_closed(now)),
        path=settings.prices,
        store=settings.store or user_data_path("marketwrap") / "store",
        now=now,
        progress=progress,
        basis=settings.basis,
    )
    fetched = SOURCES[name](request)
    wanted = session or (request.session if name in LIVE else _last(fetched, universe, request.session))
    prices = quality.examine(fetched, universe, wanted, now, unclosed=unclosed)
    if len(prices.closes) <= 1:
        raise Refusal(
            f"{wanted} is the first session of these prices",
            remedy="ask for a later one, or give more history",
        )
    return prices


def _source(settings: Settings) -> str:
    return settings.source or ("files" if settings.prices else "sample")


def _refuse_out_of_time(session: date | None, now: datetime) -> None:
    if session and session > now.date():
        raise Refusal(f"{session} lies in the future", remedy="ask for a session that has closed")
    if session and session < FIRST:
        raise Refusal(f"{session} is before {FIRST}, where the calendars begin", remedy="ask for a later one")


def measured(prices: Prices, universe: Universe, settings: Settings, known: Events | None = None) -> Panel:
    """The panel of these prices, with the user's own studies. Raises ConfigError for a wrong study."""
    panel = Panel(prices, universe, known or Events(), own=studies.load(settings.studies, universe))
    refuse_unknown(panel, panel.own)
    return panel


def day(settings: Settings, session: date | None, progress: Progress = silent) -> Day:
    """A session to ask questions of (default: the last one there is). Raises SourceError and Refusal."""
    universe = universes.load(settings.universe)
    prices = admitted(settings, universe, session, datetime.now(UTC), progress)
    return Day(measured(prices, universe, settings), prices.session)


def voice(of: Day) -> Voice:
    """Who words the answers to questions, short names taken as known."""
    made = Voice(of.universe, of.session, LANGUAGE)
    made.all_said()
    return made


def earlier_points(settings: Settings, prices: Prices, universe: Universe) -> tuple[WatchPoint, ...]:
    """What briefs of earlier sessions said to watch and none has resolved.

    They are read from the folder of briefs, or from beside the prices where these are an earlier brief's
    own: so it can be made again anywhere. Raises ConfigError for a damaged ``watch.json``.
    """
    if settings.prices and settings.prices.name == SNAPSHOT:
        beside = settings.prices.with_name(watchfile.NAME)
        if beside.is_file() and (own := watchfile.load(beside)).session == prices.session:
            return tuple(outcome.point for outcome in own.earlier)
    alike = (
        file
        for file in watchfile.stored(settings.out, before=prices.session)
        if (file.universe, file.simulated) == (universe.id, prices.simulated)
    )
    return watchfile.unresolved(tuple(islice(alike, watchfile.BACK)))


def watching(article: Article, panel: Panel, earlier: tuple[WatchPoint, ...]) -> str:
    """The ``watch.json`` of a brief."""
    day = Day(panel, article.session, earlier)
    return watchfile.dumps(
        watchfile.WatchFile(
            version=watchfile.VERSION,
            session=article.session,
            edition=article.edition,
            universe=article.universe,
            simulated=article.provenance.simulated,
            set=tuple(point for point in article.watch if point.session == article.session),
            earlier=settled(day, article.watch),
        )
    )


def write_article(
    panel: Panel,
    session: date,
    publisher: str = "",
    earlier: tuple[WatchPoint, ...] = (),
    edition: Edition = "close",
    length: Length = "standard",
) -> Article:
    """The article of one session of a panel; ``earlier`` are the watch points that it resolves."""
    prices, day = panel.prices, Day(panel, session, earlier)
    turn = editions.EDITIONS[edition].turn(session)
    voice = Voice(panel.universe, session, LANGUAGE, rare=lambda fact: is_rare(day, fact), turn=turn)
    provenance = Provenance(prices.source, prices.basis, prices.retrieved, prices.simulated, prices.sha256)
    closed_at = sessions(prices.calendar).close(session)
    return compose(
        editions.story(day, edition, length), voice, provenance, prices.notes, closed_at, publisher
    )


def render(article: Article, panel: Panel, settings: Settings) -> dict[str, bytes]:
    """Every document that was asked for, by file name; ``brief.json`` always."""
    return _rendering(article, briefjson.dumps(article), panel, settings, press.HERE)()


def _rendering(
    article: Article, text: str, panel: Panel, settings: Settings, printer: press.Press
) -> Callable[[], dict[str, bytes]]:
    """Starts on the documents of an article and its JSON; a call of the answer waits for them."""
    data = {"brief.json": text.encode()}
    lines = _lines(article, panel)
    pages = printer.begin(
        press.Job(article, lines, settings.formats, settings.publisher, settings.paper, data)
    )
    plain: dict[str, bytes] = {}
    if "txt" in settings.formats:
        plain["brief.txt"] = documents.text(article).encode()
    if "md" in settings.formats:
        plain["brief.md"] = documents.markdown(article).encode()
    return lambda: data | pages() | plain


def prove(
    made: Mapping[str, bytes],
    prices: Prices | None,
    universe: Universe,
    settings: Settings,
    events: Events | None = None,
) -> Report:
    """Check documents against their facts, and these against prices and events where there are any."""
    days = _Days(Panel(prices, universe, events or Events())) if prices else None
    return check.examine(made, _means(days, universe, settings))


def _means(days: "_Days | None", universe: Universe, settings: Settings) -> check.Means:
    listed = tone.load(LANGUAGE, settings.tone.lists, settings.tone.allow)
    words = lexicon.load(LANGUAGE)
    if days is None:
        return check.Means(universe, words, listed)
    return check.Means(
        universe, words, listed, recompute=days.again, closes=days.close, events=days.panel.by_id
    )


def examine(path: Path, settings: Settings) -> Report:
    """Check a brief that was written before: a folder, or one of its documents."""
    made = check.gather(path)
    folder = path if path.is_dir() else path.parent
    beside, listed = folder / SNAPSHOT, folder / written.NAME
    prices = snapshot.restore(beside) if beside.is_file() else None
    universe = _universe_of(made, settings)
    try:
        events = _events(listed.read_bytes() if listed.is_file() else None, universe)
    except ConfigError as error:
        report = prove(made, prices, universe, settings)
        problem = check.Problem("not checkable", written.NAME, "", error.what)
        return replace(report, problems=(problem, *report.problems))
    return prove(made, prices, universe, settings, events)


def _universe_of(made: Mapping[str, bytes], settings: Settings) -> Universe:
    """The universe that a brief names: that of the settings if it is the one, else the bundled one.

    Raises ConfigError for a brief of a universe file that the settings do not give.
    """
    given = universes.load(settings.universe)
    named = check.universe_of(made) or given.id
    if named == given.id:
        return given
    if named in universes.bundled():
        return universes.load(named)
    raise ConfigError(
        f"the brief is about {named}, which is no bundled universe",
        remedy="give the file that it was made with, as --universe FILE",
    )


def _events(content: bytes | None, universe: Universe) -> Events:
    """The events that a brief was made with, as its folder has them."""
    return written.parse(content, ZoneInfo(universe.timezone)) if content is not None else Events()


@dataclass
class _Days:
    """Answers to the check's questions, from a panel of its own."""

    panel: Panel

    def __post_init__(self) -> None:
        self._by_session: dict[date, Day] = {}
        self._known: dict[Fact, Fact | None] = {}

    def again(self, fact: Fact) -> Fact | None:
        """The same fact, computed again; None when the prices do not give it."""
        if fact.as_of not in self.panel.position:
            return None
        if fact not in self._known:
            day = self._by_session.setdefault(fact.as_of, Day(self.panel, fact.as_of))
            self._known[fact] = day.again(fact)
        return self._known[fact]

    def prepare(self, facts: Iterable[Fact]) -> None:
        """Compute facts now that will be asked for later."""
        for fact in facts:
            self.again(fact)

    def close(self, symbol: str, session: date) -> float | None:
        """A close of the snapshot."""
        if symbol not in self.panel.symbols or session not in self.panel.position:
            return None
        value = float(self.panel.closes[symbol][self.panel.position[session]])
        return None if isnan(value) else value


def _last(fetched: Fetched, universe: Universe, latest: date) -> date:
    """The last session on which the required instruments have a row, for sources that end somewhere."""
    ends = [
        fetched.histories[symbol].bars.index.max().date()
        for symbol in universe.required
        if symbol in fetched.histories and len(fetched.histories[symbol].bars)
    ]
    return min(ends) if ends else latest


def _lines(article: Article, panel: Panel) -> dict[str, LineData]:
    """What the line charts of an article draw: a year up to its session."""
    i = panel.position[article.session]
    first = max(i - YEAR + 1, 0)
    lines = {}
    for section in article.sections:
        for block in section.blocks:
            if isinstance(block, Chart) and block.kind == "line":
                columns = [
                    panel.column(name, block.subject)
                    for name in ("ratio", "ratio_average_50", "ratio_average_200")
                ]
                series = tuple(
                    (label, tuple(None if isnan(v) else float(v) for v in values[first : i + 1]))
                    for label, values in zip(block.labels, columns, strict=True)
                    if values is not None
                )
                lines[block.id] = LineData(panel.sessions[first : i + 1], series)
    return lines


def _write(folder: Path, made: Mapping[str, bytes]) -> tuple[Path, ...]:
    """Put the files in place; documents of an earlier run that this one did not make are taken away."""
    disk.write_all(folder, made)
    for old in (*folder.glob("brief.*"), *folder.glob(written.NAME)):
        if old.name not in made:
            old.unlink()
    return tuple(folder / name for name in made)
