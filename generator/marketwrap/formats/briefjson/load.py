"""From JSON text back to the article."""

import json
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, Final, TypeVar, cast, get_args

from marketwrap.base.errors import CheckFailed
from marketwrap.base.model import (
    Article,
    Bar,
    Block,
    Chart,
    Edition,
    Fact,
    Input,
    Paragraph,
    Params,
    Provenance,
    Row,
    Section,
    Sentence,
    Span,
    SpanKind,
    Table,
    Unit,
    Value,
)
from marketwrap.formats.briefjson.cited import events_in, is_link, watch_in
from marketwrap.formats.briefjson.dump import NAME, SCHEMA

_T = TypeVar("_T")


def loads(text: str, where: str = NAME) -> Article:
    """The article that ``dumps`` wrote; ``where`` names the file in errors.

    Raises CheckFailed when the text is not JSON, of another schema, or lacks a field.
    """
    try:
        return _article_in(json.loads(text, parse_constant=_refuse_constant))
    except (KeyError, TypeError, ValueError) as error:
        what = f"{error.args[0]} is missing" if isinstance(error, KeyError) else str(error)
        raise CheckFailed(
            f"not a brief that this version reads: {what}", where=where, remedy="write the brief again"
        ) from error


def _refuse_constant(name: str) -> float:
    raise ValueError(f"{name} is not a number")


def _take(raw: Any, key: str, kind: type[_T]) -> _T:
    if not isinstance(raw, dict):
        raise TypeError(f"{raw!r} is no object with {key!r}")
    value = raw[key]
    if not isinstance(value, kind):
        raise TypeError(f"{key} is no {kind.__name__}: {value!r}")
    return value


def _texts(raw: Any, key: str) -> tuple[str, ...]:
    values = _take(raw, key, list)
    if not all(isinstance(value, str) for value in values):
        raise TypeError(f"{key} holds something other than text: {values!r}")
    return tuple(values)


def _day(raw: Any, key: str) -> date:
    return date.fromisoformat(_take(raw, key, str))


def _moment(raw: Any, key: str) -> datetime:
    return datetime.fromisoformat(_take(raw, key, str))


def _article_in(raw: Any) -> Article:
    if _take(raw, "schema", int) != SCHEMA:
        raise ValueError(f"schema is {raw['schema']}, not {SCHEMA}")
    facts = [_fact_in(item) for item in _take(raw, "facts", list)]
    return Article(
        session=_day(raw, "session"),
        closed_at=_moment(raw, "closed_at"),
        universe=_take(raw, "universe", str),
        language=_take(raw, "language", str),
        archetype=_take(raw, "archetype", str),
        headline=_sentence_in(raw["headline"]),
        standfirst=_sentence_in(raw["standfirst"]),
        dateline=_sentence_in(raw["dateline"]),
        byline=_take(raw, "byline", str),
        summary=tuple(map(_sentence_in, _take(raw, "summary", list))),
        sections=tuple(map(_section_in, _take(raw, "sections", list))),
        notes=tuple(map(_sentence_in, _take(raw, "notes", list))),
        disclaimer=_take(raw, "disclaimer", str),
        provenance=_provenance_in(raw["provenance"]),
        facts=_by_id(facts),
        edition=_edition_in(raw),
        watch=watch_in(_take(raw, "watch", list)),
        earlier=watch_in(_take(raw, "earlier", list)),
        events=events_in(_take(raw, "events", list)),
    )


def _edition_in(raw: Any) -> Edition:
    edition: Any = _take(raw, "edition", str)
    if edition not in get_args(Edition):
        raise ValueError(f"no such edition: {edition!r}")
    return cast("Edition", edition)


def _by_id(facts: list[Fact]) -> dict[str, Fact]:
    known = {fact.id: fact for fact in facts}
    if len(known) != len(facts):
        raise ValueError("two facts have one id")
    return known


def _provenance_in(raw: Any) -> Provenance:
    return Provenance(
        source=_take(raw, "source", str),
        basis=_take(raw, "basis", str),
        retrieved=_moment(raw, "retrieved"),
        simulated=_take(raw, "simulated", bool),
        snapshot_sha256=_take(raw, "snapshot_sha256", str),
    )


