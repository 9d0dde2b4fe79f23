"""Facts computed a second time: by the pipeline from the snapshot, and here by plain arithmetic.

The arithmetic shares no code with the metrics, so that a slip in one is seen by the other.
"""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date

from marketwrap.base.model import Event, Fact, Input, Value
from marketwrap.check import holdings
from marketwrap.check.problems import Problem
from marketwrap.check.values import Recompute, same_value, shown
from marketwrap.formats.briefjson import NAME

#: the close of a symbol on a session as the snapshot has it; None where it has none
Closes = Callable[[str, date], float | None]


def recomputed(facts: Iterable[Fact], recompute: Recompute) -> Iterator[Problem]:
    """Facts that the snapshot gives another value, unit, session or inputs, or none at all."""
    for fact in facts:
        again = _again(fact, recompute)
        if again is None:
            yield Problem(
                "not checkable", NAME, fact.id, shown(fact), detail="the prices do not give this fact"
            )
        elif not same_value(fact, again) or fact.unit != again.unit:
            yield Problem(
                "number", NAME, fact.id, shown(fact), shown(again), fact.id, "computed again from the prices"
            )
        elif fact.as_of != again.as_of:
            yield Problem(
                "context", NAME, fact.id, str(fact.as_of), str(again.as_of), detail="the session differs"
            )
        elif not _same_inputs(fact.inputs, again.inputs):
            yield Problem("context", NAME, fact.id, _told(fact), _told(again), detail="the inputs differ")


def _again(fact: Fact, recompute: Recompute) -> Fact | None:
    try:
        return recompute(fact)
    except (KeyError, TypeError, ValueError):
        return None  # a damaged brief.json asks for a metric or a parameter that there is not


def _same_inputs(told: tuple[Input, ...], true: tuple[Input, ...]) -> bool:
    return [(i.symbol, i.first, i.last, _known(i)) for i in told] == [
        (i.symbol, i.first, i.last, _known(i)) for i in true
    ]


def _known(used: Input) -> tuple[float, ...]:
    return () if any(map(math.isnan, used.closes)) else used.closes


def _told(fact: Fact) -> str:
    return "; ".join(f"{i.symbol} {i.first} to {i.last} {list(i.closes)}" for i in fact.inputs) or "no inputs"


def stale(facts: Iterable[Fact], closes: Closes) -> Iterator[Problem]:
    """Inputs whose closes are not those of the snapshot."""
    seen: set[tuple[str, date, float]] = set()
    for fact in facts:
        for used in fact.inputs:
            if len(used.closes) != 2:  # the ends of a stretch
                continue
            for day, close in zip((used.first, used.last), used.closes, strict=True):
                true = closes(used.symbol, day)
                if (used.symbol, day, close) in seen or (
                    true is not None and math.isclose(true, close, rel_tol=1e-9)
                ):
                    continue
                seen.add((used.symbol, day, close))
                place = f"{used.symbol} on {day}"
                yield Problem(
                    "number", NAME, place, f"{close:g}", f"{true}", fact.id, "another close in the snapshot"
                )


def misquoted(events: Iterable[Event], known: Mapping[str, Event]) -> Iterator[Problem]:
    """Events that a brief cites and that stand otherwise in its list of events, or not at all."""
    for event in events:
        if event.id not in known:
            yield Problem(
                "not checkable", NAME, event.id, event.name, detail="the list of events does not have it"
            )
        elif event != known[event.id]:
            yield Problem(
                "context",
                NAME,
                event.id,
                str(event),
                str(known[event.id]),
                detail="the list of events differs",
            )


def by_hand(fact: Fact) -> Value | None:
    """The value from the closes that the fact carries; None where they do not settle it."""
    ends = {used.symbol: used.closes for used in fact.inputs if len(used.closes) == 2}  # first and last
    if not ends or len(ends) != len(fact.inputs):
        return None
    compute = _ARITHMETIC.get(fact.metric.removesuffix(f"_{fact.meaning.horizon}"))
    return compute(fact, list(ends.values())) if compute else None


def contradicted(facts: Iterable[Fact]) -> Iterator[Problem]:
    """Facts that their own closes give another value."""
    for fact in facts:
        value = by_hand(fact)
        if (
            isinstance(value, int | float)
            and isinstance(fact.value, int | float)
            and not _agree(fact.number, value)
        ):
            again = Fact(fact.id, fact.subject, fact.metric, value, fact.unit, fact.as_of)
            yield Problem(
                "number", NAME, fact.id, shown(fact), shown(again), fact.id, "by arithmetic from its closes"
            )


def _agree(one: float, other: float) -> bool:
    return math.isclose(one, other, rel_tol=1e-7, abs_tol=1e-9)


_Ends = list[tuple[float, ...]]


def _moves(ends: _Ends) -> list[float]:
    return [last / first - 1 for first, last in ends if first > 0]


def _change(fact: Fact, ends: _Ends) -> float | None:
    if len(ends) != 1:
        return None
    first, last = ends[0]
    if fact.unit == "percent":
        return last / first - 1 if first > 0 else None
    return (last - first) * (100 if fact.unit == "basis_points" else 1)


def _level(_fact: Fact, ends: _Ends) -> float | None:
    return ends[0][1] if len(ends) == 1 else None


def _spread(fact: Fact, ends: _Ends) -> float | None:
    moves = _moves(ends)
    pair = len(moves) == 2 and fact.unit == "percentage_points"
    return (moves[0] - moves[1]) * 100 if pair else None


def _ratio(_fact: Fact, ends: _Ends) -> float | None:
    return ends[0][1] / ends[1][1] if len(ends) == 2 and ends[1][1] > 0 else None  # a pair


def _rising(_fact: Fact, ends: _Ends) -> int:
    return sum(last > first for first, last in ends)


def _falling(_fact: Fact, ends: _Ends) -> int:
    return sum(last < first for first, last in ends)


def _mean(_fact: Fact, ends: _Ends) -> float | None:
    moves = _moves(ends)
    return sum(moves) / len(moves) if len(moves) == len(ends) else None


def _widest(fact: Fact, ends: _Ends) -> float | None:
    moves = _moves(ends)
    whole = len(moves) == len(ends) and fact.unit == "percentage_points"
    return (max(moves) - min(moves)) * 100 if whole else None


_ARITHMETIC: dict[str, Callable[[Fact, _Ends], float | int | None]] = {
    "change": _change,
    "points": _change,
    "level": _level,
    "spread": _spread,
    "ratio": _ratio,
    "rising": _rising,
    "falling": _falling,
    "mean_change": _mean,
    "member_spread": _widest,
    **holdings.ARITHMETIC,
}
