"""When was it last like this?"""

from datetime import date

import pytest

from marketwrap.base.model import Value
from tests.builders import NONE, index_of, panel
from tests.metrics.rows import Row, ask, check, dated, steps


def ago(count: int, last: date = date(2026, 1, 14)) -> date:
    """The session so many before the last."""
    return index_of(count + 1, last)[0].date()


def flat(count: int, *moves: float) -> list[float]:
    """A start at 100 with ``count`` unchanged sessions, then these moves in points."""
    return steps(100.0, *[0.0] * count, *moves)


ROWS: tuple[Row, ...] = (
    # falls of 3, 1 and 2 points: the last one as large is the first
    Row("largest_since", "V", {"V": flat(2, -3, -1, 5, -2)}, ago(3), {"of": "change_1d"}),
    Row("largest_since", "V", {"V": flat(2, -2, -1, 5, -2)}, ago(3), {"of": "change_1d"}),
    Row("largest_since", "V", {"V": flat(2, 3, -1, -2)}, None, {"of": "change_1d"}),
    Row("largest_since", "V", {"V": flat(2, 3, -1, 0)}, None, {"of": "change_1d"}),
    Row("largest_of_all", "V", {"V": flat(2, 3, -1, -2)}, ago(4), {"of": "change_1d"}),
    Row("largest_of_all", "V", {"V": flat(2, -3, -1, -2)}, None, {"of": "change_1d"}),
    Row("largest_of_all", "V", {"V": flat(2, -3, 0)}, None, {"of": "change_1d"}),
    # moves of 3, 1, 2 and 1 points
    Row("smallest_since", "I", {"I": steps(100, 3, -1, 2, 1)}, ago(2)),
    Row("smallest_since", "I", {"I": steps(100, 3, -2, 1.5)}, None),
    Row("smallest_since", "I", {"I": steps(100, 3, 0, -2, 0)}, ago(2)),
    Row("smallest_since", "A", {"A": steps(100, 3, 1, 1)}, None),
    # runs of three and of two rises; then two again: the last session of the latest one as long
    Row("longest_since", "A", {"A": steps(9, 1, 1, 1, -1, 1, 1, -1, 1, 1)}, ago(3), {"of": "streak"}),
    Row("longest_since", "A", {"A": steps(9, 1, 1, 1, -1, 1, -1, 1, 1)}, ago(5), {"of": "streak"}),
    Row("longest_since", "A", {"A": steps(9, 1, -1, 1, 1)}, None, {"of": "streak"}),
    Row("longest_since", "A", {"A": steps(9, -1, -1, 1, 1)}, None, {"of": "streak"}),
    Row("longest_of_all", "A", {"A": steps(9, 1, -1, 1, 1)}, ago(3), {"of": "streak"}),
    Row("longest_of_all", "A", {"A": steps(9, 1, 1, -1, 1, 1)}, None, {"of": "streak"}),
    Row("one_more", "A", {"A": steps(9, 1, 1)}, 3, {"of": "streak"}),
    Row("one_more", "A", {"A": steps(9, -1, -1, -1)}, 4, {"of": "streak"}),
    Row("one_more", "A", {"A": steps(9, 1, 0)}, None, {"of": "streak"}),
    Row("one_more_since", "A", {"A": steps(9, 1, 1, 1, -1, 1, 1)}, ago(3), {"of": "streak"}),
    Row("one_more_since", "A", {"A": steps(9, 1, 1, -1, 1, 1)}, None, {"of": "streak"}),
    Row("run_ended", "A", {"A": steps(9, 1, 1, 1, -1)}, 3, {"of": "streak"}),
    Row("run_ended", "A", {"A": steps(9, -1, -1, 1)}, -2, {"of": "streak"}),
    Row("run_ended", "A", {"A": steps(9, 1, 1, 0)}, None, {"of": "streak"}),
    Row("run_ended", "A", {"A": steps(9, 1, 1, 1)}, None, {"of": "streak"}),
    Row("highest_since", "A", {"A": [105, 99, 104, 98, 104]}, ago(2)),
    Row("highest_since", "A", {"A": [103, 99, 104]}, None),
    Row("lowest_since", "A", {"A": [97, 99, 98, 104, 98]}, ago(2)),
    Row("lowest_since", "A", {"A": [99, 104, 98]}, None),
    Row("highest_of_all", "A", {"A": [103, 99, 104]}, ago(2)),
    Row("highest_of_all", "A", {"A": [103, 99, 103]}, None),
    Row("lowest_of_all", "A", {"A": [99, 104, 98]}, ago(2)),
    Row("lowest_of_all", "A", {"A": [97, 104, 98]}, None),
    Row("crossed_average_since", "A", {"A": [*[100.0] * 50, 103, 99, 99, 103]}, ago(3), {"window": 50}),
    Row("crossed_average_since", "A", {"A": [*[100.0] * 50, 103, 104]}, None, {"window": 50}),
    Row("crossed_average_since", "A", {"A": [*[100.0] * 50, 99, 103]}, None, {"window": 50}),
)

