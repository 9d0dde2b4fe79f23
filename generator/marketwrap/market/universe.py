"""Universes: which instruments there are, what they are called and which part they play."""

import tomllib
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from marketwrap.base.errors import ConfigError
from marketwrap.base.model import Instrument, Universe


def bundled() -> tuple[str, ...]:
    """Names of the universes that ship with marketwrap."""
    folder = resources.files("marketwrap.market") / "universes"
    return tuple(sorted(Path(f.name).stem for f in folder.iterdir() if f.name.endswith(".toml")))


def load(name: str) -> Universe:
    """Read a universe by its bundled name or by the path of a TOML file.

    Raises ConfigError naming the file and the entry that is wrong.
    """
    if name in bundled():
        text = (resources.files("marketwrap.market") / "universes" / f"{name}.toml").read_text("utf-8")
        return parse(text, f"universe {name}")
    path = Path(name)
    if not path.is_file():
        choices = ", ".join(bundled())
        raise ConfigError("no such universe", where=name, remedy=f"give a TOML file or one of: {choices}")
    return parse(path.read_text("utf-8"), str(path))


def parse(text: str, where: str) -> Universe:
    """Make a universe of TOML text; ``where`` names it in errors.

    Raises ConfigError on TOML that cannot be read, on a wrong field and on a symbol that is
    used in a role, a group or a pair but is no instrument.
    """
    try:
        raw = tomllib.loads(text)
        universe = _adapter().validate_python(_with_ids(raw))
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"not valid TOML: {error}", where=where) from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise ConfigError(f"{place}: {first['msg']}", where=where) from error
    _refuse_unknown_symbols(universe, where)
    return universe


def extended(universe: Universe, instruments: Iterable[Instrument]) -> Universe:
    """The universe with further instruments, which play no part and are in no group.

    What it knows already stays as it is.
    """
    further = {i.symbol: i for i in instruments if i.symbol not in universe.instruments}
    return replace(universe, instruments={**universe.instruments, **further})


@cache
def _adapter() -> TypeAdapter[Universe]:
    return TypeAdapter(Universe)


def _with_ids(raw: dict[str, Any]) -> dict[str, Any]:
    """The key of an entry is its id, so that the file does not say it twice."""
    tables: tuple[tuple[str, str], ...] = (
        ("instruments", "symbol"),
        ("groups", "id"),
        ("pairs", "id"),
    )
    named = {
        table: {key: {field: key, **entry} for key, entry in raw.get(table, {}).items()}
        for table, field in tables
    }
    return {"roles": {}, "required": (), **raw, **named}


def _refuse_unknown_symbols(universe: Universe, where: str) -> None:
    used: list[tuple[str, str]] = [("required", symbol) for symbol in universe.required]
    used += [(f"roles.{role}", symbol) for role, symbol in universe.roles.items()]
    used += [(f"groups.{g.id}", symbol) for g in universe.groups.values() for symbol in g.members]
    used += [(f"pairs.{p.id}", symbol) for p in universe.pairs.values() for symbol in (p.left, p.right)]
    for place, symbol in used:
        if symbol not in universe.instruments:
            raise ConfigError(
                f"{place} names {symbol}, which is no instrument",
                where=where,
                remedy="add it under [instruments] or take it out",
            )
