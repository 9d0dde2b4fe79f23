"""What has become of the levels that earlier briefs said to watch, as facts of a day."""

from collections.abc import Iterable, Sequence
from datetime import date

from marketwrap.base.model import Fact, WatchPoint
from marketwrap.facts import Day
from marketwrap.formats.watchjson import Outcome
from marketwrap.market.calendars import sessions

#: sessions after its naming during which a close beyond a level counts
LIFE = 5
#: … and of what the very next session decides
NEXT_ONLY = ("one_more_rise", "one_more_fall")
#: sessions after which nobody remembers what a brief said to watch
FORGOTTEN = 2 * LIFE


def fact(day: Day, point: WatchPoint, metric: str) -> Fact | None:
    """One of the metrics that follow a watch: watch_reached, watch_lapsed, watch_beyond, watch_distance."""
    return day.fact(point.subject, metric, **_asked(point))


def life(point: WatchPoint) -> int:
    """For how many sessions the level is watched."""
    return 1 if point.key in NEXT_ONLY else LIFE


def level_of(point: WatchPoint) -> str:
    """The level that is watched, whichever brief set it: one that is set anew is not told as over."""
    return f"{point.subject} {point.side} {point.level}"


def outcomes(day: Day) -> tuple[Outcome, ...]:
    """What has become of each earlier point by the close of the day, in the order in which they were set.

    A point of a session or an instrument that these prices do not have stays open.
    """
    return tuple(_outcome(day, point) for point in day.earlier)


def remembered(day: Day) -> tuple[Outcome, ...]:
    """Those outcomes that a brief speaks of: what was set longer ago is settled without a word."""
    known = sessions(day.universe.calendar)
    since = known.number(day.session) - FORGOTTEN
    return tuple(outcome for outcome in outcomes(day) if known.number(outcome.point.session) >= since)


def _outcome(day: Day, point: WatchPoint) -> Outcome:
    if (reached := fact(day, point, "watch_reached")) and isinstance(reached.value, date):
        return Outcome(point, "reached", reached.value)
    if (lapsed := fact(day, point, "watch_lapsed")) and isinstance(lapsed.value, date):
        return Outcome(point, "lapsed", lapsed.value)
    return Outcome(point, "open")


def settled(day: Day, named: Sequence[WatchPoint]) -> tuple[Outcome, ...]:
    """The same, once it is known what the day's own brief names: a moved level replaces an open point."""
    moved = {_about(point) for point in named if point.session == day.session}
    return tuple(
        Outcome(outcome.point, "replaced", day.session)
        if outcome.result == "open" and _about(outcome.point) in moved
        else outcome
        for outcome in outcomes(day)
    )


def carried(day: Day, points: Sequence[WatchPoint]) -> tuple[WatchPoint, ...]:
    """Points that a brief names; one that an earlier brief named and that is open stays that brief's."""
    opened = {
        (*_about(outcome.point), outcome.point.level): outcome.point
        for outcome in outcomes(day)
        if outcome.result == "open"
    }
    return tuple(opened.get((*_about(point), point.level), point) for point in points)


def spoken_of(day: Day, facts: Iterable[Fact]) -> tuple[WatchPoint, ...]:
    """The earlier points that facts are about."""
    named = {(known.subject, known.value) for known in facts if known.metric == "watch_named"}
    return tuple(point for point in day.earlier if (point.subject, point.session) in named)


def _asked(point: WatchPoint) -> dict[str, str | float]:
    return {
        "of": point.metric,
        "side": point.side,
        "level": point.level,
        "named": point.session.isoformat(),
        "within": life(point),
    }


def _about(point: WatchPoint) -> tuple[str, str, str, str]:
    return point.key, point.subject, point.metric, point.side
