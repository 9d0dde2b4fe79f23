"""The morning's recap: where the last session left the indexes. The rest it shares with the close."""

from collections.abc import Iterator
from dataclasses import replace

from marketwrap.base.model import Finding
from marketwrap.facts import Day
from marketwrap.rules import indexes
from marketwrap.rules.saying import say


def recap(day: Day) -> Finding | None:
    """The major indexes at the last close, with its day."""
    moves = tuple(sorted(day.facts(day.members("majors"), "change_1d"), key=lambda f: -abs(f.number)))
    session = day.fact("brief", "session_date")
    if not moves or session is None:
        return None
    return say("morning.recap", "recap", 1.0, moves=moves, session=session)


def standing_out(day: Day) -> Iterator[Finding]:
    """What stood out of the indexes at that close: a record, a run, a size not seen for long."""
    for rule in (
        indexes.largest_move,
        indexes.records,
        indexes.streak,
        indexes.streak_ended,
        indexes.below_record,
    ):
        found = rule(day)
        if found is not None:
            yield replace(found, topic="recap")


RULES = (recap, standing_out)
