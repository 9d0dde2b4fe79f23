"""Which languages there are: a folder each, in ``templates/languages`` or anywhere, with all that is its own.

``language.toml`` of the folder says what the language is called and what it is made of; what the folder
lacks is taken from the language that it names as its ``base``. A language is known by its name, such as
``en-GB``, or by the path of its folder.
"""

import importlib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any, Final

from marketwrap.base import packages
from marketwrap.base.errors import ConfigError
from marketwrap.base.templates import LANGUAGE, template_dir
from marketwrap.language.grammar import Grammar

NAME: Final = "language.toml"
SEE: Final = "docs/add-a-language.md shows how"
#: names of languages as documents and mail may say them (BCP 47, its common forms)
_TAG: Final = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")
_KEYS: Final = frozenset({"name", "base", "tag", "grammar", "reading"})


@dataclass(frozen=True, slots=True)
class Language:
    """A language: its tag, and where its words and rules are."""

    #: what documents say of their language; its folder's name where ``language.toml`` gives none
    tag: str
    #: folders with its words, that of the base before its own
    folders: tuple[Path, ...]
    #: of its ``GRAMMAR``, and of the ``READING`` of the check: a module's name, or the path of a file
    grammar: str
    reading: str


def shipped() -> tuple[str, ...]:
    """The names of the languages that marketwrap comes with."""
    return tuple(sorted(path.parent.name for path in _shipped().glob(f"*/{NAME}")))


def _shipped() -> Path:
    return template_dir() / "languages"


@cache
def find(language: str = LANGUAGE) -> Language:
    """A language by its name, its tag, or the path of its folder.

    Raises ConfigError where there is none, or its ``language.toml`` is wrong.
    """
    if language in shipped():
        return _read(_shipped() / language)
    if (Path(language) / NAME).is_file():
        return _read(Path(language).absolute())
    by_tag = {_read(_shipped() / name).tag: name for name in shipped()}
    if language in by_tag:
        return find(by_tag[language])
    raise ConfigError(
        f"no language {language!r}",
        where="language",
        remedy=f"give one of {', '.join(shipped())}, or the folder of one of your own ({SEE})",
    )


def written_in(tag: str, given: str) -> str:
    """The language of a document that says it is ``tag``: the ``given`` one, or else a shipped one.

    Raises ConfigError where it is neither.
    """
    if not tag or find(given).tag == tag:
        return given
    try:
        find(tag)
    except ConfigError as error:
        remedy = "give the settings that it was made with, whose language is a folder"
        raise ConfigError(error.what, where="the brief", remedy=remedy) from error
    return tag


def _read(folder: Path) -> Language:
    where = str(folder / NAME)
    raw = read_toml(folder / NAME)
    if strange := raw.keys() - _KEYS:
        raise ConfigError(f"{min(strange)}: there is no such entry", where=where, remedy=SEE)
    if wrong := next((key for key, value in raw.items() if not isinstance(value, str)), None):
        raise ConfigError(f"{wrong}: not a text", where=where, remedy=SEE)
    tag = raw.get("tag", folder.name)
    if not _TAG.fullmatch(tag):
        raise ConfigError(f"{tag!r} is no tag of a language", where=where, remedy='write tag = "de-CH"')
    base = _base(folder, raw["base"]) if "base" in raw else None
    modules = {}
    for kind in ("grammar", "reading"):
        if kind in raw:
            modules[kind] = str(folder / raw[kind]) if raw[kind].endswith(".py") else raw[kind]
        elif base is not None:
            modules[kind] = getattr(base, kind)
        else:
            raise ConfigError(f"{kind} is missing, and there is no base", where=where, remedy=SEE)
    return Language(tag, (*(base.folders if base else ()), folder), **modules)


def _base(folder: Path, name: str) -> Language:
    """The language that another is based on: shipped, or a folder beside it."""
    beside = folder.parent / name
    if beside == folder or (name not in shipped() and not (beside / NAME).is_file()):
        raise ConfigError(f"base: no language {name!r}", where=str(folder / NAME), remedy=SEE)
    return find(name) if name in shipped() else find(str(beside))


# What a language is made of -----------------------------------------------------------------------


@cache
def grammar(language: str) -> Grammar:
    """How a language makes numbers, dates and sentences. Raises ConfigError where that is not all there."""
    place = find(language).grammar
    found = getattr(module(place), "GRAMMAR", None)
    if not isinstance(found, Grammar):
        missing = sorted(name for name in dir(Grammar) if name[0] != "_" and not hasattr(found, name))
        what = f"GRAMMAR lacks {', '.join(missing)}" if found is not None else "there is no GRAMMAR in it"
        raise ConfigError(what, where=place, remedy=SEE)
    return found


@cache
def module(place: str) -> ModuleType:
    """A language's code, by a module's name or the path of its file. Raises ConfigError."""
    try:
        return packages.of_file(Path(place)) if place.endswith(".py") else importlib.import_module(place)
    except (ImportError, OSError, SyntaxError) as error:
        raise ConfigError(f"it cannot be loaded: {error}", where=place, remedy=SEE) from error


def table(language: str, name: str) -> dict[str, Any]:
    """A file of a language: tables with what the base has in them, everything else the language's own.

    Raises ConfigError where neither has it, or one is not TOML.
    """
    paths = files(language, name)
    if not paths:
        raise ConfigError(f"there is no {name}", where=str(find(language).folders[-1]), remedy=SEE)
    merged: dict[str, Any] = {}
    for path in paths:
        merged = _over(merged, read_toml(path))
    return merged


def files(language: str, pattern: str) -> tuple[Path, ...]:
    """The files of a language by a name or pattern, those of its base first."""
    return tuple(path for folder in find(language).folders for path in sorted(folder.glob(pattern)))


def _over(base: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    both = {key for key in own if isinstance(own[key], dict) and isinstance(base.get(key), dict)}
    return {**base, **own, **{key: _over(base[key], own[key]) for key in both}}


def read_toml(path: Path) -> dict[str, Any]:
    """A file of words. Raises ConfigError for what cannot be read or is not TOML."""
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"it cannot be read: {error}", where=str(path), remedy=SEE) from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"not valid TOML: {error}", where=str(path)) from error
