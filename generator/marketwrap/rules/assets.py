"""Other markets: rates, volatility, oil, metals, the dollar, crypto, bonds."""

from marketwrap.base.model import Fact, Finding
from marketwrap.facts import Day
from marketwrap.rules.rule import Rule
from marketwrap.rules.saying import (
    FEW,
    change,
    extreme,
    is_rare,
    largest,
    largest_phrase,
    largest_phrases,
    long_ago,
    number,
    say,
    unusual,
)

#: basis points below which a yield has not moved
YIELD_FLAT = 0.5
#: a metal's move that may be its largest in a long time
METAL_SHOCK = 0.03
#: … and one that is among the day's news
METAL_FAR = 0.045
#: moves of stocks and bonds that are worth comparing
TOGETHER = 0.005
#: gold's rise that is worth naming beside bonds
HAVEN = 0.002
#: sessions into the year from which other assets are compared over it
ASSETS_SETTLED = 10
#: basis points from which a yield's move may be a shock
YIELD_SHOCK = 10.0
#: points of the volatility index
VOLATILITY_MOVE = 1.0
#: fractions for oil, metals, the dollar and crypto
OIL_MOVE, OIL_SHOCK = 0.015, 0.05
#: share of the year's sessions with a smaller move from which a market "moved hard"
HARD = 0.95
METAL_MOVE = 0.008
#: and one that is among the day's news
METAL_NEWS = 0.06
DOLLAR_MOVE = 0.004
CRYPTO_MOVE = 0.03


def government_yield(day: Day) -> Finding | None:
    """The government yield: direction, level, and how unusual."""
    symbol = day.role("government_yield")
    move, level = day.fact(symbol, "change_1d"), day.fact(symbol, "level")
    if symbol is None or move is None or level is None:
        return None
    if abs(move.number) < YIELD_FLAT:
        return None  # an unchanged yield is most often that of a day on which bonds did not trade
    roles = largest(day, symbol) if abs(move.number) >= YIELD_SHOCK else {}
    key = "shock" if any(roles.values()) and unusual(day, symbol) >= HARD else "move"
    news = 0.95 if key == "shock" else 0.5 + 0.25 * unusual(day, symbol)
    return say(f"assets.yield_{key}", "rates", news, roles, move=move, level=level)


def yield_extreme(day: Day) -> Finding | None:
    """The yield at its highest or lowest in a long time."""
    symbol = day.role("government_yield")
    level = day.fact(symbol, "level")
    if symbol is None or level is None:
        return None
    for key, flag in (("highest", "new_high_52w"), ("lowest", "new_low_52w")):
        roles = extreme(day, symbol, key)
        if number(day.fact(symbol, flag)) and any(roles.values()):
            phrase = f"assets.yield_{key}_of_all" if roles["of_all"] else f"assets.yield_{key}"
            return say(phrase, "rates", 0.6, roles, level=level)
    return None


def volatility(day: Day) -> Finding | None:
    """The volatility index, when it moved or stands out."""
    symbol = day.role("volatility")
    move, level = day.fact(symbol, "change_1d"), day.fact(symbol, "level")
    if symbol is None or move is None or level is None or abs(move.number) < VOLATILITY_MOVE:
        return None
    roles = largest(day, symbol) if is_rare(day, move) else {}
    key = "jump" if any(roles.values()) else "move"
    news = 0.8 if key == "jump" else 0.45 + 0.25 * unusual(day, symbol)
    return say(f"assets.volatility_{key}", "volatility", news, roles, move=move, level=level)


def volatility_level(day: Day) -> Finding | None:
    """The volatility index crossed a round number."""
    symbol = day.role("volatility")
    crossed, level, move = (
        day.fact(symbol, "round_number"),
        day.fact(symbol, "level"),
        day.fact(symbol, "change_1d"),
    )
    since = long_ago(day, day.fact(symbol, "beyond_round_number_since"))
    if crossed is None or level is None or move is None or since is None:
        return None
    key = "above" if move.number > 0 else "below"
    return say(
        f"assets.volatility_{key}", "volatility", 0.55, number=crossed, since=since, move=move, level=level
    )


def oil(day: Day) -> Finding | None:
    """Crude oil."""
    symbol = day.role("oil")
    move, level = day.fact(symbol, "change_1d"), day.fact(symbol, "level")
    if symbol is None or level is None:
        return None
    if move is None:
        points = day.fact(symbol, "below_zero")
        return (
            say("assets.oil_below_zero", "oil", 1.0, level=level, below=points)
            if points and points.value
            else None
        )
    if abs(move.number) < OIL_MOVE:
        return None
    roles = largest(day, symbol) if abs(move.number) >= OIL_SHOCK else {}
    key = "shock" if any(roles.values()) and unusual(day, symbol) >= HARD else "move"
    news = 0.95 if key == "shock" else 0.45 + 0.3 * unusual(day, symbol)
    return say(f"assets.oil_{key}", "oil", news, roles, move=move, level=level)


def metals(day: Day) -> Finding | None:
    """Gold and silver together."""
    gold, silver = change(day, "gold"), change(day, "silver")
    if gold is None or silver is None or max(abs(gold.number), abs(silver.number)) < METAL_MOVE:
        return None
    gold_level, silver_level = day.fact(gold.subject, "level"), day.fact(silver.subject, "level")
    key = "same" if gold.number * silver.number > 0 else "parted"
    order = tuple(sorted((gold, silver), key=lambda f: -abs(f.number)))
    levels = (silver_level, gold_level) if order[0] is silver else (gold_level, silver_level)
    news = 0.45 + 0.25 * max(unusual(day, gold.subject), unusual(day, silver.subject))
    if abs(order[0].number) >= METAL_NEWS:
        news = 0.85
    return say(
        f"assets.metals_{key}",
        "metals",
        news,
        first=order[0],
        second=order[1],
        first_level=levels[0],
        second_level=levels[1],
        claims=("metals.day",),
    )


