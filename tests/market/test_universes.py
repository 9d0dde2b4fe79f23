"""Markets other than the bundled sample's: what is true of one universe is true of all, and none is named in code."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random

import numpy as np
import pandas as pd
import pytest

from marketwrap.app import pipeline
from marketwrap.base.errors import ConfigError
from marketwrap.base.model import Article, Table, Universe
from marketwrap.base.settings import Settings
from marketwrap.check import recompute
from marketwrap.facts import Day
from marketwrap.formats import briefjson, snapshot
from marketwrap.market import universe as universes
from marketwrap.market.calendars import sessions
from marketwrap.market.prices import Prices
from marketwrap.metrics.panel import Panel
from marketwrap.sources import gate
from tests.builders import EUROPE, US, WORLD, _move, article, day, history, last_day, texts_of

ROOT = Path(__file__).parents[2]
MARKETS = {"us": US, "europe": EUROPE, "global": WORLD}
OTHERS = {"europe": EUROPE, "global": WORLD}
PLAIN = Settings(formats=("txt", "json"))

#: moves by group and symbol; whatever a market lacks is passed over
KINDS: Mapping[str, tuple[Mapping[str, float], ...]] = {
    "calm": ({},),
    "rally": ({"indexes": 0.012, "sectors": 0.011, "regions": 0.012, "megacaps": 0.015, "ACWI": 0.012, "crypto": 0.05},),
    "crash": ({"indexes": -0.045, "sectors": -0.04, "regions": -0.05, "megacaps": -0.05, "ACWI": -0.042,
               "^V2TX": 14, "^VIX": 14, "crypto": -0.12, "EXX6.DE": 0.012, "TLT": 0.012},),
    "rebound": ({"indexes": 0.02, "ACWI": 0.02, "regions": 0.02, "sectors": 0.02}, {"indexes": -0.03, "ACWI": -0.03}),
    "quiet": ({"indexes": 0.0007, "ACWI": 0.0008, "regions": 0.0005, "sectors": 0.0004},),
    "record": ({"indexes": 0.02, "ACWI": 0.02, "regions": 0.02}, {"indexes": 0.2, "ACWI": 0.2, "regions": 0.2}),
    "selloff": ({"indexes": -0.008, "sectors": -0.007, "regions": -0.009, "ACWI": -0.008, "currencies": 0.011},),
    "oil": ({"BZ=F": 0.09, "EXH1.DE": 0.03},),
    "metals": ({"SI=F": 0.09, "GC=F": 0.05},),
    "rates": ({"^TNX": 18.0, "TLT": -0.015},),
}  # fmt: skip
#: the last session of a year, the first of one, shortened ones, holidays of London, Tokyo, Frankfurt and Milan
DATES = (date(2026, 1, 14), date(2025, 12, 31), date(2026, 1, 2), date(2025, 12, 24), date(2025, 8, 25),
         date(2025, 5, 6), date(2025, 11, 24), date(2025, 8, 15))  # fmt: skip
#: what belongs to one market only
AMERICAN = re.compile(
    r"S&P|\bDow\b|Nasdaq|Russell|Treasury|New York|\bET\b|\bVIX\b|dollar index|\bUS\b|Wall Street|\bU\.S\.|America", re.IGNORECASE
)  # fmt: skip


def noisy(of: str, kind: str, last: date, *, gone: int = 0) -> Day:
    """A day of a kind, each instrument with a move of its own on top, exchanges' holidays and some instruments left out."""
    market, draws = MARKETS[of], Random(f"{of}{kind}{last}")  # noqa: S311  # no secret
    frame = history(320, last, of)
    size = {"yield": 3.0, "volatility": 1.0, "crypto": 0.02}
    now, *before = KINDS[kind]
    moves = {
        symbol: _move(now, symbol, 0.0, market) + draws.gauss(0, 0.3) * size.get(known.kind, 0.006)
        for symbol, known in market.instruments.items()
    }
    closes = day(moves, *before, frame=frame, universe=market).panel.prices.closes.copy()
    for symbol, known in market.instruments.items():
        if known.calendar:
            away = sessions(known.calendar).closed(pd.DatetimeIndex(closes.index))
            closes[symbol] = closes[symbol].mask(away)
    rest = [symbol for symbol in market.instruments if symbol not in market.required]
    return last_day(closes.drop(columns=draws.sample(rest, gone)), market)


