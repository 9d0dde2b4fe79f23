"""Corrections, bear markets, the way out of them, and recoveries."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketwrap.base.model import Value
from tests.builders import NONE, index_of, panel
from tests.metrics.rows import Row, ask, check

TENTH, FIFTH = {"bound": -0.1}, {"bound": -0.2}
BULL = {"bound": 0.2}


def ago(count: int) -> date:
    """The session so many before the last."""
    return index_of(count + 1)[0].date()


#: a fall to 70, then up: the closes of 84 and 85 are 20% above the low
FALL = (100.0, 85.0, 70.0, 80.0)
ROWS: tuple[Row, ...] = (
    Row("fell_into", "A", {"A": [100, 90.1, 90]}, 1, TENTH),
    Row("fell_into", "A", {"A": [100, 90.1]}, 0, TENTH),
    Row("fell_into", "A", {"A": [100, 90, 89]}, 0, TENTH),
    Row("fell_into", "A", {"A": [100, 90, 91, 89]}, 1, TENTH),
    Row("fell_into", "A", {"A": [100, 85, 79]}, 1, FIFTH),
    Row("fell_into", "A", {"A": [100, NONE, 85]}, 1, TENTH),
    Row("fell_into", "A", {"A": [100, 85, NONE]}, None, TENTH),
    Row("fell_into", "A", {"A": [90]}, None, TENTH),
    # the index had its record of 120 before the data
    Row("fell_into", "I", {"I": [110, 107]}, 1, TENTH),
    Row("fell_into", "I", {"I": [119, 109]}, 0, TENTH),
    Row("fell_into_first", "A", {"A": [100, 91, 90]}, 1, TENTH),
    Row("fell_into_first", "A", {"A": [100, 90, 91, 89]}, 0, TENTH),
    Row("fell_into_first", "A", {"A": [100, 90, 101, 89]}, 1, TENTH),
    Row("fell_into_first", "A", {"A": [100, 101]}, 0, TENTH),
    Row("fell_into_first", "I", {"I": [110, 107]}, None, TENTH),
    Row("fell_into_first", "I", {"I": [110, 121, 107]}, 1, TENTH),
    # down to 85, back to 110, down again
    Row("fell_into_since", "A", {"A": [100, 90, 85, 95, 110, 98]}, ago(3), TENTH),
    Row("fell_into_since", "A", {"A": [100, 90, 85, 95, 110, 98]}, None, FIFTH),
    # two falls before the record is regained: the later one counts, and from its own high
    Row("fell_into_since", "A", {"A": [100, 70, 95, 80, 90, 110, 98]}, ago(3), TENTH),
    Row("fell_into_since", "A", {"A": [100, 70, 95, 90, 110, 98]}, ago(4), TENTH),
    Row("fell_into_since", "A", {"A": [100, 98, 89]}, None, TENTH),
    Row("fell_into_since", "I", {"I": [100, 80, 100, 80]}, None, TENTH),
    Row("back_within", "A", {"A": [100, 89, 91]}, 1, TENTH),
    Row("back_within", "A", {"A": [100, 89, 90]}, 0, TENTH),
    Row("back_within", "A", {"A": [100, 95, 96]}, 0, TENTH),
    Row("back_within", "A", {"A": [100, 89, 101]}, 1, TENTH),
    Row("back_within", "A", {"A": [91]}, None, TENTH),
    Row("back_within_since", "A", {"A": [100, 95, 89, 88, 91]}, ago(3), TENTH),
    Row("back_within_since", "I", {"I": [100, 109]}, None, TENTH),
    Row("back_within_since", "A", {"A": [100, 95, 96]}, None, TENTH),
    Row("trough_level", "A", {"A": [*FALL]}, 70.0),
    Row("trough_level", "A", {"A": [100, 70]}, None),
    Row("trough_level", "A", {"A": [100, 95.1, 96]}, None),
    Row("trough_level", "A", {"A": [100, 95, 96]}, 95.0),
    Row("trough_level", "A", {"A": [100, 70, 101]}, None),
    Row("trough_level", "I", {"I": [*FALL]}, None),
    Row("trough_level", "I", {"I": [130, 65, 104]}, 65.0),
    Row("trough_session", "A", {"A": [*FALL]}, ago(1)),
    Row("trough_session", "A", {"A": [100, 70, 80, 70, 90]}, ago(1)),
    Row("trough_session", "A", {"A": [100, 101]}, None),
    Row("fall_to_trough", "A", {"A": [*FALL]}, -0.3),
    Row("fall_to_trough", "A", {"A": [100, 101]}, None),
    Row("rise_from_trough", "A", {"A": [*FALL]}, 1 / 7),
    Row("rise_from_trough", "A", {"A": [100, 101]}, None),
    Row("recovered", "A", {"A": [*FALL]}, 1 / 3),
    Row("recovered", "A", {"A": [100, 101]}, None),
    Row("new_bull", "A", {"A": [*FALL, 84]}, 1, BULL),
    Row("new_bull", "A", {"A": [*FALL, 84, 85]}, 0, BULL),
    Row("new_bull", "A", {"A": [*FALL, 83]}, 0, BULL),
    Row("new_bull", "A", {"A": [*FALL, 84, 69, 82.8]}, 1, BULL),
    Row("new_bull", "A", {"A": [100, 81, 99]}, None, BULL),
    Row("new_bull", "I", {"I": [*FALL, 84]}, None, BULL),
)


#: below the mark now and not five sessions ago, whatever lay between; and the other way round
OVER_A_WEEK: tuple[Row, ...] = (
    Row("fell_into", "A", {"A": [100, 89, 92, 89, 91, 88]}, 1, {**TENTH, "back": 5}),
    Row("fell_into_first", "A", {"A": [100, 89, 92, 89, 91, 88]}, 1, {**TENTH, "back": 5}),
    Row("fell_into_first", "A", {"A": [100, 89, 92, 89, 91, 95, 92, 88]}, 0, {**TENTH, "back": 5}),
    Row("back_within", "A", {"A": [100, 89, 92, 89, 91, 88, 91]}, 1, {**TENTH, "back": 5}),
    Row("back_within_since", "A", {"A": [100, 89, 92, 89, 91, 88, 91]}, ago(6), {**TENTH, "back": 5}),
    Row("new_bull", "A", {"A": [100, 75, 70, 85, 83, 86, 84, 85]}, 1, {**BULL, "back": 5}),
)


@pytest.mark.parametrize("row", ROWS + OVER_A_WEEK, ids=str)
def test_a_fall_or_a_recovery_is_known_for_what_it_is(row: Row) -> None:
    check(row)


def every(closes: list[float], symbol: str, i: int = -1) -> dict[str, Value | None]:
    """All answers at a session."""
    asked = {row.metric: row.params for row in ROWS}
    made = panel({symbol: closes})
    return {name: ask(made, name, symbol, i, **params) for name, params in asked.items()}


@pytest.mark.parametrize("symbol", ["Y", "V"])
def test_a_yield_and_volatility_know_no_correction(symbol: str) -> None:
    assert set(every([*FALL, 84], symbol).values()) == {None}


def test_nothing_is_said_at_a_close_below_zero_nor_of_a_rise_from_one() -> None:
    assert set(every([18.27, -37.63], "F").values()) == {None}
    after = every([18.27, -37.63, 10.01, 20], "F", -2)
    assert {name for name, value in after.items() if value not in (None, 0)} == set()


@given(st.lists(st.floats(50, 150), min_size=2, max_size=60))
def test_the_closes_bear_out_what_is_said(closes: list[float]) -> None:
    said = every(closes, "A")
    high = max(closes)
    if said["fell_into"]:
        assert closes[-1] <= high * 0.9 + 1e-6 < closes[-2] + 2e-6
    if said["fell_into_first"]:
        assert said["fell_into"]
    if said["back_within"]:
        assert closes[-2] <= max(closes[:-1]) * 0.9 + 1e-6
        assert said["back_within_since"]
    if said["new_bull"]:
        assert float(str(said["rise_from_trough"])) >= 0.2 - 1e-8
        assert float(str(said["fall_to_trough"])) <= -0.2 + 1e-8
    if said["recovered"] is not None:
        assert 0 <= float(str(said["recovered"])) <= 1
