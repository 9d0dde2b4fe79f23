"""``watch.json``: the levels that a brief said to watch, and what has become of those of the briefs before.

One lies in each brief's folder, so that the next brief and the track record need not read any article.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final, Literal

from pydantic import TypeAdapter, ValidationError

from marketwrap.base.errors import ConfigError
from marketwrap.base.model import Edition, WatchPoint

NAME: Final = "watch.json"
VERSION: Final = 1
#: folders of earlier briefs that are read for points which are not yet resolved
BACK: Final = 20


@dataclass(frozen=True, slots=True)
class Outcome:
    """What has become of a watch point by the close of a session."""

    point: WatchPoint
    #: replaced: a later brief named the same with another level; such a point is no case of the record
    result: Literal["reached", "lapsed", "replaced", "open"]
    #: the session that closed beyond the level, ended the watch or moved the level; None while open
    on: date | None = None


@dataclass(frozen=True, slots=True)
class WatchFile:
    """What one brief set and what it knew of earlier points."""

    version: int
    session: date
    edition: Edition
    universe: str
    simulated: bool
    #: named for the first time; one that is named again stays the earlier brief's
    set: tuple[WatchPoint, ...] = ()
    #: of the points of earlier briefs: what became of them, or that they are open
    earlier: tuple[Outcome, ...] = ()

    @property
    def resolved(self) -> tuple[Outcome, ...]:
        """Earlier points that are no longer watched."""
        return tuple(outcome for outcome in self.earlier if outcome.result != "open")


_FILE: Final = TypeAdapter(WatchFile)


def dumps(file: WatchFile) -> str:
    """The file's text, a line for each point; equal for equal content."""
    raw: dict[str, Any] = _FILE.dump_python(file, mode="json")
    return "{\n" + ",\n".join(f'  "{key}": {_lines(value)}' for key, value in raw.items()) + "\n}\n"


def _lines(value: object) -> str:
    if not isinstance(value, list) or not value:
        return json.dumps(value)
    return "[\n" + ",\n".join("    " + json.dumps(part) for part in value) + "\n  ]"


def load(path: Path) -> WatchFile:
    """Read a file back. Raises ConfigError, in one line, for one that is damaged or of a later version."""
    return parse(path.read_bytes(), str(path))


def parse(content: bytes, where: str = NAME) -> WatchFile:
    """The same of a file's content; ``where`` names it in errors."""
    remedy = "make that brief again, or delete the file to go on without its points"
    try:
        found = _FILE.validate_json(content)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        what = f"no list of watch points: {place + ': ' if place else ''}{first['msg']}"
        raise ConfigError(what, where=where, remedy=remedy) from error
    if found.version != VERSION:
        raise ConfigError(f"is of version {found.version}, not {VERSION}", where=where, remedy=remedy)
    return found


def stored(out: Path, *, before: date | None = None) -> Iterator[WatchFile]:
    """The files of a folder of briefs, newest first; ``before`` leaves out its session and all later ones.

    A brief's folder begins with its session, as in ``2026-01-14`` and ``2026-01-16-weekly``. No other
    folder is opened. Raises ConfigError for a file that is damaged.
    """
    dated = {path: day for path in out.glob(f"*/{NAME}") if (day := _day(path.parent.name)) is not None}
    # of one session the close edition, whose name is the shortest, is the last one read
    for path in sorted(dated, key=lambda path: path.parent.name, reverse=True):
        if before is None or dated[path] < before:
            file = load(path)
            if before is None or file.session < before:
                yield file


def _day(name: str) -> date | None:
    try:
        return date.fromisoformat(name[:10])
    except ValueError:
        return None


def unresolved(files: Sequence[WatchFile]) -> tuple[WatchPoint, ...]:
    """Points that were set in some of the files and resolved in none of them, oldest first, each once."""
    done = {outcome.point.id for file in files for outcome in file.resolved}
    known: Mapping[str, WatchPoint] = {point.id: point for file in files for point in file.set}
    return tuple(sorted((p for p in known.values() if p.id not in done), key=lambda p: (p.session, p.id)))
