"""Rows of the outbox inside a transaction: how one is stored, and which ones are meant."""

import hashlib
import zlib
from collections.abc import Sequence
from datetime import datetime
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from marketwrap.delivery.model import Message, State, key_of
from marketwrap.delivery.outbox.tables import bodies, holds, messages

#: not taken by any server, and not given up
OPEN = (State.QUEUED, State.DEFERRED)
#: nothing was taken, so a newer version may stand in their place
REPLACED = (*OPEN, State.ON_HOLD, State.UNMADE, State.EXPIRED, State.FAILED)

_QUEUED = sa.literal(State.QUEUED, messages.c.state.type)


def put(
    database: sa.Connection,
    brief: str,
    message: Message,
    expires: datetime,
    now: datetime,
    reason: str | None,
    stopped: State = State.ON_HOLD,
) -> Literal["new", "replaced", "already"]:
    """Store one message, and say what became of it; ``reason`` is why it cannot go out, if it cannot."""
    head, digest = _keep(database, message.raw)
    version = {
        "address": message.address,
        "message_id": message.message_id,
        "head": head,
        "body": digest,
        "at": now,
        "expires": expires,
        "owner": "",
        "leased": None,
    }
    state = State.QUEUED if reason is None else stopped
    first = {"state": state, "attempts": 0, "answer": reason or "", "next_try": now}
    place = {"brief": brief, "key": key_of(message.address)}
    row = insert(database, messages).values(**place, **first, **version)
    row = row.on_conflict_do_nothing(index_elements=list(place))
    if database.scalar(row.returning(messages.c.id)) is not None:
        return "new"
    differs = sa.or_(messages.c.head != head, messages.c.body != digest)
    free = sa.case(
        (messages.c.state.in_((State.ON_HOLD, State.UNMADE)), _QUEUED),
        # what has grown old is tried again in a newer version; what was refused waits for a person
        (sa.and_(messages.c.state == State.EXPIRED, differs), _QUEUED),
        else_=messages.c.state,
    )
    is_new = sa.or_(differs, messages.c.state != free)
    newer = (
        sa.update(messages)
        .where(messages.c.brief == brief, messages.c.key == place["key"])
        .where(messages.c.state.in_(REPLACED), is_new if reason is None else sa.true())
        .values(**version, **({"state": free} if reason is None else {"state": stopped, "answer": reason}))
    )
    return "replaced" if database.execute(newer).rowcount else "already"


def _keep(database: sa.Connection, raw: bytes) -> tuple[bytes, str]:
    """Store the body of a message unless it is there; its head and the body's digest."""
    if not raw.count(b"\r\n") == raw.count(b"\r") == raw.count(b"\n"):
        raise ValueError("a message has CRLF at the end of its lines, and no other CR or LF")
    head, blank, body = raw.partition(b"\r\n\r\n")
    digest = hashlib.sha256(body).hexdigest()
    if database.scalar(sa.select(bodies.c.digest).where(bodies.c.digest == digest)) is None:
        row = insert(database, bodies).values(digest=digest, content=zlib.compress(body))
        database.execute(row.on_conflict_do_nothing())
    return head + blank, digest


def hold(database: sa.Connection, address: str, reason: str, now: datetime) -> None:
    """Put an address on hold, and with it what waits for it."""
    new = {"address": address, "reason": reason, "at": now}
    row = insert(database, holds).values(key=key_of(address), **new)
    database.execute(row.on_conflict_do_update(index_elements=["key"], set_=new))
    database.execute(
        sa.update(messages)
        .where(messages.c.key == key_of(address), messages.c.state.in_(OPEN))
        .values(state=State.ON_HOLD, answer=reason, at=now, owner="", leased=None)
    )


def insert(database: sa.Connection, table: sa.Table) -> sqlite.Insert | postgresql.Insert:
    """An INSERT that knows ON CONFLICT, which is the same in both databases."""
    if database.dialect.name == "postgresql":
        return postgresql.insert(table)
    return sqlite.insert(table)


def of(brief: str | None) -> sa.ColumnElement[bool]:
    """Rows of one brief; all where none is named."""
    return sa.true() if brief is None else messages.c.brief == brief


def to(patterns: Sequence[str]) -> sa.ColumnElement[bool]:
    """Rows to one of some addresses, or to a domain as in ``*@example.com``; all where there are none."""
    if not patterns:
        return sa.true()
    keys = [key_of(pattern) for pattern in patterns]
    domains = [key.removeprefix("*") for key in keys if key.startswith("*@")]
    return sa.or_(
        messages.c.key.in_(keys), *(messages.c.key.endswith(domain, autoescape=True) for domain in domains)
    )


def waiting(brief: str | None, only: Sequence[str], allow: Sequence[str]) -> sa.ColumnElement[bool]:
    """Rows that may be sent once they are due."""
    return sa.and_(of(brief), to(only), to(allow), messages.c.state.in_(OPEN), not_held())


def unleased(now: datetime) -> sa.ColumnElement[bool]:
    """Rows that no sender has to itself."""
    return sa.or_(messages.c.leased.is_(None), messages.c.leased <= now)


def not_held() -> sa.ColumnElement[bool]:
    """Rows whose address is not on hold."""
    return messages.c.key.not_in(sa.select(holds.c.key))
