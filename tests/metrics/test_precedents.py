"""What came next after sessions on which a condition held."""

from datetime import date
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marketwrap.base.conditions import parse
from marketwrap.base.errors import ConfigError
from marketwrap.metrics import precedents
from marketwrap.metrics.panel import Panel
from marketwrap.metrics.precedents import apart, held
from marketwrap.metrics.proportions import newcombe, wilson
from marketwrap.metrics.studies import Study
from tests.builders import NONE, TINY, index_of, panel, prices_of, walk
from tests.metrics.rows import Row, ask, check

#: the index falls by 2% or more at sessions 1, 3 and 5 (the last, 14 January); the stock rises by 2% after the
#: first and falls after the second; on the others with an outcome it rises once, from 50 to 51, in two
INDEX = [100.0, 97.0, 98.0, 95.0, 96.0, 93.0]
STOCK = [50.0, 50.0, 51.0, 52.0, 50.7, 50.0]
CLOSES = {"I": INDEX, "A": STOCK}
FALL = "I.change_1d <= -0.02"
TWO: dict[str, str | float] = {"when": FALL, "horizon": 1, "minimum": 2}
LOW, HIGH = wilson(1, 2)
BETWEEN = newcombe(1, 2, 1, 2)


def row(figure: str, expected: Any, asked: Any = None, closes: Any = None, subject: str = "A") -> Row:
    return Row(f"precedent_{figure}", subject, CLOSES if closes is None else closes, expected, asked or TWO)


#: every session a case: of ten rises of the stock by 1, 2, … 10 points from 100
LADDER = [100.0, *(100.0 + n * (n + 1) / 2 for n in range(1, 11))]
ALWAYS: dict[str, str | float] = {"when": "A.level > 0", "horizon": 1, "minimum": 10}

