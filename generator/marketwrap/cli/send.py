"""``marketwrap send``: a brief to its clients."""

import time
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from marketwrap.base.errors import ConfigError
from marketwrap.cli import options, terminal

if TYPE_CHECKING:
    from marketwrap.app.dispatch import Sending


def send(
    day: Annotated[str, typer.Argument(metavar="DATE", help="The day of the brief, as its folder has it.")],
    *,
    edition: options.EditionName = None,
    only: Annotated[
        list[str] | None,
        typer.Option(metavar="ADDRESS", help="Nobody but this client. May be repeated.", show_default=False),
    ] = None,
    group: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Only clients of this group. May be repeated.", show_default=False),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Write the messages as .eml files; store and send nothing.")
    ] = False,
    to: Annotated[
        Path | None,
        typer.Option(
            help="With --dry-run: the folder. Default: rehearsal/ among the records.", show_default=False
        ),
    ] = None,
    late: Annotated[
        bool, typer.Option("--late", help="Send a brief that has grown old, within twelve hours from now.")
    ] = False,
    wait: Annotated[
        bool,
        typer.Option("--wait", help="Try what is put off again, until the brief has grown old."),
    ] = False,
    correction: Annotated[
        bool,
        typer.Option("--correction", help="Another version has gone out: send this one to everybody."),
    ] = False,
    out: options.Out = None,
    config: options.Config = None,
    as_json: options.AsJson = False,
) -> None:
    """Send the brief of DATE to every client who wants its edition and has not got it.

    It must be approved, unless the settings say review = "none", and pass its check once more. Each message
    is stored before it is tried, and tried by one sender at a time: to send again sends what is left. Exit
    code 5: somebody has not got it; marketwrap outbox says who and why.
    """
    from marketwrap.app import dispatch, schedule  # noqa: PLC0415
    from marketwrap.market import universe as universes  # noqa: PLC0415

    if to is not None and not dry_run:
        raise ConfigError("--to goes with --dry-run", remedy="give both")
    settings = options.settings(config, out=out, edition=edition)
    calendar = universes.load(settings.universe).calendar
    slot = schedule.slot(settings.edition, options.to_day(day), calendar)
    choice = dispatch.Choice(tuple(only or ()), tuple(group or ()))
    if dry_run:
        folder = to or settings.records / "rehearsal" / slot.brief
        files, unmade = dispatch.rehearse(settings, slot, folder, datetime.now(UTC), choice)
        outcome = dispatch.Sending(slot.brief, (), unmade)
        said = f"{len(files)} messages written to {folder}, none sent"
        answer: dict[str, object] = {"files": [str(path) for path in files]}
    else:
        clock = dispatch.Clock(lambda: datetime.now(UTC), time.sleep)
        with options.progress() as progress:
            outcome = dispatch.send(
                settings,
                slot,
                clock,
                choice,
                late=late,
                wait=wait,
                correction=correction,
                progress=progress,
            )
        said, answer = _said(outcome), _as_data(outcome)
    answer = {"brief": outcome.brief, **answer, "unmade": [asdict(one) for one in outcome.unmade]}
    terminal.print_json(answer) if as_json else typer.echo(f"{outcome.brief}: {said}")
    if outcome.warning:
        typer.echo(f"marketwrap: pages of clients lack prices: {outcome.warning}", err=True)
    outcome.require()


def _said(outcome: "Sending") -> str:
    said = ", ".join(f"{n} {state}" for state, n in sorted(outcome.states.items())) or "nobody"
    return said + (f"; {outcome.kept_back} kept back by mail.allow" if outcome.kept_back else "")


def _as_data(outcome: "Sending") -> dict[str, object]:
    states = {str(state): n for state, n in sorted(outcome.states.items())}
    return {"states": states, "kept_back": outcome.kept_back, "warning": outcome.warning}
