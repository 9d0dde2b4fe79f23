"""Rows and their states, in SQLite and in PostgreSQL."""

import os
import socket
import stat
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from marketwrap.base.errors import ConfigError, MarketwrapError
from marketwrap.delivery.model import Entry, Message, State
from marketwrap.delivery.outbox import Added, Outbox, connect, tables
from marketwrap.delivery.outbox.tables import OutboxError
from tests.delivery.conftest import Clock
from tests.delivery.mailserver import message

BRIEF = "2026-01-14"
DAY = timedelta(days=1)


def added(box: Outbox, clock: Clock, *addresses: str, **changed: Any) -> Added:
    return box.add(
        BRIEF,
        [message(address, **changed) for address in addresses or ("ann@a.test",)],
        clock.now + DAY,
        clock.now,
    )


def only_entry(box: Outbox) -> Entry:
    (entry,) = box.entries()
    return entry


def claimed(box: Outbox, now: datetime) -> Entry:
    reserved = box.reserve(now)
    assert reserved is not None
    entry = box.claim(reserved, now)
    assert entry is not None
    return entry


def settled(box: Outbox, clock: Clock, state: State, answer: str = "") -> None:
    assert box.settle(claimed(box, clock.now), state, answer, clock.now)


def test_a_message_is_kept_byte_for_byte(box: Outbox, clock: Clock) -> None:
    assert added(box, clock) == Added(new=1)
    assert box.raw(only_entry(box).id) == message("ann@a.test").raw


def test_a_message_without_a_body_is_kept_too(box: Outbox, clock: Clock) -> None:
    box.add(BRIEF, [Message("ann@a.test", "<1@x>", b"Subject: x\r\n")], clock.now + DAY, clock.now)
    assert box.raw(only_entry(box).id) == b"Subject: x\r\n"


def test_clients_with_the_same_body_share_it(place: str | Path, box: Outbox, clock: Clock) -> None:
    added(box, clock, "ann@a.test", "bob@a.test")
    engine, _ = tables.open_engine(place)
    with engine.begin() as database:
        assert database.scalar(sa.select(sa.func.count()).select_from(tables.bodies)) == 1
    engine.dispose()


def test_addresses_that_differ_in_capitals_are_one_client(box: Outbox, clock: Clock) -> None:
    added(box, clock, "Ann@a.test")
    assert added(box, clock, "ann@A.test") == Added(replaced=1)


def test_the_same_message_again_changes_nothing(box: Outbox, clock: Clock) -> None:
    added(box, clock)
    assert added(box, clock) == Added(already=1)


def test_a_message_with_a_bare_line_feed_is_refused(box: Outbox, clock: Clock) -> None:
    with pytest.raises(ValueError, match="CRLF"):
        box.add(BRIEF, [Message("a@a.test", "<1@x>", b"A: b\r\n\r\n.\nMAIL\r\n")], clock.now + DAY, clock.now)


def test_a_newer_version_replaces_one_that_was_put_off_and_keeps_its_pause(box: Outbox, clock: Clock) -> None:
    added(box, clock)
    entry = box.reserve(clock.now)
    assert entry is not None
    later = clock.now + timedelta(minutes=5)
    box.settle(entry, State.DEFERRED, "450 busy", clock.now, later)
    assert added(box, clock, version=2) == Added(replaced=1)
    now = only_entry(box)
    assert (now.state, now.next_try, now.attempts, now.message_id) == (
        State.DEFERRED, later, 1, "<2.ann@a.test>",
    )  # fmt: skip


def test_what_was_refused_stands_there_in_its_newest_version_and_waits(box: Outbox, clock: Clock) -> None:
    added(box, clock)
    settled(box, clock, State.FAILED)
    assert added(box, clock, version=2) == Added(replaced=1)
    (entry,) = box.entries()
    assert (entry.state, b"<2." in box.raw(entry.id)) == (State.FAILED, True)


@pytest.mark.parametrize("state", [State.SENT, State.HELD])
def test_what_was_taken_is_not_replaced(box: Outbox, clock: Clock, state: State) -> None:
    added(box, clock)
    settled(box, clock, state)
    assert added(box, clock, version=2) == Added(already=1)


