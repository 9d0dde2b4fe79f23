"""Events of a file: TOML with a table an event, CSV with a line an event, or a brief's ``events.json``.

Nothing is half used: a file in which one entry is wrong gives one line that says which, and no events.
"""

import csv
import io
import re
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from marketwrap.base.errors import ConfigError
from marketwrap.base.model import Event
from marketwrap.events import eventsjson
from marketwrap.events.entries import KINDS, NUMBERS, SWITCHES, Entry, Market
from marketwrap.events.merge import Placed, without_repeats

#: bytes of a file, and events in it
MAX_BYTES: Final = 2_000_000
MAX_EVENTS: Final = 2000
#: the ending of a brief's own list, which says of each event whether it was the desk's
_AGAIN: Final = ".json"
SEE: Final = "docs/events.md shows how it is written"

#: parts of a key; tomllib takes the square of their number
_PARTS: Final = 100
#: of a table: with commas between thousands and nowhere else, so that "1.234,5" is not taken for 1.2345
_NUMBER: Final = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d*)?(?:[eE][+-]?\d+)?")
_CHAIN: Final = re.compile(r"""(?<![\w"'-])(?:[\w"'-]+[ \t]*\.[ \t]*)+""")

Raw = Mapping[str, Any]


def read(path: Path, market: Market) -> tuple[Event, ...]:
    """The events of a file, told apart by its ending; the desk's own but for those of a brief's list.

    Raises ConfigError naming file, entry and field.
    """
    where = str(path)
    ending = path.suffix.casefold()
    if ending not in _READERS:
        raise ConfigError("no kind of events file", where=where, remedy=f"give one of: {', '.join(_READERS)}")
    found = _READERS[ending](_content(path), market, where)
    return found if ending == _AGAIN else tuple(replace(event, desk=True) for event in found)


def toml(text: str, market: Market, where: str) -> tuple[Event, ...]:
    """Events of TOML text."""
    if any(chain[0].count(".") >= _PARTS for chain in _CHAIN.finditer(text)):
        raise ConfigError(f"a key of {_PARTS} parts", where=where, remedy=SEE)
    try:
        raw = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise ConfigError(f"not valid TOML: {error}", where=where, remedy=SEE) from error
    return _events(_tables(raw, where), market, where)


def _tables(raw: Raw, where: str) -> Iterator[tuple[str, Raw]]:
    for kind, entries in raw.items():
        if kind not in KINDS:
            known = ", ".join(f"[[{name}]]" for name in KINDS)
            raise ConfigError(f"{kind}: no kind of event", where=where, remedy=f"write one of: {known}")
        if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
            raise ConfigError(f"{kind}: no list of tables", where=where, remedy=f"head each one [[{kind}]]")
        for number, entry in enumerate(entries, 1):
            if "kind" in entry:
                raise ConfigError("kind: the table's name says it", where=f"{where}: {kind} {number}")
            yield f"{kind} {number}", {"kind": kind, **entry}


def table(text: str, market: Market, where: str) -> tuple[Event, ...]:
    """Events of CSV text: a header with ``kind`` and fields, then a line an event, what is empty left out."""
    return _events(_lines(text, where), market, where)


def _lines(text: str, where: str) -> Iterator[tuple[str, Raw]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = [cell.strip() for cell in next(reader, [])]
        _refuse_header(header, where)
        for row in reader:
            place = f"line {reader.line_num}"
            if len(row) > len(header):
                raise ConfigError(
                    f"{len(row)} cells under {len(header)} columns",
                    where=f"{where}: {place}",
                    remedy="put text that holds a comma in quotes",
                )
            cells = {name: cell.strip() for name, cell in zip(header, row, strict=False) if cell.strip()}
            if cells:
                yield place, _typed(cells, f"{where}: {place}")
    except csv.Error as error:
        raise ConfigError(
            f"not valid CSV: {error}", where=f"{where}: line {reader.line_num}", remedy=SEE
        ) from error


def _refuse_header(header: list[str], where: str) -> None:
    known = {name for kind in KINDS.values() for name in kind.model_fields}
    unknown = [name for name in header if name not in known]
    twice = [name for name, count in Counter(header).items() if count > 1]
    if "kind" not in header or unknown or twice:
        fault = (
            f"no column {unknown[0]!r}"
            if unknown
            else f"two columns {twice[0]}"
            if twice
            else "no column kind"
        )
        raise ConfigError(f"{fault} is known" if unknown else fault, where=f"{where}: line 1", remedy=SEE)


def _typed(cells: dict[str, str], where: str) -> dict[str, Any]:
    """Cells as TOML would have them: numbers as numbers."""
    kind = KINDS.get(cells.get("kind", ""))
    if kind is None:
        raise ConfigError(
            f"kind: {cells.get('kind', '')!r} is no kind of event",
            where=where,
            remedy=f"write one of: {', '.join(KINDS)}",
        )
    found: dict[str, Any] = dict(cells)
    for name in cells.keys() & SWITCHES:
        # what is neither is left for the entry to refuse
        found[name] = {"true": True, "false": False}.get(cells[name].casefold(), cells[name])
    for name in cells.keys() & NUMBERS:
        plain = cells[name].replace(",", "") if _NUMBER.fullmatch(cells[name]) else ""
        try:
            found[name] = int(plain) if name == "decimals" else float(plain)
        except ValueError:
            raise ConfigError(
                f"{name}: {cells[name]!r} is no number", where=where, remedy="write it as 0.98 or 21.29e9"
            ) from None
    return found


def _events(entries: Iterable[tuple[str, Raw]], market: Market, where: str) -> tuple[Event, ...]:
    placed: list[Placed] = []
    for place, raw in entries:
        if len(placed) == MAX_EVENTS:
            raise ConfigError(
                f"more than {MAX_EVENTS} events", where=where, remedy="keep those of some weeks"
            )
        placed.append((place, _event(raw, market, f"{where}: {place}")))
    return without_repeats(placed, where)


def _event(raw: Raw, market: Market, where: str) -> Event:
    kind: type[Entry] = KINDS[raw["kind"]]
    try:
        return kind.model_validate(raw).event(market)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = ".".join(str(part) for part in first["loc"][:1])
        message = first["msg"].removeprefix("Value error, ")
        if first["type"] == "extra_forbidden":
            message = f"no field of this name; there are {', '.join(kind.model_fields)}"
        raise ConfigError(f"{field}: {message}" if field else message, where=where, remedy=SEE) from error
    except ValueError as error:
        raise ConfigError(str(error), where=where, remedy=SEE) from error


def _json(text: str, _market: Market, where: str) -> tuple[Event, ...]:
    return eventsjson.parse(text, where).items


_READERS: Final[Mapping[str, Callable[[str, Market, str], tuple[Event, ...]]]] = {
    ".toml": toml,
    ".csv": table,
    _AGAIN: _json,
}


def _content(path: Path) -> str:
    """The file's text. Raises ConfigError for one that is missing, too large or not UTF-8."""
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise ConfigError(
            f"cannot be read: {error.strerror}", where=str(path), remedy="check --events"
        ) from error
    if len(content) > MAX_BYTES:
        raise ConfigError(
            f"more than {MAX_BYTES // 1_000_000} MB", where=str(path), remedy="keep the events of some weeks"
        )
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ConfigError(
            f"not UTF-8 at byte {error.start}", where=str(path), remedy="save it as UTF-8"
        ) from error
