"""Calendars and news through the real yfinance, against a stand-in: welcome, never needed, never waited for."""

import time
from collections.abc import Iterator
from datetime import date, datetime
from time import process_time
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from marketwrap.base.model import Event, Figure
from marketwrap.events import yahoo
from marketwrap.events.entries import Market
from marketwrap.events.yahoo import Limits
from marketwrap.market import universe
from tests.hostile import LINKS, SAMPLES
from tests.standin import StandIn, send_here, serve

SESSION = date(2026, 1, 14)
ZONE = ZoneInfo("America/New_York")
UNIVERSE = universe.parse(
    """
    id = "two"
    name = "Two"
    calendar = "XNYS"
    timezone = "America/New_York"
    required = ["INDEX"]
    regions = ["US"]
    [instruments]
    INDEX = { name = "Index", kind = "index" }
    BANK = { name = "Example Bank", kind = "stock" }
    FUND = { name = "Fund", kind = "fund" }
    """,
    "test",
)
MARKET = Market(ZONE, {"BANK": "Example Bank"})


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[StandIn, dict[str, str]]]:
    with serve(tmp_path_factory.mktemp("standin")) as (server, environment):
        yield server, environment


@pytest.fixture
def server(running: tuple[StandIn, dict[str, str]], monkeypatch: pytest.MonkeyPatch) -> Iterator[StandIn]:
    standin, environment = running
    send_here(environment, monkeypatch)
    standin.clear()
    yield standin
    standin.release.set()
    standin.release.clear()


def fetched(limits: Limits | None = None) -> tuple[dict[str, Event], list[str]]:
    lines: list[str] = []
    found = yahoo.fetch(UNIVERSE, MARKET, SESSION, lines.append, limits or Limits())
    return {event.id: event for event in found}, lines


def report(symbol: str, name: str, start: str = "2026-01-14T11:45:00.000Z", timing: str = "BMO") -> list[Any]:
    return [symbol, name, 39e10, "Q4 2025 Earnings Release", start, timing, 0.96, 0.98, 2.1]


def release(name: str, region: str = "US", start: str = "2026-01-14T13:30:00.000Z") -> list[Any]:
    return [name, region, start, "Nov", 3.0, 2.7, None, None]


def article(
    title: object, link: str = "https://example.com/a", publisher: str = "Example Wire"
) -> dict[str, Any]:
    content = {
        "title": title,
        "pubDate": "2026-01-14T18:10:00Z",
        "provider": {"displayName": publisher},
        "canonicalUrl": {"url": link},
    }
    return {"id": "n", "content": content}


def test_the_earnings_calendar_becomes_earnings(server: StandIn) -> None:
    server.calendars["sp_earnings"] = [
        report("BANK", "Example Bank Corporation"),
        report("OTHER", "The Other Group, Inc.", "2026-01-15T21:05:00.000Z", "AMC"),
        report("THIRD", "Third & Company", "2026-01-16T00:00:00.000Z", "TNS"),
    ]
    found, lines = fetched()
    assert lines == []
    assert found["earnings/2026-01-14/bank"] == Event(
        id="earnings/2026-01-14/bank",
        kind="earnings",
        name="Example Bank",
        day=SESSION,
        at=datetime(2026, 1, 14, 6, 45, tzinfo=ZONE),
        timing="before",
        period="fourth quarter",
        figures={"eps": Figure(0.98, "price", 2, "USD"), "eps_expected": Figure(0.96, "price", 2, "USD")},
        publisher="Example Bank",
        symbols=("BANK",),
    )
    other, third = found["earnings/2026-01-15/other"], found["earnings/2026-01-16/third"]
    assert (other.name, other.timing) == ("Other", "after")
    assert other.figures["eps"].currency == ""
    assert (third.name, third.at, third.timing) == ("Third", None, "")


