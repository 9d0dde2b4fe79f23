"""Beneath the index: gaps between funds where they are rare, and runs of them."""

from collections.abc import Callable, Mapping

import pandas as pd
import pytest

from marketwrap.facts import Day
from marketwrap.rules import breadth
from marketwrap.rules.breadth import GAP, MOVED, RUN, WIDE_GAP
from marketwrap.rules.rule import Found
from tests.builders import US, day, found, history, jumped, said

Moves = Mapping[str, float]
RSP, SPY, S, SMALL = "RSP", "SPY", "^GSPC", "^RUT"
E = 1e-7
HALF = GAP / 200


def still(ago: int, symbol: str = RSP) -> pd.DataFrame:
    """A market in which nothing of these moved, but for one that went far up so long ago, and back."""
    flat = dict.fromkeys((RSP, SPY, S, SMALL, "VTV", "VUG"), 100.0)
    return jumped(jumped(history().assign(**flat), symbol, ago, 1.1), symbol, ago - 1, 1 / 1.1)


def in_turn() -> pd.DataFrame:
    """Years in which none of the two was ahead for two sessions running."""
    long = history(1500)
    ups = [100.0 + i % 2 for i in range(len(long))]
    return long.assign(**dict.fromkeys((SPY, S), 100.0)).assign(**dict.fromkeys((RSP, SMALL), ups))


@pytest.mark.parametrize(
    ("moves", "phrase"),
    [
        ({RSP: HALF + E, SPY: -HALF, S: -HALF}, "parted_ahead"),
        ({RSP: HALF - E, SPY: -HALF, S: -HALF}, None),
        ({RSP: -HALF - E, SPY: HALF, S: HALF}, "parted_behind"),
        ({RSP: 0.02, SPY: 0.01, S: 0.01}, "equal_ahead"),
        ({RSP: -0.02, SPY: -0.01, S: -0.01}, "equal_behind"),
        ({RSP: 0.01, SPY: -MOVED + E, S: -MOVED + E}, "equal_ahead"),  # the index hardly moved
        ({RSP: 0.02, SPY: 0.01, S: 0.02}, None),  # the fund lags its own index
        ({RSP: 0.02, SPY: 0.01, S: 0.03}, None),
    ],
)
def test_the_average_stock_against_the_index(moves: Moves, phrase: str | None) -> None:
    assert said(breadth.equal_weight, day(moves, frame=still(252))) == (
        (f"breadth.{phrase}",) if phrase else ()
    )


def test_a_gap_as_wide_as_lately_is_told_only_where_the_two_went_separate_ways() -> None:
    frame = still(20)
    assert said(breadth.equal_weight, day({RSP: 0.02, SPY: 0.01, S: 0.01}, frame=frame)) == ()
    (parted,) = found(breadth.equal_weight, day({RSP: 0.005, SPY: -0.005, S: -0.005}, frame=frame))
    assert not {"since", "of_all"} & parted.roles.keys()


def test_separate_ways_are_more_news_than_a_gap() -> None:
    (same,) = found(breadth.equal_weight, day({RSP: 0.02, SPY: 0.01, S: 0.01}, frame=still(252)))
    (parted,) = found(breadth.equal_weight, day({RSP: 0.005, SPY: -0.005, S: -0.005}, frame=still(252)))
    assert parted.news > same.news
    assert parted.claims == same.claims == breadth.OF_AVERAGE


@pytest.mark.parametrize(
    ("rule", "symbol", "key"),
    [(breadth.small_run, SMALL, "small_run"), (breadth.equal_run, RSP, "equal_run")],
)
@pytest.mark.parametrize(
    ("gap", "length", "way"),
    [(0.01, RUN, "ahead"), (0.01, RUN - 1, None), (-0.01, RUN, "behind"), (-0.01, RUN - 1, None)],
)
def test_a_run_that_is_the_longest_in_a_long_time(
    rule: Callable[[Day], Found], symbol: str, key: str, gap: float, length: int, way: str | None
) -> None:
    made = day(*[{symbol: gap}] * length, {symbol: -gap}, frame=in_turn())
    assert said(rule, made) == ((f"breadth.{key}_{way}",) if way else ())


def test_a_run_as_long_as_a_recent_one_is_not_told() -> None:
    runs = [*[{SMALL: 0.01}] * RUN, {SMALL: -0.01}] * 2
    assert said(breadth.small_run, day(*runs, frame=in_turn())) == ()


@pytest.mark.parametrize(
    ("gap", "ago", "phrases"),
    [
        (WIDE_GAP + 0.01, 150, ("breadth.small_ahead",)),
        (-WIDE_GAP - 0.01, 150, ("breadth.small_behind",)),
        (WIDE_GAP - 0.01, 150, ()),
        (WIDE_GAP + 0.01, 20, ()),  # there was one as wide lately
    ],
)
def test_a_gap_of_small_companies_that_is_the_widest_in_long(
    gap: float, ago: int, phrases: tuple[str, ...]
) -> None:
    made = day({SMALL: gap / 100}, frame=still(ago, SMALL))
    assert said(breadth.small_gap, made) == phrases


@pytest.mark.parametrize(
    ("moves", "ago", "phrase"),
    [
        ({"VTV": 0.006, "VUG": -0.006}, 260, "value"),
        ({"VTV": -0.006, "VUG": 0.006}, 260, "growth"),
        ({"VTV": 0.006, "VUG": -0.006}, 240, None),  # there was one within the year
        ({"VTV": 0.004, "VUG": -0.004}, 260, None),
    ],
)
def test_value_against_growth(moves: Moves, ago: int, phrase: str | None) -> None:
    made = day(moves, frame=still(ago, "VTV"))
    assert said(breadth.value_growth, made) == ((f"breadth.{phrase}",) if phrase else ())


@pytest.mark.parametrize(
    ("move", "phrases"), [(0.5, ("breadth.ratio_high",)), (-0.5, ("breadth.ratio_low",)), (0, ())]
)
def test_the_ratio_at_an_extreme_of_its_year(move: float, phrases: tuple[str, ...]) -> None:
    assert said(breadth.ratio, day({RSP: move})) == phrases
    assert said(breadth.ratio, day({RSP: move}, {RSP: move})) == ()  # it was so the day before


BROAD = US.groups["broad"].members
