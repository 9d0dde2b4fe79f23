"""What kind of week it was. A week is five sessions."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

from marketwrap.base.model import Fact
from marketwrap.facts import Day
from marketwrap.rules.saying import number

#: a week's fall or rise of the benchmark that is the news whatever else happened
SHOCK = 0.04
#: percentage points between equal and cap weight over a week, for a rotation and for a narrow week
PARTED = 1.0
#: no rotation in a week in which the market rose more
ROTATION_CEILING = 0.01
#: a session's move that makes swings of a week, and the most that such a week comes to
SWING, SWING_CEILING = 0.02, 0.01
#: below this a week has brought nothing
FLAT = 0.0025


@dataclass(frozen=True)
class Week:
    """The numbers that kinds of week are told by, each 0 when it is not known."""

    day: Day

    @cached_property
    def market(self) -> float:
        """The benchmark's change over the week."""
        return number(self.day.fact(self.day.role("benchmark"), "change_1w"))

    @cached_property
    def gap(self) -> float:
        """Equal less cap weight over the week, in points."""
        return number(self.day.fact("equal_cap", "spread_1w"))

    @cached_property
    def swing(self) -> float:
        """The largest move of a session, if sessions went both ways."""
        benchmark = self.day.role("benchmark")
        sides = [number(self.day.fact(benchmark, metric)) for metric in ("week_rises", "week_falls")]
        return abs(number(self.day.fact(benchmark, "week_extreme"))) if min(sides) else 0.0

    @cached_property
    def is_record(self) -> bool:
        """Whether the benchmark ended the week at a record."""
        return number(self.day.fact(self.day.role("benchmark"), "record_high")) == 1


def week_shock(week: Week) -> bool:
    """A fall of four percent or more."""
    return week.market <= -SHOCK


def week_surge(week: Week) -> bool:
    """A rise of four percent or more."""
    return week.market >= SHOCK


def week_swings(week: Week) -> bool:
    """Sessions that moved far, both ways, in a week that came to little."""
    return week.swing >= SWING and abs(week.market) < SWING_CEILING


def week_rotation(week: Week) -> bool:
    """Equal weight well ahead of cap weight while the market hardly rose or fell."""
    return week.gap >= PARTED and week.market < ROTATION_CEILING


def week_narrow(week: Week) -> bool:
    """The benchmark up and equal weight well behind it."""
    return week.gap <= -PARTED and week.market >= FLAT


def week_record(week: Week) -> bool:
    """A rise that ended at a record."""
    return week.is_record and week.market >= FLAT


def week_flat(week: Week) -> bool:
    """The benchmark hardly moved."""
    return abs(week.market) < FLAT


def week_up(week: Week) -> bool:
    """The benchmark rose."""
    return week.market > 0


def week_down(week: Week) -> bool:
    """The benchmark fell."""
    return week.market < 0


KINDS: tuple[Callable[[Week], bool], ...] = (
    week_shock,
    week_surge,
    week_swings,
    week_rotation,
    week_narrow,
    week_record,
    week_flat,
    week_up,
    week_down,
)


def kind(day: Day) -> str:
    """The first kind of week that it was."""
    week = Week(day)
    return next(test.__name__ for test in KINDS if test(week))


def dates(day: Day) -> Mapping[str, Fact | None]:
    """What the dateline names beside the session: the week's first one, and how many they are."""
    return {"first": day.fact("brief", "week_begins"), "week": day.fact("brief", "given_count", value=5)}
