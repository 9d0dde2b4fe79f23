"""Is money moving from the giants to the average stock? How many gauges say yes.

Told on days of rotation and where the answer turns; the weekly edition tells it each week. The words count
what says yes and claim no more: the verdict itself is for ``marketwrap verdict``.
"""

from marketwrap.base.model import Fact, Finding
from marketwrap.facts import Day
from marketwrap.metrics.horizons import WEEK
from marketwrap.metrics.verdict import PAIR
from marketwrap.rules.archetypes import archetype
from marketwrap.rules.rule import Rule
from marketwrap.rules.saying import number, say

#: kinds of day that the question is about
ROTATIONS = ("rotation", "narrow_rally", "small_caps")
#: what each verdict answers; the others leave it open
ANSWERS = {"lasting": "yes", "leaning": "yes", "doubtful": "no", "passing": "no"}
#: gauges that turned in a week, at least, for the answer to have turned
MANY = 3
#: news of the answer on a day of rotation, of a turn
NEWS, TURN = 0.26, 0.3


def answer(day: Day) -> Finding | None:
    """How many gauges say that money moves to the average stock, on a day of rotation or when that turns."""
    return weekly(day) if speaks(day) else None


def weekly(day: Day) -> Finding | None:
    """How many gauges say that money moves to the average stock, and how many did a week before."""
    total, now = day.fact(PAIR, "verdict_total"), day.fact(PAIR, "verdict_lasting")
    week, step = (day.fact(PAIR, f"verdict_lasting{metric}", ago=WEEK) for metric in ("", "_change"))
    if total is None or now is None or week is None or step is None:
        return None
    way = "up" if step.number > 0 else "down" if step.number < 0 else "same"
    news = TURN if has_turned(day) else NEWS
    return say(f"verdict.{way}", "verdict", news, now=now, total=total, week=week, step=step)


def speaks(day: Day) -> bool:
    """Whether the question is one of the day's: on a day of rotation, or where the answer turns."""
    return archetype(day) in ROTATIONS or has_turned(day)


def has_turned(day: Day) -> bool:
    """Whether the answer is yes or no, was not so a day and a week before, and many gauges changed."""
    now = _answer(day.fact(PAIR, "verdict"))
    earlier = [day.fact(PAIR, "verdict", ago=ago) for ago in (1, WEEK)]
    step = number(day.fact(PAIR, "verdict_lasting_change", ago=WEEK))
    turned = bool(now) and all(fact is not None and _answer(fact) != now for fact in earlier)
    return turned and (step >= MANY if now == "yes" else step <= -MANY)


def _answer(verdict: Fact | None) -> str:
    return "" if verdict is None else ANSWERS.get(str(verdict.value), "")


_SAYS = ("verdict.up", "verdict.down", "verdict.same")
#: of the weekly edition
WEEKLY: tuple[Rule, ...] = (Rule(weekly, says=_SAYS),)
RULES: tuple[Rule, ...] = (Rule(answer, says=_SAYS),)
