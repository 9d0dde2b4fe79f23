"""Numbers, dates and lists as text, without spans: sentences, tables and charts print alike."""

import re
from collections.abc import Sequence
from datetime import date
from math import floor

from marketwrap.base.model import Fact, Instrument
from marketwrap.language.lexicon import Lexicon

#: decimals of a percentage at the most
MOST_DIGITS = 2
#: amounts of money from this on are printed whole
WHOLE_FROM = 10
_DIGIT_BUT_ZERO = re.compile("[1-9]")
#: signs of currencies; others are printed as "CHF 1.20"
CURRENCIES = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥"}


def print_level(fact: Fact, instrument: Instrument | None) -> str:
    """A price in the way its instrument is quoted."""
    decimals = instrument.decimals if instrument else 2
    text = f"{abs(fact.number):,.{decimals}f}"
    if instrument and instrument.kind == "yield":
        text = f"{text}%"
    elif instrument:
        text = instrument.currency + text
    return f"-{text}" if fact.number < 0 else text


def print_signed(fact: Fact, digits: int = 2) -> str:
    """A move with its sign and unit sign, for tables; a move that rounds to zero has no sign."""
    text = print_size(fact, digits, short=True)
    return text if is_zero(text) else sign(fact.number) + text


def print_figure(fact: Fact, lexicon: Lexicon) -> str:
    """A figure of an event, with its decimals (``digits``) and sign; large ones in millions and more."""
    asked = dict(fact.params)
    size, digits = abs(fact.number), int(asked.get("digits", MOST_DIGITS))
    if fact.unit == "percent":
        text = f"{size * 100:,.{digits}f}%"
    else:
        currency = str(asked.get("currency", ""))
        text = CURRENCIES.get(currency, f"{currency} ".lstrip()) + _scaled(size, digits, lexicon)
    return text if fact.number >= 0 or is_zero(text) else f"-{text}"


def _scaled(size: float, digits: int, lexicon: Lexicon) -> str:
    for word, zeros in sorted(lexicon.scales.items(), key=lambda scale: -scale[1]):
        # what would print as a thousand of these is one of the next
        if round(size / 10**zeros, MOST_DIGITS) >= 1:
            return f"{size / 10**zeros:,.{MOST_DIGITS}f}".rstrip("0").rstrip(".") + f" {word}"
    return f"{size:,.{digits}f}"


def print_money(fact: Fact, currency: str, *, signed: bool = False) -> str:
    """An amount of money, whole from ten on: "$12,345", "-$7.50", "CHF -1,200"."""
    size = abs(fact.number)
    text = f"{size:,.{0 if size >= WHOLE_FROM else MOST_DIGITS}f}"
    mark = "" if is_zero(text) else sign(fact.number) if signed or fact.number < 0 else ""
    return f"{mark}{currency}{text}" if len(currency.strip()) < 2 else f"{currency.strip()} {mark}{text}"


def print_quantity(fact: Fact) -> str:
    """How many pieces, with as many decimals as there are, eight at the most."""
    text = f"{fact.number:,.8f}".rstrip("0").rstrip(".")
    return "0" if is_zero(text) else text


def print_weight(fact: Fact) -> str:
    """A part of a whole in percent, with a sign only where it is owed."""
    text = f"{abs(fact.number) * 100:,.1f}%"
    return f"-{text}" if fact.number < 0 and not is_zero(text) else text


def print_reading(fact: Fact) -> str:
    """A figure of any unit that has one, for tables: a share in whole percent, a run with its sign."""
    if fact.unit == "share":
        return f"{fact.number * 100:.0f}%"
    if fact.unit == "ratio":
        return f"{fact.number:.2f}"
    if fact.unit == "sessions":
        return f"{sign(fact.number)}{abs(fact.number):.0f}"
    return print_signed(fact)


def print_date(value: date, lexicon: Lexicon, *, with_year: bool) -> str:
    """As in "January 14" or "January 14, 2026"."""
    text = f"{lexicon.month(value.month)} {value.day}"
    return f"{text}, {value.year}" if with_year else text


def print_size(fact: Fact, digits: int, *, short: bool = False) -> str:
    """The size of a move in its unit, without a sign; ``short`` for tables.

    A spread is in percentage points. Raises TypeError for a fact that is no move.
    """
    size = abs(fact.number)
    if fact.unit == "percent":
        while digits < MOST_DIGITS and size and is_zero(f"{size * 100:.{digits}f}"):
            digits += 1  # "0.04%" where "0.0%" would take the move back
        return f"{size * 100:,.{digits}f}%"
    if fact.unit == "basis_points":
        # half a point is one: it has a direction, and "0" would deny it
        whole = f"{floor(size + 0.5):,}"
        return f"{whole} bp" if short else f"{whole} basis point{'' if whole == '1' else 's'}"
    if fact.unit in ("points", "percentage_points"):
        text = f"{size:,.{digits}f}"
        return text if short else f"{text} {fact.unit.replace('_', ' ')}"
    raise TypeError(f"{fact.id} has unit {fact.unit}, which has no size")


def sign(number: float) -> str:
    """The sign of a number as it is printed; none for zero."""
    return "+" if number > 0 else "-" if number < 0 else ""


def is_zero(text: str) -> bool:
    """Whether a printed number is all zeros."""
    return not _DIGIT_BUT_ZERO.search(text)


def listing(items: Sequence[str]) -> str:
    """As in "a, b and c"."""
    if len(items) < 2:
        return "".join(items)
    return ", ".join(items[:-1]) + f" and {items[-1]}"
