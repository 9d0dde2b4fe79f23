"""The gate: for each fault of the prices, which of the three answers it gets."""

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from marketwrap.base.errors import Refusal
from marketwrap.base.model import Note, Universe
from marketwrap.base.templates import template_dir
from marketwrap.formats import snapshot
from marketwrap.market import universe
from marketwrap.market.prices import Fetched, History, Prices
from marketwrap.sources import gate
from marketwrap.sources.gate.refusals import REASONS

ROOT = Path(__file__).parents[2]
#: forty sessions without a holiday among them, up to a Friday
SESSION = date(2025, 10, 10)
DAYS = pd.bdate_range(end=SESSION, periods=40).drop([pd.Timestamp(2025, 9, 1)])
BEFORE = DAYS[-2].date()
NOW = datetime(2025, 10, 11, 12, tzinfo=UTC)
OPEN = datetime(2025, 10, 10, 15, tzinfo=UTC)
CLOSE = datetime(2025, 10, 10, 20, tzinfo=UTC)
TEXT = """
id = "test"
name = "Test"
calendar = "XNYS"
timezone = "America/New_York"
required = ["INDEX"]
[instruments]
INDEX = { name = "Index", kind = "index" }
SECOND = { name = "Second", kind = "index" }
THIRD = { name = "Third", kind = "index" }
FUND = { name = "Fund", kind = "fund" }
STOCK = { name = "Stock", kind = "stock", currency = "GBP" }
OIL = { name = "Oil", kind = "future", currency = "$" }
YIELD = { name = "Yield", kind = "yield" }
COIN = { name = "Coin", kind = "crypto" }
[groups]
majors = { name = "major indexes", members = ["INDEX", "SECOND", "THIRD"] }
"""
UNIVERSE = universe.parse(TEXT, "test")
LEVELS = {
    "INDEX": 6900.0,
    "SECOND": 23000.0,
    "THIRD": 49000.0,
    "FUND": 690.0,
    "STOCK": 100.0,
    "OIL": 60.0,
    "YIELD": 4.0,
    "COIN": 90000.0,
}
Change = Callable[[pd.DataFrame], pd.DataFrame]


def bars(level: float) -> pd.DataFrame:
    """Prices that rise by a thousandth and a half a day, with a range of a hundredth around them."""
    closes = level * 1.0015 ** np.arange(len(DAYS))
    columns = {"open": closes, "high": closes * 1.005, "low": closes * 0.995, "close": closes}
    return pd.DataFrame({**columns, "volume": 1000.0}, index=DAYS)


def histories(**changed: History) -> dict[str, History]:
    return {symbol: History(symbol, bars(level)) for symbol, level in LEVELS.items()} | changed


def fetched(found: Mapping[str, History], failures: Mapping[str, str] | None = None) -> Fetched:
    return Fetched("test", "price", NOW, found, failures or {})


def examine(found: Fetched, market: Universe = UNIVERSE, *, unclosed: bool = False) -> Prices:
    return gate.examine(found, market, SESSION, NOW, unclosed=unclosed)


def with_bars(symbol: str, change: Change) -> Prices:
    return examine(fetched(histories(**{symbol: History(symbol, change(bars(LEVELS[symbol])))})))


def with_close(symbol: str, factor: float, back: int = 1) -> Prices:
    """One row's prices multiplied, counted from the end."""
    return with_bars(symbol, lambda table: scaled(table, slice(-back, len(table) - back + 1), factor))


def scaled(table: pd.DataFrame, rows: slice, factor: float) -> pd.DataFrame:
    prices = ["open", "high", "low", "close"]
    table.loc[table.index[rows], prices] *= factor
    return table


def put(table: pd.DataFrame, place: int, **values: float) -> pd.DataFrame:
    for name, value in values.items():
        table.loc[table.index[place], name] = value
    return table


def left_out(prices: Prices, symbol: str, fault: str, *days: date) -> bool:
    """Whether the symbol is gone with just this note, and the others are there."""
    others = [other for other in LEVELS if other != symbol]
    assert prices.notes == (Note("left out", fault, symbol, days),)
    assert list(prices.closes) == others
    return True


