"""Metrics, rules and phrases of the user's own, from packages that the settings name; see docs/own-rules.md.

Such a package has any of ``METRICS``, ``DAY_METRICS``, ``RULES``, ``WEEKLY_RULES`` and ``TOPICS``, and a
folder ``languages``. What is loaded is a value: nothing is registered, so that two runs in one process with
other packages know nothing of each other.
"""

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any, Final, get_args

from marketwrap.base import packages
from marketwrap.base.errors import ConfigError
from marketwrap.base.model import Unit
from marketwrap.metrics import METRICS
from marketwrap.metrics.day import DAY_METRICS
from marketwrap.metrics.registry import AsAsked, DayMetric, Further, Metric
from marketwrap.rules import RULES, morning, weekly
from marketwrap.rules.rule import Rule


@dataclass(frozen=True)
class Extensions:
    """All that the packages of some settings bring, in their order; nothing by itself."""

    metrics: Further = field(default_factory=Further)
    #: of the close and the morning
    rules: tuple[Rule, ...] = ()
    #: of the week
    weekly: tuple[Rule, ...] = ()
    #: topic -> the section at whose end its paragraph stands
    topics: Mapping[str, str] = field(default_factory=dict)


NONE: Final = Extensions()


def load(entries: Iterable[str]) -> Extensions:
    """What the packages of ``extensions`` in the settings bring.

    Raises ConfigError for a package that is not there or is not made as such, and for a name that something
    bundled, or of another package, has already.
    """
    return _load(tuple((entry, packages.folder(entry)) for entry in entries))


@cache
def _load(entries: tuple[tuple[str, Path], ...]) -> Extensions:
    """Of entries with their folders: the same entry means another one in another working directory."""
    if not entries:
        return NONE
    read = [_read(entry, packages.module(entry)) for entry, _ in entries]
    names = [entry for entry, _ in entries]
    known = {entry.name for entry in METRICS} | DAY_METRICS.keys()
    _refuse_clashes("metric", known, names, [_metric_names(one.metrics) for one in read])
    bundled = {rule.name for rule in (*RULES, *morning.RULES, *weekly.RULES)}
    # one rule may well be of the day and of the week
    _refuse_clashes("rule", bundled, names, [{r.name for r in (*one.rules, *one.weekly)} for one in read])
    _refuse_clashes("topic", set(), names, [set(one.topics) for one in read])
    return Extensions(
        Further(
            tuple(metric for one in read for metric in one.metrics.metrics),
            {name: metric for one in read for name, metric in one.metrics.day_metrics.items()},
        ),
        tuple(rule for one in read for rule in one.rules),
        tuple(rule for one in read for rule in one.weekly),
        {topic: section for one in read for topic, section in one.topics.items()},
    )


def _metric_names(of: Further) -> set[str]:
    return {entry.name for entry in of.metrics} | of.day_metrics.keys()


def _refuse_clashes(kind: str, taken: set[str], entries: Iterable[str], named: Iterable[set[str]]) -> None:
    taken = set(taken)
    for entry, names in zip(entries, named, strict=True):
        if twice := taken & names:
            raise ConfigError(
                f"there is a {kind} {min(twice)} already",
                where=f"extensions, {entry}",
                remedy="give yours another name",
            )
        taken |= names


def refuse_unworded(own: Extensions, phrases: Container[str], language: str) -> None:
    """Raises ConfigError for a rule that may say a phrase for which the language has no words."""
    for rule in (*own.rules, *own.weekly):
        for phrase in rule.says:
            if phrase not in phrases:
                folder = f"languages/{Path(language).name}/phrases"
                raise ConfigError(
                    f"there is no phrase {phrase}",
                    where=f"rule {rule.name}",
                    remedy=f"write it in {folder}/{phrase.partition('.')[0]}.toml of the extension",
                )


# One package ----------------------------------------------------------------------------------------


def _read(entry: str, module: ModuleType) -> Extensions:
    where = f"extensions, {entry}"
    metrics = tuple(_all(module, "METRICS", Metric, where))
    day_metrics = _mapping(module, "DAY_METRICS", DayMetric, where)
    units = {metric.name: metric.unit for metric in metrics} | {n: m.unit for n, m in day_metrics.items()}
    for name, unit in units.items():
        if unit not in get_args(Unit) and not (name in day_metrics and unit in get_args(AsAsked)):
            raise ConfigError(f"metric {name}: there is no unit {unit!r}", where=where, remedy=packages.SEE)
    return Extensions(
        Further(metrics, day_metrics),
        tuple(_all(module, "RULES", Rule, where)),
        tuple(_all(module, "WEEKLY_RULES", Rule, where)),
        _mapping(module, "TOPICS", str, where),
    )


def _all(module: ModuleType, name: str, kind: type[Any], where: str) -> Iterator[Any]:
    """The entries of a module's list, each of the kind."""
    for one in _sequence(getattr(module, name, ()), name, where):
        if not isinstance(one, kind):
            raise ConfigError(
                f"{name} has {one!r}, which is no {kind.__name__}", where=where, remedy=packages.SEE
            )
        yield one


def _sequence(found: object, name: str, where: str) -> Iterable[object]:
    if isinstance(found, tuple | list):
        return found
    raise ConfigError(f"{name} is neither a tuple nor a list", where=where, remedy=packages.SEE)


def _mapping(module: ModuleType, name: str, kind: type[Any], where: str) -> dict[str, Any]:
    found = getattr(module, name, {})
    if not isinstance(found, Mapping) or not all(isinstance(key, str) for key in found):
        raise ConfigError(f"{name} is no mapping by name", where=where, remedy=packages.SEE)
    for key, one in found.items():
        if not isinstance(one, kind):
            raise ConfigError(f"{name}, {key} is no {kind.__name__}", where=where, remedy=packages.SEE)
    return dict(found)
