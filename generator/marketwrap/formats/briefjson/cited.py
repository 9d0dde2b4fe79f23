"""What an article cites beside its sentences, as JSON: its events, and the levels that it says to watch."""

import re
from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import urlsplit

from pydantic import TypeAdapter

from marketwrap.base.model import Event, WatchPoint

_EVENTS: Final = TypeAdapter(tuple[Event, ...])
LONGEST_LINK: Final = 2000
_ADDRESS: Final = re.compile(r"https?://[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=%-]+")
_POINTS: Final = TypeAdapter(tuple[WatchPoint, ...])


def is_link(text: str) -> bool:
    """Whether a text is an address that a brief may link to: http or https, a host, and nobody's password.

    Only the characters that RFC 3986 allows, so that no sign in it can end an attribute or a line.
    """
    if len(text) > LONGEST_LINK or not _ADDRESS.fullmatch(text):
        return False
    try:
        parts = urlsplit(text)
        return bool(parts.hostname) and "@" not in parts.netloc and parts.port != 0
    except ValueError:
        return False  # brackets that are no address, a port that is no number


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
