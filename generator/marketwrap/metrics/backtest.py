"""What came after each verdict: how often the equal-to-cap ratio was higher 20 and 60 sessions later."""

from collections.abc import Mapping
from datetime import date

import numpy as np

from marketwrap.metrics.panel import Panel
from marketwrap.metrics.precedents import Tally, ahead, run_of
from marketwrap.metrics.verdict import PAIR, VERDICTS, Verdict, verdicts

#: sessions after which the ratio is looked at again
AHEAD = (20, 60)


def backtest(panel: Panel, since: date | None = None) -> Mapping[tuple[int, Verdict], Tally]:
    """A tally by horizon and verdict, of verdicts ``since`` a day; none in a market without the pair.

    A verdict is a study's condition, and the ratio is higher where equal weight outran cap weight since.
    Cases, base rate and intervals are those of every study (``generator/marketwrap/metrics/precedents.py``).
    """
    found = np.array(verdicts(panel), dtype=object)
    inside = np.array([since is None or day >= since for day in panel.sessions])
    last = len(panel.sessions) - 1
    tallies: dict[tuple[int, Verdict], Tally] = {}
    for horizon in AHEAD:
        outcome = ahead(panel, PAIR, horizon)
        if outcome is None:
            return {}
        for name, _ in VERDICTS:
            held = np.where(inside & (found != None), found == name, np.nan)  # noqa: E711  # of an array
            run = run_of(held, outcome, np.flatnonzero(held == 1), horizon)
            tallies[horizon, name] = Tally(run, last)
    return tallies
