"""Code of the user's own: a package by the name that Python imports it by, a folder or a file anywhere."""

import importlib
import importlib.util
import sys
from functools import cache
from hashlib import sha256
from pathlib import Path
from types import ModuleType
from typing import Final

from marketwrap.base.errors import ConfigError

_INIT: Final = "__init__.py"
SEE: Final = "docs/own-rules.md shows how"


def folder(entry: str) -> Path:
    """Where a package lies that the settings name, ``firm_rules`` or ``house/``; it is not run.

    Raises ConfigError where there is none.
    """
    if _is_path(entry):
        if not (Path(entry) / _INIT).is_file():
            raise ConfigError(f"there is no {_INIT} in it", where=f"extensions, {entry}", remedy=SEE)
        return Path(entry).absolute()
    try:
        spec = importlib.util.find_spec(entry)
    except (ImportError, ValueError):
        spec = None
    if spec is None or not spec.submodule_search_locations:
        raise ConfigError(
            "there is no such package",
            where=f"extensions, {entry}",
            remedy=f"install it, or give its folder as {entry}/",
        )
    return Path(spec.submodule_search_locations[0])


def module(entry: str) -> ModuleType:
    """The package itself, run once a process. Raises ConfigError where it cannot be imported."""
    try:
        return of_file(folder(entry) / _INIT) if _is_path(entry) else importlib.import_module(entry)
    except (ImportError, SyntaxError) as error:
        raise ConfigError(f"it cannot be imported: {error}", where=f"extensions, {entry}") from error


def _is_path(entry: str) -> bool:
    return "/" in entry or "\\" in entry or entry.startswith(".")


@cache
def of_file(file: Path) -> ModuleType:
    """A module of a file anywhere, or the package of an ``__init__.py``, run once a process.

    Raises what Python does where it cannot be imported, and OSError.
    """
    is_package = file.name == _INIT
    place = file.parent if is_package else file.with_suffix("")
    # a name that no other file has, whose last part is the file's or folder's: rules are named by it
    name = f"marketwrap_{sha256(str(place).encode()).hexdigest()[:12]}.{place.name}"
    spec = importlib.util.spec_from_file_location(
        name, file, submodule_search_locations=[str(place)] if is_package else None
    )
    if spec is None or spec.loader is None:
        raise ImportError(f"{file} is no Python file")
    made = importlib.util.module_from_spec(spec)
    # so that its modules can import each other by "from . import", and dataclasses find their own
    sys.modules[name] = made
    try:
        spec.loader.exec_module(made)
    except BaseException:
        del sys.modules[name]
        raise
    return made
