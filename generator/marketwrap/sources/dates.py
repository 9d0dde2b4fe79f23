"""Dates as people and programs write them, to days. What could be read in two ways is refused."""

import re
from zoneinfo import ZoneInfo

import pandas as pd

from marketwrap.base.errors import SourceError

REMEDY = "write dates as 2026-01-14"
#: how a column may be written: shape, and the format that reads it
SHAPES: tuple[tuple[str, str], ...] = (
    (r"\d{4}-\d{1,2}-\d{1,2}", "%Y-%m-%d"),
    (r"\d{8}", "%Y%m%d"),
    (r"\d{4}/\d{1,2}/\d{1,2}", "%Y/%m/%d"),
    (r"\d{1,2}\.\d{1,2}\.\d{4}", "%d.%m.%Y"),
    (r"\d{1,2}-[A-Za-z]{3}-\d{4}", "%d-%b-%Y"),
    (r"\d{1,2} [A-Za-z]{3} \d{4}", "%d %b %Y"),
    (r"[A-Za-z]{3} \d{1,2}, \d{4}", "%b %d, %Y"),
)
#: 01/02/2026 is January in one country and February in the next
SLASHED = r"\d{1,2}/\d{1,2}/\d{4}"
MONTHS = 12
#: what nanoseconds can count; beyond it a day would turn into another one
YEARS = (1700, 2200)
#: a day with a time, and perhaps a zone
STAMP = r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s*(?:Z|UTC|[+-]\d{2}:?\d{2})?"
ZONE = r"(Z|UTC|[+-]\d{2}:?\d{2})$"


def days(written: pd.Series, where: str, timezone: str) -> pd.DatetimeIndex:
    """Read a column of dates; the index of ``written`` is the row of each in its file.

    A time of day at midnight, or without a zone, belongs to the day it is written with; any other
    to the day it is in ``timezone``. Raises SourceError naming the row that cannot be read, that
    could be read in two ways, or whose zone does not go with the others.
    """
    if pd.api.types.is_datetime64_any_dtype(written):
        written = written.dt.strftime("%Y-%m-%dT%H:%M:%S%z")
    text = written.astype("str").str.strip()
    empty = written.isna() | (text == "")
    if empty.any():
        raise _fault("no date", where, written.index[empty][0])
    first = text.iloc[0]
    if re.fullmatch(STAMP, first):
        return _stamps(text, where, timezone)
    return _naive(_plain(text, where, _format_of(text, where)))


def _format_of(text: pd.Series, where: str) -> str:
    """The format that the whole column is written in, told by its first row."""
    first = text.iloc[0]
    if re.fullmatch(SLASHED, first):
        _same_shape(text, SLASHED, where)
        return _slashed(text, where)
    for shape, layout in SHAPES:
        if re.fullmatch(shape, first):
            _same_shape(text, shape, where)
            return layout
    raise _fault(f"{first!r} is no date that can be read", where, text.index[0])


def _slashed(text: pd.Series, where: str) -> str:
    """Tell day first from month first by a number above 12."""
    parts = text.str.split("/", expand=True)
    day_first = (parts[0].astype(int) > MONTHS).any()
    month_first = (parts[1].astype(int) > MONTHS).any()
    if day_first == month_first:
        how = "is read in two ways in this file" if day_first else "could be read in two ways"
        raise _fault(f"{text.iloc[0]!r} {how}", where, text.index[0])
    return "%d/%m/%Y" if day_first else "%m/%d/%Y"


def _same_shape(text: pd.Series, shape: str, where: str) -> None:
    odd = ~text.str.fullmatch(shape)
    if odd.any():
        row = text.index[odd][0]
        raise _fault(f"{text[odd].iloc[0]!r} is not written like {text.iloc[0]!r} above it", where, row)


def _plain(text: pd.Series, where: str, layout: str) -> pd.Series:
    read = pd.to_datetime(text, format=layout, errors="coerce")
    odd = read.isna() | ~read.dt.year.between(*YEARS)
    if odd.any():
        raise _fault(f"{text[odd].iloc[0]!r} is no date", where, text.index[odd][0])
    return read


def _stamps(text: pd.Series, where: str, timezone: str) -> pd.DatetimeIndex:
    _same_shape(text, STAMP, where)
    zones = text.str.extract(ZONE, expand=False)
    local = _plain(text.str.replace(ZONE, "", regex=True).str.strip().str.replace("T", " "), where, "ISO8601")
    if zones.isna().all():
        return _naive(local)
    if zones.isna().any():
        odd = zones.isna() != zones.isna().iloc[0]
        raise _mixed(text, odd, where)
    theirs = pd.to_datetime(text, format="ISO8601", utc=True)
    ours = theirs.dt.tz_convert(ZoneInfo(timezone)).dt.tz_localize(None)
    # summer and winter time of the exchange are two offsets and one zone
    foreign = ours != local
    if (zones != zones.iloc[0]).any() and foreign.any():
        raise _mixed(text, zones != zones.iloc[0], where)
    midnight = local == local.dt.normalize()
    return _naive(local.where(midnight, ours))


def _naive(moments: pd.Series) -> pd.DatetimeIndex:
    return pd.DatetimeIndex(moments.to_numpy().astype("datetime64[D]").astype("datetime64[ns]"), name="date")


def _mixed(text: pd.Series, odd: pd.Series, where: str) -> SourceError:
    row = text.index[odd][0]
    return _fault(f"{text[odd].iloc[0]!r} is in another time zone than {text.iloc[0]!r}", where, row)


def _fault(what: str, where: str, row: int) -> SourceError:
    return SourceError(what, where=f"{where}, row {row}", remedy=REMEDY)
