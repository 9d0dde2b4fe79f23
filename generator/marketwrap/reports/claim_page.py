"""Sets the audit of a claim as a page, as Markdown or as its chart alone."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from markupsafe import Markup

from marketwrap.base.errors import ConfigError
from marketwrap.base.templates import render, text_of
from marketwrap.render import charts, documents, fonts
from marketwrap.reports.claim_audit import Audit


def written(audit: Audit, path: Path) -> bytes:
    """The audit as the file of that name is to hold it. Raises ConfigError for an ending of another kind."""
    make = _MAKERS.get(path.suffix.lower())
    if make is None:
        raise ConfigError(
            f"{path.name} names no kind of file", where="--out", remedy=f"end it in {', '.join(_MAKERS)}"
        )
    return make(audit).encode()


def html(audit: Audit) -> str:
    """One page that asks for nothing outside itself."""
    style = Markup(text_of("brief.css"))  # noqa: S704  # a template like the others
    content = {"audit": audit, "style": style, "chart": Markup(_drawing(audit))}  # noqa: S704  # our own drawing
    page = render("claim.html.jinja", content | {"faces": ()})
    # twice, as the fonts are cut down to the characters of the finished page
    return render("claim.html.jinja", content | {"faces": fonts.embedded(page)})


def markdown(audit: Audit) -> str:
    """The audit as GitHub's Markdown, without the chart."""
    return render("claim.md.jinja", {"audit": audit, "plain": documents.escaped})


def svg(audit: Audit) -> str:
    """The chart as a file of its own, on white wherever it is shown."""
    apart = '<svg xmlns="http://www.w3.org/2000/svg" style="background:#fff" '
    return _drawing(audit).replace("<svg ", apart, 1) + "\n"


def _drawing(audit: Audit) -> str:
    return charts.shares(audit.chart, audit.claim.share, audit.marks, audit.chart_alt)


_MAKERS: Final[Mapping[str, Callable[[Audit], str]]] = {".html": html, ".md": markdown, ".svg": svg}
