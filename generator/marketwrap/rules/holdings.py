"""A client's own page: what the positions did, what of the watch list moved, what comes up for either."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from marketwrap.base.model import Event, Fact, Finding
from marketwrap.facts import Day
from marketwrap.metrics.holdings import WHOLE
from marketwrap.rules import calendar
from marketwrap.rules.rule import Found, name_of, named
from marketwrap.rules.saying import Role, number, say

#: moves of the whole below this are none, as the wording has it
FLAT = 0.0005
#: a percentage move of something watched that is worth a sentence
NOTABLE = 0.01
#: watched instruments whose moves are told
MOST_MOVES = 3
#: amounts of money below this are not told
LEAST_MONEY = 0.5
#: instruments of which one move is the largest, positions of which one contributed most
SEVERAL = 2
#: changes that have a unit of their own
PERCENT = "percent"


@dataclass(frozen=True, slots=True)
class Book:
    """What a client owns and watches."""

    #: as facts are asked with them
    positions: str
    held: tuple[str, ...]
    watched: tuple[str, ...]
    #: horizon of the edition: a day, or a week
    over: str = "1d"

    @property
    def symbols(self) -> tuple[str, ...]:
        """Everything that the page is about."""
        return tuple(dict.fromkeys((*self.held, *self.watched)))

    def whole(self, day: Day, metric: str, **more: str | int) -> Fact | None:
        """A fact of all positions together."""
        return day.fact(WHOLE, f"holdings_{metric}", positions=self.positions, **more)

    def of(self, day: Day, symbol: str, metric: str, **more: str | int) -> Fact | None:
        """A fact of one position."""
        return day.fact(symbol, f"position_{metric}", positions=self.positions, **more)


def headline(day: Day, book: Book) -> Finding:
    """The whole against the benchmark; a move of the watch list where there is no whole."""
    whole = book.whole(day, f"change_{book.over}")
    gain = book.whole(day, f"gain_{book.over}")
    benchmark = day.fact(day.role("benchmark"), f"change_{book.over}")
    session = day.fact("brief", "session_date")
    key = "headline_none"
    if whole is not None:
        key = "headline_alone"
        if benchmark is not None:
            same = whole.number * benchmark.number > 0
            key = "headline_with" if same else "headline_apart"
        if _is_flat(whole):
            key = "headline_flat"
    elif abs(number(gain)) >= LEAST_MONEY:
        key = "headline_money"
    elif not book.held and (top := _largest(day, book)):
        return say("holdings.headline_watched", "lead", 1.0, top=top)
    roles = {"whole": whole, "benchmark": benchmark, "gain": gain, "session": session}
    return say(f"holdings.{key}", "lead", 1.0, roles)


def standfirst(day: Day, book: Book) -> Finding:
    """The same in money, and how far from the benchmark."""
    against = day.role("benchmark")
    gap = book.whole(day, f"gap_{book.over}", against=against) if against else None
    roles: dict[str, Role] = {
        "gain": book.whole(day, f"gain_{book.over}"),
        "value": book.whole(day, "value"),
        "gap": gap if abs(number(gap)) >= NARROW else None,
        "benchmark": day.fact(against, f"change_{book.over}"),
        "session": day.fact("brief", "session_date"),
        "total": day.fact("brief", "given_count", value=len(book.watched)) if book.watched else None,
    }
    key = "standfirst_none"
    if roles["value"] is not None:
        moved = abs(number(book.whole(day, f"gain_{book.over}"))) >= LEAST_MONEY
        key = "standfirst_money" if moved else "standfirst_value"
    elif not book.held and book.watched:
        key = "standfirst_watched"
    return say(f"holdings.{key}", "lead", 1.0, roles)


#: percentage points of a gap that would print as none
NARROW = 0.05


def _is_flat(fact: Fact) -> bool:
    return abs(fact.number) < FLAT


def drove(day: Day, book: Book) -> Iterator[Finding]:
    """The position that gained the most, and the one that lost the most."""
    facts = {s: book.of(day, s, f"contribution_{book.over}") for s in book.held}
    known = {symbol: fact for symbol, fact in facts.items() if fact is not None}
    if len(known) < SEVERAL:
        return
    ups = [s for s, fact in known.items() if round(fact.number, 2) > 0]
    downs = [s for s, fact in known.items() if round(fact.number, 2) < 0]
    top = max(ups, key=lambda s: (known[s].number, s)) if ups else None
    bottom = min(downs, key=lambda s: (known[s].number, s)) if downs else None
    roles: dict[str, Role] = {}
    for role, symbol, way in (("top", top, 1), ("bottom", bottom, -1)):
        if symbol is not None:
            roles[role] = known[symbol]
            roles[f"{role}_place"] = book.of(day, symbol, f"place_{book.over}", way=way)
            roles[f"{role}_move"] = day.fact(symbol, f"change_{book.over}")
    key = "drove_both" if top and bottom else "drove_up" if top else "drove_down"
    if top or bottom:
        yield say(f"holdings.{key}", "holdings", 0.9, roles)


def counted(day: Day, book: Book) -> Finding | None:
    """How many of the positions are of something that rose."""
    rising, total = (book.whole(day, f"{metric}_{book.over}") for metric in ("rising", "counted"))
    if rising is None or total is None or total.number < SEVERAL:
        return None
    return say("holdings.counted", "holdings", 0.8, rising=rising, total=total)


def longer(day: Day, book: Book) -> Finding | None:
    """The same quantities over the week and since the end of last year."""
    week = book.whole(day, "change_1w") if book.over == "1d" else None
    year = book.whole(day, "change_ytd")
    week, year = (None if fact is None or _is_flat(fact) else fact for fact in (week, year))
    if week is None or year is None:
        return say("holdings.year", "holdings", 0.7, year=year) if year else None
    return say("holdings.longer", "holdings", 0.7, week=week, year=year)


def held_extremes(day: Day, book: Book) -> Iterator[Finding]:
    """Records of what is held, and closes above or below all others of the year."""
    return _extremes(day, book.held, "holdings")


def watched_extremes(day: Day, book: Book) -> Iterator[Finding]:
    """The same of what is watched and not held."""
    return _extremes(day, tuple(s for s in book.watched if s not in book.held), "watchlist")


def _extremes(day: Day, symbols: tuple[str, ...], topic: str) -> Iterator[Finding]:
    records = {f.subject: f for f in day.facts(symbols, "record_high") if f.number > 0}
    if records:
        yield say("holdings.record", topic, 0.75, those=tuple(records.values()))
    weeks = day.fact("brief", "given_count", value=52)
    for key, metric in (("highest", "new_high_52w"), ("lowest", "new_low_52w")):
        those = tuple(f for f in day.facts(symbols, metric) if f.number > 0 and f.subject not in records)
        if those:
            yield say(f"holdings.{key}", topic, 0.6, those=those, weeks=weeks)


def watched(day: Day, book: Book) -> Iterator[Finding]:
    """What of the watch list moved; the largest move where none is notable."""
    moves = _moves(day, book)
    notable = tuple(f for f in moves if abs(f.number) >= NOTABLE)[:MOST_MOVES]
    if notable:
        yield say("holdings.moved", "watchlist", 0.9, moves=notable)
    elif len(moves) >= SEVERAL:
        top = moves[0]
        place = day.fact(top.subject, f"move_place_{book.over}", among=",".join(book.watched))
        yield say("holdings.quiet", "watchlist", 0.9, top=top, place=place)


def _moves(day: Day, book: Book) -> list[Fact]:
    """Percentage changes of what is watched, the largest first."""
    found = [f for f in day.facts(book.watched, f"change_{book.over}") if f.unit == PERCENT]
    return sorted(found, key=lambda f: (-abs(f.number), f.subject))


def _largest(day: Day, book: Book) -> Fact | None:
    return next(iter(_moves(day, book)), None)


def coming(day: Day, book: Book) -> list[Event]:
    """What is on the calendar for one of the client's instruments."""
    own = set(book.symbols)
    return [event for event in calendar.coming(day) if own & set(event.symbols)]


