"""Settings of a run, from a TOML file and the command line; read once, checked whole."""

import tomllib
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from generator.errors import ConfigError
from generator.model import Edition, Length

Format = Literal["html", "pdf", "txt", "md", "json"]
FORMATS: tuple[Format, ...] = ("html", "pdf", "txt", "md", "json")

#: read from the working directory when no other file is named
DEFAULT_FILE = Path("marketwrap.toml")


class ToneSettings(BaseModel):
    """A firm's own words that no brief may say, and those of the standard list that it allows."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    lists: tuple[Path, ...] = ()
    allow: tuple[str, ...] = ()


class Settings(BaseModel):
    """Everything that a run can be told. Unknown keys are errors, so that a slip is seen."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    #: sample, files or yahoo; empty means files where prices are given, else the sample
    source: str = ""
    #: file or folder of the files source
    prices: Path | None = None
    #: whether the closes of a file are as printed, adjusted for dividends, or some of each
    basis: Literal["price", "adjusted", "mixed"] | None = None
    universe: str = "us"
    out: Path = Path("output")
    formats: tuple[Format, ...] = FORMATS
    #: where the yahoo source keeps what it fetched; empty for the user's data folder
    store: Path | None = None
    #: the firm under whose name the brief goes out
    publisher: str = ""
    paper: Literal["letter", "a4"] = "letter"
    #: events beside the prices, TOML or CSV
    events: Path | None = None
    #: where news and calendars are asked for: with "auto", of yahoo when the prices are
    news: Literal["auto", "yahoo", "none"] = "auto"
    edition: Edition = "close"
    length: Length = "standard"
    #: files with studies of the user's own
    studies: tuple[Path, ...] = ()
    tone: ToneSettings = Field(default_factory=ToneSettings)


def load(path: Path | None = None, **overrides: object) -> Settings:
    """Settings from a TOML file, with what the command line says instead; None there says nothing.

    Without ``path``, ``marketwrap.toml`` of the working directory is read where it exists.
    Raises ConfigError naming the file and the key.
    """
    raw = _read(path or DEFAULT_FILE) if path or DEFAULT_FILE.is_file() else {}
    given = {key: value for key, value in overrides.items() if value is not None}
    try:
        return Settings.model_validate(raw | given)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        where = "command line" if first["loc"] and first["loc"][0] in given else str(path or DEFAULT_FILE)
        raise ConfigError(f"{place}: {first['msg']}", where=where) from error


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"the configuration cannot be read: {error}", where=str(path)) from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"not valid TOML: {error}", where=str(path)) from error
