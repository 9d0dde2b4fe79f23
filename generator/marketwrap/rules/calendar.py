"""What is on the calendar: results, releases and dates to come, what markets wait for first."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import groupby

from marketwrap.base.model import Event, Finding
from marketwrap.facts import Day
from marketwrap.language import releases
from marketwrap.rules.reports import GROUPS, figure, told
from marketwrap.rules.rule import Rule
from marketwrap.rules.saying import Role, number, say

#: kinds of what is scheduled, in the order in which a day is told
KINDS = ("earnings", "release", "appointment")
#: days ahead that a brief lists, those of which it speaks, and those of which it names appointments
LISTED_DAYS, SPOKEN_DAYS, MARKED_DAYS = 30, 7, 14
#: rows of the table
MOST_ROWS = 8
#: sentences on what is due, and names in one of them
MOST_SPOKEN, MOST_NAMES = 3, 3
#: companies and appointments of one sentence on a client's page
MOST_COMPANIES, MOST_MARKED = 4, 3
#: exchange holidays are told this many days ahead
HOLIDAY_DAYS = 4
#: ranks: of a group in the story, of the universe or a major release, one with an expectation, the rest
STORY, KNOWN, EXPECTED, REST = 0, 1, 2, 3
#: newsworthiness of the first thing that is due, and what each further one has less
DUE, LESS = 0.8, 0.05


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
    if event.kind == "release" and releases.is_major(event.name, day.language):
        return KNOWN
    return EXPECTED if "expected" in event.figures or event.kind == "appointment" else REST


def _moved(day: Day, group: str) -> bool:
    """Whether a group's mean move is part of the story."""
    return abs(number(day.fact(group, "mean_change"))) >= MOVED


#: mean move of a group from which it is
MOVED = 0.01


def due(day: Day) -> Iterator[Finding]:
    """What markets wait for in the days ahead, a sentence for each day and kind; a few of them."""
    last = day.session + timedelta(days=MARKED_DAYS)
    ahead = [
        e for e in coming(day) if _is_near(day, e) or (e.kind == "appointment" and e.day and e.day <= last)
    ]
    sets = [list(alike) for _, alike in groupby(ahead, key=_together)]
    # in the morning what is due on the day itself is what it is read for
    sets.sort(key=lambda alike: (told(day, alike[0], "is_today") is None, _rank(day, alike[0]), alike[0].day))
    for place, alike in enumerate(sets[:MOST_SPOKEN]):
        yield _said(day, alike, DUE - LESS * place)


def _together(event: Event) -> tuple[object, ...]:
    """What is told in one sentence: results of a day, releases of an hour that nothing is expected of."""
    alone = event.id if event.kind == "appointment" or "expected" in event.figures else ""
    return event.day, event.kind, event.timing if event.kind == "earnings" else event.at, alone


def _said(day: Day, alike: Sequence[Event], news: float) -> Finding:
    first = alike[0]
    roles: dict[str, Role] = {
        "names": tuple(fact for e in alike[:MOST_NAMES] if (fact := told(day, e, "name"))),
        "when": told(day, first, "day"),
        "today": told(day, first, "is_today"),
        "time": told(day, first, "time"),
    }
    if first.kind == "release":
        period = told(day, first, "period") if len(alike) == 1 else None
        expected = figure(day, first, "expected")
        return say("calendar.release", "calendar", news, roles, period=period, expected=expected)
    if first.kind == "earnings":
        return say(_results_key(alike), "calendar", news, roles)
    return say("calendar.appointment", "calendar", news, roles, last_day=told(day, first, "last_day"))


def _results_key(alike: Sequence[Event]) -> str:
    timings = {event.timing for event in alike}
    timing = timings.pop() if len(timings) == 1 else ""
    return f"calendar.results_{timing}" if timing else "calendar.results"


def results_of(day: Day, ahead: list[Event]) -> Finding | None:
    """Companies that report on the next day on which any of some earnings to come is due."""
    if not ahead:
        return None
    of_day = [e for e in ahead if e.day == ahead[0].day][:MOST_COMPANIES]
    names = tuple(fact for e in of_day if (fact := told(day, e, "name")))
    roles: dict[str, Role] = {part: told(day, of_day[0], metric) for part, metric in _WHEN.items()}
    return say(_results_key(of_day), "calendar", DUE, roles, names=names)


#: roles of when something is due, and the facts that they are
_WHEN = {"when": "day", "today": "is_today"}


def marked_of(day: Day, ahead: list[Event]) -> Finding | None:
    """Appointments that are given, as dates."""
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
    return say("calendar.undated", "calendar", 0.4, names=names) if names else None


def closed(day: Day) -> Iterator[Finding]:
    """A weekday without a session, or a shortened one, in the days ahead."""
    benchmark = day.role("benchmark")
    closed, early = (
        day.fact(benchmark, f"next_{key}", days=HOLIDAY_DAYS) for key in ("closed", "early_close")
    )
    if closed is not None and isinstance(closed.value, date):
        why, reopens = (day.fact(benchmark, key, days=HOLIDAY_DAYS) for key in ("closed_for", "reopens"))
        # what has no name was not on the calendar days before: a storm, a day of mourning
        if why is not None:
            yield say("calendar.closed", "calendar", 0.85, when=closed, why=why, reopens=reopens)
    if early is not None and isinstance(early.value, date):
        time = day.fact(benchmark, "early_close_time", days=HOLIDAY_DAYS)
        yield say("calendar.early_close", "calendar", 0.7, when=early, time=time)


_RESULTS = ("calendar.results", "calendar.results_before", "calendar.results_after")
RULES: tuple[Rule, ...] = (
    Rule(due, says=("calendar.release", "calendar.appointment", *_RESULTS)),
    Rule(undated, says=("calendar.undated",)),
    Rule(closed, says=("calendar.closed", "calendar.early_close")),
)
