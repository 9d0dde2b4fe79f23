"""Metrics that look back from one session. To add one: a function in its family, a line here."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Literal

from marketwrap.base.model import Input, Unit, Value
from marketwrap.metrics import (
    events,
    holdings,
    members,
    precedents,
    records,
    session,
    since,
    verdict,
    watch,
    weeks,
)
from marketwrap.metrics.registry import Reach


@dataclass(frozen=True)
class DayMetric:
    """``compute(panel, subject, i, **params)`` gives a value, or None when there is none."""

    #: "as asked": the unit of the metric named by the parameter ``of``; "of the figure": of that
    #: figure; "as moves": of the subject's moves
    unit: Unit | Literal["as asked", "of the figure", "as moves"]
    compute: Callable[..., Value | None]
    reach: Reach
    #: the closes that a value rests on, asked as ``compute`` is, where the subject does not tell them
    rests: Callable[..., tuple[Input, ...]] | None = None


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
        name: DayMetric(units.get(name, "as moves"), precedents.number(name), "all")
        for name in precedents.NUMBERS
    }
    sessions = {name: DayMetric("date", precedents.session(name), "all") for name in precedents.SESSIONS}
    return {f"precedent_{name}": entry for name, entry in (numbers | sessions).items()}


def _holdings(horizon: str) -> dict[str, DayMetric]:
    """What becomes of a client's positions over a horizon."""
    own, whole, listed = (
        partial(used, horizon=horizon)
        for used in (holdings.own_closes, holdings.all_closes, holdings.listed_closes)
    )
    found: dict[str, tuple[Unit, Callable[..., Value | None], Callable[..., tuple[Input, ...]]]] = {
        "holdings_gain": ("money", holdings.gain, own),
        "holdings_change": ("percent", holdings.change, own),
        "holdings_gap": ("percentage_points", holdings.gap, whole),
        "holdings_counted": ("count", holdings.counted, own),
        "holdings_rising": ("count", holdings.rising, own),
        "position_gain": ("money", holdings.gain, own),
        "position_weight": ("percent", holdings.weight, whole),
        "position_contribution": ("percentage_points", holdings.contribution, whole),
        "position_place": ("rank", holdings.place, whole),
        "move_place": ("rank", holdings.move_place, listed),
    }
    return {
        f"{name}_{horizon}": DayMetric(unit, partial(compute, horizon=horizon), horizon, rests)
        for name, (unit, compute, rests) in found.items()
    }


_closes_now = partial(holdings.own_closes, horizon="now")

