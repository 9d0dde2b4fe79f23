"""What to watch."""

from collections.abc import Mapping

import pandas as pd
import pytest

from generator.rules import watch
from generator.rules.watch import EDGE, GAP, LEAD, LONG_RUN, REACH, ROUND
from tests.builders import at, day, found, history, said, with_closes

Moves = Mapping[str, float]
S, YIELD, VIX, RSP, SPY = "^GSPC", "^TNX", "^VIX", "RSP", "SPY"
UP, DOWN = {S: 0.004}, {S: -0.004}
E = 1e-6


def flat(symbol: str, close: float) -> pd.DataFrame:
    return history().assign(**{symbol: close})


@pytest.mark.parametrize(
    ("move", "phrase"),
    [(0.0, None), (-REACH + E, "near_record"), (-REACH - E, "far_from_record"), (-0.3, "far_from_record")],
)
def test_the_distance_from_the_record(move: float, phrase: str | None) -> None:
    assert said(watch.record, day({S: move}, frame=flat(S, 9000.0))) == (
        (f"watch.{phrase}",) if phrase else ()
    )


def test_the_nearer_average_is_watched() -> None:
    frame = history().copy()
    frame[S] = [*[9000.0] * (len(frame) - 60), *[8000.0] * 60]
    (near,) = found(watch.averages, day({S: 0.01}, frame=frame))
    assert (near.phrase, near.roles["length"].value) == ("watch.average_above", 50)  # type: ignore[union-attr]
    (far,) = found(watch.averages, day({S: 0.08}, frame=frame))
    assert (far.phrase, far.roles["length"].value) == ("watch.average_below", 200)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("close", "phrase"),
    [
        (20_000 / (1 + ROUND - 1e-4), "round_above"),
        (20_000 / (1 + ROUND + 1e-4), None),
        (20_000 / (1 - ROUND + 1e-4), "round_below"),
        (20_000.0, None),
        (21_001.0, None),  # a thousand is no ten thousand
    ],
)
def test_a_rounder_number_within_reach(close: float, phrase: str | None) -> None:
    frame = at("^IXIC", close)[["^IXIC"]]
    assert said(watch.round_number, day({}, frame=frame)) == ((f"watch.{phrase}",) if phrase else ())


@pytest.mark.parametrize(
    ("equal", "cap", "earlier", "phrase"),
    [
        (LEAD / 100 + E, 0.0, 0.9, "ratio_above"),  # its high is far
        (LEAD / 100 + E, 0.0, 0.985, "ratio_high"),
        (LEAD / 100 - E, 0.0, 0.985, "ratio_above"),
        (LEAD / 100 + E, 0.0, 1.0, "ratio_above"),  # it is at its high
        (-0.001, -0.008, 0.985, "ratio_above"),  # equal weight fell
        (-GAP / 100 - E, 0.0, 0.985, "ratio_below"),
        (-GAP / 100 + E, 0.0, 0.985, None),
    ],
)
def test_what_would_confirm_the_ratio_s_move(
    equal: float, cap: float, earlier: float, phrase: str | None
) -> None:
    frame = history().assign(RSP=100.0, SPY=100.0)
    # a high of the ratio on one day and a low on the next, so that its mean stays
    frame = with_closes(frame, SPY, at_240=100 * earlier, at_239=100 / earlier)
    made = day({RSP: equal, SPY: cap}, frame=frame)
    assert said(watch.ratio, made) == ((f"watch.{phrase}",) if phrase else ())


@pytest.mark.parametrize(
    ("length", "last", "phrase"),
    [
        (LONG_RUN, UP, "one_more_rise"),
        (LONG_RUN, DOWN, "one_more_fall"),
        (LONG_RUN - 1, UP, None),
        (1, UP, None),
    ],
)
def test_what_one_more_session_would_make_of_a_run(length: int, last: Moves, phrase: str | None) -> None:
    other = DOWN if last is UP else UP
    since = [DOWN, UP] * 15  # a longer run is not fresh in memory, nor long ago
    made = day(*[last] * length, other, *since, *[last] * (length + 2), other)
    assert said(watch.streak, made) == ((f"watch.{phrase}",) if phrase else ())


@pytest.mark.parametrize(
    ("level", "phrase"),
    [(4.84, None), (4.86, "yield_high"), (5.01, None), (4.14, "yield_low"), (4.16, None), (3.99, None)],
)
def test_the_yield_near_an_end_of_its_year(level: float, phrase: str | None) -> None:
    frame = history().copy()
    frame[YIELD] = [4.0, 5.0] * (len(frame) // 2)
    made = day({YIELD: (level - 4) * 100}, frame=with_closes(frame, YIELD, at_2=4.0))
    assert said(watch.government_yield, made) == ((f"watch.{phrase}",) if phrase else ())


@pytest.mark.parametrize(
    ("move", "phrase"),
    # the average holds the close itself: 20 + move / 50
    [(4.2, "volatility_high"), (4.0, None), (-3.1, "volatility_low"), (-3.0, None)],
)
def test_volatility_against_its_average(move: float, phrase: str | None) -> None:
    made = day({VIX: move}, frame=flat(VIX, 20.0))
    assert said(watch.volatility, made) == ((f"watch.{phrase}",) if phrase else ())


@pytest.mark.parametrize(
    ("move", "phrases"), [(EDGE - 1e-4, ("watch.range",)), (EDGE + 1e-4, ()), (0.0, ()), (-0.1, ())]
)
def test_the_year_s_range_is_said_near_its_low(move: float, phrases: tuple[str, ...]) -> None:
    frame = history().copy()
    frame[S] = [*[9000.0] * (len(frame) - 20), *[8000.0] * 20]
    assert said(watch.week_range, day({S: move}, frame=frame)) == phrases
