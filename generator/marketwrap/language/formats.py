"""Formats of a locale by Babel, for languages whose house style is the usual one.

Babel takes some 60 ms to load and 40 µs a number, so it is loaded when something is first printed with it,
and English, whose house style is its own, does without (see docs/decisions.md).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from functools import lru_cache
from typing import Final

from marketwrap.base.errors import ConfigError
from marketwrap.language.grammar import Calendar

#: months and weekdays in the patterns of CLDR, as names
_SHORT: Final = re.compile(r"MMM+|LLL+|E+")


@dataclass(frozen=True)
class Formats:
    """A grammar of a locale, with no articles, no endings, and one form for one and another for more.

    ``locale`` is a name of Babel's, such as ``de_CH``. The words of dates are Babel's too: the lexicon has
    to know every one of them, or the check will not.
    """

    locale: str
    after_stop: re.Pattern[str] = re.compile(r"[.?!] [^\W\d_]")

    def number(self, size: float, digits: int = 0) -> str:
        """With the locale's signs and groups."""
        # rounded as everywhere else, and only written by Babel
        return _number(f"{size:.{digits}f}", self.locale)

    def percent(self, figure: str) -> str:
        """The sign where the locale has it, with its blank."""
        return _percent(self.locale).format(figure)

    def money(self, figure: str, currency: str, sign: str = "") -> str:
        """The currency on the side where the locale has it."""
        return (
            (sign + _money(self.locale).format(figure, currency.strip())).strip()
            if currency
            else sign + figure
        )

    def ordinal(self, number: int) -> str:
        """With a full stop."""
        return f"{number}."

    def noun_form(self, figure: str) -> int:
        """One, and everything else."""
        return 0 if figure == "1" else 1

    def verb_form(self, count: int) -> int:
        """One, and everything else."""
        return 0 if count == 1 else 1

    def article(self, name: str) -> str:  # noqa: ARG002  # the protocol's
        """None."""
        return ""

    def indefinite(self, ordinal: str) -> str:  # noqa: ARG002
        """None."""
        return ""

    def possessive(self, *, plural: bool) -> str:  # noqa: ARG002
        """None."""
        return ""

    def listing(self, items: Sequence[str]) -> str:
        """As the locale joins them."""
        from babel.lists import format_list  # noqa: PLC0415  # slow to load

        return format_list(items, locale=self.locale) if items else ""

    def day(self, day: date, words: Calendar, *, year: bool, weekday: bool = False) -> str:  # noqa: ARG002
        """In the locale's long form."""
        return _date(day, f"{'y' if year else ''}MMMM{'EEEE' if weekday else ''}d", self.locale)

    def month(self, day: date, words: Calendar) -> str:  # noqa: ARG002
        """In the locale's long form."""
        return _date(day, "yMMMM", self.locale)

    def clock(self, at: time) -> str:
        """In the locale's short form."""
        from babel.dates import format_time  # noqa: PLC0415

        return format_time(at, "short", locale=self.locale)


@lru_cache(maxsize=4096)
def _number(rounded: str, locale: str) -> str:
    from babel.numbers import format_decimal  # noqa: PLC0415

    digits = len(rounded.partition(".")[2])
    return format_decimal(Decimal(rounded), f"#,##0.{'0' * digits}".rstrip("."), locale)


@lru_cache
def _percent(locale: str) -> str:
    from babel import Locale  # noqa: PLC0415

    return _filled(Locale.parse(locale).percent_formats[None].pattern)


@lru_cache
def _money(locale: str) -> str:
    from babel import Locale  # noqa: PLC0415

    return _filled(Locale.parse(locale).currency_formats["standard"].pattern)


def _filled(pattern: str) -> str:
    """A pattern of CLDR with gaps for figures and currency instead of its own signs."""
    return re.sub(r"[#0,.]+", "{0}", pattern.partition(";")[0]).replace("¤", "{1}")


@lru_cache(maxsize=1024)
def _date(day: date, skeleton: str, locale: str) -> str:
    from babel import Locale  # noqa: PLC0415
    from babel.dates import format_date, match_skeleton  # noqa: PLC0415

    known = Locale.parse(locale).datetime_skeletons
    nearest = match_skeleton(skeleton, known)
    if nearest is None:
        raise ConfigError(
            f"Babel has no pattern of a date like {skeleton}", where=locale, remedy="give GRAMMAR a date"
        )
    # the nearest may have short names where long ones were asked for
    return format_date(day, _SHORT.sub(lambda match: match[0][0] * 4, str(known[nearest])), locale=locale)
