"""Sentences struck and notes added: any of them, and what is left is an article that rests on its facts."""

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marketwrap import check
from marketwrap.base import settings as config
from marketwrap.base.errors import ConfigError
from marketwrap.base.model import Article, Edition, Events, Paragraph
from marketwrap.check import recompute
from marketwrap.delivery import revision
from marketwrap.delivery.revision import Note, Revision
from marketwrap.events import eventsjson
from marketwrap.facts import Day
from marketwrap.formats import briefjson, snapshot
from marketwrap.metrics.panel import Panel
from marketwrap.story import narrative
from tests import builders
from tests.event_builders import REPORTED, news_day, with_events
from tests.rules.test_precedent import after_falls

EDITIONS: tuple[Edition, ...] = ("close", "morning", "weekly")


@cache
def told(edition: Edition = "close", session: date = builders.SESSION) -> Article:
    return read(builders.article(Day(builders.sample(), session), edition=edition))


def read(made: Article) -> Article:
    """As a revision meets it: read from its JSON."""
    return briefjson.loads(briefjson.dumps(made))


def strikable(article: Article) -> tuple[str, ...]:
    lines = revision.to_text(article, "x").split("\n")
    return tuple(line.split()[1] for line in lines if line.startswith("keep "))


def revised(article: Article, asked: Revision, desk: str = "the desk") -> Article:
    return apply(article, asked, desk)[0]


def apply(article: Article, asked: Revision, desk: str = "the desk") -> tuple[Article, Events]:
    notes = revision.events_of(asked, article, Events(), desk)
    panel = builders.sample()
    day = Day(Panel(panel.prices, panel.universe, Events(notes)), article.session)
    return revision.apply(article, asked, notes, day), Events(notes)


def prose(article: Article) -> Iterator[str]:
    for section in article.sections:
        for block in section.blocks:
            if isinstance(block, Paragraph):
                yield from (sentence.text for sentence in block.sentences)


def edited(article: Article, change: Callable[[str], str]) -> Revision:
    return revision.read(change(revision.to_text(article, "2026-01-14")), article)


@pytest.mark.parametrize("edition", EDITIONS)
def test_an_unchanged_sheet_asks_for_nothing_and_changes_nothing(edition: Edition) -> None:
    article = told(edition)
    asked = edited(article, lambda text: text)
    assert not asked
    assert revised(article, asked) == article


def test_the_sheet_shows_every_sentence_that_can_be_struck_and_no_other() -> None:
    article = told()
    fixed = {article.headline.text, article.standfirst.text, article.dateline.text}
    shown = strikable(article)
    for key, sentence in briefjson.sentences(article):
        in_prose = sentence.text in {*prose(article), *(s.text for s in (*article.summary, *article.notes))}
        assert (key in shown) == (in_prose and sentence.text not in fixed), key


def test_the_sheet_says_which_sentence_of_the_summary_says_the_same() -> None:
    article = told()
    lines = revision.to_text(article, "x").split("\n")
    hints = [number for number, line in enumerate(lines) if line.endswith("says the same in the summary")]
    assert len(hints) == len(article.summary)
    assert all(lines[number - 1].startswith("keep ") for number in hints)


@settings(max_examples=25)
@given(st.data())
def test_any_sentences_can_be_struck_and_no_fact_is_left_over(data: st.DataObject) -> None:
    article = told(data.draw(st.sampled_from(EDITIONS)))
    keys = strikable(article)
    struck = frozenset(data.draw(st.sets(st.sampled_from(keys))))
    left = revised(article, Revision(struck))
    gone = {sentence.text for key, sentence in briefjson.sentences(article) if key in struck}
    assert gone.isdisjoint({*prose(left), *(s.text for s in (*left.summary, *left.notes))})
    assert set(left.facts) == set(narrative.fact_ids(left))
    assert all(block.sentences for s in left.sections for block in s.blocks if isinstance(block, Paragraph))
    assert all(section.blocks for section in left.sections)
    assert briefjson.loads(briefjson.dumps(left)) == left


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("seed", [1, 2])
def test_what_is_left_passes_the_check(edition: Edition, seed: int) -> None:
    article, draws = told(edition), random.Random(seed)  # noqa: S311  # no secret
    struck = frozenset(key for key in strikable(article) if draws.random() < 0.5)
    asked = Revision(struck, (Note("", "Volumes were 12% below a usual day"),))
    left, events = apply(article, asked)
    prices = builders.sample().prices
    beside = {snapshot.NAME: snapshot.to_bytes(prices), eventsjson.NAME: eventsjson.to_bytes(events)}
    means = recompute.means(beside, left.facts.values(), builders.US, config.Settings(), "en")
    assert check.examine({"brief.json": briefjson.dumps(left)}, means).lines()[:-1] == []


def test_everything_can_be_struck() -> None:
    article = told()
    left = revised(article, Revision(frozenset(strikable(article))))
    assert not list(prose(left))
    assert (left.summary, left.notes, left.watch) == ((), (), ())
    assert left.headline == article.headline


