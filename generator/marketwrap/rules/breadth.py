"""Beneath the index: the average stock, small companies, value and growth, each where it is news."""

from math import sqrt

from marketwrap.base.model import Fact, Finding
from marketwrap.facts import Day
from marketwrap.rules import newsworthiness
from marketwrap.rules.rule import Rule
from marketwrap.rules.saying import Role, change, largest, longest, number, say, years_ago

#: percentage points between the average stock and the index, and between other pairs, worth a sentence
GAP, WIDE_GAP = 0.45, 1.0
#: a move that has a direction, beside one the other way
MOVED = 0.001
#: what it adds that the average stock rose and the index fell, or the other way round
PARTED = 0.15
#: a run of the average stock or of small companies that is worth a sentence
RUN = 6
#: a gap between value and growth is news where there was none as wide for so many years
YEARS = 1
#: news of a lead that is the widest in a year, and was not so at the session before
RATIO = 0.18
#: of the average stock, and of small companies, a brief has one sentence
OF_AVERAGE, OF_SMALL = ("average_stock",), ("small_companies",)


def equal_weight(day: Day) -> Finding | None:
    """The average stock against the index, when the gap is wide and rare or the two went separate ways."""
    gap, equal, market = (
        day.fact("equal_cap", "spread_1d"),
        change(day, "equal_weight"),
        change(day, "benchmark"),
    )
    if gap is None or equal is None or market is None or abs(gap.number) < GAP:
        return None
    ahead = (equal.number - market.number) * 100
    if ahead * gap.number <= 0 or abs(ahead) < GAP:
        return None  # the index and its own fund disagree, as on days of late trading
    standing = largest(day, "equal_cap", "spread_1d")
    parted = equal.number * market.number < 0 and min(abs(equal.number), abs(market.number)) >= MOVED
    if not parted and not any(standing.values()):
        return None
    news = of_gap(day, gap) + (PARTED if parted else 0.0)
    key = f"{'parted' if parted else 'equal'}_{'ahead' if gap.number > 0 else 'behind'}"
    return say(
        f"breadth.{key}", "breadth", news, standing, claims=OF_AVERAGE, equal=equal, market=market, gap=gap
    )


def of_gap(day: Day, gap: Fact) -> float:
    """News of a gap between two sides of a pair: by its size, and by when there was one as wide."""
    since = day.fact(gap.subject, "largest_since", of=gap.metric)
    never = None if since else day.fact(gap.subject, "largest_of_all", of=gap.metric)
    rare = newsworthiness.rarity(day, since, never)
    return newsworthiness.fame(day, gap.subject) * sqrt(rare * newsworthiness.size(day, gap))


def small_gap(day: Day) -> Finding | None:
    """Small companies against large ones, when the gap is the widest in a long time."""
    gap, small, large = (
        day.fact("small_large", "spread_1d"),
        change(day, "small_caps"),
        change(day, "benchmark"),
    )
    standing = largest(day, "small_large", "spread_1d")
    if gap is None or small is None or large is None or abs(gap.number) < WIDE_GAP:
        return None
    if not any(standing.values()):
        return None
    key = "ahead" if gap.number > 0 else "behind"
    return say(
        f"breadth.small_{key}",
        "size",
        of_gap(day, gap),
        standing,
        claims=OF_SMALL,
        gap=gap,
        small=small,
        large=large,
    )


def small_run(day: Day) -> Finding | None:
    """Small companies ahead of large ones, or behind, for the longest run of sessions in a long time."""
    large = change(day, "benchmark")
    return _run(day, "small_large", "breadth.small_run", "size", OF_SMALL, large=large) if large else None


def equal_run(day: Day) -> Finding | None:
    """The average stock ahead of the index, or behind, for the longest run of sessions in a long time."""
    return _run(day, "equal_cap", "breadth.equal_run", "breadth", OF_AVERAGE)


def _run(
    day: Day, pair: str, phrase: str, topic: str, claims: tuple[str, ...], **roles: Role
) -> Finding | None:
    run, lasting = day.fact(pair, "relative_streak"), longest(day, pair, "relative_streak")
    if run is None or abs(run.number) < RUN or not any(lasting.values()):
        return None
    ends = (day.fact(pair, f"longest_{end}", of="relative_streak") for end in ("since", "of_all"))
    news = newsworthiness.of_milestone(day, pair, newsworthiness.rarity(day, *ends))
    key = f"{phrase}_{'ahead' if run.number > 0 else 'behind'}"
    return say(key, topic, news, lasting, roles, claims=claims, run=run)


def value_growth(day: Day) -> Finding | None:
    """Value stocks against growth stocks, when the gap is the widest in a year or more."""
    gap, value, growth = day.fact("value_growth", "spread_1d"), change(day, "value"), change(day, "growth")
    standing = largest(day, "value_growth", "spread_1d")
    since = standing["since"]
    if gap is None or value is None or growth is None or abs(gap.number) < WIDE_GAP:
        return None
    if not any(standing.values()) or (isinstance(since, Fact) and years_ago(day, since) < YEARS):
        return None
    key, claims = "value" if gap.number > 0 else "growth", ("value_growth",)
    news = of_gap(day, gap)
    return say(f"breadth.{key}", "style", news, standing, gap=gap, value=value, growth=growth, claims=claims)


def ratio(day: Day) -> Finding | None:
    """The average stock further ahead of the index, or behind, than at any close in a year; not every day."""
    for key, metric in (("high", "ratio_new_high_52w"), ("low", "ratio_new_low_52w")):
        extreme = day.fact("equal_cap", metric)
        equal, cap = change(day, "equal_weight"), change(day, "cap_weight")
        if number(extreme) and equal and cap and not number(day.fact("equal_cap", "before", of=metric)):
            return say(
                f"breadth.ratio_{key}",
                "breadth",
                RATIO,
                claims=OF_AVERAGE,
                extreme=extreme,
                equal=equal,
                cap=cap,
            )
    return None


RULES: tuple[Rule, ...] = (
    Rule(
        equal_weight,
        says=("breadth.parted_ahead", "breadth.parted_behind", "breadth.equal_ahead", "breadth.equal_behind"),
    ),
    Rule(equal_run, says=("breadth.equal_run_ahead", "breadth.equal_run_behind")),
    Rule(ratio, says=("breadth.ratio_high", "breadth.ratio_low")),
    Rule(small_gap, says=("breadth.small_ahead", "breadth.small_behind")),
    Rule(small_run, says=("breadth.small_run_ahead", "breadth.small_run_behind")),
    Rule(value_growth, says=("breadth.value", "breadth.growth")),
)
