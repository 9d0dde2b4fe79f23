"""What the tape shows: two things that moved together."""

from collections.abc import Mapping

import pytest

from marketwrap.rules import drivers
from marketwrap.rules.drivers import BROAD, CLOSE, GAP, OIL_MOVE, STOCKS_MOVE
from tests.builders import US, day, history, ladder, said

Moves = Mapping[str, float]
YIELD, VIX, OIL, GOLD, DOLLAR, S = "^TNX", "^VIX", "CL=F", "GC=F", "DX-Y.NYB", "^GSPC"
VALUE, GROWTH, RSP = "VTV", "VUG", "RSP"
SECTORS = US.groups["sectors"].members
E = 1e-6
#: in rungs of a ladder: three quarters and three fifths of the past year's 252 sessions
MATERIAL, USUAL = 189, 151.2


def basis_points(rungs: float) -> float:
    return rungs * 0.2


@pytest.mark.parametrize(
    ("rungs", "gap", "phrase"),
    [
        (MATERIAL + 0.5, 0.02, "rates_up_value"),
        (MATERIAL - 0.5, 0.02, None),
        (MATERIAL + 0.5, -0.02, "rates_up_growth"),
        (-MATERIAL - 0.5, 0.02, "rates_down_value"),
        (-MATERIAL - 0.5, -0.02, "rates_down_growth"),
        (MATERIAL + 0.5, 0.0155, "rates_up_value"),
        (MATERIAL + 0.5, 0.0150, None),  # the gap is narrower than on two days in five
    ],
)
def test_yields_and_the_style_gap(rungs: float, gap: float, phrase: str | None) -> None:
    frame = ladder(YIELD, VALUE).assign(VUG=100.0)
    made = day({YIELD: basis_points(rungs), VALUE: gap}, frame=frame)
    assert said(drivers.rates_and_growth, made) == ((f"drivers.{phrase}",) if phrase else ())


@pytest.mark.parametrize(("gap", "is_said"), [(GAP / 100 + E, True), (GAP / 100 - E, False)])
def test_a_style_gap_is_related_to_yields_from_its_size(gap: float, is_said: bool) -> None:
    frame = ladder(YIELD).assign(VUG=100.0, VTV=100.0)
    assert bool(said(drivers.rates_and_growth, day({YIELD: 45, VALUE: gap}, frame=frame))) == is_said


@pytest.mark.parametrize(
    ("oil", "energy", "others", "phrase"),
    [
        (OIL_MOVE + E, 0.02, 0.01, "oil_up"),
        (OIL_MOVE - E, 0.02, 0.01, None),
        (OIL_MOVE + E, 0.01, 0.02, None),
        (-OIL_MOVE - E, -0.02, -0.01, "oil_down"),
        (-OIL_MOVE - E, -0.01, -0.02, None),
        (OIL_MOVE + E, -0.01, -0.02, None),  # first, and yet it fell while crude rose
    ],
)
def test_crude_and_energy(oil: float, energy: float, others: float, phrase: str | None) -> None:
    made = day({OIL: oil, "sectors": others, "XLE": energy})
    assert said(drivers.oil_and_energy, made) == ((f"drivers.{phrase}",) if phrase else ())


@pytest.mark.parametrize(
    ("equal", "megacaps", "market", "phrase"),
    [
        (GAP / 100 + E, -0.01, -0.001, "megacaps_weighed"),
        (GAP / 100 + E, -0.01, 0.001, "megacaps_against"),
        (GAP / 100 + E, 0.001, 0.002, "megacaps_lagged"),
        (-GAP / 100 - E, 0.01, 0.001, "megacaps_lifted"),
        (-GAP / 100 - E, 0.01, -0.001, "megacaps_against"),
        (-GAP / 100 - E, -0.001, -0.002, "megacaps_held"),
        (GAP / 100 - E, -0.01, -0.001, None),
        (GAP / 100 + E, 0.01, -0.001, None),  # the megacaps were ahead, too
    ],
)
def test_the_weight_of_the_largest(equal: float, megacaps: float, market: float, phrase: str | None) -> None:
    made = day({RSP: equal, "megacaps": megacaps, S: market})
    assert said(drivers.weight_of_megacaps, made) == ((f"drivers.{phrase}",) if phrase else ())


