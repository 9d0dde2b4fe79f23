"""Under the surface: gaps between funds, and runs of them."""

from collections.abc import Mapping
from datetime import date

import pandas as pd
import pytest

from marketwrap.rules import breadth
from marketwrap.rules.breadth import GAP, RUN, WIDE_GAP
from tests.builders import US, day, found, history, ladder, said

Moves = Mapping[str, float]
RSP, SPY, S, SMALL = "RSP", "SPY", "^GSPC", "^RUT"
E = 1e-7
HAIR = GAP / 100


@pytest.mark.parametrize(
    ("moves", "phrase"),
    [
        ({RSP: HAIR + E}, "equal_ahead"),
        ({RSP: HAIR - E}, None),
        ({RSP: -HAIR - E}, "equal_behind"),
        ({RSP: -HAIR + E}, None),
        ({RSP: 0.002, SPY: -0.002}, "equal_parted_up"),
        ({RSP: -0.002, SPY: 0.002}, "equal_parted_down"),
        ({RSP: 0.004, SPY: 0.001}, "equal_ahead"),
    ],
)
def test_equal_against_cap_weight(moves: Moves, phrase: str | None) -> None:
    assert said(breadth.equal_weight, day(moves)) == ((f"breadth.{phrase}",) if phrase else ())


@pytest.mark.parametrize(("rungs", "is_said"), [(201, False), (202, True), (250, True), (251, False)])
def test_how_unusual_the_gap_is_is_said_from_four_fifths_of_the_year(rungs: int, is_said: bool) -> None:
    frame = ladder(RSP).assign(SPY=100.0)
    (finding,) = found(breadth.equal_weight, day({RSP: (rungs + 0.5) / 10_000}, frame=frame))
    assert ("share" in finding.roles) == is_said


@pytest.mark.parametrize(
    ("rising", "falling", "phrase"),
    [(11, 0, "all_rose"), (0, 11, "all_fell"), (6, 5, "some_rose"), (5, 6, "some_fell"), (5, 5, "some_rose")],
)
def test_sectors_are_counted(rising: int, falling: int, phrase: str) -> None:
    sectors = US.groups["sectors"].members
    moves = dict.fromkeys(sectors[:rising], 0.01) | dict.fromkeys(sectors[rising : rising + falling], -0.01)
    (finding,) = found(breadth.sectors_count, day(moves))
    assert finding.phrase == f"breadth.{phrase}"
    assert finding.roles["total"].value == 11  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("gap", "length", "phrase"),
    [(0.01, RUN, "ahead"), (0.01, RUN - 1, None), (-0.01, RUN, "behind"), (-0.01, RUN - 1, None)],
)
def test_a_run_of_small_caps(gap: float, length: int, phrase: str | None) -> None:
    made = day(*[{SMALL: gap}] * length, {SMALL: -gap})
    assert said(breadth.small_run, made) == ((f"breadth.small_run_{phrase}",) if phrase else ())


@pytest.mark.parametrize(
    ("gap", "length", "phrase"),
    [(0.001, RUN - 1, "ahead"), (0.001, RUN - 2, None), (-0.001, RUN - 1, "behind"), (-0.001, RUN - 2, None)],
)
def test_a_run_of_equal_weight(gap: float, length: int, phrase: str | None) -> None:
    made = day(*[{RSP: gap}] * length, {RSP: -gap})
    assert said(breadth.equal_run, made) == ((f"breadth.equal_run_{phrase}",) if phrase else ())


@pytest.mark.parametrize(
    ("rungs", "phrases"),
    [(201, ()), (202, ("breadth.small_ahead",)), (-202, ("breadth.small_behind",)), (251, ())],
)
def test_a_gap_of_small_caps_that_is_unusual(rungs: int, phrases: tuple[str, ...]) -> None:
    frame = ladder(SMALL).assign(**{S: 5000.0})
    move = (abs(rungs) + 0.5) / 10_000 * (1 if rungs > 0 else -1)
    assert said(breadth.small_gap, day({SMALL: move}, frame=frame)) == phrases