def test_what_is_being_sent_is_not_replaced(box: Outbox, clock: Clock) -> None:
    added(box, clock)
    claimed(box, clock.now)
    assert added(box, clock, version=2) == Added(already=1)


def test_a_newer_version_takes_the_row_from_the_sender_that_reserved_the_old_one(
    box: Outbox, clock: Clock
) -> None:
    added(box, clock)
    entry = box.reserve(clock.now)
    assert entry is not None
    added(box, clock, version=2)
    assert box.claim(entry, clock.now) is None


def test_a_reserved_row_is_nobody_elses(place: str | Path, box: Outbox, clock: Clock) -> None:
    added(box, clock)
    assert box.reserve(clock.now) is not None
    with connect(place) as other:
        assert other.reserve(clock.now) is None
        assert other.reserve(clock.now + timedelta(minutes=11)) is not None


def test_a_row_whose_reservation_was_taken_over_cannot_be_claimed(
    place: str | Path, box: Outbox, clock: Clock
) -> None:
    added(box, clock)
    slow = box.reserve(clock.now)
    assert slow is not None
    with connect(place) as other:
        assert other.claim(slow, clock.now) is None
        other.reserve(clock.now + timedelta(minutes=11))
    assert box.claim(slow, clock.now) is None


def test_a_row_that_was_given_back_is_free(place: str | Path, box: Outbox, clock: Clock) -> None:
    added(box, clock)
    box.reserve(clock.now)
    box.give_back()
    with connect(place) as other:
        assert other.reserve(clock.now) is not None


def test_only_and_allow_both_narrow_what_is_reserved(box: Outbox, clock: Clock) -> None:
    added(box, clock, "ann@a.test", "bob@b.test", "a_b@a.test", "axb@a.test", "cid@sub.a.test")
    assert box.reserve(clock.now, only=["nobody@a.test"]) is None
    assert box.reserve(clock.now, only=["BOB@b.test"], allow=["*@a.test"]) is None
    found = []
    while entry := box.reserve(clock.now, allow=["*@A.test"]):
        found.append(entry.address)
    assert found == ["ann@a.test", "a_b@a.test", "axb@a.test"]


def test_a_row_is_not_due_before_its_next_try(box: Outbox, clock: Clock) -> None:
    added(box, clock)
    entry = box.reserve(clock.now)
    assert entry is not None
    later = clock.now + timedelta(minutes=5)
    box.settle(entry, State.DEFERRED, "450 busy", clock.now, later)
    assert box.reserve(clock.now) is None
    assert box.next_due(clock.now) == later
    assert box.reserve(later) is not None


def test_what_is_too_old_expires_and_is_not_sent(box: Outbox, clock: Clock) -> None:
    added(box, clock)
    entry = box.reserve(clock.now)
    assert entry is not None
    assert box.claim(entry, clock.now + DAY) is None
    assert box.reserve(clock.now + DAY) is None
    assert box.expire(clock.now + DAY) == 1
    assert only_entry(box).state is State.EXPIRED


def test_a_row_is_settled_once(box: Outbox, clock: Clock) -> None:
    added(box, clock)
    entry = claimed(box, clock.now)
    assert box.settle(entry, State.SENT, "250 OK", clock.now)
    assert not box.settle(entry, State.FAILED, "550", clock.now)
    assert (only_entry(box).state, only_entry(box).answer) == (State.SENT, "250 OK")


def test_a_sender_of_this_process_is_lost_only_after_a_quarter_of_an_hour(box: Outbox, clock: Clock) -> None:
    added(box, clock)
    claimed(box, clock.now)
    assert box.lost(clock.now + timedelta(minutes=14)) == 0
    assert box.lost(clock.now + timedelta(minutes=16)) == 1
    assert only_entry(box).state is State.HELD


def test_a_sender_that_comes_back_knows_better_than_held(box: Outbox, clock: Clock) -> None:
    added(box, clock)
    entry = claimed(box, clock.now)
    box.lost(clock.now + timedelta(hours=1))
    assert box.settle(entry, State.SENT, "250 OK", clock.now)


