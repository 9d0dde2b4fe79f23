"""The tables and charts of an article. Every cell and bar is a fact."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import zip_longest
from datetime import date

from generator.briefjson.beside import is_link
from generator.facts import Day
from generator.model import Bar, Chart, Event, Fact, Outcome, Row, Span, Table
from generator.rules import calendar
from generator.rules.news import headlines
from generator.rules.reports import figure, told
from generator.metrics.horizons import WEEK
from generator.metrics.verdict import INDICATORS, PAIR
from generator.outcomes import fact as watched
from generator.outcomes import outcomes
from generator.wording import Voice, print_date, print_level, print_reading, print_signed

#: headlines of one theme, and of all of them
MOST_OF_THEME, MOST_HEADLINES = 3, 6
#: averages drawn with a ratio, in sessions
SHORT, LONG = 50, 200
#: rows of the table of earlier watch points
MOST_POINTS = 8


def index_box(day: Day, voice: Voice) -> Table | None:
    """How the indexes fared: close, then day, week, year to date and year in points and percent."""
    horizons = (("day", "1d"), ("week", "1w"), ("ytd", "ytd"), ("year", "1y"))
    columns = [voice.text("plan.index"), voice.text("plan.close")]
    for name, _ in horizons:
        columns += [voice.text(f"plan.{name}_points"), voice.text(f"plan.{name}")]
    rows = []
    for symbol in day.members("indexes"):
        cells = [_level(day, voice, symbol)]
        for _, horizon in horizons:
            cells += [_signed(day, symbol, f"points_{horizon}"), _signed(day, symbol, f"change_{horizon}")]
        rows.append(_row(day, symbol, cells))
    return Table("indexes", voice.text("plan.box"), tuple(columns), tuple(rows)) if rows else None


def ranking(day: Day, voice: Voice, group: str, head: str) -> Table | None:
    """A group from the day's best to its worst, with day, week and year to date."""
    return _moves(day, voice, group, head, ("day", "1d"), ("week", "1w"), ("ytd", "ytd"))


def asset_table(day: Day, voice: Voice) -> Table | None:
    """Other assets in the universe's order: close, day, year to date."""
    rows = [
        _row(day, s, [_level(day, voice, s), *(_signed(day, s, f"change_{h}") for h in ("1d", "ytd"))])
        for s in day.members("cross_asset")
        if day.fact(s, "level")
    ]
    columns = tuple(voice.text(f"plan.{name}") for name in ("asset", "close", "day", "ytd"))
    return Table("assets", voice.text("plan.assets_table"), columns, tuple(rows)) if rows else None


def earlier_points(day: Day, voice: Voice) -> Table | None:
    """Levels of earlier briefs and what became of them: the settled first, then the nearest."""
    known = [(outcome, _distance(day, outcome)) for outcome in outcomes(day)]
    shown = [(outcome, away) for outcome, away in known if away is not None]
    shown.sort(key=lambda pair: (pair[0].result == "open", abs(pair[1].number)))
    rows = [_watch_row(day, voice, outcome) for outcome, _ in shown[:MOST_POINTS]]
    columns = tuple(
        voice.text(f"plan.watch_{name}") for name in ("of", "set", "side", "level", "now", "result")
    )
    return Table("watched", voice.text("plan.watched"), columns, tuple(rows)) if rows else None


def bars(day: Day, voice: Voice, chart: str, groups: Iterable[str]) -> Chart | None:
    """The day's percentage changes of one or more groups, each from best to worst."""
    drawn: list[Bar] = []
    breaks: list[int] = []
    facts: list[Fact] = []
    for group in groups:
        moves = [f for f in day.facts(day.members(group), "change_1d") if f.unit == "percent"]
        if moves and drawn:
            breaks.append(len(drawn))
        for fact in sorted(moves, key=lambda f: (-f.number, f.subject)):
            drawn.append(Bar(_label(day, fact.subject), Span(print_signed(fact), fact.id, "number")))
            facts.append(fact)
    if len(facts) < 2:
        return None
    top, bottom = max(facts, key=lambda f: f.number), min(facts, key=lambda f: f.number)
    alt = voice.worded("figures.bars", "plan.alt_bars", {"top": top, "bottom": bottom})
    name = caption(day, chart) if chart in day.universe.groups else ""
    title = voice.text(f"plan.chart_{chart}", name=name)
    return Chart(chart, "bars", title, alt, tuple(drawn), tuple(breaks))


