"""The filters of what became of watch points."""

from collections.abc import Callable
from datetime import date
from typing import Any

from jinja2 import pass_context
from jinja2.runtime import Context

from marketwrap.base.model import Fact
from marketwrap.language.filters.dates import day
from marketwrap.language.filters.names import decimal, level, rounded, the
from marketwrap.language.speech import voice_of

#: days below which a weekday names one day only
WEEK = 7


@pass_context
def of_what(context: Context, fact: Fact) -> str:
    """The instrument's name in a sentence, or that of a pair."""
    voice = voice_of(context)
    pair = voice.universe.pairs.get(fact.subject)
    return voice.grammar.article(pair.name) + pair.name if pair else the(context, fact)


@pass_context
def level_of(context: Context, fact: Fact) -> str:
    """A level of an instrument or a pair: a round number without decimals, a ratio with four."""
    known = voice_of(context).universe.instruments.get(fact.subject)
    if known is None:
        return decimal(context, fact, 4)
    is_round = known.step and fact.number % known.step == 0
    return rounded(context, fact) if is_round else level(context, fact)


@pass_context
def brief_of(context: Context, fact: Fact) -> str:
    """As in "Tuesday's brief" within a week, "the brief of January 7" before."""
    voice = voice_of(context)
    if isinstance(fact.value, date) and (voice.session - fact.value).days < WEEK:
        name = voice.lexicon.weekday(fact.value.weekday())
        return voice.part("words.brief_of_weekday", {"weekday": voice.mark(name, fact, "date")})
    return voice.part("words.brief_of_day", {"day": day(context, fact)})


FILTERS: dict[str, Callable[..., Any]] = {f.__name__: f for f in (brief_of, of_what, level_of)}
