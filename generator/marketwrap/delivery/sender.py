"""From the outbox to the mail server: each message once, whatever happens in between."""

import os
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from marketwrap.base.settings import MailSettings
from marketwrap.delivery.mail.envelope import Answer
from marketwrap.delivery.mail.smtp import Away, Server, Unknown
from marketwrap.delivery.model import Entry, State
from marketwrap.delivery.outbox import Outbox
from marketwrap.delivery.secrets import password

#: before the second try of a message that was put off; each further pause is longer by GROWTH
FIRST_PAUSE = timedelta(minutes=5)
GROWTH = 1.3
LONGEST_PAUSE = timedelta(hours=1)
#: tries after which a server's hint can make a pause longer, but no longer shorter
PATIENT = 5
#: on top of a server's "in 90 seconds", whose clock is not ours
SLACK = timedelta(seconds=5)
#: while the server is away; doubled each time in a row
FIRST_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(minutes=5)
#: times in a row that a server may be away before a run that need not wait ends
AWAY = 3
#: statuses of an address that nobody can reach (RFC 3463); 5.1.7 and 5.1.8 are about the sender
NOBODY = frozenset({"5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10"})

_HINT = re.compile(r"\b(?:in|for|after)\s+(\d{1,5})\s*(s|m|h)(?:ec|in|our|r|\b)", re.IGNORECASE)
_UNITS = {"s": timedelta(seconds=1), "m": timedelta(minutes=1), "h": timedelta(hours=1)}


@dataclass(slots=True)
class _Run:
    """What a run works with, and what it has done so far."""

    outbox: Outbox
    server: Server
    mail: MailSettings
    clock: Callable[[], datetime]
    sleep: Callable[[float], None]
    tally: Counter[State] = field(default_factory=Counter)
    #: times in a row that the server was away
    away: int = 0
    last: datetime | None = None


def deliver(
    outbox: Outbox,
    mail: MailSettings,
    *,
    clock: Callable[[], datetime],
    sleep: Callable[[float], None],
    brief: str | None = None,
    only: Sequence[str] = (),
    until: datetime | None = None,
    progress: Callable[[str], None] = lambda _line: None,
    environment: Mapping[str, str] = os.environ,
) -> Mapping[State, int]:
    """Send what is due, and wait for what is due by ``until``; how many rows got which state.

    ``only`` and ``mail.allow`` narrow it down; other rows stay as they are. Without ``until`` nothing is
    waited for: what is put off stays for the next run. Safe to run twice at once, and after any crash.
    Raises MailError when the server refuses TLS, the login or the sender, ConfigError without a
    password, OutboxError when the database fails; rows that were not tried are then as before.
    """
    with Server(mail, password(mail, environment)) as server:
        run = _Run(outbox, server, mail, clock, sleep)
        run.tally[State.HELD] += outbox.lost(clock())
        run.tally[State.EXPIRED] += outbox.expire(clock())
        try:
            while run.away < AWAY or _may_wait(run, until):
                entry = outbox.reserve(clock(), brief, only, mail.allow)
                if entry is not None:
                    progress(f"sending to {entry.address}")
                    _pace(run)
                    _send(run, entry)
                elif not _wait(run, brief, only, until, progress):
                    break
        finally:
            outbox.give_back()
        run.tally[State.EXPIRED] += outbox.expire(clock())
    return {state: count for state, count in run.tally.items() if count}


def pause(attempts: int, answer: str) -> timedelta:
    """How long a message waits after so many tries: the server's "in 90 seconds", or ever longer."""
    grown: timedelta = min(FIRST_PAUSE * GROWTH ** min(attempts, 50), LONGEST_PAUSE)
    hint = _HINT.search(answer)
    if hint is None:
        return grown
    asked = int(hint[1]) * _UNITS[hint[2].lower()] + SLACK
    return asked if attempts < PATIENT else max(asked, grown)


def _send(run: _Run, entry: Entry) -> None:
    """One try of one row."""
    raw = run.outbox.raw(entry.id)
    try:
        answer = run.server.offer(entry.address, raw)
        if answer.accepted:
            claimed = run.outbox.claim(entry, run.clock())
            if claimed is None:
                return
            entry = claimed
            answer = run.server.give(raw)
    except Unknown as error:
        _settle(run, entry, State.HELD, str(error))
        _recover(run)
    except Away as error:
        _settle(run, entry, State.DEFERRED, str(error))
        _recover(run)
    else:
        run.away = 0
        _settle(run, entry, _state(answer), str(answer))
        if answer.status in NOBODY:
            run.outbox.hold(entry.address, str(answer), run.clock())


def _state(answer: Answer) -> State:
    if answer.accepted:
        return State.SENT
    return State.DEFERRED if answer.later else State.FAILED


def _settle(run: _Run, entry: Entry, state: State, answer: str) -> None:
    now = run.clock()
    later = now + pause(entry.attempts, answer) if state is State.DEFERRED else None
    if run.outbox.settle(entry, state, answer, now, later):
        run.tally[state] += 1


def _pace(run: _Run) -> None:
    """Wait until the next message is no more than ``mail.rate`` a second."""
    if run.last is not None:
        left = 1 / run.mail.rate - (run.clock() - run.last).total_seconds()
        if left > 0:
            run.sleep(left)
    run.last = run.clock()


def _recover(run: _Run) -> None:
    """Give a server that has gone away time to come back."""
    run.away += 1
    run.sleep(_recovery(run.away).total_seconds())


def _recovery(away: int) -> timedelta:
    wait: timedelta = min(FIRST_WAIT * 2 ** min(away - 1, 10), LONGEST_WAIT)
    return wait


def _may_wait(run: _Run, until: datetime | None) -> bool:
    return until is not None and run.clock() < until


def _wait(
    run: _Run,
    brief: str | None,
    only: Sequence[str],
    until: datetime | None,
    progress: Callable[[str], None],
) -> bool:
    """Sleep until the next row is due; False when there is none, or none early enough."""
    now = run.clock()
    due = run.outbox.next_due(now, brief, only, run.mail.allow)
    if due is None or until is None or due > until:
        return False
    progress(f"waiting until {due:%H:%M} UTC for what was put off")
    # a row that is due already is in another sender's hands: it has it for a moment
    run.sleep(max((due - now).total_seconds(), 1.0))
    run.tally[State.HELD] += run.outbox.lost(run.clock())
    run.tally[State.EXPIRED] += run.outbox.expire(run.clock())
    return True
