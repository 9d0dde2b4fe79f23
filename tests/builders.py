"""Small builders: prices of a few closes, a day of a few moves, a fact of a value, an article of a day."""

import math
import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from importlib import resources

import numpy as np
import pandas as pd

from marketwrap.base.model import (
    Article,
    Chart,
    Edition,
    Fact,
    Finding,
    Group,
    Instrument,
    Length,
    Note,
    Pair,
    Paragraph,
    Provenance,
    Record,
    Sentence,
    Unit,
    Universe,
    Value,
)
from marketwrap.facts import Day, fact_id
from marketwrap.language.voice import Voice
from marketwrap.market import universe as universes
from marketwrap.market.calendars import sessions
from marketwrap.market.prices import Prices
from marketwrap.metrics.panel import Panel
from marketwrap.rules.rule import Found
from marketwrap.rules.saying import is_rare
from marketwrap.story.editions import story
from marketwrap.story.narrative import compose
from marketwrap.story.plan import Plan

SESSION = date(2026, 1, 14)
RETRIEVED = datetime(2026, 1, 14, 22, tzinfo=UTC)
#: a close that is not there
NONE = float("nan")

Closes = Mapping[str, Sequence[float]]


def _tiny() -> Universe:
    known = (
        Instrument("A", "Alpha", "stock", step=10),
        Instrument("B", "Beta", "stock"),
        Instrument("C", "Gamma", "stock"),
        Instrument("I", "Index", "index", step=100, record_before=Record(120.0, date(2000, 1, 3))),
        Instrument("F", "crude", "future", step=10),
        Instrument("Y", "yield", "yield", step=0.5, low_before=Record(1.55, date(1945, 11, 30))),
        Instrument("V", "fear", "volatility", step=10),
    )
    return Universe(
        id="tiny",
        name="Tinyland",
        calendar="XNYS",
        timezone="America/New_York",
        instruments={i.symbol: i for i in known},
        roles={"benchmark": "I"},
        groups={
            "three": Group("three", "three", ("A", "B", "C")),
            "two": Group("two", "two", ("A", "I")),
            "majors": Group("majors", "major indexes", ("I",)),
        },
        pairs={"ab": Pair("ab", "A to B", "A", "B")},
        required=(),
    )


#: a market of one of each kind, three stocks that form a group, and a pair
TINY = _tiny()
US = universes.load("us")
EUROPE = universes.load("europe")
WORLD = universes.load("global")
#: levels that closes of a made-up history begin at, where 100 would read oddly
PLAUSIBLE = {
    "^STOXX": 600.0, "^STOXX50E": 5900.0, "^GDAXI": 24000.0, "^FCHI": 8100.0, "^FTSE": 9900.0, "^IBEX": 17000.0,
    "FTSEMIB.MI": 45000.0, "^SSMI": 13000.0, "^AEX": 980.0, "^GSPC": 6900.0, "^N225": 52000.0, "^HSI": 26500.0,
    "000001.SS": 4100.0, "^NSEI": 25900.0, "^BVSP": 165000.0, "DX-Y.NYB": 99.0, "EURUSD=X": 1.16, "GBPUSD=X": 1.34,
    "EURGBP=X": 0.87, "EURCHF=X": 0.93, "JPY=X": 157.0, "CNY=X": 7.0, "GC=F": 4500.0, "SI=F": 80.0, "BZ=F": 65.0,
    "TTF=F": 30.0, "HG=F": 5.8, "BTC-USD": 95000.0, "BTC-EUR": 82000.0, "ETH-USD": 3300.0, "SOL-USD": 145.0,
    "XRP-USD": 2.1,
}  # fmt: skip


@cache
def index_of(count: int, last: date = SESSION, calendar: str = "XNYS") -> pd.DatetimeIndex:
    """The last ``count`` sessions up to ``last``."""
    return sessions(calendar).between(date(1990, 1, 2), last)[-count:]


def prices(closes: Closes, *, last: date = SESSION, notes: tuple[Note, ...] = ()) -> Prices:
    """Closes by symbol, oldest first, the last of them at ``last``; a shorter list begins later."""
    longest = max(map(len, closes.values()))
    rows = {s: [NONE] * (longest - len(values)) + list(values) for s, values in closes.items()}
    return prices_of(pd.DataFrame(rows, index=index_of(longest, last), dtype=float), notes)


