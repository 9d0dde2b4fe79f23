from dataclasses import replace
from datetime import UTC, date, datetime
from importlib import resources
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from marketwrap.base import disk
from marketwrap.base.errors import SourceError
from marketwrap.market import universe
from marketwrap.market.calendars import sessions
from marketwrap.market.prices import Fetched
from marketwrap.sources import SOURCES, simulate
from marketwrap.sources.request import Request

US = universe.load("us")
LAST = date(2026, 1, 14)
MAJORS = ["^GSPC", "^DJI", "^IXIC"]
FIRST_SESSION_OF_2026, NINE = "2026-01-02", 9

REQUEST = Request(
    universe=US,
    symbols=tuple(US.instruments),
    first=None,
    session=LAST,
    path=None,
    store=None,
    now=datetime(2026, 11, 22, tzinfo=UTC),
)


@pytest.fixture(scope="module")
def answer() -> Fetched:
    return SOURCES["sample"](REQUEST)


@pytest.fixture(scope="module")
def closes(answer: Fetched) -> pd.DataFrame:
    return pd.DataFrame({symbol: history.bars["close"] for symbol, history in answer.histories.items()})


@pytest.fixture(scope="module")
def changes(closes: pd.DataFrame) -> pd.DataFrame:
    """Changes from close to close, in percent."""
    return closes.pct_change(fill_method=None) * 100


def test_the_sample_says_that_it_is_simulated(answer: Fetched) -> None:
    assert answer.simulated
    assert (answer.source, answer.basis, dict(answer.failures)) == ("sample", "price", {})
    assert answer.retrieved is None


def test_every_instrument_of_the_universe_has_each_session(closes: pd.DataFrame) -> None:
    wanted = sessions("XNYS").between(date(2015, 1, 2), LAST)
    assert list(closes.index) == list(wanted)
    assert set(closes.columns) == set(US.instruments)
    begun = {"XLRE": "2015-10-08", "XLC": "2018-06-19"}
    for symbol in map(str, closes.columns):
        assert closes[symbol].first_valid_index() == pd.Timestamp(begun.get(symbol, "2015-01-02"))
        assert closes[symbol].loc[begun.get(symbol, "2015-01-02") :].notna().all()


def test_closes_are_positive_and_rounded_as_they_are_quoted(closes: pd.DataFrame) -> None:
    assert (closes.min() > 0).all()
    decimals = pd.Series(2, index=closes.columns)
    decimals["^TNX"] = 3
    pd.testing.assert_frame_equal(closes, closes.round(decimals.to_dict()))


def test_nothing_after_the_session_is_seen() -> None:
    answer = SOURCES["sample"](replace(REQUEST, session=date(2020, 3, 23)))
    assert answer.histories["SPY"].bars.index[-1] == pd.Timestamp("2020-03-23")


def test_a_session_before_the_sample_is_refused() -> None:
    with pytest.raises(SourceError, match="sample: begins on 2015-01-02, after the session 2014-12-31"):
        SOURCES["sample"](replace(REQUEST, session=date(2014, 12, 31)))


@pytest.mark.parametrize(
    ("symbol", "expected"),
    [
        ("^GSPC", (6977.27, 6963.74, 6926.60)),
        ("^DJI", (49590.20, 49191.99, 49149.63)),
        ("^IXIC", (23733.90, 23709.87, 23471.75)),
    ],
)
def test_the_indexes_close_where_they_closed(
    closes: pd.DataFrame, symbol: str, expected: tuple[float, ...]
) -> None:
    assert tuple(closes[symbol].iloc[-3:]) == expected


def test_the_other_closes_of_the_day_are_those_published(closes: pd.DataFrame) -> None:
    last, before = closes.iloc[-1], closes.iloc[-2]
    assert last["^RUT"] == 2651.64
    assert (round(last["^VIX"], 2), round(last["^VIX"] - before["^VIX"], 2)) == (16.75, 0.77)
    assert (round(last["^TNX"], 2), round((last["^TNX"] - before["^TNX"]) * 100)) == (4.14, -3)
    assert (last["GC=F"], round((last["GC=F"] / before["GC=F"] - 1) * 100, 1)) == (4626.3, 0.8)
    assert (before["SI=F"], last["SI=F"]) == (85.88, 90.87)
    assert (last["CL=F"], round((last["CL=F"] / before["CL=F"] - 1) * 100, 1)) == (62.02, 1.4)


