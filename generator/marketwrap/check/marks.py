"""What a page says of its own numbers: elements that name a fact, and the charts drawn in it."""

import math
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from urllib.parse import unquote

from marketwrap.base.model import Article, Chart, Fact, Paragraph, Span, Table
from marketwrap.check.compare import category_of
from marketwrap.check.locate import Located
from marketwrap.check.outline import Item
from marketwrap.check.pages import UNMARKED, Drawing, Mark, Page, plain
from marketwrap.check.problems import Problem
from marketwrap.check.reading import Reader
from marketwrap.check.values import date_fault, number_fault, shown
from marketwrap.formats.briefjson import NAME

#: kinds of spans that a page must mark up with their fact
_MARKED = ("number", "count", "rank")


def mark_problems(
    page: Page, items: Sequence[Item], located: Located, article: Article, reader: Reader
) -> Iterator[Problem]:
    """Elements that name another fact than the article does, or give another value than the fact has."""
    by_start = {mark.start: mark for mark in page.marks}
    accounted: set[int] = set()
    for i, (start, _) in {**located.at, **located.misplaced}.items():
        for first, _, span in items[i].spans:
            mark = by_start.get(start + first)
            if mark is not None:
                accounted.add(mark.start)
            yield from _span_problems(page.name, items[i].place, span, mark, article.facts)
    for mark in page.marks:
        yield from _value_problems(page.name, mark, article.facts)
        if mark.start not in accounted and mark.fact in article.facts:
            yield from _alone(page.name, mark, article.facts[mark.fact], reader)


def _span_problems(
    document: str, place: str, span: Span, mark: Mark | None, facts: Mapping[str, Fact]
) -> Iterator[Problem]:
    fact = facts.get(span.fact)
    if mark is None:
        if span.kind in _MARKED and fact is not None and isinstance(fact.value, int | float):
            yield Problem(
                "not checkable", document, place, span.text, "a mark", span.fact, "its fact is not named"
            )
    elif mark.fact != span.fact:
        yield Problem(
            "not checkable",
            document,
            place,
            f"{mark.text} marked {mark.fact}",
            span.fact,
            detail="another fact",
        )


def _value_problems(document: str, mark: Mark, facts: Mapping[str, Fact]) -> Iterator[Problem]:
    fact = facts.get(mark.fact)
    if fact is None:
        yield Problem("not checkable", document, mark.text, mark.fact, detail="no such fact")
    elif mark.value is not None and not _is_value(mark.value, fact):
        yield Problem(
            "number", document, mark.text, mark.value, shown(fact), fact.id, "the value in the page's code"
        )


def _is_value(text: str, fact: Fact) -> bool:
    if isinstance(fact.value, date):
        return text == fact.value.isoformat()
    if not isinstance(fact.value, int | float):
        return text in (
            str(fact.value),
            " ".join(map(str, fact.value)) if isinstance(fact.value, tuple) else "",
        )
    try:
        return math.isclose(float(text), fact.value, rel_tol=1e-12)
    except ValueError:
        return False


def _alone(document: str, mark: Mark, fact: Fact, reader: Reader) -> Iterator[Problem]:
    """A marked text outside every item, such as the date at the head of a page."""
    for token in reader.read(mark.text):
        if token.kind == "date" and (fault := date_fault(token, fact)):
            yield Problem("context", document, mark.text, token.text, shown(fact), fact.id, fault)
        elif token.kind == "number" and (fault := number_fault(token, fact, reader.universe)):
            yield Problem("number", document, mark.text, token.text, shown(fact), fact.id, fault)


def link_problems(page: Page, article: Article) -> Iterator[Problem]:
    """Texts that lead somewhere else than the article says."""
    known = {(plain(span.text), unquote(span.link)) for span in _linked(article)}
    for text, to in page.links:
        if page.name.endswith(UNMARKED) and to.startswith("mailto:"):
            continue  # whom to write to is not the article's to say
        if (text, unquote(to)) not in known:
            yield Problem("context", page.name, text[:70], to[:70], detail="the article has no such link")


