"""``marketwrap daily`` and ``marketwrap doctor``: what cron starts, and what helps when it complains."""

import time
from datetime import UTC, datetime

import typer

from marketwrap.base.errors import ConfigError
from marketwrap.cli import options, terminal


def daily(*, config: options.Config = None) -> None:
    """Do all that a day asks for: wait for the close, fetch, write, check, send or ask for review, archive.

    For cron or a timer. It may be started at any time and any number of times: each start does what is left
    to do, and a second one ends at once while the first is at work. On a day without a session it does
    nothing. When all is well it says nothing; otherwise one line on standard error, and a note to the
    operator where daily.notify names one. Without one, a draft that waits for review is said there, once.
    """
    from marketwrap.app import daily as days  # noqa: PLC0415
    from marketwrap.app.dispatch import Clock  # noqa: PLC0415

    settings = options.settings(config)
    with options.progress() as progress:
        clock = Clock(lambda: datetime.now(UTC), time.sleep)
        days.run(settings, clock, lambda text: typer.echo(f"marketwrap: {text}", err=True), progress)


def doctor(*, config: options.Config = None, as_json: options.AsJson = False) -> None:
    """Try everything that a run needs, one by one, and say how to mend what does not work.

    Libraries, fonts, the exchange's calendar, prices, folders, clients, the mail server, its login and
    certificate, the key that signs, the outbox, the operator's addresses. Nothing is sent.
    """
    from marketwrap.app import doctor as doctors  # noqa: PLC0415

    found = []
    for health in doctors.examine(options.settings(config), datetime.now(UTC)):
        found.append(health)
        if not as_json:
            typer.echo(f"{health.state:8} {health.check}: {health.said}")
    if as_json:
        terminal.print_json([{"check": h.check, "state": h.state, "said": h.said} for h in found])
    if wrong := [health.check for health in found if health.state == "wrong"]:
        raise ConfigError(f"not well: {', '.join(wrong)}", remedy="the lines above say how to mend it")
