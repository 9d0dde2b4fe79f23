"""Filters for what comes from outside the prices: names, publishers, figures of events."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, Final

from jinja2 import pass_context
from jinja2.runtime import Context

from marketwrap.base.model import Fact
from marketwrap.language import themes
from marketwrap.language.filters.dates import clock
from marketwrap.language.filters.names import signed, the
from marketwrap.language.phrases import phrases
from marketwrap.language.speech import Speech, voice_of

#: days ahead for which a weekday alone says which day is meant
_WEEK: Final = 6


@pass_context
def quoted(context: Context, fact: Fact) -> str:
    """A text as it is: the name of a release, a publisher, what a note says."""
    voice = voice_of(context)
    return voice.mark(str(fact.value), fact, "text")


@pass_context
def quoted_list(context: Context, facts: Sequence[Fact]) -> str:
    """Several texts as a list."""
    return voice_of(context).listing([quoted(context, fact) for fact in facts])


@pass_context
def within(context: Context, fact: Fact) -> str:
    """A release's name after other words: "retail sales", "the Empire State manufacturing index"."""
    voice = voice_of(context)
    takes, text = themes.within(str(fact.value), voice.language)
    return (voice.grammar.article(text) if takes else "") + voice.mark(text, fact, "text")


@pass_context
def opening(context: Context, fact: Fact) -> str:
    """A release's name as a sentence's first words: "Retail sales", "The unemployment rate"."""
    takes, _ = themes.within(str(fact.value), context["voice"].language)
    return within(context, fact) if takes else quoted(context, fact)


@pass_context
def within_list(context: Context, facts: Sequence[Fact]) -> str:
    """Several releases as a list."""
    return voice_of(context).listing([within(context, fact) for fact in facts])


@pass_context
def publisher(context: Context, fact: Fact) -> str:
    """A publisher's name, with "the" where it is an institution's: "the Bureau of Labor Statistics"."""
    voice = voice_of(context)
    name = str(fact.value)
    takes = not set(name.split()).isdisjoint(voice.lexicon.institutions)
    return (voice.grammar.article(name) if takes else "") + quoted(context, fact)


@pass_context
def publishers(context: Context, facts: Sequence[Fact]) -> str:
    """Several publishers as a list."""
    return voice_of(context).listing([publisher(context, fact) for fact in facts])


@pass_context
def beside(context: Context, themes: Sequence[Fact], moves: Sequence[Fact]) -> str:
    """Themes as a list, each with a move in brackets: "trade policy (the S&P 500 -0.53%)"."""
    pairs = zip(themes, moves, strict=True)
    return voice_of(context).listing(
        [f"{quoted(context, t)} ({the(context, m)} {signed(context, m)})" for t, m in pairs]
    )


@pass_context
def amount(context: Context, fact: Fact) -> str:
    """A figure of an event: "3.0%", "$0.98", "$21.29 billion", "215,000", "-3.9"."""
    voice = voice_of(context)
    return voice.mark(voice.printer.figure(fact), fact, "number")


@pass_context
def against(context: Context, fact: Fact) -> str:
    """How a figure compared with another: "above", "below" or "in line with", tied to the outcome."""
    voice = voice_of(context)
    words = voice.lexicon.comparison
    if not fact.value:
        return words["level"][0]
    return voice.mark(words["above" if fact.number > 0 else "below"][0], fact, "word")


@pass_context
def on(context: Context, fact: Fact) -> str:
    """A day to come: its weekday in the week ahead, else weekday and date."""
    voice = voice_of(context)
    return voice.mark(_ahead(voice, fact), fact, "date")


@pass_context
def at(context: Context, fact: Fact) -> str:
    """A time of day with the market's time zone: "8:30 a.m. ET"."""
    voice = voice_of(context)
    zone = phrases(voice.language).get(f"plan.zone_{voice.universe.timezone.replace('/', '_')}")
    return clock(context, fact) + (f" {zone[0]}" if zone else "")


def _ahead(voice: Speech, fact: Fact) -> str:
    if not isinstance(fact.value, date):
        raise TypeError(f"{fact.id} is not a date")
    day = fact.value
    if 0 < (day - voice.session).days <= _WEEK:
        return voice.lexicon.weekday(day.weekday())
    return voice.printer.day(day, year=day.year != voice.session.year, weekday=True)


FILTERS: dict[str, Callable[..., Any]] = {
    f.__name__: f
    for f in (
        quoted,
        quoted_list,
        within,
        opening,
        within_list,
        publisher,
        publishers,
        beside,
        amount,
        against,
        on,
        at,
    )
}
