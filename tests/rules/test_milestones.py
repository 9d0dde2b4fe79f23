"""Milestones, each on a day made for it, and what is none beside it."""

from collections.abc import Mapping

import pandas as pd
import pytest

from marketwrap.base.model import Finding
from marketwrap.facts import Day
from marketwrap.rules import milestones
from marketwrap.rules.milestones import roundness, strongest
from tests.builders import day, found, history, jumped, last_day

S = "^GSPC"
#: far below the record, with no close near these
LOW = jumped(history(), S, 200, 0.5)


def closes(symbol: str, *last: float, fill: float | None = None) -> Day:
    """A history of one instrument that ends with these closes, and stood at ``fill`` before."""
    frame = history().copy()
    values = frame[symbol].to_numpy(copy=True)
    if fill is not None:
        values[:] = fill
    values[-len(last) :] = last
    frame[symbol] = values
    return last_day(frame)


def phrases(of_day: Day, symbol: str = S) -> list[str]:
    return [finding.phrase.removeprefix("milestones.") for finding in strongest(of_day, symbol)]


def one(of_day: Day, phrase: str, symbol: str = S) -> Finding:
    return next(f for f in strongest(of_day, symbol) if f.phrase == f"milestones.{phrase}")


@pytest.mark.parametrize(
    ("number", "round_"),
    [(5000, 1.0), (40000, 0.25), (13000, 1 / 13), (3000, 1 / 3), (140, 1 / 14), (0.5, 1.0)],
)
def test_how_round_a_number_is(number: float, round_: float) -> None:
    assert roundness(number) == pytest.approx(round_)


#: symbol, the last closes, all closes before, the milestone
CASES: tuple[tuple[str, tuple[float, ...], float, str], ...] = (
    (S, (4990, 5010), 4900, "round_first_up"),
    (S, (5010, *[4950] * 40, 5005), 4900, "round_since_up"),
    (S, (4950, 4940, 4960), 4900, "record"),
    (S, (4990, *[4400] * 40, 4995), 4500, "record_since"),
    (S, (5000, 4480), 4900, "correction"),
    (S, (5000, 4400, 3990), 4900, "bear"),
    (S, (5000, 3900, 4300, 4690), 4900, "bull"),
    (S, (4990, *[4900] * 70, 4960), 4500, "near"),
    (S, (4990, *[4700] * 90, 4720), 4500, "highest"),
    ("^TNX", (4.9, *[4.6] * 90, 4.8), 4.55, "highest"),
    ("CL=F", (90, *[70] * 90, 74), 60, "largest_rise"),
)
#: what is none: a second close so far down, a number passed last week, a rise from a fall of less, a short wait
NONE_OF_IT: tuple[tuple[str, tuple[float, ...], float, str], ...] = (
    (S, (5000, 4480, 4470), 4900, "correction"),
    (S, (5010, 4990, 5005), 4900, "round_since_up"),
    (S, (5000, 4100, 4930), 4900, "bull"),
    (S, (4990, *[4900] * 20, 4960), 4500, "near"),
)


@pytest.mark.parametrize(("symbol", "last", "fill", "phrase"), CASES, ids=[case[3] for case in CASES])
def test_a_milestone_is_found_on_its_day(
    symbol: str, last: tuple[float, ...], fill: float, phrase: str
) -> None:
    assert phrase in phrases(closes(symbol, *last, fill=fill), symbol)


@pytest.mark.parametrize(
    ("symbol", "last", "fill", "phrase"), NONE_OF_IT, ids=[case[3] for case in NONE_OF_IT]
)
def test_what_is_no_milestone(symbol: str, last: tuple[float, ...], fill: float, phrase: str) -> None:
    assert phrase not in phrases(closes(symbol, *last, fill=fill), symbol)


def test_runs_are_told_by_their_length_and_by_their_end() -> None:
    run = day({S: 0.002}, *[{S: 0.002}] * 5, {S: -0.002}, frame=LOW)
    assert {"run_of_rises", "run_of_rises_long"} & set(phrases(run))
    ended = day({S: -0.003}, *[{S: 0.002}] * 6, {S: -0.002}, frame=LOW)
    assert "ended_rises" in phrases(ended)


def test_a_company_has_no_bear_market_and_no_highest_close() -> None:
    made = closes("NVDA", 200, *[100] * 90, 120, fill=90)
    assert set(phrases(made, "NVDA")) <= {"largest_rise", "largest_rise_of_all", "run_of_rises"}


def test_the_rounder_number_is_more_news() -> None:
    thousand, hundred = closes(S, 4990, 5010, fill=4900), closes(S, 5090, 5110, fill=4900)
    assert one(thousand, "round_first_up").news > one(hundred, "round_first_up").news


def test_a_record_after_a_year_is_more_news_than_one_after_a_day() -> None:
    long, short = closes(S, 4990, *[4400] * 250, 4995, fill=4500), closes(S, 4950, 4990, 4995, fill=4500)
    assert one(long, "record_since").news > 2 * one(short, "record").news


def test_of_a_family_the_strongest_alone_is_told() -> None:
    made = closes(S, 4990, *[4700] * 90, 5010, fill=4500)
    levels = {"record_since", "round_first_up", "highest", "near", "average_above"}
    assert len(levels & set(phrases(made))) == 1


def test_indexes_that_set_records_together_are_told_together() -> None:
    frame: pd.DataFrame = history().assign(**{S: 6010.0, "^DJI": 50010.0})
    (finding,) = found(milestones.joint, day({S: 0.002, "^DJI": 0.002}, frame=frame))
    assert finding.phrase == "milestones.joint_records"
    assert {fact.subject for fact in finding.facts} == {S, "^DJI"}
    assert finding.news > strongest(day({S: 0.002}, frame=frame), S)[0].news


def test_scaling_prices_finds_the_same_runs_and_sizes() -> None:
    moves: Mapping[str, float] = {"CL=F": 0.06}
    frame = jumped(history(), "CL=F", 100, 1.1)
    plain, scaled = (
        strongest(day(moves, frame=f), "CL=F") for f in (frame, frame.assign(**{"CL=F": frame["CL=F"] * 1.7}))
    )
    sizes = [[f.phrase for f in each if "largest" in f.phrase] for each in (plain, scaled)]
    assert sizes[0] == sizes[1] != []
