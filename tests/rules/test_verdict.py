"""Passing or lasting: which sentence the score asks for, and what it names."""

from collections.abc import Mapping
from functools import cache

import pytest

from marketwrap.base.model import Fact, Finding
from marketwrap.facts import Day
from marketwrap.metrics.panel import Panel
from marketwrap.metrics.verdict import INDICATORS, PAIR
from marketwrap.rules import judge, verdict
from marketwrap.rules.verdict import FOR, NAMED, NEW, STILL
from tests.builders import US, article, day, history, last_day, prices_of

#: a year, after which every indicator is known
YEAR = 255


@cache
def judged() -> Mapping[str, tuple[Day, Finding]]:
    """Of each phrase a day of a long calm market that asks for it."""
    found: dict[str, tuple[Day, Finding]] = {}
    made = Panel(prices_of(history(1500)), US)
    for session in made.sessions[YEAR:]:
        of = Day(made, session)
        for finding in judge(of, verdict.RULES):
            found.setdefault(finding.phrase, (of, finding))
    return found


def verdict_days() -> list[Day]:
    """A day for each phrase."""
    return [of for of, _ in judged().values()]


def value(of: Day, metric: str, **params: int | str) -> float:
    fact = of.fact(PAIR, metric, **params)
    assert fact is not None
    return fact.number


def tallies() -> list[tuple[Day, str, str]]:
    """Day, side and trend of each tally."""
    keys = [key for key in judged() if key.startswith(("verdict.lasting_", "verdict.passing_"))]
    return [(judged()[key][0], *key.removeprefix("verdict.").split("_")) for key in keys]  # type: ignore[misc]


def test_the_words_of_the_tally_follow_the_score() -> None:
    assert len(tallies()) == 10
    for of, side, trend in tallies():
        fact = of.fact(PAIR, "verdict")
        assert fact is not None
        assert (fact.value in FOR) == (side == "lasting")
        now, before, week = (value(of, f"verdict_{side}", ago=ago) for ago in (0, 1, 5))
        assert trend == trend_of(now, before, week)


def trend_of(now: float, before: float, week: float) -> str:
    if now == before:
        return "same" if now == week else "held"
    return "up" if now > max(before, week) else "down" if now < min(before, week) else "mixed"


@pytest.mark.parametrize("key", ["sides_both", "sides_for", "sides_against"])
def test_both_readings_are_given_and_name_what_points_there(key: str) -> None:
    of, finding = judged()[f"verdict.{key}"]
    for side, new, way in (("lasting", "gained", 1), ("passing", "lost", -1)):
        named = [*facts(finding, side), *facts(finding, new)]
        assert len(named) == min(NAMED, int(value(of, f"verdict_{side}")))
        assert all(fact.value == way for fact in named)
        assert len(facts(finding, new)) <= NEW
        for fact in facts(finding, new):
            before = of.fact(PAIR, "verdict_reading", **dict(fact.params), ago=1)
            assert before is not None
            assert before.value != way


def facts(finding: Finding, role: str) -> tuple[Fact, ...]:
    found = finding.roles.get(role, ())
    return found if isinstance(found, tuple) else (found,)


def test_on_a_day_that_moved_no_reading_there_is_one_sentence() -> None:
    of, _ = judged()["verdict.unchanged"]
    assert abs(value(of, "spread_1d")) < STILL
    for indicator in INDICATORS:
        now, before = (value(of, "verdict_reading", indicator=indicator.key, ago=ago) for ago in (0, 1))
        assert now == before
    assert [rule.find(of) is not None for rule in verdict.RULES] == [False, False, True]


def test_a_gap_between_the_two_is_worth_more_than_that_sentence() -> None:
    made = day({"RSP": (STILL + 0.001) / 100})
    assert verdict.unchanged(made) is None
    assert verdict.tally(made) is not None


@pytest.mark.parametrize("gone", ["RSP", "SPY"])
def test_a_market_without_the_pair_has_neither_sentence_nor_section(gone: str) -> None:
    made = last_day(history().drop(columns=gone))
    assert [rule.find(made) for rule in verdict.RULES] == [None, None, None]
    assert "verdict" not in [section.id for section in article(made).sections]


def test_a_short_history_has_no_verdict() -> None:
    made = last_day(history(20))
    assert [rule.find(made) for rule in verdict.RULES] == [None, None, None]


def test_the_table_has_a_row_for_each_indicator_that_is_known() -> None:
    whole, without = last_day(history()), last_day(history().drop(columns="^VIX"))
    assert [len(rows(made)) for made in (whole, without)] == [len(INDICATORS), len(INDICATORS) - 1]
    for head, figure, *bounds, points in rows(whole):
        assert all((head, figure, *bounds))
        assert points in ("lasting", "passing", "neither")


def rows(of: Day) -> list[list[str]]:
    (section,) = (section for section in article(of).sections if section.id == "verdict")
    table = section.blocks[-1]
    return [[span.text for span in (row.head, *row.cells)] for row in table.rows]  # type: ignore[union-attr]
