"""Weeks: the five sessions that end here, and runs of calendar weeks from Monday to Sunday.

A week of a brief is five sessions, whatever holidays it had. A run of weeks is counted as everyone counts
it, from one calendar week's last close to the next; the week that has begun counts up to the session.
"""

from datetime import date

import numpy as np

from marketwrap.base.model import Unit
from marketwrap.market.calendars import sessions as calendar_of
from marketwrap.metrics.changes import over
from marketwrap.metrics.horizons import WEEK, Floats, Positions, last_week
from marketwrap.metrics.panel import Panel
from marketwrap.metrics.records import record_high
from marketwrap.metrics.since import largest_since
from marketwrap.metrics.stretches import last_as_large


def week_run_ended(panel: Panel, subject: str, i: int) -> float | None:
    """Signed length of the run that the calendar week before was in, where this one went the other way."""
    runs_of, before = panel.column("week_streak", subject), int(last_week(panel.index)[i])
    if runs_of is None or before < 0 or not runs_of[i] * runs_of[before] < 0:
        return None
    return float(runs_of[before])


def week_run_since(panel: Panel, subject: str, i: int) -> date | None:
    """The last session of the most recent earlier run of weeks, this way, that was at least as long."""
    runs_of, before = panel.column("week_streak", subject), last_week(panel.index)[: i + 1]
    if runs_of is None or not abs(runs_of[i]) > 0:
        return None
    ends = np.unique(before[before >= 0])
    earlier = ends[: max(len(ends) - int(abs(runs_of[i])) + 1, 0)]
    found = earlier[runs_of[earlier] * np.sign(runs_of[i]) >= abs(runs_of[i])]
    return panel.sessions[int(found[-1])] if found.size else None


def week_change(panel: Panel, subject: str, i: int) -> float | None:
    """The move of the calendar week that ends here, of however many sessions; None within a week."""
    before, unit = int(last_week(panel.index)[i]), _unit(panel, subject)
    if before < 0 or unit is None or not ends_week(panel, subject, i):
        return None
    moves = [_between(panel.closes[symbol], before, i, unit) for symbol in panel.legs(subject)]
    move = moves[0] - sum(moves[1:])
    return None if np.isnan(move) else float(move)


def _between(closes: Floats, first: int, last: int, unit: Unit) -> float:
    """A move between two closes, relative or not as its unit has it."""
    if unit in ("percent", "percentage_points"):
        return float(over(closes[last : last + 1], closes[first : first + 1])[0] - 1)
    return float(closes[last] - closes[first])


def week_largest_since(panel: Panel, subject: str, i: int) -> date | None:
    """The last session of the most recent earlier calendar week with a move, this way, at least as large.

    None where the five sessions that end here are no calendar week: its move would be another one.
    """
    ends, moves = _calendar_weeks(panel, subject, i)
    j = last_as_large(moves)
    return panel.sessions[int(ends[j])] if j >= 0 else None


def week_largest_of_all(panel: Panel, subject: str, i: int) -> date | None:
    """The last session of the first calendar week of the data, where no week since moved as far this way."""
    ends, moves = _calendar_weeks(panel, subject, i)
    if not moves.size or not abs(moves[-1]) > 0 or last_as_large(moves) >= 0:
        return None
    return panel.sessions[int(ends[~np.isnan(moves)][0])]


def _calendar_weeks(panel: Panel, subject: str, i: int) -> tuple[Positions, Floats]:
    """Last sessions of calendar weeks up to the one that ends here, and their moves; else empty."""
    before = last_week(panel.index)[: i + 1]
    unit = _unit(panel, subject)
    if unit is None or before[i] != i - WEEK or not ends_week(panel, subject, i):
        return before[:0], np.empty(0)
    ends = np.append(np.unique(before[before >= 0]), i)
    legs = [panel.closes[symbol][ends] for symbol in panel.legs(subject)]
    if unit in ("percent", "percentage_points"):
        changes = [over(closes[1:], closes[:-1]) - 1 for closes in legs]
        return ends[1:], changes[0] - sum(changes[1:])
    return ends[1:], np.diff(legs[0])


