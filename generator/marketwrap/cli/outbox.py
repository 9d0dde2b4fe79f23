"""``marketwrap outbox``, ``resend``, ``release`` and ``bounces``: what became of messages, and what to do."""

from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from marketwrap.base.errors import ConfigError
from marketwrap.cli import options, terminal

if TYPE_CHECKING:
    from marketwrap.delivery.model import Entry
    from marketwrap.delivery.outbox import Hold, Outbox

HEADS = ("brief", "address", "state", "tries", "changed (UTC)", "answer")
HOLD_HEADS = ("on hold", "since (UTC)", "reason")


class Listed(StrEnum):
    """States as the command line has them."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    DEFERRED = "deferred"
    FAILED = "failed"
    HELD = "held"
    EXPIRED = "expired"
    ON_HOLD = "on-hold"
    NOT_MADE = "not-made"


class Settled(StrEnum):
    """States that a person can end."""

    HELD = "held"
    FAILED = "failed"
    EXPIRED = "expired"
    ON_HOLD = "on-hold"


def outbox(
    *,
    brief: Annotated[
        str,
        typer.Option(
            "--date",
            metavar="DATE_OR_BRIEF",
            help="A day, or a brief as in 2026-01-14-weekly. Default: all that are kept.",
            show_default=False,
        ),
    ] = "",
    state: Annotated[
        list[Listed] | None, typer.Option(help="Rows in this state. May be repeated.", show_default=False)
    ] = None,
    config: options.Config = None,
    as_json: options.AsJson = False,
) -> None:
    """List what became of messages, and the addresses that are on hold.

    held: nobody knows whether the server took it. on-hold: the address bounced before. Both wait for you;
    see marketwrap resend and marketwrap release.
    """
    with _opened(config) as box:
        names = sorted(name for name in box.briefs() if _is_of(name, brief))
        found = [entry for name in names for entry in box.entries(name, _states(state))]
        held = box.holds()
    if as_json:
        terminal.print_json(
            {"messages": list(map(_as_data, found)), "holds": [_plain(asdict(h)) for h in held]}
        )
        return
    _print(found, held)


def resend(
    brief: Annotated[str, typer.Argument(help="The brief, as in 2026-01-14 or 2026-01-14-weekly.")],
    *,
    only: Annotated[
        list[str] | None, typer.Option(help="This address alone. May be repeated.", show_default=False)
    ] = None,
    state: Annotated[
        list[Settled] | None,
        typer.Option(help="Messages in this state. May be repeated.", show_default=False),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="With --only: also what was sent, so that it arrives twice.")
    ] = False,
    within: Annotated[
        float, typer.Option(help="Hours after which a message is not sent any more.", min=0.01)
    ] = 12.0,
    config: options.Config = None,
    as_json: options.AsJson = False,
) -> None:
    """Mark messages of a brief to be sent once more; marketwrap send then sends them.

    A message that is held may have arrived: look at the server's log first. It keeps its Message-ID, so
    that many mail programs show it once.
    """
    if not only and not state:
        raise ConfigError("this could be every message", where="resend", remedy="give --state or --only")
    if force and not only:
        raise ConfigError("--force goes with --only", where="resend", remedy="name who gets it twice")
    from marketwrap.delivery.model import State  # noqa: PLC0415  # --help loads nothing of this
    from marketwrap.delivery.outbox import RESENT  # noqa: PLC0415

    states = _states(state) or (*RESENT, State.SENT)
    now = datetime.now(UTC)
    with _opened(config) as box:
        _refuse_corrected(box, brief)
        count = box.resend(brief, now, now + timedelta(hours=within), states, only or (), force=force)
    if as_json:
        terminal.print_json({"queued": count})
    elif count:
        typer.echo(f"{count} queued; marketwrap send sends them")
    else:
        typer.echo("nothing to send again; see marketwrap outbox")


def release(
    address: Annotated[str, typer.Argument(help="The address, as marketwrap outbox lists it.")],
    *,
    config: options.Config = None,
) -> None:
    """End the hold of an address: it gets the next brief again.

    What was kept back meanwhile is sent by marketwrap resend BRIEF --state on-hold.
    """
    with _opened(config) as box:
        if not box.release(address):
            raise ConfigError("this address is not on hold", where=address, remedy="see marketwrap outbox")
    typer.echo(f"{address} gets mail again")


def bounces(
    path: Annotated[Path, typer.Argument(help="A Maildir, an mbox, a folder of .eml files or one of them.")],
    *,
    config: options.Config = None,
    as_json: options.AsJson = False,
) -> None:
    """Read reports of failed delivery, and put addresses on hold that failed for good.

    Only reports about messages of the outbox count. Mail is left where it is, and none counts twice.
    """
    from marketwrap.delivery import bounces as reader  # noqa: PLC0415  # --help loads nothing of this

    with _opened(config) as box:
        read = asdict(reader.read(path, box, datetime.now(UTC)))
    if as_json:
        terminal.print_json(read)
    else:
        typer.echo(", ".join(f"{count} {name}" for name, count in read.items()))


def _opened(config: Path | None) -> "Outbox":
    """The outbox of the settings. Raises ConfigError where there is none yet."""
    from marketwrap.delivery.outbox import connect, place_of  # noqa: PLC0415

    place = place_of(options.settings(config))
    if isinstance(place, Path) and not place.exists():
        raise ConfigError("there is no outbox yet", where=str(place), remedy="marketwrap send makes it")
    return connect(place)


def _states(given: list[Any] | None) -> tuple[Any, ...]:
    """States as the outbox has them."""
    from marketwrap.delivery.model import State  # noqa: PLC0415  # --help loads nothing of this

    return tuple(State(state.value.replace("-", " ")) for state in given or ())


def _refuse_corrected(box: "Outbox", brief: str) -> None:
    """Raise ConfigError for a brief that was corrected: nobody gets the wrong version now."""
    from marketwrap.delivery.sendings import corrections  # noqa: PLC0415

    if known := corrections(box, brief):
        what, remedy = "it has been corrected", f"marketwrap resend {known[-1]}"
        raise ConfigError(what, where=brief, remedy=remedy)


def _is_of(name: str, brief: str) -> bool:
    return not brief or name == brief or name.startswith(f"{brief}-")


def _print(found: "list[Entry]", held: "tuple[Hold, ...]") -> None:
    rows = [
        (e.brief, e.address, e.state, str(e.attempts), terminal.minute(e.at), e.answer or terminal.NONE)
        for e in found
    ]
    if rows:
        terminal.print_table(HEADS, rows)
    else:
        typer.echo("no messages")
    if held:
        typer.echo("")
        terminal.print_table(HOLD_HEADS, [(h.address, terminal.minute(h.at), h.reason) for h in held])


def _as_data(entry: "Entry") -> dict[str, Any]:
    return _plain(asdict(entry))


def _plain(data: dict[str, Any]) -> dict[str, Any]:
    return {key: value.isoformat() if isinstance(value, datetime) else value for key, value in data.items()}
