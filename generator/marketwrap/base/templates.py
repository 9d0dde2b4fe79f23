"""Where the templates lie, and the one environment that fills them in."""

from functools import cache
from pathlib import Path
from typing import Final

from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from marketwrap.base.errors import ConfigError

#: what a brief is written in where nothing else is asked for
LANGUAGE: Final = "en-US"


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


@cache
def environment() -> ImmutableSandboxedEnvironment:
    """The environment of all documents: HTML is escaped, and a missing name is an error."""
    return ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(template_dir()),
        autoescape=_is_html,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def _is_html(name: str | None) -> bool:
    # jinja's own select_autoescape goes by the last suffix and would leave brief.html.jinja unescaped
    return name is None or not name.endswith((".txt.jinja", ".md.jinja"))
