"""What came next after days like this: a study that holds today, told where the past leans one way.

It leans where the interval of the difference from the base rate leaves zero outside. Only a study of the
benchmark, or of an instrument or pair after its own move, is told, and one a day. A note has its figures.
"""

from dataclasses import replace
from typing import Final

from marketwrap.base.conditions import clauses, comparisons, held, write
from marketwrap.base.model import Fact, Finding
from marketwrap.facts import Day
from marketwrap.metrics.studies import Hit, Study
from marketwrap.rules.rule import Rule
from marketwrap.rules.saying import Role, number, say

#: figures of a study that its sentence and the note on it print
FIGURES = (
    "all_cases",
    "cases",
    "open",
    "hits",
    "share",
    "low",
    "high",
    "base",
    "base_cases",
    "difference_low",
    "difference_high",
    "since",
)
#: a study whose bar is less than this part of the day's move is about much smaller days
NEAR, MOVES = 0.3, ("change_1d", "mean_change")
#: news of a study that leans
LEANS = 0.32
#: what is counted: whatever came more often than on other days
WAYS: Final[tuple[Hit, ...]] = ("rise", "fall")


def next_session(day: Day) -> Finding | None:
    """What came next more often than on other days, by the rarest study that leans."""
    study = told(day)
    if study is None:
        return None
    horizon = min(study.horizons)
    roles: dict[str, Role] = {
        **{name: _figure(day, study, horizon, name) for name in FIGURES},
        **condition(day, study),
        "horizon": day.fact(study.outcome, "given_count", value=horizon),
    }
    return say(f"precedent.{'rose' if study.hit == 'rise' else 'fell'}", "precedent", LEANS, roles)


def told(day: Day) -> Study | None:
    """The study that a brief tells of, of those that lean the one with the fewest cases.

    It counts whatever came more often than on other days, rises or falls.
    """
    near = [s for s in day.studies if holds(day, s) and is_near(day, s) and _is_about(day, s)]
    asked = [replace(study, hit=hit) for study in near for hit in WAYS]
    leaning = [s for s in asked if number(_figure(day, s, min(s.horizons), "difference_low")) > 0]
    return min(leaning, key=lambda s: number(_figure(day, s, min(s.horizons), "cases")), default=None)


def _is_about(day: Day, study: Study) -> bool:
    """Whether the study tells of the benchmark, or of what the condition itself is about."""
    subjects = {test.subject for test in comparisons(study.when)}
    return study.outcome == day.role("benchmark") or subjects == {study.outcome}


def holds(day: Day, study: Study) -> bool | None:
    """Whether a study's condition holds on the day; None where prices that it needs are missing."""

    def value(subject: str, metric: str) -> float | None:
        fact = day.fact(subject, metric)
        return None if fact is None else fact.number

    return held(study.when, value)


def is_near(day: Day, study: Study) -> bool:
    """Whether the days that a study asks about moved as this one did: days of 2% say little of one of 11%."""
    bars = (test for clause in clauses(study.when) for test in clause if test.metric in MOVES)
    return all(
        abs(test.value) >= NEAR * abs(number(day.fact(test.subject, test.metric)))
        for test in bars
        if test.value
    )


def condition(day: Day, study: Study) -> dict[str, Role]:
    """The roles that word a condition: each comparison, and the whole as it is written."""
    tests = tuple(
        day.fact(t.subject, "threshold", of=t.metric, sign=t.sign, value=t.value, clause=place)
        for place, clause in enumerate(clauses(study.when))
        for t in clause
    )
    return {
        "tests": tuple(test for test in tests if test is not None),
        "condition": day.fact(study.outcome, "condition", text=write(study.when)),
    }


def _figure(day: Day, study: Study, horizon: int, name: str) -> Fact | None:
    return day.fact(study.outcome, f"precedent_{name}", **study.asked(horizon))


RULES: tuple[Rule, ...] = (Rule(next_session, says=("precedent.rose", "precedent.fell")),)
