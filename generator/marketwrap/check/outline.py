"""What a document has to say, in the order in which a reader should meet it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeVar

from marketwrap.base.model import Article, Chart, Row, Section, Span, Table
from marketwrap.check.article import plain_texts
from marketwrap.check.pages import plain
from marketwrap.formats import briefjson

_T = TypeVar("_T", Chart, Table)

#: how an empty cell is printed; documents may print another dash
EMPTY: Final = "–"


@dataclass(frozen=True, slots=True)
class Item:
    """A text to be found in a document. Items of one thread keep their order; threads may interleave."""

    thread: str
    place: str
    text: str
    kind: Literal["sentence", "row", "plain"]
    required: bool
    #: where each span with a fact stands in ``text``
    spans: tuple[tuple[int, int, Span], ...] = ()


def items(article: Article) -> tuple[Item, ...]:
    """Sentences, table rows and everything else that the article gives a document to print."""
    alts = {id(chart.alt) for chart in _blocks(article.sections, Chart)}
    found = []
    for name, sentence in briefjson.sentences(article):
        drawn = id(sentence) in alts
        text, spans = _joined(sentence.spans, "")
        found.append(Item(f"alt {name}" if drawn else "text", name, text, "sentence", not drawn, spans))
    for table in _blocks(article.sections, Table):
        columns = plain(" ".join(table.columns))
        found.append(Item(f"table {table.id}", table.id, columns, "row", required=True))
        found += [_row(table.id, row) for row in table.rows]
    headings = list(_headings(article))
    for i, (place, text) in enumerate((*headings, *plain_texts(article), *_labels(article))):
        found.append(Item(f"plain {i}", place, plain(text), "plain", required=i < len(headings)))
    return tuple(item for item in found if item.text)


def _row(table: str, row: Row) -> Item:
    text, spans = _joined(
        [Span(span.text or EMPTY, span.fact, span.kind) for span in (row.head, *row.cells)], " "
    )
    return Item(f"table {table}", f"{table}/{row.head.text}", text, "row", required=True, spans=spans)


def _joined(spans: Sequence[Span], between: str) -> tuple[str, tuple[tuple[int, int, Span], ...]]:
    placed, position = [], 0
    for span in spans:
        placed.append((position, position + len(span.text), span))
        position += len(span.text) + len(between)
    text = between.join(span.text for span in spans)
    return plain(text), tuple(place for place in placed if place[2].fact)


def _headings(article: Article) -> Iterator[tuple[str, str]]:
    """Texts without spans that every document has; a chart's title goes where the chart goes."""
    yield "byline", article.byline
    yield "disclaimer", article.disclaimer
    yield from ((section.id, section.title) for section in article.sections)
    yield from ((table.id, table.caption) for table in _blocks(article.sections, Table))


def _labels(article: Article) -> Iterator[tuple[str, str]]:
    for chart in _blocks(article.sections, Chart):
        yield from ((chart.id, bar.label) for bar in chart.bars)


def _blocks(sections: Sequence[Section], kind: type[_T]) -> Iterator[_T]:
    for section in sections:
        for block in section.blocks:
            if isinstance(block, kind):
                yield block
