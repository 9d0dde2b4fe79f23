"""What the major indexes did together: how often in a row, and where the benchmark stands out."""

from marketwrap.base.model import Fact
from marketwrap.facts import Day
from marketwrap.rules.saying import Role, largest, number, years_ago

#: two sessions the same way are a pair, and its first is told again where an index moved this much
PAIR, LED = 2, 0.0075
#: sessions into the year from which "first of the year" means something
EARLY = 5
#: a move of the benchmark that the article begins with where it is the largest in a year or more
HUGE = 0.025


def led_before(day: Day) -> Fact | None:
    """Of the first session of the year's first pair the largest move, where it was worth the words."""
    moves = (day.fact(symbol, "before", of="change_1d") for symbol in day.members("majors"))
    most = max((fact for fact in moves if fact), key=lambda f: abs(f.number), default=None)
    return most if most is not None and abs(most.number) >= LED else None


def standing(day: Day) -> dict[str, Role]:
    """The benchmark's move apart from the others, where it is far the largest in a year or more."""
    benchmark = day.role("benchmark")
    move = day.fact(benchmark, "change_1d")
    if move is None or abs(move.number) < HUGE or benchmark not in day.members("majors"):
        return {}
    roles = largest(day, move.subject)
    since = roles["since"]
    if not any(roles.values()) or (isinstance(since, Fact) and years_ago(day, since) < 1):
        return {}
    others = (f for f in day.facts(day.members("majors"), "change_1d") if f.subject != benchmark)
    return {**roles, "move": move, "others": tuple(sorted(others, key=lambda f: -abs(f.number)))}


def in_a_row(day: Day, direction: float) -> tuple[Fact | None, Fact | None]:
    """The joint streak, when it is two or more, and whether it is the year's first pair."""
    streak = day.fact("majors", "joint_streak")
    if streak is None or abs(streak.number) < PAIR:
        return None, None
    first = day.fact("majors", "first_of_year", of="joint_streak", length=2 * direction)
    late_enough = number(day.fact("majors", "session_of_year")) >= EARLY
    return streak, first if first and first.value and late_enough and abs(streak.number) == PAIR else None
