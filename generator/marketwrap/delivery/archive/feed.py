"""The Atom feed of briefs (RFC 4287)."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from urllib.parse import urlsplit

from marketwrap.base.errors import ConfigError
from marketwrap.base.settings import Settings
from marketwrap.base.templates import render
from marketwrap.delivery.archive.listing import Listed, line
from marketwrap.formats.briefjson.cited import is_link
from marketwrap.language import languages
from marketwrap.language.phrases import page_words

NAME: Final = "feed.xml"
#: newest briefs in the feed: ten weeks of days
LENGTH: Final = 50
#: a feed needs a time also before it has a brief
_NEVER: Final = datetime(1970, 1, 1, tzinfo=UTC)
_TYPES: Final = {".html": "text/html", ".pdf": "application/pdf", ".json": "application/json"}


@dataclass(frozen=True, slots=True)
class Entry:
    """A brief as the feed has it; times as RFC 3339."""

    brief: Listed
    id: str
    published: str
    updated: str
    #: of what its link leads to
    type: str


def site(settings: Settings) -> str:
    """The address before every link, with a slash at its end; empty where none is set.

    Raises ConfigError for one that is no web address, or has a question or a fragment.
    """
    address = settings.site
    if not address:
        return ""
    if not is_link(address) or urlsplit(address).query or urlsplit(address).fragment:
        raise ConfigError(
            f"{address} is no address of a folder",
            where="site",
            remedy="write it as https://briefs.example.com/",
        )
    return address.rstrip("/") + "/"


def atom(briefs: Sequence[Listed], settings: Settings) -> bytes:
    """The feed of briefs that come newest first. Equal briefs give equal bytes. Raises ConfigError."""
    base = site(settings)
    newest = briefs[:LENGTH]
    content = {
        "language": languages.find(settings.language).tag,
        "words": page_words(settings.language),
        "publisher": line(settings.publisher),
        "site": base,
        "id": _id(base, settings.publisher, NAME),
        "updated": _moment(max((brief.updated for brief in newest), default=_NEVER)),
        "entries": [_entry(brief, base, settings.publisher) for brief in newest],
    }
    return render("feed.xml.jinja", content).encode()


def _entry(brief: Listed, base: str, publisher: str) -> Entry:
    return Entry(
        brief,
        id=_id(base, publisher, f"{brief.folder}/"),
        published=_moment(brief.closed_at),
        updated=_moment(brief.updated),
        type=_TYPES.get("." + brief.path.rsplit(".", 1)[-1], "text/plain"),
    )


def _id(base: str, publisher: str, name: str) -> str:
    """An id that stays: the address where there is one, else one made of the names."""
    return f"{base}{name}" if base else uuid.uuid5(uuid.NAMESPACE_URL, f"marketwrap:{publisher}/{name}").urn


def _moment(when: datetime) -> str:
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
