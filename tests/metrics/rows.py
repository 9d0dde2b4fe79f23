"""A metric, the closes it is asked about, and what comes out: reckoned by hand."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import pytest

from marketwrap.base.model import Events, Note, Universe, Value
from marketwrap.facts import Day
from marketwrap.metrics.day import DAY_METRICS
from marketwrap.metrics.panel import Panel
from tests.builders import NONE, SESSION, TINY, Closes, index_of, prices


@dataclass(frozen=True)
class Row:
    """``expected`` is the value at the last session, or a list: the values at the last so many."""

    metric: str
    subject: str
    closes: Closes
    expected: Value | Sequence[float] | None
    params: Mapping[str, str | float] = field(default_factory=dict)
    last: date = SESSION
    universe: Universe = TINY
    notes: tuple[Note, ...] = ()
    events: Events = field(default_factory=Events)

    def __str__(self) -> str:
        return f"{self.metric} of {self.subject}"


def check(row: Row) -> None:
    """Whether the metric gives what the row expects."""
    made = Panel(prices(row.closes, last=row.last, notes=row.notes), row.universe, row.events)
    if isinstance(row.expected, list):
        assert tail(made, row.metric, row.subject, len(row.expected)) == close_to(row.expected)
        return
    found = ask(made, row.metric, row.subject, -1, **row.params)
    assert found == (close_to(row.expected) if isinstance(row.expected, float) else row.expected)


def close_to(expected: object) -> object:
    return pytest.approx(expected, rel=1e-12, abs=1e-12, nan_ok=True)


def tail(made: Panel, metric: str, subject: str, count: int) -> list[float]:
    column = made.column(metric, subject)
    assert column is not None
    return list(map(float, column[-count:]))


def ask(made: Panel, metric: str, subject: str, i: int = -1, **params: str | float) -> Value | None:
    """A metric's value at a session as rules get it: in a fact, or None."""
    assert metric in DAY_METRICS or not params
    fact = Day(made, made.sessions[i]).fact(subject, metric, **params)
    return None if fact is None else fact.value


def dated(marked: Mapping[date, float], last: date, fill: float = 77.0, count: int = 600) -> list[float]:
    """Closes of ``count`` sessions up to ``last``: these on their dates, ``fill`` on all others."""
    days = [stamp.date() for stamp in index_of(count, last)]
    assert marked.keys() <= set(days), "not a session"
    return [marked.get(day, fill) for day in days]


def steps(start: float, *moves: float) -> list[float]:
    """Closes from a first one and differences; NaN leaves one close out."""
    closes, close = [start], start
    for move in moves:
        close = close if math.isnan(move) else close + move
        closes.append(NONE if math.isnan(move) else close)
    return closes
