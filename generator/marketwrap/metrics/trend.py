"""Simple moving averages of closes, the session's own included."""

import numpy as np
import pandas as pd

from marketwrap.metrics.changes import over, ratio
from marketwrap.metrics.horizons import Floats, full_windows


def average(closes: pd.DataFrame, window: int) -> Floats:
    """Mean of the last ``window`` closes, this one included; NaN until there are as many.

    Up to five missing closes in the window are passed over, as chart services do.
    """
    return full_windows(closes, window, closes.rolling(window, min_periods=window - 5).mean().to_numpy())


def above_average(closes: pd.DataFrame, window: int) -> Floats:
    """Change from the average to the close; a fraction, NaN where either is not above zero."""
    return over(closes.to_numpy(), average(closes, window)) - 1


def crossing(closes: pd.DataFrame, window: int) -> Floats:
    """1 where the close went from at or below its average to above it, -1 the other way, else 0."""
    sides = np.sign(closes.to_numpy() - average(closes, window))
    side, before = sides[1:], sides[:-1]
    crossed = np.full_like(sides, np.nan)
    crossed[1:] = 1.0 * ((side > 0) & (before <= 0)) - ((side < 0) & (before >= 0))
    crossed[1:][np.isnan(side) | np.isnan(before)] = np.nan
    return crossed


def ratio_average(left: pd.DataFrame, right: pd.DataFrame, window: int) -> Floats:
    """Average of the ratio of left to right close."""
    return average(_ratio(left, right), window)


def ratio_above_average(left: pd.DataFrame, right: pd.DataFrame, window: int) -> Floats:
    """Change from the ratio's average to the ratio; a fraction, negative below it."""
    return above_average(_ratio(left, right), window)


def _ratio(left: pd.DataFrame, right: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(ratio(left, right), index=left.index, columns=left.columns)
