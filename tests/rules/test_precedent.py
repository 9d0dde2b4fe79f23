"""What came next: which study is made, and when an edge is claimed."""

import pandas as pd
import pytest

from generator.rules import precedent
from generator.rules.precedent import ENOUGH, FALLS, GAPS, RISES
from tests.builders import day, found, history, said

S, NASDAQ, RSP, SPY = "^GSPC", "^IXIC", "RSP", "SPY"


def after_falls(cases: int, rises: int, size: float = 0.0201) -> pd.DataFrame:
    """A history of so many falls of the benchmark, after which it rose so many times; it rises on other days."""
    frame = history()[[S]].copy()
    moves = [0.001] * len(frame)
    for case in range(cases):
        place = 10 + case * 6
        moves[place] = -size
        moves[place + 1] = 0.001 if case < rises else -0.001
    closes = [1000.0]
    for move in moves[1:]:
        closes.append(closes[-1] * (1 + move))
    frame[S] = closes
    return frame


@pytest.mark.parametrize(
    ("rises", "phrase"),
    [(8, "fall_less"), (38, "fall_none")],
)
def test_an_edge_is_claimed_where_the_interval_leaves_the_base_rate_outside(rises: int, phrase: str) -> None:
    # on all days it rises on about 217 + rises of 318: from 0.71 to 0.80
    frame = after_falls(50, rises)
    assert said(precedent.large_move, day({S: -0.025}, frame=frame)) == (f"precedent.{phrase}",)


def test_more_rises_than_on_all_days_are_an_edge_too() -> None:
    (finding,) = found(precedent.large_move, day({S: -0.025}, frame=_choppy()))
    assert finding.phrase == "precedent.fall_more"


def _choppy() -> pd.DataFrame:
    """The benchmark rises after each large fall, and every other day on the rest."""
    frame = history()[[S]].copy()
    closes = [1000.0]
    for i in range(1, len(frame)):
        step = {0: -0.021, 1: 0.02}.get(i % 8, 0.001 if i % 2 else -0.001)
        closes.append(closes[-1] * (1 + step))
    frame[S] = closes
    return frame


@pytest.mark.parametrize(("cases", "is_said"), [(ENOUGH, True), (ENOUGH - 1, False)])
def test_few_cases_say_nothing(cases: int, is_said: bool) -> None:
    made = day({S: -0.025}, frame=after_falls(cases, 0))
    assert bool(said(precedent.large_move, made)) == is_said


@pytest.mark.parametrize(
    ("move", "size"),
    [
        (-0.0201, -0.02),
        (-0.0199, None),
        (-0.0301, -0.03),
        (-0.0401, -0.04),
        (0.0201, 0.02),
        (0.0301, 0.03),
        (0.0401, 0.04),
    ],
)
def test_the_largest_size_that_was_met_is_studied(move: float, size: float | None) -> None:
    frame = after_falls(40, 20, size=0.05 if move < 0 else -0.05)
    made = found(precedent.large_move, day({S: move}, frame=frame))
    assert [f.roles["mark"].value for f in made] == ([size] if size else [])  # type: ignore[union-attr]
    assert size is None or size in (*FALLS, *RISES)


def gaps(cases: int) -> pd.DataFrame:
    frame = history()[[S, NASDAQ, RSP, SPY]].assign(SPY=100.0)
    equal, index = [100.0], [1000.0]
    for i in range(1, len(frame)):
        is_case = i % 6 == 0 and i // 6 <= cases
        equal.append(equal[-1] * (1.01 if is_case else 0.998))
        index.append(index[-1] * (0.995 if is_case else 1.001))
    return frame.assign(**{RSP: equal, S: index})


@pytest.mark.parametrize(
    ("equal", "market", "size"),
    [
        (0.0091, -0.001, 0.9),
        (0.0089, -0.001, 0.6),
        (0.0061, -0.001, 0.6),
        (0.0059, -0.001, None),
        (0.0091, 0.001, None),
    ],
)
def test_a_gap_is_studied_on_a_day_that_the_benchmark_fell(
    equal: float, market: float, size: float | None
) -> None:
    made = found(precedent.gap, day({RSP: equal, S: market}, frame=gaps(40)))
    assert [f.roles["mark"].value for f in made] == ([size] if size else [])  # type: ignore[union-attr]
    assert all(f.roles["cases"].value == 40 for f in made)  # type: ignore[union-attr]
    assert size is None or size in GAPS


@pytest.mark.parametrize(("cases", "is_said"), [(ENOUGH, True), (ENOUGH - 1, False)])
def test_few_gaps_say_nothing(cases: int, is_said: bool) -> None:
    assert bool(said(precedent.gap, day({RSP: 0.01, S: -0.001}, frame=gaps(cases)))) == is_said
