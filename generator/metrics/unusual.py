"""How unusual a day's move is against the instrument's own past, that day left out."""

import numpy as np
import pandas as pd

from generator.metrics.horizons import Floats

#: sessions that a z-score compares with
TRAILING = 60


def zscore(moves: pd.DataFrame) -> pd.DataFrame:
    """Move over the standard deviation (sample, about the mean) of the 60 moves before it.

    The mean is subtracted. NaN until there are 60 earlier moves, or when they did not vary.
    """
    past = moves.shift(1).rolling(TRAILING, min_periods=TRAILING - 5)
    deviation = past.std()
    return (moves - past.mean()) / deviation.where(deviation > 0)


def smaller_share(moves: pd.DataFrame, window: int) -> pd.DataFrame:
    """Share of the ``window`` sessions before with a smaller move, either way; 0 to 1.

    NaN until there are as many sessions, less at most 5 missing ones.
    """
    sizes = moves.abs().to_numpy()
    columns = [_smaller_share(sizes[:, i], window) for i in range(sizes.shape[1])]
    return pd.DataFrame(np.column_stack(columns), index=moves.index, columns=moves.columns)


def _smaller_share(sizes: Floats, window: int) -> Floats:
    shares = np.full(len(sizes), np.nan)
    if len(sizes) <= window:
        return shares
    past = np.lib.stride_tricks.sliding_window_view(sizes[:-1], window)
    now = sizes[window:]
    known = window - np.isnan(past).sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = (past < now[:, None]).sum(axis=1) / known
    shares[window:] = np.where((known >= window - 5) & ~np.isnan(now), share, np.nan)
    return shares
