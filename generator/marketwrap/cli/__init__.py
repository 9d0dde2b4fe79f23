"""Arguments in, exit code out: a module a command, and the only room that prints.

Nothing is decided here that a program could not have as well from the rooms below.
"""

import gc
import sys
from collections.abc import Callable
from contextvars import copy_context
from functools import wraps
from typing import Annotated, Any

import typer

from marketwrap.base.errors import MarketwrapError
from marketwrap.base.version import __version__
from marketwrap.cli import (
    archive,
    brief,
    check,
    copies,
    daily,
    lists,
    outbox,
    precedent,
    review,
    send,
    track_record,
    verdict,
)

#: allocations between two looks for garbage: a command is short, and its heap of modules is large
COLLECT = (200_000, 50, 1000)

app = typer.Typer(
    name="marketwrap",
    help="Market commentary in which every number is a checked fact.",
    epilog="Exit codes: 0 done, 1 unforeseen, 2 usage or configuration, 3 the data do not allow a brief, "
    "4 a check failed, 5 not all clients were reached.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _print_version(wanted: bool) -> None:  # noqa: FBT001  # the library's callback
    if wanted:
        typer.echo(f"marketwrap {__version__}")
        raise typer.Exit


@app.callback()
def _marketwrap(
    *,
    version: Annotated[
        bool,
        typer.Option("--version", help="Print the version and stop.", is_eager=True, callback=_print_version),
    ] = False,
) -> None:
    """Market commentary in which every number is a checked fact."""


def _apart(command: Callable[..., None]) -> Callable[..., None]:
    """The command in a context of its own: what its settings put in force ends with it."""

    @wraps(command)
    def run(*args: Any, **options: Any) -> None:
        copy_context().run(command, *args, **options)

    return run


for command in (
    review.approve,
    archive.archive,
    outbox.bounces,
    brief.brief,
    check.check,
    daily.daily,
    daily.doctor,
    outbox.outbox,
    precedent.precedent,
    copies.records,
    outbox.release,
    outbox.resend,
    review.review,
    lists.rules,
    send.send,
    archive.serve,
    lists.universes,
    verdict.verdict,
):
    app.command()(_apart(command))
app.command("track-record")(_apart(track_record.track_record))
# its name in 0.1.0, before a record was a high and nothing else
app.command("record", hidden=True)(_apart(track_record.track_record))


def main() -> None:
    """Run the command line; an error is one line on standard error."""
    # most values live to the end of a run, and to look for garbage among them costs a tenth of its time
    gc.set_threshold(*COLLECT)
    try:
        app()
    except MarketwrapError as error:
        _fail(str(error), error.exit_code)
    except OSError as error:
        _fail(f"{error.filename or 'file'}: {error.strerror}; nothing was left half-written", 1)


def _fail(line: str, code: int) -> None:
    typer.echo(f"marketwrap: {line}", err=True)
    sys.exit(code)