def test_a_sender_that_comes_back_after_a_person_decided_changes_nothing(box: Outbox, clock: Clock) -> None:
    added(box, clock)
    entry = claimed(box, clock.now)
    box.lost(clock.now + timedelta(hours=1))
    assert box.resend(BRIEF, clock.now, clock.now + DAY, [State.HELD]) == 1
    assert not box.settle(entry, State.SENT, "250 OK", clock.now)
    assert only_entry(box).state is State.QUEUED


@pytest.mark.parametrize(
    ("owner", "held"),
    [("{host}/2147480000/x-1", 1), ("{host}/{pid}/earlier-1", 1), ("elsewhere/2147480000/x-1", 0), ("{host}/1/x-1", 0)],
)  # fmt: skip
def test_a_sender_is_gone_when_its_process_is(box: Outbox, clock: Clock, owner: str, held: int) -> None:
    added(box, clock)
    box._owner = owner.format(host=socket.gethostname(), pid=os.getpid())
    claimed(box, clock.now)
    assert box.lost(clock.now) == held


def test_what_a_dead_sender_had_reserved_is_free_at_once(box: Outbox, clock: Clock) -> None:
    added(box, clock)
    box._owner = f"{socket.gethostname()}/2147480000/x-1"
    box.reserve(clock.now)
    box.lost(clock.now)
    assert box.reserve(clock.now) is not None


def test_an_address_on_hold_gets_nothing_until_it_is_released(box: Outbox, clock: Clock) -> None:
    box.hold("Ann@a.test", "550 5.1.1 No such user", clock.now)
    added(box, clock)
    entry = only_entry(box)
    assert (entry.state, entry.answer) == (State.ON_HOLD, "550 5.1.1 No such user")
    assert box.reserve(clock.now) is None
    assert box.resend(BRIEF, clock.now, clock.now + DAY) == 0
    assert box.release("ann@A.test")
    assert not box.release("ann@a.test")
    assert box.resend(BRIEF, clock.now, clock.now + DAY) == 1
    assert box.reserve(clock.now) is not None


def test_a_released_address_gets_the_next_version_by_itself(box: Outbox, clock: Clock) -> None:
    box.hold("ann@a.test", "bounced", clock.now)
    added(box, clock)
    assert added(box, clock) == Added(already=0, replaced=1)
    box.release("ann@a.test")
    assert added(box, clock) == Added(replaced=1)
    assert only_entry(box).state is State.QUEUED


def test_a_hold_stops_what_is_already_reserved(box: Outbox, clock: Clock) -> None:
    added(box, clock)
    entry = box.reserve(clock.now)
    assert entry is not None
    box.hold("ann@a.test", "bounced", clock.now)
    assert box.claim(entry, clock.now) is None
    assert only_entry(box).state is State.ON_HOLD
    assert [hold.reason for hold in box.holds()] == ["bounced"]


def test_a_message_that_was_sent_is_resent_only_by_force(box: Outbox, clock: Clock) -> None:
    added(box, clock)
    settled(box, clock, State.SENT)
    assert box.resend(BRIEF, clock.now, clock.now + DAY, [State.SENT]) == 0
    assert box.resend(BRIEF, clock.now, clock.now + DAY, [State.SENT], force=True) == 1


def test_a_message_being_sent_is_never_resent(box: Outbox, clock: Clock) -> None:
    added(box, clock)
    claimed(box, clock.now)
    assert box.resend(BRIEF, clock.now, clock.now + DAY, list(State), force=True) == 0


def test_what_is_resent_keeps_its_message_id_and_gets_a_new_end(box: Outbox, clock: Clock) -> None:
    added(box, clock)
    settled(box, clock, State.HELD)
    box.resend(BRIEF, clock.now, clock.now + 2 * DAY, [State.HELD])
    entry = only_entry(box)
    assert (entry.message_id, entry.expires, entry.attempts) == ("<1.ann@a.test>", clock.now + 2 * DAY, 0)


