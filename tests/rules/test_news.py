"""What a brief says of events: releases, results and their contrast, themes and who carried them, the calendar."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest

from marketwrap.base.model import Article, Event, Finding, Table
from marketwrap.facts import Day
from marketwrap.rules import calendar, news, reports
from marketwrap.rules.saying import MATERIAL_MOVE
from tests.builders import article, body_of, day, found, said
from tests.event_builders import (
    AFTER,
    BANKS_FELL,
    BEFORE,
    REPORTED,
    SCHEDULED,
    WRITTEN,
    clock,
    earnings,
    event,
    headline,
    money,
    news_day,
    percent,
    release,
)

FULL = (*REPORTED, *WRITTEN, *SCHEDULED)


def sentences(made: Article, *phrases: str) -> list[str]:
    return [s.text for s in body_of(made) if s.phrase.startswith(phrases)]


def table(made: Article, name: str) -> Table | None:
    blocks = (block for section in made.sections for block in section.blocks)
    return next((b for b in blocks if isinstance(b, Table) and b.id == name), None)


def subjects(findings: tuple[Finding, ...]) -> list[str]:
    return [str(f.roles["name"].value) for f in findings]  # type: ignore[union-attr]  # one fact


def test_a_day_without_events_is_as_it_was() -> None:
    of = day(BANKS_FELL)
    assert [rule for rule in (*news.RULES, *reports.RULES, *calendar.RULES) if found(rule.find, of)] == []
    made = article(of)
    assert table(made, "headlines") is None
    assert table(made, "coming") is None
    assert "What the tape shows" in [section.title for section in made.sections]


def test_a_day_with_news_has_them_in_the_heading() -> None:
    titles = [section.title for section in article(news_day(*FULL, moves=BANKS_FELL)).sections]
    assert "The tape and the news" in titles


def test_everything_that_was_reported_is_told_with_its_figures() -> None:
    text = " ".join(sentences(article(news_day(*FULL, moves=BANKS_FELL)), "reports."))
    for part in ("3.0%", "2.7%", "0.4%", "-0.4%", "$0.98", "$0.96", "$1.62", "$1.67", "$1.76", "$1.19",
                 "$21.29 billion", "$21.64 billion", "7%", "the Bureau of Labor Statistics", "Census Bureau",
                 "after a loss of $1.2 billion"):  # fmt: skip
        assert part in text


# Releases


@pytest.mark.parametrize(
    ("figures", "outcome", "phrase"),
    [
        (percent(actual=3.0, expected=2.7), "", "reports.figure_compared"),
        (percent(actual=3.0), "", "reports.figure"),
        (percent(actual=3.0), "above", "reports.figure_compared"),
        (percent(expected=0.4), "above", "reports.outcome"),
        ({}, "below", "reports.outcome"),
    ],
)
def test_a_release_is_told_as_far_as_it_was_reported(
    figures: Mapping[str, object], outcome: str, phrase: str
) -> None:
    out = release("Prices", clock(8, 30), figures, outcome=outcome)  # type: ignore[arg-type]  # of figures
    assert said(reports.releases, news_day(out)) == (phrase,)


def test_a_release_that_is_not_out_or_has_no_figure_is_not_told() -> None:
    tomorrow = release("Prices", clock(8, 30, AFTER), percent(actual=3.0, expected=2.7))
    assert said(reports.releases, news_day(tomorrow, release("Bare", clock(8, 30)))) == ()


def test_the_first_release_has_a_sentence_and_two_more_share_one() -> None:
    due = [release(f"Index {n}", clock(8, 30), percent(actual=n, expected=1)) for n in range(4)]
    of = news_day(*due, release("Retail sales", clock(8, 30), percent(actual=1, expected=2)))
    first, more = found(reports.releases, of)
    assert subjects((first,)) == ["Retail sales"]
    assert [more.roles[f"{place}_name"].value for place in ("second", "third")] == ["Index 0", "Index 1"]  # type: ignore[union-attr]
    assert "fourth_name" not in more.roles


# Earnings


@pytest.mark.parametrize(
    ("move", "eps", "phrase"),
    [
        (-MATERIAL_MOVE - 1e-9, 1.0, "reports.fell_though_above"),
        (-MATERIAL_MOVE + 1e-4, 1.0, "reports.company_compared"),
        (MATERIAL_MOVE + 1e-9, 0.8, "reports.rose_though_below"),
        (MATERIAL_MOVE - 1e-4, 0.8, "reports.company_compared"),
        (-0.05, 0.8, "reports.company_compared"),
        (-0.05, 0.9, "reports.company_compared"),
    ],
)
def test_a_stock_that_went_against_its_result_is_a_contrast(move: float, eps: float, phrase: str) -> None:
    told = earnings("BAC", figures=money(eps=eps, eps_expected=0.9))
    assert said(reports.earnings, news_day(told, moves={"BAC": move})) == (phrase,)


def test_a_result_and_its_adjusted_figure_on_both_sides_of_what_was_expected_claim_neither() -> None:
    both = earnings("WFC", figures=money(eps=1.62, eps_adjusted=1.76, eps_expected=1.67))
    alike = earnings("WFC", figures=money(eps=1.70, eps_adjusted=1.76, eps_expected=1.67))
    moves = {"WFC": -0.046}
    assert said(reports.earnings, news_day(both, moves=moves)) == ("reports.company",)
    assert said(reports.earnings, news_day(alike, moves=moves)) == ("reports.fell_though_above",)


def test_three_companies_at_most_the_largest_move_first() -> None:
    moves = {"JPM": -0.01, "BAC": -0.04, "C": 0.03, "GS": 0.02}
    told = [earnings(s, figures=money(eps=1.0)) for s in moves]
    names = subjects(found(reports.earnings, news_day(*told, moves=moves)))
    assert names == ["Bank of America", "Citigroup", "Goldman Sachs"]


def test_a_company_outside_the_universe_is_told_without_a_move() -> None:
    told = event("earnings", "BlackRock", symbols=("BLK",), figures=money(eps=12.0))
    assert said(reports.earnings, news_day(told)) == ("reports.other",)


@pytest.mark.parametrize(
    ("moves", "phrases"),
    [
        ({"BAC": -0.01, "WFC": -0.02, "C": -0.001}, ("reports.all_falling",)),
        ({"BAC": 0.01, "WFC": 0.02, "C": 0.001}, ("reports.all_rising",)),
        ({"BAC": 0.01, "WFC": -0.02, "C": 0.001}, ()),
    ],
)
def test_a_group_is_told_of_together_when_all_that_reported_went_one_way(
    moves: Mapping[str, float], phrases: tuple[str, ...]
) -> None:
    told = [earnings(s, figures=money(eps=1.0)) for s in moves]
    assert said(reports.together, news_day(*told, moves=moves)) == phrases
    assert said(reports.together, news_day(*told[:2], moves=moves)) == ()


# Themes

CAP = WRITTEN[:2]


def themes_of(of: Day) -> list[str]:
    return [theme.id for theme, _ in news.headlines(of)]


def test_a_theme_needs_the_tape_and_two_publishers() -> None:
    assert themes_of(news_day(*CAP, moves={"banks": -0.02})) == ["regulation"]
    assert themes_of(news_day(*CAP, moves={"banks": -0.002})) == []
    assert themes_of(news_day(CAP[0], moves={"banks": -0.02})) == []


def test_one_publishers_headlines_and_copies_of_one_are_one_source() -> None:
    again = headline("Rate cap: what it means", "example wire", 13)
    copied = headline("PLAN for a rate cap hangs over banks", "Another Journal", 14)
    assert themes_of(news_day(CAP[0], again, moves={"banks": -0.02})) == []
    assert themes_of(news_day(CAP[0], copied, moves={"banks": -0.02})) == []


@pytest.mark.parametrize(
    ("title", "publisher"),
    [
        ("Rate cap: what it means", "Example Wire via Other Site"),
        ("Rate cap: what it means", "The Example Wire"),
        ("Rate cap: what it means", "Ex\u0430mple Wire"),
        ("Rate cap: what it m\u0435ans", "Another Journal"),
        ("Plan for a rate cap hangs over banks - Example Wire", "Another Journal"),
        ("Update 1: plan for a rate cap hangs over banks", "Another Journal"),
        ("Plan for a rate cap hangs…", "Another Journal"),
    ],
)
def test_what_is_passed_on_or_written_in_look_alike_letters_is_no_second_source(
    title: str, publisher: str
) -> None:
    assert themes_of(news_day(CAP[0], headline(title, publisher, 13), moves={"banks": -0.02})) == []


def test_a_headline_of_before_the_last_close_or_after_this_one_does_not_count() -> None:
    old = replace(CAP[1], at=clock(15, on=BEFORE), day=BEFORE)
    late = replace(CAP[1], at=clock(17))
    assert themes_of(news_day(CAP[0], old, moves={"banks": -0.02})) == []
    assert themes_of(news_day(CAP[0], late, moves={"banks": -0.02})) == []
    assert themes_of(news_day(CAP[0], late, moves={"banks": -0.02}, until=clock(18))) == ["regulation"]


def test_a_theme_that_an_event_names_goes_before_its_words() -> None:
    named = [replace(e, theme="regulation") for e in (headline("One", "A"), headline("Two", "B"))]
    assert themes_of(news_day(*named, moves={"banks": -0.02})) == ["regulation"]
    other = [replace(e, theme="trade") for e in CAP]
    assert themes_of(news_day(*other, moves={"banks": -0.02})) == []


def test_a_move_followed_only_what_was_written_before_the_day() -> None:
    phrases = said(news.in_the_news, news_day(*WRITTEN, moves=BANKS_FELL))
    assert sorted(phrases) == ["news.coincided", "news.followed"]


def test_the_table_has_six_headlines_at_most_with_their_links() -> None:
    many = [
        headline(f"{word} {n}", f"P{n}", link=f"https://example.com/{n}")
        for word in ("card rate", "AI")
        for n in range(5)
    ]
    made = table(article(news_day(*many, moves=BANKS_FELL)), "headlines")
    assert made is not None
    assert len(made.rows) == 6
    assert all(row.head.link for row in made.rows)


def test_a_link_that_no_brief_may_have_is_left_out() -> None:
    bad = [replace(e, link="javascript:alert(1)") for e in CAP]
    made = table(article(news_day(*bad, moves=BANKS_FELL)), "headlines")
    assert made is not None
    assert [row.head.link for row in made.rows] == ["", ""]


def test_a_note_is_told_as_it_is_and_attributed() -> None:
    note = event("note", "x", text="rates first, then credit", publisher="the rates desk")
    (text,) = sentences(article(news_day(note)), "news.note")
    assert "the rates desk: rates first, then credit." in text


def test_no_name_of_a_release_has_a_capital_amid_a_sentence() -> None:
    names = ("Retail sales", "Existing home sales", "Producer prices", "Initial jobless claims")
    for session in range(1, 9):  # of each the other wordings
        out = [release(name, clock(8, 30), percent(actual=session)) for name in names[:3]]
        due = release(names[3], clock(8, 30, AFTER), percent(expected=2))
        made = article(news_day(*out, due, moves={"^GSPC": session / 1000}))
        for text in sentences(made, "reports.", "calendar.release"):
            assert not any(name in text[1:] for name in names), text


# The banks


@pytest.mark.parametrize(
    ("moves", "events", "is_there"),
    [({}, (), False), ({}, (earnings("BAC", figures=money(eps=0.98)),), True), (BANKS_FELL, (), True)],
)
def test_the_banks_have_a_table_where_they_are_part_of_the_story(
    moves: Mapping[str, float], events: tuple[Event, ...], is_there: bool
) -> None:
    for length in ("standard", "long"):
        made = table(article(news_day(*events, moves=moves), length=length), "banks")
        assert (made is not None and len(made.rows) == 6) == is_there
    assert table(article(news_day(*events, moves=moves), length="short"), "banks") is None


# The calendar


def test_the_calendar_is_told_with_its_expectations() -> None:
    text = " ".join(sentences(article(news_day(*FULL, moves=BANKS_FELL)), "calendar."))
    for part in ("Goldman Sachs and Morgan Stanley", "Thursday", "8:30 a.m. ET", "215,000", "208,000",
                 "January 27 to January 28", "Ruling on tariffs", "Monday"):  # fmt: skip
        assert part in text


def test_the_table_of_what_is_to_come_is_in_order_of_time_and_short() -> None:
    many = [event("earnings", f"Company {n}", date(2026, 1, 15 + n % 5)) for n in range(12)]
    rows = calendar.listed(news_day(*many, SCHEDULED[0]))
    assert len(rows) == calendar.MOST_ROWS
    assert [e.day for e in rows] == sorted(e.day for e in rows if e.day)
    assert SCHEDULED[0] in rows


def test_the_table_shows_both_ends_of_what_takes_several_days_and_has_no_such_column_without() -> None:
    meeting = event("appointment", "Fed meeting", date(2026, 1, 27), until=date(2026, 1, 28))
    due = event("appointment", "Ruling", date(2026, 1, 20))
    made = table(article(news_day(meeting, due)), "coming")
    assert made is not None
    assert made.columns[:3] == ("Event", "Date", "Until")
    assert [tuple(cell.text for cell in row.cells[:2]) for row in made.rows] == [
        ("January 20", ""),
        ("January 27", "January 28"),
    ]
    alone = table(article(news_day(due)), "coming")
    assert alone is not None
    assert "Until" not in alone.columns


def test_a_major_release_is_told_before_others_of_its_day() -> None:
    at = clock(8, 30, AFTER)
    due = [
        release("Empire index", at, percent(expected=1)),
        release("Initial jobless claims", at, percent(expected=2)),
    ]
    (finding,) = found(calendar.figures_due, news_day(*due))
    assert subjects((finding,)) == ["Initial jobless claims"]


@pytest.mark.parametrize("ahead", [calendar.SPOKEN_DAYS, calendar.SPOKEN_DAYS + 1])
def test_results_are_told_of_within_a_week(ahead: int) -> None:
    due: Event = event("earnings", "Company", date(2026, 1, 14 + ahead))
    assert bool(said(calendar.results, news_day(due))) == (ahead <= calendar.SPOKEN_DAYS)
