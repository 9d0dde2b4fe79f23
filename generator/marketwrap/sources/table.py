"""Text files with a header line, to columns. Faults are named by the row as an editor counts it."""

import csv
import gzip
import io
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import pandas as pd

from marketwrap.base.errors import ConfigError, SourceError

#: what other programs write for a close that is not there
MISSING = ["", "null", "NULL", "NaN", "nan", "NA", "N/A", "n/a", "#N/A", "None", "-"]
GZIP = b"\x1f\x8b"
PARQUET = b"PAR1"
#: 6,926 with a comma for the decimals, or for the thousands
TWO_WAYS = r"[+-]?\d{1,3},\d{3}"


@dataclass(frozen=True)
class Table:
    """A file cut into a header and, not yet read, what stands below it."""

    where: str
    columns: tuple[str, ...]
    #: the text, or the columns of a file that knows its types
    content: str | pd.DataFrame
    delimiter: str = ","
    #: number of the header's line, counted from 1
    line: int = 1


def unpack(path: Path) -> bytes:
    """A file's bytes, out of gzip where it is in gzip, whatever its name ends in. Raises SourceError."""
    try:
        return unzip(path.read_bytes(), str(path))
    except OSError as error:
        reason = error.strerror or str(error)
        raise SourceError(reason.lower(), where=str(path), remedy="give a file that can be read") from error


def unzip(content: bytes, where: str) -> bytes:
    """Bytes out of gzip where they are in gzip. Raises SourceError when they are cut short."""
    try:
        return gzip.decompress(content) if content.startswith(GZIP) else content
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise SourceError(
            "the gzip file is cut short or damaged", where=where, remedy="copy or download it again"
        ) from error


def open_table(content: bytes, where: str) -> Table:
    """Find a file's header. Raises SourceError when there is none, and on text that is not UTF-8."""
    if content.startswith(PARQUET):
        return _parquet(content, where)
    text = _decode(content, where)
    body = text.lstrip("\n")
    head = body.partition("\n")[0]
    if not body.strip():
        raise SourceError("the file is empty", where=where, remedy="give one with a header line and rows")
    delimiter = max(",;\t|", key=head.count)
    line = len(text) - len(body) + 1
    columns = _header(head, delimiter, f"{where}, row {line}")
    _refuse_repeats(columns, where, line)
    table = Table(where, columns, body, delimiter, line)
    _refuse_ragged(table)
    return table


def read(table: Table, texts: Mapping[int, str], numbers: Mapping[int, str]) -> pd.DataFrame:
    """Read some of a table's columns, by position, under new names; the index is the row in the file.

    ``texts`` stay as written, ``numbers`` become floats, NaN where there is none. Rows that are
    empty are left out. Raises SourceError when no row is left, and naming the row and column of text
    among numbers.
    """
    names = {**texts, **numbers}
    frame = _cells(table, texts, numbers, ".")
    if frame.empty:
        raise SourceError("the file is empty below its header", where=table.where, remedy="add its rows")
    odd = [name for name in numbers.values() if not _is_number(frame[name])]
    if odd and isinstance(table.content, str) and table.delimiter != ",":
        frame, odd = _decimal_comma(table, texts, numbers, frame)
    for position, name in numbers.items():
        if name in odd:
            _refuse_text(frame[name], table, table.columns[position])
    frame = frame[list(names.values())]
    return frame.astype(dict.fromkeys(numbers.values(), float)).dropna(how="all")


def _decode(content: bytes, where: str) -> str:
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        row = content[: error.start].count(b"\n") + 1
        raise SourceError(
            f"byte {content[error.start]:#04x} is not UTF-8 text",
            where=f"{where}, row {row}",
            remedy="save the file as CSV in UTF-8",
        ) from error


def _header(head: str, delimiter: str, where: str) -> tuple[str, ...]:
    try:
        return tuple(name.strip() for name in next(csv.reader([head], delimiter=delimiter)))
    except csv.Error as error:
        raise SourceError(
            f"is no table: {error}", where=where, remedy="save the file as CSV again"
        ) from error


def _parquet(content: bytes, where: str) -> Table:
    try:
        import_module("pyarrow")
    except ImportError as error:
        raise ConfigError(
            "reading Parquet needs pyarrow",
            where=where,
            remedy='install it with pip install "marketwrap[parquet]"',
        ) from error
    try:
        frame = pd.read_parquet(io.BytesIO(content))
    except (OSError, ValueError) as error:
        raise SourceError(
            "the Parquet file is cut short or damaged", where=where, remedy="copy or download it again"
        ) from error
    return of_frame(frame, where)


def of_frame(frame: pd.DataFrame, where: str) -> Table:
    """A frame that holds what a file would: dates are its index or a column. Raises SourceError."""
    if frame.columns.nlevels > 1:
        raise SourceError(
            f"its columns have {frame.columns.nlevels} levels",
            where=where,
            remedy='give closes with a column a symbol, such as frame["Close"]',
        )
    if isinstance(frame.index, pd.DatetimeIndex):
        frame = frame.rename_axis(index="date")
    if not isinstance(frame.index, pd.RangeIndex):
        frame = frame.reset_index()
    if frame.empty:
        raise SourceError("there are no rows", where=where, remedy="give some")
    columns = tuple("" if name in ("index", None) else str(name) for name in frame.columns)
    _refuse_repeats(columns, where, 1)
    return Table(where, columns, frame)


