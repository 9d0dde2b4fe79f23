"""What came next after days like this: studies that hold today, with cases, base rate and interval.

An edge is claimed only where the interval of the difference from the base rate leaves zero outside.
One study a day is told, the one whose condition has held least often and yet often enough.
"""

from marketwrap.base.conditions import clauses, held, write
from marketwrap.base.model import Fact, Finding
from marketwrap.facts import Day
from marketwrap.metrics.studies import Study
from marketwrap.rules.rule import Rule
from marketwrap.rules.saying import LONG_HISTORY, Role, number, say, years_ago

#: figures of a study that its sentences and the note on it print
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
#: further ones of the spread of outcomes
SPREAD = ("median", "lower", "upper", "worst", "worst_session")
#: a study whose bar is less than this part of the day's move is about much smaller days
NEAR, MOVES = 0.3, ("change_1d", "mean_change")
#: a sentence on the next session, on a later one, on a condition with too few cases
NEXT, LATER, FEW = 0.6, 0.55, 0.4


def next_session(day: Day) -> Finding | None:
    """The rarest study that holds and has cases enough: how often a hit came at its shortest horizon."""
    study = told(day)
    return None if study is None else _report(day, study, min(study.horizons), "next", NEXT, FIGURES)


def later_session(day: Day) -> Finding | None:
    """The same study later on, where it has an edge or else at its longest: median, quartiles, worst case."""
    study = told(day)
    if study is None:
        return None
    further = set(study.horizons) - {min(study.horizons)}
    known = [
        _report(day, study, h, "later", LATER, (*FIGURES, *SPREAD)) for h in sorted(further, reverse=True)
    ]
    enough = [finding for finding in known if "difference_low" in finding.roles]
    return min(enough, key=lambda finding: finding.phrase == "precedent.later_none", default=None)


def too_few(day: Day) -> Finding | None:
    """A study that holds, has held before in a long history, and too seldom to give a share."""
    held = [study for study in day.studies if holds(day, study) and is_near(day, study)]
    counted = [(study, _cases(day, study)) for study in held]
    rare = [study for study, cases in counted if 0 < cases < study.minimum]
    if not rare or len(rare) < len(held):
        return None
    study = min(rare, key=lambda s: _cases(day, s))
    since = _figure(day, study, min(study.horizons), "since")
    if since is None or years_ago(day, since) < LONG_HISTORY:
        return None
    roles = _roles(day, study, min(study.horizons), ("all_cases", "cases", "since"))
    # by the session nothing is left out between two cases, over several some may be
    left, met = (number(_figure(day, study, min(study.horizons), name)) for name in ("cases", "all_cases"))
    phrase = "few" if left == met else "few_apart"
    return say(f"precedent.{phrase}", "precedent", FEW, roles)


def told(day: Day) -> Study | None:
    """The study that a brief tells of: of those that hold with cases enough the one with the fewest."""
    near = [s for s in day.studies if holds(day, s) and is_near(day, s)]
    known = [s for s in near if _figure(day, s, min(s.horizons), "difference")]
    return min(known, key=lambda s: _cases(day, s), default=None)


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


def _cases(day: Day, study: Study) -> float:
    return number(_figure(day, study, min(study.horizons), "cases"))


def _figure(day: Day, study: Study, horizon: int, name: str) -> Fact | None:
    return day.fact(study.outcome, f"precedent_{name}", **study.asked(horizon))


def _report(
    day: Day, study: Study, horizon: int, kind: str, news: float, figures: tuple[str, ...]
) -> Finding:
    roles = _roles(day, study, horizon, figures)
    low, high = (number(_figure(day, study, horizon, f"difference_{end}")) for end in ("low", "high"))
    edge = "more" if low > 0 else "less" if high < 0 else "none"
    return say(f"precedent.{kind}_{edge}", "precedent", news, roles)


def _roles(day: Day, study: Study, horizon: int, figures: tuple[str, ...]) -> dict[str, Role]:
    return {
        **{name: _figure(day, study, horizon, name) for name in figures},
        **condition(day, study),
        "horizon": day.fact(study.outcome, "given_count", value=horizon),
    }


RULES: tuple[Rule, ...] = (
    Rule(next_session, says=("precedent.next_none", "precedent.next_more", "precedent.next_less")),
    Rule(later_session, says=("precedent.later_none", "precedent.later_more", "precedent.later_less")),
    Rule(too_few, says=("precedent.few", "precedent.few_apart")),
)
