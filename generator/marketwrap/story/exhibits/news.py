"""What was in the news and what is to come, as tables."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import zip_longest

from marketwrap.base.model import Event, Fact, Row, Span, Table
from marketwrap.facts import Day
from marketwrap.formats.briefjson.cited import is_link
from marketwrap.language.voice import Voice
from marketwrap.rules import calendar
from marketwrap.rules.news import headlines
from marketwrap.rules.reports import figure, told

#: headlines of one theme, and of all of them
MOST_OF_THEME, MOST_HEADLINES = 3, 6


def headline_table(day: Day, voice: Voice) -> Table | None:
    """Headlines of the themes that the article tells of, each with who published it and when."""
    # one of each theme before the second of any
    rounds = zip_longest(*(members[:MOST_OF_THEME] for _, members in headlines(day)))
    chosen = {event.id: event for events in rounds for event in events if event is not None}
    told_of = list(chosen.values())[:MOST_HEADLINES]
    rows = []
    for event in sorted(told_of, key=lambda e: (e.at.isoformat() if e.at else "", e.id)):
        title, who = told(day, event, "name"), told(day, event, "publisher")
        if title and who:
            head = replace(_text(title), link=event.link if is_link(event.link) else "")
            rows.append(Row(head, (_text(who), _clock(day, voice, event))))
    columns = tuple(voice.text(f"plan.{name}") for name in ("headline", "publisher", "time"))
    return Table("headlines", voice.text("plan.headlines"), columns, tuple(rows)) if rows else None


def coming_table(day: Day, voice: Voice, given: Sequence[Event] | None = None) -> Table | None:
    """What is on the calendar (or what is given of it): what is expected, what was last, when it ends."""
    listed = calendar.listed(day) if given is None else given
    events = [event for event in listed if told(day, event, "name") and told(day, event, "day")]
    if not events:
        return None
    several = any(told(day, event, "last_day") for event in events)
    names = ("event", "date", *(("until",) if several else ()), "time", "expected", "previous")
    rows = []
    for event in events:
        days = [_date(voice, told(day, event, part)) for part in ("day", "last_day")[: 1 + several]]
        figures = [_figure(voice, figure(day, event, of)) for of in ("expected", "previous")]
        rows.append(Row(_text(told(day, event, "name")), (*days, _clock(day, voice, event), *figures)))
    columns = tuple(voice.text(f"plan.{name}") for name in names)
    return Table("coming", voice.text("plan.coming"), columns, tuple(rows))


def _date(voice: Voice, fact: Fact | None) -> Span:
    return Span(voice.plain("plan.cell_day", {"day": fact}), fact.id, "date") if fact else Span("")


def _figure(voice: Voice, fact: Fact | None) -> Span:
    if fact is None:
        return Span("")
    return Span(voice.plain("plan.cell_figure", {"figure": fact}), fact.id, "number")


def _text(fact: Fact | None) -> Span:
    return Span(str(fact.value), fact.id, "text") if fact else Span("")


def _clock(day: Day, voice: Voice, event: Event) -> Span:
    fact = told(day, event, "time")
    if fact is not None:
        return Span(voice.plain("plan.cell_time", {"time": fact}), fact.id, "date")
    return Span(voice.text(f"plan.time_{event.timing}") if event.timing else "")
