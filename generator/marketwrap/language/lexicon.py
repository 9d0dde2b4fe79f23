"""Words that carry a claim: the wording chooses from them, the check reads documents with them."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from marketwrap.base.errors import ConfigError
from marketwrap.base.templates import LANGUAGE
from marketwrap.language import languages

NAME: Final = "lexicon.toml"

Words = tuple[str, ...]
Bounds = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """One language's lists; see templates/languages/en-US/lexicon.toml for what each is for."""

    #: family (``verbs``, ``levels`` for what rises but gains nothing, ``read`` for what only the check
    #: knows) -> direction -> size -> verbs
    families: Mapping[str, Mapping[str, Mapping[str, Words]]]
    #: a headline's verbs: direction -> size -> verb of one thing, and of several
    present: Mapping[str, Mapping[str, Words]]
    #: what a move is called: family -> direction -> noun, and of several
    nouns: Mapping[str, Mapping[str, Words]]
    #: after "was" or "were", of a move too small to have a direction
    flat: Words
    #: unit -> size -> what the check allows the size's verbs to be used for
    bounds: Mapping[str, Mapping[str, Bounds]]
    direction: Mapping[str, Words]
    comparison: Mapping[str, Words]
    rank: Mapping[str, Words]
    record: Mapping[str, Words]
    #: of the rank words those that tell the two ends of any scale apart, as "worst" does not
    extremes: Words
    everyone: Mapping[str, Words]
    #: ``reached`` and ``left`` -> word for a fall from a high, or a rise from a low -> how large, a fraction
    thresholds: Mapping[str, Mapping[str, float]]
    #: the word for each count and ordinal, and further words that the check reads as the same
    counts: Mapping[str, int]
    more_counts: Mapping[str, int]
    ordinals: Mapping[str, int]
    months: Mapping[str, int]
    weekdays: Mapping[str, int]
    #: units as they follow a number: unit -> words
    units: Mapping[str, Words]
    #: forms of words by number, as ``Grammar`` counts them: units as the writer prints them, verbs, pronouns
    forms: Mapping[str, Words]
    #: words for powers of ten as they follow a number: word -> zeros
    scales: Mapping[str, int]
    #: of these a publisher's name has one that takes an article, as "the Census Bureau" does
    institutions: Words
    #: phrases that hold one of the words above and claim nothing
    plain: Words
    #: words too common to be taken for a count outside a span that says so
    soft: Words
    #: words that make of a number a size, for which its sign does not matter
    distance: Words
    #: words that make what follows them a possibility
    hypothetical: Words

    def verbs(self, family: str, direction: str, size: str) -> Words:
        """Verbs of a family for a direction (``up``, ``down``) and a size (``edge`` to ``sharp``)."""
        return self.families[family][direction][size]

    def count(self, number: int) -> str:
        """A count in words. Raises KeyError above twelve."""
        return _word(self.counts, number)

    def ordinal(self, number: int) -> str:
        """A place in an order in words. Raises KeyError where there is no word."""
        return _word(self.ordinals, number)

    @property
    def both(self) -> str:
        """The word for a whole of two."""
        return next(word for word, number in self.more_counts.items() if number == 2)  # a pair

    def month(self, number: int) -> str:
        """The name of a month, 1 to 12."""
        return _word(self.months, number)

    def weekday(self, number: int) -> str:
        """The name of a weekday, 0 to 6 from Monday."""
        return _word(self.weekdays, number)


def _word(table: Mapping[str, int], number: int) -> str:
    for word, value in table.items():
        if value == number:
            return word
    raise KeyError(number)


@cache
def load(language: str = LANGUAGE) -> Lexicon:
    """The words of a language.

    Raises ConfigError when there is no such language, or an entry of its list is wrong.
    """
    return parse(languages.table(language, NAME), str(languages.files(language, NAME)[-1]))


def parse(raw: Mapping[str, Any], where: str) -> Lexicon:
    """Make a lexicon of tables; ``where`` names them in errors. Raises ConfigError."""
    tables = {**raw, **raw.get("lists", {})}
    families = {name: tables.pop(name, {}) for name in ("verbs", "levels", "read")}
    try:
        return _ADAPTER.validate_python({**tables, "families": families})
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise ConfigError(f"{place}: {first['msg']}", where=where) from error


_ADAPTER: Final = TypeAdapter(Lexicon)