def mended(prices: Prices, symbol: str, fault: str, *days: date) -> bool:
    """Whether the symbol is there with just this note."""
    assert prices.notes == (Note("mended", fault, symbol, days),)
    assert list(prices.closes) == list(LEVELS)
    return True


# --- nothing wrong -----------------------------------------------------------------------------------


def test_sound_prices_pass_without_a_note() -> None:
    prices = examine(fetched(histories()))
    assert prices.notes == ()
    assert list(prices.closes) == list(LEVELS)
    assert prices.session == SESSION
    assert prices.closes["FUND"].tolist() == bars(690.0)["close"].tolist()


def test_rows_are_the_sessions_of_the_calendar() -> None:
    prices = with_bars("COIN", lambda table: table.drop(table.index[10]))
    assert prices.closes.index.equals(DAYS)
    assert np.isnan(prices.closes["COIN"].iloc[10])


def test_rows_after_the_session_are_not_looked_at() -> None:
    later = {DAYS[-1] + timedelta(days=3): 1e9}
    prices = with_bars("FUND", lambda table: pd.concat([table, pd.DataFrame({"close": later})]))
    assert prices.notes == ()
    assert prices.session == SESSION


def test_an_instrument_that_began_later_has_no_note() -> None:
    prices = with_bars("FUND", lambda table: table.iloc[-3:])
    assert prices.notes == ()
    assert prices.closes["FUND"].notna().sum() == 3


def test_an_instrument_that_had_not_begun_is_absent_without_a_note() -> None:
    prices = with_bars("FUND", lambda table: table.iloc[:0])
    assert "FUND" not in prices.closes
    assert prices.notes == ()


def test_symbols_outside_the_universe_are_not_looked_at() -> None:
    prices = examine(fetched(histories(OTHER=History("OTHER", bars(1.0)))))
    assert "OTHER" not in prices.closes


# --- no answer ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "reason", ["unknown symbol", "an answer without prices", "a web page and no prices", "too many requests"]
)
def test_a_symbol_without_an_answer_is_left_out_with_a_note(reason: str) -> None:
    found = histories()
    del found["FUND"]
    assert left_out(examine(fetched(found, {"FUND": reason})), "FUND", "no_answer")


def test_a_required_symbol_without_an_answer_is_refused_with_the_sources_reason() -> None:
    found = histories()
    del found["INDEX"]
    with pytest.raises(Refusal, match=r"without Index \(INDEX\): a web page and no prices; run again later"):
        examine(fetched(found, {"INDEX": "a web page and no prices"}))


def test_a_file_without_the_required_symbol_is_refused() -> None:
    found = histories()
    del found["INDEX"]
    with pytest.raises(Refusal, match=r"without Index \(INDEX\): not in the source"):
        examine(fetched(found))


def test_a_file_with_some_of_the_symbols_is_enough_and_what_it_lacks_is_no_fault() -> None:
    found = histories()
    few = {symbol: found[symbol] for symbol in ("INDEX", "SECOND")}
    lacking = frozenset(found.keys() - few.keys())
    prices = examine(replace(fetched(few, dict.fromkeys(lacking, "not in the file")), absent=lacking))
    assert list(prices.closes) == ["INDEX", "SECOND"]
    assert prices.notes == ()


# --- the session is missing --------------------------------------------------------------------------


def test_the_last_session_missing_for_one_symbol_is_left_out_with_a_note() -> None:
    assert left_out(with_bars("FUND", lambda table: table[:-1]), "FUND", "missing_session", SESSION)


def test_the_last_session_missing_for_all_is_refused() -> None:
    short = {symbol: History(symbol, bars(level)[:-1]) for symbol, level in LEVELS.items()}
    with pytest.raises(
        Refusal, match="no close for 2025-10-10; ask for its latest session with --date 2025-10-09"
    ):
        examine(fetched(short))


