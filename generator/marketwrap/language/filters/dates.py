"""The filters of phrases that print dates, years and times of day."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from jinja2 import pass_context
from jinja2.runtime import Context

from marketwrap.base.model import Fact
from marketwrap.language.speech import voice_of

#: days back from which a month and its year say enough
RECENT = 200


@pass_context
def day(context: Context, fact: Fact) -> str:
    """A date: without the year in the session's own year."""
    voice = voice_of(context)
    value = _date(fact)
    text = voice.printer.day(value, year=value.year != voice.session.year)
    return voice.mark(text, fact, "date")


@pass_context
def days(context: Context, facts: Iterable[Fact]) -> str:
    """Several dates as a list."""
    return voice_of(context).listing([day(context, fact) for fact in facts])


@pass_context
def month(context: Context, fact: Fact) -> str:
    """A date's month and year."""
    voice = voice_of(context)
    return voice.mark(voice.printer.month(_date(fact)), fact, "date")


@pass_context
def year(context: Context, fact: Fact) -> str:
    """A year, or a date's year."""
    value = fact.value.year if isinstance(fact.value, date) else fact.value
    return voice_of(context).mark(str(value), fact, "date")


@pass_context
def when(context: Context, fact: Fact) -> str:
    """A date's year, or its month where the year would be too near to say much."""
    if isinstance(fact.value, date) and fact.value.year >= voice_of(context).session.year - 1:
        return month(context, fact)
    return year(context, fact)


@pass_context
def ago(context: Context, fact: Fact) -> str:
    """When something was last so: the day of the past months, the month and year of what is further back."""
    voice, value = voice_of(context), _date(fact)
    near = value.year == voice.session.year or (voice.session - value).days <= RECENT
    return voice.mark(voice.printer.day(value, year=False), fact, "date") if near else month(context, fact)


@pass_context
def full_date(context: Context, fact: Fact) -> str:
    """A date with its weekday and year."""
    voice = voice_of(context)
    return voice.mark(voice.printer.day(_date(fact), year=True, weekday=True), fact, "date")


@pass_context
def weekday(context: Context, fact: Fact) -> str:
    """A date of the last days with its weekday, "Tuesday, January 13"."""
    voice = voice_of(context)
    return voice.mark(voice.printer.day(_date(fact), year=False, weekday=True), fact, "date")


@pass_context
def weekday_name(context: Context, fact: Fact) -> str:
    """The weekday of a date of this week, alone: "Wednesday"."""
    voice = voice_of(context)
    return voice.mark(voice.lexicon.weekday(_date(fact).weekday()), fact, "date")


@pass_context
def week(context: Context, begins: Fact, whole: str, other: str) -> str:
    """The first of two wordings where the five sessions since a date are a calendar week, else the second."""
    voice = voice_of(context)
    same = _date(begins).isocalendar()[:2] == voice.session.isocalendar()[:2]
    before, blank, last = (whole if same else other).rpartition(" ")
    return before + blank + voice.mark(last, begins, "word") if last else ""


@pass_context
def long_date(context: Context, fact: Fact) -> str:
    """A date with its year."""
    voice = voice_of(context)
    return voice.mark(voice.printer.day(_date(fact), year=True), fact, "date")


@pass_context
def clock(context: Context, fact: Fact) -> str:
    """A time of day, "16:00", as the language writes it."""
    voice = voice_of(context)
    return voice.mark(voice.printer.clock(str(fact.value)), fact, "date")


FILTERS: dict[str, Callable[..., Any]] = {
    f.__name__: f
    for f in (
        day,
        days,
        month,
        year,
        when,
        ago,
        full_date,
        weekday,
        weekday_name,
        week,
        long_date,
        clock,
    )
}


def _date(fact: Fact) -> date:
    if not isinstance(fact.value, date):
        raise TypeError(f"{fact.id} is not a date")
    return fact.value
