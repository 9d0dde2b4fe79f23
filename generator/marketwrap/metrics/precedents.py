"""What came next after sessions on which a condition held, counted on the sessions before this one.

For session ``i`` and a horizon of ``h`` sessions:

- a **case** is a session ``j`` on which the condition held, with ``j + h <= i`` and closes at ``j`` and at
  ``j + h``. What follows ``i`` is not looked at; ``i`` itself and other sessions whose outcome lies after
  it are **open**, and left out;
- the **outcome** is the change from the close of ``j`` to that of ``j + h``: a fraction, of a yield basis
  points, of volatility points, of a pair the left's change less the right's in percentage points;
- **cool-down**: from the oldest on, a case closer than ``h`` sessions to the last one counted is not
  counted, so that no two counted outcomes share a session;
- the **base** is every other session with a known outcome on which the condition was decided and did not
  hold. A session on which it cannot be decided is neither.

Base outcomes of more than one session overlap: neighbours share most of their days, and thinning them out
would throw away what they know of the rate. So all of them make the base rate, and its interval is that of
``n / h`` outcomes, about as many as are independent; this widens the interval of the difference.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from marketwrap.base.conditions import COMPARE, Both, Comparison, Condition, comparisons, parse
from marketwrap.base.errors import ConfigError
from marketwrap.metrics.changes import over
from marketwrap.metrics.horizons import Floats, Positions
from marketwrap.metrics.panel import Panel
from marketwrap.metrics.proportions import Interval, newcombe, wilson
from marketwrap.metrics.studies import MINIMUM, Study


@dataclass(frozen=True, slots=True)
class Run:
    """A study over all sessions of a panel; each session's tally is a part of it."""

    horizon: int
    #: 1 for outcomes above zero, -1 for those below
    way: int
    minimum: int
    #: positions of the sessions with a close on which the condition held, whatever came next
    met: Positions
    #: of those with an outcome, all, and those left by the cool-down, with their outcomes
    cases: Positions
    counted: Positions
    outcomes: Floats
    #: positions of the sessions that make the base rate, and how many of them up to each were hits
    base: Positions
    base_hits: Positions


@dataclass(frozen=True, slots=True)
class Tally:
    """A study as it stands at one session."""

    run: Run
    i: int

    @property
    def _last(self) -> int:
        """The last session whose outcome is known."""
        return self.i - self.run.horizon

    @property
    def met(self) -> int:
        """Sessions on which the condition held, whatever came next."""
        return _up_to(self.run.met, self.i)

    @property
    def all_cases(self) -> int:
        """Cases before the cool-down."""
        return _up_to(self.run.cases, self._last)

    @property
    def cases(self) -> int:
        """Cases that count."""
        return _up_to(self.run.counted, self._last)

    @property
    def open(self) -> int:
        """Sessions on which the condition held and whose outcome lies after this one, itself included."""
        return self.met - _up_to(self.run.met, self._last)

    @property
    def outcomes(self) -> Floats:
        """Outcomes of the counted cases, oldest first."""
        return self.run.outcomes[: self.cases]

    @property
    def positions(self) -> Positions:
        """Positions of the counted cases, oldest first."""
        return self.run.counted[: self.cases]

    @property
    def hits(self) -> int:
        """Counted cases that went the way that is asked about."""
        return int((self.outcomes * self.run.way > 0).sum())

    @property
    def base_cases(self) -> int:
        """Sessions that make the base rate."""
        return _up_to(self.run.base, self._last)

    @property
    def base(self) -> float | None:
        """Share of hits on them."""
        count = self.base_cases
        return float(self.run.base_hits[count - 1]) / count if count else None

    @property
    def enough(self) -> bool:
        """Whether there are cases enough to speak of a share."""
        return self.cases >= max(self.run.minimum, 1)

    @property
    def share(self) -> float | None:
        """Share of hits; None with too few cases."""
        return self.hits / self.cases if self.enough else None

    @property
    def interval(self) -> Interval | None:
        """The share's 95% interval."""
        return wilson(self.hits, self.cases) if self.enough else None

    @property
    def difference(self) -> float | None:
        """Share less base rate."""
        share, base = self.share, self.base
        return None if share is None or base is None else share - base

    @property
    def difference_interval(self) -> Interval | None:
        """The difference's 95% interval."""
        base = self.base
        if base is None or not self.enough:
            return None
        independent = max(self.base_cases / self.run.horizon, 1.0)
        return newcombe(self.hits, self.cases, base * independent, independent)

    def quantile(self, share: float) -> float | None:
        """A quantile of the outcomes, between two of them by straight line; None with too few cases."""
        return float(np.quantile(self.outcomes, share)) if self.enough else None

    @property
    def worst(self) -> int | None:
        """Which of the counted cases had the lowest outcome, whatever a hit is; the first of equal ones."""
        return int(np.argmin(self.outcomes)) if self.cases else None

    @property
    def first(self) -> int | None:
        """Position of the first session that is a case or makes the base rate."""
        begun = [int(them[0]) for them in (self.run.cases, self.run.base) if them.size]
        return min(begun) if begun and min(begun) <= self._last else None


