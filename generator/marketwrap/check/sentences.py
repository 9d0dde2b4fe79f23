"""One sentence or cell: everything that is read in it must be tied to a fact and agree with it."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from marketwrap.base.model import Fact
from marketwrap.check.problems import Category, Problem
from marketwrap.check.reading import Reader, Token, claims, only_words, symbols_named
from marketwrap.check.signs import missing_sign
from marketwrap.check.spans import Read, is_whole
from marketwrap.check.values import WHOLE, date_fault, direction, number_fault, shown, symbols_of, time_fault
from marketwrap.check.words import (
    NOT_ALL,
    NOT_LAST,
    is_record_fact,
    is_threshold,
    movement,
    number_in,
    word_fault,
)


def problems(said: Read, reader: Reader, known: Mapping[str, Fact]) -> Iterator[Problem]:
    """Everything in a sentence that its facts do not bear out."""
    strict = set(claims(said.tokens, reader.lexicon))
    for token in said.tokens:
        fact = said.fact_of(token, known)
        if token.kind == "name":
            yield from _name_problems(said, token, fact, reader)
        elif fact is not None:
            yield from _tied(said, token, fact, reader, known)
        elif token.idle:
            continue
        elif token in strict:
            if not _term_is_known(token, said):
                yield _problem("not checkable", said, token.text, detail="no fact is tied to it")
        else:
            yield from _untied_word(said, token, reader)
    yield from _empty_spans(said)
    yield from _altered_texts(said, known)
    yield from _swapped_names(said, reader, known)


def _problem(
    category: Category, said: Read, found: str, fact: Fact | None = None, detail: str = ""
) -> Problem:
    expected = shown(fact) if fact else ""
    return Problem(category, said.document, said.place, found, expected, fact.id if fact else "", detail)


def _term_is_known(token: Token, said: Read) -> bool:
    """Whether "50-session" or "52-week" names a window that a metric of the sentence has."""
    if token.kind != "term" or token.value is None:
        return False
    number = f"{token.value:g}"
    windows = {part for fact in said.facts for part in re.findall(r"\d+", str(fact.meaning.horizon))}
    windows |= {
        f"{value:g}" for fact in said.facts for _, value in fact.params if isinstance(value, int | float)
    }
    return number in windows


def _tied(
    said: Read, token: Token, fact: Fact, reader: Reader, known: Mapping[str, Fact]
) -> Iterator[Problem]:
    if token.kind in ("number", "term"):
        fault = number_fault(token, fact, reader.universe) or missing_sign(said, token, fact, reader, known)
        if fault:
            yield _problem("number", said, token.text, fact, fault)
    elif token.kind == "date":
        if fault := date_fault(token, fact):
            yield _problem("context", said, token.text, fact, fault)
    elif token.kind == "time":
        if fault := time_fault(token, fact):
            yield _problem("number", said, token.text, fact, fault)
    elif fault := _word_fault(said, token, fact, reader, known):
        counted = number_in(token) is not None and fact.unit in WHOLE and not _ranks(token)
        category: Category = "number" if counted else "word"
        yield _problem(category, said, token.text, fact, fault)


def _ranks(token: Token) -> bool:
    return any(table == "rank" for table, _, _ in token.meanings)


def _word_fault(
    said: Read, token: Token, fact: Fact, reader: Reader, known: Mapping[str, Fact]
) -> str | None:
    span = said.span_of(token)
    if token.text.lower() in reader.lexicon.soft and (span is None or span.kind not in ("count", "rank")):
        return None  # "a" is a count where its span says so
    fault = word_fault(token, fact, reader, said.own, said.tokens)
    # "all five", "last of ten": a group may have members that had no price yet
    if fault == NOT_ALL and any(
        f.unit == "count" and f.value == fact.value and f != fact for f in said.facts
    ):
        return None
    return None if fault == NOT_LAST and fact.value == _ranked(fact, reader, known) else fault


def _ranked(fact: Fact, reader: Reader, known: Mapping[str, Fact]) -> int:
    """How many members of a rank's group the article has the ranked metric of."""
    params = dict(fact.params)
    group = reader.universe.groups.get(str(params.get("group", "")))
    members = group.members if group else ()
    metric = params.get("of", "change_1d")
    return len({f.subject for f in known.values() if f.subject in members and f.metric == metric})


# Words and names that no span ties ---------------------------------------------------------------


def _untied_word(said: Read, token: Token, reader: Reader) -> Iterator[Problem]:
    tables = {table for table, _, _ in token.meanings}
    if tables <= {"counts", "ordinals", "everyone"} or _hypothetical(said, token, reader):
        return
    if is_threshold(token):
        yield _problem("not checkable", said, token.text, detail="no fact is tied to it")
    way = movement(token)
    kinds = {fact.meaning.kind for fact in said.facts}
    if "study" in kinds:
        return  # a word of direction may be what made other days count
    if way:
        ways = {direction(fact) for fact in said.facts} - {None}
        if not ways:
            yield _problem(
                "not checkable", said, token.text, detail="no fact of the sentence has a direction"
            )
        elif way not in ways and "distance" not in kinds:
            yield _problem("word", said, token.text, detail="every fact of the sentence goes the other way")
    elif "record" in tables and not any(map(is_record_fact, said.facts)):
        yield _problem("not checkable", said, token.text, detail="no fact of the sentence is a record")
    elif tables & {"comparison", "rank"} and not said.facts:
        yield _problem("not checkable", said, token.text, detail="the sentence rests on no fact")


