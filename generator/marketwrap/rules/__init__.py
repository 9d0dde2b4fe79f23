"""What is worth saying.

``RULES`` holds every rule in reading order; a rule takes the day's facts and gives a finding,
several, or none. To add one: see docs/add-a-rule.md.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace

from marketwrap.base.model import Finding
from marketwrap.facts import Day
from marketwrap.rules import (
    archetypes,
    assets,
    breadth,
    calendar,
    drivers,
    headlines,
    indexes,
    megacaps,
    news,
    precedent,
    regions,
    reports,
    resolved,
    sectors,
    verdict,
    watch,
)

Rule = Callable[[Day], Finding | Iterable[Finding] | None]

RULES: tuple[Rule, ...] = (
    *indexes.RULES,
    *regions.RULES,
    *breadth.RULES,
    *megacaps.RULES,
    *precedent.RULES,
    *drivers.RULES,
    *news.RULES,
    *reports.RULES,
    *verdict.RULES,
    *sectors.RULES,
    *assets.RULES,
    *resolved.RULES,
    *watch.RULES,
    *calendar.RULES,
)


def judge(day: Day, rules: Iterable[Rule] = RULES) -> tuple[Finding, ...]:
    """Run the rules; the findings in reading order, each with its rule's name."""
    return tuple(finding for rule in rules for finding in _run(rule, day))


def lead(day: Day) -> tuple[str, Finding]:
    """The day's archetype, and the finding that headline and standfirst are worded from."""
    name = archetypes.archetype(day)
    return name, named(headlines.headline, headlines.headline(day, name))


def rule_name(rule: Callable[..., object]) -> str:
    """``module.function``, as findings, brief.json and the rulebook have it."""
    return f"{rule.__module__.rpartition('.')[2]}.{rule.__name__}"


def _run(rule: Rule, day: Day) -> Iterable[Finding]:
    found = rule(day)
    if found is None:
        return ()
    several = (found,) if isinstance(found, Finding) else found
    return tuple(named(rule, finding) for finding in several)


def named(rule: Callable[..., object], finding: Finding) -> Finding:
    """The finding with the name of the rule that found it."""
    return replace(finding, rule=rule_name(rule))
