"""Metrics that look back from one session. To add one: a function in its family, a line here."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from marketwrap.base.meaning import Direction, Extreme, Meaning
from marketwrap.base.model import Unit, Value
from marketwrap.metrics import (
    events,
    holdings,
    members,
    milestones,
    precedents,
    records,
    session,
    since,
    stretches,
    verdict,
    watch,
    weeks,
)
from marketwrap.metrics.registry import AsAsked, DayMetric, Rests


def given(_panel: object, _subject: str, _i: int, value: float) -> float:
    """A threshold or a window that a sentence names: it is its own source."""
    return value


def given_text(_panel: object, _subject: str, _i: int, value: str) -> str:
    """A name that a page bears: it is its own source too."""
    return value


def threshold(_panel: object, _subject: str, _i: int, value: float, **_compared: str | float) -> float:
    """What a condition compares a metric with: asked with ``of``, the metric, ``sign`` and ``clause``."""
    return value


def condition(_panel: object, _subject: str, _i: int, text: str) -> str:
    """A condition as it was written, where there are no words for it."""
    return text


def _precedents() -> dict[str, DayMetric]:
    """The figures of a study."""
    units: dict[str, Unit] = {
        **dict.fromkeys(precedents.COUNTS, "count"),
        **dict.fromkeys(precedents.SHARES, "share"),
        **dict.fromkeys(precedents.DIFFERENCES, "percentage_points"),
    }
    numbers = {
        name: DayMetric(units.get(name, "as moves"), precedents.number(name), "all", _of_study(name))
        for name in precedents.NUMBERS
    }
    sessions = {
        name: DayMetric("date", precedents.session(name), "all", _of_study(name, "none"))
        for name in precedents.SESSIONS
    }
    return {f"precedent_{name}": entry for name, entry in (numbers | sessions).items()}


def _of_study(figure: str, direction: Direction = "by unit") -> Meaning:
    """The meaning of a figure of a study; a share of hits has the direction of what a hit is."""
    ends: dict[str, Extreme] = {"best": "top", "worst": "bottom", "worst_session": "bottom"}
    hits = ("hits", "share", "base")
    return Meaning("up" if figure in hits else direction, "study", "all", ends.get(figure, ""))


def _holdings(horizon: str) -> dict[str, DayMetric]:
    """What becomes of a client's positions over a horizon."""
    own, whole, listed = (
        partial(used, horizon=horizon)
        for used in (holdings.own_closes, holdings.all_closes, holdings.listed_closes)
    )
    change, place = Meaning("sign", "change", horizon), Meaning("none", "rank", horizon)
    found: tuple[tuple[str, Unit, Callable[..., Value | None], Rests, Meaning], ...] = (
        ("holdings_gain", "money", holdings.gain, own, change),
        ("holdings_change", "percent", holdings.change, own, change),
        ("holdings_gap", "percentage_points", holdings.gap, whole, Meaning("sign", "gap", horizon)),
        ("holdings_counted", "count", holdings.counted, own, Meaning("none", "count", horizon)),
        ("holdings_rising", "count", holdings.rising, own, Meaning("up", "count", horizon)),
        ("position_gain", "money", holdings.gain, own, change),
        ("position_weight", "percent", holdings.weight, whole, Meaning("sign", "share", horizon)),
        ("position_contribution", "percentage_points", holdings.contribution, whole, change),
        ("position_place", "rank", holdings.place, whole, place),
        ("move_place", "rank", holdings.move_place, listed, place),
    )
    return {
        f"{name}_{horizon}": DayMetric(unit, partial(compute, horizon=horizon), horizon, meaning, rests)
        for name, unit, compute, rests, meaning in found
    }


