"""Every metric there is; see docs/add-a-metric.md.

To add one: write the function in its family's module (or a new one), add a line here, and rules can
ask for it by name.

``METRICS`` have a value for every session and are computed for all sessions at once. ``DAY_METRICS``
look back from one session (when was a fall as large?) and are computed when a rule asks.
"""

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


def _moves() -> tuple[Metric, ...]:
    """Change over each horizon, in the unit that its kind is quoted in."""
    return tuple(
        entry
        for h in HORIZONS
        for entry in (
            metric(f"change_{h}", "percent", "instrument", changes.change, h, PRICED, horizon=h),
            metric(f"change_{h}", "basis_points", "instrument", changes.basis_points, h, YIELD, horizon=h),
            metric(f"change_{h}", "points", "instrument", changes.difference, h, VOLATILITY, horizon=h),
            metric(f"points_{h}", "points", "instrument", changes.difference, h, POINTS, horizon=h),
            metric(f"spread_{h}", "percentage_points", "pair", changes.spread, h, horizon=h),
        )
    )


def _averages() -> tuple[Metric, ...]:
    """The two averages that everyone watches, for instruments and for ratios."""
    return tuple(
        entry
        for w in (50, 200)
        for entry in (
            metric(f"average_{w}", "price", "instrument", trend.average, w, window=w),
            metric(f"above_average_{w}", "percent", "instrument", trend.above_average, w, window=w),
            metric(f"crossing_{w}", "count", "instrument", trend.crossing, w + 1, window=w),
            metric(f"ratio_average_{w}", "ratio", "pair", trend.ratio_average, w, window=w),
            metric(f"ratio_above_average_{w}", "percent", "pair", trend.ratio_above_average, w, window=w),
        )
    )


METRICS: tuple[Metric, ...] = (
    metric("level", "price", "instrument", changes.level, 1),
    *_moves(),
    metric("change_last_year", "percent", "instrument", changes.change_last_year, "last_year", PRICED),
    metric("streak", "sessions", "instrument", streaks.streak, "all"),
    metric("week_streak", "count", "instrument", streaks.week_streak, "all"),
    metric("high_to_date", "price", "instrument", extremes.high_to_date, "all"),
    metric("below_high", "percent", "instrument", extremes.below_high, "all", PRICED),
    metric("high_52w", "price", "instrument", extremes.high_52w, YEAR),
    metric("low_52w", "price", "instrument", extremes.low_52w, YEAR),
    metric("from_high_52w", "percent", "instrument", extremes.from_high_52w, YEAR, PRICED),
    metric("from_low_52w", "percent", "instrument", extremes.from_low_52w, YEAR, PRICED),
    metric("new_high_52w", "count", "instrument", extremes.new_high_52w, YEAR),
    metric("new_low_52w", "count", "instrument", extremes.new_low_52w, YEAR),
    *_averages(),
    metric(
        "zscore_1d",
        "zscore",
        "instrument",
        lambda c: unusual.zscore(changes.change(c, "1d")),
        61,
        PRICED,
    ),
    metric(
        "zscore_1d",
        "zscore",
        "instrument",
        lambda c: unusual.zscore(changes.difference(c, "1d")),
        61,
        YIELD + VOLATILITY,
    ),
    metric(
        "smaller_share_1y",
        "share",
        "instrument",
        lambda c: unusual.smaller_share(changes.change(c, "1d"), YEAR),
        YEAR + 1,
        PRICED,
    ),
    metric(
        "smaller_share_1y",
        "share",
        "instrument",
        lambda c: unusual.smaller_share(changes.difference(c, "1d"), YEAR),
        YEAR + 1,
        YIELD + VOLATILITY,
    ),
    metric("ratio", "ratio", "pair", changes.ratio, 1),
    metric("relative_streak", "sessions", "pair", streaks.relative_streak, "all"),
    metric("ratio_high_52w", "ratio", "pair", extremes.ratio_high_52w, YEAR),
    metric("ratio_low_52w", "ratio", "pair", extremes.ratio_low_52w, YEAR),
    metric("ratio_new_high_52w", "count", "pair", extremes.ratio_new_high_52w, YEAR),
    metric("ratio_new_low_52w", "count", "pair", extremes.ratio_new_low_52w, YEAR),
    metric(
        "smaller_share_1y",
        "share",
        "pair",
        lambda a, b: unusual.smaller_share(changes.spread(a, b, "1d"), YEAR),
        YEAR + 1,
    ),
    metric(
        "smaller_share_5y",
        "share",
        "pair",
        lambda a, b: unusual.smaller_share(changes.spread(a, b, "1d"), FIVE_YEARS),
        FIVE_YEARS + 1,
    ),
    metric("rising", "count", "group", groups.rising, "1d"),
    metric("falling", "count", "group", groups.falling, "1d"),
    metric("traded", "count", "group", groups.traded, "1d"),
    metric("mean_change", "percent", "group", groups.mean_change, "1d"),
    metric("joint_direction", "count", "group", streaks.joint_direction, "1d"),
    metric("joint_streak", "sessions", "group", streaks.joint_streak, "all"),
    metric("member_spread", "percentage_points", "group", groups.spread_of_members, "1d"),
    metric("member_spread_smaller_share_1y", "share", "group", groups.spread_smaller_share, YEAR + 1),
    metric("dispersion", "percentage_points", "group", groups.dispersion, "1d"),
    metric("correlation", "ratio", "group", groups.correlation, 61),
)
