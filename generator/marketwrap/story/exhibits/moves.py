"""How instruments moved: the box of the indexes, rankings, bars, the line of a ratio."""

from collections.abc import Iterable

from marketwrap.base.model import Bar, Chart, Fact, Row, Span, Table
from marketwrap.facts import Day
from marketwrap.language.voice import Voice
from marketwrap.rules import sectors
from marketwrap.story.exhibits.cells import (
    DAY,
    DEEP,
    Horizons,
    caption,
    changes,
    label,
    level,
    row,
    signed,
    title,
    told_apart,
)

#: averages drawn with a ratio, in sessions
SHORT, LONG = 50, 200
SESSIONS_OF_WEEK = 5


def index_box(
    day: Day,
    voice: Voice,
    horizons: Horizons = (("day", "1d"), ("week", "1w"), ("ytd", "ytd"), ("year", "1y")),
) -> Table | None:
    """How the indexes fared: close, then each horizon in points and percent."""
    horizons = told_apart(day, horizons)
    columns = [voice.text("plan.index"), voice.text("plan.close")]
    for name, _ in horizons:
        columns += [voice.text(f"plan.{name}_points"), voice.text(f"plan.{name}")]
    rows = []
    for symbol in day.members("indexes"):
        cells = [level(day, voice, symbol)]
        for _, horizon in horizons:
            cells += [
                signed(day, voice, symbol, f"points_{horizon}"),
                signed(day, voice, symbol, f"change_{horizon}"),
            ]
        rows.append(row(day, symbol, cells))
    return Table("indexes", voice.text("plan.box"), tuple(columns), tuple(rows)) if rows else None


def ranking(day: Day, voice: Voice, group: str, head: str, horizons: Horizons = DAY) -> Table | None:
    """A group from its best to its worst over the first horizon."""
    horizons = told_apart(day, horizons)
    first = f"change_{horizons[0][1]}"
    moves = sorted(day.facts(day.members(group), first), key=lambda f: (-f.number, f.subject))
    rows = [row(day, f.subject, changes(day, voice, f.subject, horizons)) for f in moves]
    columns = (voice.text(f"plan.{head}"), *(voice.text(f"plan.{name}") for name, _ in horizons))
    return Table(group, title(day, voice, group), columns, tuple(rows)) if rows else None


def bank_table(day: Day, voice: Voice) -> Table | None:
    """The large banks, on a day when one of them reported or they are worth a sentence."""
    reported = day.fact("banks", "reported")
    if not (reported and reported.value) and not sectors.banks_are_news(day):
        return None
    return ranking(day, voice, "banks", "bank")


def megacap_table(day: Day, voice: Voice) -> Table | None:
    """The megacaps from the day's best to its worst, with the year before beside this one."""
    table = ranking(day, voice, "megacaps", "company", DEEP)
    year = day.fact(day.role("benchmark"), "last_year")
    if table is None or year is None:
        return table
    moves = sorted(day.facts(day.members("megacaps"), "change_1d"), key=lambda f: (-f.number, f.subject))
    rows = tuple(
        Row(row.head, (*row.cells, signed(day, voice, f.subject, "change_last_year")))
        for row, f in zip(table.rows, moves, strict=True)
    )
    return Table(
        table.id, table.caption, (*table.columns, voice.plain("plan.last_year", {"year": year})), rows
    )


def asset_table(day: Day, voice: Voice, horizons: Horizons = (("day", "1d"), ("ytd", "ytd"))) -> Table | None:
    """Other assets in the universe's order: close, then each horizon."""
    horizons = told_apart(day, horizons)
    rows = [
        row(day, s, [level(day, voice, s), *changes(day, voice, s, horizons)])
        for s in day.members("cross_asset")
        if day.fact(s, "level")
    ]
    columns = tuple(
        voice.text(f"plan.{name}") for name in ("asset", "close", *(name for name, _ in horizons))
    )
    return Table("assets", voice.text("plan.assets_table"), columns, tuple(rows)) if rows else None


def bars(day: Day, voice: Voice, chart: str, groups: Iterable[str], horizon: str = "1d") -> Chart | None:
    """Percentage changes of one or more groups over a horizon, each group from best to worst."""
    drawn: list[Bar] = []
    breaks: list[int] = []
    facts: list[Fact] = []
    for group in groups:
        moves = [f for f in day.facts(day.members(group), f"change_{horizon}") if f.unit == "percent"]
        if moves and drawn:
            breaks.append(len(drawn))
        for fact in sorted(moves, key=lambda f: (-f.number, f.subject)):
            drawn.append(Bar(label(day, fact.subject), Span(voice.printer.signed(fact), fact.id, "number")))
            facts.append(fact)
    if len(facts) < 2:
        return None
    top, bottom = max(facts, key=lambda f: f.number), min(facts, key=lambda f: f.number)
    key = "plan.alt_bars" if horizon == "1d" else f"plan.alt_bars_{horizon}"
    alt = voice.worded("figures.bars", key, {"top": top, "bottom": bottom})
    over = chart if horizon == "1d" else f"{chart}_{horizon}"
    name = caption(day, chart) if chart in day.universe.groups else ""
    return Chart(chart, "bars", voice.text(f"plan.chart_{over}", name=name), alt, tuple(drawn), tuple(breaks))


def week_by_day(day: Day, voice: Voice) -> Chart | None:
    """The benchmark's change on each of the week's sessions."""
    benchmark = day.role("benchmark")
    drawn: list[Bar] = []
    facts: list[Fact] = []
    for back in range(SESSIONS_OF_WEEK - 1, -1, -1):
        move = day.fact(benchmark, "ago", of="change_1d", back=back)
        session = day.fact(benchmark, "session_ago", back=back)
        if move is None or session is None:
            return None
        drawn.append(
            Bar(
                voice.plain("plan.label_day", {"session": session}),
                Span(voice.printer.signed(move), move.id, "number"),
            )
        )
        facts.append(move)
    top, bottom = max(facts, key=lambda f: f.number), min(facts, key=lambda f: f.number)
    alt = voice.worded("figures.week_by_day", "plan.alt_days", {"top": top, "bottom": bottom})
    return Chart("days", "bars", voice.plain("plan.chart_days", {"top": top}), alt, tuple(drawn))


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


def index_bars(day: Day, voice: Voice) -> Chart | None:
    """The indexes, and the megacaps where the market has them."""
    chart = "megacaps" if day.members("megacaps") else "indexes"
    return bars(day, voice, chart, ("indexes", "megacaps"))


def region_bars(day: Day, voice: Voice) -> Chart | None:
    """The regions, unless all of them stand in the box."""
    return None if _are_in_the_box(day) else bars(day, voice, "regions", ("regions",))


def region_ranking(day: Day, voice: Voice) -> Table | None:
    """The regions from best to worst, unless all of them stand in the box."""
    return None if _are_in_the_box(day) else ranking(day, voice, "regions", "region")


def _are_in_the_box(day: Day) -> bool:
    return set(day.members("regions")) <= set(day.members("indexes"))
