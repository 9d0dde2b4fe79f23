"""What to watch: the two levels that readers wait for most, and what a close beyond them would mean."""

from collections.abc import Callable, Iterator
from typing import Literal

from marketwrap.base.model import Fact, Finding, WatchPoint
from marketwrap.facts import Day
from marketwrap.rules.newsworthiness import KNOWN, fame, of_move
from marketwrap.rules.outcomes import level_of, outcomes
from marketwrap.rules.rule import Rule
from marketwrap.rules.saying import Role, long_ago, number, say, years_ago

#: levels that a brief has at the most
MOST = 2
#: a level this near, as a fraction of the close, is within reach of the days ahead
REACH = 0.015
#: … one that a fall of 10% or 20% from the record is at, and the average that investors know
REACH_OF_RECORD_PART, REACH_OF_AVERAGE = 0.02, 0.015
#: … a round number, the end of a year's range, the close of last year
REACH_OF_ROUND, REACH_OF_RANGE, REACH_OF_YEAR = 0.01, 0.02, 0.02
#: … and of a yield, in percentage points; at less than what is printed it is at the level
REACH_OF_YIELD, PRINTED = 0.1, 0.01
#: a distance below this is none
FLAT = 0.0005
#: round for an index or a commodity is a multiple of so many of its steps; a yield's steps are round
STEPS = 5
#: days since the last close beyond a level from which the next one is news
AGAIN = 28
#: sessions into the year from which its change is a year's
SETTLED = 40
#: a fall from the record by name, as the part of it that is left
FALLS = {"correction": 0.9, "bear_market": 0.8}
#: how much readers wait for a level, before fame, nearness and the day's news
RECORD, RECORD_AGAIN, ROUND_FIRST, ROUND = 0.42, 0.32, 0.46, 0.36
FALL, BACK, AVERAGE, YEAR, RANGE = 0.44, 0.38, 0.32, 0.32, 0.32
#: what is left of that at the end of the reach; what the day's move of the subject takes away or adds
AT_REACH, DULL, LIVELY = 0.5, 0.85, 0.4
#: instruments beside the indexes whose round numbers and ranges are watched, by role
OTHERS = ("oil", "gold", "silver")

Side = Literal["above", "below"]
Key = str


def levels(day: Day) -> Iterator[Finding]:
    """The levels within reach that readers wait for most: two, of two kinds, and not one behind the other."""
    found = sorted((f for look in LOOKS for f in look(day)), key=lambda f: (-f.news, f.phrase))
    taken: list[Finding] = []
    for finding in found:
        if len(taken) < MOST and not any(_is_like(finding, other) for other in taken):
            taken.append(finding)
            yield finding


def _is_like(one: Finding, other: Finding) -> bool:
    """Whether two levels are of one kind, or lie on the same side of one instrument."""
    a, b = one.watch, other.watch
    alike = a is not None and b is not None and (a.subject, a.side) == (b.subject, b.side)
    return alike or one.phrase == other.phrase


def _record(day: Day) -> Iterator[Finding]:
    for symbol in day.members("indexes"):
        level, below = day.fact(symbol, "record_level"), day.fact(symbol, "below_record")
        if level is not None and below is not None and below.number < 0:
            since = _while_ago(day, day.fact(symbol, "record_session"))
            yield from _level(day, "record", level, RECORD if since else RECORD_AGAIN, REACH, since=since)


def _fall(day: Day) -> Iterator[Finding]:
    for symbol in day.members("majors"):
        session = day.fact(symbol, "record_session")
        for key, part in FALLS.items():
            level, close = day.fact(symbol, "record_part", part=part), day.fact(symbol, "level")
            mark = day.fact(symbol, "given_percent", value=round(1 - part, 2))
            if session is None or close is None or not (level and _needed(day, level, REACH_OF_RECORD_PART)):
                continue
            side: Side = "below" if close.number > level.number else "above"
            since = _last(day, level, side)
            if side == "below" and (since is None or str(since.value) < str(session.value)):
                yield from _level(day, key, level, FALL, REACH_OF_RECORD_PART, mark=mark)
            elif side == "above" and _while_ago(day, since):
                yield from _level(day, f"back_from_{key}", level, BACK, REACH_OF_RECORD_PART, mark=mark)


def _round(day: Day) -> Iterator[Finding]:
    for symbol in (*day.members("majors"), *filter(None, map(day.role, OTHERS))):
        level, step = day.fact(symbol, "next_round_number"), day.instrument(symbol).step
        close = day.fact(symbol, "level")
        if level is None or close is None or not step or not level.number or level.number % (STEPS * step):
            continue
        yield from _round_level(day, level, "above" if level.number > close.number else "below")


def _round_level(day: Day, level: Fact, side: Side) -> Iterator[Finding]:
    """A round number that no close has been beyond for a while, or ever where that is known."""
    since, record = _last(day, level, side), day.fact(level.subject, "record_level")
    if _while_ago(day, since):
        yield from _level(day, f"round_{side}", level, ROUND, REACH_OF_ROUND, since=since)
    elif side == "above" and record is not None and record.number < level.number:
        yield from _level(day, "round_first", level, ROUND_FIRST, REACH_OF_ROUND, record=record)


