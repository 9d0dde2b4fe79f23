"""What to watch: levels that the panel knows, and what a close beyond them would mean."""

from typing import Literal

from marketwrap.base.model import Fact, Finding, WatchPoint
from marketwrap.facts import Day
from marketwrap.rules.rule import Rule
from marketwrap.rules.saying import Role, change, long_ago, say, unusual, years_ago

#: percentage points between equal and cap weight: a lead to be confirmed, and one to be watched at all
LEAD, GAP = 0.4, 0.25
#: decimals with which the ratio is printed: where it equals its average in these there is no side to name
RATIO_DIGITS = 4
#: the ratio's high is in reach within this fraction
NEAR_HIGH = 0.02
#: parts of its year's range within which a yield is close to the end of it
TOP, BOTTOM = 0.85, 0.15
#: percentage points: within reach of the end of the range, and apart from it as printed
REACH_OF_YIELD, PRINTED = 0.15, 0.01
#: a distance below this is none
FLAT = 0.0005
#: a level this near, as a fraction, is within reach of a day or a few
REACH = 0.03
#: an average further away than this is no level of the days ahead; the volatility index moves more
REACH_OF_AVERAGE, REACH_OF_VOLATILITY = 0.05, 0.25
#: … and where a day has nothing nearer, one within this
FAR_AVERAGE, FAR_VOLATILITY = 0.1, 0.4
#: a volatility index this near to its average is at it
AT_AVERAGE = 0.05
#: … and one below this shows no tension that could ease, wherever its average is
TENSE = 15.0
#: days that a close has kept to one side of an average for its end to be news
SETTLED_DAYS = 28
#: a run that is worth watching even when a longer one was not long ago
LONG_RUN = 3
#: years below which the longer run is too fresh in memory to be named
RECENT = 0.1
#: a close this near to the end of its year's range
EDGE = 0.03
#: a round number this near
ROUND = 0.01
#: instruments other than the benchmark whose year's range may be worth watching
OTHERS = ("small_caps", "oil", "gold", "silver")
#: share of the past year's sessions with a smaller move from which one of them is worth it
STANDS_OUT = 0.75

Side = Literal["above", "below"]


def point(day: Day, key: str, level: Fact, side: Side, of: str = "level") -> WatchPoint:
    """The level of a finding as the next brief will resolve it."""
    return WatchPoint(
        f"{day.session}/{key}", key, day.session, "close", level.subject, of, side, level.number
    )


def record(day: Day) -> Finding | None:
    """The benchmark within reach of its record."""
    benchmark = day.role("benchmark")
    below, level = day.fact(benchmark, "below_record"), day.fact(benchmark, "record_level")
    session = day.fact(benchmark, "record_session")
    if below is None or level is None or session is None or not -REACH < below.number < 0:
        return None
    watch = point(day, "record", level, "above")
    return say(
        "watch.near_record",
        "levels",
        0.7,
        _record_too(day, session),
        below=below,
        level=level,
        session=session,
        watch=watch,
    )


def _record_too(day: Day, session: Fact) -> dict[str, Role]:
    """Another major index whose record is of the same day."""
    others = (symbol for symbol in day.members("majors") if symbol != day.role("benchmark"))
    for symbol in others:
        level, own = day.fact(symbol, "record_level"), day.fact(symbol, "record_session")
        if level is not None and own is not None and own.value == session.value:
            return {"other": level, "other_session": own}
    return {}


def averages(day: Day) -> Finding | None:
    """The nearer of the benchmark's averages, and what a close on its other side would be."""
    return _average(day, REACH_OF_AVERAGE)


def _average(day: Day, reach: float) -> Finding | None:
    away = ((window, _away(day, window, reach)) for window in (50, 200))
    found = [(abs(fact.number), window, fact) for window, fact in away if fact]
    if not found:
        return None
    _, window, distance = min(found)
    subject = distance.subject
    average = day.fact(subject, f"average_{window}")
    length = day.fact(subject, "given_count", value=window)
    if average is None or length is None:
        return None
    side: Side = "below" if distance.number > 0 else "above"
    key = "above" if distance.number > 0 else "below"
    return say(
        f"watch.average_{key}",
        "ifs",
        0.55 if abs(distance.number) <= REACH else 0.3,
        distance=distance,
        average=average,
        length=length,
        since=_settled(day, subject, f"above_average_{window}", side),
        watch=point(day, f"average_{window}", average, side),
    )


def _away(day: Day, window: int, reach: float) -> Fact | None:
    """How far the benchmark is from an average, where that is neither nothing nor too far."""
    distance = day.fact(day.role("benchmark"), f"above_average_{window}")
    return distance if distance and FLAT <= abs(distance.number) <= reach else None


