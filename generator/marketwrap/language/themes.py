"""Themes of the news as data: the words that a headline is known by, and what the tape must show.

A theme of a language's ``themes.toml`` holds lists of words and phrases. They are compared word by word, so
that "Fed" is not found in "federal"; no pattern is ever made of a headline or of a publisher's name.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from marketwrap.base import conditions
from marketwrap.base.conditions import Condition
from marketwrap.base.errors import ConfigError
from marketwrap.base.templates import LANGUAGE
from marketwrap.language import languages

NAME: Final = "themes.toml"

#: independent publishers that make a theme of a headline
PUBLISHERS: Final = 2

#: titles that begin or end with as many equal words are one article, passed on
SAME: Final = 5

Words = tuple[str, ...]
_WORD: Final = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Theme:
    """A subject of headlines and the condition on the session under which a brief may speak of it."""

    id: str
    #: what readers call it, within a sentence
    name: str
    #: one of these must be in a headline, every one of these, none of these; each a phrase in words
    one_of: tuple[Words, ...]
    all_of: tuple[Words, ...]
    none_of: tuple[Words, ...]
    tape: Condition
    #: roles and groups whose move is told with the theme, the first that has one
    shows: tuple[str, ...]
    publishers: int = PUBLISHERS

    def matches(self, headline: str) -> bool:
        """Whether a headline is about the theme."""
        said = words(headline)
        return (
            (not self.one_of or any(holds(said, phrase) for phrase in self.one_of))
            and all(holds(said, phrase) for phrase in self.all_of)
            and not any(holds(said, phrase) for phrase in self.none_of)
        )


def words(text: str) -> Words:
    """The words of a text in one case; a hyphen or an apostrophe parts two of them."""
    return tuple(_WORD.findall(text.casefold()))


def ends(title: str) -> tuple[Words, Words]:
    """How a title begins and how it ends: "Update 1 -" and "- Example Wire" make no article of its own."""
    said = words(title)
    return said[:SAME], said[-SAME:]


def writer(publisher: str, language: str = LANGUAGE) -> Words:
    """What is equal in two names of one publisher: "The Example Wire" and "Example Wire via Other Site"."""
    plain = unicodedata.normalize("NFKD", publisher)
    named = words("".join(char for char in plain if not unicodedata.combining(char)))
    passed_on, left_out = _publishers(language)
    cut = next((place for place, word in enumerate(named) if place and word in passed_on), len(named))
    return tuple(word for word in named[:cut] if word not in left_out) or named


@cache
def _publishers(language: str) -> tuple[frozenset[str], frozenset[str]]:
    raw = languages.table(language, "publishers.toml")
    return frozenset(raw["passed_on"]), frozenset(raw["left_out"])


def holds(said: Words, phrase: Words) -> bool:
    """Whether a text has a phrase, word by word."""
    return any(said[i : i + len(phrase)] == phrase for i in range(len(said) - len(phrase) + 1))


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = ""
    one_of: tuple[str, ...] = ()
    all_of: tuple[str, ...] = ()
    none_of: tuple[str, ...] = ()
    tape: str = ""
    shows: tuple[str, ...] = ()
    publishers: int = PUBLISHERS


_ENTRIES: Final = TypeAdapter(dict[str, _Entry])


@cache
def load(language: str = LANGUAGE) -> tuple[Theme, ...]:
    """The themes of a language, in the order of its file. Raises ConfigError for a file that is wrong."""
    return parse(languages.table(language, NAME), str(languages.files(language, NAME)[-1]))


def parse(raw: Mapping[str, Any], where: str) -> tuple[Theme, ...]:
    """The themes of a table; ``where`` names it in errors. Raises ConfigError naming the entry too."""
    try:
        entries = _ENTRIES.validate_python(raw)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise ConfigError(f"{place}: {first['msg']}", where=where) from error
    return tuple(_theme(name, entry, f"{where}, [{name}]") for name, entry in entries.items())


def _theme(key: str, entry: _Entry, where: str) -> Theme:
    one_of, all_of, none_of = (
        tuple(map(words, listed)) for listed in (entry.one_of, entry.all_of, entry.none_of)
    )
    missing = [name for name in ("name", "tape", "shows") if not getattr(entry, name)]
    if missing:
        raise ConfigError(
            f"{missing[0]} is missing", where=where, remedy="see templates/languages/en-US/themes.toml"
        )
    if not (*one_of, *all_of) or not all((*one_of, *all_of, *none_of)):
        raise ConfigError("it has no words", where=where, remedy='write one_of = ["…"] or all_of = ["…"]')
    return Theme(
        id=key,
        name=entry.name,
        one_of=one_of,
        all_of=all_of,
        none_of=none_of,
        tape=conditions.parse(entry.tape, where),
        shows=entry.shows,
        publishers=max(entry.publishers, PUBLISHERS),
    )
