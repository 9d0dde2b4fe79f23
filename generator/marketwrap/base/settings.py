"""Settings of a run, from a TOML file and the command line; read once, checked whole."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    field_validator,
)

from marketwrap.base.errors import ConfigError
from marketwrap.base.model import Edition, Length
from marketwrap.base.templates import LANGUAGE

Format = Literal["html", "pdf", "txt", "md", "json"]
FORMATS: tuple[Format, ...] = ("html", "pdf", "txt", "md", "json")

#: read from the working directory when no other file is named
DEFAULT_FILE = Path("marketwrap.toml")


#: characters of a publisher's name: a byline has room for no more
LONGEST_NAME = 80


def _one_line(text: str) -> str:
    """A name that pages and heads of messages print as it is."""
    if not text.isprintable() or text != text.strip():
        raise ValueError("it holds a character that cannot be seen, such as a line break")
    if len(text) > LONGEST_NAME:
        raise ValueError(f"give {LONGEST_NAME} characters at most")
    return text


class ToneSettings(BaseModel):
    """A firm's own words that no brief may say, and those of the standard list that it allows."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    lists: tuple[Path, ...] = ()
    allow: tuple[str, ...] = ()


class DkimSettings(BaseModel):
    """The key that signs messages for a domain (RFC 6376)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    domain: str
    selector: str
    #: a private key in PEM, RSA or Ed25519; no one but its owner may read it
    key: Path


class MailSettings(BaseModel):
    """The mail server and what stands at the head of every message."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    host: str
    #: left out: 587 with starttls, 465 with tls
    port: int | None = Field(default=None, ge=1, le=65535)
    #: never in clear: TLS after a greeting, or from the first byte
    security: Literal["starttls", "tls"] = "starttls"
    #: certificates of a server of one's own; left out: those of the system
    ca: Path | None = None
    user: str = ""
    #: where the password is, one of three; it never stands in this file
    password_env: str = "MARKETWRAP_SMTP_PASSWORD"  # noqa: S105  # a name
    password_file: Path | None = None
    #: name of the entry in the system's keyring
    password_keyring: str = ""
    #: "Example LLC <brief@example.com>"
    sender: str
    reply_to: str = ""
    #: where reports of failed delivery go (the envelope's sender); left out: the sender's address
    bounces: str = ""
    #: an address for those who want no more mail; left out: reply_to or the sender's address
    unsubscribe: str = ""
    #: https address for one click (RFC 8058), which must take a POST without a login; {token} in it
    #: becomes the client's own, made with a key of the environment
    unsubscribe_url: str = ""
    unsubscribe_key_env: str = "MARKETWRAP_UNSUBSCRIBE_KEY"
    #: most messages a second
    rate: float = Field(default=5.0, gt=0)
    #: seconds without an answer after which a connection is given up
    timeout: float = Field(default=60.0, gt=0)
    #: with entries, nobody else gets mail: addresses, or *@example.com
    allow: tuple[str, ...] = ()
    dkim: DkimSettings | None = None

    @property
    def server_port(self) -> int:
        """The port, as set or as usual."""
        return self.port or (465 if self.security == "tls" else 587)


class DailySettings(BaseModel):
    """What ``marketwrap daily`` does by itself."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    editions: tuple[Edition, ...] = ("close",)
    #: minutes after the close before the first try: official closes come late
    settle: float = Field(default=15.0, ge=0)
    #: minutes between two tries while the data are late or the mail server is away
    pause: float = Field(default=10.0, gt=0)
    #: minutes after the close at which the data are given up for the day
    patience: float = Field(default=240.0, gt=0)
    #: addresses of apprise that are told of trouble and of drafts; may hold secrets, so names of
    #: environment variables ("$DESK_CHAT") are good here
    notify: tuple[str, ...] = ()


class Limits(BaseModel):
    """How long, how often and how much at once a vendor is asked for prices; times in seconds."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    #: on all questions together, whatever happens
    deadline: float = Field(default=180.0, gt=0)
    #: on coming back to a vendor that says there were too many requests
    patience: float = Field(default=90.0, ge=0)
    #: on one request
    timeout: float = Field(default=10.0, gt=0)
    #: questions side by side
    at_once: int = Field(default=2, ge=1, le=32)
    #: between the beginnings of two questions
    pause: float = Field(default=0.0, ge=0)
    #: further tries for an answer that is no prices
    retries: int = Field(default=2, ge=0)
    #: before the first further try; doubled for each one after it
    wait: float = Field(default=2.0, gt=0)


