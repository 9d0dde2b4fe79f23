"""The week, which is five sessions: what each instrument did, with its strongest milestone of the week.

As in the close, the standard sentence of an instrument may come back every week, and what makes it news is
its move or its milestone. Beside that: which day made the week, the sectors, the average stock.
"""

import math
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Final

from marketwrap.base.model import Fact, Finding, Kind
from marketwrap.facts import Day
from marketwrap.metrics.horizons import WEEK
from marketwrap.rules import milestones, moves, newsworthiness, periods, weekly_milestones
from marketwrap.rules.newsworthiness import fame, rarity
from marketwrap.rules.reports import told as told_of
from marketwrap.rules.rule import Rule
from marketwrap.rules.saying import FEW, at_end, long_ago, move_of, number, say

#: a week's move of another market that is worth its sentence, by role
MATERIAL: Final = {
    "government_yield": 3.0,
    "volatility": 2.0,
    "oil": 0.025,
    "gold": 0.02,
    "silver": 0.05,
    "dollar": 0.01,
    "crypto": 0.08,
}
#: a company's week that has a sentence of its own, the news that has one too, and how many have
OWN_MOVE, OWN_NEWS, OWN = 0.12, 0.35, 3
#: … of which one that moved further than this comes first
FAR = 0.25
#: a week of the regional banks that is told
BANKS = 0.05
#: companies that are listed together moved this much; so many are named
LISTED, NAMED = 0.04, 4
#: a session that may have made the week; the rest against it, as a part of the week's move
ONE_DAY, REST = 0.01, 0.3
#: sessions either way that make swings of a week, and the most that such a week comes to
SWING, SWING_CEILING = 0.015, 0.0125
#: percentage points between equal and cap weight, and between value and growth, that are worth a sentence
GAP, STYLE_GAP = 1.0, 3.0
#: news of the week's days, where none of them stands out, and of the sectors
DAYS_NEWS, SECTORS_NEWS = 0.26, 0.3
#: … and what all of a group the same way adds
ALL_NEWS = 0.1
#: what other markets count for in the week of the indexes, and the least that the benchmark's own week does
OTHERS, MARKET = 0.9, 0.35
#: a month or quarter that ends with the week is so much news beside it
PERIOD = 0.6
#: what a day that made the week counts for beside the week itself
ONE_DAY_NEWS = 0.6
#: days since there was a session as large as the week's largest
SINCE_DAYS = 120
#: phrase of the standard sentence by kind
SENTENCE: Final[dict[Kind, str]] = {**moves.SENTENCE, "fund": "stock"}
#: the sentence of a company or a fund that moved
COMPANY: Final = "weekly.stock"


def told(day: Day, symbol: str | None, topic: str) -> Finding | None:
    """The standard sentence of an instrument's week with its strongest milestone; None without a move."""
    move, level = day.fact(symbol, "change_1w"), day.fact(symbol, "level")
    if symbol is None or move is None or level is None:
        return None
    found = weekly_milestones.strongest(day, symbol)
    tail = found[0] if found and found[0].news >= milestones.TAIL * fame(day, symbol) else None
    kind = _kind(day, symbol, flat=(abs(move.number) < moves.FLAT[move.unit]))
    of_tail = tail.news if tail and tail.phrase not in weekly_milestones.SIZES else 0.0
    news = newsworthiness.both(newsworthiness.of_week(day, move), of_tail)
    return say(
        f"weekly.{kind}",
        topic,
        news,
        move=move,
        level=level,
        begins=day.fact("brief", "week_begins"),
        points=day.fact(symbol, "points_1w") if kind.startswith("index") else None,
        before=day.fact(symbol, "ago", of="level", back=WEEK),
        tail=tail,
        claims=(f"week.{symbol}",),
    )


def _kind(day: Day, symbol: str, *, flat: bool) -> str:
    """The phrase of the standard sentence; of the indexes known by their points one with these."""
    kind = SENTENCE[day.instrument(symbol).kind]
    if kind != "index":
        return f"{kind}_flat" if flat else kind
    if symbol == day.role("benchmark"):
        return "index_flat" if flat else "index"
    also = symbol == day.role("blue_chips") and not flat
    return "index_also" if also else "index_short_flat" if flat else "index_short"


