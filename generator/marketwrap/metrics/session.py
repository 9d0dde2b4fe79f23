"""Where a session stands in the calendar."""

from datetime import date

from marketwrap.market.calendars import sessions
from marketwrap.metrics.panel import Panel


def year(panel: Panel, _subject: str, i: int) -> int:
    """The calendar year of the session."""
    return panel.sessions[i].year


def last_year(panel: Panel, _subject: str, i: int) -> int:
    """The calendar year before the session's."""
    return panel.sessions[i].year - 1


def session_of_year(panel: Panel, _subject: str, i: int) -> int:
    """Which session of its calendar year it is, 1 for the first; counted by the exchange's calendar."""
    day, known = panel.sessions[i], sessions(panel.prices.calendar)
    return known.number(day) - known.number(date(day.year - 1, 12, 31))


def early_close(panel: Panel, _subject: str, i: int) -> int:
    """1 on the exchange's shortened sessions, else 0."""
    return int(sessions(panel.prices.calendar).is_early_close(panel.sessions[i]))


def period_ends(panel: Panel, _subject: str, i: int, horizon: str) -> int:
    """1 on the last session of a month (``mtd``), quarter (``qtd``) or year (``ytd``), else 0."""
    today = panel.sessions[i]
    after = sessions(panel.prices.calendar).after(today)
    months = {"mtd": 1, "qtd": 3, "ytd": 12}[horizon]
    return int((after.year, (after.month - 1) // months) != (today.year, (today.month - 1) // months))


def before(panel: Panel, subject: str, i: int, of: str) -> float | None:
    """A metric's value at the session before."""
    values = panel.column(of, subject)
    return None if values is None or i < 1 else float(values[i - 1])


def session_date(panel: Panel, _subject: str, i: int) -> date:
    """The session itself."""
    return panel.sessions[i]


def first_session(panel: Panel, _subject: str, _i: int) -> date:
    """The first session of the data."""
    return panel.sessions[0]


def closing_time(panel: Panel, _subject: str, i: int) -> str:
    """When the session closed in the exchange's own time, as "16:00"."""
    return f"{sessions(panel.prices.calendar).close(panel.sessions[i]):%H:%M}"


def source(panel: Panel, _subject: str, _i: int) -> str:
    """The name of the source that the prices came from."""
    return panel.prices.source


def gate_session(panel: Panel, subject: str, _i: int, fault: str, nth: int) -> date | None:
    """The nth session that a note of the gate on an instrument names."""
    for note in panel.prices.notes:
        if (note.symbol, note.fault) == (subject, fault) and nth < len(note.sessions):
            return note.sessions[nth]
    return None


def gate_note(panel: Panel, subject: str, _i: int, fault: str) -> str | None:
    """What the gate answered to a fault of an instrument: "mended" or "left out"."""
    found = (n.answer for n in panel.prices.notes if (n.symbol, n.fault) == (subject, fault))
    return next(found, None)
