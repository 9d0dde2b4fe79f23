"""The tables and charts of an article. Every cell and bar is a fact."""

from generator.figures.cells import DEEP, WEEK, caption
from generator.figures.holdings import MOST_HELD, MOST_WATCHED, holdings_table, watch_table
from generator.figures.moves import (
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
from generator.figures.news import coming_table, headline_table
from generator.figures.scorecard import scorecard
from generator.figures.watched import earlier_points

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
    "headline_table",
    "holdings_table",
    "index_bars",
    "index_box",
    "megacap_table",
    "ranking",
    "ratio_line",
    "region_bars",
    "region_ranking",
    "scorecard",
    "watch_table",
    "week_by_day",
]