def test_a_null_close_with_volume_is_left_out_with_a_note() -> None:
    prices = with_bars("FUND", lambda table: put(table, -1, close=np.nan, open=np.nan, volume=500.0))
    assert left_out(prices, "FUND", "null_close", SESSION)


def test_an_infinite_close_is_left_out_as_none() -> None:
    assert left_out(
        with_bars("FUND", lambda table: put(table, -1, close=np.inf)), "FUND", "null_close", SESSION
    )


@pytest.mark.parametrize("symbol", ["OIL", "YIELD", "COIN"])
def test_a_future_a_yield_or_a_coin_that_is_a_day_behind_is_left_out_with_its_latest_session(
    symbol: str,
) -> None:
    assert left_out(with_bars(symbol, lambda table: table[:-1]), symbol, "behind", BEFORE)


def test_the_session_before_missing_for_one_symbol_stays_blank_with_a_note() -> None:
    prices = with_bars("FUND", lambda table: table.drop(table.index[-2]))
    assert mended(prices, "FUND", "gap_before", BEFORE)
    assert np.isnan(prices.closes["FUND"].iloc[-2])


def test_the_session_before_missing_for_all_is_refused() -> None:
    gap = {symbol: History(symbol, bars(level).drop(DAYS[-2])) for symbol, level in LEVELS.items()}
    with pytest.raises(Refusal, match="no close for 2025-10-09, the session before"):
        examine(fetched(gap))


def test_a_recent_gap_stays_blank_with_a_note_and_an_old_one_without() -> None:
    prices = with_bars("FUND", lambda table: table.drop([table.index[3], table.index[-9]]))
    assert mended(prices, "FUND", "recent_gap", DAYS[-9].date())
    assert np.isnan(prices.closes["FUND"].iloc[3])


# --- rows too many -----------------------------------------------------------------------------------


def twice(table: pd.DataFrame, place: int, factor: float) -> pd.DataFrame:
    row = table.iloc[[place]] * factor
    return pd.concat([table, row]).sort_index(kind="stable")


@pytest.mark.parametrize("factor", [1.0, 1.0000005])
def test_a_second_row_that_says_the_same_is_dropped_with_a_note(factor: float) -> None:
    prices = with_bars("FUND", lambda table: twice(table, -1, factor))
    assert mended(prices, "FUND", "duplicate_row", SESSION)
    assert prices.closes["FUND"].iloc[-1] == bars(690.0)["close"].iloc[-1] * factor


@pytest.mark.parametrize("factor", [1.01, 1.0001])
def test_a_second_row_that_says_something_else_is_left_out_with_a_note(factor: float) -> None:
    prices = with_bars("FUND", lambda table: twice(table, -1, factor))
    assert left_out(prices, "FUND", "contradicting_rows", SESSION)


def test_a_second_row_without_a_close_gives_way_to_the_one_with_it() -> None:
    prices = with_bars("FUND", lambda table: twice(table, -1, np.nan))
    assert mended(prices, "FUND", "duplicate_row", SESSION)
    assert prices.closes["FUND"].notna().all()


def test_contradicting_rows_of_an_earlier_week_are_blank_with_a_note() -> None:
    prices = with_bars("FUND", lambda table: twice(table, -12, 1.01))
    assert mended(prices, "FUND", "recent_gap", DAYS[-12].date())


@pytest.mark.parametrize("day", [date(2025, 9, 1), date(2025, 10, 4)], ids=["holiday", "weekend"])
def test_a_row_on_a_day_without_a_session_is_dropped_with_a_note(day: date) -> None:
    row = pd.DataFrame({"close": {pd.Timestamp(day): 1.0}})
    prices = with_bars("FUND", lambda table: pd.concat([table, row]).sort_index())
    assert mended(prices, "FUND", "off_calendar", day)
    assert prices.closes.index.equals(DAYS)


