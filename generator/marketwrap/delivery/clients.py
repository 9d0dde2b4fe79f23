"""The list of clients, from TOML or CSV: all of it is right, or nothing is sent.

A wrong row is named with its line. An address is held against RFC 5321 and 5322 by email-validator and
kept as that normalises it, so that one mailbox is one client however it was typed.
"""

import math
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any, Final

from email_validator import EmailNotValidError, validate_email
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    TypeAdapter,
    ValidationError,
)

from marketwrap.base.errors import ConfigError
from marketwrap.base.model import Edition, Instrument, Universe
from marketwrap.base.templates import LANGUAGE
from marketwrap.delivery import client_files
from marketwrap.delivery.addresses import tidy
from marketwrap.delivery.client_files import SEE, Placed
from marketwrap.delivery.model import Attachment, Client, ClientList, Position, key_of
from marketwrap.language import languages

#: of one client; a page holds no more
MAX_POSITIONS: Final = 100
MAX_NAME: Final = 80


def load(
    path: Path,
    universe: Universe,
    instruments: Path | None = None,
    language: str = LANGUAGE,
    others: Iterable[str] = (),
) -> ClientList:
    """The clients of a file, told apart by its ending.

    ``instruments`` names a TOML file with what clients hold and the universe does not know, for a list
    in CSV, which has no place for it. ``language`` is that of the briefs; clients of ``others``, in which
    another desk writes, are left out. Raises ConfigError naming the file and the lines that are wrong, a
    client of any further language among them.
    """
    where = str(path)
    rows, own = client_files.read(path)
    extra = _instruments(own, where)
    if instruments is not None:
        extra |= _instruments(client_files.instruments(instruments), str(instruments))
    extra = {symbol: entry for symbol, entry in extra.items() if symbol not in universe.instruments}
    known, tag = {*universe.instruments, *extra}, languages.find(language).tag
    tags = (tag, *(languages.find(other).tag for other in others))
    found = (client for client in _clients(rows, known, tags, where) if client.language == tag)
    return ClientList(tuple(found), tuple(extra.values()))


def of_edition(clients: Iterable[Client], edition: Edition, groups: Iterable[str] = ()) -> tuple[Client, ...]:
    """Those who get an edition; with ``groups``, of these only who belongs to one of them."""
    wanted = set(groups)
    return tuple(
        client
        for client in clients
        if edition in client.editions and (not wanted or wanted.intersection(client.groups))
    )


def is_allowed(client: Client, patterns: Sequence[str]) -> bool:
    """Whether a client is among some addresses or domains (``*@example.com``); none means everybody."""
    address = key_of(client.address)
    return not patterns or any(
        address.endswith(key_of(pattern[1:])) if pattern.startswith("*@") else address == key_of(pattern)
        for pattern in patterns
    )


def _name(text: str) -> str:
    """A name as it may stand in a message's head: one line that can be read."""
    name = unicodedata.normalize("NFC", text.strip(" "))
    if not name or len(name) > MAX_NAME:
        raise ValueError(f"give 1 to {MAX_NAME} characters")
    if tidy(name, MAX_NAME) != name:
        raise ValueError("it holds a character that cannot be seen, such as a line break")
    return name


def _address(text: str) -> str:
    try:
        # names of tests are no mistake; letters before the @ that few mail servers take are one
        return validate_email(
            text, check_deliverability=False, allow_smtputf8=False, test_environment=True
        ).normalized
    except EmailNotValidError as error:
        raise ValueError(str(error)) from error


def _tag(language: str, written: Sequence[str]) -> str:
    """What documents call a language that a row names; ``written`` has those of briefs, the usual first."""
    if not language or language in written:
        return language or written[0]
    try:
        return languages.find(language).tag
    except ConfigError:
        return language


def _holdings(raw: Any) -> tuple[Position, ...]:
    """Positions of a table (``{ SYMBOL = 100 }``) or of a list of ``SYMBOL:100``."""
    if not isinstance(raw, dict | list):
        raise ValueError("write it as { SYMBOL = 100 }")  # noqa: TRY004  # pydantic wants it so
    pairs = raw.items() if isinstance(raw, dict) else map(_pair, raw)
    return tuple(Position(str(symbol).strip(), _quantity(symbol, quantity)) for symbol, quantity in pairs)


