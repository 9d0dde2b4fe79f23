"""Where each item of an article stands in a document, whatever stands between them."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from marketwrap.check.outline import EMPTY, Item
from marketwrap.check.pages import Page

Stretch = tuple[int, int]


@dataclass
class Located:
    """The items that were found, by their position among all items, and what is left of the text."""

    page: Page
    at: dict[int, Stretch] = field(default_factory=dict)
    #: found, but before something that they should follow
    misplaced: dict[int, Stretch] = field(default_factory=dict)

    #: second parts of items that a page's end cuts in two
    parts: list[Stretch] = field(default_factory=list)

    @property
    def taken(self) -> list[Stretch]:
        """Stretches of the text that are some item, in order, not overlapping."""
        return merged([*self.at.values(), *self.misplaced.values(), *self.parts])


def locate(page: Page, items: Sequence[Item]) -> Located:
    """Find the items; within a thread, as many as stand in order, and the others as misplaced."""
    search = _Text(page)
    places = {i: list(search.find(item)) for i, item in enumerate(items)}
    located = Located(page)
    threads: dict[str, list[int]] = {}
    for i, item in enumerate(items):
        threads.setdefault(item.thread, []).append(i)
    for numbers in threads.values():
        if items[numbers[0]].required and items[numbers[0]].kind != "plain":
            located.at |= _in_order(numbers, places)
    for i, item in enumerate(items):
        if page.typeset and item.required and not places[i] and (halves := search.cut_in_two(item)):
            located.at[i] = halves[0]
            located.parts.append(halves[1])
    _place_the_rest(located, items, places)
    return located


def _place_the_rest(located: Located, items: Sequence[Item], places: Mapping[int, list[Stretch]]) -> None:
    """What may stand anywhere goes where nothing else is: a label may also be a word of a sentence."""
    taken = located.taken
    # the longest first: a column's head may also be a word of a title
    for i, item in sorted(enumerate(items), key=lambda pair: -len(pair[1].text)):
        free = next((p for p in places[i] if not _overlaps(p, taken)), None) if i not in located.at else None
        if free is not None:
            ordered = item.required and item.kind != "plain"
            (located.misplaced if ordered else located.at)[i] = free
            taken = merged([*taken, free])


def _in_order(numbers: list[int], places: Mapping[int, list[Stretch]]) -> dict[int, Stretch]:
    """The longest run of items whose places ascend: the fewest are called misplaced.

    No two share a stretch: the row "PCE prices …" also stands at the end of the row "Core PCE prices …".
    """
    candidates = [(i, place) for i in numbers for place in reversed(places[i])]
    ends: list[int] = []
    chain: list[int] = []
    before: list[int] = []
    for number, (_, (start, end)) in enumerate(candidates):
        at = bisect_right(ends, start)
        before.append(chain[at - 1] if at else -1)
        if at == len(ends) or end < ends[at]:
            ends[at : at + 1] = [end]
            chain[at : at + 1] = [number]
    found: dict[int, Stretch] = {}
    last = chain[-1] if chain else -1
    while last >= 0:
        item, place = candidates[last]
        found[item] = place
        last = before[last]
    return found


def merged(stretches: Sequence[Stretch]) -> list[Stretch]:
    """The same ground in as few stretches as it takes, in order."""
    out: list[Stretch] = []
    for start, end in sorted(stretches):
        if out and start <= out[-1][1]:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((start, end))
    return out


def gaps(taken: Sequence[Stretch], start: int, end: int) -> Iterator[Stretch]:
    """What of a stretch is not taken."""
    for first, last in taken:
        if last <= start:
            continue
        if first >= end:
            break
        if first > start:
            yield start, first
        start = max(start, last)
    if start < end:
        yield start, end


def _overlaps(place: Stretch, taken: Sequence[Stretch]) -> bool:
    return any(start < place[1] and place[0] < end for start, end in taken)


#: characters, blanks left out, that a sentence's halves may be away from the page's end between them
_PAGE: Final = 4000
_DASH: Final = r"(?:[–—-]\s*)?"
#: a hyphen between letters may be the typesetter's, blanks are where a line happened to end
_SPLIT: Final = re.compile(r"(?<=[A-Za-z])-(?=\s*[A-Za-z])|\s+")


class _Text:
    """A document's text to search in; for typeset pages without blanks and without hyphens in words."""

    def __init__(self, page: Page) -> None:
        self.squashed = page.typeset
        self.text = text = page.text
        self.back: list[int] = []
        self.page_ends: list[int] = []
        if self.squashed:
            kept = [
                i
                for first, last in gaps([m.span() for m in _SPLIT.finditer(text)], 0, len(text))
                for i in range(first, last)
            ]
            self.text, self.back = "".join(text[i] for i in kept), kept
            self.page_ends = [bisect_left(kept, end) for end in page.breaks[:-1]]
        self.lower = self.text.lower()

    def find(self, item: Item) -> Iterator[Stretch]:
        if EMPTY in item.text.split():
            yield from self._find_with_dashes(item.text)
            return
        wanted, text = item.text, self.text
        if item.kind == "plain":
            wanted, text = wanted.lower(), self.lower
        if self.squashed:
            wanted = _SPLIT.sub("", wanted)
        start = text.find(wanted)
        while start >= 0:
            end = start + len(wanted)
            if self._whole(start, end):
                yield self._place(start, end)
            start = text.find(wanted, start + 1)

    def cut_in_two(self, item: Item) -> tuple[Stretch, Stretch] | None:
        """Where a sentence stands that begins on one page and goes on, below or above charts, on the next."""
        words = [self._squash(word) for word in item.text.split()]
        for end in self.page_ends:
            for n in range(len(words) - 1, 0, -1):
                head, tail = "".join(words[:n]), "".join(words[n:])
                first = self.text.rfind(head, max(end - _PAGE, 0), end)
                start = self.text.find(tail, end, end + _PAGE) if first >= 0 else -1
                if start >= 0:
                    return self._place(first, first + len(head)), self._place(start, start + len(tail))
        return None

    def _find_with_dashes(self, wanted: str) -> Iterator[Stretch]:
        """A row with empty cells, which may be printed as any dash or as nothing."""
        blank = "" if self.squashed else r"\s*"
        words = [_DASH if word == EMPTY else re.escape(self._squash(word)) for word in wanted.split()]
        for match in re.finditer(blank.join(words), self.text):
            yield self._place(match.start(), match.end())

    def _squash(self, word: str) -> str:
        return _SPLIT.sub("", word) if self.squashed else word

    def _whole(self, start: int, end: int) -> bool:
        """Whether the stretch neither begins nor ends inside a word or a number."""
        if self.squashed:
            return not (self.text[end : end + 1].isdigit() and self.text[end - 1].isdigit())
        before, after = self.text[start - 1 : start], self.text[end : end + 1]
        return not (before.isalnum() and self.text[start].isalnum()) and not (
            after.isalnum() and self.text[end - 1].isalnum()
        )

    def _place(self, start: int, end: int) -> Stretch:
        return (self.back[start], self.back[end - 1] + 1) if self.squashed else (start, end)
