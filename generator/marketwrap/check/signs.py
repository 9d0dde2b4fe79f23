"""The sign of a number that prints none: a word beside it must leave no doubt."""

import re
from collections.abc import Mapping
from typing import Final

from marketwrap.base.model import Fact
from marketwrap.check.reading import Reader, Token
from marketwrap.check.spans import Read
from marketwrap.check.values import SIGNED, direction, legs
from marketwrap.check.words import downward, is_verb, movement, side


def missing_sign(
    said: Read, token: Token, fact: Fact, reader: Reader, known: Mapping[str, Fact]
) -> str | None:
    """Why an unsigned number misleads about its sign, or None when words or the fact leave no doubt."""
    way = direction(fact) if fact.unit in SIGNED else None
    if token.sign or not way or token.value == 0:
        return None
    if not said.prose:
        return "the minus is missing" if way < 0 else None
    tied = [t for t in said.tokens if _directs(t) and said.fact_of(t, known) == fact]
    if tied:
        return None
    if way < 0:
        governing = _governing(said, token)
        if (governing and downward(governing)) or _is_distance(said, fact, reader):
            return None
        return "nothing says that it is negative"
    verb = _verb_before(said, token, fact, known)
    return "the verb before it says that it is negative" if verb and downward(verb) else None


def _is_distance(said: Read, fact: Fact, reader: Reader) -> bool:
    """Whether the sentence speaks of how far apart two things are, and the fact of just that."""
    apart = legs(fact, reader.universe) is not None or fact.meaning.kind in _DISTANCES
    words = set(re.findall(r"[^\W\d_]+", said.own.lower()))
    return apart and any(set(word.split()) <= words for word in reader.lexicon.distance)


#: kinds of metrics that measure how far one thing is from another
_DISTANCES: Final = frozenset({"distance", "gap"})


def _directs(token: Token) -> bool:
    return not token.idle and (movement(token) is not None or side(token) is not None or downward(token))


def _governing(said: Read, token: Token) -> Token | None:
    """The nearest word of direction before the number, or after it when none comes before."""
    before = [t for t in said.tokens if t.end <= token.start and _directs(t)]
    after = [t for t in said.tokens if t.start >= token.end and _directs(t)]
    return before[-1] if before else (after[0] if after else None)


def _verb_before(said: Read, token: Token, fact: Fact, known: Mapping[str, Fact]) -> Token | None:
    """The verb that the number shares with the one before it: "A fell 1% and B 2%"."""
    verbs = [t for t in said.tokens if t.end <= token.start and is_verb(t)]
    other = said.fact_of(verbs[-1], known) if verbs else None
    return verbs[-1] if other is not None and other.metric == fact.metric else None
