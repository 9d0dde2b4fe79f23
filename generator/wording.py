"""Where facts become text: phrases are filled, and each number, date and verb keeps its fact.

A phrase is a Jinja string in ``templates/phrases/<language>/``. Its filters print facts:
``{{ index|the }} {{ index|move }}`` gives "the Nasdaq Composite lost 1.00%". A filter leaves a mark
around what it prints, and ``Voice.sentence`` cuts the rendered text at the marks into spans.
"""

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any
from zlib import crc32

from jinja2 import Environment, StrictUndefined, Template, TemplateError, pass_context
from jinja2.runtime import Context

from generator.errors import ConfigError
from generator.lexicon import Lexicon, load
from generator.model import Fact, Finding, Instrument, Sentence, Span, SpanKind, Universe
from generator.templating import template_dir

#: moves below this are "little changed", by unit
FLAT: Mapping[str, float] = {"percent": 0.0005, "basis_points": 0.5, "points": 0.05}
#: moves up to this are "edged"
EDGE: Mapping[str, float] = {"percent": 0.003, "basis_points": 2.0, "points": 0.3}
#: moves from this on take the strong verbs
LARGE: Mapping[str, float] = {"percent": 0.01, "basis_points": 6.0, "points": 1.0}
#: moves from this on may take the strongest, when they are rare for the instrument too
SHARP: Mapping[str, float] = {"percent": 0.02, "basis_points": 10.0, "points": 4.0}

#: the strongest verbs lose their force after so many
MOST_SHARP = 4

#: counts are in words up to this
IN_WORDS = 12

#: private-use characters that no phrase and no name contains: open, fact from text, close
OPEN, MIDDLE, CLOSE = "\ue000", "\ue001", "\ue002"
_MARK = re.compile(f"{OPEN}(\\d+){MIDDLE}([^{CLOSE}]*){CLOSE}")

#: kinds that are levels: they rise and fall, but gain and lose nothing
LEVELS = ("yield", "volatility", "currency")


Roles = Mapping[str, Fact | tuple[Fact, ...]]


Memory = tuple[set[str], set[str], set[str], int, str]


class Missing(StrictUndefined):
    """A role that a finding does not fill: false in a condition, an error when printed."""

    __slots__ = ()

    def __bool__(self) -> bool:  # type: ignore[override]  # the parent never returns; this is the point
        return False


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


def variant(key: str, count: int, session: date) -> int:
    """Which of ``count`` variants a phrase takes: the next one at each weekday, so never the same twice running."""
    weekdays = session.toordinal() // 7 * 5 + min(session.weekday(), 4)
    return (weekdays + crc32(key.encode())) % count


