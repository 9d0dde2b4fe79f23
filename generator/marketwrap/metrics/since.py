"""When was it last like this? Every function looks back from position ``i`` and never past it."""

from collections.abc import Callable
from datetime import date

import numpy as np

from marketwrap.metrics.horizons import Floats
from marketwrap.metrics.panel import Panel

#: two equal moves may differ by this much as floats
NOISE = 1e-9


def largest_since(panel: Panel, subject: str, i: int, of: str) -> date | None:
    """The last session before with a move in this direction at least as large.

    None where no earlier session had one, or the move is 0 or unknown.
    """
    values = panel.column(of, subject)
    j = _last_as_large(values, i)
    return panel.sessions[j] if j >= 0 and not _undefined(panel, subject, values, j, i) else None


def largest_of_all(panel: Panel, subject: str, i: int, of: str) -> date | None:
    """The first session of the data, where no session since had as large a move in this direction."""
    values = panel.column(of, subject)
    if values is None or not abs(values[i]) > 0 or _last_as_large(values, i) >= 0:
        return None
    first = _first_known(values)
    return None if _undefined(panel, subject, values, first, i) else panel.sessions[first]


def smallest_since(panel: Panel, subject: str, i: int) -> date | None:
    """The last session before with a day's move, up or down, as small or smaller in points; None for none."""
    values = panel.column("points_1d", subject)
    if values is None or np.isnan(values[i]):
        return None
    j = _last_at_least(-np.abs(values[:i]), -abs(values[i]))
    return panel.sessions[j] if j >= 0 else None


def longest_since(panel: Panel, subject: str, i: int, of: str) -> date | None:
    """The last session of the most recent earlier run that was at least as long, in this direction.

    ``of`` names a streak metric. The run that ends at ``i`` itself does not count.
    """
    values = panel.column(of, subject)
    if values is None or not abs(values[i]) > 0:
        return None
    start = i - int(abs(values[i])) + 1
    j = _last_at_least(values[:start] * np.sign(values[i]), abs(values[i]))
    return panel.sessions[j] if j >= 0 else None


def longest_of_all(panel: Panel, subject: str, i: int, of: str) -> date | None:
    """The first session of the data, where no earlier run was as long in this direction."""
    values = panel.column(of, subject)
    if values is None or not abs(values[i]) > 0 or longest_since(panel, subject, i, of):
        return None
    return panel.sessions[_first_known(values)]


def as_printed(panel: Panel, subject: str) -> Floats:
    """Closes as a reader sees them, so that a yield printed alike on two days is no new high."""
    return np.round(panel.closes[subject], panel.universe.instruments[subject].decimals)


def one_more(panel: Panel, subject: str, i: int, of: str) -> float | None:
    """How long the run would be with one more session the same way."""
    values = panel.column(of, subject)
    return None if values is None or not abs(values[i]) > 0 else float(abs(values[i]) + 1)


def one_more_since(panel: Panel, subject: str, i: int, of: str) -> date | None:
    """The last session of the most recent run, this way, that was longer than the one that ends here."""
    values = panel.column(of, subject)
    if values is None or not abs(values[i]) > 0:
        return None
    j = _last_at_least(values[:i] * np.sign(values[i]), abs(values[i]) + 1)
    return panel.sessions[j] if j >= 0 else None


def run_ended(panel: Panel, subject: str, i: int, of: str) -> float | None:
    """Signed length of the run that the session before was in, where this session went the other way."""
    values = panel.column(of, subject)
    if values is None or i < 1 or not values[i] * values[i - 1] < 0:
        return None
    return float(values[i - 1])


def highest_since(panel: Panel, subject: str, i: int) -> date | None:
    """The last session before that closed at least as high; None where none did."""
    closes = as_printed(panel, subject)
    j = _last_at_least(closes[:i], closes[i])
    return panel.sessions[j] if j >= 0 else None


def lowest_since(panel: Panel, subject: str, i: int) -> date | None:
    """The last session before that closed at least as low; None where none did."""
    closes = -as_printed(panel, subject)
    j = _last_at_least(closes[:i], closes[i])
    return panel.sessions[j] if j >= 0 else None


def highest_of_all(panel: Panel, subject: str, i: int) -> date | None:
    """The first session of the data, where no session since closed as high."""
    return _none_beyond(panel, subject, i, highest_since)


def lowest_of_all(panel: Panel, subject: str, i: int) -> date | None:
    """The first session of the data, where no session since closed as low."""
    return _none_beyond(panel, subject, i, lowest_since)


def _none_beyond(
    panel: Panel, subject: str, i: int, since: Callable[[Panel, str, int], date | None]
) -> date | None:
    closes = panel.closes[subject]
    if np.isnan(closes[i]) or since(panel, subject, i):
        return None
    return panel.sessions[_first_known(closes)]


def first_of_year(panel: Panel, subject: str, i: int, of: str, length: float) -> float | None:
    """1 where a run of that signed length is complete for the first time in the calendar year.

    The whole run must lie in the year. 0 where the run is there but is not the year's first.
    None where the session is not in such a run.
    """
    values = panel.column(of, subject)
    if values is None or not values[i] * np.sign(length) >= abs(length):
        return None
    year = panel.sessions[i].year
    start = panel.index.searchsorted(np.datetime64(f"{year}-01-01"))
    runs = values[start : i + 1]
    inside = np.minimum(np.abs(runs), np.arange(1, len(runs) + 1)) * np.sign(runs)
    if inside[-1] * np.sign(length) < abs(length):
        return None
    earlier = inside[:-1] * np.sign(length) >= abs(length)
    return float(not earlier.any())


def first_move_of_year(panel: Panel, subject: str, i: int, of: str, size: float) -> float | None:
    """1 where a move of that signed size or more comes for the first time in the calendar year, else 0."""
    values = panel.column(of, subject)
    if values is None or not values[i] * np.sign(size) >= abs(size):
        return None
    start = panel.index.searchsorted(np.datetime64(f"{panel.sessions[i].year}-01-01"))
    return float(not (values[start:i] * np.sign(size) >= abs(size)).any())


def crossed_average_since(panel: Panel, subject: str, i: int, window: int) -> date | None:
    """The last session that closed on the side of the average that this session crossed to."""
    sides = panel.column(f"above_average_{window}", subject)
    crossing = panel.column(f"crossing_{window}", subject)
    if sides is None or crossing is None or not abs(crossing[i]) > 0:
        return None
    j = _last_at_least(np.sign(sides[:i]) * crossing[i], 1)
    return panel.sessions[j] if j >= 0 else None


def _undefined(panel: Panel, subject: str, values: Floats | None, j: int, i: int) -> bool:
    """Whether between two sessions there is one with closes but no move: crude below zero, April 2020."""
    closes = panel.closes.get(subject)
    if values is None or closes is None:
        return False
    between = slice(j + 1, i)
    both = ~np.isnan(closes[between]) & ~np.isnan(closes[j : i - 1])
    return bool((both & np.isnan(values[between])).any())


def _last_as_large(values: Floats | None, i: int) -> int:
    if values is None or not abs(values[i]) > 0:
        return -1
    return _last_at_least(values[:i] * np.sign(values[i]), abs(values[i]))


def _last_at_least(values: Floats, bound: float) -> int:
    """Last position with a value of at least ``bound``; -1 where there is none. NaN never counts."""
    found = (values >= bound - NOISE).nonzero()[0]
    return int(found[-1]) if found.size else -1


def _first_known(values: Floats) -> int:
    return int(np.flatnonzero(~np.isnan(values))[0])
