"""A client list as its file has it: rows with their lines, in TOML or CSV."""

import csv
import io
import re
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from marketwrap.base.errors import ConfigError

MAX_BYTES: Final = 20_000_000
SEE: Final = "docs/clients.md shows how it is written"
#: fields that hold several entries; in CSV these are told apart by a semicolon, a bar or a blank
LISTS: Final = frozenset({"groups", "editions", "attachments", "watch"})
#: in a field of a CSV file: an empty list, where an empty field means what is usual
NONE: Final = "none"
#: fields that may be left empty
OPTIONAL: Final = frozenset({"language", "holdings"})
_BETWEEN: Final = re.compile(r"[;|\s]+")
_POSITIONS: Final = re.compile(r"[;|\n]")
_HEAD: Final = re.compile(r"^\s*\[\[\s*client\s*\]\]", re.MULTILINE)

Raw = Mapping[str, Any]
#: number of a line, and what stands there
Placed = tuple[int, Raw]
#: rows, and what the file says of instruments
Listed = tuple[list[Placed], Any]


def read(path: Path) -> Listed:
    """Rows of a file, told apart by its ending. Raises ConfigError for a file that is none."""
    reader = _READERS.get(path.suffix.casefold())
    if reader is None:
        known = ", ".join(_READERS)
        raise ConfigError("no kind of client list", where=str(path), remedy=f"give one of: {known}")
    return reader(_text(path), str(path))


def instruments(path: Path) -> Any:
    """The table of instruments of a TOML file."""
    return _toml(_text(path), str(path))[1]


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise ConfigError(f"larger than {MAX_BYTES // 1_000_000} MB", where=str(path), remedy=SEE)
        return path.read_text("utf-8-sig")
    except OSError as error:
        raise ConfigError(f"cannot be read: {error.strerror}", where=str(path)) from error
    except UnicodeDecodeError as error:
        raise ConfigError("is not UTF-8 text", where=str(path), remedy="save it as UTF-8") from error


def _tables(text: str, where: str) -> dict[str, Any]:
    try:
        raw = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise ConfigError(f"not valid TOML: {error}", where=where, remedy=SEE) from error
    unknown = raw.keys() - {"client", "instruments"}
    if unknown:
        raise ConfigError(f"{min(unknown)}: no such table", where=where, remedy=SEE)
    return {"client": [], "instruments": {}} | raw


def _toml(text: str, where: str) -> Listed:
    raw = _tables(text, where)
    rows = raw["client"]
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise ConfigError("client: no list of tables", where=where, remedy="head each one [[client]]")
    # the library gives no lines; heads stand in the order of the tables
    heads = [text.count("\n", 0, head.end()) + 1 for head in _HEAD.finditer(text)]
    lines = heads if len(heads) == len(rows) else [1] * len(rows)
    return list(zip(lines, rows, strict=True)), raw["instruments"]


def _csv(text: str, where: str) -> Listed:
    lines = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[Placed] = []
    try:
        names = [name.strip().casefold() for name in next(lines, [])]
        start = lines.line_num + 1
        for fields in lines:
            if any(map(str.strip, fields)):
                rows.append((start, _row(names, fields)))
            start = lines.line_num + 1
    except csv.Error as error:
        raise ConfigError(f"not valid CSV: {error}", where=f"{where}, line {lines.line_num}") from error
    if len(set(names)) < len(names):
        raise ConfigError("a column is named twice", where=f"{where}, line 1", remedy=SEE)
    return rows, {}


def _row(names: list[str], fields: list[str]) -> Raw:
    """A line as a TOML table would have it. A field too many is named, so that it is refused."""
    row: dict[str, Any] = dict(zip(names, map(str.strip, fields), strict=False))
    if any(map(str.strip, fields[len(names) :])):
        row["a field beyond the last column"] = ""
    for name in LISTS & row.keys():
        if text := row.pop(name):
            row[name] = [] if text == NONE else [part for part in _BETWEEN.split(text) if part]
    if "holdings" in row:
        row["holdings"] = [part for part in _POSITIONS.split(row["holdings"]) if part.strip()]
    # an empty field says nothing; a column that no client has is refused all the same
    return {name: value for name, value in row.items() if value or name not in OPTIONAL}


_READERS: Final[Mapping[str, Callable[[str, str], Listed]]] = {".toml": _toml, ".csv": _csv}
