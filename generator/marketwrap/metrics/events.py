"""What is known about an event at a session; a fact of these has the event's id as its subject.

An event happened when its time, or its day where no time is known, is not after ``panel.events.until`` (the
session's close where that is None). Until then there is no headline and no note, and of a release or of
earnings only what was scheduled and expected. Events are of a session when they came after the close of the
session before. Prices play no part: scaling them or adding later ones changes nothing.
"""

import re
from datetime import date, datetime, timedelta
from typing import Final

from marketwrap.base.model import Event, Figure
from marketwrap.language import languages, themes
from marketwrap.market.calendars import sessions
from marketwrap.metrics.panel import Panel

#: subjects of facts about a theme begin with this
THEME: Final = "theme/"
#: what a language calls the days on which exchanges do not trade; it may have none of it
HOLIDAYS: Final = "holidays.toml"
#: kinds that are nothing before they are published
_TOLD: Final = ("headline", "note")
#: figures that are known ahead
_AHEAD: Final = re.compile(r"(?:\w+_)?expected|previous")
#: what the fonts of every document hold and every reader of them gives back
PRINTED: Final = re.compile("[ -~\u00a1-\u017f\u2010-\u2015\u2018-\u201e\u2026\u2039\u203a\u20ac\u2122]+")
#: a mark that stands alone would be read as a bullet where a line begins with it
_ALONE: Final = re.compile(r"(?<= )[-*+#>\u00b7\u2022]+(?= )")


def printable(text: str) -> str | None:
    """A text as documents print it, on one line; None for one with signs that they cannot print."""
    line = _ALONE.sub("–", " ".join(text.split())).lstrip("-*+#>= ")
    return line if PRINTED.fullmatch(line) else None


def until(panel: Panel, i: int) -> datetime:
    """What happened later is not known."""
    return panel.events.until or sessions(panel.prices.calendar).close(panel.sessions[i])


def happened(panel: Panel, event: Event, i: int) -> bool:
    """Whether an event lies in the past."""
    last = until(panel, i)
    if event.at is not None:
        return event.at <= last
    if event.day is None:
        return False
    calendar = sessions(panel.prices.calendar)
    today = last.astimezone(calendar.zone).date()
    if event.day == today and calendar.is_session(today):
        return event.timing != "after" and calendar.close(today) <= last
    return event.day <= today


def of_session(panel: Panel, event: Event, i: int) -> bool:
    """Whether an event happened after the close of the session before."""
    calendar = sessions(panel.prices.calendar)
    before = calendar.on_or_before(panel.sessions[i] - timedelta(days=1))
    if event.at is not None:
        late = event.at > calendar.close(before)
    else:
        late = event.day is not None and event.day >= before
        late &= event.day != before or event.timing == "after"
    return late and happened(panel, event, i)


# One event ----------------------------------------------------------------------------------------


def _known(panel: Panel, subject: str, i: int) -> Event | None:
    event = panel.by_id.get(subject)
    hidden = event is not None and event.kind in _TOLD and not happened(panel, event, i)
    return None if hidden else event


def _past(panel: Panel, subject: str, i: int) -> Event | None:
    event = panel.by_id.get(subject)
    return event if event is not None and happened(panel, event, i) else None


def has_happened(panel: Panel, subject: str, i: int) -> int | None:
    """1 for an event that lies in the past."""
    return None if _past(panel, subject, i) is None else 1


def is_of_session(panel: Panel, subject: str, i: int) -> int | None:
    """1 for an event since the close of the session before."""
    event = panel.by_id.get(subject)
    return 1 if event is not None and of_session(panel, event, i) else None


def name(panel: Panel, subject: str, i: int) -> str | None:
    """What readers call an event; of earnings the company's name in the universe where it is there."""
    event = _known(panel, subject, i)
    if event is None:
        return None
    company = next((s for s in event.symbols if s in panel.universe.instruments), None)
    if event.kind == "earnings" and company:
        return panel.universe.instruments[company].name
    return printable(event.name)


def publisher(panel: Panel, subject: str, i: int) -> str | None:
    """Who published it."""
    event = _known(panel, subject, i)
    return printable(event.publisher) if event else None


def period(panel: Panel, subject: str, i: int) -> str | None:
    """The month or quarter that it is about."""
    event = _known(panel, subject, i)
    return printable(event.period) if event else None


def detail(panel: Panel, subject: str, i: int) -> str | None:
    """What a note says, or a detail in the publisher's words, once it is out."""
    event = _past(panel, subject, i)
    return printable(event.text) if event else None


