"""What kind of day it was. Each archetype scores the day; the best one names it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

from marketwrap.facts import Day
from marketwrap.rules.saying import number, unusual, years_ago

#: standard deviations that make a large move a rare one
RARE_SIZE = 1.5
#: a move of this much is a shock or a surge whatever the days before were like
EXTREME = 0.04
#: a fall that a rebound can follow, and the least rise that is one
FALLEN, REBOUND = -0.012, 0.008
#: a rotation is no day on which the market rose more, nor one with fewer sectors up than this
ROTATION_CEILING, ROTATION_BREADTH = 0.004, -0.3
#: the benchmark's fall, the bonds' rise and how unusual bonds and volatility must be for a flight to safety
FLIGHT_FALL, FLIGHT_BONDS, FLIGHT_BONDS_SHARE, FLIGHT_VOLATILITY_SHARE = -0.008, 0.005, 0.85, 0.8
#: small caps must have risen this much for a day of their own
SMALL_RISE = 0.007
#: basis points and share of smaller moves that make the yield the day's news; the same for oil
YIELD_NEWS, YIELD_SHARE = 10.0, 0.95
OIL_NEWS, OIL_SHARE = 0.06, 0.97
#: moves of silver and gold that are the day's news
SILVER_NEWS, GOLD_NEWS = 0.08, 0.045
#: … as long as the benchmark moved less than this
METALS_CEILING = 0.01
#: no quiet day: sectors further apart than on this share of days, small caps or volatility beyond these
QUIET_APART, QUIET_SMALL, QUIET_VOLATILITY = 0.8, 0.01, 25.0
#: a benchmark move below this, on a day when nothing else stands out, is a quiet day
QUIET = 0.003
#: below this an index has not moved
FLAT = 0.0005
#: a broad day: the benchmark moved at least this much …
BROAD = 0.006
#: … and at least this share of sectors went with it
MOST = 0.7
#: a shock: the benchmark moved this much and it is rare
SHOCK = 0.025
#: percentage points between equal and cap weight for a rotation or a narrow rally
ROTATION = 0.45
#: percentage points between small caps and the benchmark for a small-cap surge
SMALL = 1.2
#: percentage points between defensives and cyclicals for a defensive day
DEFENSIVE = 0.9


@dataclass(frozen=True)
class Look:
    """The numbers that archetypes are scored by, each 0 when it is not known that day."""

    day: Day

    def move(self, role: str) -> float:
        """The day's change of the instrument in a role."""
        return number(self.day.fact(self.day.role(role), "change_1d"))

    @cached_property
    def market(self) -> float:
        """The benchmark's change."""
        return self.move("benchmark")

    @cached_property
    def size(self) -> float:
        """The benchmark's move in standard deviations of its last 60, without sign."""
        return abs(number(self.day.fact(self.day.role("benchmark"), "zscore_1d")))

    @cached_property
    def before(self) -> float:
        """The benchmark's change at the session before."""
        return number(self.day.fact(self.day.role("benchmark"), "before", of="change_1d"))

    def share(self, metric: str) -> float:
        """Share of sectors, else of regions, ``rising`` or ``falling``; the benchmark stands in for both."""
        for group in ("sectors", "regions"):
            total = number(self.day.fact(group, "traded"))
            if total:
                return number(self.day.fact(group, metric)) / total
        return float(self.market > 0 if metric == "rising" else self.market < 0)

    @cached_property
    def equal_gap(self) -> float:
        """Equal less cap weight, in points."""
        return number(self.day.fact("equal_cap", "spread_1d"))

    @cached_property
    def megacaps(self) -> float | None:
        """Mean change of the megacaps; None where the market has none."""
        mean = self.day.fact("megacaps", "mean_change")
        return mean.number if mean else None

    @cached_property
    def small_gap(self) -> float:
        """Small less large caps, in points."""
        return number(self.day.fact("small_large", "spread_1d"))

    @cached_property
    def defensive_gap(self) -> float:
        """Defensives less cyclicals, in points."""
        return number(self.day.fact("defensives", "group_gap", other="cyclicals"))

    def is_extreme(self, role: str) -> bool:
        """Whether the instrument in a role closed at its highest or lowest in a year."""
        symbol = self.day.role(role)
        return any(number(self.day.fact(symbol, flag)) for flag in ("new_high_52w", "new_low_52w"))

    def surprise(self, role: str, at_least: float) -> float:
        """How rare a role's move is, 0 below a size and where it is usual."""
        move = abs(self.move(role))
        return unusual(self.day, self.day.role(role)) if move >= at_least else 0.0


def shock(look: Look) -> float:
    """A fall that is large and rare."""
    rare = look.market <= -SHOCK and look.size >= RARE_SIZE
    return 3.0 if rare or look.market <= -EXTREME else 0.0


def surge(look: Look) -> float:
    """A rise that is large and rare."""
    rare = look.market >= SHOCK and look.size >= RARE_SIZE
    return 3.0 if rare or look.market >= EXTREME else 0.0


def rebound(look: Look) -> float:
    """A good rise right after a good fall, that made up at least half of it."""
    return 1.6 if look.before <= FALLEN and look.market >= max(REBOUND, -look.before / 2) else 0.0


