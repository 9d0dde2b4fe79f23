"""Under the surface: equal against cap weight, small against large, value against growth."""

from collections.abc import Iterator

from marketwrap.base.model import Finding
from marketwrap.facts import Day
from marketwrap.rules.rule import Rule
from marketwrap.rules.saying import FEW, SETTLED, WIDE_SHARE, change, longest, number, say, widest

#: a style gap narrower than on this share of days is only said when the two part
USUAL = 0.7
#: a gap that is less than this part of the market's own move is a detail
SMALL_PART = 0.25
#: percentage points from which a gap between two funds is worth a sentence
GAP = 0.25
#: … and from which the gap is what the day was about
WIDE_GAP = 0.6
#: a relative run of this many sessions is worth a sentence
RUN = 6
#: the broader measures against their large-cap counterparts
BROAD_PAIRS = ("small_large", "mid_large", "equal_cap")
#: average pairwise correlation from which members move as one, and below which they go their own ways
TOGETHER, APART = 0.75, 0.15


def equal_weight(day: Day) -> Finding | None:
    """The equal-weight fund against its cap-weighted twin."""
    gap = day.fact("equal_cap", "spread_1d")
    equal, cap = change(day, "equal_weight"), change(day, "cap_weight")
    if gap is None or equal is None or cap is None or abs(gap.number) < GAP:
        return None
    share = day.fact("equal_cap", "smaller_share_1y")
    standing = widest(day, "equal_cap", "spread_1d", share)
    news = 0.55 + 0.35 * number(share)
    if abs(gap.number) < SMALL_PART * abs(cap.number) * 100:
        news = 0.5
    if equal.number * cap.number < 0:
        key = "parted_up" if equal.number > 0 else "parted_down"
    else:
        key = "ahead" if gap.number > 0 else "behind"
    return say(f"breadth.equal_{key}", "breadth", news, standing, equal=equal, cap=cap, gap=gap)


def sectors_count(day: Day) -> Finding | None:
    """How many sectors rose."""
    rising, falling = day.fact("sectors", "rising"), day.fact("sectors", "falling")
    total = day.fact("sectors", "total", of="change_1d")
    if rising is None or falling is None or total is None:
        return None
    if rising.value == total.value:
        return say("breadth.all_rose", "breadth", 0.7, rising=rising, total=total)
    if falling.value == total.value:
        return say("breadth.all_fell", "breadth", 0.7, falling=falling, total=total)
    if rising.number >= falling.number:
        return say("breadth.some_rose", "breadth", 0.5, rising=rising, total=total)
    return say("breadth.some_fell", "breadth", 0.5, falling=falling, total=total)


def small_run(day: Day) -> Finding | None:
    """Small caps have beaten, or trailed, the benchmark for many sessions in a row."""
    run = day.fact("small_large", "relative_streak")
    small, large = change(day, "small_caps"), change(day, "benchmark")
    if run is None or small is None or large is None or abs(run.number) < RUN:
        return None
    key = "ahead" if run.number > 0 else "behind"
    roles = longest(day, "small_large", "relative_streak")
    news = 0.6 + min(abs(run.number), 12) / 40 + (0.1 if any(roles.values()) else 0)
    year = day.fact(small.subject, "session_of_year")
    whole = year if abs(run.number) == number(year) else None
    return say(
        f"breadth.small_run_{key}", "size", news, roles, run=run, small=small, large=large, whole=whole
    )


def equal_run(day: Day) -> Finding | None:
    """The equal-weight fund has beaten, or trailed, its twin for many sessions in a row."""
    run = day.fact("equal_cap", "relative_streak")
    if run is None or abs(run.number) < RUN - 1:
        return None
    key = "ahead" if run.number > 0 else "behind"
    equal = change(day, "equal_weight")
    return say(
        f"breadth.equal_run_{key}",
        "breadth",
        0.5 + min(abs(run.number), 12) / 40,
        longest(day, "equal_cap", "relative_streak"),
        run=run,
        equal=equal,
    )


def small_gap(day: Day) -> Finding | None:
    """Small caps against large ones on the day, when the gap is wide."""
    gap = day.fact("small_large", "spread_1d")
    share = day.fact("small_large", "smaller_share_1y")
    small, large = change(day, "small_caps"), change(day, "benchmark")
    if gap is None or share is None or small is None or large is None:
        return None
    standing = widest(day, "small_large", "spread_1d", share)
    if abs(gap.number) < WIDE_GAP or not any(standing.values()):
        return None
    key = "ahead" if gap.number > 0 else "behind"
    return say(
        f"breadth.small_{key}",
        "size",
        0.45 + share.number / 4,
        standing,
        gap=gap,
        small=small,
        large=large,
    )


def value_growth(day: Day) -> Finding | None:
    """Value against growth, when they part or the gap is wide."""
    gap = day.fact("value_growth", "spread_1d")
    value, growth = change(day, "value"), change(day, "growth")
    share = day.fact("value_growth", "smaller_share_1y")
    if gap is None or value is None or growth is None or share is None or abs(gap.number) < GAP:
        return None
    usual = share.number < USUAL
    if value.number * growth.number > 0 and usual:
        return None
    parted = "parted_" if value.number * growth.number < 0 else ""
    key = "value" if gap.number > 0 else "growth"
    return say(
        f"breadth.{parted}{key}",
        "style",
        0.4 + share.number / 3,
        gap=gap,
        value=value,
        growth=growth,
        claims=("value_growth",),
    )


