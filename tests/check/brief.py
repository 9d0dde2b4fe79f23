"""A small sound brief with the closes that it was made from, to be damaged by the tests."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from zoneinfo import ZoneInfo

from marketwrap import check
from marketwrap.base.model import (
    Article,
    Bar,
    Chart,
    Fact,
    Input,
    Paragraph,
    Provenance,
    Row,
    Section,
    Sentence,
    Span,
    Table,
    Unit,
    Value,
)
from marketwrap.check import tone
from marketwrap.facts import MEANINGS
from marketwrap.formats import briefjson
from marketwrap.market import universe
from marketwrap.render import charts, documents
from tests.articles import sentence

BEFORE, SESSION = date(2026, 1, 13), date(2026, 1, 14)

#: the two closes of each symbol
CLOSES: dict[str, tuple[float, float]] = {
    "^GSPC": (6963.74, 6926.60),
    "^IXIC": (23709.87, 23471.75),
    "^DJI": (49191.99, 49149.63),
    "RSP": (198.70, 199.61),
    "SPY": (693.77, 690.36),
    "XLE": (47.00, 48.06),
    "XLY": (121.00, 119.09),
    "^TNX": (4.171, 4.140),
    "SI=F": (85.88, 90.87),
}
MAJORS = ("^GSPC", "^IXIC", "^DJI")


def facts(closes: Mapping[str, tuple[float, float]] = CLOSES) -> dict[str, Fact]:
    """Every fact of the brief, as these closes give it."""
    made = [
        *(
            _fact(s, "change_1d", b / a - 1, "percent", closes, s)
            for s, (a, b) in closes.items()
            if s != "^TNX"
        ),
        *(_fact(s, "level", b, "price", closes, s) for s, (_, b) in closes.items()),
        _fact(
            "^TNX", "change_1d", (closes["^TNX"][1] - closes["^TNX"][0]) * 100, "basis_points", closes, "^TNX"
        ),
        _fact("equal_cap", "spread_1d", _spread(closes), "percentage_points", closes, "RSP", "SPY"),
        _fact(
            "majors", "falling", sum(closes[s][1] < closes[s][0] for s in MAJORS), "count", closes, *MAJORS
        ),
        _fact("majors", "joint_streak", -2, "sessions"),
        _fact("sectors", "rising", 7, "count"),
        _fact("sectors", "traded", 11, "count"),
        _fact("XLE", "rank", 1, "rank", of="change_1d", group="sectors"),
        _fact("XLY", "rank", 11, "rank", of="change_1d", group="sectors"),
        _fact("small_large", "relative_streak", 9, "sessions"),
        _fact("small_large", "longest_since", date(2017, 3, 1), "date", of="relative_streak"),
        _fact("SI=F", "round_number", 90.0, "price"),
        _fact("SI=F", "round_number_is_new", 1, "count"),
        _fact("SI=F", "record_high", 1, "count"),
        _fact("^GSPC", "record_high", 0, "count"),
        _fact("^GSPC", "below_record", closes["^GSPC"][1] / 6977.27 - 1, "percent"),
        _fact("^GSPC", "record_level", 6977.27, "price"),
        _fact("^GSPC", "record_session", date(2026, 1, 12), "date"),
        _fact("session", "date", SESSION, "date"),
        _fact("article", "minutes", 2, "count"),
    ]
    return {fact.id: fact for fact in made}


def _fact(
    subject: str,
    metric: str,
    value: Value,
    unit: Unit,
    closes: Mapping[str, tuple[float, float]] | None = None,
    *symbols: str,
    **params: str,
) -> Fact:
    asked = ",".join(f"{name}={said}" for name, said in params.items())
    inputs = tuple(Input(s, BEFORE, SESSION, closes[s]) for s in symbols) if closes else ()
    if metric == "level" and closes:
        inputs = (Input(subject, SESSION, SESSION, (closes[subject][1],) * 2),)
    name = f"{subject}.{metric}({asked})" if asked else f"{subject}.{metric}"
    return Fact(name, subject, metric, value, unit, SESSION, tuple(params.items()), inputs)


def _spread(closes: Mapping[str, tuple[float, float]]) -> float:
    return ((closes["RSP"][1] / closes["RSP"][0]) - (closes["SPY"][1] / closes["SPY"][0])) * 100


_LAST = "XLY.rank(of=change_1d,group=sectors)"
_FIRST = "XLE.rank(of=change_1d,group=sectors)"
_SINCE = "small_large.longest_since(of=relative_streak)"
_DAY = (
    sentence(
        "The [Nasdaq Composite|name|^IXIC.change_1d] [lost|word|^IXIC.change_1d] [1.00%|number|^IXIC.change_1d] to"
        " [23,471.75|number|^IXIC.level], the [S&P 500|name|^GSPC.change_1d] [fell|word|^GSPC.change_1d]"
        " [0.53%|number|^GSPC.change_1d] and the [Dow|name|^DJI.change_1d] [edged down|word|^DJI.change_1d]"
        " [0.09%|number|^DJI.change_1d].",
        "indexes.day",
    ),
    sentence(
        "Small caps have been [ahead of|word|small_large.relative_streak] the"
        " [S&P 500|name|small_large.relative_streak] for [nine|count|small_large.relative_streak] sessions running,"
        f" the [longest|word|{_SINCE}] such run since [2017|date|{_SINCE}].",
        "breadth.run",
    ),
)
_SECTORS = (
    sentence(
        f"[Energy|name|XLE.change_1d] was [first|rank|{_FIRST}], [up|word|XLE.change_1d]"
        " [2.26%|number|XLE.change_1d]; [consumer discretionary|name|XLY.change_1d] was"
        f" [last|rank|{_LAST}], [down|word|XLY.change_1d] [1.58%|number|XLY.change_1d].",
        "sectors.ends",
    ),
    sentence(
        "[Seven|count|sectors.rising] of [eleven|count|sectors.traded] sectors [advanced|word|sectors.rising].",
        "sectors.count",
    ),
)
_ASSETS = (
    sentence(
        "[Silver|name|SI=F.change_1d] [jumped|word|SI=F.change_1d] [5.81%|number|SI=F.change_1d] to"
        " [$90.87|number|SI=F.level], its [first|rank|SI=F.round_number_is_new] close"
        " [above|word|SI=F.round_number_is_new] [$90|number|SI=F.round_number].",
        "assets.first",
    ),
    sentence(
        "The [10-year Treasury yield|name|^TNX.change_1d] [fell|word|^TNX.change_1d]"
        " [3 basis points|number|^TNX.change_1d] to [4.14%|number|^TNX.level].",
        "assets.yield",
    ),
    sentence(
        "For [silver|name|SI=F.record_high] it was a [record close|word|SI=F.record_high].", "assets.record"
    ),
)
_WATCH = (
    sentence(
        "The [S&P 500|name|^GSPC.below_record] stands [0.7%|number|^GSPC.below_record]"
        " [below|word|^GSPC.below_record] its record close of [6,977.27|number|^GSPC.record_level], set on"
        " [January 12|date|^GSPC.record_session].",
        "watch.record",
        more=("^GSPC.record_level",),
    ),
)


def article(closes: Mapping[str, tuple[float, float]] = CLOSES) -> Article:
    """The brief's article. Its sentences are worded for ``CLOSES``."""
    return Article(
        session=SESSION,
        closed_at=datetime(2026, 1, 14, 16, 0, tzinfo=ZoneInfo("America/New_York")),
        universe="us",
        language="en",
        archetype="mixed",
        headline=sentence(
            "[Equal-weight S&P 500 fund|name|RSP.change_1d] [rises|word|RSP.change_1d] as the indexes"
            " [fall|word|majors.falling] for a [second|count|majors.joint_streak] session",
            "headline.mixed",
        ),
        standfirst=sentence(
            "The [S&P 500|name|^GSPC.change_1d] [lost|word|^GSPC.change_1d] [0.53%|number|^GSPC.change_1d], yet most"
            " sectors [rose|word|sectors.rising].",
            "standfirst.mixed",
        ),
        dateline=sentence(
            "[Wednesday, January 14, 2026|date|session.date] · [2|count|article.minutes] minutes to read",
            "dateline",
        ),
        byline="Generated by marketwrap",
        summary=(
            sentence(
                "[All three|count|majors.falling] major indexes [fell|word|majors.falling] for a"
                " [second|count|majors.joint_streak] session.",
                "summary.majors",
            ),
            sentence(
                "The [equal-weight S&P 500 fund|name|equal_cap.spread_1d] ended [0.95 points|number|equal_cap.spread_1d]"
                " [ahead of|word|equal_cap.spread_1d] the [cap-weighted S&P 500 fund|name|equal_cap.spread_1d].",
                "summary.gap",
            ),
        ),
        sections=(
            Section("session", "The session", (Paragraph("indexes", _DAY), _table())),
            Section("sectors", "Sectors", (Paragraph("sectors", _SECTORS), _chart())),
            Section("assets", "Other assets", (Paragraph("assets", _ASSETS),)),
            Section("watch", "What to watch", (Paragraph("levels", _WATCH),)),
        ),
        notes=(
            sentence("Changes are price changes from close to close; dividends are not included.", "notes"),
            sentence("Prices are as of the close of [January 14, 2026|date|session.date].", "notes"),
        ),
        disclaimer="This brief describes market prices. Investors should not take it for advice.",
        provenance=Provenance(
            "sample", "price", datetime(2026, 1, 14, 22, 5, tzinfo=UTC), True, "5f1d0c9e" * 8
        ),
        facts=facts(closes),
    )


