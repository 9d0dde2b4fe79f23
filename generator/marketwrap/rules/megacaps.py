"""The largest companies: how many fell hard, who led, who did not follow, how the year stands."""

from marketwrap.base.model import Fact, Finding
from marketwrap.facts import Day
from marketwrap.rules.rule import Rule
from marketwrap.rules.saying import (
    FEW,
    SETTLED,
    at_end,
    is_rare,
    largest,
    largest_phrase,
    largest_phrases,
    number,
    say,
)

#: more names than this are too many for a sentence
NAMED = 4
#: percentage points between the megacaps' mean and the benchmark that are worth a sentence
APART = 0.5
#: a loss or gain of this much is a large one for a megacap
LARGE = 0.02
#: a streak of a single name that is worth a sentence
RUN = 5
#: a single name's move that is worth a sentence of its own
OWN = 0.04
#: … and one that is among the day's news
FAR = 0.08
#: below this a mean move, or the market's, is too small to be set against the other
FLAT = 0.002
#: sessions of the year in which last year's tally is news by itself, and in which it is where the megacaps
#: part from the market by so many percentage points
FRESH, STILL_FRESH, FAR_APART = 2, 10, 1.0


def large_moves(day: Day) -> Finding | None:
    """How many megacaps lost, or gained, two percent or more, and which; whether none went the other way."""
    total = day.fact("megacaps", "total", of="change_1d")
    if total is None or total.number < FEW:
        return None
    losers = day.fact("megacaps", "within", of="change_1d", at_most=-LARGE)
    gainers = day.fact("megacaps", "within", of="change_1d", at_least=LARGE)
    lost, gained = _size(losers), _size(gainers)
    if lost == gained == 0:
        return None
    down = lost >= gained
    side = losers if down else gainers
    return _large(day, side, total, "lost" if down else "gained") if side else None


def _size(members: Fact | None) -> int:
    return len(members.value) if members and isinstance(members.value, tuple) else 0


def _large(day: Day, side: Fact, total: Fact, word: str) -> Finding:
    bound = {"at_most": -LARGE} if word == "lost" else {"at_least": LARGE}
    counted = day.fact("megacaps", "count", of="change_1d", **bound)
    mark = day.fact("megacaps", "given_percent", value=-LARGE if word == "lost" else LARGE)
    symbols = side.value if isinstance(side.value, tuple) else ()
    moves = day.facts(symbols, "change_1d")
    others = day.fact("megacaps", "rising" if word == "lost" else "falling")
    nobody = others if others is not None and others.value == 0 else None
    key = "one" if len(symbols) == 1 else "all" if len(symbols) == total.value else "some"
    if len(symbols) > NAMED:
        key = "many" if key == "some" else key
    return say(
        f"megacaps.{key}_{word}",
        "megacaps",
        0.75 + len(symbols) / 50,
        claims=("megacaps.breadth",) if nobody or len(symbols) >= FEW else (),
        counted=counted,
        mark=mark,
        moves=moves[:NAMED],
        side=side,
        total=total,
        nobody=nobody,
        first=moves[0],
    )


def breadth(day: Day) -> Finding | None:
    """How many megacaps rose, and the best and worst of them."""
    rising, falling = day.fact("megacaps", "rising"), day.fact("megacaps", "falling")
    total = day.fact("megacaps", "total", of="change_1d")
    best, worst = (at_end(day, "megacaps", end, "change_1d") for end in ("leaders", "laggards"))
    if not (rising and falling and total and best and worst) or total.number < FEW:
        return None
    roles = {"rising": rising, "falling": falling, "total": total, "best": best, "worst": worst}
    if rising.value == total.value:
        return say("megacaps.all_rose", "megacaps", 0.6, roles, claims=("megacaps.breadth",))
    if falling.value == total.value:
        return say("megacaps.all_fell", "megacaps", 0.6, roles, claims=("megacaps.breadth",))
    key = "mostly_rose" if rising.number >= falling.number else "mostly_fell"
    return say(f"megacaps.{key}", "megacaps", 0.5, roles)


def own_move(day: Day) -> Finding | None:
    """One company moved more than it had in a long time."""
    best: tuple[float, Finding] | None = None
    for move in day.facts(day.members("megacaps"), "change_1d"):
        if abs(move.number) < OWN or not is_rare(day, move):
            continue
        roles = largest(day, move.subject)
        if not any(roles.values()):
            continue
        found = say(
            largest_phrase("megacaps", move, roles),
            "megacaps",
            0.95 if abs(move.number) >= FAR else 0.7,
            roles,
            move=move,
        )
        if best is None or abs(move.number) > best[0]:
            best = (abs(move.number), found)
    return best[1] if best else None


