"""The order of an article: its sentences' ids, and which span printed a fact first."""

from collections.abc import Iterator
from typing import Final

from marketwrap.base.model import Article, Chart, Paragraph, Sentence, Span, Table

_PRINTS_A_VALUE: Final = {"number", "count", "rank", "date", None}


def sentences(article: Article) -> tuple[tuple[str, Sentence], ...]:
    """Every sentence with its id, ``s1`` and on, in the order of the document."""
    return tuple((f"s{number}", sentence) for number, sentence in enumerate(_in_order(article), start=1))


def printed(article: Article) -> dict[str, str]:
    """How each fact was first printed, by its id; facts that are nowhere printed are missing.

    A number, count, rank or date goes before a word or a name that rests on the same fact.
    """
    first: dict[str, str] = {}
    named: dict[str, str] = {}
    for span in _spans(article):
        if span.fact and span.kind in _PRINTS_A_VALUE:
            first.setdefault(span.fact, span.text)
        elif span.fact and span.kind == "name":
            named.setdefault(span.fact, span.text)
    return named | first


def _in_order(article: Article) -> Iterator[Sentence]:
    yield from (article.headline, article.standfirst, article.dateline)
    yield from article.summary
    for section in article.sections:
        for block in section.blocks:
            if isinstance(block, Paragraph):
                yield from block.sentences
            elif isinstance(block, Chart):
                yield block.alt
    yield from article.notes


def _spans(article: Article) -> Iterator[Span]:
    for sentence in _in_order(article):
        yield from sentence.spans
    for section in article.sections:
        for block in section.blocks:
            if isinstance(block, Table):
                for row in block.rows:
                    yield from (row.head, *row.cells)
            elif isinstance(block, Chart):
                yield from (bar.value for bar in block.bars)
