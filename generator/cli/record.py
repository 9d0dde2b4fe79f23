"""``marketwrap record``."""

from typing import Annotated

import typer

from generator.cli import options
from generator.errors import ConfigError


def record(
    *,
    out: options.Out = None,
    since: Annotated[
        str | None,
        typer.Option(
            metavar="YYYY-MM-DD", help="Count points of briefs from this day on.", show_default=False
        ),
    ] = None,
    universe: options.UniverseName = None,
    config: options.Config = None,
    as_json: options.AsJson = False,
) -> None:
    """Print the track record of the levels that the briefs in OUT said to watch.

    A level is reached when a close is beyond it within five sessions, and lapses otherwise. Reached is
    not right: it says only what happened.
    """
    from generator import config as configuration  # noqa: PLC0415  # --help loads nothing of this
    from generator import record as records  # noqa: PLC0415
    from generator import universe as universes  # noqa: PLC0415
    from generator import watchfile  # noqa: PLC0415

    settings = configuration.load(config, out=out, universe=universe)
    market = universes.load(settings.universe).id
    found = records.tallies(watchfile.stored(settings.out), market, options.to_date(since))
    if not found:
        raise ConfigError("no watch points are stored", where=str(settings.out), remedy="make a brief first")
    if as_json:
        options.print_json([tally.as_dict() for tally in found])
        return
    for line in records.lines(found):
        typer.echo(line)
