"""What is worth saying.

``RULES`` holds every rule in reading order; a rule takes the day's facts and gives a finding,
several, or none. To add one: see docs/add-a-rule.md.
"""

from collections.abc import Iterable

from marketwrap.base.model import Finding
from marketwrap.facts import Day
from marketwrap.rules import (
    breadth,
    calendar,
    drivers,
    moves,
    news,
    periods,
    precedent,
    regions,
    reports,
    resolved,
    sectors,
    verdict,
    watch,
)
from marketwrap.rules.rule import Rule, judged

RULES: tuple[Rule, ...] = (
    *moves.RULES,
    *periods.RULES,
    *regions.RULES,
    *breadth.RULES,
    *precedent.RULES,
    *drivers.RULES,
    *news.RULES,
    *reports.RULES,
    *verdict.RULES,
    *sectors.RULES,
    *resolved.RULES,
    *watch.RULES,
    *calendar.RULES,
)


def judge(day: Day, rules: Iterable[Rule] = RULES) -> tuple[Finding, ...]:
    """Run the rules; the findings in reading order, each with its rule's name. Raises as ``judged``."""
    return tuple(finding for rule in rules for finding in judged(rule, day))
