"""Charts, read back as the SVG that they are."""

import os
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest
from PIL import Image

from marketwrap.base.model import Article, Bar, Chart, Fact, Section, Span
from marketwrap.render import charts
from marketwrap.story.arrangement import LineData
from tests import articles

DAYS = tuple(date(2025, 12, 1) + timedelta(days=n) for n in range(60))


@pytest.fixture(scope="module")
def drawn() -> dict[str, str]:
    return charts.draw(articles.article(), articles.lines())


def of(article: Article, chart: Chart, lines: LineData | None = None) -> ET.Element:
    """One chart drawn alone."""
    alone = replace(article, sections=(Section("s", "Title", (chart,)),))
    return read(charts.draw(alone, {chart.id: lines} if lines else {})[chart.id])


def bars(*values: tuple[str, float, str]) -> tuple[Article, Chart]:
    """A chart of bars from (text, value, unit)."""
    facts = {
        f"f{n}": Fact(f"f{n}", "S", "m", value, unit, articles.SESSION)  # type: ignore[arg-type]
        for n, (_, value, unit) in enumerate(values)
    }
    made = tuple(Bar(f"bar {n}", Span(text, f"f{n}", "number")) for n, (text, _, _) in enumerate(values))
    article = replace(articles.article(), facts=facts)
    return article, Chart("c", "bars", "Title", articles.sentence("What it shows."), made)


def extent(path: ET.Element) -> tuple[float, float]:
    """The left and right end of a shape."""
    numbers = [float(n) for n in path.attrib["d"].replace("M", " ").replace("L", " ").strip("z ").split()]
    return min(numbers[::2]), max(numbers[::2])


def read(svg: str) -> ET.Element:
    return ET.fromstring(svg)  # noqa: S314  # what the test itself has drawn


def by_class(svg: ET.Element, name: str) -> list[ET.Element]:
    return [element for element in svg.iter() if element.get("class") == name]


def test_every_chart_of_the_article_is_drawn(drawn: dict[str, str]) -> None:
    assert sorted(drawn) == ["assets", "day", "ratio", "sectors"]


def test_a_value_is_text_that_names_its_fact_and_has_a_real_minus(drawn: dict[str, str]) -> None:
    values = by_class(read(drawn["sectors"]), "value")

    assert values[0].text == "+2.26%"
    assert values[-1].text == "−1.58%"
    assert values[-1].get("data-fact") == "XLY/change_1d"
    assert len(values) == 11


def test_the_title_is_the_text_alternative_and_names_the_picture(drawn: dict[str, str]) -> None:
    svg = read(drawn["assets"])
    title = svg[0]

    assert svg.get("role") == "img"
    assert svg.get("aria-labelledby") == title.get("id") == "chart-assets-alt"
    assert title.text == "Bar chart of other assets; silver stands out, up 5.81%."
    assert svg[1].get("aria-hidden") == "true"


def test_bars_lie_on_their_side_of_zero_and_are_as_long_as_their_values() -> None:
    svg = of(*bars(("+2%", 0.02, "percent"), ("-1%", -0.01, "percent")))
    zero = extent(by_class(svg, "zero")[0])[0]
    up, down = extent(by_class(svg, "up")[0]), extent(by_class(svg, "down")[0])

    assert up[0] == down[1] == zero
    assert up[1] - up[0] == pytest.approx(2 * (down[1] - down[0]), abs=0.3)


def test_a_value_in_another_unit_gets_a_mark_and_no_bar() -> None:
    svg = of(*bars(("+2%", 0.02, "percent"), ("-1%", -0.01, "percent"), ("-3 bp", -3.0, "basis_points")))

    assert len(by_class(svg, "up") + by_class(svg, "down")) == 2
    assert len(by_class(svg, "other")) == 1
    assert by_class(svg, "value")[2].text == "−3 bp"


def test_bars_that_are_all_zero_are_drawn_without_bars() -> None:
    svg = of(*bars(("0.00%", 0.0, "percent"), ("0.00%", 0.0, "percent")))

    assert len(by_class(svg, "value")) == 2
    assert not by_class(svg, "up")


def test_dollars_and_markup_in_a_text_stay_as_they_are() -> None:
    article, chart = bars(("$90", 90.0, "price"), ("$80 & <up>", 80.0, "price"))

    values = by_class(of(article, replace(chart, bars=chart.bars)), "value")

    assert [value.text for value in values] == ["$90", "$80 & <up>"]


def test_labels_of_any_length_leave_room_for_the_bars() -> None:
    article, chart = bars(("+2%", 0.02, "percent"))
    long = replace(chart, bars=(Bar("a name that no column can hold " * 4, chart.bars[0].value),))

    left, right = extent(by_class(of(article, long), "up")[0])

    assert right - left > 20


