"""What is known about an event, and when."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketwrap.base.model import Events
from marketwrap.metrics.events import printable
from tests.builders import SESSION
from tests.event_builders import (
    AFTER,
    BEFORE,
    clock,
    earnings,
    event,
    headline,
    money,
    news_day,
    percent,
    release,
)
from tests.metrics.rows import Row, check

A = {"A": [100.0, 101.0, 99.0], "B": [50.0, 51.0, 52.0], "C": [10.0, 11.0, 10.0]}
OUT = release(
    "Prices",
    clock(8, 30),
    percent(actual=3.0, expected=2.7),
    period="November",
    publisher="an office",
    base="year",
)
SMALLER = release("Orders", clock(8, 30), percent(actual=-0.1, expected=-0.3))
UNSURE = replace(headline("A dam broke", "Wire"), at=None)
DUE = release("Claims", clock(8, 30, AFTER), percent(actual=1.0, expected=2.0))
RESULT = earnings("A", figures=money(eps=0.98, eps_expected=0.96, revenue=2.0e9, revenue_expected=2.5e9))
OTHER = earnings("B", text="after a loss")
THIRD = earnings("C", on=BEFORE)
MEETING = event("appointment", "Meeting", date(2026, 1, 27), until=date(2026, 1, 28))
ONE, TWO = (
    headline("Tariffs again", "Wire"),
    headline("A tariff is debated", "Times", 13, clause="a tariff was debated"),
)
COPY = headline("TARIFFS, again", "Post", 14)
EARLY = headline("A trade war?", "Post", 20, on=BEFORE)
LATE = headline("Tariffs tomorrow", "Herald", 20)
EVENTS = Events((OUT, SMALLER, UNSURE, DUE, RESULT, OTHER, THIRD, MEETING, EARLY, ONE, TWO, COPY, LATE))
MORNING = Events((LATE, DUE), clock(8, on=AFTER))
TRADE = "theme/trade"


def row(metric: str, subject: str, expected: object, **params: str | float) -> Row:
    return Row(metric, subject, A, expected, params, events=EVENTS)  # type: ignore[arg-type]  # any value


ROWS = (
    row("event_name", OUT.id, "Prices"),
    row("event_name", RESULT.id, "Alpha"),
    row("event_name", LATE.id, None),
    row("event_publisher", OUT.id, "an office"),
    row("event_publisher", LATE.id, None),
    row("event_period", OUT.id, "November"),
    row("event_detail", OTHER.id, "after a loss"),
    row("event_detail", OUT.id, None),
    row("event_clause", TWO.id, "a tariff was debated"),
    row("event_clause", OUT.id, None),
    row("event_clause", LATE.id, None),
    row("event_base", OUT.id, "year"),
    row("event_base", DUE.id, None),
    row("event_came_first", OUT.id, 1),
    row("event_came_first", RESULT.id, 1),
    row("event_came_first", EARLY.id, 1),
    row("event_came_first", UNSURE.id, None),
    row("event_came_first", DUE.id, None),
    Row("event_since_close", LATE.id, A, 1, events=MORNING),
    row("event_since_close", OUT.id, None),
    Row("event_is_today", DUE.id, A, 1, events=MORNING),
    row("event_is_today", DUE.id, None),
    row("event_larger", OUT.id, 1),
    row("event_larger", SMALLER.id, -1),
    row("event_larger", DUE.id, None),
    row("event_day", DUE.id, AFTER),
    row("event_last_day", MEETING.id, date(2026, 1, 28)),
    row("event_last_day", OUT.id, None),
    row("event_time", DUE.id, "08:30"),
    row("event_time", MEETING.id, None),
    row("event_figure", OUT.id, 0.03, of="actual", digits=1),
    row("event_figure", DUE.id, None, of="actual", digits=1),
    row("event_figure", DUE.id, 0.02, of="expected", digits=1),
    row("event_figure", RESULT.id, 0.98, of="eps", digits=2, currency="USD"),
    row("event_figure", RESULT.id, None, of="eps", digits=2, currency="EUR"),
    row("event_outcome", OUT.id, 1),
    row("event_outcome", DUE.id, None),
    row("event_outcome", RESULT.id, 1, of="eps", against="eps_expected"),
    row("event_outcome", RESULT.id, -1, of="revenue", against="revenue_expected"),
    row("event_happened", OUT.id, 1),
    row("event_happened", DUE.id, None),
    row("event_of_session", OUT.id, 1),
    row("event_of_session", EARLY.id, 1),
    row("event_of_session", THIRD.id, None),
    row("theme_name", TRADE, "trade policy"),
    row("theme_name", "theme/nothing", None),
    row("theme_headlines", TRADE, (EARLY.id, ONE.id, TWO.id)),
    row("theme_publishers", TRADE, 3),
    row("theme_publishers_ahead", TRADE, 1),
    row("theme_publishers", "theme/inflation", None),
    row("reported", "three", 2),
    row("reported_rising", "three", 1),
    row("reported_falling", "three", 1),
    row("group_name", "three", "three"),
    row("closed_for", "A", "Martin Luther King Jr. Day", days=6),
    row("closed_for", "A", None, days=4),
    row("reopens", "A", date(2026, 1, 20), days=6),
    Row("closed_for", "A", A, None, {"days": 4}, last=date(2025, 1, 7)),
    Row("early_close_time", "A", A, "13:00", {"days": 6}, last=date(2025, 12, 19)),
    row("early_close_time", "A", None, days=6),
    row("next_closed", "A", date(2026, 1, 19), days=6),
    row("next_closed", "A", None, days=4),
    Row("next_early_close", "A", A, date(2025, 12, 24), {"days": 6}, last=date(2025, 12, 19)),
    row("next_early_close", "A", None, days=6),
)


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_an_event_as_it_is_known_at_the_close(row: Row) -> None:
    check(row)


@given(st.integers(-3000, 3000))
def test_nothing_is_known_of_a_headline_before_it_is_published(minutes: int) -> None:
    told = headline("Tariffs again", "Wire")
    until = clock(12) + timedelta(minutes=minutes)
    of = news_day(told, until=until)
    assert (of.fact(told.id, "event_name") is not None) == (minutes >= 0)
    assert (of.fact(TRADE, "theme_publishers") is not None) == (minutes >= 0)


@pytest.mark.parametrize(
    ("timing", "until", "known"),
    [
        ("before", None, True),
        ("", None, True),
        ("after", None, False),
        ("", clock(9), False),
        ("after", clock(8, on=AFTER), True),
    ],
)
def test_a_report_whose_hour_is_not_known_is_out_by_the_close(
    timing: str, until: datetime | None, known: bool
) -> None:
    told = event("earnings", "A", timing=timing, figures=money(eps=1.0))
    made = news_day(told, until=until).fact(told.id, "event_figure", of="eps", digits=2, currency="USD")
    assert (made is not None) == known


def test_a_report_after_the_last_close_belongs_to_the_next_session() -> None:
    told = event("earnings", "A", BEFORE, timing="after")
    assert news_day(told).fact(told.id, "event_of_session") is not None


def test_a_reported_outcome_stands_in_for_figures_but_says_nothing_of_revenue() -> None:
    told = release("Sales", clock(8, 30), outcome="below")
    of = news_day(told)
    assert of.fact(told.id, "event_outcome").value == -1  # type: ignore[union-attr]
    assert of.fact(told.id, "event_outcome", of="revenue", against="revenue_expected") is None


@pytest.mark.parametrize(
    ("actual", "expected", "outcome"),
    [(0.64, 0.56, 0), (0.66, 0.64, 1), (-0.64, -0.66, 1)],
)
def test_figures_that_print_alike_are_in_line(actual: float, expected: float, outcome: int) -> None:
    told = release("Sales", clock(8, 30), percent(actual=actual, expected=expected))
    assert news_day(told).fact(told.id, "event_outcome").value == outcome  # type: ignore[union-attr]


@pytest.mark.parametrize(("revenue", "outcome"), [(21.291e9, 0), (21.299e9, 1), (21.28e9, -1)])
def test_billions_are_compared_as_they_are_printed(revenue: float, outcome: int) -> None:
    told = earnings("A", figures=money(revenue=revenue, revenue_expected=21.294e9))
    made = news_day(told).fact(told.id, "event_outcome", of="revenue", against="revenue_expected")
    assert made.value == outcome  # type: ignore[union-attr]


def test_the_unit_of_a_figure_is_the_events() -> None:
    of = news_day(OUT, RESULT)
    actual = of.fact(OUT.id, "event_figure", of="actual", digits=1)
    eps = of.fact(RESULT.id, "event_figure", of="eps", digits=2, currency="USD")
    assert (actual.unit, eps.unit) == ("percent", "price")  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("a  b\tc", "a b c"),
        ("gold - and - silver", "gold – and – silver"),
        ("- first", "first"),
        ("Café “quoted” 3%", "Café “quoted” 3%"),
        ("漢字", None),
        ("a\u202eb", None),
        ("a\ue000b", None),
        ("\N{GRINNING FACE}", None),
        ("", None),
    ],
)
def test_a_text_that_documents_cannot_print_is_no_fact(text: str, printed: str | None) -> None:
    assert printable(text) == printed


def test_the_session_is_the_one_that_the_builders_make() -> None:
    assert news_day().session == SESSION
