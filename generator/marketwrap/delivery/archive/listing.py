"""Which briefs lie in a folder of briefs, and what an index says of each.

A brief's folder is opened again only when one of its files changed: what was read is remembered in a file.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Final, get_args

from pydantic import AfterValidator, AwareDatetime, BaseModel, Field, TypeAdapter, ValidationError

from marketwrap.base import disk
from marketwrap.base.model import Edition
from marketwrap.base.settings import Settings
from marketwrap.base.version import __version__
from marketwrap.formats import briefjson

HTML: Final = "brief.html"
APPROVAL: Final = "approval.json"
#: the page for reading, in each brief's folder; the archive's own, so no part of the brief
PAGE: Final = "index.html"
#: where a page's style ends and its text begins, each once: the archive puts something of its own there
HEAD_END: Final = b"</head>"
BODY: Final = b"<body>"
#: what was read of each folder; a dot keeps it from being served
MEMORY: Final = ".archive.json"

#: an edition's place among those of one day, in the order of publication
_ORDER: Final[Mapping[Edition, int]] = {"morning": 0, "close": 1, "weekly": 2}
#: what a link leads to, best first; the page for reading is made of brief.html
_TARGETS: Final = {HTML: PAGE} | {
    name: name for name in ("brief.pdf", "brief.txt", "brief.md", briefjson.NAME)
}
_FOLDER: Final = re.compile(r"(\d{4}-\d{2}-\d{2})(?:-([a-z]+))?")
#: characters that no XML document can hold, not even escaped
_NOT_IN_XML: Final = re.compile(r"[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")

#: size and time of change of each file, by name
Stamp = dict[str, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Listed:
    """What an index says of a brief."""

    folder: str
    #: the day that it is for, which of a morning edition is the session after
    day: date
    edition: Edition
    closed_at: AwareDatetime
    #: None for a draft
    approved_at: AwareDatetime | None
    simulated: bool
    headline: str
    standfirst: str
    #: bytes of each file, by name
    files: dict[str, int]

    @property
    def order(self) -> tuple[date, int]:
        """Sorts by publication."""
        return self.day, _ORDER[self.edition]

    @property
    def path(self) -> str:
        """What a link from the index leads to."""
        target = next(page for name, page in _TARGETS.items() if name in self.files)
        return f"{self.folder}/{target}"

    @property
    def updated(self) -> datetime:
        """When it last became what it is, as far as this is written down."""
        return max(self.closed_at, self.approved_at or self.closed_at)


@dataclass(frozen=True, slots=True)
class Trouble:
    """A folder that looks like a brief's and cannot be listed."""

    folder: str
    what: str


@dataclass(frozen=True, slots=True)
class Known:
    """What is remembered of a folder."""

    stamp: Stamp
    found: Listed | Trouble


@dataclass(frozen=True, slots=True)
class Memory:
    """What is remembered of all folders, by name; of another version it is forgotten."""

    version: str = f"1 {__version__}"
    folders: dict[str, Known] = field(default_factory=dict)
    #: what each folder's page for reading was made of, and the page's own stamp
    pages: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, out: Path) -> "Memory":
        """What an earlier run left; nothing where that cannot be read."""
        try:
            known = _MEMORY.validate_json((out / MEMORY).read_bytes())
        except (OSError, ValidationError):
            return cls()
        return known if known.version == cls().version else cls()

    def keep(self, out: Path) -> None:
        """Leave it to the next run. Raises OSError."""
        disk.write(out / MEMORY, _MEMORY.dump_json(self))


_MEMORY: Final = TypeAdapter(Memory)


def is_public(brief: Listed, settings: Settings) -> bool:
    """Whether everybody may read a brief: it was approved, or nobody has to."""
    return settings.review == "none" or brief.approved_at is not None


