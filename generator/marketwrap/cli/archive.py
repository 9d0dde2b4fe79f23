"""``marketwrap archive`` and ``marketwrap serve``."""

from typing import TYPE_CHECKING, Annotated

import typer

from marketwrap.cli import options, terminal

if TYPE_CHECKING:
    from marketwrap.delivery.archive import Archive


def archive(
    *, out: options.Out = None, config: options.Config = None, as_json: options.AsJson = False
) -> None:
    """Bring the index of the briefs in OUT up to date: OUT/index.html, the feed, and a page for reading each.

    Listed are approved briefs, or all where the configuration says review = "none". A damaged brief is left
    out and named. Files that need no change are not touched.
    """
    from marketwrap.delivery import archive as archives  # noqa: PLC0415

    settings = options.settings(config, out=out)
    made = archives.build(settings)
    _name_troubles(made)
    if as_json:
        terminal.print_json(
            {
                "index": str(settings.out / archives.INDEX),
                "briefs": [brief.folder for brief in made.briefs],
                "drafts": list(made.drafts),
                "troubles": {trouble.folder: trouble.what for trouble in made.troubles},
                "written": [str(path) for path in made.written],
                "removed": [str(path) for path in made.removed],
            }
        )
        return
    drafts = f"; not approved, so not listed: {', '.join(made.drafts)}" if made.drafts else ""
    typer.echo(f"{settings.out / archives.INDEX}: {len(made.briefs)} listed{drafts}")


def serve(
    *,
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on; 0 for a free one.")] = 8000,
    out: options.Out = None,
    config: options.Config = None,
) -> None:
    """Bring the archive of OUT up to date and show it to this machine, on 127.0.0.1, until Ctrl-C."""
    from marketwrap.delivery import archive as archives  # noqa: PLC0415
    from marketwrap.delivery.archive.serve import Server  # noqa: PLC0415

    settings = options.settings(config, out=out)
    _name_troubles(archives.build(settings))
    with Server(settings.out, port) as server:
        typer.echo(f"{settings.out} on {server.url} until Ctrl-C")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            typer.echo()


def _name_troubles(made: "Archive") -> None:
    for trouble in made.troubles:
        typer.echo(f"marketwrap: {trouble.folder} is left out: {trouble.what}", err=True)
