"""Runs of sessions in one direction, of one, of a pair and of a group."""

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
