"""Reading as a reader does: every number, date, count, name and claiming word in a text.

Nothing here knows about spans or facts; it sees what is printed.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final, Literal

from marketwrap.base.model import Universe
from marketwrap.language.lexicon import Lexicon

Kind = Literal["number", "date", "time", "word", "name", "term"]
#: table of the lexicon, key in it, and what the entry says: ("verbs", "down", "edge")
Meaning = tuple[str, str, str | int]


@dataclass(frozen=True, slots=True)
class Token:
    """One thing in a text that can be right or wrong."""

    kind: Kind
    start: int
    end: int
    text: str
    #: where the digits of a number end; its unit may stand outside the span
    core: int
    #: a number without its sign; None for anything else
    value: float | None = None
    #: of the value; fewer than none where it is in millions
    decimals: int = 0
    sign: str = ""
    #: key of the lexicon's units, a currency's sign, or ""
    unit: str = ""
    #: day, month, year, weekday of a date, where it says them
    parts: tuple[int | None, int | None, int | None, int | None] = (None, None, None, None)
    meanings: tuple[Meaning, ...] = ()
    symbols: frozenset[str] = frozenset()
    #: part of a phrase that claims nothing, such as "at last"; it counts only where a span says so
    idle: bool = False

    @property
    def ordinal(self) -> bool:
        """Whether the number is a place in an order."""
        return any(table == "ordinals" for table, _, _ in self.meanings)


@dataclass(frozen=True, slots=True)
class Reader:
    """One language and the names of one market, ready to read with."""

    pattern: re.Pattern[str]
    plain: re.Pattern[str]
    words: dict[str, tuple[Meaning, ...]]
    names: dict[str, frozenset[str]]
    lexicon: Lexicon
    universe: Universe

    def read(self, text: str) -> tuple[Token, ...]:
        """Every token of the text, in order, none overlapping another."""
        idle = [match.span() for match in self.plain.finditer(text)]
        tokens = (_MAKERS[match.lastgroup or ""](self, match) for match in self.pattern.finditer(text))
        return tuple(
            replace(token, idle=True) if any(a <= token.start and token.end <= b for a, b in idle) else token
            for token in tokens
        )


def reader(lexicon: Lexicon, universe: Universe) -> Reader:
    """A reader of a language, knowing the instruments of a market by name."""
    names = _names(universe)
    words = _meanings(lexicon)
    plain = re.compile(rf"(?<![\w-])(?:{_either(lexicon.plain)})(?![\w-])", re.IGNORECASE)
    return Reader(_pattern(lexicon, names, words), plain, words, names, lexicon, universe)


def symbols_named(text: str, reader: Reader) -> frozenset[str]:
    """Instruments whose name a text is, or the beginning of which it is; empty when it is none's."""
    plain = _bare(text)
    # a letter or two begin many names
    begun = [symbols for name, symbols in reader.names.items() if len(plain) > 3 and name.startswith(plain)]
    return reader.names.get(plain, frozenset()).union(*begun)


def _bare(name: str) -> str:
    return re.sub(r"^the ", "", name.strip().casefold().removesuffix("'s").removesuffix("’s"))


def _names(universe: Universe) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for symbol, instrument in universe.instruments.items():
        for name in filter(None, (instrument.name, instrument.short)):
            found.setdefault(_bare(name), set()).add(symbol)
    return {name: frozenset(symbols) for name, symbols in found.items()}


def _meanings(lexicon: Lexicon) -> dict[str, tuple[Meaning, ...]]:
    found: dict[str, list[Meaning]] = {}
    for way, size, verb in _verbs(lexicon):
        found.setdefault(verb.lower(), []).append(("verbs", way, size))
    for table in ("direction", "comparison", "rank", "record", "everyone"):
        for key, words in getattr(lexicon, table).items():
            for word in words:
                found.setdefault(word.lower(), []).append((table, key, ""))
    for table, numbers in (
        ("counts", lexicon.counts),
        ("counts", lexicon.more_counts),
        ("ordinals", lexicon.ordinals),
    ):
        for word, number in numbers.items():
            found.setdefault(word.lower(), []).append((table, word, number))
    return {word: tuple(meanings) for word, meanings in found.items()}


def _verbs(lexicon: Lexicon) -> Iterator[tuple[str, str, str]]:
    """Direction, size and verb."""
    yield from (("flat", "flat", words) for words in lexicon.flat)
    for family in lexicon.families.values():
        for way, sizes in family.items():
            yield from ((way, size, verb) for size, verbs in sizes.items() for verb in verbs)


# The pattern: leftmost wins, then the order of the alternatives, then the longest word -----------


def _either(words: Iterable[str]) -> str:
    ordered = sorted(words, key=lambda word: (-len(word), word))
    return "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in ordered)


