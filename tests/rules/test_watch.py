"""What to watch."""

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd
import pytest

from marketwrap.base.model import Finding
from marketwrap.facts import Day
from marketwrap.rules import watch
from marketwrap.rules.watch import (
    MOST,
    REACH,
    REACH_OF_AVERAGE,
    REACH_OF_RANGE,
    REACH_OF_RECORD_PART,
    REACH_OF_YEAR,
)
from tests.builders import at, day, found, history, last_day, sample_days, with_closes

Moves = Mapping[str, float]
S, NASDAQ, DOW, YIELD, OIL = "^GSPC", "^IXIC", "^DJI", "^TNX", "CL=F"
E = 1e-4


def only(symbol: str, close: float) -> pd.DataFrame:
    """A market of one instrument that closed at the same level each day."""
    return history()[[symbol]].assign(**{symbol: close})


def levels(of: Day) -> dict[str, Finding]:
    return {f.phrase.removeprefix("watch."): f for f in found(watch.levels, of)}


@pytest.mark.parametrize(("below", "is_said"), [(0.0, False), (REACH - E, True), (REACH + E, False)])
def test_a_record_within_reach(below: float, is_said: bool) -> None:
    made = levels(day({S: 1 / (1 + below) - 1}, frame=only(S, 9000.0)))
    assert ("record" in made) == is_said


def test_the_wait_for_a_record_is_told_where_it_was_long() -> None:
    for count, long in ((10, False), (40, True)):
        frame = only(S, 8950.0)
        made = levels(last_day(with_closes(frame, S, **{f"at_{count}": 9000.0})))
        assert ("since" in made["record"].roles) == long


@pytest.mark.parametrize(
    ("part", "before", "key"),
    [
        (0.9 * (1 + REACH_OF_RECORD_PART - E), 1.0, "correction"),
        (0.9 * (1 + REACH_OF_RECORD_PART + 0.01), 1.0, None),
        (0.9 * (1 + REACH_OF_RECORD_PART - E), 0.89, None),  # it has been there since the record
        (0.8 * (1 + REACH_OF_RECORD_PART - E), 1.0, "bear_market"),
        (0.9 * (1 - REACH_OF_RECORD_PART + 0.01), 0.86, "back_from_correction"),
        (0.8 * (1 - REACH_OF_RECORD_PART + 0.01), 0.76, "back_from_bear_market"),
    ],
)
def test_ten_and_twenty_percent_below_the_record(part: float, before: float, key: str | None) -> None:
    count = len(history())
    closes = [9000.0] * (count - 60) + [9000.0 * before] * 59 + [9000.0 * part]
    made = levels(last_day(history()[[S]].assign(**{S: closes})))
    assert set(made) & {"correction", "bear_market", "back_from_correction", "back_from_bear_market"} == (
        {key} if key else set()
    )


@pytest.mark.parametrize(
    ("close", "key"),
    [
        (60_000 / 1.008, "round_first"),
        (60_000 / 1.009, None),  # the next thousand is another one
        (60_000.0, None),
        (61_000 / (1 + E * 10), None),  # a thousand is not five
    ],
)
def test_a_round_number_within_reach_that_no_close_was_ever_above(close: float, key: str | None) -> None:
    made = levels(day(frame=at(DOW, close, history()[[DOW]].iloc[-2:])))
    assert set(made) & {"round_first", "round_above", "round_below"} == ({key} if key else set())


@pytest.mark.parametrize(("ago", "key"), [(100, "round_below"), (10, None)])
def test_a_round_number_that_was_left_a_while_ago(ago: int, key: str | None) -> None:
    frame = with_closes(only(NASDAQ, 20_100.0), NASDAQ, **{f"at_{ago}": 19_900.0})
    made = levels(last_day(frame))
    assert set(made) & {"round_first", "round_above", "round_below"} == ({key} if key else set())
    if key:
        assert "since" in made[key].roles


@pytest.mark.parametrize(
    ("away", "days", "key"),
    [
        (REACH_OF_AVERAGE - E, 60, "average_below"),
        (REACH_OF_AVERAGE + 5e-3, 60, None),
        (REACH_OF_AVERAGE - E, 10, None),  # it was below lately
        (-REACH_OF_AVERAGE + E, 60, "average_above"),
    ],
)
def test_the_long_average_within_reach(away: float, days: int, key: str | None) -> None:
    sign = 1 if away > 0 else -1
    count = len(history())
    closes = [100.0] * (count - days - 1) + [100.0 - sign] + [100.0 + sign * 0.1] * (days - 1)
    frame = history()[[S]].assign(**{S: [*closes, 100.0 * (1 + away)]})
    made = levels(last_day(frame))
    assert set(made) & {"average_above", "average_below"} == ({key} if key else set())


