"""An article as plain values for templates: nothing in them can be called or changed."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date
from typing import Any, Final

from marketwrap.base.model import Article, Block, Chart, Fact, Paragraph, Section, Sentence, Span, Table
from marketwrap.formats.briefjson import sentences
from marketwrap.formats.briefjson.cited import is_link
from marketwrap.language.phrases import page_words
from marketwrap.story.arrangement import arranged, is_narrow

View = dict[str, Any]
Said = Callable[[Sentence], View]
Pieced = Callable[[Span], View]
_SHORT: Final = 72
_BEFORE_NUMBER: Final = re.compile(r" (?=\d)")
#: a name with a number in it, up to this length, is not broken over two lines
_WHOLE: Final = 20
#: kinds of spans that say how much or how many
_QUANTITIES: Final = ("number", "count", "rank")


def view(article: Article, language: str = "", *, bare: bool = False) -> View:
    """Everything that the templates of documents print.

    Sentences carry the ids that ``brief.json`` gives them. Numbers keep the ASCII minus in ``text`` and
    have U+2212 in ``shown``. ``language`` is that of ``words``, empty for the article's own. A ``bare`` view
    names no facts and sentences: each sentence is one piece.
    """
    ids = (sentence_id for sentence_id, _ in sentences(article))

    def piece(span: Span) -> View:
        made = _piece(span, article.facts)
        return _bare(made) if bare else made

    def said(sentence: Sentence) -> View:
        pieces = [piece(span) for span in sentence.spans]
        if bare and not any(part["link"] for part in pieces):
            pieces = [{"shown": "".join(part["shown"] for part in pieces), "tag": "", "link": ""}]
        return {"id": next(ids), "text": sentence.text, "pieces": pieces}

    # in the order of the document, as ids are given in it
    return {
        "headline": said(article.headline),
        "short": shortened(article.headline.text),
        "standfirst": said(article.standfirst),
        "dateline": said(article.dateline),
        "summary": [said(sentence) for sentence in article.summary],
        "sections": [_section(section, piece, said) for section in article.sections],
        "notes": [said(sentence) for sentence in article.notes],
        "byline": article.byline,
        "disclaimer": article.disclaimer,
        "language": article.language,
        "words": page_words(language or article.language),
        "session": article.session.isoformat(),
        "closed_at": article.closed_at.isoformat(),
        "day": piece(_day(article)),
        "bare": bare,
        "simulated": article.provenance.simulated,
        "provenance": _provenance(article),
    }


def shortened(headline: str) -> str:
    """A headline for the top of a page: whole words, an ellipsis where some are left out."""
    if len(headline) <= _SHORT:
        return headline
    return headline[: headline.rfind(" ", 0, _SHORT)].rstrip(",;:") + "\N{HORIZONTAL ELLIPSIS}"


def _provenance(article: Article) -> View:
    origin = article.provenance
    return {
        "source": origin.source,
        "basis": origin.basis,
        "retrieved": f"{origin.retrieved.astimezone(UTC):%Y-%m-%d %H:%M} UTC",
        "snapshot": origin.snapshot_sha256,
    }


def _day(article: Article) -> Span:
    """The date as the dateline words it; of several the one with its weekday and its year."""
    worded = [span for span in article.dateline.spans if span.kind == "date"]
    return max(worded, key=lambda span: len(span.text), default=Span(article.session.isoformat()))


def _section(section: Section, piece: Pieced, said: Said) -> View:
    blocks = [_block(block, piece, said) for block in section.blocks]
    views = {id(block): made for block, made in zip(section.blocks, blocks, strict=True)}
    ranks = [
        {"arrangement": rank.arrangement, "blocks": [views[id(block)] for block in rank.blocks]}
        for rank in arranged(section.blocks)
    ]
    return {"id": section.id, "title": section.title, "ranks": ranks, "blocks": blocks}


def _block(block: Block, piece: Pieced, said: Said) -> View:
    if isinstance(block, Paragraph):
        made = [said(sentence) for sentence in block.sentences]
        return {"type": "paragraph", "sentences": made, "text": " ".join(s["text"] for s in made)}
    if isinstance(block, Chart):
        return {"type": "chart", "id": block.id, "title": block.title, "alt": said(block.alt)}
    return _table(block, piece)


def _table(table: Table, piece: Pieced) -> View:
    rows = [{"head": piece(row.head), "cells": [piece(cell) for cell in row.cells]} for row in table.rows]
    texts = [table.columns, *((row.head.text, *(cell.text for cell in row.cells)) for row in table.rows)]
    return {
        "type": "table",
        "id": table.id,
        "caption": table.caption,
        "columns": table.columns,
        "rows": rows,
        "wide": not is_narrow(table),
        "worded": _worded_columns(table),
        "widths": [max(map(len, column)) for column in zip(*texts, strict=True)],
    }


def _worded_columns(table: Table) -> list[bool]:
    """Which columns hold words: they begin at the left, as figures end at the right."""
    columns = zip(*(row.cells for row in table.rows), strict=True)
    kinds = ({cell.kind for cell in column if cell.text} for column in columns)
    return [True, *(bool(found) and found <= {None, "text", "date"} for found in kinds)]


def _piece(span: Span, facts: Mapping[str, Fact]) -> View:
    """A span with the HTML element that carries its fact, and the attribute that carries its value."""
    tag, value = _element(span, facts.get(span.fact))
    shown = span.text
    if span.kind == "number" and shown.startswith("-"):
        shown = "\N{MINUS SIGN}" + shown[1:]
    if span.kind == "date" and tag == "span":
        shown = shown.replace(" ", "\N{NO-BREAK SPACE}")  # a time of day
    if span.kind == "name":
        # "S&P 500" and "Russell 2000" stay on one line
        shown = _BEFORE_NUMBER.sub("\N{NO-BREAK SPACE}", shown)
    link = span.link if is_link(span.link) else ""
    return {"text": span.text, "shown": shown, "fact": span.fact, "tag": tag, "value": value, "link": link}


def _bare(piece: View) -> View:
    """A piece without an element; what its element would keep on one line has blanks that do."""
    blank = " " if piece["tag"] in ("", "span") else "\N{NO-BREAK SPACE}"
    return piece | {"shown": piece["shown"].replace(" ", blank), "tag": ""}


def _element(span: Span, fact: Fact | None) -> tuple[str, str]:
    if fact is None:
        whole = span.kind == "name" and len(span.text) <= _WHOLE and any(map(str.isdigit, span.text))
        return ("name", "") if whole else ("", "")
    if span.kind in _QUANTITIES and isinstance(fact.value, int | float):
        return "data", repr(fact.value)
    if span.kind == "date" and isinstance(fact.value, date):
        return "time", fact.value.isoformat()
    if span.kind == "date" and fact.unit == "year":
        return "time", str(fact.value)
    return "span", ""
