"""Is money moving from the giants to the average stock: when that is asked, and how it is answered."""

from collections.abc import Mapping
from functools import cache

import pytest

from marketwrap.base.model import Finding
from marketwrap.facts import Day
from marketwrap.language.voice import Voice
from marketwrap.metrics.panel import Panel
from marketwrap.metrics.verdict import INDICATORS, PAIR
from marketwrap.rules import judge, verdict
from marketwrap.rules.archetypes import archetype
from marketwrap.rules.verdict import ANSWERS, MANY, NEWS, ROTATIONS, TURN
from marketwrap.story.exhibits import gauges, scorecard
from tests.builders import US, day, history, last_day, prices_of

#: a year, after which every gauge is known
YEAR = 255


@cache
def days() -> tuple[Day, ...]:
    """The days of a long calm market on which there is a verdict."""
    made = Panel(prices_of(history(1500)), US)
    return tuple(Day(made, session) for session in made.sessions[YEAR:])


@cache
def judged() -> Mapping[str, tuple[Day, Finding]]:
    """Of each phrase a day that asks for it."""
    found: dict[str, tuple[Day, Finding]] = {}
    for of in days():
        for finding in judge(of, verdict.WEEKLY):
            found.setdefault(finding.phrase, (of, finding))
    return found


def verdict_days() -> list[Day]:
    """A day for each phrase, of rotation where there is one."""
    spoken = {f.phrase: of for of in days() for f in judge(of, verdict.RULES)}
    return [*spoken.values(), *(of for of, _ in judged().values())]


def value(of: Day, metric: str, **params: int | str) -> float:
    fact = of.fact(PAIR, metric, **params)
    assert fact is not None
    return fact.number


@pytest.mark.parametrize("way", ["up", "down", "same"])
def test_the_answer_is_held_against_that_of_a_week_before(way: str) -> None:
    of, _ = judged()[f"verdict.{way}"]
    now, week = (value(of, "verdict_lasting", ago=ago) for ago in (0, 5))
    assert way == ("same" if now == week else "up" if now > week else "down")


def test_it_opens_with_the_question() -> None:
    of, finding = judged()["verdict.up"]
    text = Voice(US, of.session).sentence(finding).text
    assert text.startswith("Is money moving from the giants to the average stock? ")
    assert text.endswith(" a week ago.")


def test_it_is_asked_on_days_of_rotation_and_where_the_answer_turns_and_on_no_other() -> None:
    spoken = [of for of in days() if judge(of, verdict.RULES)]
    assert 0 < len(spoken) < len(days()) / 3
    for of in days():
        (weekly,) = judge(of, verdict.WEEKLY)
        asked = archetype(of) in ROTATIONS or verdict.has_turned(of)
        assert (of in spoken) == asked
        assert weekly.news == (TURN if verdict.has_turned(of) else NEWS)


def test_an_answer_turns_with_many_gauges_and_not_back_and_forth() -> None:
    turned = [of for of in days() if verdict.has_turned(of)]
    assert turned
    for of in turned:
        now, before, week = (of.fact(PAIR, "verdict", ago=ago) for ago in (0, 1, 5))
        assert now
        assert before
        assert week
        answer = ANSWERS[str(now.value)]
        assert answer not in {ANSWERS.get(str(fact.value)) for fact in (before, week)}
        step = value(of, "verdict_lasting_change", ago=5)
        assert step >= MANY if answer == "yes" else step <= -MANY


@pytest.mark.parametrize("gone", ["RSP", "SPY"])
def test_a_market_without_the_pair_has_neither_sentence_nor_table(gone: str) -> None:
    made = last_day(history().drop(columns=gone))
    assert [rule.find(made) for rule in (*verdict.RULES, *verdict.WEEKLY)] == [None, None]
    assert gauges(made, Voice(US, made.session)) is None


def test_a_short_history_has_no_verdict() -> None:
    made = last_day(history(20))
    assert [rule.find(made) for rule in (*verdict.RULES, *verdict.WEEKLY)] == [None, None]


def test_the_table_has_a_row_for_each_gauge_that_is_known() -> None:
    whole, without = last_day(history()), last_day(history().drop(columns="^VIX"))
    assert [len(rows(made)) for made in (whole, without)] == [len(INDICATORS), len(INDICATORS) - 1]
    for head, figure, *bounds, says in rows(whole):
        assert all((head, figure, *bounds))
        assert says in ("yes", "no", "neither")


def rows(of: Day) -> list[list[str]]:
    table = gauges(of, Voice(US, of.session))
    assert table is not None
    return [[span.text for span in (row.head, *row.cells)] for row in table.rows]


def test_the_brief_of_the_close_has_the_table_on_days_that_ask() -> None:
    rotation = day({"RSP": 0.005, "megacaps": -0.01, "^GSPC": -0.005, "SPY": -0.005})
    assert archetype(rotation) == "rotation"
    for of in (rotation, last_day(history())):
        table = scorecard(of, Voice(US, of.session))
        assert (table is not None) == (of is rotation)
