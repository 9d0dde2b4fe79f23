"""From the outbox to the mail server: every way that a message can go."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import trustme

from marketwrap.base.errors import ConfigError
from marketwrap.delivery import sender
from marketwrap.delivery.mail.smtp import MailError
from marketwrap.delivery.model import Entry, State
from marketwrap.delivery.outbox import Outbox, connect
from tests.delivery import mailserver
from tests.delivery.conftest import Clock
from tests.delivery.mailserver import ENVIRONMENT, Sink, message

BRIEF = "2026-01-14"
HOUR = timedelta(hours=1)


@pytest.fixture
def box(tmp_path: Path) -> Iterator[Outbox]:
    with connect(tmp_path / "outbox.sqlite") as opened:
        yield opened


@pytest.fixture
def running(ca: trustme.CA) -> Iterator[tuple[int, Sink]]:
    with mailserver.running(ca) as server:
        yield server


def added(box: Outbox, clock: Clock, *names: str, hours: int = 12) -> None:
    box.add(BRIEF, [message(f"{name}@a.test") for name in names], clock.now + hours * HOUR, clock.now)


def deliver(box: Outbox, clock: Clock, port: int, ca_file: Path, **changed: Any) -> Mapping[State, int]:
    asked = {name: changed.pop(name) for name in ("only", "until", "brief") if name in changed}
    mail = mailserver.settings(port, ca_file, **changed)
    environment = changed.pop("environment", ENVIRONMENT)
    return sender.deliver(box, mail, clock=clock, sleep=clock.sleep, environment=environment, **asked)


def entry(box: Outbox, name: str) -> Entry:
    (found,) = box.entries(address=f"{name}@a.test")
    return found


def test_everybody_gets_his_message_over_one_connection(
    box: Outbox, clock: Clock, running: tuple[int, Sink], ca_file: Path
) -> None:
    port, sink = running
    added(box, clock, "ann", "bob", "cid")
    assert deliver(box, clock, port, ca_file) == {State.SENT: 3}
    assert sink.recipients() == ["ann@a.test", "bob@a.test", "cid@a.test"]
    assert sink.connections == 1
    assert entry(box, "ann").answer == "250 2.0.0 OK"


def test_a_second_run_sends_nothing_again(
    box: Outbox, clock: Clock, running: tuple[int, Sink], ca_file: Path
) -> None:
    port, sink = running
    added(box, clock, "ann")
    deliver(box, clock, port, ca_file)
    assert deliver(box, clock, port, ca_file) == {}
    assert len(sink.got) == 1


def test_one_refused_recipient_stops_nobody_else(
    box: Outbox, clock: Clock, running: tuple[int, Sink], ca_file: Path
) -> None:
    port, sink = running
    added(box, clock, "never", "policy", "full", "later", "busy", "ann")
    assert deliver(box, clock, port, ca_file) == {State.FAILED: 3, State.DEFERRED: 2, State.SENT: 1}
    assert sink.recipients() == ["ann@a.test"]
    assert entry(box, "policy").answer == "550 5.7.1 Not from you"


def test_an_unknown_user_is_put_on_hold_and_a_full_mailbox_is_not(
    box: Outbox, clock: Clock, running: tuple[int, Sink], ca_file: Path
) -> None:
    port, _ = running
    added(box, clock, "never", "policy", "full")
    deliver(box, clock, port, ca_file)
    assert [(hold.address, hold.reason) for hold in box.holds()] == [
        ("never@a.test", "550 5.1.1 No such user")
    ]
    box.add("2026-01-15", [message("never@a.test", version=2)], clock.now + HOUR, clock.now)
    assert deliver(box, clock, port, ca_file) == {}


def test_the_servers_own_hint_is_obeyed(
    box: Outbox, clock: Clock, running: tuple[int, Sink], ca_file: Path
) -> None:
    port, _ = running
    added(box, clock, "later")
    deliver(box, clock, port, ca_file)
    assert entry(box, "later").next_try == clock.now + timedelta(seconds=95)


def test_what_is_put_off_is_sent_when_its_time_has_come(
    box: Outbox, clock: Clock, running: tuple[int, Sink], ca_file: Path
) -> None:
    port, sink = running
    added(box, clock, "grey", "ann")
    tally = deliver(box, clock, port, ca_file, until=clock.now + HOUR)
    assert tally == {State.DEFERRED: 1, State.SENT: 2}
    assert sink.recipients() == ["ann@a.test", "grey@a.test"]
    assert clock.slept == [pytest.approx(95.0)]


def test_what_is_put_off_again_and_again_expires_with_the_last_answer(
    box: Outbox, clock: Clock, running: tuple[int, Sink], ca_file: Path
) -> None:
    port, sink = running
    added(box, clock, "busy", hours=2)
    deliver(box, clock, port, ca_file, until=clock.now + 3 * HOUR)
    assert entry(box, "busy").state is State.DEFERRED
    assert sink.tries["busy"] > 5
    clock.now += 2 * HOUR
    assert deliver(box, clock, port, ca_file) == {State.EXPIRED: 1}
    assert entry(box, "busy").answer == "451 4.3.0 Not now"


@pytest.mark.parametrize(
    ("attempts", "answer", "seconds"),
    [
        (0, "451 busy", 300), (1, "451 busy", 390), (2, "451 busy", 507), (50, "451 busy", 3600),
        (0, "450 try again in 90 seconds", 95), (0, "450 Greylisted for 5 minutes", 305),
        (0, "450 come back in 1 hour", 3605), (0, "450 in 30s", 35), (9, "450 in 2 secs", 3181),
        (9, "450 in 2 hours", 7205), (0, "450 in 3 mailboxes", 300),
    ],
)  # fmt: skip
def test_pauses_grow_and_hints_count(attempts: int, answer: str, seconds: float) -> None:
    assert sender.pause(attempts, answer).total_seconds() == pytest.approx(seconds, abs=1)


def test_a_server_that_leaves_at_one_recipient_still_serves_the_others(
    box: Outbox, clock: Clock, running: tuple[int, Sink], ca_file: Path
) -> None:
    port, sink = running
    added(box, clock, "leaves", "ann", "bob")
    assert deliver(box, clock, port, ca_file) == {State.DEFERRED: 1, State.SENT: 2}
    assert sink.recipients() == ["ann@a.test", "bob@a.test"]
    assert clock.slept == [5.0]


def test_a_connection_lost_at_data_is_put_off(
    box: Outbox, clock: Clock, running: tuple[int, Sink], ca_file: Path
) -> None:
    port, _ = running
    added(box, clock, "cut")
    assert deliver(box, clock, port, ca_file) == {State.DEFERRED: 1}


def test_a_connection_lost_after_the_dot_is_held_and_not_sent_again_unasked(
    box: Outbox, clock: Clock, running: tuple[int, Sink], ca_file: Path
) -> None:
    port, sink = running
    added(box, clock, "lost", "ann")
    assert deliver(box, clock, port, ca_file) == {State.HELD: 1, State.SENT: 1}
    assert deliver(box, clock, port, ca_file, until=clock.now + HOUR) == {}
    assert sink.recipients() == ["ann@a.test", "lost@a.test"]
    assert "no answer to the message" in entry(box, "lost").answer


def test_a_server_that_is_away_leaves_most_rows_untouched(box: Outbox, clock: Clock, ca_file: Path) -> None:
    added(box, clock, *(f"c{number}" for number in range(9)))
    assert deliver(box, clock, mailserver.free_port(), ca_file) == {State.DEFERRED: 3}
    assert len(box.entries(states=[State.QUEUED])) == 6
    assert clock.slept == [5.0, 10.0, 20.0]


def test_a_server_that_comes_back_is_waited_for(
    box: Outbox, clock: Clock, ca: trustme.CA, ca_file: Path
) -> None:
    added(box, clock, "ann", "bob", "cid", "dan", "eve")
    with mailserver.running(ca) as (port, sink):
        away = mailserver.free_port()
        deliver(box, clock, away, ca_file, until=clock.now + timedelta(minutes=2))
        assert sink.got == []
        deliver(box, clock, port, ca_file, until=clock.now + HOUR)
        assert len(sink.got) == 5


@pytest.mark.parametrize("trouble", ["password", "certificate", "sender"])
def test_a_refusal_that_concerns_everybody_leaves_every_row_as_it_was(
    box: Outbox, clock: Clock, running: tuple[int, Sink], ca_file: Path, trouble: str, tmp_path: Path
) -> None:
    port, sink = running
    added(box, clock, "ann", "bob")
    before = box.entries()
    trustme.CA().cert_pem.write_to_path(str(tmp_path / "other.pem"))
    sink.refuse_sender = "550 5.7.1 Not you" if trouble == "sender" else ""
    mail = mailserver.settings(port, tmp_path / "other.pem" if trouble == "certificate" else ca_file)
    environment = {"MARKETWRAP_SMTP_PASSWORD": "wrong"} if trouble == "password" else ENVIRONMENT
    with pytest.raises(MailError):
        sender.deliver(box, mail, clock=clock, sleep=clock.sleep, environment=environment)
    assert box.entries() == before
    with connect(tmp_path / "outbox.sqlite") as other:
        assert other.reserve(clock.now) is not None


def test_without_a_password_nothing_is_tried(box: Outbox, clock: Clock, ca_file: Path) -> None:
    mail = mailserver.settings(1, ca_file)
    with pytest.raises(ConfigError, match="no password"):
        sender.deliver(box, mail, clock=clock, sleep=clock.sleep, environment={})


def test_nobody_outside_the_allow_list_gets_mail(
    box: Outbox, clock: Clock, running: tuple[int, Sink], ca_file: Path
) -> None:
    port, sink = running
    added(box, clock, "ann", "bob")
    box.add(BRIEF, [message("cid@b.test"), message("dan@xb.test")], clock.now + HOUR, clock.now)
    deliver(box, clock, port, ca_file, allow=("bob@a.test", "*@b.test"))
    assert sink.recipients() == ["bob@a.test", "cid@b.test"]
    assert entry(box, "ann").state is State.QUEUED


def test_only_and_the_allow_list_must_both_agree(
    box: Outbox, clock: Clock, running: tuple[int, Sink], ca_file: Path
) -> None:
    port, sink = running
    added(box, clock, "ann", "bob")
    deliver(box, clock, port, ca_file, allow=("bob@a.test",), only=("ann@a.test",))
    assert sink.got == []


def test_only_one_brief_is_sent_when_one_is_named(
    box: Outbox, clock: Clock, running: tuple[int, Sink], ca_file: Path
) -> None:
    port, sink = running
    added(box, clock, "ann")
    assert deliver(box, clock, port, ca_file, brief="2026-01-15") == {}
    assert sink.got == []


def test_no_more_messages_a_second_than_the_settings_say(
    box: Outbox, clock: Clock, running: tuple[int, Sink], ca_file: Path
) -> None:
    port, _ = running
    added(box, clock, "ann", "bob", "cid")
    deliver(box, clock, port, ca_file, rate=2.0)
    assert clock.slept == [0.5, 0.5]


def test_a_message_that_is_too_old_is_not_sent(
    box: Outbox, clock: Clock, running: tuple[int, Sink], ca_file: Path
) -> None:
    port, sink = running
    added(box, clock, "ann", hours=1)
    clock.now += HOUR
    assert deliver(box, clock, port, ca_file) == {State.EXPIRED: 1}
    assert sink.got == []


def test_a_message_too_large_for_the_server_fails_with_both_sizes(
    box: Outbox, clock: Clock, ca: trustme.CA, ca_file: Path
) -> None:
    added(box, clock, "ann")
    with mailserver.running(ca, data_size_limit=20) as (port, _):
        assert deliver(box, clock, port, ca_file) == {State.FAILED: 1}
    assert "the server takes 20" in entry(box, "ann").answer


def test_what_is_resent_is_the_same_message(
    box: Outbox, clock: Clock, running: tuple[int, Sink], ca_file: Path
) -> None:
    port, sink = running
    added(box, clock, "lost")
    deliver(box, clock, port, ca_file)
    box.resend(BRIEF, clock.now, clock.now + HOUR, [State.HELD])
    deliver(box, clock, port, ca_file)
    assert sink.got[0] == sink.got[1]
