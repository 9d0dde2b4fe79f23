"""Members of a group against each other: breadth, dispersion, correlation."""

import numpy as np
import pandas as pd

from generator.metrics.changes import change
from generator.metrics.horizons import YEAR, Floats
from generator.metrics.unusual import smaller_share

#: sessions over which members' moves are correlated
CORRELATION = 60


def rising(members: pd.DataFrame) -> pd.Series:
    """How many members closed higher than the session before."""
    moves = change(members, "1d")
    return (moves > 0).sum(axis=1).where(moves.notna().any(axis=1))


def falling(members: pd.DataFrame) -> pd.Series:
    """How many members closed lower than the session before."""
    moves = change(members, "1d")
    return (moves < 0).sum(axis=1).where(moves.notna().any(axis=1))


def traded(members: pd.DataFrame) -> pd.Series:
    """How many members have a change on the day."""
    return change(members, "1d").notna().sum(axis=1)


def mean_change(members: pd.DataFrame) -> pd.Series:
    """Plain mean of the members' changes on the day; a fraction."""
    return change(members, "1d").mean(axis=1)


def spread_of_members(members: pd.DataFrame) -> pd.Series:
    """Best less worst change of the day, in percentage points."""
    moves = change(members, "1d")
    return (moves.max(axis=1) - moves.min(axis=1)) * 100


def spread_smaller_share(members: pd.DataFrame) -> pd.Series:
    """Share of the year's sessions before with a narrower spread of members."""
    return smaller_share(spread_of_members(members).to_frame(), YEAR).iloc[:, 0]


def dispersion(members: pd.DataFrame) -> pd.Series:
    """Standard deviation of the members' changes on the day (population), in percentage points."""
    return change(members, "1d").std(axis=1, ddof=0) * 100


def correlation(members: pd.DataFrame) -> pd.Series:
    """Mean of the Pearson correlations of all pairs of members' daily changes over 60 sessions.

    From -1 to 1; a pair counts where both members have all 60 changes.
    """
    moves = change(members, "1d")
    left, right = np.triu_indices(moves.shape[1], k=1)
    values = moves.to_numpy()
    products = _rolling_mean(values[:, left] * values[:, right])
    mean, square = _rolling_mean(values), _rolling_mean(values**2)
    deviation = np.sqrt(np.maximum(square - mean**2, 0))
    with np.errstate(divide="ignore", invalid="ignore"):
        pairs = (products - mean[:, left] * mean[:, right]) / (deviation[:, left] * deviation[:, right])
    return pd.DataFrame(pairs, index=members.index).mean(axis=1)


def _rolling_mean(values: Floats) -> Floats:
    rolled: Floats = pd.DataFrame(values).rolling(CORRELATION, min_periods=CORRELATION).mean().to_numpy()
    return rolled
