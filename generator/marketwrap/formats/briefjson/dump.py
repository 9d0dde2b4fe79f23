"""From the article to JSON text."""

import json
from collections.abc import Callable
from datetime import date
from math import isnan
from typing import Any, Final

from marketwrap.base.model import (
    Article,
    Block,
    Fact,
    Input,
    Paragraph,
    Provenance,
    Section,
    Sentence,
    Span,
    Table,
)
from marketwrap.base.version import __version__
from marketwrap.formats.briefjson.cited import events_out, watch_out
from marketwrap.formats.briefjson.order import printed, sentences

#: what the file is called, beside the documents of a brief and inside its PDF
NAME: Final = "brief.json"
SCHEMA: Final = 1

_Id = Callable[[], str]

_ENCODER: Final = json.JSONEncoder(ensure_ascii=False, allow_nan=False, check_circular=False)


def dumps(article: Article) -> str:
    """The article as JSON text with a final newline; equal articles give equal bytes.

    Raises ValueError for a number that is not finite.
    """
    ids = (sentence_id for sentence_id, _ in sentences(article))
    return _layout(_article_out(article, lambda: next(ids))) + "\n"


def _article_out(article: Article, new_id: _Id) -> dict[str, Any]:
    texts, rests = printed(article), _Rests()
    return {
        "schema": SCHEMA,
        "generator": f"marketwrap {__version__}",
        "session": article.session.isoformat(),
        "closed_at": article.closed_at.isoformat(),
        "universe": article.universe,
        "language": article.language,
        "edition": article.edition,
        "archetype": article.archetype,
        "provenance": _provenance_out(article.provenance),
        "headline": _sentence_out(article.headline, new_id),
        "standfirst": _sentence_out(article.standfirst, new_id),
        "dateline": _sentence_out(article.dateline, new_id),
        "byline": article.byline,
        "summary": [_sentence_out(sentence, new_id) for sentence in article.summary],
        "sections": [_section_out(section, new_id) for section in article.sections],
        "notes": [_sentence_out(sentence, new_id) for sentence in article.notes],
        "disclaimer": article.disclaimer,
        "watch": watch_out(article.watch),
        "earlier": watch_out(article.earlier),
        "events": events_out(article.events),
        "facts": [_fact_out(fact, texts.get(fact.id, ""), rests) for fact in article.facts.values()],
    }


def _provenance_out(provenance: Provenance) -> dict[str, Any]:
    return {
        "source": provenance.source,
        "basis": provenance.basis,
        "retrieved": provenance.retrieved.isoformat(),
        "simulated": provenance.simulated,
        "snapshot_sha256": provenance.snapshot_sha256,
    }


def _span_out(span: Span) -> dict[str, str]:
    out = {"text": span.text}
    if span.fact:
        out["fact"] = span.fact
    if span.kind:
        out["kind"] = span.kind
    if span.link:
        out["link"] = span.link
    return out


def _sentence_out(sentence: Sentence, new_id: _Id) -> dict[str, Any]:
    return {
        "id": new_id(),
        "text": sentence.text,
        "rule": sentence.rule,
        "phrase": sentence.phrase,
        "facts": list(sentence.facts),
        "spans": [_span_out(span) for span in sentence.spans],
    }


def _section_out(section: Section, new_id: _Id) -> dict[str, Any]:
    blocks = [_block_out(block, new_id) for block in section.blocks]
    return {"id": section.id, "title": section.title, "blocks": blocks}


def _block_out(block: Block, new_id: _Id) -> dict[str, Any]:
    if isinstance(block, Paragraph):
        said = [_sentence_out(sentence, new_id) for sentence in block.sentences]
        return {"type": "paragraph", "topic": block.topic, "sentences": said}
    if isinstance(block, Table):
        rows = [
            {"head": _span_out(row.head), "cells": [_span_out(cell) for cell in row.cells]}
            for row in block.rows
        ]
        columns = list(block.columns)
        return {"type": "table", "id": block.id, "caption": block.caption, "columns": columns, "rows": rows}
    return {
        "type": "chart",
        "id": block.id,
        "kind": block.kind,
        "title": block.title,
        "alt": _sentence_out(block.alt, new_id),
        "bars": [{"label": bar.label, "value": _span_out(bar.value)} for bar in block.bars],
        "breaks": list(block.breaks),
        "subject": block.subject,
        "labels": list(block.labels),
    }


def _fact_out(fact: Fact, text: str, rests: "_Rests") -> dict[str, Any]:
    value = fact.value.isoformat() if isinstance(fact.value, date) else fact.value
    return {
        "id": fact.id,
        "subject": fact.subject,
        "metric": fact.metric,
        "params": dict(fact.params),
        "value": value,
        "unit": fact.unit,
        "as_of": fact.as_of.isoformat(),
        "text": text,
        "inputs": rests[fact.inputs],
    }


class _Rests(dict[tuple[Input, ...], list[dict[str, Any]]]):
    """What facts rest on: many of an article rest on the same closes."""

    def __missing__(self, inputs: tuple[Input, ...]) -> list[dict[str, Any]]:
        out = self[inputs] = [_input_out(used) for used in inputs]
        return out


def _input_out(used: Input) -> dict[str, Any]:
    return {
        "symbol": used.symbol,
        "first": used.first.isoformat(),
        "last": used.last.isoformat(),
        # a member without a close that day has none to show
        "closes": [] if any(map(isnan, used.closes)) else list(used.closes),
    }


def _layout(value: Any, depth: int = 0) -> str:
    """A line for each sentence, row, bar, fact and field, so that a diff shows what changed."""
    if _on_one_line(value):
        return _ENCODER.encode(value)
    pad = "  " * (depth + 1)
    if isinstance(value, dict):
        lines = [f"{pad}{_ENCODER.encode(name)}: {_layout(part, depth + 1)}" for name, part in value.items()]
        return "{\n" + ",\n".join(lines) + "\n" + "  " * depth + "}"
    lines = [pad + _layout(part, depth + 1) for part in value]
    return "[\n" + ",\n".join(lines) + "\n" + "  " * depth + "]"


#: what has one of these is a sentence, a row, a fact, a bar, a watch point or an event
_LINES: Final = frozenset({"spans", "cells", "metric", "label", "key", "publisher"})


def _on_one_line(value: Any) -> bool:
    if isinstance(value, dict):
        return not value or not _LINES.isdisjoint(value)
    if isinstance(value, list):
        return not any(isinstance(part, dict) for part in value)
    return True
