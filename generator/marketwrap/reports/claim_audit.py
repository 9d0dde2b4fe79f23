"""The audit of a claim: each way to take it as a study, and which of them the data support."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from marketwrap.base.model import Fact, Row, Span, Table
from marketwrap.facts import Day
from marketwrap.language.voice import Voice
from marketwrap.metrics.panel import Panel
from marketwrap.reports.precedents import figures
from marketwrap.reports.quoted_claims import Asked, Claim
from marketwrap.story.arrangement import ShareRow

Answer = Literal["supports", "contradicts", "open", "few"]
Roles = Mapping[str, Fact | tuple[Fact, ...]]
#: of a figure that there is not, in tables
NONE = Span("")


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to take a claim, and what the data say of it."""

    asked: Asked
    known: Mapping[str, Fact]
    answer: Answer
    #: "0.9 percentage points or more, any day"
    name: str


@dataclass(frozen=True, slots=True)
class Audit:
    """A claim and its answer, ready to be printed."""

    claim: Claim
    title: str
    source: str
    readings: tuple[Reading, ...]
    conclusion: tuple[str, ...]
    tables: tuple[Table, ...]
    chart: tuple[ShareRow, ...]
    chart_title: str
    chart_alt: str
    #: what the two marks of the chart mean
    marks: tuple[str, str]
    stamp: str


def audit(claim: Claim, asked: Sequence[Asked], day: Day, voice: Voice) -> Audit:
    """Hold every reading of a claim against the sessions before a day."""
    readings = tuple(_reading(claim, one, day, voice) for one in asked)
    first = [r for r in readings if r.asked.period == claim.periods[0]]
    claimed = _roles(claimed=day.fact("brief", "given_share", value=claim.share))
    period = claim.periods[0].name
    return Audit(
        claim=claim,
        title=voice.text("claim.title"),
        source=_worded(voice, "source", {}, source=claim.source),
        readings=readings,
        conclusion=_conclusion(claim, readings, day, voice),
        tables=(_by_reading(first, period, voice), _by_period(claim, readings, voice)),
        chart=tuple(_drawn(reading, voice) for reading in first if reading.answer != "few"),
        chart_title=_worded(voice, "chart_title", {}, period=period),
        chart_alt=_worded(voice, "alt", claimed),
        marks=(_worded(voice, "claimed", claimed), voice.text("claim.base_rate")),
        stamp=_stamp(day, voice),
    )


def verdict(share: float, known: Mapping[str, Fact]) -> Answer:
    """What the figures of a reading say of a claimed share; see docs/precedents.md."""
    ends = [
        known[name].number for name in ("low", "high", "difference_low", "difference_high") if name in known
    ]
    if len(ends) < 4:
        return "few"
    low, high, least, most = ends
    if not low <= share <= high:
        return "contradicts"
    return "supports" if least > 0 or most < 0 else "open"


def as_data(made: Audit) -> dict[str, Any]:
    """The same for programs."""
    return {
        "quote": made.claim.quote,
        "source": made.claim.source,
        "share": made.claim.share,
        "conclusion": list(made.conclusion),
        "readings": [
            {
                "threshold": reading.asked.threshold,
                "reading": reading.asked.reading.name,
                "period": reading.asked.period.name,
                "answer": reading.answer,
                **{
                    name: fact.value
                    for name, fact in reading.known.items()
                    if isinstance(fact.value, int | float)
                },
            }
            for reading in made.readings
        ],
    }


def _reading(claim: Claim, one: Asked, day: Day, voice: Voice) -> Reading:
    then = _last_day(day, one)
    known = figures(then, one.study, claim.horizon) if then else {}
    test = one.bound
    bound = day.fact(test.subject, "threshold", of=test.metric, sign=test.sign, value=test.value, clause=0)
    name = _worded(voice, "row", _roles(test=bound), reading=one.reading.name)
    return Reading(one, known, verdict(claim.share, known), name)


