"""``marketwrap check``."""

from pathlib import Path
from typing import Annotated

import typer

from marketwrap.cli import options, terminal


def check(
    path: Annotated[
        Path, typer.Argument(help="A brief's folder, or its PDF, HTML, text, Markdown or JSON file.")
    ],
    *,
    universe: options.UniverseName = None,
    language: options.LanguageName = None,
    config: options.Config = None,
    as_json: options.AsJson = False,
) -> None:
    """Read a finished brief as a reader would and hold every claim against its fact.

    With prices.csv.gz beside it, every fact is computed again from these. A PDF alone is checked
    against the facts that it carries. A folder whose byline names a reviewer needs an approval that holds.
    """
    from marketwrap.app import review  # noqa: PLC0415  # --help loads nothing of this
    from marketwrap.check import require  # noqa: PLC0415

    report = review.examine(path, options.settings(config, universe=universe, language=language))
    if as_json:
        terminal.print_json(report.as_dict())
    else:
        for line in report.lines():
            typer.echo(line)
    require(report, "do not send it; make the brief again")
