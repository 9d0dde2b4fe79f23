"""The outbox: a row a brief and address, and every change of state conditional on the one before.

So two senders cannot send one message, and after a crash each row says how far it came.
"""

import itertools
import zlib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

import sqlalchemy as sa

from marketwrap.base.settings import Settings
from marketwrap.delivery.model import Entry, Message, State, key_of
from marketwrap.delivery.outbox import presence, rows
from marketwrap.delivery.outbox.rows import OPEN
from marketwrap.delivery.outbox.tables import bodies, holds, messages, open_engine, reports, trouble

#: in the folder of records, unless the settings name another database
FILE = "outbox.sqlite"
#: how long a sender has a row to itself before it claims it
LEASE = timedelta(minutes=10)
#: after which a sender on another machine, or one that hangs, counts as gone
GONE = timedelta(minutes=15)
#: messages stored in one transaction: others wait no longer, and memory stays flat
BATCH = 50

RESENT = (State.HELD, State.FAILED, State.EXPIRED, State.ON_HOLD)
DONE = (State.SENT, State.FAILED, State.HELD, State.EXPIRED, State.ON_HOLD, State.UNMADE)


@dataclass(frozen=True, slots=True)
class Added:
    """What became of messages that were added."""

    new: int = 0
    #: a version not taken yet gave way to the newer one
    replaced: int = 0
    #: sent, or being sent, or for a person to decide: not touched
    already: int = 0


@dataclass(frozen=True, slots=True)
class Hold:
    """An address that gets nothing until it is released."""

    address: str
    reason: str
    at: datetime


def place_of(settings: Settings) -> str | Path:
    """Where the outbox of a run is: a URL, or a file."""
    if "://" in settings.outbox:
        return settings.outbox
    return Path(settings.outbox) if settings.outbox else settings.records / FILE


def connect(place: str | Path) -> "Outbox":
    """The outbox in a SQLite file, or in PostgreSQL by ``postgresql+psycopg://``; made when missing.

    Raises ConfigError for a URL that means nothing, OutboxError for a database that cannot be used.
    """
    return Outbox(*open_engine(place))


