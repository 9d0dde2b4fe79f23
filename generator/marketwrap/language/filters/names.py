"""The filters of phrases that print names, numbers and counts.

A filter takes the context first, then what stands before the bar.
"""

from collections.abc import Callable, Iterable
from typing import Any

from jinja2 import pass_context
from jinja2.runtime import Context

from marketwrap.base.model import Fact
from marketwrap.language.phrases import phrases
from marketwrap.language.printing import with_sign
from marketwrap.language.speech import Speech, voice_of

#: decimals of a round number at the most
MOST_ROUND = 4

#: "all two" are both
PAIR = 2
#: counts are in words up to this
IN_WORDS = 12


@pass_context
def the(context: Context, fact: Fact) -> str:
    """The instrument's name in a sentence, with its article; short from the second mention on."""
    return _name(voice_of(context), fact, fact.subject, article=True)


@pass_context
def it(context: Context, fact: Fact) -> str:
    """As in "It" where the sentence before named this instrument alone, else its name."""
    voice = voice_of(context)
    if not voice.is_subject(fact.subject):
        return the(context, fact)
    voice.names(fact.subject)
    return voice.printer.form("it", plural=voice.plural(fact.subject))


@pass_context
def head(context: Context, fact: Fact) -> str:
    """The name as a headline has it, without its article; with it where headlines are told as sentences."""
    voice = voice_of(context)
    return _name(voice, fact, fact.subject, article=not voice.in_headlines)


@pass_context
def heads(context: Context, facts: Iterable[Fact]) -> str:
    """The same of several."""
    return voice_of(context).listing([head(context, fact) for fact in facts])


@pass_context
def priced(context: Context, fact: Fact) -> str:
    """A price with what it is the price of: "$82.64 a barrel"."""
    per = voice_of(context).instrument(fact.subject).per
    return level(context, fact) + (f" {per}" if per else "")


@pass_context
def whose(context: Context, fact: Fact) -> str:
    """As in "its" where the sentence before named this instrument alone, else its name in the possessive."""
    voice, plural = voice_of(context), voice_of(context).plural(fact.subject)
    if voice.is_subject(fact.subject):
        return voice.printer.form("its", plural=plural)
    return the(context, fact) + voice.grammar.possessive(plural=plural)


@pass_context
def its(context: Context, fact: Fact) -> str:
    """As in "its" or "their", as the name needs it."""
    voice = voice_of(context)
    return voice.printer.form("its", plural=voice.plural(fact.subject))


@pass_context
def name(context: Context, fact: Fact) -> str:
    """The instrument's name without an article."""
    return _name(voice_of(context), fact, fact.subject, article=False)


@pass_context
def names(context: Context, fact: Fact) -> str:
    """All names of a fact whose value is one or more symbols."""
    voice = voice_of(context)
    symbols = fact.value if isinstance(fact.value, tuple) else (str(fact.value),)
    return voice.listing([_name(voice, fact, symbol, article=True) for symbol in symbols])


@pass_context
def name_list(context: Context, facts: Iterable[Fact]) -> str:
    """The names of several facts' instruments as a list."""
    return voice_of(context).listing([the(context, fact) for fact in facts])


@pass_context
def of(context: Context, part: Fact, total: Fact) -> str:
    """As in "seven of eleven", "all eleven", "both", "none of the eleven"."""
    voice = voice_of(context)
    if part.value == total.value:
        return whole(context, part, total)
    if part.value == 0:
        return voice.part(
            "words.none_of", {"word": voice.everyone("none", part), "total": count(context, total)}
        )
    return voice.part("words.some_of", {"part": count(context, part), "total": count(context, total)})


@pass_context
def whole(context: Context, part: Fact, total: Fact | None = None) -> str:
    """As in "all eleven", "both", of a group that is counted by ``total``, or by the fact itself."""
    voice, total = voice_of(context), total or part
    if total.value == PAIR:
        return voice.mark(voice.lexicon.both, total, "count")
    return voice.part("words.all_of", {"word": voice.everyone("all", part), "total": count(context, total)})


