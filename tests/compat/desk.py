"""A small desk with all that lasts: prices of a made-up market, settings, clients, and servers to talk to."""

import os
import random
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import trustme

from marketwrap.market.calendars import sessions
from tests.delivery import mailserver
from tests.delivery.mailserver import Sink
from tests.standin import Bar, Listing, StandIn, serve

#: settings, clients, universe, events, studies and words, as a person writes them
WRITTEN = Path(__file__).parent / "written"
#: the session of the kept brief, and the one after it
FIRST, SECOND = date(2026, 1, 13), date(2026, 1, 14)
SYMBOLS = ("IDX", "SMALL", "EQUAL", "BANKS", "TECH", "GOLD")
#: sessions of history
COUNT = 60
#: the port that the written settings name, in place of that of the server of a test
PORT = "2525"


@contextmanager
def at_work(folder: Path) -> Iterator[tuple[StandIn, Sink, Mapping[str, str]]]:
    """What a desk in ``folder`` talks to: a stand-in for Yahoo, a mail server, and the environment for both.

    The settings in the folder are made to name the mail server.
    """
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(folder / "ca.pem"))
    servers = folder.parent / f"{folder.name}-servers"
    servers.mkdir()
    with serve(servers) as (yahoo, environment), mailserver.running(authority) as (port, sink):
        settings = folder / "marketwrap.toml"
        settings.write_text(settings.read_text("utf-8").replace(f"port = {PORT}", f"port = {port}"), "utf-8")
        yield yahoo, sink, environment | mailserver.ENVIRONMENT


def listings() -> Iterator[Listing]:
    """A listing a symbol, up to the first session: the last day a fall that small companies escape."""
    draws = random.Random(13)  # noqa: S311  # no secret
    days = [day.date() for day in sessions("XNYS").between(date(2024, 1, 2), FIRST)][-COUNT:]
    for symbol in SYMBOLS:
        close, bars = 100.0, []
        for day in days:
            market = -0.012 if day == FIRST and symbol in {"IDX", "TECH"} else draws.gauss(0.0004, 0.008)
            close = round(close * (1 + market), 2)
            bars.append(Bar(day, close, high=round(close * 1.004, 2), low=round(close * 0.996, 2)))
        yield Listing(symbol, bars)


def furnish(folder: Path) -> None:
    """Put what a person writes into a folder."""
    shutil.copytree(WRITTEN, folder, dirs_exist_ok=True)


def environment(path: str, servers: Mapping[str, str]) -> dict[str, str]:
    """That of a command which finds its package in ``path`` and talks to nobody but the servers."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "MARKETWRAP_"))
    }
    return {**kept, **servers, "PYTHONPATH": path}
