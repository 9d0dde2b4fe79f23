"""``marketwrap records``."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from marketwrap.base.errors import CheckFailed
from marketwrap.cli import options, terminal

if TYPE_CHECKING:
    from marketwrap.delivery.copies import Record

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
    from marketwrap.base import settings as configuration  # noqa: PLC0415  # --help loads nothing of this
    from marketwrap.delivery import copies as keeping  # noqa: PLC0415

    settings = configuration.load(config, records=folder)
    found = keeping.verify(settings.records) if verify else tuple(keeping.kept(settings.records))
    good = "unchanged" if verify else "kept"
    if as_json:
        terminal.print_json([_data(record, settings.keep_years) for record in found])
    elif found:
        terminal.print_table(HEADS, [_row(record, settings.keep_years, good) for record in found])
    else:
        typer.echo(f"nothing is kept in {settings.records}")
    wrong = [record for record in found if record.problem]
    if wrong:
        more = f" (and {len(wrong) - 1} more)" if len(wrong) > 1 else ""
        remedy = "restore it from a backup"
        raise CheckFailed(wrong[0].problem + more, where=str(wrong[0].folder), remedy=remedy)


def _row(record: "Record", years: int, good: str) -> tuple[str, ...]:
    sent, count = (record.manifest.sent, len(record.manifest.files)) if record.manifest else (None, None)
    shown = (
        terminal.minute(sent),
        terminal.minute(record.until(years)),
        terminal.NONE if count is None else str(count),
    )
    return (record.name, *shown, record.problem or good)


def _data(record: "Record", years: int) -> dict[str, Any]:
    until = record.until(years)
    return {
        "brief": record.folder.parent.name,
        "folder": str(record.folder),
        "sent": record.manifest.sent.isoformat() if record.manifest else None,
        "until": until.isoformat() if until else None,
        "files": dict(record.manifest.files) if record.manifest else {},
        "problem": record.problem,
    }
