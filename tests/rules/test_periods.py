"""Ends of weeks, months, quarters and years, and a shortened session."""

from collections.abc import Callable
from datetime import date

import pytest

from marketwrap.base.model import Fact, Finding
from marketwrap.facts import Day
from marketwrap.rules import periods
from marketwrap.rules.rule import Found
from tests.builders import day, found, history, last_day

#: the end of seven weeks without a holiday
FRIDAY = date(2025, 10, 24)


def role(finding: Finding, name: str) -> Fact:
    of = finding.roles[name]
    assert isinstance(of, Fact)
    return of


def one(rule: Callable[[Day], Found], of: Day) -> Finding | None:
    return next(iter(found(rule, of)), None)


@pytest.mark.parametrize(
    ("last", "phrase"),
    [
        (date(2025, 12, 31), "year"),
        (date(2025, 9, 30), "quarter"),
        (date(2025, 10, 31), "month"),
        (date(2026, 1, 14), None),
        (date(2025, 5, 30), "month"),  # a Friday, and the Saturday is still May
        (date(2025, 5, 29), None),
    ],
)
def test_the_longest_period_that_ends_is_told(last: date, phrase: str | None) -> None:
    finding = one(periods.ended, day({"^GSPC": 0.01}, frame=history(700, last)))
    assert (finding.phrase.removesuffix("_up").removesuffix("_down") if finding else None) == (
        phrase and f"periods.{phrase}"
    )


def week_of(*closes: float, before: float = 5000.0, count: int = 320) -> Finding | None:
    frame = history(count, FRIDAY)[["^GSPC"]].copy()
    frame["^GSPC"] = [*[before] * (count - len(closes)), *closes]
    return one(periods.week, last_day(frame))


def test_a_week_is_from_friday_s_close_to_friday_s_close() -> None:
    finding = week_of(4900, 5300, 4800, 5100, 5050)
    assert finding is not None
    assert finding.phrase == "periods.week_up"
    assert role(finding, "change").number == pytest.approx(0.01)


def test_a_week_is_not_told_before_its_last_session() -> None:
    frame = history(320, date(2026, 1, 15))
    assert one(periods.week, last_day(frame)) is None


def test_weeks_in_a_row_are_told_from_the_third_and_are_news_from_the_fifth() -> None:
    def after(weeks: int) -> Finding:
        finding = week_of(*(5000 + 10 * (1 + day // 5) for day in range(5 * weeks)))
        assert finding is not None
        return finding

    assert "run" not in after(2).roles
    assert role(after(3), "run").number == 3
    assert after(4).news == after(2).news < after(5).news


def test_the_end_of_five_weeks_of_gains_is_as_much_news() -> None:
    finding = week_of(*(5000 + 10 * (1 + day // 5) for day in range(25)), *[4990] * 5)
    assert finding is not None
    assert role(finding, "ended").number == 5
    assert finding.phrase == "periods.week_down"


def test_a_shortened_session_is_told_and_a_whole_one_is_not() -> None:
    assert one(periods.early, day(frame=history(320, date(2025, 11, 28)))) is not None
    assert one(periods.early, day(frame=history(320, date(2025, 11, 26)))) is None
