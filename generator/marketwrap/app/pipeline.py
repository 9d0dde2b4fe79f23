"""One run, top to bottom: fetch, gate, measure, state, judge, word, set, prove, and only then write."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path

from marketwrap import check
from marketwrap.app import unused
from marketwrap.app import watch as handover
from marketwrap.base import disk, templates
from marketwrap.base.errors import ConfigError
from marketwrap.base.model import Article, Event, Events, Provenance, Universe, WatchPoint
from marketwrap.base.settings import FORMATS, Format, Settings
from marketwrap.check import Report, recompute
from marketwrap.events import eventsjson, origins
from marketwrap.events.merge import in_order
from marketwrap.facts import Day
from marketwrap.formats import briefjson, snapshot, watchjson
from marketwrap.language.phrases import phrases
from marketwrap.language.voice import Voice
from marketwrap.market import universe as universes
from marketwrap.market.calendars import sessions
from marketwrap.market.prices import Prices
from marketwrap.metrics import studies
from marketwrap.metrics.panel import Panel
from marketwrap.metrics.precedents import refuse_unknown
from marketwrap.metrics.registry import Further
from marketwrap.render import documents, worker
from marketwrap.rules import extensions
from marketwrap.rules.saying import is_rare
from marketwrap.sources import fetch
from marketwrap.sources.request import silent
from marketwrap.story import editions
from marketwrap.story.exhibits import lines
from marketwrap.story.narrative import compose
from marketwrap.story.plan import Verdict, weighed

#: what to do when a brief that was just made fails its check
FAULT = "nothing was written; this is a fault of marketwrap, a template, a phrase or a list of words"

#: what is asked where nothing is set
DEFAULTS = Settings()


#: … and when one fails it that a person changed
UNCHANGED = "nothing was written, the brief is as it was"

#: what becomes of an article; the day answers questions about its prices and events
Change = Callable[[Article, Day], Article]


@dataclass(frozen=True)
class Draft:
    """An article, and all that its documents are made of and checked against; none is set yet."""

    settings: Settings
    panel: Panel
    known: Events
    earlier: tuple[WatchPoint, ...]
    article: Article

    @cached_property
    def text(self) -> str:
        """Its ``brief.json``."""
        return briefjson.dumps(self.article)

    @cached_property
    def unused(self) -> tuple[str, ...]:
        """What of the desk's own events it says nothing of, each with the reason."""
        given = origins.supplied(self.settings, self.panel.universe)
        day = Day(self.panel, self.article.session, self.earlier)
        return unused.lines(day, self.article, given) if given else ()

    @cached_property
    def beside(self) -> dict[str, bytes]:
        """The files that it can be made again from: its prices, and what was known beside them."""
        made = {snapshot.NAME: snapshot.to_bytes(self.panel.prices)}
        return made | ({eventsjson.NAME: eventsjson.to_bytes(self.known)} if self.known.items else {})

    @cached_property
    def means(self) -> check.Means:
        """What it is checked with: the files beside it, read back, and each fact computed again from them."""
        facts = self.article.facts.values()
        return recompute.means(self.beside, facts, self.panel.universe, self.settings, self.settings.language)


@dataclass(frozen=True)
class Checked:
    """A brief that was checked and is not yet written: its files by name."""

    article: Article
    report: Report
    files: Mapping[str, bytes]


@dataclass(frozen=True)
class Written:
    """A finished and checked brief, and where it was written."""

    folder: Path
    article: Article
    report: Report
    files: tuple[Path, ...]
    draft: Draft
    #: what of the desk's own events it says nothing of, and why
    unused: tuple[str, ...] = ()


def run(
    settings: Settings,
    session: date | None,
    now: datetime | None = None,
    progress: fetch.Progress = silent,
    *,
    unclosed: bool = False,
    renderer: worker.Worker = worker.HERE,
) -> Written:
    """Make the brief of a session (default: the last one there is), check it, and write it.

    A ``renderer`` that is ``worker.ready`` sets the pages beside this process, which saves a third of the
    time. Templates and phrases of the user's own are those in force (``templates.using``).
    Raises SourceError and Refusal (nothing can be written about), CheckFailed (what was written is
    not so); then no file has been touched.
    """
    universe = universes.load(settings.universe)
    progress("fetching prices")
    session = editions.session_of(settings.edition, session, universe.calendar)
    prices = fetch.admitted(
        settings, universe, session, now or datetime.now(UTC), progress, unclosed=unclosed
    )
    drafted = draft(prices, universe, settings, progress)
    return write(drafted, finished(drafted, settings.formats, progress, renderer), settings.out)


