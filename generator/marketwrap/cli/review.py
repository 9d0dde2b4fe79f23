"""``marketwrap approve`` and ``marketwrap review``: what a person does to a brief before it goes out."""

import os
import shlex
import subprocess
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from marketwrap.base.errors import ConfigError, MarketwrapError
from marketwrap.cli import options, terminal

if TYPE_CHECKING:
    from marketwrap.app.pipeline import Checked
    from marketwrap.base.settings import Settings

Wanted = Annotated[str, typer.Argument(metavar="DATE", help="The day of the brief, as in its folder's name.")]
#: what is edited with where nothing is set
EDITOR = "vi"


def approve(
    day: Wanted,
    *,
    reviewer: Annotated[str, typer.Option(help="Who has read the brief; the byline will say so.")],
    edition: options.EditionName = None,
    out: options.Out = None,
    universe: options.UniverseName = None,
    config: options.Config = None,
    as_json: options.AsJson = False,
) -> None:
    """Let the brief of DATE go out: check it, put the reviewer's name into its byline, record who and when.

    approval.json in the brief's folder holds the hash of every file that was read and of what it became. Any
    later change of one of them voids it. While an approval holds, the same name changes nothing and another
    one is refused.
    """
    from marketwrap.app import review as reviews  # noqa: PLC0415
    from marketwrap.render import worker  # noqa: PLC0415  # --help loads nothing of this

    settings, folder = _found(day, edition, out, universe, config)
    with worker.ready(reviews.formats(folder)) as renderer:
        signed = reviews.approve(folder, reviewer, settings, datetime.now(UTC), renderer)
    made = signed.approval
    if as_json:
        terminal.print_json(
            {
                "brief": made.brief,
                "folder": str(folder),
                "headline": made.headline,
                "reviewer": made.reviewer,
                "at": made.at.isoformat(),
                "read": made.digest,
                "new": signed.new,
            }
        )
        return
    typer.echo(f"{made.brief}: {made.headline}")
    word = "approved" if signed.new else "was approved"
    typer.echo(f"{word} by {made.reviewer} at {terminal.minute(made.at)} UTC, read {made.digest}")


def review(
    day: Wanted,
    *,
    edition: options.EditionName = None,
    file: Annotated[
        Path | None, typer.Option(help="Take this edited file and open no editor.", show_default=False)
    ] = None,
    show: Annotated[bool, typer.Option("--print", help="Print the file to edit and stop.")] = False,
    desk_name: Annotated[
        str,
        typer.Option("--desk", help="Whose notes they are. Default: the publisher's.", show_default=False),
    ] = "",
    out: options.Out = None,
    universe: options.UniverseName = None,
    config: options.Config = None,
    as_json: options.AsJson = False,
) -> None:
    """Strike sentences of the brief of DATE and add notes to it, in $VISUAL or $EDITOR.

    The file that opens has a sentence a line: strike for keep strikes it, and a line "note TEXT" adds a
    note. Left unchanged, nothing happens. The brief is checked again and its documents are set anew; an
    approval that it had is void. Nothing is written when the check fails.
    """
    from marketwrap.app import review as reviews  # noqa: PLC0415
    from marketwrap.render import worker  # noqa: PLC0415  # --help loads nothing of this

    settings, folder = _found(day, edition, out, universe, config)
    before = reviews.sheet(folder)
    if show:
        typer.echo(before, nl=False)
        return
    text, kept = (_read(file), file) if file else _edited(before, folder.name)
    try:
        with worker.ready(reviews.formats(folder) if text != before else ()) as renderer:
            done = reviews.review(folder, text, settings, desk_name, renderer) if text != before else None
    except MarketwrapError:
        typer.echo(f"marketwrap: your file is kept as {kept}; mend it and give it with --file", err=True)
        raise
    if not file:
        kept.unlink()
    _tell(done, folder, as_json=as_json)


def _tell(done: "Checked | None", folder: Path, *, as_json: bool) -> None:
    if as_json:
        check = done.report.as_dict() if done else None
        terminal.print_json({"folder": str(folder), "changed": done is not None, "check": check})
    elif done is None:
        typer.echo("nothing was changed")
    else:
        typer.echo(f"checked: {done.report.summary}")
        typer.echo(f"wrote {folder}; it is a draft now")


def _found(
    day: str, edition: str | None, out: Path | None, universe: str | None, config: Path | None
) -> "tuple[Settings, Path]":
    """The settings, and the folder of the brief that is meant."""
    from marketwrap.app import review as reviews  # noqa: PLC0415

    settings = options.settings(config, out=out, universe=universe, edition=edition)
    return settings, reviews.folder_of(settings, settings.edition, options.to_day(day))


def _edited(text: str, name: str) -> tuple[str, Path]:
    """The text as an editor leaves it, and the file that it is kept in.

    Raises ConfigError when the editor cannot be started or fails: then nothing is meant.
    """
    asked = os.environ.get("VISUAL") or os.environ.get("EDITOR") or EDITOR
    handle, path = tempfile.mkstemp(prefix=f"marketwrap-{name}-", suffix=".txt")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
    try:
        done = subprocess.run([*shlex.split(asked), path], check=False)  # noqa: S603  # the user's own editor
        fault = f"ended with status {done.returncode}" if done.returncode else ""
    except (OSError, ValueError) as error:
        fault = f"cannot be started: {error}"
    if fault:
        Path(path).unlink(missing_ok=True)
        raise ConfigError(f"{fault}; nothing was changed", where=asked, remedy="set VISUAL or EDITOR")
    return _read(Path(path)), Path(path)


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"the edited file cannot be read: {error}", where=str(path)) from error
