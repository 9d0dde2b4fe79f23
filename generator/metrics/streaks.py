"""Runs of sessions in one direction. Positive counts rises, negative counts falls."""

import numpy as np
import pandas as pd

from generator.metrics.changes import change, spread
from generator.metrics.horizons import Floats


def streak(closes: pd.DataFrame) -> pd.DataFrame:
    """Length of the run of rises (positive) or falls (negative) that ends at the session.

    An unchanged close ends a run and gives 0; after a missing close the count starts anew.
    """
    return _runs(np.sign(closes.diff().to_numpy()), closes)


def relative_streak(left: pd.DataFrame, right: pd.DataFrame) -> pd.DataFrame:
    """Length of the run of sessions on which the left side did better (positive) or worse."""
    return _runs(np.sign(spread(left, right, "1d").to_numpy()), left)


def joint_streak(members: pd.DataFrame) -> pd.Series:
    """Length of the run of sessions on which every member rose (positive) or fell (negative)."""
    return _runs(joint_direction(members).to_numpy()[:, None], members.iloc[:, :1]).iloc[:, 0]


def joint_direction(members: pd.DataFrame) -> pd.Series:
    """1 where every member rose, -1 where every member fell, 0 otherwise; NaN without a change."""
    signs = np.sign(change(members, "1d").to_numpy())
    known = ~np.isnan(signs).any(axis=1)
    together = np.where((signs > 0).all(axis=1), 1.0, np.where((signs < 0).all(axis=1), -1.0, 0.0))
    return pd.Series(np.where(known, together, np.nan), index=members.index)


def _runs(signs: Floats, like: pd.DataFrame) -> pd.DataFrame:
    """Signed run lengths down each column of -1, 0, 1; NaN stays NaN and ends a run."""
    rows = np.arange(len(signs))[:, None]
    starts = np.ones(signs.shape, dtype=bool)
    starts[1:] = signs[1:] != signs[:-1]
    begun = np.maximum.accumulate(np.where(starts, rows, 0), axis=0)
    return pd.DataFrame(signs * (rows - begun + 1), index=like.index, columns=like.columns)