def _pair(text: Any) -> tuple[str, str]:
    symbol, colon, quantity = str(text).rpartition(":")
    if not colon:
        raise ValueError(f"{text!r} has no quantity; write it as SYMBOL:100")
    return symbol, quantity


def _quantity(symbol: str, raw: Any) -> float:
    try:
        quantity = math.nan if isinstance(raw, bool) else float(raw)
    except (TypeError, ValueError):
        quantity = math.nan
    if not math.isfinite(quantity) or quantity == 0:
        raise ValueError(f"{symbol}: {raw!r} is no quantity; write 100, 12.5 or -20")
    return quantity


class _Entry(BaseModel):
    """A client as the file has it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Annotated[str, AfterValidator(_name)]
    address: Annotated[str, AfterValidator(_address)]
    groups: tuple[str, ...] = ()
    language: str = ""
    editions: tuple[Edition, ...] = Field(default=("close",), min_length=1)
    attachments: tuple[Attachment, ...] = ("pdf",)
    watch: tuple[str, ...] = Field(default=(), max_length=MAX_POSITIONS)
    holdings: Annotated[tuple[Position, ...], BeforeValidator(_holdings)] = ()

    def client(self) -> Client:
        """The same as delivery hands it along."""
        return Client(**{name: getattr(self, name) for name in _Entry.model_fields})


def _clients(
    rows: Iterable[Placed], known: set[str], written: Sequence[str], where: str
) -> tuple[Client, ...]:
    """Every client, or one error that names every line that is wrong."""
    found: dict[str, tuple[int, Client]] = {}
    faults: list[tuple[int, str]] = []
    for line, raw in rows:
        try:
            client = _Entry.model_validate(raw).client()
        except ValidationError as error:
            faults.append((line, _said(error)))
            continue
        client = replace(client, language=_tag(client.language, written))
        faults += ((line, fault) for fault in _unfit(client, known, written))
        first, _ = found.setdefault(key_of(client.address), (line, client))
        if first != line:
            faults.append((line, f"address: {client.address} stands in line {first} already"))
    _refuse(faults, where)
    if not found:
        raise ConfigError("there is no client in it", where=where, remedy=SEE)
    return tuple(client for _, client in found.values())


def _unfit(client: Client, known: set[str], written: Sequence[str]) -> Iterator[str]:
    if client.language not in written:
        yield f"language: {client.language}, and briefs are written in {', '.join(written)}"
    held = [position.symbol for position in client.holdings]
    if len(held) > MAX_POSITIONS:
        yield f"holdings: {len(held)} positions, and {MAX_POSITIONS} at most"
    for name, symbols in (("holdings", held), ("watch", list(client.watch))):
        if twice := next((symbol for symbol in symbols if symbols.count(symbol) > 1), None):
            yield f"{name}: {twice} stands there twice"
        for symbol in symbols:
            if symbol not in known:
                yield f"{name}: {symbol} is neither in the universe nor under [instruments]"


def _said(error: ValidationError) -> str:
    """The first fault of a row, in words."""
    first = error.errors()[0]
    place = ".".join(map(str, first["loc"]))
    if first["type"] == "extra_forbidden":
        return f"{place}: no such field"
    return f"{place}: {str(first['msg']).removeprefix('Value error, ')}"


def _refuse(faults: list[tuple[int, str]], where: str) -> None:
    if not faults:
        return
    (line, fault), *others = faults
    further = sorted({str(place) for place, _ in others if place != line}, key=int)
    more = f" (wrong as well: line {', '.join(further)})" if further else ""
    raise ConfigError(
        f"{fault}{more}", where=f"{where}, line {line}", remedy="nothing is sent until it is right"
    )


def _instruments(raw: Any, where: str) -> dict[str, Instrument]:
    """What the file says of symbols that the universe does not know."""
    try:
        named = {symbol: {"symbol": symbol, **entry} for symbol, entry in dict(raw).items()}
        return TypeAdapter(dict[str, Instrument]).validate_python(named)
    except (TypeError, ValueError) as error:
        if isinstance(error, ValidationError):
            first = error.errors()[0]
            place = ".".join(map(str, first["loc"]))
            raise ConfigError(f"instruments.{place}: {first['msg']}", where=where, remedy=SEE) from error
        raise ConfigError("instruments: no table of tables", where=where, remedy=SEE) from error
