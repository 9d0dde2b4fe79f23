"""One table of prices to histories: the wide form, the long form, and a file of one symbol."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from marketwrap.base.errors import SourceError
from marketwrap.market.prices import History
from marketwrap.sources import dates
from marketwrap.sources.request import Request
from marketwrap.sources.table import Table, read

DATE = ("date", "datetime", "timestamp", "session", "day", "")
SYMBOL = ("symbol", "ticker")
FIELDS = {"open": "open", "high": "high", "low": "low", "close": "close", "volume": "volume", "vol": "volume"}


@dataclass(frozen=True)
class Shape:
    """Where in a table the date, the symbols and the fields stand, by position."""

    date: int
    #: the column that names each row's symbol, in the long form
    symbol: int | None
    #: column position to field; empty in the wide form
    fields: Mapping[int, str]


def shape_of(table: Table) -> Shape:
    """Tell the three forms apart by the header. Raises SourceError when no column holds dates."""
    plain = [name.strip("<>").casefold() for name in table.columns]
    days = [plain.index(name) for name in DATE if name in plain]
    if not days:
        raise SourceError(
            f"no date column among {', '.join(table.columns[:6])}",
            where=f"{table.where}, row {table.line}",
            remedy="name the column of dates Date",
        )
    symbol = next((plain.index(name) for name in SYMBOL if name in plain), None)
    if "close" in plain:
        fields = {plain.index(name): field for name, field in FIELDS.items() if name in plain}
        return Shape(days[0], symbol, fields)
    if symbol is not None or "adj close" in plain:
        raise _no_close(table)
    return Shape(days[0], None, {})


def _no_close(table: Table) -> SourceError:
    return SourceError("no close column", where=f"{table.where}, row {table.line}", remedy="name it Close")


def histories_of(table: Table, request: Request, name: str) -> dict[str, History]:
    """All wanted symbols of one file; ``name`` is the symbol of a file that holds only one."""
    shape = shape_of(table)
    if not shape.fields:
        return _wide(table, shape, request)
    if shape.symbol is not None:
        return _long(table, shape, shape.symbol, request)
    symbol = _resolve((name,), request).get(name)
    return {} if symbol is None else {symbol: one_symbol(table, symbol, request)}


def _wide(table: Table, shape: Shape, request: Request) -> dict[str, History]:
    known = _resolve(table.columns, request)
    numbers = {table.columns.index(column): symbol for column, symbol in known.items()}
    if not numbers:
        return {}
    frame = _dated(read(table, {shape.date: "date"}, numbers), table, request)
    # an empty cell says only that this column has no such row
    if _is_in_order(frame):
        return {s: History(s, frame[s].dropna().to_frame("close")) for s in numbers.values()}
    return {
        symbol: _history(symbol, frame[[symbol, "row"]].set_axis(["close", "row"], axis=1).dropna(), table)
        for symbol in numbers.values()
    }


def _long(table: Table, shape: Shape, symbol_column: int, request: Request) -> dict[str, History]:
    frame = read(table, {shape.date: "date", symbol_column: "symbol"}, shape.fields)
    _refuse_other_periods(table)
    written = frame["symbol"].astype("str").str.strip()
    known = _resolve(tuple(written.unique()), request)
    frame = frame.assign(symbol=written.map(known)).dropna(subset=["symbol"])
    if frame.empty:
        return {}
    frame = _dated(frame, table, request)
    parts = {str(symbol): part.drop(columns="symbol") for symbol, part in frame.groupby("symbol", sort=False)}
    return {symbol: _history(symbol, part, table) for symbol, part in parts.items()}


def one_symbol(table: Table, symbol: str, request: Request) -> History:
    """A table whose rows are all of one symbol. Raises SourceError when it is of another form."""
    shape = shape_of(table)
    if not shape.fields:
        raise _no_close(table)
    _refuse_other_periods(table)
    return _history(symbol, _dated(read(table, {shape.date: "date"}, shape.fields), table, request), table)


def _dated(frame: pd.DataFrame, table: Table, request: Request) -> pd.DataFrame:
    """Index rows by day and keep those that were known at the session."""
    index = dates.days(frame["date"], table.where, request.universe.timezone)
    dated = frame.drop(columns="date").assign(row=frame.index).set_axis(index)
    kept = dated[index <= pd.Timestamp(request.session)]
    if kept.empty:
        raise SourceError(
            f"begins on {index.min():%Y-%m-%d}, after the session {request.session}",
            where=table.where,
            remedy="give a later --date or older prices",
        )
    return kept if request.first is None else kept[kept.index >= pd.Timestamp(request.first)]


def _history(symbol: str, dated: pd.DataFrame, table: Table) -> History:
    """One symbol's bars in order of time. Raises SourceError on a day that cannot be decided."""
    bars = _in_order(dated, symbol, table)
    return History(symbol, bars.drop(columns="row"))


