"""What every source is asked, and the shape of the function that answers."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from marketwrap.base.model import Universe
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


Source = Callable[[Request], Fetched]