def _settled(day: Day, subject: str, of: str, side: Side) -> Fact | None:
    """The last close on the other side of an average, where it lies a while back."""
    since = day.fact(subject, "last_on_side", of=of, side=1 if side == "above" else -1)
    return since if since and years_ago(day, since) * 365 >= SETTLED_DAYS else None


def round_number(day: Day) -> Finding | None:
    """A round number within reach of an index, which it did not pass with this very close."""
    return _round_number(day, passed=False)


def _round_number(day: Day, *, passed: bool) -> Finding | None:
    found: list[tuple[float, Finding]] = []
    for symbol in day.members("majors"):
        target, level = day.fact(symbol, "next_round_number"), day.fact(symbol, "level")
        crossed = day.fact(symbol, "round_number")
        if target is None or level is None or target.value == level.value or not target.number:
            continue
        if passed != (crossed is not None and crossed.value == target.value):
            continue
        distance = abs(target.number / level.number - 1)
        # a multiple of ten steps is rounder, and further news, than the next one
        if distance <= ROUND and target.number % (10 * day.instrument(symbol).step) == 0:
            key = "above" if target.number > level.number else "below"
            side: Side = "above" if target.number > level.number else "below"
            watch = point(day, "round_number", target, side)
            finding = say(f"watch.round_{key}", "levels", 0.55, number=target, level=level, watch=watch)
            found.append((distance, finding))
    return min(found, key=lambda pair: pair[0])[1] if found else None


def ratio(day: Day) -> Finding | None:
    """What would confirm or deny a move between equal and cap weight: the ratio's extreme and average."""
    gap = day.fact("equal_cap", "spread_1d")
    now, high = day.fact("equal_cap", "ratio"), day.fact("equal_cap", "ratio_high_52w")
    average = day.fact("equal_cap", "ratio_average_200")
    weeks = day.fact("equal_cap", "given_count", value=52)
    length = day.fact("equal_cap", "given_count", value=200)
    equal, cap = change(day, "equal_weight"), change(day, "cap_weight")
    if not (gap and now and high and average and weeks and length and equal and cap):
        return None
    near = high.number * (1 - NEAR_HIGH) <= now.number < high.number
    if gap.number >= LEAD and equal.number > 0 and near:
        watch = point(day, "ratio_high", high, "above", "ratio")
        return say(
            "watch.ratio_high", "ifs", 0.7, now=now, high=high, weeks=weeks, equal=equal, cap=cap, watch=watch
        )
    if abs(gap.number) >= GAP and round(now.number, RATIO_DIGITS) != round(average.number, RATIO_DIGITS):
        key = "ratio_above" if now.number > average.number else "ratio_below"
        watch = point(
            day, "ratio_average", average, "below" if now.number > average.number else "above", "ratio"
        )
        return say(
            f"watch.{key}",
            "ifs",
            0.6,
            now=now,
            average=average,
            length=length,
            equal=equal,
            cap=cap,
            watch=watch,
        )
    return None


def streak(day: Day) -> Finding | None:
    """What one more session the same way would make of a run."""
    benchmark = day.role("benchmark")
    run, level = day.fact(benchmark, "streak"), day.fact(benchmark, "level")
    since = day.fact(benchmark, "one_more_since", of="streak")
    if run is None or level is None or since is None or years_ago(day, since) < RECENT:
        return None
    if abs(run.number) < LONG_RUN and not long_ago(day, since):
        return None
    key = "rise" if run.number > 0 else "fall"
    watch = point(day, f"one_more_{key}", level, "above" if run.number > 0 else "below")
    more = day.fact(benchmark, "one_more", of="streak")
    return (
        say(f"watch.one_more_{key}", "ifs", 0.5, run=run, since=since, more=more, level=level, watch=watch)
        if more
        else None
    )


def government_yield(day: Day) -> Finding | None:
    """Where the yield stands in its year's range."""
    symbol = day.role("government_yield")
    level, high, low = (day.fact(symbol, m) for m in ("level", "high_52w", "low_52w"))
    weeks = day.fact(symbol, "given_count", value=52)
    if level is None or high is None or low is None or weeks is None or high.number <= low.number:
        return None
    place = (level.number - low.number) / (high.number - low.number)
    if place >= TOP and high.number - REACH_OF_YIELD <= level.number < high.number - PRINTED:
        watch = point(day, "yield_high", high, "above")
        return say(
            "watch.yield_high",
            "ifs",
            0.5,
            level=level,
            high=high,
            weeks=weeks,
            watch=watch,
            claims=("yield",),
        )
    if place <= BOTTOM and low.number + REACH_OF_YIELD >= level.number > low.number + PRINTED:
        watch = point(day, "yield_low", low, "below")
        return say(
            "watch.yield_low", "ifs", 0.5, level=level, low=low, weeks=weeks, watch=watch, claims=("yield",)
        )
    return None


