"""The prices that a brief was made from, as one file: a wide CSV, compressed, the same bytes each time.

Comment lines come first (``# key: value``), then a header and a row a session. Closes are written so
that reading gives back every bit, and ``sha256`` is that of ``Prices``, so an edited file is noticed.
"""

import csv
import gzip
import io
import json
import zlib
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final, get_args

import numpy as np
import pandas as pd

from marketwrap.base import disk
from marketwrap.base.errors import SourceError
from marketwrap.base.model import Answer, Note
from marketwrap.market.prices import Basis, Fetched, History, Prices

#: what it is called in a brief's folder
NAME: Final = "prices.csv.gz"
FORMAT = "marketwrap prices 1"
#: how every snapshot begins, once it is unpacked
MAGIC = b"# format: marketwrap prices "
#: more costs time and gains little: closes do not repeat themselves
LEVEL = 4
AGAIN = "make the brief again"


def save(prices: Prices, path: Path) -> None:
    """Write prices to a file, whole or not at all; folders on the way are made."""
    disk.write(path, to_bytes(prices))


def to_bytes(prices: Prices) -> bytes:
    """The snapshot's content, equal for equal prices."""
    text = "".join(f"# {key}: {value}\n" for key, value in _header(prices).items())
    packed = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", compresslevel=LEVEL, fileobj=packed, mtime=0) as file:
        file.write((text + _table(prices.closes)).encode())
    return packed.getvalue()


def is_snapshot(content: bytes) -> bool:
    """Whether the unpacked content of a file is a snapshot and not somebody's own CSV."""
    return content.startswith(MAGIC)


def load(path: Path) -> Fetched:
    """Read a snapshot as a source's answer, so that it goes through the gate as any other does.

    A session without a close is no bar of its symbol. Symbols that were left out when the snapshot
    was made are in ``notes`` and not in ``failures``. Raises SourceError.
    """
    return fetched(restore(path))


def fetched(prices: Prices) -> Fetched:
    """Prices as the answer of the source that they once came from."""
    closes = prices.closes
    histories = {
        str(symbol): History(str(symbol), closes[[symbol]].set_axis(["close"], axis=1).dropna())
        for symbol in closes.columns
    }
    return Fetched(
        source=prices.source,
        basis=prices.basis,
        retrieved=prices.retrieved,
        histories=histories,
        simulated=prices.simulated,
        notes=prices.notes,
    )


def restore(path: Path) -> Prices:
    """Read back the very prices that were saved.

    Raises SourceError when the file is missing, damaged, of a later format or edited.
    """
    where = str(path)
    try:
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise SourceError("no such file", where=where, remedy="give the path of a prices.csv.gz") from error
    return unpacked(content, where)


def unpacked(packed: bytes, where: str = NAME) -> Prices:
    """The same of a file's content; ``where`` names it in errors."""
    try:
        content = gzip.decompress(packed)
    except (OSError, EOFError, zlib.error) as error:
        raise SourceError(f"cannot be unpacked: {error}", where=where, remedy=AGAIN) from error
    return parse(content, where)


def parse(content: bytes, where: str) -> Prices:
    """Make prices of a snapshot's unpacked content; ``where`` names it in errors.

    Raises SourceError when it is damaged, of a later format or edited.
    """
    try:
        header, body = _split(content.decode())
        if header.get("format") != FORMAT:
            raise SourceError(
                f"has the format {header.get('format')!r}, not {FORMAT!r}",
                where=where,
                remedy="read it with the version of marketwrap that wrote it",
            )
        prices = _prices(header, body)
    except (KeyError, ValueError, TypeError) as error:
        raise SourceError(f"damaged snapshot: {error}", where=where, remedy=AGAIN) from error
    if prices.sha256 != header.get("sha256"):
        raise SourceError(
            "prices were changed after they were saved",
            where=where,
            remedy=f"{AGAIN}, or take out the lines that begin with # to use it as a plain file",
        )
    return prices


def _header(prices: Prices) -> dict[str, str]:
    return {
        "format": FORMAT,
        "source": json.dumps(prices.source),
        "basis": prices.basis,
        "retrieved": prices.retrieved.isoformat(),
        "calendar": prices.calendar,
        "simulated": json.dumps(prices.simulated),
        "sha256": prices.sha256,
        "notes": json.dumps([_note_to_json(note) for note in prices.notes]),
    }


def _table(closes: pd.DataFrame) -> str:
    head = io.StringIO()
    csv.writer(head, lineterminator="\n").writerow(["date", *closes.columns])
    days = np.datetime_as_string(closes.index.to_numpy().astype("datetime64[D]"))
    # repr of a whole row is the fastest exact way to text; its spaces and brackets go
    rows = [repr(row)[1:-1] for row in closes.to_numpy(dtype=float).tolist()]
    lines = "\n".join(f"{day},{row}" for day, row in zip(days, rows, strict=True))
    return head.getvalue() + lines.replace(", ", ",").replace("nan", "") + "\n"


def _split(text: str) -> tuple[dict[str, str], str]:
    header: dict[str, str] = {}
    start = 0
    while text.startswith("# ", start):
        end = text.index("\n", start)
        key, _, value = text[start + 2 : end].partition(": ")
        header[key] = value
        start = end + 1
    return header, text[start:]


def _prices(header: dict[str, str], body: str) -> Prices:
    basis = header["basis"]
    if basis not in get_args(Basis):
        raise ValueError(f"no basis {basis!r}")
    return Prices(
        closes=_closes(body),
        calendar=header["calendar"],
        source=json.loads(header["source"]),
        basis=basis,  # type: ignore[arg-type]  # looked up one line above
        retrieved=datetime.fromisoformat(header["retrieved"]),
        simulated=bool(json.loads(header["simulated"])),
        notes=tuple(_note_of_json(note) for note in json.loads(header["notes"])),
    )


def _closes(body: str) -> pd.DataFrame:
    end = body.index("\n")
    symbols = next(csv.reader([body[:end]]))[1:]
    cells = body[end + 1 :].replace("\n", ",").split(",")[:-1]
    width = len(symbols) + 1
    if len(cells) % width:
        raise ValueError("rows differ in length")
    days = np.array(cells[::width], dtype="datetime64[D]")
    del cells[::width]
    values = np.array([float(cell) if cell else np.nan for cell in cells]).reshape(len(days), len(symbols))
    index = pd.DatetimeIndex(days.astype("datetime64[ns]"), name="date")
    return pd.DataFrame(values, index=index, columns=symbols)


def _note_to_json(note: Note) -> dict[str, Any]:
    return {
        "answer": note.answer,
        "fault": note.fault,
        "symbol": note.symbol,
        "sessions": [day.isoformat() for day in note.sessions],
    }


def _note_of_json(raw: dict[str, Any]) -> Note:
    if raw["answer"] not in get_args(Answer):
        raise ValueError(f"no answer {raw['answer']!r}")
    days = tuple(date.fromisoformat(day) for day in raw["sessions"])
    return Note(answer=raw["answer"], fault=str(raw["fault"]), symbol=str(raw["symbol"]), sessions=days)
