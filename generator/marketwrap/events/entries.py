"""What an entry of an events file may say, and the event that it becomes."""

import re
import unicodedata
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from functools import partial
from typing import Annotated, Final, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from marketwrap.base.model import Event, EventKind, Figure, Timing, Unit
from marketwrap.events import clean
from marketwrap.language import themes

FIRST: Final = date(1990, 1, 1)
LAST: Final = date(2099, 12, 31)
LARGEST: Final = 1e15
#: decimals that are printed of a figure, at most
MOST_DECIMALS: Final = 6
#: places after the point that a figure may have
EXACT: Final = 9
#: the day of an appointment that has none
OPEN: Final = "open"
#: characters of an id's last part
_SLUG: Final = 60

#: unit of a file -> unit of a figure, what it is divided by, decimals
UNITS: Final[Mapping[str, tuple[Unit, float, int]]] = {
    "percent": ("percent", 100, 1),
    "count": ("count", 1, 0),
    "points": ("points", 1, 1),
    "index": ("points", 1, 1),
    "price": ("price", 1, 2),
}
#: fields that are numbers, whatever a table holds in their cells
NUMBERS: Final = frozenset({"decimals", "actual", "expected", "previous", "revenue_change"}) | frozenset(
    {"eps", "eps_expected", "eps_adjusted", "revenue", "revenue_expected"}
)
#: switches, whatever a table holds in their cells
SWITCHES: Final = frozenset({"lead"})
#: the end of a sentence, and what ends like one: "U.S.", "Inc."
_STOPPED: Final = re.compile(r"[.!?…;:,]$")
_SHORTENED: Final = re.compile(r"\b(?:(?:\w\.){2,}|(?:Inc|Corp|Co|Ltd|Jr|Sr|St)\.)$")
_ARTICLE: Final = re.compile(r"^(?:The|An?|Its?|Their)(?= )")
_TIMINGS: Final[Mapping[str, Timing]] = {"": "", "before open": "before", "after close": "after"}


@dataclass(frozen=True, slots=True)
class Market:
    """What an entry leaves unsaid."""

    zone: ZoneInfo
    #: of instruments, by symbol
    names: Mapping[str, str]


def identity(kind: EventKind, day: date | None, key: str) -> str:
    """An id that stays the same from run to run, such as ``release/2026-01-14/producer-prices``."""
    plain = unicodedata.normalize("NFKD", key).encode("ascii", "ignore").decode().casefold()
    slug = "-".join(re.findall(r"[a-z0-9]+", plain))
    if len(slug) > _SLUG or not key.isascii() or not slug:
        slug = f"{slug[:_SLUG]}-{zlib.crc32(key.encode()):08x}".strip("-")
    return f"{kind}/{day.isoformat() if day else OPEN}/{slug}"


def moment(
    day: date | None, given: datetime | time | None, zone: ZoneInfo
) -> tuple[date | None, datetime | None]:
    """Day and time in the market's own zone. Raises ValueError for a time that does not exist there."""
    if given is None:
        return day, None
    if isinstance(given, time):
        if day is None:
            raise ValueError("day: missing; a time of day needs one")
        given = datetime.combine(day, given)
    given = given.replace(microsecond=0)
    try:
        at = given.replace(tzinfo=zone) if given.tzinfo is None else given.astimezone(zone)
        again = at.astimezone(UTC).astimezone(zone)
    except OverflowError:
        raise ValueError(f"time: {given} is out of range") from None
    if at.replace(tzinfo=None) != again.replace(tzinfo=None):
        raise ValueError(f"time: {given} is skipped by the clocks of {zone}")
    if not FIRST <= at.date() <= LAST:
        raise ValueError(f"time: {at.date()} is not between {FIRST} and {LAST}")
    if day and at.date() != day:
        raise ValueError(f"time: falls on {at.date()} in {zone}, and the day is {day}")
    return at.date(), at


def _as_day(given: object) -> object:
    if given == OPEN:
        return None
    if isinstance(given, str):
        try:
            given = date.fromisoformat(given)
        except ValueError:
            raise ValueError(f"{given!r} is no day") from None
    if not isinstance(given, date) or isinstance(given, datetime):
        raise ValueError(f"{given!r} is no day")  # noqa: TRY004  # pydantic reports ValueError alone
    if not FIRST <= given <= LAST:
        raise ValueError(f"{given} is not between {FIRST} and {LAST}")
    return given


