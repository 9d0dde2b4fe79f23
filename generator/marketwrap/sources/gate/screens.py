"""What can be wrong with one symbol's closes at the session and just before it.

A screen takes a symbol and the market and answers with the key of the fault and its sessions, or
with nothing. Screens look at the last few sessions only: what is older has been seen and printed,
and a real crash must never be taken for a fault.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from marketwrap.base.model import Note, Universe
from marketwrap.market.calendars import Sessions, sessions
from marketwrap.sources.gate import splits
from marketwrap.sources.gate.repeats import BELOW_ZERO, OWN_HOURS, RECENT, Daily, Floats
from marketwrap.sources.gate.session_state import closing_time

#: sessions at the end whose closes are examined: the changes over a day and over a week rest on them
CHECKED = 5
#: closes before one that say which order of magnitude it should have
REFERENCE = 5
#: a factor that no instrument moves by from one week to the next
IMPLAUSIBLE = 5.0
#: and for yields, which do so near zero, how many percentage points must go with it
IMPLAUSIBLE_YIELD = 1.0
#: share by which a close may lie outside high and low, or off the last price: rounding, late prints
SLACK = 5e-4
#: sessions with the same close, while the market moves by so much in them, that no trading explains
FROZEN, MARKET_MOVES = 5, 0.001
#: the last trade of a quiet fund comes some time before the bell
QUIET = timedelta(minutes=5)
ISO_CURRENCY = 3


@dataclass(frozen=True, eq=False)
class Market:
    """What the screens compare a symbol with."""

    calendar: Sessions
    #: closes of the first required instrument, which stands for the market; NaN without one
    benchmark: Floats
    #: take the session as it stands, finished or not
    unclosed: bool

    @classmethod
    def of(cls, examined: Mapping[str, Daily], universe: Universe, *, unclosed: bool) -> "Market":
        """The market that a universe's first required instrument stands for."""
        leader = next((examined[s] for s in universe.required if s in examined), None)
        length = len(next(iter(examined.values())).closes) if examined else 0
        closes = leader.closes if leader else np.full(length, np.nan)
        return cls(sessions(universe.calendar), closes, unclosed)


@dataclass(frozen=True, eq=False)
class Verdict:
    """A symbol as it may be used, and what is to be said about it."""

    daily: Daily
    notes: tuple[Note, ...]
    left_out: bool = False


Flags = npt.NDArray[np.bool_]
Found = tuple[str, tuple[date, ...]] | None
Screen = Callable[[Daily, Market], Found]


def judge(daily: Daily, market: Market) -> Verdict:
    """Mend what the source itself bears witness to, then leave the symbol out at the first fault."""
    daily = splits.mend(daily)
    for screen in SCREENS:
        found = screen(daily, market)
        if found:
            fault, days = found
            return Verdict(daily, (Note("left out", fault, daily.instrument.symbol, days),), left_out=True)
    daily = _without_impossible(daily)
    return Verdict(daily, (*daily.notes, *_gaps(daily)))


def wrong_currency(daily: Daily, _market: Market) -> Found:
    """The source's currency is another one than the universe names, as pence for pounds."""
    wanted, tagged = daily.instrument.currency, daily.history.currency
    if len(wanted) == ISO_CURRENCY and wanted.isalpha() and tagged and tagged != wanted:
        return "wrong_currency", ()
    return None


def no_close(daily: Daily, _market: Market) -> Found:
    """There is no close for the session."""
    if np.isfinite(daily.closes[-1]):
        return None
    last = len(daily.closes) - 1
    if daily.closed[-1]:
        return "closed", (daily.day(-1),)
    if last in daily.contradicted:
        return "contradicting_rows", (daily.day(-1),)
    if last in daily.null_rows:
        return "null_close", (daily.day(-1),)
    if daily.instrument.kind in OWN_HOURS and daily.begun:
        return "behind", (daily.day(int(np.flatnonzero(np.isfinite(daily.closes))[-1])),)
    return "missing_session", (daily.day(-1),)


def contradicting_rows(daily: Daily, _market: Market) -> Found:
    """Two rows for one of the last sessions, with different closes."""
    start = len(daily.closes) - CHECKED
    days = tuple(daily.day(p) for p in sorted(daily.contradicted) if p >= start)
    return ("contradicting_rows", days) if days else None


def not_positive(daily: Daily, _market: Market) -> Found:
    """A close of zero, or below zero where there is no such thing."""
    return _days("not_positive", daily, _impossible(daily, daily.closes[-CHECKED:]))


def unfinished(daily: Daily, market: Market) -> Found:
    """The source's own last trade is from before the end of its own trading period."""
    if market.unclosed or daily.instrument.kind in OWN_HOURS:
        return None
    end = closing_time(daily.history, daily.day(-1), market.calendar)
    trade = daily.history.last_trade
    if end and trade and trade < end - QUIET:
        return "unfinished", (daily.day(-1),)
    return None


def disagrees(daily: Daily, market: Market) -> Found:
    """The close is not the last price that the source states next to it."""
    history = daily.history
    if market.unclosed or daily.instrument.kind in OWN_HOURS or not history.last_price:
        return None
    if not closing_time(history, daily.day(-1), market.calendar):
        return None
    slack = SLACK * abs(history.last_price) + 10.0**-daily.instrument.decimals
    if abs(daily.closes[-1] - history.last_price) > slack:
        return "disagrees", (daily.day(-1),)
    return None


