"""The week, which is five sessions: indexes, breadth, sectors, other assets, and where it leaves the year."""

from dataclasses import replace

from marketwrap.base.model import Fact, Finding
from marketwrap.facts import Day
from marketwrap.rules import breadth, sectors
from marketwrap.rules.rule import Rule
from marketwrap.rules.saying import FEW, at_end, largest_phrase, largest_phrases, largest_week, number, say
from marketwrap.rules.weekly_lead import run, run_ended

#: below this a week's move of an index is no move
FLAT = 0.0005
#: a week's move that may be the largest in a long time
LARGE = 0.03
#: percentage points between small caps and the benchmark over a week that are worth a sentence
SMALL_GAP = 0.75
#: … between equal and cap weight, and between value and growth
GAP, STYLE_GAP = 0.5, 1.0
#: … between defensives and cyclicals
TILT = 1.5
#: a week's move of a session among the five that is worth its date
SWING = 0.01
#: basis points of the yield, points of the volatility index
YIELD_MOVE, VOLATILITY_MOVE = 2.0, 1.5
#: fractions of oil, metals, the dollar, bitcoin
OIL_MOVE, METAL_MOVE, DOLLAR_MOVE, CRYPTO_MOVE = 0.02, 0.01, 0.006, 0.05
#: roles whose week is told with the last one that was as large
LONG_KNOWN = ("volatility", "oil")
#: sessions of a year after which its tally is no longer the week's
SETTLED = 6
#: more members than this at the ends of a ranking are too many for a sentence
ENDS = 3


def majors(day: Day) -> Finding | None:
    """The major indexes over the week: all up, all down, split, or flat."""
    moves = tuple(sorted(day.facts(day.members("majors"), "change_1w"), key=lambda f: -abs(f.number)))
    total = day.fact("majors", "total", of="change_1w")
    if not moves or total is None:
        return None
    up = tuple(f for f in moves if f.number >= FLAT)
    down = tuple(f for f in moves if f.number <= -FLAT)
    flat = tuple(f for f in moves if abs(f.number) < FLAT)
    rising, falling = _sides(day, "majors")
    if len(moves) == 1:
        return say("weekly.one", "indexes", 1.0, moves=moves)
    if len(up) == len(moves):
        return say("weekly.all_rose", "indexes", 1.0, moves=moves, total=total, all=rising)
    if len(down) == len(moves):
        return say("weekly.all_fell", "indexes", 1.0, moves=moves, total=total, all=falling)
    if up and down:
        return say("weekly.split", "indexes", 1.0, up=up, down=down, flat=flat)
    if not up and not down:
        return say("weekly.flat", "indexes", 1.0, moves=moves)
    return say("weekly.some_flat", "indexes", 1.0, moves=up or down, flat=flat)


def weeks_in_a_row(day: Day) -> Finding | None:
    """The benchmark has gone one way for several calendar weeks."""
    found = run(day)
    if found is None:
        return None
    key = "gains" if found.number > 0 else "declines"
    since = day.fact(found.subject, "week_run_since")
    return say(f"weekly.run_of_{key}", "indexes", 0.8, run=found, since=since)


def weeks_ended(day: Day) -> Finding | None:
    """The week ended a run of calendar weeks the other way."""
    ended = run_ended(day)
    if ended is None:
        return None
    return say(f"weekly.ended_{'gains' if ended.number > 0 else 'declines'}", "indexes", 0.85, ended=ended)


def largest_move(day: Day) -> Finding | None:
    """The benchmark's week was the largest, up or down, in a long time."""
    week = _week(day, "benchmark")
    if week is None or abs(week.number) < LARGE:
        return None
    roles = largest_week(day, week.subject)
    if not any(roles.values()):
        return None
    return say(largest_phrase("weekly", week, roles), "indexes", 0.95, roles, move=week)


def small_caps(day: Day) -> Finding | None:
    """The small-cap index against the benchmark over the week."""
    small, large = _week(day, "small_caps"), _week(day, "benchmark")
    gap = day.fact("small_large", "spread_1w")
    if small is None or large is None or gap is None:
        return None
    if abs(gap.number) < SMALL_GAP:
        return say("weekly.small_with", "indexes", 0.45, small=small)
    key = "ahead" if gap.number > 0 else "behind"
    return say(f"weekly.small_{key}", "indexes", 0.7, small=small, large=large, gap=gap)


