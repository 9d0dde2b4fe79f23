"""Other markets."""

from collections.abc import Callable, Mapping
from datetime import date

import pandas as pd
import pytest

from marketwrap.facts import Day
from marketwrap.rules import assets
from marketwrap.rules.assets import (
    CRYPTO_MOVE,
    DOLLAR_MOVE,
    METAL_MOVE,
    OIL_MOVE,
    OIL_SHOCK,
    VOLATILITY_MOVE,
    YIELD_SHOCK,
)
from marketwrap.rules.rule import Found
from tests.builders import NONE, day, found, history, jumped, last_day, said

Moves = Mapping[str, float]
YIELD, VIX, OIL, GOLD, SILVER, S, TLT = "^TNX", "^VIX", "CL=F", "GC=F", "SI=F", "^GSPC", "TLT"
E = 1e-6


def shifted(symbol: str, sessions_ago: int, points: float) -> pd.DataFrame:
    """A history with one large move of a yield or of volatility, long before the last session."""
    frame = history().copy()
    values = frame[symbol].to_numpy(copy=True)
    values[: -1 - sessions_ago] -= points
    frame[symbol] = values
    return frame


@pytest.mark.parametrize(
    ("move", "phrase"),
    [
        (0.4, None),
        (0.6, "yield_move"),
        (-0.6, "yield_move"),
        (YIELD_SHOCK - E, "yield_move"),
        (YIELD_SHOCK + E, "yield_shock"),
        (-YIELD_SHOCK - E, "yield_move"),  # no earlier fall as large: never, in a short history
    ],
)
def test_the_yield(move: float, phrase: str | None) -> None:
    made = day({YIELD: move}, frame=shifted(YIELD, 150, 0.5))
    assert said(assets.government_yield, made) == ((f"assets.{phrase}",) if phrase else ())


@pytest.mark.parametrize(("move", "phrases"), [(100, ("assets.yield_highest",)), (0, ())])
def test_the_yield_s_highest_in_long(move: float, phrases: tuple[str, ...]) -> None:
    frame = shifted(YIELD, 300, -9.0)
    assert said(assets.yield_extreme, day({YIELD: move}, frame=frame)) == phrases


def test_the_yield_s_lowest_in_long() -> None:
    frame = shifted(YIELD, 300, 3.0)
    assert said(assets.yield_extreme, day({YIELD: -100}, frame=frame)) == ("assets.yield_lowest",)


@pytest.mark.parametrize(("years", "phrases"), [(1, ()), (6, ("assets.yield_highest_of_all",))])
def test_the_yield_s_highest_of_all_needs_a_long_history(years: int, phrases: tuple[str, ...]) -> None:
    frame = history(252 * years + 10)[[YIELD, S]]
    assert said(assets.yield_extreme, day({YIELD: 900}, frame=frame)) == phrases


@pytest.mark.parametrize(
    ("move", "phrases"),
    [
        (VOLATILITY_MOVE - 0.01, ()),
        (VOLATILITY_MOVE + 0.01, ("assets.volatility_move",)),
        (-VOLATILITY_MOVE - 0.01, ("assets.volatility_move",)),
        (8, ("assets.volatility_jump",)),
        (20, ("assets.volatility_move",)),
    ],
)
def test_volatility(move: float, phrases: tuple[str, ...]) -> None:
    assert said(assets.volatility, day({VIX: move}, {VIX: 0}, frame=shifted(VIX, 150, 10))) == phrases


@pytest.mark.parametrize(
    ("start", "now", "phrases"),
    [
        (16, 21, ("assets.volatility_above",)),
        (16, 19.9, ()),
        (24, 19, ("assets.volatility_below",)),
        (24, 20, ()),
    ],
)
def test_volatility_past_a_round_number(start: float, now: float, phrases: tuple[str, ...]) -> None:
    frame = history().copy()
    other = 44 - start - 4
    frame[VIX] = [*[other] * 100, *[start] * (len(frame) - 100)]
    assert said(assets.volatility_level, day({VIX: now - start}, frame=frame)) == phrases


@pytest.mark.parametrize(
    ("move", "phrases"),
    [
        (OIL_MOVE - E, ()),
        (OIL_MOVE + E, ("assets.oil_move",)),
        (-OIL_MOVE - E, ("assets.oil_move",)),
        (OIL_SHOCK - E, ("assets.oil_move",)),
        (OIL_SHOCK + E, ("assets.oil_shock",)),
        (0.2, ("assets.oil_move",)),
    ],
)
def test_crude(move: float, phrases: tuple[str, ...]) -> None:
    assert said(assets.oil, day({OIL: move}, frame=jumped(history(), OIL, 150, 1.1))) == phrases


@pytest.mark.parametrize(("close", "phrases"), [(-37.63, ("assets.oil_below_zero",)), (NONE, ()), (0.0, ())])
def test_crude_below_zero_has_no_percentage(close: float, phrases: tuple[str, ...]) -> None:
    frame = history().copy()
    frame[OIL] = [*[20.0] * (len(frame) - 1), close]
    assert said(assets.oil, last_day(frame)) == phrases


