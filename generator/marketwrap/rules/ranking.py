"""How the members of a group went in one sentence: how many rose or fell, who led, who went the other way."""

from collections.abc import Collection
from dataclasses import dataclass

from marketwrap.base.model import Fact
from marketwrap.facts import Day
from marketwrap.rules.newsworthiness import size
from marketwrap.rules.saying import FEW, Role, change, number

#: below this a move is none
FLAT = 0.0005
#: a move the other way that is told, unless it is the only one
AGAINST = 0.01
#: decimals of a fraction at which two moves tie: prose has one of a percentage
PRINTED = 3
#: members that lead together and still fit a sentence
TOGETHER = 2
#: share of the members on one side from which that is news, and what it is then worth at the most
MOST, ONE_WAY = 0.8, 0.26
#: the sentence belongs into every brief of the standard length
STANDARD = 0.24


@dataclass(frozen=True)
class Ranking:
    """``key`` says which phrase: all_rose, all_fell, rose or fell; ``roles`` fill it."""

    key: str
    roles: dict[str, Role]
    news: float


def ranking(day: Day, group: str, told: Collection[str] = ()) -> Ranking | None:
    """The ranking of a group's moves of the day; None where it is too small or nothing moved.

    ``part`` of ``total`` went with the majority, ``led`` by one or two; ``other`` went furthest the other
    way, ``only`` is there where nobody else did. Whoever is ``told`` of elsewhere has no move here, nor have
    more than two who tie.
    """
    rising, falling = day.fact(group, "rising"), day.fact(group, "falling")
    total = day.fact(group, "total", of="change_1d")
    if rising is None or falling is None or total is None or total.number < FEW:
        return None
    part, rest = (rising, falling) if rising.number >= falling.number else (falling, rising)
    if not part.value:
        return None
    top, bottom = _ends(day, group)
    led, other = (top, bottom) if part is rising else (bottom, top)
    led, other = (() if any(f.subject in told for f in end) else end for end in (led, other))
    if any(abs(f.number) < FLAT for f in led):
        led = ()
    roles: dict[str, Role] = {"part": part, "total": total, "led": led}
    way = "rose" if part is rising else "fell"
    if part.value == total.value:
        one = len(other) == 1 and len(led) == 1 and abs(other[0].number) >= FLAT
        least = other[0] if one else None
        key, roles = f"all_{way}", roles | {"least": least}
    else:
        # the end of a group whose others tie, or that went the same way, is no other end
        bound = FLAT if rest.number == 1 else AGAINST
        opposed = len(other) == 1 and other[0].number * _sign(way) <= -bound
        key = way
        roles |= {"other": other[0] if opposed else None, "only": rest if rest.number == 1 else None}
    return Ranking(key, roles, STANDARD + ONE_WAY * _one_way(part, total) * _market(day))


def _sign(way: str) -> int:
    """The sign of the majority's moves."""
    return 1 if way == "rose" else -1


def phrases(chapter: str) -> tuple[str, ...]:
    """The keys of a chapter's phrases of a ranking."""
    return tuple(f"{chapter}.{key}" for key in ("all_rose", "all_fell", "rose", "fell"))


def _ends(day: Day, group: str) -> tuple[tuple[Fact, ...], tuple[Fact, ...]]:
    """The moves at the top and at the bottom, those that print alike included; none where too many do."""
    moves = sorted(day.facts(day.members(group), "change_1d"), key=lambda f: (-f.number, f.subject))
    found = (
        tuple(f for f in moves if round(f.number, PRINTED) == round(end.number, PRINTED))
        for end in (moves[0], moves[-1])
    )
    top, bottom = (end if len(end) <= TOGETHER else () for end in found)
    return top, bottom


def _one_way(part: Fact, total: Fact) -> float:
    return max(part.number / total.number - MOST, 0.0) / (1 - MOST)


def _market(day: Day) -> float:
    """How large the benchmark's move is, 0 to 1."""
    move = change(day, "benchmark")
    return size(day, move) if move and number(move) else 0.0
