"""What stands beside an article's text: the events that it cites and the levels that it says to watch."""

from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import urlsplit

from pydantic import TypeAdapter

from generator.model import Event, WatchPoint

_EVENTS: Final = TypeAdapter(tuple[Event, ...])
_POINTS: Final = TypeAdapter(tuple[WatchPoint, ...])


def is_link(text: str) -> bool:
    """Whether a text is an address that a brief may link to."""
    parts = urlsplit(text)
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def events_out(events: Sequence[Event]) -> list[dict[str, Any]]:
    """Events as JSON values, what is empty left out."""
    made: list[dict[str, Any]] = _EVENTS.dump_python(tuple(events), mode="json", exclude_defaults=True)
    return made


def events_in(raw: Any) -> tuple[Event, ...]:
    """Events of JSON values. Raises ValueError for what is none, or has a link that no brief may have."""
    events = _EVENTS.validate_python(raw)
    for event in events:
        if event.link and not is_link(event.link):
            raise ValueError(f"no link that a brief may have: {event.link!r}")
    return events


def watch_out(points: Sequence[WatchPoint]) -> list[dict[str, Any]]:
    """Watch points as JSON values."""
    made: list[dict[str, Any]] = _POINTS.dump_python(tuple(points), mode="json")
    return made


def watch_in(raw: Any) -> tuple[WatchPoint, ...]:
    """Watch points of JSON values. Raises ValueError for what is none."""
    return _POINTS.validate_python(raw)
