"""The closes behind clients' own pages: those of the brief, and those of what clients hold beside it.

What clients hold must not show in the brief, whose prices are published. So further closes lie among the
records, and the brief's own are taken from beside it, so that both say the same of what both speak of.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from marketwrap.base import disk
from marketwrap.base.errors import MarketwrapError
from marketwrap.base.model import Instrument, Note, Universe
from marketwrap.base.settings import Settings
from marketwrap.formats import snapshot
from marketwrap.market.prices import Prices
from marketwrap.market.universe import extended
from marketwrap.sources import fetch

FOLDER: Final = "prices"


def complete(
    shared: Prices,
    further: Sequence[Instrument],
    universe: Universe,
    settings: Settings,
    brief: str,
    now: datetime,
) -> tuple[Prices, str]:
    """The brief's prices with those of further instruments, and why these are missing where they are.

    They are fetched once for a brief and kept, so that a page can be made again; they pass the gate of all
    prices, for what is left out with a note. A source that does not answer costs the further ones alone.
    """
    if not further:
        return shared, ""
    symbols = [instrument.symbol for instrument in further]
    path = settings.records / FOLDER / f"{brief}.csv.gz"
    if path.is_file():
        kept = snapshot.restore(path)
        if set(symbols) <= set(kept.closes.columns) and kept.session == shared.session:
            return _joined(shared, kept, symbols), ""
    try:
        wide = extended(universe, further)
        found = fetch.admitted(settings, wide, shared.session, now)
    except MarketwrapError as error:
        return shared, str(error)
    there = [symbol for symbol in symbols if symbol in found.closes.columns]
    lacking = [symbol for symbol in symbols if symbol not in there]
    warning = f"{fetch.source_of(settings)} has no closes of {', '.join(lacking)}" if lacking else ""
    if not there:
        return shared, warning
    own = replace(found, closes=found.closes[there], notes=_about(found, there))
    disk.write_private(path, snapshot.to_bytes(own))
    return _joined(shared, own, there), warning


def _joined(shared: Prices, own: Prices, symbols: Sequence[str]) -> Prices:
    """Both side by side, on the sessions of the brief."""
    closes = shared.closes.join(own.closes[list(symbols)].reindex(shared.closes.index))
    return replace(shared, closes=closes, notes=(*shared.notes, *_about(own, symbols)))


def _about(prices: Prices, symbols: Sequence[str]) -> tuple[Note, ...]:
    return tuple(note for note in prices.notes if note.symbol in symbols)
