"""The check with prices and events: each fact asked again of a panel that is made of a brief's own files."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from math import isnan
from pathlib import Path

from marketwrap import check
from marketwrap.base.errors import ConfigError
from marketwrap.base.model import Events, Fact, Universe
from marketwrap.base.settings import Settings
from marketwrap.check import Report, tone
from marketwrap.events import eventsjson
from marketwrap.facts import Day, meanings
from marketwrap.formats import snapshot
from marketwrap.language import languages
from marketwrap.market import universe as universes
from marketwrap.market.prices import Prices
from marketwrap.metrics.panel import Panel
from marketwrap.rules import extensions


def means(
    beside: Mapping[str, bytes], facts: Iterable[Fact], universe: Universe, settings: Settings, language: str
) -> check.Means:
    """What a brief is checked with before it is written: the files that will lie beside it, read back.

    The ``facts`` are computed again at once, while the pages are being set by another process.
    """
    prices = snapshot.unpacked(beside[snapshot.NAME])
    days = Days(_panel(prices, universe, settings, events_in(beside), language))
    days.prepare(facts)
    return _means(days, universe, settings, language)


def prove(
    made: Mapping[str, bytes | str],
    prices: Prices | None,
    universe: Universe,
    settings: Settings,
    events: Events | None = None,
) -> Report:
    """Check documents against their facts, and these against prices and events where there are any."""
    language = language_of(made, settings)
    days = Days(_panel(prices, universe, settings, events or Events(), language)) if prices else None
    return check.examine(made, _means(days, universe, settings, language))


def _panel(prices: Prices, universe: Universe, settings: Settings, events: Events, language: str) -> Panel:
    further = extensions.load(settings.extensions).metrics
    return Panel(prices, universe, events, language=language, further=further)


def _means(days: "Days | None", universe: Universe, settings: Settings, language: str) -> check.Means:
    declared = meanings(extensions.load(settings.extensions).metrics)
    listed = tone.load(language, settings.tone.lists, settings.tone.allow)
    if days is None:
        return check.Means(universe, language, listed, declared)
    return check.Means(
        universe, language, listed, declared, recompute=days.again, closes=days.close, events=days.panel.by_id
    )


def examine(path: Path, settings: Settings) -> Report:
    """Check a brief that was written before: a folder, or one of its documents."""
    made = check.gather(path)
    folder = path if path.is_dir() else path.parent
    names = (name for name in (snapshot.NAME, eventsjson.NAME) if (folder / name).is_file())
    return examine_files(made, {name: (folder / name).read_bytes() for name in names}, settings, folder)


def examine_files(
    made: Mapping[str, bytes | str], beside: Mapping[str, bytes], settings: Settings, folder: Path = Path()
) -> Report:
    """The same of documents and what lies ``beside`` them, read before; ``folder`` names them in errors."""
    prices = None
    if snapshot.NAME in beside:
        prices = snapshot.unpacked(beside[snapshot.NAME], str(folder / snapshot.NAME))
    universe = universe_of(made, settings)
    try:
        events = events_in(beside)
    except ConfigError as error:
        report = prove(made, prices, universe, settings)
        problem = check.Problem("not checkable", eventsjson.NAME, "", error.what)
        return replace(report, problems=(problem, *report.problems))
    return prove(made, prices, universe, settings, events)


def universe_of(made: Mapping[str, bytes | str], settings: Settings) -> Universe:
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


def language_of(made: Mapping[str, bytes | str], settings: Settings) -> str:
    """The language that a brief is written in: that of the settings if it is the one, else a shipped one.

    Raises ConfigError for a brief in a language of the user's own that the settings do not give.
    """
    return languages.written_in(check.language_of(made), settings.language)


def events_in(beside: Mapping[str, bytes]) -> Events:
    """The events that a brief was made with, as its files have them. Raises ConfigError for damaged ones."""
    content = beside.get(eventsjson.NAME)
    return eventsjson.parse(content) if content is not None else Events()


@dataclass
class Days:
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
