"""What the tape itself shows. Two things that moved together coincided; no rule here says because."""

from marketwrap.base.model import Finding
from marketwrap.facts import Day
from marketwrap.rules.rule import Rule
from marketwrap.rules.saying import change, number, say, unusual

#: percentage points between value and growth, or equal and cap weight, that are worth relating to something
GAP = 0.4
#: share of the year's sessions with a narrower gap, and basis points of the yield, that belong together
GAP_SHARE, YIELD_MOVE = 0.6, 3.0
#: a move of crude, and of stocks, that is worth relating to something
OIL_MOVE, STOCKS_MOVE = 0.01, 0.003
#: the megacaps' mean move that is one against the day
AGAINST = 0.002
#: share of days with sectors closer together, below which they were no further apart than usual
USUAL = 0.6
#: a move of the benchmark that may be "the market as a whole"
BROAD = 0.01
#: size and style measures within this many percentage points made no difference; fewer measures say nothing
CLOSE, ENOUGH_STYLES = 0.5, 4
#: share of the year's sessions with a smaller move from which a move is material
MATERIAL = 0.75


def rates_and_growth(day: Day) -> Finding | None:
    """A material move in yields on a day when growth and value parted the way yields suggest."""
    symbol = day.role("government_yield")
    move = day.fact(symbol, "change_1d")
    gap = day.fact("value_growth", "spread_1d")
    if move is None or gap is None or unusual(day, symbol) < MATERIAL or abs(gap.number) < GAP:
        return None
    if number(day.fact("value_growth", "smaller_share_1y")) < GAP_SHARE or abs(move.number) < YIELD_MOVE:
        return None
    same = move.number * gap.number > 0
    key = f"rates_{'up' if move.number > 0 else 'down'}_{'value' if gap.number > 0 else 'growth'}"
    return say(f"drivers.{key}", "tape", 0.8 if same else 0.6, move=move, gap=gap, claims=("value_growth",))


def oil_and_energy(day: Day) -> Finding | None:
    """Energy at the end of the sector ranking on a day when crude moved the same way."""
    oil, energy = change(day, "oil"), change(day, "energy")
    if oil is None or energy is None or oil.number * energy.number <= 0:
        return None
    place = day.fact(energy.subject, "rank", of="change_1d", group="sectors")
    total = day.fact("sectors", "total", of="change_1d")
    if place is None or total is None or abs(oil.number) < OIL_MOVE:
        return None
    if oil.number > 0 and place.value == 1:
        return say("drivers.oil_up", "tape", 0.7, oil=oil, energy=energy, place=place)
    if oil.number < 0 and place.value == total.value:
        return say("drivers.oil_down", "tape", 0.7, oil=oil, energy=energy, place=place)
    return None


def weight_of_megacaps(day: Day) -> Finding | None:
    """The megacaps' mean move against the equal-weight fund's: the weight of the largest few shows."""
    mean, equal = day.fact("megacaps", "mean_change"), change(day, "equal_weight")
    gap = day.fact("equal_cap", "spread_1d")
    if mean is None or equal is None or gap is None or abs(gap.number) < GAP:
        return None
    if (equal.number - mean.number) * gap.number <= 0:
        return None
    market = number(change(day, "benchmark"))
    if mean.number * equal.number < 0 and mean.number * market < 0:
        key = "megacaps_against" if abs(mean.number) >= AGAINST else "megacaps_lagged"
    elif gap.number > 0:
        key = "megacaps_weighed" if market <= 0 and mean.number < 0 else "megacaps_lagged"
    else:
        lifted = market >= 0 and mean.number > 0
        key = "megacaps_lifted" if lifted else "megacaps_held" if mean.number > market else "megacaps_lagged"
    return say(f"drivers.{key}", "tape", 0.75, mean=mean, equal=equal, claims=("concentration",))


def fear(day: Day) -> Finding | None:
    """Stocks and the volatility index both moved materially, the usual or the unusual way round."""
    stocks, move = change(day, "benchmark"), change(day, "volatility")
    if stocks is None or move is None or unusual(day, day.role("volatility")) < MATERIAL:
        return None
    if stocks.number * move.number > 0 and abs(stocks.number) > STOCKS_MOVE:
        key = "both_up" if stocks.number > 0 else "both_down"
        return say(f"drivers.{key}", "tape", 0.65, stocks=stocks, move=move)
    return None


