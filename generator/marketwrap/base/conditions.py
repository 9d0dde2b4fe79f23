"""Conditions on a session as text: ``equal_cap.spread_1d >= 0.9 and benchmark.change_1d < -1%``.

A test names a subject, a metric of the panel and a number in the metric's own unit; ``%`` after a number
divides it by a hundred, as changes are fractions. Tests are joined by ``and``, ``or`` and brackets, ``and``
binding closer. A subject is a role, a symbol, a group or a pair.
"""

import math
import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Literal, cast

from marketwrap.base.errors import ConfigError

Sign = Literal[">=", ">", "<=", "<", "=="]
COMPARE: Final[Mapping[Sign, Callable[[float, float], bool]]] = {
    ">=": operator.ge,
    ">": operator.gt,
    "<=": operator.le,
    "<": operator.lt,
    "==": operator.eq,
}


@dataclass(frozen=True, slots=True)
class Comparison:
    """One comparison of a subject's metric with a number."""

    subject: str
    metric: str
    sign: Sign
    value: float


@dataclass(frozen=True, slots=True)
class Both:
    """Every part must hold."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Either:
    """One part must hold."""

    parts: tuple["Condition", ...]


Condition = Comparison | Both | Either

#: more say nothing that fewer do not, and each costs a call within a call
BRACKETS: Final = 50
_TOKEN: Final = re.compile(
    r"\s*(?:(?P<bracket>[()])|(?P<sign>>=|<=|==|>|<)|(?P<number>[+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?%?)(?![\w.])"
    r"|(?P<word>[^\s()<>=]+(?:=(?!=)[^\s()<>=]+)*)|(?P<odd>\S))"
)


def parse(text: str, where: str = "condition") -> Condition:
    """The condition that a text says. Raises ConfigError naming ``where`` and what was not understood."""
    if text.count("(") > BRACKETS:
        raise ConfigError(
            f"a condition of more than {BRACKETS} brackets", where=where, remedy="write it flatter"
        )
    parser = _Parser(_tokens(text), text, where)
    found = parser.either()
    if parser.tokens:
        parser.refuse(parser.tokens[0])
    return found


def write(condition: Condition) -> str:
    """The condition as text, always the same for equal ones; ``parse`` reads it back."""
    if isinstance(condition, Comparison):
        return f"{condition.subject}.{condition.metric} {condition.sign} {condition.value!r}"
    word = " and " if isinstance(condition, Both) else " or "
    return word.join(f"({write(p)})" if not isinstance(p, Comparison) else write(p) for p in condition.parts)


def comparisons(condition: Condition) -> tuple[Comparison, ...]:
    """Every test of a condition, in its order."""
    if isinstance(condition, Comparison):
        return (condition,)
    return tuple(test for part in condition.parts for test in comparisons(part))


def clauses(condition: Condition) -> tuple[tuple[Comparison, ...], ...]:
    """The same without brackets: one of these must hold, and of it every test."""
    if isinstance(condition, Comparison):
        return ((condition,),)
    parts = [clauses(part) for part in condition.parts]
    if isinstance(condition, Either):
        return tuple(clause for part in parts for clause in part)
    joined: tuple[tuple[Comparison, ...], ...] = ((),)
    for part in parts:
        joined = tuple(before + clause for before in joined for clause in part)
    return joined


def resolved(condition: Condition, roles: Mapping[str, str]) -> Condition:
    """The same with symbols in the place of roles."""
    if isinstance(condition, Comparison):
        subject = roles.get(condition.subject, condition.subject)
        return Comparison(subject, condition.metric, condition.sign, condition.value)
    return type(condition)(tuple(resolved(part, roles) for part in condition.parts))


def held(condition: Condition, value: Callable[[str, str], float | None]) -> bool | None:
    """Whether it holds, by a lookup of subject and metric; None where an unknown value decides."""
    if isinstance(condition, Comparison):
        known = value(condition.subject, condition.metric)
        return None if known is None else COMPARE[condition.sign](known, condition.value)
    parts = [held(part, value) for part in condition.parts]
    settles = isinstance(condition, Either)
    if settles in parts:
        return settles
    return None if None in parts else not settles


def _tokens(text: str) -> list[tuple[str, str]]:
    return [(match.lastgroup or "", match[match.lastgroup or 0]) for match in _TOKEN.finditer(text.strip())]


@dataclass
class _Parser:
    tokens: list[tuple[str, str]]
    text: str
    where: str

    def either(self) -> Condition:
        return self._joined("or", self.both, Either)

    def both(self) -> Condition:
        return self._joined("and", self.one, Both)

    def _joined(self, word: str, part: Callable[[], Condition], kind: type[Both] | type[Either]) -> Condition:
        parts = [part()]
        while self.tokens and self.tokens[0] == ("word", word):
            self.tokens.pop(0)
            parts.append(part())
        return parts[0] if len(parts) == 1 else kind(tuple(parts))

    def one(self) -> Condition:
        if self.tokens and self.tokens[0] == ("bracket", "("):
            self.tokens.pop(0)
            inner = self.either()
            self._take("bracket", ")")
            return inner
        subject, dot, metric = self._take("word").rpartition(".")
        if not dot or not subject or not metric:
            self.refuse(("word", subject + metric))
        sign = cast("Sign", self._take("sign"))
        number = self._take("number")
        if not math.isfinite(_number(number)):
            self.refuse(("number", number))
        return Comparison(subject, metric, sign, _number(number))

    def _take(self, kind: str, exactly: str = "") -> str:
        if not self.tokens or self.tokens[0][0] != kind or (exactly and self.tokens[0][1] != exactly):
            self.refuse(self.tokens[0] if self.tokens else ("", "its end"))
        return self.tokens.pop(0)[1]

    def refuse(self, token: tuple[str, str]) -> None:
        raise ConfigError(
            f"{self.text!r} is not understood at {token[1]!r}",
            where=self.where,
            remedy="write it as equal_cap.spread_1d >= 0.9 and benchmark.change_1d < 0",
        )


def _number(text: str) -> float:
    # as a decimal, so that 0.9% is 0.009 and not a float beside it
    if not text.endswith("%"):
        return float(text)
    digits, _, exponent = text[:-1].partition("e")
    return float(f"{digits}e{int(exponent or 0) - 2}")
