"""From which session each horizon counts, as a position a session; -1 where history is too short."""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

Positions = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

#: a week is five sessions, whatever holidays it had
WEEK = 5
#: sessions in a year, for windows that are counted in sessions
YEAR = 252

#: what the names mean, for docs and for the box
HORIZONS: Mapping[str, str] = {
    "1d": "the session before",
    "1w": "five sessions before",
    "mtd": "the last session of the month before",
    "qtd": "the last session of the quarter before",
    "ytd": "the last session of the year before",
    "1y": "the same date a year before, or the last session ahead of it",
}


def base_positions(sessions: pd.DatetimeIndex, horizon: str) -> Positions:
    """Position of the base session of a horizon for every session; shape (sessions,).

    Raises KeyError for a horizon that is not in HORIZONS.
    """
    here = np.arange(len(sessions))
    if horizon in ("1d", "1w"):
        back = here - (1 if horizon == "1d" else WEEK)
        return np.where(back >= 0, back, -1)
    if horizon == "1y":
        year_before = sessions - pd.DateOffset(years=1)
        return np.asarray(sessions.searchsorted(year_before, side="right") - 1)
    frequency = {"mtd": "M", "qtd": "Q", "ytd": "Y"}[horizon]
    period = sessions.to_period(frequency).asi8
    return np.searchsorted(period, period, side="left") - 1


def last_week(sessions: pd.DatetimeIndex) -> Positions:
    """Position of the last session of the calendar week before, for every session; -1 where there is none."""
    week = sessions.to_period("W-SUN").asi8
    return np.searchsorted(week, week, side="left") - 1


def year_ends(sessions: pd.DatetimeIndex) -> tuple[Positions, Positions]:
    """Last sessions of the year before last and of last year, for every session."""
    last_year = base_positions(sessions, "ytd")
    before = np.where(last_year >= 0, last_year[last_year], -1)
    return before, last_year


def take(values: Floats, positions: Positions) -> Floats:
    """Rows of ``values`` at ``positions``; NaN rows where the position is -1."""
    # columns are contiguous, and stay so
    taken: Floats = np.take(values.T, positions, axis=-1).T
    taken[positions < 0] = np.nan
    return taken


def full_windows(closes: pd.DataFrame, window: int, values: Floats) -> Floats:
    """``values`` where the column had begun ``window`` sessions ago, NaN before; gaps inside do not count."""
    known = ~np.isnan(closes.to_numpy().T)
    begun = np.where(known.any(axis=1), known.argmax(axis=1), known.shape[1])
    old_enough = np.arange(known.shape[1]) >= begun[:, None] + window - 1
    # columns are contiguous, and stay so
    return np.where(old_enough, values.T, np.nan).T
