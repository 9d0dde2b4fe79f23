"""The rules as a page: what each looks for, and the phrases of its chapter."""

import inspect
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import dropwhile, takewhile
from typing import Any

from marketwrap.base.templates import LANGUAGE
from marketwrap.language import languages
from marketwrap.language.phrases import phrases
from marketwrap.rules import archetypes, morning_lead, rule_name, weekly_lead
from marketwrap.story.editions import all_rules

#: phrase files of the chapter on kinds of day
LEADS = ("headline", "standfirst")
RULES = tuple(all_rules())
#: of days, weeks and mornings
KINDS = {**archetypes.ARCHETYPES, **weekly_lead.KINDS, **morning_lead.KINDS}


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


def chapters(language: str = LANGUAGE) -> Iterator[Chapter]:
    """Every rule in reading order, by module; the kinds of day before them, further phrases behind."""
    known = phrases(language)
    files = dict.fromkeys(key.partition(".")[0] for key in known)
    kinds = {name: _doc(score) for name, score in KINDS.items()}
    yield Chapter("kinds of day", _doc(archetypes), kinds, _of(LEADS, known))
    left = {file: None for file in files if file not in LEADS}
    for module in dict.fromkeys(rule.__module__ for rule in RULES):
        said = _files_of(module, left)
        about = {rule_name(rule): _doc(rule) for rule in RULES if rule.__module__ == module}
        yield Chapter(module.rpartition(".")[2], _doc(sys.modules[module]), about, _of(said, known))
        left = {file: None for file in left if file not in said}
    for file in left:
        yield Chapter(file, _comment(language, file), {}, _of((file,), known))


def markdown(language: str = LANGUAGE) -> str:
    """The rulebook as ``docs/rulebook.md`` has it."""
    found = tuple(chapters(language))
    variants = sum(len(texts) for chapter in found for texts in chapter.phrases.values())
    counted = f"{len(RULES)} rules, {len(KINDS)} kinds of day and {variants} phrase variants."
    lines = [
        "# The rulebook",
        "",
        f"{counted} Made by `marketwrap rules`; `./run.sh rulebook` writes this page anew.",
        "",
        "A rule looks at the day's facts and may find something worth saying. A phrase words it; which",
        "of its variants comes is a matter of the date. `{{ move|size }}` stands for a fact, here `move`,",
        "and the filter that prints it, `{% if … %}` for what is said only where the fact is there. The",
        "filters are in `generator/marketwrap/language/filters/`.",
        "",
    ]
    for chapter in found:
        lines += [*_chapter(chapter), ""]
    return "\n".join(lines[:-1]) + "\n"


def _chapter(chapter: Chapter) -> Iterator[str]:
    yield from (f"## {chapter.name}", "", chapter.about, "")
    if chapter.rules:
        yield from ("| name | what it looks for |", "| --- | --- |")
        yield from (f"| `{name}` | {text.replace('|', '&#124;')} |" for name, text in chapter.rules.items())
        yield from ("", "Phrases:", "")
    for key, variants in chapter.phrases.items():
        yield f"- **{key}**"
        yield from (f"  - {_literal(text)}" for text in variants)


def _literal(text: str) -> str:
    """A template as Markdown shows it unchanged."""
    return f"`{' '.join(text.split())}`"


def _files_of(module: str, files: Mapping[str, None]) -> tuple[str, ...]:
    """Phrase files that a module says something from: its own, and those that no module is named after."""
    source = inspect.getsource(sys.modules[module])
    named = re.findall(r'"([a-z_]+)\.[a-z_{]', source)
    modules = {rule.__module__.rpartition(".")[2] for rule in RULES}
    own = module.rpartition(".")[2]
    return tuple(file for file in files if file == own or (file in named and file not in modules))


def _of(files: tuple[str, ...], known: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    return {key: texts for file in files for key, texts in known.items() if key.partition(".")[0] == file}


def _doc(of: Callable[..., object] | object) -> str:
    return " ".join((inspect.getdoc(of) or "").split())


def _comment(language: str, file: str) -> str:
    """What the first comment in a file of phrases says about it."""
    lines = languages.files(language, f"phrases/{file}.toml")[0].read_text("utf-8").splitlines()
    begun = dropwhile(lambda line: not line.startswith("#"), lines)
    said = takewhile(lambda line: line.startswith("#"), begun)
    return " ".join(line.removeprefix("#").strip() for line in said)
