"""How far a close is from an earlier one.

A change is a price change, as the press quotes it: dividends are not added. Over a close at or
below zero a percentage says nothing and is NaN (crude oil, 20 April 2020). A missing close at
either end gives NaN: two sessions' change is never taken for one.
"""

import numpy as np
import pandas as pd

from marketwrap.metrics.horizons import Floats, base_positions, take, year_ends


def level(closes: pd.DataFrame) -> Floats:
    """The close itself, in the instrument's unit."""
    return closes.to_numpy()


def change(closes: pd.DataFrame, horizon: str) -> Floats:
    """Close over the close at the horizon's base session, less one; a fraction."""
    values = closes.to_numpy()
    return over(values, take(values, base_positions(_sessions(closes), horizon))) - 1


def change_last_year(closes: pd.DataFrame) -> Floats:
    """Change over the calendar year before the session's own; a fraction."""
    values = closes.to_numpy()
    before, last = year_ends(_sessions(closes))
    return over(take(values, last), take(values, before)) - 1


def difference(closes: pd.DataFrame, horizon: str) -> Floats:
    """Close less the close at the horizon's base session, in points."""
    values = closes.to_numpy()
    return values - take(values, base_positions(_sessions(closes), horizon))


def basis_points(closes: pd.DataFrame, horizon: str) -> Floats:
    """Change of a yield quoted in percent, in hundredths of a percentage point."""
    return difference(closes, horizon) * 100


def spread(left: pd.DataFrame, right: pd.DataFrame, horizon: str) -> Floats:
    """Change of the left less change of the right, in percentage points."""
    return (change(left, horizon) - change(right, horizon)) * 100


def ratio(left: pd.DataFrame, right: pd.DataFrame) -> Floats:
    """Left close over right close."""
    return over(left.to_numpy(), right.to_numpy())


def over(now: Floats, base: Floats) -> Floats:
    """One over the other, arrays of one shape, where both are above zero; else NaN."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where((now > 0) & (base > 0), now / base, np.nan)


def _sessions(closes: pd.DataFrame) -> pd.DatetimeIndex:
    return pd.DatetimeIndex(closes.index)