def problems(of: Day, made: Article) -> tuple[object, ...]:
    """What the whole check finds wrong with an article's documents."""
    documents = pipeline.render(made, of.panel, PLAIN)
    return recompute.prove(documents, of.panel.prices, of.universe, PLAIN).problems


BROKEN = re.compile(r"\bNone\b(?! of)|\bnan\b|  | [,.;]|\.\.|,,|[{}]|\(\)|^\W")


# Dozens of days ---------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("of", OTHERS)
def test_a_day_of_any_kind_makes_a_brief_that_passes_its_check(of: str, kind: str) -> None:
    nth = list(KINDS).index(kind)
    for gone in (0, 8):
        last = DATES[(nth + gone // 2) % len(DATES)]
        made_of = noisy(of, kind, last, gone=gone)
        made = article(made_of)
        assert problems(made_of, made) == (), last
        assert [text for text in texts_of(made) if BROKEN.search(text)] == []
        assert all(section.blocks for section in made.sections)


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_in_the_brief_of_europe_is_american(kind: str) -> None:
    made_of = noisy("europe", kind, DATES[len(kind) % len(DATES)])
    text = pipeline.render(article(made_of), made_of.panel, PLAIN)["brief.txt"].decode()
    assert AMERICAN.findall(text) == []


@pytest.mark.parametrize("of", OTHERS)
def test_the_page_and_the_paper_of_another_market_pass_their_check(of: str) -> None:
    made_of = noisy(of, "selloff", DATES[0])
    settings = Settings(formats=("html", "pdf", "json"), paper="a4")
    documents = pipeline.render(article(made_of), made_of.panel, settings)
    assert recompute.prove(documents, made_of.panel.prices, made_of.universe, settings).problems == ()


def test_a_market_without_sectors_has_more_under_its_headline_than_the_headline() -> None:
    for nth, kind in enumerate(KINDS):
        made = article(noisy("global", kind, DATES[nth % len(DATES)]))
        head, under = (
            {s.fact for s in t.spans if s.kind == "number"} for t in (made.headline, made.standfirst)
        )
        assert not head & under, made.standfirst.text


def test_regions_are_ranked_where_there_are_any_and_nowhere_else() -> None:
    titles = {
        of: [section.id for section in article(noisy(of, "selloff", DATES[0])).sections] for of in MARKETS
    }
    assert {of: "regions" in found for of, found in titles.items()} == {
        "us": False,
        "europe": True,
        "global": True,
    }
    tables = [
        b
        for s in article(noisy("global", "calm", DATES[0])).sections
        for b in s.blocks
        if isinstance(b, Table)
    ]
    assert [table.caption for table in tables] == ["How the indexes fared", "Regions", "Other assets"]


def test_a_market_without_sectors_is_promised_none() -> None:
    made = article(noisy("global", "selloff", DATES[0]))
    assert not re.search(r"\b[Ss]ectors?\b|\b[Mm]egacap", " ".join(texts_of(made)))
    assert [section.title for section in made.sections if section.id == "assets"] == ["Beyond stocks"]


# A market that lacks one thing -------------------------------------------------------------------


def lacking() -> Iterator[tuple[str, str, str]]:
    for of, market in MARKETS.items():
        for part in ("roles", "groups", "pairs"):
            yield from ((of, part, key) for key in getattr(market, part))


@cache
def closes_of(of: str, kind: str) -> pd.DataFrame:
    return noisy(of, kind, DATES[0]).panel.prices.closes


@pytest.mark.parametrize(("of", "part", "key"), tuple(lacking()))
def test_a_universe_without_any_one_role_group_or_pair_makes_a_checked_brief(
    of: str, part: str, key: str
) -> None:
    market = MARKETS[of]
    rest = {name: value for name, value in getattr(market, part).items() if name != key}
    lesser: Universe = replace(market, **{part: rest})  # type: ignore[arg-type]  # part is the name of a mapping
    made = article(last_day(closes_of(of, "rally" if len(key) % 2 else "crash"), lesser))
    documents = {"brief.json": briefjson.dumps(made).encode()}
    assert recompute.prove(documents, None, lesser, PLAIN).problems == ()
    assert [text for text in texts_of(made) if BROKEN.search(text)] == []


# Exchanges with holidays of their own ------------------------------------------------------------

LONDON_CLOSED = date(2025, 8, 25)


def through_the_gate(closes: pd.DataFrame, market: Universe) -> Prices:
    made = Prices(closes, market.calendar, "files", "price", datetime(2026, 2, 1, tzinfo=UTC))
    return gate.examine(
        snapshot.fetched(made), market, closes.index[-1].date(), datetime(2026, 2, 1, tzinfo=UTC)
    )


def test_a_holiday_of_another_exchange_leaves_its_instruments_out_and_says_why() -> None:
    found = through_the_gate(noisy("europe", "calm", LONDON_CLOSED).panel.prices.closes, EUROPE)
    closed = {symbol for symbol, known in EUROPE.instruments.items() if known.calendar == "XLON"}
    assert {(note.symbol, note.fault, note.sessions) for note in found.notes} == {
        (symbol, "closed", (LONDON_CLOSED,)) for symbol in closed
    }
    said = article(Day(Panel(found, EUROPE), LONDON_CLOSED), found.notes).notes
    assert any(
        "no trading on August 25, a holiday at the exchange: the FTSE 100" in note.text for note in said
    )


def test_a_day_on_which_a_third_of_the_market_has_a_holiday_is_not_refused() -> None:
    found = through_the_gate(noisy("europe", "calm", date(2025, 12, 24)).panel.prices.closes, EUROPE)
    assert len(found.closes.columns) < len(EUROPE.instruments) * 2 / 3
    assert {note.fault for note in found.notes} == {"closed"}


def test_after_a_holiday_a_change_counts_from_the_exchanges_own_last_close_and_no_gap_is_reported() -> None:
    found = through_the_gate(noisy("europe", "calm", date(2025, 8, 26)).panel.prices.closes, EUROPE)
    assert found.notes == ()
    move = last_day(found.closes, EUROPE).fact("^FTSE", "change_1d")
    own = found.closes["^FTSE"].dropna()
    assert move is not None
    assert move.number == pytest.approx(own.iloc[-1] / own.iloc[-2] - 1)
    assert move.inputs[0].closes == (own.iloc[-2], own.iloc[-1])
    assert move.inputs[0].first == date(2025, 8, 22)  # the Friday, Monday being the holiday


def test_the_year_to_date_of_an_exchange_that_closes_early_in_the_year_counts_from_its_own_last_close() -> (
    None
):
    of = noisy("europe", "calm", DATES[0])
    own = of.panel.prices.closes["^GDAXI"].dropna()
    before = own[: pd.Timestamp("2025-12-31")]
    assert before.index[-1].date() == date(2025, 12, 30)  # Frankfurt is closed on the 31st, Paris is not
    move = of.fact("^GDAXI", "change_ytd")
    assert move is not None
    assert move.number == pytest.approx(own.iloc[-1] / before.iloc[-1] - 1)


def test_on_a_holiday_nothing_is_known_of_an_instrument_its_pairs_and_its_place() -> None:
    of = noisy("europe", "calm", date(2025, 12, 24))
    metrics = ("level", "change_1d", "streak", "average_50", "change_ytd")
    assert [of.fact("^GDAXI", metric) for metric in metrics] == [None] * len(metrics)
    assert of.fact("small_large", "spread_1d") is None
    assert of.fact("sectors", "mean_change") is None


def test_a_close_that_is_missing_without_a_holiday_is_still_a_gap() -> None:
    closes = noisy("europe", "calm", DATES[0]).panel.prices.closes.copy()
    closes["^FTSE"] = closes["^FTSE"].mask(closes.index == closes.index[-2])
    found = through_the_gate(closes, EUROPE)
    assert [(note.symbol, note.fault) for note in found.notes] == [("^FTSE", "gap_before")]
    assert last_day(found.closes, EUROPE).fact("^FTSE", "change_1d") is None


def test_carrying_over_holidays_is_the_same_whatever_comes_later() -> None:
    whole = noisy("global", "calm", DATES[0])
    closes = whole.panel.prices.closes
    for cut in (150, 250, 300):
        part = last_day(closes.iloc[:cut], WORLD)
        for metric in ("change_1d", "change_ytd", "zscore_1d"):
            then, now = part.panel.column(metric, "^N225"), whole.panel.column(metric, "^N225")
            assert then is not None
            assert now is not None
            np.testing.assert_array_equal(then, now[:cut])


# Which universe a brief is checked with ----------------------------------------------------------


def written(of: str, folder: Path, market: Universe | None = None) -> Path:
    made_of = noisy(of, "calm", DATES[0])
    made_of = last_day(made_of.panel.prices.closes, market or made_of.universe)
    for name, content in pipeline.render(article(made_of), made_of.panel, PLAIN).items():
        (folder / name).write_bytes(content)
    snapshot.save(made_of.panel.prices, folder / snapshot.NAME)
    return folder


@pytest.mark.parametrize("of", OTHERS)
def test_a_brief_is_checked_with_the_universe_that_it_names(of: str, tmp_path: Path) -> None:
    report = recompute.examine(written(of, tmp_path), Settings())
    assert report.problems == ()
    assert report.counts["facts"] > 100


def test_a_brief_of_a_universe_file_asks_for_it(tmp_path: Path) -> None:
    text = (ROOT / "generator" / "marketwrap" / "market" / "universes" / "europe.toml").read_text("utf-8")
    own = tmp_path / "own.toml"
    own.write_text(text.replace('id = "europe"', 'id = "own"'), "utf-8")
    written("europe", tmp_path, universes.load(str(own)))
    with pytest.raises(
        ConfigError, match="the brief is about own, which is no bundled universe; give the file"
    ):
        recompute.examine(tmp_path, Settings())
    assert recompute.examine(tmp_path, Settings(universe=str(own))).problems == ()


# Nothing of a market in code ---------------------------------------------------------------------

SYMBOLS = {symbol for market in MARKETS.values() for symbol in market.instruments}
#: symbols that no word and no name in code can be
TELLING = sorted(symbol for symbol in SYMBOLS if len(symbol) > 2 or not symbol.isalpha())
SYMBOL = re.compile(r"(?<![\w^.])(?:" + "|".join(map(re.escape, TELLING)) + r")(?![\w=.-])")
CODE = sorted((ROOT / "generator").rglob("*.py"))
TEMPLATES = sorted(path for path in (ROOT / "templates").rglob("*") if path.is_file())


def test_no_symbol_of_a_universe_stands_in_code_or_templates() -> None:
    found = {path: SYMBOL.findall(path.read_text("utf-8")) for path in (*CODE, *TEMPLATES)}
    assert {path.name: symbols for path, symbols in found.items() if symbols} == {}


def test_no_phrase_names_an_index_a_currency_or_a_place() -> None:
    names = {
        known.name
        for market in MARKETS.values()
        for known in market.instruments.values()
        if known.name[0].isupper()
    }
    phrases = [path for path in TEMPLATES if path.suffix in (".toml", ".jinja") and "phrases" in path.parts]
    for path in phrases:
        words = "\n".join(
            line for line in path.read_text("utf-8").splitlines() if not line.startswith(("#", "zone_"))
        )
        assert [name for name in names if re.search(rf"\b{re.escape(name)}\b", words)] == []
        assert AMERICAN.findall(words) == [], path


@pytest.mark.parametrize("of", MARKETS)
def test_every_member_of_a_bundled_universe_can_be_named_and_has_a_calendar(of: str) -> None:
    market = MARKETS[of]
    assert set(market.required) <= set(market.instruments)
    for known in market.instruments.values():
        calendar = sessions(known.calendar or market.calendar)
        assert calendar.between(date(2025, 1, 1), date(2025, 12, 31)).size > 230
        for prior in filter(None, (known.record_before, known.low_before)):
            # bitcoin is younger than that
            assert prior.session < date(2003, 1, 1) + timedelta(days=365) or known.kind == "crypto"
    assert len({known.name for known in market.instruments.values()}) == len(market.instruments)


def test_what_universes_share_they_know_alike_from_before_the_data() -> None:
    known: dict[str, set[object]] = {}
    for market in MARKETS.values():
        for symbol, own in market.instruments.items():
            known.setdefault(symbol, set()).add((own.record_before, own.low_before))
    assert {symbol for symbol, priors in known.items() if len(priors) > 1} == set()
