"""When an edition is due: over weekends, holidays, early closes and changes of the clocks."""

from datetime import UTC, date, datetime, timedelta

import pytest

from marketwrap.app.schedule import Slot, due, slot

SETTLE = timedelta(minutes=15)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def found(edition: str, now: str, calendar: str = "XNYS") -> Slot | None:
    return due(edition, utc(now), calendar, SETTLE)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("now", "brief"),
    [
        ("2026-01-14T14:29", "2026-01-13"),  # a minute before the opening
        ("2026-01-14T14:30", "2026-01-14"),
        ("2026-01-14T21:10", "2026-01-14"),
        ("2026-01-15T05:00", "2026-01-14"),  # midnight in New York: a desk in Europe
        ("2026-01-17T12:00", "2026-01-16"),  # Saturday
        ("2026-01-19T20:00", "2026-01-16"),  # Martin Luther King's day
    ],
)
def test_the_close_that_is_due(now: str, brief: str) -> None:
    of = found("close", now)
    assert of is not None
    assert of.brief == brief


@pytest.mark.parametrize(
    ("day", "ready", "expires"),
    [
        (date(2026, 1, 14), "2026-01-14T21:15", "2026-01-15T14:30"),
        (date(2025, 11, 28), "2025-11-28T18:15", "2025-12-01T14:30"),  # an early close before a weekend
        (date(2026, 3, 6), "2026-03-06T21:15", "2026-03-09T13:30"),  # the clocks change between the two
        (date(2026, 1, 16), "2026-01-16T21:15", "2026-01-20T14:30"),  # over a holiday
    ],
)
def test_a_close_is_ready_after_its_close_and_old_at_the_next_opening(
    day: date, ready: str, expires: str
) -> None:
    of = slot("close", day, "XNYS", SETTLE)
    assert (of.ready, of.expires) == (utc(ready), utc(expires))


@pytest.mark.parametrize(
    ("now", "brief"),
    [
        ("2026-01-15T22:00", None),  # Thursday
        ("2026-01-16T15:00", "2026-01-16-weekly"),
        ("2026-01-18T12:00", "2026-01-16-weekly"),
        ("2026-04-02T21:00", "2026-04-02-weekly"),  # Good Friday follows
        ("2026-04-03T21:00", "2026-04-02-weekly"),
        ("2026-01-20T20:00", None),
        ("2026-12-31T22:00", "2026-12-31-weekly"),  # New Year's Day is a Friday
    ],
)
def test_a_week_is_due_after_its_last_session(now: str, brief: str | None) -> None:
    of = found("weekly", now)
    assert (of.brief if of else None) == brief


@pytest.mark.parametrize(
    ("now", "brief"),
    [
        ("2026-01-14T12:00", "2026-01-14-morning"),  # seven in New York
        ("2026-01-14T20:59", "2026-01-14-morning"),
        ("2026-01-14T21:00", None),  # the session is over
        ("2026-01-17T13:00", None),
        ("2026-01-19T13:00", None),
    ],
)
def test_a_morning_is_due_on_its_own_day(now: str, brief: str | None) -> None:
    of = found("morning", now)
    assert (of.brief if of else None) == brief


def test_a_morning_is_written_at_eight_and_old_at_the_close() -> None:
    of = slot("morning", date(2026, 1, 20), "XNYS", SETTLE)
    assert (of.ready, of.expires) == (utc("2026-01-20T13:00"), utc("2026-01-20T21:00"))


def test_a_market_east_of_greenwich_has_its_own_day() -> None:
    of = found("close", "2026-01-14T00:30", "XTKS")
    assert of is not None
    assert (of.brief, of.ready) == ("2026-01-14", utc("2026-01-14T06:45"))
