"""The top of a brief: the strongest findings, in that order, and none of them twice."""

import re
from dataclasses import replace
from datetime import datetime

import pytest

from marketwrap.base.model import Article, Event, Events
from marketwrap.facts import Day
from marketwrap.metrics.panel import Panel
from marketwrap.story.top import HEADLINE, STANDFIRST
from tests.builders import US, article, day, history, jumped, last_day, prices_of, sample_days

#: far below the record, so that a rise is no record
LOW = history()
for symbol in ("^GSPC", "^DJI", "^IXIC", "^RUT"):
    LOW = jumped(LOW, symbol, 200, 0.5)
NUMBER = re.compile(r"\d[\d,.]*\d|\d")


def head(of: Day) -> str:
    return article(of).headline.text


def test_the_largest_fall_in_years_leads_with_what_it_is() -> None:
    assert re.match(
        r"S&P 500 plunges 6\.0%, its largest loss since ",
        head(day({"majors": -0.06, "sectors": -0.05}, frame=LOW)),
    )


def test_a_company_s_plunge_leads_and_the_market_joins_it() -> None:
    of = day({"META": -0.26, "majors": -0.004}, frame=jumped(LOW, "META", 150, 0.6))
    assert re.match(r"Meta plunges 26\.0%, its largest loss .+; S&P 500 falls 0\.4%", head(of))


def test_a_first_close_above_a_round_number_leads_a_quiet_day() -> None:
    of = day({"^DJI": 0.004, "^GSPC": 0.0001}, frame=LOW.assign(**{"^DJI": 49900.0}))
    assert head(of).startswith("Dow closes above 50,000 for the first time")


def closes(**last: list[float]) -> Day:
    """A history whose last closes of some symbols are these, all closes before them as the first."""
    frame = LOW.copy()
    for symbol, values in last.items():
        column = [values[0]] * (len(frame) - len(values)) + values
        frame[KNOWN[symbol]] = column
    return last_day(frame)


KNOWN = {"SPX": "^GSPC", "DOW": "^DJI", "TNX": "^TNX", "GOLD": "GC=F", "CRUDE": "CL=F", "NASDAQ": "^IXIC"}
#: kinds of days that prices settle: what the headline must say of each
KINDS = {
    "a correction of two indexes": (
        {"SPX": [5000.0, 4600.0, 4480.0], "DOW": [40000.0, 36800.0, 35900.0]},
        "S&P 500 and Dow fall into a correction",
    ),
    "a bear market": ({"SPX": [5000.0, 4700.0, 4100.0, 3990.0]}, "S&P 500 falls into a bear market, 20.2% below its record"),
    "a bull market": ({"SPX": [5000.0, 3900.0, 4300.0, 4690.0]}, "S&P 500 enters a bull market, 20.3% above its low"),
    "a record after long": ({"DOW": [38990.0, *[36000.0] * 300, 38995.0]}, "Dow .+ to a record, its first since "),
    "a first round number": ({"CRUDE": [138.0, 139.0, 140.2]}, r"Crude closes above \$140 for the first time"),
    "a record of gold": ({"GOLD": [2080.0, *[1900.0] * 300, 2090.0]}, "Gold .+ to a record, its first since "),
    "a yield at its highest in years": ({"TNX": [3.3, *[3.05] * 310, 3.28]}, "10-year yield .+, its highest close since "),
    "near the record": ({"SPX": [4980.0, *[4910.0] * 90, 4960.0]}, "S&P 500 ends 0.4% short of its record"),
    "a number again": ({"SPX": [3120.0, *[2950.0] * 70, 3010.0]}, "S&P 500 closes above 3,000 for the first time since "),
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_a_day_that_prices_settle_leads_with_its_story(kind: str) -> None:
    last, expected = KINDS[kind]
    assert re.match(expected, head(closes(**last)))


def test_records_of_several_indexes_are_one_headline() -> None:
    frame = history().assign(**{"^GSPC": 6010.0, "^DJI": 50010.0})
    assert head(day({"^GSPC": 0.002, "^DJI": 0.003}, frame=frame)).startswith(
        "S&P 500 and Dow close at records"
    )


def test_on_a_day_without_news_the_headline_is_the_market_s_move() -> None:
    assert re.match(
        r"S&P 500 (rises|falls|slips|edges up)", head(day({"majors": 0.004, "sectors": 0.003}, frame=LOW))
    )


def marked(of: Day, **fields: object) -> Day:
    """The day with an event that the desk marked as its lead."""
    event = Event(
        "headline/1", "headline", "A title", of.session, datetime.fromisoformat("2026-01-14T10:00:00-05:00"),
        publisher="Associated Press", lead=True, clause="the pause was announced", desk=True,
    )  # fmt: skip
    events = Events((replace(event, **fields),))  # type: ignore[arg-type]  # of the test's own
    return Day(Panel(of.panel.prices, US, events), of.session)


def test_the_desk_s_lead_stands_in_the_headline_behind_the_move() -> None:
    of = day({"majors": 0.004, "sectors": 0.003}, frame=LOW)
    made = article(marked(of))
    assert made.headline.text.endswith(" after the pause was announced")
    first = next(s for section in made.sections for b in section.blocks for s in getattr(b, "sentences", ()))
    assert "after the pause was announced, the Associated Press reported" in first.text


def test_an_event_of_which_only_the_day_is_known_is_no_after() -> None:
    of = day({"majors": 0.004, "sectors": 0.003}, frame=LOW)
    assert head(marked(of, at=None)).endswith("; the pause was announced")


def numbers(made: Article) -> list[set[str]]:
    texts = (made.headline, made.standfirst, *made.summary)
    return [
        {
            span.text
            for span in sentence.spans
            if span.kind in ("number", "date", "count") and NUMBER.search(span.text)
        }
        for sentence in texts
    ]


def test_the_top_says_no_number_twice_and_keeps_its_length() -> None:
    for of in sample_days(41):
        if of.fact("^GSPC", "change_1d") is None:
            continue
        made = article(of)
        told = numbers(made)
        for i, one in enumerate(told):
            assert not any(one & other for other in told[i + 1 :]), (of.session, made.headline.text)
        assert len(made.headline.text) <= HEADLINE + 40
        assert len(made.standfirst.text) <= STANDFIRST + 40
        assert not made.headline.text.endswith(".")
        assert made.standfirst.text.endswith(".")
        assert made.headline.text[0].isupper() or made.headline.text[0].isdigit()


@pytest.mark.parametrize("symbols", [["^GSPC"], ["^GSPC", "^DJI"]])
def test_a_market_of_one_or_two_indexes_has_a_top(symbols: list[str]) -> None:
    frame = history()[symbols]
    made = article(Day(Panel(prices_of(frame), US), frame.index[-1].date()))
    assert made.headline.text
    assert made.standfirst.text
