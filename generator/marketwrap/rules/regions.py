"""Regions, how many rose and who led; the exchange rate and the cryptocurrencies that moved far."""

from marketwrap.base.model import Finding
from marketwrap.facts import Day
from marketwrap.rules import newsworthiness
from marketwrap.rules.ranking import phrases, ranking
from marketwrap.rules.rule import Rule
from marketwrap.rules.saying import FEW, change, number, say

#: an exchange rate's move that is worth a sentence, and a cryptocurrency's mean move
RATE, COIN = 0.004, 0.02
#: news of either at the least: such a brief is about them too
WORTH = 0.22


def day_of_regions(day: Day) -> Finding | None:
    """How many regions rose or fell, who led and who went the other way."""
    found = ranking(day, "regions")
    return say(f"regions.{found.key}", "regions", found.news, found.roles) if found else None


def currencies(day: Day) -> Finding | None:
    """The exchange rate that moved furthest."""
    moves = sorted(day.facts(day.members("currencies"), "change_1d"), key=lambda f: -abs(f.number))
    if len(moves) < FEW or abs(moves[0].number) < RATE:
        return None
    move, claims = moves[0], (f"move.{moves[0].subject}",)
    news = max(WORTH, newsworthiness.of_move(day, move))
    level = day.fact(move.subject, "level")
    return say("regions.rate", "exchange", news, move=move, level=level, claims=claims)


def coins(day: Day) -> Finding | None:
    """The best known cryptocurrency, and the one of them that moved furthest the same way."""
    mean, first = day.fact("crypto", "mean_change"), change(day, "crypto")
    moves = sorted(day.facts(day.members("crypto"), "change_1d"), key=lambda f: -abs(f.number))
    if mean is None or first is None or len(moves) < FEW or abs(mean.number) < COIN:
        return None
    same = [move for move in moves if move.number * first.number > 0]
    most = same[0] if same and same[0].subject != first.subject else None
    news = max(WORTH, newsworthiness.of_move(day, first))
    level, total = day.fact(first.subject, "level"), day.fact("crypto", "total", of="change_1d")
    claims = ("crypto.day", f"move.{first.subject}")
    way = "rose" if number(first) > 0 else "fell"
    key = f"regions.coins_{way}"
    return say(key, "coins", news, claims=claims, first=first, level=level, most=most, total=total)


RULES: tuple[Rule, ...] = (
    Rule(day_of_regions, says=phrases("regions")),
    Rule(currencies, says=("regions.rate",)),
    Rule(coins, says=("regions.coins_rose", "regions.coins_fell")),
)
