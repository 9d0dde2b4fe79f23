"""``marketwrap rules`` and ``marketwrap universes``: what there is."""

import typer

from marketwrap.cli import options, terminal


def rules(*, config: options.Config = None, as_json: options.AsJson = False) -> None:
    """Print the rulebook: every rule, what it looks for, and the phrases that it may say.

    With rules, metrics and phrases of the extensions that the settings name.
    """
    from marketwrap.reports import rulebook  # noqa: PLC0415
    from marketwrap.rules import extensions  # noqa: PLC0415

    own = extensions.load(options.settings(config).extensions)
    if as_json:
        terminal.print_json([chapter.as_dict() for chapter in rulebook.chapters(own=own)])
    else:
        typer.echo(rulebook.markdown(own=own), nl=False)


def universes(*, as_json: options.AsJson = False) -> None:
    """List the bundled universes."""
    from marketwrap.market import universe  # noqa: PLC0415

    found = {name: universe.load(name) for name in universe.bundled()}
    if as_json:
        terminal.print_json(
            {
                name: {"name": u.name, "calendar": u.calendar, "instruments": len(u.instruments)}
                for name, u in found.items()
            }
        )
        return
    for name, known in found.items():
        typer.echo(f"{name}: {known.name}, {len(known.instruments)} instruments, calendar {known.calendar}")