ROWS = (
    row("all_cases", 2),
    row("cases", 2),
    row("hits", 1),
    row("open", 1),
    row("share", 0.5),
    row("low", LOW),
    row("high", HIGH),
    row("base", 0.5),
    row("base_cases", 2),
    row("difference", 0.0),
    row("difference_low", BETWEEN[0] * 100),
    row("difference_high", BETWEEN[1] * 100),
    row("median", (0.02 + 50.7 / 52 - 1) / 2),
    row("lower", 0.25 * 0.02 + 0.75 * (50.7 / 52 - 1)),
    row("upper", 0.75 * 0.02 + 0.25 * (50.7 / 52 - 1)),
    row("worst", 50.7 / 52 - 1),
    row("best", 0.02),
    row("worst_session", date(2026, 1, 12)),
    row("last_case", date(2026, 1, 12)),
    row("since", date(2026, 1, 8)),
    # falls are counted where falls are asked for
    row("hits", 1, {**TWO, "hit": "fall"}),
    row("base", 0.5, {**TWO, "hit": "fall"}),
    # a session before the look-back is neither case nor base
    row("cases", 1, {**TWO, "since": "2026-01-09"}),
    row("base_cases", 2, {**TWO, "since": "2026-01-09"}),
    row("since", date(2026, 1, 9), {**TWO, "since": "2026-01-09"}),
    # two sessions later: the second case is within two sessions of the first, and the third open too
    row("all_cases", 2, {**TWO, "horizon": 2}),
    row("cases", 2, {**TWO, "horizon": 2}),
    row("best", 0.04, {**TWO, "horizon": 2}),
    row("open", 1, {**TWO, "horizon": 2}),
    row("open", 2, {**TWO, "horizon": 3}),
    row("cases", 4, {"when": "A.level > 0", "horizon": 2, "minimum": 1}, {"A": LADDER[:9]}),
    row("all_cases", 7, {"when": "A.level > 0", "horizon": 2, "minimum": 1}, {"A": LADDER[:9]}),
    # too few cases: no share and nothing that rests on one, yet the counts
    row("share", None, {**TWO, "minimum": 3}),
    row("median", None, {**TWO, "minimum": 3}),
    row("difference_low", None, {**TWO, "minimum": 3}),
    row("cases", 2, {**TWO, "minimum": 3}),
    row("worst", 50.7 / 52 - 1, {**TWO, "minimum": 3}),
    row("worst", None, {**TWO, "when": "I.change_1d <= -0.5"}),
    row("cases", 0, {**TWO, "when": "I.change_1d <= -0.5"}),
    row("share", None, {**TWO, "when": "I.change_1d <= -0.5", "minimum": 0}),
    # where every session is a case there is no base, and no difference
    row("share", 1.0, ALWAYS, {"A": LADDER}),
    row("base", None, ALWAYS, {"A": LADDER}),
    row("difference", None, ALWAYS, {"A": LADDER}),
    row("difference_high", None, ALWAYS, {"A": LADDER}),
    # a missing close at either end leaves a case out; so does a missing one of the condition, base included
    row("cases", 1, TWO, {"I": INDEX, "A": [50, 50, NONE, 52, 51, 50]}),
    row("base_cases", 1, TWO, {"I": INDEX, "A": [50, 50, NONE, 52, 51, 50]}),
    row("cases", 2, TWO, {"I": [100, 97, NONE, 95, 93, 93], "A": STOCK}),
    row("base_cases", 0, TWO, {"I": [100, 97, NONE, 95, 93, 93], "A": STOCK}),
    row("since", None, TWO, {"I": INDEX[:1], "A": STOCK[:1]}),
    # a move of just the size is a case
    row("cases", 1, {**TWO, "when": "V.change_1d <= -2"}, {"V": [20, 18, 18, 15], "A": STOCK[:4]}),
    # an outcome is in the unit of its subject: basis points, points, percentage points of a pair
    row("best", 10.0, {**TWO, "when": "Y.level > 0"}, {"Y": [4.0, 4.1, 4.1]}, "Y"),
    row("worst", -1.5, {**TWO, "when": "V.level > 0"}, {"V": [20.0, 18.5, 19.5]}, "V"),
    row("best", 1.0, {**TWO, "when": "A.level > 0"}, {"A": [100, 102, 102], "B": [100, 101, 102]}, "ab"),
    row("cases", None, TWO, {"A": STOCK}, "ab"),
    row("cases", None, TWO, CLOSES, "three"),
    # conditions on subjects without prices are never decided
    row("cases", 0, {**TWO, "when": "B.change_1d > 0"}),
    row("base_cases", 0, {**TWO, "when": "B.change_1d > 0"}),
    row("cases", 2, {**TWO, "when": f"B.change_1d > 0 or {FALL}"}),
    # the words of a condition
    Row("threshold", "I", CLOSES, -0.02, {"of": "change_1d", "sign": "<=", "value": -0.02, "clause": 0}),
    Row("condition", "I", CLOSES, FALL, {"text": FALL}),
)


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_a_study_counts_sessions_whose_outcome_is_known(row: Row) -> None:
    check(row)


def test_the_session_itself_is_no_case_until_its_outcome_is_known() -> None:
    made = panel({"I": [*INDEX, 94.0], "A": [*STOCK, 51.0]})
    assert ask(made, "precedent_cases", "A", i=-2, **TWO) == 2
    assert ask(made, "precedent_cases", "A", i=-1, **TWO) == 3


@pytest.mark.parametrize(
    ("cases", "horizon", "counted"),
    [
        ([1, 2, 3, 4], 1, [1, 2, 3, 4]),
        ([1, 2, 3, 4, 6, 7, 20], 5, [1, 6, 20]),
        ([1, 5, 6, 10, 11], 5, [1, 6, 11]),
        ([], 5, []),
    ],
)
def test_a_case_nearer_than_the_horizon_to_the_last_one_counted_is_not_counted(
    cases: list[int], horizon: int, counted: list[int]
) -> None:
    assert apart(np.array(cases, dtype=np.int64), horizon).tolist() == counted


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A.level > 2", [0, 1, NONE, 1]),
        ("A.level > 2 and B.level > 2", [0, 0, 0, NONE]),
        ("A.level > 2 or B.level > 2", [1, 1, NONE, 1]),
        ("A.level > 2 or A.level <= 2", [1, 1, NONE, 1]),
    ],
)
def test_a_part_that_settles_it_makes_up_for_an_unknown_one(text: str, expected: list[float]) -> None:
    made = panel({"A": [1, 3, NONE, 3], "B": [3, 1, 1, NONE]})
    np.testing.assert_array_equal(held(made, parse(text)), expected)


