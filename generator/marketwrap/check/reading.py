"""Reading as a reader does: every number, date, count, name and claiming word in a text.

Nothing here knows about spans or facts; it sees what is printed.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final, Literal

from marketwrap.base.errors import ConfigError
from marketwrap.base.model import Universe
from marketwrap.language import languages, lexicon
from marketwrap.language.lexicon import Lexicon
from marketwrap.language.reading import Reading

Kind = Literal["number", "date", "time", "word", "name", "term"]
#: table of the lexicon, key in it, and what the entry says: ("verbs", "down", "edge")
Meaning = tuple[str, str, str | int | float]


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
    #: a time of day by the clock of 24 hours: "16:00"
    clock: str = ""
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
    #: its name, or the folder of one of the user's own
    language: str
    reading: Reading
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


def reader(language: str, universe: Universe) -> Reader:
    """A reader of a language, knowing the instruments of a market by name.

    Raises ConfigError for a language that is not there or has no ``READING``.
    """
    reading, listed = _reading(language), lexicon.load(language)
    names = _names(universe, reading)
    words = _meanings(listed)
    plain = re.compile(rf"(?<![\w-])(?:{_either(listed.plain)})(?![\w-])", re.IGNORECASE)
    return Reader(
        _pattern(reading, listed, names, words), plain, words, names, language, reading, listed, universe
    )


def _reading(language: str) -> Reading:
    place = languages.find(language).reading
    found = getattr(languages.module(place), "READING", None)
    if not isinstance(found, Reading):
        raise ConfigError("there is no READING in it", where=place, remedy=languages.SEE)
    return found


def symbols_named(text: str, reader: Reader) -> frozenset[str]:
    """Instruments whose name a text is, or the beginning of which it is; empty when it is none's."""
    plain = _bare(text, reader.reading)
    # a letter or two begin many names
    begun = [symbols for name, symbols in reader.names.items() if len(plain) > 3 and name.startswith(plain)]
    return reader.names.get(plain, frozenset()).union(*begun)


def _bare(name: str, reading: Reading) -> str:
    """A name without what a sentence puts before and behind it."""
    bare = name.strip().casefold()
    for ending in reading.possessives:
        bare = bare.removesuffix(ending)
    for article in reading.articles:
        bare = bare.removeprefix(f"{article} ")
    return bare


def _names(universe: Universe, reading: Reading) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for symbol, instrument in universe.instruments.items():
        for name in filter(None, (instrument.name, instrument.short)):
            found.setdefault(_bare(name, reading), set()).add(symbol)
    return {name: frozenset(symbols) for name, symbols in found.items()}


def _meanings(lexicon: Lexicon) -> dict[str, tuple[Meaning, ...]]:
    found: dict[str, list[Meaning]] = {}
    for way, size, verb in _verbs(lexicon):
        found.setdefault(verb.lower(), []).append(("verbs", way, size))
    for table in ("direction", "comparison", "rank", "record", "everyone"):
        for key, words in getattr(lexicon, table).items():
            for word in words:
                found.setdefault(word.lower(), []).append((table, key, ""))
    for key, bounds in lexicon.thresholds.items():
        for word, bound in bounds.items():
            found.setdefault(word.lower(), []).append(("thresholds", key, bound))
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
    for family in (*lexicon.families.values(), lexicon.present):
        for way, sizes in family.items():
            yield from ((way, size, verb) for size, verbs in sizes.items() for verb in verbs)


# The pattern: leftmost wins, then the order of the alternatives, then the longest word -----------


def _either(words: Iterable[str]) -> str:
    ordered = sorted(words, key=lambda word: (-len(word), word))
    return "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in ordered)


#: signs of currencies, which stand at an amount with nothing between
_MONEY: Final = "$€£¥"


def _pattern(
    reading: Reading, lexicon: Lexicon, names: Iterable[str], words: Iterable[str]
) -> re.Pattern[str]:
    marks = re.escape((reading.decimal + reading.group).strip())
    units = _either(unit for group in lexicon.units.values() for unit in group if unit != "%")
    hyphenated = units.replace(r"\s+", "-")
    figures, letters = _figures(reading), f"[{reading.letters}]"
    scale = rf"(?:\s(?:{_either(lexicon.scales)})\b)?"
    behind = rf"(?:\s?[{_MONEY}])?" if reading.currency_behind else ""
    unit = rf"(?:{reading.ordinal}|{reading.percent}|\s(?:{units})\b|-(?:{hyphenated})\b)?"
    sign = rf"(?:[+\-−]|(?:{_either(reading.minus)})\s)?" if reading.minus else r"[+\-−]?"
    parts = (
        rf"(?P<name>(?<![\w-])(?i:{_either(names)})(?![\w]))",
        rf"(?P<time>(?<![\w:{marks}])(?:{'|'.join(reading.times)}))",
        r"(?P<iso>(?<![\w-])\d{4}-\d{2}-\d{2}(?![\w-]))",
        rf"(?P<date>{_dates(reading, lexicon, marks)})",
        rf"(?P<term>(?<![\w{marks}$]){figures}-(?!(?:{hyphenated})\b){letters}+(?:-{letters}+)*)",
        rf"(?P<number>(?<![\w{marks}]){sign}[{_MONEY}]?{figures}{scale}{behind}{unit}(?!\w))",
        rf"(?P<word>(?<![\w-])(?i:{_either(words)})(?!\w))",
        r"(?P<odd>\d+)",
    )
    return re.compile("|".join(parts))


