"""Filters for what comes from outside the prices: names, publishers, figures of events."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Final

from jinja2 import pass_context
from jinja2.runtime import Context

from marketwrap.base.model import Fact
from marketwrap.language import languages, releases
from marketwrap.language.filters.dates import clock
from marketwrap.language.phrases import phrases
from marketwrap.language.speech import Speech, voice_of

#: what a language calls markets, and the days on which they are closed
HOLIDAYS: Final = "holidays.toml"
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
    takes, text = releases.within(str(fact.value), voice.language)
    return (voice.grammar.article(text) if takes else "") + voice.mark(text, fact, "text")


@pass_context
def opening(context: Context, fact: Fact) -> str:
    """A release's name as a sentence's first words: "Retail sales", "The unemployment rate"."""
    takes, _ = releases.within(str(fact.value), context["voice"].language)
    return within(context, fact) if takes else quoted(context, fact)


@pass_context
def opening_list(context: Context, facts: Sequence[Fact]) -> str:
    """Several releases as a list with which a sentence begins."""
    rest = [within(context, fact) for fact in facts[1:]]
    return voice_of(context).listing([opening(context, facts[0]), *rest])


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
def amount(context: Context, fact: Fact) -> str:
    """A figure of an event: "3.0%", "$0.98", "$21.29 billion", "215,000", "-3.9"."""
    voice = voice_of(context)
    return voice.mark(voice.printer.figure(fact), fact, "number")


@pass_context
def said(context: Context, fact: Fact) -> str:
    """A figure of an event in prose, where an index below zero is "minus 27"."""
    voice = voice_of(context)
    text = voice.printer.figure(fact)
    if fact.unit == "points" and fact.number < 0 and text.startswith("-"):
        text = voice.part("words.minus", {"figure": text[1:]})
    return voice.mark(text, fact, "number")


@pass_context
def of_size(context: Context, fact: Fact) -> str:
    """A figure of an event without its sign, behind a word that says which way it went."""
    voice = voice_of(context)
    size = replace(fact, value=abs(fact.number))
    return voice.mark(voice.printer.figure(size), fact, "number")


@pass_context
def was_were(context: Context, name: Fact) -> str:
    """As in "was" or "were", as a release's name needs it."""
    voice = voice_of(context)
    return voice.printer.form("was", plural=releases.is_plural(str(name.value), voice.language))


@pass_context
def is_due(context: Context, names: Sequence[Fact]) -> str:
    """As in "is" or "are", as one name or several need it."""
    voice = voice_of(context)
    plural = len(names) > 1 or releases.is_plural(str(names[0].value), voice.language)
    return voice.printer.form("is", plural=plural)


@pass_context
def period(context: Context, fact: Fact) -> str:
    """A period behind a preposition: "December", "the fourth quarter"."""
    voice = voice_of(context)
    takes = releases.period_takes_article(str(fact.value), voice.language)
    return (voice.grammar.article(str(fact.value)) if takes else "") + quoted(context, fact)


@pass_context
def compared(context: Context, outcome: Fact) -> str:
    """How a release compared with what was expected, with its comma: ", beating the 2.0% forecast"."""
    voice = voice_of(context)
    actual, expected = context.get("actual"), context.get("expected")
    kind = releases.kind_of(str(context["name"].value), voice.language)
    key = _manner(kind, outcome, actual or None, expected or None)
    roles = {"outcome": outcome, "expected": expected, "larger": context.get("larger")}
    return voice.part(f"words.release_{key}", {name: fact for name, fact in roles.items() if fact})


