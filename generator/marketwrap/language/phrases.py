"""The phrases of a language, and which of its variants a phrase takes on a day."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from zlib import crc32

from marketwrap.base.errors import ConfigError
from marketwrap.base.templates import template_dir

#: two that took strict turns would bring all phrases together in the same step
PAIR = 2


@cache
def phrases(language: str) -> Mapping[str, tuple[str, ...]]:
    """All phrases of a language as key -> variants; the key is ``file.entry``.

    Raises ConfigError for a language without a folder or a file that is not TOML.
    """
    folder = template_dir() / "phrases" / language
    if not folder.is_dir():
        raise ConfigError(f"no phrases for language {language}", where=str(folder))
    found: dict[str, tuple[str, ...]] = {}
    for path in sorted(folder.glob("*.toml")):
        try:
            entries = tomllib.loads(path.read_text("utf-8"))
        except tomllib.TOMLDecodeError as error:
            raise ConfigError(f"not valid TOML: {error}", where=str(path)) from error
        for key, text in entries.items():
            found[f"{path.stem}.{key}"] = (text,) if isinstance(text, str) else tuple(text)
    return found


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
