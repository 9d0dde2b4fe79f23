"""What was sent is kept: each file of the brief, its approval, who got it, in folders that nothing changes.

``records/briefs/<brief>/<hash>/`` holds the brief's files, ``recipients.json`` and ``manifest.json`` with the
SHA-256 of each. The folder is named after its content, so that the same is kept once and something else
goes beside it. Folders and files can be read by their owner alone, and written by nobody.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from marketwrap.base import disk
from marketwrap.base.version import __version__
from marketwrap.delivery import approval

BRIEFS: Final = "briefs"
MANIFEST: Final = "manifest.json"
RECIPIENTS: Final = "recipients.json"
FORMAT: Final = "marketwrap record 1"
#: a draft that is older was left by a run that died
STALE: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who got a message, and which; the message itself is in the outbox."""

    address: str
    message_id: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What ``manifest.json`` says."""

    format: str
    #: name of the brief's folder, as in ``2026-01-14-weekly``
    brief: str
    #: when it was sent
    sent: datetime
    generator: str
    #: SHA-256 by file name
    files: Mapping[str, str]
    #: SHA-256 of all of the above
    seal: str = ""


@dataclass(frozen=True, slots=True)
class Copy:
    """One brief as it was sent, or what is left of it where ``problem`` says so."""

    folder: Path
    manifest: Manifest | None
    problem: str = ""

    @property
    def name(self) -> str:
        """As in ``2026-01-14/0f3a5c7e9b1d``."""
        return f"{self.folder.parent.name}/{self.folder.name}"

    def until(self, keep_years: int) -> datetime | None:
        """Until when it is kept; None where nobody knows when it was sent."""
        return years_from(self.manifest.sent, keep_years) if self.manifest else None


_MANIFEST: Final = TypeAdapter(Manifest)
_RECIPIENTS: Final = TypeAdapter(tuple[Recipient, ...])


def keep(
    brief: str, files: Mapping[str, bytes], records: Path, recipients: Sequence[Recipient], sent: datetime
) -> Path:
    """Keep a brief that was sent, and who got it; the folder that holds it now.

    ``brief`` is the name of its folder, ``files`` are what was sent, as ``approval.collected`` read them.
    What is kept already, with these recipients or more, is not kept again; other content or further
    recipients make a further folder. It is there whole or not at all. Raises OSError.
    """
    if (there := _place(brief, files, records, recipients)) is not None:
        return there
    kept_files = {**files, RECIPIENTS: _listed(recipients)}
    hashed = approval.hashes(kept_files)
    manifest = Manifest(FORMAT, brief, sent.astimezone(UTC), f"marketwrap {__version__}", hashed)
    kept_files[MANIFEST] = _dumps(replace(manifest, seal=_seal(manifest)))
    place = records / BRIEFS / brief / _short(hashed)
    disk.write_sealed(place, kept_files)
    return place


def _place(brief: str, files: Mapping[str, bytes], records: Path, wanted: Sequence[Recipient]) -> Path | None:
    """The sound folder that holds these files for these recipients, if there is one."""
    hashed = approval.hashes(files)
    for copy in map(_copy, sorted((records / BRIEFS / brief).glob("[!.]*"))):
        held = dict(copy.manifest.files) if copy.manifest and not copy.problem else {}
        held.pop(RECIPIENTS, None)
        if held != hashed:
            continue
        try:
            if {*wanted} <= {*recipients(copy)}:
                return copy.folder
        except (OSError, ValueError):  # damaged, as verify says: it is kept anew beside it
            continue
    return None


def _listed(recipients: Sequence[Recipient]) -> bytes:
    ordered = tuple(sorted(set(recipients), key=lambda r: (r.address, r.message_id)))
    return _json(_RECIPIENTS.dump_python(ordered, mode="json"))


def _dumps(manifest: Manifest) -> bytes:
    return _json(_MANIFEST.dump_python(manifest, mode="json"))


def _json(raw: Any) -> bytes:
    return (json.dumps(raw, ensure_ascii=False, indent=1) + "\n").encode()


def _seal(manifest: Manifest) -> str:
    return sha256(_dumps(replace(manifest, seal=""))).hexdigest()


def _short(hashed: Mapping[str, str]) -> str:
    return approval.digest(hashed)[: approval.SHORT]


# What is there ------------------------------------------------------------------------------------


def kept(records: Path) -> Iterator[Copy]:
    """Everything that is kept, by brief and then by content, read by its manifest alone."""
    for folder in sorted((records / BRIEFS).glob("*/*")):
        if not folder.name.startswith(disk.DRAFT):
            yield _copy(folder)


def versions(records: Path, brief: str) -> frozenset[str]:
    """Of the versions of a brief that are kept, one hash each, as ``approval.digest`` has it of its files."""
    found = (_copy(folder) for folder in (records / BRIEFS / brief).glob("*"))
    manifests = (copy.manifest for copy in found if copy.manifest and not copy.problem)
    return frozenset(
        approval.digest({name: value for name, value in manifest.files.items() if name != RECIPIENTS})
        for manifest in manifests
    )


def _copy(folder: Path) -> Copy:
    try:
        found = _MANIFEST.validate_json((folder / MANIFEST).read_bytes())
    except OSError as error:
        return Copy(folder, None, f"{MANIFEST} cannot be read: {error.strerror}")
    except ValidationError:
        return Copy(folder, None, f"{MANIFEST} is damaged")
    if found.format != FORMAT or found.sent.tzinfo is None or found.seal != _seal(found):
        return Copy(folder, None, f"{MANIFEST} was changed")
    if (found.brief, _short(found.files)) != (folder.parent.name, folder.name):
        return Copy(folder, found, "it is in another's place")
    return Copy(folder, found)


def recipients(copy: Copy) -> tuple[Recipient, ...]:
    """Who got it. Raises OSError and ValueError for a list that is damaged."""
    return _RECIPIENTS.validate_json((copy.folder / RECIPIENTS).read_bytes())


def verify(records: Path) -> tuple[Copy, ...]:
    """Read every byte again: everything that is kept, with the first thing that is wrong about it."""
    return tuple(copy if copy.problem else _verified(copy) for copy in kept(records))


def _verified(copy: Copy) -> Copy:
    wanted = copy.manifest.files if copy.manifest else {}
    there = {path.name for path in copy.folder.iterdir()} - {MANIFEST}
    for name in sorted(wanted.keys() | there):
        if name not in there:
            return replace(copy, problem=f"{name} is missing")
        if name not in wanted:
            return replace(copy, problem=f"{name} does not belong there")
        try:
            content = (copy.folder / name).read_bytes()
        except OSError as error:
            return replace(copy, problem=f"{name} cannot be read: {error.strerror}")
        if sha256(content).hexdigest() != wanted[name]:
            return replace(copy, problem=f"{name} was changed")
    return copy


# What is no longer kept ---------------------------------------------------------------------------


def prune(records: Path, keep_years: int, now: datetime) -> tuple[str, ...]:
    """Remove what was sent longer ago than that many years, and drafts of runs that died. What was removed.

    A copy whose manifest cannot be trusted stays, for nobody knows how old it is. Raises OSError.
    """
    old = [r for r in kept(records) if (until := r.until(keep_years)) is not None and until < now]
    for copy in old:
        disk.remove_sealed(copy.folder)
    for draft in (records / BRIEFS).glob(f"*/{disk.DRAFT}*"):
        if datetime.fromtimestamp(draft.stat().st_mtime, UTC) < now - STALE:
            disk.remove_sealed(draft)
    return tuple(copy.name for copy in old)


def years_from(moment: datetime, years: int) -> datetime:
    """The same day so many years later, or earlier; March 1 where that year has no February 29."""
    try:
        return moment.replace(year=moment.year + years)
    except ValueError:
        return moment.replace(year=moment.year + years, month=3, day=1)
