"""The tables and charts of an article. Every cell and bar is a fact."""

from marketwrap.story.exhibits.cells import DEEP, WEEK, caption
from marketwrap.story.exhibits.holdings import MOST_HELD, MOST_WATCHED, holdings_table, watch_table
from marketwrap.story.exhibits.moves import (
    asset_table,
    bank_table,
    bars,
    index_bars,
    index_box,
    megacap_table,
    ranking,
    ratio_line,
    region_bars,
    region_ranking,
    week_by_day,
)
from marketwrap.story.exhibits.news import coming_table, headline_table
from marketwrap.story.exhibits.verdict import gauges, rotation_line, scorecard
from marketwrap.story.exhibits.watch import earlier_points

__all__ = [
    "DEEP",
    "MOST_HELD",
    "MOST_WATCHED",
    "WEEK",
    "asset_table",
    "bank_table",
    "bars",
    "caption",
    "coming_table",
    "earlier_points",
    "gauges",
    "headline_table",
    "holdings_table",
    "index_bars",
    "index_box",
    "megacap_table",
    "ranking",
    "ratio_line",
    "region_bars",
    "region_ranking",
    "rotation_line",
    "scorecard",
    "watch_table",
    "week_by_day",
]