def due(day: Day, book: Book) -> Iterator[Finding]:
    """Results and dates to come; that there are none, where a calendar is known."""
    ahead = coming(day, book)
    last = day.session + timedelta(days=calendar.SPOKEN_DAYS)
    results = calendar.results_of(day, [e for e in ahead if e.kind == "earnings" and e.day and e.day <= last])
    dates = calendar.marked_of(day, [e for e in ahead if e.kind == "appointment"])
    yield from (finding for finding in (results, dates) if finding is not None)
    if not ahead and calendar.coming(day):
        days = day.fact("brief", "given_count", value=calendar.LISTED_DAYS)
        yield say("holdings.nothing_due", "coming", 0.5, days=days)


@dataclass(frozen=True)
class PageRule:
    """A ``Rule`` that is asked of a client's book too."""

    find: Callable[[Day, Book], Found]
    says: tuple[str, ...]

    @property
    def name(self) -> str:
        """As a rule's."""
        return name_of(self.find)


HEADLINE = PageRule(
    headline,
    says=(
        "holdings.headline_apart",
        "holdings.headline_with",
        "holdings.headline_flat",
        "holdings.headline_alone",
        "holdings.headline_money",
        "holdings.headline_watched",
        "holdings.headline_none",
    ),
)
STANDFIRST = PageRule(
    standfirst,
    says=(
        "holdings.standfirst_money",
        "holdings.standfirst_value",
        "holdings.standfirst_watched",
        "holdings.standfirst_none",
    ),
)
_EXTREMES = ("holdings.record", "holdings.highest", "holdings.lowest")
#: section by section
RULES: tuple[PageRule, ...] = (
    PageRule(drove, says=("holdings.drove_both", "holdings.drove_up", "holdings.drove_down")),
    PageRule(counted, says=("holdings.counted",)),
    PageRule(longer, says=("holdings.longer", "holdings.year")),
    PageRule(held_extremes, says=_EXTREMES),
    PageRule(watched, says=("holdings.moved", "holdings.quiet")),
    PageRule(watched_extremes, says=_EXTREMES),
    PageRule(
        due,
        says=(
            "calendar.results",
            "calendar.results_before",
            "calendar.results_after",
            "calendar.marked",
            "holdings.nothing_due",
        ),
    ),
)


def judge(day: Day, book: Book, rules: Iterable[PageRule] = RULES) -> tuple[Finding, ...]:
    """What the rules of a page find, as ``rules.judge`` has it of a day's."""
    return tuple(f for rule in rules for f in named(rule.name, rule.says, rule.find(day, book)))
