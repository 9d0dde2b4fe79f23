"""Every metric there is; see docs/add-a-metric.md.

To add one: write the function in its family's module (or a new one), add a line here, and rules can
ask for it by name.

``METRICS`` have a value for every session and are computed for all sessions at once. ``DAY_METRICS``
look back from one session (when was a fall as large?) and are computed when a rule asks.
"""

from collections.abc import Iterator

from marketwrap.base.meaning import Meaning
from marketwrap.base.model import Kind
from marketwrap.metrics import changes, extremes, groups, streaks, trend, unusual
from marketwrap.metrics.horizons import HORIZONS, YEAR
from marketwrap.metrics.registry import Metric, metric

#: their change is a percentage
PRICED: tuple[Kind, ...] = ("index", "fund", "stock", "future", "currency", "crypto")
#: their level is quoted in points
POINTS: tuple[Kind, ...] = ("index", "volatility", "currency")
#: their change is in points, or in basis points
YIELD: tuple[Kind, ...] = ("yield",)
VOLATILITY: tuple[Kind, ...] = ("volatility",)

FIVE_YEARS = 5 * YEAR


_LEVEL = Meaning("by unit", "level", "now")
_RUN = Meaning("sign", "run", "all")
#: of the day among the moves of a year, whichever way they went
_SHARE = Meaning("none", "share", "1y")
_MOVE, _GAP = Meaning("sign", "change", "1d"), Meaning("sign", "gap", "1d")
_LAST_YEAR = Meaning("sign", "change", "last_year")
_HIGH_SO_FAR, _BELOW_HIGH = (
    Meaning("by unit", "level", "all", "high"),
    Meaning("sign", "distance", "all", "high"),
)
#: the ends of a year's range, whether a close is at one, how far it is from one
_HIGH, _LOW = Meaning("by unit", "level", "52w", "high"), Meaning("by unit", "level", "52w", "low")
_NEW_HIGH, _NEW_LOW = Meaning("up", "count", "52w", "high"), Meaning("down", "count", "52w", "low")
_FROM_HIGH, _FROM_LOW = Meaning("sign", "distance", "52w", "high"), Meaning("sign", "distance", "52w", "low")


def _moves() -> Iterator[Metric]:
    """Change over each horizon, in the unit that its kind is quoted in."""
    for h in HORIZONS:
        move, gap = Meaning("sign", "change", h), Meaning("sign", "gap", h)
        yield metric(f"change_{h}", "percent", "instrument", changes.change, h, move, PRICED, horizon=h)
        yield metric(
            f"change_{h}", "basis_points", "instrument", changes.basis_points, h, move, YIELD, horizon=h
        )
        yield metric(
            f"change_{h}", "points", "instrument", changes.difference, h, move, VOLATILITY, horizon=h
        )
        yield metric(f"points_{h}", "points", "instrument", changes.difference, h, move, POINTS, horizon=h)
        yield metric(f"spread_{h}", "percentage_points", "pair", changes.spread, h, gap, horizon=h)


def _averages() -> Iterator[Metric]:
    """The two averages that everyone watches, for instruments and for ratios."""
    for w in (50, 200):
        level, away, crossed = (
            Meaning("by unit", "level", w),
            Meaning("sign", "distance", w),
            Meaning("sign", "count", w),
        )
        yield metric(f"average_{w}", "price", "instrument", trend.average, w, level, window=w)
        yield metric(f"above_average_{w}", "percent", "instrument", trend.above_average, w, away, window=w)
        yield metric(f"crossing_{w}", "count", "instrument", trend.crossing, w + 1, crossed, window=w)
        yield metric(f"ratio_average_{w}", "ratio", "pair", trend.ratio_average, w, level, window=w)
        yield metric(
            f"ratio_above_average_{w}", "percent", "pair", trend.ratio_above_average, w, away, window=w
        )


