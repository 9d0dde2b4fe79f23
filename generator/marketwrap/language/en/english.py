"""What all kinds of English have in common, and this house's style where there are several.

The house writes "a, b and c" without a comma before "and", amounts of a currency that has no sign as
"CHF -1,200", and no times of day in the form of the locale: Babel's formats for English are others. Its
numbers are Babel's; they are made by Python, which takes a hundredth of the time.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from marketwrap.language.grammar import Calendar

#: ordinals and sizes that begin so are said with a vowel first
_AN: Final = ("e", "8", "11th", "18th", "11.", "18.")
_ENDINGS: Final = {1: "st", 2: "nd", 3: "rd"}
_TEENS: Final = (11, 12, 13)


@dataclass(frozen=True)
class English:
    """The grammar of English, but for its dates and times."""

    #: not after "p.m." and "U.S."
    after_stop: re.Pattern[str] = re.compile(r"(?<!\.[mS])[.?] [a-z]")

    def number(self, size: float, digits: int = 0) -> str:
        """As in "1,234.50"."""
        return f"{size:,.{digits}f}"

    def percent(self, figure: str) -> str:
        """As in "4.14%"."""
        return f"{figure}%"

    def money(self, figure: str, currency: str, sign: str = "") -> str:
        """As in "-$7.50", "CHF -1,200"."""
        code = currency.strip()
        return (
            f"{sign}{currency}{figure}" if len(code) < 2 else f"{code} {sign}{figure}"
        )  # a sign, not a code

    def ordinal(self, number: int) -> str:
        """As in "21st"."""
        ending = "th" if number % 100 in _TEENS else _ENDINGS.get(number % 10, "th")
        return f"{number}{ending}"

    def noun_form(self, figure: str) -> int:
        """One is singular; "1.00 points" are not."""
        return 0 if figure == "1" else 1

    def verb_form(self, count: int) -> int:
        """As in "none is", "one is", "two are"."""
        return 0 if count in (0, 1) else 1

    def article(self, name: str) -> str:
        """None before a name that brings its own."""
        return "" if name.lower().startswith("the ") else "the "

    def indefinite(self, ordinal: str) -> str:
        """As in "a third", "an eighth", "an 18th"."""
        return "an " if ordinal.startswith(_AN) else "a "

    def possessive(self, *, plural: bool) -> str:
        """A plural in -s has the apostrophe alone."""
        return "'" if plural else "'s"

    def listing(self, items: Sequence[str]) -> str:
        """As in "a, b and c"."""
        return ", ".join(items[:-1]) + f" and {items[-1]}" if len(items) > 1 else "".join(items)

    def month(self, day: date, words: Calendar) -> str:
        """As in "January 2026"."""
        return f"{words.month(day.month)} {day.year}"
