"""Sectors and banks: what is news beside the ranking."""

from collections.abc import Mapping

import pytest

from marketwrap.rules import drivers, sectors
from marketwrap.rules.sectors import APART, LARGE, OWN, REGIONAL, REGIONAL_FAR, RUN, TILT
from tests.builders import US, day, found, history, jumped, said

Moves = Mapping[str, float]
ALL = US.groups["sectors"].members
BANKS = US.groups["banks"].members
S, KRE = "^GSPC", "KRE"
E = 1e-6


@pytest.mark.parametrize(
    ("move", "market", "earlier", "phrase"),
    [
        (0.04, 0.0, 1.1, "largest_rise_since"),
        (-0.04, 0.0, 0.9, "largest_fall_since"),
        (LARGE - E, 0.0, 1.1, None),
        (0.04, 0.04 / OWN - E, 1.1, "largest_rise_since"),
        (0.04, 0.04 / OWN + E, 1.1, None),  # the market's move
        (0.04, -0.03, 1.1, "largest_rise_since"),
    ],
)
def test_a_sector_s_own_largest_move_in_long(
    move: float, market: float, earlier: float, phrase: str | None
) -> None:
    frame = jumped(history(), ALL[3], 250, earlier)
    assert said(sectors.far, day({ALL[3]: move, S: market}, frame=frame)) == (
        (f"sectors.{phrase}",) if phrase else ()
    )


def test_what_is_told_of_a_sector_alone_is_left_out_of_the_ranking() -> None:
    moves = {"sectors": 0.001, ALL[0]: -0.01, ALL[3]: 0.04, S: 0.0}
    made = day(moves, frame=jumped(history(), ALL[3], 250, 1.1))
    assert said(sectors.far, made)
    (ranking,) = found(sectors.day_of_sectors, made)
    assert "led" not in ranking.roles
    energy = day({"sectors": 0.001, ALL[0]: -0.01, "XLE": 0.015, "CL=F": 0.03})
    assert said(drivers.oil_and_energy, energy) == ("drivers.oil_up",)
    (ranking,) = found(sectors.day_of_sectors, energy)
    assert "led" not in ranking.roles


@pytest.mark.parametrize(
    ("length", "earlier", "phrases"),
    [(RUN, 300, ("sectors.run_of_rises",)), (RUN - 1, 300, ()), (RUN, 200, ())],
)
def test_a_sector_s_run_is_said_where_none_was_as_long_for_a_year(
    length: int, earlier: int, phrases: tuple[str, ...]
) -> None:
    frame = history(600).copy()
    closes = [100.0 + i % 2 for i in range(len(frame))]
    for step in range(10):  # a run of ten
        closes[-earlier + step] = 100.0 + step
    frame[ALL[2]] = closes
    made = day(*[{ALL[2]: 0.01}] * length, {ALL[2]: -0.01}, frame=frame)
    assert said(sectors.run, made) == phrases


@pytest.mark.parametrize(
    ("calm", "bold", "phrase"),
    [
        (0.01, -(TILT / 100 - 0.01) - E, "defensive"),
        (0.01, -(TILT / 100 - 0.01) + E, None),
        (-0.01, 0.01, "cyclical"),
        (0.03, 0.001, None),  # the same way
    ],
)
def test_defensives_and_cyclicals_that_went_separate_ways(
    calm: float, bold: float, phrase: str | None
) -> None:
    made = day({"defensives": calm, "cyclicals": bold})
    assert said(sectors.tilt, made) == ((f"sectors.{phrase}",) if phrase else ())


@pytest.mark.parametrize(
    ("regional", "market", "phrase"),
    [
        (-REGIONAL_FAR - E, -REGIONAL_FAR + APART + E, "regional_fell"),
        (-REGIONAL_FAR - E, -REGIONAL_FAR + APART - 0.01, None),
        (-REGIONAL_FAR + E, 0.0, None),
        (REGIONAL_FAR + E, 0.0, "regional_rose"),
    ],
)
def test_regional_banks_far_from_the_market(regional: float, market: float, phrase: str | None) -> None:
    frame = jumped(jumped(history(), KRE, 60, 1.2), KRE, 50, 0.8)
    made = day({KRE: regional, S: market}, frame=frame)
    assert said(sectors.regional_banks, made) == ((f"banks.{phrase}",) if phrase else ())


def test_a_rare_fall_of_regional_banks_is_large_news() -> None:
    (finding,) = found(sectors.regional_banks, day({KRE: -0.123}, frame=history(1500)))
    assert "of_all" in finding.roles
    assert finding.news > 0.5


@pytest.mark.parametrize(
    ("regional", "large", "against", "phrase"),
    [
        (REGIONAL + E, -0.02, 6, "parted_rose"),
        (REGIONAL - E, -0.02, 6, None),
        (0.01, -0.02, 5, "parted_rose"),
        (0.01, -0.02, 4, None),
        (-0.01, 0.02, 6, "parted_fell"),
    ],
)
def test_regional_banks_against_large_ones(
    regional: float, large: float, against: int, phrase: str | None
) -> None:
    moves = dict.fromkeys(BANKS, regional) | dict.fromkeys(BANKS[:against], large)
    made = said(sectors.regional_banks, day({**moves, KRE: regional}))
    assert made == ((f"banks.{phrase}",) if phrase else ())
