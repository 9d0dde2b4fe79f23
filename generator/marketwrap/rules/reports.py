"""What was reported that day: releases, and earnings with what the stock made of them."""

from collections.abc import Iterator
from itertools import chain

from marketwrap.base.model import Event, EventKind, Fact, Finding
from marketwrap.facts import Day
from marketwrap.language import themes
from marketwrap.rules.rule import Rule
from marketwrap.rules.saying import FEW, MATERIAL_MOVE, Role, number, say

#: companies that a day's brief tells of
MOST_COMPANIES = 3
#: groups of companies whose reports are told together
GROUPS = ("banks", "megacaps")


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


def releases(day: Day) -> Iterator[Finding]:
    """Figures that came out, against what was expected; how they compared where no more is known."""
    found = [(event, _release(day, event)) for event in of_day(day, "release")]
    out = [(event, roles) for event, roles in found if roles["actual"] or roles["outcome"]]
    # what can be held against an expectation is news; of these, what markets wait for
    out.sort(
        key=lambda entry: (entry[1]["outcome"] is None, not themes.is_major(entry[0].name, day.language))
    )
    for _, roles in out[:1]:
        key = "figure_compared" if roles["outcome"] else "figure"
        if roles["actual"] is None:
            key = "outcome"
        yield say(f"reports.{key}", "releases", 0.7, roles)
    more: dict[str, Role] = {}
    for place, (_, roles) in zip(("second", "third"), out[1:], strict=False):
        more |= {f"{place}_{part}": fact for part, fact in roles.items()}
    if more:
        yield say("reports.more", "releases", 0.6, more)


def _release(day: Day, event: Event) -> dict[str, Role]:
    figures = {of: figure(day, event, of) for of in ("actual", "expected", "previous")}
    name = told(day, event, "name")
    if name is None:  # it cannot be printed
        return dict.fromkeys(("actual", "outcome"))
    told_of = {part: told(day, event, part) for part in ("outcome", "detail")}
    return {**_named(day, event), **figures, **told_of}


def _named(day: Day, event: Event) -> dict[str, Role]:
    return {metric: told(day, event, metric) for metric in ("name", "period", "publisher")}


def earnings(day: Day) -> Iterator[Finding]:
    """Companies that reported, against what was expected, and a stock that went the other way."""
    found = [(event, _result(day, event)) for event in of_day(day, "earnings")]
    companies = [(event, result) for event, result in found if result and told(day, event, "name")]
    # those of the universe first, the largest move ahead
    companies.sort(key=lambda entry: -abs(number(_move(day, entry[0]))))
    for event, result in companies[:MOST_COMPANIES]:
        yield _company(day, event, result)


def _result(day: Day, event: Event) -> Fact | None:
    return figure(day, event, "eps") or figure(day, event, "eps_adjusted")


def _move(day: Day, event: Event) -> Fact | None:
    moves = (day.fact(symbol, "change_1d") for symbol in event.symbols if symbol in day.universe.instruments)
    return next(chain(filter(None, moves)), None)


def _company(day: Day, event: Event, result: Fact) -> Finding:
    outcome, move = _outcome(day, event), _move(day, event)
    adjusted = figure(day, event, "eps_adjusted")
    revenue, expected = figure(day, event, "revenue"), figure(day, event, "revenue_expected")
    change = figure(day, event, "revenue_change")
    against = day.fact(event.id, "event_outcome", of="revenue", against="revenue_expected")
    roles: dict[str, Role] = {
        "move": move,
        "eps": result,
        "adjusted": None if adjusted == result else adjusted,
        "expected": figure(day, event, "eps_expected"),
        "outcome": outcome,
        "revenue": revenue,
        "revenue_expected": expected if against else None,
        "revenue_outcome": against if revenue and expected else None,
        "revenue_change": change if number(change) else None,
        "detail": told(day, event, "detail"),
    }
    key = "company_compared" if outcome else "company"
    news = 0.65
    if move is None:
        key = "other_compared" if outcome else "other"
        news = 0.5
    elif outcome and abs(move.number) >= MATERIAL_MOVE and move.number * outcome.number < 0:
        key = "fell_though_above" if move.number < 0 else "rose_though_below"
        news = 0.75
    return say(f"reports.{key}", "earnings", news, _named(day, event), roles)


def _outcome(day: Day, event: Event) -> Fact | None:
    """How earnings compared; nothing where the adjusted figure says the opposite of the reported one."""
    own, adjusted = (
        day.fact(event.id, "event_outcome", of=of, against="eps_expected") for of in ("eps", "eps_adjusted")
    )
    both = "eps" in event.figures and "eps_adjusted" in event.figures
    agree = own is None or adjusted is None or own.value == adjusted.value
    if both and not agree:
        return None
    return own if "eps" in event.figures else adjusted


def together(day: Day) -> Iterator[Finding]:
    """Several of a group reported, and all of them moved one way."""
    for group in GROUPS:
        total = day.fact(group, "reported")
        for way in ("rising", "falling"):
            moved = day.fact(group, f"reported_{way}")
            if total and moved and total.number >= FEW and moved.value == total.value:
                name = day.fact(group, "group_name")
                yield say(f"reports.all_{way}", "earnings", 0.8, moved=moved, total=total, group=name)


RULES: tuple[Rule, ...] = (
    Rule(releases, says=("reports.figure_compared", "reports.figure", "reports.outcome", "reports.more")),
    Rule(together, says=("reports.all_rising", "reports.all_falling")),
    Rule(
        earnings,
        says=(
            "reports.fell_though_above",
            "reports.rose_though_below",
            "reports.company_compared",
            "reports.company",
            "reports.other_compared",
            "reports.other",
        ),
    ),
)