def _as_time(given: object) -> object:
    if isinstance(given, datetime | time):
        return given
    if isinstance(given, str) and ":" in given:
        for read in (time.fromisoformat, datetime.fromisoformat):
            try:
                return read(given)
            except ValueError:
                continue
    raise ValueError(f"{given!r} is no time")


def _some(text: str) -> str:
    if not text:
        raise ValueError("holds no text that can be printed")
    return text


def _clause(given: object) -> object:
    """A clause that can stand within a sentence: one line, no stop, its article in small letters."""
    if not isinstance(given, str):
        return given
    if "\n" in given.strip() or len(given) > clean.TITLE:
        raise ValueError(f"give one line of up to {clean.TITLE} characters")
    text = clean.line(given, clean.TITLE)
    if _STOPPED.search(text) and not _SHORTENED.search(text):
        raise ValueError("it stands within a sentence: leave out the stop at its end")
    return _ARTICLE.sub(lambda found: found[0].lower(), _some(text))


def _theme(text: str) -> str:
    known = [theme.id for theme in themes.load()]
    if text and text not in known:
        raise ValueError(f"{text!r} is no theme; give one of: {', '.join(known)}")
    return text


def _symbols(given: object) -> object:
    found = given.split() if isinstance(given, str) else given
    for symbol in found if isinstance(found, list | tuple) else ():
        if not isinstance(symbol, str) or not clean.is_symbol(symbol):
            raise ValueError(f"{symbol!r} is no symbol")
    return found


_Short = Annotated[str, Field(strict=True), AfterValidator(partial(clean.line, cap=clean.NAME))]
_Title = Annotated[str, Field(strict=True), AfterValidator(partial(clean.line, cap=clean.TITLE))]
_Words = Annotated[str, Field(strict=True), AfterValidator(partial(clean.line, cap=clean.TEXT))]
_Some = AfterValidator(_some)
_Day = Annotated[date | None, BeforeValidator(_as_day)]
_Time = Annotated[datetime | time | None, BeforeValidator(_as_time)]
_Number = Annotated[float, Field(strict=True, allow_inf_nan=False, ge=-LARGEST, le=LARGEST)]


def compared(actual: float, expected: float) -> str:
    """How a figure stands to what was expected."""
    return "above" if actual > expected else "below" if actual < expected else "in line"


class Entry(BaseModel):
    """What all kinds have in common. ``event`` raises ValueError for a time that cannot be."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: EventKind
    day: _Day = None
    time: _Time = None
    when: Literal["", "before open", "after close"] = ""
    publisher: _Short = ""
    link: Annotated[str, Field(strict=True), AfterValidator(clean.link)] = ""
    symbols: Annotated[tuple[str, ...], BeforeValidator(_symbols)] = ()
    theme: Annotated[str, AfterValidator(_theme)] = ""
    clause: Annotated[str, Field(strict=True), BeforeValidator(_clause)] = ""
    lead: Annotated[bool, Field(strict=True)] = False

    def event(self, market: Market) -> Event:
        """The event that the entry tells of."""
        raise NotImplementedError

    def _event(self, market: Market, key: str, name: str) -> Event:
        day, at = moment(self.day, self.time, market.zone)
        if day is None and "day" not in self.model_fields_set:
            raise ValueError("day: missing; give a day or a time")
        if day is None and self.kind != "appointment":
            raise ValueError("day: only an appointment may be open")
        return Event(
            id=identity(self.kind, day, key),
            kind=self.kind,
            name=name,
            day=day,
            at=at,
            timing=_TIMINGS[self.when],
            publisher=self.publisher,
            link=self.link,
            symbols=self.symbols,
            theme=self.theme,
            clause=self.clause,
            lead=self.lead,
        )


class Release(Entry):
    """A figure that an office or a firm publishes at a known time."""

    kind: Literal["release"]
    name: Annotated[_Short, _Some]
    region: Annotated[str, Field(pattern=r"^([A-Z]{2})?$")] = ""
    period: _Short = ""
    actual: _Number | None = None
    expected: _Number | None = None
    previous: _Number | None = None
    unit: Literal["percent", "count", "points", "index", "price"] | None = None
    currency: Annotated[str, Field(pattern=r"^([A-Z]{3})?$")] = ""
    decimals: Annotated[int, Field(strict=True, ge=0, le=MOST_DECIMALS)] | None = None
    outcome: Literal["", "above", "below", "in line"] = ""
    text: _Words = ""
    base: Literal["", "year", "month"] = ""

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        given = self.actual is not None or self.expected is not None or self.previous is not None
        if given and self.unit is None:
            raise ValueError(f"unit: missing; give one of {', '.join(UNITS)}")
        both = self.actual is not None and self.expected is not None
        if both and self.outcome not in ("", compared(self.actual or 0, self.expected or 0)):
            raise ValueError(f"outcome: {self.outcome!r} is not what actual and expected say")
        return self

    def event(self, market: Market) -> Event:
        """The event with its figures: a file's 3.0 percent is 0.03."""
        unit, divisor, usual = UNITS[self.unit or "points"]
        places = usual if self.decimals is None else self.decimals
        figures = {
            name: Figure(round(value / divisor, EXACT), unit, places, self.currency)
            for name in ("actual", "expected", "previous")
            if (value := getattr(self, name)) is not None
        }
        made = self._event(market, self.name, self.name)
        return replace(
            made,
            figures=figures,
            period=self.period,
            region=self.region,
            outcome=self.outcome,
            text=self.text,
            base=self.base,
        )


