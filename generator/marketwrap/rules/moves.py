"""What each instrument did, in the standard sentence of its kind, with the strongest milestone at its end.

One way for all of them: an index, a yield, gold, a company. The sentence may come back every day; what makes
it news is its move or its milestone, whichever is more.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from marketwrap.base.model import Fact, Finding, Kind
from marketwrap.facts import Day
from marketwrap.rules import milestones, newsworthiness
from marketwrap.rules.rule import Rule
from marketwrap.rules.saying import FEW, move_of, number, say, years_ago

#: below these a move is none, by unit
FLAT: Final = {"percent": 0.0005, "basis_points": 0.5, "points": 0.05}
#: a move of another market that is worth the standard sentence on any day, by role
MATERIAL: Final = {
    "government_yield": 4.0,
    "volatility": 2.0,
    "oil": 0.015,
    "gold": 0.012,
    "silver": 0.03,
    "dollar": 0.006,
    "crypto": 0.04,
}
#: news of such a sentence at least: enough for a brief of the standard length
WORTH = 0.21
#: whose level is told in every sentence
PRICED: Final = ("benchmark", "oil")
#: the topic of each role's sentence
TOPICS: Final = {
    "government_yield": "rates",
    "volatility": "volatility",
    "oil": "oil",
    "gold": "metals",
    "silver": "metals",
    "dollar": "currencies",
    "crypto": "currencies",
}
#: news from which an index has its points told, as the benchmark always has
IN_FULL = 0.6
#: percentage points by which small companies are ahead of the benchmark, or behind it
AHEAD = 0.3
#: a second milestone of an index is told in a sentence of its own from this on, two at most
SECOND, SECONDS = 0.4, 2
#: a company's move that has a sentence of its own, and how many have
OWN_MOVE, OWN_NEWS, OWN = 0.06, 0.3, 2
#: companies that are listed together moved this much; so many are named
LISTED, NAMED = 0.02, 3
#: a list is this part of the news of its first company
LIST = 0.8
#: groups of companies that are told of, and groups of which it is told that all went one way
COMPANIES: Final = ("megacaps", "banks")
#: all of a group the same way are told where the first of them moved this much; part of the group's fame
TOGETHER, ALL = 0.015, 0.35
#: the sentence of one that moved
COMPANY: Final = "moves.stock"
#: phrase of the standard sentence by kind
SENTENCE: Final[dict[Kind, str]] = {
    "index": "index",
    "fund": "fund",
    "stock": "stock",
    "future": "future",
    "yield": "yield",
    "volatility": "volatility",
    "currency": "currency",
    "crypto": "future",
}


def told(day: Day, symbol: str | None, topic: str) -> Finding | None:
    """The standard sentence of an instrument's move with its strongest milestone; None without a move."""
    move, level = day.fact(symbol, "change_1d"), day.fact(symbol, "level")
    if symbol is None or move is None or level is None:
        return None
    tail, news = milestones.with_milestone(day, move)
    kind = SENTENCE[day.instrument(symbol).kind]
    flat = "_flat" if abs(move.number) < FLAT[move.unit] else ""
    of_yield = kind == "yield"
    priced = tuple(day.role(role) for role in PRICED)
    sized = tail is not None and tail.phrase.startswith(milestones.SIZES)
    leveled = tail is not None and tail.phrase.startswith(milestones.LEVELS)
    return say(
        f"moves.{kind}{flat}",
        topic,
        news,
        move=move,
        level=level,
        # the box has every level: in a sentence it is for the benchmark, and for what is news by its level
        by=move if of_yield and sized else None,
        to=level if symbol in priced or leveled else None,
        points=day.fact(symbol, "points_1d") if kind == "index" or (kind == "volatility" and sized) else None,
        small=level if symbol == day.role("small_caps") else None,
        before=day.fact(symbol, "before", of="level") if of_yield and tail is None else None,
        tail=tail,
        claims=(f"move.{symbol}",),
    )


