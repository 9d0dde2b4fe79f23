"""The source of a name: one that ships, one that an installed package offers, or a function of the user's."""

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module, metadata
from pathlib import Path
from typing import Any, Final

from marketwrap.base.errors import ConfigError, nearest
from marketwrap.sources import SOURCES
from marketwrap.sources.request import Source

#: of the entry points by which an installed package offers its sources
GROUP: Final = "marketwrap.sources"
_FUNCTION: Final = re.compile(r"((?:[^\W\d]\w*\.)*[^\W\d]\w*):([^\W\d]\w*)")


def find(name: str) -> Source:
    """The function behind ``sample``, an entry point's name or ``module:function``.

    A module is looked for in the working directory too. What it raises while it is imported is raised, but
    for an import that fails. Raises ConfigError where there is no such source.
    """
    if name in SOURCES:
        return SOURCES[name]
    offered = {point.name: point for point in metadata.entry_points(group=GROUP)}
    if name in offered:
        name = offered[name].value
    parts = _FUNCTION.fullmatch(name)
    if parts is None:
        names = (*SOURCES, *offered)
        raise ConfigError(
            f"no source {name}",
            remedy=nearest(name, names, most=3, alike=0.6)
            + f"give one of: {', '.join(names)}, or module:function",
        )
    return _imported(*parts.groups())


def _imported(module: str, function: str) -> Source:
    where = f"source {module}:{function}"
    try:
        with _working_directory_on_path():
            found = import_module(module)
    except ImportError as error:
        raise ConfigError(
            f"cannot be imported: {error}",
            where=where,
            remedy=f"it is looked for in {Path.cwd()} and where Python looks",
        ) from error
    source: Any = getattr(found, function, None)
    if not callable(source):
        remedy = f"{nearest(function, vars(found), most=3, alike=0.6)}give the name of a function"
        raise ConfigError(f"{module} has no function {function}", where=where, remedy=remedy)
    made: Source = source
    return made


@contextmanager
def _working_directory_on_path() -> Iterator[None]:
    """As for ``python -m``, and no longer than the import takes."""
    here = str(Path.cwd())
    sys.path.insert(0, here)
    try:
        yield
    finally:
        sys.path.remove(here)
