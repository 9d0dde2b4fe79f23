"""Each client's message: what all get is set once, and what only one gets is joined to it."""

import gc
import hashlib
import os
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from multiprocessing import get_context
from typing import Final

from marketwrap.base.errors import MarketwrapError
from marketwrap.base.model import Events, Universe
from marketwrap.base.settings import MailSettings
from marketwrap.base.templates import Own, in_force, using
from marketwrap.delivery import personal
from marketwrap.delivery.mail import message, signing
from marketwrap.delivery.mail import page as mailpage
from marketwrap.delivery.mail.page import Part, SharedMail
from marketwrap.delivery.model import Attachment, Client, Message
from marketwrap.delivery.personal import Shared, join
from marketwrap.market.prices import Prices
from marketwrap.metrics.panel import Panel
from marketwrap.render import worker

#: pages of clients from which on a second process saves more time than it takes to start
WORTHWHILE: Final = 24
#: clients that a process is handed at a time
_CHUNK: Final = 4
#: allocations between two looks for garbage, which take a tenth of the time for nothing
_COLLECT: Final = (200_000, 50, 1000)
#: clients after which the processes give way to new ones: WeasyPrint keeps 50 kB of every page. Executors
#: have a setting for it, with which those of Python 3.11 come to a standstill
_BATCH: Final = 500


@dataclass(frozen=True, slots=True)
class Unmade:
    """A client whose message could not be made, and why."""

    address: str
    why: str


@dataclass(frozen=True)
class Maker:
    """Makes the messages of one brief; can be handed to another process before it has made one."""

    brief: str
    #: of its sending, in the outbox: the brief's, or that of a correction
    name: str
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
    #: in force where the maker was made; another process does not know of them
    templates: Own = field(default_factory=in_force)

    def make(self, client: Client) -> Message | Unmade:
        """The client's message, signed; or why there is none, which concerns nobody else."""
        try:
            with using(self.templates):
                built = self._personal(client) if client.is_personal else self._built(client, None, b"")
        except MarketwrapError as error:
            return Unmade(client.address, str(error))
        return built if isinstance(built, Unmade) else replace(built, raw=self._sign(built.raw))

    def _personal(self, client: Client) -> Message | Unmade:
        """With a page of the client's own, every document of which is checked as it is sent."""
        page = personal.edition(self._panel, self.session, client, self.own, pdf="pdf" in client.attachments)
        part = mailpage.own(page.article, self.own.language)
        same = part.article == page.article
        for made in [page.documents | part.documents] if same else [page.documents, part.documents]:
            report = personal.examine(made, self._panel, client, self.own)
            if not report.passed:
                return Unmade(client.address, f"the page of its own is wrong: {report.problems[0].line}")
        return self._built(client, part, page.pdf)

    def _built(self, client: Client, part: Part | None, own_pdf: bytes) -> Message:
        files = self._attached(client, own_pdf)
        return message.build(
            mailpage.parts(self.shared, client, part, files),
            client,
            self.mail,
            self.own.publisher,
            self.name,
            self.at,
            version=version_of(self.digest, client),
        )

    def _attached(self, client: Client, own_pdf: bytes) -> dict[str, bytes]:
        wanted = {kind: self.documents[kind] for kind in client.attachments if kind in self.documents}
        if own_pdf and "pdf" in wanted:
            wanted["pdf"] = join.join(wanted["pdf"], own_pdf)
        return {
            message.file_name(self.own.publisher, self.brief, kind): file for kind, file in wanted.items()
        }

    @cached_property
    def _panel(self) -> Panel:
        return Panel(self.prices, self.universe, self.events, language=self.own.language)

    @cached_property
    def _sign(self) -> Callable[[bytes], bytes]:
        return signing.signer(self.mail)


def version_of(digest: str, client: Client) -> str:
    """What tells a client's message from an earlier one: the brief, and what the list says of the client."""
    return hashlib.sha256(f"{digest} {client!r}".encode()).hexdigest()


def made(maker: Maker, clients: Sequence[Client]) -> Iterator[Message | Unmade]:
    """The messages of clients, in their order; by several processes where many have pages of their own."""
    workers = worker.cores()
    if workers == 1 or sum(client.is_personal for client in clients) < WORTHWHILE:
        yield from map(maker.make, clients)
        return
    # started anew and not forked: a library's threads and locks would come along
    spawn, first = get_context("spawn"), (maker, os.getpid())
    for start in range(0, len(clients), _BATCH):
        with ProcessPoolExecutor(workers, spawn, _begin, first) as pool:
            yield from pool.map(_make, clients[start : start + _BATCH], chunksize=_CHUNK)


# -- in a process of its own ---------------------------------------------------------------------

_MAKERS: Final[list[Maker]] = []


def _begin(maker: Maker, parent: int) -> None:
    """What such a process does first."""
    gc.set_threshold(*_COLLECT)
    _MAKERS.append(maker)
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: int) -> None:
    """Let no process outlive the one that it works for, however that ends."""
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)


def _make(client: Client) -> Message | Unmade:
    return _MAKERS[0].make(client)
