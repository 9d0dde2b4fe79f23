"""From the rows of one symbol to one close a session: repeats, days without trading, empty rows."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from marketwrap.base.model import Instrument, Note
from marketwrap.market.calendars import sessions as calendar_of
from marketwrap.market.prices import History

#: sessions back from the last one in which a gap or a dropped row is worth a note
RECENT = 30
#: kinds with sessions of their own, or none: a row on a day without a session is no fault
OWN_HOURS = frozenset({"future", "crypto", "currency", "yield"})
#: kinds whose price may be zero or less
BELOW_ZERO = frozenset({"future", "yield"})
#: relative size of what a price loses on its way through single precision
FLOAT32 = 1e-6

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Daily:
    """One symbol, a value a session. ``closes`` is as long as ``sessions``; missing is NaN."""

    instrument: Instrument
    history: History
    sessions: pd.DatetimeIndex
    closes: Floats
    #: position in ``sessions`` of rows that are there, but without a close
    null_rows: frozenset[int]
    #: position of sessions for which there are closes that contradict each other
    contradicted: frozenset[int]
    #: row in ``history.bars`` for each session, -1 where there is none
    row_of: npt.NDArray[np.intp]
    notes: tuple[Note, ...] = ()

    @property
    def begun(self) -> bool:
        """Whether there is any close up to the session."""
        return bool(np.isfinite(self.closes).any())

    @property
    def closed(self) -> npt.NDArray[np.bool_]:
        """Sessions on which the instrument's own exchange does not trade."""
        if not self.instrument.calendar:
            return np.zeros(len(self.sessions), dtype=bool)
        return calendar_of(self.instrument.calendar).closed(self.sessions)

    def column(self, name: str, last: int) -> Floats:
        """Values of a column of the bars for the last sessions; NaN where there is none."""
        picked = np.full(min(last, len(self.closes)), np.nan)
        if name in self.history.bars:
            places = self.row_of[-last:]
            values = self.history.bars[name].to_numpy(dtype=float, na_value=np.nan)
            picked[places >= 0] = values[places[places >= 0]]
        return picked

    def day(self, position: int) -> date:
        """The date of a position, which may be counted from the end."""
        stamp: pd.Timestamp = self.sessions[position]
        return stamp.date()


def settle(history: History, instrument: Instrument, sessions: pd.DatetimeIndex) -> Daily:
    """Give each session at most one close; rows after the last session are not looked at."""
    values = history.bars["close"].to_numpy(dtype=float, na_value=np.nan)
    places = sessions.get_indexer(history.bars.index)
    finite = np.isfinite(values)
    notes = _off_calendar(history, instrument, sessions, places, finite)
    contradicted: frozenset[int] = frozenset()
    if not history.bars.index.is_unique:
        contradicted, repeated = _repeats(values, places, finite, instrument)
        notes += _note("duplicate_row", instrument, sessions, repeated)
    row_of = np.full(len(sessions), -1, dtype=np.intp)
    row_of[places[places >= 0]] = np.flatnonzero(places >= 0)
    # a row with a close counts more than one without, whichever comes later
    row_of[places[(places >= 0) & finite]] = np.flatnonzero((places >= 0) & finite)
    closes = np.full(len(sessions), np.nan)
    closes[row_of >= 0] = np.where(finite, values, np.nan)[row_of[row_of >= 0]]
    closes[list(contradicted)] = np.nan
    return Daily(
        instrument=instrument,
        history=history,
        sessions=sessions,
        closes=closes,
        null_rows=frozenset(np.flatnonzero((row_of >= 0) & ~np.isfinite(closes)).tolist()) - contradicted,
        contradicted=contradicted,
        row_of=row_of,
        notes=notes,
    )


def _off_calendar(
    history: History,
    instrument: Instrument,
    sessions: pd.DatetimeIndex,
    places: npt.NDArray[np.intp],
    finite: npt.NDArray[np.bool_],
) -> tuple[Note, ...]:
    outside = (places < 0) & finite
    if instrument.kind in OWN_HOURS or instrument.calendar or not outside.any():
        return ()
    days = history.bars.index[outside]
    recent = days[(days > sessions[-RECENT:][0]) & (days < sessions[-1])]
    if recent.empty:
        return ()
    stamps = tuple(day.date() for day in recent.unique().sort_values())
    return (Note("mended", "off_calendar", instrument.symbol, stamps),)


def _repeats(
    values: Floats,
    places: npt.NDArray[np.intp],
    finite: npt.NDArray[np.bool_],
    instrument: Instrument,
) -> tuple[frozenset[int], list[int]]:
    """Sessions whose closes contradict each other, and sessions with a row too many."""
    table = pd.DataFrame({"place": places, "close": np.where(finite, values, np.nan)})[places >= 0]
    by_session = table.groupby("place")["close"]
    sizes, low, high = by_session.size(), by_session.min(), by_session.max()
    tolerance = np.maximum(0.5 * 10.0**-instrument.decimals, FLOAT32 * high.abs())
    contradicted = high - low > tolerance
    repeated = (sizes > 1) & ~contradicted
    return frozenset(sizes.index[contradicted].tolist()), sizes.index[repeated].tolist()


def _note(
    fault: str, instrument: Instrument, sessions: pd.DatetimeIndex, positions: list[int]
) -> tuple[Note, ...]:
    recent = tuple(sessions[p].date() for p in positions if p >= len(sessions) - RECENT)
    return (Note("mended", fault, instrument.symbol, recent),) if recent else ()
