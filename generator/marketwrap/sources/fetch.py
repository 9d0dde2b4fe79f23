"""From a source's answer to prices that may be written about: fetched, gated, cut at the session."""

from collections.abc import Callable
from datetime import date, datetime

from platformdirs import user_data_path

from marketwrap.base.errors import ConfigError, Refusal
from marketwrap.base.model import Universe
from marketwrap.base.settings import Settings
from marketwrap.market.calendars import FIRST, sessions
from marketwrap.market.prices import Fetched, Prices
from marketwrap.sources import LIVE, SOURCES, Request, gate
from marketwrap.sources.request import silent

Progress = Callable[[str], None]


def source_of(settings: Settings) -> str:
    """The source that is asked: the one that is named, else files where there are any, else the sample."""
    return settings.source or ("files" if settings.prices else "sample")


def admitted(
    settings: Settings,
    universe: Universe,
    session: date | None,
    now: datetime,
    progress: Progress = silent,
    *,
    unclosed: bool = False,
) -> Prices:
    """Prices of a source that have passed the gate, up to the session and no further."""
    wanted = request_for(settings, universe, session, now, progress, unclosed=unclosed)
    fetched = answer(settings, wanted)
    session = session or last(settings, fetched, wanted)
    return examined(fetched, universe, session, now, unclosed=unclosed)


def request_for(
    settings: Settings,
    universe: Universe,
    session: date | None,
    now: datetime,
    progress: Progress = silent,
    *,
    unclosed: bool = False,
) -> Request:
    """What a source is asked for a session (default: the last one that has closed)."""
    _refuse_out_of_time(session, now)
    calendar = sessions(universe.calendar)
    return Request(
        universe=universe,
        symbols=tuple(universe.instruments),
        first=None,
        session=session or (calendar.on_or_before(now.date()) if unclosed else calendar.last_closed(now)),
        path=settings.prices,
        store=settings.store or user_data_path("marketwrap") / "store",
        now=now,
        progress=progress,
        basis=settings.basis,
    )


def answer(settings: Settings, request: Request) -> Fetched:
    """What the source of the settings answers. Raises ConfigError for one that there is not, SourceError."""
    name = source_of(settings)
    if name not in SOURCES:
        raise ConfigError(f"no source {name}", remedy=f"give one of: {', '.join(SOURCES)}")
    return SOURCES[name](request)


def last(settings: Settings, fetched: Fetched, request: Request) -> date:
    """The session that is meant where none is named; of a source that ends somewhere, the last it holds."""
    if source_of(settings) in LIVE:
        return request.session
    ends = [
        fetched.histories[symbol].bars.index.max().date()
        for symbol in request.universe.required
        if symbol in fetched.histories and len(fetched.histories[symbol].bars)
    ]
    return min(ends) if ends else request.session


def examined(
    fetched: Fetched, universe: Universe, session: date, now: datetime, *, unclosed: bool = False
) -> Prices:
    """Prices that have passed the gate, of an answer that reaches to the session. Raises Refusal."""
    _refuse_out_of_time(session, now)
    prices = gate.examine(fetched, universe, session, now, unclosed=unclosed)
    if len(prices.closes) <= 1:
        raise Refusal(
            f"{session} is the first session of these prices",
            remedy="ask for a later one, or give more history",
        )
    return prices


def _refuse_out_of_time(session: date | None, now: datetime) -> None:
    if session and session > now.date():
        raise Refusal(f"{session} lies in the future", remedy="ask for a session that has closed")
    if session and session < FIRST:
        raise Refusal(f"{session} is before {FIRST}, where the calendars begin", remedy="ask for a later one")
