"""What the last close left behind, for the headline and the standfirst of a morning."""

from collections.abc import Mapping

from marketwrap.base.model import Fact, Finding
from marketwrap.facts import Day
from marketwrap.rules.rule import Kind, Lead
from marketwrap.rules.saying import Role, number, say

#: a session after which the morning is about it
LARGE = 0.015
#: this near, as a fraction, a record is within reach
NEAR = 0.01
#: runs of sessions that a morning's headline names
RUN = 3
#: percentage points between equal and cap weight that part a market
PARTED = 0.6
#: below this the market stood still
FLAT = 0.001


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


KINDS: Mapping[str, Kind[Day]] = {
    kind.name: kind
    for kind in (
        Kind(morning_after_fall, says=("headline.morning_after_fall",)),
        Kind(morning_after_rise, says=("headline.morning_after_rise",)),
        Kind(morning_at_record, says=("headline.morning_at_record",)),
        Kind(morning_parted, says=("headline.morning_parted_ahead", "headline.morning_parted_behind")),
        Kind(morning_near_record, says=("headline.morning_near_record",)),
        Kind(morning_after_run, says=("headline.morning_after_run_up", "headline.morning_after_run_down")),
        Kind(
            morning_plain,
            says=(
                "headline.morning_plain_up",
                "headline.morning_plain_down",
                "headline.morning_plain_flat",
            ),
        ),
    )
}


def kind(day: Day) -> str:
    """The first kind of morning that it is."""
    return next(kind.name for kind in KINDS.values() if kind.test(day))


def headline(day: Day, name: str) -> Finding:
    """What the headline and the standfirst of a kind of morning are filled with."""
    key = name
    if name == "morning_plain" and abs(_market(day)) < FLAT:
        key = f"{name}_flat"
    elif name == "morning_parted":
        key = f"{name}_{'ahead' if number(day.fact('equal_cap', 'spread_1d')) > 0 else 'behind'}"
    elif name in ("morning_plain", "morning_after_run"):
        key = f"{name}_{'up' if _market(day) > 0 else 'down'}"
    return say(f"headline.{key}", "headline", 1.0, _roles(day))


def dates(day: Day) -> Mapping[str, Fact | None]:
    """What the dateline names beside the session: the day that the morning is of."""
    return {"next": day.fact("brief", "next_session")}


def _market(day: Day) -> float:
    return number(day.fact(day.role("benchmark"), "change_1d"))


_ROLES = ("technology_index", "blue_chips", "small_caps", "equal_weight", "volatility", "oil", "gold")
#: basis points below which a yield has not moved
YIELD_FLAT = 0.5


def _roles(day: Day) -> dict[str, Role]:
    benchmark = day.role("benchmark")
    moved = day.fact(day.role("government_yield"), "change_1d")
    return {
        **{role: day.fact(day.role(role), "change_1d") for role in _ROLES},
        "market": day.fact(benchmark, "change_1d"),
        "level": day.fact(benchmark, "level"),
        "gap": day.fact("equal_cap", "spread_1d"),
        "record": day.fact(benchmark, "record_high"),
        "below": day.fact(benchmark, "below_record"),
        "record_level": day.fact(benchmark, "record_level"),
        "run": day.fact(benchmark, "streak"),
        "session": day.fact("brief", "session_date"),
        "next": day.fact("brief", "next_session"),
        "government_yield": moved if abs(number(moved)) >= YIELD_FLAT else None,
        "yield_level": day.fact(day.role("government_yield"), "level"),
        "majors": day.facts(day.members("majors"), "change_1d"),
        "rising": day.fact("sectors", "rising"),
        "total": day.fact("sectors", "total", of="change_1d"),
    }


LEAD = Lead(KINDS, kind, headline)
