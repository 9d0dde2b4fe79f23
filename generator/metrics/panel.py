"""The panel: every metric for every session, computed once and kept by subject."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from math import isnan

import numpy as np
import pandas as pd

from generator.metrics import METRICS
from generator.metrics.horizons import Floats, base_positions, year_ends
from generator.metrics.registry import Metric
from generator.model import Input, Pair, Universe
from generator.prices import Prices

#: a subject's values, one a session
Columns = dict[str, Floats]


@dataclass
class Panel:
    """Metrics of one universe's closes. A metric's frame is made when it is first asked for.

    What a session's row holds does not depend on later sessions, so one panel serves them all.
    """

    prices: Prices
    universe: Universe
    _columns: dict[str, Columns] = field(default_factory=dict)

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
    def symbols(self) -> tuple[str, ...]:
        """Symbols with prices that the universe knows, in the universe's order."""
        return tuple(s for s in self.universe.instruments if s in self.prices.closes.columns)

    @cached_property
    def pairs(self) -> tuple[Pair, ...]:
        """Pairs of which both sides have prices."""
        return tuple(p for p in self.universe.pairs.values() if {p.left, p.right} <= set(self.symbols))

    def members(self, group: str) -> tuple[str, ...]:
        """Members of a group that have prices; empty when the universe has no such group."""
        known = self.universe.groups.get(group)
        return tuple(s for s in known.members if s in self.symbols) if known else ()

    @cached_property
    def closes(self) -> Columns:
        """Closes by symbol."""
        frame = self.prices.closes
        return {symbol: np.ascontiguousarray(frame[symbol].to_numpy()) for symbol in self.symbols}

    def column(self, name: str, subject: str) -> Floats | None:
        """A metric of one subject for every session; None where the two do not go together."""
        if name not in self._columns:
            self._columns[name] = dict(self._compute(name))
        return self._columns[name].get(subject)

    def unit_of(self, name: str, subject: str) -> Metric:
        """The registered metric that a subject's values of that name come from.

        Raises KeyError when there is none.
        """
        for entry in METRICS:
            if entry.name == name and self._takes(entry, subject):
                return entry
        raise KeyError(name)

    def everything(self) -> int:
        """Compute all metrics for all sessions; the number of values (for benchmarks and tests)."""
        names = {entry.name for entry in METRICS}
        for name in names:
            self.column(name, "")
        return sum(values.size for columns in self._columns.values() for values in columns.values())

    def _takes(self, entry: Metric, subject: str) -> bool:
        if entry.scope == "instrument":
            known = self.universe.instruments.get(subject)
            return known is not None and (not entry.kinds or known.kind in entry.kinds)
        return subject in (self.universe.pairs if entry.scope == "pair" else self.universe.groups)

    def _compute(self, name: str) -> Iterator[tuple[str, Floats]]:
        entries = [entry for entry in METRICS if entry.name == name]
        if not entries:
            raise KeyError(name)
        for entry in entries:
            if entry.scope == "instrument":
                yield from self._of_instruments(entry)
            elif entry.scope == "pair":
                yield from self._of_pairs(entry)
            else:
                yield from self._of_groups(entry)

    def _of_instruments(self, entry: Metric) -> Iterator[tuple[str, Floats]]:
        symbols = [s for s in self.symbols if self._takes(entry, s)]
        if symbols:
            yield from _columns_of(entry.compute(self.prices.closes[symbols]))

    def _of_pairs(self, entry: Metric) -> Iterator[tuple[str, Floats]]:
        if self.pairs:
            names = [pair.id for pair in self.pairs]
            left = self.prices.closes[[p.left for p in self.pairs]].set_axis(names, axis=1)
            right = self.prices.closes[[p.right for p in self.pairs]].set_axis(names, axis=1)
            yield from _columns_of(entry.compute(left, right))

    def _of_groups(self, entry: Metric) -> Iterator[tuple[str, Floats]]:
        for group in self.universe.groups:
            if members := list(self.members(group)):
                yield group, entry.compute(self.prices.closes[members]).to_numpy(dtype=float)

    # What a value was computed from

    def legs(self, subject: str) -> tuple[str, ...]:
        """Symbols that a subject's values come from."""
        if subject in self.universe.instruments:
            return (subject,) if subject in self.symbols else ()
        if subject in self.universe.pairs:
            pair = self.universe.pairs[subject]
            return (pair.left, pair.right)
        return self.members(subject)

    def inputs(self, entry: Metric, subject: str, i: int) -> tuple[Input, ...]:
        """The closes that a metric's value at position ``i`` rests on."""
        first, last, ends = self._span(entry.reach, i)
        return tuple(self.input(symbol, first, last, ends=ends) for symbol in self.traded_legs(subject, i))

    def traded_legs(self, subject: str, i: int) -> tuple[str, ...]:
        """Those of a subject's symbols that have a close at position ``i``; a group may have younger members."""
        return tuple(symbol for symbol in self.legs(subject) if not isnan(self.closes[symbol][i]))

    def input(self, symbol: str, first: int, last: int, *, ends: bool) -> Input:
        """A stretch of closes; with ``ends`` only the first and the last close count, and are given."""
        closes = self.closes[symbol]
        pair = (float(closes[first]), float(closes[last])) if ends else ()
        return Input(symbol, self.sessions[first], self.sessions[last], pair)

    def _span(self, reach: str | int, i: int) -> tuple[int, int, bool]:
        """First position, last position, and whether only these two count."""
        if reach == "all":
            return 0, i, False
        if isinstance(reach, int):
            return max(i - reach + 1, 0), i, reach == 1
        if reach == "last_year":
            before, last = self._year_ends
            return int(max(before[i], 0)), int(max(last[i], 0)), True
        return int(max(self._bases(reach)[i], 0)), i, True

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


def _columns_of(frame: pd.DataFrame) -> Iterator[tuple[str, Floats]]:
    values = frame.to_numpy(dtype=float)
    for i, name in enumerate(frame.columns):
        yield str(name), np.ascontiguousarray(values[:, i])