def _figures(reading: Reading) -> str:
    """Digits with or without groups and decimals."""
    decimals = rf"(?:{re.escape(reading.decimal)}\d+)?"
    return rf"(?:\d{{1,3}}(?:{_group(reading)}\d{{3}})+{decimals}|\d+{decimals})"


def _group(reading: Reading) -> str:
    """What stands between thousands; a document may have another blank or apostrophe for it."""
    if reading.group.isspace():
        return r"\s"
    return "['’]" if reading.group in "'’" else re.escape(reading.group)


def _dates(reading: Reading, lexicon: Lexicon, marks: str) -> str:
    """Whole dates and parts of them; a weekday or a month alone, if that is no other word."""
    weekday, month = f"(?:{_either(lexicon.weekdays)})", f"(?:{_either(lexicon.months)})"
    day, year = rf"\d{{1,2}}(?:{reading.ordinal})?(?!\d|[{marks}:%]\d|%)", r"\d{4}(?!\d)"
    gaps = {"{weekday}": weekday, "{month}": month, "{day}": day, "{year}": year}
    whole = "|".join(re.sub(r"\{[a-z]+\}", lambda gap: gaps[gap[0]], pattern) for pattern in reading.dates)
    sure = _either(name for name in lexicon.months if name not in reading.doubtful_months)
    behind = (
        rf"(?<={re.escape(word)}\s){month}"
        for word in reading.before_months
        for month in reading.doubtful_months
    )
    return rf"(?<!\w)(?:{whole})|(?<!\w)(?:{'|'.join((weekday, sure, *behind))})(?!\w)"


def _word(reader: Reader, match: re.Match[str]) -> Token:
    text = re.sub(r"\s+", " ", match[0].lower())
    return Token("word", match.start(), match.end(), match[0], match.end(), meanings=reader.words[text])


def _name(reader: Reader, match: re.Match[str]) -> Token:
    symbols = reader.names[re.sub(r"\s+", " ", _bare(match[0], reader.reading))]
    return Token("name", match.start(), match.end(), match[0], match.end(), symbols=symbols)


def _time(reader: Reader, match: re.Match[str]) -> Token:
    hour, minute = (*map(int, re.findall(r"\d+", match[0])), 0)[:2]
    if match[0].endswith(reader.reading.after_noon):
        hour = hour % _NOON + _NOON
    elif match[0].endswith(reader.reading.before_noon):
        hour %= _NOON
    return Token("time", match.start(), match.end(), match[0], match.end(), clock=f"{hour:02}:{minute:02}")


def _term(reader: Reader, match: re.Match[str]) -> Token:
    digits = match[0].split("-")[0]
    core = match.start() + len(digits)
    return Token("term", match.start(), match.end(), match[0], core, value=_value(digits, reader.reading))


def _value(digits: str, reading: Reading) -> float:
    return float(re.sub(_group(reading), "", digits).replace(reading.decimal, "."))


_NOON: Final = 12
_YEAR: Final = re.compile(r"(?:19|20)\d\d")


def _number(reader: Reader, match: re.Match[str]) -> Token:
    text = match[0]
    if _YEAR.fullmatch(text):
        return Token(
            "date", match.start(), match.end(), text, match.end(), parts=(None, None, int(text), None)
        )
    reading = reader.reading
    figures = re.search(_figures(reading), text)
    if figures is None:  # the pattern holds the same figures
        raise ValueError(text)
    digits = figures[0]
    # blanks of every kind, and the hyphen of "5-basis-point"
    tail = " ".join(text[figures.end() :].replace("-", " ").split())
    scale, _, after = tail.partition(" ")
    zeros = reader.lexicon.scales.get(scale, 0)
    mark = next((sign for sign in (text.lstrip("+-−")[0], text[-1]) if sign in _MONEY), "")
    unit = mark + _unit(reader.lexicon, (after if zeros else tail).strip(f" {mark}"))
    is_ordinal = re.fullmatch(reading.ordinal, text[figures.end() :]) is not None
    meanings: tuple[Meaning, ...] = (("ordinals", text, 0),) if is_ordinal else ()
    in_words = text.split()[0] in reading.minus
    sign = "-" if in_words else {"−": "-"}.get(text[0], text[0]) if text[0] in "+-−" else ""
    return Token(
        "number",
        match.start(),
        match.end(),
        text,
        match.start() + figures.end(),
        value=_value(digits, reading) * 10.0**zeros,
        decimals=len(digits.partition(reading.decimal)[2]) - zeros,
        sign=sign,
        unit=unit,
        meanings=meanings,
    )


def _unit(lexicon: Lexicon, tail: str) -> str:
    words = re.sub(r"\s+", " ", tail)
    return next((unit for unit, names in lexicon.units.items() if words in names), "")


def _date(reader: Reader, match: re.Match[str]) -> Token:
    text = match[0]
    words = re.findall(r"[^\W\d_]+|\d+", text)
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


def only_words(text: str, words: Iterable[str]) -> bool:
    """Whether a text between two tokens is nothing but blanks and some of the words."""
    return set(text.split()) <= set(words) and (not text or text[0].isspace()) and text[-1:].strip() == ""


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
