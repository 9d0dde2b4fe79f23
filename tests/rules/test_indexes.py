"""What the indexes did: number to phrase, on both sides of every threshold."""

from collections.abc import Mapping
from datetime import date

import pandas as pd
import pytest

from marketwrap.rules import indexes
from marketwrap.rules.indexes import FLAT, LONG_RUN, RUN
from marketwrap.rules.joint import EARLY, HUGE
from tests.builders import at, day, found, history, jumped, ladder, said

Moves = Mapping[str, float]
S, DOW, NASDAQ, SMALL = "^GSPC", "^DJI", "^IXIC", "^RUT"
UP, DOWN = {"majors": 0.004}, {"majors": -0.004}
E = 1e-6


@pytest.mark.parametrize(
    ("moves", "before", "phrase"),
    [
        ({"majors": 0.01}, [DOWN], "all_rose"),
        ({"majors": -0.01}, [UP], "all_fell"),
        ({"majors": 0.01}, [UP, DOWN], "all_rose_again"),
        ({"majors": -0.01}, [DOWN, UP], "all_fell_again"),
        ({"majors": 0.01, DOW: FLAT + E}, [DOWN], "all_rose"),
        ({"majors": 0.01, DOW: FLAT - E}, [DOWN], "some_flat"),
        ({"majors": 0.01, DOW: -FLAT + E}, [DOWN], "some_flat"),
        ({"majors": -0.01, DOW: -FLAT + E}, [DOWN], "some_flat"),
        ({"majors": 0.01, DOW: -FLAT - E}, [DOWN], "split"),
        ({"majors": FLAT - E}, [DOWN], "all_flat"),
        ({"majors": -FLAT + E}, [DOWN], "all_flat"),
        ({"majors": 0.0}, [DOWN], "all_flat"),
    ],
)
def test_the_majors_together(moves: Moves, before: list[Moves], phrase: str) -> None:
    assert said(indexes.majors, day(moves, *before)) == (f"indexes.{phrase}",)


@pytest.mark.parametrize(("size", "phrase"), [(HUGE + E, "all_fell_largest"), (HUGE - E, "all_fell")])
def test_a_day_of_the_largest_fall_in_years_begins_with_it(size: float, phrase: str) -> None:
    calm = history(4 * 260)
    (finding,) = found(indexes.majors, day({"majors": -size, DOW: -0.03}, UP, frame=calm))
    assert finding.phrase == f"indexes.{phrase}"
    if phrase == "all_fell_largest":
        assert finding.roles["move"].subject == S  # type: ignore[union-attr]  # one fact
        assert [fact.subject for fact in finding.roles["others"]] == [DOW, NASDAQ]  # type: ignore[union-attr]
        assert "benchmark.size" in finding.claims
    before = jumped(calm, S, 100, 0.9)  # a larger one not a year ago
    assert said(indexes.majors, day({"majors": -size}, UP, frame=before)) == ("indexes.all_fell",)


def test_the_year_s_first_pair_names_the_larger_fall_of_its_first_session() -> None:
    ups = [UP] * 7
    (finding,) = found(indexes.majors, day(DOWN, {"majors": -0.002, DOW: -0.008}, *ups))
    assert finding.roles["before"].subject == DOW  # type: ignore[union-attr]  # one fact
    (finding,) = found(indexes.majors, day(DOWN, DOWN, *ups))
    assert "before" not in finding.roles


def test_one_index_alone_is_said_as_one() -> None:
    assert said(indexes.majors, day({S: 0.01}, frame=history()[[S]])) == ("indexes.one",)


def test_the_second_joint_fall_is_counted_and_the_year_s_first_pair_is_named() -> None:
    ups = [UP] * 7
    (finding,) = found(indexes.majors, day(DOWN, DOWN, *ups))
    assert finding.roles["again"].value == -2  # type: ignore[union-attr]
    assert finding.roles["first"].value == 1  # type: ignore[union-attr]
    (finding,) = found(indexes.majors, day(DOWN, DOWN, UP, DOWN, DOWN, UP, UP))
    assert "first" not in finding.roles


def test_a_pair_is_no_first_of_the_year_when_the_year_is_young() -> None:
    for last, is_first in ((date(2026, 1, 7), False), (date(2026, 1, 8), True)):  # sessions 4 and 5
        (finding,) = found(indexes.majors, day(DOWN, DOWN, UP, UP, UP, frame=history(320, last)))
        assert ("first" in finding.roles) == is_first
    assert EARLY == 5


@pytest.mark.parametrize(
    ("moves", "phrase"),
    [
        ({SMALL: -0.0021, "majors": 0.005}, "small_against"),
        ({SMALL: -0.0019, "majors": 0.005}, "small_with"),
        ({SMALL: -0.0021, "majors": 0.005, DOW: -0.001}, "small_with"),
        ({SMALL: 0.0111, S: 0.006}, "small_more"),
        ({SMALL: 0.0109, S: 0.006}, "small_with"),
        ({SMALL: 0.0200, S: 0.006, DOW: 0.021}, "small_with"),
        ({SMALL: 0.0051, S: 0.0001}, "small_more"),
        ({SMALL: 0.0049, S: 0.0001}, "small_with"),
    ],
)
def test_small_caps_with_or_against_the_large(moves: Moves, phrase: str) -> None:
    assert said(indexes.small_index, day(moves)) == (f"indexes.{phrase}",)


