"""A client's positions: all facts must be asked of the same ones, and their sums are done here anew."""

from collections.abc import Callable, Iterator
from math import fsum
from typing import Final

from marketwrap.base.model import Article, Fact
from marketwrap.check.problems import Problem
from marketwrap.formats.briefjson import NAME

#: sums of floats that should be zero
_NOTHING: Final = 1e-9
_Ends = list[tuple[float, ...]]


def problems(article: Article, positions: str | None) -> Iterator[Problem]:
    """Facts of other positions than the client's; where these are not given, than the page's first."""
    for fact in article.facts.values():
        asked = dict(fact.params).get("positions")
        if asked is None:
            continue
        positions = str(asked) if positions is None else positions
        if asked != positions:
            yield Problem("number", NAME, fact.id, str(asked), positions, detail="other positions")


def _quantities(fact: Fact) -> dict[str, float]:
    parts = str(dict(fact.params).get("positions", "")).split(",")
    pairs = (part.rpartition(":") for part in parts if ":" in part)
    return {symbol: float(quantity) for symbol, _, quantity in pairs}


def _sides(fact: Fact) -> list[tuple[str, float, float]]:
    """Of each position that the fact has closes of: symbol, value before, value after."""
    owned = _quantities(fact)
    return [
        (used.symbol, owned[used.symbol] * used.closes[0], owned[used.symbol] * used.closes[1])
        for used in fact.inputs
        if used.symbol in owned
    ]


def _before(fact: Fact) -> float | None:
    whole = fsum(before for _, before, _ in _sides(fact))
    return whole if whole > _NOTHING else None


def _value(fact: Fact, _ends: _Ends) -> float | None:
    return fsum(after for _, _, after in _sides(fact))


def _gain(fact: Fact, _ends: _Ends) -> float | None:
    return fsum(after - before for _, before, after in _sides(fact))


def _change(fact: Fact, _ends: _Ends) -> float | None:
    whole = _before(fact)
    return fsum(after - before for _, before, after in _sides(fact)) / whole if whole else None


def _weight(fact: Fact, _ends: _Ends) -> float | None:
    whole, own = _before(fact), [before for symbol, before, _ in _sides(fact) if symbol == fact.subject]
    return own[0] / whole if whole and own else None


def _contribution(fact: Fact, _ends: _Ends) -> float | None:
    whole = _before(fact)
    own = [after - before for symbol, before, after in _sides(fact) if symbol == fact.subject]
    return own[0] / whole * 100 if whole and own else None


def _gap(fact: Fact, ends: _Ends) -> float | None:
    whole, against = _change(fact, ends), dict(fact.params).get("against")
    other = next((used.closes for used in fact.inputs if used.symbol == against), None)
    if whole is None or other is None or other[0] <= 0:
        return None
    # what the whole is held against may be owned too
    return (whole - (other[1] / other[0] - 1)) * 100


def _rising(fact: Fact, _ends: _Ends) -> int:
    return sum(used.closes[1] > used.closes[0] for used in fact.inputs)


def _counted(fact: Fact, _ends: _Ends) -> int:
    return len(fact.inputs)


#: metric, without its horizon -> what its closes and positions give
ARITHMETIC: Final[dict[str, Callable[[Fact, _Ends], float | int | None]]] = {
    "position_value": _value,
    "holdings_value": _value,
    "position_gain": _gain,
    "holdings_gain": _gain,
    "holdings_change": _change,
    "position_weight": _weight,
    "position_contribution": _contribution,
    "holdings_gap": _gap,
    "holdings_rising": _rising,
    "holdings_counted": _counted,
}
