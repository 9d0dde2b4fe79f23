"""Is the rotation to the average stock passing or lasting? The scorecard's tally, and both readings.

The words follow the score: what is said comes from the verdict that ``marketwrap.metrics.verdict`` maps
the score to, and both sides are named whatever it is.
"""

from marketwrap.base.model import Fact, Finding
from marketwrap.facts import Day
from marketwrap.metrics.horizons import WEEK
from marketwrap.metrics.verdict import INDICATORS, PAIR
from marketwrap.rules.rule import Rule
from marketwrap.rules.saying import say

#: verdicts whose sentence counts what speaks for a lasting shift; the others count what speaks against
FOR = ("lasting", "leaning", "open")
#: percentage points between equal and cap weight below which nothing about them moved
STILL = 0.1
#: indicators of one side that a sentence names, and newcomers among them
NAMED, NEW = 3, 2


def tally(day: Day) -> Finding | None:
    """How many indicators point to a lasting shift, or back to the largest companies, and the verdict."""
    verdict, total = day.fact(PAIR, "verdict"), day.fact(PAIR, "verdict_total")
    if verdict is None or total is None or not _has_moved(day):
        return None
    side = "lasting" if verdict.value in FOR else "passing"
    roles = _counts(day, side)
    if roles is None:
        return None
    step, far = roles["step"].number, roles["far"].number
    trend = "mixed"
    if step == 0:
        trend = "held" if far else "same"
    elif step * far > 0:
        trend = "up" if step > 0 else "down"
    return say(f"verdict.{side}_{trend}", "verdict", 0.6, roles, verdict=verdict, total=total)


def sides(day: Day) -> Finding | None:
    """What speaks for a lasting shift and what for the largest companies, by name; the newcomers as such."""
    speaks, against = day.fact(PAIR, "verdict_lasting"), day.fact(PAIR, "verdict_passing")
    if speaks is None or against is None or not _has_moved(day):
        return None
    named = {
        **dict(zip(("lasting", "gained"), _named(day, 1), strict=True)),
        **dict(zip(("passing", "lost"), _named(day, -1), strict=True)),
    }
    if not speaks.value and not against.value:
        return None
    key = "both" if speaks.value and against.value else "for" if speaks.value else "against"
    return say(f"verdict.sides_{key}", "verdict", 0.55, named, speaks=speaks, against=against)


def unchanged(day: Day) -> Finding | None:
    """One short sentence where no indicator turned and equal and cap weight moved alike."""
    verdict, total = day.fact(PAIR, "verdict"), day.fact(PAIR, "verdict_total")
    speaks, step = day.fact(PAIR, "verdict_lasting"), day.fact(PAIR, "verdict_lasting_change", ago=1)
    if not _was_known(day) or _has_moved(day):
        return None
    return say("verdict.unchanged", "verdict", 0.5, verdict=verdict, total=total, now=speaks, step=step)


def _was_known(day: Day) -> bool:
    """Whether there is a score to compare with, a week before."""
    return day.fact(PAIR, "verdict", ago=WEEK) is not None


def _has_moved(day: Day) -> bool:
    """Whether a reading is not that of the session before, or equal and cap weight parted, however little."""
    gap = day.fact(PAIR, "spread_1d")
    if not _was_known(day):
        return False
    if gap is None or abs(gap.number) >= STILL:
        return True
    return any(_value(day, i.key) != _value(day, i.key, ago=1) for i in INDICATORS)


def _counts(day: Day, side: str) -> dict[str, Fact] | None:
    """The tally of one side now, a session and a week before, and what it changed by; None without all."""
    asked = {
        "now": day.fact(PAIR, f"verdict_{side}"),
        "day": day.fact(PAIR, f"verdict_{side}", ago=1),
        "week": day.fact(PAIR, f"verdict_{side}", ago=WEEK),
        "step": day.fact(PAIR, f"verdict_{side}_change", ago=1),
        "far": day.fact(PAIR, f"verdict_{side}_change", ago=WEEK),
    }
    found = {name: fact for name, fact in asked.items() if fact is not None}
    return found if len(found) == len(asked) else None


def _named(day: Day, way: int) -> tuple[tuple[Fact, ...], tuple[Fact, ...]]:
    """The readings of one side that a sentence names: those it had, and those it has since this session."""
    known: list[Fact] = []
    turned: list[Fact] = []
    for indicator in INDICATORS:
        fact = day.fact(PAIR, "verdict_reading", indicator=indicator.key)
        if fact is not None and fact.value == way:
            before = _value(day, indicator.key, ago=1)
            (known if before in (None, fact.value) else turned).append(fact)
    new = turned[:NEW]
    return tuple(known[: NAMED - len(new)]), tuple(new)


def _value(day: Day, indicator: str, **ago: int) -> float | None:
    fact = day.fact(PAIR, "verdict_reading", indicator=indicator, **ago)
    return None if fact is None else fact.number


RULES: tuple[Rule, ...] = (
    Rule(
        tally,
        says=(
            "verdict.lasting_up",
            "verdict.lasting_down",
            "verdict.lasting_held",
            "verdict.lasting_same",
            "verdict.lasting_mixed",
            "verdict.passing_up",
            "verdict.passing_down",
            "verdict.passing_held",
            "verdict.passing_same",
            "verdict.passing_mixed",
        ),
    ),
    Rule(sides, says=("verdict.sides_both", "verdict.sides_for", "verdict.sides_against")),
    Rule(unchanged, says=("verdict.unchanged",)),
)
