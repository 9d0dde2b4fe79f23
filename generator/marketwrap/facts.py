"""One session of the panel as facts. Above this floor there is no pandas, only values."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Final

from marketwrap.base.meaning import Meaning, meaning_of
from marketwrap.base.model import Event, Fact, Group, Input, Instrument, Params, Universe, WatchPoint
from marketwrap.metrics import METRICS
from marketwrap.metrics.day import DAY_METRICS
from marketwrap.metrics.horizons import WEEK
from marketwrap.metrics.panel import Panel, Stretch
from marketwrap.metrics.registry import DayMetric, Further, Metric
from marketwrap.metrics.studies import Study

Param = str | float | int
#: what each metric declares, by its name
MEANINGS: Final[Mapping[str, Meaning]] = {
    **{entry.name: entry.meaning for entry in METRICS},
    **{name: entry.meaning for name, entry in DAY_METRICS.items()},
}


@dataclass
class Day:
    """What can be known at the close of one session: facts by subject and metric, made when asked for.

    ``fact("AAA", "change_1d")`` is a Fact, or None when there is no such value that day: the
    instrument is missing, its history is too short, or the question makes no sense for it.
    """

    panel: Panel
    session: date
    #: what earlier briefs said to watch and no brief has resolved
    earlier: tuple[WatchPoint, ...] = ()
    _known: dict[str, Fact | None] = field(default_factory=dict)
    _used: dict[tuple[str, Stretch], tuple[Input, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.session not in self.panel.position:
            raise ValueError(f"{self.session} is not a session of these prices")
        self._i = self.panel.position[self.session]
        self._traded = self.panel.traded(self._i)
        self._meanings = meanings(self.panel.further)

    @property
    def universe(self) -> Universe:
        """The market that the facts are about."""
        return self.panel.universe

    @property
    def language(self) -> str:
        """The language that the facts are to be told in."""
        return self.panel.language

    @property
    def events(self) -> tuple[Event, ...]:
        """What is known beside the prices, oldest first; facts about one are asked for by its id."""
        return self.panel.events.items

    @property
    def studies(self) -> tuple[Study, ...]:
        """What may be asked of the past."""
        return self.panel.studies

    @property
    def previous(self) -> date | None:
        """The session before."""
        return self.panel.sessions[self._i - 1] if self._i else None

    @property
    def first(self) -> date:
        """The first session of the data."""
        return self.panel.sessions[0]

    def fact(self, subject: str | None, metric: str, **params: Param) -> Fact | None:
        """One fact, or None. A subject of None (a role that the universe does not fill) has none.

        Raises KeyError for a metric that does not exist.
        """
        if subject is None:
            return None
        key = fact_id(subject, metric, tuple(params.items()))
        if key not in self._known:
            self._known[key] = self._make(key, subject, metric, params)
        return self._known[key]

    def facts(self, subjects: tuple[str, ...], metric: str, **params: Param) -> tuple[Fact, ...]:
        """The facts of several subjects, those without one left out."""
        found = (self.fact(subject, metric, **params) for subject in subjects)
        return tuple(fact for fact in found if fact is not None)

    def known(self, key: str) -> Fact | None:
        """A fact that was asked for before, by its id."""
        return self._known.get(key)

    def again(self, fact: Fact) -> Fact | None:
        """The same question asked anew, for the check."""
        return self.fact(fact.subject, fact.metric, **dict(fact.params))

    def role(self, name: str) -> str | None:
        """The symbol that plays a role, when it has prices."""
        symbol = self.universe.roles.get(name)
        return symbol if symbol in self.panel.symbols else None

    def instrument(self, symbol: str) -> Instrument:
        """What a symbol is."""
        return self.universe.instruments[symbol]

    def group(self, name: str) -> Group | None:
        """A group of which at least two members have prices."""
        return self.universe.groups[name] if len(self.panel.members(name)) > 1 else None

    def members(self, name: str) -> tuple[str, ...]:
        """Members of a group that have prices."""
        return self.panel.members(name)

    def _make(self, key: str, subject: str, metric: str, params: dict[str, Param]) -> Fact | None:
        looks_back = DAY_METRICS.get(metric) or self.panel.further.day_metrics.get(metric)
        if looks_back is not None:
            return self._look_back(looks_back, key, subject, metric, params)
        values = self.panel.column(metric, subject)
        found = math.nan if values is None else values.item(self._i)
        if math.isnan(found):
            return None
        entry = self.panel.unit_of(metric, subject)
        inputs = self._inputs(subject, self.panel.stretch(entry.reach, self._i))
        return Fact(
            key,
            subject,
            metric,
            _plain(entry, found),
            entry.unit,
            self.session,
            tuple(params.items()),
            inputs,
            entry.meaning,
        )

    def _look_back(
        self, entry: DayMetric, key: str, subject: str, metric: str, params: dict[str, Param]
    ) -> Fact | None:
        value = entry.compute(self.panel, subject, self._i, **params)
        if value is None or (isinstance(value, float) and math.isnan(value)):
            return None
        unit = entry.unit
        if unit == "as asked":
            unit = self.panel.unit_of(str(params["of"]), subject).unit
        elif unit == "of the figure":
            unit = self.panel.by_id[subject].figures[str(params["of"])].unit
        elif unit == "as moves":
            of = "spread_1d" if subject in self.universe.pairs else "change_1d"
            unit = self.panel.unit_of(of, subject).unit
        if unit in ("count", "rank", "sessions") and isinstance(value, float):
            value = int(value)
        if entry.rests is not None:
            inputs = entry.rests(self.panel, subject, self._i, **params)
        else:
            back = {"all": self._i, "1w": WEEK}.get(str(entry.reach), 1)
            inputs = self._inputs(subject, (max(self._i - back, 0), self._i, False))
        meaning = meaning_of(metric, params, self._meanings)
        return Fact(key, subject, metric, value, unit, self.session, tuple(params.items()), inputs, meaning)

    def _inputs(self, subject: str, stretch: Stretch) -> tuple[Input, ...]:
        """Many facts rest on the same closes."""
        asked = subject, stretch
        if asked not in self._used:
            self._used[asked] = self.panel.inputs(subject, self._traded, stretch)
        return self._used[asked]


def meanings(further: Further) -> Mapping[str, Meaning]:
    """What each metric declares, by its name, with those of the user's own."""
    return {**MEANINGS, **further.meanings}


def fact_id(subject: str, metric: str, params: Params) -> str:
    """The name of a fact: subject, metric and what the metric was asked with, long lists by their digest."""
    if not params:
        return f"{subject}.{metric}"
    return f"{subject}.{metric}({','.join([f'{name}={_short(name, value)}' for name, value in params])})"


#: parameters that list so much that ids go by their digest
_LISTS: Final = ("positions", "among")
_LONGEST: Final = 24


def _short(name: str, value: Param) -> str:
    text = str(value)
    return text if name not in _LISTS or len(text) <= _LONGEST else sha256(text.encode()).hexdigest()[:12]


def _plain(entry: Metric, value: float) -> float | int:
    """Counts are integers."""
    return int(value) if entry.unit in ("count", "rank", "sessions") else value