def _refuse_repeats(columns: tuple[str, ...], where: str, line: int) -> None:
    for place, name in enumerate(columns):
        if name in columns[:place]:
            raise SourceError(
                f"two columns are called {name!r}",
                where=f"{where}, row {line}",
                remedy="take one of them out",
            )


def _refuse_ragged(table: Table) -> None:
    """A row with another number of cells than the header: the reader would shift or fill it."""
    text = str(table.content)
    # quoted cells may hold the delimiter; there pandas sees to long rows, and a short one is empty cells
    if '"' in text:
        return
    lines = text.splitlines()
    wanted = lines[0].count(table.delimiter)
    for place, line in enumerate(lines):
        if line.count(table.delimiter) != wanted and line.strip():
            raise SourceError(
                f"{line.count(table.delimiter) + 1} cells under a header of {wanted + 1}",
                where=f"{table.where}, row {table.line + place}",
                remedy="the file may be cut short there; copy it again or mend the row",
            )


def _cells(table: Table, texts: Mapping[int, str], numbers: Mapping[int, str], decimal: str) -> pd.DataFrame:
    """The columns as pandas reads them: a number's column with text in it stays text."""
    names = {**texts, **numbers}
    if isinstance(table.content, pd.DataFrame):
        frame = table.content.iloc[:, list(names)].set_axis(list(names.values()), axis=1)
        return frame.set_axis(frame.index + table.line + 1)
    na_values: dict[Any, list[str]] = dict.fromkeys(numbers, MISSING)
    try:
        frame = pd.read_csv(
            io.StringIO(table.content),
            sep=table.delimiter,
            decimal=decimal,
            header=0,
            names=range(len(table.columns)),
            index_col=False,
            usecols=list(names),
            dtype=dict.fromkeys(texts, str),
            na_values=na_values,
            keep_default_na=False,
            skip_blank_lines=False,
            low_memory=False,
        )
    except (pd.errors.ParserError, ValueError) as error:
        raise SourceError(
            f"is no table: {' '.join(str(error).split())}",
            where=table.where,
            remedy="mend the row, or save the file as CSV again",
        ) from error
    frame = frame.rename(columns=names)
    frame.index = frame.index + table.line + 1
    blank = (frame[list(texts.values())].isna() | (frame[list(texts.values())] == "")).all(axis=1)
    return frame[~(blank & frame[list(numbers.values())].isna().all(axis=1))]


def _decimal_comma(
    table: Table, texts: Mapping[int, str], numbers: Mapping[int, str], frame: pd.DataFrame
) -> tuple[pd.DataFrame, list[str]]:
    """Read once more with a comma for the decimals, where every number of the file allows it."""
    for position, name in numbers.items():
        if not _is_number(frame[name]):
            _refuse_two_ways(frame[name], table, table.columns[position])
    again = _cells(table, texts, numbers, ",")
    odd = [name for name in numbers.values() if not _is_number(again[name])]
    if not odd:
        return again, odd
    return frame, [name for name in numbers.values() if not _is_number(frame[name])]


def _refuse_two_ways(column: pd.Series, table: Table, name: str) -> None:
    written = column.dropna().astype("str").str.strip()
    comma = written[written.str.contains(",")]
    if len(comma) and comma.str.fullmatch(TWO_WAYS).all():
        raise SourceError(
            f"{comma.iloc[0]!r} in column {name} could be read in two ways",
            where=f"{table.where}, row {comma.index[0]}",
            remedy="write numbers with a decimal point and without thousands separators",
        )


def _is_number(column: pd.Series) -> bool:
    return pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column)


def _refuse_text(column: pd.Series, table: Table, name: str) -> None:
    plain = pd.to_numeric(column.where(~column.isin(MISSING)), errors="coerce")
    odd = column[plain.isna() & column.notna() & ~column.isin(MISSING)]
    cell, row = (odd.iloc[0], odd.index[0]) if len(odd) else (column.iloc[0], column.index[0])
    grouped = re.fullmatch(r"[+-]?\d{1,3}([., ']\d{3})+([.,]\d+)?", str(cell).strip())
    remedy = (
        f"write it without thousands separators: {_plain(str(cell))}" if grouped else "mend or empty the cell"
    )
    raise SourceError(
        f"{str(cell)[:40]!r} in column {name} is no number",
        where=f"{table.where}, row {row}",
        remedy=remedy,
    )


def _plain(cell: str) -> str:
    """A number without its thousands separators, as a suggestion."""
    head, tail = re.fullmatch(r"(.*?)([.,]\d{1,2})?", cell.strip()).groups(default="")  # type: ignore[union-attr]  # .* matches
    return re.sub(r"[., ']", "", head) + tail.replace(",", ".")
