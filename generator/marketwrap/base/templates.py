"""Where the templates lie, bundled ones and one's own, and the one environment that fills them in."""

import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from marketwrap.base import packages
from marketwrap.base.errors import ConfigError, nearest

# the render worker, started before anything is loaded that takes time, asks which files are in force
if TYPE_CHECKING:
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    from marketwrap.base.settings import Settings

#: what a brief is written in where nothing else is asked for
LANGUAGE: Final = "en-US"

#: folders of the languages, each of which has its phrases in another one. These may be replaced as the files
#: at the top may; the check reads with the rest of what a language has
LANGUAGES: Final = "languages"
PHRASES: Final = "phrases"
#: set as PDF alone, in which a number that a template prints cannot be told from others
UNREAD: Final = "personal.html.jinja"
#: where a template of one's own finds the bundled one whose place it takes: ``{% extends "bundled/…" %}``
BUNDLED: Final = "bundled"


@dataclass(frozen=True, slots=True)
class Own:
    """Files of one's own beside the bundled templates; nothing by itself, see ``using``."""

    #: laid out as the bundled folder is; a file takes the place of its namesake
    folder: Path | None = None
    #: packages of the user's own, in which ``languages`` is laid out as the bundled folder of that name
    packages: tuple[Path, ...] = ()


_NOTHING: Final = Own()
#: as ``decimal`` has its context: a run sets it once, and the forty places that word something need not hand
#: it along; neither another thread nor the next run sees it
_OWN: Final[ContextVar[Own]] = ContextVar("own templates", default=_NOTHING)


def of_settings(settings: "Settings") -> Own:
    """What is to be in force for a run with these settings. Raises as ``load`` and ``packages``."""
    return load(settings.templates, tuple(map(packages.folder, settings.extensions)))


def load(folder: Path | None, extensions: tuple[Path, ...] = ()) -> Own:
    """A folder of templates of one's own, whose names have been looked at, and packages with phrases.

    Raises ConfigError where the folder is not there, or a file of it would take the place of none.
    """
    if folder is None:
        return Own(None, extensions)
    if not folder.is_dir():
        raise ConfigError(
            "there is no such folder", where=str(folder), remedy="set templates to a folder of your own files"
        )
    for path in sorted(p for p in folder.rglob("*") if p.is_file() and not p.name.startswith(".")):
        name = path.relative_to(folder).as_posix()
        if name not in _replaceable():
            raise ConfigError(
                f"no bundled template is called {name}",
                where=str(path),
                remedy=f"{nearest(name, _replaceable())}docs/own-templates.md says which can be replaced",
            )
    return Own(folder.absolute(), extensions)


@cache
def _replaceable() -> frozenset[str]:
    bundled = template_dir()
    top = {path.name for path in bundled.glob("*") if path.is_file()}
    languages = [path for path in (bundled / LANGUAGES).iterdir() if path.is_dir()]
    files = {path.name for language in languages for path in (language / PHRASES).glob("*.toml")}
    # a language has the phrases of its base too, whichever of them it words itself
    worded = {f"{LANGUAGES}/{language.name}/{PHRASES}/{name}" for language in languages for name in files}
    return frozenset(top | worded) - {UNREAD}


@contextmanager
def using(files: Own) -> Iterator[None]:
    """Let files of one's own take the place of the bundled ones until the block ends."""
    before = _OWN.set(files)
    try:
        yield
    finally:
        _OWN.reset(before)


def use(files: Own) -> None:
    """The same for what is left of the context (``contextvars``) that this is called in."""
    _OWN.set(files)


def in_force() -> Own:
    """The files of one's own that are used here and now; another process has to be handed them."""
    return _OWN.get()


@cache
def template_dir() -> Path:
    """The folder of templates, phrases and style sheets: inside an installed package, beside a source tree's.

    Raises ConfigError when neither is there.
    """
    package = Path(__file__).resolve().parents[1]
    # a clone has them at its top, beside the folder that the package stands in
    for folder in (package / "templates", package.parents[1] / "templates"):
        if folder.is_dir():
            return folder
    raise ConfigError("the templates are missing", where=str(package), remedy="install marketwrap again")


def layers(name: str) -> tuple[Path, ...]:
    """The files of that name, such as ``brief.css``: the bundled one, and one's own where there is one."""
    folder = in_force().folder
    replacing = (folder / name,) if folder and (folder / name).is_file() else ()
    return (template_dir() / name, *replacing)


def text_of(name: str) -> str:
    """A style sheet or a script as it is, one's own or the bundled one. Raises ConfigError."""
    path = layers(name)[-1]
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"it cannot be read: {error}", where=str(path)) from error


def render(name: str, content: Mapping[str, Any]) -> str:
    """A template filled in. Raises ConfigError naming the file and the line where it cannot be."""
    from jinja2 import TemplateError, TemplateNotFound  # noqa: PLC0415

    try:
        return environment().get_template(name).render(content)
    except TemplateNotFound as error:
        raise ConfigError(f"no template is called {error.name}", where=_place(error, name)) from error
    except (TemplateError, TypeError, ValueError, ArithmeticError, RecursionError) as error:
        raise ConfigError(f"it cannot be filled in: {error}", where=_place(error, name)) from error


def _place(error: Exception, name: str) -> str:
    """The file and the line of a template that an error comes from, as jinja writes both into tracebacks."""
    frames = traceback.extract_tb(error.__traceback__)
    within = [frame for frame in frames if frame.filename.endswith(".jinja")]
    return f"{within[-1].filename}, line {within[-1].lineno}" if within else str(layers(name)[-1])


def environment() -> "ImmutableSandboxedEnvironment":
    """The environment of all documents: HTML is escaped, and a missing name is an error."""
    return _environment(in_force().folder)


@cache
def _environment(folder: Path | None) -> "ImmutableSandboxedEnvironment":
    from jinja2 import ChoiceLoader, FileSystemLoader, PrefixLoader, StrictUndefined  # noqa: PLC0415
    from jinja2.sandbox import ImmutableSandboxedEnvironment  # noqa: PLC0415

    bundled = FileSystemLoader(template_dir())
    first = [FileSystemLoader(folder)] if folder else []
    return ImmutableSandboxedEnvironment(
        loader=ChoiceLoader([*first, bundled, PrefixLoader({BUNDLED: bundled})]),
        autoescape=_is_html,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def _is_html(name: str | None) -> bool:
    # jinja's own select_autoescape goes by the last suffix and would leave brief.html.jinja unescaped
    return name is None or not name.endswith((".txt.jinja", ".md.jinja"))
