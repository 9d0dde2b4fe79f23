"""Watch points of earlier briefs as a table."""

from datetime import date

from marketwrap.base.model import Fact, Row, Span, Table
from marketwrap.facts import Day
from marketwrap.formats.watchjson import Outcome
from marketwrap.language.voice import Voice
from marketwrap.rules.outcomes import fact as watched
from marketwrap.rules.outcomes import remembered
from marketwrap.story.exhibits.cells import capital, label

#: rows of the table of earlier watch points
MOST_POINTS = 8


def earlier_points(day: Day, voice: Voice) -> Table | None:
    """Levels of earlier briefs and what became of them: the settled first, then the nearest."""
    known = [(outcome, _distance(day, outcome)) for outcome in remembered(day)]
    shown = [(outcome, away) for outcome, away in known if away is not None]
    shown.sort(key=lambda pair: (pair[0].result == "open", abs(pair[1].number)))
    rows = [_watch_row(day, voice, outcome) for outcome, _ in shown[:MOST_POINTS]]
    columns = tuple(
        voice.text(f"plan.watch_{name}") for name in ("of", "set", "side", "level", "now", "result")
    )
    return Table("watched", voice.text("plan.watched"), columns, tuple(rows)) if rows else None


def _distance(day: Day, outcome: Outcome) -> Fact | None:
    """How far the close is from the level, for a point that these prices can follow."""
    return watched(day, outcome.point, "watch_distance")


def _watch_row(day: Day, voice: Voice, outcome: Outcome) -> Row:
    point = outcome.point
    level = day.fact(point.subject, "watch_level", of=point.metric, level=point.level)
    result = watched(day, point, f"watch_{outcome.result}") if outcome.result != "open" else None
    pair = day.universe.pairs.get(point.subject)
    name = capital(pair.name) if pair else label(day, point.subject)
    cells = (
        _date(voice, day.fact(point.subject, "watch_named", named=point.session.isoformat())),
        Span(voice.text(f"plan.watch_{point.side}"), level.id if level else "", "word"),
        _watch_level(voice, level),
        _watch_level(voice, day.fact(point.subject, point.metric)),
        _date(voice, result)
        if outcome.result == "reached"
        else Span(voice.text(f"plan.watch_{outcome.result}")),
    )
    return Row(Span(name, level.id if level else "", "name"), cells)


def _watch_level(voice: Voice, fact: Fact | None) -> Span:
    if fact is None:
        return Span("")
    known = voice.universe.instruments.get(fact.subject)
    text = voice.printer.level(fact, known) if known else voice.grammar.number(fact.number, 4)
    return Span(text, fact.id, "number")


def _date(voice: Voice, fact: Fact | None) -> Span:
    if fact is None or not isinstance(fact.value, date):
        return Span("")
    text = voice.printer.day(fact.value, year=fact.value.year != voice.session.year)
    return Span(text, fact.id, "date")
