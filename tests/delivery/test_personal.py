"""A client's own page: what it says, that it is checked like a brief, and that it is nobody else's."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from functools import cache

import pytest

from marketwrap import check
from marketwrap.base.model import (
    Article,
    Block,
    Event,
    Events,
    Instrument,
    Note,
    Paragraph,
    Row,
    Sentence,
    Table,
)
from marketwrap.check import tone
from marketwrap.delivery import personal
from marketwrap.delivery.model import Client, Position
from marketwrap.delivery.personal import NAME, PDF, Shared
from marketwrap.facts import MEANINGS, Day
from marketwrap.formats import briefjson
from marketwrap.market import universe as universes
from marketwrap.metrics.panel import Panel
from marketwrap.render import documents
from marketwrap.story import exhibits
from tests.builders import NONE, SESSION, US, day, prices_of, sample
from tests.event_builders import earnings, event
from tests.hostile import SAMPLES

ANNA = Client(
    "Anna Example",
    "anna@example.com",
    holdings=(
        Position("AAPL", 100),
        Position("MSFT", -20),
        Position("XLU", 40.5),
        Position("^TNX", 5),
        Position("GC=F", 1),
    ),
    watch=("TSLA", "^VIX", "KRE"),
)
BEN = Client("Ben", "ben@example.com", holdings=(Position("NVDA", 7), Position("JPM", 30)), watch=("BAC",))
WATCHER = Client("Cleo", "cleo@example.com", watch=("TSLA", "KRE"))
MOVES = {
    "^GSPC": -0.005,
    "AAPL": 0.02,
    "MSFT": 0.01,
    "XLU": -0.01,
    "TSLA": 0.03,
    "KRE": -0.001,
    "NVDA": -0.02,
}
DUE = (
    earnings("AAPL", date(2026, 1, 29)),
    event("appointment", "Investor day", date(2026, 2, 3), symbols=("TSLA",)),
    earnings("NVDA", date(2026, 1, 16)),
)


def panel(*events: Event, moves: Mapping[str, float] = MOVES, further: tuple[Instrument, ...] = ()) -> Panel:
    made = day(moves).panel.prices
    return Panel(made, universes.extended(US, further), Events(events))


@cache
def market() -> Panel:
    return panel(*DUE)


def page(client: Client, of: Panel | None = None, **shared: str) -> Article:
    made = of or market()
    return personal.page(Day(made, made.sessions[-1]), client, Shared(**shared))  # type: ignore[arg-type]


def lines(article: Article) -> str:
    return documents.text(article)


def problems(article: Article, client: Client = ANNA, of: Panel | None = None) -> tuple[check.Problem, ...]:
    made = {briefjson.NAME: briefjson.dumps(article), "holdings.txt": lines(article)}
    return personal.examine(made, of or market(), client, Shared()).problems


def table(article: Article, name: str) -> Table:
    blocks = [block for section in article.sections for block in section.blocks]
    return next(block for block in blocks if isinstance(block, Table) and block.id == name)


def row(article: Article, head: str, name: str = "holdings") -> Row:
    return next(row for row in table(article, name).rows if row.head.text == head)


def sections(article: Article) -> list[str]:
    return [section.id for section in article.sections]


def notes(article: Article) -> list[str]:
    return [note.phrase for note in article.notes]


# What it says -------------------------------------------------------------------------------------


def test_the_whole_is_held_against_the_benchmark() -> None:
    article = page(ANNA)
    text = article.headline.text
    assert "hold" in text
    assert "S&P 500" in text
    whole = next(fact for fact in article.facts.values() if fact.metric == "holdings_change_1d")
    assert f"{abs(whole.number) * 100:.1f}%" in text


def test_a_page_has_the_name_the_tables_and_what_comes_up() -> None:
    article = page(ANNA)
    assert article.dateline.text == "For Anna Example, on the closes of Wednesday, January 14, 2026."
    assert sections(article) == ["holdings", "watchlist", "coming"]
    assert [r.head.text for r in table(article, "coming").rows] == ["Apple", "Investor day"]
    assert {e.id for e in article.events} == {e.id for e in DUE[:2]}


def test_what_is_not_owned_by_the_piece_is_listed_without_a_value() -> None:
    article = page(ANNA)
    quantity, close, value, change, weight, effect, *_ = row(article, "10-year Treasury yield").cells
    assert (quantity.text, value.text, weight.text, effect.text) == ("5", "", "", "")
    assert close.text
    assert change.text
    assert "notes.holdings_pieceless" in notes(article)


def test_what_has_no_close_that_day_is_listed_and_left_out_of_the_sum() -> None:
    frame = day(MOVES).panel.prices.closes.copy()
    frame.loc[frame.index[-1], "AAPL"] = NONE
    made = Panel(prices_of(frame), US, Events())
    article = page(ANNA, made)
    assert [cell.text for cell in row(article, "Apple").cells[:4]] == ["100", "", "", ""]
    (note,) = (n for n in article.notes if n.phrase == "notes.holdings_unpriced")
    assert note.text.endswith("of the day: Apple.")
    whole = next(fact for fact in article.facts.values() if fact.metric == "holdings_change_1d")
    assert {used.symbol for used in whole.inputs} == {"MSFT", "XLU"} or "notes.holdings_net" in notes(article)
    assert problems(article, of=made) == ()


def test_another_currency_is_not_converted() -> None:
    pound = Instrument("VOD.L", "Vodafone", "stock", currency="£")
    frame = day(MOVES).panel.prices.closes.assign(**{"VOD.L": 90.0})
    made = Panel(prices_of(frame), universes.extended(US, (pound,)), Events())
    client = replace(ANNA, holdings=(*ANNA.holdings, Position("VOD.L", 1000)))
    article = page(client, made)
    cells = row(article, "Vodafone").cells
    assert [cell.text for cell in cells[:6]] == ["1,000", "£90.00", "", "0.00%", "", ""]
    assert "notes.holdings_foreign" in notes(article)
    assert problems(article, client, made) == ()


def test_a_symbol_that_nobody_knows_is_named_in_a_note() -> None:
    client = replace(ANNA, holdings=(*ANNA.holdings, Position("ZZZZ", 3)), watch=(*ANNA.watch, "YYYY"))
    article = page(client)
    (note,) = (n for n in article.notes if n.phrase == "notes.holdings_unknown")
    assert note.text == "No close is known of YYYY and ZZZZ."
    assert problems(article, client) == ()


@pytest.mark.parametrize("client", [ANNA, BEN, WATCHER, replace(ANNA, watch=()), replace(BEN, holdings=())])
@pytest.mark.parametrize("edition", ["close", "weekly", "morning"])
@pytest.mark.parametrize(
    "moves",
    [MOVES, {}, {"majors": 0.01}, {s: -m for s, m in MOVES.items()}],
    ids=["mixed", "flat", "up", "turned"],
)
def test_a_page_of_any_client_agrees_with_its_facts(
    client: Client, edition: str, moves: Mapping[str, float]
) -> None:
    made = panel(*DUE, moves=moves)
    article = page(client, made, edition=edition)
    assert article.headline.text
    assert [p.line for p in problems(article, client, made)] == []


def test_debts_beyond_what_is_owned_leave_money_and_no_percentages() -> None:
    client = replace(ANNA, holdings=(Position("AAPL", 10), Position("MSFT", -500)))
    article = page(client)
    units = {f.metric.rpartition("_")[0] for f in article.facts.values() if f.unit == "percent"}
    assert units.isdisjoint({"holdings_change", "position_weight"})
    assert "notes.holdings_net" in notes(article)
    assert problems(article, client) == ()


def test_a_page_on_many_days_agrees_with_its_facts() -> None:
    made = sample()
    for session in made.sessions[260::97]:
        for client, edition in ((ANNA, "close"), (BEN, "weekly"), (WATCHER, "close")):
            article = personal.page(Day(made, session), client, Shared(edition=edition))  # type: ignore[arg-type]
            assert [p.line for p in problems(article, client, made)] == [], session


def test_nothing_is_said_of_a_calendar_that_there_is_not() -> None:
    assert sections(page(ANNA, panel())) == ["holdings", "watchlist"]


def test_a_client_without_dates_is_told_so_where_a_calendar_is_known() -> None:
    article = page(WATCHER, panel(DUE[2]))
    assert [s.phrase for s in sentences(article, "coming")] == ["holdings.nothing_due"]


def sentences(article: Article, section: str) -> list[Sentence]:
    (found,) = (s for s in article.sections if s.id == section)
    return [s for block in found.blocks if isinstance(block, Paragraph) for s in block.sentences]


def test_a_note_of_the_gate_stands_on_the_page_of_whom_it_concerns() -> None:
    note = Note("mended", "duplicate_row", "NVDA", (SESSION,))
    made = Panel(replace(day(MOVES).panel.prices, notes=(note,)), US, Events())
    assert "gate.duplicate_row" in notes(page(BEN, made))
    assert "gate.duplicate_row" not in notes(page(ANNA, made))


def test_a_universe_is_extended_by_what_it_does_not_know_yet() -> None:
    own = Instrument("VOD.L", "Vodafone", "stock")
    other = Instrument("AAPL", "Something else", "fund")
    extended = universes.extended(US, (own, other))
    assert extended.instruments["VOD.L"] == own
    assert extended.instruments["AAPL"] == US.instruments["AAPL"]
    assert (extended.groups, extended.roles) == (US.groups, US.roles)
    assert "VOD.L" not in US.instruments


# Whose it is --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", [*SAMPLES.values(), "<script>alert(1)</script>Anna", "An\u202ena", "Anna\x00\x07", ""]
)
def test_a_name_is_text_on_one_line_whatever_is_in_it(name: str) -> None:
    article = page(replace(ANNA, name=name))
    html = documents.html(article, {})
    assert "<script>alert" not in html
    assert article.dateline.text.isprintable()
    assert "\n" not in article.dateline.text
    assert problems(article) == ()


def test_a_page_holds_no_symbol_and_no_fact_of_another_client() -> None:
    texts = {c.name: personal.edition(market(), SESSION, c, Shared()).data.decode() for c in (BEN, ANNA)}
    assert "Anna" not in texts["Ben"]
    assert all(f'"{symbol}"' not in texts["Ben"] for symbol in ("AAPL", "MSFT", "XLU", "TSLA", "KRE"))
    assert all(f'"{symbol}"' not in texts["Anna Example"] for symbol in ("NVDA", "JPM", "BAC"))


def test_pages_of_many_clients_leave_nothing_behind_in_the_panel() -> None:
    made = panel(*DUE)

    def kept() -> tuple[int, ...]:
        return tuple(len(held) for held in (made._kept, made._columns, made._entries, made._picked))

    page(ANNA, made)
    before = kept()
    for n in range(1, 30):
        page(replace(ANNA, holdings=tuple(Position(p.symbol, n) for p in ANNA.holdings)), made)
    assert kept() == before


# Damage -------------------------------------------------------------------------------------------


def swapped(article: Article, head: str, column: int, text: str) -> Article:
    """The article with one cell of the table of holdings saying something else."""

    def cells(old: Row) -> Row:
        if old.head.text != head:
            return old
        span = replace(old.cells[column], text=text)
        return replace(old, cells=(*old.cells[:column], span, *old.cells[column + 1 :]))

    return with_table(article, lambda t: replace(t, rows=tuple(map(cells, t.rows))))


def with_table(article: Article, change: Callable[[Table], Table]) -> Article:
    def block(old: Block) -> Block:
        return change(old) if isinstance(old, Table) and old.id == "holdings" else old

    return replace(
        article,
        sections=tuple(replace(s, blocks=tuple(map(block, s.blocks))) for s in article.sections),
    )


QUANTITY, CLOSE, VALUE, CHANGE, WEIGHT, EFFECT, GAIN = range(7)


@pytest.mark.parametrize(
    ("head", "column", "wrong"),
    [
        ("Apple", QUANTITY, "101"),
        ("Microsoft", QUANTITY, "20"),
        ("Utilities", QUANTITY, "40"),
        ("Apple", VALUE, "$1"),
        ("Apple", WEIGHT, "99.9%"),
        ("Apple", EFFECT, "+99.99"),
        ("Apple", GAIN, "+$1"),
        ("Together", CHANGE, "+99.00%"),
        ("Together", VALUE, "$2"),
    ],
)
def test_a_wrong_cell_is_caught(head: str, column: int, wrong: str) -> None:
    assert problems(page(ANNA)) == ()
    found = problems(swapped(page(ANNA), head, column, wrong))
    assert "number" in {p.category for p in found}


@pytest.mark.parametrize(
    ("head", "column"),
    [
        ("Apple", EFFECT),
        ("Microsoft", GAIN),
        ("Microsoft", WEIGHT),
        ("Microsoft", VALUE),
        ("Utilities", CHANGE),
    ],
)
def test_a_sign_that_is_turned_or_lost_is_caught(head: str, column: int) -> None:
    article = page(ANNA)
    text = row(article, head).cells[column].text
    turned = text.replace("-", "") if "-" in text else text.replace("+", "-")
    assert turned != text
    assert "number" in {p.category for p in problems(swapped(article, head, column, turned))}


def test_a_row_under_another_name_is_caught() -> None:
    def rename(t: Table) -> Table:
        rows = (
            replace(r, head=replace(r.head, text="Microsoft")) if r.head.text == "Apple" else r
            for r in t.rows
        )
        return replace(t, rows=tuple(rows))

    assert "name" in {p.category for p in problems(with_table(page(ANNA), rename))}


def test_facts_of_other_quantities_than_the_client_s_are_caught() -> None:
    other = replace(ANNA, holdings=(Position("AAPL", 101), *ANNA.holdings[1:]))
    found = problems(page(other), ANNA)
    assert {p.detail for p in found} == {"other positions"}


@pytest.mark.parametrize("metric", ["position_weight_1d", "position_contribution_1d", "position_value", "holdings_change_1d",
                                    "position_gain_1d", "holdings_gap_1d", "holdings_value", "holdings_rising_1d", "holdings_counted_1d"])  # fmt: skip
def test_a_fact_of_another_value_is_caught_by_arithmetic_alone(metric: str) -> None:
    article = page(ANNA)
    key, fact = next((k, f) for k, f in article.facts.items() if f.metric == metric)
    assert isinstance(fact.value, float | int)
    wrong = replace(fact, value=fact.value + 1)
    damaged = replace(article, facts={**article.facts, key: wrong})
    means = check.Means(market().universe, "en", check_tone(), MEANINGS)
    found = check.examine({briefjson.NAME: briefjson.dumps(damaged)}, means).problems
    assert "by arithmetic from its closes" in {p.detail for p in found}


def check_tone() -> tone.Tone:
    return tone.load("en")


def test_a_page_that_says_more_than_its_article_is_caught() -> None:
    article = page(ANNA)
    text = lines(article) + "\nApple rose 7% on news of a takeover, it was said today.\n"
    made = {briefjson.NAME: briefjson.dumps(article), "holdings.txt": text}
    assert personal.examine(made, market(), ANNA, Shared()).problems


# As documents -------------------------------------------------------------------------------------


def test_page_mail_text_and_sheet_agree_with_the_article() -> None:
    made = personal.edition(market(), SESSION, ANNA, Shared())
    html = documents.html(made.article, {})
    told = made.documents | {"holdings.html": html, "holdings.txt": lines(made.article)}
    assert told.keys() == {briefjson.NAME, PDF, "holdings.html", "holdings.txt"}
    assert [p.line for p in personal.examine(told, market(), ANNA, Shared()).problems] == []


def test_the_same_page_is_the_same_bytes_and_carries_its_facts() -> None:
    one, other = (personal.edition(market(), SESSION, ANNA, Shared()) for _ in range(2))
    assert one.pdf == other.pdf
    _, attached = check.pages.pdf(PDF, one.pdf)
    assert json.loads(attached[NAME])["archetype"] == "holdings"


def test_a_sheet_that_says_something_else_is_caught() -> None:
    article = page(ANNA)
    other = swapped(article, "Apple", EFFECT, "+9.99")
    made: dict[str, bytes | str] = {
        briefjson.NAME: briefjson.dumps(article),
        PDF: personal.typeset(other, Shared(), {}),
    }
    found = personal.examine(made, market(), ANNA, Shared()).problems
    assert "number" in {p.category for p in found}


def test_many_positions_fit_on_one_sheet() -> None:
    import pypdfium2

    symbols = [s for s, known in US.instruments.items() if known.kind in ("stock", "fund")]
    client = replace(ANNA, holdings=tuple(Position(s, 10) for s in symbols[:15]), watch=tuple(symbols[15:25]))
    document = pypdfium2.PdfDocument(personal.edition(market(), SESSION, client, Shared()).pdf)
    assert len(document) == 1
    document.close()


def test_of_many_positions_the_ends_are_listed_and_all_are_counted() -> None:
    symbols = [s for s, known in US.instruments.items() if known.kind in ("stock", "fund")]
    client = replace(ANNA, holdings=tuple(Position(s, 10) for s in symbols), watch=tuple(US.instruments))
    article = page(client)
    assert len(symbols) > exhibits.MOST_HELD
    # the whole and the benchmark stand below
    assert len(table(article, "holdings").rows) == exhibits.MOST_HELD + 2
    assert len(table(article, "watchlist").rows) == exhibits.MOST_WATCHED
    counted = next(fact for fact in article.facts.values() if fact.metric == "holdings_counted_1d")
    assert counted.value == len(symbols)
    assert {"notes.holdings_more", "notes.watched_more"} <= set(notes(article))
    assert [p.line for p in problems(article, client)] == []
