"""``marketwrap records``."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from marketwrap.base.errors import CheckFailed
from marketwrap.cli import options, terminal

if TYPE_CHECKING:
    from marketwrap.delivery.copies import Copy

HEADS = ("brief", "sent", "kept until", "files", "state")


def records(
    *,
    verify: Annotated[
        bool, typer.Option("--verify", help="Read every file again and compare it with its hash.")
    ] = False,
    folder: Annotated[
        Path | None,
        typer.Option("--records", help="Folder of records. Default: records.", show_default=False),
    ] = None,
    config: options.Config = None,
    as_json: options.AsJson = False,
) -> None:
    """List the briefs that were sent and are kept, and until when.

    With --verify every file is hashed again. Something missing, changed or added makes the exit code 4.
    """
    from marketwrap.delivery import copies  # noqa: PLC0415  # --help loads nothing of this

    settings = options.settings(config, records=folder)
    found = copies.verify(settings.records) if verify else tuple(copies.kept(settings.records))
    good = "unchanged" if verify else "kept"
    if as_json:
        terminal.print_json([_data(copy, settings.keep_years) for copy in found])
    elif found:
        terminal.print_table(HEADS, [_row(copy, settings.keep_years, good) for copy in found])
    else:
        typer.echo(f"nothing is kept in {settings.records}")
    wrong = [copy for copy in found if copy.problem]
    if wrong:
        more = f" (and {len(wrong) - 1} more)" if len(wrong) > 1 else ""
        remedy = "restore it from a backup"
        raise CheckFailed(wrong[0].problem + more, where=str(wrong[0].folder), remedy=remedy)


def _row(copy: "Copy", years: int, good: str) -> tuple[str, ...]:
    sent, count = (copy.manifest.sent, len(copy.manifest.files)) if copy.manifest else (None, None)
    shown = (
        terminal.minute(sent),
        terminal.minute(copy.until(years)),
        terminal.NONE if count is None else str(count),
    )
    return (copy.name, *shown, copy.problem or good)


def _data(copy: "Copy", years: int) -> dict[str, Any]:
    until = copy.until(years)
    return {
        "brief": copy.folder.parent.name,
        "folder": str(copy.folder),
        "sent": copy.manifest.sent.isoformat() if copy.manifest else None,
        "until": until.isoformat() if until else None,
        "files": dict(copy.manifest.files) if copy.manifest else {},
        "problem": copy.problem,
    }