def _last_day(day: Day, one: Asked) -> Day | None:
    """The day as of which a period is looked at; None where it ended before the data begin."""
    until = one.period.until
    if until is None or until >= day.session:
        return day
    panel: Panel = day.panel
    last = max((session for session in panel.sessions if session <= until), default=None)
    return None if last is None else Day(panel, last)


def _by_reading(readings: Sequence[Reading], period: str, voice: Voice) -> Table:
    heads = ("reading", "cases", "share", "interval", "base", "difference", "answer")
    rows = []
    for reading in readings:
        cells = [_cell(voice, f"study.{key}", reading.known) for key in ("cases", "share", "interval")]
        cells += [_cell(voice, f"study.{key}", reading.known) for key in ("base", "difference_interval")]
        rows.append(Row(Span(reading.name), (*cells, Span(voice.text(f"claim.{reading.answer}")))))
    caption = _worded(voice, "readings_caption", {}, period=period)
    return Table("readings", caption, tuple(voice.text(f"claim.{head}") for head in heads), tuple(rows))


def _by_period(claim: Claim, readings: Sequence[Reading], voice: Voice) -> Table:
    names = dict.fromkeys(reading.name for reading in readings)
    rows = [
        Row(Span(name), tuple(_summed(reading, voice) for reading in readings if reading.name == name))
        for name in names
    ]
    heads = (voice.text("claim.reading"), *(period.name for period in claim.periods))
    return Table("periods", voice.text("claim.periods_caption"), heads, tuple(rows))


def _summed(reading: Reading, voice: Voice) -> Span:
    answer = voice.text(f"claim.{reading.answer}")
    if reading.answer == "few":
        count = _cell(voice, "study.cases", reading.known).text or "0"
        return Span(f"{count}: {answer}")
    return Span(
        _worded(voice, "cell_answer", {}, text=voice.plain("claim.cell", reading.known), answer=answer)
    )


def _cell(voice: Voice, key: str, known: Roles) -> Span:
    return Span(voice.plain(key, known)) if voice.fits(key, known) else NONE


def _drawn(reading: Reading, voice: Voice) -> ShareRow:
    share, low, high, base = (reading.known[name].number for name in ("share", "low", "high", "base"))
    return ShareRow(reading.name, voice.plain("claim.of_cases", reading.known), share, low, high, base)


def _conclusion(claim: Claim, readings: Sequence[Reading], day: Day, voice: Voice) -> tuple[str, ...]:
    counted: dict[Answer, list[Reading]] = {"supports": [], "contradicts": [], "open": [], "few": []}
    for reading in readings:
        counted[reading.answer].append(reading)
    numbers = {"tried": len(readings), "supported": len(counted["supports"]), "open": len(counted["open"]),
               "contradicted": len(counted["contradicts"]), "few": len(counted["few"])}  # fmt: skip
    roles = _roles(
        claimed=day.fact("brief", "given_share", value=claim.share),
        **{name: day.fact("brief", "given_count", value=number) for name, number in numbers.items()},
    )
    names = "; ".join(f"{r.name}, {r.asked.period.name}" for r in counted["supports"])
    kind = "some" if names else "none" if counted["contradicts"] else "none_open"
    enough = [r for r in readings if r.answer != "few"]
    best = max(enough, key=lambda r: r.known["share"].number, default=None)
    further = (
        _worded(voice, "highest", best.known, reading=f"{best.name}, {best.asked.period.name}")
        if best
        else voice.text("claim.nothing")
    )
    caution = _worded(voice, "caution_some" if names else "caution_none", roles)
    return (_worded(voice, kind, roles, names=names), further, caution)


def _stamp(day: Day, voice: Voice) -> str:
    roles = _roles(session=day.fact("brief", "session_date"), source=day.fact("brief", "source"))
    said = _worded(voice, "stamp", roles)
    return f"{said} {voice.text('claim.simulated')}" if day.panel.prices.simulated else said


def _roles(**roles: Fact | None) -> Roles:
    return {name: fact for name, fact in roles.items() if fact is not None}


def _worded(voice: Voice, key: str, roles: Roles, **words: str) -> str:
    return voice.worded("audit", f"claim.{key}", roles, **words).text