class SourceSettings(Limits):
    """The table of one source; keys that are not here are its own."""

    model_config = ConfigDict(extra="allow", frozen=True)

    #: what readers call a source that does not ship; left out: the name of its module
    name: Annotated[str, AfterValidator(_one_line)] = ""


class Settings(BaseModel):
    """Everything that a run can be told. Unknown keys are errors, so that a slip is seen."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    #: sample, files, yahoo, or a source of one's own as "module:function" or by the name of its entry point;
    #: empty means files where prices are given, else the sample
    source: str = ""
    #: tables of sources, by the source's name; of "firm.prices:fetch", "prices"
    sources: dict[str, SourceSettings] = Field(default_factory=dict)
    #: file or folder of the files source
    prices: Path | None = None
    #: whether the closes of a file are as printed, adjusted for dividends, or some of each
    basis: Literal["price", "adjusted", "mixed"] | None = None
    universe: str = "us"
    #: what briefs are written in: en-US, en-GB, or the folder of a language of one's own
    language: str = LANGUAGE
    #: languages that clients of the list get from another desk, with settings of its own
    other_languages: tuple[str, ...] = ()
    out: Path = Path("output")
    formats: tuple[Format, ...] = FORMATS
    #: where sources on the network keep what they fetched; empty for the user's data folder
    store: Path | None = None
    #: the firm under whose name the brief goes out
    publisher: Annotated[str, AfterValidator(_one_line)] = ""
    paper: Literal["letter", "a4"] = "letter"
    #: events beside the prices, TOML or CSV
    events: Path | None = None
    #: where news and calendars are asked for: with "auto", of yahoo when the prices are
    news: Literal["auto", "yahoo", "none"] = "auto"
    edition: Edition = "close"
    length: Length = "standard"
    #: files with studies of the user's own
    studies: tuple[Path, ...] = ()
    #: folder with templates, style sheets and phrases that take the place of bundled ones
    templates: Path | None = None
    #: packages with metrics, rules and phrases of the user's own: names to import, or folders with a slash
    extensions: tuple[str, ...] = ()
    tone: ToneSettings = Field(default_factory=ToneSettings)
    #: whether a person has to approve a brief before it is sent
    review: Literal["required", "none"] = "required"
    #: who gets the brief: TOML or CSV
    clients: Path | None = None
    #: what clients hold and the universe does not know: TOML, for a client list in CSV
    instruments: Path | None = None
    #: what was sent, to whom, and the outbox; never served, no one but its owner may read it
    records: Path = Path("records")
    #: the outbox's database; left out: SQLite in ``records``
    outbox: str = ""
    #: years for which records are kept
    keep_years: int = Field(default=3, ge=1, le=100)
    #: where the folder of briefs is served, for the feed: https://briefs.example.com/
    site: str = ""
    mail: MailSettings | None = None
    daily: DailySettings = Field(default_factory=DailySettings)

    @field_validator("clients", "records", "outbox")
    @classmethod
    def _private(cls, place: Any, info: ValidationInfo) -> Any:
        """What is of clients alone does not lie among the briefs."""
        out = info.data.get("out")
        if place and out and "://" not in str(place) and _is_below(Path(place), out):
            raise ValueError(f"{place} lies in {out}, which is served to everybody")
        return place


def _is_below(path: Path, folder: Path) -> bool:
    return path.resolve().is_relative_to(folder.resolve())


def load(path: Path | None = None, **overrides: object) -> Settings:
    """Settings from a TOML file, with what the command line says instead; None there says nothing.

    Without ``path``, ``marketwrap.toml`` of the working directory is read where it exists.
    Raises ConfigError naming the file and the key.
    """
    raw = _read(path or DEFAULT_FILE) if path or DEFAULT_FILE.is_file() else {}
    return _made(raw, overrides, "command line", str(path or DEFAULT_FILE))


def changed(settings: Settings, **options: object) -> Settings:
    """The same settings with some of them changed; None says nothing. Raises ConfigError naming the key."""
    return _made(settings.model_dump(exclude_unset=True), options, "keyword argument", "settings")


def _made(raw: Mapping[str, object], options: Mapping[str, object], called: str, where: str) -> Settings:
    """Settings of a file with options in their place; ``called`` and ``where`` name either in errors."""
    given = {key: value for key, value in options.items() if value is not None}
    try:
        return Settings.model_validate({**raw, **given})
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        where = called if first["loc"] and first["loc"][0] in given else where
        unknown = first["type"] == "extra_forbidden"
        said = "there is no such setting" if unknown else str(first["msg"]).removeprefix("Value error, ")
        raise ConfigError(f"{place}: {said}", where=where) from error


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"the configuration cannot be read: {error}", where=str(path)) from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"not valid TOML: {error}", where=str(path)) from error
