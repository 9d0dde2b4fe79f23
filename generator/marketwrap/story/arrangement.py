"""Charts and tables on the page: what lines are drawn from, and what stands beside what."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from marketwrap.base.model import Block, Chart, Paragraph, Table

#: a table of more columns takes the width of the page
NARROW_COLUMNS: Final = 4
#: characters of text that fill the height of one row of an exhibit, and of its caption and margins
_ROW_CHARACTERS: Final = 42
_FRAME_ROWS: Final = 3
_LINE_CHART_ROWS: Final = 12

Arrangement = Literal["text", "wide", "pair", "beside"]


@dataclass(frozen=True, slots=True)
class LineData:
    """What a line chart draws: one value, or None, a session for each named series."""

    sessions: tuple[date, ...]
    series: tuple[tuple[str, tuple[float | None, ...]], ...]


@dataclass(frozen=True, slots=True)
class ShareRow:
    """A share with its interval and the base rate that it is held against, each a fraction."""

    label: str
    #: the share as it is printed
    text: str
    share: float
    low: float
    high: float
    base: float


@dataclass(frozen=True, slots=True)
class Rank:
    """Blocks that stand next to each other; with ``beside``, the exhibit comes before its text."""

    arrangement: Arrangement
    blocks: tuple[Block, ...]


def arranged(blocks: Sequence[Block]) -> tuple[Rank, ...]:
    """The blocks of a section in their order, gathered into the ranks that a page shows them in.

    Two narrow exhibits in a row make a pair; one that is left over stands beside the text before it,
    or after it where none is before.
    """
    ranks: list[Rank] = []
    queue = list(blocks)
    while queue:
        run = _narrow_run(queue)
        if len(run) % 2:
            ranks.append(_beside(ranks, queue))
        elif run:
            ranks.append(Rank("pair", (queue.pop(0), queue.pop(0))))
        else:
            block = queue.pop(0)
            ranks.append(Rank("text" if isinstance(block, Paragraph) else "wide", (block,)))
    return tuple(ranks)


def _narrow_run(queue: Sequence[Block]) -> list[Block]:
    run: list[Block] = []
    for block in queue:
        if not is_narrow(block):
            break
        run.append(block)
    return run


def is_narrow(block: Block) -> bool:
    """Whether a block is an exhibit of one column's width."""
    return isinstance(block, Chart) or (
        isinstance(block, Table)
        and len(block.columns) <= NARROW_COLUMNS
        # headlines in front may be of any length
        and not any(row.head.kind == "text" for row in block.rows)
    )


def _beside(ranks: list[Rank], queue: list[Block]) -> Rank:
    """The exhibit at the head of the queue with text around it; both lists give up what it takes."""
    exhibit = queue.pop(0)
    room = _room(exhibit)
    words: list[Block] = []
    while ranks and ranks[-1].arrangement == "text" and _length(words) < room:
        words[:0] = ranks.pop().blocks
    while queue and isinstance(queue[0], Paragraph) and _length(words) < room / 2:
        words.append(queue.pop(0))
    return Rank("beside" if words else "wide", (exhibit, *words))


def _room(exhibit: Block) -> int:
    rows = len(exhibit.rows) if isinstance(exhibit, Table) else _LINE_CHART_ROWS
    if isinstance(exhibit, Chart) and exhibit.bars:
        rows = len(exhibit.bars)
    return (rows + _FRAME_ROWS) * _ROW_CHARACTERS


def _length(words: Sequence[Block]) -> int:
    said: Iterator[str] = (s.text for p in words if isinstance(p, Paragraph) for s in p.sentences)
    return sum(map(len, said))
