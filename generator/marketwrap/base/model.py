"""The values handed from step to step. Frozen, without behaviour beyond reading themselves."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Literal

from marketwrap.base.meaning import UNKNOWN, Meaning

Kind = Literal["index", "fund", "stock", "future", "yield", "volatility", "currency", "crypto"]
Unit = Literal[
    "percent",  # a fraction: 0.01 is printed as 1%
    "points",  # of an index, of volatility
    "percentage_points",  # a spread of two percentages: 0.95 is printed as 0.95
    "basis_points",
    "price",  # a close, in the unit of its instrument
    "money",  # an amount in the universe's money
    "quantity",  # pieces that are owned, negative where they are owed
    "ratio",
    "count",
    "rank",
    "sessions",
    "share",  # a fraction of cases: 0.56 is printed as 56%
    "zscore",
    "date",
    "year",
    "symbol",
    "symbols",
    "text",  # a name or a label taken over as it is
]
Value = float | int | str | date | tuple[str, ...]
Params = tuple[tuple[str, str | float | int], ...]


@dataclass(frozen=True, slots=True)
class Record:
    """The highest or lowest close before a source's data begin, so that no record is claimed too early."""

    close: float
    session: date


@dataclass(frozen=True, slots=True)
class Instrument:
    """What a symbol is and how prose and tables name it."""

    symbol: str
    name: str
    kind: Kind
    short: str = ""
    #: "the" before the name in a sentence
    the: bool = False
    #: "were" and not "was"
    plural: bool = False
    decimals: int = 2
    #: round numbers that are worth a sentence when they are crossed; 0 for none
    step: float = 0.0
    currency: str = ""
    #: what a price is the price of, as it follows one: "a barrel"
    per: str = ""
    #: of another exchange than the universe's, so that its holidays are told from gaps
    calendar: str = ""
    #: the highest and the lowest close before the data
    record_before: Record | None = None
    low_before: Record | None = None
    #: what sources call it, by the source's short name
    alias: Mapping[str, str] = field(default_factory=dict, hash=False)

    @property
    def brief_name(self) -> str:
        """The name at the second and later mention."""
        return self.short or self.name