@pytest.mark.parametrize(
    ("year", "key"),
    [
        (REACH_OF_YEAR - E, "year_gain"),
        (REACH_OF_YEAR + 1e-3, None),
        (-REACH_OF_YEAR + 1e-3, "year_loss"),
        (0.0, None),
    ],
)
def test_the_year_s_change_within_reach_of_none(year: float, key: str | None) -> None:
    frame = history(320, pd.Timestamp("2025-06-30").date())
    count = sum(session.year == 2025 for session in frame.index)
    closes = [20_000.0] + [10_000.0] * (len(frame) - count - 1) + [10_000.0 * (1 + year)] * count
    made = levels(last_day(frame[[NASDAQ]].assign(**{NASDAQ: closes})))
    assert set(made) & {"year_gain", "year_loss"} == ({key} if key else set())
    early = levels(last_day(only(NASDAQ, 10_050.0)))
    assert not set(early) & {"year_gain", "year_loss"}


@pytest.mark.parametrize(
    ("symbol", "move", "key"),
    [(S, -0.01, "lowest"), (OIL, -0.01, "lowest"), (OIL, 0.01, "highest"), (S, 0.01, None)],
)
def test_an_end_of_the_year_s_range(symbol: str, move: float, key: str | None) -> None:
    way = 1 if move > 0 else -1
    end, now = 100.0 + way * 10, 100.0 + way * (10 - 100 * REACH_OF_RANGE / 2)
    count = len(history())
    far = [100.0 + way * 20] * 5  # beyond the year
    closes = [*far, *[100.0] * (count - 25), *[end] * 19, now]
    made = levels(last_day(history()[[symbol]].assign(**{symbol: closes})))
    assert set(made) & {"lowest", "highest"} == ({key} if key else set())


@pytest.mark.parametrize(
    ("level", "key"),
    [
        (4.42, "yield_above"),
        (4.39, None),
        (4.50, None),  # at it
        (4.80, "yield_highest"),
        (4.20, "yield_lowest"),
    ],
)
def test_a_yield_near_a_round_number_or_an_end_of_its_year(level: float, key: str | None) -> None:
    count = len(history())
    closes = [5.6, 3.0, *[4.35] * (count - 203), 4.87, 4.13, *[4.35] * 198, level]
    made = levels(last_day(history()[[YIELD]].assign(**{YIELD: closes})))
    assert set(made) == ({key} if key else set())


def test_two_levels_at_the_most_of_two_kinds() -> None:
    frame = history()[[S, NASDAQ, DOW]].assign(**{S: 9000.0, NASDAQ: 31_000.0, DOW: 59_900.0})
    made = day({S: -0.01, NASDAQ: -0.012, DOW: -0.001}, frame=frame)
    few = found(watch.levels, made)
    assert len(few) == MOST
    assert {f.phrase for f in few} == {"watch.record", "watch.round_first"}
    assert {f.watch.subject for f in few if f.watch} == {
        S,
        DOW,
    }  # another record would be one more of its kind


def test_what_is_watched_already_is_older_news() -> None:
    made = day({S: -0.01}, frame=only(S, 9000.0))
    (new,) = found(watch.levels, made)
    assert new.watch
    assert made.previous
    known = replace(new.watch, session=made.previous, id=f"{made.previous}/record")
    (old,) = found(watch.levels, Day(made.panel, made.session, (known,)))
    assert old.news < new.news


def test_every_level_to_watch_is_stored_as_one() -> None:
    """Its side is where the close is not, and its id is of the session and its own."""
    for of in sample_days(40):
        made = [f for rule in watch.RULES for f in found(rule.find, of)]
        assert len({f.watch.id for f in made if f.watch}) == len(made)
        for finding in made:
            point = finding.watch
            assert point is not None
            now = of.fact(point.subject, point.metric)
            assert now is not None
            assert point.id == f"{of.session}/{point.key}"
            beyond = now.number > point.level if point.side == "above" else now.number < point.level
            assert not beyond, finding.phrase
            assert (point.subject, point.level) in {(f.subject, f.value) for f in finding.facts}
