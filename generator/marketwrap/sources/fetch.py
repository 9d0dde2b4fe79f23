"""From a source's answer to prices that may be written about: fetched, gated, cut at the session."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

from platformdirs import user_data_path

from marketwrap.base.errors import ConfigError, Refusal, SourceError
from marketwrap.base.model import Universe
from marketwrap.base.settings import Limits, Settings, SourceSettings
from marketwrap.market.calendars import FIRST, sessions
from marketwrap.market.prices import Fetched, Prices
from marketwrap.sources import LOCAL, SOURCES, Request, gate
from marketwrap.sources.find import find
from marketwrap.sources.request import short, silent

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
    request = request_of(settings, universe, session, now, progress, unclosed=unclosed)
    fetched = answer(request)
    return examined(fetched, universe, session or last(fetched, request), now, unclosed=unclosed)


def last(fetched: Fetched, request: Request) -> date:
    """The session that is meant where none is named; of a source that ends somewhere, the last it holds."""
    ends = [
        fetched.histories[symbol].bars.index.max().date()
        for symbol in request.universe.required
        if symbol in fetched.histories and len(fetched.histories[symbol].bars)
    ]
    return request.session if fetched.live or not ends else min(ends)


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


def request_of(
    settings: Settings,
    universe: Universe,
    session: date | None,
    now: datetime,
    progress: Progress = silent,
    *,
    unclosed: bool = False,
) -> Request:
    """All that the universe needs up to a session (default: the last one that has closed).

    Raises ConfigError for a setting that no source has, Refusal for a session that cannot be.
    """
    _refuse_out_of_time(session, now)
    calendar = sessions(universe.calendar)
    source = source_of(settings)
    table = settings.sources.get(short(source), SourceSettings())
    _refuse_unknown(source, table)
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
        source=source,
        label=table.name or short(source),
        limits=table,
        settings=table.model_extra or {},
    )


def answer(request: Request) -> Fetched:
    """What the source of a request answers. Raises SourceError, and ConfigError where there is none.

    Of a source that does not ship, an OSError is told in one line; what else it raises is a bug, and shows.
    """
    source = find(request.source)
    if request.source in SOURCES:
        return source(request)
    try:
        fetched: object = source(request)
    except OSError as error:
        # not its text: addresses with keys in them stand in that of some libraries
        reason = error.strerror or type(error).__name__
        raise SourceError(
            f"failed: {reason}", where=request.source, remedy="see the source's own page"
        ) from error
    if not isinstance(fetched, Fetched):
        raise SourceError(
            f"answered with {type(fetched).__name__}",
            where=request.source,
            remedy="it has to be marketwrap.sources.Fetched",
        )
    return replace(fetched, source=request.label)


def _refuse_unknown(source: str, table: SourceSettings) -> None:
    """A source that ships has no keys of its own, and only those on the network have limits."""
    if source not in SOURCES:
        return
    known = set() if source in LOCAL else set(Limits.model_fields)
    given = table.model_fields_set | set(table.model_extra or ())
    for key in sorted(given - known):
        raise ConfigError(f"sources.{source}.{key}: there is no such setting")


def _refuse_out_of_time(session: date | None, now: datetime) -> None:
    if session and session > now.date():
        raise Refusal(f"{session} lies in the future", remedy="ask for a session that has closed")
    if session and session < FIRST:
        raise Refusal(f"{session} is before {FIRST}, where the calendars begin", remedy="ask for a later one")
