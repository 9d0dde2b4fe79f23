"""The article against its own facts: soundness, then every sentence, table and chart."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from marketwrap.base.model import Article, Bar, Chart, Fact, Row, Section, Sentence, Span, Table
from marketwrap.check import sentences
from marketwrap.check.problems import Problem
from marketwrap.check.reading import Reader, claims, symbols_named
from marketwrap.check.spans import Read, read
from marketwrap.check.values import symbols_of
from marketwrap.formats import briefjson
from marketwrap.formats.briefjson import NAME


@dataclass(frozen=True, slots=True)
class Place:
    """A table or chart and the section it stands in."""

    section: Section
    block: Table | Chart


def unsound(text: str, article: Article) -> Iterator[Problem]:
    """What the JSON says twice and not alike: texts and spans, ids, facts that do not exist."""
    raw = json.loads(text)
    told = list(_raw_sentences(raw))
    for (name, sentence), said in zip(briefjson.sentences(article), told, strict=True):
        if said.get("id") != name:
            yield Problem("context", NAME, name, f"id {said.get('id')}", f"id {name}")
        if said.get("text") != sentence.text:
            yield Problem(
                "context", NAME, name, str(said.get("text")), sentence.text, detail="text and spans differ"
            )
        for fact in dict.fromkeys((*sentence.facts, *(s.fact for s in sentence.spans if s.fact))):
            if fact not in article.facts:
                yield Problem("not checkable", NAME, name, fact, detail="no such fact")
    yield from _unsound_facts(raw, article)
    for place in _places(article):
        for span in _cells(place.block):
            if span.fact and span.fact not in article.facts:
                yield Problem("not checkable", NAME, place.block.id, span.fact, detail="no such fact")


def _unsound_facts(raw: Any, article: Article) -> Iterator[Problem]:
    texts = briefjson.printed(article)
    for fact in raw["facts"]:
        expected = texts.get(fact["id"], "")
        if fact.get("text") != expected:
            yield Problem("context", NAME, fact["id"], str(fact.get("text")), expected or "no text")
        if article.facts[fact["id"]].as_of > article.session:
            yield Problem("number", NAME, fact["id"], fact["as_of"], f"no later than {article.session}")


def _raw_sentences(raw: Any) -> Iterator[dict[str, Any]]:
    """Sentences as they stand in the JSON, in the order of their ids."""
    yield from (raw["headline"], raw["standfirst"], raw["dateline"])
    yield from raw["summary"]
    for section in raw["sections"]:
        for block in section["blocks"]:
            yield from block.get("sentences", [])
            yield from ([block["alt"]] if "alt" in block else [])
    yield from raw["notes"]


def _places(article: Article) -> Iterator[Place]:
    for section in article.sections:
        for block in section.blocks:
            if isinstance(block, Table | Chart):
                yield Place(section, block)


def _cells(block: Table | Chart) -> Iterator[Span]:
    if isinstance(block, Chart):
        yield from (bar.value for bar in block.bars)
        return
    for row in block.rows:
        yield from (row.head, *row.cells)


def read_all(article: Article, reader: Reader) -> tuple[Read, ...]:
    """Every sentence, cell and bar, as a reader sees it."""
    facts = article.facts
    said = [read(sentence, reader, facts, NAME, name) for name, sentence in briefjson.sentences(article)]
    for place in _places(article):
        for label, span in _labelled(place.block):
            cell = Sentence((span,), "", "")
            said.append(read(cell, reader, facts, NAME, f"{place.block.id}/{label}", prose=False))
    return tuple(said)


def _labelled(block: Table | Chart) -> Iterator[tuple[str, Span]]:
    if isinstance(block, Chart):
        yield from ((bar.label, bar.value) for bar in block.bars)
        return
    for row in block.rows:
        head = (row.head,) if row.head.kind == "text" else ()
        yield from ((row.head.text, cell) for cell in (*head, *row.cells))


def problems(article: Article, said: tuple[Read, ...], reader: Reader) -> Iterator[Problem]:
    """Everything in the article that its facts do not bear out."""
    for one in said:
        yield from sentences.problems(one, reader, article.facts)
    for place in _places(article):
        for row in place.block.rows if isinstance(place.block, Table) else place.block.bars:
            yield from _wrong_row(place, row, reader, article)
    yield from _titles(article, reader)


def _wrong_row(place: Place, row: Row | Bar, reader: Reader, article: Article) -> Iterator[Problem]:
    """A row that bears one instrument's name and another's numbers."""
    label, spans = (row.head.text, row.cells) if isinstance(row, Row) else (row.label, (row.value,))
    named = symbols_named(label, reader)
    for span in spans:
        fact = article.facts.get(span.fact)
        if fact is None or not named or fact.subject not in reader.universe.instruments:
            continue
        if not named & symbols_of(fact, reader.universe):
            true = reader.universe.instruments[fact.subject].name
            yield Problem(
                "name", NAME, f"{place.block.id}/{label}", label, true, fact.id, f"in the row of {span.text}"
            )


def _titles(article: Article, reader: Reader) -> Iterator[Problem]:
    """Numbers in headings, which have no spans: only the session's own dates may stand there."""
    for place, text in plain_texts(article):
        for token in claims(reader.read(text), reader.lexicon):
            known = token.kind == "term" or (token.kind == "date" and _of_session(token.parts, article))
            if token.kind != "word" and not known and not _is_a_horizon(text, token.text, reader):
                yield Problem("not checkable", NAME, place, token.text, detail=f"in the heading {text!r}")


def _of_session(parts: tuple[int | None, ...], article: Article) -> bool:
    day = article.session
    known = ({day.day}, {day.month}, {day.year, day.year - 1}, {day.weekday()})
    return all(part is None or part in allowed for part, allowed in zip(parts, known, strict=True))


def _is_a_horizon(text: str, token: str, reader: Reader) -> bool:
    """Whether the number heads a column and counts years, months, weeks or days, as "1 year" does."""
    return text.startswith(token) and text[len(token) :].strip() in reader.reading.spans


def plain_texts(article: Article) -> Iterator[tuple[str, str]]:
    """Headings, captions, columns, titles and labels: place and text."""
    for section in article.sections:
        yield section.id, section.title
        for block in section.blocks:
            if isinstance(block, Table):
                yield block.id, block.caption
                yield from ((block.id, column) for column in block.columns)
            elif isinstance(block, Chart):
                yield block.id, block.title
                yield from ((block.id, label) for label in block.labels)


def counts(said: tuple[Read, ...], facts: dict[str, Fact]) -> dict[str, int]:
    """How many numbers, words, dates and names were read."""
    kinds = {"numbers": 0, "words": 0, "dates": 0, "names": 0}
    for one in said:
        for token in one.tokens:
            tied = one.fact_of(token, facts) is not None
            kind = {"number": "numbers", "date": "dates", "time": "dates", "name": "names"}.get(token.kind)
            if kind:
                kinds[kind] += 1
            elif tied:
                kinds["words"] += 1
    return kinds