@pytest.mark.parametrize("symbol", ["COIN", "OIL", "YIELD"])
def test_what_trades_on_other_days_too_is_cut_to_the_sessions_without_a_note(symbol: str) -> None:
    row = pd.DataFrame({"close": {pd.Timestamp(2025, 10, 4): LEVELS[symbol]}})
    prices = with_bars(symbol, lambda table: pd.concat([table, row]).sort_index())
    assert prices.notes == ()
    assert prices.closes.index.equals(DAYS)


# --- closes that cannot be ---------------------------------------------------------------------------


@pytest.mark.parametrize("close", [0.0, -5.0])
def test_a_close_at_zero_or_below_is_left_out_with_a_note(close: float) -> None:
    prices = with_bars("FUND", lambda table: put(table, -1, close=close, low=close))
    assert left_out(prices, "FUND", "not_positive", SESSION)


def test_a_future_below_zero_is_real_and_stays() -> None:
    prices = with_bars("OIL", lambda table: put(table, -1, close=-37.63, low=-40.32))
    assert prices.notes == ()
    assert prices.closes["OIL"].iloc[-1] == -37.63


def test_a_future_at_zero_is_left_out_with_a_note() -> None:
    prices = with_bars("OIL", lambda table: put(table, -1, close=0.0, low=0.0))
    assert left_out(prices, "OIL", "not_positive", SESSION)


def test_a_yield_may_touch_zero_from_near_it() -> None:
    near = put(put(bars(0.02), -2, close=0.02, low=0.01), -1, close=0.0, low=0.0)
    assert examine(fetched(histories(YIELD=History("YIELD", near)))).notes == ()
    far = with_bars("YIELD", lambda table: put(table, -1, close=0.0, low=0.0))
    assert left_out(far, "YIELD", "not_positive", SESSION)


def test_an_old_close_of_zero_is_blank() -> None:
    prices = with_bars("FUND", lambda table: put(table, 2, close=0.0, low=0.0))
    assert np.isnan(prices.closes["FUND"].iloc[2])
    assert prices.notes == ()


@pytest.mark.parametrize("factor", [1.02, 0.98], ids=["above", "below"])
def test_a_close_outside_high_and_low_is_left_out_with_a_note(factor: float) -> None:
    prices = with_bars("FUND", lambda table: put(table, -1, close=table["close"].iloc[-1] * factor))
    assert left_out(prices, "FUND", "outside_range", SESSION)


def test_a_close_outside_high_and_low_by_rounding_stays() -> None:
    prices = with_bars("FUND", lambda table: put(table, -1, high=table["close"].iloc[-1] - 0.01))
    assert prices.notes == ()


@pytest.mark.parametrize("factor", [100, 0.01, 10, 1000])
@pytest.mark.parametrize("symbol", ["SECOND", "OIL", "YIELD", "COIN"])
def test_a_close_of_another_order_of_magnitude_is_left_out_with_a_note(symbol: str, factor: float) -> None:
    assert left_out(with_close(symbol, factor), symbol, "unit_mixup", SESSION)


def test_a_wrong_order_of_magnitude_in_the_week_before_is_left_out_with_a_note() -> None:
    assert left_out(with_close("SECOND", 100, back=3), "SECOND", "unit_mixup", DAYS[-3].date())


def test_the_required_symbol_at_a_hundred_times_its_level_is_refused() -> None:
    with pytest.raises(Refusal, match="for 2025-10-10 is of another order of magnitude"):
        with_close("INDEX", 100)


@pytest.mark.parametrize(
    ("symbol", "factor"), [("SECOND", 0.77), ("STOCK", 1.87), ("STOCK", 0.61), ("OIL", 0.4)]
)
def test_a_crash_and_a_rebound_are_not_taken_for_faults(symbol: str, factor: float) -> None:
    assert with_close(symbol, factor).notes == ()


def test_prices_in_another_currency_are_left_out_with_a_note() -> None:
    pence = History("STOCK", bars(100.0), currency="GBp")
    assert left_out(examine(fetched(histories(STOCK=pence))), "STOCK", "wrong_currency")


