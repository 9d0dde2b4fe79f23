"""Charts: drawn by matplotlib, as SVG stripped to what a page needs, and as PNG for mail.

A chart's shapes keep a print colour of their own and carry a class, by which the page's style sheet
recolours them on a screen. Values carry the fact that they print. One chart is one column wide.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from io import BytesIO
from itertools import pairwise
from math import isnan, nan
from typing import Any, Final

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.ft2font import FT2Font
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.text import Text
from matplotlib.ticker import MaxNLocator
from matplotlib.transforms import Bbox
from PIL import Image

from marketwrap.base.model import Article, Bar, Chart, Unit
from marketwrap.language import languages
from marketwrap.language.grammar import Grammar
from marketwrap.render import fonts, svg
from marketwrap.story.arrangement import LineData, ShareRow

#: of a drawing, in points; the page sets two columns side by side on paper and one on a phone
WIDTH: Final = 232.0
#: of a drawing that has a page for itself
WIDE: Final = 432.0
ROW: Final = 13.0
CLUSTER_GAP: Final = 7.0
BAR: Final = 8.0
SIZE: Final = 8.0
#: at most, so that there is room for bars
_LABEL_SHARE: Final = 0.6
LINE_HEIGHT: Final = 138.0
#: room on the left of a line chart for its scale
SCALE_ROOM: Final = 26.0
#: room on the right of a line chart for the names of its lines
LABEL_ROOM: Final = 54.0
_TICK_MONTHS: Final = (1, 4, 7, 10)
_STYLE: Final[dict[Any, Any]] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "marketwrap",
    "font.family": fonts.SANS,
    "font.size": SIZE,
    # a price and another price are no formula
    "text.parse_math": False,
}
#: of a picture, in inches
_MARGIN: Final = 4 / 72
_NO_METADATA: Final = dict.fromkeys(("Date", "Creator", "Format", "Type"))


def draw(article: Article, lines: Mapping[str, LineData], language: str = "") -> dict[str, str]:
    """Every chart of the article as an ``<svg>`` element, by the chart's id.

    ``lines`` holds the data of the line charts by the same id; one without two values is left out. Months
    and figures are those of ``language``, empty for the article's own.
    """
    with mpl.rc_context(_STYLE):
        return {chart.id: _lean(figure, chart) for chart, figure in _figures(article, lines, language)}


def pictures(
    article: Article, lines: Mapping[str, LineData], pixels: int, language: str = ""
) -> dict[str, bytes]:
    """The same charts as PNG files that many pixels wide, in the colours of paper, by the chart's id."""
    with mpl.rc_context(_STYLE):
        return {chart.id: _png(figure, pixels) for chart, figure in _figures(article, lines, language)}


def _figures(
    article: Article, lines: Mapping[str, LineData], language: str
) -> Iterator[tuple[Chart, Figure]]:
    _register_fonts()
    for chart in _charts(article):
        if chart.kind == "bars" and chart.bars:
            yield chart, _bars(chart, article)
        elif chart.kind == "line" and chart.id in lines and _has_a_line(lines[chart.id]):
            yield chart, _lines(chart, lines[chart.id], language or article.language)


def _charts(article: Article) -> Iterator[Chart]:
    for section in article.sections:
        yield from (block for block in section.blocks if isinstance(block, Chart))


@cache
def _register_fonts() -> None:
    for face in fonts.faces():
        font_manager.fontManager.addfont(face.path)


def _canvas(height: float, width: float = WIDTH) -> tuple[Figure, Axes]:
    """A figure whose coordinates are points, from the upper left corner."""
    figure = Figure(figsize=(width / 72, height / 72), dpi=72)
    FigureCanvasSVG(figure)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    axes.set_xlim(0, width)
    axes.set_ylim(height, 0)
    return figure, axes


def _lean(figure: Figure, chart: Chart) -> str:
    facts = [bar.value.fact for bar in chart.bars]
    return svg.lean(_saved(figure), f"chart-{chart.id}", chart.alt.text, facts)


def _saved(figure: Figure) -> bytes:
    drawing = BytesIO()
    figure.savefig(drawing, format="svg", transparent=True, metadata=_NO_METADATA)
    return drawing.getvalue()


def _png(figure: Figure, pixels: int) -> bytes:
    """A drawing on white with a margin, as mail clients in dark mode leave pictures as they are."""
    for artist in figure.axes[0].get_children():
        _colour(artist, svg.look(artist.get_gid() or ""))
    width, height = figure.get_size_inches()
    box = Bbox.from_extents(-_MARGIN, -_MARGIN, width + _MARGIN, height + _MARGIN)
    drawing = BytesIO()
    dpi = pixels / box.width
    figure.savefig(drawing, format="png", dpi=dpi, bbox_inches=box, facecolor="white")
    # a hundred shades are all that a chart of three colours has, and take half the bytes
    picture = Image.open(drawing).convert("RGB").quantize(96, dither=Image.Dither.NONE)
    small = BytesIO()
    picture.save(small, format="png", optimize=True)
    return small.getvalue()


