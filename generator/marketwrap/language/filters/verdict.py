"""Filters for the scorecard of the rotation: what a verdict and an indicator are called."""

from collections.abc import Callable, Sequence
from typing import Any

from jinja2 import pass_context
from jinja2.runtime import Context

from marketwrap.base.model import Fact
from marketwrap.language.filters.names import count
from marketwrap.language.phrases import phrases
from marketwrap.language.speech import Speech, voice_of


@pass_context
def called(context: Context, fact: Fact) -> str:
    """What a verdict says as a clause, as in "the question is open"."""
    voice = voice_of(context)
    return voice.mark(_next(voice, f"scorecard.called_{fact.value}"), fact, "word")


@pass_context
def some(context: Context, fact: Fact) -> str:
    """How many, "none" for zero."""
    voice = voice_of(context)
    return voice.everyone("none", fact) if fact.value == 0 else count(context, fact)


@pass_context
def indicators(context: Context, known: Sequence[Fact], counted: Fact, turned: Sequence[Fact] = ()) -> str:
    """What the readings of one side show, as a list; ``turned`` are on it only since this session.

    Says "among others" where ``counted`` says that there are more.
    """
    voice = voice_of(context)
    names, newcomers = _names(voice, known), voice.listing(_names(voice, turned))
    if not turned:
        listed = voice.listing(names)
    elif names:
        listed = ", ".join(names) + _next(voice, "scorecard.joined") + newcomers
    else:
        listed = newcomers + _next(voice, "scorecard.new")
    is_all = counted.number == len(known) + len(turned)
    return listed if is_all else listed + _next(voice, "scorecard.more")


def _next(voice: Speech, key: str) -> str:
    """The first wording, or the next one where the article has used it."""
    text = voice.in_order(phrases(voice.language)[key])[0]
    voice.uses_pattern(text)
    return text


def _names(voice: Speech, facts: Sequence[Fact]) -> list[str]:
    words = phrases(voice.language)
    names = []
    for fact in facts:
        side = "lasting" if fact.number > 0 else "passing"
        name = words[f"scorecard.{side}_{dict(fact.params)['indicator']}"][0]
        names.append(voice.mark(name, fact, "word"))
    return names


FILTERS: dict[str, Callable[..., Any]] = {f.__name__: f for f in (called, some, indicators)}
