"""Runs of sessions, and of weeks, in one direction. Positive counts rises, negative counts falls."""

import numpy as np
import pandas as pd

from marketwrap.metrics.changes import difference, spread
from marketwrap.metrics.horizons import Floats, last_week, take


def streak(closes: pd.DataFrame) -> Floats:
    """Length of the run of rises (positive) or falls (negative) that ends at the session.

    An unchanged close ends a run and gives 0; after a missing close the count starts anew.
    """
    return _runs(np.sign(difference(closes, "1d")))


def relative_streak(left: pd.DataFrame, right: pd.DataFrame) -> Floats:
    """Length of the run of sessions on which the left side did better (positive) or worse."""
    return _runs(np.sign(spread(left, right, "1d")))


def week_streak(closes: pd.DataFrame) -> Floats:
    """Length of the run of calendar weeks of gains (positive) or declines (negative); a column a symbol.

    An unchanged week gives 0 and ends a run; a week without a last close gives NaN, as does the next.
    """
    values = closes.to_numpy()
    before = last_week(pd.DatetimeIndex(closes.index))
    signs: Floats = np.sign(values - take(values, before))
    ends = np.unique(before[before >= 0])
    # a week's run is known at its last session, and every session of the week after it goes on from there
    at_ends = np.full_like(values, np.nan)
    at_ends[ends] = _runs(signs[ends])
    so_far = np.nan_to_num(take(at_ends, before))
    return signs + np.where(so_far * signs > 0, so_far, 0.0)


def joint_streak(moves: Floats) -> Floats:
    """Length of the run of sessions on which every member rose (positive) or fell (negative)."""
    return _runs(joint_direction(moves))


def joint_direction(moves: Floats) -> Floats:
    """1 where every member rose, -1 where every member fell, 0 otherwise; NaN without a change."""
    together = (moves > 0).all(axis=1) * 1.0 - (moves < 0).all(axis=1)
    return np.where(np.isnan(moves).any(axis=1), np.nan, together)


def _runs(signs: Floats) -> Floats:
    """Signed run lengths down each column of -1, 0, 1; NaN stays NaN and ends a run."""
    # the last axis is time, so that one column needs no case of its own
    by_column = signs.T
    starts = np.ones_like(by_column, dtype=bool)
    starts[..., 1:] = by_column[..., 1:] != by_column[..., :-1]
    here = np.arange(by_column.shape[-1])
    begun = np.maximum.accumulate(np.where(starts, here, 0), axis=-1)
    runs: Floats = by_column * (here - begun + 1)
    return runs.T
