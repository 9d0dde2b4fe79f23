"""What a metric is: a pure function of closes with a name, a unit and a reach."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

import pandas as pd

from generator.model import Kind, Unit

Scope = Literal["instrument", "pair", "group"]

#: how far back a value looks: a horizon, a number of sessions, or "all" that went before
Reach = str | int


@dataclass(frozen=True)
class Metric:
    """A value for every session and subject.

    ``compute`` takes the closes of its scope and gives a frame of the same sessions:

    - instrument: closes, a column a symbol -> the same columns
    - pair: left closes, right closes, a column a pair -> the same columns
    - group: closes of the members -> a series

    ``kinds`` limits an instrument metric to some kinds of instrument; empty means all. Several
    metrics may share a name as long as their kinds differ (a yield's change is in basis points).
    """

    name: str
    unit: Unit
    scope: Scope
    compute: Callable[..., Any]
    reach: Reach
    kinds: tuple[Kind, ...] = ()


def metric(
    name: str,
    unit: Unit,
    scope: Scope,
    compute: Callable[..., pd.DataFrame | pd.Series],
    reach: Reach,
    kinds: tuple[Kind, ...] = (),
    **settings: object,
) -> Metric:
    """A Metric whose function is called with ``settings``."""
    return Metric(name, unit, scope, partial(compute, **settings) if settings else compute, reach, kinds)
