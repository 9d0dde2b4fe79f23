"""Members of a group against each other: breadth, dispersion, correlation.

All take ``moves``, the members' changes of the day as fractions, of shape (sessions, members), and
give a value a session.
"""

import numpy as np
import numpy.typing as npt
import pandas as pd

from marketwrap.metrics.horizons import YEAR, Floats
from marketwrap.metrics.unusual import smaller_share

#: sessions over which members' moves are correlated
CORRELATION = 60


def rising(moves: Floats) -> Floats:
    """How many members closed higher than the session before."""
    return _where_any(moves, (moves > 0).sum(axis=1))


def falling(moves: Floats) -> Floats:
    """How many members closed lower than the session before."""
    return _where_any(moves, (moves < 0).sum(axis=1))


def traded(moves: Floats) -> Floats:
    """How many members have a change on the day."""
    known: Floats = (~np.isnan(moves)).sum(axis=1).astype(float)
    return known


def mean_change(moves: Floats) -> Floats:
    """Plain mean of the members' changes on the day; a fraction."""
    return _mean(moves)


def spread_of_members(moves: Floats) -> Floats:
    """Best less worst change of the day, in percentage points."""
    spread: Floats = np.fmax.reduce(moves, axis=1) - np.fmin.reduce(moves, axis=1)
    return spread * 100


def spread_smaller_share(moves: Floats) -> Floats:
    """Share of the year's sessions before with a narrower spread of members."""
    return smaller_share(spread_of_members(moves), YEAR)


def dispersion(moves: Floats) -> Floats:
    """Standard deviation of the members' changes on the day (population), in percentage points."""
    return np.sqrt(_mean((moves - _mean(moves)[:, None]) ** 2)) * 100


def correlation(moves: Floats) -> Floats:
    """Mean of the Pearson correlations of all pairs of members' daily changes over 60 sessions.

    From -1 to 1; a pair counts where both members have all 60 changes.
    """
    left, right = np.triu_indices(moves.shape[1], k=1)
    products = _rolling_mean(moves[:, left] * moves[:, right])
    mean, square = _rolling_mean(moves), _rolling_mean(moves**2)
    deviation = np.sqrt(np.maximum(square - mean**2, 0))
    with np.errstate(divide="ignore", invalid="ignore"):
        pairs = (products - mean[:, left] * mean[:, right]) / (deviation[:, left] * deviation[:, right])
    return _mean(pairs)


def _where_any(moves: Floats, counts: npt.NDArray[np.int64]) -> Floats:
    """Counts of the sessions on which any member has a change; NaN elsewhere."""
    return np.where(np.isnan(moves).all(axis=1), np.nan, counts)


def _mean(values: Floats) -> Floats:
    """Mean of what is known of each row; NaN where nothing is."""
    known = ~np.isnan(values)
    with np.errstate(invalid="ignore"):
        means: Floats = np.where(known, values, 0).sum(axis=1) / known.sum(axis=1)
    return means


def _rolling_mean(values: Floats) -> Floats:
    rolled = pd.DataFrame(values, copy=False).rolling(CORRELATION, min_periods=CORRELATION).mean()
    return rolled.to_numpy()