def event(day: Day) -> Finding | None:
    """The lead that the desk marked within the week, that of the week's largest day before others."""
    begins, move = day.fact("brief", "week_begins"), day.fact(day.role("benchmark"), "change_1w")
    if begins is None or move is None or not isinstance(begins.value, date):
        return None
    first = begins.value
    marked = [e for e in day.events if e.lead and e.clause and e.day and e.day >= first]
    known = [e for e in marked if told_of(day, e, "happened") and told_of(day, e, "clause")]
    if not known:
        return None
    extreme = day.fact(move.subject, "week_extreme_session")
    chosen = next((e for e in known if extreme and e.day == extreme.value), known[-1])
    roles = {part: told_of(day, chosen, part) for part in ("clause", "publisher", "day")}
    key = "after" if told_of(day, chosen, "came_first") else "as"
    return say(f"weekly.lead_{key}", "lead", 1.0, roles, move=move)


def indexes(day: Day) -> Iterator[Finding]:
    """The indexes, the benchmark first; other milestones of theirs."""
    for symbol in moves.in_order(day):
        finding = told(day, symbol, "indexes")
        if finding is None:
            continue
        is_market = symbol == day.role("benchmark")
        yield replace(finding, news=max(finding.news, MARKET)) if is_market else finding
        others = (m for m in weekly_milestones.strongest(day, symbol) if m != finding.tail)
        yield from [m for m in others if m.news >= moves.SECOND][: moves.SECONDS]


def period(day: Day) -> Iterator[Finding]:
    """What a month, a quarter or a year came to that ends with the week."""
    yield from (replace(finding, news=finding.news * PERIOD) for finding in periods.ended(day))


def banks(day: Day) -> Finding | None:
    """Regional banks, where they moved far."""
    finding = told(day, day.role("regional_banks"), "banks")
    moved = finding is not None and finding.phrase == COMPANY and abs(move_of(finding).number) >= BANKS
    return finding if moved else None


def others(day: Day) -> Iterator[Finding]:
    """Yields, volatility, commodities, the dollar, bitcoin: each where it moved or reached something."""
    for role, topic in moves.TOPICS.items():
        finding = told(day, day.role(role), topic)
        if finding is not None:
            moved = abs(move_of(finding).number) >= MATERIAL[role]
            news = OTHERS * finding.news
            yield replace(finding, news=max(news, moves.WORTH) if moved else news)


def companies(day: Day) -> Iterator[Finding]:
    """The large companies: those with news of their own, then who else moved far, up and down."""
    symbols = dict.fromkeys(s for group in moves.COMPANIES for s in day.members(group))
    found = [f for s in symbols if (f := told(day, s, "stocks")) and f.phrase == COMPANY]
    own = sorted(filter(_is_own, found), key=lambda f: -f.news * max(1.0, abs(move_of(f).number) / FAR))[:OWN]
    yield from own
    for way, far in moves.moved_far((f for f in found if f not in own), LISTED):
        if len(far) == 1:
            yield replace(far[0], tail=None)
            continue
        named = tuple(move_of(f) for f in far[:NAMED])
        claims = tuple(f"week.{move.subject}" for move in named)
        news = moves.LIST * max(f.news for f in far)
        begins = far[0].roles["begins"]
        yield say(f"weekly.stocks_{way}", "stocks", news, moves=named, begins=begins, claims=claims)


def _is_own(finding: Finding) -> bool:
    return abs(move_of(finding).number) >= OWN_MOVE or finding.news >= OWN_NEWS