def test_a_sign_in_place_of_a_currency_code_is_not_compared() -> None:
    oil = History("OIL", bars(60.0), currency="USD")
    assert examine(fetched(histories(OIL=oil))).notes == ()


# --- splits ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ratio", [2, 3, 4, 10, 20, 1 / 10])
def test_a_jump_like_a_split_that_nobody_reported_is_left_out_with_a_note(ratio: float) -> None:
    assert left_out(with_close("STOCK", 1 / ratio), "STOCK", "split_unapplied", SESSION)


def test_a_fall_by_half_together_with_the_market_is_no_split() -> None:
    fallen = {s: History(s, scaled(bars(level), slice(-1, None), 0.6)) for s, level in LEVELS.items()}
    stock = History("STOCK", scaled(bars(100.0), slice(-1, None), 0.5))
    assert examine(fetched({**fallen, "STOCK": stock})).notes == ()


def test_an_index_is_not_split() -> None:
    assert with_close("SECOND", 0.5).notes == ()


def test_a_split_that_the_source_reports_and_has_not_applied_is_mended_with_a_note() -> None:
    day = DAYS[-4].date()
    stock = History("STOCK", scaled(bars(100.0), slice(-4, None), 0.25), splits={day: 4.0})
    prices = examine(fetched(histories(STOCK=stock)))
    assert mended(prices, "STOCK", "split_mended", day)
    np.testing.assert_allclose(prices.closes["STOCK"], bars(25.0)["close"])


def test_a_split_that_the_source_has_applied_changes_nothing() -> None:
    stock = History("STOCK", bars(100.0), splits={DAYS[-4].date(): 4.0})
    prices = examine(fetched(histories(STOCK=stock)))
    assert prices.notes == ()
    assert prices.closes["STOCK"].tolist() == bars(100.0)["close"].tolist()


# --- frozen ------------------------------------------------------------------------------------------


def repeat(table: pd.DataFrame, times: int, **values: float) -> pd.DataFrame:
    for back in range(times, 0, -1):
        row = {name: table[name].iloc[-back - 1] for name in ("open", "high", "low", "close")}
        put(table, -back, **{**row, **values})
    return table


def test_the_close_before_once_more_without_volume_is_left_out_with_a_note() -> None:
    assert left_out(with_bars("FUND", lambda table: repeat(table, 1, volume=0.0)), "FUND", "frozen", SESSION)


def test_the_close_before_as_the_whole_range_is_left_out_with_a_note() -> None:
    def flat(table: pd.DataFrame) -> pd.DataFrame:
        close = table["close"].iloc[-2]
        return put(table, -1, open=close, high=close, low=close, close=close)

    assert left_out(with_bars("YIELD", flat), "YIELD", "frozen", SESSION)


def test_the_same_close_for_a_week_in_which_the_market_moves_is_left_out_with_a_note() -> None:
    days = [day.date() for day in DAYS[-4:]]
    assert left_out(with_bars("FUND", lambda table: repeat(table, 4)), "FUND", "frozen", *days)


def test_the_same_close_twice_in_a_day_with_volume_is_real() -> None:
    assert with_bars("FUND", lambda table: repeat(table, 2)).notes == ()


def test_the_same_close_in_something_that_never_has_volume_is_real() -> None:
    def silent(table: pd.DataFrame) -> pd.DataFrame:
        return repeat(table.assign(volume=0.0), 1)

    assert with_bars("YIELD", silent).notes == ()


# --- is the session over -----------------------------------------------------------------------------


def test_a_session_before_its_close_is_refused() -> None:
    with pytest.raises(
        Refusal, match=r"session of 2025-10-10 has not closed: it closes at 2025-10-10 16:00 EDT"
    ):
        gate.examine(fetched(histories()), UNIVERSE, SESSION, OPEN)


def test_prices_retrieved_before_the_close_are_refused_even_later() -> None:
    with pytest.raises(Refusal, match="prices are of 2025-10-10 11:00 EDT"):
        examine(replace(fetched(histories()), retrieved=OPEN))