def low_volatility(day: Day) -> Finding | None:
    """The low-volatility fund against the market, when the gap is unusually wide."""
    gap = day.fact("low_volatility_market", "spread_1d")
    calm, market = change(day, "low_volatility"), change(day, "cap_weight")
    share = day.fact("low_volatility_market", "smaller_share_1y")
    if gap is None or calm is None or market is None or share is None:
        return None
    if abs(gap.number) < WIDE_GAP or share.number < WIDE_SHARE:
        return None
    key = "ahead" if gap.number > 0 else "behind"
    return say(f"breadth.calm_{key}", "style", 0.35 + share.number / 4, gap=gap, calm=calm, market=market)


def broad_year(day: Day) -> Finding | None:
    """Small, mid and equal weight ahead of, or behind, the benchmark for the year."""
    benchmark = day.role("benchmark")
    total = day.fact("broad", "total", of="change_ytd")
    ahead = day.fact("broad", "count_ahead", of="change_ytd", than=benchmark or "")
    moves = day.facts(day.members("broad"), "change_ytd")
    market = day.fact(benchmark, "change_ytd")
    if total is None or ahead is None or market is None or total.number < FEW:
        return None
    if number(day.fact(benchmark, "session_of_year")) < SETTLED:
        return None
    moves = tuple(sorted(moves, key=lambda f: -f.number))
    # fund against fund and index against index, so that dividends in a source's closes decide nothing
    leads = [number(day.fact(pair, "spread_ytd")) for pair in BROAD_PAIRS]
    if ahead.value == total.value and min(leads) > 0:
        return say("breadth.year_ahead", "size", 0.6, moves=moves, market=market, ahead=ahead)
    if ahead.value == 0 and max(leads) < 0:
        return say("breadth.year_behind", "size", 0.5, moves=moves, market=market, ahead=ahead)
    return None


def ratio(day: Day) -> Finding | None:
    """The equal-to-cap-weight ratio at its highest or lowest in a year."""
    for key, metric in (("high", "ratio_new_high_52w"), ("low", "ratio_new_low_52w")):
        extreme = day.fact("equal_cap", metric)
        weeks = day.fact("equal_cap", "given_count", value=52)
        equal, cap = change(day, "equal_weight"), change(day, "cap_weight")
        if extreme is not None and extreme.value:
            return say(
                f"breadth.ratio_{key}", "breadth", 0.6, extreme=extreme, weeks=weeks, equal=equal, cap=cap
            )
    return None


def correlation(day: Day) -> Finding | None:
    """Sectors have moved as one, or each its own way, over sixty sessions."""
    mean = day.fact("sectors", "correlation")
    length = day.fact("sectors", "given_count", value=60)
    if mean is None or APART < mean.number < TOGETHER:
        return None
    key = "together" if mean.number >= TOGETHER else "apart"
    return say(f"breadth.{key}", "style", 0.3, mean=mean, length=length)


def stretch(day: Day) -> Iterator[Finding]:
    """What the equal-weight fund has done against its twin over five sessions and a month."""
    gap = day.fact("equal_cap", "spread_1w")
    today = day.fact("equal_cap", "spread_1d")
    equal, cap = (
        day.fact(day.role("equal_weight"), "change_1w"),
        day.fact(day.role("cap_weight"), "change_1w"),
    )
    if gap and today and equal and cap and abs(gap.number) >= 3 * GAP and gap.number * today.number > 0:
        key = "ahead" if gap.number > 0 else "behind"
        yield say(f"breadth.week_{key}", "breadth", 0.45, gap=gap, equal=equal, cap=cap)


RULES: tuple[Rule, ...] = (
    Rule(
        equal_weight,
        says=(
            "breadth.equal_parted_up",
            "breadth.equal_parted_down",
            "breadth.equal_ahead",
            "breadth.equal_behind",
        ),
    ),
    Rule(
        sectors_count, says=("breadth.all_rose", "breadth.all_fell", "breadth.some_rose", "breadth.some_fell")
    ),
    Rule(equal_run, says=("breadth.equal_run_ahead", "breadth.equal_run_behind")),
    Rule(ratio, says=("breadth.ratio_high", "breadth.ratio_low")),
    Rule(stretch, says=("breadth.week_ahead", "breadth.week_behind")),
    Rule(small_gap, says=("breadth.small_ahead", "breadth.small_behind")),
    Rule(small_run, says=("breadth.small_run_ahead", "breadth.small_run_behind")),
    Rule(broad_year, says=("breadth.year_ahead", "breadth.year_behind")),
    Rule(
        value_growth,
        says=("breadth.value", "breadth.growth", "breadth.parted_value", "breadth.parted_growth"),
    ),
    Rule(low_volatility, says=("breadth.calm_ahead", "breadth.calm_behind")),
    Rule(correlation, says=("breadth.together", "breadth.apart")),
)
