"""Words that claim: verbs of movement, comparisons, ranks and records, against their facts."""

import math
import re
from collections.abc import Mapping
from typing import Final

from marketwrap.base.model import Fact
from marketwrap.check.reading import Reader, Token, only_words
from marketwrap.check.values import EPSILON, count_fault, direction, legs

_WAYS: Final[Mapping[str, int]] = {"up": 1, "down": -1}
_SIDES: Final[Mapping[str, int]] = {"ahead": 1, "behind": -1, "above": 1, "below": -1}
#: which end of an order a metric's extreme is
_TOPS: Final = frozenset({"top", "high"})
_BOTTOMS: Final = frozenset({"bottom", "low"})
#: ends from which a fall, or a rise, of that name is measured
_FROM_HIGH: Final = frozenset({"high", "first"})
_FROM_LOW: Final = frozenset({"bottom"})
#: what a word of record may be said of
_RECORDS: Final = frozenset({"high", "low", "first"})


def movement(token: Token) -> int | None:
    """1 for a word of rising, -1 for one of falling, 0 for one of standing still; None for no such word."""
    found = {_WAYS.get(key, 0) for table, key, _ in token.meanings if table in ("verbs", "direction")}
    return found.pop() if len(found) == 1 else None


def side(token: Token) -> int | None:
    """1 for ahead and above, -1 for behind and below; None for no such word."""
    return next(
        (_SIDES[key] for table, key, _ in token.meanings if table == "comparison" and key in _SIDES), None
    )


def downward(token: Token) -> bool:
    """Whether the word lets an unsigned number after it stand for a negative one."""
    bottom = any((table, key) in (("rank", "bottom"), ("record", "low")) for table, key, _ in token.meanings)
    return movement(token) == -1 or side(token) == -1 or bottom


def is_verb(token: Token) -> bool:
    """Whether the word is one of the verbs that take a number."""
    return any(table == "verbs" for table, _, _ in token.meanings)


def number_in(token: Token) -> int | None:
    """The count or ordinal that the word stands for, if it stands for one."""
    return next((int(n) for table, _, n in token.meanings if table in ("counts", "ordinals")), None)


OTHER_END: Final = "it is the other end"
NOT_LAST: Final = "it is not the last"
NOT_ALL: Final = "it is not all of them"
_Tokens = tuple[Token, ...]


def word_fault(token: Token, fact: Fact, reader: Reader, text: str, tokens: _Tokens) -> str | None:
    """Why a word tied to a fact does not fit it; None when it does or the fact cannot tell.

    ``text`` and ``tokens`` are the sentence's: the names beside a comparison decide which side it is
    told from. A word of several meanings fits when one of them does.
    """
    tables = {table for table, _, _ in token.meanings}
    faults: list[str | None] = []
    if tables & {"counts", "ordinals", "everyone"}:
        faults.append(_count(token, fact, reader))
    if tables & {"verbs", "direction"}:
        faults.append(_movement(token, fact, reader))
    if "comparison" in tables:
        faults.append(_comparison(token, fact, reader, text, tokens))
    if "rank" in tables:
        faults.append(_rank(token, fact, reader))
    if "record" in tables:
        faults.append(_record(token, fact))
    if "thresholds" in tables:
        faults.append(_threshold(token, fact))
    return None if not faults or None in faults else faults[0]


def _count(token: Token, fact: Fact, reader: Reader) -> str | None:
    number = number_in(token)
    if number is not None:
        return count_fault(number, fact)
    everyone = {key for table, key, _ in token.meanings if table == "everyone"}
    if not isinstance(fact.value, int | float):
        return None
    group = reader.universe.groups.get(fact.subject)
    if "none" in everyone:
        return None if fact.value == 0 else "it is not none"
    whole = group is None or abs(fact.value) in (len(group.members), 1) or fact.unit != "count"
    return None if whole or abs(fact.value) == _traded(fact) else NOT_ALL


def _traded(fact: Fact) -> int:
    return len({used.symbol for used in fact.inputs})


def _movement(token: Token, fact: Fact, reader: Reader) -> str | None:
    way, actual = movement(token), direction(fact)
    if actual is None or way is None:
        return None
    if way == 0:
        return _size_fault(token, fact, reader)
    if actual != way:
        return "it goes the other way" if actual else "it did not move"
    return _size_fault(token, fact, reader)


def _size_fault(token: Token, fact: Fact, reader: Reader) -> str | None:
    bounds = reader.lexicon.bounds.get(fact.unit)
    sizes = [str(size) for table, _, size in token.meanings if table == "verbs"]
    if bounds is None or not sizes:
        return None
    size = abs(fact.number)
    fits = (bounds[name][0] - 1e-12 <= size <= bounds[name][1] + 1e-12 for name in sizes if name in bounds)
    return None if any(fits) else "the word does not fit the size"