@dataclass
class Voice:
    """Who speaks in one article: the names already said and the verbs already used."""

    universe: Universe
    session: date
    language: str = "en"
    #: whether a move is rare enough for the strongest verbs
    rare: Callable[[Fact], bool] = lambda _fact: False
    _said: set[str] = field(default_factory=set)
    _printed: set[str] = field(default_factory=set)
    _sharp: int = 0
    #: the last verbs
    _words: list[str] = field(default_factory=list)
    #: the instrument that the sentence before named first
    _subject: str = ""
    #: the one that the sentence now being filled has named first
    _named: str = ""
    _turns: dict[str, int] = field(default_factory=dict)
    _marks: list[tuple[str, SpanKind]] = field(default_factory=list)
    #: the words of the variants used so far, their gaps left out
    _patterns: set[str] = field(default_factory=set)

    def sentence(self, finding: Finding, phrase: str = "") -> Sentence:
        """A finding in words; ``phrase`` words it by another key (a headline, a bullet)."""
        key = phrase or finding.phrase
        self._named = ""
        text = self._fill(key, finding.roles)
        self._subject = self._named
        facts = tuple(dict.fromkeys(fact.id for fact in finding.facts))
        return Sentence(_capitalised(self._spans(text)), finding.rule, key, facts)

    def worded(self, rule: str, phrase: str, roles: Roles, **words: str) -> Sentence:
        """A sentence outside the findings: a note, a caption, an alternative text; ``words`` are plain."""
        facts = tuple(dict.fromkeys(fact.id for fact in Finding(rule, phrase, roles, "", 0.0).facts))
        return Sentence(
            _capitalised(self._spans(self._fill(phrase, {**roles, **words}))), rule, phrase, facts
        )

    def plain(self, phrase: str, roles: Roles) -> str:
        """The same as bare text."""
        return "".join(span.text for span in self._spans(self._fill(phrase, roles)))

    def all_said(self) -> None:
        """Take every name as said: a headline has no room for full ones."""
        self._said.update(self.universe.instruments)

    def knows(self, phrase: str) -> bool:
        """Whether there is a phrase of that key."""
        return phrase in phrases(self.language)

    def text(self, key: str) -> str:
        """A phrase without roles: a title, a label."""
        return self._fill(key, {})

    def starts_anew(self) -> None:
        """Forget which names were said: the next text may be read on its own."""
        self._said.clear()
        self._printed.clear()
        self._sharp = 0

    @property
    def lexicon(self) -> Lexicon:
        """The language's verbs, counts, months."""
        return load(self.language)

    def mark(self, text: str, fact: Fact, kind: SpanKind) -> str:
        """Text that remembers the fact it prints."""
        self._marks.append((fact.id, kind))
        if kind == "number":
            self._printed.add(fact.id)
        return f"{OPEN}{len(self._marks) - 1}{MIDDLE}{text}{CLOSE}"

    def is_subject(self, symbol: str) -> bool:
        """Whether the sentence before this one, in the same paragraph, named this instrument first."""
        return symbol == self._subject

    def memory(self) -> Memory:
        """What was said so far, to go back to when a sentence is not used after all."""
        return set(self._said), set(self._printed), set(self._patterns), self._sharp, self._subject

    def forget(self, before: Memory) -> None:
        """Go back to an earlier memory."""
        self._said, self._printed, self._patterns, self._sharp, self._subject = before

    def new_paragraph(self) -> None:
        """What comes now has no sentence before it to refer to."""
        self._subject = ""

    def has_printed(self, fact: Fact) -> bool:
        """Whether the number has been printed since the names were last forgotten."""
        return fact.id in self._printed

    def instrument(self, symbol: str) -> Instrument:
        """What a symbol is."""
        return self.universe.instruments[symbol]

    def may_be_sharp(self, fact: Fact) -> bool:
        """Whether the strongest verbs fit: a rare move, and not the fourth of its kind in one article."""
        if not self.rare(fact) or self._sharp >= MOST_SHARP:
            return False
        self._sharp += 1
        return True

    def first_mention(self, symbol: str) -> bool:
        """Whether the name has not been said yet; from now on it has."""
        new = symbol not in self._said
        self._said.add(symbol)
        return new

    def names(self, symbol: str) -> None:
        """Take note that the sentence names an instrument."""
        self._named = self._named or symbol

    def next_of(self, words: Sequence[str], key: str) -> str:
        """The next word of a list, so that no verb comes twice in a row."""
        turn = self._turns.setdefault(key, variant(key, len(words), self.session))
        order = [words[(turn + i) % len(words)] for i in range(len(words))]
        word = next((word for word in order if word not in self._words), order[0])
        self._turns[key] = turn + order.index(word) + 1
        self.uses(word)
        return word

    def uses(self, word: str) -> None:
        """Take note of a verb, so that the sentence does not use it again while there are others."""
        self._words.append(word)
        del self._words[:-2]

    def _fill(self, key: str, roles: Mapping[str, Fact | tuple[Fact, ...] | str]) -> str:
        try:
            variants = phrases(self.language)[key]
        except KeyError:
            raise ConfigError(f"no phrase {key}", where=f"templates/phrases/{self.language}") from None
        text = self._choose(key, variants)
        try:
            return _template(text).render(roles, voice=self)
        except (TemplateError, TypeError, AttributeError) as error:
            raise ConfigError(f"phrase {key} cannot be filled: {error}") from error

    def _choose(self, key: str, variants: Sequence[str]) -> str:
        """The session's variant, or the next one whose pattern the article has not used yet."""
        first = variant(key, len(variants), self.session)
        order = [variants[(first + i) % len(variants)] for i in range(len(variants))]
        text = next((text for text in order if _pattern(text) not in self._patterns), order[0])
        self._patterns.add(_pattern(text))
        return text

    def _spans(self, text: str) -> tuple[Span, ...]:
        spans: list[Span] = []
        end = 0
        text = " ".join(text.split())
        for match in _MARK.finditer(text):
            if match.start() > end:
                spans.append(Span(text[end : match.start()]))
            fact, kind = self._marks[int(match[1])]
            spans.append(Span(match[2], fact, kind))
            end = match.end()
        if end < len(text):
            spans.append(Span(text[end:]))
        return tuple(spans)


