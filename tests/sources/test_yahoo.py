"""Yahoo through the real yfinance, against a stand-in that speaks its wire format over TLS."""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time
from pathlib import Path

import numpy as np
import pytest

from marketwrap.base.errors import Refusal, SourceError
from marketwrap.base.model import Note
from marketwrap.base.settings import Limits
from marketwrap.market import universe
from marketwrap.sources import gate, yahoo, yahoo_ticker
from marketwrap.sources.request import Request
from tests.standin import Bar, Listing, StandIn, send_here, serve, weekdays

SESSION = date(2025, 10, 10)
DAYS = weekdays(SESSION, 25)
NOW = datetime(2025, 10, 11, 12, tzinfo=UTC)
LIMITS = Limits(deadline=60, patience=2, timeout=5, retries=1, wait=0.01)
UNIVERSE = universe.parse(
    """
    id = "two"
    name = "Two"
    calendar = "XNYS"
    timezone = "America/New_York"
    required = ["INDEX"]
    [instruments]
    INDEX = { name = "Index", kind = "index" }
    FUND = { name = "Fund", kind = "fund" }
    STOCK = { name = "Stock", kind = "stock" }
    COIN = { name = "Coin", kind = "crypto" }
    NOBODY = { name = "Nobody", kind = "stock" }
    """,
    "test",
)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[StandIn, dict[str, str]]]:
    with serve(tmp_path_factory.mktemp("standin")) as (server, environment):
        yield server, environment


@pytest.fixture
def server(running: tuple[StandIn, dict[str, str]], monkeypatch: pytest.MonkeyPatch) -> Iterator[StandIn]:
    """The stand-in, with two symbols that rise by one a day."""
    standin, environment = running
    send_here(environment, monkeypatch)
    standin.clear()
    standin.add(listing("INDEX", 6900), listing("FUND", 690))
    yield standin
    standin.release.set()
    standin.release.clear()


def listing(symbol: str, first: float, days: list[date] = DAYS) -> Listing:
    return Listing(symbol, [Bar(day, first + number) for number, day in enumerate(days)])


def request(*symbols: str, store: Path | None = None, session: date = SESSION, **limits: float) -> Request:
    return Request(
        UNIVERSE,
        symbols or ("INDEX", "FUND"),
        None,
        session,
        None,
        store,
        NOW,
        source="yahoo",
        label="yahoo",
        limits=LIMITS.model_copy(update=limits),
    )


def test_closes_come_as_they_were_printed_and_not_in_single_precision(server: StandIn) -> None:
    server.listings["FUND"].bars[-1].close = 344.82
    bars = yahoo.fetch(request()).histories["FUND"].bars
    assert bars["close"].tolist()[-1] == 344.82
    assert [day.date() for day in bars.index] == DAYS


def test_a_price_that_was_never_in_single_precision_stays() -> None:
    given = np.array([344.82000732421875, 0.1, 1524.5, 49149.62890625, np.nan, 0.0])
    expected = np.array([344.82, 0.1, 1524.5, 49149.63, np.nan, 0.0])
    np.testing.assert_array_equal(yahoo_ticker.shortest(given), expected)


def test_currency_splits_and_the_time_of_the_last_trade_come_along(server: StandIn) -> None:
    server.add(replace(listing("STOCK", 50), currency="GBp", splits={DAYS[20]: (4, 1)}, traded=time(12, 30)))
    history = yahoo.fetch(request("INDEX", "STOCK")).histories["STOCK"]
    assert history.currency == "GBp"
    assert history.splits == {DAYS[20]: 4.0}
    assert history.last_trade == datetime(2025, 10, 10, 16, 30, tzinfo=UTC)
    assert history.period_end == datetime(2025, 10, 10, 20, 0, tzinfo=UTC)
    assert history.last_price == 74


