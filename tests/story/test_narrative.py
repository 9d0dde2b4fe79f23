"""From findings to an article: what is kept, in which order, how it opens, what it rests on."""

import re
from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from marketwrap.base.model import Article, Chart, Note, Paragraph, Section, Sentence, Span, Table
from marketwrap.facts import Day
from marketwrap.language.phrases import phrases
from marketwrap.market import universe
from marketwrap.metrics.panel import Panel
from marketwrap.rules import judge
from marketwrap.story.plan import DEPTHS, PLAN
from tests.builders import (
    US,
    article,
    body_of,
    day,
    history,
    last_day,
    lead_of,
    prices_of,
    sample,
    sentences_of,
    texts_of,
)
from tests.rules.test_archetypes import DAYS

BULLETS = DEPTHS["standard"].bullets
ROOT = Path(__file__).parents[2]
JANUARY = slice(-25, None)


@cache
def month() -> tuple[Article, ...]:
    """The articles of twenty-five sessions in a row, holidays among the days between."""
    return tuple(article(Day(sample(), session)) for session in sample().sessions[JANUARY])


@cache
def articles() -> tuple[tuple[Day, Article], ...]:
    days = [Day(sample(), session) for session in sample().sessions[30::90]]
    days += [day(moves, *before, frame=frame) for _, moves, before, frame in DAYS]
    return tuple((of, article(of)) for of in days)


def prose(section: Section) -> list[Sentence]:
    return [s for block in section.blocks if isinstance(block, Paragraph) for s in block.sentences]


def skeleton(sentence: Sentence) -> str:
    """A sentence without what its facts filled in."""
    return " ".join("".join("_" if span.fact else span.text for span in sentence.spans).split())


def body(made: Article) -> list[Sentence]:
    return [sentence for section in made.sections for sentence in prose(section)]


# What is kept -------------------------------------------------------------------------------------


def test_findings_that_share_a_claim_are_said_once() -> None:
    for of, made in articles():
        said = [sentence.facts for sentence in body(made)]
        kept = [f for f in judge(of) if tuple(dict.fromkeys(x.id for x in f.facts)) in said and f.claims]
        kept = [f for f in kept if f.phrase in {sentence.phrase for sentence in body(made)}]
        claims = [claim for finding in kept for claim in finding.claims]
        assert len(claims) == len(set(claims)), of.session


def test_a_quiet_day_is_shorter_than_a_busy_one() -> None:
    words = {
        name: len(" ".join(texts_of(article(day(moves, *before, frame=frame)))).split())
        for name, moves, before, frame in DAYS
        if name in ("quiet", "broad_selloff", "flight_to_safety")
    }
    assert words["quiet"] < words["broad_selloff"]
    assert words["quiet"] < words["flight_to_safety"]


def test_a_sentence_whose_every_number_stands_elsewhere_is_left_out() -> None:
    for of, made in articles():
        printed: set[str] = set()
        for sentence in body(made):
            numbers = {s.fact for s in sentence.spans if s.kind in ("number", "count", "date")}
            quoted = any(span.kind == "text" for span in sentence.spans)
            assert not numbers or quoted or not numbers <= printed, (of.session, sentence.text)
            printed |= numbers


# No repetition ------------------------------------------------------------------------------------


def test_no_sentence_is_said_twice() -> None:
    for of, made in articles():
        repeated = [text for text, count in Counter(s.text for s in body(made)).items() if count > 1]
        assert repeated == [], of.session


def test_two_runs_give_the_same_article() -> None:
    of = month()[-1].session
    assert article(Day(sample(), of)) == article(Day(sample(), of)) == month()[-1]


# What it rests on ---------------------------------------------------------------------------------


def spans_of(made: Article) -> list[Span]:
    spans = [span for sentence in sentences_of(made) for span in sentence.spans]
    for section in made.sections:
        for block in section.blocks:
            if isinstance(block, Table):
                spans += [span for row in block.rows for span in (row.head, *row.cells)]
            elif isinstance(block, Chart):
                spans += [bar.value for bar in block.bars]
    return spans


def test_whatever_is_printed_has_its_fact_in_the_article() -> None:
    for _, made in articles():
        assert {span.fact for span in spans_of(made) if span.fact} <= made.facts.keys()
        assert {fact for sentence in sentences_of(made) for fact in sentence.facts} <= made.facts.keys()


def test_every_fact_of_the_article_is_printed_or_rested_on() -> None:
    for _, made in articles():
        used = {span.fact for span in spans_of(made)} | {f for s in sentences_of(made) for f in s.facts}
        assert made.facts.keys() <= used
        assert all(fact.id == key and fact.as_of == made.session for key, fact in made.facts.items())


def test_no_digit_stands_outside_a_fact() -> None:
    for _, made in articles():
        bare = [
            span.text
            for s in sentences_of(made)
            for span in s.spans
            if not span.fact and re.search(r"\d", span.text)
        ]
        assert bare == []


def test_a_sentence_prints_facts_that_it_rests_on() -> None:
    for _, made in articles():
        for sentence in sentences_of(made):
            assert {span.fact for span in sentence.spans if span.fact} <= set(sentence.facts)


# Sections, exhibits, edges ------------------------------------------------------------------------


def test_every_section_has_a_title_and_something_below_it() -> None:
    for of, made in articles():
        known = [plan.id for plan in PLAN]
        assert {section.id for section in made.sections} <= set(known), of.session
        assert made.sections[0].id == known[0]
        assert all(section.blocks and section.title for section in made.sections)