def _colour(artist: Artist, look: Mapping[str, str]) -> None:
    """Give a shape or a text the look that its role has in an SVG."""
    if isinstance(artist, Text) and look:
        artist.set(color=look["fill"], fontweight=int(look.get("font-weight", "400")))
    elif isinstance(artist, Line2D) and look:
        artist.set(color=look["stroke"], linewidth=float(look["stroke-width"]))
        if dashes := look.get("stroke-dasharray"):
            artist.set_dashes([float(length) / artist.get_linewidth() for length in dashes.split()])
    elif isinstance(artist, Patch) and look:
        artist.set(facecolor=look["fill"], linewidth=0)


def _write(axes: Axes, x: float, y: float, text: str, role: str, align: str = "left") -> None:
    artist = axes.text(x, y, text, ha=align, va="center_baseline", fontsize=SIZE)
    artist.set_gid(role)


# -- bars --------------------------------------------------------------------------------------


def _bars(chart: Chart, article: Article) -> Figure:
    rows = tuple(_rows(chart))
    height = rows[-1] + ROW / 2 + 1
    figure, axes = _canvas(height)
    left = min(max(_width(bar.label) for bar in chart.bars) + 8, WIDTH * _LABEL_SHARE)
    right = WIDTH - max(_width(_minus(bar.value.text)) for bar in chart.bars) - 8
    changes = _changes(chart.bars, article)
    zero, scale = _scale([change for change in changes if change is not None], left, right)
    for position, (bar, change, y) in enumerate(zip(chart.bars, changes, rows, strict=True)):
        _write(axes, 0, y, bar.label, "label")
        _write(axes, WIDTH, y, _minus(bar.value.text), f"value-{position}", "right")
        if change is None:
            axes.fill([zero, zero + 2, zero, zero - 2], [y - 2, y, y + 2, y], gid="other")
        elif change:
            role = "up" if change > 0 else "down"
            patch = axes.barh(y, change * scale, left=zero, height=BAR)[0]
            patch.set_gid(role)
    axes.plot([zero, zero], [0, height], gid="zero")
    for first in chart.breaks:
        between = (rows[first - 1] + rows[first]) / 2
        axes.plot([0, WIDTH], [between, between], gid="rule")
    return figure


def _rows(chart: Chart) -> Iterator[float]:
    """The middle of each bar, downwards."""
    y = ROW / 2
    for position in range(len(chart.bars)):
        y += CLUSTER_GAP if position in chart.breaks else 0
        yield y
        y += ROW


def _changes(bars: Sequence[Bar], article: Article) -> list[float | None]:
    """What each bar stands for; None where its unit is not the one that most bars have.

    A yield's basis points and a price's percent do not belong on one scale.
    """
    facts = [article.facts[bar.value.fact] for bar in bars]
    units: list[Unit] = [fact.unit for fact in facts]
    common = max(dict.fromkeys(units), key=units.count)
    return [fact.number if fact.unit == common else None for fact in facts]


def _scale(changes: Sequence[float], left: float, right: float) -> tuple[float, float]:
    """Where zero stands, and points for a unit of change."""
    low, high = min(0.0, *changes), max(0.0, *changes)
    spread = high - low
    scale = (right - left) / spread if spread else 0.0
    return (left - low * scale if spread else (left + right) / 2), scale


@cache
def _face() -> FT2Font:
    sans = next(face for face in fonts.faces() if face.family == fonts.SANS)
    # of its own, as matplotlib resizes the ones it shares
    face = FT2Font(str(sans.path))
    face.set_size(SIZE, 72)
    return face


def _width(text: str) -> float:
    """How wide a text is printed, in points."""
    face = _face()
    face.set_text(text)
    return float(face.get_width_height()[0]) / 64


def _minus(text: str) -> str:
    return text.replace("-", "\N{MINUS SIGN}") if text[:1] == "-" else text


# -- shares ------------------------------------------------------------------------------------


def shares(rows: Sequence[ShareRow], claimed: float, marks: tuple[str, str], alt: str) -> str:
    """An ``<svg>`` element: each share with its interval, its base rate, and the share that was claimed.

    ``marks`` name the line of the claimed share and the tick of a base rate.
    """
    with mpl.rc_context(_STYLE):
        _register_fonts()
        width, top = WIDE, 2 * ROW
        figure, axes = _canvas(top + ROW * len(rows) + ROW / 2, width)
        left = max((_width(row.label) for row in rows), default=0.0) + 10
        right = width - max((_width(row.text) for row in rows), default=0.0) - 10
        low = min([claimed, *(row.low for row in rows), *(row.base for row in rows)])
        high = max([claimed, *(row.high for row in rows), *(row.base for row in rows)])

        def across(share: float) -> float:
            return left + (right - left) * (share - low) / (high - low or 1.0)

        axes.plot([across(claimed)] * 2, [ROW, top + ROW * len(rows)], gid="line-1")
        _write(axes, across(claimed), ROW / 2, marks[0], "name-1", "center")
        axes.plot([left, left], [ROW / 2 - 4, ROW / 2 + 4], gid="tick-base")
        _write(axes, left + 4, ROW / 2, marks[1], "name-2")
        for place, row in enumerate(rows):
            y = top + ROW * (place + 0.5)
            _write(axes, 0, y, row.label, "label")
            _write(axes, width, y, row.text, "label", "right")
            axes.plot([across(row.low), across(row.high)], [y, y], gid="line-0")
            axes.plot([across(row.base)] * 2, [y - 4, y + 4], gid="tick-base")
            x = across(row.share)
            axes.fill([x, x + 3, x, x - 3], [y - 3, y, y + 3, y], gid="up")
        return svg.lean(_saved(figure), "chart-claim", alt)