def _hypothetical(said: Read, token: Token, reader: Reader) -> bool:
    before = set(re.findall(r"[^\W\d_]+", said.own[: token.start].lower()))
    return bool(before & set(reader.lexicon.hypothetical))


def _name_problems(said: Read, token: Token, fact: Fact | None, reader: Reader) -> Iterator[Problem]:
    span = said.span_of(token)
    whole = symbols_named(span.text, reader) if span and span.kind == "name" else frozenset()
    candidates = token.symbols | whole
    facts = (fact,) if fact is not None else said.facts
    about: frozenset[str] = frozenset().union(*(_about(known, fact, reader) for known in facts))
    if not facts or candidates & about:
        return
    if not about:
        yield _problem("not checkable", said, token.text, fact, "no fact of the sentence names an instrument")
    else:
        names = sorted(reader.universe.instruments[symbol].name for symbol in about)
        yield Problem(
            "name", said.document, said.place, token.text, " or ".join(names[:3]), fact.id if fact else ""
        )


def _about(known: Fact, tied: Fact | None, reader: Reader) -> frozenset[str]:
    """The instruments that a name may be: those a tied fact lists, or any that a fact is about."""
    if tied is not None and known.unit in ("symbol", "symbols"):
        return frozenset(known.value if isinstance(known.value, tuple) else (str(known.value),))
    return symbols_of(known, reader.universe)


def _swapped_names(said: Read, reader: Reader, known: Mapping[str, Fact]) -> Iterator[Problem]:
    """Numbers that stand after another name than their own, though their own is in the sentence."""
    names = [token for token in said.tokens if token.kind == "name"]
    for token in said.tokens:
        fact = said.fact_of(token, known) if token.kind == "number" else None
        if fact is None or fact.subject not in reader.universe.instruments:
            continue
        before = [name for name in names if name.end <= token.start]
        after = [name for name in names if name.start >= token.end]
        if not before or _is_name_of(said, before[-1], fact, reader) or _ties_to_same(said, before[-1], fact):
            continue
        own = [name for name in names if _is_name_of(said, name, fact, reader)]
        between = said.own[token.end : after[0].start] if after else ""
        next_is_own = bool(after) and after[0] in own and only_words(between, reader.reading.before_owner)
        rests = symbols_of(fact, reader.universe) & before[-1].symbols
        if own and not next_is_own and not rests and not _further_back(said, token, own, before[-1]):
            yield Problem(
                "name",
                said.document,
                said.place,
                before[-1].text,
                reader.universe.instruments[fact.subject].name,
                fact.id,
                f"{token.text} is not its number",
            )


def _further_back(said: Read, token: Token, own: list[Token], nearest: Token) -> bool:
    """Whether the number's own name is the subject and the nearer one only what it is held against.

    "the S&P 500, unlike the Dow, gained 1%": no other number stands between the name and this one.
    """
    earlier = [name for name in own if name.end <= nearest.start]
    if not earlier:
        return False
    between = (t for t in said.tokens if earlier[-1].end <= t.start and t.end <= token.start)
    return not any(t.kind == "number" and t.unit in _OF_MOVES for t in between)


#: units of numbers that say how something moved
_OF_MOVES: Final = frozenset({"percent", "points", "basis_points"})


def _ties_to_same(said: Read, name: Token, fact: Fact) -> bool:
    span = said.span_of(name)
    return span is not None and span.fact == fact.id


def _is_name_of(said: Read, name: Token, fact: Fact, reader: Reader) -> bool:
    span = said.span_of(name)
    whole = symbols_named(span.text, reader) if span and span.kind == "name" else frozenset()
    return fact.subject in name.symbols | whole


def _empty_spans(said: Read) -> Iterator[Problem]:
    """Spans that say they print a value and hold none that the reader sees."""
    for placed in said.spans:
        span = placed.span
        if not span.fact or span.kind not in ("number", "date", "count", "rank"):
            continue
        inside = (t for t in said.tokens if placed.start < t.end and t.start < placed.end)
        if not any(_prints(token, span.kind) for token in inside):
            yield Problem("not checkable", said.document, said.place, span.text, "a " + span.kind, span.fact)


def _altered_texts(said: Read, known: Mapping[str, Fact]) -> Iterator[Problem]:
    """Spans that say they take a text over and change it."""
    for placed in said.spans:
        if placed.span.kind == "text" and not is_whole(placed.span, known):
            fact = known.get(placed.span.fact)
            yield _problem("context", said, placed.span.text, fact, "it is not the text that it takes over")


def _prints(token: Token, kind: str) -> bool:
    """Whether a token is what a span of that kind holds; a text that is a fact's own may be a time."""
    if kind in ("number", "date"):
        return token.kind not in ("word", "name")
    return token.kind != "name"
