"""What a brief says of events: releases, results and their contrast, themes and who carried them, the calendar."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest

from marketwrap.base.model import Article, Event, Figure, Finding, Table, Unit
from marketwrap.facts import Day
from marketwrap.language.voice import Voice
from marketwrap.rules import calendar, judge, news, reports
from marketwrap.rules.rule import Rule
from tests.builders import article, body_of, day, found, history, said
from tests.event_builders import (
    AFTER,
    BANKS_FELL,
    BEFORE,
    REPORTED,
    SCHEDULED,
    WRITTEN,
    but,
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
    assert [section.title for section in made.sections if "news" in section.title] == []


def test_a_day_with_news_has_them_in_the_heading() -> None:
    titles = [section.title for section in article(news_day(*FULL, moves=BANKS_FELL)).sections]
    assert "The news" in titles


def test_everything_that_was_reported_is_told_with_its_figures() -> None:
    text = " ".join(sentences(article(news_day(*FULL, moves=BANKS_FELL)), "reports."))
    for part in ("3.0%", "2.7%", "0.4%", "$0.98", "$0.96", "$1.19", "$21.29 billion", "$21.64 billion",
                 "the Bureau of Labor Statistics", "Census Bureau", "after a loss of $1.2 billion"):  # fmt: skip
        assert part in text


def worded(of: Day, *rules: Rule) -> list[str]:
    """What some rules say of a day, each sentence by itself."""
    return [Voice(of.universe, of.session).sentence(finding).text for finding in judge(of, rules)]


# Releases


def figures(unit: Unit, decimals: int, *values: float | None) -> Mapping[str, Figure]:
    """What came out, what was expected, what went before."""
    named = zip(("actual", "expected", "previous"), values, strict=False)
    return {of: Figure(value, unit, decimals) for of, value in named if value is not None}


@pytest.mark.parametrize(
    ("name", "given", "more", "text"),
    [
        ("Consumer prices", figures("percent", 1, 0.07, 0.07), {"period": "December", "base": "year"},
         "Consumer prices rose 7.0% in December from a year earlier, as expected."),
        ("Consumer prices", figures("percent", 1, 0.03, 0.027), {}, "Consumer prices rose 3.0%, above the 2.7% expected."),
        ("Durable goods orders", figures("percent", 1, 0.035, 0.02), {"period": "November"},
         "Durable goods orders rose 3.5% in November, beating the 2.0% forecast."),
        ("Durable goods orders", figures("percent", 1, -0.011, -0.003), {},
         "Durable goods orders fell 1.1%, more than the 0.3% drop expected."),
        ("Factory orders", figures("percent", 1, -0.001, -0.003), {}, "Factory orders fell 0.1%, less than the 0.3% drop expected."),
        ("Factory orders", figures("percent", 1, -0.004, None, 0.002), {}, "Factory orders fell 0.4%, after a rise of 0.2% before."),
        ("Retail sales", figures("percent", 1, 0.0, 0.002), {}, "Retail sales were unchanged, where a rise of 0.2% was expected."),
        ("Retail sales", figures("percent", 1, 0.002, -0.001), {}, "Retail sales rose 0.2%, where a drop of 0.1% was expected."),
        ("Nonfarm payrolls", figures("count", 0, 256_000, 165_000), {}, "Nonfarm payrolls rose by 256,000, beating the 165,000 forecast."),
        ("Initial jobless claims", figures("count", 0, 218_000, 210_000, 206_000), {},
         "Initial jobless claims rose to 218,000 from 206,000, above the 210,000 expected."),
        ("Unemployment rate", figures("percent", 1, 0.041, 0.041, 0.041), {}, "The unemployment rate held at 4.1%, as expected."),
        ("Consumer confidence", figures("points", 1, 104.7, 113.0, 112.8), {"period": "December"},
         "Consumer confidence fell to 104.7 in December from 112.8, below the 113.0 expected."),
        ("Richmond Fed manufacturing index", figures("points", 0, -27, -47), {"period": "May"},
         "The Richmond Fed manufacturing index was minus 27 in May, better than the minus 47 expected."),
        ("Sales of new homes", figures("count", 0, 464_000, None, 474_000), {"period": "November"},
         "Sales of new homes fell to 464,000 in November from 474,000."),
        ("Gross domestic product", figures("percent", 1, 0.028, 0.03), {"period": "fourth quarter"},
         "Gross domestic product rose 2.8% in the fourth quarter, short of the 3.0% forecast."),
        ("Rate decision", figures("percent", 2, 0.055, 0.055, 0.0525), {"publisher": "Federal Reserve"},
         "The Federal Reserve raised its rate to 5.50% from 5.25%, as expected."),
        ("Rate decision", figures("percent", 2, 0.055, 0.055, 0.055), {"publisher": "Federal Reserve"},
         "The Federal Reserve kept its rate at 5.50%, as expected."),
        ("Retail sales", {}, {"outcome": "above"}, "Retail sales came in above forecasts."),
    ],
)  # fmt: skip
def test_a_release_is_worded_by_its_kind(
    name: str, given: Mapping[str, Figure], more: Mapping[str, str], text: str
) -> None:
    out = but(release(name, clock(8, 30), given), **more)
    assert worded(news_day(out), *reports.RULES) == [text]


@pytest.mark.parametrize(
    ("name", "publisher", "is_named"),
    [
        ("Consumer prices", "Bureau of Labor Statistics", True),
        ("Richmond Fed manufacturing index", "Federal Reserve Bank of Richmond", False),
        ("ISM manufacturing index", "Institute for Supply Management", False),
        ("Retail sales", "National Retail Federation", True),
    ],
)
def test_a_publisher_is_not_named_twice(name: str, publisher: str, *, is_named: bool) -> None:
    out = release(name, clock(8, 30), percent(actual=1.0), publisher=publisher)
    (text,) = worded(news_day(out), *reports.RULES)
    assert (f"the {publisher} reported" in text) == is_named


def test_of_two_releases_of_one_publisher_the_second_does_not_name_it_again() -> None:
    out = [
        release(name, clock(8, 30), percent(actual=1.0), publisher="Census Bureau")
        for name in ("Sales", "Orders")
    ]
    assert sum("Census Bureau" in text for text in worded(news_day(*out), *reports.RULES)) == 1


def test_a_release_that_is_not_out_or_has_no_figure_is_not_told() -> None:
    tomorrow = release("Prices", clock(8, 30, AFTER), percent(actual=3.0, expected=2.7))
    assert said(reports.releases, news_day(tomorrow, release("Bare", clock(8, 30)))) == ()


def test_every_release_is_told_the_largest_surprise_for_its_kind_ahead() -> None:
    oil = release("Crude inventories", clock(10, 30), figures("count", 0, -4.5e6, -1.9e6))
    prices = release("Consumer prices", clock(8, 30), percent(actual=3.4, expected=3.0))
    due = [release(f"Index {n}", clock(8, 30), percent(actual=1, expected=1)) for n in range(4)]
    names = subjects(found(reports.releases, news_day(*due, oil, prices)))
    assert names == ["Consumer prices", "Crude inventories", *(f"Index {n}" for n in range(4))]


# Earnings


@pytest.mark.parametrize(
    ("move", "given", "text"),
    [
        (-0.019, money(eps=1.12, eps_expected=1.10), "Wells Fargo fell 1.9% although earnings of $1.12 a share beat the $1.10 forecast."),
        (-0.019, money(eps=1.0, eps_expected=1.1), "Wells Fargo fell 1.9% after earnings of $1.00 a share missed the $1.10 forecast."),
        (-0.019, money(eps=1.0, eps_expected=0.9, revenue=2e9, revenue_expected=3e9),
         "Wells Fargo fell 1.9% after revenue of $2 billion missed the $3 billion forecast."),
        (-0.019, money(eps=-0.45, eps_expected=-0.4), "Wells Fargo fell 1.9% after a loss of $0.45 a share missed the -$0.40 forecast."),
        (-0.019, money(eps=1.0), "Wells Fargo fell 1.9% after reporting earnings of $1.00 a share."),
        (-0.019, {}, "Wells Fargo fell 1.9% after reporting results."),
    ],
)  # fmt: skip
def test_a_result_and_the_move_of_its_stock_are_one_sentence(
    move: float, given: Mapping[str, Figure], text: str
) -> None:
    (made,) = worded(news_day(earnings("WFC", figures=given), moves={"WFC": move}), *reports.RULES)
    assert re.sub("declined|lost|dropped|slid", "fell", made) == text


def test_a_result_of_which_only_the_day_is_known_did_not_come_before_the_move() -> None:
    told = but(earnings("WFC", figures=money(eps=1.0, eps_expected=1.1)), timing="")
    assert " as earnings of " in worded(news_day(told, moves={"WFC": -0.02}), *reports.RULES)[0]


def test_a_clause_says_what_a_company_reported() -> None:
    told = but(earnings("WFC"), clause="revenue missed forecasts", publisher="Wells Fargo")
    assert worded(news_day(told, moves={"WFC": -0.019}), *reports.RULES)[0].endswith(
        " 1.9% after revenue missed forecasts."
    )


def test_a_result_and_its_adjusted_figure_on_both_sides_of_what_was_expected_claim_neither() -> None:
    both = earnings("WFC", figures=money(eps=1.62, eps_adjusted=1.76, eps_expected=1.67))
    alike = earnings("WFC", figures=money(eps=1.70, eps_adjusted=1.76, eps_expected=1.67))
    moves = {"WFC": -0.046}
    assert said(reports.earnings, news_day(both, moves=moves)) == ("reports.company",)
    assert said(reports.earnings, news_day(alike, moves=moves)) == ("reports.although",)


def test_of_a_vendors_calendar_three_companies_at_most_the_largest_move_first() -> None:
    moves = {"JPM": -0.01, "BAC": -0.04, "C": 0.03, "GS": 0.02}
    told = [earnings(s, figures=money(eps=1.0)) for s in moves]
    names = subjects(found(reports.earnings, news_day(*told, moves=moves)))
    assert names == ["Bank of America", "Citigroup", "Goldman Sachs"]
    own = [but(event, desk=True) for event in told]
    assert len(found(reports.earnings, news_day(*own, moves=moves))) == len(moves)


def test_a_company_outside_the_universe_is_told_without_a_move() -> None:
    told = event("earnings", "BlackRock", symbols=("BLK",), figures=money(eps=12.0, eps_expected=11.5))
    assert worded(news_day(told), *reports.RULES) == [
        "BlackRock reported earnings of $12.00 a share, above the $11.50 forecast."
    ]


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


# The lead, and what the desk supplies

PAUSE = but(
    headline("Tariffs paused", "Associated Press", 13),
    desk=True, lead=True, clause="President Trump paused most of his tariffs for 90 days",
)  # fmt: skip
CLAUSE = "President Trump paused most of his tariffs for 90 days, the Associated Press reported."


@pytest.mark.parametrize(
    ("more", "moves", "text"),
    [
        ({}, {"^GSPC": 0.01}, f"Stocks rose on Wednesday after {CLAUSE}"),
        ({}, {"^GSPC": -0.05}, f"Stocks tumbled on Wednesday after {CLAUSE}"),
        ({}, {"^GSPC": 0.0001}, f"Stocks were little changed on Wednesday after {CLAUSE}"),
        ({"at": None}, {"^GSPC": 0.01}, f"Stocks rose on Wednesday as {CLAUSE}"),
        ({"symbols": ("NVDA",)}, {"NVDA": -0.17}, f"Nvidia fell 17.0% on Wednesday after {CLAUSE}"),
    ],
)
def test_the_lead_is_told_with_the_move_and_with_who_said_so(
    more: Mapping[str, object], moves: Mapping[str, float], text: str
) -> None:
    (made,) = worded(news_day(but(PAUSE, **more), moves=moves), Rule(news.lead, says=LEADS))
    assert re.sub("dropped|lost|plunged|tumbled 17|sank", "fell", made) == text


LEADS = ("news.lead_after", "news.lead_as", "news.told")


def test_of_two_leads_the_first_leads_and_the_other_is_told_after_it() -> None:
    other = but(PAUSE, id="other", at=clock(14), clause="he raised the rate on China")
    found_ = found(news.lead, news_day(other, PAUSE))
    assert [(f.phrase, f.topic) for f in found_] == [("news.lead_after", "lead"), ("news.told", "lead")]


def test_a_lead_without_a_clause_is_told_by_its_kind() -> None:
    out = but(release("Retail sales", clock(8, 30), percent(actual=1.0)), lead=True)
    assert said(news.lead, news_day(out)) == ("news.lead_release",)
    assert said(reports.releases, news_day(out)) == ()
    assert said(news.lead, news_day(but(PAUSE, clause=""))) == ("news.titled",)


BILL = but(headline("House passes a bill", "Reuters"), desk=True)


@pytest.mark.parametrize(
    ("more", "text"),
    [
        ({}, "“House passes a bill,” Reuters reported."),
        ({"name": "What next?"}, "“What next?” Reuters reported."),
        ({"clause": "the House passed a bill"}, "The House passed a bill, Reuters reported."),
        ({"symbols": ("NVDA",)}, "Nvidia tumbled 2.0%; “House passes a bill,” Reuters reported."),
        ({"symbols": ("NVDA",), "clause": "the House passed a bill"},
         "Nvidia tumbled 2.0% after the House passed a bill, Reuters reported."),
        ({"theme": "regulation"}, "The large banks fell 2.5% on average; “House passes a bill,” Reuters reported."),
        ({"theme": "inflation"}, "“House passes a bill,” Reuters reported."),
    ],
)  # fmt: skip
def test_one_publisher_is_enough_for_the_desks_file(more: Mapping[str, object], text: str) -> None:
    of = news_day(but(BILL, **more), moves={"NVDA": -0.02, "banks": -0.025})
    (made,) = worded(of, *news.RULES)
    assert re.sub("Nvidia [a-z]+", "Nvidia tumbled", made) == text


def test_a_vendors_headline_of_one_publisher_is_not_told() -> None:
    assert worded(news_day(but(BILL, desk=False)), *news.RULES) == []


@pytest.mark.parametrize(
    ("left_out", "reason"),
    [
        (but(BILL, name="日本"), "unprintable"),
        (BILL, "no_room"),
        (but(release("Sales", clock(8, 30)), desk=True), "empty"),
    ],
)
def test_what_the_desk_supplies_is_named_where_it_is_not_used(left_out: Event, reason: str) -> None:
    of = news_day(left_out, but(BILL, id="used"), but(BILL, id="vendor's", desk=False))
    assert news.unused(of, [but(BILL, id="used")]) == ((left_out, reason),)


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


def test_of_a_theme_one_headline_is_told_in_its_own_words_with_who_else_wrote_of_it() -> None:
    (text,) = worded(news_day(*CAP, moves={"banks": -0.025}), *news.RULES)
    assert text == (
        "Example Wire: “Plan for a rate cap hangs over banks”; the Placeholder Journal also wrote about bank "
        "regulation, and the large banks fell 2.5% on average."
    )


def test_a_theme_that_the_desk_tells_of_is_not_told_again() -> None:
    own = but(CAP[0], desk=True)
    assert said(news.in_the_news, news_day(own, CAP[1], moves={"banks": -0.025})) == ()


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


def test_what_is_due_is_told_what_markets_wait_for_first() -> None:
    of = news_day(
        *SCHEDULED, event("release", "Index of something", at=clock(10, on=AFTER)), moves=BANKS_FELL
    )
    assert worded(of, *calendar.RULES) == [
        "Goldman Sachs and Morgan Stanley report results on Thursday before the open.",
        "Initial jobless claims are due on Thursday; economists expect 215,000.",
        "The manufacturing index is due on Thursday; economists expect minus 1.4.",
        "No date has been set for Ruling on tariffs.",
    ]


def test_in_the_morning_what_is_due_on_the_day_is_due_today() -> None:
    prices = release("Consumer prices", clock(8, 30, AFTER), percent(expected=3.4), period="December")
    assert worded(news_day(prices, until=clock(8, on=AFTER)), *calendar.RULES)[:1] == [
        "Consumer prices for December are due at 8:30 a.m. ET today; economists expect 3.4%."
    ]
    assert worded(news_day(prices), *calendar.RULES)[:1] == [
        "Consumer prices for December are due on Thursday; economists expect 3.4%."
    ]


@pytest.mark.parametrize(
    ("last", "texts"),
    [
        (date(2025, 12, 23), ["US markets are closed on Thursday for Christmas and reopen on Friday.",
                              "Trading ends early, at 1:00 p.m., on Wednesday."]),
        (date(2026, 1, 16), ["US markets are closed on Monday for Martin Luther King Jr. Day and reopen on Tuesday."]),
        (date(2025, 1, 7), []),
        (date(2026, 1, 7), []),
    ],
)  # fmt: skip
def test_a_holiday_has_its_name(last: date, texts: list[str]) -> None:
    assert worded(day(frame=history(320, last)), *calendar.RULES) == texts


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


@pytest.mark.parametrize("ahead", [calendar.SPOKEN_DAYS, calendar.SPOKEN_DAYS + 1])
def test_results_are_told_of_within_a_week(ahead: int) -> None:
    due: Event = event("earnings", "Company", date(2026, 1, 14 + ahead))
    told = "calendar.results" in said(calendar.due, news_day(due))
    assert told == (ahead <= calendar.SPOKEN_DAYS)
