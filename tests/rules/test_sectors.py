"""Sectors and banks."""

from collections.abc import Mapping
from datetime import date

import pytest

from marketwrap.rules import sectors
from marketwrap.rules.sectors import BANK, RUN, TILT
from tests.builders import US, day, found, history, jumped, ladder, said

Moves = Mapping[str, float]
ALL = US.groups["sectors"].members
BANKS = US.groups["banks"].members
E = 1e-6


def fan(lowest: float, step: float = 0.001) -> dict[str, float]:
    """Each sector a step above the one before."""
    return {symbol: lowest + step * i for i, symbol in enumerate(ALL)}


@pytest.mark.parametrize(
    ("lowest", "phrase"), [(0.001, "rose"), (-0.0001, "mixed"), (-0.0099, "mixed"), (-0.02, "fell")]
)
def test_the_ends_of_the_ranking(lowest: float, phrase: str) -> None:
    (finding,) = found(sectors.leaders, day(fan(lowest)))
    assert finding.phrase == f"sectors.{phrase}"
    assert finding.roles["best"].value == (ALL[-1],)  # type: ignore[union-attr]
    assert finding.roles["worst"].value == (ALL[0],)  # type: ignore[union-attr]


def test_four_sectors_at_the_ends_of_a_ranking_are_too_many_to_name() -> None:
    assert said(sectors.leaders, day({**fan(-0.005), ALL[1]: -0.005, ALL[-2]: fan(-0.005)[ALL[-1]]})) == ()


@pytest.mark.parametrize(
    ("lowest", "is_said"), [(-0.005, True), (0.001, False), (-0.02, False), (-0.0005, False)]
)
def test_the_next_places_are_said_when_they_went_apart(lowest: float, is_said: bool) -> None:
    assert bool(said(sectors.next_places, day(fan(lowest)))) == is_said


@pytest.mark.parametrize(("rungs", "is_said"), [(226, False), (227, True), (250, True), (251, False)])
def test_a_gap_between_the_ends_that_is_unusually_wide(rungs: int, is_said: bool) -> None:
    frame = ladder(ALL[0]).assign(**dict.fromkeys(ALL[1:], 100.0))
    assert bool(said(sectors.gap, day({ALL[0]: (rungs + 0.5) / 10_000}, frame=frame))) == is_said


@pytest.mark.parametrize(
    ("calm", "bold", "phrase"),
    [
        (0.006, 0.0011 - E, "defensive"),
        (0.006, 0.0011, None),
        (0.004, -0.004, "defensive_parted"),
        (-0.004, 0.004, "cyclical_parted"),
        (0.001, 0.009, "cyclical"),
    ],
)
def test_the_tilt(calm: float, bold: float, phrase: str | None) -> None:
    shift = 0 if phrase else TILT / 100 - (calm - bold) - 1e-5
    made = day({"defensives": calm + shift, "cyclicals": bold})
    expected = phrase if phrase != "defensive" or (calm - bold) * 100 >= TILT else None
    assert said(sectors.tilt, made) == ((f"sectors.{expected}",) if expected else ())


@pytest.mark.parametrize(
    ("move", "earlier", "phrase"),
    [(0.0201, 1.1, "largest_rise_since"), (0.0199, 1.1, None), (-0.0201, 0.9, "largest_fall_since")],
)
def test_a_sector_s_largest_move_in_long(move: float, earlier: float, phrase: str | None) -> None:
    frame = jumped(history(), ALL[3], 150, earlier)
    assert said(sectors.own_extreme, day({ALL[3]: move}, frame=frame)) == (
        (f"sectors.{phrase}",) if phrase else ()
    )


@pytest.mark.parametrize(("length", "phrases"), [(RUN, ("sectors.run_of_rises",)), (RUN - 1, ())])
def test_a_sector_s_run(length: int, phrases: tuple[str, ...]) -> None:
    assert said(sectors.run, day(*[{ALL[2]: 0.01}] * length, {ALL[2]: -0.01})) == phrases


@pytest.mark.parametrize(
    ("regional", "large", "against", "phrase"),
    [
        (0.0021, -0.02, 6, "regional_rose"),
        (0.0019, -0.02, 6, None),
        (0.01, -0.02, 5, "regional_rose"),
        (0.01, -0.02, 4, None),
        (-0.01, 0.02, 6, "regional_fell"),
    ],
)
def test_regional_banks_against_large_ones(
    regional: float, large: float, against: int, phrase: str | None
) -> None:
    moves = dict.fromkeys(BANKS, regional) | dict.fromkeys(BANKS[:against], large)
    made = found(sectors.regional_banks, day({**moves, "KRE": regional}))
    assert [f.phrase for f in made] == ([f"banks.{phrase}"] if phrase else [])
    if made:
        assert ("everyone" in made[0].roles) == (against == 6)
        assert len(made[0].roles["worst"]) == 3  # type: ignore[arg-type]


def test_only_banks_that_moved_far_are_named() -> None:
    moves = {**dict.fromkeys(BANKS, -BANK + E), BANKS[0]: -BANK - E, "KRE": 0.01}
    (finding,) = found(sectors.regional_banks, day(moves))
    assert [f.subject for f in finding.roles["worst"]] == [BANKS[0]]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("move", "phrase"), [(0.0151, "all_rose"), (0.0149, None), (-0.0151, "all_fell"), (-0.0149, None)]
)
def test_large_banks_together(move: float, phrase: str | None) -> None:
    assert said(sectors.banks, day({"banks": move})) == ((f"banks.{phrase}",) if phrase else ())


@pytest.mark.parametrize(("last", "is_said"), [(date(2026, 1, 7), False), (date(2026, 1, 8), True)])
def test_the_year_s_best_and_worst_are_said_from_its_fifth_session(last: date, is_said: bool) -> None:
    assert bool(said(sectors.year, day(frame=history(320, last)))) == is_said


@pytest.mark.parametrize(
    ("regional", "large", "phrases"),
    [
        (0.0501, 0.01, ("banks.regional_far",)),
        (0.0499, 0.01, ()),
        (-0.0501, -0.01, ("banks.regional_far",)),
        (0.0501, -0.01, ()),
    ],
)
def test_regional_banks_that_moved_far(regional: float, large: float, phrases: tuple[str, ...]) -> None:
    assert said(sectors.regional_far, day({"banks": large, "KRE": regional})) == phrases


@pytest.mark.parametrize(("regional", "market", "is_news"), [(-0.12, -0.002, True), (-0.12, -0.11, False)])
def test_regional_banks_lead_the_news_where_they_left_the_market_far_behind(
    regional: float, market: float, is_news: bool
) -> None:
    (finding,) = found(sectors.regional_far, day({"banks": -0.03, "KRE": regional, "^GSPC": market}))
    assert (finding.news > 1.0) == is_news


def test_sectors_that_all_tie_have_no_next_places() -> None:
    assert said(sectors.next_places, day({"sectors": 0.01})) == ()


def test_a_gap_wider_than_on_all_days_of_a_year_is_said_with_the_last_one_as_wide() -> None:
    frame = ladder(ALL[0]).assign(**dict.fromkeys(ALL[1:], 100.0))
    (finding,) = found(sectors.gap, day({ALL[0]: 0.04}, frame=jumped(frame, ALL[0], 254, 1.05)))
    assert {"since", "share"} & finding.roles.keys() == {"since"}
