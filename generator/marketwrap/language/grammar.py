"""What the writer asks of a language: the rules that no list of words can hold."""

import re
from collections.abc import Sequence
from datetime import date, time
from typing import Protocol, runtime_checkable


class Calendar(Protocol):
    """The words of dates, as a lexicon has them."""

    def month(self, number: int) -> str:
        """The name of a month, 1 to 12."""

    def weekday(self, number: int) -> str:
        """The name of a weekday, 0 to 6 from Monday."""


@runtime_checkable
class Grammar(Protocol):
    """The grammar and formats of one language, which its module has as ``GRAMMAR``.

    ``formats.Formats`` has them all for a locale; a language says what it does otherwise. A figure is a
    number as ``number`` prints it, a sign is ``+``, ``-`` or nothing and stands before everything else of
    the number, as documents set it by its place.
    """

    @property
    def after_stop(self) -> re.Pattern[str]:
        """Where one sentence of a text ends and the next begins, up to its first letter if that is small."""

    # numbers --------------------------------------------------------------------------------------

    def number(self, size: float, digits: int = 0) -> str:
        """A number without its sign, rounded to so many decimals: "1,234.50"."""

    def percent(self, figure: str) -> str:
        """As in "4.14%"."""

    def money(self, figure: str, currency: str, sign: str = "") -> str:
        """An amount; ``currency`` is a sign or a code, or empty for none: "-$12,345", "CHF 1.20"."""

    def ordinal(self, number: int) -> str:
        """A place in an order, in figures: "21st"."""

    # words ----------------------------------------------------------------------------------------

    def noun_form(self, figure: str) -> int:
        """Which of the forms of a noun stands after a figure: 0 in "1 point", 1 in "1.00 points"."""

    def verb_form(self, count: int) -> int:
        """Which of the forms of a verb stands after so many: 0 in "none is", 1 in "two are"."""

    def article(self, name: str) -> str:
        """What stands before a name or noun that is known, with its blank: "the ", or nothing."""

    def indefinite(self, ordinal: str) -> str:
        """What stands before an ordinal that is one of many, with its blank: "an " before "eighth"."""

    def possessive(self, *, plural: bool) -> str:
        """What makes of a name whose it is, behind it: "'s"."""

    def listing(self, items: Sequence[str]) -> str:
        """Several things, or one: "a, b and c"."""

    # days and times -------------------------------------------------------------------------------

    def day(self, day: date, words: Calendar, *, year: bool, weekday: bool = False) -> str:
        """A day: "January 14", "Wednesday, January 14, 2026"."""

    def month(self, day: date, words: Calendar) -> str:
        """The month of a day: "January 2026"."""

    def clock(self, at: time) -> str:
        """A time of day: "4:00 p.m."."""