class Outbox:
    """A connection to the outbox. Methods raise OutboxError when the database does not answer."""

    def __init__(self, engine: sa.Engine, where: str) -> None:
        self._engine = engine
        self._where = where
        self._owner = presence.identity()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the database."""
        self._engine.dispose()

    # -- rows come in

    def add(self, brief: str, new: Iterable[Message], expires: datetime, now: datetime) -> Added:
        """Store messages of a brief, before any is tried; in batches, each whole or not at all.

        A row that no server has taken is replaced by the newer version and keeps its pauses. To add
        the same messages again changes nothing, so a run that was interrupted is simply repeated.
        """
        counts: Counter[str] = Counter()
        source = iter(new)
        while batch := list(itertools.islice(source, BATCH)):
            with self._begin() as database:
                held = {hold.key: hold.reason for hold in database.execute(sa.select(holds))}
                for message in batch:
                    reason = held.get(key_of(message.address))
                    counts[rows.put(database, brief, message, expires, now, reason)] += 1
        return Added(**counts)

    def lack(self, brief: str, address: str, why: str, expires: datetime, now: datetime) -> None:
        """List a client for whom there is no message; an older one that no server has taken goes for it."""
        name = f"<{brief}/{key_of(address)}>"
        with self._begin() as database:
            rows.put(database, brief, Message(address, name, b""), expires, now, why, State.UNMADE)

    # -- reading

    def entries(
        self, brief: str | None = None, states: Collection[State] = (), address: str | None = None
    ) -> tuple[Entry, ...]:
        """Rows, by brief and in the order they came."""
        found = sa.select(*_ENTRY).order_by(messages.c.brief, messages.c.id).where(rows.of(brief))
        if states:
            found = found.where(messages.c.state.in_(states))
        if address is not None:
            found = found.where(messages.c.key == key_of(address))
        with self._begin() as database:
            return tuple(_entry(row) for row in database.execute(found))

    def briefs(self) -> dict[str, int]:
        """How many rows there are of each brief, the oldest first."""
        counted = sa.select(messages.c.brief, sa.func.count().label("number")).group_by(messages.c.brief)
        with self._begin() as database:
            found = database.execute(counted.order_by(sa.func.min(messages.c.id)))
            return {row.brief: row.number for row in found}

    def raw(self, id_: int) -> bytes:
        """A message, byte for byte. Raises KeyError for a row that there is not."""
        wanted = sa.select(messages.c.head, bodies.c.content).join(bodies).where(messages.c.id == id_)
        with self._begin() as database:
            row = database.execute(wanted).one_or_none()
        if row is None:
            raise KeyError(id_)
        return bytes(row.head) + zlib.decompress(row.content)

    def holds(self) -> tuple[Hold, ...]:
        """Addresses on hold, the oldest first."""
        with self._begin() as database:
            found = database.execute(sa.select(holds).order_by(holds.c.at, holds.c.key))
            return tuple(Hold(row.address, row.reason, row.at) for row in found)

    # -- what a sender does

    def reserve(
        self,
        now: datetime,
        brief: str | None = None,
        only: Sequence[str] = (),
        allow: Sequence[str] = (),
    ) -> Entry | None:
        """The next row that is due, for this sender alone during ten minutes; None when there is none.

        ``only`` and ``allow`` are addresses or ``*@example.com``; empty means all.
        """
        wanted = (
            sa.select(messages.c.id)
            .where(rows.waiting(brief, only, allow), messages.c.next_try <= now, messages.c.expires > now)
            .where(rows.unleased(now))
            .order_by(messages.c.next_try, messages.c.id)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        with self._begin() as database:
            found = database.scalar(wanted)
            if found is None:
                return None
            database.execute(
                sa.update(messages)
                .where(messages.c.id == found)
                .values(owner=self._owner, leased=now + LEASE)
            )
            return _entry(database.execute(sa.select(*_ENTRY).where(messages.c.id == found)).one())

    def next_due(
        self, now: datetime, brief: str | None = None, only: Sequence[str] = (), allow: Sequence[str] = ()
    ) -> datetime | None:
        """When a row is due next that ``reserve`` does not give yet; None when nothing waits."""
        leased = sa.and_(messages.c.leased.is_not(None), messages.c.leased > messages.c.next_try)
        due = sa.case((leased, messages.c.leased), else_=messages.c.next_try)
        wanted = sa.select(sa.func.min(due, type_=messages.c.next_try.type)).where(
            rows.waiting(brief, only, allow), messages.c.expires > now, due < messages.c.expires
        )
        with self._begin() as database:
            found: datetime | None = database.scalar(wanted)
        return found

    def claim(self, entry: Entry, now: datetime) -> Entry | None:
        """Say, right before its bytes go out, that a row is being sent; None when it may not be.

        It may not when another sender has it by now, or a newer version, a hold or its age came between.
        """
        change = (
            sa.update(messages)
            .where(messages.c.id == entry.id, messages.c.owner == self._owner)
            .where(messages.c.state.in_(OPEN), messages.c.expires > now, rows.not_held())
            .values(state=State.SENDING, at=now)
        )
        return replace(entry, state=State.SENDING, at=now) if self._change(change) else None

    def settle(
        self, entry: Entry, state: State, answer: str, now: datetime, next_try: datetime | None = None
    ) -> bool:
        """Write down what became of a row that was reserved or claimed; False when it is not ours now."""
        # a sender that was thought gone, and comes back, knows what became of its message
        before = (State.SENDING, State.HELD) if entry.state is State.SENDING else OPEN
        change = (
            sa.update(messages)
            .where(messages.c.id == entry.id, messages.c.owner == self._owner, messages.c.state.in_(before))
            .values(
                state=state,
                answer=answer,
                at=now,
                attempts=messages.c.attempts + 1,
                next_try=next_try or messages.c.next_try,
                owner="",
                leased=None,
            )
        )
        return self._change(change) == 1

    def give_back(self) -> None:
        """Leave what this sender has reserved and not claimed to others."""
        self._change(
            sa.update(messages)
            .where(messages.c.owner == self._owner, messages.c.state.in_(OPEN))
            .values(owner="", leased=None)
        )

    def lost(self, now: datetime) -> int:
        """Rows whose sender is gone: those being sent are held, those reserved are free again.

        The sender is gone when its process on this machine is, or after fifteen minutes. Returns how
        many are held now.
        """
        wanted = sa.select(messages.c.id, messages.c.owner, messages.c.state, messages.c.at).where(
            messages.c.owner != "", messages.c.state.in_((State.SENDING, *OPEN))
        )
        held = 0
        with self._begin() as database:
            for row in database.execute(wanted).all():
                same = sa.and_(
                    messages.c.id == row.id, messages.c.owner == row.owner, messages.c.state == row.state
                )
                change = sa.update(messages).where(same)
                if row.state == State.SENDING and (presence.is_gone(row.owner) or row.at < now - GONE):
                    why = "the sender ended before it knew the server's answer"
                    held += database.execute(change.values(state=State.HELD, answer=why, at=now)).rowcount
                elif row.state != State.SENDING and presence.is_gone(row.owner):
                    database.execute(change.values(owner="", leased=None))
        return held

    def expire(self, now: datetime) -> int:
        """Mark what has grown too old to be sent. Returns how many."""
        return self._change(
            sa.update(messages)
            .where(messages.c.state.in_(OPEN), messages.c.expires <= now)
            .values(state=State.EXPIRED, at=now, owner="", leased=None)
        )

    # -- what a person does

    def hold(self, address: str, reason: str, now: datetime) -> None:
        """Let an address get nothing until it is released; what waits for it waits longer."""
        with self._begin() as database:
            rows.hold(database, address, reason, now)

    def release(self, address: str) -> bool:
        """End the hold of an address; False when there was none. What is on hold for it stays so."""
        return self._change(sa.delete(holds).where(holds.c.key == key_of(address))) == 1

    def resend(
        self,
        brief: str,
        now: datetime,
        expires: datetime,
        states: Collection[State] = RESENT,
        only: Sequence[str] = (),
        *,
        force: bool = False,
    ) -> int:
        """Queue settled rows of a brief once more, each with its old Message-ID. Returns how many.

        Never those being sent, and those that were sent only with ``force``. An address on hold is
        left out until it is released.
        """
        allowed = {*RESENT, State.SENT} if force else {*RESENT}
        return self._change(
            sa.update(messages)
            .where(rows.of(brief), messages.c.state.in_(allowed & {*states}), rows.to(only), rows.not_held())
            .values(
                state=State.QUEUED, attempts=0, at=now, next_try=now, expires=expires, owner="", leased=None
            )
        )

    def bounced(
        self, message_id: str, answer: str, digest: str, now: datetime, *, hold: bool
    ) -> Literal["ours", "known", "stranger"]:
        """Note a report of failed delivery on the row it is about; with ``hold``, its address gets no more.

        ``digest`` tells reports apart: one that was read before changes nothing.
        """
        with self._begin() as database:
            row = database.execute(
                sa.select(messages.c.id, messages.c.address).where(messages.c.message_id == message_id)
            ).one_or_none()
            if row is None:
                return "stranger"
            seen = rows.insert(database, reports).values(digest=digest, at=now).on_conflict_do_nothing()
            if database.scalar(seen.returning(reports.c.digest)) is None:
                return "known"
            returned = messages.c.state.in_((State.SENT, State.HELD))
            database.execute(
                sa.update(messages)
                .where(messages.c.id == row.id, returned)
                .values(state=State.FAILED, answer=answer, at=now)
            )
            if hold:
                rows.hold(database, row.address, answer, now)
            return "ours"

    def prune(self, before: datetime) -> int:
        """Delete rows settled before a date, and bodies that no row needs. Returns how many rows."""
        with self._begin() as database:
            if database.dialect.name == "postgresql":
                # nobody may store a message between the two, with a body that is just going
                database.execute(sa.text(f"LOCK TABLE {bodies.name} IN ACCESS EXCLUSIVE MODE"))
            old = sa.delete(messages).where(messages.c.state.in_(DONE), messages.c.at < before)
            count = database.execute(old).rowcount
            database.execute(sa.delete(bodies).where(bodies.c.digest.not_in(sa.select(messages.c.body))))
            database.execute(sa.delete(reports).where(reports.c.at < before))
        return count

    @contextmanager
    def _begin(self) -> Iterator[sa.Connection]:
        with trouble(self._where), self._engine.begin() as database:
            yield database

    def _change(self, statement: sa.Update | sa.Delete) -> int:
        with self._begin() as database:
            return database.execute(statement).rowcount


_ENTRY = tuple(
    messages.c[name]
    for name in (
        "id", "brief", "address", "message_id", "state", "attempts", "answer", "at", "next_try", "expires",
    )
)  # fmt: skip


def _entry(row: sa.Row[Any]) -> Entry:
    return Entry(**row._mapping)  # noqa: SLF001  # its public name