def base(panel: Panel, subject: str, i: int) -> str | None:
    """What a release's figure is held against, "year" or "month" for the one before."""
    event = _known(panel, subject, i)
    return event.base or None if event else None


def clause(panel: Panel, subject: str, i: int) -> str | None:
    """What happened, as a clause that can stand after "after"."""
    event = _past(panel, subject, i)
    return printable(event.clause) if event else None


def came_first(panel: Panel, subject: str, i: int) -> int | None:
    """1 for an event of before the session's close; None for a later one, or where only the day is known."""
    event, session = _past(panel, subject, i), panel.sessions[i]
    if event is None or event.day is None:
        return None
    if event.at is not None:
        return 1 if event.at < sessions(panel.prices.calendar).close(session) else None
    ahead = event.day < session or (event.day == session and event.timing == "before")
    return 1 if ahead else None


def since_close(panel: Panel, subject: str, i: int) -> int | None:
    """1 for an event of after the session's close, as a morning edition knows some."""
    event, session = _past(panel, subject, i), panel.sessions[i]
    if event is None or event.day is None:
        return None
    if event.at is not None:
        return 1 if event.at >= sessions(panel.prices.calendar).close(session) else None
    return 1 if event.day > session or (event.day == session and event.timing == "after") else None


def is_today(panel: Panel, subject: str, i: int) -> int | None:
    """1 for an event of the day on which a morning edition is read, the one after the session."""
    event, read = _known(panel, subject, i), until(panel, i)
    today = read.astimezone(sessions(panel.prices.calendar).zone).date()
    return 1 if event is not None and event.day == today != panel.sessions[i] else None


def day(panel: Panel, subject: str, i: int) -> date | None:
    """Its day in the market's time zone."""
    event = _known(panel, subject, i)
    return event.day if event else None


def last_day(panel: Panel, subject: str, i: int) -> date | None:
    """The last day of one that takes several."""
    event = _known(panel, subject, i)
    return event.until if event else None


def time(panel: Panel, subject: str, i: int) -> str | None:
    """Its time of day in the market's time zone, as "08:30"."""
    event = _known(panel, subject, i)
    if event is None or event.at is None:
        return None
    return f"{event.at.astimezone(sessions(panel.prices.calendar).zone):%H:%M}"


def figure(
    panel: Panel,
    subject: str,
    i: int,
    of: str,
    digits: int,  # noqa: ARG001  # for whoever prints it
    currency: str = "",
) -> float | None:
    """A figure, in the unit that the event gives it; none in another currency than the one asked for."""
    event = (_known if _AHEAD.fullmatch(of) else _past)(panel, subject, i)
    found = event.figures.get(of) if event else None
    return found.value if found and found.currency == currency else None


def larger(panel: Panel, subject: str, i: int) -> int | None:
    """1, 0 or -1 for a release's change that is larger, as large or smaller than expected, without signs."""
    event = _past(panel, subject, i)
    actual, expected = (event.figures.get(of) if event else None for of in ("actual", "expected"))
    if actual is None or expected is None:
        return None
    left, right = abs(_as_printed(actual)), abs(_as_printed(expected))
    return (left > right) - (left < right)


def outcome(panel: Panel, subject: str, i: int, of: str = "actual", against: str = "expected") -> int | None:
    """1, 0 or -1 for a figure above, at or below what was expected.

    Where no two figures settle it, what the event itself reports of its first figure.
    """
    event = _past(panel, subject, i)
    if event is None:
        return None
    actual, expected = event.figures.get(of), event.figures.get(against)
    if actual is not None and expected is not None:
        left, right = _as_printed(actual), _as_printed(expected)
        return (left > right) - (left < right)
    told = {"above": 1, "in line": 0, "below": -1}.get(event.outcome)
    return None if of.startswith("revenue") else told


def _as_printed(figure: Figure) -> float:
    """A figure with the digits that are printed of it: no brief calls 0.6% below 0.6%."""
    size = abs(figure.value)
    if figure.unit == "percent":
        return round(figure.value, figure.decimals + 2)
    zeros = next((zeros for zeros in (12, 9, 6) if size >= 10**zeros), 0)
    return round(figure.value, 2 - zeros if zeros else figure.decimals)


# Several events -----------------------------------------------------------------------------------


def theme_name(panel: Panel, subject: str, _i: int) -> str | None:
    """What readers call a theme."""
    theme = _theme(panel, subject)
    return theme.name if theme else None


