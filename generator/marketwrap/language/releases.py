"""Releases as data: which are major, of what kind their figures are, and how their names stand in a sentence.

All of it is in a language's ``releases.toml``, by whole words of a release's name.
"""

import re
from functools import cache
from typing import Any, Final

from marketwrap.base.model import Fact
from marketwrap.base.templates import LANGUAGE
from marketwrap.language import languages
from marketwrap.language.themes import Words, holds, words

NAME: Final = "releases.toml"
#: kinds of releases whose percentages are changes, whose counts are, and of which more is better
CHANGES: Final = frozenset({"prices", "output", "sales", "housing"})
ADDED: Final = frozenset({"added", "stocks"})
BETTER: Final = frozenset({"output", "sales", "housing", "added"})
#: words of a publisher's name that many publishers have
_OF_MANY: Final = frozenset(
    {"federal", "national", "reserve", "bank", "department", "bureau", "office", "fed"}
)
#: letters from which a word of a name tells of whom it is
_LONG: Final = 3


def is_major(release: str, language: str = LANGUAGE) -> bool:
    """Whether a release is one that markets wait for, by the words of its name."""
    said = words(release)
    return any(holds(said, phrase) for phrase in _names("major", language))


def kind_of(release: str, language: str = LANGUAGE) -> str:
    """Of which kind a release's figures are: "prices", "jobs", …; empty for one that is not known."""
    said = words(release)
    return next((kind for kind, listed in _kinds(language) if any(holds(said, p) for p in listed)), "")


def shape_of(release: str, actual: Fact | None, language: str = LANGUAGE) -> str:
    """How a figure is told: as a change, as what was added, as a rate that was set, or as a level.

    "outcome" where there is no figure.
    """
    if actual is None:
        return "outcome"
    kind = kind_of(release, language)
    if kind == "rates":
        return "rate"
    if not is_change(kind, actual.unit):
        return "level"
    return "unchanged" if actual.value == 0 else "added" if kind in ADDED else "change"


def usual_surprise(kind: str, language: str = LANGUAGE) -> float:
    """How far off a forecast of a kind usually is, as a part of it."""
    usual = _listed(language).get("usual", {})
    return float(usual.get(kind, usual.get("other", 1.0)))


def is_change(kind: str, unit: str) -> bool:
    """Whether figures of a kind and a unit are changes, which rise and fall by their own sign."""
    return kind in ADDED or (kind in CHANGES and unit == "percent")


def within(release: str, language: str = LANGUAGE) -> tuple[bool, str]:
    """A release's name as it stands within a sentence: whether it takes an article, and what it is then.

    "Retail sales" is "retail sales" there; what is not known for a common name keeps its capital.
    """
    said, (first, *rest) = words(release), release.split(" ")
    common = any(said[: len(phrase)] == phrase for phrase in _names("common", language))
    titled = any(word[:1].isupper() and not word.isupper() for word in rest)
    takes = any(said[-len(phrase) :] == phrase for phrase in _names("with_article", language))
    if common and not titled and not first.isupper():
        return takes, release[:1].lower() + release[1:]
    return takes, release


def is_plural(release: str, language: str = LANGUAGE) -> bool:
    """Whether a release's name is a plural: "Sales of new homes" is, "Consumer price index" is not."""
    head = tuple(re.split(r" (?:of|for) ", release.casefold())[0].split())
    return any(head[-len(phrase) :] == phrase for phrase in _names("plural", language))


def period_takes_article(period: str, language: str = LANGUAGE) -> bool:
    """Whether it is "in the fourth quarter", as against "in November"."""
    said = words(period)
    return said[:1] != ("the",) and any(holds(said, p) for p in _names("period_with_article", language))


def names_publisher(release: str, publisher: str, language: str = LANGUAGE) -> bool:
    """Whether a release's name says who published it: the ISM's, the Richmond Fed's.

    Words with a capital count, and the first letters of the publisher's own.
    """
    own = [word for word in re.findall(r"\w+", publisher) if word[:1].isupper()]
    initials = "".join(word[0] for word in own)
    told = {word.casefold() for word in own if len(word) >= _LONG} - _OF_MANY
    named = [word for word in re.findall(r"\w+", within(release, language)[1]) if word[:1].isupper()]
    return any(word.casefold() in told or (word == initials and len(word) >= _LONG) for word in named)


@cache
def _names(table: str, language: str) -> tuple[Words, ...]:
    return tuple(map(words, _listed(language).get(table, ())))


@cache
def _kinds(language: str) -> tuple[tuple[str, tuple[Words, ...]], ...]:
    listed = _listed(language).get("kinds", {})
    return tuple((kind, tuple(map(words, names))) for kind, names in listed.items())


def _listed(language: str) -> dict[str, Any]:
    return languages.table(language, NAME)
