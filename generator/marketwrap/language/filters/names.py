"""The filters of phrases that print names, numbers and counts.

A filter takes the context first, then what stands before the bar.
"""

from collections.abc import Callable, Iterable
from typing import Any

from jinja2 import pass_context
from jinja2.runtime import Context

from marketwrap.base.model import Fact
from marketwrap.language.phrases import phrases
from marketwrap.language.printing import is_zero, listing, print_level, print_size, sign
from marketwrap.language.speech import Speech, voice_of

#: decimals of a round number at the most
MOST_ROUND = 4

#: "all two" are both
PAIR = 2
#: counts are in words up to this
IN_WORDS = 12

#: ordinals that begin so are said with a vowel first
AN = ("e", "8", "11th", "18th")


@pass_context
def the(context: Context, fact: Fact) -> str:
    """The instrument's name in a sentence, with its article; short from the second mention on."""
    return _name(voice_of(context), fact, fact.subject, article=True)


@pass_context
def whose(context: Context, fact: Fact) -> str:
    """As in "its" where the sentence before named the instrument first, else its name in the possessive."""
    voice = voice_of(context)
    known = voice.instrument(fact.subject)
    if voice.is_subject(fact.subject):
        return "their" if known.plural else "its"
    return the(context, fact) + ("'" if known.plural else "'s")


@pass_context
def name(context: Context, fact: Fact) -> str:
    """The instrument's name without an article."""
    return _name(voice_of(context), fact, fact.subject, article=False)


@pass_context
def names(context: Context, fact: Fact) -> str:
    """All names of a fact whose value is one or more symbols."""
    voice = voice_of(context)
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
        return f"{voice_of(context).everyone('none', part)} of the {count(context, total)}"
    return f"{count(context, part)} of {count(context, total)}"


@pass_context
def whole(context: Context, part: Fact, total: Fact | None = None) -> str:
    """As in "all eleven", "both", of a group that is counted by ``total``, or by the fact itself."""
    voice, total = voice_of(context), total or part
    if total.value == PAIR:
        return voice.mark(voice.lexicon.both, total, "count")
    return f"{voice.everyone('all', part)} {count(context, total)}"


@pass_context
def kin(context: Context, fact: Fact) -> str:
    """What the members of a group are called together: "regions", "national indexes"."""
    return voice_of(context).universe.groups[fact.subject].name


@pass_context
def has(context: Context, fact: Fact) -> str:
    """As in "has" or "have", as the name needs it."""
    known = voice_of(context).universe.instruments.get(fact.subject)
    return "have" if known and known.plural else "has"


def is_are(fact: Fact) -> str:
    """As in "is" after a count of one or none, else "are"."""
    return "is" if fact.value in (0, 1) else "are"


@pass_context
def aside(context: Context, fact: Fact, digits: int = 2) -> str:
    """The signed size in brackets, unless the article has printed it already."""
    voice = voice_of(context)
    if voice.has_printed(fact):
        return ""
    return f" ({signed(context, fact, digits)})"


@pass_context
def was(context: Context, fact: Fact) -> str:
    """As in "was" or "were", as the name needs it."""
    known = voice_of(context).universe.instruments.get(fact.subject)
    return "were" if known and known.plural else "was"


@pass_context
def size(context: Context, fact: Fact, digits: int = 2) -> str:
    """The size of a move without its sign: "1.00%", "3 basis points", "0.95 points"."""
    return voice_of(context).mark(print_size(fact, digits), fact, "number")


@pass_context
def signed(context: Context, fact: Fact, digits: int = 2) -> str:
    """The size of a move with its sign."""
    text = print_size(fact, digits)
    return voice_of(context).mark(text if is_zero(text) else sign(fact.number) + text, fact, "number")


@pass_context
def level(context: Context, fact: Fact) -> str:
    """A close or another price in the way its instrument is quoted: "6,926.60", "$90.87", "4.14%"."""
    voice = voice_of(context)
    return voice.mark(print_level(fact, voice.universe.instruments.get(fact.subject)), fact, "number")


@pass_context
def rounded(context: Context, fact: Fact) -> str:
    """A round number: "7,000", "$90", "4.5%"."""
    voice = voice_of(context)
    known = voice.instrument(fact.subject)
    digits = next(d for d in range(6) if d == MOST_ROUND or round(fact.number, d) == round(fact.number, 6))
    text = f"{fact.number:,.{digits}f}"
    return voice.mark(f"{text}%" if known.kind == "yield" else known.currency + text, fact, "number")


@pass_context
def share(context: Context, fact: Fact) -> str:
    """A share of cases in whole percent."""
    return voice_of(context).mark(f"{fact.number * 100:.0f}%", fact, "number")


@pass_context
def decimal(context: Context, fact: Fact, digits: int = 2) -> str:
    """A ratio as a plain number."""
    return voice_of(context).mark(f"{fact.number:.{digits}f}", fact, "number")


@pass_context
def count(context: Context, fact: Fact) -> str:
    """How many, in words up to twelve; the sign of a streak is left to the verb."""
    voice = voice_of(context)
    n = abs(round(fact.number))
    return voice.mark(voice.lexicon.count(n) if n <= IN_WORDS else f"{n:,}", fact, "count")


@pass_context
def figure(context: Context, fact: Fact) -> str:
    """How many, in digits."""
    return voice_of(context).mark(f"{abs(round(fact.number)):,}", fact, "number")


@pass_context
def ordinal(context: Context, fact: Fact) -> str:
    """As in "third", "21st"."""
    voice = voice_of(context)
    n = abs(round(fact.number))
    return voice.mark(voice.lexicon.ordinal(n), fact, "count")


@pass_context
def an_ordinal(context: Context, fact: Fact) -> str:
    """The same with its article: "a third", "an eighth", "an 18th"."""
    text = voice_of(context).lexicon.ordinal(abs(round(fact.number)))
    return f"{'an' if text.startswith(AN) else 'a'} {ordinal(context, fact)}"


@pass_context
def label(context: Context, fact: Fact) -> str:
    """What a source is called."""
    voice = voice_of(context)
    known = phrases(voice.language).get(f"plan.source_{fact.value}")
    return known[0] if known else voice.mark(str(fact.value), fact, "text")


@pass_context
def tie(context: Context, fact: Fact, text: str) -> str:
    """A word of the phrase that claims something, tied to the fact that bears it out."""
    voice = voice_of(context)
    voice.uses(text)
    return voice.mark(text, fact, "word")


@pass_context
def place(context: Context, fact: Fact, text: str) -> str:
    """A word that claims a rank, tied to the fact that bears it out."""
    return voice_of(context).mark(text, fact, "rank")


@pass_context
def tally(context: Context, fact: Fact, text: str) -> str:
    """A word that stands for a count ("all", "none"), tied to the count."""
    return voice_of(context).mark(text, fact, "count")


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
        label,
        tie,
        place,
        tally,
    )
}


def name_of(voice: Speech, fact: Fact, symbol: str) -> str:
    """An instrument's name with its article, tied to a fact that is about it."""
    return _name(voice, fact, symbol, article=True)


def _name(voice: Speech, fact: Fact, symbol: str, *, article: bool) -> str:
    known = voice.universe.instruments[symbol]
    voice.names(symbol)
    text = known.name if voice.first_mention(symbol) else known.brief_name
    prefix = "the " if article and known.the else ""
    return prefix + voice.mark(text, fact, "name")