def draft(prices: Prices, universe: Universe, settings: Settings, progress: fetch.Progress = silent) -> Draft:
    """The article of the last session of these prices, not yet checked.

    Raises ConfigError for a wrong file of events or studies.
    """
    until = editions.known_until(settings.edition, prices.session, universe.calendar)
    known = origins.known(settings, fetch.source_of(settings), universe, prices.session, progress, until)
    progress("measuring")
    panel = measured(prices, universe, settings, known)
    earlier = handover.earlier_points(settings, prices, universe)
    return Draft(settings, panel, known, earlier, write_article(panel, prices.session, settings, earlier))


def finished(
    of: Draft,
    formats: tuple[Format, ...],
    progress: fetch.Progress = silent,
    renderer: worker.Worker = worker.HERE,
) -> Checked:
    """The documents of a draft in some formats, JSON always, and the files beside them.

    Raises CheckFailed where one of them says something that the facts do not.
    """
    progress("setting the documents")
    asked = of.settings.model_copy(update={"formats": formats})
    finish = _begin(of.article, of.text, of.panel, asked, renderer)
    # the article by itself, while its pages are set: a fault in it need not wait for them
    report = check.examine({briefjson.NAME: of.text}, of.means)
    check.require(report, FAULT)
    made = finish()
    if len(made) > 1:
        progress("checking")
        report = check.examine(made, of.means)
        check.require(report, FAULT)
    watch = {watchjson.NAME: handover.watching(of.article, of.panel, of.earlier).encode()}
    return Checked(of.article, report, {**_asked(made, asked), **watch, **of.beside})


def write(of: Draft, made: Checked, out: Path) -> Written:
    """Put a checked brief into a folder of its own in ``out``."""
    folder = out / editions.folder(of.settings.edition, of.article.session, of.panel.universe.calendar)
    return Written(folder, made.article, made.report, _write(folder, made.files), of, of.unused)


def explained(of: Draft) -> tuple[Verdict, ...]:
    """Every finding of a draft with its newsworthiness, the strongest first, and why those left out are."""
    day, own = Day(of.panel, of.article.session, of.earlier), extensions.load(of.settings.extensions)
    return weighed(editions.story(day, of.settings.edition, of.settings.length, own))


def measured(prices: Prices, universe: Universe, settings: Settings, known: Events | None = None) -> Panel:
    """The panel of these prices, with the user's own studies and metrics. Raises ConfigError."""
    own = studies.load(settings.studies, universe)
    panel = Panel(prices, universe, known or Events(), own, settings.language, _further(settings))
    refuse_unknown(panel, panel.own)
    return panel


def _further(settings: Settings) -> Further:
    return extensions.load(settings.extensions).metrics


def day(settings: Settings, session: date | None, progress: fetch.Progress = silent) -> Day:
    """A session to ask questions of (default: the last one there is). Raises SourceError and Refusal."""
    universe = universes.load(settings.universe)
    prices = fetch.admitted(settings, universe, session, datetime.now(UTC), progress)
    return Day(measured(prices, universe, settings), prices.session)


def write_article(
    panel: Panel, session: date, settings: Settings = DEFAULTS, earlier: tuple[WatchPoint, ...] = ()
) -> Article:
    """The article of one session of a panel; ``earlier`` are the watch points that it resolves.

    Of the settings it asks for the edition, the length, the publisher and the extensions.
    """
    prices, day = panel.prices, Day(panel, session, earlier)
    own = extensions.load(settings.extensions)
    story = editions.story(day, settings.edition, settings.length, own)
    voice = Voice(panel.universe, session, panel.language, lambda fact: is_rare(day, fact))
    extensions.refuse_unworded(own, phrases(voice.language), voice.language)
    provenance = Provenance(prices.source, prices.basis, prices.retrieved, prices.simulated, prices.sha256)
    closed_at = sessions(prices.calendar).close(session)
    return compose(story, voice, provenance, prices.notes, closed_at, settings.publisher)


