"""``marketwrap doctor``: everything a run needs, tried one by one, and how to mend what does not work.

A check is a plain function of the settings. It says what it found, or raises the error that a run would
have died of; to add one, write it and name it in ``CHECKS``.
"""

import shutil
import stat
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from importlib import metadata
from typing import Final, Literal

from marketwrap.base.errors import MarketwrapError
from marketwrap.base.model import Universe
from marketwrap.base.settings import Settings
from marketwrap.check import tone
from marketwrap.check.reading import reader
from marketwrap.delivery import clients, notify, outbox, secrets
from marketwrap.delivery.mail import message, signing
from marketwrap.delivery.mail.smtp import Away, Server
from marketwrap.language import languages
from marketwrap.language.phrases import phrases
from marketwrap.language.printing import printer
from marketwrap.market import universe as universes
from marketwrap.market.calendars import LIBRARY, sessions
from marketwrap.sources import LOCAL, fetch

#: free bytes below which a day's briefs may not fit
ROOM: Final = 500_000_000
#: days for which the calendar must still reach
AHEAD: Final = timedelta(days=60)
PANGO: Final = "install Pango: ./run.sh install does, or apt-get install libpango-1.0-0 libpangoft2-1.0-0"

State = Literal["ok", "wrong", "not set"]


@dataclass(frozen=True, slots=True)
class Result:
    """What one check found."""

    check: str
    state: State
    said: str


@dataclass(frozen=True, slots=True)
class Setup:
    """What the checks look at."""

    settings: Settings
    universe: Universe
    now: datetime


class NotSetError(Exception):
    """Nothing to check: the settings do without."""


Check = Callable[[Setup], str]


def examine(settings: Settings, now: datetime) -> Iterator[Result]:
    """Try everything, one check after the other; each comes as soon as it is known.

    Raises ConfigError where the universe cannot be read, without which nothing else makes sense.
    """
    setup = Setup(settings, universes.load(settings.universe), now)
    for name, check in CHECKS:
        yield _tried(name, check, setup)


def _tried(name: str, check: Check, setup: Setup) -> Result:
    try:
        return Result(name, "ok", check(setup))
    except NotSetError as nothing:
        return Result(name, "not set", str(nothing))
    except (MarketwrapError, OSError) as error:
        return Result(name, "wrong", " ".join(str(error).split()))


# The checks ---------------------------------------------------------------------------------------


def libraries(_: Setup) -> str:
    """Set a page as PDF: Pango and its companions are there, and so are the fonts."""
    try:
        from weasyprint import HTML, __version__  # noqa: PLC0415  # loads Pango, which may be missing
    except (OSError, ImportError) as error:
        raise MarketwrapError(f"WeasyPrint does not load: {error}", remedy=PANGO) from error
    HTML(string="<p>S&amp;P 500").write_pdf()
    return f"WeasyPrint {__version__} sets pages"


def typefaces(_: Setup) -> str:
    """Cut the project's own fonts down, as each page does."""
    from marketwrap.render import fonts  # noqa: PLC0415  # slow to load

    faces = fonts.embedded("S&P 500 rose 0.5%")
    if not faces:
        raise MarketwrapError("the fonts are missing", remedy="install marketwrap again")
    return ", ".join(sorted({face.family for face in faces}))


def words(setup: Setup) -> str:
    """The language of the briefs is all there: grammar, phrases, and the check's own reading."""
    name = setup.settings.language
    printer(name)
    tone.load(name)
    reader(name, setup.universe)
    return f"{languages.find(name).tag}: {len(phrases(name))} phrases"


def calendar(setup: Setup) -> str:
    """The exchange's sessions are known for long enough, and are those of the installed library."""
    known = sessions(setup.universe.calendar)
    last: datetime = known.days[-1].astype("datetime64[s]").item()
    if last.date() < (setup.now + AHEAD).date():
        raise MarketwrapError(
            f"{known.name} ends on {last:%Y-%m-%d}", remedy=f"pip install --upgrade {LIBRARY}"
        )
    latest = known.last_closed(setup.now)
    return f"{known.name} to {last:%Y-%m-%d} ({LIBRARY} {metadata.version(LIBRARY)}); last close {latest}"


