"""Whatever two senders, their crashes and a person do, in any order: nobody gets two unasked."""

import socket
import tempfile
from collections import Counter
from datetime import timedelta
from itertools import count
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from marketwrap.delivery.model import Entry, State
from marketwrap.delivery.outbox import RESENT, Outbox, connect
from tests.delivery.conftest import Clock
from tests.delivery.mailserver import message

BRIEF = "2026-01-14"
ADDRESSES = ("ann@a.test", "bob@a.test")
HOUR = timedelta(hours=1)

senders = st.integers(0, 1)
addresses = st.sampled_from(ADDRESSES)


class Machine(RuleBasedStateMachine):
    """Two senders at one outbox, and a server that counts what it takes."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.clock = Clock()
        self.numbers = count(1)
        self.boxes = [self.opened(), self.opened()]
        #: the row that a sender works on
        self.at_work: list[Entry | None] = [None, None]
        #: whether the server took it already
        self.is_taken = [False, False]
        self.taken: Counter[str] = Counter()
        self.asked: Counter[str] = Counter()
        self.add(ADDRESSES[0])

    def opened(self) -> Outbox:
        box = connect(Path(self.folder.name) / "outbox.sqlite")
        box._owner = self.dead()
        return box

    def dead(self) -> str:
        """The name of a sender that counts as gone whenever somebody looks."""
        return f"{socket.gethostname()}/2147480000/{next(self.numbers)}"

    def teardown(self) -> None:
        for box in self.boxes:
            box.close()
        self.folder.cleanup()

    @rule(address=addresses)
    def add(self, address: str) -> None:
        new = message(address, version=next(self.numbers))
        self.boxes[0].add(BRIEF, [new], self.clock.now + HOUR, self.clock.now)

    @rule(sender=senders, steps=st.integers(1, 4))
    def work(self, sender: int, steps: int) -> None:
        """Reserve, claim, hand over, settle: as many of these as there is time for."""
        for _ in range(steps):
            entry = self.at_work[sender]
            if entry is None:
                self.at_work[sender] = self.boxes[sender].reserve(self.clock.now)
            elif entry.state is not State.SENDING:
                self.at_work[sender] = self.boxes[sender].claim(entry, self.clock.now)
            elif not self.is_taken[sender]:
                self.is_taken[sender] = True
                self.taken[entry.address] += 1
            else:
                self.settle(sender, State.SENT)

    @rule(sender=senders, refused=st.sampled_from([State.FAILED, State.DEFERRED]))
    def settle(self, sender: int, refused: State) -> None:
        entry = self.at_work[sender]
        if entry is not None:
            state = State.SENT if self.is_taken[sender] else refused
            self.boxes[sender].settle(entry, state, "", self.clock.now, self.clock.now)
            self.at_work[sender], self.is_taken[sender] = None, False

    @rule(sender=senders)
    def kill(self, sender: int) -> None:
        self.boxes[sender]._owner = self.dead()
        self.at_work[sender], self.is_taken[sender] = None, False

    @rule(minutes=st.sampled_from([0, 11, 16, 61]))
    def look(self, minutes: int) -> None:
        self.clock.now += timedelta(minutes=minutes)
        self.boxes[0].lost(self.clock.now)
        self.boxes[0].expire(self.clock.now)

    @rule(address=addresses, release=st.booleans())
    def hold(self, address: str, release: bool) -> None:
        if release:
            self.boxes[0].release(address)
        else:
            self.boxes[0].hold(address, "bounced", self.clock.now)

    @rule(address=addresses, state=st.sampled_from(RESENT))
    def resend(self, address: str, state: State) -> None:
        now = self.clock.now
        self.asked[address] += self.boxes[0].resend(BRIEF, now, now + HOUR, [state], [address])

    @rule(minutes=st.sampled_from([1, 11, 61]))
    def wait(self, minutes: int) -> None:
        self.clock.now += timedelta(minutes=minutes)

    @invariant()
    def nobody_gets_two_unasked(self) -> None:
        assert all(self.taken[address] <= 1 + self.asked[address] for address in ADDRESSES)

    @invariant()
    def what_was_taken_is_never_waiting_unasked(self) -> None:
        waiting = self.boxes[0].entries(states=[State.QUEUED, State.DEFERRED])
        assert all(self.taken[entry.address] <= self.asked[entry.address] for entry in waiting)


Test = Machine.TestCase
Test.settings = settings(max_examples=15, stateful_step_count=20, deadline=None)
