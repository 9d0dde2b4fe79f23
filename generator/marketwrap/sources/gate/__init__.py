"""The gate: closes as a source has them in, closes that may be written about out.

Each fault of a symbol has one of three answers: it is mended with a note, the instrument is left out
with a note, or the brief is refused with the reason and what to do next. Nothing is filled in.
``docs/gate.md`` has the table of faults, answers and reasons; the notes are worded in
``phrases/gate.toml`` of each language. To add a fault, write a function in ``screens`` or ``rows``, name it
in ``SCREENS`` and add its key to both.
"""

from datetime import date, datetime

import pandas as pd

from marketwrap.base.model import Note, Universe
from marketwrap.market.calendars import sessions
from marketwrap.market.prices import Fetched, Prices
from marketwrap.sources.gate import repeats, screens, session_state
from marketwrap.sources.gate.refusals import refuse_too_few, refuse_without


def examine(
    fetched: Fetched, universe: Universe, session: date, now: datetime, *, unclosed: bool = False
) -> Prices:
    """Judge a source's answer for one session.

    ``now`` is timezone-aware. ``unclosed`` admits a session that has not closed yet. The closes have
    a row for each session from the first one of the required instruments, and a column for each
    instrument that can be used, in the order of the universe. Examining a snapshot gives the closes
    and notes that it was saved with. Raises Refusal.
    """
    if not unclosed:
        session_state.refuse_open(fetched, universe, session, now)
    else:
        session_state.refuse_no_session(universe, session)
    index = _sessions(fetched, universe, session)
    examined = {
        symbol: repeats.settle(history, universe.instruments[symbol], index)
        for symbol, history in fetched.histories.items()
        if symbol in universe.instruments
    }
    # an instrument that had not begun to trade is no fault
    begun = {symbol: daily for symbol, daily in examined.items() if daily.begun or daily.null_rows}
    market = screens.Market.of(begun, universe, unclosed=unclosed)
    found = {symbol: screens.judge(daily, market) for symbol, daily in begun.items()}
    notes = _in_order([note for verdict in found.values() for note in verdict.notes], fetched, universe)
    refuse_without(universe, notes, found, fetched, session)
    kept = {s: found[s].daily for s in universe.instruments if s in found and not found[s].left_out}
    refuse_too_few(universe, kept, notes, fetched, session)
    return Prices(
        closes=pd.DataFrame({symbol: daily.closes for symbol, daily in kept.items()}, index=index),
        calendar=universe.calendar,
        source=fetched.source,
        basis=fetched.basis,
        retrieved=fetched.retrieved or sessions(universe.calendar).close(session),
        simulated=fetched.simulated,
        notes=notes,
    )


def _sessions(fetched: Fetched, universe: Universe, session: date) -> pd.DatetimeIndex:
    firsts = [
        fetched.histories[symbol].bars.index.min()
        for symbol in universe.required or tuple(universe.instruments)
        if symbol in fetched.histories and not fetched.histories[symbol].bars.empty
    ]
    first = min((day for day in firsts if day <= pd.Timestamp(session)), default=pd.Timestamp(session))
    return session_state.between(universe, first.date(), session)


def _in_order(found: list[Note], fetched: Fetched, universe: Universe) -> tuple[Note, ...]:
    """Notes of a snapshot as they were, then what is new, in the order of the universe."""
    unanswered = [
        Note("left out", "no_answer", symbol)
        for symbol in fetched.failures
        if symbol in universe.instruments and symbol not in fetched.histories.keys() | fetched.absent
    ]
    place = {symbol: number for number, symbol in enumerate(universe.instruments)}
    fresh = sorted([*unanswered, *found], key=lambda note: place[note.symbol])
    return tuple(dict.fromkeys([*fetched.notes, *fresh]))