def prices_of(frame: pd.DataFrame, notes: tuple[Note, ...] = (), calendar: str = "XNYS") -> Prices:
    return Prices(frame, calendar, "files", "price", RETRIEVED, notes=notes)


def panel(closes: Closes, *, last: date = SESSION, universe: Universe = TINY) -> Panel:
    return Panel(prices(closes, last=last), universe)


def fact(subject: str, metric: str, value: Value, unit: Unit = "percent", **params: str | float) -> Fact:
    """A fact of SESSION without inputs."""
    asked = tuple(params.items())
    return Fact(fact_id(subject, metric, asked), subject, metric, value, unit, SESSION, asked)


# Days of the bundled universe --------------------------------------------------------------------


@cache
def history(count: int = 320, last: date = SESSION, universe: str = "us") -> pd.DataFrame:
    """A calm market: each instrument wanders by its own usual amount, a third of it with all others."""
    market = {"us": US, "europe": EUROPE, "global": WORLD}[universe]
    draws = random.Random(20260114)  # noqa: S311  # no secret
    common = [draws.gauss(0, 1) for _ in range(count)]
    made = {}
    for symbol, instrument in market.instruments.items():
        own = [0.6 * c + 0.8 * draws.gauss(0, 1) for c in common]
        made[symbol] = _wander(instrument, own)
        if market is not US:
            made[symbol] = [
                close * PLAUSIBLE.get(symbol, made[symbol][-1]) / made[symbol][-1] for close in made[symbol]
            ]
    return pd.DataFrame(made, index=index_of(count, last, market.calendar))


def _wander(instrument: Instrument, draws: Sequence[float]) -> list[float]:
    if instrument.kind == "yield":
        return list(4 + np.cumsum(draws) * 0.03)
    if instrument.kind == "volatility":
        return [16 + 0.4 * d for d in draws]
    start = instrument.record_before.close * 1.5 if instrument.record_before else 100.0
    return list(start * np.exp(np.cumsum(draws) * 0.005))


def day(
    moves: Mapping[str, float] | None = None,
    *before: Mapping[str, float],
    rest: float = 0.0,
    frame: pd.DataFrame | None = None,
    universe: Universe = US,
) -> Day:
    """The last session of a calm history, with these moves on it, and those of ``before`` ahead of it.

    A move is a fraction; of a yield basis points, of volatility points. A key is a symbol or a group;
    a symbol's own goes before its group's. Everything else moves by ``rest``.
    """
    closes = (history(universe=universe.id) if frame is None else frame).copy()
    values = closes.to_numpy(copy=True)
    rows = (*before[::-1], moves or {})
    for place, row in zip(range(-len(rows), 0), rows, strict=True):
        for column, symbol in enumerate(closes.columns):
            move = _move(row, symbol, rest, universe)
            values[place, column] = _after(universe.instruments[symbol], values[place - 1, column], move)
    return last_day(pd.DataFrame(values, index=closes.index, columns=closes.columns), universe)


def last_day(frame: pd.DataFrame, universe: Universe = US) -> Day:
    """The last session of a history as it is."""
    made = Panel(prices_of(frame, calendar=universe.calendar), universe)
    return Day(made, made.sessions[-1])


def at(symbol: str, close: float, frame: pd.DataFrame | None = None) -> pd.DataFrame:
    """A history in which the symbol's close at the session before the last is this one."""
    closes = (history() if frame is None else frame).copy()
    closes[symbol] *= close / closes[symbol].iloc[-2]
    return closes


#: how far apart the sizes of a ladder's moves are: a fraction, yield points, volatility points
RUNG = {"yield": 0.002, "volatility": 0.02}


def ladder(*symbols: str) -> pd.DataFrame:
    """A history in which the 252 moves before the last session are of 1, 2, … 252 rungs, up and down in turn.

    A move of more than n rungs and less than n + 1 is larger than n of the past year's 252.
    """
    closes = history().copy()
    for symbol in symbols:
        kind = US.instruments[symbol].kind
        values = closes[symbol].to_numpy(copy=True)
        for rung in range(1, 253):
            place = len(values) - 254 + rung
            step = rung * (-1) ** rung * RUNG.get(kind, 0.0001)
            before = values[place - 1]
            values[place] = before + step if kind in RUNG else before * (1 + step)
        closes[symbol] = values
    return closes


