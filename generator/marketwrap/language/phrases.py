"""The phrases of a language, and which of its variants a phrase takes on a day."""

import re
from collections.abc import Mapping
from functools import cache
from zlib import crc32

from marketwrap.base.errors import ConfigError
from marketwrap.language import languages

#: two that took strict turns would bring all phrases together in the same step
PAIR = 2


@cache
def phrases(language: str) -> Mapping[str, tuple[str, ...]]:
    """All phrases of a language as key -> variants; the key is ``file.entry``.

    A language has the phrases of its base but for those that it words itself. Raises ConfigError for one that
    is not there or has none, and for a file that is not TOML.
    """
    found: dict[str, tuple[str, ...]] = {}
    for path in languages.files(language, "phrases/*.toml"):
        for key, text in languages.read_toml(path).items():
            found[f"{path.stem}.{key}"] = (text,) if isinstance(text, str) else tuple(text)
    if not found:
        raise ConfigError("there are no phrases", where=language, remedy=languages.SEE)
    return found


@cache
def page_words(language: str) -> Mapping[str, str]:
    """The words of pages and mail around an article, by their keys under ``page``."""
    return {
        key.removeprefix("page."): texts[0]
        for key, texts in phrases(language).items()
        if key.startswith("page.")
    }


def variant(key: str, count: int, nth: int) -> int:
    """Which of ``count`` variants a phrase takes at the ``nth`` session.

    Even sessions take those at even places of the list, odd sessions those at odd places, each once
    in a block of sessions, in an order that changes from block to block. So whatever an article may
    need a second time, or two phrases share, is not what the session before has taken.
    """
    half = range(nth % 2, count, 2) or range(count)
    block, place = divmod(nth // 2, len(half))
    return half[_order(key, len(half), block)[place]]


@cache
def _order(key: str, count: int, block: int) -> tuple[int, ...]:
    """The variants of one half in the order in which a block of sessions takes them."""
    order = _shuffled(key, count, block)
    if count > PAIR and order[0] == _shuffled(key, count, block - 1)[-1]:
        order[0], order[1] = order[1], order[0]
    return tuple(order)


def _shuffled(key: str, count: int, block: int) -> list[int]:
    seed = crc32(f"{key} {block}".encode())
    return [(seed // 2 + i * (1 if seed % 2 else count - 1)) % count for i in range(count)]


@cache
def pattern(text: str) -> str:
    """What is left of a phrase without its gaps; short ones, such as labels, have none."""
    return " ".join(re.sub(r"\{[{%].*?[%}]\}", "", text).split())
