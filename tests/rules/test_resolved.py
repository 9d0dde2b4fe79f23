"""What became of the levels of earlier briefs, in findings."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Literal

import pytest

from marketwrap.base.model import WatchPoint
from marketwrap.facts import Day
from marketwrap.language.voice import Voice
from marketwrap.rules import outcomes, resolved
from marketwrap.story import editions
from marketwrap.story.plan import keep
from tests.builders import SESSION, US, day, found, history, said

S, YIELD = "^GSPC", "^TNX"
MONDAY = date(2026, 1, 12)


def point(key: str = "record", level: float = 9000.0, **other: Any) -> WatchPoint:
    made = WatchPoint(f"{MONDAY}/{key}", key, MONDAY, "close", S, "level", "above", level)
    return replace(made, **other)


def after(points: tuple[WatchPoint, ...], *moves: Mapping[str, float], close: float = 9000.0) -> Day:
    """A day after a flat market with these moves, the last one first, and these points open."""
    made = day(
        *(moves or ({},)), frame=history().assign(**{S: close, YIELD: 4.0, "RSP": 100.0, "SPY": 100.0})
    )
    return Day(made.panel, made.session, points)


@pytest.mark.parametrize("key", ["record", "round_number", "year_gain", "average_200"])
def test_a_level_that_was_passed_is_said(key: str) -> None:
    assert said(resolved.outcome, after((point(key),), {}, {S: 0.01})) == ("resolved.reached",)


def test_a_ratio_of_an_older_brief_is_told_too() -> None:
    of = after((point("ratio_high", 1.005, subject="equal_cap", metric="ratio"),), {"RSP": 0.01})
    (finding,) = found(resolved.outcome, of)
    assert Voice(US, of.session).sentence(finding).text == (
        "The equal-to-cap-weight ratio closed above 1.0050, the level to watch in Monday's brief."
    )


def test_of_several_levels_that_of_the_best_known_instrument_is_told() -> None:
    of = after(
        (point("yield_high", 4.1, subject=YIELD), point(), point("record", 90.0, subject="RSP")),
        {S: 0.01, YIELD: 20},
    )
    (finding,) = found(resolved.outcome, of)
    assert finding.roles["level"].subject == S  # type: ignore[union-attr]


def test_a_record_is_told_as_one_and_its_level_is_no_more_news() -> None:
    news = {
        key: found(resolved.outcome, after((point(key),), {S: 0.01}))[0].news
        for key in ("record", "year_gain")
    }
    assert news["record"] < 0.2 < news["year_gain"]


def test_the_session_is_named_only_when_it_was_an_earlier_one() -> None:
    (today,) = found(resolved.outcome, after((point(),), {S: 0.01}))
    assert "late" not in today.roles
    (before,) = found(resolved.outcome, after((point(),), {S: -0.02}, {S: 0.01}))
    assert before.roles["late"].value == date(2026, 1, 13)  # type: ignore[union-attr]


def test_a_level_that_is_neither_reached_nor_over_is_not_spoken_of() -> None:
    assert said(resolved.outcome, after((point(level=9000.1),))) == ()


@pytest.mark.parametrize("side", ["above", "below"])
def test_a_watch_that_is_over_is_said_and_that_a_run_ended_is_not(side: str) -> None:
    level = 9900.0 if side == "above" else 8100.0
    old: dict[str, Any] = {"session": date(2026, 1, 7), "id": "2026-01-07/x", "side": side, "level": level}
    assert said(resolved.outcome, after((point(**old),))) == (f"resolved.lapsed_{side}",)
    assert said(resolved.outcome, after((point("one_more_rise", **old),))) == ()


@pytest.mark.parametrize(("session", "is_told"), [(date(2025, 12, 30), True), (date(2025, 12, 29), False)])
def test_what_a_brief_said_more_than_ten_sessions_ago_is_settled_without_a_word(
    session: date, is_told: bool
) -> None:
    of = after((point(level=9900.0, session=session),))
    assert bool(said(resolved.outcome, of)) == is_told
    assert [outcome.result for outcome in outcomes.outcomes(of)] == ["lapsed"]


def test_a_watch_that_is_set_anew_is_not_said_to_be_over() -> None:
    old = point(level=9900.0, session=date(2026, 1, 7), id="2026-01-07/record")
    of = after((old,))
    (over,) = found(resolved.outcome, of)
    again = replace(over, phrase="watch.record", topic="levels", news=0.7, claims=())
    again = replace(again, watch=replace(old, session=SESSION, id="2026-01-14/record"))
    other = replace(again, watch=replace(old, session=SESSION, level=9950.0))
    story = editions.story(of)
    assert keep(replace(story, findings=(over, again))) == (again,)
    assert keep(replace(story, findings=(over, other))) == (over, other)


def test_no_point_no_word() -> None:
    of = after(())
    assert said(resolved.outcome, of) == ()


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
