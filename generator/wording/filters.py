"""The filters of phrases. Each takes the context first, then what stands before the bar."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from math import inf
from typing import Any

from jinja2 import pass_context
from jinja2.runtime import Context

from generator.model import Fact
from generator.wording.phrases import phrases
from generator.wording.printing import is_zero, print_date, print_level, print_size, sign
from generator.wording.speech import Speech

#: moves below this are "little changed", by unit
FLAT: Mapping[str, float] = {"percent": 0.0005, "basis_points": 0.5, "points": 0.05}
#: moves up to this are "edged"
EDGE: Mapping[str, float] = {"percent": 0.003, "basis_points": 2.0, "points": 0.3}
#: moves from this on take the strong verbs
LARGE: Mapping[str, float] = {"percent": 0.01, "basis_points": 6.0, "points": 1.0}
#: moves from this on may take the strongest, when they are rare for the instrument too
SHARP: Mapping[str, float] = {"percent": 0.02, "basis_points": 10.0, "points": 4.0}

#: and one session's from this on whatever the days before were like, and never the mild ones
HUGE: Mapping[str, float] = {"percent": 0.07}
#: kinds for which such a move is an ordinary one
WILD = ("crypto",)

#: decimals of a round number at the most
MOST_ROUND = 4

#: "all two" are both
PAIR = 2
#: counts are in words up to this
IN_WORDS = 12

#: ordinals that begin so are said with a vowel first
AN = ("e", "8", "11th", "18th")

#: kinds that are levels: they rise and fall, but gain and lose nothing
LEVELS = ("yield", "volatility", "currency")


def _voice(context: Context) -> Speech:
    voice: Speech = context["voice"]
    return voice


@pass_context
def the(context: Context, fact: Fact) -> str:
    """The instrument's name in a sentence, with its article; short from the second mention on."""
    return _name(_voice(context), fact, fact.subject, article=True)


@pass_context
def whose(context: Context, fact: Fact) -> str:
    """As in "its" where the sentence before named the instrument first, else its name in the possessive."""
    voice = _voice(context)
    known = voice.instrument(fact.subject)
    if voice.is_subject(fact.subject):
        return "their" if known.plural else "its"
    return the(context, fact) + ("'" if known.plural else "'s")


@pass_context
def name(context: Context, fact: Fact) -> str:
    """The instrument's name without an article."""
    return _name(_voice(context), fact, fact.subject, article=False)


@pass_context
def names(context: Context, fact: Fact) -> str:
    """All names of a fact whose value is one or more symbols."""
    voice = _voice(context)
    symbols = fact.value if isinstance(fact.value, tuple) else (str(fact.value),)
    return listing([_name(voice, fact, symbol, article=True) for symbol in symbols])


@pass_context
def name_list(context: Context, facts: Iterable[Fact]) -> str:
    """The names of several facts' instruments as a list."""
    return listing([the(context, fact) for fact in facts])


@pass_context
def of(context: Context, part: Fact, total: Fact) -> str:
    """As in "seven of eleven", "all eleven", "both", "none of the eleven"."""
    if part.value == total.value:
        return whole(context, part, total)
    if part.value == 0:
        return f"{_voice(context).everyone('none', part)} of the {count(context, total)}"
    return f"{count(context, part)} of {count(context, total)}"


@pass_context
def whole(context: Context, part: Fact, total: Fact | None = None) -> str:
    """As in "all eleven", "both", of a group that is counted by ``total``, or by the fact itself."""
    voice, total = _voice(context), total or part
    if total.value == PAIR:
        return voice.mark(voice.lexicon.both, total, "count")
    return f"{voice.everyone('all', part)} {count(context, total)}"


@pass_context
def kin(context: Context, fact: Fact) -> str:
    """What the members of a group are called together: "regions", "national indexes"."""
    return _voice(context).universe.groups[fact.subject].name


