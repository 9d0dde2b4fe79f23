"""Reports of failed delivery, of our messages and of others'."""

import mailbox
from collections.abc import Iterator
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketwrap.base.errors import ConfigError
from marketwrap.delivery import bounces
from marketwrap.delivery.model import State
from marketwrap.delivery.outbox import Outbox, connect
from tests.delivery.conftest import Clock
from tests.delivery.mailserver import message

BRIEF = "2026-01-14"


def report(
    message_id: str = "<1.ann@a.test>",
    *,
    action: str = "failed",
    status: str = "5.1.1",
    recipient: str = "ann@a.test",
    returned: str = "text/rfc822-headers",
    note: str = "",
) -> bytes:
    """A report as Postfix writes it."""
    return f"""From: MAILER-DAEMON@mx.test
To: bounces@firm.test
Subject: Undelivered Mail Returned to Sender
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

I'm sorry to have to inform you that your message could not be delivered. {note}

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.test
X-Postfix-Sender: rfc822; bounces@firm.test

Final-Recipient: rfc822; {recipient}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 5.1.1 <{recipient}>:
    Recipient address rejected

--b
Content-Type: {returned}

Message-ID: {message_id}
To: {recipient}

--b--
""".encode()


@pytest.fixture
def box(tmp_path: Path, clock: Clock) -> Iterator[Outbox]:
    """An outbox with a message to each of two clients, both sent."""
    with connect(tmp_path / "records" / "outbox.sqlite") as opened:
        new = [message("ann@a.test"), message("bob@a.test")]
        opened.add(BRIEF, new, clock.now + timedelta(hours=1), clock.now)
        for _ in new:
            entry = opened.reserve(clock.now)
            assert entry is not None
            entry = opened.claim(entry, clock.now)
            assert entry is not None
            opened.settle(entry, State.SENT, "250 OK", clock.now)
        yield opened


def read(box: Outbox, clock: Clock, tmp_path: Path, *mails: bytes) -> dict[str, int]:
    folder = tmp_path / "mails"
    folder.mkdir(exist_ok=True)
    for number, mail in enumerate(mails):
        (folder / f"{number}.eml").write_bytes(mail)
    return {name: count for name, count in asdict(bounces.read(folder, box, clock.now)).items() if count}


def held(box: Outbox) -> list[str]:
    return [hold.address for hold in box.holds()]


@pytest.mark.parametrize("returned", ["text/rfc822-headers", "message/rfc822"])
def test_a_message_that_comes_back_puts_its_address_on_hold(
    box: Outbox, clock: Clock, tmp_path: Path, returned: str
) -> None:
    assert read(box, clock, tmp_path, report(returned=returned)) == {"held": 1}
    (entry,) = box.entries(address="ann@a.test")
    assert entry.state is State.FAILED
    assert entry.answer == "returned: 5.1.1 550 5.1.1 <ann@a.test>: Recipient address rejected"
    assert held(box) == ["ann@a.test"]


def test_a_forged_report_holds_nobody_but_the_one_who_knew_the_message(
    box: Outbox, clock: Clock, tmp_path: Path
) -> None:
    forged = report("<1.ann@a.test>", recipient="bob@a.test")
    guessed = report("<guess@firm.test>", recipient="bob@a.test")
    assert read(box, clock, tmp_path, forged, guessed) == {"held": 1, "strangers": 1}
    assert held(box) == ["ann@a.test"]


def test_a_failure_for_now_is_noted_without_a_hold(box: Outbox, clock: Clock, tmp_path: Path) -> None:
    assert read(box, clock, tmp_path, report(status="4.4.7")) == {"failed": 1}
    assert held(box) == []
    assert len(box.entries(states=[State.FAILED])) == 1


@pytest.mark.parametrize("mail", [
    report(action="delayed", status="4.4.1"), report(action="delivered", status="2.0.0"), report(message_id=""),
    b"Subject: Re: Brief\n\nThank you", b"", b"\0\xff" * 50,
    report().replace(b"message/delivery-status", b"text/plain"),
])  # fmt: skip
def test_other_mail_is_counted_and_changes_nothing(
    box: Outbox, clock: Clock, tmp_path: Path, mail: bytes
) -> None:
    before = box.entries()
    assert read(box, clock, tmp_path, mail) == {"ignored": 1}
    assert (box.entries(), held(box)) == (before, [])


def test_a_report_counts_once_also_after_its_address_was_released(
    box: Outbox, clock: Clock, tmp_path: Path
) -> None:
    read(box, clock, tmp_path, report())
    box.release("ann@a.test")
    assert read(box, clock, tmp_path) == {"known": 1}
    assert held(box) == []
    assert read(box, clock, tmp_path, report(), report(note="again")) == {"known": 1, "held": 1}


def test_a_maildir_an_mbox_and_one_file_are_read(box: Outbox, clock: Clock, tmp_path: Path) -> None:
    maildir = mailbox.Maildir(tmp_path / "maildir")
    maildir.add(report())
    maildir.close()
    assert bounces.read(tmp_path / "maildir", box, clock.now) == bounces.Read(held=1)
    mbox = mailbox.mbox(tmp_path / "mbox")
    mbox.add(report("<1.bob@a.test>"))
    mbox.add(b"Subject: hello\n\nFrom me")
    mbox.close()
    assert bounces.read(tmp_path / "mbox", box, clock.now) == bounces.Read(held=1, ignored=1)
    (tmp_path / "one.eml").write_bytes(report(note="once more"))
    assert bounces.read(tmp_path / "one.eml", box, clock.now) == bounces.Read(held=1)


def test_a_place_without_mail_is_refused(box: Outbox, clock: Clock, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="there is no mail"):
        bounces.read(tmp_path / "none", box, clock.now)


def test_words_of_a_report_are_printable(box: Outbox, clock: Clock, tmp_path: Path) -> None:
    read(box, clock, tmp_path, report(recipient="\x1b[31mann@a.test"))
    assert box.holds()[0].reason.isprintable()


def test_parts_within_parts_without_end_are_no_report() -> None:
    deep = b"".join(b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (n, n) for n in range(3000))
    assert bounces.report_of(deep) is None


@given(st.integers(0, len(report())), st.integers(0, 40), st.binary(max_size=40))
def test_no_damage_to_a_report_stops_the_reader(start: int, length: int, new: bytes) -> None:
    whole = report()
    bounces.report_of(whole[:start] + new + whole[start + length :])
