"""Answers on standard output: tables for people, JSON for programs."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import typer

#: what is not known
NONE = "-"


def print_json(answer: Any) -> None:
    """An answer for a program."""
    typer.echo(json.dumps(answer, ensure_ascii=False, indent=2))


def print_table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Columns under their heads, the first one on the left and the others on the right."""
    widths = [max(map(len, column)) for column in zip(heads, *rows, strict=True)]
    for first, *others in (heads, *rows):
        cells = (text.rjust(width) for text, width in zip(others, widths[1:], strict=True))
        typer.echo("  ".join((first.ljust(widths[0]), *cells)).rstrip())


def minute(moment: datetime | None) -> str:
    """A time in UTC, to the minute."""
    return NONE if moment is None else f"{moment.astimezone(UTC):%Y-%m-%d %H:%M}"


def number(value: float | None, form: str) -> str:
    """A number in a format of Python's, such as ``.0%``."""
    return NONE if value is None else format(value, form)


def interval(ends: tuple[float, float] | None, form: str) -> str:
    """Both ends of an interval."""
    return NONE if ends is None else f"{ends[0]:{form}} to {ends[1]:{form}}"
