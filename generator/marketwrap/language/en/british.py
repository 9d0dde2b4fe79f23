"""Dates and times as the British write them."""

from dataclasses import dataclass
from datetime import date, time
from typing import Final

from marketwrap.language.en.english import English
from marketwrap.language.grammar import Calendar, Grammar

_NOON: Final = 12


@dataclass(frozen=True)
class British(English):
    """British English, in the style of its newspapers."""

    def day(self, day: date, words: Calendar, *, year: bool, weekday: bool = False) -> str:
        """As in "14 January", "Wednesday 14 January 2026"."""
        text = f"{day.day} {words.month(day.month)}{f' {day.year}' if year else ''}"
        return f"{words.weekday(day.weekday())} {text}" if weekday else text

    def clock(self, at: time) -> str:
        """As in "4pm", "8.30am"."""
        minutes = f".{at:%M}" if at.minute else ""
        return f"{(at.hour - 1) % _NOON + 1}{minutes}{'pm' if at.hour >= _NOON else 'am'}"


GRAMMAR: Final[Grammar] = British()
