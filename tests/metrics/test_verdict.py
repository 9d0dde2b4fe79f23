"""The scorecard of the rotation: figures, readings and tallies, reckoned by hand."""

import math
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from marketwrap.base.model import Universe
from marketwrap.metrics import verdict
from marketwrap.metrics.panel import Panel
from marketwrap.metrics.verdict import BY_KEY, ENOUGH, INDICATORS, PAIR, VERDICTS, reading_of
from tests.builders import NONE, US, history, prices_of
from tests.metrics.rows import Row, check

FAST = settings(deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
COUNT = 300


def flat_until(last: float, before: float = 100.0) -> list[float]:
    """Closes that do not move until the last one."""
    return [before] * (COUNT - 1) + [last]


#: nothing moves but for the last session
CLOSES = {
    "SPY": flat_until(100),
    "RSP": flat_until(110),
    "^GSPC": flat_until(100),
    "^RUT": flat_until(110),
    "MDY": flat_until(90),
    "VTV": flat_until(110),
    "VUG": flat_until(100),
    "SPLV": flat_until(90),
    "AAPL": flat_until(110),
    "MSFT": flat_until(100),
    "NVDA": flat_until(105),
    "XLI": flat_until(109),
    "XLB": flat_until(100),
    "XLF": flat_until(100),
    "XLP": flat_until(99),
    "XLV": flat_until(100),
    "XLU": flat_until(100),
    "^VIX": flat_until(15, before=20),
}
#: two stocks step together, the third the other way
STEPS = [1.01 if i % 2 else 1 / 1.01 for i in range(COUNT)]
AS_ONE = [100 * math.prod(STEPS[: i + 1]) for i in range(4)] * (COUNT // 4)
MOVES = [later / now - 1 for now, later in pairwise(AS_ONE)]
OTHER = [100.0]
for _move in MOVES:
    OTHER.append(OTHER[-1] * (1 - _move))


def row(metric: str, expected: object, subject: str = PAIR, **params: str | float) -> Row:
    return Row(metric, subject, CLOSES, expected, params, universe=US)  # type: ignore[arg-type]


ROWS = (
    row("verdict_averages", 1.1 / 1.002 - 1),  # the shorter average is the nearer one
    row("verdict_range", 1.0),
    row("verdict_breadth", 1 / 6, "sectors"),
    row("verdict_size", 0.5, "small_large"),
    row("verdict_value", 1.0, "value_growth"),
    row("verdict_calm", 0.0, "low_volatility_market"),
    row("verdict_run", 1),
    row("verdict_megacaps", 5.0, "megacaps"),
    row("verdict_cyclicals", 3 + 1 / 3, "cyclicals"),
    row("verdict_tension", 15 / 19.975 - 1, "^VIX"),
    Row(
        "verdict_together",
        "megacaps",
        {"AAPL": AS_ONE, "MSFT": AS_ONE, "NVDA": OTHER},
        -1 / 3,
        universe=US,
    ),
    row("verdict_together", 0.35, "megacaps", bound="lasting"),
    row("verdict_together", 0.6, "megacaps", bound="passing"),
    row("verdict_breadth", None, "megacaps"),  # it is a figure of the sectors
    *(
        row("verdict_reading", expected, indicator=key)
        for key, expected in {
            "averages": 1,
            "range": 1,
            "breadth": -1,
            "size": 0,
            "value": 1,
            "calm": -1,
            "run": 0,
            "megacaps": -1,
            "together": -1,  # of two that moved at all
            "cyclicals": 1,
            "tension": 1,
        }.items()
    ),
    row("verdict_reading", 0, indicator="averages", ago=1),
    row("verdict_reading", None, indicator="range", ago=1),  # a range without width
    row("verdict_lasting", 5),
    row("verdict_passing", 4),
    row("verdict_total", 11),
    row("verdict", "open"),
    # the day before only the comparisons spoke: nothing is ahead of anything
    row("verdict_lasting", 0, ago=1),
    row("verdict_passing", 4, ago=1),
    row("verdict_total", 9, ago=1),
    row("verdict", "doubtful", ago=1),
    row("verdict_lasting_change", 5.0, ago=1),
    row("verdict_passing_change", 0.0, ago=1),
    row("verdict", None, "small_large"),
    row("verdict_lasting", None, ago=COUNT),
)


@pytest.mark.parametrize("asked", ROWS, ids=str)
def test_a_scorecard_is_what_its_closes_make_it(asked: Row) -> None:
    check(asked)


@pytest.mark.parametrize(
    ("key", "figure", "reading"),
    [
        ("size", 0.75, 1),
        ("size", 0.7, 0),
        ("size", 0.25, -1),
        ("run", 4, 1),
        ("run", 3, 0),
        ("run", -4, -1),
        ("megacaps", -1.0, 1),
        ("megacaps", -0.99, 0),
        ("megacaps", 1.0, -1),
        ("tension", -0.1, 1),
        ("tension", 0.1, -1),
    ],
)
def test_a_reading_turns_at_its_thresholds(key: str, figure: float, reading: float) -> None:
    assert reading_of(BY_KEY[key], np.array([figure, np.nan])) == pytest.approx(
        [reading, np.nan], nan_ok=True
    )


@pytest.mark.parametrize(
    ("net", "name"),
    [
        (10, "lasting"), (5, "lasting"), (4, "leaning"), (2, "leaning"), (1, "open"), (-2, "open"),
        (-3, "doubtful"), (-5, "doubtful"), (-6, "passing"), (-10, "passing"),
    ],
)  # fmt: skip
def test_the_score_alone_decides_the_verdict(net: int, name: str) -> None:
    assert verdict._verdict(net, 10) == name


def test_verdicts_go_from_lasting_to_passing_and_leave_no_score_out() -> None:
    bounds = [least for _, least in VERDICTS]
    assert bounds == sorted(bounds, reverse=True)
    assert bounds[-1] == -1.0


def test_too_few_indicators_give_no_verdict() -> None:
    assert verdict._verdict(ENOUGH - 1, ENOUGH - 1) is None
    assert verdict._verdict(ENOUGH, ENOUGH) == "lasting"


def test_every_indicator_has_its_own_key_and_thresholds_that_differ() -> None:
    assert len(BY_KEY) == len(INDICATORS)
    assert all(indicator.lasting != indicator.passing for indicator in INDICATORS)


# What holds for any prices ------------------------------------------------------------------------


def scores(frame: pd.DataFrame, universe: Universe = US) -> tuple[np.ndarray, ...]:
    made = Panel(prices_of(frame), universe)
    found = (verdict.weight(made, way) for way in (1, -1, None))
    return tuple(values for values in found if values is not None)


@settings(FAST, max_examples=6)
@given(st.integers(210, 319), st.integers(0, 10**6))
def test_later_prices_change_no_earlier_score(i: int, seed: int) -> None:
    frame = history()
    other = frame.copy()
    other.iloc[i + 1 :] *= np.random.default_rng(seed).uniform(0.5, 2, other.iloc[i + 1 :].shape)
    for whole, cut, changed in zip(scores(frame), scores(frame.iloc[: i + 1]), scores(other), strict=True):
        np.testing.assert_array_equal(whole[: i + 1], cut)
        np.testing.assert_array_equal(whole[: i + 1], changed[: i + 1])


def test_neither_the_order_of_columns_nor_the_unit_of_prices_matters() -> None:
    frame = history()
    for whole, other in zip(scores(frame), scores(frame[frame.columns[::-1]] * 4), strict=True):
        np.testing.assert_array_equal(whole, other)


@pytest.mark.parametrize("gone", ["^VIX", "VTV", "SPLV", "MDY"])
def test_what_a_market_lacks_its_scorecard_leaves_out(gone: str) -> None:
    known = scores(history())[2][-1] - scores(history().drop(columns=gone))[2][-1]
    assert known == (0 if gone == "MDY" else 1)  # small caps still speak for size


def test_a_market_without_the_pair_has_no_scorecard() -> None:
    assert scores(history().drop(columns="RSP")) == ()
    assert verdict.verdicts(Panel(prices_of(history().drop(columns="RSP")), US)) == ()


def test_on_a_session_without_the_ratio_there_is_no_verdict() -> None:
    frame = history().copy()
    frame.loc[frame.index[-1], "RSP"] = NONE
    found = verdict.verdicts(Panel(prices_of(frame), US))
    assert found[-1] is None
    assert found[-2] is not None
