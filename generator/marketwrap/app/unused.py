"""What of the desk's own file of events a brief says nothing of, and why: nothing supplied vanishes."""

from collections.abc import Iterator, Mapping
from typing import Final

from marketwrap.base.model import Article, Event
from marketwrap.facts import Day
from marketwrap.rules import news

_REASONS: Final[Mapping[news.Reason, str]] = {
    "unprintable": "it has signs that the documents cannot print",
    "empty": "it has no figure, no outcome and no clause to tell",
    "no_room": "what is told has no room for it",
}
#: characters of a title that a line shows
_SHOWN: Final = 70


def lines(day: Day, article: Article, given: tuple[Event, ...]) -> tuple[str, ...]:
    """A line for each entry of the desk's file about the session that the article does not rest on.

    ``given`` are all entries of the file; one line says so where none is of the session or still to come. A
    weekly brief tells no events.
    """
    return () if article.edition == "weekly" else tuple(_lines(day, article, given))


def _lines(day: Day, article: Article, given: tuple[Event, ...]) -> Iterator[str]:
    for event, reason in news.unused(day, article.events):
        yield f"{_named(event)}: {_REASONS[reason]}"
    cited = {event.id for event in article.events}
    told = {event.id for event in given if day.fact(event.id, "event_of_session") is not None}
    for event in given:
        if event.day == article.session and event.id not in told | cited and article.edition == "close":
            yield f"{_named(event)}: it is of after the close"
    if not told and all(event.day is not None and event.day < article.session for event in given):
        yield f"all of the file is of earlier sessions ({len(given)})"


def _named(event: Event) -> str:
    text = event.text if event.kind == "note" else event.name
    return f"{event.kind} “{text if len(text) <= _SHOWN else text[: _SHOWN - 1] + '…'}”"
