"""What a rule is, and what heads an edition: each declares the phrases that it may say."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from marketwrap.base.errors import ConfigError
from marketwrap.base.model import Finding
from marketwrap.facts import Day

Found = Finding | Iterable[Finding] | None
#: what a kind of day is told by
Seen = TypeVar("Seen")


@dataclass(frozen=True)
class Rule:
    """``find`` gives a finding of the day, several, or None; ``says`` has every phrase that they may have."""

    find: Callable[[Day], Found]
    says: tuple[str, ...]

    @property
    def name(self) -> str:
        """``module.function``, as findings, brief.json and the rulebook have it."""
        return name_of(self.find)


@dataclass(frozen=True)
class Kind(Generic[Seen]):
    """A kind of day; ``says`` has every headline that it may have; its standfirst has its name."""

    #: a score, or whether it holds
    test: Callable[[Seen], float]
    says: tuple[str, ...]

    @property
    def name(self) -> str:
        """The function's."""
        return self.test.__name__


@dataclass(frozen=True)
class Lead:
    """What heads an edition: the kinds of day that it tells apart, and the headline of one."""

    kinds: Mapping[str, Kind[Any]]
    kind: Callable[[Day], str]
    headline: Callable[[Day, str], Finding]


def judged(rule: Rule, day: Day) -> tuple[Finding, ...]:
    """What a rule finds; ConfigError where it says a phrase that it does not declare."""
    return named(rule.name, rule.says, rule.find(day))


def led(lead: Lead, day: Day) -> tuple[str, Finding]:
    """The kind of day, and the finding that headline and standfirst are worded from; raises as ``judged``."""
    kind = lead.kind(day)
    (finding,) = named(name_of(lead.headline), lead.kinds[kind].says, lead.headline(day, kind))
    return kind, finding


def named(name: str, says: tuple[str, ...], found: Found) -> tuple[Finding, ...]:
    """The findings of the rule of a name; ConfigError for one whose phrase is not among those it ``says``."""
    several = (found,) if isinstance(found, Finding) else found or ()
    return tuple(replace(_declared(name, says, finding), rule=name) for finding in several)


def _declared(name: str, says: tuple[str, ...], finding: Finding) -> Finding:
    if finding.phrase in says:
        return finding
    raise ConfigError(
        f'it says "{finding.phrase}", which it does not declare',
        where=f"rule {name}",
        remedy="add the phrase to what the rule says",
    )


def name_of(function: Callable[..., object]) -> str:
    """``module.function``."""
    return f"{function.__module__.rpartition('.')[2]}.{function.__name__}"