def everything(day: Day) -> Finding | None:
    """A day when nearly everything moved one way: dispersion small against the move."""
    rising, falling = day.fact("sectors", "rising"), day.fact("sectors", "falling")
    total, market = day.fact("sectors", "total", of="change_1d"), change(day, "benchmark")
    if not (rising and falling and total and market) or abs(market.number) < BROAD:
        return None
    most = rising if market.number > 0 else falling
    apart = day.fact("sectors", "member_spread_smaller_share_1y")
    parted = abs(number(day.fact("equal_cap", "spread_1d"))) >= GAP
    if most.number < total.number - 1 or apart is None or apart.number >= USUAL or parted:
        return None
    key = "all_up" if market.number > 0 else "all_down"
    return say(f"drivers.{key}", "tape", 0.6, most=most, total=total, market=market)


def dollar_and_metals(day: Day) -> Finding | None:
    """Gold and the dollar opposite ways, both materially."""
    dollar, gold = change(day, "dollar"), change(day, "gold")
    if dollar is None or gold is None or dollar.number * gold.number >= 0:
        return None
    if unusual(day, dollar.subject) < MATERIAL or unusual(day, gold.subject) < GAP_SHARE:
        return None
    key = "dollar_down" if dollar.number < 0 else "dollar_up"
    return say(f"drivers.{key}", "tape", 0.5, dollar=dollar, gold=gold)


def style(day: Day) -> Finding | None:
    """Which styles led on the day: the best and the worst of the size and style funds."""
    moves = day.facts(day.members("size_and_style"), "change_1d")
    best, worst = (day.fact("size_and_style", m, of="change_1d") for m in ("leaders", "laggards"))
    if len(moves) < ENOUGH_STYLES or best is None or worst is None:
        return None
    order = sorted(moves, key=lambda f: (-f.number, f.subject))
    if (order[0].number - order[-1].number) * 100 < CLOSE:
        return say(
            "drivers.styles_close", "styles", 0.3, best=best, worst=worst, top=order[0], bottom=order[-1]
        )
    return say("drivers.styles", "styles", 0.45, best=best, worst=worst, top=order[0], bottom=order[-1])


def nothing(day: Day) -> Finding | None:
    """No move in rates, oil, the dollar or volatility out of the ordinary, and nothing else to tell."""
    if any(rule.find(day) for rule in TOLD):
        return None
    roles = ("government_yield", "oil", "dollar", "volatility")
    moves = tuple(move for move in (change(day, role) for role in roles) if move is not None)
    shares = day.facts(tuple(move.subject for move in moves), "smaller_share_1y")
    # the phrase speaks for all four, and of the past year
    if len(shares) < len(roles) or any(share.number >= MATERIAL for share in shares):
        return None
    quietest = day.fact("brief", "given_percent", value=MATERIAL)
    return say("drivers.nothing", "tape", 0.2, share=quietest, moves=moves)


#: each of these is something that the tape shows
TOLD: tuple[Rule, ...] = (
    Rule(
        rates_and_growth,
        says=(
            "drivers.rates_up_value",
            "drivers.rates_up_growth",
            "drivers.rates_down_growth",
            "drivers.rates_down_value",
        ),
    ),
    Rule(
        weight_of_megacaps,
        says=(
            "drivers.megacaps_weighed",
            "drivers.megacaps_lagged",
            "drivers.megacaps_against",
            "drivers.megacaps_lifted",
            "drivers.megacaps_held",
        ),
    ),
    Rule(oil_and_energy, says=("drivers.oil_up", "drivers.oil_down")),
    Rule(fear, says=("drivers.both_up", "drivers.both_down")),
    Rule(everything, says=("drivers.all_up", "drivers.all_down")),
    Rule(dollar_and_metals, says=("drivers.dollar_down", "drivers.dollar_up")),
)
RULES: tuple[Rule, ...] = (
    *TOLD,
    Rule(nothing, says=("drivers.nothing",)),
    Rule(style, says=("drivers.styles", "drivers.styles_close")),
)
