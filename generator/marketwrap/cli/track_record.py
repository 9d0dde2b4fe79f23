"""``marketwrap track-record``."""

from typing import TYPE_CHECKING, Annotated

import typer

from marketwrap.base.errors import ConfigError
from marketwrap.cli import options, terminal

if TYPE_CHECKING:
    from marketwrap.reports.track_record import Tally

HEADS = ("kind of point", "set", "reached", "lapsed", "open", "replaced", "share", "95% interval")


def track_record(
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
    from marketwrap.formats import watchjson  # noqa: PLC0415
    from marketwrap.market import universe as universes  # noqa: PLC0415
    from marketwrap.reports import track_record as tallying  # noqa: PLC0415

    settings = options.settings(config, out=out, universe=universe)
    market = universes.load(settings.universe).id
    found = tallying.tallies(watchjson.stored(settings.out), market, options.to_date(since, "--since"))
    if not found:
        raise ConfigError("no watch points are stored", where=str(settings.out), remedy="make a brief first")
    if as_json:
        terminal.print_json([tally.as_dict() for tally in found])
        return
    terminal.print_table(HEADS, [_row(tally) for tally in found])
    typer.echo(f"share: reached of reached and lapsed; none below {tallying.ENOUGH} such points")


def _row(tally: "Tally") -> tuple[str, ...]:
    counts = (tally.set, tally.reached, tally.lapsed, tally.open, tally.replaced)
    share, ends = terminal.number(tally.share, ".0%"), terminal.interval(tally.interval, ".0%")
    return (tally.key, *map(str, counts), share, ends)
