"""What kind of week it was, and what its headline and standfirst may name. A week is five sessions."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from marketwrap.base.model import Fact, Finding
from marketwrap.facts import Day
from marketwrap.rules.rule import Kind, Lead
from marketwrap.rules.saying import Role, largest_week, number, say, years_ago

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
#: calendar weeks in a row that are worth a headline's words
RUN = 3
#: a week is worth "the largest since" in a headline when the last one as large is this many years back
YEARS = 1
#: basis points of a week below which a yield has not moved
YIELD_FLAT = 0.5


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


KINDS: Mapping[str, Kind[Week]] = {
    kind.name: kind
    for kind in (
        Kind(week_shock, says=("headline.week_shock", "headline.week_shock_standing")),
        Kind(week_surge, says=("headline.week_surge", "headline.week_surge_standing")),
        Kind(week_swings, says=("headline.week_swings",)),
        Kind(week_rotation, says=("headline.week_rotation_up", "headline.week_rotation_down")),
        Kind(week_narrow, says=("headline.week_narrow",)),
        Kind(week_record, says=("headline.week_record", "headline.week_record_again")),
        Kind(week_flat, says=("headline.week_flat",)),
        Kind(week_up, says=("headline.week_up", "headline.week_up_again", "headline.week_up_ended")),
        Kind(week_down, says=("headline.week_down", "headline.week_down_again", "headline.week_down_ended")),
    )
}


def kind(day: Day) -> str:
    """The first kind of week that it was."""
    week = Week(day)
    return next(kind.name for kind in KINDS.values() if kind.test(week))


def headline(day: Day, name: str) -> Finding:
    """What the headline and the standfirst of a kind of week are filled with."""
    market = number(day.fact(day.role("benchmark"), "change_1w"))
    standing = any(_standing(day).values())
    if name in ("week_shock", "week_surge") and standing:
        name = f"{name}_standing"
    elif name == "week_rotation":
        name = f"{name}_{'down' if market < 0 else 'up'}"
    elif name in ("week_up", "week_down") and run_ended(day):
        name = f"{name}_ended"
    elif name in ("week_up", "week_down", "week_record") and run(day):
        name = f"{name}_again"
    return say(f"headline.{name}", "headline", 1.0, _roles(day), _standing(day))


def run(day: Day) -> Fact | None:
    """The benchmark's run of calendar weeks, at the end of one that went the way of the five sessions."""
    benchmark = day.role("benchmark")
    found, week = day.fact(benchmark, "week_streak"), day.fact(benchmark, "change_1w")
    if found is None or week is None or not number(day.fact(benchmark, "ends_week")):
        return None
    return found if abs(found.number) >= RUN and found.number * week.number > 0 else None


def run_ended(day: Day) -> Fact | None:
    """The run of calendar weeks that this one ended, where the five sessions went its way too."""
    benchmark = day.role("benchmark")
    found, week = day.fact(benchmark, "week_run_ended"), day.fact(benchmark, "change_1w")
    if found is None or week is None or not number(day.fact(benchmark, "ends_week")):
        return None
    return found if abs(found.number) >= RUN and found.number * week.number < 0 else None


def dates(day: Day) -> Mapping[str, Fact | None]:
    """What the dateline names beside the session: the week's first one, and how many they are."""
    return {"first": day.fact("brief", "week_begins"), "week": day.fact("brief", "given_count", value=5)}


def _standing(day: Day) -> dict[str, Role]:
    """When the benchmark's week was last as large, if that is long enough ago for a headline."""
    benchmark = day.role("benchmark")
    roles = largest_week(day, benchmark) if benchmark else {}
    since = roles.get("since")
    recent = isinstance(since, Fact) and years_ago(day, since) < YEARS
    return {"since": None if recent else since, "of_all": roles.get("of_all")}


_ROLES = (
    "technology_index",
    "blue_chips",
    "small_caps",
    "equal_weight",
    "cap_weight",
    "oil",
    "gold",
    "volatility",
)


def _roles(day: Day) -> dict[str, Role]:
    """Everything that a headline or a standfirst of a week may name."""
    benchmark = day.role("benchmark")
    moved = day.fact(day.role("government_yield"), "change_1w")
    best, worst = (day.fact("sectors", metric, of="change_1w") for metric in ("leaders", "laggards"))
    return {
        **{role: day.fact(day.role(role), "change_1w") for role in _ROLES},
        "market": day.fact(benchmark, "change_1w"),
        "level": day.fact(benchmark, "level"),
        "ytd": day.fact(benchmark, "change_ytd"),
        "government_yield": moved if abs(number(moved)) >= YIELD_FLAT else None,
        "gap": day.fact("equal_cap", "spread_1w"),
        "record": day.fact(benchmark, "record_high"),
        "rises": day.fact(benchmark, "week_rises"),
        "falls": day.fact(benchmark, "week_falls"),
        "swing": day.fact(benchmark, "week_extreme"),
        "swung": day.fact(benchmark, "week_extreme_session"),
        "run": run(day),
        "ended": run_ended(day),
        "best": best if _single(best) else None,
        "worst": worst if _single(worst) else None,
        "rising": day.fact("sectors", "count", of="change_1w", at_least=0.0),
        "total": day.fact("sectors", "total", of="change_1w"),
        "majors": day.facts(day.members("majors"), "change_1w"),
    }


def _single(fact: Fact | None) -> bool:
    return fact is not None and isinstance(fact.value, tuple) and len(fact.value) == 1


LEAD = Lead(KINDS, kind, headline)
