"""What the line charts of an article are drawn from."""

from math import isnan

from marketwrap.base.model import Article, Chart
from marketwrap.metrics.horizons import YEAR
from marketwrap.metrics.panel import Panel
from marketwrap.story.arrangement import LineData

#: what a ratio's chart draws: itself and its averages
DRAWN = ("ratio", "ratio_average_50", "ratio_average_200")


def lines(article: Article, panel: Panel) -> dict[str, LineData]:
    """A year up to the session, by the id of the chart."""
    charts = (block for section in article.sections for block in section.blocks if isinstance(block, Chart))
    return {chart.id: _data(chart, article, panel) for chart in charts if chart.kind == "line"}


def _data(chart: Chart, article: Article, panel: Panel) -> LineData:
    i = panel.position[article.session]
    year = slice(max(i - YEAR + 1, 0), i + 1)
    columns = (panel.column(name, chart.subject) for name in DRAWN)
    series = tuple(
        (label, tuple(None if isnan(value) else float(value) for value in values[year]))
        for label, values in zip(chart.labels, columns, strict=True)
        if values is not None
    )
    return LineData(panel.sessions[year], series)
