"""One event from one origin, or from two: told as the same, and kept once."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from itertools import chain
from typing import Any, Final

from marketwrap.base.errors import ConfigError
from marketwrap.base.model import Event

#: an event, and where in its file it stands
Placed = tuple[str, Event]
_RANK: Final = {"before": 0, "": 1, "after": 2}


def without_repeats(placed: Iterable[Placed], where: str) -> tuple[Event, ...]:
    """Events of one file in order, each once.

    Raises ConfigError when two entries are about the same event and say different things. A headline that was
    published again is the earlier one, about the instruments of both.
    """
    known: dict[str, Placed] = {}
    for place, event in placed:
        before, earlier = known.get(event.id, (place, event))
        if event.kind == "headline":
            event = joined(*sorted((earlier, event), key=_order))  # noqa: PLW2901  # the two are one
        elif event != earlier:
            raise ConfigError(
                f"another {event.kind} of that name and day than {before}",
                where=f"{where}: {place}",
                remedy="keep one of them, or tell their names apart",
            )
        known[event.id] = before, event
    return in_order(event for _, event in known.values())


def merged(*origins: Iterable[Event]) -> tuple[Event, ...]:
    """Events of several origins in order; of an event that two of them have, the first one's."""
    known: dict[tuple[Any, ...], Event] = {}
    for event in chain.from_iterable(origins):
        key = _same(event)
        known[key] = joined(known[key], event) if key in known else event
    return in_order(known.values())


def in_order(events: Iterable[Event]) -> tuple[Event, ...]:
    """By day, then before the open to after the close, then by time and id."""
    return tuple(sorted(events, key=_order))


def joined(one: Event, other: Event) -> Event:
    """The first of two that are the same; a headline is about the instruments of both."""
    if one.kind != "headline":
        return one
    return replace(
        one,
        symbols=tuple(dict.fromkeys((*one.symbols, *other.symbols))),
        clause=one.clause or other.clause,
        lead=one.lead or other.lead,
    )


def _order(event: Event) -> tuple[date, int, float, str]:
    clock = event.at.timestamp() if event.at else 0.0
    return event.day or date.max, _RANK[event.timing], clock, event.id


def _same(event: Event) -> tuple[Any, ...]:
    if event.kind == "earnings" and event.symbols:
        return event.kind, event.day, event.symbols[0]
    if event.kind in ("earnings", "release", "appointment"):
        return event.kind, event.day, " ".join(event.name.casefold().split())
    return (event.id,)
