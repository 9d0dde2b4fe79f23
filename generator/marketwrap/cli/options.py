"""Options and small things that several commands share."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from marketwrap.base.errors import ConfigError

if TYPE_CHECKING:
    from marketwrap.base.settings import Settings

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
LanguageName = Annotated[
    str | None,
    typer.Option(
        "--language",
        help="en-US, en-GB or the folder of one of your own. Default: en-US.",
        show_default=False,
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Answer in JSON on standard output, for programs.")]
Day = Annotated[
    str | None,
    typer.Option(
        "--date",
        metavar="YYYY-MM-DD",
        help="The session to write about. Default: the last one.",
        show_default=False,
    ),
]
Source = Annotated[
    str | None,
    typer.Option(
        help="sample, files, yahoo, or module:function of your own. Default: files where --prices is given, "
        "else sample.",
        show_default=False,
    ),
]
PricesPath = Annotated[
    Path | None,
    typer.Option(help="CSV, gzip CSV or Parquet file, or a folder with a file a symbol.", show_default=False),
]
EventsPath = Annotated[
    Path | None,
    typer.Option(help="Events beside the prices: TOML, CSV or events.json of a brief.", show_default=False),
]
News = Annotated[
    str | None,
    typer.Option(
        help="auto, yahoo or none: where calendars and headlines are asked for. Default: auto, of Yahoo "
        "when the prices are.",
        show_default=False,
    ),
]
EditionName = Annotated[
    str | None, typer.Option(help="close, morning or weekly. Default: close.", show_default=False)
]
Out = Annotated[Path | None, typer.Option(help="Folder for briefs. Default: output.", show_default=False)]


def settings(config: Path | None, **overrides: object) -> "Settings":
    """The settings of a command, whose own templates are in force until it ends. Raises ConfigError."""
    from marketwrap.base import settings as configuration  # noqa: PLC0415  # --help loads nothing of this
    from marketwrap.base import templates  # noqa: PLC0415

    found = configuration.load(config, **overrides)
    templates.use(templates.of_settings(found))
    return found


def to_date(text: str | None, option: str = "--date") -> date | None:
    """A day of the command line, if one is given. Raises ConfigError for what is none."""
    return None if text is None else to_day(text, option)


def to_day(text: str, option: str = "DATE") -> date:
    """A day of the command line. Raises ConfigError for what is none."""
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007  # a day has no time zone
    except ValueError:
        raise ConfigError(f"{text} is not a date", where=option, remedy="write it as 2026-01-14") from None


def to_since(text: str | None, session: date) -> date | None:
    """The first day to look at. Raises ConfigError for none, and for one that leaves nothing to count."""
    day = to_date(text, "--since")
    if day is not None and day >= session:
        raise ConfigError(
            f"{day} leaves no session before {session}", where="--since", remedy="give an earlier day"
        )
    return day


@contextmanager
def progress() -> Iterator[Callable[[str], None]]:
    """A line that is rewritten on a terminal; silence elsewhere."""
    if not sys.stderr.isatty():
        yield lambda _line: None
        return
    from rich.console import Console  # noqa: PLC0415  # cron does without

    with Console(stderr=True).status("starting") as status:
        yield status.update
