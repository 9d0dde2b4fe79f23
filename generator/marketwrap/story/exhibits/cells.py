"""What tables and charts are made of: rows, cells, horizons."""

from collections.abc import Iterable

from marketwrap.base.model import Row, Span
from marketwrap.facts import Day
from marketwrap.language.voice import Voice

#: a column's name and the horizon of its changes
Horizons = tuple[tuple[str, str], ...]
DAY: Horizons = (("day", "1d"), ("week", "1w"), ("ytd", "ytd"))
WEEK: Horizons = (("week", "1w"), ("month", "mtd"), ("ytd", "ytd"))
DEEP: Horizons = (("day", "1d"), ("week", "1w"), ("month", "mtd"), ("ytd", "ytd"))


def told_apart(day: Day, horizons: Horizons) -> Horizons:
    """The horizons, in January without the month, which is the year to date."""
    month, year = (day.fact(day.role("benchmark"), f"change_{horizon}") for horizon in ("mtd", "ytd"))
    same = month is not None and year is not None and month.inputs == year.inputs
    return tuple(entry for entry in horizons if not (same and entry[1] == "mtd"))


def caption(day: Day, group: str) -> str:
    """What the members of a group are called, as a title: "Regions", "National indexes"."""
    return capital(day.universe.groups[group].name)


def title(day: Day, voice: Voice, group: str) -> str:
    """What a table of a group is called."""
    known = f"plan.{group}"
    return voice.text(known) if voice.knows(known) else caption(day, group)


def row(day: Day, symbol: str, cells: Iterable[Span]) -> Row:
    """A row named after an instrument."""
    level = day.fact(symbol, "level")
    return Row(Span(label(day, symbol), level.id if level else "", "name"), tuple(cells))


def label(day: Day, symbol: str) -> str:
    """An instrument's name at the head of a row or beside a bar."""
    return capital(day.instrument(symbol).name)


def level(day: Day, voice: Voice, symbol: str) -> Span:
    """The close as its instrument is quoted; empty where there is none."""
    fact = day.fact(symbol, "level")
    return Span(voice.printer.level(fact, voice.instrument(symbol)), fact.id, "number") if fact else Span("")


def signed(day: Day, voice: Voice, symbol: str, metric: str) -> Span:
    """A change with its sign; empty where there is none."""
    fact = day.fact(symbol, metric)
    return Span(voice.printer.signed(fact), fact.id, "number") if fact else Span("")


def changes(day: Day, voice: Voice, symbol: str, horizons: Horizons) -> list[Span]:
    """A cell for each horizon."""
    return [signed(day, voice, symbol, f"change_{horizon}") for _, horizon in horizons]


def capital(name: str) -> str:
    """A name with a capital letter, as at the head of a row."""
    return name[:1].upper() + name[1:]