def yield_average(day: Day) -> Finding | None:
    """The yield against its 50-session average, after a move out of the usual."""
    symbol = day.role("government_yield")
    level, average = day.fact(symbol, "level"), day.fact(symbol, "average_50")
    length = day.fact(symbol, "given_count", value=50)
    if level is None or average is None or length is None or unusual(day, symbol) < STANDS_OUT:
        return None
    if not PRINTED < abs(level.number - average.number) <= REACH_OF_YIELD:
        return None
    higher = level.number > average.number
    side: Side = "below" if higher else "above"
    return say(
        "watch.yield_above" if higher else "watch.yield_below",
        "ifs",
        0.4,
        level=level,
        average=average,
        length=length,
        since=_settled(day, level.subject, "above_average_50", side),
        watch=point(day, "yield_average", average, side),
        claims=("yield",),
    )


def volatility(day: Day) -> Finding | None:
    """The volatility index against its 50-session average."""
    return _volatility(day, REACH_OF_VOLATILITY)


def _volatility(day: Day, reach: float) -> Finding | None:
    symbol = day.role("volatility")
    level, average = day.fact(symbol, "level"), day.fact(symbol, "average_50")
    away = day.fact(symbol, "above_average_50")
    length = day.fact(symbol, "given_count", value=50)
    if level is None or average is None or length is None or away is None:
        return None
    if not AT_AVERAGE <= abs(away.number) <= reach:
        return None
    high = away.number > 0
    tense = high and level.number >= TENSE
    side: Side = "below" if high else "above"
    key = "high" if tense else "raised" if high else "low"
    return say(
        f"watch.volatility_{key}",
        "ifs",
        0.45 if tense else 0.35,
        level=level,
        average=average,
        length=length,
        since=_settled(day, level.subject, "above_average_50", side),
        watch=point(day, "volatility", average, side),
    )


def week_range(day: Day) -> Finding | None:
    """The benchmark close to the low of its year."""
    benchmark = day.role("benchmark")
    high, low, level = (day.fact(benchmark, m) for m in ("high_52w", "low_52w", "level"))
    weeks = day.fact(benchmark, "given_count", value=52)
    if high is None or low is None or level is None or weeks is None:
        return None
    if not low.number < level.number < low.number * (1 + EDGE):
        return None
    watch = point(day, "range", low, "below")
    return say("watch.range", "levels", 0.65, high=high, low=low, level=level, weeks=weeks, watch=watch)


def extreme(day: Day) -> Finding | None:
    """Small caps or a commodity near an end of the year's range, after an unusual move."""
    found = sorted(((unusual(day, day.role(role)), role) for role in OTHERS), reverse=True)
    for share, role in found:
        symbol = day.role(role)
        high, low, level = (day.fact(symbol, m) for m in ("high_52w", "low_52w", "level"))
        weeks = day.fact(symbol, "given_count", value=52)
        if share < STANDS_OUT or high is None or low is None or level is None or weeks is None:
            continue
        if level.number < high.number < level.number * (1 + EDGE):
            watch = point(day, f"{role}_high", high, "above")
            return say("watch.extreme_high", "levels", 0.45, high=high, level=level, weeks=weeks, watch=watch)
        if low.number < level.number < low.number * (1 + EDGE):
            watch = point(day, f"{role}_low", low, "below")
            return say("watch.extreme_low", "levels", 0.45, low=low, level=level, weeks=weeks, watch=watch)
    return None


def further(day: Day) -> Finding | None:
    """A round number just passed or an average further away, on a day that has nothing better to watch."""
    if any(rule.find(day) for rule in BETTER):
        return None
    return _round_number(day, passed=True) or _average(day, FAR_AVERAGE) or _volatility(day, FAR_VOLATILITY)


BETTER: tuple[Rule, ...] = (
    Rule(record, says=("watch.near_record",)),
    Rule(week_range, says=("watch.range",)),
    Rule(round_number, says=("watch.round_above", "watch.round_below")),
    Rule(extreme, says=("watch.extreme_high", "watch.extreme_low")),
    Rule(averages, says=("watch.average_above", "watch.average_below")),
    Rule(ratio, says=("watch.ratio_high", "watch.ratio_above", "watch.ratio_below")),
    Rule(government_yield, says=("watch.yield_high", "watch.yield_low")),
    Rule(yield_average, says=("watch.yield_above", "watch.yield_below")),
    Rule(volatility, says=("watch.volatility_high", "watch.volatility_raised", "watch.volatility_low")),
    Rule(streak, says=("watch.one_more_rise", "watch.one_more_fall")),
)
RULES: tuple[Rule, ...] = (
    *BETTER,
    Rule(
        further,
        says=(
            "watch.round_above",
            "watch.round_below",
            "watch.average_above",
            "watch.average_below",
            "watch.volatility_high",
            "watch.volatility_raised",
            "watch.volatility_low",
        ),
    ),
)
