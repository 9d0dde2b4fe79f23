"""What every source is asked, and the shape of the function that answers."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from marketwrap.base.errors import ConfigError
from marketwrap.base.model import Universe
from marketwrap.base.settings import Limits
from marketwrap.market.prices import Basis, Fetched


def silent(_line: str) -> None:
    """Progress for runs that nobody watches."""


@dataclass(frozen=True)
class Request:
    """Which closes are wanted. A source answers with rows up to ``session`` and none after it."""

    universe: Universe
    symbols: tuple[str, ...]
    #: first day wanted; None for all that the source has
    first: date | None
    #: last day wanted: the session that the brief is about
    session: date
    #: file or folder to read, for sources that read one
    path: Path | None
    #: folder of the local store, for sources that fetch; None keeps nothing
    store: Path | None
    #: this moment, given from outside so that a run can be repeated
    now: datetime
    #: takes one line a step
    progress: Callable[[str], None] = silent
    #: what the user says the closes of a file are; None where the user says nothing
    basis: Basis | None = None
    #: the source as the settings name it: the name of its folder in the store
    source: str = ""
    #: what readers call it
    label: str = ""
    #: how long, how often and how much at once a vendor is asked
    limits: Limits = field(default_factory=Limits)
    #: the source's own settings: what its table holds beside the limits and the name
    settings: Mapping[str, Any] = field(default_factory=dict)

    def name_of(self, symbol: str) -> str:
        """What the source calls a symbol of the universe: its alias there, else the symbol."""
        return self.universe.instruments[symbol].alias.get(short(self.source), symbol)

    def secret(self, key: str) -> str:
        """What the environment variable holds that a setting names, as ``key_env = "FIRM_KEY"`` does.

        Raises ConfigError where the setting or the variable is missing.
        """
        variable = str(self.settings.get(key, ""))
        secret = os.environ.get(variable, "")
        if not secret:
            raise ConfigError(
                f"the environment variable {variable} is not set" if variable else "there is no such setting",
                where=f"sources.{short(self.source)}.{key}",
                remedy="it names the variable that holds the secret",
            )
        return secret


def short(source: str) -> str:
    """What tables of settings and aliases call a source: of ``firm.prices:fetch``, ``prices``."""
    return source.partition(":")[0].rpartition(".")[2]


Source = Callable[[Request], Fetched]
