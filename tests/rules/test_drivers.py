"""Two things that moved together."""

from collections.abc import Mapping

import pytest

from marketwrap.rules import drivers
from marketwrap.rules.drivers import ENERGY_MOVE, GAP, OIL_MOVE, STOCKS_MOVE, YIELD_MOVE
from tests.builders import day, ladder, said

Moves = Mapping[str, float]
YIELD, VIX, OIL, GOLD, DOLLAR, S = "^TNX", "^VIX", "CL=F", "GC=F", "DX-Y.NYB", "^GSPC"
VALUE, GROWTH = "VTV", "VUG"
E = 1e-6
#: in rungs of a ladder: nine tenths and three quarters of the past year's 252 sessions
UNUSUAL, MATERIAL = 227, 189


@pytest.mark.parametrize(
    ("oil", "energy", "others", "phrase"),
    [
        (OIL_MOVE + E, 0.02, 0.01, None),  # all rose: their sentence has energy at its end
        (OIL_MOVE + E, 0.02, -0.01, "oil_up"),
        (OIL_MOVE - E, 0.02, -0.01, None),
        (OIL_MOVE + E, ENERGY_MOVE - E, -0.01, None),
        (-OIL_MOVE - E, -0.02, 0.01, "oil_down"),
        (OIL_MOVE + E, -0.01, -0.02, None),  # first, and yet it fell while crude rose
        (OIL_MOVE + E, -0.02, 0.01, None),
    ],
)
def test_crude_and_energy(oil: float, energy: float, others: float, phrase: str | None) -> None:
    made = day({OIL: oil, "sectors": others, "XLE": energy})
    assert said(drivers.oil_and_energy, made) == ((f"drivers.{phrase}",) if phrase else ())


@pytest.mark.parametrize(
    ("rungs", "value", "growth", "phrase"),
    [
        (UNUSUAL + 0.5, 0.0025, -0.021, "rates_up"),
        (UNUSUAL - 0.5, 0.0025, -0.021, None),
        (-UNUSUAL - 0.5, -0.0025, 0.021, "rates_down"),
        (UNUSUAL + 0.5, -0.0025, 0.021, None),  # growth led all the same
        (UNUSUAL + 0.5, 0.03, 0.001, None),  # growth rose too
        (UNUSUAL + 0.5, 0.0025, -0.0195, None),  # the gap is no rare one
    ],
)
def test_yields_and_growth(rungs: float, value: float, growth: float, phrase: str | None) -> None:
    frame = ladder(YIELD, VALUE).assign(VUG=100.0)
    made = day({YIELD: rungs * 0.2, VALUE: value, GROWTH: growth}, frame=frame)
    assert said(drivers.rates_and_growth, made) == ((f"drivers.{phrase}",) if phrase else ())


@pytest.mark.parametrize(
    ("points", "gap", "is_said"),
    [(YIELD_MOVE + E, GAP + E, True), (YIELD_MOVE - E, GAP + E, False), (YIELD_MOVE + E, GAP - E, False)],
)
def test_small_moves_are_not_related(points: float, gap: float, is_said: bool) -> None:
    frame = ladder().assign(**{YIELD: 4.0, VALUE: 100.0, GROWTH: 100.0})
    made = day({YIELD: points, GROWTH: -gap / 100}, frame=frame)
    assert bool(said(drivers.rates_and_growth, made)) == is_said


@pytest.mark.parametrize(
    ("stocks", "rungs", "phrase"),
    [
        (STOCKS_MOVE + E, UNUSUAL + 0.5, "both_up"),
        (STOCKS_MOVE - E, UNUSUAL + 0.5, None),
        (STOCKS_MOVE + E, UNUSUAL - 0.5, None),
        (-STOCKS_MOVE - E, -UNUSUAL - 0.5, "both_down"),
        (-STOCKS_MOVE - E, UNUSUAL + 0.5, None),
    ],
)
def test_stocks_and_volatility_the_unusual_way_round(stocks: float, rungs: float, phrase: str | None) -> None:
    made = day({S: stocks, VIX: rungs * 0.02}, frame=ladder(VIX))
    assert said(drivers.fear, made) == ((f"drivers.{phrase}",) if phrase else ())


@pytest.mark.parametrize(
    ("dollar", "gold", "phrase"),
    [
        (-UNUSUAL - 0.5, MATERIAL + 0.5, "dollar_down"),
        (UNUSUAL + 0.5, -MATERIAL - 0.5, "dollar_up"),
        (-UNUSUAL + 0.5, MATERIAL + 0.5, None),
        (-UNUSUAL - 0.5, MATERIAL - 0.5, None),
        (-UNUSUAL - 0.5, -MATERIAL - 0.5, None),
    ],
)
def test_gold_and_the_dollar(dollar: float, gold: float, phrase: str | None) -> None:
    made = day({DOLLAR: dollar / 10_000, GOLD: gold / 10_000}, frame=ladder(DOLLAR, GOLD))
    assert said(drivers.dollar_and_gold, made) == ((f"drivers.{phrase}",) if phrase else ())
