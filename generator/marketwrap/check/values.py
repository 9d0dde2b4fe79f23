"""A printed number, count or date against the fact that it is tied to."""

import math
import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Final

from marketwrap.base.model import Fact, Universe
from marketwrap.check.reading import Token

#: floats carry at most this much error at the sizes that are printed
EPSILON: Final = 1e-9
#: decimals a value is shown with in a report
_SHOWN: Final[Mapping[str, int]] = {
    "percent": 4,
    "share": 2,
    "points": 4,
    "percentage_points": 4,
    "basis_points": 2,
    "zscore": 3,
}
#: fact unit -> units that a number may carry in print; "" is a bare number
_PRINTED_WITH: Final[Mapping[str, frozenset[str]]] = {
    "percent": frozenset({"percent"}),
    "share": frozenset({"percent"}),
    "points": frozenset({"points", ""}),
    "percentage_points": frozenset({"percentage_points", "points", ""}),
    "basis_points": frozenset({"basis_points", ""}),
    "price": frozenset({"points", ""}),
    "quantity": frozenset({""}),
    "ratio": frozenset({""}),
    "count": frozenset({""}),
    "rank": frozenset({""}),
    "sessions": frozenset({""}),
    "zscore": frozenset({""}),
    "year": frozenset({""}),
}
#: signs of the currencies that have one
_CURRENCIES: Final[Mapping[str, str]] = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥"}
#: decimals of a number of pieces at the most
_DECIMALS_OF_PIECES: Final = 8
WHOLE: Final = frozenset({"count", "rank", "sessions", "year"})
SIGNED: Final = frozenset(
    {"percent", "points", "percentage_points", "basis_points", "zscore", "money", "quantity"}
)
#: signs that stand before an amount with nothing between
_MONEY_SIGNS: Final = frozenset("$€£¥")


def shown(fact: Fact) -> str:
    """The value of a fact for a report, with more digits than any document prints."""
    if isinstance(fact.value, float):
        scale = 100 if fact.unit in ("percent", "share") else 1
        text = f"{fact.value * scale:.{_SHOWN.get(fact.unit, 4)}f}".rstrip("0").rstrip(".")
        return text + {"percent": "%", "share": "%", "basis_points": " basis points"}.get(fact.unit, "")
    return ", ".join(fact.value) if isinstance(fact.value, tuple) else str(fact.value)


def number_fault(token: Token, fact: Fact, universe: Universe) -> str | None:
    """Why a printed number is not the fact's, or None when it is; the sign in words is not judged here."""
    if fact.unit == "date":
        return date_fault(token, fact)
    if not isinstance(fact.value, int | float) or token.value is None:
        return "it is not a number"
    if token.unit not in _units(fact, universe):
        return f"the unit is {fact.unit}"
    if fact.unit in WHOLE and token.decimals > 0:
        return "it is a whole number"
    if not _rounds_to(token, fact):
        return "the value differs"
    return _sign_fault(token, float(fact.value))


def _units(fact: Fact, universe: Universe) -> frozenset[str]:
    allowed = _PRINTED_WITH.get(fact.unit, frozenset())
    if fact.metric == "event_figure" and fact.unit == "price":
        return frozenset({_CURRENCIES.get(str(dict(fact.params).get("currency", "")), "")})
    if fact.unit == "money":
        return frozenset({universe.currency if universe.currency in _MONEY_SIGNS else ""})
    instrument = universe.instruments.get(fact.subject)
    if fact.unit == "price" and instrument is not None and instrument.kind == "yield":
        return frozenset({"percent"})
    if fact.unit == "price" and instrument is not None:
        return frozenset({instrument.currency, ""}) if instrument.currency else allowed
    return allowed


def _rounds_to(token: Token, fact: Fact) -> bool:
    scale = 100 if fact.unit in ("percent", "share") else 1
    value = abs(float(fact.number)) * scale
    printed = token.value if token.value is not None else math.nan
    if fact.unit == "quantity":  # not rounded, however few decimals it is printed with
        return abs(printed - value) <= 0.5 * 10.0**-_DECIMALS_OF_PIECES
    return abs(printed - value) <= 0.5 * 10.0**-token.decimals + EPSILON * max(1.0, value)


def _sign_fault(token: Token, value: float) -> str | None:
    if token.sign == "-" and value > 0:
        return "the sign is plus"
    if token.sign == "+" and value < 0:
        return "the sign is minus"
    return None