def _unit(panel: Panel, subject: str) -> Unit | None:
    """The unit of a week's move of an instrument or of a pair; None where there is no such move."""
    for name in ("change_1w", "spread_1w"):
        if panel.column(name, subject) is not None:
            return panel.unit_of(name, subject).unit
    return None


def ends_week(panel: Panel, _subject: str, i: int) -> float:
    """1 on the last session of a calendar week, by the exchange's calendar, else 0."""
    today, after = panel.sessions[i], next_session(panel, _subject, i)
    return float(after.isocalendar()[:2] != today.isocalendar()[:2])


def week_begins(panel: Panel, _subject: str, i: int) -> date | None:
    """The first of the five sessions that end here."""
    return panel.sessions[i - WEEK + 1] if i >= WEEK else None


def next_session(panel: Panel, _subject: str, i: int) -> date:
    """The session after this one, by the exchange's calendar."""
    return calendar_of(panel.prices.calendar).after(panel.sessions[i])


def ago(panel: Panel, subject: str, i: int, of: str, back: int) -> float | None:
    """A metric's value so many sessions before."""
    values = panel.column(of, subject)
    return None if values is None or i < back else float(values[i - back])


def session_ago(panel: Panel, _subject: str, i: int, back: int) -> date | None:
    """The session so many sessions before."""
    return panel.sessions[i - back] if i >= back else None


def week_rises(panel: Panel, subject: str, i: int) -> float | None:
    """On how many of the five sessions the close rose; None where one has no change."""
    moves = _five(panel, subject, i)
    return None if moves is None else float((moves > 0).sum())


def week_falls(panel: Panel, subject: str, i: int) -> float | None:
    """On how many of the five sessions the close fell; None where one has no change."""
    moves = _five(panel, subject, i)
    return None if moves is None else float((moves < 0).sum())


def week_extreme(panel: Panel, subject: str, i: int, way: int = 0) -> float | None:
    """The largest change of a session among the five; a fraction.

    Up or down, the largest gain for a ``way`` of 1 and the largest loss for -1, None without one.
    """
    moves, at = _five(panel, subject, i), _extreme(panel, subject, i, way)
    return None if moves is None or at is None else float(moves[at])


def week_extreme_session(panel: Panel, subject: str, i: int, way: int = 0) -> date | None:
    """The session of that change."""
    at = _extreme(panel, subject, i, way)
    return None if at is None else panel.sessions[i - WEEK + 1 + at]


def week_extreme_since(panel: Panel, subject: str, i: int, way: int = 0) -> date | None:
    """The last session before that one with a change, its way, at least as large; None for none."""
    at = _extreme(panel, subject, i, way)
    return None if at is None else largest_since(panel, subject, i - WEEK + 1 + at, "change_1d")


def week_rest(panel: Panel, subject: str, i: int) -> float | None:
    """What the other four sessions came to together, without that of the largest change; a fraction."""
    moves, at = _five(panel, subject, i), _extreme(panel, subject, i, 0)
    return None if moves is None or at is None else float(np.prod(np.delete(1 + moves, at))) - 1


def _extreme(panel: Panel, subject: str, i: int, way: int) -> int | None:
    """Which of the five sessions had the largest change, 0 to 4."""
    moves = _five(panel, subject, i)
    if moves is None:
        return None
    at = int(np.argmax(moves * way if way else np.abs(moves)))
    return at if moves[at] * way > 0 or not way else None


def week_records(panel: Panel, subject: str, i: int) -> float | None:
    """How many of the five sessions closed at a record; None where no record before the data is known."""
    if i < WEEK:
        return None
    records = [record_high(panel, subject, j) for j in range(i - WEEK + 1, i + 1)]
    return None if None in records else float(sum(filter(None, records)))


def _five(panel: Panel, subject: str, i: int) -> Floats | None:
    moves = panel.column("change_1d", subject)
    five = None if moves is None or i < WEEK else moves[i - WEEK + 1 : i + 1]
    return None if five is None or np.isnan(five).any() else five
