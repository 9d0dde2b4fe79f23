"""A language that nobody speaks, made of American English by rule, in a folder of its own."""

import re
import shutil
from pathlib import Path
from typing import Any

from marketwrap.base.templates import template_dir

AMERICAN = template_dir() / "languages" / "en-US"

GRAMMAR = """
from dataclasses import dataclass
from marketwrap.language.formats import Formats

@dataclass(frozen=True)
class Pseudo(Formats):
    def ordinal(self, number):
        return f"{number}e"

    def article(self, name):
        return "lo "

    def indefinite(self, ordinal):
        return "un "

    def possessive(self, *, plural):
        return "'z"

    def listing(self, items):
        return ", ".join(items[:-1]) + (", oc " if len(items) > 1 else "") + "".join(items[-1:])

    def day(self, day, words, *, year, weekday=False):
        text = f"{day.day} {words.month(day.month)}{f' {day.year}' if year else ''}"
        return f"{words.weekday(day.weekday())} le {text}" if weekday else text

    def month(self, day, words):
        return f"{words.month(day.month)} {day.year}"

    def clock(self, at):
        return f"{at.hour}h{at:%M}"

GRAMMAR = Pseudo("de_DE")
"""

READING = r"""
from marketwrap.language.reading import Reading

READING = Reading(
    dates=(r"(?:{weekday}\s+le\s+)?{day}\s+{month}(?:\s+{year})?", r"{month}\s+{year}"),
    times=(r"\d{1,2}h\d{2}",),
    decimal=",",
    group=".",
    ordinal=r"e\b",
    minus=("zminus",),
    currency_behind=True,
    articles=("lo",),
    possessives=("'z",),
    before_object=("zof", "lo", "zits", "zthan", "zthat", "zas", "zwas", "zwere"),
    before_owner=("zfor", "zin", "zof", "zat", "zon", "zby", "zfrom", "lo", "zits"),
    spans=("zyear", "zyears", "zweek", "zweeks", "zsession", "zsessions"),
)
"""


def worded(text: str) -> str:
    """Each word with a z before it: "Seven rose" is "Zseven zrose"."""
    return re.sub(r"(?<!\{)\b[A-Za-z]+\b(?!\})", _word, text)


def _word(match: re.Match[str]) -> str:
    return f"{'Z' if match[0][0].isupper() else 'z'}{match[0].lower()}"


def _phrase(text: str) -> str:
    parts = re.split(r"(\{\{.*?\}\}|\{%.*?%\})", text)
    return "".join(_gap(part) if place % 2 else worded(part) for place, part in enumerate(parts))


def _gap(gap: str) -> str:
    # words that a phrase hands to a filter; conditions are not words
    return re.sub(r"'[^']*'", lambda quoted: worded(quoted[0]), gap) if gap.startswith("{{") else gap


def make(folder: Path) -> Path:
    """Write the language; the words of headlines stay English, as the news are."""
    (folder / "phrases").mkdir(parents=True)
    lines = ('name = "Pseudo"', 'tag = "x-pseudo"', 'grammar = "grammar.py"', 'reading = "reading.py"')
    (folder / "language.toml").write_text("\n".join(lines), "utf-8")
    (folder / "grammar.py").write_text(GRAMMAR, "utf-8")
    (folder / "reading.py").write_text(READING, "utf-8")
    for name in ("themes.toml", "releases.toml", "publishers.toml", "holidays.toml"):
        shutil.copy(AMERICAN / name, folder)
    for path in (AMERICAN / "phrases").glob("*.toml"):
        _write(folder / "phrases" / path.name, {k: _each(v, _phrase) for k, v in _read(path).items()})
    for name in ("lexicon.toml", "tone.toml"):
        _write(folder / name, _words(_read(AMERICAN / name)))
    return folder


def _words(raw: dict[str, Any]) -> dict[str, Any]:
    """A list of words with every word and every key that is one in the language."""
    keyed = {"counts", "more_counts", "ordinals", "months", "weekdays", "scales", "reached", "left"}
    made: dict[str, Any] = {}
    for key, value in raw.items():
        if key in keyed:
            made[key] = {worded(word): number for word, number in value.items()}
        elif isinstance(value, dict):
            made[key] = _words(value)
        else:
            made[key] = _each(value, worded)
    return made


def _each(value: Any, change: Any) -> Any:
    if isinstance(value, list):
        return [_each(entry, change) for entry in value]
    return change(value) if isinstance(value, str) else value


def _read(path: Path) -> dict[str, Any]:
    import tomllib

    return tomllib.loads(path.read_text("utf-8"))


def _write(path: Path, tables: dict[str, Any]) -> None:
    path.write_text(_toml(tables), "utf-8")


def _toml(tables: dict[str, Any], above: str = "") -> str:
    """Tables as TOML: what is no table first, as it would else belong to the one before."""
    import json

    plain = {key: value for key, value in tables.items() if not isinstance(value, dict)}
    text = "".join(f"{json.dumps(k)} = {json.dumps(v, ensure_ascii=False)}\n" for k, v in plain.items())
    for key, value in tables.items():
        if isinstance(value, dict):
            name = f"{above}{json.dumps(key)}"
            text += f"[{name}]\n{_toml(value, f'{name}.')}"
    return text
