"""The gauges of the rotation as a table, and the ratio that they are about."""

from marketwrap.base.model import Chart, Row, Span, Table
from marketwrap.facts import Day
from marketwrap.language.voice import Voice
from marketwrap.metrics.horizons import WEEK
from marketwrap.metrics.verdict import INDICATORS, PAIR
from marketwrap.rules.verdict import speaks
from marketwrap.story.exhibits.moves import ratio_line


def scorecard(day: Day, voice: Voice) -> Table | None:
    """The table of the gauges, on days on which the brief speaks of them."""
    return gauges(day, voice) if speaks(day) else None


def rotation_line(day: Day, voice: Voice) -> Chart | None:
    """The ratio over the past year, on the same days."""
    return ratio_line(day, voice, pair=PAIR) if speaks(day) else None


def gauges(day: Day, voice: Voice) -> Table | None:
    """The gauges of the rotation: the figure, from where on it says yes or no, and what it says."""
    rows = []
    for indicator in INDICATORS if day.fact(PAIR, "verdict", ago=WEEK) else ():
        key, subject = indicator.key, day.universe.roles.get(indicator.subject, indicator.subject)
        reading = day.fact(PAIR, "verdict_reading", indicator=key)
        figure = day.fact(subject, f"verdict_{key}")
        bounds = (day.fact(subject, f"verdict_{key}", bound=side) for side in ("lasting", "passing"))
        if reading is None or figure is None:
            continue
        points = "lasting" if reading.number > 0 else "passing" if reading.number < 0 else "neither"
        known = (fact for fact in (figure, *bounds) if fact is not None)
        cells = [Span(voice.printer.reading(fact), fact.id, "number") for fact in known]
        cells.append(Span(voice.text(f"scorecard.points_{points}"), reading.id, "word"))
        rows.append(Row(Span(voice.text(f"scorecard.head_{key}"), reading.id, "name"), tuple(cells)))
    heads = ("indicator", "reading", "lasting_at", "passing_at", "points_to")
    columns = tuple(voice.text(f"plan.{name}") for name in heads)
    return Table("verdict", voice.text("plan.scorecard"), columns, tuple(rows)) if rows else None