def broad_selloff(look: Look) -> float:
    """Most sectors down and the benchmark down with them."""
    return (
        1.2 + min(-look.market * 20, 0.5) if look.market <= -BROAD and look.share("falling") >= MOST else 0.0
    )


def broad_rally(look: Look) -> float:
    """Most sectors up and the benchmark up with them."""
    return 1.2 + min(look.market * 20, 0.5) if look.market >= BROAD and look.share("rising") >= MOST else 0.0


def rotation(look: Look) -> float:
    """Equal weight well ahead of cap weight while the market hardly rose, and the largest behind both."""
    if look.equal_gap < ROTATION or look.market > ROTATION_CEILING:
        return 0.0
    if look.megacaps is not None and look.megacaps >= min(look.move("equal_weight"), look.market):
        return 0.0
    return (
        1.1 + min(look.equal_gap, 2) / 2
        if look.share("rising") - look.share("falling") > ROTATION_BREADTH
        else 0.6
    )


def narrow_rally(look: Look) -> float:
    """The benchmark up, equal weight well behind it, and the largest ahead of both."""
    if look.megacaps is not None and look.megacaps <= max(look.move("equal_weight"), look.market):
        return 0.0
    return 1.1 + min(-look.equal_gap, 2) / 2 if look.equal_gap <= -ROTATION and look.market >= FLAT else 0.0


def defensive(look: Look) -> float:
    """Defensives well ahead of cyclicals on a day without a rise worth the name."""
    return (
        0.9 + min(look.defensive_gap, 3) / 5
        if look.defensive_gap >= DEFENSIVE and look.market < QUIET
        else 0.0
    )


def flight_to_safety(look: Look) -> float:
    """Stocks down a good deal; government bonds up and volatility up, both far more than usual."""
    if (
        look.market > FLIGHT_FALL
        or look.move("government_bonds") < FLIGHT_BONDS
        or look.move("volatility") <= 0
    ):
        return 0.0
    return (
        1.75
        if look.surprise("government_bonds", FLIGHT_BONDS) >= FLIGHT_BONDS_SHARE
        and look.surprise("volatility", 1.0) >= FLIGHT_VOLATILITY_SHARE
        else 0.0
    )


def small_caps(look: Look) -> float:
    """Small caps far ahead of large ones, and up."""
    return (
        0.8 + min(look.small_gap, 3) / 3
        if look.small_gap >= SMALL and look.move("small_caps") > SMALL_RISE
        else 0.0
    )


def rates(look: Look) -> float:
    """A rare move in the government yield, or on a flat day one to a year's end of its range."""
    surprise = look.surprise("government_yield", YIELD_NEWS)
    extreme = look.is_extreme("government_yield") and abs(look.market) < QUIET
    if abs(look.market) >= SHOCK or (surprise < YIELD_SHARE and not (surprise and extreme)):
        return 0.0
    since = look.day.fact(look.day.role("government_yield"), "largest_since", of="change_1d")
    return 1.85 if since is None or years_ago(look.day, since) >= 1 else 1.45


def oil(look: Look) -> float:
    """A rare move in crude on a day when stocks did not make the news, or a close below zero."""
    if number(look.day.fact(look.day.role("oil"), "below_zero")):
        return 2.5
    return 1.5 if look.surprise("oil", OIL_NEWS) >= OIL_SHARE and abs(look.market) < SHOCK else 0.0


def metals(look: Look) -> float:
    """Silver or gold moved far, on a day when stocks did not make the news."""
    far = abs(look.move("silver")) >= SILVER_NEWS or abs(look.move("gold")) >= GOLD_NEWS
    return 1.6 if far and abs(look.market) < METALS_CEILING else 0.0


def year_end(look: Look) -> float:
    """The last session of a year."""
    ends = look.day.fact(look.day.role("benchmark"), "period_ends", horizon="ytd")
    return 2.0 if number(ends) else 0.0


def quiet(look: Look) -> float:
    """Little happened, beneath the surface and in other markets too."""
    level = number(look.day.fact(look.day.role("volatility"), "level"))
    apart = number(look.day.fact("sectors", "member_spread_smaller_share_1y"))
    busy = apart >= QUIET_APART or abs(look.move("small_caps")) >= QUIET_SMALL or level >= QUIET_VOLATILITY
    return 0.7 if abs(look.market) < QUIET and abs(look.equal_gap) < ROTATION and not busy else 0.0


def mixed(_look: Look) -> float:
    """None of the above."""
    return 0.5


ARCHETYPES: Mapping[str, Callable[[Look], float]] = {
    test.__name__: test
    for test in (
        shock,
        surge,
        rebound,
        broad_selloff,
        broad_rally,
        rotation,
        narrow_rally,
        defensive,
        flight_to_safety,
        small_caps,
        rates,
        oil,
        metals,
        year_end,
        quiet,
        mixed,
    )
}


def archetype(day: Day) -> str:
    """The name of the archetype with the best score; the first of equals."""
    look = Look(day)
    return max(ARCHETYPES, key=lambda name: ARCHETYPES[name](look))
