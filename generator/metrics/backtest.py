"""What came after each verdict: how often the equal-to-cap ratio was higher 20 and 60 sessions later."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from generator.metrics.horizons import Floats
from generator.metrics.panel import Panel
from generator.metrics.proportions import Interval, newcombe, wilson
from generator.metrics.verdict import PAIR, VERDICTS, Verdict, verdicts

#: sessions after which the ratio is looked at again
AHEAD = (20, 60)

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Record:
    """What followed one verdict after one horizon. Intervals are of 95%; None where nothing was counted."""

    verdict: Verdict
    horizon: int
    #: sessions with the verdict, those among them whose outcome is not known yet, and those counted
    sessions: int
    still_open: int
    cases: int
    #: of the counted, how often the ratio was higher
    higher: int
    interval: Interval | None
    #: on all other sessions with a verdict and an outcome
    base: float | None
    others: int
    #: share less base
    difference: float | None
    difference_interval: Interval | None

    @property
    def share(self) -> float | None:
        """Of the counted cases, the share after which the ratio was higher."""
        return self.higher / self.cases if self.cases else None


def backtest(panel: Panel, since: date | None = None) -> tuple[Record, ...]:
    """A record for each horizon and verdict, of verdicts ``since`` a day; none in a market without the pair.

    A verdict uses nothing after its session, an outcome nothing before it, and one that lies after
    the end of the data is left out. Verdicts of consecutive sessions share most of their outcome, so the
    next case is counted a horizon after the one before. The base rate is that of all other sessions;
    as these overlap too, the interval of the difference takes them for as many as fit in without.
    """
    ratio = panel.column("ratio", PAIR)
    if ratio is None:
        return ()
    found = np.array(verdicts(panel), dtype=object)
    inside = np.array([since is None or day >= since for day in panel.sessions])
    return tuple(_record(name, h, found, inside, _later(ratio, h)) for h in AHEAD for name, _ in VERDICTS)


def apart(held: Flags, horizon: int) -> Flags:
    """The sessions that are counted: the first that holds, then each next one a horizon later or more."""
    counted = np.zeros(len(held), dtype=bool)
    free = 0
    for i in map(int, np.flatnonzero(held)):
        if i >= free:
            counted[i] = True
            free = i + horizon
    return counted


def _later(ratio: Floats, horizon: int) -> Floats:
    """1 where the ratio is higher so many sessions later, 0 where not; NaN where not known."""
    higher = np.full(len(ratio), np.nan)
    now, then = ratio[:-horizon], ratio[horizon:]
    higher[: len(now)] = np.where(np.isnan(now) | np.isnan(then), np.nan, then > now)
    return higher


def _record(
    name: Verdict, horizon: int, found: npt.NDArray[np.object_], inside: Flags, higher: Floats
) -> Record:
    held = inside & (found == name)
    known = ~np.isnan(higher)
    others = inside & (found != name) & (found != None) & known  # noqa: E711  # of an array
    counted = apart(held & known, horizon)
    n, hits = int(counted.sum()), int(higher[counted].sum())
    base = float(higher[others].mean()) if others.any() else None
    compared = n > 0 and base is not None
    # overlapping sessions bear no more evidence than those that fit in side by side
    whole = max(1.0, float(others.sum()) / horizon)
    return Record(
        verdict=name,
        horizon=horizon,
        sessions=int(held.sum()),
        still_open=int((held & ~known).sum()),
        cases=n,
        higher=hits,
        interval=wilson(hits, n) if n else None,
        base=base,
        others=int(others.sum()),
        difference=hits / n - base if compared and base is not None else None,
        difference_interval=newcombe(hits, n, base * whole, whole) if compared and base is not None else None,
    )