def indexes(day: Day) -> Iterator[Finding]:
    """The indexes, the benchmark first and in full, others so where they are news; their other milestones."""
    benchmark = day.role("benchmark")
    for symbol in in_order(day):
        finding = told(day, symbol, "indexes")
        if finding is None:
            continue
        if symbol != benchmark and (symbol not in day.members("majors") or finding.news < IN_FULL):
            finding = _short(finding)
        yield finding if symbol != day.role("small_caps") or finding.tail else _beside(day, finding)
        told_of = set(_phrases(finding))
        others = (m for m in milestones.strongest(day, symbol) if m.phrase not in told_of)
        for milestone in [m for m in others if m.news >= SECOND and m.phrase in OWN_SENTENCES][:SECONDS]:
            yield replace(milestone, topic="milestones")


def _short(finding: Finding) -> Finding:
    """An index's sentence without its points."""
    return replace(finding, phrase=finding.phrase.replace("moves.index", "moves.index_short"))


def _phrases(finding: Finding) -> Iterator[str]:
    """The phrase of a finding, of its tail, and of the tail of that."""
    of: Finding | None = finding
    while of:
        yield of.phrase
        of = of.tail


def in_order(day: Day) -> Iterable[str]:
    """The benchmark, the other major indexes, the small companies."""
    members = (*day.members("majors"), *filter(None, (day.role("benchmark"), day.role("small_caps"))))
    benchmark = day.role("benchmark")
    return sorted(
        dict.fromkeys(s for s in members if day.instrument(s).kind == "index" or s == benchmark),
        key=lambda symbol: symbol != benchmark,
    )


def _beside(day: Day, finding: Finding) -> Finding:
    """The small companies' sentence, with how they did beside the major indexes if unlike all."""
    small, gap = move_of(finding), day.fact("small_large", "spread_1d")
    majors = [fact.number for fact in day.facts(day.members("majors"), "change_1d")]
    if gap is None or not majors or min(majors) <= small.number <= max(majors):
        return finding
    if gap.number * small.number < 0 or abs(gap.number) < AHEAD:
        return finding
    return replace(finding, roles={**finding.roles, "gap": gap})


def others(day: Day) -> Iterator[Finding]:
    """Yields, volatility, commodities, the dollar, bitcoin: each where it moved or reached something."""
    for role, topic in TOPICS.items():
        finding = told(day, day.role(role), topic)
        if finding is None:
            continue
        moved = abs(move_of(finding).number) >= MATERIAL[role]
        yield replace(finding, news=max(finding.news, WORTH)) if moved else finding


def below_zero(day: Day) -> Finding | None:
    """Crude below zero, where a percentage says nothing."""
    symbol = day.role("oil")
    level, below = day.fact(symbol, "level"), day.fact(symbol, "below_zero")
    if symbol is None or level is None or not number(below):
        return None
    news = newsworthiness.of_milestone(day, symbol, 1.0)
    return say("moves.below_zero", "oil", news, level=level, below=below)


def companies(day: Day) -> Iterator[Finding]:
    """The large companies: those with news of their own, then who else moved far, up and down."""
    symbols = dict.fromkeys(s for group in COMPANIES for s in day.members(group))
    found = [f for s in symbols if (f := told(day, s, "stocks")) and f.phrase == COMPANY]
    own = sorted(filter(_is_own, found), key=lambda f: -f.news)[:OWN]
    yield from own
    for way, far in moved_far((f for f in found if f not in own), LISTED):
        moves = tuple(move_of(f) for f in far[:NAMED])
        claims = tuple(f"move.{move.subject}" for move in moves)
        news = LIST * max(f.news for f in far)
        key = f"moves.stocks_{way}" if len(moves) > 1 else COMPANY
        more = {"move": moves[0]} if len(moves) == 1 else {"moves": moves}
        yield say(key, "stocks", news, more, claims=claims)


def moved_far(found: Iterable[Finding], least: float) -> Iterator[tuple[str, list[Finding]]]:
    """Those that fell so far, and those that rose, the furthest first; of a way that none went nothing."""
    ordered = sorted(found, key=lambda finding: -abs(move_of(finding).number))
    for way, sign in (("fell", -1), ("rose", 1)):
        far = [finding for finding in ordered if sign * move_of(finding).number >= least]
        if far:
            yield way, far


def _is_own(finding: Finding) -> bool:
    return abs(move_of(finding).number) >= OWN_MOVE or finding.news >= OWN_NEWS


