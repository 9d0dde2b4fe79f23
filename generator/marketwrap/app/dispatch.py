"""Sending a brief: all that must be so before a client gets it, and then each client gets it once."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final, get_args

from marketwrap import check
from marketwrap.app.schedule import Slot
from marketwrap.base import disk
from marketwrap.base.errors import CheckFailed, ConfigError, NotReached
from marketwrap.base.settings import MailSettings, Settings
from marketwrap.check import recompute, tone
from marketwrap.delivery import approval, clients, copies, outbox, sender, sendings
from marketwrap.delivery.approval import Approved, Draft
from marketwrap.delivery.compose import Maker, Unmade, made, version_of
from marketwrap.delivery.copies import Recipient
from marketwrap.delivery.mail import message, page
from marketwrap.delivery.mail.page import Standing
from marketwrap.delivery.model import Attachment, Client, ClientList, Entry, Message, State, key_of
from marketwrap.delivery.outbox import Outbox
from marketwrap.delivery.outbox.rows import REPLACED
from marketwrap.delivery.personal import Shared, closes
from marketwrap.formats import briefjson, snapshot
from marketwrap.market import universe as universes
from marketwrap.market.universe import extended
from marketwrap.metrics.panel import Panel
from marketwrap.sources.fetch import Progress
from marketwrap.sources.request import silent
from marketwrap.story.exhibits import lines

#: what no file's name should hold
_UNSAFE: Final = re.compile(r"[^A-Za-z0-9@._+-]")
#: how much longer a brief that has grown old may be sent by hand
LATE: Final = timedelta(hours=12)
#: clients without a message who are named in the line that says so; --json names all
NAMED: Final = 10
ELSEWHERE: Final = "name a folder that nobody serves"
#: how clients and a mail server are set
SEE: Final = "docs/operate.md shows how"


@dataclass(frozen=True, slots=True)
class Choice:
    """Of the clients, whom a sending is for: nothing chosen is everybody."""

    only: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()


EVERYBODY: Final = Choice()


@dataclass(frozen=True, slots=True)
class Clock:
    """What time it is, and how to wait."""

    now: Callable[[], datetime]
    sleep: Callable[[float], None]


@dataclass(frozen=True, slots=True)
class Sending:
    """What has become of a sending: of each client's message, and of those that were not made."""

    brief: str
    entries: tuple[Entry, ...]
    unmade: tuple[Unmade, ...] = ()
    #: clients whom ``mail.allow`` keeps back
    kept_back: int = 0
    #: what clients' own pages had to do without, and why
    warning: str = ""

    @property
    def states(self) -> Mapping[State, int]:
        """How many messages are in which state."""
        return Counter(entry.state for entry in self.entries)

    @property
    def waits(self) -> bool:
        """Whether another try may reach somebody."""
        return any(entry.state in (State.QUEUED, State.DEFERRED, State.SENDING) for entry in self.entries)

    def require(self) -> None:
        """Raise NotReached, in one line, unless every client has the brief."""
        made = [entry for entry in self.entries if entry.state is not State.UNMADE]
        unsent = [entry for entry in made if entry.state is not State.SENT]
        missed = len(unsent) + len(self.unmade)
        if not missed:
            return
        why = [f"{n} {state}" for state, n in Counter(entry.state for entry in unsent).items()]
        # one trouble for all, such as a server that is away, is said at once
        answers = {entry.answer for entry in unsent}
        why += [f"all: {answer}" for answer in answers if answer and len(answers) == 1 < len(unsent)]
        why += [f"{one.address}: {one.why}" for one in self.unmade[:1]]
        why += [f"nor could one be made for {one.address}" for one in self.unmade[1:NAMED]]
        why += [f"{len(self.unmade) - NAMED} more could not be made"] if len(self.unmade) > NAMED else []
        raise NotReached(
            f"{missed} of {len(made) + len(self.unmade)} clients not reached ({', '.join(why)})",
            where=self.brief,
            remedy=f"see: marketwrap outbox --date {self.brief}",
        )


