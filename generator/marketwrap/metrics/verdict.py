"""The scorecard of the rotation: how lasting the average stock's lead over the largest companies looks.

Each indicator is one figure a session and two thresholds: from ``lasting`` on it points to a lasting
broadening, from ``passing`` on to a passing one, in which the largest companies keep the lead; between
them to neither. What a market lacks, its scorecard leaves out. Nothing later than a session counts.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from marketwrap.base.model import Unit
from marketwrap.metrics.horizons import Floats
from marketwrap.metrics.panel import Panel

#: the pair that the question is about: equal weight against cap weight
PAIR = "equal_cap"
#: sessions of a month
MONTH = 21
#: fewer members than this say nothing about a group
FEW = 3

#: fraction beyond both averages; a ratio closer than that is at them
BEYOND = 0.002
#: parts of the year's range
UPPER, LOWER = 0.75, 0.25
#: shares of the comparisons won: three of four, one of four
MOST_WON, FEW_WON = 0.75, 0.25
#: shares of the sectors ahead
BROAD, NARROW = 0.6, 0.4
#: sessions in a row
RUN = 4
#: percentage points over a month
GAP = 1.0
#: mean pairwise correlation of the megacaps
APART, TOGETHER = 0.35, 0.6
#: distance of the volatility index from its 200-session average
CALM, TENSE = -0.1, 0.1

Verdict = Literal["lasting", "leaning", "open", "doubtful", "passing"]
#: weight for a lasting shift less weight against it, as a part of all: from here on it is called so
VERDICTS: tuple[tuple[Verdict, float], ...] = (
    ("lasting", 0.5),
    ("leaning", 0.2),
    ("open", -0.2),
    ("doubtful", -0.5),
    ("passing", -1.0),
)
#: fewer known indicators than this give no verdict
ENOUGH = 5

#: pairs whose left side is away from the largest companies
SIZES = ("small_large", "mid_large")
RUNS = (PAIR, "small_large")
HORIZONS = ("1d", "1w", "ytd")


@dataclass(frozen=True)
class Indicator:
    """``figure(panel)`` is a value a session, NaN where unknown, or None in a market that lacks it."""

    key: str
    #: the pair, group or role that the figure is about
    subject: str
    unit: Unit
    figure: Callable[[Panel], Floats | None]
    lasting: float
    passing: float
    weight: int = 1


# Figures ------------------------------------------------------------------------------------------


def averages(panel: Panel) -> Floats | None:
    """How far the ratio is above both its averages, of 50 and 200 sessions, or below both; 0 between them.

    The direct answer: a lead that has lasted is one that the ratio's own trend shows, short and long.
    """
    short, long = (panel.column(f"ratio_above_average_{w}", PAIR) for w in (50, 200))
    if short is None or long is None:
        return None
    nearer_up, nearer_down = np.minimum(short, long), np.maximum(short, long)
    return np.maximum(nearer_up, 0) + np.minimum(nearer_down, 0)


def year_range(panel: Panel) -> Floats | None:
    """Where the ratio stands in its range of 252 sessions, 0 at the low, 1 at the high.

    An average may be passed within a range that has held for months; only its ends are new ground.
    """
    now, high, low = (panel.column(f"ratio{end}", PAIR) for end in ("", "_high_52w", "_low_52w"))
    if now is None or high is None or low is None:
        return None
    width = high - low
    return np.divide(now - low, width, out=np.full_like(now, np.nan), where=width > 0)


def breadth(panel: Panel) -> Floats | None:
    """Share of the sectors that are ahead of the cap-weighted fund over a month.

    A broad market has many sectors ahead of the average that the largest companies make.
    """
    moves = _months(panel, panel.members("sectors"))
    if PAIR not in panel.universe.pairs or moves is None:
        return None
    market = _month(panel, panel.universe.pairs[PAIR].right)
    known = (~np.isnan(moves)).sum(axis=0)
    return _where_many(known, np.isnan(market), (moves > market).sum(axis=0))


def size(panel: Panel) -> Floats | None:
    """Share of comparisons that small and mid caps won against large caps: day, week, month, year to date.

    The farther from the largest companies, the clearer the test; two sizes, so that one fund does not decide.
    """
    return _won(panel, SIZES)


def value(panel: Panel) -> Floats | None:
    """The same for value against growth: most of the largest companies are growth stocks."""
    return _won(panel, ("value_growth",))


def calm(panel: Panel) -> Floats | None:
    """The same for low volatility against the market: a fund that hardly holds the largest companies.

    Its lead may be no more than shelter, and then ``cyclicals`` says the opposite.
    """
    return _won(panel, ("low_volatility_market",))


def run(panel: Panel) -> Floats | None:
    """The longest run of sessions, of equal weight and of small caps, ahead (positive) or behind (negative).

    Persistence by the day, which neither averages nor monthly changes show.
    """
    found = [s for pair in RUNS if (s := panel.column("relative_streak", pair)) is not None]
    if panel.column("relative_streak", PAIR) is None or not found:
        return None
    longest = found[0]
    for other in found[1:]:
        longest = np.where(np.abs(other) > np.abs(longest), other, longest)
    return longest


def megacaps(panel: Panel) -> Floats | None:
    """Mean change of the megacaps over a month less the cap-weighted fund's, in percentage points.

    The other half of the ratio: equal weight can gain on the largest because many rise or because few fall.
    """
    moves = _months(panel, panel.members("megacaps"))
    if PAIR not in panel.universe.pairs or moves is None:
        return None
    return (_mean(moves) - _month(panel, panel.universe.pairs[PAIR].right)) * 100


def together(panel: Panel) -> Floats | None:
    """Mean pairwise correlation of the megacaps' daily changes over 60 sessions.

    While the largest move as one, what weighs on them is one trade, which can turn as one.
    """
    return panel.column("correlation", "megacaps") if panel.members("megacaps") else None


def cyclicals(panel: Panel) -> Floats | None:
    """Mean change of the cyclical sectors over a month less that of the defensive ones, in percentage points.

    A broadening that rests on the economy has the cyclicals ahead; with the defensives ahead it is shelter.
    """
    left, right = (_months(panel, panel.members(g)) for g in ("cyclicals", "defensives"))
    if left is None or right is None:
        return None
    return (_mean(left) - _mean(right)) * 100


def tension(panel: Panel) -> Floats | None:
    """Distance of the volatility index from its 200-session average, a fraction.

    Under stress, leads change hands quickly and back; a shift that holds in calm is more than flight.
    """
    symbol = panel.universe.roles.get("volatility")
    return panel.column("above_average_200", symbol) if symbol in panel.symbols else None


INDICATORS: tuple[Indicator, ...] = (
    Indicator("averages", PAIR, "percent", averages, lasting=BEYOND, passing=-BEYOND),
    Indicator("range", PAIR, "share", year_range, lasting=UPPER, passing=LOWER),
    Indicator("breadth", "sectors", "share", breadth, lasting=BROAD, passing=NARROW),
    Indicator("size", SIZES[0], "share", size, lasting=MOST_WON, passing=FEW_WON),
    Indicator("value", "value_growth", "share", value, lasting=MOST_WON, passing=FEW_WON),
    Indicator("calm", "low_volatility_market", "share", calm, lasting=MOST_WON, passing=FEW_WON),
    Indicator("run", PAIR, "sessions", run, lasting=RUN, passing=-RUN),
    Indicator("megacaps", "megacaps", "percentage_points", megacaps, lasting=-GAP, passing=GAP),
    Indicator("together", "megacaps", "ratio", together, lasting=APART, passing=TOGETHER),
    Indicator("cyclicals", "cyclicals", "percentage_points", cyclicals, lasting=GAP, passing=-GAP),
    Indicator("tension", "volatility", "percent", tension, lasting=CALM, passing=TENSE),
)
BY_KEY = {indicator.key: indicator for indicator in INDICATORS}


# Readings and the score ---------------------------------------------------------------------------


def reading_of(indicator: Indicator, figures: Floats) -> Floats:
    """1 where figures point to a lasting broadening, -1 where to a passing one, 0 to neither; NaN stays."""
    way = 1.0 if indicator.lasting > indicator.passing else -1.0
    points = 1.0 * (way * figures >= way * indicator.lasting) - (way * figures <= way * indicator.passing)
    return np.where(np.isnan(figures), np.nan, points)


def figures(panel: Panel, indicator: Indicator) -> Floats | None:
    """The indicator's figure a session; None in a market that lacks it."""
    return panel.keep(("verdict", "figure", indicator.key), lambda: indicator.figure(panel))


