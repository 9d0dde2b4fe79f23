"""What became of the levels that earlier briefs said to watch: one sentence, where one was met or is over."""

from marketwrap.base.model import Finding
from marketwrap.facts import Day
from marketwrap.formats.watchjson import Outcome
from marketwrap.rules.newsworthiness import fame
from marketwrap.rules.outcomes import NEXT_ONLY, fact, level_of, life, remembered
from marketwrap.rules.rule import Rule
from marketwrap.rules.saying import Role, say

#: news of a level that was reached, before fame, and of one whose watch is over
REACHED, OVER = 0.34, 0.21
#: … and of a record, which is told as such
ROUTINE, KNOWN = "record", 0.18


def outcome(day: Day) -> Finding | None:
    """The level that was reached, of the best known instrument; else the nearest one whose watch is over."""
    found = [one for one in remembered(day) if one.point.key not in NEXT_ONLY]
    reached = [one for one in found if one.result == "reached"]
    if reached:
        best = max(reached, key=lambda one: (fame(day, one.point.subject), one.point.id))
        routine = best.point.key.startswith(ROUTINE)
        news = (KNOWN if routine else REACHED) * fame(day, best.point.subject)
        return say("resolved.reached", "resolved", news, _roles(day, best), claims=(best.point.key,))
    away = ((fact(day, one.point, "watch_distance"), one) for one in found if one.result == "lapsed")
    over = [(abs(far.number), one.point.id, one) for far, one in away if far is not None]
    if not over:
        return None
    last = min(over)[-1]
    claims = (level_of(last.point),)
    return say(f"resolved.lapsed_{last.point.side}", "resolved", OVER, _roles(day, last), claims=claims)


def _roles(day: Day, one: Outcome) -> dict[str, Role]:
    """What the words of a resolution are filled with."""
    point = one.point
    return {
        "level": day.fact(point.subject, "watch_level", of=point.metric, level=point.level),
        "named": day.fact(point.subject, "watch_named", named=point.session.isoformat()),
        "beyond": fact(day, point, "watch_beyond"),
        "late": fact(day, point, "watch_reached") if one.on != day.session else None,
        "within": day.fact(point.subject, "given_count", value=life(point)),
    }


RULES: tuple[Rule, ...] = (
    Rule(outcome, says=("resolved.reached", "resolved.lapsed_above", "resolved.lapsed_below")),
)