def _manner(kind: str, outcome: Fact, actual: Fact | None, expected: Fact | None) -> str:
    """Which way of saying it fits: by the kind, and by the signs of both figures."""
    above = outcome.number > 0
    if not outcome.value:
        return "as_expected"
    if expected is None or actual is None:
        return "above_forecasts" if above else "below_forecasts"
    change = releases.is_change(kind, actual.unit)
    if change:
        if not expected.value:
            return "none_expected"
        if actual.number * expected.number <= 0:
            return "rise_expected" if expected.number > 0 else "drop_expected"
        if expected.number < 0:
            return "smaller_drop" if above else "larger_drop"
    elif min(actual.number, expected.number) < 0:
        return "better" if above else "worse"
    if kind in releases.BETTER and change:
        return "beat" if above else "short"
    return "above" if above else "below"


@pass_context
def stocks(context: Context, move: Fact) -> str:
    """The move that a lead is told with: "Stocks rose", "Nvidia fell 17.0%"."""
    given = {role: context.get(role) for role in ("broad", "still", "sharp")}
    return voice_of(context).part(
        "words.lead_opening", {"move": move} | {r: f for r, f in given.items() if f}
    )


@pass_context
def released(context: Context, name: Fact) -> str:
    """What a release said, within a sentence: "durable goods orders rose 3.5%"."""
    voice = voice_of(context)
    given = {role: context.get(role) for role in ("actual", "change", "outcome", "publisher")}
    shape = releases.shape_of(str(name.value), given["actual"], voice.language)
    return voice.part(f"words.released_{shape}", {"name": name} | {r: f for r, f in given.items() if f})


@pass_context
def before(context: Context, previous: Fact) -> str:
    """What a release's change was the time before, with its comma: ", after a drop of 0.2% before"."""
    way = "none" if not previous.value else "rise" if previous.number > 0 else "drop"
    return voice_of(context).part(f"words.release_after_{way}", {"previous": previous})


@pass_context
def result(context: Context, fact: Fact) -> str:
    """What a company reported: "earnings of $1.12 a share", "a loss of $0.45 a share"."""
    of = str(dict(fact.params)["of"])
    key = "revenue" if of.startswith("revenue") else "loss" if fact.number < 0 else "profit"
    return voice_of(context).part(f"words.result_{key}", {"figure": fact})


@pass_context
def met(context: Context, outcome: Fact) -> str:
    """How a result compared: "beat the $1.10 forecast", "missed forecasts"."""
    key = "matched" if not outcome.value else "beat" if outcome.number > 0 else "missed"
    expected = context.get("expected")
    roles = {"outcome": outcome} | ({"expected": expected} if expected else {})
    return voice_of(context).part(f"words.result_{key}", roles)


@pass_context
def cited(context: Context, fact: Fact, stop: str = "") -> str:
    """A text between quotation marks, with a stop inside them unless it ends with one."""
    text = quoted(context, fact)
    ended = str(fact.value)[-1:] in ".!?…"
    return voice_of(context).part("words.quotation", {"text": text, "stop": "" if ended else stop})


@pass_context
def clause(context: Context, fact: Fact) -> str:
    """A clause as a sentence's first words, where it has a capital."""
    voice = voice_of(context)
    text = str(fact.value)
    return voice.mark(text[:1].upper() + text[1:], fact, "text")


@pass_context
def weekday_of(context: Context, fact: Fact) -> str:
    """The weekday of the session, alone."""
    voice = voice_of(context)
    if not isinstance(fact.value, date):
        raise TypeError(f"{fact.id} is not a date")
    return voice.mark(voice.lexicon.weekday(fact.value.weekday()), fact, "date")


@pass_context
def market(context: Context, _fact: Fact) -> str:
    """What the market is called of whose trading hours a fact tells: "US markets"."""
    voice = voice_of(context)
    listed = languages.files(voice.language, HOLIDAYS)
    known = languages.table(voice.language, HOLIDAYS).get("markets", {}) if listed else {}
    return str(known.get(voice.universe.calendar) or voice.part("words.markets", {}))


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
        opening_list,
        publisher,
        publishers,
        amount,
        said,
        of_size,
        was_were,
        is_due,
        period,
        compared,
        stocks,
        released,
        before,
        result,
        met,
        cited,
        clause,
        weekday_of,
        market,
        against,
        on,
        at,
    )
}