def test_of_the_economic_calendar_only_what_is_listed_for_the_region_is_taken(server: StandIn) -> None:
    server.calendars["economic_event"] = [
        release("PPI YY *"),
        release("PPI YY", "JP"),
        release("4-Week Bill Auction"),
        ["Initial Jobless Claims", "US", "2026-01-15T13:30:00.000Z", "10 Jan", None, 215.0, 208000.0, None],
    ]
    found, lines = fetched()
    assert lines == []
    assert set(found) == {"release/2026-01-14/producer-prices", "release/2026-01-15/initial-jobless-claims"}
    prices = found["release/2026-01-14/producer-prices"]
    assert prices.figures == {"actual": Figure(0.03, "percent", 1), "expected": Figure(0.027, "percent", 1)}
    assert (prices.period, prices.region, prices.at) == (
        "November",
        "US",
        datetime(2026, 1, 14, 8, 30, tzinfo=ZONE),
    )
    # 215 is in another unit than the count of persons that it ought to be
    claims = found["release/2026-01-15/initial-jobless-claims"]
    assert claims.figures == {"previous": Figure(208_000, "count", 0)}


def test_every_page_of_a_calendar_is_read(server: StandIn) -> None:
    filler = [release(f"Something {number}") for number in range(150)]
    server.calendars["economic_event"] = [*filler, release("PPI YY")]
    assert set(fetched()[0]) == {"release/2026-01-14/producer-prices"}


def test_news_become_headlines_about_every_symbol_that_they_came_with(server: StandIn) -> None:
    server.news = {
        "INDEX": [article("Banks fall")],
        "BANK": [article("Banks fall"), article("Bank names a chief")],
    }
    found, lines = fetched()
    assert lines == []
    assert {event.name: event.symbols for event in found.values()} == {
        "Banks fall": ("INDEX", "BANK"),
        "Bank names a chief": ("BANK",),
    }
    assert {event.publisher for event in found.values()} == {"Example Wire"}


def test_a_companys_name_of_many_forms_does_not_hold_a_run_up(server: StandIn) -> None:
    server.calendars["sp_earnings"] = [report("OTHER", "Other" + " Co" * 20_000 + " x")]
    begun = process_time()
    found, _ = fetched()
    assert process_time() - begun < 10
    assert next(iter(found.values())).name.startswith("Other")


def test_hostile_headlines_come_out_clean(server: StandIn) -> None:
    server.news["INDEX"] = [article(title, publisher="Hostile <b>Feed</b>") for title in SAMPLES.values()]
    server.news["BANK"] = [article(f"Title {number}", link) for number, link in enumerate(LINKS)]
    found, _ = fetched()
    titles = " ".join(event.name + event.publisher for event in found.values())
    assert len(found) == len(SAMPLES) - 1 + len(LINKS)
    assert not set("<>\x00\u202e\ue000") & set(titles)
    assert "Hostile Feed" in titles
    assert {event.link for event in found.values() if event.name.startswith("Title")} == {""}


@pytest.mark.parametrize(
    "item",
    [
        {},
        {"content": None},
        article(None),
        article(7),
        article(""),
        article("A") | {"content": {"title": "A"}},
    ],
)
def test_an_article_that_is_none_is_counted_and_left_out(server: StandIn, item: dict[str, Any]) -> None:
    server.news["INDEX"] = [item, article("Banks fall")]
    found, lines = fetched()
    assert [event.name for event in found.values()] == ["Banks fall"]
    assert lines == ["yahoo: news on INDEX: 1 entries that say nothing usable"]


@pytest.mark.parametrize(
    "fault", ["busy", "unauthorized", "bad gateway", "web page", "broken off", "hang up"]
)
def test_a_yahoo_that_does_not_answer_gives_lines_and_no_events(server: StandIn, fault: str) -> None:
    server.misbehave("*", fault)
    found, lines = fetched()
    assert found == {}
    assert lines[0].startswith("yahoo: the earnings calendar could not be read: ")
    assert lines[-1].endswith(" of 4 questions on events without an answer")


def test_what_fails_does_not_take_the_rest_along(server: StandIn) -> None:
    server.misbehave("sp_earnings", "web page")
    server.news["BANK"] = [article("Banks fall")]
    found, lines = fetched()
    assert [event.name for event in found.values()] == ["Banks fall"]
    assert len(lines) == 2


def test_nobody_waits_for_a_yahoo_that_hangs(server: StandIn) -> None:
    server.misbehave("*", "hang")
    start = time.monotonic()
    found, lines = fetched(Limits(total=0.5))
    assert time.monotonic() - start < 5
    assert (found, lines) == ({}, ["yahoo: 4 of 4 questions on events without an answer"])