def _table() -> Table:
    rows = tuple(
        Row(
            Span(name, kind="name"),
            (
                Span(close, f"{symbol}.level", "number"),
                Span(change, f"{symbol}.change_1d", "number"),
                Span(""),
            ),
        )
        for symbol, name, close, change in (
            ("^IXIC", "Nasdaq Composite", "23,471.75", "-1.00%"),
            ("^GSPC", "S&P 500", "6,926.60", "-0.53%"),
            ("RSP", "Equal-weight S&P 500 fund", "199.61", "+0.46%"),
        )
    )
    return Table("indexes", "Indexes at the close", ("Index", "Close", "Day", "Week"), rows)


def _chart() -> Chart:
    bars = (
        Bar("Energy", Span("+2.26%", "XLE.change_1d", "number")),
        Bar("Consumer discretionary", Span("-1.58%", "XLY.change_1d", "number")),
    )
    alt = sentence(
        "Bar chart of sectors: [energy|name|XLE.change_1d] [up|word|XLE.change_1d] [2.26%|number|XLE.change_1d],"
        " [consumer discretionary|name|XLY.change_1d] [down|word|XLY.change_1d] [1.58%|number|XLY.change_1d].",
        "chart.sectors",
    )
    return Chart("sectors", "bars", "Energy first", alt, bars)


