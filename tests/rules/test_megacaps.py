"""The largest companies."""

from collections.abc import Mapping
from datetime import date

import pytest

from marketwrap.rules import megacaps
from marketwrap.rules.megacaps import LARGE, OWN, RUN
from tests.builders import US, day, found, history, jumped, said

Moves = Mapping[str, float]
ALL = US.groups["megacaps"].members
E = 1e-6


def fallen(count: int, size: float, rest: float = 0.001) -> Moves:
    """So many fall by a size, the others rise a little."""
    return dict.fromkeys(ALL, rest) | dict.fromkeys(ALL[:count], size)


@pytest.mark.parametrize(
    ("moves", "phrase"),
    [
        (fallen(1, -LARGE - E), "one_lost"),
        (fallen(1, -LARGE + E), None),
        (fallen(2, -LARGE - E), "some_lost"),
        (fallen(4, -LARGE - E), "some_lost"),
        (fallen(5, -LARGE - E), "many_lost"),
        (fallen(7, -LARGE - E), "all_lost"),
        (fallen(1, LARGE + E), "one_gained"),
        (fallen(3, LARGE + E), "some_gained"),
        (fallen(6, LARGE + E), "many_gained"),
        (fallen(7, LARGE + E), "all_gained"),
        ({**fallen(2, LARGE + E), **dict.fromkeys(ALL[2:4], -LARGE - E)}, "some_lost"),
        ({**fallen(2, LARGE + E), ALL[2]: -LARGE - E}, "some_gained"),
    ],
)
def test_how_many_lost_or_gained_much(moves: Moves, phrase: str | None) -> None:
    assert said(megacaps.large_moves, day(moves)) == ((f"megacaps.{phrase}",) if phrase else ())


@pytest.mark.parametrize(("rest", "is_said"), [(-0.001, True), (0.0, True), (0.001, False)])
def test_that_none_rose_is_said_when_none_did(rest: float, is_said: bool) -> None:
    (finding,) = found(megacaps.large_moves, day(fallen(2, -0.03, rest)))
    assert ("nobody" in finding.roles) == is_said
    assert bool(finding.claims) == is_said


@pytest.mark.parametrize(
    ("moves", "phrase"),
    [
        (fallen(7, 0.01), "all_rose"),
        (fallen(7, -0.01), "all_fell"),
        (fallen(3, -0.01), "mostly_rose"),
        (fallen(4, -0.01), "mostly_fell"),
    ],
)
def test_how_many_rose(moves: Moves, phrase: str) -> None:
    apart = {s: m * (1 + i / 10) for i, (s, m) in enumerate(moves.items())}
    assert said(megacaps.breadth, day(apart)) == (f"megacaps.{phrase}",)


def test_a_tie_at_the_top_names_no_best() -> None:
    assert said(megacaps.breadth, day(fallen(7, 0.01))) == ()


@pytest.mark.parametrize(
    ("move", "earlier", "phrase"),
    [
        (OWN + E, 1.1, "largest_rise_since"),
        (OWN - E, 1.1, None),
        (-OWN - E, 0.9, "largest_fall_since"),
        (0.2, 1.1, None),  # never before, in data that do not go back far
    ],
)
def test_a_company_s_largest_move_in_long(move: float, earlier: float, phrase: str | None) -> None:
    made = day({ALL[2]: move}, frame=jumped(history(), ALL[2], 150, earlier))
    assert said(megacaps.own_move, made) == ((f"megacaps.{phrase}",) if phrase else ())


def test_a_company_s_largest_move_of_all() -> None:
    made = day({ALL[2]: 0.2}, frame=history(1500)[[*ALL, "^GSPC"]])
    assert said(megacaps.own_move, made) == ("megacaps.largest_rise_of_all",)


@pytest.mark.parametrize(("length", "phrases"), [(RUN, ("megacaps.run_of_falls",)), (RUN - 1, ())])
def test_a_company_s_run(length: int, phrases: tuple[str, ...]) -> None:
    rest = dict.fromkeys(ALL, 0.0)
    made = day(*[{**rest, ALL[0]: -0.01}] * length, {ALL[0]: 0.01})
    assert said(megacaps.run, made) == phrases


@pytest.mark.parametrize(
    ("mean", "market", "phrase"),
    [
        (0.003, -0.0021, "mean_parted_up"),
        (-0.003, 0.0021, "mean_parted_down"),
        (0.010, 0.0049, "mean_ahead"),
        (0.010, 0.0051, None),
        (-0.010, -0.0049, "mean_behind"),
    ],
)
def test_their_average_against_the_market(mean: float, market: float, phrase: str | None) -> None:
    made = day({"megacaps": mean, "^GSPC": market})
    assert said(megacaps.against_market, made) == ((f"megacaps.{phrase}",) if phrase else ())


@pytest.mark.parametrize(
    ("factor", "ahead", "phrase"),
    [
        (3.0, 7, "last_year_all"),
        (3.0, 4, "last_year_some"),
        (3.0, 3, "last_year_few"),
        (3.0, 0, "last_year_none"),
    ],
)
def test_last_year_s_tally(factor: float, ahead: int, phrase: str) -> None:
    frame = history()
    for symbol in ALL:
        frame = jumped(frame, symbol, 60, factor if symbol in ALL[:ahead] else 1 / factor)
    (finding,) = found(megacaps.last_year, day({"megacaps": 0.011}, frame=frame))
    assert finding.phrase == f"megacaps.{phrase}"
    assert finding.roles["ahead"].value == ahead  # type: ignore[union-attr]
    moves = [fact.number for fact in finding.roles.get("moves", ())]  # type: ignore[union-attr]
    assert len(moves) == ahead
    assert moves == sorted(moves, reverse=True)


@pytest.mark.parametrize(("last", "is_said"), [(date(2026, 1, 15), True), (date(2026, 1, 16), False)])
def test_last_year_is_news_for_ten_sessions(last: date, is_said: bool) -> None:
    made = day({"megacaps": 0.011}, frame=history(360, last))
    assert bool(said(megacaps.last_year, made)) == is_said


@pytest.mark.parametrize(
    ("last", "mean", "is_said"),
    [
        (date(2026, 1, 5), 0.0, True),
        (date(2026, 1, 6), 0.0, False),
        (date(2026, 1, 6), 0.0099, False),
        (date(2026, 1, 6), -0.0101, True),
    ],
)
def test_after_two_sessions_last_year_is_told_on_days_that_are_about_them(
    last: date, mean: float, is_said: bool
) -> None:
    made = day({"megacaps": mean, "^GSPC": 0.0}, frame=history(360, last))
    assert bool(said(megacaps.last_year, made)) == is_said


@pytest.mark.parametrize(("last", "is_said"), [(date(2026, 1, 7), False), (date(2026, 1, 8), True)])
def test_this_year_is_said_from_its_fifth_session(last: date, is_said: bool) -> None:
    assert bool(said(megacaps.this_year, day(frame=history(320, last)))) == is_said