def _pattern(lexicon: Lexicon, names: Iterable[str], words: Iterable[str]) -> re.Pattern[str]:
    month, day = f"(?:{_either(lexicon.months)})", r"\d{1,2}(?:st|nd|rd|th)?(?!\d|[.,:%]\d|%)"
    year = r"(?:,?\s+\d{4}(?!\d))"
    weekday = f"(?:{_either(lexicon.weekdays)})"
    units = _either(unit for group in lexicon.units.values() for unit in group if unit != "%")
    hyphenated = units.replace(r"\s+", "-")
    figures = r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    scale = rf"(?:\s(?:{_either(lexicon.scales)})\b)?"
    # "May" alone is more often a verb
    bare_month = _either(name for name in lexicon.months if name != "May")
    parts = (
        rf"(?P<name>(?<![\w-])(?i:{_either(names)})(?![\w]))",
        r"(?P<time>(?<![\w:])\d{1,2}:\d{2}(?!\d)(?:\s?[ap]\.m\.)?)",
        r"(?P<iso>(?<![\w-])\d{4}-\d{2}-\d{2}(?![\w-]))",
        (
            rf"(?P<date>(?<!\w)(?:{weekday},?\s+)?(?:{month}\s+{day}{year}?|{day}\s+{month}{year}?|{month}{year})"
            rf"|(?<!\w)(?:{weekday}|{bare_month}|(?<=in\s)May|(?<=since\s)May)(?!\w))"
        ),
        rf"(?P<term>(?<![\w.,$]){figures}-(?!(?:{hyphenated})\b)[a-z]+(?:-[a-z]+)*)",
        rf"(?P<number>(?<![\w.,])[+\-−]?[$€£¥]?{figures}{scale}(?:(?:st|nd|rd|th)\b|%|\s(?:{units})\b|-(?:{hyphenated})\b)?(?!\w))",
        rf"(?P<word>(?<![\w-])(?i:{_either(words)})(?!\w))",
        r"(?P<odd>\d+)",
    )
    return re.compile("|".join(parts))


def _word(reader: Reader, match: re.Match[str]) -> Token:
    text = re.sub(r"\s+", " ", match[0].lower())
    return Token("word", match.start(), match.end(), match[0], match.end(), meanings=reader.words[text])


def _name(reader: Reader, match: re.Match[str]) -> Token:
    symbols = reader.names[re.sub(r"\s+", " ", _bare(match[0]))]
    return Token("name", match.start(), match.end(), match[0], match.end(), symbols=symbols)


def _time(_reader: Reader, match: re.Match[str]) -> Token:
    return Token("time", match.start(), match.end(), match[0], match.end())


def _term(_reader: Reader, match: re.Match[str]) -> Token:
    digits = match[0].split("-")[0]
    core = match.start() + len(digits)
    return Token("term", match.start(), match.end(), match[0], core, value=float(digits.replace(",", "")))


_FIGURES: Final = re.compile(r"\d[\d,]*(?:\.\d+)?")
_YEAR: Final = re.compile(r"(?:19|20)\d\d")


def _number(reader: Reader, match: re.Match[str]) -> Token:
    text = match[0]
    if _YEAR.fullmatch(text):
        return Token(
            "date", match.start(), match.end(), text, match.end(), parts=(None, None, int(text), None)
        )
    figures = _FIGURES.search(text)
    if figures is None:  # the pattern holds the same figures
        raise ValueError(text)
    digits = figures[0].rstrip(",")
    tail = text[figures.start() + len(digits) :].strip(" -").replace("-", " ")
    scale, _, after = tail.partition(" ")
    zeros = reader.lexicon.scales.get(scale, 0)
    unit = _unit(reader.lexicon, after if zeros else tail)
    if (mark := text.lstrip("+-−")[:1]) in "$€£¥":
        unit = f"{mark}{unit}"
    meanings: tuple[Meaning, ...] = (("ordinals", text, 0),) if tail in ("st", "nd", "rd", "th") else ()
    sign = {"−": "-"}.get(text[0], text[0]) if text[0] in "+-−" else ""
    return Token(
        "number",
        match.start(),
        match.end(),
        text,
        match.start() + figures.start() + len(digits),
        value=float(digits.replace(",", "")) * 10.0**zeros,
        decimals=len(digits.partition(".")[2]) - zeros,
        sign=sign,
        unit=unit,
        meanings=meanings,
    )


def _unit(lexicon: Lexicon, tail: str) -> str:
    words = re.sub(r"\s+", " ", tail)
    return next((unit for unit, names in lexicon.units.items() if words in names), "")


def _date(reader: Reader, match: re.Match[str]) -> Token:
    text = match[0]
    words = re.findall(r"[A-Za-z]+|\d+", text)
    month = next((reader.lexicon.months[word] for word in words if word in reader.lexicon.months), None)
    weekday = next((reader.lexicon.weekdays[word] for word in words if word in reader.lexicon.weekdays), None)
    numbers = [word for word in words if word.isdigit()]
    day = next((int(word) for word in numbers if len(word) < 4), None)  # a year has four digits
    year = next((int(word) for word in numbers if len(word) == 4), None)  # a year has four digits
    return Token("date", match.start(), match.end(), text, match.end(), parts=(day, month, year, weekday))


def _iso(_reader: Reader, match: re.Match[str]) -> Token:
    year, month, day = (int(part) for part in match[0].split("-"))
    return Token("date", match.start(), match.end(), match[0], match.end(), parts=(day, month, year, None))


def _odd(_reader: Reader, match: re.Match[str]) -> Token:
    """Digits in a shape that no sentence should have: nothing agrees with them."""
    return Token("number", match.start(), match.end(), match[0], match.end(), value=float("nan"))


_MAKERS: Final[dict[str, Callable[[Reader, re.Match[str]], Token]]] = {
    "word": _word,
    "name": _name,
    "time": _time,
    "term": _term,
    "number": _number,
    "date": _date,
    "iso": _iso,
    "odd": _odd,
}


def claims(tokens: Iterable[Token], lexicon: Lexicon) -> Iterator[Token]:
    """Tokens that nobody could pass over: numbers, dates, and words that are counts and nothing else."""
    for token in tokens:
        tables = {table for table, _, _ in token.meanings}
        is_count = (
            bool(tables) and tables <= {"counts", "ordinals"} and token.text.lower() not in lexicon.soft
        )
        if token.idle:
            continue
        if token.kind in ("number", "date", "time", "term") or (token.kind == "word" and is_count):
            yield token
