"""Editions and lengths: what each is about, how much it says, and for which day it is."""

import re
from datetime import UTC, date, datetime
from functools import cache
from itertools import product
from pathlib import Path
from zoneinfo import ZoneInfo

import pypdfium2
import pytest

from marketwrap.app import pipeline
from marketwrap.base import settings as config
from marketwrap.base.errors import ConfigError, Refusal
from marketwrap.base.model import Article, Edition, Length, Paragraph, Sentence, Table
from marketwrap.check import recompute
from marketwrap.check.pages import _without_running_heads
from marketwrap.facts import Day
from marketwrap.language.phrases import phrases
from marketwrap.metrics.panel import Panel
from marketwrap.rules import morning, weekly_lead
from marketwrap.story.editions import EDITIONS, folder, known_until, session_of, story
from marketwrap.story.plan import DEPTHS
from tests.builders import NONE, US, article, day, history, last_day, prices_of, sample, texts_of
from tests.event_builders import headline, with_events
from tests.rules.test_any_day import BROKEN

NOW = datetime(2026, 1, 15, 12, tzinfo=UTC)
LENGTHS: tuple[Length, ...] = ("short", "standard", "long")
FRIDAY = date(2026, 1, 16)
#: the last session of the sample
WEDNESDAY = date(2026, 1, 14)


@cache
def made(edition: Edition = "close", length: Length = "standard", session: date = WEDNESDAY) -> Article:
    return article(Day(sample(), session), edition=edition, length=length)


def body(of: Article) -> list[Sentence]:
    blocks = (block for section in of.sections for block in section.blocks if isinstance(block, Paragraph))
    return [sentence for paragraph in blocks for sentence in paragraph.sentences]


def tables(of: Article) -> dict[str, Table]:
    return {
        block.id: block for section in of.sections for block in section.blocks if isinstance(block, Table)
    }


# An edition is one entry --------------------------------------------------------------------------


@pytest.mark.parametrize("edition", EDITIONS)
def test_exhibits_stand_in_sections_that_the_plan_has_and_sections_have_titles(edition: Edition) -> None:
    outline = EDITIONS[edition]
    sections = {part.id for part in outline.plan}
    assert {exhibit.section for exhibit in outline.exhibits} <= sections
    # regions are called what their universe calls them
    titles = {f"plan.{section}" for section in sections - {"regions"}}
    assert titles | {outline.dateline} <= phrases("en").keys()


@pytest.mark.parametrize(("edition", "length"), [*product(EDITIONS, LENGTHS)])
def test_every_edition_of_every_length_is_whole(edition: Edition, length: Length) -> None:
    for session in sample().sessions[40::400]:
        of = made(edition, length, session)
        assert of.edition == edition
        assert of.sections
        assert [text for text in texts_of(of) if BROKEN.search(text)] == []


@pytest.mark.parametrize("edition", ["weekly", "morning"])
@pytest.mark.parametrize("length", [1, 2, 4, 7, 70])
def test_an_edition_of_a_short_history_with_gaps_is_whole(edition: Edition, length: int) -> None:
    frame = history(length).copy()
    frame.loc[frame.index[-1], ["RSP", "^TNX", "META"]] = NONE
    frame = frame.drop(columns=["XLE", "GC=F"])
    assert [text for text in texts_of(article(last_day(frame), edition=edition)) if BROKEN.search(text)] == []


# Lengths ------------------------------------------------------------------------------------------


def test_a_longer_brief_says_more_and_takes_longer_to_read() -> None:
    for edition in ("close", "weekly"):
        words = [len(" ".join(texts_of(made(edition, length))).split()) for length in LENGTHS]
        assert words == sorted(set(words))
    minutes = [int(re.findall(r"(\d+) minute", made("close", length).dateline.text)[0]) for length in LENGTHS]
    assert minutes[0] < minutes[-1]


def test_a_longer_brief_has_more_bullets_as_far_as_there_is_news() -> None:
    found = [len(made("close", length).summary) for length in LENGTHS]
    assert found == sorted(set(found))
    assert all(count <= DEPTHS[length].bullets for count, length in zip(found, LENGTHS, strict=True))


