"""When the market is open: exchange_calendars behind a few questions.

Loading the library and making a calendar with it takes as long as all else that a brief does before
it has prices. So a calendar is written down when it is first asked for, in the user's cache and under the
version of the library. For the bundled markets and the version that is pinned, it comes written in
``calendars/``, so that the first run is no slower; ``./run.sh golden`` writes these anew.
"""

import json
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from importlib import metadata, resources
from importlib.resources.abc import Traversable
from typing import Any, Final
from urllib.parse import quote
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import pandas as pd
from platformdirs import user_cache_path

from marketwrap.base import disk
from marketwrap.base.errors import ConfigError

#: the library's own range moves with the clock, which a reproducible brief cannot have
FIRST: Final = date(1990, 1, 2)
LAST: Final = date(2035, 12, 31)

LIBRARY: Final = "exchange_calendars"
ISO_CODE: Final = "give an ISO 10383 code such as XNYS or XLON"

_SATURDAY: Final = 5

Days = npt.NDArray[np.datetime64]


@dataclass(frozen=True, eq=False)
class Sessions:
    """The sessions of one exchange. Raises ConfigError when asked about days outside their range."""

    name: str
    #: ascending
    days: Days
    #: of each session, from its midnight to its close in the exchange's own time
    minutes: npt.NDArray[np.int64]
    #: of the latest session, from its midnight to its open: late openings are not known ahead
    opens: int
    early: frozenset[date]
    zone: ZoneInfo
    #: what the library calls a weekday without a session; one that was closed once has no name
    holidays: Mapping[date, str] = field(default_factory=dict)

    def between(self, first: date, last: date) -> pd.DatetimeIndex:
        """All sessions from first to last, both included; timezone-naive midnights."""
        start = np.searchsorted(self.days, np.datetime64(first))
        end = np.searchsorted(self.days, np.datetime64(last), side="right")
        return pd.DatetimeIndex(self.days[start:end].astype("datetime64[ns]"))

    def is_session(self, day: date) -> bool:
        """Whether the exchange trades on that day."""
        return self.on_or_before(day) == day

    def close(self, session: date) -> datetime:
        """When the session closes, early closes included; in the exchange's own time zone."""
        return self._at_minute(session, int(self.minutes[self._position(session)]))

    def open(self, session: date) -> datetime:
        """When the session opens, by the exchange's present hours; in its own time zone."""
        return self._at_minute(session, self.opens)

    def is_early_close(self, session: date) -> bool:
        """Whether the session is one of the exchange's shortened ones."""
        return session in self.early

    def on_or_before(self, day: date) -> date:
        """The session of that day, or the last one before it."""
        return self._at(self._position(day), day)

    def after(self, session: date) -> date:
        """The next session."""
        return self._at(self._position(session) + 1, session)

    def closed(self, days: pd.DatetimeIndex) -> npt.NDArray[np.bool_]:
        """On which of some days the exchange is known not to trade; shape (days,).

        Days outside the calendar's range count as open: of these nothing is known.
        """
        asked = days.to_numpy().astype("datetime64[D]")
        known = (asked >= self.days[0]) & (asked <= self.days[-1])
        return np.asarray(known & ~np.isin(asked, self.days))

    def number(self, session: date) -> int:
        """How many sessions there are from the calendar's first day up to and with this one."""
        return self._position(session) + 1

    def last_closed(self, now: datetime | None = None) -> date:
        """The most recent session that has closed at ``now`` (default: this moment)."""
        now = now or datetime.now(UTC)
        session = self.on_or_before(now.astimezone(self.zone).date())
        if self.close(session) <= now:
            return session
        return self.on_or_before(session - timedelta(days=1))

    def _at_minute(self, session: date, minutes: int) -> datetime:
        return datetime.combine(session, time(), self.zone) + timedelta(minutes=minutes)

    def _position(self, day: date) -> int:
        """Position of the session of that day, or of the last one before it; -1 before the first."""
        asked = np.datetime64(day)
        if asked > self.days[-1]:
            self._refuse(day)
        return int(self.days.searchsorted(asked, side="right")) - 1

    def _at(self, position: int, asked: date) -> date:
        if not 0 <= position < len(self.days):
            self._refuse(asked)
        found: date = self.days[position].item()
        return found

    def _refuse(self, day: date) -> None:
        raise ConfigError(
            f"{day} is outside the calendar {self.name}",
            remedy=f"ask for a day from {self.days[0]} to {self.days[-1]}",
        )


@cache
def sessions(name: str) -> Sessions:
    """The calendar of an exchange by its ISO 10383 code, such as ``XNYS``.

    Raises ConfigError when there is no such calendar.
    """
    version, file = metadata.version(LIBRARY), f"{quote(name, safe='')}.json"
    cached = user_cache_path("marketwrap") / "calendars" / version / file
    for place in (resources.files("marketwrap.market") / "calendars" / file, cached):
        if (known := _written(place, name, version)) is not None:
            return known
    made = of_library(name)
    with suppress(OSError):  # a cache that cannot be written only makes the next run slower
        disk.write(cached, to_text(made).encode())
    return made