def _in_order(dated: pd.DataFrame, symbol: str, table: Table) -> pd.DataFrame:
    if _is_in_order(dated):
        return dated
    _refuse_two_closes(dated, symbol, table)
    once = dated[~dated.index.duplicated()].index
    if not (once.is_monotonic_increasing or once.is_monotonic_decreasing):
        row = _first_step_back(dated)
        raise SourceError(
            f"{symbol}: rows are out of order",
            where=f"{table.where}, row {row}",
            remedy="sort the file by date",
        )
    return dated.sort_index(kind="stable")


def _is_in_order(dated: pd.DataFrame) -> bool:
    return dated.index.is_monotonic_increasing and dated.index.is_unique


def _first_step_back(dated: pd.DataFrame) -> int:
    once = dated[~dated.index.duplicated()]
    rising = once.index[-1] > once.index[0]
    steps = once.index[1:] < once.index[:-1] if rising else once.index[1:] > once.index[:-1]
    return int(once["row"].iloc[1:][steps].iloc[0])


def _refuse_two_closes(dated: pd.DataFrame, symbol: str, table: Table) -> None:
    closes = dated.loc[dated.index.duplicated(keep=False) & dated["close"].notna()]
    spread = closes.groupby(level=0)["close"].agg(["min", "max"])
    for day in spread.index[spread["min"] != spread["max"]]:
        rows = closes.loc[[day]]
        other = rows[rows["close"] != rows["close"].iloc[0]].iloc[0]
        raise SourceError(
            f"{symbol} closes at {other['close']:g} on {day:%Y-%m-%d}, and at "
            f"{rows['close'].iloc[0]:g} in row {rows['row'].iloc[0]:.0f}",
            where=f"{table.where}, row {other['row']:.0f}",
            remedy="keep the right one of the two rows",
        )


def _refuse_other_periods(table: Table) -> None:
    """Stooq's bulk files hold five-minute bars in the same columns as days."""
    plain = [name.strip("<>").casefold() for name in table.columns]
    if "per" not in plain:
        return
    period = read(table, {plain.index("per"): "per"}, {})["per"].str.strip()
    odd = period[period != "D"]
    if len(odd):
        raise SourceError(
            f"holds bars of the period {odd.iloc[0]}, not days",
            where=f"{table.where}, row {odd.index[0]}",
            remedy="give daily data",
        )


def names_of(symbol: str, request: Request) -> tuple[str, ...]:
    """What a symbol may be called in a file or as one: its alias, itself, Stooq's way, safe for any disk."""
    bare = symbol.lstrip("^")
    names = [request.name_of(symbol), symbol, f"{symbol}.US", re.sub(r"[^A-Za-z0-9.-]", "_", symbol)]
    return tuple(names if bare in request.universe.instruments else [*names, bare])


def _resolve(written: tuple[str, ...], request: Request) -> dict[str, str]:
    """Names in a file that are wanted symbols, each symbol once, the exact name first."""
    by_name = {name.casefold(): name for name in reversed(written)}
    by_name |= {name: name for name in written}
    found: dict[str, str] = {}
    for symbol in request.symbols:
        names = names_of(symbol, request)
        match = next((n for n in (*names, *(n.casefold() for n in names)) if n in by_name), None)
        if match is not None:
            found.setdefault(by_name[match], symbol)
    return found
