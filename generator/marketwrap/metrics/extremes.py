"""Highs, lows and records of closes, and the distance from them. Nothing later than a session counts."""

import numpy as np
import pandas as pd

from marketwrap.metrics.changes import over, ratio
from marketwrap.metrics.horizons import YEAR, Floats, full_windows


def high_to_date(closes: pd.DataFrame) -> Floats:
    """Highest close from the first session up to and with this one."""
    return closes.cummax().to_numpy()


def below_high(closes: pd.DataFrame) -> Floats:
    """Change from the highest close so far, this one included; a fraction, 0 at a record."""
    return over(closes.to_numpy(), high_to_date(closes)) - 1


def high_52w(closes: pd.DataFrame) -> Floats:
    """Highest close of the 252 sessions that end here; NaN until there are as many."""
    return full_windows(closes, YEAR, closes.rolling(YEAR, min_periods=YEAR - 5).max().to_numpy())


def low_52w(closes: pd.DataFrame) -> Floats:
    """Lowest close of the 252 sessions that end here; NaN until there are as many."""
    return full_windows(closes, YEAR, closes.rolling(YEAR, min_periods=YEAR - 5).min().to_numpy())


def from_high_52w(closes: pd.DataFrame) -> Floats:
    """Change from the highest close of the 252 sessions that end here; a fraction, 0 at the high."""
    return over(closes.to_numpy(), high_52w(closes)) - 1


def from_low_52w(closes: pd.DataFrame) -> Floats:
    """Change from the lowest close of the 252 sessions that end here; a fraction, 0 at the low."""
    return over(closes.to_numpy(), low_52w(closes)) - 1


def new_high_52w(closes: pd.DataFrame) -> Floats:
    """1 where the close is above every close of the 251 sessions before it, else 0."""
    highs = full_windows(closes, YEAR - 1, closes.rolling(YEAR - 1, min_periods=YEAR - 6).max().to_numpy())
    return _beats(closes.to_numpy(), highs, np.greater)


def new_low_52w(closes: pd.DataFrame) -> Floats:
    """1 where the close is below every close of the 251 sessions before it, else 0."""
    lows = full_windows(closes, YEAR - 1, closes.rolling(YEAR - 1, min_periods=YEAR - 6).min().to_numpy())
    return _beats(closes.to_numpy(), lows, np.less)


def ratio_high_52w(left: pd.DataFrame, right: pd.DataFrame) -> Floats:
    """Highest ratio of left to right close over the 252 sessions that end here."""
    return high_52w(_ratio(left, right))


def ratio_low_52w(left: pd.DataFrame, right: pd.DataFrame) -> Floats:
    """Lowest ratio of left to right close over the 252 sessions that end here."""
    return low_52w(_ratio(left, right))


def ratio_new_high_52w(left: pd.DataFrame, right: pd.DataFrame) -> Floats:
    """1 where the ratio is above every one of the 251 sessions before."""
    return new_high_52w(_ratio(left, right))


def ratio_new_low_52w(left: pd.DataFrame, right: pd.DataFrame) -> Floats:
    """1 where the ratio is below every one of the 251 sessions before."""
    return new_low_52w(_ratio(left, right))


def _ratio(left: pd.DataFrame, right: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(ratio(left, right), index=left.index, columns=left.columns)


def _beats(closes: Floats, bounds: Floats, better: np.ufunc) -> Floats:
    """1 where a close is better than the bound of the session before, else 0; NaN where one is missing."""
    beaten = np.full_like(closes, np.nan)
    now, bound = closes[1:], bounds[:-1]
    beaten[1:] = np.where(np.isnan(now) | np.isnan(bound), np.nan, better(now, bound))
    return beaten
