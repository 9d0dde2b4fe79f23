"""Sectors: who led, who trailed, how far apart, defensives against cyclicals, banks."""

from marketwrap.base.model import Fact, Finding
from marketwrap.facts import Day
from marketwrap.rules.rule import Rule
from marketwrap.rules.saying import (
    FEW,
    SETTLED,
    change,
    largest,
    largest_phrase,
    largest_phrases,
    number,
    say,
    widest,
)

#: leaders and laggards together, ties included, that fit a sentence
ENDS = 3
#: fewer sectors have no second places
MANY = 8
#: a sector's move that may be its largest in a long time
LARGE = 0.02
#: regional banks' move that has a direction, and the large banks' mean move that is worth a sentence
REGIONAL, BANKS = 0.002, 0.015
#: regional banks' move that is news whatever the large banks did
REGIONAL_FAR = 0.05
#: what it counts more for each percent by which it went that much further than the market
EACH_PERCENT = 0.03
#: below this a mean move is none
FLAT = 0.0005
#: percentage points between defensives and cyclicals that are worth a sentence
TILT = 0.5
#: share of the year's sessions with a narrower gap between best and worst sector
WIDE = 0.9
#: a sector's run of rises or falls that is worth a sentence
RUN = 6
#: a bank's loss or gain that is worth its name
BANK = 0.01


def leaders(day: Day) -> Finding | None:
    """The best and the worst sector; on a one-way day, the one that resisted."""
    best, worst = (
        day.fact("sectors", "leaders", of="change_1d"),
        day.fact("sectors", "laggards", of="change_1d"),
    )
    total = day.fact("sectors", "total", of="change_1d")
    top, bottom = _moves(day, best), _moves(day, worst)
    if best is None or worst is None or total is None or not top or not bottom:
        return None
    if len(top) + len(bottom) > ENDS:
        return None
    key = "rose" if bottom[0].number > 0 else "fell" if top[0].number < 0 else "mixed"
    return say(f"sectors.{key}", "sectors", 0.7, best=best, worst=worst, top=top, bottom=bottom, total=total)


def _moves(day: Day, ends: Fact | None) -> tuple[Fact, ...]:
    if ends is None or not isinstance(ends.value, tuple):
        return ()
    return day.facts(ends.value, "change_1d")


def next_places(day: Day) -> Finding | None:
    """Who came next at either end."""
    ranked = day.fact("sectors", "ranked", of="change_1d")
    if ranked is None or not isinstance(ranked.value, tuple) or len(ranked.value) < MANY:
        return None
    order = day.facts(ranked.value, "change_1d")
    ends = day.facts(_ends(day), "change_1d")
    order = tuple(fact for fact in order if fact not in ends)
    if len(order) < MANY / 2:  # too many tie with the best or the worst
        return None
    second, last_but_one = order[:2], order[-2:][::-1]
    if second[0].number <= 0 or last_but_one[0].number >= 0:
        return None
    return say("sectors.next", "sectors", 0.5, ranked=ranked, second=second, other=last_but_one)


def _ends(day: Day) -> tuple[str, ...]:
    """The best and the worst sector, ties included."""
    found = (day.fact("sectors", metric, of="change_1d") for metric in ("leaders", "laggards"))
    return tuple(s for fact in found if fact and isinstance(fact.value, tuple) for s in fact.value)


def gap(day: Day) -> Finding | None:
    """The gap between the best and the worst sector was unusually wide."""
    spread = day.fact("sectors", "member_spread")
    share = day.fact("sectors", "member_spread_smaller_share_1y")
    if spread is None or share is None or share.number < WIDE:
        return None
    standing = widest(day, "sectors", "member_spread", share)
    return say("sectors.wide", "sectors", 0.6, standing, spread=spread) if any(standing.values()) else None


def tilt(day: Day) -> Finding | None:
    """Defensive sectors against cyclical ones."""
    difference = day.fact("defensives", "group_gap", other="cyclicals")
    calm, bold = day.fact("defensives", "mean_change"), day.fact("cyclicals", "mean_change")
    if difference is None or calm is None or bold is None or abs(difference.number) < TILT:
        return None
    key = "defensive" if difference.number > 0 else "cyclical"
    moved = min(abs(calm.number), abs(bold.number)) >= FLAT
    parted = "_parted" if moved and calm.number * bold.number < 0 else ""
    return say(f"sectors.{key}{parted}", "sectors", 0.65, difference=difference, calm=calm, bold=bold)


def own_extreme(day: Day) -> Finding | None:
    """A sector's largest move in a long time."""
    moves = sorted(day.facts(day.members("sectors"), "change_1d"), key=lambda f: -abs(f.number))
    for move in moves:
        roles = largest(day, move.subject)
        if abs(move.number) >= LARGE and any(roles.values()):
            return say(largest_phrase("sectors", move, roles), "sectors", 0.6, roles, move=move)
    return None