METRICS: tuple[Metric, ...] = (
    metric("level", "price", "instrument", changes.level, 1, _LEVEL),
    *_moves(),
    metric(
        "change_last_year", "percent", "instrument", changes.change_last_year, "last_year", _LAST_YEAR, PRICED
    ),
    metric("streak", "sessions", "instrument", streaks.streak, "all", _RUN),
    metric("week_streak", "count", "instrument", streaks.week_streak, "all", _RUN),
    metric("high_to_date", "price", "instrument", extremes.high_to_date, "all", _HIGH_SO_FAR),
    metric("below_high", "percent", "instrument", extremes.below_high, "all", _BELOW_HIGH, PRICED),
    metric("high_52w", "price", "instrument", extremes.high_52w, YEAR, _HIGH),
    metric("low_52w", "price", "instrument", extremes.low_52w, YEAR, _LOW),
    metric("from_high_52w", "percent", "instrument", extremes.from_high_52w, YEAR, _FROM_HIGH, PRICED),
    metric("from_low_52w", "percent", "instrument", extremes.from_low_52w, YEAR, _FROM_LOW, PRICED),
    metric("new_high_52w", "count", "instrument", extremes.new_high_52w, YEAR, _NEW_HIGH),
    metric("new_low_52w", "count", "instrument", extremes.new_low_52w, YEAR, _NEW_LOW),
    *_averages(),
    metric(
        "zscore_1d",
        "zscore",
        "instrument",
        lambda c: unusual.zscore(changes.change(c, "1d")),
        61,
        _MOVE,
        PRICED,
    ),
    metric(
        "zscore_1d",
        "zscore",
        "instrument",
        lambda c: unusual.zscore(changes.difference(c, "1d")),
        61,
        _MOVE,
        YIELD + VOLATILITY,
    ),
    metric(
        "smaller_share_1y",
        "share",
        "instrument",
        lambda c: unusual.smaller_share(changes.change(c, "1d"), YEAR),
        YEAR + 1,
        _SHARE,
        PRICED,
    ),
    metric(
        "smaller_share_1y",
        "share",
        "instrument",
        lambda c: unusual.smaller_share(changes.difference(c, "1d"), YEAR),
        YEAR + 1,
        _SHARE,
        YIELD + VOLATILITY,
    ),
    metric("ratio", "ratio", "pair", changes.ratio, 1, _LEVEL),
    metric("relative_streak", "sessions", "pair", streaks.relative_streak, "all", _RUN),
    metric("ratio_high_52w", "ratio", "pair", extremes.ratio_high_52w, YEAR, _HIGH),
    metric("ratio_low_52w", "ratio", "pair", extremes.ratio_low_52w, YEAR, _LOW),
    metric("ratio_new_high_52w", "count", "pair", extremes.ratio_new_high_52w, YEAR, _NEW_HIGH),
    metric("ratio_new_low_52w", "count", "pair", extremes.ratio_new_low_52w, YEAR, _NEW_LOW),
    metric(
        "smaller_share_1y",
        "share",
        "pair",
        lambda a, b: unusual.smaller_share(changes.spread(a, b, "1d"), YEAR),
        YEAR + 1,
        _SHARE,
    ),
    metric(
        "smaller_share_5y",
        "share",
        "pair",
        lambda a, b: unusual.smaller_share(changes.spread(a, b, "1d"), FIVE_YEARS),
        FIVE_YEARS + 1,
        Meaning("none", "share", "5y"),
    ),
    metric("rising", "count", "group", groups.rising, "1d", Meaning("up", "count", "1d")),
    metric("falling", "count", "group", groups.falling, "1d", Meaning("down", "count", "1d")),
    metric("traded", "count", "group", groups.traded, "1d", Meaning("none", "count", "1d")),
    metric("mean_change", "percent", "group", groups.mean_change, "1d", _MOVE),
    metric(
        "joint_direction", "count", "group", streaks.joint_direction, "1d", Meaning("sign", "count", "1d")
    ),
    metric("joint_streak", "sessions", "group", streaks.joint_streak, "all", _RUN),
    metric("member_spread", "percentage_points", "group", groups.spread_of_members, "1d", _GAP),
    metric("member_spread_smaller_share_1y", "share", "group", groups.spread_smaller_share, YEAR + 1, _SHARE),
    metric("dispersion", "percentage_points", "group", groups.dispersion, "1d", _GAP),
    metric("correlation", "ratio", "group", groups.correlation, 61, _LEVEL),
)
