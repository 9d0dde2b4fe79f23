"""Regions, the best and the worst of them; exchange rates; cryptocurrencies."""

from marketwrap.base.model import Fact, Finding
from marketwrap.facts import Day
from marketwrap.rules.rule import Rule
from marketwrap.rules.saying import FEW, NEARLY_ALL, SETTLED, change, number, say, unusual

#: below this a move is none
FLAT = 0.0005
#: leaders and laggards together, ties included, that fit a sentence
ENDS = 3
#: an exchange rate's move that is worth a sentence, and a cryptocurrency's mean move
RATE, COIN = 0.004, 0.02
#: share of the year's sessions with regions closer together that makes the gap worth a sentence
WIDE = 0.9


def leaders(day: Day) -> Finding | None:
    """The best and the worst region; on a one-way day, the one that resisted."""
    best, worst = (day.fact("regions", metric, of="change_1d") for metric in ("leaders", "laggards"))
    total = day.fact("regions", "total", of="change_1d")
    top, bottom = _moves(day, best), _moves(day, worst)
    if not (best and worst and total and top and bottom) or total.number < FEW:
        return None
    if len(top) + len(bottom) > ENDS:
        return None
    key = "rose" if bottom[0].number >= FLAT else "fell" if top[0].number <= -FLAT else "mixed"
    return say(f"regions.{key}", "regions", 0.7, best=best, worst=worst, top=top, bottom=bottom, total=total)


def _moves(day: Day, ends: Fact | None) -> tuple[Fact, ...]:
    if ends is None or not isinstance(ends.value, tuple):
        return ()
    return day.facts(ends.value, "change_1d")


def count(day: Day) -> Finding | None:
    """How many regions went with the majority."""
    rising, falling = day.fact("regions", "rising"), day.fact("regions", "falling")
    total = day.fact("regions", "total", of="change_1d")
    if rising is None or falling is None or total is None or total.number < FEW:
        return None
    if rising.number > falling.number:
        return say("regions.most_rose", "regions", 0.6, part=rising, total=total)
    if falling.number > rising.number:
        return say("regions.most_fell", "regions", 0.6, part=falling, total=total)
    return None


def gap(day: Day) -> Finding | None:
    """The best and the worst region further apart than on most days."""
    spread = day.fact("regions", "member_spread")
    share = day.fact("regions", "member_spread_smaller_share_1y")
    total = day.fact("regions", "total", of="change_1d")
    if spread is None or share is None or total is None or not WIDE <= share.number < NEARLY_ALL:
        return None
    return say("regions.wide", "regions", 0.55, spread=spread, share=share, total=total)


def year(day: Day) -> Finding | None:
    """The year to date of the regions, best and worst."""
    moves = sorted(day.facts(day.members("regions"), "change_ytd"), key=lambda f: -f.number)
    total = day.fact("regions", "total", of="change_1d")
    if len(moves) < FEW or total is None:
        return None
    if number(day.fact(day.role("benchmark"), "session_of_year")) < SETTLED:
        return None
    return say("regions.year", "regions", 0.35, best=moves[0], worst=moves[-1], total=total)


def currencies(day: Day) -> Finding | None:
    """The exchange rate that moved furthest."""
    moves = sorted(day.facts(day.members("currencies"), "change_1d"), key=lambda f: -abs(f.number))
    if len(moves) < FEW or abs(moves[0].number) < RATE:
        return None
    move = moves[0]
    level = day.fact(move.subject, "level")
    news = 0.45 + 0.2 * unusual(day, move.subject)
    return say("regions.rate", "exchange", news, move=move, level=level, next=moves[1])


def coins(day: Day) -> Finding | None:
    """Cryptocurrencies together, with the one that moved furthest."""
    mean, total = day.fact("crypto", "mean_change"), day.fact("crypto", "total", of="change_1d")
    moves = sorted(day.facts(day.members("crypto"), "change_1d"), key=lambda f: -abs(f.number))
    if mean is None or total is None or len(moves) < FEW or abs(mean.number) < COIN:
        return None
    same = [move for move in moves if move.number * mean.number > 0]
    first = change(day, "crypto")
    level = day.fact(first.subject, "level") if first else None
    way = "rose" if mean.number > 0 else "fell"
    news = 0.45 + 0.2 * (unusual(day, first.subject) if first else 0.0)
    claims = ("crypto.day",)
    return say(
        f"regions.coins_{way}",
        "coins",
        news,
        claims=claims,
        mean=mean,
        total=total,
        most=same[0],
        first=first if first and first.subject != same[0].subject else None,
        level=level,
    )


RULES: tuple[Rule, ...] = (
    Rule(leaders, says=("regions.mixed", "regions.rose", "regions.fell")),
    Rule(count, says=("regions.most_rose", "regions.most_fell")),
    Rule(gap, says=("regions.wide",)),
    Rule(year, says=("regions.year",)),
    Rule(currencies, says=("regions.rate",)),
    Rule(coins, says=("regions.coins_rose", "regions.coins_fell")),
)
