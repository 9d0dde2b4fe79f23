"""Rules, phrases and words keep each other honest: nothing is said that has no words, nothing is worded that nobody says."""

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import product
from pathlib import Path

import pytest
from jinja2 import UndefinedError, meta

from marketwrap.base.errors import ConfigError
from marketwrap.base.model import Finding, Universe
from marketwrap.check.reading import Token, reader
from marketwrap.facts import Day
from marketwrap.language import lexicon
from marketwrap.language.phrases import phrases
from marketwrap.language.voice import Voice, _environment, _template, tail_key
from marketwrap.metrics.holdings import written
from marketwrap.rules import holdings, judge, morning, moves, periods, reports, watch
from marketwrap.rules.newsworthiness import WEIGHTS
from marketwrap.rules.rule import Rule
from marketwrap.rules.saying import say
from marketwrap.story.editions import EDITIONS, all_rules, story
from marketwrap.story.plan import TOP
from marketwrap.story.top import _ending
from tests.builders import (
    EUROPE,
    SESSION,
    US,
    WORLD,
    at,
    day,
    history,
    jumped,
    last_day,
    sample,
    sample_days,
    with_closes,
)
from tests.event_builders import AFTER, but, clock, event, news_day, news_days, percent, release
from tests.rules.test_archetypes import DAYS
from tests.rules.test_precedent import _choppy, after_falls, gaps, spaced
from tests.rules.test_resolved import MONDAY, point
from tests.rules.test_resolved import after as watched
from tests.rules.test_verdict import verdict_days

_ROOM = Path(__file__).parents[2] / "generator" / "marketwrap" / "rules"
#: ``rule.py`` says what a rule is, in words for who writes one
RULE_FILES = sorted(path for path in _ROOM.glob("*.py") if path.stem not in ("rule", "extensions"))
#: files of phrases that no rule says: furniture, notes, what other pages are made of
OTHERS = ("plan", "notes", "gate", "study", "condition", "scorecard", "claim", "page", "words")
#: files of phrases that word a finding another way, by its key: at the top, at the end of a sentence
AGAIN = ("headline", "summary", "tail", "lead", "standfirst")
#: asked for by the story itself
SPARE = {
    *(f"headline.{key}" for key in ("plain", "join", "join_as", "join_while", "stop", "moves_indexes")),
    "standfirst.plain",
    "lead.after",
    "lead.as",
    "lead.release",
    "lead.alone",
}
PHRASES = phrases("en")
LEXICON = lexicon.load("en")


#: the rules of a client's page
PAGE = (holdings.HEADLINE, holdings.STANDFIRST, *holdings.RULES)
#: what each rule declares
BY_RULE = {rule.name: rule.says for rule in all_rules()} | {rule.name: rule.says for rule in PAGE}
SAID = frozenset(phrase for says in BY_RULE.values() for phrase in says)


# What rules declare -------------------------------------------------------------------------------


def test_every_phrase_that_a_rule_declares_is_worded() -> None:
    # milestones of several indexes are for the headline alone, where their own sentences tell the rest
    alone = {key for key in SAID if f"headline.{key.replace('.', '_')}" in PHRASES}
    assert SAID - PHRASES.keys() - alone == set()


def test_every_phrase_is_declared_by_some_rule_or_is_of_a_chapter_without_rules() -> None:
    of_rules = {key for key in PHRASES if key.partition(".")[0] not in (*OTHERS, *AGAIN)}
    assert of_rules - SAID == set()


def test_a_rule_declares_a_phrase_once() -> None:
    assert [name for name, says in BY_RULE.items() if len(set(says)) < len(says)] == []


def test_a_phrase_that_its_rule_does_not_declare_is_refused() -> None:
    def surprise(_day: Day) -> Finding:
        return say("moves.index", "indexes", 1.0)

    with pytest.raises(
        ConfigError, match=r'rule test_phrases.surprise: it says "moves.index", which it does not'
    ):
        judge(day(), (Rule(surprise, says=("moves.stock",)),))


def test_what_words_a_finding_another_way_words_one_that_there_is() -> None:
    tails = {tail.phrase for finding in findings() for tail in tails_of(finding)}
    known = {key.replace(".", "_", 1) for key in SAID | tails}
    again = {key for key in PHRASES if key.partition(".")[0] in AGAIN}
    assert {key for key in again - SPARE if key.partition(".")[2] not in known} == set()


