"""Highs, lows and records of closes, and the distance from them. Nothing later than a session counts."""

import numpy as np
import pandas as pd

from generator.metrics.horizons import YEAR


def high_to_date(closes: pd.DataFrame) -> pd.DataFrame:
    """Highest close from the first session up to and with this one."""
    return closes.cummax()


def below_high(closes: pd.DataFrame) -> pd.DataFrame:
    """Change from the highest close so far, this one included; a fraction, 0 at a record."""
    return closes / closes.cummax() - 1


def high_52w(closes: pd.DataFrame) -> pd.DataFrame:
    """Highest close of the 252 sessions that end here; NaN until there are as many."""
    return closes.rolling(YEAR, min_periods=YEAR - 5).max()


def low_52w(closes: pd.DataFrame) -> pd.DataFrame:
    """Lowest close of the 252 sessions that end here; NaN until there are as many."""
    return closes.rolling(YEAR, min_periods=YEAR - 5).min()


def new_high_52w(closes: pd.DataFrame) -> pd.DataFrame:
    """1 where the close is above every close of the 251 sessions before it, else 0."""
    return _beats(closes, closes.shift(1).rolling(YEAR - 1, min_periods=YEAR - 6).max(), 1)


def new_low_52w(closes: pd.DataFrame) -> pd.DataFrame:
    """1 where the close is below every close of the 251 sessions before it, else 0."""
    return _beats(closes, closes.shift(1).rolling(YEAR - 1, min_periods=YEAR - 6).min(), -1)


def ratio_high_52w(left: pd.DataFrame, right: pd.DataFrame) -> pd.DataFrame:
    """Highest ratio of left to right close over the 252 sessions that end here."""
    return high_52w(left / right)


def ratio_new_high_52w(left: pd.DataFrame, right: pd.DataFrame) -> pd.DataFrame:
    """1 where the ratio is above every one of the 251 sessions before."""
    return new_high_52w(left / right)


def ratio_new_low_52w(left: pd.DataFrame, right: pd.DataFrame) -> pd.DataFrame:
    """1 where the ratio is below every one of the 251 sessions before."""
    return new_low_52w(left / right)


def _beats(closes: pd.DataFrame, bound: pd.DataFrame, side: int) -> pd.DataFrame:
    beaten = (closes * side > bound * side).to_numpy().astype(float)
    known = (closes.notna() & bound.notna()).to_numpy()
    return pd.DataFrame(np.where(known, beaten, np.nan), index=closes.index, columns=closes.columns)
