"""The rules as a page: what each looks for, and the phrases of its chapter."""

import sys
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from inspect import getdoc
from itertools import dropwhile, takewhile
from typing import Any

from marketwrap.base.templates import LANGUAGE
from marketwrap.language.phrases import files, phrases
from marketwrap.market import universe
from marketwrap.rules import archetypes, holdings, morning_lead, newsworthiness, weekly_lead
from marketwrap.rules.extensions import NONE, Extensions
from marketwrap.rules.holdings import PageRule
from marketwrap.rules.rule import Rule
from marketwrap.story.editions import all_rules

#: those of the editions, then those of a client's page
RULES: tuple[Rule | PageRule, ...] = (
    *all_rules(),
    holdings.HEADLINE,
    holdings.STANDFIRST,
    *holdings.RULES,
)
#: of days, mornings and weeks
KINDS = (*archetypes.ARCHETYPES.values(), *morning_lead.KINDS, *weekly_lead.KINDS)
#: phrase files of the chapter on kinds of day, which have words for a day of no kind too
LEADS = ("headline", "standfirst")


@dataclass(frozen=True)
class Chapter:
    """One module of rules; one file of phrases that no rule words, such as the notes."""

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


def chapters(language: str = LANGUAGE, own: Extensions = NONE) -> Iterator[Chapter]:
    """Every rule in reading order, by module; the kinds of day before them, further phrases behind.

    The user's own rules and metrics come after the bundled rules.
    """
    rules = _with_further(own)
    left = dict(phrases(language))
    kinds = {test.__name__: _doc(test) for test in KINDS}
    yield Chapter("kinds of day", _doc(archetypes), kinds, _taken(left, _of(LEADS, left)))
    for module in dict.fromkeys(rule.find.__module__ for rule in rules):
        of_module = [rule for rule in rules if rule.find.__module__ == module]
        about = {rule.name: _doc(rule.find) for rule in of_module}
        said = {phrase for rule in of_module for phrase in rule.says}
        yield Chapter(module.rpartition(".")[2], _doc(sys.modules[module]), about, _taken(left, said))
    if measured := {name: _doc(_function(compute)) for name, compute in own.metrics.functions}:
        yield Chapter("further metrics", "What extensions measure.", measured, {})
    for file in dict.fromkeys(key.partition(".")[0] for key in left):
        yield Chapter(file, _comment(language, file), {}, _taken(left, _of((file,), left)))


def markdown(language: str = LANGUAGE, own: Extensions = NONE) -> str:
    """The rulebook as ``docs/rulebook.md`` has it, with the user's own rules."""
    found = tuple(chapters(language, own))
    variants = sum(len(texts) for chapter in found for texts in chapter.phrases.values())
    counted = f"{len(_with_further(own))} rules, {len(KINDS)} kinds of day and {variants} phrase variants."
    lines = [
        "# The rulebook",
        "",
        f"{counted} Made by `marketwrap rules`; `./run.sh rulebook` writes this page anew.",
        "",
        "A rule looks at the day's facts and may find something worth saying. A phrase words it; of",
        "several wordings the first comes, another where it was used. `{{ move|size }}` stands for a fact,",
        "here `move`, and the filter that prints it, `{% if … %}` for what is said only where the fact is",
        "there. The filters are in `generator/marketwrap/language/filters/`.",
        "",
        *_scale(),
    ]
    for chapter in found:
        lines += [*_chapter(chapter), ""]
    return "\n".join(lines[:-1]) + "\n"


def _scale() -> Iterator[str]:
    """The scale by which findings are weighed, with its tables."""
    yield from ("## The scale of news", "", _doc(newsworthiness), "")
    yield from _table("weight of a milestone", newsworthiness.WEIGHTS)
    yield from _table("a large move of a kind", newsworthiness.LARGE)
    yield from _table("fame of a kind", newsworthiness.FAME)
    for name in universe.bundled():
        yield from _table(f"fame in {name}", universe.load(name).fame)


def _table(head: str, values: Mapping[Any, float]) -> Iterator[str]:
    yield from (f"| {head} | |", "| --- | --- |")
    yield from (f"| {name} | {value:g} |" for name, value in values.items())
    yield ""


def _with_further(own: Extensions) -> tuple[Rule | PageRule, ...]:
    return (*RULES, *dict.fromkeys((*own.rules, *own.weekly)))


def _chapter(chapter: Chapter) -> Iterator[str]:
    yield from (f"## {chapter.name}", "", chapter.about, "")
    if chapter.rules:
        yield from ("| name | what it looks for |", "| --- | --- |")
        yield from (f"| `{name}` | {text.replace('|', '&#124;')} |" for name, text in chapter.rules.items())
    if chapter.rules and chapter.phrases:
        yield from ("", "Phrases:", "")
    for key, variants in chapter.phrases.items():
        yield f"- **{key}**"
        yield from (f"  - {_literal(text)}" for text in variants)


def _literal(text: str) -> str:
    """A template as Markdown shows it unchanged."""
    return f"`{' '.join(text.split())}`"


def _of(files: Container[str], left: Iterable[str]) -> set[str]:
    return {key for key in left if key.partition(".")[0] in files}


def _taken(left: dict[str, tuple[str, ...]], chosen: set[str]) -> dict[str, tuple[str, ...]]:
    """The phrases of a chapter, which no later one has."""
    return {key: left.pop(key) for key in tuple(left) if key in chosen}


def _function(compute: Callable[..., object]) -> Callable[..., object]:
    """What a metric computes by, without the settings that it is given."""
    return compute.func if isinstance(compute, partial) else compute


def _doc(of: Callable[..., object] | object) -> str:
    return " ".join((getdoc(of) or "").split())


def _comment(language: str, file: str) -> str:
    """What the first comment in a file of phrases says about it."""
    path = next(path for path in files(language) if path.stem == file)
    lines = path.read_text("utf-8").splitlines()
    begun = dropwhile(lambda line: not line.startswith("#"), lines)
    said = takewhile(lambda line: line.startswith("#"), begun)
    return " ".join(line.removeprefix("#").strip() for line in said)