def tally(
    panel: Panel,
    subject: str,
    i: int,
    *,
    when: str,
    horizon: int,
    since: str = "",
    minimum: int = MINIMUM,
    hit: str = "rise",
) -> Tally | None:
    """A study of an outcome at session ``i``; None for a subject that has no moves.

    Raises KeyError for a metric that does not exist, ValueError for a condition that cannot be read and a
    horizon below 1.
    """
    if horizon < 1:
        raise ValueError(f"a horizon of {horizon} sessions looks at nothing that came next")
    asked = ("study", subject, when, horizon, since, minimum, hit)
    run = panel.keep(asked, lambda: _run(panel, subject, when, horizon, since, minimum, hit))
    return None if run is None else Tally(run, i)


def _run(
    panel: Panel, subject: str, when: str, horizon: int, since: str, minimum: int, hit: str
) -> Run | None:
    outcome = panel.keep(("outcome", subject, horizon), lambda: ahead(panel, subject, horizon))
    if outcome is None:
        return None
    condition = panel.keep(("held", when), lambda: held(panel, _read(when)))
    begun = panel.index.searchsorted(np.datetime64(since)) if since else 0
    decided = np.where(np.arange(len(condition)) >= begun, condition, np.nan)
    traded = ~np.isnan(np.array([panel.closes[leg] for leg in panel.legs(subject)])).any(axis=0)
    met = np.flatnonzero((decided == 1) & traded)
    return run_of(decided, outcome, met, horizon, minimum, way=1 if hit == "rise" else -1)


def run_of(
    decided: Floats, outcome: Floats, met: Positions, horizon: int, minimum: int = 1, way: int = 1
) -> Run:
    """A run of what held at each session (1, 0, NaN) and of what came next (NaN where that is not known)."""
    cases = np.flatnonzero((decided == 1) & ~np.isnan(outcome))
    counted = apart(cases, horizon)
    base = np.flatnonzero((decided == 0) & ~np.isnan(outcome))
    return Run(
        horizon=horizon,
        way=way,
        minimum=minimum,
        met=met,
        cases=cases,
        counted=counted,
        outcomes=outcome[counted],
        base=base,
        base_hits=np.cumsum(outcome[base] * way > 0),
    )


def held(panel: Panel, condition: Condition) -> Floats:
    """1 at each session on which a condition holds, 0 where it does not, NaN where an unknown value decides.

    Raises KeyError for a metric that does not exist.
    """
    if isinstance(condition, Comparison):
        values = panel.column(condition.metric, condition.subject)
        if values is None:
            return np.full(len(panel.sessions), np.nan)
        return np.where(np.isnan(values), np.nan, COMPARE_ALL[condition.sign](values, condition.value))
    parts = np.array([held(panel, part) for part in condition.parts])
    # one part settles it, whatever the unknown ones are
    settled = np.fmin.reduce(parts) if isinstance(condition, Both) else np.fmax.reduce(parts)
    settles = 0.0 if isinstance(condition, Both) else 1.0
    unknown = np.isnan(parts).any(axis=0) & (settled != settles)
    return np.where(unknown, np.nan, settled)


#: the comparisons, which numpy makes of whole columns too
COMPARE_ALL: Final[Mapping[str, Callable[[Floats, float], npt.NDArray[np.bool_]]]] = COMPARE  # type: ignore[assignment]  # typed for one value there


def ahead(panel: Panel, subject: str, horizon: int) -> Floats | None:
    """At each session the outcome ``horizon`` sessions later; NaN where one of the closes is missing."""
    legs = panel.legs(subject)
    known = panel.universe.instruments.get(subject)
    if not legs or subject in panel.universe.groups or (known is None and len(legs) < 2):
        return None
    pairs = [(panel.closes[leg], _shifted(panel.closes[leg], horizon)) for leg in legs]
    if known is not None and known.kind in ("yield", "volatility"):
        now, later = pairs[0]
        return (later - now) * (100 if known.kind == "yield" else 1)
    changes = [over(later, now) - 1 for now, later in pairs]
    return changes[0] if known is not None else (changes[0] - changes[1]) * 100