def _average(day: Day) -> Iterator[Finding]:
    level = day.fact(day.role("benchmark"), "average_200")
    close = day.fact(day.role("benchmark"), "level")
    if level is None or close is None:
        return
    side: Side = "above" if level.number > close.number else "below"
    since = day.fact(level.subject, "last_on_side", of="above_average_200", side=1 if side == "above" else -1)
    length = day.fact(level.subject, "given_count", value=200)
    if _while_ago(day, since):
        yield from _level(
            day, f"average_{side}", level, AVERAGE, REACH_OF_AVERAGE, since=since, length=length
        )


def _year(day: Day) -> Iterator[Finding]:
    for symbol in day.members("majors"):
        level, change = day.fact(symbol, "year_base"), day.fact(symbol, "change_ytd")
        if level and change and number(day.fact(symbol, "session_of_year")) >= SETTLED:
            key = "year_gain" if change.number > 0 else "year_loss"
            year = day.fact(symbol, "year")
            yield from _level(day, key, level, YEAR, REACH_OF_YEAR, change=change, year=year)


def _range(day: Day) -> Iterator[Finding]:
    """The lowest close of the benchmark in a year, and either end of the range of a commodity."""
    benchmark = day.role("benchmark")
    for symbol in (benchmark, *map(day.role, OTHERS)):
        for key, metric in (("lowest", "low_52w"), ("highest", "high_52w")):
            level = day.fact(symbol, metric)
            if symbol == benchmark and key == "highest":
                continue  # of the benchmark that is its record, or far from it
            if level is None or _needed(day, level, REACH_OF_RANGE) is None:
                continue
            since = long_ago(day, _last(day, level, "above" if key == "highest" else "below"))
            if since is not None:
                yield from _level(day, key, level, RANGE, REACH_OF_RANGE, since=since)


def _yield(day: Day) -> Iterator[Finding]:
    """A round yield, or an end of its year's range: the one that the next closes may be beyond."""
    symbol = day.role("government_yield")
    for metric, kind in (("next_round_number", ""), ("high_52w", "highest"), ("low_52w", "lowest")):
        level, close = day.fact(symbol, metric), day.fact(symbol, "level")
        if level is None or close is None:
            continue
        away = round(level.number - close.number, 2)
        side: Side = "above" if away > 0 else "below"
        if not PRINTED <= abs(away) <= REACH_OF_YIELD:
            continue
        since = long_ago(day, _last(day, level, side))
        if since is not None:
            near = abs(away) / REACH_OF_YIELD
            yield _said(
                day, f"yield_{kind or side}", level, side, _weighed(day, level, ROUND, near), since=since
            )


def _last(day: Day, level: Fact, side: Side) -> Fact | None:
    return day.fact(level.subject, "last_beyond", level=level.number, side=side)


def _while_ago(day: Day, since: Fact | None) -> Fact | None:
    """The date, if it lies far enough back that a close beyond the level is news."""
    return since if since is not None and years_ago(day, since) * 365 >= AGAIN else None


def _level(day: Day, key: Key, level: Fact, weight: float, reach: float, **roles: Role) -> Iterator[Finding]:
    """A level, where the close is near it and not at it; ``needed`` is the move that leads there."""
    needed = _needed(day, level, reach)
    if needed is None:
        return
    side: Side = "above" if needed.number > 0 else "below"
    news = _weighed(day, level, weight, abs(needed.number) / reach)
    yield _said(day, key, level, side, news, needed=needed, **roles)


def _needed(day: Day, level: Fact, reach: float) -> Fact | None:
    """The move from the close to a level, where the close is near it and not at it."""
    needed = day.fact(level.subject, "change_to", level=level.number)
    return needed if needed is not None and FLAT <= abs(needed.number) <= reach else None


def _weighed(day: Day, level: Fact, weight: float, near: float) -> float:
    """How much readers wait for a level: less far away, more where its subject made the day's news."""
    move = day.fact(level.subject, "change_1d")
    interest = DULL + (LIVELY * of_move(day, move) if move else 0.0)
    return fame(day, level.subject) * weight * (1 - (1 - AT_REACH) * near) * interest


def _said(day: Day, key: Key, level: Fact, side: Side, news: float, **roles: Role) -> Finding:
    """The finding with its point for the next briefs; what is watched already is older news."""
    own = key if level.subject == day.role("benchmark") else f"{key}_{level.subject}"
    name = f"{day.session}/{own}"
    point = WatchPoint(name, own, day.session, "close", level.subject, "level", side, level.number)
    known = {level_of(outcome.point) for outcome in outcomes(day) if outcome.result == "open"}
    news *= KNOWN if level_of(point) in known else 1.0
    return say(f"watch.{key}", "levels", news, roles, level=level, watch=point)


LOOKS: tuple[Callable[[Day], Iterator[Finding]], ...] = (
    _record,
    _fall,
    _round,
    _average,
    _year,
    _range,
    _yield,
)
RULES: tuple[Rule, ...] = (
    Rule(
        levels,
        says=(
            "watch.record",
            "watch.correction",
            "watch.bear_market",
            "watch.back_from_correction",
            "watch.back_from_bear_market",
            "watch.round_first",
            "watch.round_above",
            "watch.round_below",
            "watch.average_above",
            "watch.average_below",
            "watch.year_gain",
            "watch.year_loss",
            "watch.lowest",
            "watch.highest",
            "watch.yield_above",
            "watch.yield_below",
            "watch.yield_highest",
            "watch.yield_lowest",
        ),
    ),
)
