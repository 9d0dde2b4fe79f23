"""When the market is open, as the calendars that are written down and the library have it."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from importlib import metadata, resources
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from marketwrap.base.errors import ConfigError
from marketwrap.market import calendars
from marketwrap.market.calendars import Sessions, of_library, to_text
from marketwrap.market.universe import bundled, load

NEW_YORK = calendars.sessions("XNYS")


WRITTEN = sorted({i.calendar or u.calendar for u in map(load, bundled()) for i in u.instruments.values()})


# exchange_calendars asks pandas for what pandas will take away
@pytest.mark.filterwarnings("ignore:DatetimeIndex.weekday is deprecated")
@pytest.mark.parametrize("name", WRITTEN)
def test_the_calendars_of_bundled_universes_are_written_as_the_library_has_them(
    name: str, golden: Callable[[str, str], None]
) -> None:
    library = of_library(name)
    golden(str(resources.files("marketwrap.market") / "calendars" / f"{name}.json"), to_text(library))
    known = calendars.sessions(name)
    assert np.array_equal(known.days, library.days)
    assert np.array_equal(known.minutes, library.minutes)
    assert (known.opens, known.early, known.zone) == (library.opens, library.early, library.zone)


def test_an_exchange_is_closed_on_its_holidays_and_open_where_nothing_is_known() -> None:
    shanghai = calendars.sessions("XSHG")
    days = pd.DatetimeIndex(["1985-01-01", "2026-01-01", "2026-01-05", "2030-01-01"])
    assert shanghai.closed(days).tolist() == [False, True, False, False]


def test_no_calendar_is_written_that_no_bundled_universe_needs() -> None:
    files = (resources.files("marketwrap.market") / "calendars").iterdir()
    assert sorted(file.name.removesuffix(".json") for file in files) == WRITTEN


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where calendars of the library are kept, empty at first, by a library that nothing is bundled for."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(metadata, "version", lambda _name: "0.0")
    return tmp_path / "marketwrap" / "calendars"


def again(name: str) -> Sessions:
    """A calendar as the next process finds it."""
    return calendars.sessions.__wrapped__(name)


def with_opening(path: Path, minutes: int) -> None:
    """Write another opening into a file, by which an answer shows where it comes from."""
    path.write_text(json.dumps({**json.loads(path.read_text("utf-8")), "opens": minutes}), "utf-8")


def test_a_calendar_of_another_version_of_the_library_is_written_once_and_read_from_then_on(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = again("XNYS")
    assert np.array_equal(made.days, NEW_YORK.days)
    assert [str(path.relative_to(cache)) for path in cache.rglob("*.*")] == ["0.0", "0.0/XNYS.json"]
    with_opening(cache / "0.0" / "XNYS.json", 11)
    assert again("XNYS").opens == 11
    monkeypatch.setattr(metadata, "version", lambda _name: "0.1")
    assert again("XNYS").opens == made.opens


@pytest.mark.parametrize(("name", "weekdays"), [("24/7", {*range(7)}), ("XSAU", {6, 0, 1, 2, 3})])
def test_a_calendar_with_sessions_on_weekends_is_read_back_as_the_library_has_it(
    cache: Path, name: str, weekdays: set[int]
) -> None:
    made, kept = again(name), again(name)
    assert len(list(cache.rglob("*.json"))) == 1
    assert {day.weekday() for day in kept.days.tolist()} == weekdays
    assert np.array_equal(kept.days, made.days)
    assert np.array_equal(kept.minutes, made.minutes)
    assert (kept.opens, kept.early, kept.zone) == (made.opens, made.early, made.zone)


@pytest.mark.parametrize("damage", [b"", b"{}", b"[]", b"\xff", b'{"version": "0.0", "opens"'])
def test_a_damaged_calendar_is_made_again(cache: Path, damage: bytes) -> None:
    again("XNYS")
    path = cache / "0.0" / "XNYS.json"
    whole = path.read_bytes()
    path.write_bytes(damage)
    assert again("XNYS").opens == NEW_YORK.opens
    assert path.read_bytes() == whole


def test_a_cache_that_cannot_be_written_is_done_without(cache: Path) -> None:
    cache.parent.mkdir()
    cache.write_text("a file where the folder would be")
    assert np.array_equal(again("XNYS").days, NEW_YORK.days)
    assert cache.is_file()


def test_what_is_no_calendar_is_written_nowhere(cache: Path) -> None:
    with pytest.raises(ConfigError, match="no exchange calendar"):
        again("../../XNYS")
    assert not cache.exists()


def test_sessions_between_leave_out_weekends_and_holidays() -> None:
    days = NEW_YORK.between(date(2026, 1, 15), date(2026, 1, 21))
    assert [f"{day:%d}" for day in days] == ["15", "16", "20", "21"]  # 19 January is a holiday


@pytest.mark.parametrize(
    ("session", "close"),
    [
        (date(2026, 1, 14), datetime(2026, 1, 14, 21, tzinfo=UTC)),
        (date(2026, 7, 14), datetime(2026, 7, 14, 20, tzinfo=UTC)),  # summer time
        (date(2025, 11, 28), datetime(2025, 11, 28, 18, tzinfo=UTC)),  # the day after Thanksgiving
    ],
)
def test_a_session_closes_at_its_hour(session: date, close: datetime) -> None:
    assert NEW_YORK.close(session) == close


@pytest.mark.parametrize(
    ("calendar", "session", "opens"),
    [
        ("XNYS", date(2026, 1, 15), datetime(2026, 1, 15, 14, 30, tzinfo=UTC)),
        (
            "XNYS",
            date(2026, 3, 9),
            datetime(2026, 3, 9, 13, 30, tzinfo=UTC),
        ),  # the clocks changed the day before
        ("XLON", date(2026, 3, 30), datetime(2026, 3, 30, 7, 0, tzinfo=UTC)),
    ],
)
def test_a_session_opens_at_its_hour(calendar: str, session: date, opens: datetime) -> None:
    assert calendars.sessions(calendar).open(session) == opens


def test_the_day_after_thanksgiving_is_an_early_close() -> None:
    assert NEW_YORK.is_early_close(date(2025, 11, 28))
    assert not NEW_YORK.is_early_close(date(2026, 1, 14))


def test_the_sessions_around_a_weekend_are_friday_and_monday() -> None:
    saturday = date(2026, 1, 10)
    assert not NEW_YORK.is_session(saturday)
    assert NEW_YORK.on_or_before(saturday) == date(2026, 1, 9)
    assert NEW_YORK.after(saturday) == NEW_YORK.after(date(2026, 1, 9)) == date(2026, 1, 12)


@pytest.mark.parametrize(
    ("now", "session"),
    [
        (datetime(2026, 1, 14, 20, 59, tzinfo=UTC), date(2026, 1, 13)),
        (datetime(2026, 1, 14, 21, 0, tzinfo=UTC), date(2026, 1, 14)),
        (datetime(2026, 1, 15, 1, 0, tzinfo=UTC), date(2026, 1, 14)),  # still the 14th in New York
        (datetime(2026, 1, 12, 12, 0, tzinfo=UTC), date(2026, 1, 9)),
    ],
)
def test_the_last_session_that_has_closed(now: datetime, session: date) -> None:
    assert NEW_YORK.last_closed(now) == session


@pytest.mark.parametrize("day", [date(1989, 12, 29), date(2036, 1, 2)])
def test_a_day_outside_the_calendar_is_refused_with_its_range(day: date) -> None:
    with pytest.raises(ConfigError, match="ask for a day from 1990-01-02 to 2035-12-31"):
        NEW_YORK.on_or_before(day)


def test_an_exchange_that_publishes_its_holidays_yearly_ends_with_them() -> None:
    tokyo = calendars.sessions("XTKS")
    assert tokyo.is_session(date(2026, 1, 14))
    assert tokyo.close(date(2026, 1, 14)) == datetime(2026, 1, 14, 6, 30, tzinfo=UTC)


def test_an_unknown_calendar_is_refused_with_an_example() -> None:
    with pytest.raises(ConfigError, match="no exchange calendar XXXX; give an ISO 10383 code"):
        calendars.sessions("XXXX")
