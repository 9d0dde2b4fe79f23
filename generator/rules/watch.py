"""What to watch: levels that the panel knows, and what a close beyond them would mean."""

from generator.facts import Day
from generator.model import Fact, Finding
from generator.rules.saying import change, long_ago, say, years_ago

#: the volatility index against its average
TENSE, EASY = 1.2, 0.85
#: percentage points between equal and cap weight: a lead to be confirmed, and one to be watched at all
LEAD, GAP = 0.4, 0.25
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
#: a run that is worth watching even when a longer one was not long ago
LONG_RUN = 3
#: years below which the longer run is too fresh in memory to be named
RECENT = 0.1
#: a close this near to the end of its year's range
EDGE = 0.03
#: a round number this near
ROUND = 0.01


def averages(day: Day) -> Finding | None:
    """The benchmark's distance from its averages."""
    benchmark = day.role("benchmark")
    found: list[tuple[float, Fact, Fact, int]] = []
    for window in (50, 200):
        distance = day.fact(benchmark, f"above_average_{window}")
        average = day.fact(benchmark, f"average_{window}")
        if distance is not None and average is not None and abs(distance.number) >= FLAT:
            found.append((abs(distance.number), distance, average, window))
    if not found:
        return None
    _, distance, average, window = min(found, key=lambda entry: entry[0])
    length = day.fact(benchmark, "given_count", value=window)
    key = "above" if distance.number > 0 else "below"
    return say(f"watch.average_{key}", "levels", 0.6, distance=distance, average=average, length=length)


def record(day: Day) -> Finding | None:
    """The benchmark's distance from its record."""
    benchmark = day.role("benchmark")
    below, level = day.fact(benchmark, "below_record"), day.fact(benchmark, "record_level")
    session = day.fact(benchmark, "record_session")
    if below is None or level is None or session is None or below.value == 0:
        return None
    key = "near_record" if below.number > -REACH else "far_from_record"
    return say(
        f"watch.{key}",
        "levels",
        0.7 if key == "near_record" else 0.5,
        below=below,
        level=level,
        session=session,
    )


def round_number(day: Day) -> Finding | None:
    """A round number within reach of an index."""
    found: list[tuple[float, Finding]] = []
    for symbol in day.members("majors"):
        target, level = day.fact(symbol, "next_round_number"), day.fact(symbol, "level")
        if target is None or level is None or target.value == level.value or not target.number:
            continue
        distance = abs(target.number / level.number - 1)
        # a multiple of ten steps is rounder, and further news, than the next one
        if distance <= ROUND and target.number % (10 * day.instrument(symbol).step) == 0:
            key = "above" if target.number > level.number else "below"
            found.append((distance, say(f"watch.round_{key}", "levels", 0.55, number=target, level=level)))
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
        return say("watch.ratio_high", "ifs", 0.7, now=now, high=high, weeks=weeks, equal=equal, cap=cap)
    if abs(gap.number) >= GAP:
        key = "ratio_above" if now.number > average.number else "ratio_below"
        return say(f"watch.{key}", "ifs", 0.55, now=now, average=average, length=length, equal=equal, cap=cap)
    return None


def streak(day: Day) -> Finding | None:
    """What one more session the same way would make of a run."""
    benchmark = day.role("benchmark")
    run = day.fact(benchmark, "streak")
    since = day.fact(benchmark, "one_more_since", of="streak")
    if run is None or since is None or years_ago(day, since) < RECENT:
        return None
    if abs(run.number) < LONG_RUN and not long_ago(day, since):
        return None
    key = "rise" if run.number > 0 else "fall"
    more = day.fact(benchmark, "one_more", of="streak")
    return say(f"watch.one_more_{key}", "ifs", 0.5, run=run, since=since, more=more) if more else None


def government_yield(day: Day) -> Finding | None:
    """Where the yield stands in its year's range."""
    symbol = day.role("government_yield")
    level, high, low = (day.fact(symbol, m) for m in ("level", "high_52w", "low_52w"))
    weeks = day.fact(symbol, "given_count", value=52)
    if level is None or high is None or low is None or weeks is None or high.number <= low.number:
        return None
    place = (level.number - low.number) / (high.number - low.number)
    if place >= TOP and high.number - REACH_OF_YIELD <= level.number < high.number - PRINTED:
        return say("watch.yield_high", "levels", 0.55, level=level, high=high, weeks=weeks)
    if place <= BOTTOM and low.number + REACH_OF_YIELD >= level.number > low.number + PRINTED:
        return say("watch.yield_low", "levels", 0.55, level=level, low=low, weeks=weeks)
    return None


def volatility(day: Day) -> Finding | None:
    """The volatility index against its 50-session average."""
    symbol = day.role("volatility")
    level, average = day.fact(symbol, "level"), day.fact(symbol, "average_50")
    length = day.fact(symbol, "given_count", value=50)
    if level is None or average is None or length is None:
        return None
    if level.number > TENSE * average.number:
        return say("watch.volatility_high", "ifs", 0.5, level=level, average=average, length=length)
    if level.number < EASY * average.number:
        return say("watch.volatility_low", "ifs", 0.35, level=level, average=average, length=length)
    return None


def week_range(day: Day) -> Finding | None:
    """The benchmark close to the low of its year."""
    benchmark = day.role("benchmark")
    high, low, level = (day.fact(benchmark, m) for m in ("high_52w", "low_52w", "level"))
    weeks = day.fact(benchmark, "given_count", value=52)
    if high is None or low is None or level is None or weeks is None:
        return None
    if not low.number < level.number < low.number * (1 + EDGE):
        return None
    return say("watch.range", "levels", 0.45, high=high, low=low, level=level, weeks=weeks)


RULES = (record, averages, round_number, week_range, government_yield, ratio, streak, volatility)