def run(day: Day) -> Finding | None:
    """One company has gone the same way for many sessions."""
    runs = [r for r in day.facts(day.members("megacaps"), "streak") if abs(r.number) >= RUN]
    if not runs:
        return None
    longest = max(runs, key=lambda r: (abs(r.number), r.subject))
    way = "rises" if longest.number > 0 else "falls"
    return say(f"megacaps.run_of_{way}", "megacaps", 0.35 + min(abs(longest.number), 12) / 40, run=longest)


def against_market(day: Day) -> Finding | None:
    """The megacaps' average against the benchmark, when they go different ways."""
    mean, market = day.fact("megacaps", "mean_change"), day.fact(day.role("benchmark"), "change_1d")
    if mean is None or market is None or abs(mean.number - market.number) * 100 < APART:
        return None
    if mean.number * market.number < 0 and min(abs(mean.number), abs(market.number)) >= FLAT:
        key = "parted_up" if mean.number > 0 else "parted_down"
    else:
        key = "ahead" if mean.number > market.number else "behind"
    return say(
        f"megacaps.mean_{key}", "concentration", 0.5, mean=mean, market=market, claims=("concentration",)
    )


def last_year(day: Day) -> Finding | None:
    """Early in a year: how many of them beat the benchmark in the year before, and which."""
    benchmark = day.role("benchmark")
    if benchmark is None or not _last_year_is_news(day, benchmark):
        return None
    ahead = day.fact("megacaps", "count_ahead", of="change_last_year", than=benchmark)
    who = day.fact("megacaps", "ahead_of", of="change_last_year", than=benchmark)
    total = day.fact("megacaps", "total", of="change_last_year")
    market = day.fact(benchmark, "change_last_year")
    year = day.fact(benchmark, "last_year")
    if not (ahead and who and total and market and year) or total.number < FEW:
        return None
    key = "none" if ahead.value == 0 else "all" if ahead.value == total.value else "some"
    if key == "some" and ahead.number <= total.number / 2:
        key = "few"
    symbols = who.value if isinstance(who.value, tuple) else ()
    return say(
        f"megacaps.last_year_{key}",
        "year",
        0.6,
        ahead=ahead,
        who=who,
        moves=tuple(sorted(day.facts(symbols, "change_last_year"), key=lambda f: -f.number)),
        total=total,
        market=market,
        year=year,
    )


def _last_year_is_news(day: Day, benchmark: str) -> bool:
    """It does not change, and so is told again only on a day that is about these companies."""
    nth = number(day.fact(benchmark, "session_of_year"))
    mean, market = day.fact("megacaps", "mean_change"), day.fact(benchmark, "change_1d")
    if nth <= FRESH or mean is None or market is None:
        return nth <= FRESH
    return nth <= STILL_FRESH and abs(mean.number - market.number) * 100 >= FAR_APART


def this_year(day: Day) -> Finding | None:
    """How many of them are ahead of the benchmark for the year to date."""
    benchmark = day.role("benchmark")
    if benchmark is None or number(day.fact(benchmark, "session_of_year")) < SETTLED:
        return None
    ahead = day.fact("megacaps", "count_ahead", of="change_ytd", than=benchmark)
    total = day.fact("megacaps", "total", of="change_ytd")
    market = day.fact(benchmark, "change_ytd")
    best, worst = (at_end(day, "megacaps", end, "change_ytd") for end in ("leaders", "laggards"))
    if not (ahead and total and market and best and worst) or total.number < FEW:
        return None
    return say(
        "megacaps.this_year", "year", 0.4, ahead=ahead, total=total, market=market, best=best, worst=worst
    )


#: which the weekly edition has too
THIS_YEAR = Rule(this_year, says=("megacaps.this_year",))
RULES: tuple[Rule, ...] = (
    Rule(
        large_moves,
        says=(
            "megacaps.some_lost",
            "megacaps.many_lost",
            "megacaps.all_lost",
            "megacaps.one_lost",
            "megacaps.some_gained",
            "megacaps.many_gained",
            "megacaps.all_gained",
            "megacaps.one_gained",
        ),
    ),
    Rule(
        breadth,
        says=("megacaps.all_rose", "megacaps.all_fell", "megacaps.mostly_rose", "megacaps.mostly_fell"),
    ),
    Rule(own_move, says=largest_phrases("megacaps")),
    Rule(run, says=("megacaps.run_of_rises", "megacaps.run_of_falls")),
    Rule(
        against_market,
        says=(
            "megacaps.mean_parted_up",
            "megacaps.mean_parted_down",
            "megacaps.mean_ahead",
            "megacaps.mean_behind",
        ),
    ),
    Rule(
        last_year,
        says=(
            "megacaps.last_year_some",
            "megacaps.last_year_few",
            "megacaps.last_year_none",
            "megacaps.last_year_all",
        ),
    ),
    THIS_YEAR,
)
