"""Moving averages and their crossings."""

import pytest

from tests.builders import NONE, panel
from tests.metrics.rows import Row, check, tail


def crossing(window: int) -> list[float]:
    """Below its average of ``window`` at the second to last session, above it at the last."""
    return [*[100.0] * window, 99.0, 103.0]


def average(window: int) -> float:
    return (100.0 * (window - 2) + 99 + 103) / window


ROWS = (
    Row("average_50", "A", {"A": list(range(1, 52))}, [25.5, 26.5]),
    Row("average_200", "A", {"A": list(range(1, 202))}, [100.5, 101.5]),
    *(
        row
        for w in (50, 200)
        for row in (
            Row(f"above_average_{w}", "A", {"A": crossing(w)}, 103 / average(w) - 1),
            Row(f"crossing_{w}", "A", {"A": crossing(w)}, [NONE, -1, 1]),
            Row(f"ratio_average_{w}", "ab", {"A": crossing(w), "B": [50.0] * (w + 2)}, average(w) / 50),
            Row(
                f"ratio_above_average_{w}", "ab", {"A": crossing(w), "B": [50.0] * (w + 2)}, 103 / average(w) - 1
            ),
        )
    ),
)  # fmt: skip


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_an_average_holds_the_session_s_own_close(row: Row) -> None:
    check(row)


@pytest.mark.parametrize(("gaps", "expected"), [(5, 1.0), (6, NONE)])
def test_an_average_passes_over_five_missing_closes_and_no_more(gaps: int, expected: float) -> None:
    closes = [1.0, *[NONE] * gaps, *[1.0] * (49 - gaps)]
    assert tail(panel({"A": closes}), "average_50", "A", 1) == pytest.approx([expected], nan_ok=True)


def test_a_close_on_its_average_that_rises_above_it_is_a_crossing() -> None:
    assert tail(panel({"A": [*[100.0] * 52, 101.0]}), "crossing_50", "A", 2) == [0, 1]


def test_below_zero_a_crossing_is_known_and_a_distance_is_not() -> None:
    made = panel({"F": [*[-1.0] * 51, -2.0, -0.5]})
    assert tail(made, "crossing_50", "F", 2) == [-1, 1]
    assert tail(made, "above_average_50", "F", 1) == pytest.approx([NONE], nan_ok=True)


def test_staying_above_an_average_is_no_crossing() -> None:
    assert tail(panel({"A": [*[100.0] * 52, 101.0, 102.0]}), "crossing_50", "A", 1) == [0]
