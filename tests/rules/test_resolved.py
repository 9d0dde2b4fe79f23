"""What became of the levels of earlier briefs, in findings."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Literal

import pytest

from marketwrap.base.model import WatchPoint
from marketwrap.facts import Day
from marketwrap.rules import outcomes, resolved
from marketwrap.rules.resolved import NEAR
from marketwrap.story import editions
from marketwrap.story.plan import keep
from tests.builders import SESSION, day, found, history, said

S, YIELD = "^GSPC", "^TNX"
MONDAY = date(2026, 1, 12)
E = 1e-5


def point(key: str = "record", level: float = 9000.0, **other: Any) -> WatchPoint:
    made = WatchPoint(f"{MONDAY}/{key}", key, MONDAY, "close", S, "level", "above", level)
    return replace(made, **other)


def after(points: tuple[WatchPoint, ...], *moves: Mapping[str, float], close: float = 9000.0) -> Day:
    """A day after a flat market with these moves, the last one first, and these points open."""
    made = day(
        *(moves or ({},)), frame=history().assign(**{S: close, YIELD: 4.0, "RSP": 100.0, "SPY": 100.0})
    )
    return Day(made.panel, made.session, points)


@pytest.mark.parametrize(
    ("key", "phrase"),
    [
        ("record", "mark"),
        ("round_number", "round"),
        ("average_50", "average"),
        ("volatility", "average"),
        ("range", "extreme"),
        ("yield_high", "extreme"),
        ("small_caps_high", "extreme"),
        ("one_more_rise", "run"),
    ],
)
def test_a_level_that_was_passed_is_said_in_the_words_of_its_kind(key: str, phrase: str) -> None:
    of = after((point(key),), {}, {S: 0.01})
    assert said(resolved.reached, of) == (f"resolved.{phrase}",)
    assert said(resolved.missed, of) == ()


@pytest.mark.parametrize(("key", "phrase"), [("ratio_high", "ratio_high"), ("ratio_average", "ratio")])
def test_a_ratio_that_was_passed_is_one(key: str, phrase: str) -> None:
    of = after((point(key, 1.005, subject="equal_cap", metric="ratio"),), {"RSP": 0.01})
    assert said(resolved.reached, of) == (f"resolved.{phrase}",)


def test_the_session_is_named_only_when_it_was_an_earlier_one() -> None:
    (today,) = found(resolved.reached, after((point(),), {S: 0.01}))
    assert "late" not in today.roles
    (before,) = found(resolved.reached, after((point(),), {S: -0.02}, {S: 0.01}))
    assert before.roles["late"].value == date(2026, 1, 13)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("level", "phrases"),
    [(9000 / (1 - NEAR + E), ("resolved.near",)), (9000 / (1 - NEAR - E), ()), (9000.0, ("resolved.near",))],
)
def test_a_level_that_was_nearly_reached_is_said(level: float, phrases: tuple[str, ...]) -> None:
    assert said(resolved.missed, after((point(level=level),))) == phrases


def test_the_distance_of_a_yield_in_percent_of_itself_is_never_said() -> None:
    assert said(resolved.missed, after((point("yield_high", 4.0, subject=YIELD),))) == ()


def test_a_watch_that_is_over_is_said_and_that_a_run_ended_is_not() -> None:
    old: dict[str, Any] = {"session": date(2026, 1, 7), "id": "2026-01-07/x"}
    assert said(resolved.missed, after((point(level=9900.0, **old),))) == ("resolved.lapsed",)
    assert said(resolved.missed, after((point("one_more_rise", 9900.0, **old),))) == ()


@pytest.mark.parametrize(("session", "is_told"), [(date(2025, 12, 30), True), (date(2025, 12, 29), False)])
def test_what_a_brief_said_more_than_ten_sessions_ago_is_settled_without_a_word(
    session: date, is_told: bool
) -> None:
    of = after((point(level=9900.0, session=session),))
    assert bool(said(resolved.missed, of)) == is_told
    assert [outcome.result for outcome in outcomes.outcomes(of)] == ["lapsed"]


def test_a_watch_that_is_set_anew_is_not_said_to_be_over() -> None:
    old = point(level=9900.0, session=date(2026, 1, 7), id="2026-01-07/record")
    of = after((old,))
    (over,) = found(resolved.missed, of)
    again = replace(over, phrase="watch.near_record", topic="levels", news=0.7, claims=())
    again = replace(again, watch=replace(old, session=SESSION, id="2026-01-14/record"))
    other = replace(again, watch=replace(old, session=SESSION, level=9950.0))
    story = editions.story(of)
    assert keep(replace(story, findings=(over, again))) == (again,)
    assert keep(replace(story, findings=(over, other))) == (over, other)


def test_no_point_no_word() -> None:
    of = after(())
    assert (said(resolved.reached, of), said(resolved.missed, of)) == ((), ())


def test_a_point_lives_five_sessions_and_a_run_one() -> None:
    assert (outcomes.life(point()), outcomes.life(point("one_more_fall"))) == (5, 1)


@pytest.mark.parametrize(
    ("session", "result"),
    [(date(2026, 1, 13), "open"), (date(2026, 1, 8), "open"), (date(2026, 1, 7), "lapsed")],
)
def test_a_point_is_open_until_its_last_session(session: date, result: Literal["open", "lapsed"]) -> None:
    (outcome,) = outcomes.outcomes(after((point(level=9900.0, session=session),)))
    assert outcome.result == result
    assert outcome.on == (SESSION if result == "lapsed" else None)


def test_a_point_of_an_instrument_that_is_missing_stays_open() -> None:
    (outcome,) = outcomes.outcomes(after((point(subject="^FTSE"),)))
    assert outcome.result == "open"


def test_a_level_that_is_named_again_stays_the_earlier_brief_s_and_a_moved_one_replaces_it() -> None:
    of = after((point(level=9900.0), point("average_50", 9800.0)))
    same = point(level=9900.0, session=SESSION, id="2026-01-14/record")
    moved = point("average_50", 9801.0, session=SESSION, id="2026-01-14/average_50")

    named = outcomes.carried(of, (same, moved))
    assert [p.id for p in named] == ["2026-01-12/record", "2026-01-14/average_50"]
    assert [o.result for o in outcomes.settled(of, named)] == ["open", "replaced"]


def test_a_level_that_lapses_is_set_anew_when_it_is_named_again() -> None:
    of = after((point(level=9900.0, session=date(2026, 1, 7), id="2026-01-07/record"),))
    again = point(level=9900.0, session=SESSION, id="2026-01-14/record")
    assert outcomes.carried(of, (again,)) == (again,)
    assert [o.result for o in outcomes.settled(of, (again,))] == ["lapsed"]
