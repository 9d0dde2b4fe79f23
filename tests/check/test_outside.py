"""What comes from outside the prices, in finished documents: whole, attributed, leading where it says, or refused."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marketwrap import check
from marketwrap.base.model import Article, Span
from marketwrap.check import tone
from marketwrap.check.spans import is_whole
from marketwrap.facts import MEANINGS, Day
from marketwrap.formats import briefjson
from marketwrap.render import charts, documents
from tests.builders import US, article, fact
from tests.event_builders import (
    AFTER,
    BANKS_FELL,
    REPORTED,
    SCHEDULED,
    WRITTEN,
    clock,
    event,
    headline,
    news_day,
    percent,
    release,
)

HOSTILE = (
    "Rate cap <script>alert(1)</script> {{ 7*7 }} <img src=x onerror=alert(1)>",
    "Rate cap | pipe | `code` **bold** _it_ ~~out~~ [x](javascript:alert(1)) \\",
    "Rate cap: S&P 500 soared 9.9% to 7,777; buy now, guaranteed carnage",
    "- Rate cap - https://evil.example/x www.evil.example @you &lt;b&gt; &amp;amp;",
    "1. Rate cap fell for a first record above $99 since 2017 \\| \\* \\\\",
    "Rate cap ]( [ \"quotes\" 'single' <!-- x --> ![i](http://evil.example/i.png)",
)
PUBLISHERS = (
    "Apple",
    "Fall River 3.5% News",
    "1. List",
    "Up | Down",
    "](http://evil.example) [a",
    "will rise",
)


def documents_of(made: Article) -> dict[str, str]:
    return {
        "brief.json": briefjson.dumps(made),
        "brief.html": documents.html(made, charts.draw(made, {})),
        "brief.txt": documents.text(made),
        "brief.md": documents.markdown(made),
    }


def report(made: Mapping[str, str | bytes], of: Day) -> check.Report:
    means = check.Means(US, "en", tone.load("en"), MEANINGS, recompute=Day(of.panel, of.session).again)
    return check.examine(made, means)


@cache
def full() -> tuple[Day, Mapping[str, str]]:
    of = news_day(*REPORTED, *WRITTEN, *SCHEDULED, moves=BANKS_FELL)
    return of, documents_of(article(of))


@cache
def hostile() -> tuple[Day, Mapping[str, str]]:
    told = [
        headline(
            title,
            publisher,
            10 + n,
            link=f"https://example.com/{n}?a=(1)&copy;=_b_*c",
            theme=("regulation", "ai_spending")[n % 2],
        )
        for n, (title, publisher) in enumerate(zip(HOSTILE, PUBLISHERS, strict=True))
    ]
    notes = [
        event("note", f"n{n}", text=text, publisher=who)
        for n, (text, who) in enumerate(zip(HOSTILE[1:3], PUBLISHERS, strict=False))
    ]
    of = news_day(*told, *notes, moves=BANKS_FELL)
    return of, documents_of(article(of))


def test_a_brief_with_events_passes() -> None:
    of, made = full()
    assert report(made, of).problems == ()


@pytest.mark.parametrize("ahead", [False, True])
def test_of_two_releases_with_the_same_figures_neither_is_taken_for_the_other(*, ahead: bool) -> None:
    """The row of "PCE price index" also stands at the end of the row of "Core PCE price index"."""
    given = percent(expected=0.2) if ahead else percent(actual=0.2)
    at = clock(8, 30, AFTER) if ahead else clock(8, 30)
    of = news_day(*(release(name, at, given) for name in ("Core PCE price index", "PCE price index")))
    assert report(documents_of(article(of)), of).problems == ()


def test_a_brief_of_hostile_headlines_passes_and_holds_them_as_they_are() -> None:
    of, made = hostile()
    assert report(made, of).problems == ()
    assert "alert(1)&lt;/script&gt;" in made["brief.html"]
    assert "{{ 7*7 }}" in made["brief.txt"]


def test_no_headline_becomes_markup() -> None:
    _, made = hostile()
    page = made["brief.html"]
    assert "<script" not in page
    assert "onerror=alert(1)>" not in page
    assert 'href="javascript' not in page
    assert page.count("<a ") == 6
    assert page.count('rel="noopener noreferrer nofollow"') == 6
    assert "](javascript" not in made["brief.md"].replace("\\](", "")
    for line in made["brief.md"].splitlines():
        assert not line.startswith(("1. ", "- Rate"))


#: what titles and names are made of: words that claim, signs that mean something somewhere, anything else
PIECES = st.sampled_from(
    ("fell", "record", "3.5%", "$9 billion", "S&P 500", "Apple", "all", "not one", "if", "January 15", "8:30", "first", "- ", "* ", "|",
     "](", "[", "`", "**", "__", "~~", "<b>", "&amp;", "\\", "://", "1. ", "# ", "...", "–", "{{ x }}", "{% x %}", "buy", "1,00", "+", "$", "é")
)  # fmt: skip
STRANGE = st.lists(PIECES | st.text(max_size=8), min_size=1, max_size=8).map(" ".join)


@settings(deadline=None, max_examples=10)
@given(st.lists(st.tuples(STRANGE, STRANGE), min_size=2, max_size=4), STRANGE, STRANGE)
def test_no_text_from_outside_stops_a_brief(told: list[tuple[str, str]], name: str, note: str) -> None:
    items = [headline(title, who, 10 + n, theme="regulation") for n, (title, who) in enumerate(told)]
    ahead = event("appointment", name, AFTER, publisher=note)
    out = release(
        name, clock(8, 30), percent(actual=1.0, expected=2.0), publisher=note, period=name, text=note
    )
    of = news_day(*items, event("note", "n", text=note, publisher=name), ahead, out, moves=BANKS_FELL)
    assert report(documents_of(article(of)), of).problems == ()


def test_a_hostile_brief_can_be_printed() -> None:
    of, made = hostile()
    said = article(of)
    pdf = documents.pdf(
        documents.html(said, charts.draw(said, {}), bare=True),
        said,
        {"brief.json": made["brief.json"].encode()},
    )
    assert report({"brief.pdf": pdf}, of).problems == ()


@pytest.mark.parametrize(
    ("document", "old", "new"),
    [
        ("brief.json", "$21.29 billion", "$21.29 million"),
        ("brief.json", "$0.98", "$0.89"),
        ("brief.json", "$0.98", "€0.98"),
        ("brief.json", "215,000", "251,000"),
        ("brief.json", "Example Wire", "Other Wire"),
        ("brief.json", "8:30 a.m.", "9:30 a.m."),
        ("brief.html", "https://example.com/cap", "https://evil.example/cap"),
        ("brief.md", "https://example.com/cap", "https://evil.example/cap"),
        ("brief.json", "https://example.com/cap", "https://evil.example/cap"),
        ("brief.html", "Plan for a rate cap hangs over banks", "Plan for a rate cap lifts banks"),
    ],
)
def test_what_is_changed_is_caught(document: str, old: str, new: str) -> None:
    of, made = full()
    assert old in made[document]
    damaged = dict(made) | {document: _damaged(made[document], old, new, whole=document != "brief.json")}
    if document == "brief.json":
        damaged = {document: damaged[document]}
    assert report(damaged, of).problems


def _damaged(text: str, old: str, new: str, *, whole: bool) -> str:
    """In the JSON texts and spans alike, but not the facts: as a slip in wording would be."""
    if whole:
        return text.replace(old, new)
    head, mark, facts = text.partition('"facts": [\n')
    events = head.find('"events": [')
    return head[:events].replace(old, new) + head[events:] + mark + facts


def test_a_result_said_to_beat_when_it_missed_is_caught() -> None:
    of, _ = full()
    made = article(of)
    event_id = next(e.id for e in REPORTED if e.symbols == ("BAC",))
    name = f"{event_id}.event_outcome(of=eps,against=eps_expected)"
    missed = replace(made, facts={**made.facts, name: replace(made.facts[name], value=-1)})
    assert report({"brief.json": briefjson.dumps(missed)}, of).problems


def test_a_release_s_name_may_begin_small_and_a_publisher_s_may_not() -> None:
    for metric, value, text, is_own in (
        ("event_name", "Retail sales", "retail sales", True),
        ("event_name", "Retail sales", "retail Sales", False),
        ("event_publisher", "Census Bureau", "census Bureau", False),
    ):
        known = fact("release/1", metric, value, "text")
        assert is_whole(Span(text, known.id, "text"), {known.id: known}) == is_own


def test_a_text_that_a_span_changes_is_caught() -> None:
    of, made = full()
    text = made["brief.json"].replace('"text": "the Census', '"text": "the Census')
    assert report({"brief.json": text}, of).problems == ()
    changed = text.replace('"text": "Census Bureau"', '"text": "Census bureau"', 1)
    assert report({"brief.json": changed}, of).problems