def test_clusters_are_ruled_off(drawn: dict[str, str]) -> None:
    assert len(by_class(read(drawn["day"]), "rule")) == 1


def test_ids_differ_between_charts_and_nothing_needs_a_definition(drawn: dict[str, str]) -> None:
    page = "".join(drawn.values())

    assert page.count(' id="') == len(drawn)
    for word in ("<defs", "clip-path", "url(", "<style", "style=", "<!", "<?", "href"):
        assert word not in page


def test_a_line_chart_names_its_lines_at_their_ends_without_overlap(drawn: dict[str, str]) -> None:
    svg = read(drawn["ratio"])
    names = [text for number in range(3) for text in by_class(svg, f"name-{number}")]
    heights = sorted(float(text.attrib["y"]) for text in names)

    assert " ".join(text.text or "" for text in names) == "Ratio 50-session average 200-session average"
    assert min(b - a for a, b in pairwise(heights)) >= charts.SIZE
    assert 0 < heights[0] < heights[-1] < charts.LINE_HEIGHT


def test_scales_are_ticks_and_not_values(drawn: dict[str, str]) -> None:
    svg = read(drawn["ratio"])

    assert [text.text for text in by_class(svg, "tick")] == [
        "0.29",
        "0.30",
        "Apr 2025",
        "Jul",
        "Oct",
        "Jan 2026",
    ]
    assert not by_class(svg, "value")


def test_a_missing_value_breaks_the_line() -> None:
    values = tuple(None if n == 30 else 1.0 + n / 100 for n in range(60))
    chart = Chart("c", "line", "Title", articles.sentence("What it shows."))

    (line,) = by_class(of(articles.article(), chart, LineData(DAYS, (("Ratio", values),))), "line-0")

    assert line.attrib["d"].count("M") == 2


def test_a_line_that_does_not_move_is_drawn() -> None:
    chart = Chart("c", "line", "Title", articles.sentence("What it shows."))

    assert by_class(of(articles.article(), chart, LineData(DAYS, (("Ratio", (1.0,) * 60),))), "line-0")


@pytest.mark.parametrize(
    "data",
    [
        None,
        LineData((), ()),
        LineData(DAYS[:1], (("Ratio", (1.0,)),)),
        LineData(DAYS[:2], (("R", (None, None)),)),
    ],
)
def test_a_line_chart_without_a_line_is_left_out(data: LineData | None) -> None:
    lines = {"ratio": data} if data else {}

    assert "ratio" not in charts.draw(articles.article(), lines)


def test_two_processes_draw_the_same_bytes_and_need_no_pyplot(drawn: dict[str, str]) -> None:
    program = (
        "import sys; from marketwrap.render import charts; from tests import articles;"
        "sys.stdout.write(''.join(charts.draw(articles.article(), articles.lines()).values()));"
        "sys.exit('matplotlib.pyplot' in sys.modules)"
    )
    other = subprocess.run(
        [sys.executable, "-c", program],
        env=os.environ | {"PYTHONHASHSEED": "7"},
        capture_output=True,
        check=True,
    )

    assert other.stdout.decode() == "".join(drawn.values())


# -- pictures ----------------------------------------------------------------------------------


def colours(picture: bytes) -> dict[tuple[int, ...], int]:
    """How many pixels have each colour."""
    image = Image.open(BytesIO(picture)).convert("RGB")
    return {colour: n for n, colour in image.getcolors(1 << 20) or () if isinstance(colour, tuple)}


def near(found: Iterable[tuple[int, ...]], colour: str) -> bool:
    """Whether a colour is there, as exactly as a palette has it."""
    wanted = tuple(bytes.fromhex(colour))
    return any(max(abs(a - b) for a, b in zip(one, wanted, strict=True)) <= 6 for one in found)


def test_pictures_show_the_same_charts_in_the_colours_of_paper(drawn: dict[str, str]) -> None:
    pictures = charts.pictures(articles.article(), articles.lines(), 760)

    assert pictures.keys() == drawn.keys()
    for name, picture in pictures.items():
        found = colours(picture)
        assert Image.open(BytesIO(picture)).width == 760
        assert max(found, key=lambda colour: found[colour]) == (255, 255, 255)
        for fill in {svg.get("fill") for svg in read(drawn[name]).iter()} - {None, "none"}:
            assert near(found, str(fill).removeprefix("#")), (name, fill)


def test_pictures_are_small_and_the_same_every_time() -> None:
    first, again = (charts.pictures(articles.article(), articles.lines(), 760) for _ in range(2))

    assert first == again
    assert max(map(len, first.values())) < 25_000


def test_pictures_leave_the_svg_as_it_was(drawn: dict[str, str]) -> None:
    charts.pictures(articles.article(), articles.lines(), 760)

    assert charts.draw(articles.article(), articles.lines()) == drawn
