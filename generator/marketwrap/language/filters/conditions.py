"""The filters of phrases on precedents: a condition in words, made of the comparisons it consists of.

Each kind of comparison has a phrase under ``condition``, by its metric and by whether it asks for more
(``over``), for less (``under``) or for just that (``at``). So a user's own studies are worded too; a
condition with a comparison that has no phrase is quoted as it is written.
"""

import math
from collections.abc import Callable, Sequence
from functools import reduce
from itertools import groupby
from typing import Any, Final

from jinja2 import pass_context
from jinja2.runtime import Context

from marketwrap.base.model import Fact, Universe
from marketwrap.language.filters.names import count, name_of, signed
from marketwrap.language.printing import MOST_DIGITS
from marketwrap.language.speech import Speech, voice_of

#: units of moves, which print with a unit of their own
_HAVE_SIZES: Final = ("percent", "points", "percentage_points", "basis_points")
_SHAPES: Final = {">=": "over", ">": "over", "<=": "under", "<": "under", "==": "at"}


@pass_context
def held(context: Context, tests: Sequence[Fact], condition: Fact, hits: Fact | None = None) -> str:
    """As in "the equal-weight fund beat the cap-weighted fund by 0.9 percentage points or more".

    Behind ``hits``, a condition on the same instrument alone says "it".
    """
    voice = voice_of(context)
    named = hits is not None and _alike(voice, hits, tests)
    if not all(_key(voice, test) for test in tests):
        return voice.part("condition.quoted", {"condition": condition})
    clauses = groupby(tests, key=lambda test: dict(test.params)["clause"])
    first, *others = (_clause(context, tuple(clause), named=named) for _, clause in clauses)
    return reduce(
        lambda one, other: voice.part("condition.either", {"one": one, "other": other}), others, first
    )


@pass_context
def as_written(context: Context, condition: Fact) -> str:
    """A condition as it is written."""
    voice = voice_of(context)
    return voice.mark(str(condition.value), condition, "word")


@pass_context
def at_least(context: Context, test: Fact) -> str:
    """The bound of a comparison by its size: "2% or more", "more than five sessions running"."""
    voice = voice_of(context)
    sign, shape = str(dict(test.params)["sign"]), _shape(test)
    size = _size(context, test)
    if shape == "at":
        return size
    key = "condition.more_than" if (sign in "<>") != denied(test) else "condition.or_more"
    return voice.part(key, {"size": size})


@pass_context
def bound(context: Context, test: Fact) -> str:
    """A comparison by itself, with its sign: "-2% or less", "more than 15"."""
    voice = voice_of(context)
    size = ("-" if test.number < 0 else "") + _size(context, test)
    sign = str(dict(test.params)["sign"])
    key = {">=": "or_more", ">": "more_than", "<=": "or_less", "<": "less_than"}.get(sign)
    return voice.part(f"condition.{key}", {"size": size}) if key else size


def denied(test: Fact) -> bool:
    """Whether it asks for less than a move: "> -2%" is not to have fallen 2% or more."""
    return test.number * {"over": 1, "under": -1, "at": 0}[_shape(test)] < 0


def strict(test: Fact) -> bool:
    """Whether a comparison leaves its bound out."""
    return str(dict(test.params)["sign"]) in "<>"


def window(test: Fact) -> str:
    """How many sessions or weeks a compared metric is over: 200 of an average, 52 of a year's high."""
    return "".join(filter(str.isdigit, str(test.meaning.horizon)))


@pass_context
def left(context: Context, fact: Fact) -> str:
    """The left side of a pair."""
    voice = voice_of(context)
    return name_of(voice, fact, voice.universe.pairs[fact.subject].left)


@pass_context
def right(context: Context, fact: Fact) -> str:
    """The right side of a pair."""
    voice = voice_of(context)
    return name_of(voice, fact, voice.universe.pairs[fact.subject].right)


@pass_context
def came(context: Context, hits: Fact, tests: Sequence[Fact] = ()) -> str:
    """What a hit is: "the Nasdaq rose", "the Russell 2000 trailed the S&P 500".

    Behind a condition, its ``tests``, on the same instrument alone it is "it rose".
    """
    voice = voice_of(context)
    kind = "pair" if hits.subject in voice.universe.pairs else "one"
    if _alike(voice, hits, tests):
        kind = "they" if voice.universe.instruments[hits.subject].plural else "it"
    return voice.part(f"condition.{kind}_{dict(hits.params).get('hit', 'rise')}", {"hits": hits})