DAY = {
    "^GSPC": -0.53, "^IXIC": -1.00, "^DJI": -0.09, "^RUT": 0.70, "^NDX": -1.07,
    "SPY": -0.49, "RSP": 0.46, "QQQ": -1.07, "DIA": -0.10, "IWM": 0.70, "MDY": 0.10, "IJR": 0.57,
    "XLE": 2.26, "XLP": 1.38, "XLRE": 1.12, "XLU": 0.75, "XLV": 0.71, "XLI": 0.16, "XLB": 0.04,
    "XLF": -0.15, "XLC": -0.21, "XLK": -1.22, "XLY": -1.58,
    "VTV": 0.55, "VUG": -1.24, "IWD": 0.37, "IWF": -1.19, "SPLV": 1.05, "USMV": 0.37, "QUAL": -0.45,
    "MTUM": -1.23, "KRE": 1.12, "KBE": 0.95, "TLT": 0.58,
    "META": -2.47, "AMZN": -2.45, "MSFT": -2.40, "TSLA": -1.79, "NVDA": -1.44, "AAPL": -0.42,
    "GOOGL": -0.04, "WFC": -4.61, "BAC": -3.78, "C": -3.35, "MS": -1.08, "JPM": -0.98, "GS": -0.58,
}  # fmt: skip


@pytest.mark.parametrize(("symbol", "expected"), DAY.items())
def test_changes_of_the_day_print_as_published(changes: pd.DataFrame, symbol: str, expected: float) -> None:
    assert round(changes[symbol].iloc[-1], 2) == expected


@pytest.mark.parametrize(
    ("symbol", "expected", "digits"),
    [
        ("^GSPC", 16.4, 1),
        ("GOOGL", 66, 0),
        ("NVDA", 39, 0),
        ("MSFT", 16, 0),
        ("META", 13, 0),
        ("TSLA", 11, 0),
        ("AAPL", 9, 0),
        ("AMZN", 5, 0),
    ],
)
def test_changes_of_2025_print_as_published(
    closes: pd.DataFrame, symbol: str, expected: float, digits: int
) -> None:
    year = closes[symbol].loc["2025-12-31"] / closes[symbol].loc["2024-12-31"] - 1
    assert round(year * 100, digits) == expected


YEAR_TO_DATE = {
    "^GSPC": 1.2, "^RUT": 6.8, "MDY": 5.1, "IJR": 5.9, "RSP": 3.7, "XLE": 7.5, "XLK": 0.5, "GOOGL": 7.3,
    "AMZN": 2.5, "NVDA": -1.8, "TSLA": -2.3, "AAPL": -4.4, "MSFT": -5.0, "META": -6.8,
}  # fmt: skip


@pytest.mark.parametrize(("symbol", "expected"), YEAR_TO_DATE.items())
def test_changes_of_2026_to_date_print_as_published(
    closes: pd.DataFrame, symbol: str, expected: float
) -> None:
    assert round((closes[symbol].iloc[-1] / closes[symbol].loc["2025-12-31"] - 1) * 100, 1) == expected


def test_two_of_the_seven_megacaps_beat_the_benchmark_in_2025(closes: pd.DataFrame) -> None:
    year = closes.loc["2025-12-31"] / closes.loc["2024-12-31"] - 1
    ahead = [symbol for symbol in US.groups["megacaps"].members if year[symbol] > year["^GSPC"]]
    assert ahead == ["GOOGL", "NVDA"]


def test_small_mid_and_equal_weight_are_ahead_for_the_year(closes: pd.DataFrame) -> None:
    year = closes.iloc[-1] / closes.loc["2025-12-31"] - 1
    assert (year[["^RUT", "MDY", "IJR", "RSP", "IWM"]] > year["^GSPC"]).all()


@pytest.mark.parametrize("symbol", ["^GSPC", "^DJI"])
def test_the_record_closes_are_those_of_12_january(closes: pd.DataFrame, symbol: str) -> None:
    assert closes[symbol].idxmax() == pd.Timestamp("2026-01-12")