@pass_context
def has(context: Context, fact: Fact) -> str:
    """As in "has" or "have", as the name needs it."""
    known = _voice(context).universe.instruments.get(fact.subject)
    return "have" if known and known.plural else "has"


def is_are(fact: Fact) -> str:
    """As in "is" after a count of one or none, else "are"."""
    return "is" if fact.value in (0, 1) else "are"


@pass_context
def aside(context: Context, fact: Fact, digits: int = 2) -> str:
    """The signed size in brackets, unless the article has printed it already."""
    voice = _voice(context)
    if voice.has_printed(fact):
        return ""
    return f" ({signed(context, fact, digits)})"


@pass_context
def was(context: Context, fact: Fact) -> str:
    """As in "was" or "were", as the name needs it."""
    known = _voice(context).universe.instruments.get(fact.subject)
    return "were" if known and known.plural else "was"


@pass_context
def verb(context: Context, fact: Fact) -> str:
    """The verb that fits the size of a move."""
    voice = _voice(context)
    return voice.mark(_verb(voice, fact), fact, "word")


@pass_context
def move(context: Context, fact: Fact, digits: int = 2) -> str:
    """Verb and size of a move: "lost 1.00%", "edged up 1 basis point", "was little changed"."""
    voice = _voice(context)
    words = voice.mark(_verb(voice, fact), fact, "word")
    if abs(fact.number) >= FLAT[fact.unit]:
        return f"{words} {voice.mark(print_size(fact, digits), fact, 'number')}"
    signed = sign(fact.number) + print_size(fact, 2)
    return words if is_zero(signed) else f"{words} ({voice.mark(signed, fact, 'number')})"


@pass_context
def moves(context: Context, facts: Iterable[Fact], digits: int = 2) -> str:
    """Several instruments and their moves as a list."""
    return listing([f"{the(context, fact)} {move(context, fact, digits)}" for fact in facts])


@pass_context
def listed(context: Context, facts: Iterable[Fact], digits: int = 2) -> str:
    """Several instruments, each with its signed move in brackets."""
    voice = _voice(context)
    return listing(
        [
            f"{_name(voice, fact, fact.subject, article=True)} ({signed(context, fact, digits)})"
            for fact in facts
        ]
    )


@pass_context
def size(context: Context, fact: Fact, digits: int = 2) -> str:
    """The size of a move without its sign: "1.00%", "3 basis points", "0.95 points"."""
    return _voice(context).mark(print_size(fact, digits), fact, "number")


@pass_context
def signed(context: Context, fact: Fact, digits: int = 2) -> str:
    """The size of a move with its sign."""
    text = print_size(fact, digits)
    return _voice(context).mark(text if is_zero(text) else sign(fact.number) + text, fact, "number")


@pass_context
def level(context: Context, fact: Fact) -> str:
    """A close or another price in the way its instrument is quoted: "6,926.60", "$90.87", "4.14%"."""
    voice = _voice(context)
    return voice.mark(print_level(fact, voice.universe.instruments.get(fact.subject)), fact, "number")


@pass_context
def rounded(context: Context, fact: Fact) -> str:
    """A round number: "7,000", "$90", "4.5%"."""
    voice = _voice(context)
    known = voice.instrument(fact.subject)
    digits = next(d for d in range(6) if d == MOST_ROUND or round(fact.number, d) == round(fact.number, 6))
    text = f"{fact.number:,.{digits}f}"
    return voice.mark(f"{text}%" if known.kind == "yield" else known.currency + text, fact, "number")


@pass_context
def share(context: Context, fact: Fact) -> str:
    """A share of cases in whole percent."""
    return _voice(context).mark(f"{fact.number * 100:.0f}%", fact, "number")


@pass_context
def decimal(context: Context, fact: Fact, digits: int = 2) -> str:
    """A ratio as a plain number."""
    return _voice(context).mark(f"{fact.number:.{digits}f}", fact, "number")