def _linked(article: Article) -> Iterator[Span]:
    blocks = [block for section in article.sections for block in section.blocks]
    rows = (row for block in blocks if isinstance(block, Table) for row in block.rows)
    told = (s for block in blocks if isinstance(block, Paragraph) for s in block.sentences)
    yield from (span for row in rows for span in (row.head, *row.cells) if span.link)
    yield from (span for sentence in told for span in sentence.spans if span.link)


def strange_links(article: Article) -> Iterator[Problem]:
    """Links that are not those of the event that their text is about."""
    events = {event.id: event for event in article.events}
    for span in _linked(article):
        fact = article.facts.get(span.fact)
        event = events.get(fact.subject) if fact else None
        if event is None or event.link != span.link:
            true, told = event.link[:70] if event else "", span.link[:70]
            yield Problem("context", NAME, span.text[:70], told, true, span.fact, "another link")


# Charts -------------------------------------------------------------------------------------------


def drawing_problems(page: Page, article: Article, reader: Reader) -> Iterator[Problem]:
    """Charts in a page that print other values, names or alternatives than the article's charts."""
    charts = [b for section in article.sections for b in section.blocks if isinstance(b, Chart)]
    for drawing in page.drawings:
        if not drawing.alt and not any(fact for _, fact in drawing.texts):
            continue  # an ornament
        chart = _chart_of(drawing, charts)
        if chart is None:
            yield Problem("context", page.name, "", drawing.alt[:70], detail="the article has no such chart")
            continue
        charts.remove(chart)
        if drawing.alt != plain(chart.alt.text):
            yield _alt_problem(page.name, chart, drawing, reader)
        yield from _label_problems(page.name, chart, drawing)


def _chart_of(drawing: Drawing, charts: Sequence[Chart]) -> Chart | None:
    exact = next((chart for chart in charts if plain(chart.alt.text) == drawing.alt), None)
    return exact or max(charts, key=lambda chart: _alike(drawing, chart), default=None)


def _alike(drawing: Drawing, chart: Chart) -> int:
    facts = {bar.value.fact for bar in chart.bars} & {fact for _, fact in drawing.texts}
    return 10 * len(facts) + len(set(drawing.alt.split()) & set(chart.alt.text.split()))


def _alt_problem(document: str, chart: Chart, drawing: Drawing, reader: Reader) -> Problem:
    said, told = drawing.alt.split(), plain(chart.alt.text).split()
    found = [word for word in said if word not in told]
    expected = [word for word in told if word not in said]
    category = category_of([*reader.read(" ".join(found)), *reader.read(" ".join(expected))])
    return Problem(
        category,
        document,
        f"chart {chart.id}",
        " ".join(found or said)[:70],
        " ".join(expected or told)[:70],
        detail="text alternative",
    )


def _label_problems(document: str, chart: Chart, drawing: Drawing) -> Iterator[Problem]:
    place = f"chart {chart.id}"
    expected = [(bar.value.fact, plain(bar.value.text)) for bar in chart.bars if bar.value.fact]
    found = [(fact, text) for text, fact in drawing.texts if fact]
    if sorted(expected) != sorted(found):
        known = dict(expected)
        for fact, text in found:
            if known.get(fact) != text:
                yield Problem("number", document, place, f"{text} for {fact}", known.get(fact, "no such bar"))
        for fact in known.keys() - {fact for fact, _ in found}:
            yield Problem("not checkable", document, place, "", f"{known[fact]} for {fact}")
    elif found not in (expected, expected[::-1]):
        yield Problem("context", document, place, "values in another order", "the order of the bars")
    labels = [plain(bar.label) for bar in chart.bars]
    drawn = [text for text, fact in drawing.texts if not fact and text in labels]
    if len(drawn) == len(labels) and drawn not in (labels, labels[::-1]):
        yield Problem("name", document, place, ", ".join(drawn)[:70], ", ".join(labels)[:70])
    for label in dict.fromkeys(labels):
        if label not in drawn:
            yield Problem("name", document, place, "", label, detail="a bar has lost its name")
