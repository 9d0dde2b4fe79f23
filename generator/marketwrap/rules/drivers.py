"""Two things that moved together and that readers look for together. No rule here says because."""

from math import sqrt

from marketwrap.base.model import Finding
from marketwrap.facts import Day
from marketwrap.rules import newsworthiness
from marketwrap.rules.rule import Rule
from marketwrap.rules.saying import UNUSUAL, change, number, say, unusual

#: a move of crude, and of the energy sector, that are worth relating
OIL_MOVE, ENERGY_MOVE = 0.015, 0.008
#: news of energy that moved as crude did: enough for a brief of the standard length
AS_CRUDE = 0.26
#: basis points of the yield, points between value and growth, and growth's own move, that belong together
YIELD_MOVE, GAP, GROWTH_MOVE = 6.0, 0.8, 0.005
#: a move of stocks that has a direction
STOCKS_MOVE = 0.003
#: share of the year's sessions with a smaller move of gold, where the dollar's is unusual
GOLD_SHARE = 0.75


def oil_and_energy(day: Day) -> Finding | None:
    """Energy at the end of the sector ranking on a day when crude moved the same way."""
    oil, energy = change(day, "oil"), change(day, "energy")
    if oil is None or energy is None or oil.number * energy.number <= 0:
        return None
    if abs(oil.number) < OIL_MOVE or abs(energy.number) < ENERGY_MOVE:
        return None
    ends = day.fact("sectors", "leaders" if oil.number > 0 else "laggards", of="change_1d")
    if ends is None or ends.value != (energy.subject,):
        return None
    rising, total = day.fact("sectors", "rising"), day.fact("sectors", "total", of="change_1d")
    if rising and total and rising.value in (0, total.value):
        return None  # the sentence on all sectors has energy at its end
    key = "oil_up" if oil.number > 0 else "oil_down"
    return say(
        f"drivers.{key}", "sectors", AS_CRUDE, oil=oil, energy=energy, claims=(f"move.{energy.subject}",)
    )


def rates_and_growth(day: Day) -> Finding | None:
    """A rare move in yields on a day when growth stocks went the other way, further than value."""
    symbol = day.role("government_yield")
    move, growth = day.fact(symbol, "change_1d"), change(day, "growth")
    gap, share = day.fact("value_growth", "spread_1d"), number(day.fact("value_growth", "smaller_share_1y"))
    if move is None or gap is None or growth is None or min(unusual(day, symbol), share) < UNUSUAL:
        return None
    if abs(move.number) < YIELD_MOVE or abs(gap.number) < GAP or abs(growth.number) < GROWTH_MOVE:
        return None
    if move.number * gap.number <= 0 or move.number * growth.number >= 0:
        return None
    key = "rates_up" if move.number > 0 else "rates_down"
    news = newsworthiness.of_move(day, move) * sqrt(newsworthiness.size(day, gap))
    return say(f"drivers.{key}", "tape", news, move=move, growth=growth, gap=gap, claims=("value_growth",))


def fear(day: Day) -> Finding | None:
    """Stocks and the volatility index the same way, which is rare."""
    stocks, move = change(day, "benchmark"), change(day, "volatility")
    if stocks is None or move is None or unusual(day, day.role("volatility")) < UNUSUAL:
        return None
    if stocks.number * move.number <= 0 or abs(stocks.number) < STOCKS_MOVE:
        return None
    key = "both_up" if stocks.number > 0 else "both_down"
    news, level = newsworthiness.fame(day, move.subject) / 2, day.fact(move.subject, "level")
    claims = (f"move.{move.subject}",)
    return say(f"drivers.{key}", "volatility", news, claims=claims, stocks=stocks, move=move, level=level)


def dollar_and_gold(day: Day) -> Finding | None:
    """Gold and the dollar opposite ways, both far more than usual."""
    dollar, gold = change(day, "dollar"), change(day, "gold")
    if dollar is None or gold is None or dollar.number * gold.number >= 0:
        return None
    if unusual(day, dollar.subject) < UNUSUAL or unusual(day, gold.subject) < GOLD_SHARE:
        return None
    key = "dollar_down" if dollar.number < 0 else "dollar_up"
    news = max(newsworthiness.of_move(day, gold), newsworthiness.of_move(day, dollar))
    level, claims = day.fact(gold.subject, "level"), tuple(f"move.{f.subject}" for f in (gold, dollar))
    return say(f"drivers.{key}", "metals", news, claims=claims, dollar=dollar, gold=gold, level=level)


RULES: tuple[Rule, ...] = (
    Rule(oil_and_energy, says=("drivers.oil_up", "drivers.oil_down")),
    Rule(rates_and_growth, says=("drivers.rates_up", "drivers.rates_down")),
    Rule(fear, says=("drivers.both_up", "drivers.both_down")),
    Rule(dollar_and_gold, says=("drivers.dollar_down", "drivers.dollar_up")),
)