def test_a_gap_of_small_caps_that_is_unusual_yet_narrow_is_not_said() -> None:
    frame = history().assign(**{S: 5000.0, SMALL: 2000.0})
    closes = [2000.0 * (1 + 0.0001 * (i % 9)) for i in range(len(frame))]  # gaps of 0.08 at most …
    closes[200:202] = [2100.0, 2000.0]  # … but for two
    frame[SMALL] = closes
    assert said(breadth.small_gap, day({SMALL: WIDE_GAP / 100 + 1e-4}, frame=frame)) == (
        "breadth.small_ahead",
    )
    assert said(breadth.small_gap, day({SMALL: WIDE_GAP / 100 - 1e-4}, frame=frame)) == ()


@pytest.mark.parametrize(
    ("moves", "phrase"),
    [
        ({"VTV": 0.002, "VUG": -0.002}, "parted_value"),
        ({"VTV": -0.002, "VUG": 0.002}, "parted_growth"),
        ({"VTV": 0.0012, "VUG": -0.0012}, None),  # the gap is too small
        ({"VTV": 0.01785, "VUG": 0.0001}, "value"),  # larger than on 177 of 252 sessions
        ({"VTV": 0.01705, "VUG": 0.0001}, None),  # than on 169
        ({"VTV": 0.0001, "VUG": 0.01795}, "growth"),
    ],
)
def test_value_against_growth(moves: Moves, phrase: str | None) -> None:
    frame = ladder("VTV").assign(VUG=100.0)
    assert said(breadth.value_growth, day(moves, frame=frame)) == ((f"breadth.{phrase}",) if phrase else ())


@pytest.mark.parametrize(("rungs", "phrase"), [(201, None), (202, "calm_ahead"), (-202, "calm_behind")])
def test_the_low_volatility_fund_against_the_market(rungs: int, phrase: str | None) -> None:
    move = (abs(rungs) + 0.5) / 10_000 * (1 if rungs > 0 else -1)
    made = day({"SPLV": move}, frame=ladder("SPLV").assign(SPY=100.0))
    assert said(breadth.low_volatility, made) == ((f"breadth.{phrase}",) if phrase else ())


BROAD = US.groups["broad"].members


@pytest.mark.parametrize(
    ("moves", "phrases"),
    [
        ({"broad": 0.4}, ("breadth.year_ahead",)),
        ({"broad": -0.4}, ("breadth.year_behind",)),
        ({"broad": 0.4, BROAD[0]: -0.4}, ()),
    ],
)
def test_the_broad_measures_for_the_year(moves: Moves, phrases: tuple[str, ...]) -> None:
    assert said(breadth.broad_year, day(moves)) == phrases


@pytest.mark.parametrize(("last", "is_said"), [(date(2026, 1, 7), False), (date(2026, 1, 8), True)])
def test_the_year_so_far_is_said_from_its_fifth_session(last: date, is_said: bool) -> None:
    assert bool(said(breadth.broad_year, day({"broad": 0.4}, frame=history(320, last)))) == is_said


@pytest.mark.parametrize(
    ("move", "phrases"), [(0.5, ("breadth.ratio_high",)), (-0.5, ("breadth.ratio_low",)), (0, ())]
)
def test_the_ratio_at_an_extreme_of_its_year(move: float, phrases: tuple[str, ...]) -> None:
    assert said(breadth.ratio, day({RSP: move})) == phrases


@pytest.mark.parametrize(
    ("today", "days", "phrases"),
    [
        (0.0016, 4, ("breadth.week_ahead",)),  # five gaps of 0.16 make 0.8
        (0.0014, 4, ()),  # of 0.14, 0.7
        (-0.0016, 4, ("breadth.week_behind",)),
    ],
)
def test_a_week_of_gaps(today: float, days: int, phrases: tuple[str, ...]) -> None:
    assert said(breadth.stretch, day({RSP: today}, *[{RSP: today}] * days)) == phrases


def _sectors(*signs: int) -> pd.DataFrame:
    """Sixty sessions and more on which the sectors move up and down, in step or out of it."""
    frame = history().copy()
    for place, symbol in enumerate(US.groups["sectors"].members):
        sign = signs[place % len(signs)]
        frame[symbol] = [
            100 + (sign if (i // (1 if sign > 0 else place + 1)) % 2 else 0) for i in range(len(frame))
        ]
    return frame


def test_sectors_as_one_or_each_on_its_own() -> None:
    assert said(breadth.correlation, day({"sectors": 0.01}, frame=_sectors(1))) == ("breadth.together",)
    assert said(breadth.correlation, day({"sectors": 0.0}, frame=_sectors(-1))) == ("breadth.apart",)
    assert said(breadth.correlation, day()) == ()  # the calm history's share a third
