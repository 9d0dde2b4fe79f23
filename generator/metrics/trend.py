"""Simple moving averages of closes, the session's own included."""

import numpy as np
import pandas as pd


def average(closes: pd.DataFrame, window: int) -> pd.DataFrame:
    """Mean of the last ``window`` closes, this one included; NaN until there are as many.

    Up to five missing closes in the window are passed over, as chart services do.
    """
    return closes.rolling(window, min_periods=window - 5).mean()


def above_average(closes: pd.DataFrame, window: int) -> pd.DataFrame:
    """Change from the average to the close; a fraction, negative below it."""
    return closes / average(closes, window) - 1


def crossing(closes: pd.DataFrame, window: int) -> pd.DataFrame:
    """1 where the close went from at or below its average to above it, -1 the other way, else 0."""
    side = np.sign(above_average(closes, window))
    before = side.shift(1)
    crossed = np.where((side > 0) & (before <= 0), 1.0, np.where((side < 0) & (before >= 0), -1.0, 0.0))
    known = (side.notna() & before.notna()).to_numpy()
    return pd.DataFrame(np.where(known, crossed, np.nan), index=closes.index, columns=closes.columns)


def ratio_average(left: pd.DataFrame, right: pd.DataFrame, window: int) -> pd.DataFrame:
    """Average of the ratio of left to right close."""
    return average(left / right, window)


def ratio_above_average(left: pd.DataFrame, right: pd.DataFrame, window: int) -> pd.DataFrame:
    """Change from the ratio's average to the ratio; a fraction, negative below it."""
    return above_average(left / right, window)