def test_overlapping_base_outcomes_weigh_as_many_as_do_not_overlap() -> None:
    made = panel({"I": walk(1, 300), "A": walk(2, 300)})
    asked: dict[str, Any] = {"when": "I.change_1d <= -0.01", "horizon": 5, "minimum": 2}
    found = precedents.tally(made, "A", 299, **asked)
    assert found is not None
    assert found.base is not None
    count = found.base_cases / 5
    expected = newcombe(found.hits, found.cases, found.base * count, count)
    assert found.difference_interval == pytest.approx(expected)
    shown = ask(made, "precedent_difference_low", "A", 299, **asked)
    assert shown == pytest.approx(100 * expected[0])  # in percentage points


# No look ahead ------------------------------------------------------------------------------------

LENGTH = 400
QUESTIONS: tuple[dict[str, Any], ...] = tuple(
    {"when": when, "horizon": horizon, "minimum": 3, **more}
    for when in ("I.change_1d <= -0.008 and ab.spread_1d > 0", "A.streak >= 3 or V.zscore_1d < -2")
    for horizon in (1, 5, 20)
    for more in ({}, {"hit": "fall", "since": "2025-01-06"})
)


@cache
def frame() -> pd.DataFrame:
    columns = {s: walk(n, LENGTH, gaps=0.01, ties=0.02) for n, s in enumerate(("I", "A", "B", "V"))}
    return pd.DataFrame(columns, index=index_of(LENGTH), dtype=float)


@cache
def full() -> Panel:
    return Panel(prices_of(frame()), TINY)


def answers(made: Panel, i: int) -> list[object]:
    return [
        ask(made, f"precedent_{name}", subject, i, **asked)
        for name in (*precedents.NUMBERS, *precedents.SESSIONS)
        for subject in ("A", "ab", "V")
        for asked in QUESTIONS
    ]


@settings(deadline=None, max_examples=12)
@given(st.integers(0, LENGTH - 1))
def test_a_study_as_of_a_past_date_is_that_of_data_cut_at_that_date(i: int) -> None:
    assert answers(full(), i) == answers(Panel(prices_of(frame().iloc[: i + 1]), TINY), i)


@settings(deadline=None, max_examples=30)
@given(st.sets(st.integers(0, 200), max_size=60), st.integers(1, 20))
def test_counted_cases_are_a_horizon_apart_and_every_other_is_nearer_to_one_before(
    cases: set[int], horizon: int
) -> None:
    ascending = sorted(cases)
    counted = apart(np.array(ascending, dtype=np.int64), horizon).tolist()
    assert all(b - a >= horizon for a, b in pairwise(counted))
    left = set(ascending) - set(counted)
    assert all(any(0 < case - one < horizon for one in counted) for case in left)


# What cannot be asked -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["A.chnage_1d > 0", "A.spread_1d > 0", "ab.change_1d > 0", "V.below_high < 0"]
)
def test_a_metric_that_a_subject_does_not_have_is_an_error(text: str) -> None:
    with pytest.raises(ConfigError, match=r"^study odd: \w+ has no metric \w+; "):
        precedents.refuse_unknown(full(), (Study("odd", parse(text), "A"),))


@pytest.mark.parametrize(
    "asked",
    [
        {"when": "A.level >", "horizon": 1},
        {"when": FALL, "horizon": 0},
        {"when": FALL, "horizon": 1, "since": "soon"},
    ],
)
def test_a_damaged_question_is_a_value_error_as_the_check_expects(asked: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        ask(full(), "precedent_cases", "A", **asked)
