"""Which members of a group did what on the day. A tie is a tie at the printed hundredth of a percent."""

from math import isnan, nan

import numpy as np

from marketwrap.metrics.panel import Panel

#: changes are printed to the hundredth of a percent
PRINTED = 4


def count(
    panel: Panel, subject: str, i: int, of: str, at_least: float = -np.inf, at_most: float = np.inf
) -> float | None:
    """How many members of the group have a value within the bounds."""
    found = within(panel, subject, i, of, at_least, at_most)
    return None if found is None else float(len(found))


def within(
    panel: Panel, subject: str, i: int, of: str, at_least: float = -np.inf, at_most: float = np.inf
) -> tuple[str, ...] | None:
    """Members with a value within the bounds, the farthest from zero first; None for an empty group."""
    values = _values(panel, subject, i, of)
    if not values:
        return None
    found = [s for s, v in values.items() if at_least <= v <= at_most]
    return tuple(sorted(found, key=lambda s: (-abs(values[s]), s)))


def total(panel: Panel, subject: str, i: int, of: str) -> float | None:
    """How many members have a value at all."""
    return float(len(_values(panel, subject, i, of))) or None


def ranked(panel: Panel, subject: str, i: int, of: str) -> tuple[str, ...] | None:
    """Members from the highest value to the lowest."""
    values = _values(panel, subject, i, of)
    return tuple(sorted(values, key=lambda s: (-values[s], s))) or None


def leaders(panel: Panel, subject: str, i: int, of: str) -> tuple[str, ...] | None:
    """The member with the highest value, and those that tie with it."""
    values = _values(panel, subject, i, of)
    return _at(values, max(values.values())) if values else None


def laggards(panel: Panel, subject: str, i: int, of: str) -> tuple[str, ...] | None:
    """The member with the lowest value, and those that tie with it."""
    values = _values(panel, subject, i, of)
    return _at(values, min(values.values())) if values else None


def rank(panel: Panel, subject: str, i: int, of: str, group: str) -> float | None:
    """Place of an instrument in its group, 1 for the highest value; ties share the better place."""
    values = _values(panel, group, i, of)
    if subject not in values:
        return None
    return float(1 + sum(_printed(v) > _printed(values[subject]) for v in values.values()))


def ahead_of(panel: Panel, subject: str, i: int, of: str, than: str) -> tuple[str, ...] | None:
    """Members with a higher value than another instrument, the highest first; None when it has none."""
    values, bound = _values(panel, subject, i, of), _value(panel, than, i, of)
    if not values or bound is None:
        return None
    return tuple(sorted((s for s, v in values.items() if v > bound), key=lambda s: (-values[s], s)))


def count_ahead(panel: Panel, subject: str, i: int, of: str, than: str) -> float | None:
    """How many members have a higher value than another instrument."""
    found = ahead_of(panel, subject, i, of, than)
    return None if found is None else float(len(found))


def mean(panel: Panel, subject: str, i: int, of: str) -> float | None:
    """Plain mean of the members' values; for changes a fraction."""
    values = _values(panel, subject, i, of)
    return float(np.mean(list(values.values()))) if values else None


def group_gap(panel: Panel, subject: str, i: int, other: str, of: str = "change_1d") -> float | None:
    """Mean of the members' changes, the day's or those named ``of``, less another group's; in points."""
    mine, theirs = _values(panel, subject, i, of), _values(panel, other, i, of)
    if not mine or not theirs:
        return None
    return float(np.mean(list(mine.values())) - np.mean(list(theirs.values()))) * 100


def records(panel: Panel, subject: str, i: int) -> tuple[str, ...] | None:
    """Members that closed at a record, in the group's order; None when none is known to have."""
    from_records = [s for s in panel.members(subject) if _is_record(panel, s, i)]
    return tuple(from_records) or None


def _at(values: dict[str, float], end: float) -> tuple[str, ...]:
    printed = _printed(end)
    return tuple(sorted(s for s, v in values.items() if _printed(v) == printed))


def _printed(value: float) -> float:
    return round(value, PRINTED)


def _is_record(panel: Panel, symbol: str, i: int) -> bool:
    prior = panel.universe.instruments[symbol].record_before
    closes = panel.closes[symbol]
    return prior is not None and bool(closes[i] > max(prior.close, np.nanmax(closes[:i], initial=-np.inf)))


def _value(panel: Panel, symbol: str, i: int, of: str) -> float | None:
    values = panel.column(of, symbol)
    value = nan if values is None else values.item(i)
    return None if isnan(value) else value


def _values(panel: Panel, group: str, i: int, of: str) -> dict[str, float]:
    found = ((symbol, _value(panel, symbol, i, of)) for symbol in panel.members(group))
    return {symbol: value for symbol, value in found if value is not None}