def ratio_line(day: Day, voice: Voice, pair: str) -> Chart | None:
    """The ratio of a pair over a year with its averages."""
    roles = {
        "now": day.fact(pair, "ratio"),
        "average": day.fact(pair, f"ratio_average_{LONG}"),
        "short": day.fact(pair, "given_count", value=SHORT),
        "long": day.fact(pair, "given_count", value=LONG),
        "above": day.fact(pair, "ratio_above_average_200"),
    }
    filled = {name: fact for name, fact in roles.items() if fact is not None}
    if len(filled) < len(roles):
        return None
    alt = voice.worded("figures.ratio", "plan.alt_ratio", filled)
    labels = [voice.text("plan.label_ratio")]
    labels += [voice.plain("plan.label_average", {"length": filled[name]}) for name in ("short", "long")]
    return Chart("ratio", "line", voice.text("plan.chart_ratio"), alt, subject=pair, labels=tuple(labels))


def headline_table(day: Day, voice: Voice) -> Table | None:
    """Headlines of the themes that the article tells of, each with who published it and when."""
    # one of each theme before the second of any
    rounds = zip_longest(*(members[:MOST_OF_THEME] for _, members in headlines(day)))
    chosen = {event.id: event for events in rounds for event in events if event is not None}
    told_of = list(chosen.values())[:MOST_HEADLINES]
    rows = []
    for event in sorted(told_of, key=lambda e: (e.at.isoformat() if e.at else "", e.id)):
        title, who = told(day, event, "name"), told(day, event, "publisher")
        if title and who:
            head = replace(_text(title), link=event.link if is_link(event.link) else "")
            rows.append(Row(head, (_text(who), _clock(day, voice, event))))
    columns = tuple(voice.text(f"plan.{name}") for name in ("headline", "publisher", "time"))
    return Table("headlines", voice.text("plan.headlines"), columns, tuple(rows)) if rows else None


def coming_table(day: Day, voice: Voice) -> Table | None:
    """What is on the calendar, with what is expected and what was last."""
    rows = []
    for event in calendar.listed(day):
        title, when = told(day, event, "name"), told(day, event, "day")
        if title and when:
            date = Span(voice.plain("plan.cell_day", {"day": when}), when.id, "date")
            expected, previous = (_figure(voice, figure(day, event, of)) for of in ("expected", "previous"))
            rows.append(Row(_text(title), (date, _clock(day, voice, event), expected, previous)))
    columns = tuple(voice.text(f"plan.{name}") for name in ("event", "date", "time", "expected", "previous"))
    return Table("coming", voice.text("plan.coming"), columns, tuple(rows)) if rows else None


def _figure(voice: Voice, fact: Fact | None) -> Span:
    if fact is None:
        return Span("")
    return Span(voice.plain("plan.cell_figure", {"figure": fact}), fact.id, "number")


def _text(fact: Fact) -> Span:
    return Span(str(fact.value), fact.id, "text")


def _clock(day: Day, voice: Voice, event: Event) -> Span:
    fact = told(day, event, "time")
    if fact is not None:
        return Span(voice.plain("plan.cell_time", {"time": fact}), fact.id, "date")
    return Span(voice.text(f"plan.time_{event.timing}") if event.timing else "")