#: the nine sessions of 2026 up to 14 January, after one of 2025
JANUARY = date(2026, 1, 14)
FIRSTS: tuple[tuple[str, list[float], Value | None], ...] = (
    ("the first pair of falls", steps(50, 1, 1, 1, -1, 1, 1, 1, -1, -1), 1),
    ("a second pair", steps(50, 1, 1, -1, -1, 1, 1, 1, -1, -1), 0),
    (
        "the third fall of a run: the pair was complete the day before",
        steps(50, 1, 1, 1, 1, 1, 1, -1, -1, -1),
        0,
    ),
    ("a pair of rises", steps(50, 1, 1, 1, -1, 1, -1, -1, 1, 1), None),
    ("one fall", steps(50, 1, 1, 1, -1, 1, 1, 1, 1, -1), None),
)

ROWS += tuple(
    Row("first_of_year", "A", {"A": closes}, expected, {"of": "streak", "length": -2})
    for _, closes, expected in FIRSTS
)
ROWS += (
    Row("first_move_of_year", "V", {"V": steps(50, -3, 1, 1, 1, 1, -2)}, 0, {"of": "change_1d", "size": -2}),
    Row("first_move_of_year", "V", {"V": steps(50, 3, 1, 1, 1, 1, -2)}, 1, {"of": "change_1d", "size": -2}),
    Row(
        "first_move_of_year", "V", {"V": steps(50, 3, 1, 1, 1, 1, -1)}, None, {"of": "change_1d", "size": -2}
    ),
)


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_looking_back_finds_the_last_time(row: Row) -> None:
    check(row)


def test_a_move_of_the_year_before_does_not_take_the_year_s_first_away() -> None:
    closes = steps(50, -9, *[1.0] * 9, -2)  # the fall of nine is on the last day of 2025
    assert ask(panel({"V": closes}), "first_move_of_year", "V", of="change_1d", size=-2) == 1


def test_a_run_that_began_in_the_year_before_counts_its_sessions_of_this_year_only() -> None:
    second = date(2026, 1, 5)
    closes = steps(50, 1, -1, -1, -1)  # 30 and 31 December, then 2 and 5 January
    made = panel({"A": closes}, last=second)
    assert ask(made, "first_of_year", "A", i=-2, of="streak", length=-2) is None
    assert ask(made, "first_of_year", "A", of="streak", length=-2) == 1


def test_a_gap_is_passed_over_when_looking_back() -> None:
    assert ask(panel({"A": [105, NONE, 99, 104]}), "highest_since", "A") == ago(3)


def test_a_run_that_goes_on_is_not_its_own_precedent() -> None:
    assert ask(panel({"A": steps(9, 1, 1, 1, 1)}), "longest_since", "A", of="streak") is None


def test_since_the_data_begin_means_since_the_first_value_there_is() -> None:
    closes = dated({date(2026, 1, 13): 50, JANUARY: 60}, JANUARY, fill=NONE, count=9)
    assert ask(panel({"V": closes}), "largest_of_all", "V", of="change_1d") == JANUARY
