"""The morning: the few strongest findings of the last close, what is known since, what is due, one level.

All of it is found by the rules of the close; a morning tells less.
"""

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from typing import Final

from marketwrap.base.model import Finding
from marketwrap.facts import Day
from marketwrap.rules import (
    breadth,
    calendar,
    milestones,
    moves,
    news,
    periods,
    reports,
    resolved,
    sectors,
    watch,
)
from marketwrap.rules.rule import Rule, judged

#: rules of the close of which a morning tells the strongest findings, so many beside the major indexes
CLOSE: Final = (*moves.RULES, *periods.RULES, *breadth.RULES, *sectors.RULES)
MOST = 4
#: what several of the indexes reached together, which heads a morning and has no sentence of its own
JOINT: Final = tuple(milestones.JOINT.values())


def recap(day: Day) -> Iterator[Finding]:
    """What the close brought: the major indexes, and the strongest findings beside them, in its order."""
    found = [finding for rule in CLOSE for finding in judged(rule, day)]
    # a page has no room for an index's second milestone
    found = [finding for finding in found if finding.phrase not in moves.OWN_SENTENCES]
    majors = {f"move.{symbol}" for symbol in day.members("majors")}
    own = [finding for finding in found if majors.intersection(finding.claims) or finding.phrase in JOINT]
    others = sorted((f for f in found if f not in own), key=lambda finding: -finding.news)[:MOST]
    yield from (finding for finding in found if finding in own or finding in others)


def reported(day: Day) -> Iterator[Finding]:
    """Releases and results: those of the session with its close, those of since then by themselves."""
    for finding in (finding for rule in reports.RULES for finding in judged(rule, day)):
        since = any(day.fact(fact.subject, "event_since_close") for fact in finding.facts)
        yield finding if since else replace(finding, topic="themes")


def level(day: Day) -> Finding | None:
    """The one level to watch: the strongest of the close's."""
    found = [finding for rule in watch.RULES for finding in judged(rule, day)]
    return max(found, key=lambda finding: finding.news, default=None)


def _says(rules: tuple[Rule, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(chain.from_iterable(rule.says for rule in rules)))


RULES: tuple[Rule, ...] = (
    Rule(recap, says=_says(CLOSE)),
    *news.RULES,
    news.OVERNIGHT,
    Rule(reported, says=_says(reports.RULES)),
    *calendar.RULES,
    *resolved.RULES,
    Rule(level, says=_says(watch.RULES)),
)