def test_a_short_brief_tells_less_and_has_the_index_table_alone() -> None:
    short = made("close", "short")
    assert list(tables(short)) == ["indexes"]
    assert len(body(short)) < len(body(made("close", "standard")))


def test_a_long_brief_has_further_columns_and_a_further_table() -> None:
    standard, long = tables(made("close")), tables(made("close", "long"))
    assert long.keys() - standard.keys() == {"size_and_style"}
    assert long["megacaps"].columns[-1] == "2025"
    assert len(long["sectors"].columns) >= len(standard["sectors"].columns)


def test_a_quiet_day_leaves_nothing_out_of_a_long_brief() -> None:
    quiet = next(s for s in reversed(sample().sessions) if story(Day(sample(), s)).archetype == "quiet")
    assert len(body(made("close", "long", quiet))) > len(body(made("close", "standard", quiet)))


def test_a_short_brief_is_a_page() -> None:
    of = made("close", "short")
    settings = config.load(formats=("pdf",), length="short")
    pdf = pypdfium2.PdfDocument(pipeline.render(of, sample(), settings)["brief.pdf"])
    assert len(pdf) == 1


# Weeks --------------------------------------------------------------------------------------------


def week(moves: dict[str, float], *before: dict[str, float], last: date = FRIDAY) -> Day:
    return day(moves, *before, *[{}] * (4 - len(before)), frame=history(320, last))


TOLD = week({"majors": 0.02})
THANKSGIVING = day({"majors": 0.02}, frame=history(320, date(2024, 11, 29)))


