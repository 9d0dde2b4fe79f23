"""What to watch."""

from collections.abc import Mapping

import pandas as pd
import pytest

from marketwrap.rules import watch
from marketwrap.rules.watch import EDGE, FAR_AVERAGE, GAP, LEAD, LONG_RUN, REACH, REACH_OF_AVERAGE, ROUND
from tests.builders import US, at, day, found, history, said, sample_days, with_closes

Moves = Mapping[str, float]
S, YIELD, VIX, RSP, SPY, RUT = "^GSPC", "^TNX", "^VIX", "RSP", "SPY", "^RUT"
UP, DOWN = {S: 0.004}, {S: -0.004}
E = 1e-6


def flat(symbol: str, close: float) -> pd.DataFrame:
    return history().assign(**{symbol: close})


@pytest.mark.parametrize(
    ("move", "phrase"),
    [(0.0, None), (-REACH + E, "near_record"), (-REACH - E, None), (-0.3, None)],
)
def test_the_distance_from_the_record(move: float, phrase: str | None) -> None:
    assert said(watch.record, day({S: move}, frame=flat(S, 9000.0))) == (
        (f"watch.{phrase}",) if phrase else ()
    )


def test_another_index_s_record_of_the_same_day_is_told_beside_it() -> None:
    frame = flat(S, 9000.0).assign(**{"^DJI": 60000.0})
    (finding,) = found(watch.record, day({S: -0.01, "^DJI": -0.01}, frame=frame))
    assert finding.roles["other"].subject == "^DJI"  # type: ignore[union-attr]  # one fact
    (finding,) = found(watch.record, day({S: -0.01, "^DJI": 0.01, "^IXIC": 0.5}, frame=frame))
    assert "other" not in finding.roles


@pytest.mark.parametrize(("away", "watched"), [(REACH_OF_AVERAGE - 1e-3, 1), (REACH_OF_AVERAGE + 1e-3, 0)])
def test_an_average_out_of_reach_is_no_level_of_the_days_ahead(away: float, watched: int) -> None:
    # the average of 50 holds the close itself: 9,000 and a fiftieth of the move
    move = 50 * away / (49 - away)
    frame = flat(S, 9000.0).iloc[-60:]
    assert len(found(watch.averages, day({S: move}, frame=frame))) == watched


@pytest.mark.parametrize(("away", "watched"), [(FAR_AVERAGE - 1e-3, 1), (FAR_AVERAGE + 1e-3, 0)])
def test_a_day_with_nothing_nearer_has_an_average_further_away(away: float, watched: int) -> None:
    frame = flat(S, 9000.0).iloc[-60:][[S]]
    made = day({S: 50 * away / (49 - away)}, frame=frame)
    assert len(found(watch.further, made)) == watched
    near = day({S: 50 * REACH_OF_AVERAGE / 49 / 2}, frame=frame)
    assert found(watch.averages, near)
    assert not found(watch.further, near)


def test_a_round_number_that_was_just_passed_is_watched_only_where_nothing_else_is() -> None:
    frame = at("^IXIC", 20_010.0)[["^IXIC"]]
    assert said(watch.round_number, day({"^IXIC": -0.001}, frame=frame)) == ()
    assert said(watch.further, day({"^IXIC": -0.001}, frame=frame)) == ("watch.round_above",)
    assert said(watch.round_number, day({"^IXIC": -0.0001}, frame=frame)) == ("watch.round_below",)


def test_the_last_close_on_the_other_side_is_named_when_it_lies_a_while_back() -> None:
    for count, settled in ((10, False), (40, True)):
        frame = history().iloc[-150:].copy()
        frame[S] = [*[9000.0] * (149 - count), 8999.0, *[9100.0 + i for i in range(count)]]
        (said_,) = found(watch.averages, day({S: 0.0}, frame=frame))
        assert ("since" in said_.roles) == settled


def test_the_nearer_average_is_watched() -> None:
    frame = history().copy()
    frame[S] = [*[9000.0] * (len(frame) - 60), *[8000.0] * 60]
    (near,) = found(watch.averages, day({S: 0.01}, frame=frame))
    assert (near.phrase, near.roles["length"].value) == ("watch.average_above", 50)  # type: ignore[union-attr]
    (far,) = found(watch.averages, day({S: 0.05}, frame=frame))
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