class Earnings(Entry):
    """What a company reports of a quarter or a year."""

    kind: Literal["earnings"]
    symbol: Annotated[str, Field(strict=True)] = ""
    name: _Short = ""
    period: _Short = ""
    eps: _Number | None = None
    eps_expected: _Number | None = None
    eps_adjusted: _Number | None = None
    revenue: _Number | None = None
    revenue_expected: _Number | None = None
    revenue_change: _Number | None = None
    currency: Annotated[str, Field(pattern=r"^([A-Z]{3})?$")] = ""
    outcome: Literal["", "above", "below", "in line"] = ""
    text: _Words = ""

    @model_validator(mode="after")
    def _is_somebody(self) -> Self:
        if self.symbol and not clean.is_symbol(self.symbol):
            raise ValueError(f"symbol: {self.symbol!r} is no symbol")
        if not self.symbol and not self.name:
            raise ValueError("symbol: missing; give a symbol or a name")
        return self

    def event(self, market: Market) -> Event:
        """The event with its figures; the company's symbol is the first one."""
        figures = {
            name: Figure(value, "price", 2, self.currency)
            for name in ("eps", "eps_expected", "eps_adjusted", "revenue", "revenue_expected")
            if (value := getattr(self, name)) is not None
        }
        if self.revenue_change is not None:
            figures["revenue_change"] = Figure(round(self.revenue_change / 100, EXACT), "percent", 1)
        name = self.name or market.names.get(self.symbol, self.symbol)
        others = tuple(symbol for symbol in self.symbols if symbol != self.symbol)
        return replace(
            self._event(market, self.symbol or name, name),
            figures=figures,
            symbols=(self.symbol, *others) if self.symbol else others,
            period=self.period,
            outcome=self.outcome,
            text=self.text,
        )


class Headline(Entry):
    """The title of an article, with whoever published it."""

    kind: Literal["headline"]
    title: Annotated[_Title, _Some]
    publisher: Annotated[_Short, _Some]

    def event(self, market: Market) -> Event:
        """The event; two publishers' equal titles are two events."""
        return self._event(market, f"{self.publisher} {self.title}", self.title)


class Appointment(Entry):
    """Something that is scheduled, or expected on a day that nobody knows."""

    kind: Literal["appointment"]
    name: Annotated[_Short, _Some]
    until: _Day = None
    text: _Words = ""

    def event(self, market: Market) -> Event:
        """The event, without a day where it is open."""
        made = self._event(market, self.name, self.name)
        if self.until and (made.day is None or self.until < made.day):
            raise ValueError("until: is before the day")
        return replace(made, until=self.until, text=self.text)


class Note(Entry):
    """What the desk itself wants said."""

    kind: Literal["note"]
    text: Annotated[_Words, _Some]
    author: _Short = ""

    def event(self, market: Market) -> Event:
        """The event; its publisher is whoever wrote it."""
        made = self._event(market, self.text, self.author or self.publisher)
        return replace(made, text=self.text, publisher=self.author or self.publisher)


KINDS: Final[Mapping[str, type[Entry]]] = {
    "release": Release,
    "earnings": Earnings,
    "headline": Headline,
    "appointment": Appointment,
    "note": Note,
}
