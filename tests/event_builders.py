"""Events of a day in January 2026, built by hand: what was reported, written and scheduled."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from itertools import product
from typing import Any
from zoneinfo import ZoneInfo

from marketwrap.base.model import Event, EventKind, Events, Figure
from marketwrap.facts import Day
from marketwrap.metrics.panel import Panel
from tests.builders import SESSION, day, history, last_day

NEW_YORK = ZoneInfo("America/New_York")
BEFORE, AFTER = date(2026, 1, 13), date(2026, 1, 15)


def clock(hour: int, minute: int = 0, on: date = SESSION) -> datetime:
    return datetime(on.year, on.month, on.day, hour, minute, tzinfo=NEW_YORK)


def event(
    kind: EventKind, name: str, on: date | None = SESSION, at: datetime | None = None, **more: Any
) -> Event:
    when = at.date() if at else on
    made = Event(f"{kind}/{when}/{name}", kind, name, when, at)
    return replace(made, **more)


def but(made: Event, **more: Any) -> Event:
    """The same event with some of it otherwise."""
    return replace(made, **more)


def percent(**values: float) -> Mapping[str, Figure]:
    return {name: Figure(value / 100, "percent", 1) for name, value in values.items()}


def money(**values: float) -> Mapping[str, Figure]:
    return {name: Figure(value, "price", 2, "USD") for name, value in values.items()}


def headline(title: str, publisher: str, hour: int = 12, on: date = SESSION, **more: Any) -> Event:
    made = event("headline", title, at=clock(hour, on=on), publisher=publisher, **more)
    return replace(made, id=f"{made.id}/{publisher}")


def earnings(
    symbol: str, on: date = SESSION, figures: Mapping[str, Figure] | None = None, **more: Any
) -> Event:
    return event("earnings", symbol, on, symbols=(symbol,), timing="before", figures=figures or {}, **more)


def release(name: str, at: datetime, figures: Mapping[str, Figure] | None = None, **more: Any) -> Event:
    return event("release", name, at=at, figures=figures or {}, **more)


def with_events(of: Day, *events: Event, until: datetime | None = None) -> Day:
    """The same session with events beside its prices."""
    return Day(Panel(of.panel.prices, of.universe, Events(events, until)), of.session)


def news_day(*events: Event, moves: Mapping[str, float] | None = None, until: datetime | None = None) -> Day:
    return with_events(day(moves or {}), *events, until=until)


#: a release of the session and one to come, results with a contrast, two themes, a calendar
REPORTED = (
    release(
        "Producer prices",
        clock(8, 30),
        percent(actual=3.0, expected=2.7),
        period="November",
        publisher="Bureau of Labor Statistics",
    ),
    release("Retail sales", clock(8, 30), percent(expected=0.4), outcome="above", publisher="Census Bureau"),
    release("Factory orders", clock(10), percent(actual=-0.4, previous=0.2), text="on the month"),
    earnings("BAC", figures={**money(eps=0.98, eps_expected=0.96), **percent(revenue_change=7)}),
    earnings(
        "WFC",
        figures=money(
            eps=1.62, eps_expected=1.67, eps_adjusted=1.76, revenue=21.29e9, revenue_expected=21.64e9
        ),
    ),
    earnings("C", figures=money(eps=1.19), text="after a loss of $1.2 billion"),
)
WRITTEN = (
    headline("Plan for a rate cap hangs over banks", "Example Wire", 10, link="https://example.com/cap"),
    headline("Lenders say a card-rate ceiling would hurt", "Placeholder Journal", 11),
    headline("Doubts over AI spending return", "Example Wire", 18, on=BEFORE),
    headline("The price of artificial intelligence", "Sample Times", 19, on=BEFORE),
)
SCHEDULED = (
    earnings("GS", AFTER),
    earnings("MS", AFTER),
    event("release", "Initial jobless claims", at=clock(8, 30, AFTER), figures={
        "expected": Figure(215_000, "count", 0), "previous": Figure(208_000, "count", 0)}),
    event("appointment", "Fed meeting", date(2026, 1, 27), until=date(2026, 1, 28)),
    release("Manufacturing index", clock(8, 30, AFTER), {"expected": Figure(-1.4, "points", 1)}),
    event("appointment", "Budget speech", date(2026, 1, 29), until=date(2026, 1, 30)),
    event("appointment", "Oil meeting", date(2026, 2, 2), until=date(2026, 2, 3)),
    event("appointment", "Ruling on tariffs", None),
)  # fmt: skip


def _release_days() -> Iterator[Day]:
    """Releases of each kind, with and without what was expected and what went before, also as the lead."""
    whole: dict[str, Any] = {"period": "November", "publisher": "Some Bureau", "text": "on the whole"}
    for values in ((3.0, 2.0, 2.9), (3.0, 3.0, 3.0), (-3.0, -2.0, 1.0), (0.0, 0.0, -1.0), (1.0, -1.0, 0.0)):
        for left in ("actual", "expected", "previous", ""):
            out = [
                release(
                    name,
                    clock(8),
                    {
                        of: unit(value)
                        for of, value in zip(("actual", "expected", "previous"), values, strict=True)
                        if of != left
                    },
                    outcome="above" if left == "actual" else "",
                    base="year",
                    **whole,
                )
                for name, unit in KINDS.items()
            ]
            bare = [but(e, id=f"{e.id} bare", publisher="", text="", base="", period="") for e in out]
            yield news_day(*out, *bare)
            yield news_day(*(but(e, lead=True) for e in (*out, *bare)))
    yield from (news_day(but(event, lead=True)) for event in (*out, *bare))
    short = release("Retail sales", clock(8), outcome="below"), release("GDP", clock(8), outcome="in line")
    yield news_day(*short)


#: a release of each kind, and what makes a figure of it
KINDS: Mapping[str, Callable[[float], Figure]] = {
    "Consumer prices": lambda value: Figure(value / 100, "percent", 1),
    "Durable goods orders": lambda value: Figure(value / 100, "percent", 1),
    "Nonfarm payrolls": lambda value: Figure(value * 1000, "count", 0),
    "Initial jobless claims": lambda value: Figure(value * 1000, "count", 0),
    "Unemployment rate": lambda value: Figure(value / 100, "percent", 1),
    "Richmond Fed manufacturing index": lambda value: Figure(value, "points", 0),
    "Rate decision": lambda value: Figure(value / 100, "percent", 2),
}


def _desk_days() -> Iterator[Day]:
    """What the desk supplies: leads of each kind, headlines with and without a clause, beside moves and alone."""
    clause = {"clause": "the House passed a tax bill"}
    told_as: tuple[dict[str, Any], ...] = ({}, clause, {**clause, "publisher": ""})
    about: tuple[dict[str, Any], ...] = (
        {},
        {"symbols": ("NVDA", "JPM")},
        {"theme": "regulation"},
        {"theme": "trade"},
    )
    tape: tuple[dict[str, float], ...] = (
        {},
        {"majors": -0.01, "NVDA": -0.17},
        {"majors": 0.05, "NVDA": 0.01, "banks": -0.02},
    )
    for moves, unsure in product(tape, (True, False)):
        given = [
            but(headline(f"House passes a bill {n}", "Reuters"), desk=True, **own, **how)
            for n, (own, how) in enumerate(product(about, told_as))
        ]
        told = [but(event, at=None) if unsure else event for event in given]
        led = [but(event, lead=True) for event in told]
        yield news_day(*told, moves=moves)
        yield news_day(*led, moves=moves)
        yield from (news_day(event, moves=moves) for event in led)
        yield news_day(*(but(event, at=clock(18)) for event in told), until=clock(8, on=AFTER))
    yield from _result_days()
    note = event("note", "desk", text="Look at rates", publisher="the desk", desk=True)
    yield news_day(but(note, lead=True))
    after = [earnings("JPM", figures=money(eps=1.0)), earnings("WFC", clause="revenue fell"), note]
    yield news_day(*(but(e, at=clock(18)) for e in after), until=clock(8, on=AFTER))
    due = event("appointment", "Hearing", at=clock(10, on=AFTER), desk=True)
    rest = (
        but(earnings("JPM", AFTER), timing="after"),
        earnings("WFC", AFTER),
        release("Rate decision", clock(14, on=AFTER), percent(expected=4.5), period="January"),
    )
    yield news_day(due, event("earnings", "Other", AFTER), *rest, until=clock(8, on=AFTER))
    yield news_day(due, *rest[::-1])
    yield news_day(due, event("appointment", "Meeting", AFTER, until=date(2026, 1, 16)))
    yield news_day(due, until=clock(8, on=AFTER))


def _result_days() -> Iterator[Day]:
    """Results by themselves and as the lead, of companies in the universe and others."""
    figures: tuple[Mapping[str, Figure], ...] = (
        money(eps=1.0, eps_expected=0.9),
        money(eps=-1.0, eps_expected=-0.9),
        money(eps=1.0, eps_expected=1.0),
        money(eps=1.0, eps_adjusted=0.8, eps_expected=0.9),
        money(revenue=2e9, revenue_expected=1e9),
        money(revenue=2e9),
        money(eps=1.0),
        {},
    )
    for lead, timing, detail in product((False, True), ("", "before"), ("", "after a charge")):
        told = [
            event("earnings", f"Company {n}", symbols=(symbol,), timing=timing, figures=given, text=detail)
            for n, (symbol, given) in enumerate(product(("AAPL", "ZZZ"), figures))
        ]
        told += [but(e, id=f"{e.id} again", outcome="below") for e in told]
        told += [but(e, id=f"{e.id} said", clause="sales missed forecasts") for e in told[:: len(figures)]]
        told += [but(e, id=f"{e.id} who", publisher="Reuters") for e in told if e.clause]
        yield news_day(*(but(e, lead=lead, desk=True) for e in told), moves={"AAPL": 0.03})


#: the moves under which the themes of ``WRITTEN`` may be told
BANKS_FELL = {"banks": -0.025, "megacaps": -0.016, "^GSPC": -0.005}


def news_days() -> Iterator[Day]:
    """Days on which every phrase about events has something to say."""
    yield news_day(*REPORTED, *WRITTEN, *SCHEDULED, event("note", "desk", text="Look at rates", publisher="the desk"),
                   event("note", "other", text="Look at credit!"), moves=BANKS_FELL)  # fmt: skip
    # the other way round: results that missed, a stock that rose; a group that rose; more themes than sentences
    yield news_day(
        *(earnings(s, figures=money(eps=1.0, eps_expected=1.1, revenue=2e9)) for s in ("BAC", "WFC", "C")),
        *(headline(f"{word} {nth}", f"Publisher {nth}") for word in ("Fed", "Iran", "tariff", "AI", "card rate", "recession") for nth in range(4)),
        event("earnings", "Other Company", figures=money(eps=-1.0, eps_adjusted=0.2, eps_expected=0.1)),
        moves={"banks": 0.02, "megacaps": 0.02, "^GSPC": 0.01, "CL=F": 0.03, "GC=F": 0.02, "^TNX": 8, "^RUT": 0.02},
    )  # fmt: skip
    yield news_day(
        event("earnings", "Other Company", figures=money(eps=1.0, eps_expected=0.9)),
        event("earnings", "Third Company", figures=money(eps=1.0)),
        earnings("AAPL", figures=money(eps=1.0, eps_expected=0.9), outcome="above"),
        *(headline(f"Fed {nth}", f"Publisher {nth}", 18, on=BEFORE) for nth in range(2)),
        event("earnings", "Next", AFTER),
        moves={"AAPL": 0.02, "^TNX": 8},
    )  # fmt: skip
    for timing in ("after", "before"):
        yield news_day(
            event("earnings", "Next", AFTER, timing=timing), event("release", "Claims", at=clock(9, on=AFTER))
        )
    yield from _release_days()
    yield from _desk_days()
    quiet = history(320, date(2025, 12, 19))
    ahead = event("appointment", "Fed meeting", date(2026, 1, 10))
    yield with_events(last_day(quiet), ahead, replace(ahead, id="second", name="Ruling"))
