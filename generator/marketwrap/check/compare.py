"""A finished document against the article: what it changed, dropped, moved or added."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

from marketwrap.base.model import Span
from marketwrap.check.locate import Located, Stretch, gaps, locate, merged
from marketwrap.check.outline import Item
from marketwrap.check.pages import Page
from marketwrap.check.problems import Category, Problem
from marketwrap.check.reading import Reader, Token

#: an item of which less than this is left was taken out, not changed
ALIKE: Final = 0.4
_PUNCTUATION: Final = frozenset(".,;:")
#: characters of a text that a report shows
SHOWN: Final = 70


@dataclass(frozen=True, slots=True)
class Word:
    """A word and where it stands: in an item, or in the document."""

    text: str
    start: int
    end: int
    item: int = -1


def compare(
    page: Page, items: Sequence[Item], reader: Reader
) -> tuple[list[Problem], Located, list[Stretch]]:
    """Problems of a document's text, where its items are, and what of it no item accounts for."""
    located = locate(page, items)
    problems: list[Problem] = []
    for i in sorted(located.misplaced):
        found = _short(items[i].text)
        problems.append(Problem("context", page.name, items[i].place, found, detail="out of its order"))
    used: list[Stretch] = []
    for run, region in _missing(items, located):
        free = list(gaps(merged([*located.taken, *used]), *region))
        differences, consumed = _aligned(page, [items[i] for i in run], free, reader)
        problems += differences
        used += consumed
    rest = list(gaps(merged([*located.taken, *used]), 0, len(page.text)))
    return problems, located, rest


def _missing(items: Sequence[Item], located: Located) -> Iterator[tuple[list[int], Stretch]]:
    """Runs of items that are required and were not found, with the stretch that they should be in."""
    threads: dict[str, list[int]] = {}
    for i, item in enumerate(items):
        if item.required:
            threads.setdefault(item.thread, []).append(i)
    for numbers in threads.values():
        run: list[int] = []
        start = 0
        for i in numbers:
            if i in located.at:
                if run:
                    yield run, (start, located.at[i][0])
                run, start = [], located.at[i][1]
            elif i not in located.misplaced:
                run.append(i)
        if run:
            yield run, (start, len(located.page.text))


def _aligned(
    page: Page, missing: list[Item], free: list[Stretch], reader: Reader
) -> tuple[list[Problem], list[Stretch]]:
    """Lay missing items beside the text that is left over, word by word."""
    wanted = [word for number, item in enumerate(missing) for word in _words(item.text, 0, number)]
    found = [word for start, end in free for word in _words(page.text[start:end], start)]
    matcher = SequenceMatcher(None, [w.text for w in wanted], [w.text for w in found], autojunk=False)
    matched = [0] * len(missing)
    for block in matcher.get_matching_blocks():
        for word in wanted[block.a : block.a + block.size]:
            matched[word.item] += 1
    problems, used = [], list[Stretch]()
    for number, item in enumerate(missing):
        length = len(item.text.split())
        if matched[number] < ALIKE * length:
            problems.append(
                Problem("context", page.name, item.place, "", _short(item.text), detail="it is missing")
            )
            continue
        changes, stretch = _changes(page, item, number, matcher, wanted, found, reader)
        problems += changes
        used += [stretch]
    return problems, used


def _words(text: str, offset: int = 0, item: int = -1) -> list[Word]:
    words, position = [], 0
    for part in text.split(" "):
        if part:
            words.append(Word(part, offset + position, offset + position + len(part), item))
        position += len(part) + 1
    return words


def _changes(
    page: Page,
    item: Item,
    number: int,
    matcher: SequenceMatcher[str],
    wanted: list[Word],
    found: list[Word],
    reader: Reader,
) -> tuple[list[Problem], Stretch]:
    """The words of one item that differ, and the stretch of the document that stands for it."""
    own = [i for i, word in enumerate(wanted) if word.item == number]
    problems, ends = [], list[int]()
    for operation, a1, a2, b1, b2 in matcher.get_opcodes():
        first, last = max(a1, own[0]), min(a2, own[-1] + 1)
        if operation == "equal" and first < last:
            ends += [found[b1 + first - a1].start, found[b1 + last - a1 - 1].end]
        inside = own[0] < a1 <= own[-1] if operation == "insert" else first < last
        if operation == "equal" or not inside:
            continue
        there = _of_one_block(page, found[b1:b2])
        ends += [word.start for word in there[:1]] + [word.end for word in there[-1:]]
        text = page.text[there[0].start : there[-1].end] if there else ""
        stretch = (
            (wanted[first].start, wanted[last - 1].end)
            if first < last
            else (wanted[a1].start, wanted[a1].start)
        )
        problems.append(_difference(page.name, item, stretch, text, reader))
    if not problems:
        problems.append(
            Problem("context", page.name, item.place, _short(item.text), detail="it is set apart")
        )
    return problems, (min(ends), max(ends))


def _of_one_block(page: Page, words: list[Word]) -> list[Word]:
    """The words up to the end of the block that the first one stands in."""
    if page.typeset or not words:
        return words
    end = next((at for at in page.breaks if at > words[0].start), words[-1].end)
    return [word for word in words if word.start < end]


def _difference(document: str, item: Item, stretch: Stretch, found: str, reader: Reader) -> Problem:
    """A problem for one place where the texts differ, by what a reader would take it for."""
    start, end = stretch
    if found[-1:] in _PUNCTUATION and item.text[start:end].endswith(found[-1:]):
        found, end = found[:-1], end - 1
    expected = item.text[start:end]
    tokens = [t for t in reader.read(item.text) if t.start < end and start < t.end]
    category = category_of(tokens or reader.read(found))
    span = _span_at(item, start, end)
    if span is not None and category == "context" and span.kind in ("number", "count", "rank"):
        category = "number"
    return Problem(
        category,
        document,
        item.place,
        _short(found),
        _short(expected) or "nothing there",
        span.fact if span else "",
    )


def category_of(tokens: Sequence[Token]) -> Category:
    """The gravest of what the tokens are."""
    kinds = {_CATEGORIES.get(token.kind, "context") for token in tokens}
    tables = [{table for table, _, _ in token.meanings} for token in tokens]
    # "first" is a rank before it is a number
    kinds |= {"number" for found in tables if found & {"counts", "ordinals"} and "rank" not in found}
    for category in _GRAVITY:
        if category in kinds:
            return category
    return "context"


_CATEGORIES: Final[dict[str, Category]] = {
    "number": "number",
    "term": "number",
    "name": "name",
    "word": "word",
    "date": "context",
    "time": "context",
}
_GRAVITY: Final[tuple[Category, ...]] = ("number", "name", "word", "context")


def _span_at(item: Item, start: int, end: int) -> Span | None:
    return next((span for first, last, span in item.spans if first < end and start < last), None)


def _short(text: str) -> str:
    return text if len(text) <= SHOWN else text[:SHOWN].rstrip() + "…"