def test_a_day_is_the_day_of_the_exchange(server: StandIn) -> None:
    server.add(
        replace(listing("STOCK", 50), zone="Asia/Tokyo"),
        replace(listing("COIN", 9), zone="UTC", opens=time()),
    )
    histories = yahoo.fetch(request("STOCK", "COIN")).histories
    assert [day.date() for day in histories["STOCK"].bars.index] == DAYS
    assert [day.date() for day in histories["COIN"].bars.index] == DAYS


@pytest.mark.usefixtures("server")
def test_an_older_session_sees_nothing_later() -> None:
    fetched = yahoo.fetch(request(session=DAYS[10]))
    assert fetched.histories["FUND"].bars.index[-1].date() == DAYS[10]
    prices = gate.examine(fetched, UNIVERSE, DAYS[10], NOW)
    assert prices.closes["FUND"].iloc[-1] == 700


def test_a_row_without_a_close_is_kept_for_the_gate(server: StandIn) -> None:
    for back, volume in ((1, 1000), (2, None)):
        server.listings["FUND"].bars[-back] = Bar(DAYS[-back], None, volume)
    bars = yahoo.fetch(request()).histories["FUND"].bars
    assert bars["close"].isna().tolist() == [False] * 23 + [True, True]
    assert bars["volume"].tolist()[-2:] == [0, 1000]


def test_the_second_row_of_the_day_is_kept_for_the_gate(server: StandIn) -> None:
    server.listings["FUND"].bars.append(Bar(SESSION, 714, at=time(16, 0, 1)))
    prices = gate.examine(yahoo.fetch(request()), UNIVERSE, SESSION, NOW)
    assert prices.notes == (Note("mended", "duplicate_row", "FUND", (SESSION,)),)


def test_a_session_that_is_still_open_is_refused(server: StandIn) -> None:
    for symbol in ("INDEX", "FUND"):
        server.listings[symbol].traded = time(12, 30)
    with pytest.raises(Refusal, match="has not closed: the last trade in INDEX is of 2025-10-10 12:30"):
        gate.examine(yahoo.fetch(request()), UNIVERSE, SESSION, NOW)


def test_a_second_run_asks_only_for_the_last_sessions(server: StandIn, tmp_path: Path) -> None:
    first = yahoo.fetch(request(store=tmp_path, session=DAYS[-2]))
    second = yahoo.fetch(request(store=tmp_path))
    starts = [datetime.fromtimestamp(int(query["period1"]), UTC).date() for query in server.asked("FUND")]
    assert starts[1] == DAYS[-11]
    assert len(starts) == 2
    assert first.histories["FUND"].bars["close"].tolist() == [690.0 + n for n in range(24)]
    assert second.histories["FUND"].bars["close"].tolist() == [690.0 + n for n in range(25)]
    assert second.histories["FUND"].last_price == 714


def test_a_past_that_was_rescaled_is_fetched_again_from_the_beginning(
    server: StandIn, tmp_path: Path
) -> None:
    yahoo.fetch(request(store=tmp_path, session=DAYS[-2]))
    for bar in server.listings["FUND"].bars:
        bar.close = (bar.close or 0) / 2
    history = yahoo.fetch(request(store=tmp_path)).histories["FUND"]
    assert history.bars["close"].tolist() == [(690 + n) / 2 for n in range(25)]


@pytest.mark.usefixtures("server")
def test_the_store_never_shows_more_than_the_session(tmp_path: Path) -> None:
    yahoo.fetch(request(store=tmp_path))
    history = yahoo.fetch(request(store=tmp_path, session=DAYS[-3])).histories["FUND"]
    assert history.bars.index[-1].date() == DAYS[-3]
    assert len(history.bars) == 23


