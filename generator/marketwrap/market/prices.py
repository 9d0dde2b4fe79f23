"""The shapes prices come in: as a source has them, and as they may be written about."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from typing import Literal

import numpy as np
import pandas as pd

from marketwrap.base.model import Note

#: ``price``: as printed, split-adjusted. ``adjusted``: for dividends too. ``mixed``: some of each.
Basis = Literal["price", "adjusted", "mixed"]


@dataclass(frozen=True)
class History:
    """One symbol as its source has it: nothing mended, nothing filled.

    ``bars`` is indexed by timezone-naive midnights, which may repeat and need not be sorted; its
    columns are ``close`` and, where the source has them, ``open``, ``high``, ``low``, ``volume``.
    """

    symbol: str
    bars: pd.DataFrame
    currency: str | None = None
    #: new shares for an old one, by the session from which the price shows it
    splits: Mapping[date, float] = field(default_factory=dict)
    #: time of the last trade that the last bar can know of
    last_trade: datetime | None = None
    #: end of the regular trading period that the source says ``last_trade`` belongs to
    period_end: datetime | None = None
    #: price of ``last_trade`` as the source states it apart from the bars
    last_price: float | None = None


@dataclass(frozen=True)
class Fetched:
    """What a source answered: histories by symbol, and why others are missing."""

    source: str
    basis: Basis
    #: None for a file, which does not say; the gate takes the close of the session then
    retrieved: datetime | None
    histories: Mapping[str, History]
    failures: Mapping[str, str] = field(default_factory=dict)
    simulated: bool = False
    #: symbols among ``failures`` that the source never claimed to have: a file with some of the columns
    absent: frozenset[str] = frozenset()
    #: notes of the gate that a snapshot was saved with
    notes: tuple[Note, ...] = ()
    #: whether the source has each session once it has closed; of others the last one that they hold is meant
    live: bool = False

    def until(self, session: date) -> "Fetched":
        """The answer as it was at an earlier session, without later bars and notes on later sessions."""
        histories = {
            symbol: replace(history, bars=history.bars[history.bars.index <= pd.Timestamp(session)])
            for symbol, history in self.histories.items()
        }
        notes = tuple(n for n in self.notes if not n.sessions or min(n.sessions) <= session)
        return replace(self, histories=histories, notes=notes)


@dataclass(frozen=True)
class Prices:
    """Closes that may be written about.

    ``closes`` has one row for each session of the calendar from the first to ``session``, ascending,
    and one column a symbol; a missing close is NaN and stays NaN. Raises ValueError otherwise.
    """

    closes: pd.DataFrame
    calendar: str
    source: str
    basis: Basis
    retrieved: datetime
    simulated: bool = False
    notes: tuple[Note, ...] = ()

    def __post_init__(self) -> None:
        index = self.closes.index
        if len(index) == 0 or not isinstance(index, pd.DatetimeIndex):
            raise ValueError("closes need at least one session")
        if not (index.is_monotonic_increasing and index.is_unique):
            raise ValueError("sessions must ascend without a repeat")
        if np.isinf(self.closes.to_numpy()).any():
            raise ValueError("closes must be finite or missing")

    @property
    def session(self) -> date:
        """The session that the brief is about: the last one."""
        last: pd.Timestamp = self.closes.index[-1]
        return last.date()

    @cached_property
    def sha256(self) -> str:
        """Fingerprint of sessions, symbols and closes; the same for equal prices on any machine."""
        digest = hashlib.sha256()
        digest.update("\n".join(map(str, self.closes.columns)).encode())
        digest.update(self.closes.index.to_numpy().astype("datetime64[D]").astype("<i8").tobytes())
        values = self.closes.to_numpy(dtype="<f8")
        # there are many bit patterns for "not a number", and one meaning
        digest.update(np.where(np.isnan(values), np.nan, values).astype("<f8").tobytes())
        return digest.hexdigest()
