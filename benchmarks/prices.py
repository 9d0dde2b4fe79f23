"""Closes to measure with: 23 years of the bundled universe, simulated here or read from a file."""

from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pandas as pd

from marketwrap.market import calendars, universe
from marketwrap.market.prices import Prices

FIRST, LAST = date(2003, 5, 1), date(2026, 2, 27)
SYMBOLS = 56


def prices(path: str | None = None) -> Prices:
    """Prices of a wide CSV, or simulated ones of the same size as the promise speaks of."""
    market = universe.load("us")
    if path:
        closes = pd.read_csv(Path(path), index_col=0, parse_dates=True, comment="#")
    else:
        index = calendars.sessions(market.calendar).between(FIRST, LAST)
        symbols = list(market.instruments)[:SYMBOLS]
        steps = np.random.default_rng(1).normal(0.0003, 0.012, (len(index), len(symbols)))
        closes = pd.DataFrame(100 * np.exp(steps.cumsum(axis=0)), index=index, columns=symbols)
    return Prices(closes=closes, calendar=market.calendar, source="benchmark", basis="price",
                  retrieved=datetime.now(UTC), simulated=path is None)  # fmt: skip
