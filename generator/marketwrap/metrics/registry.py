"""What a metric is: a pure function of closes, or from one session, with a unit, a reach and a meaning."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Literal

from marketwrap.base.meaning import Meaning
from marketwrap.base.model import Input, Kind, Unit, Value
from marketwrap.metrics.horizons import Floats

Scope = Literal["instrument", "pair", "group"]

#: how far back a value looks: a horizon, a number of sessions, or "all" that went before
Reach = str | int

#: units that a question decides
AsAsked = Literal["as asked", "of the figure", "as moves"]

#: the closes that a value rests on, asked as its metric is
Rests = Callable[..., tuple[Input, ...]]


@dataclass(frozen=True)
class Metric:
    """A value for every session and subject.

    ``compute`` takes what belongs to its scope and gives an array with a row for each session:

    - instrument: frame of closes, a column a symbol -> the same columns
    - pair: frames of left and of right closes, a column a pair -> the same columns
    - group: array of the members' changes of the day, a column a member -> one value a session

    ``kinds`` limits an instrument metric to some kinds of instrument; empty means all. Several
    metrics may share a name as long as their kinds differ (a yield's change is in basis points); they
    share its meaning.
    """

    name: str
    unit: Unit
    scope: Scope
    compute: Callable[..., Floats]
    reach: Reach
    meaning: Meaning
    kinds: tuple[Kind, ...] = ()


def metric(
    name: str,
    unit: Unit,
    scope: Scope,
    compute: Callable[..., Floats],
    reach: Reach,
    meaning: Meaning,
    kinds: tuple[Kind, ...] = (),
    **settings: object,
) -> Metric:
    """A Metric whose function is called with ``settings``."""
    bound = partial(compute, **settings) if settings else compute
    return Metric(name, unit, scope, bound, reach, meaning, kinds)


@dataclass(frozen=True)
class DayMetric:
    """``compute(panel, subject, i, **params)`` gives a value, or None when there is none."""

    #: "as asked": the unit of the metric named by the parameter ``of``; "of the figure": of that
    #: figure; "as moves": of the subject's moves
    unit: Unit | AsAsked
    compute: Callable[..., Value | None]
    reach: Reach
    meaning: Meaning
    #: the closes that a value rests on, asked as ``compute`` is, where the subject does not tell them
    rests: Rests | None = None


@dataclass(frozen=True)
class Further:
    """Metrics of the user's own, beside the bundled ones; none has the name of one of these."""

    metrics: tuple[Metric, ...] = ()
    #: by name
    day_metrics: Mapping[str, DayMetric] = field(default_factory=dict)

    @property
    def functions(self) -> Iterator[tuple[str, Callable[..., object]]]:
        """What each name is computed by; one with several kinds by that of the last."""
        yield from ((entry.name, entry.compute) for entry in self.metrics)
        yield from ((name, entry.compute) for name, entry in self.day_metrics.items())

    @property
    def meanings(self) -> dict[str, Meaning]:
        """What each declares, by its name."""
        found = {entry.name: entry.meaning for entry in self.metrics}
        return found | {name: entry.meaning for name, entry in self.day_metrics.items()}