def _capitalised(spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """The same with a capital at the beginning and after each full stop, which may lie between spans."""
    capital = True
    done = []
    for span in spans:
        text = _AFTER_STOP.sub(lambda match: match[0].upper(), span.text)
        if capital:
            text = text[:1].upper() + text[1:]
        done.append(Span(text, span.fact, span.kind))
        capital = text.endswith((". ", "? "))
    return tuple(done)


#: not after "p.m."
_AFTER_STOP = re.compile(r"(?<!\.m)[.?] [a-z]")


@cache
def _environment() -> Environment:
    # phrases are the project's own or the firm's own text, never a client's or a publisher's;
    # escaping happens once, in the HTML template ("S&P 500" is plain text here)
    environment = Environment(undefined=Missing, autoescape=False)  # noqa: S701
    environment.filters.update(FILTERS)
    return environment


@cache
def _pattern(text: str) -> str:
    """What is left of a phrase without its gaps; short ones, such as labels, have none."""
    return " ".join(re.sub(r"\{[{%].*?[%}]\}", "", text).split())


@cache
def _template(text: str) -> Template:
    return _environment().from_string(text)


# Filters. Each takes the context first, then what stands before the bar.


def _voice(context: Context) -> Voice:
    voice: Voice = context["voice"]
    return voice


@pass_context
def the(context: Context, fact: Fact) -> str:
    """The instrument's name in a sentence, with its article; short from the second mention on."""
    return _name(_voice(context), fact, fact.subject, article=True)


@pass_context
def whose(context: Context, fact: Fact) -> str:
    """As in "its" where the sentence before was about the same instrument, else its name in the possessive."""
    voice = _voice(context)
    known = voice.instrument(fact.subject)
    if voice.is_subject(fact.subject):
        return "their" if known.plural else "its"
    return the(context, fact) + ("'" if known.plural else "'s")


@pass_context
def name(context: Context, fact: Fact) -> str:
    """The instrument's name without an article."""
    return _name(_voice(context), fact, fact.subject, article=False)


@pass_context
def names(context: Context, fact: Fact) -> str:
    """All names of a fact whose value is one or more symbols."""
    voice = _voice(context)
    symbols = fact.value if isinstance(fact.value, tuple) else (str(fact.value),)
    return _listing([_name(voice, fact, symbol, article=True) for symbol in symbols])


@pass_context
def name_list(context: Context, facts: Iterable[Fact]) -> str:
    """The names of several facts' instruments as a list."""
    return _listing([the(context, fact) for fact in facts])


@pass_context
def of(context: Context, part: Fact, total: Fact) -> str:
    """As in "seven of eleven", "all eleven", "none of the eleven"."""
    voice = _voice(context)
    if part.value == total.value:
        return f"{voice.mark(voice.lexicon.everyone['all'][0], part, 'count')} {count(context, total)}"
    if part.value == 0:
        return (
            f"{voice.mark(voice.lexicon.everyone['none'][0], part, 'count')} of the {count(context, total)}"
        )
    return f"{count(context, part)} of {count(context, total)}"


def is_are(fact: Fact) -> str:
    """As in "is" after a count of one or none, else "are"."""
    return "is" if fact.value in (0, 1) else "are"


@pass_context
def aside(context: Context, fact: Fact, digits: int = 2) -> str:
    """The signed size in brackets, unless the article has printed it already."""
    voice = _voice(context)
    if voice.has_printed(fact):
        return ""
    return f" ({signed(context, fact, digits)})"


@pass_context
def was(context: Context, fact: Fact) -> str:
    """As in "was" or "were", as the name needs it."""
    known = _voice(context).universe.instruments.get(fact.subject)
    return "were" if known and known.plural else "was"


@pass_context
def verb(context: Context, fact: Fact) -> str:
    """The verb that fits the size of a move."""
    voice = _voice(context)
    return voice.mark(_verb(voice, fact), fact, "word")


@pass_context
def move(context: Context, fact: Fact, digits: int = 2) -> str:
    """Verb and size of a move: "lost 1.00%", "edged up 1 basis point", "was little changed"."""
    voice = _voice(context)
    words = voice.mark(_verb(voice, fact), fact, "word")
    if abs(fact.number) >= FLAT[fact.unit]:
        return f"{words} {voice.mark(_size(fact, digits), fact, 'number')}"
    signed = _sign(fact.number) + _size(fact, 2)
    return words if _is_zero(signed) else f"{words} ({voice.mark(signed, fact, 'number')})"


@pass_context
def moves(context: Context, facts: Iterable[Fact], digits: int = 2) -> str:
    """Several instruments and their moves as a list."""
    return _listing([f"{the(context, fact)} {move(context, fact, digits)}" for fact in facts])


@pass_context
def listed(context: Context, facts: Iterable[Fact], digits: int = 2) -> str:
    """Several instruments, each with its signed move in brackets."""
    voice = _voice(context)
    return _listing(
        [
            f"{_name(voice, f, f.subject, article=True)} ({voice.mark(_sign(f.number) + _size(f, digits), f, 'number')})"
            for f in facts
        ]
    )


@pass_context
def size(context: Context, fact: Fact, digits: int = 2) -> str:
    """The size of a move without its sign: "1.00%", "3 basis points", "0.95 points"."""
    return _voice(context).mark(_size(fact, digits), fact, "number")


@pass_context
def signed(context: Context, fact: Fact, digits: int = 2) -> str:
    """The size of a move with its sign."""
    return _voice(context).mark(_sign(fact.number) + _size(fact, digits), fact, "number")


@pass_context
def level(context: Context, fact: Fact) -> str:
    """A close or another price in the way its instrument is quoted: "6,926.60", "$90.87", "4.14%"."""
    voice = _voice(context)
    return voice.mark(print_level(fact, voice.universe.instruments.get(fact.subject)), fact, "number")


@pass_context
def rounded(context: Context, fact: Fact) -> str:
    """A round number: "7,000", "$90", "4.5%"."""
    voice = _voice(context)
    known = voice.instrument(fact.subject)
    digits = 0 if fact.number == int(fact.number) else 1
    text = f"{fact.number:,.{digits}f}"
    return voice.mark(f"{text}%" if known.kind == "yield" else known.currency + text, fact, "number")


@pass_context
def share(context: Context, fact: Fact) -> str:
    """A share of cases in whole percent."""
    return _voice(context).mark(f"{fact.number * 100:.0f}%", fact, "number")


@pass_context
def decimal(context: Context, fact: Fact, digits: int = 2) -> str:
    """A ratio as a plain number."""
    return _voice(context).mark(f"{fact.number:.{digits}f}", fact, "number")


@pass_context
def count(context: Context, fact: Fact) -> str:
    """How many, in words up to twelve; the sign of a streak is left to the verb."""
    voice = _voice(context)
    n = abs(round(fact.number))
    return voice.mark(voice.lexicon.count(n) if n <= IN_WORDS else f"{n:,}", fact, "count")


@pass_context
def figure(context: Context, fact: Fact) -> str:
    """How many, in digits."""
    return _voice(context).mark(f"{abs(round(fact.number)):,}", fact, "number")


@pass_context
def ordinal(context: Context, fact: Fact) -> str:
    """As in "third", "21st"."""
    voice = _voice(context)
    n = abs(round(fact.number))
    return voice.mark(voice.lexicon.ordinal(n), fact, "count")


@pass_context
def day(context: Context, fact: Fact) -> str:
    """A date: without the year in the session's own year."""
    voice = _voice(context)
    if not isinstance(fact.value, date):
        raise TypeError(f"{fact.id} is not a date")
    return voice.mark(
        print_date(fact.value, voice.lexicon, with_year=fact.value.year != voice.session.year), fact, "date"
    )


@pass_context
def month(context: Context, fact: Fact) -> str:
    """A date's month and year."""
    voice = _voice(context)
    if not isinstance(fact.value, date):
        raise TypeError(f"{fact.id} is not a date")
    return voice.mark(f"{voice.lexicon.month(fact.value.month)} {fact.value.year}", fact, "date")


@pass_context
def year(context: Context, fact: Fact) -> str:
    """A year, or a date's year."""
    value = fact.value.year if isinstance(fact.value, date) else fact.value
    return _voice(context).mark(str(value), fact, "date")


@pass_context
def way(context: Context, fact: Fact, positive: str, negative: str) -> str:
    """One of two words by the fact's sign, tied to it."""
    return _voice(context).mark(positive if fact.number > 0 else negative, fact, "word")


@pass_context
def moving(context: Context, fact: Fact, up: str, down: str, flat: str) -> str:
    """A headline's verb and size; the word for no movement without a size."""
    voice = _voice(context)
    if abs(fact.number) < FLAT[fact.unit]:
        return voice.mark(flat, fact, "word")
    return f"{voice.mark(up if fact.number > 0 else down, fact, 'word')} {voice.mark(_size(fact, 1), fact, 'number')}"


@pass_context
def days(context: Context, facts: Iterable[Fact]) -> str:
    """Several dates as a list."""
    return _listing([day(context, fact) for fact in facts])


@pass_context
def full_date(context: Context, fact: Fact) -> str:
    """A date with its weekday and year."""
    voice = _voice(context)
    if not isinstance(fact.value, date):
        raise TypeError(f"{fact.id} is not a date")
    name = voice.lexicon.weekday(fact.value.weekday())
    return voice.mark(f"{name}, {print_date(fact.value, voice.lexicon, with_year=True)}", fact, "date")


@pass_context
def long_date(context: Context, fact: Fact) -> str:
    """A date with its year."""
    voice = _voice(context)
    if not isinstance(fact.value, date):
        raise TypeError(f"{fact.id} is not a date")
    return voice.mark(print_date(fact.value, voice.lexicon, with_year=True), fact, "date")


@pass_context
def clock(context: Context, fact: Fact) -> str:
    """A time of day, "16:00", as Americans write it."""
    hour, minute = (int(part) for part in str(fact.value).split(":"))
    text = f"{(hour - 1) % 12 + 1}:{minute:02} {'p.m.' if hour >= 12 else 'a.m.'}"
    return _voice(context).mark(text, fact, "date")


@pass_context
def label(context: Context, fact: Fact) -> str:
    """What a source is called."""
    voice = _voice(context)
    key = f"plan.source_{fact.value}"
    return voice.text(key) if voice.knows(key) else str(fact.value)


@pass_context
def tie(context: Context, fact: Fact, text: str) -> str:
    """A word of the phrase that claims something, tied to the fact that bears it out."""
    voice = _voice(context)
    voice.uses(text)
    return voice.mark(text, fact, "word")


@pass_context
def place(context: Context, fact: Fact, text: str) -> str:
    """A word that claims a rank, tied to the fact that bears it out."""
    return _voice(context).mark(text, fact, "rank")


@pass_context
def tally(context: Context, fact: Fact, text: str) -> str:
    """A word that stands for a count ("all", "none"), tied to the count."""
    return _voice(context).mark(text, fact, "count")


FILTERS: dict[str, Callable[..., Any]] = {
    f.__name__: f
    for f in (
        the,
        whose,
        name,
        names,
        name_list,
        of,
        is_are,
        aside,
        was,
        verb,
        move,
        moves,
        listed,
        size,
        signed,
        level,
        rounded,
        share,
        decimal,
        count,
        figure,
        ordinal,
        day,
        days,
        full_date,
        long_date,
        clock,
        month,
        year,
        label,
        way,
        moving,
        tie,
        place,
        tally,
    )
}


# Printing, without spans: tables and charts use these too.


def print_level(fact: Fact, instrument: Instrument | None) -> str:
    """A price in the way its instrument is quoted."""
    decimals = instrument.decimals if instrument else 2
    text = f"{abs(fact.number):,.{decimals}f}"
    if instrument and instrument.kind == "yield":
        text = f"{text}%"
    elif instrument:
        text = instrument.currency + text
    return f"-{text}" if fact.number < 0 else text


def print_signed(fact: Fact, digits: int = 2) -> str:
    """A move with its sign and unit sign, for tables; a move that rounds to zero has no sign."""
    text = _size(fact, digits, short=True)
    return text if _is_zero(text) else _sign(fact.number) + text


def print_date(value: date, lexicon: Lexicon, *, with_year: bool) -> str:
    """As in "January 14" or "January 14, 2026"."""
    text = f"{lexicon.month(value.month)} {value.day}"
    return f"{text}, {value.year}" if with_year else text


def _size(fact: Fact, digits: int, *, short: bool = False) -> str:
    """The size in its unit; what is no instrument's own is a spread, in percentage points."""
    size = abs(fact.number)
    if fact.unit == "percent":
        return f"{size * 100:,.{digits}f}%"
    if fact.unit == "basis_points":
        whole = f"{size:,.0f}"
        return f"{whole} bp" if short else f"{whole} basis point{'' if whole == '1' else 's'}"
    if fact.unit == "points":
        text = f"{size:,.{digits}f}"
        if short:
            return text
        return f"{text} percentage points" if _is_spread(fact) else f"{text} points"
    raise TypeError(f"{fact.id} has unit {fact.unit}, which has no size")


def _is_spread(fact: Fact) -> bool:
    return fact.metric.startswith(("spread", "member_spread", "group_gap", "given_points", "dispersion"))


def _verb(voice: Voice, fact: Fact) -> str:
    size, unit = abs(fact.number), fact.unit
    known = voice.universe.instruments.get(fact.subject)
    if size < FLAT[unit]:
        return f"{'were' if known and known.plural else 'was'} {voice.next_of(voice.lexicon.flat, 'flat')}"
    grade = "edge" if size <= EDGE[unit] else "small" if size < LARGE[unit] else "large"
    if size >= SHARP[unit] and voice.may_be_sharp(fact):
        grade = "sharp"
    direction = "up" if fact.number > 0 else "down"
    family = "levels" if known and known.kind in LEVELS else "verbs"
    return voice.next_of(voice.lexicon.verbs(family, direction, grade), f"{family}.{direction}.{grade}")


def _name(voice: Voice, fact: Fact, symbol: str, *, article: bool) -> str:
    known = voice.universe.instruments[symbol]
    voice.names(symbol)
    text = known.name if voice.first_mention(symbol) else known.brief_name
    prefix = "the " if article and known.the else ""
    return prefix + voice.mark(text, fact, "name")


def _listing(items: Sequence[str]) -> str:
    if len(items) < 2:
        return "".join(items)
    return ", ".join(items[:-1]) + f" and {items[-1]}"


def _sign(number: float) -> str:
    return "+" if number > 0 else "-" if number < 0 else ""


def _is_zero(text: str) -> bool:
    return not re.search("[1-9]", text)