def records(day: Day) -> Finding | None:
    """Record closes of the benchmark in the week."""
    benchmark = day.role("benchmark")
    found, now = day.fact(benchmark, "week_records"), day.fact(benchmark, "record_high")
    nth, week = day.fact(benchmark, "records_of_year"), day.fact("brief", "given_count", value=5)
    if found is None or now is None or nth is None or week is None or not found.value:
        return None
    key = "ended_at_record" if now.value else "was_at_record"
    return say(f"weekly.{key}", "indexes", 0.9, found=found, now=now, nth=nth, week=week)


def sessions(day: Day) -> Finding | None:
    """On how many of the week's sessions the benchmark rose."""
    benchmark = day.role("benchmark")
    rises, falls = day.fact(benchmark, "week_rises"), day.fact(benchmark, "week_falls")
    week, move = day.fact("brief", "given_count", value=5), _week(day, "benchmark")
    if rises is None or falls is None or week is None or move is None:
        return None
    roles = {"rises": rises, "falls": falls, "week": week, "move": move}
    if week.value in (rises.value, falls.value):
        return say("weekly.every_rise" if rises.value else "weekly.every_fall", "days", 0.8, roles)
    key = "more_rises" if rises.number >= falls.number else "more_falls"
    return say(f"weekly.{key}", "days", 0.5, roles)


def largest_session(day: Day) -> Finding | None:
    """The largest move of a session in the week, and when it was."""
    benchmark = day.role("benchmark")
    move, when = day.fact(benchmark, "week_extreme"), day.fact(benchmark, "week_extreme_session")
    if move is None or when is None or abs(move.number) < SWING:
        return None
    return say(f"weekly.session_{'up' if move.number > 0 else 'down'}", "days", 0.6, move=move, when=when)


def equal_weight(day: Day) -> Finding | None:
    """The equal-weight fund against its cap-weighted twin over the week."""
    gap = day.fact("equal_cap", "spread_1w")
    equal, cap = _week(day, "equal_weight"), _week(day, "cap_weight")
    if gap is None or equal is None or cap is None or abs(gap.number) < GAP:
        return None
    parted = "parted_" if equal.number * cap.number < 0 else ""
    key = f"equal_{parted}{'ahead' if gap.number > 0 else 'behind'}"
    standing = largest_week(day, "equal_cap")
    news = 0.85 if any(standing.values()) else 0.7
    return say(f"weekly.{key}", "breadth", news, standing, equal=equal, cap=cap, gap=gap)


def sectors_count(day: Day) -> Finding | None:
    """How many sectors rose over the week."""
    rising, falling = _sides(day, "sectors")
    total = day.fact("sectors", "total", of="change_1w")
    if rising is None or falling is None or total is None or total.number < FEW:
        return None
    if rising.number + falling.number != total.number:
        return None  # one of them is where it was
    if rising.number >= falling.number:
        return say("weekly.sectors_rose", "breadth", 0.5, rising=rising, total=total)
    return say("weekly.sectors_fell", "breadth", 0.5, falling=falling, total=total)


def largest_companies(day: Day) -> Finding | None:
    """How many megacaps rose over the week, and the best and worst of them."""
    rising, falling = _sides(day, "megacaps")
    total = day.fact("megacaps", "total", of="change_1w")
    best, worst = _ends(day, "megacaps")
    if not (rising and falling and total and best and worst) or total.number < FEW:
        return None
    if rising.number + falling.number != total.number:
        return None
    roles = {"rising": rising, "falling": falling, "total": total, "best": best, "worst": worst}
    if total.value in (rising.value, falling.value):
        return say(f"weekly.megacaps_all_{'rose' if rising.value else 'fell'}", "megacaps", 0.75, roles)
    way = "rose" if rising.number > falling.number else "fell"
    return say(f"weekly.megacaps_{way}", "megacaps", 0.65, roles)


def megacaps_mean(day: Day) -> Finding | None:
    """The megacaps' mean move over the week against the benchmark's."""
    mean, market = day.fact("megacaps", "mean", of="change_1w"), _week(day, "benchmark")
    if mean is None or market is None or abs(mean.number - market.number) * 100 < STYLE_GAP:
        return None
    key = "ahead" if mean.number > market.number else "behind"
    return say(f"weekly.mean_{key}", "megacaps", 0.5, mean=mean, market=market)


def sector_ends(day: Day) -> Finding | None:
    """The best and the worst sector of the week."""
    best, worst = (day.fact("sectors", metric, of="change_1w") for metric in ("leaders", "laggards"))
    top, bottom = _ends(day, "sectors")
    if best is None or worst is None or top is None or bottom is None:
        return None
    key = "rose" if bottom.number > 0 else "fell" if top.number < 0 else "mixed"
    return say(f"weekly.sectors_ends_{key}", "sectors", 0.7, best=best, worst=worst, top=top, bottom=bottom)


