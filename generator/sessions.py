"""When the market is open: exchange_calendars behind four questions."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache

import exchange_calendars as xcals
import pandas as pd

from generator.errors import ConfigError

#: the library's own default start moves with the clock, which a reproducible brief cannot have
FIRST = pd.Timestamp("1990-01-02")


@dataclass(frozen=True)
class Sessions:
    """The sessions of one exchange."""

    calendar: xcals.ExchangeCalendar

    def between(self, first: date, last: date) -> pd.DatetimeIndex:
        """All sessions from first to last, both included; timezone-naive midnights."""
        return self.calendar.sessions_in_range(pd.Timestamp(first), pd.Timestamp(last))

    def is_session(self, day: date) -> bool:
        """Whether the exchange trades on that day."""
        return bool(self.calendar.is_session(pd.Timestamp(day)))

    def close(self, session: date) -> datetime:
        """When the session closes, early closes included; in the exchange's own time zone."""
        moment = self.calendar.session_close(pd.Timestamp(session))
        return moment.tz_convert(self.calendar.tz).to_pydatetime()

    def is_early_close(self, session: date) -> bool:
        """Whether the session is one of the exchange's shortened ones."""
        return pd.Timestamp(session) in self.calendar.early_closes

    def on_or_before(self, day: date) -> date:
        """The session of that day, or the last one before it."""
        return self.calendar.date_to_session(pd.Timestamp(day), direction="previous").date()

    def after(self, session: date) -> date:
        """The next session."""
        return self.calendar.next_session(pd.Timestamp(session)).date()

    def last_closed(self, now: datetime | None = None) -> date:
        """The most recent session that has closed at ``now`` (default: this moment)."""
        now = now or datetime.now(UTC)
        session = self.on_or_before(now.astimezone(self.calendar.tz).date())
        if self.close(session) <= now:
            return session
        return self.on_or_before(session - timedelta(days=1))


@cache
def sessions(name: str) -> Sessions:
    """The calendar of an exchange by its ISO 10383 code, such as ``XNYS``.

    Raises ConfigError when there is no such calendar.
    """
    try:
        return Sessions(xcals.get_calendar(name, start=FIRST))
    except xcals.errors.InvalidCalendarName as error:
        raise ConfigError(
            f"no exchange calendar {name}", remedy="give an ISO 10383 code such as XNYS or XLON"
        ) from error