_KINDS: Final = frozenset(get_args(SpanKind))


def _span_in(raw: Any) -> Span:
    kind = raw.get("kind") if isinstance(raw, dict) else None
    if kind is not None and kind not in _KINDS:
        raise ValueError(f"no such kind of span: {kind!r}")
    fact = _take(raw, "fact", str) if "fact" in raw else ""
    link = _take(raw, "link", str) if "link" in raw else ""
    if link and not is_link(link):
        raise ValueError(f"no link that a brief may have: {link!r}")
    return Span(text=_take(raw, "text", str), fact=fact, kind=kind, link=link)


def _sentence_in(raw: Any) -> Sentence:
    return Sentence(
        spans=tuple(map(_span_in, _take(raw, "spans", list))),
        rule=_take(raw, "rule", str),
        phrase=_take(raw, "phrase", str),
        facts=_texts(raw, "facts"),
    )


def _section_in(raw: Any) -> Section:
    blocks = tuple(map(_block_in, _take(raw, "blocks", list)))
    return Section(id=_take(raw, "id", str), title=_take(raw, "title", str), blocks=blocks)


def _block_in(raw: Any) -> Block:
    kind = _take(raw, "type", str)
    if kind not in _BLOCKS:
        raise ValueError(f"no such block: {kind!r}")
    return _BLOCKS[kind](raw)


def _paragraph_in(raw: Any) -> Paragraph:
    said = tuple(map(_sentence_in, _take(raw, "sentences", list)))
    return Paragraph(topic=_take(raw, "topic", str), sentences=said)


def _table_in(raw: Any) -> Table:
    rows = tuple(
        Row(head=_span_in(row["head"]), cells=tuple(map(_span_in, _take(row, "cells", list))))
        for row in _take(raw, "rows", list)
    )
    return Table(
        id=_take(raw, "id", str),
        caption=_take(raw, "caption", str),
        columns=_texts(raw, "columns"),
        rows=rows,
    )


def _chart_in(raw: Any) -> Chart:
    kind = _take(raw, "kind", str)
    if kind not in ("bars", "line"):
        raise ValueError(f"no such kind of chart: {kind!r}")
    bars = tuple(
        Bar(label=_take(bar, "label", str), value=_span_in(bar["value"])) for bar in _take(raw, "bars", list)
    )
    return Chart(
        id=_take(raw, "id", str),
        kind="bars" if kind == "bars" else "line",
        title=_take(raw, "title", str),
        alt=_sentence_in(raw["alt"]),
        bars=bars,
        breaks=tuple(int(place) for place in _take(raw, "breaks", list)),
        subject=_take(raw, "subject", str),
        labels=_texts(raw, "labels"),
    )


_BLOCKS: Final[Mapping[str, Callable[[Any], Block]]] = {
    "paragraph": _paragraph_in,
    "table": _table_in,
    "chart": _chart_in,
}
_UNITS: Final = frozenset(get_args(Unit))


def _fact_in(raw: Any) -> Fact:
    unit: Any = _take(raw, "unit", str)
    if unit not in _UNITS:
        raise ValueError(f"no such unit: {unit!r}")
    params: Params = tuple(_take(raw, "params", dict).items())
    return Fact(
        id=_take(raw, "id", str),
        subject=_take(raw, "subject", str),
        metric=_take(raw, "metric", str),
        value=_value_in(raw, unit),
        unit=unit,
        as_of=_day(raw, "as_of"),
        params=params,
        inputs=tuple(map(_input_in, _take(raw, "inputs", list))),
    )


def _value_in(raw: Any, unit: Unit) -> Value:
    if unit == "date":
        return _day(raw, "value")
    if unit == "symbols":
        return _texts(raw, "value")
    if unit in ("symbol", "text"):
        return _take(raw, "value", str)
    value = raw["value"]
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError(f"value is no number: {value!r}")
    return value


def _input_in(raw: Any) -> Input:
    closes = _take(raw, "closes", list)
    return Input(
        symbol=_take(raw, "symbol", str),
        first=_day(raw, "first"),
        last=_day(raw, "last"),
        closes=tuple(float(close) for close in closes),
    )