def test_a_struck_level_is_watched_no_more_and_the_others_are() -> None:
    article = told(session=date(2026, 1, 13))
    points = {point.key: point for point in article.watch}
    assert len(points) > 1
    for key, sentence in briefjson.sentences(article):
        rested = {
            (article.facts[f].subject, article.facts[f].value)
            for f in sentence.facts
            if sentence.phrase.startswith("watch.")
        }
        named = [p for p in article.watch if (p.subject, p.level) in rested]
        if named and key in strikable(article):
            left = revised(article, Revision(frozenset({key})))
            assert set(left.watch) == set(article.watch) - set(named)
            return
    raise AssertionError


def test_a_note_at_the_end_goes_with_what_it_explains() -> None:
    day = builders.day({"^GSPC": -0.025}, frame=after_falls(50, 8))
    article = read(builders.article(day))
    past = frozenset(
        key
        for key, s in briefjson.sentences(article)
        if s.rule.startswith("precedent.") and key in strikable(article) and s.phrase.startswith("precedent.")
    )
    assert past
    assert any(note.phrase == "notes.interval" for note in article.notes)
    left = revision.apply(article, Revision(past), (), day)
    assert {note.phrase for note in left.notes}.isdisjoint({"notes.interval", "notes.studies"})


def test_the_time_to_read_follows() -> None:
    article = told()
    left = revised(article, Revision(frozenset(strikable(article))))
    assert "minutes to read" in article.dateline.text
    assert "1 minute to read" in left.dateline.text


def test_a_note_stands_where_it_was_written() -> None:
    article = told()
    title = article.sections[-1].title
    asked = edited(article, lambda text: text.replace(f"# {title}\n", f"# {title}\nnote  Levels are ours.\n"))
    assert asked.notes == (Note(article.sections[-1].id, "Levels are ours."),)
    left = revised(article, asked, "Example LLC")
    paragraphs = [b for b in left.sections[-1].blocks if isinstance(b, Paragraph)]
    assert "Example LLC: Levels are ours." in paragraphs[-1].sentences[0].text
    assert [event.kind for event in left.events] == ["note"]


def test_a_note_without_a_section_joins_the_news() -> None:
    asked = Revision(notes=(Note("", "Thin volumes."),))
    of = news_day(*REPORTED)
    article = read(builders.article(of))
    notes = revision.events_of(asked, article, Events(), "the desk")
    left = revision.apply(article, asked, notes, with_events(of, *REPORTED, *notes))
    section = next(s for s in left.sections if s.id == "drivers")
    assert any("Thin volumes." in text for text in prose(replace(left, sections=(section,))))
    assert section.title == "The news"


def test_and_where_there_is_none_what_happened() -> None:
    left = revised(told(), Revision(notes=(Note("", "Thin volumes."),)))
    assert any("Thin volumes." in text for text in prose(replace(left, sections=left.sections[:1])))


@pytest.mark.parametrize("edition", EDITIONS)
def test_a_note_can_be_added_to_every_edition(edition: Edition) -> None:
    left = revised(told(edition), Revision(notes=(Note("", "Thin volumes."),)), desk="")
    assert sum("Thin volumes." in text for text in prose(left)) == 1


def test_two_notes_have_ids_of_their_own() -> None:
    article = told()
    first = revision.events_of(Revision(notes=(Note("", "One."), Note("", "Two."))), article, Events(), "")
    second = revision.events_of(Revision(notes=(Note("", "Three."),)), article, Events(first), "")
    assert [event.id for event in (*first, *second)] == [f"note/2026-01-14/review-{n}" for n in (1, 2, 3)]


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (lambda t: t.replace("lost 1.0%", "lost 2.0%"), r"words of s\d+ were changed"),
        (lambda t: t.replace("keep s8 ", "drop s8 "), "begins with 'drop'"),
        (lambda t: t.replace("keep s8 ", "keep s3 "), "no sentence 's3' that can be struck"),
        (lambda t: t.replace("keep s8 ", "keep s9999 "), "no sentence 's9999'"),
        (
            lambda t: "\n".join(x for x in t.split("\n") if not x.startswith("keep s8 ")),
            "line of s8 is missing",
        ),
        (lambda t: t + next(x for x in t.split("\n") if x.startswith("keep s8 ")) + "\n", "s8 stands twice"),
        (lambda t: t + "note\n", "the note is empty"),
        (lambda t: t + "note <script>alert(1)</script>\n", "the note is empty"),
        (lambda t: t + f"note {'word ' * 100}\n", "longer than 400"),
        (lambda t: t + "note 今日は静か\n", "cannot print"),
        (lambda t: t + "a line wrapped by an editor\n", "begins with 'a'"),
        (lambda _: "", "is missing"),
    ],
)
def test_a_sheet_that_says_something_else_is_refused(change: Callable[[str], str], line: str) -> None:
    with pytest.raises(ConfigError, match=line):
        edited(told(), change)


def test_windows_line_ends_and_a_byte_order_mark_change_nothing() -> None:
    assert not edited(told(), lambda text: "\ufeff" + text.replace("\n", "\r\n"))


def test_a_note_is_one_clean_line() -> None:
    asked = edited(told(), lambda text: text + "note  <b>Thin</b>\u202e volumes &amp; more  \n")
    assert [note.text for note in asked.notes] == ["Thin volumes & more"]
