"""A sentence or a cell as a reader sees it, with its spans laid beside what was read."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from marketwrap.base.model import Fact, Sentence, Span
from marketwrap.check.reading import Reader, Token

#: no letter, no digit and no blank, and in no text
BLANK: Final = "\x00"


@dataclass(frozen=True, slots=True)
class Placed:
    """A span and where it stands in its sentence."""

    start: int
    end: int
    span: Span


@dataclass(frozen=True, slots=True)
class Read:
    """A sentence as read: its text, its spans and what the reader saw in it."""

    document: str
    place: str
    text: str
    #: the text with what it takes over as it is left blank: that is somebody else's, and claims nothing here
    own: str
    spans: tuple[Placed, ...]
    tokens: tuple[Token, ...]
    #: facts that the sentence rests on, the printed ones among them
    facts: tuple[Fact, ...]
    #: in a table or a chart the sign is printed, and no verb stands in for it
    prose: bool = True

    def span_of(self, token: Token) -> Span | None:
        """The span that holds the whole core of a token."""
        return next((p.span for p in self.spans if p.start <= token.start and token.core <= p.end), None)

    def fact_of(self, token: Token, known: Mapping[str, Fact]) -> Fact | None:
        """The fact that a token is tied to."""
        span = self.span_of(token)
        return known.get(span.fact) if span and span.fact else None


def read(
    sentence: Sentence,
    reader: Reader,
    known: Mapping[str, Fact],
    document: str,
    place: str,
    *,
    prose: bool = True,
) -> Read:
    """Read a sentence's text without regard to its spans, then lay the spans beside it."""
    placed, position, own = [], 0, ""
    for span in sentence.spans:
        placed.append(Placed(position, position + len(span.text), span))
        position += len(span.text)
        own += BLANK * len(span.text) if is_whole(span, known) else span.text
    ids = dict.fromkeys((*sentence.facts, *(span.fact for span in sentence.spans if span.fact)))
    facts = tuple(known[name] for name in ids if name in known)
    return Read(document, place, sentence.text, own, tuple(placed), reader.read(own), facts, prose)


def is_whole(span: Span, known: Mapping[str, Fact]) -> bool:
    """Whether a span prints a text that is a fact, from its beginning to its end.

    A name may begin with a small letter: "retail sales" within a sentence is the release "Retail sales". A
    clause may begin with a capital, as a sentence of its own.
    """
    fact = known.get(span.fact)
    if fact is None or fact.unit != "text":
        return False
    value = str(fact.value)
    first = {"event_name": value[:1].lower(), "event_clause": value[:1].upper()}.get(fact.metric, value[:1])
    return span.text in (value, first + value[1:])
