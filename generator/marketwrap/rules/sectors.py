"""Sectors: how many rose and who led, rare moves and long runs of one; regional banks."""

from functools import partial

from marketwrap.base.model import Fact, Finding
from marketwrap.facts import Day
from marketwrap.rules import drivers, newsworthiness
from marketwrap.rules.newsworthiness import WEIGHTS
from marketwrap.rules.ranking import phrases, ranking
from marketwrap.rules.rule import Rule
from marketwrap.rules.saying import (
    FEW,
    change,
    largest,
    largest_phrase,
    largest_phrases,
    longest,
    number,
    say,
)

#: a sector's move that may be its largest in a long time, and the news from which it has a sentence
LARGE, WORTH = 0.02, 0.25
#: a sector's move is its own where it is so many times the market's
OWN = 2.0
#: sectors that moved this much behind the leader are named, so many, and what that is worth
ALSO, NAMED, FOLLOW = 0.008, 3, 0.15
#: a sector's run of rises or falls that is worth a sentence
RUN, LONG_RUN = 7, 9
#: percentage points between defensives and cyclicals, gone separate ways, that are worth a sentence
TILT = 1.5
#: … each by this much on average
MEAN = 0.002
#: regional banks' move that is news where it is far from the market's, and how far that is
REGIONAL_FAR, APART = 0.03, 0.02
#: regional banks' move that has a direction beside the large banks'
REGIONAL = 0.008
#: the large banks' mean move that makes a table of them
BANKS = 0.015
#: news of two groups that went separate ways
PARTED = 0.22


def day_of_sectors(day: Day) -> Finding | None:
    """How many sectors rose or fell, who led and who went the other way."""
    told = {
        fact.subject
        for finding in (far(day), run(day), drivers.oil_and_energy(day))
        if finding
        for fact in finding.facts
    }
    found = ranking(day, "sectors", told)
    return say(f"sectors.{found.key}", "sectors", found.news, found.roles) if found else None


def followers(day: Day) -> Finding | None:
    """Who else moved far the way of most sectors, by name."""
    found = day_of_sectors(day)
    if found is None or not found.roles.get("led") or found.phrase.startswith("sectors.all_"):
        return None
    led = {fact.subject for fact in found.facts}
    sign = 1 if found.phrase.endswith("rose") else -1
    moves = sorted(day.facts(day.members("sectors"), "change_1d"), key=lambda f: -sign * f.number)
    also = tuple(f for f in moves if sign * f.number >= ALSO and f.subject not in led)[:NAMED]
    if len(also) < NAMED - 1:
        return None
    key = "also_rose" if sign > 0 else "also_fell"
    return say(f"sectors.{key}", "sectors", FOLLOW, also=also)


def far(day: Day) -> Finding | None:
    """A sector's largest move in a long time: the most newsworthy one."""
    found = []
    for move in filter(partial(_is_own, day), day.facts(day.members("sectors"), "change_1d")):
        roles = largest(day, move.subject)
        rare = newsworthiness.of_move(day, move) / newsworthiness.fame(day, move.subject)
        news = newsworthiness.fame(day, "sectors") * rare
        if news >= WORTH and any(roles.values()):
            key, claims = largest_phrase("sectors", move, roles), (f"move.{move.subject}",)
            found.append(say(key, "sectors", news, roles, move=move, claims=claims))
    return max(found, key=lambda finding: finding.news, default=None)


def _is_own(day: Day, move: Fact) -> bool:
    """Whether a sector moved far, and far more than the market did the same way."""
    market = number(change(day, "benchmark"))
    return abs(move.number) >= max(LARGE, OWN * market if move.number > 0 else -OWN * market)


def run(day: Day) -> Finding | None:
    """A sector's longest run of gains or losses in a long time."""
    found = []
    for streak in (f for f in day.facts(day.members("sectors"), "streak") if abs(f.number) >= RUN):
        move, roles = day.fact(streak.subject, "change_1d"), longest(day, streak.subject, "streak")
        ends = (day.fact(streak.subject, f"longest_{end}", of="streak") for end in ("since", "of_all"))
        rare = newsworthiness.rarity(day, *ends)
        long = abs(streak.number) >= LONG_RUN
        if move and (long or (any(roles.values()) and rare >= newsworthiness.OF_A_YEAR)):
            key = "sectors.run_of_rises" if streak.number > 0 else "sectors.run_of_falls"
            news = newsworthiness.of_milestone(day, "sectors", WEIGHTS["longest run"] * rare)
            whole = day.fact(streak.subject, "run_change")
            found.append(say(key, "sectors", news, roles, run=streak, move=move, whole=whole))
    return max(found, key=lambda finding: finding.news, default=None)


def tilt(day: Day) -> Finding | None:
    """Defensive sectors one way and cyclical ones the other, far apart."""
    gap = day.fact("defensives", "group_gap", other="cyclicals")
    calm, bold = day.fact("defensives", "mean_change"), day.fact("cyclicals", "mean_change")
    if gap is None or calm is None or bold is None or abs(gap.number) < TILT:
        return None
    if calm.number * bold.number >= 0 or min(abs(calm.number), abs(bold.number)) < MEAN:
        return None
    key = "defensive" if gap.number > 0 else "cyclical"
    return say(f"sectors.{key}", "sectors", PARTED, calm=calm, bold=bold)


def regional_banks(day: Day) -> Finding | None:
    """Regional banks: a move that is rare or far from the market's, or against nearly all large banks."""
    move, market = change(day, "regional_banks"), change(day, "benchmark")
    if move is None or market is None:
        return None
    roles, claims = largest(day, move.subject), (f"move.{move.subject}",)
    way = "rose" if move.number > 0 else "fell"
    apart = abs(move.number - market.number) >= APART
    if abs(move.number) >= REGIONAL_FAR and (apart or any(roles.values())):
        news = newsworthiness.of_move(day, move)
        return say(f"banks.regional_{way}", "banks", news, roles, move=move, claims=claims)
    against = day.fact("banks", "falling" if move.number > 0 else "rising")
    total = day.fact("banks", "total", of="change_1d")
    if against is None or total is None or total.number < FEW or abs(move.number) < REGIONAL:
        return None
    if against.number < total.number - 1:
        return None
    return say(f"banks.parted_{way}", "banks", PARTED, move=move, against=against, total=total, claims=claims)


def banks_are_news(day: Day) -> bool:
    """Whether regional banks have a sentence, or the large ones moved far together."""
    return regional_banks(day) is not None or abs(number(day.fact("banks", "mean_change"))) >= BANKS


#: which the weekly edition alone has
RULES: tuple[Rule, ...] = (
    Rule(far, says=largest_phrases("sectors")),
    Rule(day_of_sectors, says=phrases("sectors")),
    Rule(followers, says=("sectors.also_rose", "sectors.also_fell")),
    Rule(tilt, says=("sectors.defensive", "sectors.cyclical")),
    Rule(run, says=("sectors.run_of_rises", "sectors.run_of_falls")),
    Rule(
        regional_banks,
        says=("banks.regional_rose", "banks.regional_fell", "banks.parted_rose", "banks.parted_fell"),
    ),
)