def _read(when: str) -> Condition:
    try:
        return parse(when)
    except ConfigError as error:  # of a fact, not of a file
        raise ValueError(str(error)) from error


def apart(cases: Positions, horizon: int) -> Positions:
    """Of ascending positions those that are at least ``horizon`` from the last one taken."""
    taken: list[int] = []
    for case in cases.tolist():
        if not taken or case - taken[-1] >= horizon:
            taken.append(case)
    return np.array(taken, dtype=np.int64)


def refuse_unknown(panel: Panel, studies: Iterable[Study]) -> None:
    """Raises ConfigError for a study that compares a metric which there is not, or not of its subject."""
    for study in studies:
        for test in comparisons(study.when):
            try:
                panel.unit_of(test.metric, test.subject)
            except KeyError:
                raise ConfigError(
                    f"{test.subject} has no metric {test.metric}",
                    where=f"study {study.id}",
                    remedy="those of METRICS in marketwrap/metrics/ may be compared, each with its kind",
                ) from None


def _shifted(closes: Floats, horizon: int) -> Floats:
    later = np.full_like(closes, np.nan)
    later[:-horizon] = closes[horizon:]
    return later


def _up_to(positions: Positions, last: int) -> int:
    return int(np.searchsorted(positions, last, side="right"))


# Each figure of a tally is a metric --------------------------------------------------------------


def number(which: str) -> Callable[..., float | int | None]:
    """The metric that is a figure of a tally, by its name there."""

    def compute(panel: Panel, subject: str, i: int, **study: Any) -> float | int | None:
        found = tally(panel, subject, i, **study)
        return None if found is None else NUMBERS[which](found)

    return compute


def session(which: str) -> Callable[..., date | None]:
    """The same for a session of a tally."""

    def compute(panel: Panel, subject: str, i: int, **study: Any) -> date | None:
        found = tally(panel, subject, i, **study)
        j = None if found is None else SESSIONS[which](found)
        return None if j is None else panel.sessions[j]

    return compute


NUMBERS: Final[Mapping[str, Callable[[Tally], float | int | None]]] = {
    "all_cases": lambda t: t.all_cases,
    "cases": lambda t: t.cases,
    "open": lambda t: t.open,
    "hits": lambda t: t.hits,
    "share": lambda t: t.share,
    "low": lambda t: _end(t.interval, 0),
    "high": lambda t: _end(t.interval, 1),
    "base": lambda t: t.base,
    "base_cases": lambda t: t.base_cases,
    "difference": lambda t: _points(t.difference),
    "difference_low": lambda t: _points(_end(t.difference_interval, 0)),
    "difference_high": lambda t: _points(_end(t.difference_interval, 1)),
    "median": lambda t: t.quantile(0.5),
    "lower": lambda t: t.quantile(0.25),
    "upper": lambda t: t.quantile(0.75),
    "worst": lambda t: float(t.outcomes.min()) if t.cases else None,
    "best": lambda t: float(t.outcomes.max()) if t.cases else None,
}
SESSIONS: Final[Mapping[str, Callable[[Tally], int | None]]] = {
    "since": lambda t: t.first,
    "worst_session": lambda t: None if t.worst is None else int(t.positions[t.worst]),
    "last_case": lambda t: int(t.positions[-1]) if t.cases else None,
}
#: of the numbers, counts, shares and differences of shares; the others are outcomes
COUNTS: Final = ("all_cases", "cases", "open", "hits", "base_cases")
SHARES: Final = ("share", "low", "high", "base")
DIFFERENCES: Final = ("difference", "difference_low", "difference_high")


def _end(ends: Interval | None, side: int) -> float | None:
    return None if ends is None else ends[side]


def _points(difference: float | None) -> float | None:
    """A difference of shares in percentage points."""
    return None if difference is None else difference * 100


def case_sessions(panel: Panel, subject: str, i: int, **study: Any) -> tuple[date, ...]:
    """The sessions of the counted cases, oldest first."""
    found = tally(panel, subject, i, **study)
    return () if found is None else tuple(panel.sessions[j] for j in found.positions)
