"""Whatever the gate notes, the brief says it and passes its check."""

import tomllib
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache

import pytest

from marketwrap.app import pipeline
from marketwrap.base import settings
from marketwrap.base.model import Note, Table
from marketwrap.base.templates import template_dir
from marketwrap.check import recompute
from marketwrap.market import universe as universes
from marketwrap.market.prices import Prices
from marketwrap.metrics.panel import Panel
from marketwrap.sources import fetch

FAULTS = tomllib.loads((template_dir() / "languages" / "en-US" / "phrases" / "gate.toml").read_text("utf-8"))
US = universes.load("us")
TEXT = settings.load(formats=("txt", "md"))


@cache
def sample() -> Prices:
    return fetch.admitted(settings.load(), US, None, datetime(2026, 1, 15, 12, tzinfo=UTC))


@pytest.mark.parametrize("fault", sorted(FAULTS))
@pytest.mark.parametrize("symbols", [("KBE",), ("KBE", "^RUT", "GC=F")], ids=["one", "several"])
def test_a_note_is_worded_and_passes_the_check(fault: str, symbols: tuple[str, ...]) -> None:
    days = (date(2026, 1, 12), date(2026, 1, 13))
    notes = tuple(Note("left out", fault, symbol, days) for symbol in symbols)
    prices = replace(sample(), closes=sample().closes.drop(columns=list(symbols)), notes=notes)
    panel = Panel(prices, US)
    article = pipeline.write_article(panel, prices.session)
    said = next(note.text for note in article.notes if note.rule == f"gate.{fault}")
    assert all(US.instruments[symbol].name in said for symbol in symbols)
    report = recompute.prove(pipeline.render(article, panel, TEXT), prices, US, TEXT)
    assert report.lines()[:-1] == []


def test_an_asset_without_a_change_keeps_its_row() -> None:
    closes = sample().closes.copy()
    closes.loc["2026-01-13", "CL=F"] = float("nan")
    panel = Panel(replace(sample(), closes=closes), US)
    article = pipeline.write_article(panel, date(2026, 1, 14))
    tables = [block for section in article.sections for block in section.blocks if isinstance(block, Table)]
    rows = [row for table in tables for row in table.rows if row.head.text == "US crude oil"]
    assert [cell.text for cell in rows[0].cells[:2]] == ["$62.02", ""]
