"""Which members of a group did what."""

import pytest

from tests.builders import NONE, Closes
from tests.metrics.rows import Row, check

OF = {"of": "change_1d"}


def moved(a: float, b: float, c: float, index: float = 0.0) -> Closes:
    """One session on which the three stocks and the index moved by so many percent."""
    return {s: [100.0, 100.0 + m] for s, m in zip("ABCI", (a, b, c, index), strict=True)}


SPREAD = moved(2, -3, 1)
#: no member has a change
NOTHING: Closes = {s: [100.0] for s in "ABC"}

ROWS = (
    Row("count", "three", SPREAD, 2, {**OF, "at_least": 0.01}),
    Row("count", "three", SPREAD, 1, {**OF, "at_most": -0.03}),
    Row("count", "three", SPREAD, 0, {**OF, "at_most": -0.0301}),
    Row("count", "three", NOTHING, None, {**OF, "at_least": 0.01}),
    Row("within", "three", SPREAD, ("A", "C"), {**OF, "at_least": 0.01}),
    Row("within", "three", moved(-2, -3, -1), ("B", "A", "C"), {**OF, "at_most": -0.01}),
    Row("within", "three", moved(-2, -2, -1), ("A", "B"), {**OF, "at_most": -0.02}),
    Row("within", "three", SPREAD, (), {**OF, "at_least": 0.05}),
    Row("total", "three", SPREAD, 3, OF),
    Row("total", "three", {"A": [100, 101], "B": [NONE, 100], "C": [100, 99]}, 2, OF),
    Row("total", "three", NOTHING, None, OF),
    Row("ranked", "three", SPREAD, ("A", "C", "B"), OF),
    Row("ranked", "three", moved(1, 2, 1), ("B", "A", "C"), OF),
    Row("ranked", "three", NOTHING, None, OF),
    Row("leaders", "three", SPREAD, ("A",), OF),
    Row("leaders", "three", moved(1, 1.004, -3), ("A", "B"), OF),
    Row("leaders", "three", moved(1, 1.006, -3), ("B",), OF),
    Row("leaders", "three", NOTHING, None, OF),
    Row("laggards", "three", SPREAD, ("B",), OF),
    Row("laggards", "three", moved(1, -2, -2.004), ("B", "C"), OF),
    Row("laggards", "three", moved(1, -2, -2.006), ("C",), OF),
    Row("rank", "A", SPREAD, 1, {**OF, "group": "three"}),
    Row("rank", "B", SPREAD, 3, {**OF, "group": "three"}),
    Row("rank", "A", moved(1, 1.004, -3), 1, {**OF, "group": "three"}),
    Row("rank", "C", moved(1, 1.004, -3), 3, {**OF, "group": "three"}),
    Row("rank", "I", SPREAD, None, {**OF, "group": "three"}),
    Row("ahead_of", "three", moved(2, -3, 3, 1), ("C", "A"), {**OF, "than": "I"}),
    Row("ahead_of", "three", moved(1, 1, 1, 1), (), {**OF, "than": "I"}),
    Row("ahead_of", "three", {**SPREAD, "I": [NONE, 100]}, None, {**OF, "than": "I"}),
    Row("count_ahead", "three", moved(2, -3, 3, 1), 2, {**OF, "than": "I"}),
    Row("count_ahead", "three", {**SPREAD, "I": [NONE, 100]}, None, {**OF, "than": "I"}),
    Row("group_gap", "three", moved(3, 2, 1, -1), 2 - 1.0, {"other": "two"}),
    Row("group_gap", "three", NOTHING, None, {"other": "majors"}),
    Row("records", "two", {"A": [100, 200], "I": [100, 121]}, ("I",)),
    Row("records", "two", {"A": [100, 200], "I": [125, 121]}, None),
    Row("records", "majors", {"I": [NONE, 121]}, ("I",)),
)


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_members_are_counted_and_placed_by_their_values(row: Row) -> None:
    check(row)