def source(setup: Setup) -> str:
    """Ask for closes: files are read as a run reads them, any other source is asked for one instrument."""
    name = fetch.source_of(setup.settings)
    if name in LOCAL:
        prices = fetch.admitted(setup.settings, setup.universe, None, setup.now)
        known = sessions(setup.universe.calendar)
        behind = known.number(known.last_closed(setup.now)) - known.number(prices.session)
        late = f", {behind} sessions behind the last close" if behind > 0 and name == "files" else ""
        return f"{name}: {prices.closes.shape[1]} instruments to {prices.session}{late}"
    symbol = setup.universe.required[0]
    session = sessions(setup.universe.calendar).last_closed(setup.now)
    request = fetch.request_of(setup.settings, setup.universe, session, setup.now)
    fetched = fetch.answer(
        replace(request, symbols=(symbol,), first=session - timedelta(days=10), path=None, store=None)
    )
    if symbol not in fetched.histories:
        why = fetched.failures.get(symbol, "no answer")
        raise MarketwrapError(f"{name} has no {symbol}: {why}", remedy="look at the network, or try later")
    last = fetched.histories[symbol].bars.index.max()
    return f"{name} answers: {symbol} to {last:%Y-%m-%d}"


def folders(setup: Setup) -> str:
    """Both folders can be written, and there is room."""
    free: list[int] = []
    for folder in (setup.settings.out, setup.settings.records):
        there = next(place for place in (folder.absolute(), *folder.absolute().parents) if place.exists())
        with tempfile.NamedTemporaryFile(dir=there, prefix=".doctor-"):
            free.append(shutil.disk_usage(there).free)
    if min(free) < ROOM:
        raise MarketwrapError(
            f"{min(free) / 1e6:.0f} MB are free", remedy=f"make room for {ROOM / 1e6:.0f} MB"
        )
    return f"{setup.settings.out} and {setup.settings.records} can be written, {min(free) / 1e9:.0f} GB free"


def client_list(setup: Setup) -> str:
    """Read the whole list, which is private."""
    path = setup.settings.clients
    if path is None:
        raise NotSetError("no clients: briefs are written and not sent")
    asked = setup.settings
    listed = clients.load(path, setup.universe, asked.instruments, asked.language, asked.other_languages)
    if path.stat().st_mode & stat.S_IRWXO:
        raise MarketwrapError(
            "everybody on this machine may read it", where=str(path), remedy=f"chmod 600 {path}"
        )
    personal = sum(client.is_personal for client in listed.clients)
    return f"{len(listed.clients)} clients, {personal} with a page of their own"


def mail_server(setup: Setup) -> str:
    """Connect, have the certificate proved, log in; nothing is sent."""
    mail = setup.settings.mail
    if mail is None:
        raise NotSetError("no [mail]: briefs are written and not sent")
    message.require_sound(mail)
    with Server(mail, secrets.password(mail)) as server:
        try:
            server.check()
        except Away as error:
            raise MarketwrapError(str(error), remedy="see mail.host, mail.port and the network") from error
    return f"{mail.host}:{mail.server_port} takes mail over {mail.security}" + (
        f" from {mail.user}" if mail.user else ""
    )


def signature(setup: Setup) -> str:
    """Read the key of DKIM."""
    mail = setup.settings.mail
    if mail is None or mail.dkim is None:
        raise NotSetError("no [mail.dkim]: messages are not signed by marketwrap")
    signing.signer(mail)
    return f"{mail.dkim.selector}._domainkey.{mail.dkim.domain}"


def mailbox(setup: Setup) -> str:
    """Open the outbox."""
    if setup.settings.mail is None:
        raise NotSetError("nothing is sent")
    with outbox.connect(outbox.place_of(setup.settings)) as rows:
        return f"{sum(rows.briefs().values())} messages, {len(rows.holds())} addresses on hold"


def operator(setup: Setup) -> str:
    """The addresses for notes are of kinds that apprise knows; nothing is sent."""
    if not setup.settings.daily.notify:
        raise NotSetError("no daily.notify: trouble is told on standard error alone")
    return f"{notify.understood(setup.settings.daily.notify)} addresses"


CHECKS: Final[tuple[tuple[str, Check], ...]] = (
    ("libraries", libraries),
    ("fonts", typefaces),
    ("language", words),
    ("calendar", calendar),
    ("prices", source),
    ("folders", folders),
    ("clients", client_list),
    ("mail server", mail_server),
    ("signature", signature),
    ("outbox", mailbox),
    ("operator", operator),
)