@pass_context
def count(context: Context, fact: Fact) -> str:
    """How many, in words up to twelve; the sign of a streak is left to the verb."""
    voice = _voice(context)
    n = abs(round(fact.number))
    return voice.mark(voice.lexicon.count(n) if n <= IN_WORDS else f"{n:,}", fact, "count")


@pass_context
def figure(context: Context, fact: Fact) -> str:
    """How many, in digits."""
    return _voice(context).mark(f"{abs(round(fact.number)):,}", fact, "number")


@pass_context
def ordinal(context: Context, fact: Fact) -> str:
    """As in "third", "21st"."""
    voice = _voice(context)
    n = abs(round(fact.number))
    return voice.mark(voice.lexicon.ordinal(n), fact, "count")


@pass_context
def an_ordinal(context: Context, fact: Fact) -> str:
    """The same with its article: "a third", "an eighth", "an 18th"."""
    text = _voice(context).lexicon.ordinal(abs(round(fact.number)))
    return f"{'an' if text.startswith(AN) else 'a'} {ordinal(context, fact)}"


@pass_context
def day(context: Context, fact: Fact) -> str:
    """A date: without the year in the session's own year."""
    voice = _voice(context)
    if not isinstance(fact.value, date):
        raise TypeError(f"{fact.id} is not a date")
    return voice.mark(
        print_date(fact.value, voice.lexicon, with_year=fact.value.year != voice.session.year), fact, "date"
    )


@pass_context
def month(context: Context, fact: Fact) -> str:
    """A date's month and year."""
    voice = _voice(context)
    if not isinstance(fact.value, date):
        raise TypeError(f"{fact.id} is not a date")
    return voice.mark(f"{voice.lexicon.month(fact.value.month)} {fact.value.year}", fact, "date")


@pass_context
def when(context: Context, fact: Fact) -> str:
    """A date's year, or its month where the year would be too near to say much."""
    if isinstance(fact.value, date) and fact.value.year >= _voice(context).session.year - 1:
        return month(context, fact)
    return year(context, fact)


@pass_context
def year(context: Context, fact: Fact) -> str:
    """A year, or a date's year."""
    value = fact.value.year if isinstance(fact.value, date) else fact.value
    return _voice(context).mark(str(value), fact, "date")


@pass_context
def way(context: Context, fact: Fact, positive: str, negative: str) -> str:
    """One of two words by the fact's sign, tied to it."""
    return _voice(context).mark(positive if fact.number > 0 else negative, fact, "word")


@pass_context
def moving(context: Context, fact: Fact, up: str, down: str, flat: str) -> str:
    """A headline's verb and size; the word for no movement without a size."""
    voice = _voice(context)
    if abs(fact.number) < FLAT[fact.unit]:
        return voice.mark(flat, fact, "word")
    return f"{way(context, fact, up, down)} {size(context, fact, 1)}"


@pass_context
def days(context: Context, facts: Iterable[Fact]) -> str:
    """Several dates as a list."""
    return listing([day(context, fact) for fact in facts])


@pass_context
def full_date(context: Context, fact: Fact) -> str:
    """A date with its weekday and year."""
    voice = _voice(context)
    if not isinstance(fact.value, date):
        raise TypeError(f"{fact.id} is not a date")
    name = voice.lexicon.weekday(fact.value.weekday())
    return voice.mark(f"{name}, {print_date(fact.value, voice.lexicon, with_year=True)}", fact, "date")


@pass_context
def weekday(context: Context, fact: Fact) -> str:
    """A date of the last days with its weekday, "Tuesday, January 13"."""
    voice = _voice(context)
    if not isinstance(fact.value, date):
        raise TypeError(f"{fact.id} is not a date")
    day_name = voice.lexicon.weekday(fact.value.weekday())
    return voice.mark(f"{day_name}, {print_date(fact.value, voice.lexicon, with_year=False)}", fact, "date")


