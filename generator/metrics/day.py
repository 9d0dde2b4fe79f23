"""Metrics that look back from one session. To add one: a function in its family, a line here."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from generator.metrics import calendar, members, precedents, records, since, weeks
from generator.metrics.registry import Reach
from generator.model import Unit, Value


@dataclass(frozen=True)
class DayMetric:
    """``compute(panel, subject, i, **params)`` gives a value, or None when there is none."""

    #: "as asked": the unit of the metric named by the parameter ``of``
    unit: Unit | Literal["as asked"]
    compute: Callable[..., Value | None]
    reach: Reach


def given(_panel: object, _subject: str, _i: int, value: float) -> float:
    """A threshold or a window that a sentence names: it is its own source."""
    return value


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
    "precedent_cases": DayMetric("count", precedents.cases, "all"),
    "precedent_hits": DayMetric("count", precedents.hits, "all"),
    "precedent_share": DayMetric("share", precedents.hit_share, "all"),
    "precedent_base": DayMetric("share", precedents.base_share, "all"),
    "precedent_low": DayMetric("share", precedents.interval_low, "all"),
    "precedent_high": DayMetric("share", precedents.interval_high, "all"),
    "precedent_since": DayMetric("date", precedents.since, "all"),
    "given_percent": DayMetric("percent", given, 1),
    "given_percentage_points": DayMetric("percentage_points", given, 1),
    "given_count": DayMetric("count", given, 1),
    "given_price": DayMetric("price", given, 1),
    "year": DayMetric("year", calendar.year, 1),
    "session_date": DayMetric("date", calendar.session_date, 1),
    "first_session": DayMetric("date", calendar.first_session, "all"),
    "closing_time": DayMetric("text", calendar.closing_time, 1),
    "source": DayMetric("text", calendar.source, 1),
    "gate_session": DayMetric("date", calendar.gate_session, 1),
    "gate_note": DayMetric("text", calendar.gate_note, 1),
    "last_year": DayMetric("year", calendar.last_year, 1),
    "session_of_year": DayMetric("count", calendar.session_of_year, 1),
    "early_close": DayMetric("count", calendar.early_close, 1),
    "period_ends": DayMetric("count", calendar.period_ends, 1),
    "before": DayMetric("as asked", calendar.before, "1d"),
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
