"""The filters of a client's own page: money, and what the whole is called."""

from collections.abc import Callable
from typing import Any

from jinja2 import pass_context
from jinja2.runtime import Context

from marketwrap.base.model import Fact
from marketwrap.language.speech import voice_of


@pass_context
def money(context: Context, fact: Fact) -> str:
    """The size of an amount, whose sign is left to the verb."""
    voice = voice_of(context)
    return voice.mark(voice.printer.money(fact, voice.universe.currency).replace("-", ""), fact, "number")


@pass_context
def worth(context: Context, fact: Fact) -> str:
    """An amount with its minus, where it has one."""
    voice = voice_of(context)
    return voice.mark(voice.printer.money(fact, voice.universe.currency), fact, "number")


def is_week(fact: Fact) -> bool:
    """Whether a fact is about a week."""
    return fact.meaning.horizon == "1w"


FILTERS: dict[str, Callable[..., Any]] = {f.__name__: f for f in (money, worth, is_week)}