def send(
    settings: Settings,
    slot: Slot,
    clock: Clock,
    choice: Choice = EVERYBODY,
    *,
    late: bool = False,
    wait: bool = False,
    correction: bool = False,
    progress: Progress = silent,
) -> Sending:
    """Send a brief to every client who wants its edition and has not got it.

    It must be approved, unless the settings ask for no review, pass its check once more, and not have grown
    old; ``late`` gives it twelve hours more. ``wait`` keeps trying until then. Where another version has gone
    out, this one goes to everybody as a ``correction``, or not at all. What is sent is kept first.
    Raises CheckFailed, ConfigError, MailError and OutboxError; who has not got it then gets it next time.
    """
    mail, listed, kept_back = _whom(settings, slot, choice)
    expires = _expiry(slot, clock.now(), late=late)
    files = _signed(settings, slot)
    addresses = tuple(client.address for client in listed.clients)
    with outbox.connect(outbox.place_of(settings)) as rows:
        name = sendings.name_of(rows, settings.records, slot.brief, _digest(files), correction=correction)
        sending = Sending(name, _of(rows, name, addresses), kept_back=kept_back)
        missing = _missing(sending, mail, files, listed)
        if not missing and not sending.waits:
            return sending
        _require_sound(settings, slot.brief, files)
        if missing:
            progress("making the messages")
            standing: Standing = "corrected" if name != slot.brief else ""
            maker, warning = _maker(settings, mail, slot.brief, files, missing, clock.now(), standing, name)
            unmade = _store(rows, maker, missing.clients, expires, clock.now())
            sending = replace(sending, unmade=unmade, warning=warning)
        # also where all are stored: the run that stored them may have died before it kept anything
        _keep(settings, slot.brief, files, _of(rows, name, addresses), clock.now())
        until = expires if wait else None
        sender.deliver(
            rows, mail, clock=clock.now, sleep=clock.sleep,
            brief=name, only=addresses, until=until, progress=progress,
        )  # fmt: skip
        return replace(sending, entries=_of(rows, name, addresses))


def rehearse(
    settings: Settings, slot: Slot, to: Path, now: datetime, choice: Choice = EVERYBODY
) -> tuple[tuple[Path, ...], tuple[Unmade, ...]]:
    """Write the messages that would be sent as .eml files, of a draft too; nothing is stored or sent.

    Raises ConfigError and CheckFailed as ``send`` does, and ConfigError for a folder among the briefs, which
    are served to everybody.
    """
    if to.resolve().is_relative_to(settings.out.resolve()):
        raise ConfigError("clients' messages do not go among the briefs", where=str(to), remedy=ELSEWHERE)
    mail, listed, _ = _whom(settings, slot, choice)
    files = _files(settings, slot.brief)
    _require_sound(settings, slot.brief, files)
    draft = settings.review == "required" and not isinstance(approval.state_of(files, slot.brief), Approved)
    maker, _ = _maker(settings, mail, slot.brief, files, listed, now, "draft" if draft else "")
    written: list[Path] = []
    unmade: list[Unmade] = []
    for number, one in enumerate(made(maker, listed.clients), 1):
        if isinstance(one, Unmade):
            unmade.append(one)
        else:
            written.append(to / f"{number:04d}-{_UNSAFE.sub('_', one.address)}.eml")
            disk.write_private(written[-1], one.raw)
    return tuple(written), tuple(unmade)


# Whom ---------------------------------------------------------------------------------------------


def _whom(settings: Settings, slot: Slot, choice: Choice) -> tuple[MailSettings, ClientList, int]:
    """How mail goes out, the clients whom the brief is for, and how many the settings keep back."""
    if settings.mail is None:
        raise ConfigError("there is no [mail]", where="settings", remedy=SEE)
    message.require_sound(settings.mail)
    if settings.clients is None:
        raise ConfigError("there are no clients", where="settings", remedy=SEE)
    listed = clients.load(
        settings.clients,
        universes.load(settings.universe),
        settings.instruments,
        settings.language,
        settings.other_languages,
    )
    known = {group for client in listed.clients for group in client.groups}
    if strange := set(choice.groups) - known:
        raise ConfigError(f"{min(strange)} is no client's group", where="--group", remedy="see the list")
    wanted = clients.of_edition(listed.clients, slot.edition, choice.groups)
    if choice.only:
        asked = {key_of(address) for address in choice.only}
        wanted = tuple(client for client in wanted if key_of(client.address) in asked)
        if missing := asked - {key_of(client.address) for client in wanted}:
            raise ConfigError(f"{min(missing)} is no client of this edition", where="--only")
    allowed = tuple(client for client in wanted if clients.is_allowed(client, settings.mail.allow))
    return settings.mail, replace(listed, clients=allowed), len(wanted) - len(allowed)


def to_approve(slot: Slot) -> str:
    """The command that lets a brief go out."""
    return f"marketwrap approve {slot.day} --edition {slot.edition} --reviewer NAME"


def _expiry(slot: Slot, now: datetime, *, late: bool) -> datetime:
    """Until when a brief may be sent. Raises ConfigError where that is over."""
    expires = now + LATE if late else slot.expires
    if now >= expires:
        what = f"the brief has grown old at {expires:%Y-%m-%d %H:%M %Z}"
        raise ConfigError(what, where=slot.brief, remedy="send it all the same with --late")
    return expires


# What ---------------------------------------------------------------------------------------------


def _files(settings: Settings, brief: str) -> dict[str, bytes]:
    """Every file of a brief, read once: what is judged is what is sent and kept."""
    files = approval.collected(settings.out / brief)
    if briefjson.NAME not in files:
        raise ConfigError("there is no such brief", where=str(settings.out / brief), remedy="make it first")
    return files


