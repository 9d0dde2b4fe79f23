"""Events of a day in January 2026, built by hand: what was reported, written and scheduled."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
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
    whole: dict[str, Any] = {"period": "November", "publisher": "Census Bureau", "text": "on the year"}
    figures = percent(actual=3.0, previous=2.9)
    compared = percent(actual=3.0, previous=2.9, expected=2.7)
    for first in (
        release("Sales", clock(8), figures, **whole),
        release("Sales", clock(8), compared, **whole),
        release("Sales", clock(8), percent(expected=0.4), outcome="above", **whole),
        release("Sales", clock(8), outcome="below", **whole),
    ):
        yield news_day(first)
        rest = replace(first, id="a", name="Orders"), replace(first, id="b", name="Stocks")
        yield news_day(first, *rest)
    quiet = history(320, date(2025, 12, 19))
    ahead = event("appointment", "Fed meeting", date(2026, 1, 10))
    yield with_events(last_day(quiet), ahead, replace(ahead, id="second", name="Ruling"))