def milestone(day: Day) -> Finding | None:
    """A metal, crude, the yield or bitcoin beyond a round number, for the first time or in a long while."""
    found: list[tuple[float, Finding]] = []
    for role in ("silver", "gold", "oil", "crypto", "government_yield"):
        symbol = day.role(role)
        crossed, move, level = (day.fact(symbol, m) for m in ("round_number", "change_1d", "level"))
        if crossed is None or move is None or level is None:
            continue
        new = day.fact(symbol, "round_number_is_new")
        since = long_ago(day, day.fact(symbol, "beyond_round_number_since"))
        if new is not None and new.value:
            found.append(
                (0.8, say("assets.first_close", _topic(role), 0.8, number=crossed, new=new, level=level))
            )
        elif since is not None:
            key = "above" if move.number > 0 else "below"
            said = say(f"assets.close_{key}", _topic(role), 0.5, number=crossed, since=since, move=move)
            found.append((0.5, said))
    return max(found, key=lambda pair: pair[0])[1] if found else None


def _topic(role: str) -> str:
    return {"silver": "metals", "gold": "metals", "oil": "oil", "crypto": "currencies"}.get(role, "rates")


def metal_extreme(day: Day) -> Finding | None:
    """Gold's or silver's largest move in a long time."""
    for move in sorted(day.facts(day.members("metals"), "change_1d"), key=lambda f: -abs(f.number)):
        roles = largest(day, move.subject)
        news = 0.95 if roles["of_all"] or abs(move.number) >= METAL_FAR else 0.7
        if abs(move.number) >= METAL_SHOCK and any(roles.values()):
            return say(largest_phrase("assets", move, roles), "metals", news, roles, move=move)
    return None


def dollar(day: Day) -> Finding | None:
    """The dollar."""
    symbol = day.role("dollar")
    move, level = day.fact(symbol, "change_1d"), day.fact(symbol, "level")
    if symbol is None or move is None or level is None or abs(move.number) < DOLLAR_MOVE:
        return None
    return say("assets.dollar", "currencies", 0.4 + 0.2 * unusual(day, symbol), move=move, level=level)


def crypto(day: Day) -> Finding | None:
    """Bitcoin, between the close of the last session and this one."""
    symbol = day.role("crypto")
    move, level = day.fact(symbol, "change_1d"), day.fact(symbol, "level")
    if symbol is None or move is None or level is None or abs(move.number) < CRYPTO_MOVE:
        return None
    news = 0.4 + 0.2 * unusual(day, symbol)
    return say("assets.crypto", "currencies", news, claims=("crypto.day",), move=move, level=level)


def stocks_and_bonds(day: Day) -> Finding | None:
    """Stocks and government bonds the same way, both by a good deal; or havens against stocks."""
    stocks, bonds = change(day, "benchmark"), change(day, "government_bonds")
    if stocks is None or bonds is None or min(abs(stocks.number), abs(bonds.number)) < TOGETHER:
        return None
    if stocks.number * bonds.number > 0:
        key = "both_rose" if stocks.number > 0 else "both_fell"
        return say(f"assets.{key}", "rates", 0.55, stocks=stocks, bonds=bonds)
    if stocks.number < 0:
        return say("assets.haven", "rates", 0.5, stocks=stocks, bonds=bonds, gold=_rising(day, "gold"))
    return None


def _rising(day: Day, role: str) -> Fact | None:
    move = change(day, role)
    return move if number(move) > HAVEN else None


def assets_year(day: Day) -> Finding | None:
    """The year to date of the other assets, best and worst."""
    moves = [f for f in day.facts(day.members("cross_asset"), "change_ytd") if f.unit == "percent"]
    if len(moves) < FEW or number(day.fact(day.role("benchmark"), "session_of_year")) < ASSETS_SETTLED:
        return None
    order = sorted(moves, key=lambda f: -f.number)
    if order[0].number <= 0 or order[-1].number >= 0:
        return None
    return say("assets.year", "year", 0.3, best=order[0], worst=order[-1])


#: which the weekly edition has too
YEAR = Rule(assets_year, says=("assets.year",))
RULES: tuple[Rule, ...] = (
    Rule(government_yield, says=("assets.yield_move", "assets.yield_shock")),
    Rule(
        yield_extreme,
        says=(
            "assets.yield_highest",
            "assets.yield_lowest",
            "assets.yield_highest_of_all",
            "assets.yield_lowest_of_all",
        ),
    ),
    Rule(stocks_and_bonds, says=("assets.both_rose", "assets.both_fell", "assets.haven")),
    Rule(volatility, says=("assets.volatility_move", "assets.volatility_jump")),
    Rule(volatility_level, says=("assets.volatility_above", "assets.volatility_below")),
    Rule(oil, says=("assets.oil_move", "assets.oil_shock", "assets.oil_below_zero")),
    Rule(metals, says=("assets.metals_same", "assets.metals_parted")),
    Rule(milestone, says=("assets.first_close", "assets.close_above", "assets.close_below")),
    Rule(metal_extreme, says=largest_phrases("assets")),
    Rule(dollar, says=("assets.dollar",)),
    Rule(crypto, says=("assets.crypto",)),
    YEAR,
)