@dataclass(frozen=True, slots=True)
class Group:
    """Instruments that are ranked and counted together."""

    id: str
    name: str
    members: tuple[str, ...]
    singular: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two instruments whose relative move is news: the left one against the right one."""

    id: str
    name: str
    left: str
    right: str


@dataclass(frozen=True, slots=True)
class Universe:
    """A market: its instruments, the groups they form and the roles they play."""

    id: str
    name: str
    calendar: str
    timezone: str
    instruments: Mapping[str, Instrument]
    roles: Mapping[str, str]
    groups: Mapping[str, Group]
    pairs: Mapping[str, Pair]
    #: without these there is no brief
    required: tuple[str, ...]
    #: whose releases concern it: two letters of ISO 3166, or "EU"
    regions: tuple[str, ...] = ()
    #: sign of the money that instruments without a currency of their own are quoted in
    currency: str = ""
    #: how well known instruments, groups and pairs are to its readers, 0 to 1, by symbol, id or kind
    fame: Mapping[str, float] = field(default_factory=dict, hash=False)


Answer = Literal["mended", "left out"]


@dataclass(frozen=True, slots=True)
class Note:
    """What the gate did to one instrument, and why; worded in ``templates/phrases`` under ``gate``."""

    answer: Answer
    #: key of the phrase, such as ``duplicate_row``
    fault: str
    symbol: str
    #: sessions concerned, oldest first; may be empty
    sessions: tuple[date, ...] = ()


def _in_utc(moment: datetime) -> datetime:
    """The same moment in UTC, since Python calls no time of an hour that clocks repeat equal to any other.

    Raises ValueError for a time without a zone.
    """
    if moment.tzinfo is None:
        raise ValueError(f"{moment} has no time zone")
    return moment.astimezone(UTC)


Timing = Literal["", "before", "after"]
Base = Literal["", "year", "month"]
EventKind = Literal["release", "earnings", "headline", "appointment", "note"]


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that an event brought or is expected to bring."""

    value: float
    #: percent (0.03 is 3%), price (money), count or points
    unit: Unit
    decimals: int = 2
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """Something outside the prices that a brief may speak of; its texts are cleaned when it is read."""

    #: begins with its kind, as in ``release/2026-01-14/producer-prices``
    id: str
    kind: EventKind
    #: what readers call it: "Producer prices", "Bank of America", a headline
    name: str
    #: in the market's own time zone; None for one that has no day yet
    day: date | None
    #: the moment, given in any time zone and kept in UTC; None where only the day is known
    at: datetime | None = None
    #: before the session opens or after it closes, where no more than that is known
    timing: Timing = ""
    #: the last day of one that takes several
    until: date | None = None
    #: "November", "fourth quarter"
    period: str = ""
    #: of a release, as two letters of ISO 3166 or "EU"
    region: str = ""
    #: actual, expected, previous; of earnings further ones such as revenue and revenue_expected
    figures: Mapping[str, Figure] = field(default_factory=dict)
    #: how the figure compared with what was expected, where only that was reported: above, below, in line
    outcome: str = ""
    publisher: str = ""
    #: http or https, or empty
    link: str = ""
    symbols: tuple[str, ...] = ()
    #: a theme of ``themes.toml``, where whoever wrote the event named one
    theme: str = ""
    #: what a note says, or a detail in the publisher's words
    text: str = ""
    #: what happened, as a clause in the past tense that can stand after "after", without a stop
    clause: str = ""
    #: whether it leads the brief
    lead: bool = False
    #: of the file of whoever makes the brief, all of which is told
    desk: bool = False
    #: what the figure of a release is held against: the year before, or the month before
    base: Base = ""

    def __post_init__(self) -> None:
        if self.at is not None:
            object.__setattr__(self, "at", _in_utc(self.at))


@dataclass(frozen=True, slots=True)
class Events:
    """What was known and what was scheduled, in order of time and id."""

    items: tuple[Event, ...] = ()
    #: what happened or was published later is not known, kept in UTC; None for the close of the session
    until: datetime | None = None

    def __post_init__(self) -> None:
        if self.until is not None:
            object.__setattr__(self, "until", _in_utc(self.until))


Edition = Literal["close", "morning", "weekly"]
Length = Literal["short", "standard", "long"]


@dataclass(frozen=True, slots=True)
class WatchPoint:
    """A level that a brief said to watch: what a close beyond it would mean is its phrase's to say."""

    #: session and key, as in ``2026-01-14/ratio_high``
    id: str
    key: str
    #: of the brief that set it
    session: date
    edition: Edition
    subject: str
    #: one of the panel, such as ``level`` or ``ratio``
    metric: str
    side: Literal["above", "below"]
    level: float


