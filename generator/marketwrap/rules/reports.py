"""What was reported that day: releases, and results with what the stock made of them."""

from collections.abc import Collection, Iterator
from dataclasses import replace

from marketwrap.base.model import Event, EventKind, Fact, Finding
from marketwrap.facts import Day
from marketwrap.language import releases as listed
from marketwrap.rules import milestones
from marketwrap.rules.rule import Rule
from marketwrap.rules.saying import FEW, Role, number, say

#: companies of a vendor's calendar that a day's brief tells of; of the desk's file it tells all
#: a result makes a company's move so much more news
WITH_RESULT = 0.05
MOST_COMPANIES = 3
#: groups of companies whose reports are told together
GROUPS = ("banks", "megacaps")
#: newsworthiness of a release as expected, what being one that markets wait for adds, and a usual surprise
PLAIN, MAJOR, SURPRISE = 0.45, 0.1, 0.1
#: a surprise counts for so many usual ones at the most
MOST_SURPRISED = 3.0
#: newsworthiness of a result, and what a move of the stock by a tenth adds
RESULT, MOVED, TENTH = 0.5, 0.3, 0.1
#: a move below this is none
FLAT = 0.0005


def told(day: Day, event: Event, metric: str) -> Fact | None:
    """A fact of an event."""
    return day.fact(event.id, f"event_{metric}")


def figure(day: Day, event: Event, of: str) -> Fact | None:
    """A figure of an event, as it is to be printed."""
    known = event.figures.get(of)
    if known is None:
        return None
    money: dict[str, str] = {"currency": known.currency} if known.currency else {}
    return day.fact(event.id, "event_figure", of=of, digits=known.decimals, **money)


def of_day(day: Day, kind: EventKind) -> list[Event]:
    """The events of a kind since the close of the session before."""
    return [e for e in day.events if e.kind == kind and told(day, e, "of_session") is not None]


def mover(day: Day, event: Event) -> Fact | None:
    """The move of the first of an event's instruments that has one."""
    symbols = (symbol for symbol in event.symbols if symbol in day.universe.instruments)
    return next((fact for symbol in symbols if (fact := day.fact(symbol, "change_1d"))), None)


# Releases -----------------------------------------------------------------------------------------


def releases(day: Day) -> Iterator[Finding]:
    """Figures that came out, the largest surprise first; how they compared where no more is known."""
    found = [(_news(day, event), event) for event in of_day(day, "release") if not event.lead]
    named: set[str] = set()
    for news, event in sorted(found, key=lambda entry: -entry[0]):
        finding = release(day, event, news, named)
        if finding is not None:
            named.add(event.publisher)
            yield finding


def _news(day: Day, event: Event) -> float:
    """More for what markets wait for, and for a surprise, measured by what is usual for its kind."""
    major = MAJOR if listed.is_major(event.name, day.language) else 0.0
    figures = (event.figures.get(of) for of in ("actual", "expected", "previous"))
    actual, expected, previous = (figure.value if figure else None for figure in figures)
    if actual is None or expected is None:
        return PLAIN + major
    size = max(abs(expected), abs(previous or 0.0)) or abs(actual)
    usual = size * listed.usual_surprise(listed.kind_of(event.name, day.language), day.language)
    surprise = abs(actual - expected) / usual if usual else 0.0
    return PLAIN + major + SURPRISE * min(surprise, MOST_SURPRISED)


def release(
    day: Day, event: Event, news: float, named: Collection[str] = (), topic: str = "releases"
) -> Finding | None:
    """One of them; None for one without a figure or an outcome, or with a name that cannot be printed.

    A publisher that a sentence before has ``named``, or that the release's own name tells, is left out.
    """
    figures = {of: figure(day, event, of) for of in ("actual", "expected", "previous")}
    roles: dict[str, Role] = {part: told(day, event, part) for part in PARTS}
    actual = figures["actual"]
    if roles["name"] is None or not (actual or roles["outcome"]):
        return None
    key = listed.shape_of(event.name, actual, day.language)
    if key in ("level", "rate"):
        roles["change"] = day.fact(event.id, "event_outcome", of="actual", against="previous")
    known = event.publisher in named or listed.names_publisher(event.name, event.publisher, day.language)
    if known and key != "rate":
        roles["publisher"] = None
    return say(f"reports.{key}", topic, news, roles, figures)


#: what a release's sentence is made of beside its figures
PARTS = ("name", "period", "publisher", "base", "outcome", "larger", "detail")


# Results ------------------------------------------------------------------------------------------


