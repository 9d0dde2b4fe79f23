"""Members of a group against each other."""

import math
import statistics
from itertools import accumulate

import pytest

from tests.builders import NONE, panel
from tests.metrics.rows import Row, ask, check

DAY = {"A": [100.0, 101.0], "B": [100.0, 98.0], "C": [100.0, 100.0]}
YOUNG = {"A": [100.0, 101.0], "B": [NONE, 98.0], "C": [100.0, 103.0]}
#: A's spread from the others is 0 but on two of 252 days, and on the last
YEAR = [100.0, 200.0, 100.0, *[100.0] * 250, 150.0]


def grown(*moves: float) -> list[float]:
    return list(accumulate((1 + m for m in moves), lambda close, step: close * step, initial=100.0))


MOVES = [0.01 * math.sin(i) for i in range(60)]

ROWS = (
    Row("rising", "three", DAY, 1),
    Row("falling", "three", DAY, 1),
    Row("traded", "three", DAY, 3),
    Row("traded", "three", YOUNG, 2),
    Row("rising", "three", YOUNG, 2),
    Row("mean_change", "three", DAY, -0.01 / 3),
    Row("mean_change", "three", YOUNG, 0.02),
    Row("member_spread", "three", DAY, 3.0),
    Row("dispersion", "three", DAY, statistics.pstdev([1, -2, 0])),
    Row(
        "member_spread_smaller_share_1y", "three",
        {"A": YEAR, "B": [7.0] * 254, "C": [9.0] * 254}, [0, 250 / 252],
    ),
    Row("correlation", "two", {"A": grown(*MOVES), "I": grown(*(m * 2 for m in MOVES))}, 1.0),
    Row("correlation", "two", {"A": grown(*MOVES), "I": grown(*(-m for m in MOVES))}, -1.0),
    Row(
        "correlation", "three",
        {"A": grown(*MOVES), "B": grown(*MOVES), "C": grown(*(-m for m in MOVES))}, -1 / 3,
    ),
)  # fmt: skip


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_a_group_s_number_is_that_of_its_members(row: Row) -> None:
    check(row)


@pytest.mark.parametrize("metric", ["rising", "falling", "mean_change", "member_spread", "dispersion"])
def test_a_group_of_which_none_has_a_change_has_no_number(metric: str) -> None:
    assert ask(panel({"A": [100.0], "B": [100.0], "C": [100.0]}), metric, "three") is None


def test_fifty_nine_moves_are_too_few_for_a_correlation() -> None:
    assert ask(panel({"A": grown(*MOVES[1:]), "I": grown(*MOVES[1:])}), "correlation", "two") is None


def test_a_group_without_prices_has_no_number() -> None:
    assert ask(panel({"I": [100.0, 101.0]}), "rising", "three") is None
