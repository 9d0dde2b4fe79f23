"""Runs of sessions in one direction, of one, of a pair and of a group."""

from datetime import date

import pytest

from tests.builders import NONE
from tests.metrics.rows import Row, check, steps

UP_DOWN = [100, 101, 102, 101, 100, 99]

ROWS = (
    Row("streak", "A", {"A": UP_DOWN}, [NONE, 1, 2, -1, -2, -3]),
    Row("streak", "A", {"A": [100, 101, 101, 102]}, [NONE, 1, 0, 1]),
    Row("streak", "A", {"A": [100, 101, NONE, 103, 104]}, [NONE, 1, NONE, NONE, 1]),
    Row("streak", "F", {"F": [5, -5, -4, -3]}, [NONE, -1, 1, 2]),
    Row("streak", "Y", {"Y": [4.0, 4.1, 4.2]}, [NONE, 1, 2]),
    # Christmas Eve and the day after Christmas, four sessions of the week of New Year, five of the next
    Row(
        "week_streak", "A",
        {"A": [100, 101, 100, 102, 103, 104, 103, 105, 104, 104, 106]},
        [NONE, NONE, -1, 1, 1, 1, -1, 2, 0, 0, 2], last=date(2026, 1, 9),
    ),
    Row(
        "week_streak", "A",
        {"A": [100, 101, 100, 102, 103, NONE, 103, 105]},
        [NONE, NONE, -1, 1, 1, NONE, NONE, NONE], last=date(2026, 1, 6),
    ),
    Row(
        "relative_streak", "ab",
        {"A": [100, 101, 103, 100, 100], "B": [100, 100, 101, 101, 101]}, [NONE, 1, 2, -1, 0],
    ),
    Row("relative_streak", "ab", {"A": [100, 99, 98], "B": [100, 98, NONE]}, [NONE, 1, NONE]),
    Row(
        "joint_direction", "three",
        {"A": [1, 2, 1, 2], "B": [1, 2, 1, 1], "C": [1, 2, 1, 2]}, [NONE, 1, -1, 0],
    ),
    Row(
        "joint_streak", "three",
        {"A": steps(9, 1, 1, -1, -1, -1), "B": steps(9, 1, 1, -1, -1, 0), "C": steps(9, 1, 1, -1, -1, -1)},
        [NONE, 1, 2, -1, -2, 0],
    ),
    Row("joint_streak", "three", {"A": [1, 2, 3], "B": [1, 2, NONE], "C": [1, 2, 3]}, [NONE, 1, NONE]),
    Row("joint_streak", "three", {"A": [1, 2, 3], "B": [NONE, 2, 3], "C": [1, 2, 3]}, [NONE, NONE, 1]),
)  # fmt: skip


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_a_run_is_as_long_as_its_sessions(row: Row) -> None:
    check(row)
