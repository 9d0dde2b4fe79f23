"""What a week, a month, a quarter or a year came to, and two days that all major indexes shared."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from marketwrap.base.model import Fact, Finding
from marketwrap.facts import Day
from marketwrap.rules import newsworthiness
from marketwrap.rules.newsworthiness import WEIGHTS
from marketwrap.rules.rule import Rule
from marketwrap.rules.saying import long_ago, long_history, number, say


@dataclass(frozen=True)
class Period:
    """A period by its horizon."""

    horizon: str
    key: str
    #: it is told which one was the last as good or bad where that ended so many days ago
    long: int


#: the longest that ends speaks for the others
PERIODS: Final = (Period("ytd", "year", 800), Period("qtd", "quarter", 300), Period("mtd", "month", 300))
#: a week that moved this far may be the best or worst in so many days; weeks in a row that are told
WEEK, LONG_WEEK, WEEKS = 0.015, 120, 3
#: … and so many that they are news, as is their end
LONG_RUN = 5
#: news of a shortened session
EARLY_CLOSE = 0.25
#: two sessions the same way are a pair, and its first is told so many sessions into the year
PAIR, EARLY = 2, 5


def ended(day: Day) -> Iterator[Finding]:
    """What the period brought the benchmark, and the other major indexes."""
    benchmark = day.role("benchmark")
    for period in PERIODS:
        change = day.fact(benchmark, f"change_{period.horizon}")
        if benchmark is None or change is None:
            continue
        if not number(day.fact(benchmark, "period_ends", horizon=period.horizon)):
            continue
        since = day.fact(benchmark, "period_largest_since", horizon=period.horizon)
        of_all = day.fact(benchmark, "period_largest_of_all", horizon=period.horizon)
        never = long_history(day, of_all)
        long = long_ago(day, since, period.long)
        rare = newsworthiness.rarity(day, long, never) if long or never else 0.0
        others = tuple(
            fact
            for fact in day.facts(day.members("majors"), f"change_{period.horizon}")
            if fact.subject != benchmark
        )
        yield say(
            f"periods.{period.key}_{'up' if change.number > 0 else 'down'}",
            "milestones",
            newsworthiness.of_milestone(day, benchmark, max(WEIGHTS[f"end of a {period.key}"], rare)),
            change=change,
            since=long,
            of_all=never,
            others=others,
            ends=day.fact("brief", "session_date"),
            claims=("period",),
        )
        return


def week(day: Day) -> Finding | None:
    """What the calendar week came to, at its last session."""
    benchmark = day.role("benchmark")
    change, run = day.fact(benchmark, "week_change"), day.fact(benchmark, "week_streak")
    if benchmark is None or change is None or not number(day.fact(benchmark, "ends_week")):
        return None
    since = long_ago(day, day.fact(benchmark, "week_largest_since"), LONG_WEEK)
    ended = day.fact(benchmark, "week_run_ended")
    rare = newsworthiness.rarity(day, since) if since and abs(change.number) >= WEEK else 0.0
    long = max(abs(number(run)), abs(number(ended))) >= LONG_RUN
    weight = max(
        WEIGHTS["end of a week"], WEIGHTS["best week"] * rare, WEIGHTS["weeks in a row"] if long else 0.0
    )
    return say(
        f"periods.week_{'up' if change.number > 0 else 'down'}",
        "milestones",
        newsworthiness.of_milestone(day, benchmark, weight),
        change=change,
        since=since if rare else None,
        run=run if abs(number(run)) >= WEEKS else None,
        ended=ended if abs(number(ended)) >= WEEKS else None,
        claims=("week",),
    )


def together(day: Day) -> Finding | None:
    """The major indexes all the same way for at least two sessions; the year's first such pair is news."""
    direction, total = day.fact("majors", "joint_direction"), day.fact("majors", "total", of="change_1d")
    again, first = _in_a_row(day, number(direction))
    if again is None or total is None or not first:
        return None
    way = "rose" if again.number > 0 else "fell"
    year = day.fact("majors", "year")
    news = WEIGHTS["first two days of a year together"]
    return say(f"periods.pair_{way}", "milestones", news, again=again, first=first, total=total, year=year)


def early(day: Day) -> Finding | None:
    """The session was a shortened one."""
    found = day.fact(day.role("benchmark"), "early_close")
    at = day.fact("brief", "closing_time")
    return say("periods.early", "milestones", EARLY_CLOSE, early=found, at=at) if number(found) else None


def _in_a_row(day: Day, direction: float) -> tuple[Fact | None, Fact | None]:
    """The joint streak, when it is two or more, and whether it is the year's first pair."""
    streak = day.fact("majors", "joint_streak")
    if streak is None or abs(streak.number) < PAIR:
        return None, None
    first = day.fact("majors", "first_of_year", of="joint_streak", length=2 * direction)
    late_enough = number(day.fact("majors", "session_of_year")) >= EARLY
    return streak, first if first and first.value and late_enough and abs(streak.number) == PAIR else None


#: which the weekly edition has too
ENDED = Rule(ended, says=tuple(f"periods.{p.key}_{way}" for p in PERIODS for way in ("up", "down")))
RULES: tuple[Rule, ...] = (
    ENDED,
    Rule(week, says=("periods.week_up", "periods.week_down")),
    Rule(early, says=("periods.early",)),
    Rule(together, says=("periods.pair_rose", "periods.pair_fell")),
)