def test_prices_that_end_before_the_session_are_refused_for_the_missing_close() -> None:
    short = {symbol: History(symbol, bars(level)[:-1]) for symbol, level in LEVELS.items()}
    with pytest.raises(Refusal, match="no close for 2025-10-10"):
        examine(replace(fetched(short), retrieved=CLOSE - timedelta(days=1)))


def test_an_early_close_is_a_close() -> None:
    session, now = date(2025, 11, 28), datetime(2025, 11, 28, 18, 5, tzinfo=UTC)
    days = pd.bdate_range(end=session, periods=9).drop([pd.Timestamp(2025, 11, 27)])
    tables = {s: bars(level).iloc[-len(days) :].set_axis(days) for s, level in LEVELS.items()}
    late = datetime(2025, 11, 28, 21, tzinfo=UTC)
    found = {s: History(s, table, last_trade=now, period_end=late) for s, table in tables.items()}
    prices = gate.examine(replace(fetched(found), retrieved=now), UNIVERSE, session, now)
    assert prices.notes == ()


def test_a_last_trade_before_the_end_of_trading_is_refused() -> None:
    index = History("INDEX", bars(6900.0), last_trade=OPEN, period_end=CLOSE)
    with pytest.raises(Refusal, match="the last trade in INDEX is of"):
        examine(fetched(histories(INDEX=index)))


def test_an_unfinished_session_passes_when_it_is_asked_for() -> None:
    found = histories(INDEX=History("INDEX", bars(6900.0), last_trade=OPEN, period_end=CLOSE))
    prices = gate.examine(fetched(found), UNIVERSE, SESSION, OPEN, unclosed=True)
    assert prices.session == SESSION
    assert prices.notes == ()


def test_one_symbol_that_is_still_trading_is_left_out_with_a_note() -> None:
    fund = History("FUND", bars(690.0), last_trade=OPEN, period_end=CLOSE)
    assert left_out(examine(fetched(histories(FUND=fund))), "FUND", "unfinished", SESSION)


def test_a_quiet_fund_may_have_traded_last_just_before_the_bell() -> None:
    fund = History("FUND", bars(690.0), last_trade=CLOSE - timedelta(minutes=2), period_end=CLOSE)
    assert examine(fetched(histories(FUND=fund))).notes == ()


def test_what_trades_around_the_clock_is_taken_as_it_is() -> None:
    coin = History("COIN", bars(90000.0), last_trade=CLOSE, period_end=NOW, last_price=1.0)
    assert examine(fetched(histories(COIN=coin))).notes == ()


def test_an_older_session_is_over_although_the_source_is_in_a_later_one() -> None:
    later = timedelta(days=30)
    index = History("INDEX", bars(6900.0), last_trade=OPEN + later, period_end=CLOSE + later, last_price=1.0)
    assert examine(fetched(histories(INDEX=index))).notes == ()


def test_a_close_that_is_not_the_sources_own_last_price_is_left_out_with_a_note() -> None:
    fund = History("FUND", bars(690.0), last_trade=CLOSE, period_end=CLOSE, last_price=700.0)
    assert left_out(examine(fetched(histories(FUND=fund))), "FUND", "disagrees", SESSION)


@pytest.mark.parametrize(
    ("day", "before"), [(date(2025, 9, 1), "2025-08-29"), (date(2025, 10, 11), "2025-10-10")]
)
def test_a_day_without_a_session_is_refused_and_the_session_before_is_named(day: date, before: str) -> None:
    with pytest.raises(Refusal, match=f"{day} is no session of XNYS; ask for the one before it, {before}"):
        gate.examine(fetched(histories()), UNIVERSE, day, NOW + timedelta(days=9))


# --- too little is left ------------------------------------------------------------------------------


def test_more_than_a_third_left_out_is_refused_with_reasons() -> None:
    found = histories()
    lost = {symbol: History(symbol, found[symbol].bars[:-1]) for symbol in ("FUND", "OIL", "STOCK")}
    with pytest.raises(Refusal, match=r"3 of 8 instruments cannot be used for 2025-10-10 \(FUND: no close"):
        examine(fetched({**found, **lost}))


