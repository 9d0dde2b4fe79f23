"""When an edition can be written, and when it has grown old: by the exchange's calendar alone."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from marketwrap.base.model import Edition
from marketwrap.market.calendars import Sessions, sessions
from marketwrap.story.editions import MORNING_HOUR, folder


@dataclass(frozen=True, slots=True)
class Slot:
    """One brief of an edition: about which session, from when on, and until when it is worth sending."""

    edition: Edition
    #: the day that it is for, as ``--date`` has it; of a morning the session that is about to open
    day: date
    #: its folder, as in ``2026-01-14-weekly``
    brief: str
    ready: datetime
    #: at the next opening a close is old, at the close a morning
    expires: datetime


def slot(edition: Edition, day: date, calendar: str, settle: timedelta = timedelta()) -> Slot:
    """The slot of an edition for a day; ``settle`` is how long after the close official closes are there.

    Raises ConfigError when the exchange does not trade on that day or its calendar does not reach there.
    """
    known = sessions(calendar)
    if edition == "morning":
        before = known.on_or_before(day - timedelta(days=1))
        ready = datetime.combine(day, MORNING_HOUR, known.zone)
        return Slot(edition, day, folder(edition, before, calendar), ready, known.close(day))
    ready = known.close(day) + settle
    return Slot(edition, day, folder(edition, day, calendar), ready, known.open(known.after(day)))


def due(edition: Edition, now: datetime, calendar: str, settle: timedelta = timedelta()) -> Slot | None:
    """The slot that ``now`` falls into, which may not be ready yet; None where there is nothing to do.

    A close is due from its session's opening to the next one, so over a weekend or a holiday it is that of
    the session before; a week is due after its last session; a morning on the day itself.
    """
    known = sessions(calendar)
    today = known.on_or_before(now.astimezone(known.zone).date())
    if edition == "morning":
        of_today = known.is_session(now.astimezone(known.zone).date()) and now < known.close(today)
        return slot(edition, today, calendar, settle) if of_today else None
    day = today if now >= known.open(today) else known.on_or_before(today - timedelta(days=1))
    if edition == "weekly" and not _ends_week(day, known):
        return None
    return slot(edition, day, calendar, settle)


def _ends_week(day: date, known: Sessions) -> bool:
    return known.after(day).isocalendar()[:2] != day.isocalendar()[:2]
