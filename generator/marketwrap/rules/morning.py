"""The morning's recap: where the last session left the indexes. The rest it shares with the close."""

from collections.abc import Iterator
from dataclasses import replace

from marketwrap.base.model import Finding
from marketwrap.facts import Day
from marketwrap.rules import indexes, news
from marketwrap.rules.rule import Rule, judged
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
    for rule in STANDING_OUT:
        yield from (replace(found, topic="recap") for found in judged(rule, day))


_OF_INDEXES = {rule.find: rule for rule in indexes.RULES}
STANDING_OUT: tuple[Rule, ...] = (
    _OF_INDEXES[indexes.largest_move],
    _OF_INDEXES[indexes.records],
    _OF_INDEXES[indexes.streak],
    _OF_INDEXES[indexes.streak_ended],
    _OF_INDEXES[indexes.below_record],
)
RULES: tuple[Rule, ...] = (
    Rule(recap, says=("morning.recap",)),
    news.OVERNIGHT,
    Rule(standing_out, says=tuple(phrase for rule in STANDING_OUT for phrase in rule.says)),
)
