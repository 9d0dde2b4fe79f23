"""What became of the levels that earlier briefs said to watch."""

from collections.abc import Iterator

from marketwrap.base.model import Fact, Finding
from marketwrap.facts import Day
from marketwrap.formats.watchjson import Outcome
from marketwrap.rules.outcomes import fact, level_of, life, remembered
from marketwrap.rules.rule import Rule
from marketwrap.rules.saying import Role, say

#: what is left to a level that was nearly reached, as a fraction
NEAR = 0.004
#: kinds of points in the words of their resolution; all others are marks
RATIO_HIGH, RATIO, ROUND, RUN = "ratio_high", "ratio_average", "round_number", "one_more"
AVERAGES = ("average_50", "average_200", "volatility", "yield_average")
#: levels that are the end of a year's range
ENDS = ("yield_high", "yield_low", "range", "_high", "_low")


def reached(day: Day) -> Iterator[Finding]:
    """Each level of an earlier brief that a close has been beyond since."""
    for outcome in remembered(day):
        if outcome.result != "reached":
            continue
        roles = _roles(day, outcome)
        key = outcome.point.key
        if key == RATIO_HIGH:
            yield say("resolved.ratio_high", "resolved", 0.85, roles, claims=(key,))
        elif key == RATIO:
            yield say("resolved.ratio", "resolved", 0.7, roles, claims=(key,))
        elif key in AVERAGES:
            yield say("resolved.average", "resolved", 0.65, roles, claims=(key,))
        elif key == ROUND:
            yield say("resolved.round", "resolved", 0.6, roles)
        elif key.startswith(RUN):
            yield say("resolved.run", "resolved", 0.3, roles)
        elif key.endswith(ENDS):
            yield say("resolved.extreme", "resolved", 0.6, roles)
        else:
            yield say("resolved.mark", "resolved", 0.6, roles)


def missed(day: Day) -> Finding | None:
    """Where none was reached: the one that came near, or else one whose watch is over."""
    found = remembered(day)
    if any(outcome.result == "reached" for outcome in found):
        return None
    away = {outcome: fact(day, outcome.point, "watch_distance") for outcome in found if _is_level(outcome)}
    known = sorted((abs(f.number), o.point.id, o) for o, f in away.items() if f is not None)
    over = [outcome for _, _, outcome in known if outcome.result == "lapsed"]
    if over:
        return say(
            "resolved.lapsed", "resolved", 0.3, _roles(day, over[0]), claims=(level_of(over[0].point),)
        )
    near = [outcome for away, _, outcome in known if away <= NEAR and _is_priced(day, outcome)]
    return say("resolved.near", "resolved", 0.4, _roles(day, near[0])) if near else None


def _is_level(outcome: Outcome) -> bool:
    """Whether the point is a level that can be near, and not whether a run goes on."""
    return not outcome.point.key.startswith(RUN)


def _is_priced(day: Day, outcome: Outcome) -> bool:
    """Whether a distance in percent says something; of a percentage it would not."""
    known = day.universe.instruments.get(outcome.point.subject)
    return known is None or known.kind not in ("yield", "volatility")


def _roles(day: Day, outcome: Outcome) -> dict[str, Role]:
    """What the words of a resolution are filled with."""
    point = outcome.point
    on = fact(day, point, "watch_reached")
    return {
        "level": day.fact(point.subject, "watch_level", of=point.metric, level=point.level),
        "named": day.fact(point.subject, "watch_named", named=point.session.isoformat()),
        "beyond": fact(day, point, "watch_beyond"),
        "distance": fact(day, point, "watch_distance"),
        "late": on if outcome.on != day.session else None,
        "length": _length(day, outcome),
        "weeks": day.fact(point.subject, "given_count", value=52),
        "within": day.fact(point.subject, "given_count", value=life(point)),
    }


def _length(day: Day, outcome: Outcome) -> Fact | None:
    """Sessions of the average that the level was."""
    window = 50 if outcome.point.key in ("average_50", "volatility", "yield_average") else 200
    return day.fact(outcome.point.subject, "given_count", value=window)


RULES: tuple[Rule, ...] = (
    Rule(
        reached,
        says=(
            "resolved.ratio_high",
            "resolved.ratio",
            "resolved.average",
            "resolved.extreme",
            "resolved.round",
            "resolved.mark",
            "resolved.run",
        ),
    ),
    Rule(missed, says=("resolved.near", "resolved.lapsed")),
)