def run(day: Day) -> Finding | None:
    """A sector's long run."""
    runs = [r for r in day.facts(day.members("sectors"), "streak") if abs(r.number) >= RUN]
    if not runs:
        return None
    longest = max(runs, key=lambda r: (abs(r.number), r.subject))
    way = "rises" if longest.number > 0 else "falls"
    return say(f"sectors.run_of_{way}", "sectors", 0.35 + min(abs(longest.number), 12) / 60, run=longest)


def year(day: Day) -> Finding | None:
    """The best and the worst sector of the year to date."""
    best, worst = (
        day.fact("sectors", "leaders", of="change_ytd"),
        day.fact("sectors", "laggards", of="change_ytd"),
    )
    if best is None or worst is None or number(day.fact(day.role("benchmark"), "session_of_year")) < SETTLED:
        return None
    if (
        not isinstance(best.value, tuple)
        or not isinstance(worst.value, tuple)
        or len(best.value) + len(worst.value) > len((best, worst))
    ):
        return None
    top, bottom = day.fact(best.value[0], "change_ytd"), day.fact(worst.value[0], "change_ytd")
    return (
        say("sectors.year", "year", 0.45, best=best, worst=worst, top=top, bottom=bottom)
        if top and bottom
        else None
    )


def regional_banks(day: Day) -> Finding | None:
    """Large banks one way, regional banks the other."""
    regional, sector = change(day, "regional_banks"), change(day, "financials")
    falling, rising = day.fact("banks", "falling"), day.fact("banks", "rising")
    total = day.fact("banks", "total", of="change_1d")
    if (
        regional is None
        or falling is None
        or rising is None
        or total is None
        or abs(regional.number) < REGIONAL
    ):
        return None
    against = falling if regional.number > 0 else rising
    if against.number < total.number - 1 or total.number < FEW:
        return None
    way = "rose" if regional.number > 0 else "fell"
    all_of_them = against if against.value == total.value else None
    bound = {"at_most": -BANK} if regional.number > 0 else {"at_least": BANK}
    who = day.fact("banks", "within", of="change_1d", **bound)
    symbols = who.value if who and isinstance(who.value, tuple) else ()
    return say(
        f"banks.regional_{way}",
        "banks",
        0.8,
        regional=regional,
        against=against,
        total=total,
        everyone=all_of_them,
        worst=day.facts(symbols[:3], "change_1d"),
        sector=sector,
        claims=("banks.day",),
    )


def regional_far(day: Day) -> Finding | None:
    """Regional banks moved far, the same way as the large ones."""
    regional, mean = change(day, "regional_banks"), day.fact("banks", "mean_change")
    if (
        regional is None
        or mean is None
        or abs(regional.number) < REGIONAL_FAR
        or mean.number * regional.number <= 0
    ):
        return None
    market = abs(number(day.fact(day.role("benchmark"), "change_1d")))
    news = 0.9 + max(abs(regional.number) - market - REGIONAL_FAR, 0.0) * 100 * EACH_PERCENT
    return say("banks.regional_far", "banks", news, regional=regional, mean=mean, claims=("banks.day",))


def banks(day: Day) -> Finding | None:
    """The large banks together, when they all moved and moved far."""
    direction, mean = day.fact("banks", "joint_direction"), day.fact("banks", "mean_change")
    total = day.fact("banks", "total", of="change_1d")
    if direction is None or mean is None or total is None or not direction.value or abs(mean.number) < BANKS:
        return None
    key = "rose" if direction.number > 0 else "fell"
    ends = day.fact("banks", "leaders" if direction.number > 0 else "laggards", of="change_1d")
    most = _moves(day, ends)
    most = most if len(most) == 1 else ()
    return say(
        f"banks.all_{key}",
        "banks",
        0.6,
        direction=direction,
        mean=mean,
        total=total,
        most=most,
        claims=("banks.day",),
    )


#: the rules of the banks
OF_BANKS: tuple[Rule, ...] = (
    Rule(regional_banks, says=("banks.regional_rose", "banks.regional_fell")),
    Rule(regional_far, says=("banks.regional_far",)),
    Rule(banks, says=("banks.all_rose", "banks.all_fell")),
)
#: which the weekly edition has too
YEAR = Rule(year, says=("sectors.year",))
RULES: tuple[Rule, ...] = (
    Rule(leaders, says=("sectors.mixed", "sectors.rose", "sectors.fell")),
    Rule(next_places, says=("sectors.next",)),
    Rule(gap, says=("sectors.wide",)),
    Rule(
        tilt,
        says=("sectors.defensive", "sectors.defensive_parted", "sectors.cyclical", "sectors.cyclical_parted"),
    ),
    Rule(own_extreme, says=largest_phrases("sectors")),
    Rule(run, says=("sectors.run_of_rises", "sectors.run_of_falls")),
    *OF_BANKS,
    YEAR,
)