@pytest.mark.usefixtures("server")
def test_an_unknown_symbol_is_a_failure_and_the_rest_come() -> None:
    fetched = yahoo.fetch(request("INDEX", "NOBODY"))
    assert list(fetched.histories) == ["INDEX"]
    assert fetched.failures == {"NOBODY": "Yahoo has nothing under this symbol"}


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ("empty", "an answer without prices"),
        ("busy", "too many requests (HTTP 429)"),
        ("web page", "the answer is a web page or broken off, and no prices"),
        ("broken off", "the answer is a web page or broken off, and no prices"),
        ("unauthorized", "an answer without prices"),
        ("bad gateway", "the answer is a web page or broken off, and no prices"),
    ],
)
def test_what_is_no_answer_for_one_symbol_is_a_failure_in_one_line(
    server: StandIn, fault: str, reason: str
) -> None:
    server.misbehave("FUND", fault)
    fetched = yahoo.fetch(request(patience=0.1))
    assert fetched.failures == {"FUND": reason}
    assert list(fetched.histories) == ["INDEX"]


def test_a_connection_that_drops_for_one_symbol_is_a_failure(server: StandIn) -> None:
    server.misbehave("FUND", "hang up")
    failures = yahoo.fetch(request()).failures
    assert list(failures) == ["FUND"]
    assert failures["FUND"].endswith("Connection closed abruptly")


def test_a_busy_yahoo_is_asked_again_until_it_answers(server: StandIn) -> None:
    server.misbehave("*", "busy", times=6)
    assert list(yahoo.fetch(request()).histories) == ["INDEX", "FUND"]


def test_a_web_page_in_place_of_prices_is_not_remembered(server: StandIn) -> None:
    server.misbehave("FUND", "web page", times=1)
    assert list(yahoo.fetch(request()).histories) == ["INDEX", "FUND"]


@pytest.mark.parametrize("fault", ["busy", "web page", "unauthorized", "bad gateway", "hang up"])
def test_a_yahoo_that_answers_nobody_is_given_up_after_the_first_symbol(server: StandIn, fault: str) -> None:
    server.misbehave("*", fault)
    with pytest.raises(SourceError, match=r"yahoo: no answer: .* try again in an hour") as caught:
        yahoo.fetch(request(patience=0.2))
    assert caught.value.exit_code == 3
    assert {symbol for symbol, _ in server.charts} == {"INDEX"}


def test_a_yahoo_that_knows_none_of_the_symbols_is_an_error(server: StandIn) -> None:
    server.listings.clear()
    with pytest.raises(SourceError, match="no prices for any symbol: Yahoo has nothing under this symbol"):
        yahoo.fetch(request())


def test_symbols_that_do_not_answer_in_time_are_failures(server: StandIn) -> None:
    server.misbehave("FUND", "hang")
    fetched = yahoo.fetch(request(deadline=1))
    assert fetched.failures == {"FUND": "no answer within 1 seconds"}


def test_a_run_ends_in_time_when_yahoo_never_answers(server: StandIn) -> None:
    # yfinance's first requests have a timeout of half a minute, whatever it is told
    server.misbehave("*", "hang")
    program = """if True:
        from datetime import UTC, date, datetime
        from marketwrap.base.settings import Limits
        from marketwrap.market import universe
        from marketwrap.sources import yahoo  # noqa: PLC0415  # yfinance is slow to load, and others do without
        from marketwrap.sources.request import Request
        us = universe.load("us")
        now = datetime(2026, 1, 15, tzinfo=UTC)
        yahoo.fetch(Request(us, us.required, None, date(2026, 1, 14), None, None, now, limits=Limits(deadline=0.5)))
    """
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)
    assert "no prices for any symbol: no answer within 0.5 seconds" in done.stderr


def test_nothing_is_logged_or_printed(
    server: StandIn, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    server.misbehave("crumb", "busy")
    server.misbehave("FUND", "empty")
    yahoo.fetch(request("INDEX", "FUND", "NOBODY"))
    assert capfd.readouterr() == ("", "")
    assert caplog.records == []


@pytest.mark.usefixtures("server")
def test_progress_tells_one_line_a_symbol() -> None:
    lines: list[str] = []
    yahoo.fetch(replace(request(), progress=lines.append))
    assert lines == ["yahoo: 1 of 2, INDEX", "yahoo: 2 of 2, FUND"]