def _milestones() -> dict[str, DayMetric]:
    """Falls from the high and rises from the low, months and runs so far."""
    below, date_of = Meaning("down", "count", "all", "high"), Meaning("none", "date", "all")
    asked = Meaning("none", "date", "as asked", "top")
    lowest = Meaning("none", "date", "all", "bottom")
    found: tuple[tuple[str, Unit | AsAsked, Callable[..., Value | None], Meaning], ...] = (
        ("fell_into", "count", milestones.fell_into, below),
        ("fell_into_first", "count", milestones.fell_into_first, replace(below, extreme="first")),
        ("fell_into_since", "date", milestones.fell_into_since, date_of),
        ("back_within", "count", milestones.back_within, replace(below, direction="up")),
        ("back_within_since", "date", milestones.back_within_since, date_of),
        ("trough_level", "price", milestones.trough_level, Meaning("by unit", "level", "all", "bottom")),
        ("trough_session", "date", milestones.trough_session, lowest),
        ("fall_to_trough", "percent", milestones.fall_to_trough, Meaning("sign", "change", "all", "high")),
        (
            "rise_from_trough",
            "percent",
            milestones.rise_from_trough,
            Meaning("sign", "change", "all", "bottom"),
        ),
        ("recovered", "share", milestones.recovered, Meaning("up", "share", "all")),
        ("new_bull", "count", milestones.new_bull, Meaning("up", "count", "all", "bottom")),
        ("turned", "count", stretches.turned, Meaning("sign", "count", "as asked")),
        ("turned_since", "date", stretches.turned_since, replace(asked, extreme="")),
        ("period_largest_since", "date", stretches.period_largest_since, asked),
        ("period_largest_of_all", "date", stretches.period_largest_of_all, replace(asked, extreme="high")),
        ("rises_of", "count", stretches.rises_of, Meaning("up", "count", "all")),
        ("falls_of", "count", stretches.falls_of, Meaning("down", "count", "all")),
        ("run_change", "as moves", stretches.run_change, Meaning("sign", "change", "all")),
    )
    return {name: DayMetric(unit, compute, "all", meaning) for name, unit, compute, meaning in found}


_closes_now = partial(holdings.own_closes, horizon="now")

