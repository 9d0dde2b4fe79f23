"""The rules as a page: what each looks for, and the phrases of its chapter."""

import inspect
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from generator.rules import RULES, Rule, rule_name
from generator.wording import phrases


@dataclass(frozen=True)
class Chapter:
    """One module of rules."""

    name: str
    about: str
    #: rule -> what it looks for
    rules: Mapping[str, str]
    #: phrase -> its variants, as written in the templates
    phrases: Mapping[str, tuple[str, ...]]

    def as_dict(self) -> dict[str, Any]:
        """The same as data."""
        return {
            "chapter": self.name,
            "about": self.about,
            "rules": dict(self.rules),
            "phrases": {key: list(variants) for key, variants in self.phrases.items()},
        }


def chapters(language: str = "en") -> Iterator[Chapter]:
    """Every rule in reading order, by module."""
    modules: dict[str, list[Rule]] = {}
    for rule in RULES:
        modules.setdefault(rule.__module__, []).append(rule)
    known = phrases(language)
    for module, found in modules.items():
        name = module.rpartition(".")[2]
        keys = sorted({key.partition(".")[0] for key in known if key.partition(".")[0] == name})
        said = {key: text for key, text in known.items() if key.partition(".")[0] in keys}
        about = inspect.getdoc(inspect.getmodule(found[0])) or ""
        yield Chapter(name, about, {rule_name(rule): inspect.getdoc(rule) or "" for rule in found}, said)


def markdown(language: str = "en") -> str:
    """The rulebook as ``docs/rulebook.md`` has it."""
    found = tuple(chapters(language))
    rules = sum(len(chapter.rules) for chapter in found)
    variants = sum(len(text) for text in phrases(language).values())
    lines = [
        "# The rulebook",
        "",
        f"Made by `marketwrap rules`: {rules} rules and {variants} phrase variants, those of headlines and bullets included.",
        "",
    ]
    for chapter in found:
        lines += [f"## {chapter.name}", "", chapter.about, "", "| rule | looks for |", "| --- | --- |"]
        lines += [f"| `{name}` | {' '.join(text.split())} |" for name, text in chapter.rules.items()]
        lines += ["", "```toml"]
        lines += [f"{key} = {text!r}" for key, variants_ in chapter.phrases.items() for text in variants_]
        lines += ["```", ""]
    return "\n".join(lines[:-1]) + "\n"
