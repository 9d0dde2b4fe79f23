"""What came next after days like this, with the number of cases, the base rate and an interval.

An edge is claimed only where the interval of the share leaves the base rate outside.
"""

from generator.facts import Day
from generator.model import Fact, Finding
from generator.rules.saying import say

#: fewer cases than this say nothing
ENOUGH = 12
#: gaps, falls and rises that are studied, the largest that was met counts
GAPS = (0.9, 0.6)
FALLS = (-0.04, -0.03, -0.02)
RISES = (0.04, 0.03, 0.02)

#: what a precedent metric is asked with
Study = dict[str, str | float]


def gap(day: Day) -> Finding | None:
    """After a wide gap between equal and cap weight: the technology index at the next session."""
    spread = day.fact("equal_cap", "spread_1d")
    market = day.fact(day.role("benchmark"), "change_1d")
    outcome = day.role("technology_index")
    if spread is None or market is None or outcome is None or market.number >= 0:
        return None
    size = next((g for g in GAPS if spread.number >= g), None)
    if size is None:
        return None
    study: Study = {
        "of": "spread_1d",
        "size": size,
        "outcome": outcome,
        "while_of": market.subject,
        "while_sign": -1,
    }
    return _report(
        day, "equal_cap", study, "gap", day.fact("equal_cap", "given_percentage_points", value=size)
    )


def large_move(day: Day) -> Finding | None:
    """After a large fall or rise of the benchmark: the benchmark at the next session."""
    move = day.fact(day.role("benchmark"), "change_1d")
    if move is None:
        return None
    bounds = FALLS if move.number < 0 else RISES
    size = next((b for b in bounds if abs(move.number) >= abs(b)), None)
    if size is None:
        return None
    study: Study = {"of": "change_1d", "size": size, "outcome": move.subject}
    return _report(
        day,
        move.subject,
        study,
        "fall" if size < 0 else "rise",
        day.fact(move.subject, "given_percent", value=size),
    )


def _report(day: Day, subject: str, study: Study, kind: str, mark: Fact | None) -> Finding | None:
    facts = {
        name: day.fact(subject, f"precedent_{name}", **study)
        for name in ("cases", "hits", "share", "base", "low", "high", "since")
    }
    moved = day.fact(str(study["outcome"]), "change_1d")
    cases, base, low, high = facts["cases"], facts["base"], facts["low"], facts["high"]
    if (
        cases is None
        or base is None
        or low is None
        or high is None
        or cases.number < ENOUGH
        or not facts["hits"]
    ):
        return None
    edge = "more" if base.number < low.number else "less" if base.number > high.number else "none"
    market = day.fact(day.role("benchmark"), "change_1d")
    return say(
        f"precedent.{kind}_{edge}",
        "precedent",
        0.6,
        facts,
        mark=mark,
        outcome=moved,
        market=market,
    )


RULES = (gap, large_move)