@pytest.mark.parametrize(
    ("moves", "phrases"),
    [
        ({GOLD: METAL_MOVE + E, SILVER: 0.001}, ("assets.metals_same",)),
        ({GOLD: METAL_MOVE - E, SILVER: 0.001}, ()),
        ({GOLD: 0.001, SILVER: -0.03}, ("assets.metals_parted",)),
    ],
)
def test_metals(moves: Moves, phrases: tuple[str, ...]) -> None:
    assert said(assets.metals, day(moves)) == phrases


def test_the_metal_that_moved_more_comes_first() -> None:
    (finding,) = found(assets.metals, day({GOLD: 0.01, SILVER: -0.03}))
    assert finding.roles["first"].subject == SILVER  # type: ignore[union-attr]
    assert finding.roles["first_level"].subject == SILVER  # type: ignore[union-attr]
    assert finding.roles["second_level"].subject == GOLD  # type: ignore[union-attr]


def test_a_metal_s_first_close_past_a_round_number() -> None:
    frame = history().copy()
    frame[SILVER] = 88.0
    assert said(assets.milestone, day({SILVER: 0.03}, frame=frame)) == ("assets.first_close",)
    assert said(assets.milestone, day({SILVER: 0.02}, frame=frame)) == ()


@pytest.mark.parametrize(
    ("start", "close", "move", "key"), [(95, 88, 0.03, "above"), (75, 81, -0.03, "below")]
)
def test_a_round_number_passed_after_long(start: float, close: float, move: float, key: str) -> None:
    frame = history().copy()
    frame[OIL] = [*[start] * 100, *[close] * (len(frame) - 100)]
    assert said(assets.milestone, day({OIL: move}, frame=frame)) == (f"assets.close_{key}",)


@pytest.mark.parametrize(
    ("move", "earlier", "phrases"),
    [
        (0.0301, 1.1, ("assets.largest_rise_since",)),
        (0.0299, 1.1, ()),
        (-0.0301, 0.9, ("assets.largest_fall_since",)),
        (0.2, 1.1, ()),
    ],
)
def test_a_metal_s_largest_move_in_long(move: float, earlier: float, phrases: tuple[str, ...]) -> None:
    assert (
        said(assets.metal_extreme, day({GOLD: move}, frame=jumped(history(), GOLD, 150, earlier))) == phrases
    )


@pytest.mark.parametrize(("sign", "way"), [(1, "rise"), (-1, "fall")])
def test_a_metal_s_largest_move_of_all(sign: int, way: str) -> None:
    made = day({SILVER: sign * 0.1}, frame=history(1500)[[GOLD, SILVER, S]])
    assert said(assets.metal_extreme, made) == (f"assets.largest_{way}_of_all",)


@pytest.mark.parametrize(
    ("rule", "symbol", "least", "phrase"),
    [
        (assets.dollar, "DX-Y.NYB", DOLLAR_MOVE, "assets.dollar"),
        (assets.crypto, "BTC-USD", CRYPTO_MOVE, "assets.crypto"),
    ],
)
def test_a_currency_s_move(rule: Callable[[Day], Found], symbol: str, least: float, phrase: str) -> None:
    for sign in (1, -1):
        assert said(rule, day({symbol: sign * (least + E)})) == (phrase,)
        assert said(rule, day({symbol: sign * (least - E)})) == ()


@pytest.mark.parametrize(
    ("stocks", "bonds", "phrases"),
    [
        (0.0051, 0.0051, ("assets.both_rose",)),
        (0.0049, 0.0051, ()),
        (0.0051, 0.0049, ()),
        (-0.0051, -0.0051, ("assets.both_fell",)),
        (-0.0051, 0.0051, ("assets.haven",)),
        (0.0051, -0.0051, ()),
    ],
)
def test_stocks_and_bonds(stocks: float, bonds: float, phrases: tuple[str, ...]) -> None:
    assert said(assets.stocks_and_bonds, day({S: stocks, TLT: bonds})) == phrases


@pytest.mark.parametrize(("gold", "is_named"), [(0.0021, True), (0.0019, False), (-0.01, False)])
def test_gold_is_named_as_a_haven_when_it_rose(gold: float, is_named: bool) -> None:
    (finding,) = found(assets.stocks_and_bonds, day({S: -0.01, TLT: 0.01, GOLD: gold}))
    assert ("gold" in finding.roles) == is_named


@pytest.mark.parametrize(("last", "is_said"), [(date(2026, 1, 14), False), (date(2026, 1, 15), True)])
def test_the_year_s_best_and_worst_are_said_from_its_tenth_session(last: date, is_said: bool) -> None:
    made = day({GOLD: 0.5, SILVER: -0.5}, frame=history(320, last))
    assert bool(said(assets.assets_year, made)) == is_said


@pytest.mark.parametrize("move", [0.5, -0.5])
def test_a_year_on_one_side_of_zero_for_all_assets_names_no_ends(move: float) -> None:
    made = day({"cross_asset": move}, frame=history(320, date(2026, 1, 15)))
    assert said(assets.assets_year, made) == ()
