"""What of all events a brief may know, and which of two that are the same."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketwrap.base.model import Event
from marketwrap.events import load, merge, window
from marketwrap.events.entries import Market

ZONE = ZoneInfo("America/New_York")
MARKET = Market(ZONE, {})
SESSION = date(2026, 1, 14)
CLOSED = datetime(2026, 1, 14, 16, tzinfo=ZONE)
MORNING = datetime(2026, 1, 15, 8, tzinfo=ZONE)


def events(text: str) -> tuple[Event, ...]:
    return load.toml(text, MARKET, "")


def release(when: str) -> tuple[Event, ...]:
    return events(
        f'[[release]]\nname = "A"\n{when}\nactual = 3.0\nexpected = 2.7\nunit = "percent"\noutcome = "above"\ntext = "so"'
    )


@pytest.mark.parametrize(
    ("when", "by_the_close", "by_the_morning"),
    [
        ("time = 2026-01-14T16:00:00", True, True),
        ("time = 2026-01-14T16:00:01", False, True),
        ("time = 2026-01-15T07:59:00", False, True),
        ("time = 2026-01-15T08:30:00", False, False),
        ("day = 2026-01-13", True, True),
        ("day = 2026-01-14", True, True),
        ('day = 2026-01-14\nwhen = "before open"', True, True),
        ('day = 2026-01-14\nwhen = "after close"', False, True),
        # of today no more is known than the day: it may be still to come
        ("day = 2026-01-15", False, False),
        ('day = 2026-01-15\nwhen = "before open"', False, False),
    ],
)
def test_a_figure_is_known_once_it_was_published(when: str, by_the_close: bool, by_the_morning: bool) -> None:
    for until, published in ((None, by_the_close), (MORNING, by_the_morning)):
        (event,) = window.known(release(when), SESSION, CLOSED, until).items
        assert ("actual" in event.figures, event.outcome, event.text) == (
            (True, "above", "so") if published else (False, "", "")
        )
        assert "expected" in event.figures


def test_a_headline_or_a_note_of_later_is_not_there() -> None:
    text = "".join(
        f'[[headline]]\ntitle = "A"\npublisher = "P{hour}"\ntime = 2026-01-14T{hour}:00:00\n[[note]]\ntext = "N{hour}"\ntime = 2026-01-14T{hour}:00:00\n'
        for hour in (15, 17)
    )
    known = [event.id for event in window.known(events(text), SESSION, CLOSED).items]
    assert known == ["headline/2026-01-14/p15-a", "note/2026-01-14/n15"]
    assert len(window.known(events(text), SESSION, CLOSED, MORNING).items) == 4


def test_a_week_back_and_a_month_ahead_are_kept_and_what_has_no_day() -> None:
    days = ("2026-01-06", "2026-01-07", "2026-02-13", "2026-02-14", "open")
    text = "".join(f'[[appointment]]\nname = "A"\nday = "{day}"\n' for day in days)
    text += '[[appointment]]\nname = "Long"\nday = 2026-01-02\nuntil = 2026-01-07'
    kept = window.known(events(text), SESSION, CLOSED).items
    assert [str(event.day) for event in kept] == ["2026-01-02", "2026-01-07", "2026-02-13", "None"]


@given(
    st.integers(0, 47), st.sampled_from(["", "before open", "after close"]), st.sampled_from([None, MORNING])
)
def test_to_look_twice_shows_no_more(hours: int, timing: str, until: datetime | None) -> None:
    day, hour = 14 + hours // 24, hours % 24
    found = release(f'time = 2026-01-{day}T{hour:02d}:00:00\nwhen = "{timing}"')
    once = window.known(found, SESSION, CLOSED, until)
    assert window.known(once.items, SESSION, CLOSED, until) == once


def test_of_two_origins_the_first_one_tells_of_an_event() -> None:
    own = events("""
        [[earnings]]
        symbol = "BANK"
        day = 2026-01-14
        eps = 0.98
        [[release]]
        name = "Producer  Prices"
        day = 2026-01-14
        actual = 3.0
        unit = "percent"
    """)
    other = events("""
        [[earnings]]
        symbol = "BANK"
        name = "Bank Corp."
        time = 2026-01-14T06:45:00
        eps = 1.5
        [[release]]
        name = "producer prices"
        time = 2026-01-14T08:30:00
        actual = 2.9
        unit = "percent"
        [[release]]
        name = "Producer prices"
        time = 2026-02-14T08:30:00
    """)
    assert merge.merged(own, other) == (*own, other[-1])
    assert merge.merged(own) == own
    assert merge.merged() == ()


def test_a_headline_of_two_origins_is_about_the_instruments_of_both() -> None:
    text = '[[headline]]\ntitle = "A"\npublisher = "P"\ntime = 2026-01-14T12:00:00\nsymbols = "{}"\n'
    (headline,) = merge.merged(events(text.format("ONE")), events(text.format("TWO ONE")))
    assert headline.symbols == ("ONE", "TWO")


def test_events_stand_in_the_order_of_the_day() -> None:
    text = "".join(
        f'[[release]]\nname = "{name}"\n{when}\n'
        for name, when in (
            ("open end", "day = 2026-01-15"),
            ("after", 'day = 2026-01-14\nwhen = "after close"'),
            ("ten", "time = 2026-01-14T10:00:00"),
            ("half past eight", "time = 2026-01-14T13:30:00Z"),
            ("before", 'day = 2026-01-14\nwhen = "before open"'),
        )
    )
    names = [event.name for event in events(text)]
    assert names == ["before", "half past eight", "ten", "after", "open end"]
