"""Who has read a brief and let it go: ``approval.json`` beside it, void when anything of it changes.

The file, of format ``marketwrap approval 1``, is JSON: ``brief`` (name of the folder), ``reviewer``, ``at``
(UTC), ``headline``, ``generator``, and the SHA-256 of every file by name, ``read`` of the draft that was
approved and ``approved`` of the same brief once it says who reviewed it.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from marketwrap.base.errors import ConfigError
from marketwrap.base.settings import FORMATS
from marketwrap.base.templates import LANGUAGE
from marketwrap.check import Problem
from marketwrap.events import clean, eventsjson
from marketwrap.formats import briefjson, snapshot, watchjson
from marketwrap.language import languages
from marketwrap.language.voice import label
from marketwrap.metrics.events import printable

NAME: Final = "approval.json"
FORMAT: Final = "marketwrap approval 1"
#: what a brief is made of, in the order in which it is written
FILES: Final = (*(f"brief.{ending}" for ending in FORMATS), watchjson.NAME, snapshot.NAME, eventsjson.NAME)
#: characters of a hash that are shown
SHORT: Final = 12


@dataclass(frozen=True, slots=True)
class Approval:
    """What ``approval.json`` says."""

    format: str
    #: name of the folder, as in ``2026-01-14-weekly``
    brief: str
    reviewer: str
    at: datetime
    headline: str
    generator: str
    #: SHA-256 by file name: of the draft that was read, and of what became of it
    read: Mapping[str, str]
    approved: Mapping[str, str]

    @property
    def digest(self) -> str:
        """One hash of all files that were read."""
        return digest(self.read)


@dataclass(frozen=True, slots=True)
class Draft:
    """Nobody has approved it."""


@dataclass(frozen=True, slots=True)
class Approved:
    """Somebody has, and it is still what it was then."""

    reviewer: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Void:
    """Somebody had, but a file has changed since, has gone or has come."""

    file: str


State = Draft | Approved | Void
_APPROVAL: Final = TypeAdapter(Approval)


def gather(folder: Path) -> dict[str, bytes]:
    """Every file that belongs to a brief, by name, read once."""
    return {name: path.read_bytes() for name in FILES if (path := folder / name).is_file()}


def collected(folder: Path) -> dict[str, bytes]:
    """The same and the approval, where there is one."""
    signed = folder / NAME
    return gather(folder) | ({NAME: signed.read_bytes()} if signed.is_file() else {})


def hashes(files: Mapping[str, bytes]) -> dict[str, str]:
    """The SHA-256 of each file."""
    return {name: sha256(content).hexdigest() for name, content in sorted(files.items())}


def digest(hashed: Mapping[str, str]) -> str:
    """One hash for many, as ``sha256sum`` of a list that ``sha256sum`` made."""
    return sha256(
        "".join(f"{value}  {name}\n" for name, value in sorted(hashed.items())).encode()
    ).hexdigest()


def state(folder: Path) -> State:
    """Where a brief stands. An ``approval.json`` that is damaged, or another brief's, is void itself."""
    return state_of(collected(folder), folder.name)


def state_of(files: Mapping[str, bytes], name: str) -> State:
    """The same of files that were read before, for whoever sends these and no others."""
    if NAME not in files:
        return Draft()
    try:
        found = parse(files[NAME])
    except ConfigError:
        return Void(NAME)
    return _compared(found, {key: content for key, content in files.items() if key != NAME}, name)


def _compared(found: Approval, files: Mapping[str, bytes], name: str) -> State:
    now = hashes(files)
    changed = [n for n in FILES if now.get(n) != found.approved.get(n)]
    if changed or found.approved.keys() - set(FILES):
        return Void(changed[0] if changed else NAME)
    # the brief itself says who reviewed it, so that a name cannot be put in afterwards
    if found.brief != name or not _byline(files).rstrip(".").endswith(_signature(files, found.reviewer)):
        return Void(NAME)
    return Approved(found.reviewer, found.at)


def _byline(files: Mapping[str, bytes]) -> str:
    return _said(files, "byline")


def _signature(files: Mapping[str, bytes], reviewer: str) -> str:
    """How the byline of a reviewed brief ends; in a language of the user's own, with the name."""
    try:
        signed = label("plan.reviewed", _said(files, "language"), byline="", reviewer=reviewer)
    except ConfigError:
        signed = reviewer
    return signed.rstrip(".")


def _said(files: Mapping[str, bytes], key: str) -> str:
    try:
        return str(json.loads(files[briefjson.NAME])[key])
    except (KeyError, TypeError, ValueError):
        return ""


def dumps(approval: Approval) -> bytes:
    """The file's content."""
    raw: dict[str, Any] = _APPROVAL.dump_python(approval, mode="json")
    return (json.dumps(raw, ensure_ascii=False, indent=1) + "\n").encode()


def parse(content: bytes) -> Approval:
    """Read it back. Raises ConfigError for what marketwrap has not written."""
    remedy = "approve the brief again"
    try:
        found = _APPROVAL.validate_json(content)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise ConfigError(f"no approval: {place} {first['msg']}", where=NAME, remedy=remedy) from error
    if found.format != FORMAT or found.at.tzinfo is None:
        raise ConfigError(f"not of the format {FORMAT!r}", where=NAME, remedy=remedy)
    return found


def made(
    folder: str,
    reviewer: str,
    at: datetime,
    headline: str,
    generator: str,
    read: Mapping[str, bytes],
    approved: Mapping[str, bytes],
) -> Approval:
    """The approval of a draft that was read and of the files that it became."""
    return Approval(
        FORMAT, folder, reviewer, at.astimezone(UTC), headline, generator, hashes(read), hashes(approved)
    )


# The name in the byline ---------------------------------------------------------------------------


def reviewer_of(raw: str) -> str:
    """A reviewer's name as the byline prints it.

    Raises ConfigError for one that is empty, too long for the line, or of letters that the documents' fonts
    do not have.
    """
    where, whole = "--reviewer", clean.line(raw, clean.TEXT)
    if not whole:
        raise ConfigError("there is no name", where=where, remedy="say who has read the brief")
    if not (name := printable(whole)):
        what = "the name has signs that the documents cannot print"
        raise ConfigError(what, where=where, remedy="write it in Latin letters")
    if len(name) > clean.NAME:
        what = f"the name is longer than {clean.NAME} characters"
        raise ConfigError(what, where=where, remedy="shorten it")
    return name


def byline(publisher: str, reviewer: str = "", language: str = LANGUAGE) -> str:
    """The line under the dateline, of a draft or of a brief that somebody reviewed."""
    plain = publisher or label("plan.byline", language)
    return label("plan.reviewed", language, byline=plain, reviewer=reviewer) if reviewer else plain


def doubt(folder: Path, language: str = LANGUAGE) -> Problem | None:
    """A byline that names a reviewer without an approval that holds; None when there is no such thing.

    ``language`` is that of the settings. Raises ConfigError for a brief in another of the user's own.
    """
    files, found = gather(folder), state(folder)
    said, written_in = _byline(files), languages.written_in(_said(files, "language"), language)
    mark = label("plan.reviewed", written_in, byline="", reviewer="").strip(". ")
    if isinstance(found, Approved) or mark not in said:
        return None
    why = (
        f"the approval is void: {found.file} has changed"
        if isinstance(found, Void)
        else "nobody has approved it"
    )
    return Problem("context", briefjson.NAME, "byline", said, detail=why)