def test_every_milestone_at_a_sentence_s_end_is_worded_there_and_can_head_an_article() -> None:
    tails = {tail.phrase for finding in findings() for tail in tails_of(finding)}
    assert {f"tail.{key.replace('.', '_')}" for key in tails} - PHRASES.keys() == set()
    unheaded = {key for key in tails if f"headline.{key.replace('.', '_')}" not in PHRASES}
    # five gains in six days are no headline
    assert unheaded == {"milestones.rises_of_days", "milestones.falls_of_days"}


def test_every_topic_has_a_place() -> None:
    of = Day(sample(), sample().sessions[-1])
    for edition, outline in EDITIONS.items():
        placed = {topic for part in outline.plan for paragraph in part.paragraphs for topic in paragraph}
        found = {finding.topic for finding in story(of, edition).findings}
        # the morning runs the rules of the close and has room for a few of their topics
        assert found - placed - {TOP} == set() or edition == "morning"
        assert placed & found


def test_there_are_as_many_rules_and_phrases_as_promised() -> None:
    assert len(tuple(all_rules())) >= 40
    assert sum(len(PHRASES[key]) for key in SAID) >= 120


# Every variant is worded for roles as rules give them ---------------------------------------------


def made_days() -> Iterator[Day]:
    """Days that the sample does not have, or seldom."""
    for _, own, before, frame in DAYS:
        yield day(own, *before, frame=frame)
    megacaps = US.groups["megacaps"].members
    for share in (0, 7):
        frame = history()
        for i, symbol in enumerate(megacaps):
            frame = jumped(frame, symbol, 60, 3.0 if i < share else 1 / 3)
        yield day(frame=frame)
    for sign in (1, -1):  # more than in five years of data
        yield day({"indexes": sign * 0.2, "megacaps": sign * 0.3, "sectors": sign * 0.2, "metals": sign * 0.2,
                   "CL=F": sign * 0.4, "^TNX": sign * 300, "^VIX": sign * 15}, frame=history(1500))  # fmt: skip
    yield day({"^GSPC": 0.01}, frame=history()[["^GSPC"]])
    parted = {"^GSPC": 0.001, "^IXIC": -0.004, "^DJI": 0.006}
    yield news_day(event("note", "lead", lead=True, clause="rates were cut"), moves=parted)
    yield news_day(event("note", "lead", timing="before", lead=True, clause="rates were cut"), moves=parted)
    out = release("Retail sales", clock(8, 30), percent(actual=1.0, expected=0.4))
    yield news_day(but(out, lead=True), moves=parted)
    yield last_day(with_closes(history().assign(**{"CL=F": 20.0}), "CL=F", at_1=-37.63))
    yield day({"majors": 0.0001}, frame=history())
    apart = history().copy()
    for place, symbol in enumerate(US.groups["sectors"].members):
        apart[symbol] = [100 - (i // (place + 1)) % 2 for i in range(len(apart))]
    yield last_day(apart)
    for cases in (after_falls(50, 8), after_falls(50, 46), _choppy(), after_falls(5, 2, count=1000)):
        yield day({"^GSPC": -0.025}, frame=cases)
        yield day({"^GSPC": 0.025}, frame=cases.pow(-1) * 1e6)
    yield spaced(5)
    yield spaced(60)
    for nasdaq in (1.002, 0.99, 1.0):
        frame = gaps(40)
        after = [1.0 if i % 6 == 1 else (0.999 if i % 2 else 1.001) for i in range(len(frame))]
        steps = [nasdaq if a == 1.0 else a for a in after]
        closes = [1000.0]
        for step in steps[1:]:
            closes.append(closes[-1] * step)
        yield day({"RSP": 0.01, "^GSPC": -0.001}, frame=frame.assign(**{"^IXIC": closes}))


def _more_days() -> Iterator[Day]:
    """Long runs, extremes of a long history, levels passed after long."""
    long = history(1500)[["^GSPC", "^RUT", "RSP", "SPY", "^VIX"]]
    for sign in (1, -1):
        yield day(*[{"^GSPC": 0.001 * sign, "^RUT": 0.004 * sign, "RSP": 0.001}] * 14, frame=long)
        yield day({"^GSPC": 1.0 if sign > 0 else -0.5}, frame=at("^GSPC", 700, long))
        joint = {"majors": 0.004 * sign}
        yield day(joint, joint, *[{"majors": -0.004 * sign}] * 7)
        yield day({**joint, "RSP": 0.006, "megacaps": -0.01, "SPY": -0.004}, joint, joint)
        climb = history().copy()
        climb["^GSPC"] = [*(1000 + sign * i for i in range(100)), *[1000] * 220]
        yield day({"^GSPC": sign * 0.01}, frame=climb)
        fear = history().copy()
        fear["^VIX"] = [*[20 + sign * 4] * 100, *[20 - sign * 4] * 220]
        yield day({"^VIX": sign * 5}, frame=fear)
        yield day({"RSP": 0.3 * sign, "^RUT": 0.3 * sign, "XLK": 0.5}, frame=history(1500))
        yield day(
            {"RSP": 0.04 * sign, "^RUT": 0.04 * sign},
            frame=jumped(jumped(history(), "RSP", 150, 1 + 0.05 * sign), "^RUT", 150, 1 + 0.05 * sign),
        )
    yield day({"majors": 0.0145}, {"majors": -0.013}, {"majors": 0.2})
    spread = {symbol: 0.001 * i for i, symbol in enumerate(US.groups["sectors"].members)}
    yield day({"majors": 0.001, "^RUT": 0.02, **spread}, {}, frame=jumped(history(), "^GSPC", 200, 0.5))
    yield day({"majors": 0.005, "megacaps": 0.012, "SPY": 0.005, "RSP": -0.003}, {"majors": 0.2})
    for key in ("record", "round_number", "average_50", "range", "one_more_rise"):
        yield watched((point(key),), {}, {"^GSPC": 0.01})
        yield watched((point(key, side="below"),), {"^GSPC": -0.02}, {"^GSPC": -0.01})
    for key in ("ratio_high", "ratio_average"):
        passed = point(key, 1.005, subject="equal_cap", metric="ratio")
        yield watched((passed,), {"RSP": 0.01})
        yield watched((passed,), {}, {"RSP": 0.01})
    for session in (MONDAY, date(2026, 1, 7)):
        yield watched((point(level=9001.0, session=session),))
        yield watched((point(level=8999.0, side="below", session=session),))
        yield watched((point("ratio_high", 1.001, subject="equal_cap", metric="ratio", session=session),))
    for sign in (1, -1):
        yield day({"^TNX": 20 * sign, "VUG": -0.03 * sign, "VTV": 0.0})
    for last in (date(2025, 12, 31), date(2026, 1, 2), date(2025, 11, 28)):
        yield day(frame=history(320, last))
    for usual, now in ((20.0, 27.0), (10.0, 13.5), (20.0, 13.0)):  # far from its average, and nothing else
        yield last_day(history()[["^VIX"]].assign(**{"^VIX": [*[usual] * 319, now]}))


def _closing(*last: float, fill: float, count: int = 1500, symbol: str = "^GSPC", on: date = SESSION) -> Day:
    """A day at the end of these closes of one instrument, which stood at ``fill`` before them."""
    frame = history(count, on)
    frame = (frame[[symbol]] if count > 1500 else frame).copy()
    frame[symbol] = [*[fill] * (count - len(last)), *last]
    return last_day(frame)


def _zigzag(first: float, last: float, count: int) -> list[float]:
    return [first + (last - first) * i / count + (3 if i % 2 else 0) for i in range(count)]


def _milestones() -> Iterator[Day]:
    """Days on which an index reaches two things at once, so that one has a sentence of its own."""
    yield _closing(5080, 4990, *(5000 + 6 * i for i in range(1, 15)), fill=5000)
    yield _closing(6100, 6520, fill=6100)
    yield _closing(6600, *[5800] * 300, 6010, fill=5500)
    yield _closing(4900, *[5200] * 300, 5500, 5200, *[5200] * 80, 4990, fill=5200)
    yield _closing(5000, 4480, fill=4900)
    yield _closing(4900, *[5500] * 8800, 6230, 5005, 4980, fill=4900, count=9000)
    yield _closing(5000, 3900, *[4300] * 90, 4690, fill=4900)
    yield _closing(5000, *[4700] * 90, 4990, fill=4500)
    yield _closing(*(4910 + 7 * i for i in range(12)), 4998, 5010, fill=4900)
    yield _closing(4900, 4650, *[4700] * 90, 5000, 4850, 4700, 4495, fill=4700)
    yield _closing(5083, *[5000] * 25, *(5002 + 6 * i for i in range(1, 15)), fill=5000)
    yield _closing(5080, *[5000] * 25, *(5004 + 7 * i for i in range(1, 15)), fill=5000)
    yield _closing(5000, 4900, 4700, *(4630 - 8 * i for i in range(14)), 4490, fill=4900)
    yield _closing(5000, 3900, *(4200 + 30 * i for i in range(14)), 4680, fill=4900)
    summer = date(2026, 7, 15)
    yield _closing(*[5310, 5290, 5320] * 40, 5000, *[5040] * 61, 5390, fill=5350, on=summer)
    yield _closing(*_zigzag(6000, 5000, 1200), 5095, fill=6000)
    yield _closing(4980, *_zigzag(5000, 5967, 1160), 5890, *_zigzag(5967, 6000, 30), 5905, fill=5000)
    yield _closing(1.6, 1.45, fill=2.0, symbol="^TNX")
    both = history(1500).copy()
    for symbol, times in (("^GSPC", 1), ("^DJI", 10)):
        both[symbol] = [times * close for close in (*[4900.0] * 1498, 5000.0, 4480.0)]
    yield last_day(both)
    friday = date(2026, 1, 16)
    eight, twelve = ([5010 + 8 * w + i for w in range(n) for i in range(5)] for n in (8, 12))
    yield _closing(*eight, fill=5000, on=friday)
    yield _closing(1692, *[1605] * 202, 1650, 1695, 1690, fill=1600, on=friday)
    yield _closing(4900, *[5500] * 8800, 6230, *[5005] * 6, 4980, fill=4900, count=9000, on=friday)
    yield _closing(5000, *[3950] * 12, 4000, 4100, 4300, 4500, 4790, fill=4900, on=friday)
    yield _closing(*twelve, 5100, 5000, 4900, 4800, 4500, fill=5000, on=friday)
    yield day({"majors": -0.01}, frame=jumped(history(320, date(2025, 12, 31)), "^GSPC", 100, 0.7))


def _other_roles() -> Iterator[Day]:
    """Days of universes that give roles to instruments of another kind."""
    far = {"^TNX": 20.0, "^VIX": 8.0}
    roles = (*moves.TOPICS, "benchmark", "blue_chips", "small_caps")
    for symbol, still in product(
        ("^GSPC", "^DJI", "^RUT", "SPY", "NVDA", "CL=F", "^TNX", "^VIX", "DX-Y.NYB"), (0, 1)
    ):
        for changed in (roles, roles[:-3]):
            given = replace(US, roles={**US.roles, **dict.fromkeys(changed, symbol)})
            move = 0.0 if still else far.get(symbol, 0.05)
            yield day({symbol: move}, *[{symbol: 0.0}] * 4, universe=given)
    # a week that is the largest in a while, and a record
    fear = replace(US, roles={**US.roles, "benchmark": "^VIX"})
    yield day({"^VIX": 30}, {"^VIX": 15}, {"^VIX": 10}, frame=history(1500, date(2026, 1, 16)), universe=fear)


def _weeks() -> Iterator[Day]:
    """Ends of weeks, and weeks after weeks, that the sample does not have."""
    friday = date(2026, 1, 16)
    for sign in (1, -1):
        far = {"indexes": sign * 0.03, "megacaps": sign * 0.03, "sectors": sign * 0.02, "^TNX": sign * 20,
               "^VIX": sign * 9, "CL=F": sign * 0.06, "GC=F": 0.03, "SI=F": 0.04 * sign, "DX-Y.NYB": 0.01 * sign,
               "BTC-USD": 0.05 * sign}  # fmt: skip
        yield day(far, far, {}, {}, {}, frame=history(1500, friday))
        yield day(far, far, {}, {}, {}, frame=history(320, friday))
        week = [{"indexes": sign * 0.002, "cross_asset": 0.0}] * 5
        other = [{"indexes": -sign * 0.002}] * 5
        yield day(*week * 4, frame=history(320, friday))
        yield day(*week, *other * 4, frame=history(320, friday))
        yield day(*[{"SPY": 0.0, "RSP": sign * 0.02}] * 5, frame=history(1500, friday))
        yield day(
            *[{"SPY": sign * 0.004, "RSP": -sign * 0.004, "majors": sign * 0.004}] * 5,
            frame=history(1500, friday),
        )
        # apart, as sectors that tie have no best
        calm = {symbol: 0.0001 * i for i, symbol in enumerate(US.groups["sectors"].members)}
        calm |= {"XLP": sign * 0.01, "XLV": sign * 0.011, "XLU": sign * 0.012}
        yield day(
            *[{**calm, "VTV": sign * 0.004, "VUG": 0.0, "^RUT": sign * 0.004}] * 5, frame=history(320, friday)
        )
    yield day({"majors": 0.02}, {"majors": -0.02}, {}, {}, {}, frame=history(320, friday))
    yield day({"majors": -0.001}, {"majors": 0.3}, frame=history(320, friday))
    for last in (date(2025, 10, 31), date(2025, 7, 18), date(2026, 2, 13), date(2026, 1, 9)):
        yield day(frame=history(320, last))


def _other_markets() -> Iterator[Day]:
    """Days of markets with regions, exchange rates and cryptocurrencies."""
    for sign in (1, -1):
        spread = {symbol: sign * 0.004 * (i + 1) for i, symbol in enumerate(WORLD.groups["regions"].members)}
        coins = {symbol: sign * 0.02 * (i + 1) for i, symbol in enumerate(WORLD.groups["crypto"].members)}
        yield day({**spread, **coins, "currencies": sign * 0.01, "ACWI": sign * 0.01}, universe=WORLD)
        narrow = {symbol: sign * 0.001 * (i - 3) for i, symbol in enumerate(EUROPE.groups["regions"].members)}
        yield day(narrow, universe=EUROPE)
        tied = {"crypto": sign * 0.05, "BTC-USD": sign * 0.06}
        yield day(
            {**tied, "regions": sign * 0.001, "SPY": sign * 0.004, "EWZ": -sign * 0.004}, universe=WORLD
        )
        yield day({"crypto": sign * 0.05, "regions": sign * 0.001}, universe=WORLD)
    # further apart than on most days of the year, and not on all
    yield day({"regions": 0.0, "SPY": 0.0095, "EWZ": -0.0095}, universe=WORLD)


def pages() -> Iterator[Finding]:
    """What the pages of clients say, with all sorts of positions on all sorts of days."""
    books: tuple[dict[str, float], ...] = (
        {"NVDA": 10.0, "AAPL": 20.0, "JPM": -1.0},
        {"XLE": 10.0},
        {"XLE": 10.0, "AAPL": -1000.0},
        {"^TNX": 1.0, "^RUT": 1.0},
        {},
    )
    days = [*sample_days(151), day({"^GSPC": -0.01, "megacaps": 0.0}), day({"megacaps": 0.02, "JPM": -0.02})]
    days += [
        day({"megacaps": -0.02, "JPM": 0.02, "XLE": 0.0001}),
        day(frame=history()[["AAPL", "NVDA", "JPM"]]),
    ]
    quiet = {"megacaps": 0.004, "^RUT": 0.002}
    days += [
        day(quiet),
        day({"^RUT": 0.2, "XLE": -0.3}),
        *news_days(),
        last_day(history()[["AAPL"]].iloc[-1:]),
    ]
    days += [
        news_day(event("earnings", "JPM", AFTER, timing=at, symbols=("JPM",)))
        for at in ("", "before", "after")
    ]
    meetings = [
        event("appointment", f"Day {n}", AFTER, symbols=("JPM",), until=date(2026, 1, 16)) for n in range(3)
    ]
    days += [news_day(*meetings), news_day(event("appointment", "Investor day", AFTER, symbols=("JPM",)))]
    for of, held, over in product(days, books, ("1d", "1w")):
        for listed in (("TSLA", "AMZN", "^VIX", "^RUT"), ("BAC",), ()):
            known = tuple(symbol for symbol in listed if of.fact(symbol, "level"))
            book = holdings.Book(written(held.items()), tuple(held), known, over)
            yield from holdings.judge(of, book, PAGE)


@cache
def corpus() -> tuple[tuple[Finding, bool], ...]:
    """What rules find on a corpus of days: of each rule, phrase and tail one with each set of roles.

    Beside each finding: whether the day had the whole market.
    """
    kept: dict[tuple[object, ...], Finding] = {}
    for of in (
        *sample_days(6),
        *made_days(),
        *_more_days(),
        *news_days(),
        *verdict_days(),
        *_other_markets(),
        *_weeks(),
        *_milestones(),
        *_other_roles(),
    ):
        # another market lacks parts, as a day of this one may
        whole = set(of.panel.symbols) == set(US.instruments) and of.previous is not None
        for finding in (finding for edition in EDITIONS for finding in story(of, edition).findings):
            tail = tuple((of.phrase, frozenset(of.roles)) for of in tails_of(finding))
            kept.setdefault((finding.rule, finding.phrase, frozenset(finding.roles), tail, whole), finding)
    for finding in pages():
        kept.setdefault((finding.rule, finding.phrase, frozenset(finding.roles), (), True), finding)
    return tuple((finding, bool(key[-1])) for key, finding in kept.items())


def findings() -> tuple[Finding, ...]:
    return tuple(finding for finding, _ in corpus())


def voice_of(finding: Finding, *, in_headlines: bool = False) -> Voice:
    first = finding.facts[0]
    known = (u for u in (US, WORLD, EUROPE) if _knows(u, finding))
    return Voice(next(known, US), first.as_of, in_headlines=in_headlines)


def _knows(universe: Universe, finding: Finding) -> bool:
    known = {*universe.instruments, *universe.groups, *universe.pairs, "brief"}
    return {fact.subject for fact in finding.facts} <= known


@cache
def cases() -> Mapping[str, list[Finding]]:
    """For each key, the findings of whole markets that it may word; any if there are none."""
    found: dict[str, dict[bool, list[Finding]]] = {}
    for finding, whole in corpus():
        for key, worded in _wordings(finding):
            if key in PHRASES:
                found.setdefault(key, {True: [], False: []})[whole].append(worded)
    return {key: given[True] or given[False] for key, given in found.items()}


def _wordings(finding: Finding) -> Iterator[tuple[str, Finding]]:
    """The keys that the story words a finding by, and what it fills them with: its own facts or its tail's."""
    name = finding.phrase.replace(".", "_")
    yield finding.phrase, finding
    yield f"summary.{name}", finding
    yield f"headline.{name}", replace(finding, tail=None)
    if finding.topic == "lead":
        yield _ending(finding), finding
        if "clause" in finding.roles:
            yield "lead.alone", finding
    for of in tails_of(finding):
        tail = replace(of, rule=finding.rule, tail=None)
        yield tail_key(tail), tail
        yield f"headline.{tail.phrase.replace('.', '_')}", tail


def tails_of(finding: Finding) -> Iterator[Finding]:
    """What a finding's sentence ends with, and what that ends with."""
    while finding.tail:
        yield (finding := finding.tail)


#: rules that hand on what others find, and may say whatever these say
HANDED_ON: Mapping[str, tuple[Rule, ...]] = {
    "morning.recap": morning.CLOSE,
    "morning.reported": reports.RULES,
    "morning.level": watch.RULES,
    "weekly.period": (periods.ENDED,),
}


def test_every_rule_says_each_phrase_that_it_declares_on_some_day_of_the_corpus() -> None:
    found = {(finding.rule, finding.phrase) for finding in findings()}
    own = {name: says for name, says in BY_RULE.items() if name not in HANDED_ON}
    assert {(name, phrase) for name, says in own.items() for phrase in says} - found == set()
    for name, rules in HANDED_ON.items():
        assert set(BY_RULE[name]) == {phrase for rule in rules for phrase in rule.says}


def test_every_phrase_of_findings_is_filled_on_some_day_of_the_corpus() -> None:
    worded = {key for key in PHRASES if key.partition(".")[0] not in OTHERS} - SPARE
    assert worded - cases().keys() == set()


#: what a text never holds: a gap that was not filled, a value that is none, a comma after nothing
BROKEN = re.compile(r"\bNone\b(?! of)|\bnan\b|  | [,.;:]|\.\.|,,|[{}\ue000-\ue002]|\(\)|\binf\b")


def test_every_variant_is_worded_for_all_roles_that_rules_give_it() -> None:
    faults = []
    for key, given in cases().items():
        for text in PHRASES[key]:
            for finding in given:
                worded = render(text, finding, key)
                if worded is None or BROKEN.search(worded) or worded != worded.strip() or not worded:
                    faults.append((key, text, worded))
    assert faults == []


def render(text: str, finding: Finding, key: str) -> str | None:
    """One variant, filled; None when a role is missing."""
    voice = voice_of(finding, in_headlines=key.startswith("headline."))
    try:
        filled = _template(text).render(finding.roles, voice=voice)
    except UndefinedError:
        return None
    return "".join(span.text for span in voice.spans(filled))


def test_every_role_that_a_phrase_names_is_one_that_rules_give() -> None:
    faults = []
    everything = [finding for finding, _ in corpus()]
    for key, given in cases().items():
        same = {finding.rule for finding in given}
        told = [f for one in everything if one.rule in same for f in (one, *tails_of(one))]
        roles = {role for finding in told for role in finding.roles}
        # the narrative gives the day to the sentence that opens the article
        roles |= {"session", "tail"}
        asked = {
            name
            for text in PHRASES[key]
            for name in meta.find_undeclared_variables(_environment().parse(text))
        }
        faults += [(key, role) for role in asked - roles - {"voice"}]
    assert faults == []


# What stands in a template outside its gaps -------------------------------------------------------

#: what is left of a phrase when its gaps are taken out is read as a reader reads a brief
BARE = re.compile(r"\{\{.*?\}\}|\{%.*?%\}")
#: keys whose words are no claims: titles, labels, notes on method
FURNITURE = ("plan", "page", "words", "notes", "gate", "study", "claim")
#: what a claim in a template needs a fact for
CLAIMING = {"verbs", "direction", "record", "counts", "ordinals"}


def bare(text: str) -> str:
    return BARE.sub(lambda gap: " " * len(gap[0]), text)


@pytest.mark.parametrize("key", [key for key in PHRASES if key.partition(".")[0] != "plan"])
def test_a_template_holds_no_digit_of_its_own(key: str) -> None:
    assert [text for text in PHRASES[key] if re.search(r"\d", bare(text))] == []


def unbacked(text: str) -> Iterator[Token]:
    """Bare words of direction, record or number that the template does not make a possibility."""
    words = bare(text)
    for token in reader("en", US).read(words):
        if token.kind != "word" or token.idle or not {table for table, _, _ in token.meanings} & CLAIMING:
            continue
        if token.text.lower() in LEXICON.soft:
            continue
        before = set(re.findall(r"[a-z]+", words[: token.start].lower()))
        if not before & set(LEXICON.hypothetical):
            yield token


def test_a_template_claims_no_direction_no_record_and_no_number_of_its_own() -> None:
    found: dict[str, set[str]] = {}
    for key, texts in PHRASES.items():
        words = {token.text.lower() for text in texts for token in unbacked(text)}
        if words and key.partition(".")[0] not in FURNITURE:
            found[key] = words
    assert found == {}


# Wordings -----------------------------------------------------------------------------------------


def test_no_two_variants_of_a_phrase_are_the_same() -> None:
    assert [key for key, texts in PHRASES.items() if len(set(texts)) < len(texts)] == []


# The code of rules --------------------------------------------------------------------------------


@pytest.mark.parametrize("path", RULE_FILES, ids=lambda path: path.stem)
def test_rules_hold_no_words_for_readers(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    docs = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and isinstance(node.body[0], ast.Expr)
    }
    words = [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value.strip()
        if id(node) not in docs and not any(name.startswith(node.value) for name in WEIGHTS)
    ]
    assert words == []


@pytest.mark.parametrize("path", RULE_FILES, ids=lambda path: path.stem)
def test_a_threshold_of_a_rule_has_a_name(path: Path) -> None:
    """Comparisons are with names; zero, one and two are the ends of a range, a member and a pair."""
    bare_numbers = [
        f"line {node.lineno}: {ast.unparse(node)}"
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Compare)
        for side in (node.left, *node.comparators)
        for number in ast.walk(side)
        if isinstance(number, ast.Constant) and isinstance(number.value, int | float)
        if not isinstance(number.value, bool) and number.value not in (0, 1)
        if not any(
            number in ast.walk(part) for part in ast.walk(side) if isinstance(part, ast.Call | ast.BinOp)
        )
    ]
    assert bare_numbers == []
