"""What of all events a brief may know: those around its session, and nothing of what came later."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Final

from marketwrap.base.model import Event, Events
from marketwrap.events.merge import in_order

#: days before the session that a brief looks back to, and days after it that it looks ahead to
BACK: Final = timedelta(days=7)
AHEAD: Final = timedelta(days=30)
#: figures that were known before the event
FORESEEN: Final = frozenset({"expected", "previous", "eps_expected", "revenue_expected"})


def known(events: Iterable[Event], session: date, closed: datetime, until: datetime | None = None) -> Events:
    """Events around a session as they stood at ``until`` (default: when the session ``closed``).

    A headline or a note of later is left out. Of a later release or report there is what was expected.
    """
    moment = until or closed
    return Events(in_order(_seen(events, session, closed, moment)), moment)


def _seen(events: Iterable[Event], session: date, closed: datetime, moment: datetime) -> Iterator[Event]:
    for event in events:
        last = event.until or event.day
        if event.day and last and not (session - BACK <= last and event.day <= session + AHEAD):
            continue
        if event.kind == "appointment" or has_happened(event, closed, moment):
            yield event
        elif event.kind in ("release", "earnings"):
            foreseen = {name: figure for name, figure in event.figures.items() if name in FORESEEN}
            yield replace(event, figures=foreseen, outcome="", text="")


def has_happened(event: Event, closed: datetime, moment: datetime) -> bool:
    """Whether an event lay behind at a moment, as far as can be said of one whose hour is not known."""
    if event.at or event.day is None:
        return event.at is not None and event.at <= moment
    if event.day < moment.date():
        return True
    return event.day == closed.date() and moment >= closed and event.timing != "after"
