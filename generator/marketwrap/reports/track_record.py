"""The track record of stored watch points: how many were set, and how often a close came to be beyond one.

That a level was reached does not make whoever named it right. It says what happened, and no more.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from marketwrap.base.model import WatchPoint
from marketwrap.formats.watchjson import Outcome, WatchFile
from marketwrap.metrics.proportions import wilson

#: fewer settled points have no share
ENOUGH = 10
#: the row of all kinds together
ALL = "all"


@dataclass(frozen=True, slots=True)
class Tally:
    """The points of one kind, each counted once."""

    key: str
    set: int
    reached: int
    lapsed: int
    open: int
    replaced: int

    @property
    def cases(self) -> int:
        """Points that were reached or lapsed; of a chain of moved levels only the last one is a case."""
        return self.reached + self.lapsed

    @property
    def share(self) -> float | None:
        """Share of cases that were reached; None where there are too few."""
        return self.reached / self.cases if self.cases >= ENOUGH else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Ends of the share's 95% confidence interval (Wilson); None where there are too few cases."""
        if self.share is None:
            return None
        return wilson(self.reached, self.cases)

    def as_dict(self) -> dict[str, object]:
        """For programs."""
        counts = {"set": self.set, "reached": self.reached, "lapsed": self.lapsed}
        counts |= {"open": self.open, "replaced": self.replaced, "cases": self.cases}
        ends = list(self.interval) if self.interval else None
        return {"key": self.key, **counts, "share": self.share, "interval": ends}


def tallies(files: Iterable[WatchFile], universe: str, since: date | None = None) -> tuple[Tally, ...]:
    """A tally of each kind of point of a market, most points first, and one of all; empty without a point.

    ``files`` come newest first. ``since`` leaves out points of earlier briefs.
    """
    points: dict[str, WatchPoint] = {}
    became: dict[str, Outcome] = {}
    for file in files:
        if file.universe == universe:
            points |= {point.id: point for point in file.set if since is None or point.session >= since}
            # a brief that was made again later does not change what the first one said
            became |= {outcome.point.id: outcome for outcome in file.resolved}
    by_key: dict[str, Counter[str]] = {}
    for name, point in points.items():
        result = became[name].result if name in became else "open"
        by_key.setdefault(point.key, Counter())[result] += 1
    found = sorted((_tally(key, counted) for key, counted in by_key.items()), key=lambda t: (-t.set, t.key))
    return (*found, _tally(ALL, sum(by_key.values(), Counter()))) if found else ()


def _tally(key: str, counted: Counter[str]) -> Tally:
    results = ("reached", "lapsed", "open", "replaced")
    return Tally(key, counted.total(), *(counted[result] for result in results))
