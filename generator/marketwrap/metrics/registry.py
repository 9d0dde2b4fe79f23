"""What a metric is: a pure function of closes with a name, a unit, a reach and a meaning."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Literal

from marketwrap.base.meaning import Meaning
from marketwrap.base.model import Kind, Unit
from marketwrap.metrics.horizons import Floats

Scope = Literal["instrument", "pair", "group"]

#: how far back a value looks: a horizon, a number of sessions, or "all" that went before
Reach = str | int


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
