"""Splits that the prices do not show, and prices that look like a split nobody told of."""

from dataclasses import replace

import numpy as np
import pandas as pd

from marketwrap.base.model import Note
from marketwrap.sources.gate.repeats import RECENT, Daily, Floats

#: only shares and shares of funds are split
SPLIT_KINDS = frozenset({"stock", "fund"})
#: how many new shares an old one becomes. 3 for 2 is not among them: it looks like a real fall by a third
RATIOS = np.array([2, 3, 4, 5, 6, 7, 8, 10, 15, 20, 25, 50], dtype=float)
#: how near to a ratio a jump must come, with the market's own move taken out
NEAR = 0.04
#: how near when the source has announced the split: the price may move on the day, too
ANNOUNCED = 0.25
#: a stock dividend of less is lost in the day's move
SMALLEST = 1.5


def mend(daily: Daily) -> Daily:
    """Put earlier closes on the basis after a split that the source reports but has not applied.

    Only splits of recent sessions: older ones have been looked at before.
    """
    for day, ratio in sorted(daily.history.splits.items()):
        place = int(daily.sessions.searchsorted(pd.Timestamp(day)))
        if (
            len(daily.closes) - RECENT <= place < len(daily.closes)
            and ratio > 0
            and _unapplied(daily, place, ratio)
        ):
            closes = daily.closes.copy()
            closes[:place] /= ratio
            note = Note("mended", "split_mended", daily.instrument.symbol, (daily.day(place),))
            daily = replace(daily, closes=closes, notes=(*daily.notes, note))
    return daily


def looks_split(daily: Daily, benchmark: Floats, checked: int) -> np.ndarray:
    """Which of the last closes stand to the one before as after an unannounced split.

    The benchmark's move is taken out first, so that a fall by half in a crash is not taken for one.
    """
    if daily.instrument.kind not in SPLIT_KINDS:
        return np.zeros(0, dtype=bool)
    closes = daily.closes[-checked - 1 :]
    with np.errstate(invalid="ignore", divide="ignore"):
        jumps = np.abs(np.log(closes[1:] / closes[:-1]) - _moves(benchmark[-checked - 1 :]))
    distance = np.abs(jumps[:, None] - np.log(RATIOS)[None, :]).min(axis=1)
    return np.asarray(distance < NEAR)


def _moves(benchmark: Floats) -> Floats:
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.nan_to_num(np.log(benchmark[1:] / benchmark[:-1]))


def _unapplied(daily: Daily, place: int, ratio: float) -> bool:
    """Whether the price falls by about the ratio on the day of the split."""
    before = daily.closes[:place]
    before = before[np.isfinite(before) & (before > 0)]
    close = daily.closes[place]
    if not len(before) or not close > 0 or 1 / SMALLEST < ratio < SMALLEST:
        return False
    return bool(abs(np.log(close * ratio / before[-1])) < min(ANNOUNCED, abs(np.log(ratio)) / 2))
