"""What one article has said so far: names, verbs, numbers, patterns. The filters print with it."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from jinja2.runtime import Context

from marketwrap.base.model import Fact, Instrument, Span, SpanKind, Universe
from marketwrap.base.templates import LANGUAGE
from marketwrap.language import languages
from marketwrap.language.grammar import Grammar
from marketwrap.language.lexicon import Lexicon, load
from marketwrap.language.phrases import pattern, phrases
from marketwrap.language.printing import Printer, printer

#: private-use characters that no phrase and no name contains: open, fact from text, close
OPEN, MIDDLE, CLOSE = "\ue000", "\ue001", "\ue002"
#: of a phrase's source; what a language prints between a number and its unit stays as it is
_BLANKS = re.compile(r"[ \t\n]+")
#: where a phrase tells the session's day
_DAY = re.compile(r"\bsession\|")
_MARK = re.compile(f"{OPEN}(\\d+){MIDDLE}([^{CLOSE}]*){CLOSE}")

#: names, numbers and patterns that were said, the subject of the last sentence,
#: the last verbs, the turn of each list of verbs, the strong verbs of the paragraph
Memory = tuple[set[str], set[str], set[str], str, list[str], dict[str, int], set[str]]


@dataclass
class Speech:
    """The memory of one article's author: the names already said and the verbs already used."""

    universe: Universe
    session: date
    language: str = LANGUAGE
    #: whether a move is rare enough for the strongest verbs
    rare: Callable[[Fact], bool] = lambda _fact: False
    #: in headlines names go without their article
    in_headlines: bool = False
    _said: set[str] = field(default_factory=set)
    _printed: set[str] = field(default_factory=set)
    #: the last verbs
    _words: list[str] = field(default_factory=list)
    #: grades whose strong verb the paragraph has used: "down.sharp"
    _strong: set[str] = field(default_factory=set)
    #: the only instrument that the sentence before named
    _subject: str = ""
    #: those that the sentence now being filled has named
    _named: list[str] = field(default_factory=list)
    _turns: dict[str, int] = field(default_factory=dict)
    _marks: list[tuple[str, SpanKind]] = field(default_factory=list)
    #: the words of the variants used so far, their gaps left out
    _patterns: set[str] = field(default_factory=set)

    def all_said(self) -> None:
        """Take every name as said: a headline has no room for full ones."""
        self._said.update(self.universe.instruments)

    def starts_anew(self) -> None:
        """Forget which names were said: the next text may be read on its own."""
        self._said.clear()
        self._printed.clear()

    @property
    def tag(self) -> str:
        """What documents say of their language."""
        return languages.find(self.language).tag

    @property
    def printer(self) -> Printer:
        """What prints numbers and dates in the language."""
        return printer(self.language)

    @property
    def grammar(self) -> Grammar:
        """The language's rules."""
        return self.printer.grammar

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

    def listing(self, items: Sequence[str]) -> str:
        """Several things as the language joins them."""
        return self.grammar.listing(items)

    def plural(self, symbol: str) -> bool:
        """Whether an instrument's name is a plural."""
        known = self.universe.instruments.get(symbol)
        return known is not None and known.plural

    def part(self, key: str, roles: Mapping[str, Fact | str]) -> str:
        """A piece of a sentence by a phrase of its own, for filters; who fills phrases can say it."""
        raise NotImplementedError(key)

    def knows(self, phrase: str) -> bool:
        """Whether there is a phrase of that key."""
        return phrase in phrases(self.language)

    def tells_day(self, phrase: str) -> bool:
        """Whether a phrase has a place for the session's day."""
        return any(_DAY.search(text) for text in phrases(self.language)[phrase])

    def everyone(self, key: str, fact: Fact) -> str:
        """The word for all or none of a group, tied to the count that bears it out."""
        return self.mark(self.lexicon.everyone[key][0], fact, "count")

    def is_subject(self, symbol: str) -> bool:
        """Whether the sentence before this one, in the same paragraph, named this instrument and no other."""
        return symbol == self._subject

    def memory(self) -> Memory:
        """What was said so far, to go back to when a sentence is not used after all."""
        said, printed, patterns = set(self._said), set(self._printed), set(self._patterns)
        words, turns, strong = list(self._words), dict(self._turns), set(self._strong)
        return said, printed, patterns, self._subject, words, turns, strong

    def forget(self, before: Memory) -> None:
        """Go back to an earlier memory, which is left as it is, so that one can go back to it again."""
        said, printed, patterns, self._subject, words, turns, strong = before
        self._said, self._printed, self._patterns = set(said), set(printed), set(patterns)
        self._words, self._turns, self._strong = list(words), dict(turns), set(strong)

    def new_paragraph(self) -> None:
        """What comes now has no sentence before it to refer to, and may use strong verbs again."""
        self._subject = ""
        self._strong.clear()

    def has_printed(self, fact: Fact) -> bool:
        """Whether the number has been printed since the names were last forgotten."""
        return fact.id in self._printed

    def instrument(self, symbol: str) -> Instrument:
        """What a symbol is."""
        return self.universe.instruments[symbol]

    def first_mention(self, symbol: str) -> bool:
        """Whether the name has not been said yet; from now on it has."""
        new = symbol not in self._said
        self._said.add(symbol)
        return new

    def names(self, symbol: str) -> None:
        """Take note that the sentence names an instrument."""
        self._named.append(symbol)

    def next_of(self, words: Sequence[str], key: str) -> str:
        """The next word of a list, so that no verb comes twice in a row."""
        turn = self._turns.get(key, 0)
        order = [words[(turn + i) % len(words)] for i in range(len(words))]
        word = next((word for word in order if word not in self._words), order[0])
        self._turns[key] = turn + order.index(word) + 1
        self.uses(word)
        return word

    def uses(self, word: str) -> None:
        """Take note of a verb, so that the sentence does not use it again while there are others."""
        self._words.append(word)
        del self._words[:-2]

    def uses_strong(self, verb: str) -> bool:
        """Take note of a strong verb's grade; False where the paragraph has used it already."""
        new = verb not in self._strong
        self._strong.add(verb)
        return new

    def in_order(self, variants: Sequence[str]) -> list[str]:
        """Wordings as they are listed, the plain one first every day; those used already come last."""
        return sorted(variants, key=lambda text: pattern(text) in self._patterns)

    def uses_pattern(self, text: str) -> None:
        """Take note of a variant, so that the article uses its pattern once while there are others."""
        self._patterns.add(pattern(text))

    def spans(self, text: str) -> tuple[Span, ...]:
        """Rendered text cut at its marks."""
        spans: list[Span] = []
        end = 0
        text = _BLANKS.sub(" ", text).strip(" \n")
        for match in _MARK.finditer(text):
            start, past = match.span()
            if start > end:
                spans.append(Span(text[end:start]))
            number, printed = match.groups()
            spans.append(Span(printed, *self._marks[int(number)]))
            end = past
        if end < len(text):
            spans.append(Span(text[end:]))
        return tuple(spans)

    def begin_sentence(self) -> None:
        """No instrument has been named yet."""
        self._named.clear()

    def end_sentence(self) -> None:
        """The only instrument named is what the next sentence may call "it"."""
        self._subject = self._named[0] if len(set(self._named)) == 1 else ""


def voice_of(context: Context) -> Speech:
    """Who speaks the phrase that a filter prints for."""
    voice: Speech = context["voice"]
    return voice
