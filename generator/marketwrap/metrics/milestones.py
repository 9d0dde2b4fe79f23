"""Falls from the high and rises from the low: corrections, bear markets, the way out of them, recoveries.

The high of a session is the highest close up to it, that from before the data included where the universe
knows it. How far is far is asked as ``bound``, a fraction: -0.1 of a correction, -0.2 of a bear market. Since
when is asked as ``back``, in sessions: 1 for the session before, 5 for a week ago.

Only closes that are known count, and the session before is the one before among these. Nothing is said of a
yield or of volatility, whose changes are no percentages, nor at a close at or below zero.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Final

import numpy as np
import numpy.typing as npt

from marketwrap.metrics import PRICED
from marketwrap.metrics.horizons import Floats, Positions
from marketwrap.metrics.panel import Panel
from marketwrap.metrics.since import NOISE

#: a fall from the high that is smaller has no trough that anybody speaks of
SHALLOW: Final = -0.05
#: a rise from a low is a bull market only after a fall as large as this
BEAR: Final = -0.2


@dataclass(frozen=True, slots=True)
class _Past:
    """The known closes of an instrument up to a session, oldest first."""

    #: positions in the panel, of each close
    at: Positions
    closes: Floats
    #: change of each from the highest close up to it; a fraction
    below: Floats
    #: the highest of all
    high: float = 0.0
    #: where the last close as high stands among these; -1 where it was before the data
    high_at: int = -1


def fell_into(panel: Panel, subject: str, i: int, bound: float, back: int = 1) -> float | None:
    """1 where the close is at or beyond the bound below the high, and the one before was not; else 0."""
    past = _past(panel, subject, i)
    if past is None or len(past.at) <= back:
        return None
    beyond = _beyond(past, bound)
    return float(beyond[-1] and not beyond[-1 - back])


def fell_into_first(panel: Panel, subject: str, i: int, bound: float, back: int = 1) -> float | None:
    """1 where it is moreover the first close as far down since that high, or the first such days, else 0.

    None where the high was before the data: what came between is not known.
    """
    past = _past(panel, subject, i)
    if past is None or past.high_at < 0:
        return None
    beyond = _beyond(past, bound)
    return float(beyond[-1] and not beyond[past.high_at : -back].any())


def fell_into_since(panel: Panel, subject: str, i: int, bound: float) -> date | None:
    """The low of the last earlier fall that reached the bound, before the present high; None for none.

    Falls are counted as everyone counts corrections: from a high to a low, after which the close rose as
    far again. Without that the years in which a record was not regained would be one long correction.
    """
    past = _past(panel, subject, i)
    lows = [] if past is None else _lows(past.closes[: max(past.high_at + 1, 0)], bound)
    return panel.sessions[past.at[lows[-1]]] if past is not None and lows else None


def _lows(closes: Floats, bound: float) -> list[int]:
    """Places of the lows of all falls as large as the bound that a rise as large has ended."""
    lows: list[int] = []
    high, low, at, falls = -np.inf, 0.0, 0, False
    for place, close in enumerate(closes.tolist()):
        if falls and close <= low:
            low, at = close, place
        elif falls and close >= low * (1 - bound):
            lows.append(at)
            high, falls = close, False
        elif not falls:
            high = max(high, close)
            falls = close <= high * (1 + bound)
            low, at = close, place
    return lows


def back_within(panel: Panel, subject: str, i: int, bound: float, back: int = 1) -> float | None:
    """1 where the close is nearer to the high than the bound, and the one before was not; else 0."""
    past = _past(panel, subject, i)
    if past is None or len(past.at) <= back:
        return None
    beyond = _beyond(past, bound)
    return float(beyond[-1 - back] and not beyond[-1])


def back_within_since(panel: Panel, subject: str, i: int, bound: float, back: int = 1) -> date | None:
    """The last earlier session that closed as near to the high; None where the close has not come back."""
    past = _past(panel, subject, i)
    if past is None or not back_within(panel, subject, i, bound, back):
        return None
    return _last(panel, past, ~_beyond(past, bound)[:-back])


def trough_level(panel: Panel, subject: str, i: int) -> float | None:
    """The lowest close since the high.

    None where it is this session's, where it is less than 5% below the high, and where the high was before
    the data.
    """
    past = _past(panel, subject, i)
    at = None if past is None else _trough(past)
    return None if past is None or at is None else float(past.closes[at])


def trough_session(panel: Panel, subject: str, i: int) -> date | None:
    """The session of that close, the last of several."""
    past = _past(panel, subject, i)
    at = None if past is None else _trough(past)
    return None if past is None or at is None else panel.sessions[past.at[at]]


def fall_to_trough(panel: Panel, subject: str, i: int) -> float | None:
    """Change from the high to the lowest close since; a fraction, at most -0.05."""
    past, low = _past(panel, subject, i), trough_level(panel, subject, i)
    return None if past is None or low is None else low / past.high - 1


def rise_from_trough(panel: Panel, subject: str, i: int) -> float | None:
    """Change from the lowest close since the high to the close; a fraction."""
    past, low = _past(panel, subject, i), trough_level(panel, subject, i)
    return None if past is None or low is None else float(past.closes[-1]) / low - 1


def recovered(panel: Panel, subject: str, i: int) -> float | None:
    """How much of the fall to the lowest close since the high is made good; a share, 0 to 1."""
    past, low = _past(panel, subject, i), trough_level(panel, subject, i)
    return None if past is None or low is None else (float(past.closes[-1]) - low) / (past.high - low)


def new_bull(panel: Panel, subject: str, i: int, bound: float, back: int = 1) -> float | None:
    """1 where the close is at least the bound above the low, and none was ``back`` or more ago; else 0.

    The low is the lowest close since the high, and at least 20% below it; None without such a low.
    """
    past = _past(panel, subject, i)
    at = None if past is None else _trough(past)
    if past is None or at is None or past.below[at] > BEAR + NOISE:
        return None
    risen = past.closes[at + 1 :] / past.closes[at] - 1 >= bound - NOISE
    return float(risen[-1] and not risen[:-back].any())


def _past(panel: Panel, subject: str, i: int) -> _Past | None:
    """What is known of a priced instrument at a session at which it has a close above zero, or None."""
    known = panel.universe.instruments.get(subject)
    if known is None or known.kind not in PRICED or subject not in panel.closes:
        return None
    whole = panel.keep(("past", subject), lambda: _whole(panel, subject))
    count = int(whole.at.searchsorted(i, side="right"))
    if not count or whole.at[count - 1] != i or whole.closes[count - 1] <= 0:
        return None
    closes = whole.closes[:count]
    high = max(float(closes.max()), _before(panel, subject))
    reached = np.flatnonzero(closes >= high)
    place = int(reached[-1]) if reached.size else -1
    return replace(
        whole, at=whole.at[:count], closes=closes, below=whole.below[:count], high=high, high_at=place
    )


def _whole(panel: Panel, subject: str) -> _Past:
    """All known closes; no place in these arrays rests on a later one."""
    closes = panel.closes[subject]
    at = np.flatnonzero(~np.isnan(closes))
    highs = np.maximum(np.maximum.accumulate(closes[at]), _before(panel, subject))
    below = np.full(len(at), np.nan)
    np.divide(closes[at], highs, out=below, where=highs > 0)
    return _Past(at, closes[at], below - 1)


def _before(panel: Panel, subject: str) -> float:
    prior = panel.universe.instruments[subject].record_before
    return prior.close if prior else -np.inf


def _beyond(past: _Past, bound: float) -> npt.NDArray[np.bool_]:
    return past.below <= bound + NOISE


def _last(panel: Panel, past: _Past, found: npt.NDArray[np.bool_]) -> date | None:
    """The session of the last of some closes, those that are ``found`` from the first on."""
    places = np.flatnonzero(found)
    return panel.sessions[past.at[places[-1]]] if places.size else None


def _trough(past: _Past) -> int | None:
    """The place of the lowest close since the high; None where nobody would speak of it."""
    since = past.closes[past.high_at + 1 :]
    if past.high_at < 0 or not since.size:
        return None
    at = past.high_at + 1 + int(np.flatnonzero(since == since.min())[-1])
    shallow = past.below[at] > SHALLOW + NOISE or past.closes[at] <= 0
    return None if shallow or at == len(past.at) - 1 else at