def readings(panel: Panel, indicator: Indicator) -> Floats | None:
    """The indicator's reading a session; None in a market that lacks it."""
    return panel.keep(("verdict", "reading", indicator.key), lambda: _readings(panel, indicator))


def weight(panel: Panel, way: int | None) -> Floats | None:
    """Weight of the indicators that point ``way`` (1 lasting, -1 passing), a session; of all known for None.

    None in a market without the pair.
    """
    return panel.keep(("verdict", "weight", way), lambda: _weight(panel, way))


def verdicts(panel: Panel) -> tuple[Verdict | None, ...]:
    """The verdict of every session; None where too little is known."""
    net, known = _net(panel)
    return tuple(_verdict(n, k) for n, k in zip(net, known, strict=True))


def _readings(panel: Panel, indicator: Indicator) -> Floats | None:
    values = figures(panel, indicator)
    return None if values is None else reading_of(indicator, values)


def _weight(panel: Panel, way: int | None) -> Floats | None:
    ratio = panel.column("ratio", PAIR)
    if ratio is None:
        return None
    total = np.zeros(len(panel.sessions))
    for indicator in INDICATORS:
        points = readings(panel, indicator)
        if points is not None:
            total += indicator.weight * (~np.isnan(points) if way is None else points == way)
    # on a session without the ratio there is no question to answer
    return np.where(np.isnan(ratio), 0.0, total)


def _net(panel: Panel) -> tuple[Floats, Floats]:
    """Weight for less weight against, and the weight of all known; of no session where the pair lacks."""
    lasting, passing, known = (weight(panel, way) for way in (1, -1, None))
    if lasting is None or passing is None or known is None:
        return np.empty(0), np.empty(0)
    return lasting - passing, known