def theme_headlines(panel: Panel, subject: str, i: int) -> tuple[str, ...] | None:
    """Ids of the session's headlines about a theme, oldest first: printable ones, each article once."""
    theme = _theme(panel, subject)
    if theme is None:
        return None
    found: list[str] = []
    seen: set[tuple[str, ...]] = set()
    for event in panel.events.items:
        if event.kind != "headline" or not of_session(panel, event, i) or not _is_printable(event):
            continue
        if event.theme == theme.id or (not event.theme and theme.matches(event.name)):
            ends = themes.ends(event.name)
            if seen.isdisjoint(ends):
                found.append(event.id)
            seen.update(ends)
    return tuple(found) or None


def _is_printable(headline: Event) -> bool:
    """Whether a headline can be told: a name in look-alike letters is no further publisher."""
    return printable(headline.name) is not None and printable(headline.publisher) is not None


def theme_publishers(panel: Panel, subject: str, i: int) -> int | None:
    """How many publishers carried a theme since the session before, each with words of its own."""
    return len(_publishers(panel, theme_headlines(panel, subject, i) or ())) or None


def theme_publishers_ahead(panel: Panel, subject: str, i: int) -> int | None:
    """The same, of those who did so before the day of the session."""
    session, headlines = panel.sessions[i], theme_headlines(panel, subject, i) or ()
    ahead = (key for key in headlines if (told := panel.by_id[key].day) is not None and told < session)
    return len(_publishers(panel, tuple(ahead))) or None


def _theme(panel: Panel, subject: str) -> themes.Theme | None:
    known = themes.load(panel.language)
    return next((theme for theme in known if f"{THEME}{theme.id}" == subject), None)


def _publishers(panel: Panel, headlines: tuple[str, ...]) -> set[tuple[str, ...]]:
    return {themes.writer(panel.by_id[key].publisher, panel.language) for key in headlines}


def reporters(panel: Panel, subject: str, i: int) -> tuple[str, ...]:
    """Members of a group that reported earnings since the close of the session before, and traded."""
    reports = (e for e in panel.events.items if e.kind == "earnings" and of_session(panel, e, i))
    told = {symbol for event in reports for symbol in event.symbols} & panel.traded(i)
    return tuple(symbol for symbol in panel.members(subject) if symbol in told)


def reported(panel: Panel, subject: str, i: int) -> int:
    """How many of a group did so."""
    return len(reporters(panel, subject, i))


def reported_rising(panel: Panel, subject: str, i: int) -> int:
    """How many of these rose."""
    return _moved(panel, subject, i, 1)


def reported_falling(panel: Panel, subject: str, i: int) -> int:
    """How many of these fell."""
    return _moved(panel, subject, i, -1)


def _moved(panel: Panel, subject: str, i: int, way: int) -> int:
    moves = (panel.column("change_1d", symbol) for symbol in reporters(panel, subject, i))
    return sum(values is not None and bool(values[i] * way > 0) for values in moves)


def group_name(panel: Panel, subject: str, _i: int) -> str | None:
    """What readers call a group."""
    group = panel.universe.groups.get(subject)
    return group.name if group else None


# The exchange's own calendar ----------------------------------------------------------------------


def next_closed(panel: Panel, _subject: str, i: int, days: int) -> date | None:
    """The first weekday without a session within so many days."""
    calendar = sessions(panel.prices.calendar)
    ahead = (panel.sessions[i] + timedelta(days=n) for n in range(1, days + 1))
    return next((day for day in ahead if day.weekday() < 5 and not calendar.is_session(day)), None)


def closed_for(panel: Panel, subject: str, i: int, days: int) -> str | None:
    """What readers call the reason for which there is no session then."""
    day = next_closed(panel, subject, i, days)
    if day is None:
        return None
    if not languages.files(panel.language, HOLIDAYS):
        return None
    name = sessions(panel.prices.calendar).holidays.get(day, "")
    known = languages.table(panel.language, HOLIDAYS)["names"].get(name)
    return str(known) if known else None


def reopens(panel: Panel, subject: str, i: int, days: int) -> date | None:
    """The first session after that day."""
    day = next_closed(panel, subject, i, days)
    return sessions(panel.prices.calendar).after(day) if day else None


def early_close_time(panel: Panel, subject: str, i: int, days: int) -> str | None:
    """When the first shortened session within so many days closes, as "13:00"."""
    day = next_early_close(panel, subject, i, days)
    return f"{sessions(panel.prices.calendar).close(day):%H:%M}" if day else None


def next_early_close(panel: Panel, _subject: str, i: int, days: int) -> date | None:
    """The first shortened session within so many days."""
    calendar = sessions(panel.prices.calendar)
    ahead = (panel.sessions[i] + timedelta(days=n) for n in range(1, days + 1))
    return next((day for day in ahead if calendar.is_session(day) and calendar.is_early_close(day)), None)
