"""Arguments in, exit code out. The only module that prints."""

import gc
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from generator import __version__
from generator.errors import ConfigError, MarketwrapError

#: allocations between two looks for garbage: a command is short, and its heap of modules is large
COLLECT = (200_000, 50, 1000)

app = typer.Typer(
    name="marketwrap",
    help="Market commentary in which every number is a checked fact.",
    epilog="Exit codes: 0 done, 1 unforeseen, 2 usage or configuration, 3 the data do not allow a brief, "
    "4 a check failed.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Config = Annotated[
    Path | None,
    typer.Option(
        "--config",
        help="Settings in TOML. Default: marketwrap.toml of this folder, where it exists.",
        show_default=False,
    ),
]
UniverseName = Annotated[
    str | None,
    typer.Option(
        "--universe", help="A bundled universe or the path of a TOML file. Default: us.", show_default=False
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Answer in JSON on standard output, for programs.")]


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


@app.command()
def brief(  # a parameter an option
    *,
    day: Annotated[
        str | None,
        typer.Option(
            "--date",
            metavar="YYYY-MM-DD",
            help="The session to write about. Default: the last one.",
            show_default=False,
        ),
    ] = None,
    source: Annotated[
        str | None,
        typer.Option(
            help="sample, files or yahoo. Default: files where --prices is given, else sample.",
            show_default=False,
        ),
    ] = None,
    prices: Annotated[
        Path | None,
        typer.Option(
            help="CSV, gzip CSV or Parquet file, or a folder with a file a symbol.", show_default=False
        ),
    ] = None,
    formats: Annotated[
        str | None,
        typer.Option(
            "--format",
            help="Of html,pdf,txt,md,json, with commas. Default: all. JSON is always written.",
            show_default=False,
        ),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder for briefs. Default: output.", show_default=False)
    ] = None,
    universe: UniverseName = None,
    config: Config = None,
    unclosed: Annotated[
        bool, typer.Option("--unclosed", help="Write about a session that has not closed yet.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Write the brief of one session: fetched, measured, worded, set, checked.

    Everything goes to OUT/DATE/: brief.html, .pdf, .txt, .md, .json and prices.csv.gz, the closes it
    was made from. Nothing is written when the prices are in doubt or a check fails.
    """
    from generator import press  # noqa: PLC0415  # --help loads nothing of this

    session = _date(day)
    chosen = tuple(part.strip() for part in formats.split(",")) if formats else None
    with press.ready(chosen or press.PAGES) as printer, _progress() as progress:
        # pandas takes as long to load as what the press needs
        from generator import config as configuration  # noqa: PLC0415
        from generator import pipeline  # noqa: PLC0415

        settings = configuration.load(
            config, source=source, prices=prices, formats=chosen, out=out, universe=universe
        )
        made = pipeline.run(settings, session, progress=progress, unclosed=unclosed, printer=printer)
    if as_json:
        _print_json(
            {
                "session": made.article.session.isoformat(),
                "archetype": made.article.archetype,
                "headline": made.article.headline.text,
                "files": [str(path) for path in made.files],
                "notes": [note.text for note in made.article.notes],
                "check": made.report.as_dict(),
            }
        )
        return
    typer.echo(f"{made.article.session}: {made.article.headline.text}")
    typer.echo(f"checked: {made.report.summary}")
    for path in made.files:
        typer.echo(f"wrote {path}")


@app.command()
def check(
    path: Annotated[
        Path, typer.Argument(help="A brief's folder, or its PDF, HTML, text, Markdown or JSON file.")
    ],
    *,
    universe: UniverseName = None,
    config: Config = None,
    as_json: AsJson = False,
) -> None:
    """Read a finished brief as a reader would and hold every claim against its fact.

    With prices.csv.gz beside it, every fact is computed again from these. A PDF alone is checked
    against the facts that it carries.
    """
    from generator import config as configuration  # noqa: PLC0415
    from generator import pipeline  # noqa: PLC0415
    from generator.check import require  # noqa: PLC0415

    report = pipeline.examine(path, configuration.load(config, universe=universe))
    if as_json:
        _print_json(report.as_dict())
    else:
        for line in report.lines():
            typer.echo(line)
    require(report, "do not send it; make the brief again")


@app.command()
def rules(*, as_json: AsJson = False) -> None:
    """Print the rulebook: every rule, what it looks for, and the phrases that it may say."""
    from generator import rulebook  # noqa: PLC0415

    if as_json:
        _print_json([chapter.as_dict() for chapter in rulebook.chapters()])
    else:
        typer.echo(rulebook.markdown(), nl=False)


@app.command()
def universes(*, as_json: AsJson = False) -> None:
    """List the bundled universes."""
    from generator import universe  # noqa: PLC0415

    found = {name: universe.load(name) for name in universe.bundled()}
    if as_json:
        _print_json(
            {
                name: {"name": u.name, "calendar": u.calendar, "instruments": len(u.instruments)}
                for name, u in found.items()
            }
        )
        return
    for name, known in found.items():
        typer.echo(f"{name}: {known.name}, {len(known.instruments)} instruments, calendar {known.calendar}")


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


def _date(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007  # a day has no time zone
    except ValueError:
        raise ConfigError(f"{text} is not a date", where="--date", remedy="write it as 2026-01-14") from None


def _print_json(answer: Any) -> None:
    typer.echo(json.dumps(answer, ensure_ascii=False, indent=2))


@contextmanager
def _progress() -> Iterator[Callable[[str], None]]:
    """A line that is rewritten on a terminal; silence elsewhere."""
    if not sys.stderr.isatty():
        yield lambda _line: None
        return
    from rich.console import Console  # noqa: PLC0415  # cron does without

    with Console(stderr=True).status("starting") as status:
        yield status.update
