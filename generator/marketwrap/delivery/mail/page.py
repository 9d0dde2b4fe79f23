"""An article as mail: HTML that needs no style sheet, its pictures, and the text beside it.

What all clients of a brief get is set once; what only one client gets is set as a part that is put
in between. So the parts can be checked as they are sent, and a client costs little.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, Final, Literal

import css_inline
from markupsafe import Markup

from marketwrap.base import templates
from marketwrap.base.errors import ConfigError, MarketwrapError
from marketwrap.base.model import Article, Chart, Table
from marketwrap.base.settings import MailSettings
from marketwrap.delivery import addresses
from marketwrap.delivery.model import Client, Parts
from marketwrap.formats import briefjson
from marketwrap.language.phrases import page_words
from marketwrap.language.voice import label
from marketwrap.render import documents
from marketwrap.render.views import View, view
from marketwrap.story.arrangement import LineData

#: bytes of HTML; Gmail shows no more than 102 kB of a mail, and hides the rest behind a link
LIMIT: Final = 100_000
#: of these, bytes that are kept free for the part of one client
OWN_ROOM: Final = 25_000
#: of a picture on a page, in CSS pixels; it has two of its own for each
PICTURE: Final = 380
#: characters of a table's type that stand on one line of a phone
_PHONE: Final = 46
#: what separates two columns, in characters
_GAP: Final = 1.2
#: of a table's names, how much must stand on one line
_NAME_SHARE: Final = 0.4
_SLOT_HTML: Final = Markup("<!--slot-->")
_STYLE: Final = Markup("<!--style-->")
#: cleaned texts hold no control characters
_SLOT_TEXT: Final = "\x1e"


#: of a mail that is no brief as any other: not reviewed, or in place of one that was sent before
Standing = Literal["", "draft", "corrected"]


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a mail: HTML, text, and PNG files by the name under which the HTML shows them."""

    #: what it says, which is the article given or one with fewer tables
    article: Article
    html: str
    text: str
    pictures: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def documents(self) -> dict[str, bytes | str]:
        """What ``check.examine`` is to be asked: these very texts, and the article that they say."""
        return {briefjson.NAME: briefjson.dumps(self.article), "mail.html": self.html, "mail.txt": self.text}


@dataclass(frozen=True, slots=True)
class SharedMail:
    """What all clients of a brief get, in two halves; between them stands what is a client's own."""

    article: Article
    subject: str
    html: tuple[str, str]
    text: tuple[str, str]
    pictures: Mapping[str, bytes]
    #: of the words around the article
    language: str

    @property
    def documents(self) -> dict[str, bytes | str]:
        """What ``check.examine`` is to be asked: the texts of a mail with the brief attached."""
        html, text = _attached(self.language)
        return Part(self.article, html.join(self.html), text.join(self.text)).documents


def shared(
    article: Article,
    lines: Mapping[str, LineData],
    mail: MailSettings,
    publisher: str,
    language: str = "",
    *,
    standing: Standing = "",
) -> SharedMail:
    """Set what all clients get. ``lines`` are the data of line charts; what stands apart says so at the top.

    ``language`` is that of the words around the article, empty for the article's own.
    Tables are left out from the end where the HTML would be too long; raises MarketwrapError where it
    is too long without any.
    """
    words = {
        "publisher": publisher,
        "standing": standing,
        "unsubscribe": addresses.unsubscribe(mail),
        "style": _STYLE,
    }
    language = language or article.language
    pictures = _pictures(article, lines, language)
    page = _fitting(article, "mail", language, words, pictures, LIMIT - OWN_ROOM)
    for kind, made, slot in (("html", page.html, _SLOT_HTML), ("txt", page.text, _SLOT_TEXT)):
        if made.count(slot) != 1:
            raise ConfigError(
                "it prints no {{ slot }}, or several: the place of what is a client's own",
                where=str(templates.layers(f"mail.{kind}.jinja")[-1]),
            )
    html, text = page.html.partition(_SLOT_HTML), page.text.partition(_SLOT_TEXT)
    subject = article.headline.text
    for mark in ("simulated" if article.provenance.simulated else "", standing):
        subject = label(f"plan.subject_{mark}", language, subject=subject) if mark else subject
    return SharedMail(page.article, subject, html[::2], text[::2], page.pictures, language)


def own(article: Article, language: str = "") -> Part:
    """Set what only one client gets: an article without charts, in a few milliseconds."""
    return _fitting(article, "mailown", language or article.language, {}, {}, OWN_ROOM)


def parts(mail: SharedMail, client: Client, own: Part | None, attachments: Mapping[str, bytes]) -> Parts:
    """Put a client's mail together. ``attachments`` are files by name, already chosen for the client.

    Nothing is set or changed here: the texts are those that were checked.
    """
    html, text = _attached(mail.language) if any(name.endswith(".pdf") for name in attachments) else ("", "")
    if own is not None:
        html, text = html + own.html, text + own.text
    html = html.join(mail.html)
    if len(html.encode()) > LIMIT:
        raise MarketwrapError(
            f"the mail is {len(html.encode())} bytes of HTML, {LIMIT} are allowed", where=client.address
        )
    pictures = {**mail.pictures, **(own.pictures if own else {})}
    return Parts(mail.subject, text.join(mail.text), html, pictures, attachments)


