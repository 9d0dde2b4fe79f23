"""The filters of phrases that say how something moved: a verb by the size of the move, and the size."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from math import inf
from typing import Any

from jinja2 import pass_context
from jinja2.runtime import Context

from marketwrap.base.model import Fact
from marketwrap.language.filters.names import head, name_of, signed, size, the
from marketwrap.language.speech import Speech, voice_of

#: moves below this are "little changed", by unit
FLAT: Mapping[str, float] = {"percent": 0.0005, "basis_points": 0.5, "points": 0.05}
#: moves up to this are "edged"
EDGE: Mapping[str, float] = {"percent": 0.003, "basis_points": 2.0, "points": 0.3}
#: moves from this on take the strong verbs
LARGE: Mapping[str, float] = {"percent": 0.01, "basis_points": 6.0, "points": 1.0}
#: moves from this on may take the strongest, when they are rare for the instrument too
SHARP: Mapping[str, float] = {"percent": 0.02, "basis_points": 10.0, "points": 4.0}

#: and from this on whatever the days before were like; the extreme ones from here
HUGE: Mapping[str, float] = {"percent": 0.07}
EXTREME: Mapping[str, float] = {"percent": 0.1}
#: of that for an index, and over a week
OF_INDEX, OF_WEEK = 0.5, 2.0
#: kinds for which such a move is an ordinary one
WILD = ("crypto",)

#: the grades of strong verbs
STRONG = ("sharp", "extreme")

#: kinds that are levels: they rise and fall, but gain and lose nothing
LEVELS = ("yield", "volatility", "currency")


@pass_context
def verb(context: Context, fact: Fact) -> str:
    """The verb that fits the size of a move."""
    voice = voice_of(context)
    return voice.mark(_verb(voice, fact), fact, "word")


@pass_context
def move(context: Context, fact: Fact, digits: int = 2) -> str:
    """Verb and size of a move: "lost 1.00%", "edged up 1 basis point"; "was little changed" alone."""
    voice = voice_of(context)
    words = voice.mark(_verb(voice, fact), fact, "word")
    if abs(fact.number) < FLAT[fact.unit]:
        return words
    return f"{words} {voice.mark(voice.printer.size(fact, digits), fact, 'number')}"


@pass_context
def moves(context: Context, facts: Iterable[Fact], digits: int = 2) -> str:
    """Several instruments and their moves as a list."""
    return voice_of(context).listing(
        [f"{the(context, fact)} {move(context, fact, digits)}" for fact in facts]
    )


@pass_context
def listed(context: Context, facts: Iterable[Fact], digits: int = 2) -> str:
    """Several instruments, each with its signed move in brackets."""
    voice = voice_of(context)
    return voice.listing(
        [f"{name_of(voice, fact, fact.subject)} ({signed(context, fact, digits)})" for fact in facts]
    )


@pass_context
def way(context: Context, fact: Fact, positive: str, negative: str) -> str:
    """One of two words by the fact's sign, tied to it."""
    return voice_of(context).mark(positive if fact.number > 0 else negative, fact, "word")


@pass_context
def moving(context: Context, fact: Fact, up: str, down: str, flat: str) -> str:
    """A headline's verb and size; the word for no movement without a size."""
    voice = voice_of(context)
    if abs(fact.number) < FLAT[fact.unit]:
        return voice.mark(flat, fact, "word")
    return f"{way(context, fact, up, down)} {size(context, fact, 1)}"


@pass_context
def to(context: Context, fact: Fact) -> str:
    """Before the level that a move led to: "at" where it did not lead anywhere."""
    return voice_of(context).part("words.at" if abs(fact.number) < FLAT[fact.unit] else "words.to", {})


@pass_context
def edged(context: Context, fact: Fact) -> str:
    """The verb of a move too small for a percentage, whose points are told: "edged up", "slipped"."""
    voice = voice_of(context)
    direction = "up" if fact.number > 0 else "down"
    return voice.mark(voice.lexicon.verbs("verbs", direction, "edge")[0], fact, "word")


@pass_context
def present(context: Context, fact: Fact) -> str:
    """A headline's verb, by the size of the move: "edges up", "rises", "jumps"."""
    voice = voice_of(context)
    direction = "up" if fact.number > 0 else "down"
    forms = voice.lexicon.present[direction][_grade(voice, fact, direction)]
    return voice.mark(forms[1 if voice.plural(fact.subject) else 0], fact, "word")