@dataclass(frozen=True, slots=True)
class Input:
    """Closes that a fact was computed from: every one of a short list, or the ends of a long run."""

    symbol: str
    first: date
    last: date
    #: the closes at ``first`` and ``last`` where the fact rests on these two alone
    closes: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that is so, with all that is needed to print it and to compute it again."""

    id: str
    subject: str
    metric: str
    value: Value
    unit: Unit
    as_of: date
    params: Params = ()
    inputs: tuple[Input, ...] = ()
    #: what its metric declares; not written with it, and given to it by who reads it
    meaning: Meaning = field(default=UNKNOWN, compare=False, repr=False)

    @property
    def number(self) -> float:
        """The value as a number.

        Raises TypeError for a fact that is not one.
        """
        value = self.value
        if isinstance(value, float):
            return value
        if isinstance(value, int):
            return float(value)
        raise TypeError(f"{self.id} is not a number: {self.value!r}")


@dataclass(frozen=True, slots=True)
class Finding:
    """Something worth saying: which phrase, filled with which facts, about what, how strongly."""

    rule: str
    phrase: str
    roles: Mapping[str, Fact | tuple[Fact, ...]]
    #: decides the section and the paragraph
    topic: str
    #: newsworthiness, mostly 0 to 1, as ``rules/newsworthiness.py`` makes it: the strongest leads
    news: float
    #: findings that share a claim say the same thing; the most newsworthy one is kept
    claims: tuple[str, ...] = ()
    #: the level that it says to watch
    watch: WatchPoint | None = None
    #: what is told at the end of its sentence, behind a comma: "…, its first record since 2007"
    tail: "Finding | None" = None

    @property
    def heading(self) -> str:
        """The key of the phrase that heads an article with it: that of its tail, which is the news of it."""
        return (self.tail or self).phrase

    @property
    def facts(self) -> tuple[Fact, ...]:
        """Every fact that the finding rests on, in the order of its roles."""
        found: list[Fact] = []
        for value in self.roles.values():
            found.extend(value if isinstance(value, tuple) else (value,))
        return (*found, *self.tail.facts) if self.tail else tuple(found)


#: a text is taken over as it is, digits, capitals and all
SpanKind = Literal["number", "count", "rank", "date", "word", "name", "text"]


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a sentence. ``fact`` names what it prints, and is empty for plain words."""

    text: str
    fact: str = ""
    kind: SpanKind | None = None
    #: where the text leads, http or https
    link: str = ""


@dataclass(frozen=True, slots=True)
class Sentence:
    """Text that knows where each of its numbers comes from."""

    spans: tuple[Span, ...]
    rule: str
    phrase: str
    #: ids of all facts that the finding rests on, printed or not
    facts: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The sentence as a reader sees it."""
        return "".join(span.text for span in self.spans)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Sentences on one topic."""

    topic: str
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A table row: the name, then one cell a column; an empty cell is a dash."""

    head: Span
    cells: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under columns. ``columns[0]`` heads the names."""

    id: str
    caption: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


ChartKind = Literal["bars", "line"]


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a chart: ``label`` is the instrument's name, ``value`` the fact's text."""

    label: str
    value: Span


@dataclass(frozen=True, slots=True)
class Chart:
    """What a chart shows. Bars carry their facts; a line names the pair it draws."""

    id: str
    kind: ChartKind
    title: str
    #: the text alternative, made of facts as any other sentence
    alt: Sentence
    bars: tuple[Bar, ...] = ()
    #: separates bars into clusters: index of the first bar of each further cluster
    breaks: tuple[int, ...] = ()
    subject: str = ""
    labels: tuple[str, ...] = ()


Block = Paragraph | Table | Chart


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands below it."""

    id: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where the prices came from, so that the same brief can be made again."""

    source: str
    basis: str
    retrieved: datetime
    simulated: bool
    #: of the closes' text, not of the compressed file
    snapshot_sha256: str


@dataclass(frozen=True, slots=True)
class Article:
    """All there is to say about one session, down to its spans."""

    session: date
    closed_at: datetime
    universe: str
    language: str
    archetype: str
    headline: Sentence
    standfirst: Sentence
    dateline: Sentence
    byline: str
    summary: tuple[Sentence, ...]
    sections: tuple[Section, ...]
    notes: tuple[Sentence, ...]
    disclaimer: str
    provenance: Provenance
    #: every fact that is printed or that a printed sentence rests on, by id
    facts: Mapping[str, Fact] = field(default_factory=dict)
    edition: Edition = "close"
    #: levels that this brief says to watch
    watch: tuple[WatchPoint, ...] = ()
    #: levels that earlier briefs said to watch and that facts rest on
    earlier: tuple[WatchPoint, ...] = ()
    #: events that facts rest on
    events: tuple[Event, ...] = ()
