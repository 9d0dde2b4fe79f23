"""When what is left does not make a brief."""

from collections.abc import Mapping
from datetime import date
from typing import Protocol

from marketwrap.base.errors import Refusal
from marketwrap.base.model import Note, Universe
from marketwrap.market.prices import Fetched

#: the share of instruments that may be left out, as one in so many
ONE_IN = 3
#: the group whose members the brief is about, and how many of them it needs
MAJORS, AT_LEAST = "majors", 2
#: how many instruments a refusal names
NAMED = 3
LATER = "run again later, or give prices of your own with --prices FILE"
#: faults of a session that may yet come
LATE = frozenset({"missing_session", "null_close", "behind"})
#: what is wrong with a symbol, by the key of its note; {days} are its sessions
REASONS: Mapping[str, str] = {
    "no_answer": "the source gave no prices",
    "missing_session": "no close for {days}",
    "null_close": "the row for {days} has no close",
    "behind": "the latest close is of {days}",
    "closed": "its exchange was closed on {days}",
    "contradicting_rows": "two different closes for {days}",
    "not_positive": "the close for {days} is zero or less",
    "outside_range": "the close for {days} lies outside the day's high and low",
    "unit_mixup": "the close for {days} is of another order of magnitude than those before",
    "split_unapplied": "the close for {days} jumps as by a split that the source does not report",
    "frozen": "the price for {days} repeats the one before",
    "wrong_currency": "the prices are in another currency than the universe says",
    "unfinished": "the price for {days} is from before the close",
    "disagrees": "the close for {days} is not the last price that the source states",
    "gap_before": "no close for {days}, the session before, so that the day's change is unknown",
}


class _Judged(Protocol):
    @property
    def left_out(self) -> bool: ...


def refuse_without(
    universe: Universe,
    notes: tuple[Note, ...],
    found: Mapping[str, _Judged],
    fetched: Fetched,
    session: date,
) -> None:
    """Raise Refusal when a required instrument is missing, left out or without the session before."""
    for symbol in universe.required:
        decisive = [
            n for n in notes if n.symbol == symbol and (n.answer == "left out" or n.fault == "gap_before")
        ]
        if symbol in found and not decisive:
            continue
        why = fetched.failures.get(symbol) or (reason(decisive[0]) if decisive else "not in the source")
        name = universe.instruments[symbol].name
        raise Refusal(
            f"no brief of {session} without {name} ({symbol}): {why}",
            where=fetched.source,
            remedy=_earlier(symbol, fetched, session) if decisive and decisive[0].fault in LATE else LATER,
        )


def _earlier(symbol: str, fetched: Fetched, session: date) -> str:
    """What to do when the session is not there yet: wait, or take the last one that is."""
    closes = fetched.histories[symbol].bars["close"].dropna()
    last = max((day.date() for day in closes.index if day.date() < session), default=None)
    return f"ask for its latest session with --date {last}, or {LATER}" if last else LATER


def refuse_too_few(
    universe: Universe,
    kept: Mapping[str, object],
    notes: tuple[Note, ...],
    fetched: Fetched,
    session: date,
) -> None:
    """Raise Refusal when too much of what the source should have cannot be used.

    What the source never had (a file with some of the columns) does not count as left out.
    """
    # a holiday at another exchange is no fault of the source
    out = {note.symbol: note for note in notes if note.answer == "left out" and note.fault != "closed"}
    offered = len(out) + len(kept)
    if len(out) * ONE_IN > offered:
        some = "; ".join(f"{symbol}: {_why(out[symbol], fetched)}" for symbol in list(out)[:NAMED])
        raise Refusal(
            f"{len(out)} of {offered} instruments cannot be used for {session} ({some})",
            where=fetched.source,
            remedy=LATER,
        )
    _refuse_too_few_majors(universe, kept, out, fetched, session)


def _refuse_too_few_majors(
    universe: Universe,
    kept: Mapping[str, object],
    out: Mapping[str, Note],
    fetched: Fetched,
    session: date,
) -> None:
    if MAJORS not in universe.groups:
        return
    group = universe.groups[MAJORS]
    lost = [symbol for symbol in group.members if symbol not in kept]
    present = len(group.members) - len(lost)
    if present < min(AT_LEAST, len(group.members)):
        why = "; ".join(f"{s}: {_why(out[s], fetched) if s in out else 'not in the source'}" for s in lost)
        raise Refusal(
            f"no brief of {session} with {present} of {len(group.members)} {group.name} ({why})",
            where=fetched.source,
            remedy=LATER,
        )


def reason(note: Note) -> str:
    """A note in the words of an error message."""
    return REASONS[note.fault].format(days=", ".join(map(str, note.sessions)))


def _why(note: Note, fetched: Fetched) -> str:
    return fetched.failures.get(note.symbol) or reason(note)