def next_sectors(day: Day) -> Finding | None:
    """Who came next at either end."""
    ranked = day.fact("sectors", "ranked", of="change_1w")
    if ranked is None or not isinstance(ranked.value, tuple) or len(ranked.value) < 2 * (ENDS + 1):
        return None
    order = day.facts(ranked.value, "change_1w")
    second, other = order[1:ENDS], order[-ENDS:-1][::-1]
    if second[-1].number <= 0 or other[-1].number >= 0:
        return None
    return say("weekly.sectors_next", "sectors", 0.4, ranked=ranked, second=second, other=other)


def tilt(day: Day) -> Finding | None:
    """Defensive sectors against cyclical ones over the week."""
    gap = day.fact("defensives", "group_gap", other="cyclicals", of="change_1w")
    calm, bold = (day.fact(group, "mean", of="change_1w") for group in ("defensives", "cyclicals"))
    if gap is None or calm is None or bold is None or abs(gap.number) < TILT:
        return None
    key = "defensive" if gap.number > 0 else "cyclical"
    return say(f"weekly.{key}", "sectors", 0.65, gap=gap, calm=calm, bold=bold)


def value_growth(day: Day) -> Finding | None:
    """Value against growth over the week."""
    gap, value, growth = day.fact("value_growth", "spread_1w"), _week(day, "value"), _week(day, "growth")
    if gap is None or value is None or growth is None or abs(gap.number) < STYLE_GAP:
        return None
    key = "value" if gap.number > 0 else "growth"
    return say(f"weekly.{key}", "style", 0.55, gap=gap, value=value, growth=growth)


def styles(day: Day) -> Finding | None:
    """The best and the worst of the size and style funds over the week."""
    best, worst = (day.fact("size_and_style", metric, of="change_1w") for metric in ("leaders", "laggards"))
    top, bottom = _ends(day, "size_and_style")
    if best is None or worst is None or top is None or bottom is None or top == bottom:
        return None
    return say("weekly.styles", "size", 0.4, best=best, worst=worst, top=top, bottom=bottom)


def government_yield(day: Day) -> Finding | None:
    """The government yield over the week, and bonds with it."""
    move, level = _week(day, "government_yield"), day.fact(day.role("government_yield"), "level")
    bonds = _week(day, "government_bonds")
    if move is None or level is None:
        return None
    if abs(move.number) < YIELD_MOVE:
        return say("weekly.yield_still", "rates", 0.4, level=level, move=move)
    roles = largest_week(day, move.subject)
    news = 0.75 if any(roles.values()) else 0.6
    return say("weekly.yield", "rates", news, roles, move=move, level=level, bonds=bonds)


def volatility(day: Day) -> Finding | None:
    """The volatility index over the week."""
    return _moved(day, "volatility", VOLATILITY_MOVE, "volatility", 0.6)


def oil(day: Day) -> Finding | None:
    """Crude oil over the week."""
    return _moved(day, "oil", OIL_MOVE, "oil", 0.6)


def metals(day: Day) -> Finding | None:
    """Gold and silver over the week."""
    gold, silver = _week(day, "gold"), _week(day, "silver")
    if gold is None or silver is None or max(abs(gold.number), abs(silver.number)) < METAL_MOVE:
        return None
    moves = sorted((gold, silver), key=lambda f: -abs(f.number))
    roles = dict(zip(("first", "second"), moves, strict=True))
    levels = {f"{role}_level": day.fact(f.subject, "level") for role, f in roles.items()}
    key = "same" if gold.number * silver.number > 0 else "parted"
    return say(f"weekly.metals_{key}", "metals", 0.6, roles, levels)


def dollar(day: Day) -> Finding | None:
    """The dollar over the week."""
    return _moved(day, "dollar", DOLLAR_MOVE, "currencies", 0.5)


def crypto(day: Day) -> Finding | None:
    """Bitcoin over the week."""
    return _moved(day, "crypto", CRYPTO_MOVE, "currencies", 0.5)


def _moved(day: Day, role: str, least: float, topic: str, news: float) -> Finding | None:
    """The week's move of the instrument in a role, and where it is now; None for a smaller move."""
    move, level = _week(day, role), day.fact(day.role(role), "level")
    if move is None or level is None or abs(move.number) < least:
        return None
    since = largest_week(day, move.subject) if role in LONG_KNOWN else {}
    return say(f"weekly.{role}", topic, news, since, move=move, level=level)