@pytest.mark.parametrize(
    ("stocks", "rungs", "phrase"),
    [
        (STOCKS_MOVE + E, MATERIAL + 0.5, "both_up"),
        (STOCKS_MOVE - E, MATERIAL + 0.5, None),
        (STOCKS_MOVE + E, MATERIAL - 0.5, None),
        (-STOCKS_MOVE - E, -MATERIAL - 0.5, "both_down"),
        (-STOCKS_MOVE - E, MATERIAL + 0.5, None),
    ],
)
def test_stocks_and_volatility_the_unusual_way_round(stocks: float, rungs: float, phrase: str | None) -> None:
    made = day({S: stocks, VIX: rungs * 0.02}, frame=ladder(VIX))
    assert said(drivers.fear, made) == ((f"drivers.{phrase}",) if phrase else ())


@pytest.mark.parametrize(
    ("move", "against", "phrase"),
    [(BROAD + E, 1, "all_up"), (BROAD + E, 2, None), (BROAD - E, 0, None), (-BROAD - E, 1, "all_down")],
)
def test_nearly_everything_one_way(move: float, against: int, phrase: str | None) -> None:
    made = day({S: move, "sectors": move, **dict.fromkeys(SECTORS[:against], -move / 1000)})
    assert said(drivers.everything, made) == ((f"drivers.{phrase}",) if phrase else ())


@pytest.mark.parametrize(
    ("dollar", "gold", "phrase"),
    [
        (-MATERIAL - 0.5, USUAL + 1, "dollar_down"),
        (MATERIAL + 0.5, -USUAL - 1, "dollar_up"),
        (-MATERIAL + 0.5, USUAL + 1, None),
        (-MATERIAL - 0.5, USUAL - 1, None),
        (-MATERIAL - 0.5, -USUAL - 1, None),
    ],
)
def test_gold_and_the_dollar(dollar: float, gold: float, phrase: str | None) -> None:
    made = day({DOLLAR: dollar / 10_000, GOLD: gold / 10_000}, frame=ladder(DOLLAR, GOLD))
    assert said(drivers.dollar_and_metals, made) == ((f"drivers.{phrase}",) if phrase else ())


@pytest.mark.parametrize(("top", "phrase"), [(CLOSE / 100 - E, "styles_close"), (CLOSE / 100 + E, "styles")])
def test_styles_close_together_or_apart(top: float, phrase: str) -> None:
    assert said(drivers.style, day({"MTUM": top / 2, "VTV": -top / 2})) == (f"drivers.{phrase}",)


FOUR = (YIELD, OIL, DOLLAR, VIX)


@pytest.mark.parametrize("loud", [None, *FOUR])
def test_nothing_stood_out_when_none_of_the_four_did(loud: str | None) -> None:
    scale = {YIELD: 0.2, VIX: 0.02}
    moves = {s: (MATERIAL + (0.5 if s == loud else -0.5)) * scale.get(s, 0.0001) for s in FOUR}
    made = day(moves, frame=ladder(*FOUR))
    assert said(drivers.nothing, made) == (() if loud else ("drivers.nothing",))


def test_nothing_stood_out_is_not_said_beside_something_that_did() -> None:
    quiet = {s: (MATERIAL - 0.5) * {YIELD: 0.2, VIX: 0.02}.get(s, 0.0001) for s in FOUR}
    made = day({**quiet, OIL: OIL_MOVE + E, "XLE": 0.05}, frame=ladder(*FOUR))
    assert said(drivers.oil_and_energy, made) == ("drivers.oil_up",)
    assert said(drivers.nothing, made) == ()


def test_nothing_is_said_of_a_past_year_that_is_not_known() -> None:
    assert said(drivers.nothing, day({OIL: 0.2}, frame=history(100))) == ()


def test_nothing_is_said_of_a_market_that_is_not_there() -> None:
    assert said(drivers.nothing, day(frame=ladder(*FOUR).drop(columns=OIL))) == ()


@pytest.mark.parametrize(("moves", "is_said"), [({}, True), ({"XLK": 0.05}, False), ({"RSP": 0.0041}, False)])
def test_the_market_as_a_whole_is_said_only_where_its_parts_stayed_together(
    moves: Moves, is_said: bool
) -> None:
    assert bool(said(drivers.everything, day({S: 0.011, "sectors": 0.011, **moves}))) == is_said