@pytest.mark.parametrize(
    ("move", "earlier", "sessions_ago", "phrase"),
    [
        (-0.02, 0.97, 150, "largest_fall_since"),
        (-0.02, 0.97, 30, None),  # not long ago
        (-0.0099, 0.97, 150, None),  # not large
        (-0.04, 0.97, 150, None),  # never in data that do not go back far
        (0.02, 1.03, 150, "largest_rise_since"),
        (0.02, 0.97, 150, None),  # the earlier move went the other way
    ],
)
def test_a_largest_move_since(move: float, earlier: float, sessions_ago: int, phrase: str | None) -> None:
    for symbol, rule in ((S, indexes.largest_move), (DOW, indexes.other_largest_move)):
        frame = jumped(history(), symbol, sessions_ago, earlier)
        expected = (f"indexes.{phrase}",) if phrase else ()
        assert said(rule, day({symbol: move}, frame=frame)) == expected


@pytest.mark.parametrize(("years", "phrases"), [(2, ()), (6, ("indexes.largest_fall_of_all",))])
def test_a_largest_move_of_all_needs_a_long_history(years: int, phrases: tuple[str, ...]) -> None:
    assert said(indexes.largest_move, day({S: -0.05}, frame=history(years * 252)[[S]])) == phrases


@pytest.mark.parametrize(("rungs", "is_unusual"), [(226, False), (227, True), (250, True), (251, False)])
def test_a_move_is_unusual_from_nine_tenths_of_the_year_s_sessions(rungs: int, is_unusual: bool) -> None:
    made = day({S: (rungs + 0.5) / 10_000}, frame=ladder(S))
    assert bool(said(indexes.unusual_size, made)) == is_unusual


@pytest.mark.parametrize(
    ("length", "last", "phrase"),
    [(RUN, UP, "run_of_rises"), (RUN - 1, UP, None), (RUN, DOWN, "run_of_falls"), (RUN - 1, DOWN, None)],
)
def test_a_run_is_worth_a_sentence_from_its_length(length: int, last: Moves, phrase: str | None) -> None:
    other = DOWN if last is UP else UP
    made = day(last, *[last] * (length - 1), other)
    assert said(indexes.streak, made) == ((f"indexes.{phrase}",) if phrase else ())


@pytest.mark.parametrize(("length", "phrases"), [(RUN, ("indexes.ended_rises",)), (RUN - 1, ())])
def test_the_end_of_a_long_run_is_worth_a_sentence(length: int, phrases: tuple[str, ...]) -> None:
    assert said(indexes.streak_ended, day(DOWN, *[UP] * length, DOWN)) == phrases


def test_an_unchanged_close_ends_no_run() -> None:
    assert said(indexes.streak_ended, day({"majors": 0.0}, *[UP] * 6, DOWN)) == ()


@pytest.mark.parametrize(
    ("moves", "phrases"),
    [
        ({S: 0.2}, ("indexes.record_one",)),
        ({S: 0.2, SMALL: 0.2}, ("indexes.record_many",)),
        ({S: -0.2}, ()),
    ],
)
def test_records_are_counted(moves: Moves, phrases: tuple[str, ...]) -> None:
    assert said(indexes.records, day(moves, rest=-0.05)) == phrases


@pytest.mark.parametrize(
    ("move", "before", "phrases"),
    [
        (-0.049, [{S: 0.2}], ("indexes.from_record",)),
        (-0.051, [{S: 0.2}], ("indexes.now_far_below",)),
        (-0.01, [{S: -0.041}, {S: 0.2}], ("indexes.now_far_below",)),
        (-0.01, [{S: -0.06}, {S: 0.2}], ()),
        (0.01, [{S: 0.2}], ()),
    ],
)
def test_the_distance_from_a_record(move: float, before: list[Moves], phrases: tuple[str, ...]) -> None:
    assert said(indexes.below_record, day({S: move}, *before)) == phrases


@pytest.mark.parametrize(
    ("move", "mark"), [(-0.051, -0.05), (-0.099, -0.05), (-0.101, -0.10), (-0.21, -0.20), (-0.55, -0.50)]
)
def test_the_lowest_mark_that_was_passed_is_named(move: float, mark: float) -> None:
    (finding,) = found(indexes.below_record, day({S: move}, {S: 0.5}))
    assert finding.roles["mark"].value == mark  # type: ignore[union-attr]


def test_a_year_s_extreme_is_said_when_the_last_like_it_is_long_ago() -> None:
    lower, higher = jumped(history(), S, 300, 3.0), jumped(history(), S, 300, 0.2)
    assert said(indexes.year_extreme, day({S: -0.3}, frame=lower)) == ("indexes.lowest",)
    assert said(indexes.year_extreme, day({S: 0.3}, frame=higher)) == ("indexes.highest",)
    assert said(indexes.year_extreme, day({S: -0.3})) == ()  # never, in data that do not go back far
    assert said(indexes.year_extreme, day({S: 0.3})) == ()  # a record