def _signed(settings: Settings, slot: Slot) -> dict[str, bytes]:
    """The files of a brief that is approved where it has to be. Raises CheckFailed for one that is not."""
    files = _files(settings, slot.brief)
    standing = approval.state_of(files, slot.brief)
    if settings.review == "required" and not isinstance(standing, Approved):
        why = (
            "nobody has approved it"
            if isinstance(standing, Draft)
            else f"its approval is void: {standing.file} changed"
        )
        raise CheckFailed(why, where=slot.brief, remedy=to_approve(slot))
    return files


def _require_sound(settings: Settings, brief: str, files: Mapping[str, bytes]) -> None:
    documents = {name: content for name, content in files.items() if name.startswith("brief.")}
    report = recompute.examine_files(documents, files, settings, settings.out / brief)
    check.require(report, "do not send it; make the brief again")


def _maker(
    settings: Settings,
    mail: MailSettings,
    brief: str,
    files: Mapping[str, bytes],
    listed: ClientList,
    now: datetime,
    standing: Standing = "",
    name: str = "",
) -> tuple[Maker, str]:
    """What makes the messages of a brief, and what clients' own pages have to do without.

    ``name`` is that of the sending, where it is not the brief's own.
    """
    article = briefjson.loads(files[briefjson.NAME].decode())
    universe, language = recompute.universe_of(files, settings), recompute.language_of(files, settings)
    prices, events = snapshot.unpacked(files[snapshot.NAME]), recompute.events_in(files)
    drawn = lines.lines(article, Panel(prices, universe, events))
    shared = page.shared(article, drawn, mail, settings.publisher, language, standing=standing)
    check.require(recompute.examine_files(shared.documents, files, settings), "this is a fault of marketwrap")
    held = {symbol for client in listed.clients for symbol in _symbols(client)}
    further = tuple(instrument for instrument in listed.instruments if instrument.symbol in held)
    complete, warning = closes.complete(prices, further, universe, settings, brief, now)
    maker = Maker(
        brief=brief,
        name=name or brief,
        digest=_digest(files),
        at=now,
        session=article.session,
        documents={kind: files[f"brief.{kind}"] for kind in get_args(Attachment) if f"brief.{kind}" in files},
        mail=mail,
        shared=shared,
        own=Shared(
            article.edition,
            settings.publisher,
            settings.paper,
            language,
            tone.load(language, settings.tone.lists, settings.tone.allow),
        ),
        universe=extended(universe, further),
        prices=complete,
        events=events,
    )
    return maker, warning


def _digest(files: Mapping[str, bytes]) -> str:
    """One hash of everything that a brief is made of."""
    return approval.digest(approval.hashes(files))


def _symbols(client: Client) -> Iterator[str]:
    yield from client.watch
    yield from (position.symbol for position in client.holdings)


# Once ---------------------------------------------------------------------------------------------


def _missing(
    sending: Sending, mail: MailSettings, files: Mapping[str, bytes], listed: ClientList
) -> ClientList | None:
    """The clients for whom the outbox has no message of this version; None where it has one for all.

    What a server has taken, or may have, is never replaced.
    """
    there = {key_of(entry.address): entry for entry in sending.entries}
    digest = _digest(files)

    def lacks(client: Client) -> bool:
        entry = there.get(key_of(client.address))
        own = message.identity(client, mail, sending.brief, version_of(digest, client))
        return entry is None or (entry.state in REPLACED and entry.message_id != own)

    found = tuple(client for client in listed.clients if lacks(client))
    return replace(listed, clients=found) if found else None


def _store(
    rows: Outbox, maker: Maker, wanted: Sequence[Client], expires: datetime, now: datetime
) -> tuple[Unmade, ...]:
    """Put a message for each client into the outbox as it is made; the others are listed with the reason."""
    unmade: list[Unmade] = []

    def sound() -> Iterator[Message]:
        for one in made(maker, wanted):
            if isinstance(one, Unmade):
                unmade.append(one)
            else:
                yield one

    rows.add(maker.name, sound(), expires, now)
    for one in unmade:
        rows.lack(maker.name, one.address, one.why, expires, now)
    return tuple(unmade)


def _of(rows: Outbox, brief: str, addresses: Iterable[str]) -> tuple[Entry, ...]:
    """What has become of the messages to some addresses."""
    keys = {key_of(address) for address in addresses}
    return tuple(entry for entry in rows.entries(brief) if key_of(entry.address) in keys)


def _keep(
    settings: Settings, brief: str, files: Mapping[str, bytes], entries: Iterable[Entry], now: datetime
) -> None:
    """Keep what is about to be sent, and for whom; the messages themselves stay in the outbox."""
    recipients = [Recipient(entry.address, entry.message_id) for entry in entries]
    copies.keep(brief, files, settings.records, recipients, now)