def periods(day: Day) -> Finding | None:
    """The benchmark for the month, the quarter and the year to date."""
    benchmark = day.role("benchmark")
    month, quarter, year = (day.fact(benchmark, f"change_{horizon}") for horizon in ("mtd", "qtd", "ytd"))
    if month is None or quarter is None or year is None:
        return None
    if number(day.fact(benchmark, "session_of_year")) < SETTLED:
        return None
    if month.value == quarter.value == year.value:  # the year's first month
        return say("weekly.year_to_date", "standing", 0.7, year=year)
    ends = day.fact(benchmark, "period_ends", horizon="qtd" if month.value == quarter.value else "mtd")
    over = ends if number(ends) else None  # nothing of the period is left
    if quarter.value == year.value:
        return say("weekly.month_and_year", "standing", 0.7, month=month, year=year, over=over)
    if month.value == quarter.value:
        return say("weekly.quarter_and_year", "standing", 0.7, quarter=quarter, year=year, over=over)
    roles = {"month": month, "quarter": quarter, "year": year, "over": over}
    return say("weekly.month_quarter_year", "standing", 0.7, roles)


def broad_year(day: Day) -> Finding | None:
    """Small, mid and equal weight ahead of, or behind, the benchmark for the year."""
    found = breadth.broad_year(day)
    return replace(found, topic="year") if found else None


def _week(day: Day, role: str) -> Fact | None:
    """The week's change of the instrument in a role."""
    return day.fact(day.role(role), "change_1w")


def _sides(day: Day, group: str) -> tuple[Fact | None, ...]:
    """How many members of a group rose over the week, and how many fell."""
    bounds = ({"at_least": 0.0}, {"at_most": 0.0})
    return tuple(day.fact(group, "count", of="change_1w", **bound) for bound in bounds)


def _ends(day: Day, group: str) -> tuple[Fact | None, ...]:
    """The week's changes of the best and the worst member of a group, None on a tie."""
    return tuple(at_end(day, group, end, "change_1w") for end in ("leaders", "laggards"))


RULES: tuple[Rule, ...] = (
    Rule(
        majors,
        says=(
            "weekly.all_rose",
            "weekly.all_fell",
            "weekly.split",
            "weekly.flat",
            "weekly.some_flat",
            "weekly.one",
        ),
    ),
    Rule(records, says=("weekly.ended_at_record", "weekly.was_at_record")),
    Rule(largest_move, says=largest_phrases("weekly")),
    Rule(weeks_in_a_row, says=("weekly.run_of_gains", "weekly.run_of_declines")),
    Rule(weeks_ended, says=("weekly.ended_gains", "weekly.ended_declines")),
    Rule(small_caps, says=("weekly.small_with", "weekly.small_ahead", "weekly.small_behind")),
    Rule(sessions, says=("weekly.every_rise", "weekly.every_fall", "weekly.more_rises", "weekly.more_falls")),
    Rule(largest_session, says=("weekly.session_up", "weekly.session_down")),
    Rule(
        equal_weight,
        says=(
            "weekly.equal_ahead",
            "weekly.equal_behind",
            "weekly.equal_parted_ahead",
            "weekly.equal_parted_behind",
        ),
    ),
    Rule(sectors_count, says=("weekly.sectors_rose", "weekly.sectors_fell")),
    Rule(
        largest_companies,
        says=(
            "weekly.megacaps_all_rose",
            "weekly.megacaps_all_fell",
            "weekly.megacaps_rose",
            "weekly.megacaps_fell",
        ),
    ),
    Rule(megacaps_mean, says=("weekly.mean_ahead", "weekly.mean_behind")),
    Rule(
        sector_ends,
        says=("weekly.sectors_ends_rose", "weekly.sectors_ends_fell", "weekly.sectors_ends_mixed"),
    ),
    Rule(next_sectors, says=("weekly.sectors_next",)),
    Rule(tilt, says=("weekly.defensive", "weekly.cyclical")),
    Rule(value_growth, says=("weekly.value", "weekly.growth")),
    Rule(styles, says=("weekly.styles",)),
    Rule(government_yield, says=("weekly.yield", "weekly.yield_still")),
    Rule(volatility, says=("weekly.volatility",)),
    Rule(oil, says=("weekly.oil",)),
    Rule(metals, says=("weekly.metals_same", "weekly.metals_parted")),
    Rule(dollar, says=("weekly.dollar",)),
    Rule(crypto, says=("weekly.crypto",)),
    Rule(
        periods,
        says=(
            "weekly.year_to_date",
            "weekly.month_and_year",
            "weekly.quarter_and_year",
            "weekly.month_quarter_year",
        ),
    ),
    Rule(broad_year, says=("breadth.year_ahead", "breadth.year_behind")),
    sectors.YEAR,
)