def earnings(day: Day) -> Iterator[Finding]:
    """Companies that reported, with what the stock did, the largest move first."""
    reported = [e for e in of_day(day, "earnings") if not e.lead]
    reported.sort(key=lambda event: (not event.desk, -abs(number(mover(day, event)))))
    room = MOST_COMPANIES
    for event in reported:
        finding = company(day, event)
        if finding is None or not (event.desk or room > 0):
            continue
        room -= not event.desk
        yield finding


def company(day: Day, event: Event, topic: str = "earnings", news: float | None = None) -> Finding | None:
    """One of them; None where there is nothing to tell but that it reported, and no move to tell it with."""
    # a report of after the close had no session to move the stock in
    move = None if told(day, event, "since_close") else mover(day, event)
    clause, name = told(day, event, "clause"), told(day, event, "name")
    if name is None:
        return None
    roles: dict[str, Role] = {
        "move": move,
        "name": name,
        "first": told(day, event, "came_first"),
        "detail": told(day, event, "detail"),
    }
    if news is None:
        news = RESULT + MOVED * min(abs(number(move)) / TENTH, 1.0)
    if clause is not None:
        who = told(day, event, "publisher")
        by = None if who and who.value in (event.name, name.value) else who
        key = "clause" if move else "other_clause"
        told_so = say(f"reports.{key}", topic, news, roles, clause=clause, publisher=by)
        return told_so if move is None else replace(told_so, claims=(f"move.{move.subject}",))
    what = _compared(day, event, move)
    if move is None:
        known = what.get("figure") or what.get("outcome")
        return say("reports.other", topic, news, roles, what) if known else None
    outcome = what.get("outcome")
    key = "company"
    if isinstance(outcome, Fact):
        against = outcome.number * move.number < 0 and abs(move.number) >= FLAT
        key = "although" if against else "after"
    return on_move(day, say(f"reports.{key}", topic, news, roles, what), move)


def on_move(day: Day, finding: Finding, move: Fact) -> Finding:
    """A sentence that tells a company's move as the one on that move, with its milestone."""
    tail, own = milestones.with_milestone(day, move)
    claims = (*finding.claims, f"move.{move.subject}")
    return replace(finding, tail=tail, claims=claims, news=own + WITH_RESULT)


def _compared(day: Day, event: Event, move: Fact | None) -> dict[str, Role]:
    """What is told of a result: earnings, or revenue where only that went the way of the stock."""
    of = "eps" if "eps" in event.figures else "eps_adjusted"
    own = {"figure": figure(day, event, of), "outcome": _outcome(day, event)}
    earned: dict[str, Role] = {**own, "expected": figure(day, event, "eps_expected")}
    against = day.fact(event.id, "event_outcome", of="revenue", against="revenue_expected")
    sold: dict[str, Role] = {
        "figure": figure(day, event, "revenue"),
        "outcome": against,
        "expected": figure(day, event, "revenue_expected"),
    }
    agrees = [number(outcome) * number(move) > 0 for outcome in (own["outcome"], against)]
    if against and (own["outcome"] is None or (agrees[1] and not agrees[0])):
        return sold
    if earned["figure"] is None and earned["outcome"] is None:
        return sold
    adjusted = figure(day, event, "eps_adjusted") if of == "eps" and own["outcome"] is None else None
    return earned | {"adjusted": adjusted}


def _outcome(day: Day, event: Event) -> Fact | None:
    """How earnings compared; nothing where the adjusted figure says the opposite of the reported one."""
    own, adjusted = (
        day.fact(event.id, "event_outcome", of=of, against="eps_expected") for of in ("eps", "eps_adjusted")
    )
    both = "eps" in event.figures and "eps_adjusted" in event.figures
    if both and own is not None and adjusted is not None and own.value != adjusted.value:
        return None
    return adjusted if "eps_adjusted" in event.figures and "eps" not in event.figures else own


def together(day: Day) -> Iterator[Finding]:
    """Several of a group reported, and all of them moved one way."""
    for group in GROUPS:
        total = day.fact(group, "reported")
        for way in ("rising", "falling"):
            moved = day.fact(group, f"reported_{way}")
            if total and moved and total.number >= FEW and moved.value == total.value:
                name = day.fact(group, "group_name")
                yield say(f"reports.all_{way}", "earnings", 0.8, moved=moved, total=total, group=name)


RELEASES = tuple(f"reports.{key}" for key in ("change", "unchanged", "added", "level", "rate", "outcome"))
COMPANIES = tuple(f"reports.{key}" for key in ("after", "although", "company", "other"))
RULES: tuple[Rule, ...] = (
    Rule(releases, says=RELEASES),
    Rule(together, says=("reports.all_rising", "reports.all_falling")),
    Rule(earnings, says=(*COMPANIES, "reports.clause", "reports.other_clause")),
)
