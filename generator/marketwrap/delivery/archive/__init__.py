"""The archive: an index of the briefs, a feed, and a page for reading each with the way to its neighbours.

Static files inside the folder of briefs. The documents of a brief stay byte for byte as they were checked and
approved; a file is written only when its content changes.
"""

import base64
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Final

from markupsafe import Markup

from marketwrap.base import disk
from marketwrap.base.errors import ConfigError
from marketwrap.base.settings import Settings
from marketwrap.base.templates import render, text_of
from marketwrap.delivery.archive import feed
from marketwrap.delivery.archive.listing import (
    BODY,
    HEAD_END,
    HTML,
    PAGE,
    Listed,
    Memory,
    Trouble,
    is_public,
    line,
    scan,
)
from marketwrap.language import languages
from marketwrap.language.phrases import page_words
from marketwrap.language.printing import printer
from marketwrap.render import fonts

INDEX: Final = "index.html"
#: which files everybody may have, as rules for rsync's filter
RULES: Final = ".publish"
#: documents of a brief that everybody may have: neither prices nor approvals
DOCUMENTS: Final = ("brief.html", "brief.json", "brief.md", "brief.pdf", "brief.txt")


@dataclass(frozen=True, slots=True)
class Archive:
    """What was listed and what was not."""

    #: newest first
    briefs: tuple[Listed, ...]
    #: folders of briefs that wait for approval
    drafts: tuple[str, ...]
    troubles: tuple[Trouble, ...]
    #: files that were new or had other content
    written: tuple[Path, ...]
    removed: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Month:
    """A heading of the index and what stands below it, newest first."""

    first: date
    briefs: tuple[Listed, ...]


def build(settings: Settings) -> Archive:
    """Bring index, feed and reading pages in line with the briefs in ``settings.out``.

    Raises ConfigError when there is no such folder or ``settings.site`` is no address; OSError.
    """
    out = settings.out
    if not out.is_dir():
        raise ConfigError(
            "no folder of briefs", where=str(out), remedy="make a brief first, or name it with --out"
        )
    memory = scan(out, Memory.of(out))
    found = [known.found for known in memory.folders.values()]
    listed = sorted((f for f in found if isinstance(f, Listed)), key=lambda brief: brief.order, reverse=True)
    briefs = [brief for brief in listed if is_public(brief, settings)]
    content = {
        INDEX: index(briefs, settings),
        feed.NAME: feed.atom(briefs, settings),
        RULES: _rules(briefs),
    }
    # first what nobody may read any more, last what leads to the pages
    removed = tuple(_remove_pages(out, memory, briefs))
    written = [*_write_pages(out, memory, briefs, settings.language)]
    written += [out / name for name, made in content.items() if _put(out / name, made)]
    memory.keep(out)
    return Archive(
        tuple(briefs),
        drafts=tuple(brief.folder for brief in listed if not is_public(brief, settings)),
        troubles=tuple(f for f in found if isinstance(f, Trouble)),
        written=tuple(written),
        removed=removed,
    )


def index(briefs: Sequence[Listed], settings: Settings) -> bytes:
    """The page that lists briefs, newest first as they come; whole in itself."""
    months = [
        Month(first, tuple(those)) for first, those in groupby(briefs, lambda brief: brief.day.replace(day=1))
    ]
    content = {
        "language": languages.find(settings.language).tag,
        "words": page_words(settings.language),
        "printer": printer(settings.language),
        "publisher": line(settings.publisher),
        "months": months,
        "count": len(briefs),
        "css": Markup(text_of("brief.css") + text_of("archive.css")),  # noqa: S704  # templates like the others
        "script": Markup(text_of("archive.js")),  # noqa: S704
        "digest": _digest,
    }
    page = render("archive.html.jinja", content | {"faces": ()})
    # twice, as the fonts are cut down to the characters of the finished page
    return render("archive.html.jinja", content | {"faces": fonts.embedded(page)}).encode()


def _digest(text: str) -> str:
    """What a content security policy calls a style or a script by."""
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode("ascii")


def _write_pages(out: Path, memory: Memory, briefs: Sequence[Listed], language: str) -> Iterator[Path]:
    """Write the page for reading of each brief that has none, or one with other neighbours."""
    style = f"<style>{text_of('archive-nav.css')}</style>\n".encode()
    around = {"words": page_words(language), "printer": printer(language)}
    for newer, brief, older in zip((None, *briefs), briefs, (*briefs[1:], None), strict=False):
        if HTML not in brief.files:
            continue
        beside = {**around, "previous": older, "next": newer, "files": brief.files}
        nav = render("archive-nav.html.jinja", beside).encode()
        path, page = out / brief.folder / HTML, out / brief.folder / PAGE
        made_of = hashlib.sha256(repr(memory.folders[brief.folder].stamp[HTML]).encode() + style + nav)
        if memory.pages.get(brief.folder) == f"{made_of.hexdigest()} {_state(page)}":
            continue
        if _put(page, _with(path.read_bytes(), style, nav)):
            yield page
        memory.pages[brief.folder] = f"{made_of.hexdigest()} {_state(page)}"


def _with(content: bytes, style: bytes, nav: bytes) -> bytes:
    """A brief's page with something put into its head and on top of its body."""
    return content.replace(HEAD_END, style + HEAD_END).replace(BODY, BODY + b"\n" + nav.rstrip())


def _state(path: Path) -> str:
    """Changes with the file; empty where there is none."""
    try:
        stat = path.stat()
    except FileNotFoundError:
        return ""
    return f"{stat.st_size} {stat.st_mtime_ns}"


def _remove_pages(out: Path, memory: Memory, briefs: Sequence[Listed]) -> Iterator[Path]:
    """Take away the pages of briefs that are not listed, or are without the document it is made of."""
    keep = {brief.folder for brief in briefs if HTML in brief.files}
    for name in memory.folders.keys() - keep:
        page = out / name / PAGE
        if page.is_file():
            page.unlink()
            yield page
    for name in memory.pages.keys() - keep:
        del memory.pages[name]


def _rules(briefs: Sequence[Listed]) -> bytes:
    """What everybody may have, as rules for rsync: all that is named, and nothing else."""
    lines = [f"+ /{INDEX}", f"+ /{feed.NAME}"]
    for brief in briefs:
        lines.append(f"+ /{brief.folder}/")
        names = (PAGE, *DOCUMENTS) if HTML in brief.files else DOCUMENTS
        lines += [f"+ /{brief.folder}/{name}" for name in names]
    return "\n".join((*lines, "- *", "")).encode()


def _put(path: Path, content: bytes) -> bool:
    """Write a file unless that is what it holds. Raises OSError."""
    if path.is_file() and path.stat().st_size == len(content) and path.read_bytes() == content:
        return False
    disk.write(path, content)
    return True
