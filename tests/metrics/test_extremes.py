"""Highs and lows, of all sessions and of 52 weeks."""

import pytest

from tests.builders import NONE, panel
from tests.metrics.rows import Row, check, tail

#: 253 closes: the 200 is among the last 252 at the second to last session, and no more at the last
HIGH_LEAVES = [200.0, *[100.0] * 251, 90.0]
LOW_LEAVES = [50.0, *[100.0] * 251, 110.0]

ROWS = (
    Row("high_to_date", "A", {"A": [100, 90, NONE, 120, 110]}, [100, 100, NONE, 120, 120]),
    Row("below_high", "A", {"A": [100, 90, 120, 60]}, [0, -0.10, 0, -0.5]),
    Row("high_52w", "A", {"A": HIGH_LEAVES}, [200, 100]),
    Row("low_52w", "A", {"A": LOW_LEAVES}, [50, 100]),
    Row("from_high_52w", "A", {"A": HIGH_LEAVES}, [-0.5, -0.1]),
    Row("from_low_52w", "A", {"A": [50.0, *[100.0] * 252]}, [1, 0]),
    Row("new_high_52w", "A", {"A": [200.0, *[100.0] * 251, 101.0, 101.0]}, [1, 0]),
    Row("new_low_52w", "A", {"A": [50.0, *[100.0] * 251, 99.0, 99.0]}, [1, 0]),
    Row("ratio_high_52w", "ab", {"A": HIGH_LEAVES, "B": [50.0] * 253}, [4, 2]),
    Row("ratio_low_52w", "ab", {"A": [50.0] * 253, "B": HIGH_LEAVES}, [0.25, 0.5]),
    Row("ratio_new_high_52w", "ab", {"A": [200.0, *[100.0] * 251, 101.0, 101.0], "B": [5.0] * 254}, [1, 0]),
    Row("ratio_new_low_52w", "ab", {"A": [50.0, *[100.0] * 251, 99.0, 99.0], "B": [5.0] * 254}, [1, 0]),
)


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_an_extreme_counts_nothing_later_and_nothing_older_than_its_window(row: Row) -> None:
    check(row)


def test_a_ratio_at_its_high_is_its_high_to_the_last_bit() -> None:
    made = panel({"A": [*[0.7] * 251, 0.9], "B": [0.3] * 252})
    assert tail(made, "ratio", "ab", 1) == tail(made, "ratio_high_52w", "ab", 1)


@pytest.mark.parametrize(("count", "expected"), [(251, NONE), (252, 100.0)])
def test_a_year_s_high_needs_a_year_of_sessions(count: int, expected: float) -> None:
    made = panel({"A": [100.0] * count})
    assert tail(made, "high_52w", "A", 1) == pytest.approx([expected], nan_ok=True)


@pytest.mark.parametrize(("gaps", "expected"), [(5, 100.0), (6, NONE)])
def test_a_year_s_high_passes_over_five_missing_closes_and_no_more(gaps: int, expected: float) -> None:
    made = panel({"A": [100.0, *[NONE] * gaps, *[100.0] * (251 - gaps)]})
    assert tail(made, "high_52w", "A", 1) == pytest.approx([expected], nan_ok=True)


def test_a_missing_close_is_no_extreme() -> None:
    made = panel({"A": [*[100.0] * 260, NONE]})
    assert tail(made, "new_high_52w", "A", 1) == pytest.approx([NONE], nan_ok=True)