@pytest.mark.parametrize(
    ("close", "move", "phrases"),
    [
        (6990, 0.002, ("indexes.round_first",)),
        (6990, 0.001, ()),
        (7010, -0.002, ()),  # it was below not long ago
    ],
)
def test_a_round_number_counts_at_its_first_close(
    close: float, move: float, phrases: tuple[str, ...]
) -> None:
    frame = at(S, close, jumped(history(), S, 0, 1.0))
    calm = frame.copy()
    calm[S] = [*[close * 0.99] * (len(calm) - 2), close, close]
    assert said(indexes.round_number, day({S: move}, frame=calm)) == phrases


@pytest.mark.parametrize(
    ("start", "close", "move", "key"), [(7100, 6990, 0.002, "above"), (6900, 7010, -0.002, "below")]
)
def test_a_round_number_passed_long_after_the_last_time(
    start: float, close: float, move: float, key: str
) -> None:
    frame = history().copy()
    frame[S] = [*[start] * 100, *[close] * (len(frame) - 100)]
    assert said(indexes.round_number, day({S: move}, frame=frame)) == (f"indexes.round_{key}",)


@pytest.mark.parametrize(("sign", "key"), [(1, "above"), (-1, "below")])
def test_an_average_crossed_after_months_on_its_other_side(sign: int, key: str) -> None:
    frame = history().copy()
    climb = [1000 + sign * i for i in range(100)]
    frame[S] = [*climb, *[1000] * (len(frame) - 100)]
    assert said(indexes.average, day({S: sign * 0.01}, frame=frame)) == (f"indexes.crossed_{key}",)
    assert said(indexes.average, day({S: 0.0}, frame=frame)) == ()


@pytest.mark.parametrize(
    ("last", "phrases"),
    [
        (date(2025, 8, 28), ()),
        (date(2025, 8, 29), ("indexes.end_of_mtd",)),
        (date(2025, 9, 30), ("indexes.end_of_qtd",)),
        (date(2025, 12, 31), ("indexes.end_of_ytd",)),
    ],
)
def test_a_period_s_end_says_what_it_brought(last: date, phrases: tuple[str, ...]) -> None:
    assert said(indexes.period_end, day({}, frame=history(320, last))) == phrases


@pytest.mark.parametrize(
    ("last", "phrases"), [(date(2025, 11, 28), ("indexes.early_close",)), (date(2025, 11, 26), ())]
)
def test_a_shortened_session_is_said(last: date, phrases: tuple[str, ...]) -> None:
    assert said(indexes.early_close, day({}, frame=history(320, last))) == phrases


@pytest.mark.parametrize(
    ("last", "phrases"), [(date(2026, 1, 2), ("indexes.first_session",)), (date(2026, 1, 5), ())]
)
def test_the_year_s_first_session_is_said(last: date, phrases: tuple[str, ...]) -> None:
    assert said(indexes.first_of_year, day({}, frame=history(320, last))) == phrases


@pytest.mark.parametrize(
    ("today", "before", "phrases"),
    [
        (0.0101, -0.0151, ("indexes.recovered",)),
        (0.0099, -0.0151, ()),
        (0.0101, -0.0149, ()),
        (-0.0101, 0.0151, ("indexes.gave_back",)),
        (-0.0101, -0.0151, ()),
    ],
)
def test_two_large_moves_opposite_ways(today: float, before: float, phrases: tuple[str, ...]) -> None:
    assert said(indexes.jump, day({S: today}, {S: before}, frame=_calm())) == phrases


def _calm() -> pd.DataFrame:
    """The benchmark in steps so small that one percent is rare."""
    frame = history().copy()
    frame[S] = [1000 + i % 2 for i in range(len(frame))]
    return frame


@pytest.mark.parametrize(
    ("length", "symbol", "phrases"),
    [
        (LONG_RUN, NASDAQ, ("indexes.run_of_rises",)),
        (LONG_RUN - 1, NASDAQ, ()),
        (LONG_RUN, S, ()),  # the benchmark's own run has a rule of its own
    ],
)
def test_another_index_s_run_is_worth_a_sentence_when_it_is_long(
    length: int, symbol: str, phrases: tuple[str, ...]
) -> None:
    assert said(indexes.other_streak, day(*[{symbol: 0.002}] * length, {symbol: -0.002})) == phrases


@pytest.mark.parametrize(("sessions", "is_said"), [(90, True), (60, False)])
def test_a_record_after_long_without_one_is_news(sessions: int, is_said: bool) -> None:
    frame = history().copy()
    frame[S] = [*[8000.0] * (len(frame) - sessions - 1), 9000.0, *[8000.0] * sessions]
    made = day({S: 0.2}, frame=frame)
    assert bool(said(indexes.record_again, made)) == is_said
    assert said(indexes.record_again, day({S: 0.1}, frame=frame)) == ()