def together(day: Day) -> Iterator[Finding]:
    """All of a group of companies the same way."""
    for group in COMPANIES:
        direction, total = day.fact(group, "joint_direction"), day.fact(group, "total", of="change_1d")
        if not number(direction) or total is None or total.number < FEW:
            continue
        ends = "leaders" if number(direction) > 0 else "laggards"
        most = day.fact(group, ends, of="change_1d")
        if most is None or not isinstance(most.value, tuple) or len(most.value) > 1:
            continue
        move = day.fact(most.value[0], "change_1d")
        if move is None or abs(move.number) < TOGETHER:
            continue
        way = "rose" if number(direction) > 0 else "fell"
        news = newsworthiness.fame(day, group) * ALL
        claims = (f"move.{move.subject}",)
        yield say(
            f"moves.all_{way}", "stocks", news, direction=direction, total=total, move=move, claims=claims
        )


def standing(day: Day) -> Iterator[Finding]:
    """Where the benchmark stands: how much of a fall is made up, how far it is from its record, the year."""
    benchmark = day.role("benchmark")
    level, ytd = day.fact(benchmark, "level"), day.fact(benchmark, "change_ytd")
    session = day.fact(benchmark, "record_session")
    below = (f"below.{benchmark}",)
    early = number(day.fact(benchmark, "session_of_year")) < SETTLED_YEAR
    year = None if early or abs(number(ytd)) < FLAT["percent"] else ytd
    if level is None:
        return
    recovered, fallen = day.fact(benchmark, "recovered"), day.fact(benchmark, "fall_to_trough")
    low = day.fact(benchmark, "trough_session")
    climbing = number(day.fact(benchmark, "change_1d")) > 0 and low is not None and years_ago(day, low) < 1
    if climbing and session and recovered and RECOVERED <= recovered.number < 1 and number(fallen) <= FALL:
        roles = {"recovered": recovered, "fallen": fallen, "session": session, "low": low}
        yield say("standing.recovered", "standing", 0.3, roles, level=level, claims=below)
    distance = day.fact(benchmark, "below_record")
    if distance and session and distance.number < -FLAT["percent"] and _counts(day, distance, session):
        roles = {"below": distance, "session": session, "ytd": year}
        yield say("standing.below", "standing", 0.24, roles, level=level, claims=(*below, "standing"))
    if year is not None:
        yield say(
            "standing.year", "standing", 0.23, level=level, ytd=year, claims=("standing", f"year.{benchmark}")
        )


def _counts(day: Day, below: Fact, session: Fact) -> bool:
    """Whether readers still measure by a record: one of the last years, or one within reach."""
    return below.number >= WITHIN or years_ago(day, session) <= REMEMBERED


#: sessions into the year from which its change says more than the week's
SETTLED_YEAR = 10
#: how much of a fall of this size must be made up to be told
RECOVERED, FALL = 0.25, -0.07
#: a record is remembered for so many years, and one within reach for ever
REMEMBERED, WITHIN = 3, -0.1

#: milestones that have a sentence beside a tail and a headline
OWN_SENTENCES: Final = (
    "milestones.record",
    "milestones.record_since",
    "milestones.round_since_up",
    "milestones.round_since_down",
    "milestones.correction",
    "milestones.bear",
    "milestones.bull",
    "milestones.back_within",
    "milestones.near",
    "milestones.highest",
    "milestones.lowest",
    "milestones.ended_rises",
    "milestones.ended_falls",
    "milestones.average_above",
    "milestones.average_below",
)
_FLATS: Final = ("", "_flat")
#: the standard sentences of all kinds, as a universe gives a role to whatever it likes
_STANDARD: Final = tuple(
    f"moves.{kind}{flat}" for kind in dict.fromkeys(SENTENCE.values()) for flat in _FLATS
)
#: which the weekly edition has too
STANDING = Rule(standing, says=("standing.recovered", "standing.below", "standing.year"))
RULES: tuple[Rule, ...] = (
    *milestones.RULES,
    Rule(indexes, says=(*_STANDARD, "moves.index_short", "moves.index_short_flat", *OWN_SENTENCES)),
    STANDING,
    Rule(companies, says=(COMPANY, "moves.stocks_fell", "moves.stocks_rose")),
    Rule(together, says=("moves.all_rose", "moves.all_fell")),
    Rule(others, says=_STANDARD),
    Rule(below_zero, says=("moves.below_zero",)),
)