def _written(file: Traversable, name: str, version: str) -> Sessions | None:
    """A calendar that was written down; None where there is none of that version, or a damaged one."""
    try:
        written = json.loads(file.read_text("utf-8"))
        return _of_written(name, written) if written["version"] == version else None
    except (OSError, ValueError, LookupError, TypeError):
        return None


def of_library(name: str) -> Sessions:
    """The calendar as exchange_calendars has it. Raises ConfigError when it has none of that name."""
    import exchange_calendars as xcals  # noqa: PLC0415  # slow to load, and rarely needed

    try:
        kind = type(xcals.get_calendar(name))
    except xcals.errors.InvalidCalendarName as error:
        raise ConfigError(f"no exchange calendar {name}", remedy=ISO_CODE) from error
    # some exchanges publish their holidays a year at a time
    first, last = pd.Timestamp(FIRST), pd.Timestamp(LAST)
    calendar = kind(max(first, kind.bound_min() or first), min(last, kind.bound_max() or last))
    minutes = _since_midnight(calendar.closes, calendar)
    opens = int(_since_midnight(calendar.opens[-1:], calendar)[0])
    early = frozenset(stamp.date() for stamp in calendar.early_closes)
    days = calendar.sessions.to_numpy().astype("datetime64[D]")
    return Sessions(name, days, minutes, opens, early, ZoneInfo(str(calendar.tz)), _holidays(calendar))


def _holidays(calendar: Any) -> dict[date, str]:
    """The names of weekdays without a session, for those of the exchange's rules that have one."""
    rules = calendar.regular_holidays
    if rules is None:
        return {}
    named = rules.holidays(calendar.first_session, calendar.last_session, return_name=True)
    closed = named[~named.index.isin(calendar.sessions) & (named.index.day_of_week < _SATURDAY)]
    return {stamp.date(): str(name) for stamp, name in closed.items()}


def _since_midnight(times: pd.Series, calendar: Any) -> npt.NDArray[np.int64]:
    """Minutes of the day of openings or closes, which are indexed by their session."""
    local = pd.DatetimeIndex(times).tz_convert(calendar.tz).tz_localize(None)
    return ((local - pd.DatetimeIndex(times.index)) // pd.Timedelta(minutes=1)).to_numpy()


def to_text(calendar: Sessions) -> str:
    """A calendar as it is written down: by the rule, and by the days that depart from it."""
    ((usual, _),) = Counter(calendar.minutes.tolist()).most_common(1)
    traded = {day.weekday() for day in calendar.days.tolist()}
    week = "".join("1" if weekday in traded else "0" for weekday in range(7))
    candidates = _days_of(week, calendar.days[0], calendar.days[-1])
    other = np.flatnonzero(calendar.minutes != usual)
    written = {
        "version": metadata.version(LIBRARY),
        "zone": calendar.zone.key,
        "first": str(calendar.days[0]),
        "last": str(calendar.days[-1]),
        "opens": calendar.opens,
        "usual": usual,
        # from Monday on, as NumPy writes it
        "week": week,
        "closed": [str(day) for day in candidates[~np.isin(candidates, calendar.days)]],
        "other": {str(calendar.days[i]): int(calendar.minutes[i]) for i in other},
        "early": sorted(day.isoformat() for day in calendar.early),
        "holidays": {
            name: sorted(day.isoformat() for day, known in calendar.holidays.items() if known == name)
            for name in sorted(set(calendar.holidays.values()))
        },
    }
    return json.dumps(written, indent=1) + "\n"


def _of_written(name: str, written: dict[str, Any]) -> Sessions:
    first, last = np.datetime64(written["first"]), np.datetime64(written["last"])
    candidates = _days_of(written["week"], first, last)
    days = candidates[~np.isin(candidates, np.array(written["closed"], dtype="datetime64[D]"))]
    minutes = np.full(len(days), written["usual"])
    other: dict[str, int] = written["other"]
    minutes[np.searchsorted(days, np.array(list(other), dtype="datetime64[D]"))] = list(other.values())
    early = frozenset(map(date.fromisoformat, written["early"]))
    holidays = {
        date.fromisoformat(day): called for called, listed in written["holidays"].items() for day in listed
    }
    return Sessions(name, days, minutes, written["opens"], early, ZoneInfo(written["zone"]), holidays)


def _days_of(week: str, first: np.datetime64, last: np.datetime64) -> Days:
    """The days from first to last, both included, that fall on some days of the week."""
    days = np.arange(first, last + np.timedelta64(1, "D"))
    return days[np.is_busday(days, weekmask=week)]
