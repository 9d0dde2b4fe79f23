"""The values that delivery hands along. Frozen, without behaviour beyond reading themselves."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Literal

from marketwrap.base.model import Edition, Instrument

Attachment = Literal["pdf", "json"]


def key_of(address: str) -> str:
    """What tells addresses apart, however they were typed."""
    return address.casefold()


@dataclass(frozen=True, slots=True)
class Position:
    """Something that a client owns, or owes where the quantity is negative."""

    symbol: str
    quantity: float


@dataclass(frozen=True, slots=True)
class Client:
    """Who gets a brief, and what of it. Only ``address`` tells clients apart."""

    name: str
    #: as email-validator normalises it
    address: str
    groups: tuple[str, ...] = ()
    language: str = "en"
    editions: tuple[Edition, ...] = ("close",)
    attachments: tuple[Attachment, ...] = ("pdf",)
    holdings: tuple[Position, ...] = ()
    watch: tuple[str, ...] = ()

    @property
    def is_personal(self) -> bool:
        """Whether there is a page that only this client gets."""
        return bool(self.holdings or self.watch)


@dataclass(frozen=True, slots=True)
class ClientList:
    """Everybody who gets briefs, in the order of the file."""

    clients: tuple[Client, ...]
    #: what clients hold or watch and the universe does not know
    instruments: tuple[Instrument, ...] = ()


@dataclass(frozen=True, slots=True)
class Parts:
    """What stands in one client's message."""

    subject: str
    text: str
    #: styles inline, pictures as ``cid:NAME``
    html: str
    #: PNG by name
    pictures: Mapping[str, bytes] = field(default_factory=dict)
    #: by file name
    attachments: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Message:
    """A finished message to one address, byte for byte as it is sent (CRLF line ends)."""

    address: str
    message_id: str
    raw: bytes


class State(StrEnum):
    """What has become of a message; a row has one of these and no other."""

    QUEUED = "queued"  # not tried yet
    SENDING = "sending"  # claimed: its bytes may be on the way
    SENT = "sent"  # the server took it
    DEFERRED = "deferred"  # the server said later (4xx), or was not there
    FAILED = "failed"  # the server said never (5xx)
    HELD = "held"  # nobody knows whether it was taken; a person decides
    EXPIRED = "expired"  # the brief grew old before it could be sent
    ON_HOLD = "on hold"  # the address bounced before; a person releases it
    UNMADE = "not made"  # there is no message: what it would have said did not pass its check


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of the outbox, without its bytes."""

    id: int
    #: folder of the brief, as in ``2026-01-14-weekly``
    brief: str
    address: str
    message_id: str
    state: State
    attempts: int
    #: what the server or the program said last
    answer: str
    #: when the row last changed
    at: datetime
    #: no try before
    next_try: datetime
    #: no try after
    expires: datetime
