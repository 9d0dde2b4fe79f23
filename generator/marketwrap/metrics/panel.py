"""The panel: every metric for every session, computed once and kept by subject."""

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from math import isnan
from typing import Any, Final, TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd

from marketwrap.base.model import Event, Events, Input, Pair, Universe
from marketwrap.base.templates import LANGUAGE
from marketwrap.market.calendars import sessions
from marketwrap.market.prices import Prices
from marketwrap.metrics import METRICS
from marketwrap.metrics.changes import change
from marketwrap.metrics.horizons import Floats, base_positions, year_ends
from marketwrap.metrics.registry import Further, Metric
from marketwrap.metrics.studies import Study, bundled

#: a subject's values, one a session; None for a subject that has none
Columns = dict[str, Floats | None]

#: what a look back keeps
T = TypeVar("T")

#: first position, last position, and whether only these two count
Stretch = tuple[int, int, bool]


@dataclass
class Panel:
    """Metrics of one universe's closes, each computed when it is first asked for.

    It is computed for all instruments or all pairs at once, and for a group by itself. What a
    session's row holds does not depend on later sessions, so one panel serves them all.
    """

    prices: Prices
    universe: Universe
    #: what is known beside the prices
    events: Events = field(default_factory=Events)
    #: the user's own studies
    own: tuple[Study, ...] = ()
    #: that themes of the news are known and called by
    language: str = LANGUAGE
    #: … and metrics
    further: Further = field(default_factory=Further)
    _columns: dict[str, Columns] = field(default_factory=dict)
    _picked: dict[tuple[str, ...], pd.DataFrame] = field(default_factory=dict)
    _entries: dict[tuple[str, str], Metric | None] = field(default_factory=dict)
    _kept: dict[Hashable, Any] = field(default_factory=dict)

    @cached_property
    def index(self) -> pd.DatetimeIndex:
        """Sessions as timestamps."""
        return pd.DatetimeIndex(self.prices.closes.index)

    @cached_property
    def sessions(self) -> tuple[date, ...]:
        """Sessions as dates, oldest first."""
        return tuple(stamp.date() for stamp in self.index)

    @cached_property
    def position(self) -> dict[date, int]:
        """Position of each session."""
        return {session: i for i, session in enumerate(self.sessions)}

    @cached_property
    def by_id(self) -> dict[str, Event]:
        """Events by their id."""
        return {event.id: event for event in self.events.items}

    @cached_property
    def symbols(self) -> tuple[str, ...]:
        """Symbols with prices that the universe knows, in the universe's order."""
        return tuple(s for s in self.universe.instruments if s in self.prices.closes.columns)

    @cached_property
    def pairs(self) -> tuple[Pair, ...]:
        """Pairs of which both sides have prices."""
        return tuple(p for p in self.universe.pairs.values() if {p.left, p.right} <= set(self.symbols))

    @cached_property
    def studies(self) -> tuple[Study, ...]:
        """The bundled studies that the universe can answer, and the user's own in place of namesakes."""
        return tuple({study.id: study for study in (*bundled(self.universe), *self.own)}.values())

    def members(self, group: str) -> tuple[str, ...]:
        """Members of a group that have prices; empty when the universe has no such group."""
        return self._members.get(group, ())

    @cached_property
    def _members(self) -> dict[str, tuple[str, ...]]:
        groups = self.universe.groups.values()
        return {group.id: tuple(s for s in group.members if s in self.closes) for group in groups}

    @cached_property
    def closes(self) -> dict[str, Floats]:
        """Closes by symbol."""
        return dict(_columns_of(self.symbols, self._frame.to_numpy()))

    @cached_property
    def _frame(self) -> pd.DataFrame:
        """Closes of the symbols, each column in one piece of memory."""
        closes = np.asfortranarray(self.prices.closes[list(self.symbols)].to_numpy(dtype=float))
        return pd.DataFrame(closes, index=self.index, columns=self.symbols, copy=False)

    @cached_property
    def _away(self) -> dict[str, npt.NDArray[np.bool_]]:
        """Where an instrument of another exchange has no close because that one did not trade."""
        calendars = {s: self.universe.instruments[s].calendar for s in self.symbols}
        return {
            symbol: sessions(calendar).closed(self.index) & np.isnan(self.closes[symbol])
            for symbol, calendar in calendars.items()
            if calendar
        }

    @cached_property
    def _carried(self) -> pd.DataFrame:
        """Closes, and over an exchange's own holidays the close before, from which its next change counts.

        What is computed on such a holiday itself is taken out again, so that nothing is said of it.
        """
        if not self._away:
            return self._frame
        closes = self._frame.to_numpy(copy=True)
        for symbol, away in self._away.items():
            column = closes[:, self.symbols.index(symbol)]
            for place in np.flatnonzero(away[1:]) + 1:
                column[place] = column[place - 1]
        return pd.DataFrame(closes, index=self.index, columns=self.symbols, copy=False)

    def _present(self, values: Floats, subject: str) -> Floats:
        """Values of one subject, none on days on which an exchange of its legs was closed."""
        away = [self._away[symbol] for symbol in self.legs(subject) if symbol in self._away]
        return np.where(np.logical_or.reduce(away), np.nan, values) if away else values

    @cached_property
    def _moves(self) -> Floats:
        """The day's changes of the symbols, as fractions whatever they are quoted in."""
        moves = change(self._carried, "1d")
        for symbol, away in self._away.items():
            moves[away, self.symbols.index(symbol)] = np.nan
        return moves

    def column(self, name: str, subject: str) -> Floats | None:
        """A metric of one subject for every session; None where the two do not go together.

        Raises KeyError for a metric that does not exist.
        """
        columns = self._columns.setdefault(name, {})
        if subject not in columns:
            entry = self._entry(name, subject)
            columns |= {subject: None} if entry is None else self._compute(entry, subject)
        return columns[subject]

    def unit_of(self, name: str, subject: str) -> Metric:
        """The registered metric that a subject's values of that name come from.

        Raises KeyError when there is none.
        """
        entry = self._entry(name, subject)
        if entry is None:
            raise KeyError(name)
        return entry

    def keep(self, key: Hashable, make: Callable[[], T]) -> T:
        """What was made under the key before, or is made now: looks back from many sessions share it."""
        if key not in self._kept:
            self._kept[key] = make()
        kept: T = self._kept[key]
        return kept

    def latest(self, slot: Hashable, key: Hashable, make: Callable[[], T]) -> T:
        """The same for what only a run of questions shares: a slot holds one key, until the next takes it."""
        kept = self._kept.get(slot)
        if kept is None or kept[0] != key:
            kept = self._kept[slot] = key, make()
        found: T = kept[1]
        return found

    def everything(self) -> int:
        """Compute all metrics for all sessions; the number of values (for benchmarks and tests)."""
        subjects = (*self.symbols, *(pair.id for pair in self.pairs), *self.universe.groups)
        names = (*_BY_NAME, *self._further)
        columns = (self.column(name, subject) for name in names for subject in subjects)
        return sum(values.size for values in columns if values is not None)

    def _entry(self, name: str, subject: str) -> Metric | None:
        """The metric of that name that takes the subject."""
        asked = name, subject
        if asked not in self._entries:
            known = _BY_NAME[name] if name in _BY_NAME else self._further[name]
            takes = (entry for entry in known if self._takes(entry, subject))
            self._entries[asked] = next(takes, None)
        return self._entries[asked]

    @cached_property
    def _further(self) -> dict[str, list[Metric]]:
        return _by_name(self.further.metrics)

    def _takes(self, entry: Metric, subject: str) -> bool:
        if entry.scope == "instrument":
            known = self.universe.instruments.get(subject)
            return known is not None and (not entry.kinds or known.kind in entry.kinds)
        return subject in (self.universe.pairs if entry.scope == "pair" else self.universe.groups)

    def _compute(self, entry: Metric, subject: str) -> Columns:
        """The metric of the subject, and of all others that are computed with it."""
        found: Columns = {subject: None}
        if entry.scope == "instrument":
            symbols = tuple(s for s in self.symbols if self._takes(entry, s))
            found |= self._columns_of(symbols, entry.compute(self._pick(symbols))) if symbols else ()
        elif entry.scope == "pair":
            names = tuple(pair.id for pair in self.pairs)
            found |= self._columns_of(names, entry.compute(*self._sides)) if names else ()
        elif members := self.members(subject):
            found[subject] = entry.compute(self._moves[:, [self.symbols.index(s) for s in members]])
        return found

    def _pick(self, symbols: tuple[str, ...]) -> pd.DataFrame:
        """Closes of some symbols; the same few selections are asked for again and again."""
        if symbols not in self._picked:
            self._picked[symbols] = self._carried[list(symbols)]
        return self._picked[symbols]

    @cached_property
    def _sides(self) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Left and right closes, a column a pair."""
        names = [pair.id for pair in self.pairs]
        left = self._carried[[pair.left for pair in self.pairs]].set_axis(names, axis=1)
        return left, self._carried[[pair.right for pair in self.pairs]].set_axis(names, axis=1)

    def _columns_of(self, names: tuple[str, ...], values: Floats) -> Iterator[tuple[str, Floats]]:
        for name, column in _columns_of(names, values):
            yield name, self._present(column, name)

    # What a value was computed from

    def legs(self, subject: str) -> tuple[str, ...]:
        """Symbols that a subject's values come from."""
        if subject in self.universe.instruments:
            return (subject,) if subject in self.closes else ()
        if subject in self.universe.pairs:
            pair = self.universe.pairs[subject]
            return tuple(symbol for symbol in (pair.left, pair.right) if symbol in self.closes)
        return self.members(subject)

    def traded(self, i: int) -> frozenset[str]:
        """The symbols that have a close at position ``i``."""
        return frozenset(symbol for symbol, closes in self.closes.items() if not isnan(closes[i]))

    def inputs(self, subject: str, traded: Collection[str], stretch: Stretch) -> tuple[Input, ...]:
        """The closes that a subject's value rests on, of those of its symbols that have traded that day."""
        return tuple(self._input(symbol, *stretch) for symbol in self.legs(subject) if symbol in traded)

    def _input(self, symbol: str, first: int, last: int, ends: bool) -> Input:  # noqa: FBT001  # of a Stretch
        closes = self.closes[symbol]
        away = self._away.get(symbol)
        while ends and away is not None and first and away[first]:
            first -= 1  # a change over an exchange's holiday counts from the close before it
        pair = (closes.item(first), closes.item(last)) if ends else ()
        return Input(symbol, self.sessions[first], self.sessions[last], pair)

    def stretch(self, reach: str | int, i: int) -> Stretch:
        """The closes that a metric of that reach looks at from position ``i``."""
        if reach == "all":
            return 0, i, False
        if isinstance(reach, int):
            return max(i - reach + 1, 0), i, reach == 1
        if reach == "last_year":
            before, last = self._year_ends
            return int(max(before[i], 0)), int(max(last[i], 0)), True
        return max(self.base(reach, i), 0), i, True

    def base(self, horizon: str, i: int) -> int:
        """The position that a horizon counts from at position ``i``; -1 where history is too short."""
        return int(self._bases(horizon).item(i))

    @cached_property
    def _year_ends(self) -> tuple[np.ndarray, np.ndarray]:
        return year_ends(self.index)

    def _bases(self, horizon: str) -> np.ndarray:
        if horizon not in self._base:
            self._base[horizon] = base_positions(self.index, horizon)
        return self._base[horizon]

    @cached_property
    def _base(self) -> dict[str, np.ndarray]:
        return {}


def _columns_of(names: tuple[str, ...], values: Floats) -> Iterator[tuple[str, Floats]]:
    for i, name in enumerate(names):
        yield name, np.ascontiguousarray(values[:, i])


def _by_name(metrics: Iterable[Metric]) -> dict[str, list[Metric]]:
    found: dict[str, list[Metric]] = {}
    for entry in metrics:
        found.setdefault(entry.name, []).append(entry)
    return found


_BY_NAME: Final = _by_name(METRICS)