DAY_METRICS: dict[str, DayMetric] = {
    "largest_since": DayMetric("date", since.largest_since, "all"),
    "largest_of_all": DayMetric("date", since.largest_of_all, "all"),
    "longest_since": DayMetric("date", since.longest_since, "all"),
    "longest_of_all": DayMetric("date", since.longest_of_all, "all"),
    "one_more": DayMetric("sessions", since.one_more, "all"),
    "one_more_since": DayMetric("date", since.one_more_since, "all"),
    "run_ended": DayMetric("sessions", since.run_ended, "all"),
    "highest_since": DayMetric("date", since.highest_since, "all"),
    "lowest_since": DayMetric("date", since.lowest_since, "all"),
    "highest_of_all": DayMetric("date", since.highest_of_all, "all"),
    "lowest_of_all": DayMetric("date", since.lowest_of_all, "all"),
    "first_of_year": DayMetric("count", since.first_of_year, "ytd"),
    "first_move_of_year": DayMetric("count", since.first_move_of_year, "ytd"),
    "crossed_average_since": DayMetric("date", since.crossed_average_since, "all"),
    "record_high": DayMetric("count", records.record_high, "all"),
    "records_of_year": DayMetric("count", records.records_of_year, "all"),
    "record_session_before": DayMetric("date", records.record_session_before, "all"),
    "below_record_before": DayMetric("percent", records.below_record_before, "all"),
    "record_level": DayMetric("price", records.record_level, "all"),
    "record_session": DayMetric("date", records.record_session, "all"),
    "below_record": DayMetric("percent", records.below_record, "all"),
    "round_number": DayMetric("price", records.round_number, "1d"),
    "round_number_is_new": DayMetric("count", records.round_number_is_new, "all"),
    "beyond_round_number_since": DayMetric("date", records.beyond_round_number_since, "all"),
    "below_zero": DayMetric("count", records.below_zero, 1),
    "next_round_number": DayMetric("price", records.next_round_number, 1),
    "count": DayMetric("count", members.count, "1d"),
    "within": DayMetric("symbols", members.within, "1d"),
    "total": DayMetric("count", members.total, "1d"),
    "ranked": DayMetric("symbols", members.ranked, "1d"),
    "leaders": DayMetric("symbols", members.leaders, "1d"),
    "laggards": DayMetric("symbols", members.laggards, "1d"),
    "rank": DayMetric("rank", members.rank, "1d"),
    "ahead_of": DayMetric("symbols", members.ahead_of, "1d"),
    "count_ahead": DayMetric("count", members.count_ahead, "1d"),
    "group_gap": DayMetric("percentage_points", members.group_gap, "1d"),
    "records": DayMetric("symbols", members.records, "all"),
    **_precedents(),
    "threshold": DayMetric("as asked", threshold, 1),
    "condition": DayMetric("text", condition, 1),
    "verdict": DayMetric("text", verdict.verdict, "all"),
    "verdict_lasting": DayMetric("count", verdict.lasting, "all"),
    "verdict_passing": DayMetric("count", verdict.passing, "all"),
    "verdict_total": DayMetric("count", verdict.total, "all"),
    "verdict_lasting_change": DayMetric("points", verdict.lasting_change, "all"),
    "verdict_passing_change": DayMetric("points", verdict.passing_change, "all"),
    "verdict_reading": DayMetric("count", verdict.reading, "all"),
    **{
        f"verdict_{known.key}": DayMetric(known.unit, partial(verdict.figure, key=known.key), "all")
        for known in verdict.INDICATORS
    },
    "watch_named": DayMetric("date", watch.named, "all"),
    "watch_level": DayMetric("as asked", watch.level, 1),
    "watch_reached": DayMetric("date", watch.reached, "all"),
    "watch_lapsed": DayMetric("date", watch.lapsed, "all"),
    "watch_beyond": DayMetric("percent", watch.beyond, "all"),
    "watch_distance": DayMetric("percent", watch.distance, "all"),
    "last_on_side": DayMetric("date", watch.last_on_side, "all"),
    "given_percent": DayMetric("percent", given, 1),
    "given_share": DayMetric("share", given, 1),
    "given_percentage_points": DayMetric("percentage_points", given, 1),
    "given_count": DayMetric("count", given, 1),
    "given_price": DayMetric("price", given, 1),
    "given_text": DayMetric("text", given_text, 1),
    "position_quantity": DayMetric("quantity", holdings.quantity, 1, lambda *_asked, **_of: ()),
    "position_value": DayMetric("money", holdings.value, 1, _closes_now),
    "holdings_value": DayMetric("money", holdings.value, 1, _closes_now),
    **_holdings("1d"),
    **_holdings("1w"),
    **_holdings("ytd"),
    "year": DayMetric("year", session.year, 1),
    "session_date": DayMetric("date", session.session_date, 1),
    "first_session": DayMetric("date", session.first_session, "all"),
    "closing_time": DayMetric("text", session.closing_time, 1),
    "source": DayMetric("text", session.source, 1),
    "gate_session": DayMetric("date", session.gate_session, 1),
    "gate_note": DayMetric("text", session.gate_note, 1),
    "last_year": DayMetric("year", session.last_year, 1),
    "session_of_year": DayMetric("count", session.session_of_year, 1),
    "early_close": DayMetric("count", session.early_close, 1),
    "period_ends": DayMetric("count", session.period_ends, 1),
    "before": DayMetric("as asked", session.before, "1d"),
    "event_happened": DayMetric("count", events.has_happened, 1),
    "event_of_session": DayMetric("count", events.is_of_session, 1),
    "event_name": DayMetric("text", events.name, 1),
    "event_publisher": DayMetric("text", events.publisher, 1),
    "event_period": DayMetric("text", events.period, 1),
    "event_detail": DayMetric("text", events.detail, 1),
    "event_day": DayMetric("date", events.day, 1),
    "event_last_day": DayMetric("date", events.last_day, 1),
    "event_time": DayMetric("text", events.time, 1),
    "event_figure": DayMetric("of the figure", events.figure, 1),
    "event_outcome": DayMetric("count", events.outcome, 1),
    "theme_name": DayMetric("text", events.theme_name, 1),
    "theme_headlines": DayMetric("symbols", events.theme_headlines, 1),
    "theme_publishers": DayMetric("count", events.theme_publishers, 1),
    "theme_publishers_ahead": DayMetric("count", events.theme_publishers_ahead, 1),
    "reported": DayMetric("count", events.reported, "1d"),
    "reported_rising": DayMetric("count", events.reported_rising, "1d"),
    "reported_falling": DayMetric("count", events.reported_falling, "1d"),
    "group_name": DayMetric("text", events.group_name, 1),
    "next_closed": DayMetric("date", events.next_closed, 1),
    "next_early_close": DayMetric("date", events.next_early_close, 1),
    "mean": DayMetric("percent", members.mean, "1w"),
    "ago": DayMetric("as asked", weeks.ago, "1w"),
    "session_ago": DayMetric("date", weeks.session_ago, "1w"),
    "week_run_ended": DayMetric("count", weeks.week_run_ended, "all"),
    "week_run_since": DayMetric("date", weeks.week_run_since, "all"),
    "week_largest_since": DayMetric("date", weeks.week_largest_since, "all"),
    "week_largest_of_all": DayMetric("date", weeks.week_largest_of_all, "all"),
    "ends_week": DayMetric("count", weeks.ends_week, 1),
    "week_begins": DayMetric("date", weeks.week_begins, "1w"),
    "week_rises": DayMetric("count", weeks.week_rises, "1w"),
    "week_falls": DayMetric("count", weeks.week_falls, "1w"),
    "week_extreme": DayMetric("percent", weeks.week_extreme, "1w"),
    "week_extreme_session": DayMetric("date", weeks.week_extreme_session, "1w"),
    "week_records": DayMetric("count", weeks.week_records, "all"),
    "next_session": DayMetric("date", weeks.next_session, 1),
}