DAY_METRICS: dict[str, DayMetric] = {
    "largest_since": DayMetric(
        "date", since.largest_since, "all", Meaning("none", "date", "as asked", "top")
    ),
    "largest_of_all": DayMetric(
        "date", since.largest_of_all, "all", Meaning("none", "date", "as asked", "high")
    ),
    "smallest_since": DayMetric("date", since.smallest_since, "all", Meaning("none", "date", "1d", "bottom")),
    "longest_since": DayMetric(
        "date", since.longest_since, "all", Meaning("none", "date", "as asked", "top")
    ),
    "longest_of_all": DayMetric(
        "date", since.longest_of_all, "all", Meaning("none", "date", "as asked", "high")
    ),
    "one_more": DayMetric("sessions", since.one_more, "all", Meaning("sign", "run", "as asked")),
    "one_more_since": DayMetric("date", since.one_more_since, "all", Meaning("none", "date", "as asked")),
    "run_ended": DayMetric("sessions", since.run_ended, "all", Meaning("sign", "run", "as asked")),
    "highest_since": DayMetric("date", since.highest_since, "all", Meaning("none", "date", "all", "high")),
    "lowest_since": DayMetric("date", since.lowest_since, "all", Meaning("none", "date", "all", "low")),
    "highest_of_all": DayMetric("date", since.highest_of_all, "all", Meaning("none", "date", "all", "high")),
    "lowest_of_all": DayMetric("date", since.lowest_of_all, "all", Meaning("none", "date", "all", "low")),
    "first_of_year": DayMetric("count", since.first_of_year, "ytd", Meaning("none", "count", "ytd", "first")),
    "first_move_of_year": DayMetric(
        "count", since.first_move_of_year, "ytd", Meaning("none", "count", "ytd", "first")
    ),
    "crossed_average_since": DayMetric(
        "date", since.crossed_average_since, "all", Meaning("none", "date", "all")
    ),
    "record_high": DayMetric("count", records.record_high, "all", Meaning("none", "count", "all", "high")),
    "record_low": DayMetric("count", records.record_low, "all", Meaning("down", "count", "all", "low")),
    "record_run": DayMetric("count", records.record_run, "all", Meaning("none", "run", "all", "high")),
    "sessions_without_record": DayMetric(
        "sessions", records.sessions_without_record, "all", Meaning("none", "count", "all", "high")
    ),
    "points_below_record": DayMetric(
        "points", records.points_below_record, "all", Meaning("sign", "distance", "all", "high")
    ),
    "records_of_year": DayMetric(
        "count", records.records_of_year, "all", Meaning("none", "count", "ytd", "high")
    ),
    "record_session_before": DayMetric(
        "date", records.record_session_before, "all", Meaning("none", "date", "all", "high")
    ),
    "below_record_before": DayMetric(
        "percent", records.below_record_before, "all", Meaning("sign", "distance", "all", "high")
    ),
    "record_level": DayMetric(
        "price", records.record_level, "all", Meaning("by unit", "level", "all", "high")
    ),
    "record_part": DayMetric("price", records.record_part, "all", Meaning("by unit", "level", "all")),
    "record_session": DayMetric(
        "date", records.record_session, "all", Meaning("none", "date", "all", "high")
    ),
    "below_record": DayMetric(
        "percent", records.below_record, "all", Meaning("sign", "distance", "all", "high")
    ),
    "round_number": DayMetric("price", records.round_number, "1d", Meaning("by unit", "level", "1d")),
    "round_number_is_new": DayMetric(
        "count", records.round_number_is_new, "all", Meaning("sign", "count", "all", "first")
    ),
    "beyond_round_number_since": DayMetric(
        "date", records.beyond_round_number_since, "all", Meaning("none", "date", "all")
    ),
    "below_zero": DayMetric("count", records.below_zero, 1, Meaning("none", "count", "now")),
    "next_round_number": DayMetric("price", records.next_round_number, 1, Meaning("by unit", "level", "now")),
    "count": DayMetric("count", members.count, "1d", Meaning("by parameters", "count", "as asked")),
    "within": DayMetric("symbols", members.within, "1d", Meaning("by parameters", "list", "as asked")),
    "total": DayMetric("count", members.total, "1d", Meaning("none", "count", "as asked")),
    "ranked": DayMetric("symbols", members.ranked, "1d", Meaning("none", "list", "as asked")),
    "leaders": DayMetric("symbols", members.leaders, "1d", Meaning("none", "list", "as asked", "top")),
    "laggards": DayMetric("symbols", members.laggards, "1d", Meaning("none", "list", "as asked", "bottom")),
    "rank": DayMetric("rank", members.rank, "1d", Meaning("none", "rank", "as asked")),
    "ahead_of": DayMetric("symbols", members.ahead_of, "1d", Meaning("up", "list", "as asked", "top")),
    "count_ahead": DayMetric("count", members.count_ahead, "1d", Meaning("up", "count", "as asked", "top")),
    "group_gap": DayMetric("percentage_points", members.group_gap, "1d", Meaning("sign", "gap", "1d")),
    "records": DayMetric("symbols", members.records, "all", Meaning("none", "list", "all", "high")),
    **_precedents(),
    **_milestones(),
    "threshold": DayMetric("as asked", threshold, 1, Meaning("by parameters", "as asked", "as asked")),
    "condition": DayMetric("text", condition, 1, Meaning("none", "text", "now")),
    "verdict": DayMetric("text", verdict.verdict, "all", Meaning("none", "text", "now")),
    "verdict_lasting": DayMetric("count", verdict.lasting, "all", Meaning("none", "count", "now")),
    "verdict_passing": DayMetric("count", verdict.passing, "all", Meaning("none", "count", "now")),
    "verdict_total": DayMetric("count", verdict.total, "all", Meaning("none", "count", "now")),
    "verdict_lasting_change": DayMetric(
        "points", verdict.lasting_change, "all", Meaning("sign", "change", "all")
    ),
    "verdict_passing_change": DayMetric(
        "points", verdict.passing_change, "all", Meaning("sign", "change", "all")
    ),
    "verdict_reading": DayMetric("count", verdict.reading, "all", Meaning("sign", "count", "now")),
    **{
        f"verdict_{known.key}": DayMetric(
            known.unit, partial(verdict.figure, key=known.key), "all", Meaning("by unit", "level", "all")
        )
        for known in verdict.INDICATORS
    },
    "watch_named": DayMetric("date", watch.named, "all", Meaning("none", "date", "all")),
    "watch_level": DayMetric("as asked", watch.level, 1, Meaning("as asked", "as asked", "as asked")),
    "watch_reached": DayMetric("date", watch.reached, "all", Meaning("none", "date", "as asked")),
    "watch_lapsed": DayMetric("date", watch.lapsed, "all", Meaning("none", "date", "as asked")),
    "watch_beyond": DayMetric("percent", watch.beyond, "all", Meaning("sign", "gap", "as asked")),
    "watch_distance": DayMetric("percent", watch.distance, "all", Meaning("sign", "gap", "as asked")),
    "change_to": DayMetric("percent", watch.change_to, 1, Meaning("sign", "gap", "now")),
    "last_beyond": DayMetric("date", watch.last_beyond, "all", Meaning("none", "date", "all")),
    "year_base": DayMetric("price", watch.year_base, "ytd", Meaning("by unit", "level", "ytd")),
    "last_on_side": DayMetric("date", watch.last_on_side, "all", Meaning("none", "date", "as asked")),
    "given_percent": DayMetric("percent", given, 1, Meaning("sign", "level", "now")),
    "given_share": DayMetric("share", given, 1, Meaning("none", "share", "now")),
    "given_percentage_points": DayMetric("percentage_points", given, 1, Meaning("sign", "gap", "now")),
    "given_count": DayMetric("count", given, 1, Meaning("none", "count", "now")),
    "given_price": DayMetric("price", given, 1, Meaning("by unit", "level", "now")),
    "given_text": DayMetric("text", given_text, 1, Meaning("none", "text", "now")),
    "position_quantity": DayMetric(
        "quantity", holdings.quantity, 1, Meaning("sign", "level", "now"), lambda *_asked, **_of: ()
    ),
    "position_value": DayMetric("money", holdings.value, 1, Meaning("sign", "level", "now"), _closes_now),
    "holdings_value": DayMetric("money", holdings.value, 1, Meaning("sign", "level", "now"), _closes_now),
    **_holdings("1d"),
    **_holdings("1w"),
    **_holdings("ytd"),
    "year": DayMetric("year", session.year, 1, Meaning("none", "date", "now")),
    "session_date": DayMetric("date", session.session_date, 1, Meaning("none", "date", "now")),
    "first_session": DayMetric("date", session.first_session, "all", Meaning("none", "date", "all", "first")),
    "closing_time": DayMetric("text", session.closing_time, 1, Meaning("none", "text", "now")),
    "source": DayMetric("text", session.source, 1, Meaning("none", "text", "now")),
    "gate_session": DayMetric("date", session.gate_session, 1, Meaning("none", "date", "all")),
    "gate_note": DayMetric("text", session.gate_note, 1, Meaning("none", "text", "all")),
    "last_year": DayMetric("year", session.last_year, 1, Meaning("none", "date", "last_year")),
    "session_of_year": DayMetric("count", session.session_of_year, 1, Meaning("none", "count", "ytd")),
    "early_close": DayMetric("count", session.early_close, 1, Meaning("none", "count", "now")),
    "period_ends": DayMetric("count", session.period_ends, 1, Meaning("none", "count", "now")),
    "before": DayMetric("as asked", session.before, "1d", Meaning("as asked", "as asked", "as asked")),
    "event_happened": DayMetric("count", events.has_happened, 1, Meaning("none", "count", "now")),
    "event_of_session": DayMetric("count", events.is_of_session, 1, Meaning("none", "count", "now")),
    "event_name": DayMetric("text", events.name, 1, Meaning("none", "text", "now")),
    "event_publisher": DayMetric("text", events.publisher, 1, Meaning("none", "text", "now")),
    "event_period": DayMetric("text", events.period, 1, Meaning("none", "text", "now")),
    "event_detail": DayMetric("text", events.detail, 1, Meaning("none", "text", "now")),
    "event_day": DayMetric("date", events.day, 1, Meaning("none", "date", "now")),
    "event_last_day": DayMetric("date", events.last_day, 1, Meaning("none", "date", "now")),
    "event_time": DayMetric("text", events.time, 1, Meaning("none", "text", "now")),
    "event_figure": DayMetric("of the figure", events.figure, 1, Meaning("by unit", "level", "now")),
    "event_outcome": DayMetric("count", events.outcome, 1, Meaning("sign", "count", "now")),
    "event_clause": DayMetric("text", events.clause, 1, Meaning("none", "text", "now")),
    "event_base": DayMetric("text", events.base, 1, Meaning("none", "text", "now")),
    "event_came_first": DayMetric("count", events.came_first, 1, Meaning("none", "count", "now")),
    "event_since_close": DayMetric("count", events.since_close, 1, Meaning("none", "count", "now")),
    "event_is_today": DayMetric("count", events.is_today, 1, Meaning("none", "count", "now")),
    "event_larger": DayMetric("count", events.larger, 1, Meaning("sign", "count", "now")),
    "theme_name": DayMetric("text", events.theme_name, 1, Meaning("none", "text", "now")),
    "theme_headlines": DayMetric("symbols", events.theme_headlines, 1, Meaning("none", "list", "now")),
    "theme_publishers": DayMetric("count", events.theme_publishers, 1, Meaning("none", "count", "now")),
    "theme_publishers_ahead": DayMetric(
        "count", events.theme_publishers_ahead, 1, Meaning("none", "count", "now")
    ),
    "reported": DayMetric("count", events.reported, "1d", Meaning("none", "count", "1d")),
    "reported_rising": DayMetric("count", events.reported_rising, "1d", Meaning("up", "count", "1d")),
    "reported_falling": DayMetric("count", events.reported_falling, "1d", Meaning("down", "count", "1d")),
    "group_name": DayMetric("text", events.group_name, 1, Meaning("none", "text", "now")),
    "next_closed": DayMetric("date", events.next_closed, 1, Meaning("none", "date", "now")),
    "closed_for": DayMetric("text", events.closed_for, 1, Meaning("none", "text", "now")),
    "reopens": DayMetric("date", events.reopens, 1, Meaning("none", "date", "now")),
    "early_close_time": DayMetric("text", events.early_close_time, 1, Meaning("none", "text", "now")),
    "next_early_close": DayMetric("date", events.next_early_close, 1, Meaning("none", "date", "now")),
    "mean": DayMetric("percent", members.mean, "1w", Meaning("sign", "change", "as asked")),
    "ago": DayMetric("as asked", weeks.ago, "1w", Meaning("as asked", "as asked", "as asked")),
    "session_ago": DayMetric("date", weeks.session_ago, "1w", Meaning("none", "date", "1w")),
    "week_run_ended": DayMetric("count", weeks.week_run_ended, "all", Meaning("sign", "run", "all")),
    "week_run_since": DayMetric("date", weeks.week_run_since, "all", Meaning("none", "date", "all")),
    "week_change": DayMetric("as moves", weeks.week_change, "1w", Meaning("sign", "change", "1w")),
    "week_largest_since": DayMetric(
        "date", weeks.week_largest_since, "all", Meaning("none", "date", "1w", "top")
    ),
    "week_largest_of_all": DayMetric(
        "date", weeks.week_largest_of_all, "all", Meaning("none", "date", "1w", "high")
    ),
    "ends_week": DayMetric("count", weeks.ends_week, 1, Meaning("none", "count", "now")),
    "week_begins": DayMetric("date", weeks.week_begins, "1w", Meaning("none", "date", "1w")),
    "week_rises": DayMetric("count", weeks.week_rises, "1w", Meaning("up", "count", "1w")),
    "week_falls": DayMetric("count", weeks.week_falls, "1w", Meaning("down", "count", "1w")),
    "week_extreme": DayMetric("percent", weeks.week_extreme, "1w", Meaning("sign", "change", "1d")),
    "week_extreme_session": DayMetric(
        "date", weeks.week_extreme_session, "1w", Meaning("none", "date", "1w")
    ),
    "week_extreme_since": DayMetric(
        "date", weeks.week_extreme_since, "all", Meaning("none", "date", "1d", "top")
    ),
    "week_rest": DayMetric("percent", weeks.week_rest, "1w", Meaning("sign", "change", "1w")),
    "week_records": DayMetric("count", weeks.week_records, "all", Meaning("none", "count", "1w", "high")),
    "next_session": DayMetric("date", weeks.next_session, 1, Meaning("none", "date", "now")),
}
