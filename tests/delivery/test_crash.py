"""Senders that are killed, and senders at work at the same time: no message twice, none lost unseen."""

import os
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import trustme

from marketwrap.delivery import sender
from marketwrap.delivery.model import State
from marketwrap.delivery.outbox import Outbox, connect
from tests.delivery import mailserver
from tests.delivery.mailserver import ENVIRONMENT, Sink, message

BRIEF = "2026-01-14"
ROOT = Path(__file__).parents[2]


def started(place: str | Path, port: int, ca: Path, point: str = "", count: int = 0) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.delivery.killed", str(place), str(port), str(ca), point, str(count)],
        cwd=ROOT, env={**os.environ, "PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "generator")))}, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip


def filled(box: Outbox, clients: int) -> set[str]:
    addresses = {f"c{number}@a.test" for number in range(clients)}
    now = datetime.now(UTC)
    box.add(BRIEF, map(message, sorted(addresses)), now + timedelta(hours=1), now)
    return addresses


def sent_again(box: Outbox, port: int, ca: Path) -> None:
    mail = mailserver.settings(port, ca)
    sender.deliver(
        box, mail, clock=lambda: datetime.now(UTC), sleep=lambda _seconds: None, environment=ENVIRONMENT
    )


def got(sink: Sink) -> Counter[str]:
    return Counter(address for address, _ in sink.got)


@pytest.mark.parametrize(
    ("point", "held"),
    [("reserved", False), ("offered", False), ("claimed", True), ("given", True), ("settled", False)],
)  # fmt: skip
def test_after_a_kill_and_a_restart_each_client_has_one_message_or_is_listed(
    tmp_path: Path, ca: trustme.CA, ca_file: Path, point: str, held: bool
) -> None:
    place = tmp_path / "outbox.sqlite"
    with mailserver.running(ca) as (port, sink), connect(place) as box:
        addresses = filled(box, 5)
        process = started(place, port, ca_file, point, 3)
        process.communicate("go\n", timeout=60)
        assert process.returncode == -9
        sent_again(box, port, ca_file)
        sent_again(box, port, ca_file)
        listed = {entry.address for entry in box.entries(states=[State.HELD])}
        assert len(listed) == held
        assert set(got(sink).values()) == {1}
        assert got(sink).keys() | listed == addresses
        assert len(got(sink)) == (4 if point == "claimed" else 5)


def test_two_senders_at_once_send_no_message_twice(
    place: str | Path, box: Outbox, ca: trustme.CA, ca_file: Path
) -> None:
    with mailserver.running(ca) as (port, sink):
        addresses = filled(box, 30)
        both = [started(place, port, ca_file), started(place, port, ca_file)]
        for process in both:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
        for process in both:
            assert process.stdin is not None
            process.stdin.write("go\n")
            process.stdin.flush()
        said = [process.communicate(timeout=60)[0] for process in both]
        assert [process.returncode for process in both] == [0, 0]
        assert got(sink) == Counter(addresses)
        assert all("sent" in line for line in said)
        assert {entry.state for entry in box.entries()} == {State.SENT}
