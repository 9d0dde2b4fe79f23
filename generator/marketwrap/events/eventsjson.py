"""``events.json``: what was known beside the prices when a brief was made, so that it can be made again."""

import json
import re
from datetime import datetime
from typing import Final

from pydantic import ValidationError

from marketwrap.base.errors import ConfigError
from marketwrap.base.model import Event, Events, Figure
from marketwrap.events import clean
from marketwrap.events.entries import FIRST, LARGEST, LAST, MOST_DECIMALS, UNITS
from marketwrap.events.merge import in_order
from marketwrap.formats.briefjson.cited import events_in, events_out

NAME: Final = "events.json"
FORMAT: Final = "marketwrap events 1"
AGAIN: Final = "make the brief again"

_CAPS: Final = {
    "name": clean.TITLE,
    "text": clean.TEXT,
    "clause": clean.TITLE,
    **dict.fromkeys(("publisher", "period", "region", "outcome", "theme"), clean.NAME),
}
_ID: Final = re.compile(r"[a-z]+/(open|\d{4}-\d{2}-\d{2})/[a-z0-9-]{1,80}")
_UNITS: Final = frozenset(unit for unit, _, _ in UNITS.values())
_FIGURE: Final = re.compile(r"[a-z_]{1,40}")
_CURRENCY: Final = re.compile(r"([A-Z]{3})?")


def to_bytes(events: Events) -> bytes:
    """The file's content, equal for equal events."""
    raw = {
        "format": FORMAT,
        "until": events.until.isoformat() if events.until else None,
        "events": events_out(events.items),
    }
    return (json.dumps(raw, ensure_ascii=False, indent=1) + "\n").encode()


def parse(text: str | bytes, where: str = NAME) -> Events:
    """Events of a file's content. Raises ConfigError for what marketwrap has not written."""
    try:
        raw = json.loads(text, parse_constant=_refuse)
        if not isinstance(raw, dict) or raw.get("format") != FORMAT:
            raise ConfigError(f"not of the format {FORMAT!r}", where=where, remedy=AGAIN)
        until = raw["until"]
        items = events_in(raw["events"])
        for event in items:
            _require_sound(event)
        events = Events(in_order(items), datetime.fromisoformat(until) if until is not None else None)
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError) as error:
        raise ConfigError(f"damaged: {_line(error)}", where=where, remedy=AGAIN) from error
    if len({event.id for event in events.items}) != len(events.items):
        raise ConfigError("two events have one id", where=where, remedy=AGAIN)
    return events


def _line(error: Exception) -> str:
    """What is wrong, and of a value of the wrong kind also where."""
    if isinstance(error, ValidationError):
        first = error.errors(include_url=False)[0]
        return f"{'.'.join(str(part) for part in ('events', *first['loc']))}: {first['msg']}"
    return str(error) or type(error).__name__


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no number")


def _require_sound(event: Event) -> None:
    """Raises ValueError for what no origin would have let through."""
    for field, cap in _CAPS.items():
        if clean.line(getattr(event, field), cap) != getattr(event, field):
            raise ValueError(f"{event.id[:90]!r}: {field} is not clean")
    if not _ID.fullmatch(event.id) or not event.id.startswith(f"{event.kind}/"):
        raise ValueError(f"{event.id[:90]!r} is no id")
    if not all(map(clean.is_symbol, event.symbols)):
        raise ValueError(f"{event.id}: no symbols: {event.symbols}")
    for name, figure in event.figures.items():
        if not _FIGURE.fullmatch(name) or not _is_figure(figure):
            raise ValueError(f"{event.id}: {name[:90]!r} is no figure")
    for day in (event.day, event.until, event.at.date() if event.at else None):
        if day is not None and not FIRST <= day <= LAST:
            raise ValueError(f"{event.id}: {day} is not between {FIRST} and {LAST}")


def _is_figure(figure: Figure) -> bool:
    """Whether a figure can be printed: a million decimals would be a line of a million digits."""
    return (
        figure.unit in _UNITS
        and abs(figure.value) <= LARGEST
        and 0 <= figure.decimals <= MOST_DECIMALS
        and _CURRENCY.fullmatch(figure.currency) is not None
    )