def test_a_quarter_left_out_is_a_brief_with_notes() -> None:
    found = histories()
    lost = {symbol: History(symbol, found[symbol].bars[:-1]) for symbol in ("FUND", "STOCK")}
    prices = examine(fetched({**found, **lost}))
    assert [note.symbol for note in prices.notes] == ["FUND", "STOCK"]


def test_one_major_index_alone_is_refused() -> None:
    found = histories()
    lost = {symbol: History(symbol, found[symbol].bars[:-1]) for symbol in ("SECOND", "THIRD")}
    with pytest.raises(Refusal, match=r"with 1 of 3 major indexes \(SECOND: no close for 2025-10-10; THIRD"):
        examine(fetched({**found, **lost}))


def test_a_refusal_is_one_line_with_a_remedy_and_exit_code_three() -> None:
    with pytest.raises(Refusal) as caught:
        examine(fetched(histories(INDEX=History("INDEX", bars(6900.0)[:-1]))))
    assert "\n" not in str(caught.value)
    assert caught.value.remedy
    assert caught.value.exit_code == 3


# --- a snapshot, and the order of things -------------------------------------------------------------


def faulty() -> dict[str, History]:
    return histories(
        FUND=History("FUND", bars(690.0).drop(DAYS[-2])),
        OIL=History("OIL", twice(bars(60.0), -1, 1.0)),
        YIELD=History("YIELD", bars(4.0)[:-1]),
        COIN=History("COIN", bars(90000.0).drop(DAYS[-7])),
    )


def test_a_snapshot_that_is_examined_again_gives_the_same_closes_and_notes() -> None:
    first = examine(fetched(faulty(), {"STOCK": "unknown"}))
    second = examine(snapshot.fetched(first))
    assert len(first.notes) == 4
    assert second.notes == first.notes
    assert second.sha256 == first.sha256


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.differing_executors])
@given(st.randoms(use_true_random=False))
def test_neither_the_order_of_rows_nor_that_of_symbols_matters(random: Random) -> None:
    expected = examine(fetched(faulty()))
    mixed = list(faulty().items())
    random.shuffle(mixed)
    rows = list(range(30))
    random.shuffle(rows)
    for place, (symbol, history) in enumerate(mixed):
        order = [*rows, *range(30, len(history.bars))]
        mixed[place] = (symbol, replace(history, bars=history.bars.iloc[order]))
    found = examine(fetched(dict(mixed)))
    assert found.notes == expected.notes
    assert found.sha256 == expected.sha256


@settings(max_examples=30, deadline=None)
@given(symbol=st.sampled_from(["SECOND", "FUND", "STOCK", "YIELD"]), move=st.floats(-0.3, 0.45))
def test_no_move_of_a_size_that_has_happened_is_taken_for_a_fault(symbol: str, move: float) -> None:
    assert with_close(symbol, 1 + move).notes == ()


# --- words -------------------------------------------------------------------------------------------


def phrases() -> dict[str, str]:
    return tomllib.loads(
        (template_dir() / "languages" / "en-US" / "phrases" / "gate.toml").read_text("utf-8")
    )


def source() -> str:
    return "".join(
        path.read_text("utf-8")
        for path in (ROOT / "generator" / "marketwrap" / "sources" / "gate").glob("*.py")
    )


def test_every_fault_is_worded_and_stands_in_the_docs_table_and_nothing_else_does() -> None:
    keys = set(phrases())
    table = (ROOT / "docs" / "gate.md").read_text("utf-8")
    assert set(re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)) == keys
    assert {key for key in keys if f'"{key}"' in source()} == keys


def test_every_fault_that_leaves_out_has_words_for_a_refusal() -> None:
    leaving = {key for key, phrase in phrases().items() if phrase.startswith("Left out")}
    assert leaving | {"gap_before"} == set(REASONS)


def test_the_notes_wording_holds_no_digits() -> None:
    assert not re.search(r"\d", "".join(phrases().values()))