def test_the_first_paragraph_says_which_day_it_was() -> None:
    for _, made in articles():
        first = next(block for block in made.sections[0].blocks if isinstance(block, Paragraph))
        assert f" on {made.session:%A}" in " ".join(sentence.text for sentence in first.sentences[:2])


def test_bullets_are_sentences_that_the_body_does_not_repeat() -> None:
    for of, made in articles():
        assert len(made.summary) <= BULLETS, of.session
        assert all(sentence.phrase.startswith("summary.") for sentence in made.summary)
        assert not {sentence.text for sentence in made.summary} & {sentence.text for sentence in body(made)}


def test_the_body_names_an_instrument_in_full_before_it_names_it_shortly() -> None:
    for of, made in articles():
        full: set[str] = set()
        for span in (span for sentence in body(made) for span in sentence.spans if span.kind == "name"):
            shortened = SHORT.get(span.text.lower())
            assert shortened is None or shortened in full, (of.session, span.text)
            full.add(span.text.lower())


#: short names -> full names
SHORT = {known.short.lower(): known.name.lower() for known in US.instruments.values() if known.short}


def test_headline_and_standfirst_say_different_things() -> None:
    for _, made in articles():
        assert made.headline.text != made.standfirst.text
        assert not made.headline.text.endswith(".")
        assert made.standfirst.text.endswith(".")


def test_the_dateline_has_day_hour_and_minutes_to_read() -> None:
    made = month()[-1]
    assert made.session == date(2026, 1, 14)
    assert re.fullmatch(
        r"Wednesday, January 14, 2026, 4:00 p\.m\. ET\. \d+ minutes? to read\.", made.dateline.text
    )
    assert made.byline


def test_the_indexes_are_tabled_in_points_and_percent() -> None:
    (table,) = (b for b in month()[-1].sections[0].blocks if isinstance(b, Table) and b.id == "indexes")
    assert len(table.rows) == len(US.groups["indexes"].members)
    assert {len(row.cells) for row in table.rows} == {len(table.columns) - 1}


# Notes --------------------------------------------------------------------------------------------

GATE = (
    Note("left out", "frozen", "XLE", (date(2026, 1, 14),)),
    Note("mended", "recent_gap", "XLK", (date(2026, 1, 8),)),
    Note("left out", "frozen", "XLF", (date(2026, 1, 14),)),
)


def test_notes_of_the_gate_on_one_fault_are_one_sentence() -> None:
    made = Panel(prices_of(history(), GATE), US)
    notes = [s for s in article(Day(made, made.sessions[-1]), GATE).notes if s.rule.startswith("gate.")]
    assert [s.rule for s in notes] == ["gate.frozen", "gate.recent_gap"]
    assert "energy" in notes[0].text
    assert "financials" in notes[0].text
    assert "January 8" in notes[1].text


def test_every_fault_with_words_is_one_that_the_gate_finds() -> None:
    source = "".join(
        path.read_text("utf-8")
        for path in (ROOT / "generator" / "marketwrap" / "sources" / "gate").glob("*.py")
    )
    faults = {key.removeprefix("gate.") for key in phrases("en") if key.startswith("gate.")}
    assert [fault for fault in sorted(faults) if f'"{fault}"' not in source] == []


def test_simulated_prices_are_said_to_be_so() -> None:
    assert any(s.phrase == "notes.simulated" for s in month()[-1].notes)
    assert not any(s.phrase == "notes.simulated" for s in article(day()).notes)


def test_the_interval_of_a_precedent_is_noted_when_the_precedent_is_said() -> None:
    for _, made in articles():
        said = any(s.phrase.startswith("precedent.") for s in body(made))
        assert said == any(s.phrase == "notes.interval" for s in made.notes)


# Other markets ------------------------------------------------------------------------------------

SMALL = """
id = "small"
name = "Smallland"
calendar = "XNYS"
timezone = "America/New_York"
required = ["ALL"]

[instruments]
ALL = { name = "All-Share", kind = "index", the = true, step = 100 }
TOP = { name = "Top Ten", kind = "index", the = true }
OIL = { name = "crude", kind = "future", step = 10 }

[roles]
benchmark = "ALL"
"""


@pytest.mark.parametrize("move", [-0.05, -0.01, 0.0, 0.002, 0.01, 0.05])
@pytest.mark.parametrize("extra", ["", '[groups]\nmajors = { name = "m", members = ["ALL", "TOP"] }\n'])
def test_a_market_of_three_instruments_has_a_brief_of_fewer_sections(move: float, extra: str) -> None:
    market = universe.parse(SMALL + extra, "small")
    frame = history()[["^GSPC", "^DJI", "CL=F"]].set_axis(["ALL", "TOP", "OIL"], axis=1).copy()
    frame.iloc[-1] = frame.iloc[-2] * (1 + move)
    made = article(last_day(frame, market))
    assert 0 < len(made.sections) < len(PLAN)
    assert made.universe == "small"
    assert all(section.blocks for section in made.sections)
    assert made.headline.text
    assert lead_of(made)


def test_every_alternative_of_a_chart_names_its_ends() -> None:
    for _, made in articles():
        charts = [b for section in made.sections for b in section.blocks if isinstance(b, Chart) and b.bars]
        for chart in charts:
            values = [made.facts[bar.value.fact].number for bar in chart.bars]
            ends = [made.facts[f].number for f in chart.alt.facts]
            assert (max(values), min(values)) == (max(ends), min(ends))
    assert body_of(month()[-1])
