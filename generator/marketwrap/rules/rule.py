"""What a rule is: it declares the phrases that it may say."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from marketwrap.base.errors import ConfigError
from marketwrap.base.model import Finding
from marketwrap.facts import Day

Found = Finding | Iterable[Finding] | None


@dataclass(frozen=True)
class Rule:
    """``find`` gives a finding of the day, several, or None; ``says`` has every phrase that they may have."""

    find: Callable[[Day], Found]
    says: tuple[str, ...]

    @property
    def name(self) -> str:
        """``module.function``, as findings, brief.json and the rulebook have it."""
        return name_of(self.find)


def judged(rule: Rule, day: Day) -> tuple[Finding, ...]:
    """What a rule finds; ConfigError where it says a phrase that it does not declare."""
    return named(rule.name, rule.says, rule.find(day))


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