def sessions(day: Day) -> Finding | None:
    """What the days were like: swings that came to little, one that made the week, how many brought gains."""
    benchmark = day.role("benchmark")
    move, extreme = day.fact(benchmark, "change_1w"), day.fact(benchmark, "week_extreme")
    if benchmark is None or move is None or extreme is None:
        return None
    since = day.fact(benchmark, "week_extreme_since")
    news = math.sqrt(rarity(day, since, None if since else day.fact("brief", "first_session")))
    news *= fame(day, benchmark) * math.sqrt(newsworthiness.size(day, extreme))
    return (
        _swings(day, benchmark, move, news)
        or _one_day(day, benchmark, move, extreme, news)
        or _counted(day, benchmark, move, extreme)
    )


def _swings(day: Day, symbol: str, move: Fact, news: float) -> Finding | None:
    """Sessions that went far both ways in a week that came to little, in their order."""
    ends = [_session(day, symbol, way=way) for way in (-1, 1)]
    moved = [end["extreme"] for end in ends]
    if abs(move.number) >= SWING_CEILING or not all(m and abs(m.number) >= SWING for m in moved):
        return None
    ends.sort(key=lambda end: str(end["session"] and end["session"].value))
    roles = {
        f"{place}_{n}": f
        for place, end in zip(("first", "second"), ends, strict=True)
        for n, f in end.items()
    }
    more = {"points": day.fact(symbol, "points_1w"), "begins": day.fact("brief", "week_begins")}
    return say("weekly.swings", "days", news, roles, more, move=move)


def _one_day(day: Day, symbol: str, move: Fact, extreme: Fact, news: float) -> Finding | None:
    """One session to which the other four together added little, or from which they took away."""
    rest = day.fact(symbol, "week_rest")
    if rest is None or extreme.number * move.number <= 0 or abs(extreme.number) < ONE_DAY:
        return None
    against, size = extreme.number * rest.number < 0, abs(rest.number)
    if size < moves.FLAT["percent"] or (not against and size > REST * abs(move.number)):
        return None
    four = day.fact("brief", "given_count", value=WEEK - 1)
    way = "against" if against else "with"
    roles = {**_session(day, symbol), "move": move, "rest": rest, "four": four}
    return say(f"weekly.one_day_{way}", "days", max(news * ONE_DAY_NEWS, DAYS_NEWS), roles)


def _counted(day: Day, symbol: str, move: Fact, extreme: Fact) -> Finding | None:
    """On how many of the five sessions it went one way."""
    rises, falls = day.fact(symbol, "week_rises"), day.fact(symbol, "week_falls")
    week = day.fact("brief", "given_count", value=WEEK)
    way, days = ("rose", rises) if number(rises) > number(falls) else ("fell", falls)
    if days is None or week is None:
        return None
    far = _session(day, symbol) if abs(extreme.number) >= ONE_DAY else {}
    key = "weekly.every_day" if days.value == week.value else f"weekly.days_{way}"
    return say(key, "days", DAYS_NEWS, far, move=move, days=days, week=week)


def _session(day: Day, symbol: str, **way: int) -> dict[str, Fact | None]:
    """The largest move of the week, up or down or one way, its session, and when there was one as large."""
    asked = {name: f"week_extreme{end}" for name, end in (("extreme", ""), ("session", "_session"))}
    since = long_ago(day, day.fact(symbol, "week_extreme_since", **way), SINCE_DAYS)
    return {name: day.fact(symbol, metric, **way) for name, metric in asked.items()} | {"since": since}


def average_stock(day: Day) -> Finding | None:
    """The average stock against the index over the week."""
    gap = day.fact("equal_cap", "spread_1w")
    equal, market = (day.fact(day.role(role), "change_1w") for role in ("equal_weight", "benchmark"))
    if gap is None or equal is None or market is None or abs(gap.number) < GAP:
        return None
    if (equal.number - market.number) * gap.number <= 0:
        return None  # the fund and the index disagree, as in weeks with late trading at an end
    since = long_ago(day, day.fact("equal_cap", "week_largest_since"), SINCE_DAYS)
    never = day.fact("equal_cap", "week_largest_of_all")
    roles = {"equal": equal, "market": market, "gap": gap, "since": since, "of_all": never}
    way = "ahead" if gap.number > 0 else "behind"
    return say(f"weekly.equal_{way}", "breadth", newsworthiness.of_week(day, gap), roles)


