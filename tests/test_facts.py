"""One session of the panel as facts: what there is, what there is not, and what each rests on."""

from dataclasses import replace
from datetime import date

import pytest

from marketwrap.base.model import Fact, Input
from marketwrap.facts import Day, fact_id
from marketwrap.metrics.panel import Panel
from tests.builders import NONE, TINY, fact, index_of, panel, prices
from tests.metrics.test_every_metric import ASKED, NAMES, SUBJECTS, full

CLOSES = {"A": [100.0, 101.0, 99.0], "B": [50.0, 50.0, NONE], "I": [100.0, 130.0, 125.0]}


@pytest.fixture
def day() -> Day:
    made = panel(CLOSES)
    return Day(made, made.sessions[-1])


def made(day: Day, subject: str, metric: str, **params: str | float) -> Fact:
    found = day.fact(subject, metric, **params)
    assert found is not None
    return found


def test_a_fact_knows_its_question_its_unit_and_its_session(day: Day) -> None:
    found = made(day, "A", "change_1d")
    assert (found.id, found.subject, found.metric) == ("A.change_1d", "A", "change_1d")
    assert (found.unit, found.as_of, found.params) == ("percent", date(2026, 1, 14), ())
    assert found.value == pytest.approx(99 / 101 - 1)


def test_a_question_with_parameters_has_them_in_its_id(day: Day) -> None:
    found = made(day, "I", "first_of_year", of="streak", length=-1)
    assert found.id == "I.first_of_year(of=streak,length=-1)"
    assert found.params == (("of", "streak"), ("length", -1))
    assert found.id == fact_id("I", "first_of_year", found.params)


def test_the_same_question_gives_the_same_fact(day: Day) -> None:
    assert day.fact("A", "change_1d") is day.fact("A", "change_1d")
    assert day.known("A.change_1d") is day.fact("A", "change_1d")
    assert day.known("A.level") is None


def test_a_fact_can_be_asked_for_again_from_what_it_says_of_itself(day: Day) -> None:
    other = Day(panel(CLOSES), day.session)
    for found in (made(day, "A", "change_1d"), made(day, "I", "first_of_year", of="streak", length=-1)):
        assert other.again(found) == found


@pytest.mark.parametrize(
    ("subject", "metric"),
    [
        (None, "change_1d"),  # a role that nothing plays
        ("C", "change_1d"),  # no prices
        ("nobody", "change_1d"),
        ("B", "change_1d"),  # no close that day
        ("A", "rising"),  # a metric of groups
        ("three", "change_1d"),
        ("ab", "level"),
        ("A", "average_200"),  # too short a history
        ("A", "basis_points"),
    ],
)
def test_a_question_without_an_answer_gives_no_fact(day: Day, subject: str | None, metric: str) -> None:
    if metric == "basis_points":
        with pytest.raises(KeyError):
            day.fact(subject, metric)
    else:
        assert day.fact(subject, metric) is None


def test_several_subjects_give_facts_without_the_missing_ones(day: Day) -> None:
    assert [f.subject for f in day.facts(("A", "B", "C", "I"), "change_1d")] == ["A", "I"]


def test_a_change_rests_on_its_two_closes(day: Day) -> None:
    assert made(day, "A", "change_1d").inputs == (
        Input("A", date(2026, 1, 13), date(2026, 1, 14), (101.0, 99.0)),
    )


def test_a_level_rests_on_its_close(day: Day) -> None:
    assert made(day, "A", "level").inputs == (Input("A", date(2026, 1, 14), date(2026, 1, 14), (99.0, 99.0)),)


def test_a_streak_rests_on_all_closes_so_far(day: Day) -> None:
    assert made(day, "A", "streak").inputs == (Input("A", date(2026, 1, 12), date(2026, 1, 14)),)


def test_a_spread_rests_on_both_sides() -> None:
    whole = panel({"A": [100.0, 101.0], "B": [50.0, 51.0]})
    found = made(Day(whole, whole.sessions[-1]), "ab", "spread_1d")
    assert [i.symbol for i in found.inputs] == ["A", "B"]


def test_a_group_s_fact_rests_on_the_members_that_traded(day: Day) -> None:
    assert [i.symbol for i in made(day, "three", "rising").inputs] == ["A"]


def test_a_year_end_to_year_end_change_rests_on_those_two_closes() -> None:
    closes = [float(i) for i in range(1, 301)]
    whole = panel({"A": closes})
    (put,) = made(Day(whole, whole.sessions[-1]), "A", "change_last_year").inputs
    assert (put.first, put.last) == (date(2024, 12, 31), date(2025, 12, 31))
    assert put.closes == (closes[-260], closes[-10])


def test_counts_are_whole_numbers_and_no_value_is_of_another_library() -> None:
    day = Day(full(), full().sessions[-1])
    questions = [(name, subject, ()) for name in NAMES for subject in SUBJECTS] + ASKED
    for metric, subject, params in questions:
        found = day.fact(subject, metric, **dict(params))
        if found is not None:
            assert type(found.value) in (float, int, str, date, tuple), found
            if found.unit in ("count", "rank", "sessions"):
                assert type(found.value) is int or metric.startswith("given"), found


def test_every_input_is_a_close_of_the_prices() -> None:
    whole = full()
    day = Day(whole, whole.sessions[700])
    for name in NAMES:
        for subject in SUBJECTS:
            found = day.fact(subject, name)
            for put in found.inputs if found else ():
                assert put.first <= put.last <= day.session
                ends = (whole.position[put.first], whole.position[put.last])
                assert not put.closes or put.closes == tuple(whole.closes[put.symbol][list(ends)])


def test_an_unknown_session_is_refused() -> None:
    with pytest.raises(ValueError, match="is not a session"):
        Day(panel(CLOSES), date(2026, 1, 11))


def test_a_role_is_played_by_an_instrument_with_prices(day: Day) -> None:
    assert day.role("benchmark") == "I"
    assert day.role("oil") is None
    without = Panel(prices({"A": [1.0]}), TINY)
    assert Day(without, without.sessions[-1]).role("benchmark") is None


def test_a_group_needs_two_members_with_prices(day: Day) -> None:
    assert day.members("three") == ("A", "B")
    assert day.group("three") is not None
    assert day.group("majors") is None
    assert day.members("nothing") == ()


def test_the_session_before_the_first_is_none() -> None:
    whole = panel(CLOSES)
    assert Day(whole, whole.sessions[0]).previous is None
    assert Day(whole, whole.sessions[1]).previous == whole.sessions[0]
    assert Day(whole, whole.sessions[1]).first == index_of(3)[0].date()


def test_a_fact_that_is_no_number_says_so() -> None:
    assert fact("A", "change_1d", 0.01).number == 0.01
    with pytest.raises(TypeError, match="is not a number"):
        _ = replace(fact("A", "change_1d", 0.01), value="text").number
