"""How a move compares with the moves before it."""

import math

import pytest

from tests.builders import NONE, panel
from tests.metrics.rows import Row, ask, check, steps, tail

#: sixty moves of one point, up and down in turn: their mean is 0, their deviation the root of 60/59
SIXTY = [1.0, -1.0] * 30
DEVIATION = math.sqrt(60 / 59)

#: of 252 moves two are as large as the last one's (50%) or larger
YEAR = [100.0, 200.0, 100.0, *[100.0] * 250]
FIVE_YEARS = [100.0, 200.0, 100.0, *[100.0] * 1258]

ROWS = (
    Row("zscore_1d", "V", {"V": steps(15, *SIXTY, 3)}, 3 / DEVIATION),
    Row("zscore_1d", "Y", {"Y": steps(4, *SIXTY, -2)}, -2 / DEVIATION),
    # rises of a quarter and falls of a fifth in turn, then a fall of a tenth
    Row("zscore_1d", "A", {"A": [*[100.0, 125.0] * 30, 100.0, 90.0]}, -(0.1 + 0.025) / (0.225 * DEVIATION)),
    Row("smaller_share_1y", "A", {"A": [*YEAR, 150.0]}, [0, 250 / 252]),
    Row("smaller_share_1y", "Y", {"Y": steps(4, *[1.0, -2.0] * 126, 2)}, 0.5),
    Row("smaller_share_1y", "V", {"V": steps(500, *[1.0, -2.0] * 126, -1)}, 0.0),
    Row("smaller_share_1y", "ab", {"A": [*YEAR, 150.0], "B": [7.0] * 254}, [0, 250 / 252]),
    Row("smaller_share_5y", "ab", {"A": [*FIVE_YEARS, 150.0], "B": [7.0] * 1262}, [0, 1258 / 1260]),
)


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_a_move_is_compared_with_those_before_it_alone(row: Row) -> None:
    check(row)


def test_a_move_among_moves_that_never_varied_has_no_z_score() -> None:
    made = panel({"V": [*[15.0] * 70, 16.0]})
    assert tail(made, "zscore_1d", "V", 1) == pytest.approx([NONE], nan_ok=True)


@pytest.mark.parametrize(("count", "is_known"), [(54, False), (55, True)])
def test_a_z_score_needs_sixty_moves_less_five(count: int, is_known: bool) -> None:
    made = panel({"V": steps(15, *SIXTY[:count], 3)})
    assert (ask(made, "zscore_1d", "V") is not None) == is_known


@pytest.mark.parametrize(("gaps", "is_known"), [(2, True), (3, False)])
def test_a_share_needs_all_but_five_of_the_year_s_moves(gaps: int, is_known: bool) -> None:
    closes = steps(9, *[1.0] * 252, 1.0)
    for place in range(10, 10 + 2 * gaps, 2):  # each takes two moves away
        closes[place] = NONE
    assert (tail(panel({"V": closes}), "smaller_share_1y", "V", 1)[0] == 0) == is_known


def test_a_move_as_large_as_all_before_it_is_larger_than_none_of_them() -> None:
    assert tail(panel({"V": steps(9, *[1.0, -1.0] * 126, 1.0)}), "smaller_share_1y", "V", 1) == [0]
