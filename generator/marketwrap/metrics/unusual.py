"""How unusual a day's move is against the instrument's own past, that day left out."""

import numpy as np
import pandas as pd

from marketwrap.metrics.horizons import Floats

#: sessions that a z-score compares with
TRAILING = 60


def zscore(moves: Floats) -> Floats:
    """Move over the standard deviation (sample, about the mean) of the 60 moves before it.

    The mean is subtracted. NaN until there are 60 earlier moves, or when they did not vary.
    """
    window = pd.DataFrame(moves, copy=False).rolling(TRAILING, min_periods=TRAILING - 5)
    mean, deviation = window.mean().to_numpy()[:-1], window.std().to_numpy()[:-1]
    scores = np.full_like(moves, np.nan)
    np.divide(moves[1:] - mean, deviation, out=scores[1:], where=deviation > 0)
    return scores


def smaller_share(moves: Floats, window: int) -> Floats:
    """Share of the ``window`` sessions before with a smaller move, either way; 0 to 1.

    NaN until there are as many sessions, less at most 5 missing ones. ``moves`` of shape (sessions,)
    or (sessions, columns).
    """
    return np.apply_along_axis(_smaller_share, 0, np.abs(moves), window)


def _smaller_share(sizes: Floats, window: int) -> Floats:
    shares = np.full(len(sizes), np.nan)
    now = sizes[window:]
    if not len(now):
        return shares
    # a row for each session of the window, a column for each that looks back: sums down columns are quick
    past = np.lib.stride_tricks.sliding_window_view(sizes[:-1], len(now))
    smaller = (past < now).sum(axis=0, dtype=np.uint16)
    before = np.concatenate(([0], np.cumsum(~np.isnan(sizes))))
    known = before[window:-1] - before[: -window - 1]
    enough = (known >= window - 5) & ~np.isnan(now)
    np.divide(smaller, known, out=shares[window:], where=enough)
    return shares
