"""The tables and charts of an article. Every cell and bar is a fact."""

from collections.abc import Iterable

from generator.facts import Day
from generator.model import Bar, Chart, Fact, Row, Span, Table
from generator.wording import Voice, print_level, print_signed

#: averages drawn with a ratio, in sessions
SHORT, LONG = 50, 200


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
    name = day.instrument(symbol).name
    return name[:1].upper() + name[1:]


def _level(day: Day, voice: Voice, symbol: str) -> Span:
    fact = day.fact(symbol, "level")
    return Span(print_level(fact, voice.instrument(symbol)), fact.id, "number") if fact else Span("")


def _signed(day: Day, symbol: str, metric: str) -> Span:
    fact = day.fact(symbol, metric)
    return Span(print_signed(fact), fact.id, "number") if fact else Span("")
