"""Sets an article as HTML, PDF, plain text and Markdown; the words around it are the templates'."""

import re
import textwrap
from collections.abc import Mapping
from typing import Final
from urllib.parse import quote

from markupsafe import Markup

from marketwrap.base.model import Article
from marketwrap.base.templates import render, text_of
from marketwrap.render import fonts
from marketwrap.render.views import View, view

#: columns of the text edition, as mail and terminals have them
COLUMNS: Final = 78
#: the sign that makes Markdown read more than a text: "&amp;", "https://", "www.", "~~"
_ALIVE: Final = re.compile(r"&(?=#?\w+;)|:(?=//)|(?<=\bwww)\.|@(?=\w)|~")
#: what would begin a list or a heading
_BEGINS: Final = re.compile(r"^(\d*)([-+#.)])(?=\s|#)")
_MARKS: Final = str.maketrans({mark: f"\\{mark}" for mark in "\\`*_[]<>|"})


def html(
    article: Article,
    charts: Mapping[str, str],
    language: str = "",
    *,
    publisher: str = "",
    paper: str = "letter",
    bare: bool = False,
) -> str:
    """The article as one HTML file that asks for nothing outside itself.

    ``charts`` are ``<svg>`` elements by the chart's id; a chart without one is left out. ``language`` is
    that of the words around the article, left out where the article's is a shipped one. ``publisher``
    stands at the head of the page; ``paper`` is a page size of CSS, such as ``a4``. ``bare`` leaves out
    the elements that name facts and sentences: ``pdf`` prints none of them and is twice as quick without.
    """
    content = view(article, language, bare=bare)
    content |= {"publisher": publisher, "paper": paper, "charts": _numbered(content, charts)}
    content["style"] = Markup(text_of("brief.css"))  # noqa: S704  # a template like the others
    page = render("brief.html.jinja", content | {"faces": ()})
    # twice, as the fonts are cut down to the characters of the finished page
    return render("brief.html.jinja", content | {"faces": fonts.embedded(page)})


def _numbered(content: View, charts: Mapping[str, str]) -> dict[str, Markup]:
    """The charts, with the id of their alternative text's sentence on it."""
    blocks = (block for section in content["sections"] for block in section["blocks"])
    numbers = {block["id"]: block["alt"]["id"] for block in blocks if block["type"] == "chart"}
    return {
        chart: Markup(svg.replace("<title ", f'<title data-sentence="{numbers[chart]}" ', 1))  # noqa: S704  # our own
        for chart, svg in charts.items()
        if chart in numbers
    }


def pdf(html_text: str, article: Article, attachments: Mapping[str, bytes]) -> bytes:
    """A page that ``html`` made as a tagged PDF, with files attached under their names.

    Raises MarketwrapError when the page asks for anything outside itself.
    """
    from marketwrap.render import pdf as paper  # noqa: PLC0415  # WeasyPrint is slow to load, and only this needs it

    return paper.write(html_text, article, attachments)


def framed(page: str, title: str) -> str:
    """A page as an element of another one, a notebook's, whose style and scripts stay apart from it."""
    return render("frame.html.jinja", {"page": page, "title": title})


def text(article: Article, language: str = "") -> str:
    """The article as plain text, 78 columns wide."""
    return render("brief.txt.jinja", view(article, language) | {"wrap": wrap, "columns": COLUMNS})


def markdown(article: Article, language: str = "") -> str:
    """The article as GitHub's Markdown, tables included, without HTML."""
    return render("brief.md.jinja", view(article, language) | {"plain": escaped, "address": _address})


def wrap(content: str, indent: str = "", first: str = "") -> str:
    """A text in lines of the text edition, the ``first`` one with another beginning."""
    return textwrap.fill(
        content,
        COLUMNS,
        initial_indent=first or indent,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def escaped(content: str) -> str:
    """A text that Markdown shows as it is."""
    marked = _BEGINS.sub(r"\1\\\2", content.translate(_MARKS))
    # what would be read as a reference to a character, as an address of its own, or struck out
    return _ALIVE.sub(lambda found: f"\\{found[0]}", marked)


def _address(link: str) -> str:
    """A link without the signs that end it in Markdown or in its tables."""
    return quote(link, safe="/:?#@!$&'*,=+%~-._")
