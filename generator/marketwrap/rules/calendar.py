"""What is on the calendar: results, releases and dates to come, nearest and most to the point first."""

from collections.abc import Iterator
from datetime import date, timedelta

from marketwrap.base.model import Event, Finding
from marketwrap.facts import Day
from marketwrap.language import themes
from marketwrap.rules.reports import GROUPS, figure, told
from marketwrap.rules.rule import Rule
from marketwrap.rules.saying import Role, number, say

#: kinds of what is scheduled, in the order in which a day is told
KINDS = ("earnings", "release", "appointment")
#: days ahead that a brief lists, and those of which it speaks
LISTED_DAYS, SPOKEN_DAYS = 30, 7
#: rows of the table
MOST_ROWS = 8
#: companies, releases and appointments of one sentence
MOST_COMPANIES, MOST_RELEASES, MOST_MARKED = 4, 2, 3
#: exchange holidays are told this many days ahead
HOLIDAY_DAYS = 6
#: ranks: of a group in the story, of the universe or a major release, one with an expectation, the rest
STORY, KNOWN, EXPECTED, REST = 0, 1, 2, 3


def coming(day: Day) -> list[Event]:
    """Events to come within the days that are listed, by day and then by how much they are to the point."""
    last = day.session + timedelta(days=LISTED_DAYS)
    ahead = (event for event in _scheduled(day) if event.day is not None and event.day <= last)
    found = [event for event in ahead if told(day, event, "happened") is None and told(day, event, "name")]
    return sorted(
        found, key=lambda e: (e.day or last, KINDS.index(e.kind), _rank(day, e), e.at is None, e.id)
    )


def _scheduled(day: Day) -> Iterator[Event]:
    return (event for event in day.events if event.kind in KINDS)


def listed(day: Day) -> list[Event]:
    """The rows of the table: the most to the point of what is to come, in order of time."""
    chosen = sorted(coming(day), key=lambda event: (not _is_near(day, event), _rank(day, event)))[:MOST_ROWS]
    return [event for event in coming(day) if event in chosen]


def _is_near(day: Day, event: Event) -> bool:
    return event.day is not None and event.day <= day.session + timedelta(days=SPOKEN_DAYS)


def _rank(day: Day, event: Event) -> int:
    if event.kind == "earnings":
        of_story = (g for g in GROUPS if number(day.fact(g, "reported")) or _moved(day, g))
        if any(symbol in day.members(group) for group in of_story for symbol in event.symbols):
            return STORY
        return KNOWN if any(symbol in day.universe.instruments for symbol in event.symbols) else REST
    if event.kind == "release" and themes.is_major(event.name, day.language):
        return KNOWN
    return EXPECTED if "expected" in event.figures or event.kind == "appointment" else REST


def _moved(day: Day, group: str) -> bool:
    """Whether a group's mean move is part of the story."""
    return abs(number(day.fact(group, "mean_change"))) >= MOVED


#: mean move of a group from which it is
MOVED = 0.01


def results(day: Day) -> Finding | None:
    """Companies that report on the next day on which any does."""
    return results_of(day, [e for e in coming(day) if e.kind == "earnings" and _is_near(day, e)])


def results_of(day: Day, ahead: list[Event]) -> Finding | None:
    """The same, of earnings to come that are given."""
    if not ahead:
        return None
    of_day = [e for e in ahead if e.day == ahead[0].day][:MOST_COMPANIES]
    roles: dict[str, Role] = {
        "names": tuple(fact for e in of_day if (fact := told(day, e, "name"))),
        "when": told(day, of_day[0], "day"),
    }
    timings = {event.timing for event in of_day}
    key = "results"
    if timings == {"before"}:
        key = "results_before"
    elif timings == {"after"}:
        key = "results_after"
    return say(f"calendar.{key}", "calendar", 0.8, roles)


def figures_due(day: Day) -> Finding | None:
    """Releases of the next day that has any, with what is expected of the first."""
    ahead = [e for e in coming(day) if e.kind == "release" and _is_near(day, e)]
    if not ahead:
        return None
    first, *others = [e for e in ahead if e.day == ahead[0].day][: MOST_RELEASES + 1]
    roles: dict[str, Role] = {
        **{name: told(day, first, name) for name in ("name", "time")},
        "when": told(day, first, "day"),
        "expected": figure(day, first, "expected"),
        "previous": figure(day, first, "previous"),
        "others": tuple(fact for e in others if (fact := told(day, e, "name"))),
    }
    return say("calendar.release", "calendar", 0.75, roles)


def marked(day: Day) -> Finding | None:
    """Other dates to come: a meeting, a ruling, a day on which something begins."""
    return marked_of(day, [event for event in coming(day) if event.kind == "appointment"])


def marked_of(day: Day, ahead: list[Event]) -> Finding | None:
    """The same, of appointments that are given."""
    if not ahead:
        return None
    roles: dict[str, Role] = {}
    for place, event in zip(("", "second_", "third_"), ahead[:MOST_MARKED], strict=False):
        roles |= {f"{place}{part}": told(day, event, part) for part in ("name", "day", "last_day")}
    return say("calendar.marked", "calendar", 0.6, roles)


def undated(day: Day) -> Finding | None:
    """What has no date yet."""
    found = (told(day, event, "name") for event in _scheduled(day) if event.day is None)
    names = tuple(fact for fact in found if fact is not None)[:MOST_MARKED]
    return say("calendar.undated", "calendar", 0.55, names=names) if names else None


def closed(day: Day) -> Iterator[Finding]:
    """A weekday without a session, or a shortened one, in the week ahead; told with a calendar only."""
    benchmark = day.role("benchmark")
    for key in ("closed", "early_close"):
        when = day.fact(benchmark, f"next_{key}", days=HOLIDAY_DAYS)
        if when is not None and isinstance(when.value, date) and coming(day):
            yield say(f"calendar.{key}", "calendar", 0.5, when=when)


RULES: tuple[Rule, ...] = (
    Rule(results, says=("calendar.results", "calendar.results_before", "calendar.results_after")),
    Rule(figures_due, says=("calendar.release",)),
    Rule(marked, says=("calendar.marked",)),
    Rule(undated, says=("calendar.undated",)),
    Rule(closed, says=("calendar.closed", "calendar.early_close")),
)
