"""Whether there is such a session, and whether it is over."""

from datetime import UTC, date, datetime
from typing import NoReturn

import pandas as pd

from marketwrap.base.errors import Refusal
from marketwrap.base.model import Universe
from marketwrap.market.calendars import Sessions, sessions
from marketwrap.market.prices import Fetched, History

ASK = "or ask for the session as it stands with --unclosed"


def between(universe: Universe, first: date, last: date) -> pd.DatetimeIndex:
    """The sessions of the universe's exchange from ``first``, or from the calendar's start, to ``last``."""
    return sessions(universe.calendar).between(first, last)


def refuse_no_session(universe: Universe, session: date) -> None:
    """Raise Refusal for a day on which the exchange does not trade."""
    calendar = sessions(universe.calendar)
    if not calendar.is_session(session):
        before = calendar.on_or_before(session)
        raise Refusal(
            f"{session} is no session of {universe.calendar}", remedy=f"ask for the one before it, {before}"
        )


def refuse_open(fetched: Fetched, universe: Universe, session: date, now: datetime) -> None:
    """Raise Refusal for a day without trading and for a session that is not known to have closed.

    Prices that were retrieved before the close cannot hold it, whatever time it is now.
    """
    refuse_no_session(universe, session)
    calendar = sessions(universe.calendar)
    close = calendar.close(session)
    known = min(now, fetched.retrieved or now) if _answered(fetched, session) else now
    if known < close:
        _still_open(
            fetched, session, f"it closes at {_clock(close)} and the prices are of {_clock(known, close)}"
        )
    for symbol in universe.required:
        history = fetched.histories.get(symbol)
        end = history and closing_time(history, session, calendar)
        if history and history.last_trade and end and history.last_trade < end:
            trade = _clock(history.last_trade, end)
            _still_open(fetched, session, f"the last trade in {symbol} is of {trade}, before {_clock(end)}")


def closing_time(history: History, session: date, calendar: Sessions) -> datetime | None:
    """When the source's own trading period ends, if the session is the one it is in; None otherwise."""
    if history.last_trade is None or history.period_end is None or history.last_trade.date() != session:
        return None
    if calendar.is_early_close(session):  # sources have been seen to state the usual hours on such days
        return min(history.period_end, calendar.close(session))
    return history.period_end


def _answered(fetched: Fetched, session: date) -> bool:
    """Whether there is a row for the session at all; if not, that is what is wrong, and not its hour."""
    return any(pd.Timestamp(session) in history.bars.index for history in fetched.histories.values())


def _still_open(fetched: Fetched, session: date, why: str) -> NoReturn:
    raise Refusal(
        f"the session of {session} has not closed: {why}",
        where=fetched.source,
        remedy=f"run again after the close, {ASK}",
    )


def _clock(moment: datetime, like: datetime | None = None) -> str:
    zone = like.tzinfo if like else moment.tzinfo
    return moment.astimezone(zone or UTC).strftime("%Y-%m-%d %H:%M %Z")