def test_the_first_back_to_back_decline_of_all_three_in_2026_ends_the_sample(changes: pd.DataFrame) -> None:
    down = changes[list(MAJORS)].loc["2026":] < 0
    all_down = down.all(axis="columns")
    twice = all_down & all_down.shift(fill_value=False)
    assert list(twice[twice].index) == [pd.Timestamp(LAST)]


def test_silver_closes_above_90_for_the_first_time(closes: pd.DataFrame) -> None:
    assert list(closes.index[closes["SI=F"] > 90]) == [pd.Timestamp(LAST)]


def runs_ahead(changes: pd.DataFrame) -> pd.Series:
    """How many sessions in a row the Russell 2000 has beaten the S&P 500, at each session."""
    ahead = changes["^RUT"] > changes["^GSPC"]
    return ahead.groupby((~ahead).cumsum()).cumsum()


def test_small_caps_beat_large_ones_on_each_of_the_nine_sessions_of_2026(changes: pd.DataFrame) -> None:
    runs = runs_ahead(changes)
    assert runs.loc["2025-12-31"] == 0
    assert list(runs.loc["2026"]) == [1, 2, 3, 4, 5, 6, 7, 8, 9]


def test_the_last_run_of_small_caps_that_was_as_long_is_of_2017(changes: pd.DataFrame) -> None:
    runs = runs_ahead(changes).loc[:"2025-12-31"]
    assert runs[runs >= NINE].index[-1].year == 2017


def test_the_gap_of_the_day_is_wider_than_on_95_percent_of_a_year(changes: pd.DataFrame) -> None:
    gap = changes["RSP"] - changes["SPY"]
    year = gap.iloc[-253:-1]
    assert len(year) == 252
    assert (year < gap.iloc[-1]).mean() >= 0.95
    assert (year.abs() < gap.iloc[-1]).mean() >= 0.95


def test_the_history_looks_like_a_market(closes: pd.DataFrame, changes: pd.DataFrame) -> None:
    yearly = changes.std() * np.sqrt(252)
    assert 12 < yearly["^GSPC"] < 20
    assert yearly["SPLV"] < yearly["^GSPC"] < yearly["^RUT"] < yearly["TSLA"]
    with_market = changes.corrwith(changes["^GSPC"])
    assert with_market["^VIX"] < -0.5
    assert with_market["SPY"] > 0.99
    assert with_market["RSP"] > 0.85
    assert 0.4 < with_market["XLU"] < 0.8
    assert changes["TLT"].corr(changes["^TNX"]) < -0.6
    assert changes["SI=F"].corr(changes["GC=F"]) > 0.6
    fall = closes["^GSPC"] / closes["^GSPC"].cummax() - 1
    assert pd.Timestamp(str(fall.idxmin())).year == 2020
    assert fall.loc["2018-12"].min() < -0.15
    assert fall.loc["2022"].min() < -0.2


def test_no_pin_leaves_a_jump(changes: pd.DataFrame) -> None:
    for day in ("2024-12-31", "2025-12-31", "2026-01-02", "2026-01-13"):
        usual = changes.loc[:day].iloc[-253:-1].std()
        assert (changes.loc[day].abs() < 4.5 * usual).all(), day


def test_the_bundled_file_is_what_the_script_makes(tmp_path: Path, closes: pd.DataFrame) -> None:
    simulate.main([str(tmp_path / "sample.csv.gz")])
    made = pd.read_csv(tmp_path / "sample.csv.gz", index_col="date", parse_dates=True)
    # a cent: the last bit of an exponential may differ from one machine to the next
    pd.testing.assert_frame_equal(made[closes.columns], closes, atol=0.0101, rtol=0, check_index_type=False)


def test_the_bundled_file_is_small() -> None:
    file = resources.files("marketwrap.sources") / "data" / "sample.csv.gz"
    assert len(file.read_bytes()) < 900_000


def test_a_file_that_cannot_be_written_leaves_no_draft_behind(tmp_path: Path) -> None:
    (tmp_path / "taken").mkdir()
    with pytest.raises(OSError, match="taken"):
        disk.write(tmp_path / "taken", b"x")
    assert [path.name for path in tmp_path.iterdir()] == ["taken"]