# -- lines -------------------------------------------------------------------------------------


def _values(data: LineData) -> list[float]:
    return [value for _, series in data.series for value in series if value is not None]


def _has_a_line(data: LineData) -> bool:
    return len(data.sessions) > 1 and len(_values(data)) > 1


def _lines(chart: Chart, data: LineData, language: str) -> Figure:
    figure, axes = _canvas(LINE_HEIGHT)
    right, top, bottom = WIDTH - LABEL_ROOM - 6, 10.0, LINE_HEIGHT - 16
    values = _values(data)
    low, high = min(values), max(values)
    spread = high - low or abs(high) or 1.0

    def across(position: int) -> float:
        return SCALE_ROOM + (right - SCALE_ROOM) * position / (len(data.sessions) - 1)

    def down(value: float) -> float:
        return bottom - (bottom - top) * (value - low) / spread

    for tick, text in _ticks(low, high, languages.grammar(language)):
        axes.plot([SCALE_ROOM, right], [down(tick), down(tick)], gid="grid")
        _write(axes, 0, down(tick), text, "tick")
    for position, text in _months(data.sessions, language):
        axes.plot([across(position)] * 2, [bottom + 3, bottom + 6], gid="zero")
        middle = min(across(position), right - _width(text) / 2)
        _write(axes, middle, bottom + 12, text, "tick", "center")
    axes.plot([SCALE_ROOM, right], [bottom + 3, bottom + 3], gid="zero")
    ends: list[tuple[float, str, int]] = []
    for number, (label, series) in enumerate(data.series):
        # a missing value breaks the line
        heights = [nan if value is None else down(value) for value in series]
        axes.plot(list(map(across, range(len(series)))), heights, gid=f"line-{number}", zorder=10 - number)
        if known := [height for height in heights if not isnan(height)]:
            name = chart.labels[number] if number < len(chart.labels) else label
            ends.append((known[-1], name, number))
    for y, name, number in _apart(ends, bottom + 6):
        _write(axes, right + 6, y, name, f"name-{number}")
    return figure


def _ticks(low: float, high: float, grammar: Grammar) -> Iterator[tuple[float, str]]:
    """Round values between the ends, and how they are written."""
    ticks = MaxNLocator(nbins=4, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high)
    step = ticks[1] - ticks[0]
    decimals = next((digits for digits in range(8) if abs(step - round(step, digits)) < step / 1e6), 8)
    yield from ((float(tick), grammar.number(tick, decimals)) for tick in ticks if low <= tick <= high)


def _months(sessions: Sequence[date], language: str) -> Iterator[tuple[int, str]]:
    """The first session of each quarter, and its month; with the year at the first and in January."""
    names = _month_names(language)
    starts = [
        later
        for later, (before, after) in enumerate(pairwise(sessions), start=1)
        if before.month != after.month and after.month in _TICK_MONTHS
    ]
    for number, position in enumerate(starts):
        day = sessions[position]
        year = f" {day.year}" if number == 0 or day.month == 1 else ""
        yield position, names[day.month] + year


def _month_names(language: str) -> dict[int, str]:
    # not by way of the lexicon, which takes as long to load and to verify as all charts to draw
    months = languages.table(language, "lexicon.toml")["months"]
    return {number: name[:3] for name, number in months.items()}


def _apart(ends: Sequence[tuple[float, str, int]], lowest: float) -> Iterator[tuple[float, str, int]]:
    """Lines of text beside the ends of the series, moved until none covers another."""
    leading = SIZE + 1.5
    blocks = [(y, _wrapped(name), number) for y, name, number in sorted(ends)]
    floor = 0.0
    placed: list[tuple[float, list[str], int]] = []
    for y, words, number in blocks:
        top = max(y - leading * len(words) / 2, floor)
        placed.append((top, words, number))
        floor = top + leading * len(words) + 3
    overrun = max(0.0, floor - lowest)
    for top, words, number in placed:
        for line, text in enumerate(words):
            yield top - overrun + leading * (line + 0.5), text, number


def _wrapped(name: str) -> list[str]:
    lines: list[str] = []
    for word in name.split():
        if lines and _width(f"{lines[-1]} {word}") <= LABEL_ROOM:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines
