"""The phrases of a language."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from marketwrap.base.errors import ConfigError, nearest
from marketwrap.base.templates import LANGUAGES, PHRASES, Own, in_force, template_dir
from marketwrap.language import languages


def phrases(language: str) -> Mapping[str, tuple[str, ...]]:
    """All phrases of a language as key -> variants; the key is ``file.entry``.

    A language has the phrases of its base but for those that it words itself. Those of own templates take the
    place of bundled ones, one by one, so that what a later version says anew is said too; those of own
    packages come beside them. Raises ConfigError for a language that is not there or has none, a file that is
    not TOML or holds more than texts, and an entry that takes the place of none, or of one.
    """
    return _phrases(language, in_force())


@cache
def _phrases(language: str, own: Own) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for folder in languages.find(language).folders:
        for path in sorted(folder.glob(f"{PHRASES}/*.toml")):
            found |= read(path)
        if own.folder and folder.is_relative_to(template_dir()):
            replaced = own.folder / folder.relative_to(template_dir())
            for path in sorted(replaced.glob(f"{PHRASES}/*.toml")):
                found |= _replacing(path, found)
    if not found:
        raise ConfigError("there are no phrases", where=language, remedy=languages.SEE)
    for package in own.packages:
        added: dict[str, tuple[str, ...]] = {}
        for path in _added(package, language):
            entries = read(path)
            if twice := found.keys() & entries.keys():
                raise ConfigError(
                    f"there is a phrase {min(twice)} already",
                    where=str(path),
                    remedy="give yours another name",
                )
            added |= entries
        found |= added
    return found


def _replacing(path: Path, known: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """The phrases of a file of own templates. Raises ConfigError for one that takes the place of none."""
    entries = read(path)
    if strange := entries.keys() - known.keys():
        name = min(strange)
        raise ConfigError(
            f"no bundled phrase is called {name}",
            where=str(path),
            remedy=f"{nearest(name, known)}new phrases come with rules: docs/own-rules.md",
        )
    return entries


def page_words(language: str) -> Mapping[str, str]:
    """The words of pages and mail around an article, by their keys under ``page``."""
    return _page_words(language, in_force())


@cache
def _page_words(language: str, _files: Own) -> Mapping[str, str]:
    return {
        key.removeprefix("page."): texts[0]
        for key, texts in phrases(language).items()
        if key.startswith("page.")
    }


def files(language: str) -> tuple[Path, ...]:
    """The bundled files of phrases, and those of own packages."""
    added = (path for package in in_force().packages for path in _added(package, language))
    return (*languages.files(language, f"{PHRASES}/*.toml"), *added)


def _added(package: Path, language: str) -> Iterator[Path]:
    """The files of phrases that a package of one's own brings, those of the language's base first."""
    for folder in languages.find(language).folders:
        yield from sorted((package / LANGUAGES / folder.name / PHRASES).glob("*.toml"))


def read(path: Path) -> dict[str, tuple[str, ...]]:
    """The phrases of a file by key. Raises ConfigError for one that is not TOML, or holds more than texts."""
    texts = {
        key: (said,) if isinstance(said, str) else said for key, said in languages.read_toml(path).items()
    }
    for key, said in texts.items():
        if not isinstance(said, list | tuple) or not said or not all(isinstance(text, str) for text in said):
            raise ConfigError(
                f"{key} is not a text or a list of texts", where=str(path), remedy='write name = ["…", "…"]'
            )
    return {f"{path.stem}.{key}": tuple(said) for key, said in texts.items()}


@cache
def pattern(text: str) -> str:
    """What is left of a phrase without its gaps; short ones, such as labels, have none."""
    return " ".join(re.sub(r"\{[{%].*?[%}]\}", "", text).split())
