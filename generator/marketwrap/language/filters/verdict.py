"""The filter of the gauges of the rotation: how many of them."""

from collections.abc import Callable
from typing import Any

from jinja2 import pass_context
from jinja2.runtime import Context

from marketwrap.base.model import Fact
from marketwrap.language.filters.names import count
from marketwrap.language.speech import voice_of


@pass_context
def some(context: Context, fact: Fact) -> str:
    """How many, "none" for zero."""
    voice = voice_of(context)
    return voice.everyone("none", fact) if fact.value == 0 else count(context, fact)


FILTERS: dict[str, Callable[..., Any]] = {"some": some}