def _verdict(net: float, known: float) -> Verdict | None:
    if known < ENOUGH:
        return None
    return next(name for name, least in VERDICTS if net >= least * known)


# What one session has -----------------------------------------------------------------------------


def figure(
    panel: Panel, subject: str, i: int, key: str, bound: Literal["lasting", "passing"] | None = None
) -> float | None:
    """The figure that an indicator's reading rests on, or the ``bound`` from which it points that way."""
    indicator = BY_KEY[key]
    if bound is not None:
        return indicator.lasting if bound == "lasting" else indicator.passing
    values = figures(panel, indicator) if subject == subject_of(panel, indicator) else None
    return None if values is None or np.isnan(values[i]) else float(values[i])


def subject_of(panel: Panel, indicator: Indicator) -> str:
    """The pair, group or symbol that an indicator's figure is about."""
    return panel.universe.roles.get(indicator.subject, indicator.subject)


def reading(panel: Panel, subject: str, i: int, indicator: str, ago: int = 0) -> float | None:
    """1, -1 or 0 of an indicator, so many sessions ago."""
    values = readings(panel, BY_KEY[indicator]) if subject == PAIR and i >= ago else None
    return None if values is None or np.isnan(values[i - ago]) else float(values[i - ago])


def lasting(panel: Panel, subject: str, i: int, ago: int = 0) -> float | None:
    """How much points to a lasting shift, so many sessions ago."""
    return _at(panel, subject, i - ago, 1)


def passing(panel: Panel, subject: str, i: int, ago: int = 0) -> float | None:
    """How much points to a passing one."""
    return _at(panel, subject, i - ago, -1)


def total(panel: Panel, subject: str, i: int, ago: int = 0) -> float | None:
    """How much is known."""
    return _at(panel, subject, i - ago, None)


def lasting_change(panel: Panel, subject: str, i: int, ago: int) -> float | None:
    """What points to a lasting shift less what pointed there so many sessions before."""
    return _difference(lasting(panel, subject, i), lasting(panel, subject, i, ago))


def passing_change(panel: Panel, subject: str, i: int, ago: int) -> float | None:
    """The same for a passing one."""
    return _difference(passing(panel, subject, i), passing(panel, subject, i, ago))


def verdict(panel: Panel, subject: str, i: int, ago: int = 0) -> Verdict | None:
    """The verdict, so many sessions ago."""
    all_known, speaks, against = (read(panel, subject, i, ago) for read in (total, lasting, passing))
    if all_known is None or speaks is None or against is None:
        return None
    return _verdict(speaks - against, all_known)


def _at(panel: Panel, subject: str, i: int, way: int | None) -> float | None:
    values, known = weight(panel, way), weight(panel, None)
    if subject != PAIR or i < 0 or values is None or known is None or known[i] < ENOUGH:
        return None
    return float(values[i])


def _difference(now: float | None, then: float | None) -> float | None:
    return None if now is None or then is None else now - then


# Shared arithmetic --------------------------------------------------------------------------------


def _month(panel: Panel, symbol: str) -> Floats:
    """Change over 21 sessions, a fraction; NaN where either close is missing or not above zero."""
    closes = panel.closes.get(symbol, np.full(len(panel.sessions), np.nan))
    moves = np.full_like(closes, np.nan)
    now, base = closes[MONTH:], closes[:-MONTH]
    np.divide(now, base, out=moves[MONTH:], where=(now > 0) & (base > 0))
    return moves - 1


def _months(panel: Panel, symbols: Sequence[str]) -> Floats | None:
    """The same of several, a row a symbol; None of too few."""
    return np.array([_month(panel, symbol) for symbol in symbols]) if len(symbols) >= FEW else None


def _won(panel: Panel, pairs: Sequence[str]) -> Floats | None:
    """Share of horizons and pairs on which the left side is ahead; NaN where one of them is unknown."""
    known = [pair for pair in pairs if panel.column("ratio", pair) is not None]
    gaps = [g for pair in known for h in HORIZONS if (g := panel.column(f"spread_{h}", pair)) is not None]
    for pair in known:
        sides = panel.universe.pairs[pair]
        gaps.append(_month(panel, sides.left) - _month(panel, sides.right))
    if not gaps:
        return None
    return np.where(np.isnan(gaps).any(axis=0), np.nan, (np.array(gaps) > 0).mean(axis=0))


def _mean(moves: Floats) -> Floats:
    """Mean of what is known of each session, NaN where that is too little."""
    known = (~np.isnan(moves)).sum(axis=0)
    return _where_many(known, known == 0, np.nansum(moves, axis=0))


def _where_many(known: npt.NDArray[np.int64], missing: npt.NDArray[np.bool_], sums: Floats) -> Floats:
    """Sums over the number known, where at least three are and nothing else is missing."""
    fine = (known >= FEW) & ~missing
    shares = np.full(len(known), np.nan)
    np.divide(sums, known, out=shares, where=fine)
    return shares
