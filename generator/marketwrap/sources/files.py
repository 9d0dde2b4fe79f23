"""The ``files`` source: closes from a file or a folder of the user's own.

One file may be wide (a date column, then a column a symbol), long (date, symbol, close and perhaps
open, high, low, volume) or hold one symbol under its name; a folder holds one such file a symbol, in
the column names of Yahoo or Stooq. CSV, gzip CSV and Parquet are told by content; a snapshot gives
back the very answer it was saved from. ``Close`` is the price, ``Adj Close`` is not used.

Newest-first files are turned round. Other rows out of order, and a day with two different closes,
are faults; a day that is there twice with the same numbers is handed on for the gate to mend.
A file does not say when its closes were retrieved, and its time on disk is not asked for, so that the
same file gives the same brief.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pandas as pd

from marketwrap.base.errors import ConfigError, SourceError
from marketwrap.formats import snapshot
from marketwrap.market.prices import Fetched, History
from marketwrap.sources.request import Request
from marketwrap.sources.shapes import histories_of, names_of, one_symbol
from marketwrap.sources.table import of_frame as open_frame
from marketwrap.sources.table import open_table, unpack

#: endings that a folder's files may have
ENDINGS = (".csv", ".csv.gz", ".txt", ".txt.gz", ".parquet")
#: what errors call a frame
FRAME = "DataFrame"
NOT_IN = "not in the file"
NO_FILE = "no file of that name in the folder"


def fetch(request: Request) -> Fetched:
    """Read the closes of a file or folder, up to the request's session.

    Raises SourceError, naming file and row, for a file that cannot be trusted; in a folder such a
    file is a failure of its symbol, and an error only when no file can be read.
    """
    if request.path is None:
        raise ConfigError("the source files needs a path", remedy="give --prices PATH")
    if not request.path.exists():
        raise SourceError("no such file or folder", where=str(request.path), remedy="check the path")
    if request.path.is_dir():
        return _answer(request, *_folder(request.path, request))
    content = unpack(request.path)
    if snapshot.is_snapshot(content):
        return _snapshot(content, request)
    table = open_table(content, str(request.path))
    return answer(request, histories_of(table, request, _stem(request.path)), str(request.path))


def of_frame(frame: pd.DataFrame, request: Request) -> Fetched:
    """What a frame holds, in one of the forms of a file. Raises SourceError as for a file."""
    return answer(request, histories_of(open_frame(frame, FRAME), request, ""), FRAME)


def answer(request: Request, histories: Mapping[str, History], where: str) -> Fetched:
    """What one file holds of the symbols wanted; ``where`` names it. Raises SourceError if nothing."""
    if not histories:
        raise SourceError(
            f"holds no symbol of the universe {request.universe.id}",
            where=where,
            remedy=f"name its columns by symbol, such as {request.symbols[0]}",
        )
    return _answer(request, histories, {s: NOT_IN for s in request.symbols if s not in histories})


def _folder(folder: Path, request: Request) -> tuple[dict[str, History], dict[str, str]]:
    """Read one file a symbol. Raises SourceError when no symbol can be read."""
    found = _files_of(folder)
    histories: dict[str, History] = {}
    failures: dict[str, str] = {}
    faults: list[SourceError] = []
    for symbol in request.symbols:
        names = [name.casefold() for name in names_of(symbol, request)]
        path = next((found[name] for name in names if name in found), None)
        if path is None:
            failures[symbol] = NO_FILE
            continue
        try:
            histories[symbol] = one_symbol(open_table(unpack(path), str(path)), symbol, request)
        except SourceError as error:
            request.progress(str(error))
            failures[symbol] = str(error)
            faults.append(error)
    if not histories:
        raise faults[0] if faults else _nothing_in(folder, request)
    return histories, failures


def _nothing_in(folder: Path, request: Request) -> SourceError:
    return SourceError(
        f"no price file of the universe {request.universe.id} in the folder",
        where=str(folder),
        remedy=f"name files by symbol, such as {names_of(request.symbols[0], request)[-1]}.csv",
    )


def _files_of(folder: Path) -> dict[str, Path]:
    """Price files by name without ending, in small letters. Raises SourceError on two of one name."""
    found: dict[str, Path] = {}
    for path in sorted(folder.iterdir()):
        if not path.name.casefold().endswith(ENDINGS) or path.name.startswith(".") or not path.is_file():
            continue
        name = _stem(path).casefold()
        if name in found:
            raise SourceError(
                f"{found[name].name} and {path.name} are the same symbol",
                where=str(folder),
                remedy="take one of them out",
            )
        found[name] = path
    return found


def _stem(path: Path) -> str:
    return re.sub(r"(\.csv|\.txt|\.parquet)?(\.gz)?$", "", path.name, flags=re.IGNORECASE)


def _answer(request: Request, histories: Mapping[str, History], failures: Mapping[str, str]) -> Fetched:
    return Fetched(
        source="files",
        basis=request.basis or "mixed",
        retrieved=None,
        histories=histories,
        failures=failures,
        absent=frozenset(symbol for symbol, why in failures.items() if why in (NOT_IN, NO_FILE)),
    )


def _snapshot(content: bytes, request: Request) -> Fetched:
    """A saved answer as it was at the session."""
    prices = snapshot.parse(content, str(request.path))
    first = prices.closes.index[0].date()
    if first > request.session:
        raise SourceError(
            f"begins on {first}, after the session {request.session}",
            where=str(request.path),
            remedy="give a later --date",
        )
    answer = snapshot.fetched(prices).until(request.session)
    return replace(answer, histories={s: h for s, h in answer.histories.items() if s in request.symbols})
