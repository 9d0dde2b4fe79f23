"""Dates and times as Americans write them."""

from dataclasses import dataclass
from datetime import date, time
from typing import Final

from marketwrap.language.en.english import English
from marketwrap.language.grammar import Calendar, Grammar

_NOON: Final = 12


@dataclass(frozen=True)
class American(English):
    """American English."""

    def day(self, day: date, words: Calendar, *, year: bool, weekday: bool = False) -> str:
        """As in "January 14", "Wednesday, January 14, 2026"."""
        text = f"{words.month(day.month)} {day.day}{f', {day.year}' if year else ''}"
        return f"{words.weekday(day.weekday())}, {text}" if weekday else text

    def clock(self, at: time) -> str:
        """As in "4:00 p.m."."""
        return f"{(at.hour - 1) % _NOON + 1}:{at:%M} {'p.m.' if at.hour >= _NOON else 'a.m.'}"


GRAMMAR: Final[Grammar] = American()
