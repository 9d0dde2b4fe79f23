"""Whole commentaries on named days of the sample, kept as text to be read in a diff.

The history is simulated, so these show the wording and its order, not what happened.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from functools import cache

import pytest

from marketwrap.app import pipeline
from marketwrap.base import settings
from marketwrap.base.model import Article, Paragraph
from marketwrap.market import universe as universes
from marketwrap.metrics.panel import Panel
from marketwrap.sources import fetch

DAYS = {
    "rotation": date(2026, 1, 14),
    "rates": date(2026, 1, 6),
    "shock": date(2025, 4, 7),
    "year-end": date(2025, 12, 31),
    "half-day": date(2025, 11, 28),
}


@cache
def panel() -> Panel:
    universe = universes.load("us")
    now = datetime(2026, 1, 15, 12, tzinfo=UTC)
    return Panel(fetch.admitted(settings.load(), universe, None, now), universe)


def prose(article: Article) -> Iterator[str]:
    yield f"[{article.archetype}] {article.headline.text}"
    yield article.standfirst.text
    yield article.dateline.text
    yield from (f"* {sentence.text}" for sentence in article.summary)
    for section in article.sections:
        yield f"\n{section.title.upper()}"
        for block in section.blocks:
            if isinstance(block, Paragraph):
                yield "\n".join(sentence.text for sentence in block.sentences) + "\n"


@pytest.mark.parametrize("name", sorted(DAYS))
def test_the_brief_of_a_day_reads_as_it_did(name: str, golden: Callable[[str, str], None]) -> None:
    article = pipeline.write_article(panel(), DAYS[name])
    golden(f"{name}.txt", "\n".join(prose(article)).replace("\n\n\n", "\n\n"))
