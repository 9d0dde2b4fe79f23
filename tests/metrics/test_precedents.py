"""What came next after sessions like this one."""

from datetime import date

import pytest

from generator.metrics.precedents import wilson
from tests.builders import NONE, panel
from tests.metrics.rows import Row, ask, check

#: the index falls by 2% or more at sessions 1, 3 and 5 (the last); the stock rises after the first
#: and falls after the second. On all days it rises twice in four.
INDEX = [100.0, 97.0, 98.0, 95.0, 96.0, 93.0]
STOCK = [50.0, 50.0, 51.0, 52.0, 51.0, 50.0]
STUDY: dict[str, str | float] = {"of": "change_1d", "size": -0.02, "outcome": "A"}
CLOSES = {"I": INDEX, "A": STOCK}
#: the same on a day when the stock itself rose: sessions 2 and 3 of those with a next one
WHILE: dict[str, str | float] = {**STUDY, "while_of": "A", "while_sign": 1}

ROWS = (
    Row("precedent_cases", "I", CLOSES, 2, STUDY),
    Row("precedent_hits", "I", CLOSES, 1, STUDY),
    Row("precedent_share", "I", CLOSES, 0.5, STUDY),
    Row("precedent_base", "I", CLOSES, 0.5, STUDY),
    Row("precedent_low", "I", CLOSES, wilson(1, 2, -1), STUDY),
    Row("precedent_high", "I", CLOSES, wilson(1, 2, 1), STUDY),
    Row("precedent_since", "I", CLOSES, date(2026, 1, 8), STUDY),
    Row("precedent_cases", "I", CLOSES, 1, WHILE),
    Row("precedent_hits", "I", CLOSES, 0, WHILE),
    Row("precedent_cases", "I", CLOSES, 2, {**STUDY, "size": 0.01}),
    Row("precedent_cases", "I", CLOSES, 0, {**STUDY, "size": -0.5}),
    # a move of just that size is a case
    Row("precedent_cases", "V", {"V": [20, 18, 18, 15, 16], "A": STOCK[:5]}, 2, {**STUDY, "size": -2}),
    Row("precedent_share", "I", CLOSES, None, {**STUDY, "size": -0.5}),
    Row("precedent_low", "I", CLOSES, None, {**STUDY, "size": -0.5}),
    Row("precedent_cases", "I", CLOSES, None, {**STUDY, "outcome": "B"}),
    Row("precedent_cases", "I", CLOSES, None, {**STUDY, "while_of": "B", "while_sign": 1}),
    # the outcome of the first case is not known: it is no case
    Row("precedent_cases", "I", {"I": INDEX, "A": [50, 50, NONE, 52, 51, 50]}, 1, STUDY),
    Row("precedent_since", "I", {"I": INDEX[:1], "A": STOCK[:1]}, None, STUDY),
)


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_a_study_counts_sessions_whose_next_one_is_known(row: Row) -> None:
    check(row)


def test_the_session_itself_is_no_case() -> None:
    made = panel({"I": [*INDEX, 94.0], "A": [*STOCK, 51.0]})
    assert ask(made, "precedent_cases", "I", i=-2, **STUDY) == 2
    assert ask(made, "precedent_cases", "I", i=-1, **STUDY) == 3


@pytest.mark.parametrize(
    ("hits", "cases", "low", "high"),
    [
        (0, 10, 0.0, 0.2775),  # Agresti and Coull 1998; no share falls below 0
        (10, 10, 0.7225, 1.0),
        (22, 39, 0.4099, 0.7069),
        (500, 1000, 0.4691, 0.5309),
    ],
)
def test_an_interval_is_that_of_wilson(hits: int, cases: int, low: float, high: float) -> None:
    assert wilson(hits, cases, -1) == pytest.approx(low, abs=2e-4)
    assert wilson(hits, cases, 1) == pytest.approx(high, abs=2e-4)