def render(article: Article, panel: Panel, settings: Settings) -> dict[str, bytes]:
    """Every document that was asked for, by file name; ``brief.json`` always."""
    return _asked(_begin(article, briefjson.dumps(article), panel, settings, worker.HERE)(), settings)


def revise(
    files: Mapping[str, bytes],
    settings: Settings,
    change: Change,
    notes: tuple[Event, ...] = (),
    renderer: worker.Worker = worker.HERE,
) -> Checked:
    """A brief that was made before, changed, set again in the formats that it has, and checked again.

    ``files`` are those of its folder by name; prices, events and watch points are taken from there, and
    ``notes`` are further events. Nothing is written. Without a change, the files come back byte for byte.
    Raises CheckFailed for a brief that does not pass its check, SourceError or ConfigError for damaged files.
    """
    universe, article, known = _stored(files, settings)
    language = recompute.language_of(files, settings)
    given = replace(known, items=in_order((*known.items, *notes)))
    prices, earlier = snapshot.unpacked(files[snapshot.NAME]), handover.known_points(files)
    panel = Panel(prices, universe, given, language=language, further=_further(settings))
    changed = change(article, Day(panel, article.session, earlier))
    beside = {name: files[name] for name in (snapshot.NAME, eventsjson.NAME) if name in files}
    if (left := _without_struck(given, article, changed)) != known:
        beside[eventsjson.NAME] = eventsjson.to_bytes(left)
    asked = settings.model_copy(update={"formats": tuple(f for f in FORMATS if f"brief.{f}" in files)})
    made = _begin(changed, briefjson.dumps(changed), panel, asked, renderer)()
    report = check.examine(
        made, recompute.means(beside, changed.facts.values(), universe, settings, language)
    )
    check.require(report, UNCHANGED)
    if watchjson.NAME in files:
        made[watchjson.NAME] = handover.watching(changed, panel, earlier).encode()
    return Checked(changed, report, _asked(made, asked) | beside)


def _stored(files: Mapping[str, bytes], settings: Settings) -> tuple[Universe, Article, Events]:
    """What a brief is about, says and knew beside its prices."""
    for name in (briefjson.NAME, snapshot.NAME):
        if name not in files:
            raise ConfigError(f"the brief has no {name}", remedy="make the brief again")
    universe = recompute.universe_of(files, settings)
    return universe, briefjson.loads(files[briefjson.NAME].decode()), recompute.events_in(files)


def _without_struck(known: Events, before: Article, after: Article) -> Events:
    """The events without notes of the desk that the article had and has no more."""
    gone = {event.id for event in before.events if event.kind == "note"} - {e.id for e in after.events}
    return replace(known, items=tuple(event for event in known.items if event.id not in gone))


def _begin(
    article: Article, text: str, panel: Panel, settings: Settings, renderer: worker.Worker
) -> Callable[[], dict[str, bytes]]:
    """Starts on the documents of an article and its JSON; the answer waits for them and hands them over."""
    data = {briefjson.NAME: text.encode()}
    drawn = lines.lines(article, panel)
    formats: tuple[str, ...] = settings.formats
    if "pdf" in formats and templates.in_force().folder and "html" not in formats:
        # what a template of one's own prints is told apart in HTML alone: a PDF has labels of charts between
        formats = (*formats, "html")
    job = worker.Job(article, drawn, formats, settings.publisher, settings.paper, data, panel.language)
    pages = renderer.begin(job)
    plain: dict[str, bytes] = {}
    if "txt" in settings.formats:
        plain["brief.txt"] = documents.text(article, panel.language).encode()
    if "md" in settings.formats:
        plain["brief.md"] = documents.markdown(article, panel.language).encode()
    return lambda: data | pages() | plain


def _asked(made: Mapping[str, bytes], settings: Settings) -> dict[str, bytes]:
    """Of the documents that were made, and checked, those that were asked for."""
    return {name: made[name] for name in made if name != "brief.html" or "html" in settings.formats}


def _write(folder: Path, made: Mapping[str, bytes]) -> tuple[Path, ...]:
    """Put the files in place; documents of an earlier run that this one did not make are taken away."""
    disk.write_all(folder, made)
    for old in (*folder.glob("brief.*"), *folder.glob(eventsjson.NAME)):
        if old.name not in made:
            old.unlink()
    return tuple(folder / name for name in made)