def _comparison(token: Token, fact: Fact, reader: Reader, text: str, tokens: _Tokens) -> str | None:
    way, actual = side(token), direction(fact)
    if way is None or actual is None:
        return None
    told_from = {key for table, key, _ in token.meanings if table == "comparison"}
    pair = legs(fact, reader.universe)
    if told_from & {"above", "below"}:
        return None if actual == way else "it is on the other side"
    if pair is None and fact.subject in reader.universe.instruments:
        return None  # a change alone does not say against what
    before = tuple(t for t in tokens if t.end <= token.start)
    after = tuple(t for t in tokens if t.start >= token.end)
    if pair is not None and _told_from_the_right(pair, token, text, before, after, reader):
        way = -way
    return None if actual == way else "it is the other way round"


def _told_from_the_right(
    pair: tuple[str, str], token: Token, text: str, before: _Tokens, after: _Tokens, reader: Reader
) -> bool:
    """Whether the sentence has the right side of the pair as its subject.

    Only a name that belongs to the word counts: its object ("ahead of the S&P 500"), or else the name
    before it in its clause.
    """
    left, right = pair
    following = next((t for t in after if t.kind == "name"), None)
    is_object = following is not None and only_words(
        text[token.end : following.start], reader.reading.before_object
    )
    if following is not None and is_object and following.symbols & {left, right}:
        return left in following.symbols and right not in following.symbols
    named = next((t for t in reversed(before) if t.kind == "name"), None)
    if named is None or re.search(r"[,;:\d]", text[named.end : token.start]):
        return False
    return right in named.symbols and left not in named.symbols


def _rank(token: Token, fact: Fact, reader: Reader) -> str | None:
    top = any((table, key) == ("rank", "top") for table, key, _ in token.meanings)
    if fact.unit == "rank":
        last = _last_place(fact, reader)
        if top:
            return None if fact.value == 1 else "it is not the first"
        return None if last is None or fact.value == last else NOT_LAST
    if fact.unit in ("symbol", "symbols") or token.text.lower() in reader.lexicon.extremes:
        return OTHER_END if fact.meaning.extreme in (_BOTTOMS if top else _TOPS) else None
    return OTHER_END if not top and fact.meaning.extreme == "first" else None


def _last_place(fact: Fact, reader: Reader) -> int | None:
    params = dict(fact.params)
    for name in ("n", "of_n", "size"):
        if isinstance(params.get(name), int):
            return int(params[name])
    group = reader.universe.groups.get(str(params.get("group", fact.subject)))
    return len(group.members) if group else None


def _record(token: Token, fact: Fact) -> str | None:
    low = any((table, key) == ("record", "low") for table, key, _ in token.meanings)
    if fact.meaning.extreme not in _RECORDS:
        return "the fact is no record"
    if fact.unit == "count" and fact.value == 0:
        return "it is no record"
    if low and fact.meaning.extreme != "low":
        return "it is a high"
    return None


def is_threshold(token: Token) -> bool:
    """Whether the word is one such as "correction", which names a size."""
    return any(table == "thresholds" for table, _, _ in token.meanings)


def _threshold(token: Token, fact: Fact) -> str | None:
    """Why a fact is no fall from a high, or rise from a low, of the size that the word names."""
    key, named = next((key, float(size)) for table, key, size in token.meanings if table == "thresholds")
    down, size = named < 0, _size_from_an_end(fact)
    if size is None or fact.meaning.extreme not in (_FROM_HIGH if down else _FROM_LOW):
        return "the fact is no fall from a high" if down else "the fact is no rise from a low"
    if key == "left":
        return None if _left(fact) and math.isclose(size, named) else "the fact is no way out of it"
    if _left(fact):
        return "it is the way out of it"
    return None if (size <= named + EPSILON if down else size >= named - EPSILON) else "it is not that far"


def _size_from_an_end(fact: Fact) -> float | None:
    """How far the close is from the high or the low, or at least is where the fact says that it is so."""
    if fact.unit == "percent":
        return fact.number
    bound = dict(fact.params).get("bound")
    return float(bound) if fact.unit == "count" and fact.value == 1 and bound is not None else None


def _left(fact: Fact) -> bool:
    """Whether the fact is that a close is no longer as far from the high as it was asked about."""
    return fact.unit == "count" and fact.meaning.direction == "up" and fact.meaning.extreme == "high"


def is_record_fact(fact: Fact) -> bool:
    """Whether a word of record may rest on the fact without a span that says so."""
    return fact.meaning.extreme in _RECORDS and not (fact.unit == "count" and fact.value == 0)
