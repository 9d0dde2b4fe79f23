"""Records, those before the data included, and round numbers."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketwrap.base.model import Record
from tests.builders import NONE, TINY, panel
from tests.metrics.rows import Row, ask, check

OF_RECORDS = (
    "record_high", "records_of_year", "record_level", "below_record", "record_low", "record_run",
    "sessions_without_record", "points_below_record",
)  # fmt: skip
#: the market's index had its record of 120 here, before the data begin
PRIOR = date(2000, 1, 3)
BEFORE, LAST = date(2026, 1, 13), date(2026, 1, 14)

ROWS = (
    Row("record_high", "I", {"I": [100, 120.01]}, 1),
    Row("record_high", "I", {"I": [100, 120]}, 0),
    Row("record_high", "I", {"I": [130, 125]}, 0),
    Row("record_high", "I", {"I": [130, 130]}, 0),
    Row("record_high", "I", {"I": [121, NONE, 122]}, 1),
    Row("record_high", "A", {"A": [100, 200]}, None),
    Row("records_of_year", "I", {"I": [119, 121, 121, 122, NONE, 123]}, 3),
    Row("records_of_year", "I", {"I": [121, 122, 123]}, 1, last=date(2026, 1, 2)),
    Row("records_of_year", "A", {"A": [100, 200]}, None),
    Row("record_level", "I", {"I": [100, 114]}, 120.0),
    Row("record_level", "I", {"I": [100, 150, 140]}, 150.0),
    Row("record_level", "I", {"I": [100, 150, 160]}, 160.0),
    Row("record_part", "I", {"I": [100, 150, 140]}, 135.0, {"part": 0.9}),
    Row("record_part", "A", {"A": [100, 150, 140]}, None, {"part": 0.9}),
    Row("record_session", "I", {"I": [100, 114]}, PRIOR),
    Row("record_session", "I", {"I": [150, 140, 130]}, date(2026, 1, 12)),
    Row("record_session", "I", {"I": [100, 150, 150, 130]}, BEFORE),
    Row("record_session", "I", {"I": [100, 150]}, LAST),
    Row("record_session_before", "I", {"I": [150, 140, 160]}, date(2026, 1, 12)),
    Row("record_session_before", "I", {"I": [114]}, None),
    Row("below_record", "I", {"I": [100, 114]}, -0.05),
    Row("below_record", "I", {"I": [100, 150]}, 0.0),
    Row("below_record_before", "I", {"I": [114, 150]}, -0.05),
    Row("below_record_before", "I", {"I": [114]}, None),
    Row("round_number", "A", {"A": [99, 101]}, 100.0),
    Row("round_number", "A", {"A": [101, 99]}, 100.0),
    Row("round_number", "A", {"A": [99, 100]}, None),
    Row("round_number", "A", {"A": [101, 100]}, None),
    Row("round_number", "A", {"A": [100, 99.99]}, 100.0),
    Row("round_number", "A", {"A": [100, 101]}, 100.0),
    Row("round_number", "A", {"A": [101, 109]}, None),
    # the roundest of several: most zeros, then a five, then the nearest
    Row("round_number", "A", {"A": [85, 121]}, 100.0),
    Row("round_number", "A", {"A": [121, 85]}, 100.0),
    Row("round_number", "A", {"A": [125, 165]}, 150.0),
    Row("round_number", "A", {"A": [165, 125]}, 150.0),
    Row("round_number", "A", {"A": [105, 145]}, 140.0),
    Row("round_number", "A", {"A": [145, 105]}, 110.0),
    Row("round_number", "I", {"I": [2890, 3110]}, 3000.0),
    Row("round_number", "Y", {"Y": [3.9, 4.6]}, 4.0),
    Row("round_number", "Y", {"Y": [4.6, 3.4]}, 4.0),
    Row("round_number", "F", {"F": [18, -37.63]}, 0.0),
    Row("round_number", "A", {"A": [99, NONE, 101]}, None),
    Row("round_number", "B", {"B": [99, 101]}, None),
    Row("round_number", "F", {"F": [5, -5]}, 0.0),
    Row("round_number", "Y", {"Y": [4.45, 4.55]}, 4.5),
    Row("round_number", "A", {"A": [18, 22, 19, 21, 22, 23]}, 20.0, {"back": 5}),
    Row("round_number", "A", {"A": [18, 22, 19, 21, 22, 19]}, None, {"back": 5}),
    Row("round_number_is_new", "I", {"I": [190, 202, 199, 203, 201, 204]}, 1, {"back": 5}),
    Row("round_number_is_new", "I", {"I": [201, 190, 202, 199, 203, 201, 204]}, 0, {"back": 5}),
    Row("beyond_round_number_since", "A", {"A": [21, 18, 22, 19, 21, 22, 23]}, date(2026, 1, 6), {"back": 5}),
    Row("record_session_before", "I", {"I": [121, 119, 122, 123, 124, 125]}, date(2026, 1, 7), {"back": 5}),
    Row("round_number_is_new", "I", {"I": [190, 205]}, 1),
    Row("round_number_is_new", "I", {"I": [90, 101]}, 0),
    Row("round_number_is_new", "I", {"I": [205, 190]}, 0),
    Row("round_number_is_new", "I", {"I": [205, 190, 201]}, 0),
    Row("round_number_is_new", "A", {"A": [99, 101]}, None),
    # a close of these data is enough to know that it is not new
    Row("round_number_is_new", "A", {"A": [105, 99, 101]}, 0),
    Row("round_number_is_new", "Y", {"Y": [1.6, 1.4]}, -1),
    Row("round_number_is_new", "Y", {"Y": [1.4, 1.6, 1.4]}, 0),
    Row("round_number_is_new", "Y", {"Y": [2.1, 1.9]}, 0),
    Row("round_number_is_new", "Y", {"Y": [1.9, 2.1]}, None),
    Row("record_low", "Y", {"Y": [1.6, 1.54]}, 1),
    Row("record_low", "Y", {"Y": [1.6, 1.55]}, 0),
    Row("record_low", "Y", {"Y": [1.5, NONE, 1.52]}, 0),
    # printed alike
    Row("record_low", "Y", {"Y": [1.504, 1.501]}, 0),
    Row("record_low", "I", {"I": [90, 80]}, None),
    Row("record_low", "Y", {"Y": [1.5, NONE]}, None),
    Row("record_run", "I", {"I": [119, 121, 122, NONE, 123]}, 3),
    Row("record_run", "I", {"I": [121, 122]}, 2),
    Row("record_run", "I", {"I": [121, 122, 122, 123]}, 1),
    Row("record_run", "I", {"I": [121, 120]}, 0),
    Row("record_run", "A", {"A": [121, 122]}, None),
    Row("sessions_without_record", "I", {"I": [121, 122]}, 0),
    Row("sessions_without_record", "I", {"I": [121, 119, NONE, 120]}, 2),
    Row("sessions_without_record", "I", {"I": [121, 119, 121, 122]}, 2),
    # 3 January 2000 to 14 January 2026 by the calendar of New York
    Row("sessions_without_record", "I", {"I": [119, 118]}, 6546),
    Row("sessions_without_record", "I", {"I": [121, NONE]}, None),
    Row("points_below_record", "I", {"I": [150, 140]}, -10.0),
    Row("points_below_record", "I", {"I": [150, 151]}, 0.0),
    Row("points_below_record", "A", {"A": [150, 140]}, None),
    Row("beyond_round_number_since", "A", {"A": [105, 103, 95, 101]}, date(2026, 1, 12)),
    Row("beyond_round_number_since", "A", {"A": [95, 103, 95]}, date(2026, 1, 12)),
    Row("beyond_round_number_since", "A", {"A": [95, 101]}, None),
    Row("next_round_number", "A", {"A": [118]}, 120.0),
    Row("next_round_number", "A", {"A": [114]}, 110.0),
    Row("next_round_number", "B", {"B": [114]}, None),
    Row("below_zero", "F", {"F": [5, -37.63]}, 1),
    Row("below_zero", "F", {"F": [5, 0]}, 0),
    Row("below_zero", "F", {"F": [-5, NONE]}, None),
)


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_a_record_or_a_round_number_is_known_for_what_it_is(row: Row) -> None:
    check(row)


@pytest.mark.parametrize(
    "metric", ["record_high", "record_level", "below_record", "record_session", "record_run"]
)
def test_a_session_without_a_close_has_no_record(metric: str) -> None:
    assert ask(panel({"I": [150, NONE]}), metric, "I") is None


@pytest.mark.parametrize("metric", OF_RECORDS)
def test_an_instrument_without_prices_has_no_record(metric: str) -> None:
    """A client may hold what the prices lack."""
    assert ask(panel({"A": [100, 200]}), metric, "I") is None


def test_a_record_older_than_the_calendar_leaves_its_sessions_uncounted() -> None:
    old = replace(TINY.instruments["I"], record_before=Record(120.0, date(1980, 1, 21)))
    market = replace(TINY, instruments={**TINY.instruments, "I": old})
    assert ask(panel({"I": [119, 118]}, universe=market), "sessions_without_record", "I") is None
    assert ask(panel({"I": [121, 118]}, universe=market), "sessions_without_record", "I") == 0


@given(st.lists(st.integers(5, 3000), min_size=2, max_size=2), st.sampled_from([10, 100]))
def test_a_number_is_as_round_in_money_of_a_tenth_the_worth(closes: list[int], times: int) -> None:
    coins = replace(TINY, instruments={"A": replace(TINY.instruments["A"], step=10.0 * times)})
    found = ask(panel({"A": closes}), "round_number", "A")
    in_coins = ask(panel({"A": [close * times for close in closes]}, universe=coins), "round_number", "A")
    assert in_coins == (None if found is None else float(str(found)) * times)
