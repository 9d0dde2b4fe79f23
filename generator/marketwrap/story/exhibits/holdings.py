"""The tables of a client's own page: what is held, and what is watched."""

from collections.abc import Iterable

from marketwrap.base.model import Fact, Row, Span, Table
from marketwrap.facts import Day
from marketwrap.language.voice import Voice
from marketwrap.rules.holdings import Book
from marketwrap.story.exhibits.cells import Horizons, changes, label, level, row, signed

#: horizons of the columns, by that of the edition
_SPANS: dict[str, Horizons] = {
    "1d": (("day", "1d"), ("week", "1w"), ("ytd", "ytd")),
    "1w": (("week", "1w"), ("ytd", "ytd")),
}


#: rows of the tables; of more positions those with the largest contributions, and with the smallest
MOST_HELD, MOST_WATCHED = 30, 20


def holdings_table(day: Day, voice: Voice, book: Book) -> Table | None:
    """Positions from the largest contribution to the smallest, then the whole and the benchmark."""
    rows = [_position(day, voice, book, symbol) for symbol in _ends(_ranked(day, book), MOST_HELD)]
    if not rows:
        return None
    whole = book.whole(day, "value")
    if whole is not None and len(rows) > 1:
        rows.append(_whole(day, voice, book, whole))
    rows += _benchmark(day, voice, book, empty=2, between=3)
    spans = [name for name, _ in _SPANS[book.over]]
    heads = ("holding", "quantity", "close", "value", spans[0], "weight", "contribution", "gain", *spans[1:])
    columns = tuple(voice.text(f"plan.{name}") for name in heads)
    return Table("holdings", voice.text("plan.holdings"), columns, tuple(rows))


def _ranked(day: Day, book: Book) -> list[str]:
    facts = {symbol: book.of(day, symbol, f"contribution_{book.over}") for symbol in book.held}
    facts = {s: fact or book.of(day, s, f"gain_{book.over}") for s, fact in facts.items()}
    return sorted(book.held, key=lambda s: _order(facts[s], label(day, s)))


def _ends(ranked: list[str], most: int) -> list[str]:
    return ranked if len(ranked) <= most else ranked[: most // 2] + ranked[-(most // 2) :]


def _order(fact: Fact | None, name: str) -> tuple[bool, float, str]:
    return (fact is None, -fact.number if fact else 0.0, name)


def _position(day: Day, voice: Voice, book: Book, symbol: str) -> Row:
    quantity = book.of(day, symbol, "quantity")
    weight, contribution = (book.of(day, symbol, f"{m}_{book.over}") for m in ("weight", "contribution"))
    first, *more = changes(day, voice, symbol, _SPANS[book.over])
    cells = (
        _cell(quantity, voice.printer.quantity(quantity) if quantity else ""),
        level(day, voice, symbol),
        _money(voice, book.of(day, symbol, "value")),
        first,
        _cell(weight, voice.printer.weight(weight) if weight else ""),
        _signed(voice, contribution),
        _money(voice, book.of(day, symbol, f"gain_{book.over}"), signed=True),
        *more,
    )
    # a position without a close has no level to be named by
    head = Span(label(day, symbol), quantity.id if quantity else "", "name")
    return Row(head, cells)


def _whole(day: Day, voice: Voice, book: Book, value: Fact) -> Row:
    first, *more = (_signed(voice, book.whole(day, f"change_{h}")) for _, h in _SPANS[book.over])
    gain = _money(voice, book.whole(day, f"gain_{book.over}"), signed=True)
    cells = (Span(""), Span(""), _money(voice, value), first, Span(""), Span(""), gain, *more)
    return Row(Span(voice.text("plan.together")), cells)


def _benchmark(day: Day, voice: Voice, book: Book, *, empty: int = 0, between: int = 0) -> list[Row]:
    """What it is held against, with as many empty cells as the table has columns that it lacks."""
    symbol = day.role("benchmark")
    if symbol is None or symbol in book.held or day.fact(symbol, "level") is None:
        return []
    first, *more = changes(day, voice, symbol, _SPANS[book.over])
    gaps = [Span("")] * (empty - 1)
    cells = [*gaps, level(day, voice, symbol), *gaps, first, *[Span("")] * between, *more]
    return [row(day, symbol, cells)]


def watch_table(day: Day, voice: Voice, book: Book) -> Table | None:
    """What is watched, from the largest rise to the largest fall, with how far it is from its extremes."""
    spans = _SPANS[book.over]
    symbols = [s for s in book.watched if day.fact(s, "level") is not None]
    moves = {s: day.fact(s, f"change_{book.over}") for s in symbols}
    symbols.sort(key=lambda s: _by_kind(moves[s], label(day, s)))
    rows = [_watched(day, voice, symbol, spans) for symbol in _ends(symbols, MOST_WATCHED)]
    heads = ("watched_one", "close", *(name for name, _ in spans), "from_high", "from_low")
    columns = tuple(voice.text(f"plan.{name}") for name in heads)
    return Table("watchlist", voice.text("plan.watchlist_table"), columns, tuple(rows)) if rows else None


def _by_kind(move: Fact | None, name: str) -> tuple[bool, float, str]:
    """Percentages first: points and basis points are not held against them."""
    is_percent = move is not None and move.unit == "percent"
    return (not is_percent, -move.number if move else 0.0, name)


def _watched(day: Day, voice: Voice, symbol: str, spans: Horizons) -> Row:
    extremes = (signed(day, voice, symbol, f"from_{end}_52w") for end in ("high", "low"))
    return row(day, symbol, _cells(level(day, voice, symbol), changes(day, voice, symbol, spans), extremes))


def _cells(close: Span, *more: Iterable[Span]) -> tuple[Span, ...]:
    return (close, *(cell for cells in more for cell in cells))


def _cell(fact: Fact | None, text: str) -> Span:
    return Span(text, fact.id, "number") if fact else Span("")


def _signed(voice: Voice, fact: Fact | None) -> Span:
    return _cell(fact, voice.printer.signed(fact) if fact else "")


def _money(voice: Voice, fact: Fact | None, *, signed: bool = False) -> Span:
    return _cell(fact, voice.printer.money(fact, voice.universe.currency, signed=signed) if fact else "")