def value_growth(day: Day) -> Finding | None:
    """Value against growth over the week."""
    gap = day.fact("value_growth", "spread_1w")
    value, growth = (day.fact(day.role(role), "change_1w") for role in ("value", "growth"))
    if gap is None or value is None or growth is None or abs(gap.number) < STYLE_GAP:
        return None
    news = newsworthiness.of_week(day, gap)
    key = "value" if gap.number > 0 else "growth"
    return say(f"weekly.{key}", "style", news, value=value, growth=growth, gap=gap)


def sectors(day: Day) -> Finding | None:
    """How many sectors went which way, and the two ends."""
    return _group(day, "sectors", "sectors", SECTORS_NEWS, mixed=True)


def together(day: Day) -> Iterator[Finding]:
    """All of a group of companies the same way."""
    for group in moves.COMPANIES:
        finding = _group(day, group, "stocks", fame(day, group) * 0.4, mixed=False)
        far = (finding.roles[end] for end in ("top", "bottom")) if finding else ()
        if finding and any(isinstance(move, Fact) and abs(move.number) >= LISTED for move in far):
            yield finding


def _group(day: Day, group: str, topic: str, news: float, *, mixed: bool) -> Finding | None:
    bounds = ({"at_least": moves.FLAT["percent"]}, {"at_most": -moves.FLAT["percent"]})
    rising, falling = (day.fact(group, "count", of="change_1w", **bound) for bound in bounds)
    total = day.fact(group, "total", of="change_1w")
    best, worst = (day.fact(group, end, of="change_1w") for end in ("leaders", "laggards"))
    top, bottom = (at_end(day, group, end, "change_1w") for end in ("leaders", "laggards"))
    if not (rising and falling and total and top and bottom) or total.number < FEW:
        return None
    roles = {"best": best, "worst": worst, "top": top, "bottom": bottom, "total": total}
    if total.value in (rising.value, falling.value):
        way, which = "rose" if rising.value else "fell", "sectors_all" if mixed else "all"
        counted = rising if rising.value else falling
        return say(f"weekly.{which}_{way}", topic, news + ALL_NEWS, roles, counted=counted)
    if not mixed or top.number <= 0 or bottom.number >= 0:
        return None
    key, counted = ("rose", rising) if rising.number >= falling.number else ("fell", falling)
    return say(f"weekly.{group}_{key}", topic, news, roles, counted=counted)


_INDEXES: Final = tuple(f"weekly.index{end}" for end in ("", "_flat", "_also", "_short", "_short_flat"))
#: the standard sentences of all kinds, as a universe gives a role to whatever it likes
_STANDARD: Final = _INDEXES + tuple(
    f"weekly.{kind}{flat}"
    for kind in ("yield", "volatility", "future", "currency", "stock")
    for flat in ("", "_flat")
)
_DAYS: Final = ("swings", "one_day_against", "one_day_with", "every_day", "days_rose", "days_fell")
RULES: tuple[Rule, ...] = (
    Rule(event, says=("weekly.lead_after", "weekly.lead_as")),
    Rule(indexes, says=(*_STANDARD, *weekly_milestones.SAYS)),
    Rule(period, says=periods.ENDED.says),
    moves.STANDING,
    Rule(sessions, says=tuple(f"weekly.{key}" for key in _DAYS)),
    Rule(companies, says=(COMPANY, "weekly.stocks_fell", "weekly.stocks_rose")),
    Rule(together, says=("weekly.all_rose", "weekly.all_fell")),
    Rule(average_stock, says=("weekly.equal_ahead", "weekly.equal_behind")),
    Rule(value_growth, says=("weekly.value", "weekly.growth")),
    Rule(
        sectors,
        says=tuple(f"weekly.sectors_{which}{way}" for which in ("", "all_") for way in ("rose", "fell")),
    ),
    Rule(banks, says=(COMPANY,)),
    Rule(others, says=_STANDARD),
)