@pass_context
def outcome(context: Context, fact: Fact) -> str:
    """What an outcome is: "change in the Nasdaq", "lead of the Russell 2000 over the S&P 500"."""
    voice = voice_of(context)
    kind = "pair" if fact.subject in voice.universe.pairs else "one"
    return voice.part(f"condition.{kind}_outcome", {"outcome": fact})


@pass_context
def between(context: Context, lower: Fact, upper: Fact) -> str:
    """Two outcomes with their signs, a long unit named once: "-1.0 and +2.2 percentage points"."""
    voice = voice_of(context)
    if lower.unit not in ("points", "percentage_points"):
        return voice.listing([signed(context, lower, 1), signed(context, upper, 1)])
    bare = voice.mark(voice.printer.signed(lower, 1), lower, "number")
    return voice.listing([bare, signed(context, upper, 1)])


@pass_context
def later(context: Context, horizon: Fact) -> str:
    """As in "the next session", "20 sessions later"."""
    voice = voice_of(context)
    return voice.part("condition.next" if horizon.value == 1 else "condition.later", {"horizon": horizon})


FILTERS: Final[dict[str, Callable[..., Any]]] = {
    f.__name__: f
    for f in (
        held,
        as_written,
        at_least,
        bound,
        denied,
        strict,
        window,
        left,
        right,
        came,
        outcome,
        between,
        later,
    )
}


def _alike(voice: Speech, hits: Fact, tests: Sequence[Fact]) -> bool:
    """Whether a condition is about nothing but the instrument that its hits are of, and is worded."""
    known = hits.subject in voice.universe.instruments
    return known and bool(tests) and all(t.subject == hits.subject and _key(voice, t) for t in tests)


def _clause(context: Context, tests: Sequence[Fact], *, named: bool) -> str:
    voice = voice_of(context)
    said = []
    for place, test in enumerate(tests):
        again = named or (place > 0 and tests[place - 1].subject == test.subject)
        roles: dict[str, Fact | str] = {
            "test": test,
            "who": _who(voice, test, again=again),
            "over": _over(voice, test),
        }
        said.append(voice.part(_key(voice, test), roles))
    return voice.listing(said)


def _who(voice: Speech, test: Fact, *, again: bool) -> str:
    universe: Universe = voice.universe
    if test.subject in universe.groups:
        name = universe.groups[test.subject].name
        return voice.printer.form("it", plural=True) if again else voice.grammar.article(name) + name
    if test.subject in universe.pairs:
        return ""
    if again:
        return voice.printer.form("it", plural=voice.plural(test.subject))
    return name_of(voice, test, test.subject)


def _over(voice: Speech, test: Fact) -> str:
    """The horizon of a change, where it is not the day's."""
    key = f"condition.over_{test.meaning.horizon}"
    return f" {voice.part(key, {})}" if voice.knows(key) else ""


def _key(voice: Speech, test: Fact) -> str:
    """The phrase of a comparison: of its metric by name, or without its horizon."""
    metric = str(dict(test.params)["of"])
    if test.value == 0 and test.unit in ("sessions", "zscore"):
        return ""  # neither way
    stem = metric.removesuffix(f"_{test.meaning.horizon}")
    keys = (f"condition.{name}_{_shape(test)}" for name in (metric, stem))
    return next((key for key in keys if voice.knows(key)), "")


def _shape(test: Fact) -> str:
    return _SHAPES[str(dict(test.params)["sign"])]


def _size(context: Context, test: Fact) -> str:
    """A bound with as many digits as it was given."""
    voice = voice_of(context)
    if test.unit == "sessions":
        return voice.part("condition.sessions", {"test": test})
    if test.unit == "zscore":
        size = voice.mark(voice.printer.as_given(abs(test.number)), test, "number")
        return voice.part("condition.deviations", {"size": size})
    if test.unit == "count":
        return count(context, test)
    if test.unit not in _HAVE_SIZES:
        return voice.mark(voice.printer.as_given(abs(test.number)), test, "number")
    wanted = (d for d in range(MOST_DIGITS) if _is_whole(test, d))
    return voice.mark(voice.printer.size(test, next(wanted, MOST_DIGITS)), test, "number")


def _is_whole(test: Fact, digits: int) -> bool:
    shown = abs(test.number) * (100 if test.unit == "percent" else 1)
    return math.isclose(shown, round(shown, digits), abs_tol=1e-9)