def scan(out: Path, before: Memory) -> Memory:
    """What is known of every brief's folder, changed ones read again. Raises OSError for ``out`` alone."""
    names = sorted(entry.name for entry in os.scandir(out) if entry.is_dir(follow_symlinks=False))
    folders = {name: known for name in names if (known := _known(out / name, before.folders.get(name)))}
    return Memory(folders=folders, pages=dict(before.pages))


def _known(folder: Path, before: Known | None) -> Known | None:
    """None for a folder that is no brief's."""
    named = _FOLDER.fullmatch(folder.name)
    if named is None or (named[2] or "close") not in get_args(Edition) or named[2] == "close":
        return None
    try:
        stamp = _stamp(folder)
        if briefjson.NAME not in stamp:
            return None
        return before if before and before.stamp == stamp else Known(stamp, _read(folder, named, stamp))
    except OSError as error:
        return Known({}, Trouble(folder.name, f"cannot be read: {error.strerror}"))


def _stamp(folder: Path) -> Stamp:
    with os.scandir(folder) as entries:
        # a link could lead anywhere
        files = {
            entry.name: entry.stat(follow_symlinks=False)
            for entry in entries
            if entry.is_file(follow_symlinks=False) and entry.name != PAGE
        }
    return {name: (files[name].st_size, files[name].st_mtime_ns) for name in sorted(files)}


def _read(folder: Path, named: re.Match[str], stamp: Stamp) -> Listed | Trouble:
    """What brief.json says. Raises OSError when it cannot be read."""
    try:
        brief = _BriefJson.model_validate_json((folder / briefjson.NAME).read_bytes())
        day = date.fromisoformat(named[1])
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        return Trouble(folder.name, f"{briefjson.NAME}: {place + ': ' if place else ''}{first['msg']}")
    except ValueError as error:
        return Trouble(folder.name, str(error))
    if brief.schema_ != briefjson.SCHEMA:
        return Trouble(folder.name, f"{briefjson.NAME} has schema {brief.schema_}, not {briefjson.SCHEMA}")
    # a morning is for the session after the one it is about
    fits = brief.session < day if brief.edition == "morning" else brief.session == day
    if not fits or brief.edition != (named[2] or "close"):
        return Trouble(folder.name, f"{briefjson.NAME} is of another brief: {brief.session}, {brief.edition}")
    if HTML in stamp and not _is_page((folder / HTML).read_bytes()):
        return Trouble(folder.name, f"{HTML} is no page of marketwrap's")
    return Listed(
        folder=folder.name,
        day=day,
        edition=brief.edition,
        closed_at=brief.closed_at,
        approved_at=_approved_at(folder) if APPROVAL in stamp else None,
        simulated=brief.provenance.simulated,
        headline=brief.headline.text,
        standfirst=brief.standfirst.text,
        files={name: size for name, (size, _) in stamp.items()},
    )


def _approved_at(folder: Path) -> datetime | None:
    """When a brief was approved as it lies there; None where that is void. Raises OSError."""
    # loads what prices need, which an index of drafts does without
    from marketwrap.delivery import approval  # noqa: PLC0415

    found = approval.state(folder)
    return found.at if isinstance(found, approval.Approved) else None


def _is_page(content: bytes) -> bool:
    return content.count(HEAD_END) == content.count(BODY) == 1


def line(text: str) -> str:
    """The text as one line that HTML and XML can hold."""
    return " ".join(_NOT_IN_XML.sub("\N{REPLACEMENT CHARACTER}", text).split())


class _Sentence(BaseModel):
    text: Annotated[str, AfterValidator(line), Field(min_length=1)]


class _Provenance(BaseModel):
    simulated: bool


class _BriefJson(BaseModel):
    """What an index needs of a brief.json; that all of it is JSON is seen on the way."""

    schema_: int = Field(alias="schema")
    session: date
    closed_at: AwareDatetime
    edition: Edition
    provenance: _Provenance
    headline: _Sentence
    standfirst: _Sentence
