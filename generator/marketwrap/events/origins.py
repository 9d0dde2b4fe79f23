"""Where events come from: a file of the user's, the bundled sample, Yahoo."""

from collections.abc import Callable
from datetime import date, datetime
from importlib import resources
from typing import Final
from zoneinfo import ZoneInfo

from marketwrap.base.model import Event, Events, Universe
from marketwrap.base.settings import Settings
from marketwrap.events import load, merge, window
from marketwrap.events.entries import Market
from marketwrap.market.calendars import sessions

SAMPLE: Final = "sample-events.toml"
#: the session on whose evening the sample's events stood so; of other days it knows none
SAMPLED: Final = date(2026, 1, 14)


def known(
    settings: Settings,
    source: str,
    universe: Universe,
    session: date,
    progress: Callable[[str], None],
    until: datetime | None = None,
) -> Events:
    """What a brief of the session may know beside its prices, up to ``until`` (default: the close).

    Raises ConfigError for a file that cannot be trusted; a Yahoo that does not answer is a line of progress.
    """
    market = _market(universe)
    found: list[tuple[Event, ...]] = []
    if settings.events:
        found.append(load.read(settings.events, market))
    elif settings.news == "auto" and source == "sample" and session == SAMPLED:
        found.append(_sample(market))
    if settings.news == "yahoo" or (settings.news == "auto" and source == "yahoo"):
        found.append(_yahoo(universe, market, session, progress))
    closed = sessions(universe.calendar).close(session)
    return window.known(merge.merged(*found), session, closed, until)


def supplied(settings: Settings, universe: Universe) -> tuple[Event, ...]:
    """All that the desk's own file has, of whatever day; raises as ``known``."""
    given = load.read(settings.events, _market(universe)) if settings.events else ()
    return tuple(event for event in given if event.desk)


def _market(universe: Universe) -> Market:
    return Market(ZoneInfo(universe.timezone), {i.symbol: i.name for i in universe.instruments.values()})


def _yahoo(
    universe: Universe, market: Market, session: date, progress: Callable[[str], None]
) -> tuple[Event, ...]:
    from marketwrap.events import yahoo  # noqa: PLC0415  # yfinance is slow to load, and others do without

    progress("asking for calendars and news")
    return yahoo.fetch(universe, market, session, progress)


def _sample(market: Market) -> tuple[Event, ...]:
    """Events of the bundled sample: figures as they were published, headlines invented."""
    text = (resources.files("marketwrap.sources") / "data" / SAMPLE).read_text("utf-8")
    return load.toml(text, market, SAMPLE)