@pass_context
def present_list(context: Context, facts: Sequence[Fact]) -> str:
    """A headline's list of moves the same way: "Amazon falls 7.8% and Microsoft 3.9%"."""
    first, *rest = facts
    told = f"{head(context, first)} {present(context, first)} {size(context, first, 1)}"
    return voice_of(context).listing([told, *(f"{head(context, f)} {size(context, f, 1)}" for f in rest)])


@pass_context
def sharing(context: Context, facts: Sequence[Fact]) -> str:
    """Moves the same way that share a verb: "Amazon fell 7.8%, Microsoft 3.9% and Alphabet 3.3%"."""
    first, *rest = facts
    told = f"{the(context, first)} {verb(context, first)} {size(context, first, 1)}"
    return voice_of(context).listing([told, *(f"{the(context, f)} {size(context, f, 1)}" for f in rest)])


@pass_context
def sized(context: Context, facts: Sequence[Fact]) -> str:
    """Several moves with a verb each: "the Nasdaq gained 43.4% and the Dow gained 13.7%"."""
    return voice_of(context).listing(
        [f"{the(context, f)} {verb(context, f)} {size(context, f, 1)}" for f in facts]
    )


@pass_context
def gain(context: Context, fact: Fact) -> str:
    """What a move, or a run of them, is called: "gain", "loss"; of a yield "rise", "drop"."""
    return _noun(voice_of(context), fact, 0)


@pass_context
def gains(context: Context, fact: Fact) -> str:
    """The same of several: "gains", "losses"."""
    return _noun(voice_of(context), fact, 1)


@pass_context
def moving_for(context: Context, fact: Fact, up: str, down: str) -> str:
    """A word and a size: "up 25.2%"."""
    return f"{way(context, fact, up, down)} {size(context, fact, 1)}"


FILTERS: dict[str, Callable[..., Any]] = {
    f.__name__: f
    for f in (
        verb,
        move,
        moves,
        listed,
        way,
        moving,
        to,
        edged,
        present,
        present_list,
        sharing,
        sized,
        gain,
        gains,
        moving_for,
    )
}


def _verb(voice: Speech, fact: Fact) -> str:
    if abs(fact.number) < FLAT[fact.unit]:
        was = voice.printer.form("was", plural=voice.plural(fact.subject))
        return f"{was} {voice.next_of(voice.lexicon.flat, 'flat')}"
    known = voice.universe.instruments.get(fact.subject)
    direction = "up" if fact.number > 0 else "down"
    grade = _grade(voice, fact, direction)
    family = "levels" if known and known.kind in LEVELS else "verbs"
    return voice.next_of(voice.lexicon.verbs(family, direction, grade), f"{family}.{direction}.{grade}")


def _noun(voice: Speech, fact: Fact, form: int) -> str:
    known = voice.universe.instruments.get(fact.subject)
    family = "levels" if known and known.kind in LEVELS else "verbs"
    return voice.mark(voice.lexicon.nouns[family]["up" if fact.number > 0 else "down"][form], fact, "word")


def _grade(voice: Speech, fact: Fact, direction: str) -> str:
    """The grade of the lexicon that a move's verb is of; a strong one once in a paragraph."""
    grade = _size_grade(voice, fact)
    return grade if grade not in STRONG or voice.uses_strong(f"{direction}.{grade}") else "large"


def _size_grade(voice: Speech, fact: Fact) -> str:
    """How large a move is, in the grades of the lexicon; the strong ones are for what is rare too."""
    size, unit = abs(fact.number), fact.unit
    known = voice.universe.instruments.get(fact.subject)
    wild = known is not None and known.kind in WILD
    if fact.meaning.horizon not in ("1d", "1w"):  # the strong verbs are for a day or a week
        return "edge" if size <= EDGE[unit] else "small" if size < LARGE[unit] else "large"
    wide = known is not None and known.kind == "index"
    extreme = (OF_INDEX if wide else 1.0) * (OF_WEEK if fact.meaning.horizon == "1w" else 1.0)
    if size >= EXTREME.get(unit, inf) * extreme and not wild:
        return "extreme"
    if size >= SHARP[unit] and (voice.rare(fact) or (size >= HUGE.get(unit, inf) and not wild)):
        return "sharp"
    return "edge" if size <= EDGE[unit] else "small" if size < LARGE[unit] else "large"