def scorecard(day: Day, voice: Voice) -> Table | None:
    """The indicators of the rotation: the figure, from where on it points which way, and where it points."""
    rows = []
    for indicator in INDICATORS if day.fact(PAIR, "verdict", ago=WEEK) else ():
        key, subject = indicator.key, day.universe.roles.get(indicator.subject, indicator.subject)
        reading = day.fact(PAIR, "verdict_reading", indicator=key)
        figure = day.fact(subject, f"verdict_{key}")
        bounds = (day.fact(subject, f"verdict_{key}", bound=side) for side in ("lasting", "passing"))
        if reading is None or figure is None:
            continue
        points = "lasting" if reading.number > 0 else "passing" if reading.number < 0 else "neither"
        cells = [
            Span(print_reading(fact), fact.id, "number") for fact in (figure, *bounds) if fact is not None
        ]
        cells.append(Span(voice.text(f"scorecard.points_{points}"), reading.id, "word"))
        rows.append(Row(Span(voice.text(f"scorecard.head_{key}"), reading.id, "name"), tuple(cells)))
    heads = ("indicator", "reading", "lasting_at", "passing_at", "points_to")
    columns = tuple(voice.text(f"plan.{name}") for name in heads)
    return Table("verdict", voice.text("plan.scorecard"), columns, tuple(rows)) if rows else None


def _distance(day: Day, outcome: Outcome) -> Fact | None:
    """How far the close is from the level, for a point that these prices can follow."""
    return watched(day, outcome.point, "watch_distance")


def _watch_row(day: Day, voice: Voice, outcome: Outcome) -> Row:
    point = outcome.point
    level = day.fact(point.subject, "watch_level", of=point.metric, level=point.level)
    result = watched(day, point, f"watch_{outcome.result}") if outcome.result != "open" else None
    pair = day.universe.pairs.get(point.subject)
    name = _capital(pair.name) if pair else _label(day, point.subject)
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
    return Span(print_level(fact, known) if known else f"{fact.number:.4f}", fact.id, "number")


def _date(voice: Voice, fact: Fact | None) -> Span:
    if fact is None or not isinstance(fact.value, date):
        return Span("")
    return Span(
        print_date(fact.value, voice.lexicon, with_year=fact.value.year != voice.session.year),
        fact.id,
        "date",
    )


def _moves(day: Day, voice: Voice, group: str, head: str, *horizons: tuple[str, str]) -> Table | None:
    moves = sorted(day.facts(day.members(group), "change_1d"), key=lambda f: (-f.number, f.subject))
    rows = [
        _row(day, f.subject, [_signed(day, f.subject, f"change_{h}") for _, h in horizons]) for f in moves
    ]
    columns = (voice.text(f"plan.{head}"), *(voice.text(f"plan.{name}") for name, _ in horizons))
    return Table(group, _title(day, voice, group), columns, tuple(rows)) if rows else None


def caption(day: Day, group: str) -> str:
    """What the members of a group are called, as a title: "Regions", "National indexes"."""
    name = day.universe.groups[group].name
    return name[:1].upper() + name[1:]


def _title(day: Day, voice: Voice, group: str) -> str:
    known = f"plan.{group}"
    return voice.text(known) if voice.knows(known) else caption(day, group)


def _row(day: Day, symbol: str, cells: Iterable[Span]) -> Row:
    level = day.fact(symbol, "level")
    return Row(Span(_label(day, symbol), level.id if level else "", "name"), tuple(cells))


def _label(day: Day, symbol: str) -> str:
    return _capital(day.instrument(symbol).name)


def _capital(name: str) -> str:
    return name[:1].upper() + name[1:]


def _level(day: Day, voice: Voice, symbol: str) -> Span:
    fact = day.fact(symbol, "level")
    return Span(print_level(fact, voice.instrument(symbol)), fact.id, "number") if fact else Span("")


def _signed(day: Day, symbol: str, metric: str) -> Span:
    fact = day.fact(symbol, metric)
    return Span(print_signed(fact), fact.id, "number") if fact else Span("")
