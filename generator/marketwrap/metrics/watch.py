"""What became of a level that an earlier brief said to watch. Every function needs the closes alone.

A watch is ``of`` (a metric of the panel), ``level``, ``side``, the session that it was ``named`` on, and
``within`` how many sessions after that a close beyond the level counts. Closes and level are compared as
they are printed.
"""

from datetime import date

import numpy as np

from marketwrap.metrics.horizons import Floats
from marketwrap.metrics.panel import Panel

#: decimals that a ratio is printed with
RATIO_DECIMALS = 4


def named(panel: Panel, _subject: str, i: int, named: str) -> date | None:
    """The session of the brief that named the level; None where it is none of these prices up to ``i``."""
    session = date.fromisoformat(named)
    return session if panel.position.get(session, i + 1) <= i else None


def level(_panel: Panel, _subject: str, _i: int, of: str, level: float) -> float:  # noqa: ARG001  # gives the unit
    """The level itself, in the unit of the metric that it is a level of."""
    return level


def reached(panel: Panel, subject: str, i: int, **watch: str | float) -> date | None:
    """The first session after the naming, up to ``i`` and within the watch, that closed beyond the level."""
    j = _first_beyond(panel, subject, i, watch)
    return None if j is None else panel.sessions[j]


def lapsed(panel: Panel, subject: str, i: int, **watch: str | float) -> date | None:
    """The last session of a watch that is over, no later than ``i``, where none closed beyond the level."""
    start = _start(panel, i, watch)
    last = None if start is None else start + int(watch["within"])
    if last is None or last > i or _first_beyond(panel, subject, i, watch) is not None:
        return None
    return panel.sessions[last]


def beyond(panel: Panel, subject: str, i: int, **watch: str | float) -> float | None:
    """Change from the level to the close that was first beyond it; a fraction, negative below."""
    j = _first_beyond(panel, subject, i, watch)
    return None if j is None else _distance(panel, subject, j, watch)


def distance(panel: Panel, subject: str, i: int, **watch: str | float) -> float | None:
    """Change from the level to the close of ``i``; a fraction. None without a close."""
    return _distance(panel, subject, i, watch)


def last_on_side(panel: Panel, subject: str, i: int, of: str, side: int) -> date | None:
    """The last session up to ``i`` at which a signed metric had this sign; None where none had."""
    values = panel.column(of, subject)
    if values is None:
        return None
    found = np.flatnonzero(np.sign(values[: i + 1]) == side)
    return panel.sessions[int(found[-1])] if found.size else None


def change_to(panel: Panel, subject: str, i: int, level: float) -> float | None:
    """Change from the close to a level; a fraction. None without a close, and from one at or below zero."""
    close = float(panel.closes[subject][i]) if subject in panel.closes else np.nan
    return level / close - 1 if close > 0 else None


def last_beyond(panel: Panel, subject: str, i: int, level: float, side: str) -> date | None:
    """The last session up to ``i`` that closed beyond a level, as printed; None where none did."""
    if subject not in panel.closes:
        return None
    decimals = panel.universe.instruments[subject].decimals
    closes, bound = np.round(panel.closes[subject][: i + 1], decimals), round(level, decimals)
    found = np.flatnonzero(closes > bound if side == "above" else closes < bound)
    return panel.sessions[int(found[-1])] if found.size else None


def year_base(panel: Panel, subject: str, i: int) -> float | None:
    """The last close of the calendar year before, from which the year's change is counted."""
    if subject not in panel.closes:
        return None
    start = int(panel.index.searchsorted(np.datetime64(f"{panel.sessions[i].year}-01-01")))
    earlier = panel.closes[subject][:start]
    known = earlier[~np.isnan(earlier)]
    return float(known[-1]) if known.size else None


def _start(panel: Panel, i: int, watch: dict[str, str | float]) -> int | None:
    at = panel.position.get(date.fromisoformat(str(watch["named"])), i + 1)
    return at if at <= i else None


def _first_beyond(panel: Panel, subject: str, i: int, watch: dict[str, str | float]) -> int | None:
    start, values = _start(panel, i, watch), panel.column(str(watch["of"]), subject)
    if start is None or values is None:
        return None
    known = panel.universe.instruments.get(subject)
    decimals = known.decimals if known else RATIO_DECIMALS
    level = round(float(watch["level"]), decimals)
    after: Floats = np.round(values[start + 1 : min(start + int(watch["within"]), i) + 1], decimals)
    found = np.flatnonzero(after > level if watch["side"] == "above" else after < level)
    return start + 1 + int(found[0]) if found.size else None


def _distance(panel: Panel, subject: str, i: int, watch: dict[str, str | float]) -> float | None:
    values, level = panel.column(str(watch["of"]), subject), float(watch["level"])
    return None if values is None or level <= 0 else float(values[i] / level - 1)