def with_closes(frame: pd.DataFrame, symbol: str, **places: float) -> pd.DataFrame:
    """The same with other closes of a symbol: ``at_2`` is the one at the second session from the end."""
    values = frame[symbol].to_numpy(copy=True)
    for place, close in places.items():
        values[-int(place.removeprefix("at_"))] = close
    return frame.assign(**{symbol: values})


def jumped(frame: pd.DataFrame, symbol: str, sessions_ago: int, factor: float) -> pd.DataFrame:
    """The same with every close from a session on multiplied: a single large move, long before the last."""
    closes = frame.copy()
    values = closes[symbol].to_numpy(copy=True)
    values[-1 - sessions_ago :] *= factor
    closes[symbol] = values
    return closes


def _move(row: Mapping[str, float], symbol: str, rest: float, universe: Universe = US) -> float:
    own = (row[group] for group, known in universe.groups.items() if group in row and symbol in known.members)
    return row.get(symbol, next(own, rest))


def _after(instrument: Instrument, close: float, move: float) -> float:
    if instrument.kind == "yield":
        return close + move / 100
    return close + move if instrument.kind == "volatility" else close * (1 + move)


@cache
def sample() -> Panel:
    """The bundled sample: eleven years of every instrument, crises among them."""
    path = resources.files("marketwrap.sources") / "data" / "sample.csv.gz"
    with resources.as_file(path) as file:
        frame = pd.read_csv(file, index_col=0, parse_dates=True)
    frame.index.name = None
    return Panel(replace(prices_of(frame), source="sample", simulated=True), US)


def sample_days(step: int) -> Iterable[Day]:
    return (Day(sample(), session) for session in sample().sessions[::step])


def said(rule: Callable[[Day], Found], of: Day) -> tuple[str, ...]:
    """The phrases that one rule asks for."""
    return tuple(finding.phrase for finding in found(rule, of))


def found(rule: Callable[[Day], Found], of: Day) -> tuple[Finding, ...]:
    answer = rule(of)
    if answer is None:
        return ()
    return (answer,) if isinstance(answer, Finding) else tuple(answer)


# Articles -----------------------------------------------------------------------------------------


def article(
    of: Day,
    notes: tuple[Note, ...] = (),
    edition: Edition = "close",
    length: Length = "standard",
    plan: tuple[Plan, ...] | None = None,
) -> Article:
    """The article of a day, made the way a run makes it; ``plan`` takes the place of the edition's own."""
    told = story(of, edition, length)
    voice = Voice(of.universe, of.session, "en", rare=lambda move: is_rare(of, move))
    known = of.panel.prices
    provenance = Provenance(known.source, known.basis, known.retrieved, known.simulated, "0" * 64)
    closed_at = sessions(known.calendar).close(of.session)
    return compose(replace(told, plan=plan or told.plan), voice, provenance, notes, closed_at)


def walk(seed: int, count: int, *, gaps: float = 0.0, size: float = 0.01, ties: float = 0.0) -> list[float]:
    """A random walk of closes in steps of a hundredth, with gaps and unchanged closes at these rates."""
    draws = random.Random(seed)  # noqa: S311  # no secret
    close, closes = 100.0, []
    for _ in range(count):
        if draws.random() >= ties:
            close = max(1.0, round(close * math.exp(draws.gauss(0, size)), 2))
        closes.append(NONE if draws.random() < gaps else close)
    return closes


def texts_of(made: Article) -> list[str]:
    """Every sentence of an article, alternatives of charts and notes included."""
    return [sentence.text for sentence in sentences_of(made)]


def sentences_of(made: Article) -> list[Sentence]:
    return [*lead_of(made), *body_of(made), *made.notes]


def lead_of(made: Article) -> list[Sentence]:
    return [made.headline, made.standfirst, made.dateline, *made.summary]


def body_of(made: Article) -> list[Sentence]:
    """The sentences of the sections, and the alternatives of their charts."""
    found: list[Sentence] = []
    for section in made.sections:
        for block in section.blocks:
            if isinstance(block, Paragraph):
                found.extend(block.sentences)
            elif isinstance(block, Chart):
                found.append(block.alt)
    return found