def test_a_ratio_that_prints_as_its_average_is_on_no_side_of_it() -> None:
    frame = history().assign(RSP=25.0, SPY=100.0)
    assert said(watch.ratio, day({RSP: 0.0041}, {RSP: -0.004}, frame=frame)) == ()
    assert said(watch.ratio, day({RSP: 0.0047}, {RSP: -0.004}, frame=frame)) == ("watch.ratio_above",)


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
    [
        (1.1, "volatility_high"),
        (1.0, None),
        (-1.1, "volatility_low"),
        (-1.0, None),
        (5.2, None),  # too far for a few days
        (5.0, "volatility_high"),
    ],
)
def test_volatility_against_its_average(move: float, phrase: str | None) -> None:
    made = day({VIX: move}, frame=flat(VIX, 20.0))
    assert said(watch.volatility, made) == ((f"watch.{phrase}",) if phrase else ())


@pytest.mark.parametrize(("level", "phrase"), [(13.9, "volatility_high"), (13.8, "volatility_raised")])
def test_a_low_volatility_index_is_not_said_to_show_tension(level: float, phrase: str) -> None:
    made = day({VIX: 1.1}, frame=flat(VIX, level))
    assert said(watch.volatility, made) == (f"watch.{phrase}",)


@pytest.mark.parametrize(
    ("move", "phrases"), [(EDGE - 1e-4, ("watch.range",)), (EDGE + 1e-4, ()), (0.0, ()), (-0.1, ())]
)
def test_the_year_s_range_is_said_near_its_low(move: float, phrases: tuple[str, ...]) -> None:
    frame = history().copy()
    frame[S] = [*[9000.0] * (len(frame) - 20), *[8000.0] * 20]
    assert said(watch.week_range, day({S: move}, frame=frame)) == phrases


@pytest.mark.parametrize(
    ("move", "at_end", "phrases"),
    [
        (0.03, 1.0, ("watch.extreme_high",)),
        (0.03, 0.9, ()),  # its high is far
        (-0.03, 1.0, ("watch.extreme_low",)),
        (0.0, 1.0, ()),  # a usual move
    ],
)
def test_an_unusual_move_close_to_an_end_of_the_year_s_range(
    move: float, at_end: float, phrases: tuple[str, ...]
) -> None:
    frame = history().copy()
    symbols = [US.roles[role] for role in watch.OTHERS]
    end = 100 * (1 + move) * (1.01 if move > 0 else 0.99)
    for symbol in symbols:
        frame[symbol] = [100.0, 100.2] * (len(frame) // 2)
    frame[RUT] = with_closes(frame, RUT, at_100=end * (1 / at_end if move > 0 else at_end), at_2=100.0)[RUT]
    assert said(watch.extreme, day({RUT: move}, frame=frame)) == phrases


def test_an_unusual_move_of_the_yield_is_held_against_its_average() -> None:
    frame = history().copy()
    frame[YIELD] = [4.0, 4.01] * (len(frame) // 2)
    assert said(watch.yield_average, day({YIELD: 10}, frame=frame)) == ("watch.yield_above",)
    assert said(watch.yield_average, day({YIELD: -10}, frame=frame)) == ("watch.yield_below",)
    assert said(watch.yield_average, day({YIELD: 0.5}, frame=frame)) == ()
    assert said(watch.yield_average, day({YIELD: 40}, frame=frame)) == ()


def test_every_level_to_watch_is_stored_as_one() -> None:
    """Its side is where the close is not, and its id is of the session."""
    for of in sample_days(40):
        for finding in (f for rule in watch.RULES for f in found(rule.find, of)):
            point = finding.watch
            assert point is not None
            now = of.fact(point.subject, point.metric)
            assert now is not None
            assert point.id == f"{of.session}/{point.key}"
            beyond = now.number > point.level if point.side == "above" else now.number < point.level
            assert not beyond, finding.phrase
            assert (point.subject, point.level) in {(f.subject, f.value) for f in finding.facts}