def test_a_report_of_failure_counts_once_and_only_for_a_message_of_ours(box: Outbox, clock: Clock) -> None:
    added(box, clock)
    settled(box, clock, State.SENT)
    assert box.bounced("<2.ann@a.test>", "returned", "digest", clock.now, hold=True) == "stranger"
    assert box.bounced("<1.ann@a.test>", "returned", "digest", clock.now, hold=True) == "ours"
    assert box.bounced("<1.ann@a.test>", "returned", "digest", clock.now, hold=True) == "known"
    assert (only_entry(box).state, only_entry(box).answer) == (State.FAILED, "returned")
    assert [hold.address for hold in box.holds()] == ["ann@a.test"]


def test_pruning_deletes_what_is_old_and_settled_and_bodies_of_nobody(
    place: str | Path, box: Outbox, clock: Clock
) -> None:
    added(box, clock)
    settled(box, clock, State.SENT)
    added(box, clock, "bob@a.test", body="Stocks fell.")
    assert box.prune(clock.now) == 0
    assert box.prune(clock.now + DAY) == 1
    assert [entry.address for entry in box.entries()] == ["bob@a.test"]
    engine, _ = tables.open_engine(place)
    with engine.begin() as database:
        assert database.scalar(sa.select(sa.func.count()).select_from(tables.bodies)) == 1
    engine.dispose()


def test_rows_are_found_by_brief_state_and_address(box: Outbox, clock: Clock) -> None:
    added(box, clock, "ann@a.test", "bob@a.test")
    assert len(box.entries(BRIEF)) == 2
    assert len(box.entries("2026-01-15")) == 0
    assert len(box.entries(states=[State.QUEUED])) == 2
    assert len(box.entries(states=[State.SENT])) == 0
    assert len(box.entries(address="BOB@a.test")) == 1


def test_a_database_of_a_newer_version_is_refused_in_one_line(place: str | Path, box: Outbox) -> None:
    assert box.entries() == ()
    engine, _ = tables.open_engine(place)
    with engine.begin() as database:
        database.execute(sa.update(tables.version).values(version=2))
    engine.dispose()
    with pytest.raises(OutboxError, match=r"version 2.*update marketwrap"):
        connect(place)


def test_the_file_and_its_folder_are_their_owners_alone(tmp_path: Path, clock: Clock) -> None:
    path = tmp_path / "records" / "outbox.sqlite"
    with connect(path) as box:
        added(box, clock)
        modes = {
            file.name: stat.S_IMODE(file.stat().st_mode) for file in (path.parent, *path.parent.iterdir())
        }
    assert modes.pop("records") == 0o700
    assert set(modes.values()) == {0o600}


@pytest.mark.parametrize("place", ["mysql://x/y", "postgresql+psycopg://u:hush@h:port/n", "sqlite://"])
def test_a_url_that_means_nothing_is_refused_without_its_password(place: str) -> None:
    with pytest.raises(ConfigError) as caught:
        connect(place)
    assert "hush" not in str(caught.value)


def test_a_postgresql_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(OutboxError) as caught:
        connect(f"postgresql://u:hush@/n?host={tmp_path}")
    assert "hush" not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_file_that_is_no_database_is_one_line(tmp_path: Path) -> None:
    path = tmp_path / "outbox.sqlite"
    path.write_bytes(b"not a database" * 100)
    with pytest.raises(OutboxError, match="not a database"):
        connect(path)


def test_a_full_disk_is_one_line(tmp_path: Path, clock: Clock) -> None:
    with connect(tmp_path / "outbox.sqlite") as box:

        @sa.event.listens_for(box._engine, "begin")
        def _full(connection: sa.Connection) -> None:
            connection.exec_driver_sql("PRAGMA max_page_count = 1")

        with pytest.raises(MarketwrapError, match="disk is full"):
            added(box, clock, body=os.urandom(1_000_000).hex())


def test_a_locked_database_is_one_line(tmp_path: Path, clock: Clock) -> None:
    with connect(tmp_path / "outbox.sqlite") as box, connect(tmp_path / "outbox.sqlite") as other:

        @sa.event.listens_for(other._engine, "checkout")
        def _hasty(connection: Any, _record: object, _proxy: object) -> None:
            connection.execute("PRAGMA busy_timeout = 1")

        with box._begin(), pytest.raises(OutboxError, match="locked"):
            added(other, clock)
