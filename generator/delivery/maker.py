"""Each client's message: what all get is set once, and what only one gets is joined to it."""

import hashlib
import os
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from multiprocessing import get_context
from typing import Final

from generator.config import MailSettings
from generator.delivery import joined, mailpage, message, personal, signing
from generator.delivery.mailpage import SharedMail
from generator.delivery.model import Attachment, Client, Message
from generator.delivery.personal import Personal, Shared
from generator.errors import MarketwrapError
from generator.metrics.panel import Panel
from generator.model import Events, Universe
from generator.prices import Prices

#: pages of clients from which on a second process saves more time than it takes to start
WORTHWHILE: Final = 24
#: clients that a process is handed at a time
_CHUNK: Final = 4


@dataclass(frozen=True, slots=True)
class Unmade:
    """A client whose message could not be made, and why."""

    address: str
    why: str


@dataclass(frozen=True)
class Maker:
    """Makes the messages of one brief; can be handed to another process before it has made one."""

    brief: str
    #: hash of the brief as it is sent
    digest: str
    at: datetime
    session: date
    #: of the brief, by what clients ask for
    documents: Mapping[Attachment, bytes]
    mail: MailSettings
    shared: SharedMail
    own: Shared
    #: with what clients hold beside the market
    universe: Universe
    prices: Prices
    events: Events

    def make(self, client: Client) -> Message | Unmade:
        """The client's message, signed; or why there is none, which concerns nobody else."""
        try:
            page = (
                personal.edition(self._panel, self.session, client, self.own) if client.is_personal else None
            )
            return self._made(client, page)
        except MarketwrapError as error:
            return Unmade(client.address, str(error))

    def _made(self, client: Client, page: Personal | None) -> Message | Unmade:
        part = mailpage.own(page.article) if page else None
        problems = list(page.problems) if page else []
        if part is not None:
            problems += personal.examine(part.documents, self._panel, client, self.own).problems
        if problems:
            return Unmade(client.address, f"the client's own page is wrong: {problems[0].line}")
        built = message.build(
            mailpage.parts(self.shared, client, part, self._attached(client, page)),
            client,
            self.mail,
            self.own.publisher,
            self.brief,
            self.at,
            version=version_of(self.digest, client),
        )
        return Message(built.address, built.message_id, self._sign(built.raw))

    def _attached(self, client: Client, page: Personal | None) -> dict[str, bytes]:
        wanted = {kind: self.documents[kind] for kind in client.attachments if kind in self.documents}
        if page is not None and "pdf" in wanted:
            wanted["pdf"] = joined.join(wanted["pdf"], page.pdf)
        return {
            message.file_name(self.own.publisher, self.brief, kind): made for kind, made in wanted.items()
        }

    @cached_property
    def _panel(self) -> Panel:
        return Panel(self.prices, self.universe, self.events)

    @cached_property
    def _sign(self) -> Callable[[bytes], bytes]:
        return signing.signer(self.mail)


def version_of(digest: str, client: Client) -> str:
    """What tells a client's message from an earlier one: the brief, and what the list says of the client."""
    return hashlib.sha256(f"{digest} {client!r}".encode()).hexdigest()


def made(maker: Maker, clients: Sequence[Client], cores: int | None = None) -> Iterator[Message | Unmade]:
    """The messages of clients, in their order; by several processes where many have pages of their own."""
    workers = cores or len(os.sched_getaffinity(0))
    if workers == 1 or sum(client.is_personal for client in clients) < WORTHWHILE:
        yield from map(maker.make, clients)
        return
    # started anew and not forked: a library's threads and locks would come along
    with ProcessPoolExecutor(workers, get_context("spawn"), _begin, (maker, os.getpid())) as pool:
        yield from pool.map(_make, clients, chunksize=_CHUNK)


# -- in a process of its own ---------------------------------------------------------------------

_MAKERS: Final[list[Maker]] = []


def _begin(maker: Maker, parent: int) -> None:
    """What such a process does first."""
    _MAKERS.append(maker)
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: int) -> None:
    """Let no process outlive the one that it works for, however that ends."""
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)


def _make(client: Client) -> Message | Unmade:
    return _MAKERS[0].make(client)