# -- setting -----------------------------------------------------------------------------------


def _fitting(
    article: Article,
    template: str,
    language: str,
    words: Mapping[str, Any],
    pictures: Mapping[str, bytes],
    limit: int,
) -> Part:
    """An article set within a limit of bytes, with as many of its tables as there is room for."""
    tables = [b.id for section in article.sections for b in section.blocks if isinstance(b, Table)]
    for kept in range(len(tables), -1, -1):
        said = _without(article, tables[kept:])
        content = view(said, language) | dict(words) | {"shortened": said != article}
        html = _html(content, f"{template}.html.jinja", pictures)
        if len(html.encode()) <= limit:
            return Part(said, html, _text(content, f"{template}.txt.jinja"), pictures)
    raise MarketwrapError(
        f"the mail is {len(html.encode())} bytes of HTML without its tables, {limit} are allowed",
        remedy="brief --length short makes a shorter one",
    )


def _without(article: Article, left_out: Sequence[str]) -> Article:
    if not left_out:
        return article
    sections = (
        replace(s, blocks=tuple(b for b in s.blocks if not (isinstance(b, Table) and b.id in left_out)))
        for s in article.sections
    )
    return replace(article, sections=tuple(section for section in sections if section.blocks))


def _html(content: View, template: str, pictures: Mapping[str, bytes]) -> str:
    blocks = [block for section in content["sections"] for block in section["blocks"]]
    beside = {
        "slot": _SLOT_HTML,
        "pictures": {name.partition("@")[0]: name for name in pictures},
        "layouts": {block["id"]: layout(block) for block in blocks if block["type"] == "table"},
        "width": PICTURE,
    }
    return _inlined(templates.render(template, content | beside))


def _text(content: View, template: str) -> str:
    words = {"slot": _SLOT_TEXT, "wrap": documents.wrap, "columns": documents.COLUMNS}
    return templates.render(template, content | words)


def _pictures(article: Article, lines: Mapping[str, LineData], language: str) -> dict[str, bytes]:
    if not any(isinstance(block, Chart) for section in article.sections for block in section.blocks):
        return {}
    from marketwrap.render import charts  # noqa: PLC0415  # matplotlib is slow to load, and only charts need it

    drawn = charts.pictures(article, lines, 2 * PICTURE, language)
    return {f"{chart}@brief.marketwrap": picture for chart, picture in drawn.items()}


def _attached(language: str) -> tuple[str, str]:
    """The lines that say that the brief is attached, as HTML and as text."""
    return _attached_by(language, templates.in_force())


@cache
def _attached_by(language: str, _files: templates.Own) -> tuple[str, str]:
    around = {"words": page_words(language)}
    html, text = (templates.render(f"mailattached.{kind}.jinja", around) for kind in ("html", "txt"))
    return _inlined(html), text


# -- styles ------------------------------------------------------------------------------------


@cache
def _inliner(style: str) -> css_inline.CSSInliner:
    return css_inline.CSSInliner(extra_css=style, load_remote_stylesheets=False, minify_css=True)


def _inlined(html: str) -> str:
    """The page with its styles in its elements, and the conditions after them, which stay in the head."""
    basic, condition, rest = templates.text_of("mail.css").partition("@media")
    if not html.startswith("<!doctype"):
        return css_inline.inline_fragment(html, basic, minify_css=True)
    # put in place afterwards, as the inliner would take the conditions out, or put them before the charset
    return _inliner(basic).inline(html).replace(_STYLE, f"<style>{condition}{rest}</style>", 1)


# -- tables ------------------------------------------------------------------------------------


def layout(table: View) -> tuple[tuple[int, ...], ...]:
    """How the cells of a row stand on a phone: empty where names and cells fit beside each other.

    Otherwise the name has a line of its own, and cells that do not fit below it either stand in pairs,
    an odd first one alone: ``((0,), (1, 2), (3, 4))`` are a close and two horizons in points and percent.
    """
    names = [row["head"]["text"] for row in table["rows"]]
    words = [word for name in (*names, table["columns"][0]) for word in name.split()]
    name = max(max(map(len, words), default=0), _NAME_SHARE * max(map(len, names), default=0))
    cells = range(len(table["columns"]) - 1)
    widths = [_width([row["cells"][i] for row in table["rows"]], table["columns"][i + 1]) for i in cells]
    across = sum(width + _GAP for width in widths)
    if name + across <= _PHONE:
        return ()
    if across - _GAP <= _PHONE:
        return tuple((i,) for i in cells)
    odd = len(cells) % 2
    return (*((0,),) * odd, *((i, i + 1) for i in range(odd, len(cells), 2)))


def _width(cells: Sequence[View], head: str) -> float:
    """The width of a column in characters; words may be broken at blanks, figures may not."""
    texts = [cell["text"] for cell in cells]
    worded = any(cell["text"] and not any(map(str.isdigit, cell["text"])) for cell in cells)
    pieces = [word for text in texts for word in (text.split() if worded else (text,))]
    return float(max(map(len, (*pieces, *head.split())), default=0))
