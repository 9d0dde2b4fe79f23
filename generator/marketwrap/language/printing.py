"""Numbers, dates and lists as text, without spans: sentences, tables and charts print alike."""

import re
from dataclasses import dataclass
from datetime import date, time
from functools import cache
from math import floor
from typing import Final

from marketwrap.base.model import Fact, Instrument
from marketwrap.base.templates import LANGUAGE
from marketwrap.language import languages
from marketwrap.language.grammar import Grammar
from marketwrap.language.lexicon import Lexicon, load

#: decimals of a percentage at the most
MOST_DIGITS: Final = 2
#: decimals of a number of pieces at the most
MOST_OF_PIECES: Final = 8
#: amounts of money from this on are printed whole
WHOLE_FROM: Final = 10
_DIGIT_BUT_ZERO: Final = re.compile("[1-9]")
#: signs of currencies; others are printed by their code
CURRENCIES: Final = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥"}


@dataclass(frozen=True, slots=True)
class Printer:
    """Prints facts in one language."""

    grammar: Grammar
    lexicon: Lexicon

    def level(self, fact: Fact, instrument: Instrument | None) -> str:
        """A price in the way its instrument is quoted."""
        figure = self.grammar.number(abs(fact.number), instrument.decimals if instrument else 2)
        return ("-" if fact.number < 0 else "") + self._quoted(figure, instrument)

    def rounded(self, fact: Fact, instrument: Instrument, digits: int) -> str:
        """A round number of a price, with as many decimals."""
        return self._quoted(self.grammar.number(fact.number, digits), instrument)

    def _quoted(self, figure: str, instrument: Instrument | None) -> str:
        if instrument is None:
            return figure
        is_yield = instrument.kind == "yield"
        return self.grammar.percent(figure) if is_yield else self.grammar.money(figure, instrument.currency)

    def signed(self, fact: Fact, digits: int = 2) -> str:
        """A move with its sign and unit sign, for tables; a move that rounds to zero has no sign."""
        return with_sign(self.size(fact, digits, short=True), fact)

    def figure(self, fact: Fact) -> str:
        """A figure of an event, with its decimals (``digits``) and sign; large ones in millions and more."""
        asked = dict(fact.params)
        size, digits = abs(fact.number), int(asked.get("digits", MOST_DIGITS))
        if fact.unit == "percent":
            text = self.grammar.percent(self.grammar.number(size * 100, digits))
        else:
            currency = str(asked.get("currency", ""))
            text = self.grammar.money(self._scaled(size, digits), CURRENCIES.get(currency, currency))
        return text if fact.number >= 0 or is_zero(text) else f"-{text}"

    def _scaled(self, size: float, digits: int) -> str:
        for word, zeros in sorted(self.lexicon.scales.items(), key=lambda scale: -scale[1]):
            # what would print as a thousand of these is one of the next
            if round(size / 10**zeros, MOST_DIGITS) >= 1:
                return f"{self._exact(size / 10**zeros, MOST_DIGITS)} {word}"
        return self.grammar.number(size, digits)

    def _exact(self, size: float, most: int) -> str:
        """A number with as many decimals as it has, up to so many."""
        decimals = f"{size:.{most}f}".rstrip("0").partition(".")[2]
        return self.grammar.number(size, len(decimals))

    def as_given(self, size: float) -> str:
        """A number that somebody wrote down, with the decimals that it was given."""
        return self._exact(size, len(f"{size:g}".partition(".")[2]))

    def money(self, fact: Fact, currency: str, *, signed: bool = False) -> str:
        """An amount of money, whole from ten on: "$12,345", "-$7.50"."""
        size = abs(fact.number)
        text = self.grammar.number(size, 0 if size >= WHOLE_FROM else MOST_DIGITS)
        mark = "" if is_zero(text) else sign(fact.number) if signed or fact.number < 0 else ""
        return self.grammar.money(text, currency, mark)

    def quantity(self, fact: Fact) -> str:
        """How many pieces, with as many decimals as there are, eight at the most."""
        text = self._exact(abs(fact.number), MOST_OF_PIECES)
        return f"-{text}" if fact.number < 0 and not is_zero(text) else text

    def weight(self, fact: Fact) -> str:
        """A part of a whole in percent, with a sign only where it is owed."""
        text = self.grammar.percent(self.grammar.number(abs(fact.number) * 100, 1))
        return f"-{text}" if fact.number < 0 and not is_zero(text) else text

    def share(self, fact: Fact) -> str:
        """A share of cases in whole percent."""
        return self.grammar.percent(self.grammar.number(fact.number * 100))

    def reading(self, fact: Fact) -> str:
        """A figure of any unit that has one, for tables: a share in whole percent, a run with its sign."""
        if fact.unit == "share":
            return self.share(fact)
        if fact.unit == "ratio":
            return self.grammar.number(fact.number, MOST_DIGITS)
        if fact.unit == "sessions":
            return f"{sign(fact.number)}{self.grammar.number(abs(fact.number))}"
        return self.signed(fact)

    def size(self, fact: Fact, digits: int, *, short: bool = False) -> str:
        """The size of a move in its unit, without a sign; ``short`` for tables.

        A spread is in percentage points. Raises TypeError for a fact that is no move.
        """
        size = abs(fact.number)
        if fact.unit == "percent":
            while digits < MOST_DIGITS and size and is_zero(f"{size * 100:.{digits}f}"):
                digits += 1  # "0.04%" where "0.0%" would take the move back
            return self.grammar.percent(self.grammar.number(size * 100, digits))
        if fact.unit == "basis_points":
            # half a point is one: it has a direction, and "0" would deny it
            return self._of_unit(self.grammar.number(floor(size + 0.5)), "bp" if short else fact.unit)
        if fact.unit in ("points", "percentage_points"):
            text = self.grammar.number(size, digits)
            return text if short else self._of_unit(text, fact.unit)
        raise TypeError(f"{fact.id} has unit {fact.unit}, which has no size")

    def _of_unit(self, figure: str, unit: str) -> str:
        return f"{figure} {self.lexicon.forms[unit][self.grammar.noun_form(figure)]}"

    def ordinal(self, number: int) -> str:
        """Words as in "third", figures as in "21st" where there is no word."""
        is_word = number in self.lexicon.ordinals.values()
        return self.lexicon.ordinal(number) if is_word else self.grammar.ordinal(number)

    def day(self, day: date, *, year: bool, weekday: bool = False) -> str:
        """A day, with its year or its weekday where that is asked for."""
        return self.grammar.day(day, self.lexicon, year=year, weekday=weekday)

    def month(self, day: date) -> str:
        """The month and year of a day."""
        return self.grammar.month(day, self.lexicon)

    def clock(self, at: str) -> str:
        """A time of day, given as "16:00"."""
        hour, minute = map(int, at.split(":"))
        return self.grammar.clock(time(hour, minute))

    def form(self, word: str, *, plural: bool) -> str:
        """A verb or a pronoun as a name needs it: "has" or "have", "its" or "their"."""
        return self.lexicon.forms[word][1 if plural else 0]


@cache
def printer(language: str = LANGUAGE) -> Printer:
    """What prints in a language. Raises ConfigError for one that is not there or not whole."""
    return Printer(languages.grammar(language), load(language))


def with_sign(text: str, fact: Fact) -> str:
    """A printed size with the fact's sign, unless it is all zeros."""
    return text if is_zero(text) else sign(fact.number) + text


def sign(number: float) -> str:
    """The sign of a number as it is printed; none for zero."""
    return "+" if number > 0 else "-" if number < 0 else ""


def is_zero(text: str) -> bool:
    """Whether a printed number is all zeros."""
    return not _DIGIT_BUT_ZERO.search(text)
