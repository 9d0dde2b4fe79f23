"""The phrases of a language, and which of its variants a phrase takes on a day."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from zlib import crc32

from generator.errors import ConfigError
from generator.templating import template_dir


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
    """Which of ``count`` variants a phrase takes at the ``nth`` session: another one each time."""
    return (nth + crc32(key.encode())) % count


@cache
def pattern(text: str) -> str:
    """What is left of a phrase without its gaps; short ones, such as labels, have none."""
    return " ".join(re.sub(r"\{[{%].*?[%}]\}", "", text).split())