def outside_range(daily: Daily, _market: Market) -> Found:
    """A close above the day's high or below its low."""
    # as the source has them, before a split was mended: high and low are on that basis too
    closes, high, low = (daily.column(name, CHECKED) for name in ("close", "high", "low"))
    slack = SLACK * np.abs(closes) + 0.5 * 10.0**-daily.instrument.decimals
    with np.errstate(invalid="ignore"):
        return _days("outside_range", daily, (closes > high + slack) | (closes < low - slack))


def split_unapplied(daily: Daily, market: Market) -> Found:
    """The price jumps as by a split that the source does not know of."""
    return _days("split_unapplied", daily, splits.looks_split(daily, market.benchmark, CHECKED))


def unit_mixup(daily: Daily, _market: Market) -> Found:
    """A close of another order of magnitude than those before it: pence for pounds, a decimal point."""
    flagged = np.zeros(min(CHECKED, len(daily.closes)), dtype=bool)
    for back in range(1, len(flagged) + 1):
        close, before = daily.closes[-back], daily.closes[: len(daily.closes) - back]
        before = before[np.isfinite(before) & (before > 0)][-REFERENCE:]
        if len(before) and close > 0:
            flagged[-back] = _implausible(close, float(np.median(before)), daily.instrument.kind)
    return _days("unit_mixup", daily, flagged)


def frozen(daily: Daily, market: Market) -> Found:
    """The source repeats an old price as if it were the session's."""
    closes = daily.closes
    if len(closes) < FROZEN or closes[-1] != closes[-2]:
        return None
    if _untraded(daily) or _flat_bar(daily):
        return "frozen", (daily.day(-1),)
    leader = market.benchmark[-FROZEN:]
    moved = bool((np.abs(np.diff(leader)) > MARKET_MOVES * leader[:-1]).all())
    if moved and len(set(closes[-FROZEN:])) == 1:
        return "frozen", tuple(daily.day(p) for p in range(1 - FROZEN, 0))
    return None


#: in this order; the first that finds something decides
SCREENS: tuple[Screen, ...] = (
    wrong_currency,
    no_close,
    contradicting_rows,
    not_positive,
    outside_range,
    split_unapplied,
    unit_mixup,
    frozen,
    unfinished,
    disagrees,
)


def _days(fault: str, daily: Daily, flagged: Flags) -> Found:
    start = len(daily.closes) - len(flagged)
    days = tuple(daily.day(start + int(p)) for p in np.flatnonzero(flagged))
    return (fault, days) if days else None


def _impossible(daily: Daily, closes: Floats) -> Flags:
    """Where closes cannot be.

    A future may close below zero, but 0.00 is a blank; a yield may touch zero when it was near it.
    """
    with np.errstate(invalid="ignore"):
        if daily.instrument.kind not in BELOW_ZERO:
            return np.asarray(closes <= 0)
        if daily.instrument.kind == "future":
            return np.asarray(closes == 0)
        before = np.concatenate([[np.nan], daily.closes])[-len(closes) - 1 : -1]
        near = np.abs(before) < IMPLAUSIBLE_YIELD / 2
        return np.asarray((closes == 0) & ~near)


def _implausible(close: float, before: float, kind: str) -> bool:
    if kind == "yield" and abs(close - before) < IMPLAUSIBLE_YIELD:
        return False
    return not before / IMPLAUSIBLE < close < before * IMPLAUSIBLE


def _untraded(daily: Daily) -> bool:
    """No volume at the session, in something that trades on most days."""
    volume = np.nan_to_num(daily.column("volume", RECENT))
    return bool(volume[-1] == 0 and np.median(volume) > 0)


def _flat_bar(daily: Daily) -> bool:
    """Open, high and low at the old close, in something whose price moves on most days."""
    bars = np.array([daily.column(name, RECENT) for name in ("open", "high", "low")])
    spread = bars[1] - bars[2]
    known = spread[np.isfinite(spread)]
    return bool((bars[:, -1] == daily.closes[-1]).all() and len(known) and np.median(known) > 0)


def _without_impossible(daily: Daily) -> Daily:
    """Old closes that cannot be, blank: nothing can be computed from them."""
    impossible = _impossible(daily, daily.closes)
    if not impossible.any():
        return daily
    return replace(daily, closes=np.where(impossible, np.nan, daily.closes))


def _gaps(daily: Daily) -> tuple[Note, ...]:
    """Notes on sessions without a close before the last one, since the symbol's first."""
    missing = ~np.isfinite(daily.closes)
    first = int(np.argmin(missing))
    missing[:first] = False
    missing &= ~daily.closed
    notes: list[Note] = []
    if len(missing) > 1 and missing[-2]:
        notes.append(Note("mended", "gap_before", daily.instrument.symbol, (daily.day(-2),)))
    start = max(0, len(missing) - RECENT)
    days = tuple(daily.day(int(p) + start) for p in np.flatnonzero(missing[start:-2]))
    if days:
        notes.append(Note("mended", "recent_gap", daily.instrument.symbol, days))
    return tuple(notes)