@pass_context
def kin(context: Context, fact: Fact) -> str:
    """What the members of a group are called together: "regions", "national indexes"."""
    return voice_of(context).universe.groups[fact.subject].name


@pass_context
def has(context: Context, fact: Fact) -> str:
    """As in "has" or "have", as the name needs it."""
    voice = voice_of(context)
    return voice.printer.form("has", plural=voice.plural(fact.subject))


@pass_context
def is_are(context: Context, fact: Fact) -> str:
    """As in "is" or "are", as a count needs it."""
    voice = voice_of(context)
    return voice.lexicon.forms["is"][voice.grammar.verb_form(abs(round(fact.number)))]


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
    voice = voice_of(context)
    return voice.printer.form("was", plural=voice.plural(fact.subject))


@pass_context
def size(context: Context, fact: Fact, digits: int = 2) -> str:
    """The size of a move without its sign: "1.00%", "3 basis points", "0.95 points"."""
    voice = voice_of(context)
    return voice.mark(voice.printer.size(fact, digits), fact, "number")


@pass_context
def a_size(context: Context, fact: Fact, digits: int = 1) -> str:
    """The same with its article: "a 2.1%", "an 8.0%"."""
    voice = voice_of(context)
    return voice.grammar.indefinite(voice.printer.size(fact, digits)) + size(context, fact, digits)


@pass_context
def signed(context: Context, fact: Fact, digits: int = 2) -> str:
    """The size of a move with its sign."""
    voice = voice_of(context)
    return voice.mark(with_sign(voice.printer.size(fact, digits), fact), fact, "number")


@pass_context
def level(context: Context, fact: Fact) -> str:
    """A close or another price in the way its instrument is quoted: "6,926.60", "$90.87", "4.14%"."""
    voice = voice_of(context)
    return voice.mark(voice.printer.level(fact, voice.universe.instruments.get(fact.subject)), fact, "number")


@pass_context
def rounded(context: Context, fact: Fact) -> str:
    """A round number: "7,000", "$90", "4.5%"."""
    voice = voice_of(context)
    digits = next(d for d in range(6) if d == MOST_ROUND or round(fact.number, d) == round(fact.number, 6))
    return voice.mark(voice.printer.rounded(fact, voice.instrument(fact.subject), digits), fact, "number")


@pass_context
def share(context: Context, fact: Fact) -> str:
    """A share of cases in whole percent."""
    voice = voice_of(context)
    return voice.mark(voice.printer.share(fact), fact, "number")


@pass_context
def decimal(context: Context, fact: Fact, digits: int = 2) -> str:
    """A ratio as a plain number."""
    voice = voice_of(context)
    return voice.mark(voice.grammar.number(fact.number, digits), fact, "number")


@pass_context
def count(context: Context, fact: Fact) -> str:
    """How many, in words up to twelve; the sign of a streak is left to the verb."""
    voice = voice_of(context)
    n = abs(round(fact.number))
    return voice.mark(voice.lexicon.count(n) if n <= IN_WORDS else voice.grammar.number(n), fact, "count")


@pass_context
def figure(context: Context, fact: Fact) -> str:
    """How many, in digits."""
    voice = voice_of(context)
    return voice.mark(voice.grammar.number(abs(round(fact.number))), fact, "number")


@pass_context
def ordinal(context: Context, fact: Fact) -> str:
    """As in "third", "21st"."""
    voice = voice_of(context)
    n = abs(round(fact.number))
    return voice.mark(voice.printer.ordinal(n), fact, "count")


@pass_context
def an_ordinal(context: Context, fact: Fact) -> str:
    """The same with its article: "a third", "an eighth", "an 18th"."""
    voice = voice_of(context)
    text = voice.printer.ordinal(abs(round(fact.number)))
    return voice.grammar.indefinite(text) + ordinal(context, fact)


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
        it,
        head,
        heads,
        priced,
        whose,
        its,
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
        a_size,
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
    prefix = voice.grammar.article(text) if article and known.the else ""
    return prefix + voice.mark(text, fact, "name")