@cache
def texts() -> Mapping[str, str]:
    """The sound brief's documents, the PDF apart."""
    return set_from(article())


def set_from(said: Article) -> dict[str, str]:
    """The documents of an article, as the pipeline sets them."""
    return {
        "brief.json": briefjson.dumps(said),
        "brief.html": documents.html(said, charts.draw(said, {})),
        "brief.txt": documents.text(said),
        "brief.md": documents.markdown(said),
    }


@cache
def pdf(name: str = "sound") -> bytes:
    """The brief as PDF with its article attached; ``altered`` prints another number than it has attached."""
    page = texts()["brief.html"]
    if name == "altered":
        page = page.replace(">0.53%<", ">0.58%<")
    return documents.pdf(page, article(), {"brief.json": texts()["brief.json"].encode()})


#: with the two metrics that only this brief has
DECLARED = {**MEANINGS, "date": MEANINGS["session_date"], "minutes": MEANINGS["given_count"]}


@cache
def means(closes: tuple[tuple[str, tuple[float, float]], ...] | None = None) -> check.Means:
    """What a check is made with; with ``closes`` the facts are computed again from these."""
    market = universe.load("us")
    if closes is None:
        return check.Means(market, "en", tone.load("en"), DECLARED)
    known = dict(closes)
    again = facts(known)
    days = {BEFORE: 0, SESSION: 1}

    def close(symbol: str, day: date) -> float | None:
        return known[symbol][days[day]] if symbol in known and day in days else None

    return check.Means(market, "en", tone.load("en"), DECLARED, lambda fact: again.get(fact.id), close)


SNAPSHOT = tuple(CLOSES.items())


def respoken(said: Article, change: Callable[[Sentence], Sentence]) -> Article:
    """The article with every sentence changed."""

    def block(old: Paragraph | Table | Chart) -> Paragraph | Table | Chart:
        if isinstance(old, Paragraph):
            return replace(old, sentences=tuple(map(change, old.sentences)))
        return replace(old, alt=change(old.alt)) if isinstance(old, Chart) else old

    return replace(
        said,
        headline=change(said.headline),
        standfirst=change(said.standfirst),
        dateline=change(said.dateline),
        summary=tuple(map(change, said.summary)),
        sections=tuple(replace(s, blocks=tuple(map(block, s.blocks))) for s in said.sections),
        notes=tuple(map(change, said.notes)),
    )


def reworded(said: Article, phrase: str, *swaps: tuple[str, str]) -> Article:
    """The article with the spans of one sentence, found by its phrase, given other texts."""
    texts_by = dict(swaps)

    def change(old: Sentence) -> Sentence:
        if old.rule != phrase:
            return old
        assert texts_by.keys() <= {span.text for span in old.spans}, f"no such spans in {old.text}"
        return replace(old, spans=tuple(replace(s, text=texts_by.get(s.text, s.text)) for s in old.spans))

    return respoken(said, change)