@pass_context
def long_date(context: Context, fact: Fact) -> str:
    """A date with its year."""
    voice = _voice(context)
    if not isinstance(fact.value, date):
        raise TypeError(f"{fact.id} is not a date")
    return voice.mark(print_date(fact.value, voice.lexicon, with_year=True), fact, "date")


@pass_context
def clock(context: Context, fact: Fact) -> str:
    """A time of day, "16:00", as Americans write it."""
    hour, minute = (int(part) for part in str(fact.value).split(":"))
    text = f"{(hour - 1) % 12 + 1}:{minute:02} {'p.m.' if hour >= 12 else 'a.m.'}"
    return _voice(context).mark(text, fact, "date")


@pass_context
def label(context: Context, fact: Fact) -> str:
    """What a source is called."""
    voice = _voice(context)
    known = phrases(voice.language).get(f"plan.source_{fact.value}")
    return known[0] if known else str(fact.value)


def to(fact: Fact) -> str:
    """Before the level that a move led to: "at" where it did not lead anywhere."""
    return "at" if abs(fact.number) < FLAT[fact.unit] else "to"


@pass_context
def tie(context: Context, fact: Fact, text: str) -> str:
    """A word of the phrase that claims something, tied to the fact that bears it out."""
    voice = _voice(context)
    voice.uses(text)
    return voice.mark(text, fact, "word")


@pass_context
def place(context: Context, fact: Fact, text: str) -> str:
    """A word that claims a rank, tied to the fact that bears it out."""
    return _voice(context).mark(text, fact, "rank")


@pass_context
def tally(context: Context, fact: Fact, text: str) -> str:
    """A word that stands for a count ("all", "none"), tied to the count."""
    return _voice(context).mark(text, fact, "count")


FILTERS: dict[str, Callable[..., Any]] = {
    f.__name__: f
    for f in (
        the,
        whose,
        name,
        names,
        name_list,
        of,
        whole,
        kin,
        is_are,
        has,
        aside,
        was,
        verb,
        move,
        moves,
        listed,
        size,
        signed,
        level,
        rounded,
        share,
        decimal,
        count,
        figure,
        ordinal,
        an_ordinal,
        day,
        days,
        full_date,
        weekday,
        long_date,
        clock,
        month,
        year,
        when,
        label,
        way,
        moving,
        to,
        tie,
        place,
        tally,
    )
}


def _verb(voice: Speech, fact: Fact) -> str:
    size, unit = abs(fact.number), fact.unit
    known = voice.universe.instruments.get(fact.subject)
    if size < FLAT[unit]:
        return f"{'were' if known and known.plural else 'was'} {voice.next_of(voice.lexicon.flat, 'flat')}"
    grade = "edge" if size <= EDGE[unit] else "small" if size < LARGE[unit] else "large"
    huge = fact.metric == "change_1d" and size >= HUGE.get(unit, inf) and not (known and known.kind in WILD)
    grade = "huge" if huge else grade
    if size >= SHARP[unit] and voice.may_be_sharp(fact, always=huge):
        grade = "sharp"
    direction = "up" if fact.number > 0 else "down"
    family = "levels" if known and known.kind in LEVELS else "verbs"
    return voice.next_of(voice.lexicon.verbs(family, direction, grade), f"{family}.{direction}.{grade}")


def name_of(voice: Speech, fact: Fact, symbol: str) -> str:
    """An instrument's name with its article, tied to a fact that is about it."""
    return _name(voice, fact, symbol, article=True)


def _name(voice: Speech, fact: Fact, symbol: str, *, article: bool) -> str:
    known = voice.universe.instruments[symbol]
    voice.names(symbol)
    text = known.name if voice.first_mention(symbol) else known.brief_name
    prefix = "the " if article and known.the else ""
    return prefix + voice.mark(text, fact, "name")


def listing(items: Sequence[str]) -> str:
    """As in "a, b and c"."""
    if len(items) < 2:
        return "".join(items)
    return ", ".join(items[:-1]) + f" and {items[-1]}"