@pytest.mark.parametrize(
    ("kind", "of"),
    [
        ("week_shock", week({"majors": -0.041})),
        ("week_down", week({"majors": -0.039})),
        ("week_surge", week({"majors": 0.041})),
        ("week_up", week({"majors": 0.039}, {}, {}, {}, {}, {}, {"majors": -0.3})),
        ("week_swings", week({"majors": 0.025}, {"majors": -0.025})),
        ("week_rotation", week({"majors": -0.001, "RSP": 0.011, "SPY": 0.0})),
        ("week_flat", week({"majors": -0.001, "RSP": 0.0099, "SPY": 0.0})),
        ("week_narrow", week({"majors": 0.005, "RSP": -0.006, "SPY": 0.005})),
        ("week_record", day({"majors": 0.5}, {"majors": -0.32}, {}, {}, {}, frame=history(320, FRIDAY))),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_week_is_of_the_kind_that_its_numbers_make_it(kind: str, of: Day) -> None:
    assert weekly_lead.kind(of) == kind


def test_a_short_week_is_not_called_this_week() -> None:
    whole, short = (texts_of(article(of, edition="weekly")) for of in (TOLD, THANKSGIVING))
    assert any("points this week, or" in text for text in whole)
    assert not any("in five sessions" in text for text in whole)
    assert any("points in five sessions, or" in text for text in short)
    assert not any("this week" in text for text in short)


def test_the_week_is_said_once_at_the_top() -> None:
    for session in sample().sessions[-400::20]:
        of = made("weekly", "standard", session)
        top = f"{of.headline.text} {of.standfirst.text}"
        assert len(re.findall("in the week|in five sessions", top)) <= 1, top


def test_a_lead_that_the_desk_marked_within_the_week_heads_it() -> None:
    event = headline("Rates cut", "AP", lead=True, clause="the Fed cut rates")
    of = article(with_events(TOLD, event), edition="weekly")
    assert of.headline.text.endswith(" after the Fed cut rates")
    assert body(of)[0].text.startswith("The Fed cut rates on Wednesday")


def test_a_weekly_brief_says_from_when_to_when() -> None:
    thanksgiving = article(day(frame=history(320, date(2024, 11, 29))), edition="weekly").dateline.text
    assert (
        "the five sessions from Friday, November 22 to Friday, November 29, 2024, 1:00 p.m." in thanksgiving
    )


def test_in_january_a_table_has_no_month_beside_the_year() -> None:
    january = tables(made("weekly"))["indexes"].columns
    assert "Month" not in january
    february = article(day(frame=history(320, date(2026, 2, 13))), edition="weekly")
    assert "Month" in tables(february)["indexes"].columns


# Mornings -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("morning", "session"),
    [
        (date(2026, 1, 15), WEDNESDAY),
        (date(2026, 1, 12), date(2026, 1, 9)),  # a Monday
        (date(2026, 1, 20), FRIDAY),  # after Martin Luther King Day
        (date(2025, 11, 28), date(2025, 11, 26)),
    ],
)
def test_a_morning_is_about_the_session_before_it(morning: date, session: date) -> None:
    assert session_of("morning", morning, "XNYS") == session
    assert folder("morning", session, "XNYS") == f"{morning}-morning"
    of = article(Day(Panel(prices_of(history(320, session)), US), session), edition="morning")
    assert f"{morning:%A, %B} {morning.day}, {morning.year}, before the open" in of.dateline.text
    assert of.summary == ()


def test_a_morning_tells_the_close_in_a_few_sentences_with_its_day_and_at_most_one_level() -> None:
    for session in sample().sessions[-400::80]:
        of = made("morning", "standard", session)
        recap = next(section for section in of.sections if section.id == "recap")
        sentences = [s for b in recap.blocks if isinstance(b, Paragraph) for s in b.sentences]
        assert 3 <= len(sentences) <= 3 + morning.MOST
        assert any(f"{session:%A}" in sentence.text for sentence in sentences[:2])
        assert len([s for s in body(of) if s.phrase.startswith("watch.")]) <= 1
        assert "since" not in [section.id for section in of.sections] or of.events


@pytest.mark.parametrize("holiday", [date(2026, 1, 19), date(2026, 1, 17)])
def test_a_morning_without_a_session_is_refused_with_the_next_one(holiday: date) -> None:
    with pytest.raises(Refusal, match="2026-01-20"):
        session_of("morning", holiday, "XNYS")


def test_other_editions_are_about_the_day_that_is_asked_for() -> None:
    for edition in ("close", "weekly"):
        assert session_of(edition, FRIDAY, "XNYS") == FRIDAY
    assert session_of("morning", None, "XNYS") is None
    assert folder("close", FRIDAY, "XNYS") == "2026-01-16"
    assert folder("weekly", FRIDAY, "XNYS") == "2026-01-16-weekly"


def test_a_morning_knows_what_was_published_by_eight() -> None:
    assert known_until("morning", FRIDAY, "XNYS") == datetime(
        2026, 1, 20, 8, tzinfo=ZoneInfo("America/New_York")
    )
    assert known_until("close", FRIDAY, "XNYS") is None


# Whole runs ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("edition", "length", "where"),
    [
        ("weekly", "standard", "2026-01-14-weekly"),
        ("morning", "standard", "2026-01-15-morning"),
        ("close", "short", "2026-01-14"),
    ],
)
def test_a_run_writes_each_edition_checked_into_its_folder(
    edition: str, length: str, where: str, tmp_path: Path
) -> None:
    brief = pipeline.run(config.load(out=tmp_path, edition=edition, length=length), None, NOW)
    assert brief.folder == tmp_path / where
    assert brief.report.passed
    assert recompute.examine(brief.folder, config.load()).passed


def test_an_unknown_edition_is_named() -> None:
    with pytest.raises(ConfigError, match="edition"):
        config.load(edition="evening")


def test_the_head_of_a_second_page_is_no_text_of_its_own() -> None:
    first = ["Stocks rise", "by 1%", "on Friday", "more", "a table", "a chart", "1 of 2"]
    second = ["sectors", "oil", "gold", "the end", "Stocks rise by 1% Friday, January 16", "2 of 2"]
    shortened = [*second[:4], "Stocks\N{HORIZONTAL ELLIPSIS} Friday, January 16", "2 of 2"]
    for page in (second, shortened):
        left = _without_running_heads([first, page], "Stocks rise by 1%")
        assert left[0] == first[:-1]
        assert left[1][:4] == second[:4]
        assert left[1][4].strip() == "Friday, January 16"
