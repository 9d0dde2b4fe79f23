"""What kind of morning it is, by what the last close left behind."""

from collections.abc import Callable, Mapping

from marketwrap.base.model import Fact
from marketwrap.facts import Day
from marketwrap.rules.saying import number

#: a session after which the morning is about it
LARGE = 0.015
#: this near, as a fraction, a record is within reach
NEAR = 0.01
#: runs of sessions that a morning's headline names
RUN = 3
#: percentage points between equal and cap weight that part a market
PARTED = 0.6


def morning_after_fall(day: Day) -> bool:
    """The last session brought a large fall."""
    return _market(day) <= -LARGE


def morning_after_rise(day: Day) -> bool:
    """The last session brought a large rise."""
    return _market(day) >= LARGE


def morning_at_record(day: Day) -> bool:
    """The benchmark closed at a record."""
    return number(day.fact(day.role("benchmark"), "record_high")) == 1


def morning_parted(day: Day) -> bool:
    """Equal and cap weight had parted."""
    return abs(number(day.fact("equal_cap", "spread_1d"))) >= PARTED


def morning_near_record(day: Day) -> bool:
    """A record is within reach."""
    below = day.fact(day.role("benchmark"), "below_record")
    return below is not None and -NEAR <= below.number < 0


def morning_after_run(day: Day) -> bool:
    """The benchmark has gone one way for several sessions."""
    return abs(number(day.fact(day.role("benchmark"), "streak"))) >= RUN


def morning_plain(_day: Day) -> bool:
    """None of the above."""
    return True


KINDS: tuple[Callable[[Day], bool], ...] = (
    morning_after_fall,
    morning_after_rise,
    morning_at_record,
    morning_parted,
    morning_near_record,
    morning_after_run,
    morning_plain,
)


def kind(day: Day) -> str:
    """The first kind of morning that it is."""
    return next(test.__name__ for test in KINDS if test(day))


def dates(day: Day) -> Mapping[str, Fact | None]:
    """What the dateline names beside the session: the day that the morning is of."""
    return {"next": day.fact("brief", "next_session")}


def _market(day: Day) -> float:
    return number(day.fact(day.role("benchmark"), "change_1d"))