def date_fault(token: Token, fact: Fact) -> str | None:
    """Why a printed date, whole or in part, is not the fact's; None when it is."""
    day, month, year, weekday = token.parts
    if fact.unit == "year" or (fact.unit in WHOLE and (day, month, weekday) == (None, None, None)):
        return (
            None if (day, month, weekday) == (None, None, None) and year == fact.value else "the year differs"
        )
    if not isinstance(fact.value, date):
        return "it is not a date"
    true = (fact.value.day, fact.value.month, fact.value.year, fact.value.weekday())
    names = ("day", "month", "year", "weekday")
    for name, printed, actual in zip(names, (day, month, year, weekday), true, strict=True):
        if printed is not None and printed != actual:
            return f"the {name} differs"
    return None if any(part is not None for part in token.parts) else "it is not a date"


def time_fault(token: Token, fact: Fact) -> str | None:
    """Why a printed time of day, "4:00 p.m.", is not the fact's, "16:00"; None when it is."""
    return None if fact.value == token.clock else "it is not that time of day"


def count_fault(number: int, fact: Fact) -> str | None:
    """Why a count or ordinal in words is not the fact's; None when it is.

    A run of falls is a negative number of sessions, and is printed without its sign.
    """
    if fact.unit not in WHOLE:
        return f"the unit is {fact.unit}"
    return None if abs(fact.number) == number else "the value differs"


def direction(fact: Fact) -> int | None:
    """1 for a fact of a rise or a lead, -1 for the opposite, 0 for neither; None if it cannot tell."""
    declared = fact.meaning.direction
    if declared == "by parameters":
        return _asked_for(fact)
    if declared in _WAYS:
        return _WAYS[declared] * (-1 if dict(fact.params).get("hit") == "fall" else 1)
    if not isinstance(fact.value, int | float):
        return None
    says = declared == "sign" or (declared == "by unit" and (_has_sign(fact) or fact.value < 0))
    return (fact.value > 0) - (fact.value < 0) if says else None


_WAYS: Final[Mapping[str, int]] = {"up": 1, "down": -1}


def _has_sign(fact: Fact) -> bool:
    return fact.unit in SIGNED or fact.unit == "sessions"


def _asked_for(fact: Fact) -> int | None:
    """The way of bounds: to fall 2% or more is down, and to close below a level, and changes of at most 0."""
    asked = dict(fact.params)
    if "sign" not in asked:
        at_least, at_most = asked.get("at_least"), asked.get("at_most")
        if isinstance(at_most, int | float) and at_most <= 0:
            return -1
        return 1 if isinstance(at_least, int | float) and at_least >= 0 else None
    way = {"<": -1, ">": 1}.get(str(asked["sign"])[:1])
    if fact.value and (_has_sign(fact) or way is None):
        return 1 if fact.number > 0 else -1
    return way


def same_value(one: Fact, other: Fact) -> bool:
    """Whether two computations agree; floats to a billionth of their size."""
    a, b = one.value, other.value
    if isinstance(a, int | float) and isinstance(b, int | float):
        return math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-12)
    return a == b


def legs(fact: Fact, universe: Universe) -> tuple[str, str] | None:
    """The two sides of a fact that compares: the left one is ahead where the value is positive."""
    pair = universe.pairs.get(fact.subject)
    if pair is not None:
        return pair.left, pair.right
    symbols = tuple(dict.fromkeys(used.symbol for used in fact.inputs))
    return (symbols[0], symbols[1]) if len(symbols) == 2 else None  # two sides


#: parameters that list instruments whose closes only make the whole that the fact is of
_WHOLES: Final = frozenset({"positions", "among"})


def symbols_of(fact: Fact, universe: Universe) -> frozenset[str]:
    """Every instrument that a fact is about, in whatever part."""
    if dict(fact.params).keys() & _WHOLES and fact.subject in universe.instruments:
        return frozenset({fact.subject})
    found = {fact.subject, *(used.symbol for used in fact.inputs)}
    found |= set(fact.value) if isinstance(fact.value, tuple) else {str(fact.value)}
    found |= {symbol for _, value in fact.params for symbol in _named_in(str(value), universe)}
    found |= set(legs(fact, universe) or ())
    for name in tuple(found):
        group = universe.groups.get(name)
        found |= set(group.members) if group else set()
        pair = universe.pairs.get(name)
        found |= {pair.left, pair.right} if pair else set()
    return frozenset(found & set(universe.instruments))


def _named_in(param: str, universe: Universe) -> frozenset[str]:
    """Symbols, groups and pairs in a parameter, which may hold several: "AAA.change_1d<0"."""
    parts = {param, *re.split(r"[\s,;<>()|&]+", param)}
    parts |= {part.rpartition(".")[0] for part in parts}
    return frozenset(parts & (set(universe.instruments) | set(universe.groups) | set(universe.pairs)))


Recompute = Callable[[Fact], Fact | None]
