"""The documents as a reader, a browser and a PDF viewer find them."""

import json
import os
import re
import subprocess
import sys
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser

import pypdfium2
import pypdfium2.raw as pdfium
import pytest

from marketwrap.base.errors import MarketwrapError
from marketwrap.base.model import Article, Chart, Span
from marketwrap.formats import briefjson
from marketwrap.render import charts, documents
from tests import articles

VOID = {"meta", "br", "link", "img", "path"}


class Page(HTMLParser):
    """The elements of a page: (tag, attributes, text)."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None], list[str]]] = []
        self._open: list[tuple[str, dict[str, str | None], list[str]]] = []
        # names keep their numbers on the line
        self.feed(text.replace("\N{NO-BREAK SPACE}", " "))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = (tag, dict(attrs), list[str]())
        self.found.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs), []))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        for _, _, text in self._open:
            text.append(data)

    def texts(self, tag: str) -> list[str]:
        return ["".join(text) for name, _, text in self.found if name == tag]

    def with_attribute(self, name: str) -> dict[str, str]:
        return {a[name] or "": "".join(text) for _, a, text in self.found if name in a}


@pytest.fixture(scope="module")
def article() -> Article:
    return articles.article()


@pytest.fixture(scope="module")
def html(article: Article) -> str:
    return documents.html(article, charts.draw(article, articles.lines()))


@pytest.fixture(scope="module")
def page(html: str) -> Page:
    return Page(html)


@pytest.fixture(scope="module")
def pdf(article: Article) -> bytes:
    bare = documents.html(article, charts.draw(article, articles.lines()), bare=True)
    return documents.pdf(bare, article, {"brief.json": b'{"schema": 1}'})


@pytest.fixture(scope="module")
def paper(pdf: bytes) -> pypdfium2.PdfDocument:
    return pypdfium2.PdfDocument(pdf)


# -- HTML --------------------------------------------------------------------------------------


def test_every_sentence_stands_on_the_page_once_under_its_id_in_the_json(
    article: Article, page: Page
) -> None:
    ids = Counter(a["data-sentence"] for _, a, _ in page.found if "data-sentence" in a)

    assert page.with_attribute("data-sentence") == {i: said.text for i, said in briefjson.sentences(article)}
    assert set(ids.values()) == {1}


def test_a_number_carries_its_fact_and_its_raw_value(html: str) -> None:
    assert '<data value="-0.00533" data-fact="^GSPC/change_1d">0.53%</data>' in html
    assert '<data value="3" data-fact="majors/falling">All three</data>' in html


def test_the_bare_page_reads_the_same_and_names_no_facts(article: Article, page: Page) -> None:
    text = documents.html(article, charts.draw(article, articles.lines()), bare=True)
    bare = Page(text)

    for tag in ("h1", "p", "li", "td", "th", "text", "caption"):
        assert bare.texts(tag) == page.texts(tag)
    assert {"data", "time"}.isdisjoint(tag for tag, _, _ in bare.found)
    assert "S&amp;P\N{NO-BREAK SPACE}500 lost 0.53%" in text
    assert " January\N{NO-BREAK SPACE}12 the Dow and the S&amp;P" in text


def test_dates_are_times_and_words_are_spans_with_their_facts(html: str) -> None:
    assert '<time datetime="2026-01-12" data-fact="majors/last_record">January 12</time>' in html
    assert '<time datetime="2017" data-fact="small_large/longest_since">2017</time>' in html
    assert '<span data-fact="^DJI/change_1d">edged down</span>' in html


def test_a_minus_is_a_real_one_on_the_page_and_ascii_in_text(article: Article, page: Page) -> None:
    assert page.with_attribute("data-fact")["XLY/change_1w"] == "−0.37%"
    assert "-0.37%" in documents.text(article)
    assert "−" not in documents.text(article)


def test_the_page_asks_for_nothing_and_runs_nothing(html: str, page: Page) -> None:
    outside = [a for _, a, _ in page.found if {"src", "href", "onload", "action", "style"} & a.keys()]

    assert outside == []
    assert {"script", "link", "img", "iframe", "form"}.isdisjoint(tag for tag, _, _ in page.found)
    assert re.findall(r"url\((?!data:font/ttf;base64,)", html) == []
    assert "@import" not in html
    assert "default-src 'none'" in html


def test_headings_step_down_from_one_first_heading(page: Page) -> None:
    headings = [tag for tag, _, _ in page.found if re.fullmatch(r"h\d", tag)]

    assert headings == ["h1"] + ["h2"] * (len(headings) - 1)
    assert page.texts("h2")[:3] == ["In brief", "The day in numbers", "What happened"]


def test_ids_are_unique_and_every_label_is_there(page: Page) -> None:
    ids = Counter(a["id"] for _, a, _ in page.found if "id" in a)
    labels = {a["aria-labelledby"] for _, a, _ in page.found if "aria-labelledby" in a}

    assert set(ids.values()) == {1}
    assert labels <= ids.keys()


def test_tables_have_captions_and_scopes_and_no_header_in_the_corner(page: Page) -> None:
    scopes = Counter(a.get("scope") for tag, a, _ in page.found if tag == "th")
    corners = [
        tag
        for (before, _, _), (tag, _, _) in zip(page.found, page.found[2:], strict=False)
        if before == "thead"
    ]

    assert len(page.texts("caption")) == 4
    assert scopes == {"row": 5 + 7 + 11 + 7, "col": 5 + 3 + 3 + 3}
    assert corners == ["td"] * 4


def test_a_table_wider_than_a_phone_can_be_scrolled_with_the_keyboard(page: Page) -> None:
    boxes = [a for _, a, _ in page.found if "tabindex" in a]

    assert [(a["role"], a["aria-labelledby"]) for a in boxes] == [("region", "table-indexes")]


def test_an_empty_cell_is_a_dash(page: Page) -> None:
    assert page.texts("td").count("–") == 7


def test_the_page_names_its_language_title_and_description(html: str, page: Page) -> None:
    assert page.found[0][:2] == ("html", {"lang": "en"})
    assert page.texts("title")[:1] == [
        "Equal-weight S&P 500 rises as megacaps drag the indexes down a second day"
    ]
    assert '<meta name="description" content="The S&amp;P 500 lost 0.53%, yet' in html


def test_simulated_prices_are_announced_in_every_document_and_real_ones_are_not(article: Article) -> None:
    real = articles.article(simulated=False)

    for setting in (lambda a: documents.html(a, {}), documents.text, documents.markdown):
        assert "simulated prices." in setting(article).lower()
        assert "simulated prices." not in setting(real).lower()


def test_the_publisher_stands_at_the_head_and_the_program_where_there_is_none(article: Article) -> None:
    assert '<p class="publisher">Smith &amp; Sons</p>' in documents.html(
        article, {}, publisher="Smith & Sons"
    )
    assert '<p class="publisher">marketwrap</p>' in documents.html(article, {})


def test_markup_and_template_code_in_a_text_stay_text(article: Article) -> None:
    hostile = replace(article.headline, spans=(Span("<script>alert(1)</script> {{ 7*7 }}", "", "name"),))

    page = Page(documents.html(replace(article, headline=hostile), {}))

    assert page.texts("h1") == ["<script>alert(1)</script> {{ 7*7 }}"]
    assert "script" not in [tag for tag, _, _ in page.found]


def test_a_chart_that_could_not_be_drawn_leaves_no_empty_frame(article: Article) -> None:
    page = Page(documents.html(article, {}))

    assert "figure" not in [tag for tag, _, _ in page.found]


def test_without_a_summary_and_notes_there_are_no_headings_for_them(article: Article) -> None:
    bare = replace(article, summary=(), notes=())

    assert {"In brief", "Notes"}.isdisjoint(Page(documents.html(bare, {})).texts("h2"))
    assert "In brief" not in documents.text(bare)
    assert "## Notes" not in documents.markdown(bare)


# -- PDF ---------------------------------------------------------------------------------------


def test_the_pdf_has_three_to_five_full_pages_that_count_themselves(paper: pypdfium2.PdfDocument) -> None:
    texts = [sheet.get_textpage().get_text_bounded() for sheet in paper]

    assert 3 <= len(texts) <= 5
    for number, text in enumerate(texts, start=1):
        assert f"{number} of {len(texts)}" in text
        assert "Simulated prices." in text
    assert min(map(len, texts)) > 800


def test_the_pdf_carries_date_and_headline_on_top_of_the_pages_after_the_first(
    paper: pypdfium2.PdfDocument,
) -> None:
    top = paper[1].get_textpage().get_text_bounded(top=792, bottom=735, left=0, right=612)

    assert "Equal-weight S&P 500 rises as megacaps drag the indexes" in top
    assert "Wednesday, January 14, 2026" in top.replace("\N{NO-BREAK SPACE}", " ")


def _streams(pdf: bytes) -> Iterator[bytes]:
    for stream in re.findall(rb"stream\n(.*?)\nendstream", pdf, re.DOTALL):
        yield zlib.decompress(stream)


def test_the_pdf_is_tagged_for_accessibility_and_describes_itself(
    pdf: bytes, paper: pypdfium2.PdfDocument
) -> None:
    metadata = paper.get_metadata_dict()

    assert pdfium.FPDFCatalog_IsTagged(paper)
    assert b'pdfuaid:part="1"' in b"".join(_streams(pdf))
    assert metadata["Title"].startswith("Equal-weight S&P 500 rises")
    assert metadata["Author"] == "Generated by marketwrap"
    assert metadata["Subject"].startswith("The S&P 500 lost 0.53%")
    assert metadata["CreationDate"] == "D:20260114160000-05'00"


def test_the_pdf_has_a_bookmark_for_each_heading(paper: pypdfium2.PdfDocument) -> None:
    titles = [(mark.level, mark.get_title()) for mark in paper.get_toc()]

    assert titles[0][0] == 0
    assert [title for level, title in titles if level == 1][:3] == [
        "In brief",
        "The day in numbers",
        "What happened",
    ]


def test_only_the_two_typefaces_are_in_the_pdf_and_both_are_embedded(paper: pypdfium2.PdfDocument) -> None:
    names = {
        item.get_font().get_base_name().split("+")[-1]
        for sheet in paper
        for item in sheet.get_objects()
        if isinstance(item, pypdfium2.PdfTextObj)
    }

    assert names == {
        "Source-Serif-Pro",
        "Source-Serif-Pro-Semi-Bold",
        "Source-Sans-Pro",
        "Source-Sans-Pro-Semi-Bold",
    }


def test_charts_are_vectors(paper: pypdfium2.PdfDocument) -> None:
    kinds = Counter(item.type for sheet in paper for item in sheet.get_objects())

    assert kinds[pdfium.FPDF_PAGEOBJ_PATH] > 30
    assert kinds[pdfium.FPDF_PAGEOBJ_IMAGE] == 0


def test_what_is_attached_comes_out_as_it_went_in(paper: pypdfium2.PdfDocument) -> None:
    assert paper.count_attachments() == 1
    attachment = paper.get_attachment(0)

    assert attachment.get_name() == "brief.json"
    assert bytes(attachment.get_data()) == b'{"schema": 1}'


def test_the_paper_can_be_a4(article: Article) -> None:
    sheet = pypdfium2.PdfDocument(documents.pdf(documents.html(article, {}, paper="a4"), article, {}))[0]

    assert (round(sheet.get_width()), round(sheet.get_height())) == (595, 842)


def test_a_chart_or_a_style_that_cannot_be_set_fails_the_run(html: str, article: Article) -> None:
    for broken in (
        html.replace(' text-anchor="end"', ' transform="rotate(x)"'),
        html.replace("h1 {", "h1 { colour: red;"),
    ):
        with pytest.raises(MarketwrapError, match=r"brief\.pdf: the page cannot be set"):
            documents.pdf(broken, article, {})


@pytest.mark.parametrize(
    "asks",
    [
        '<img alt="" src="file:///etc/hostname">',
        '<img alt="" src="http://127.0.0.1:9/x.png">',
        '<link rel="stylesheet" href="https://example.org/x.css">',
        '<link rel="attachment" href="file:///etc/hostname">',
        "<style>@font-face { font-family: X; src: url(file:///etc/hostname) }</style><p style='font-family: X'>x",
        '<p style="background: url(ftp://example.org/x.png)">x',
        '<svg><image href="file:///etc/hostname" width="9" height="9"/></svg>',
    ],
)
def test_a_page_that_asks_for_anything_outside_fails_the_run_in_one_line(asks: str, article: Article) -> None:
    with pytest.raises(MarketwrapError, match="outside it") as caught:
        documents.pdf(f'<!doctype html><html lang="en"><title>x</title>{asks}', article, {})

    assert "\n" not in str(caught.value)
    assert str(caught.value).startswith("brief.pdf: the page asks for ")


def test_two_processes_make_the_same_bytes(html: str, pdf: bytes, article: Article) -> None:
    program = (
        "import sys, hashlib; from marketwrap.render import charts, documents; from tests import articles;"
        "a = articles.article(); h = documents.html(a, charts.draw(a, articles.lines()));"
        "b = documents.html(a, charts.draw(a, articles.lines()), bare=True);"
        "p = documents.pdf(b, a, {'brief.json': b'{\"schema\": 1}'});"
        "made = [h.encode(), p, documents.text(a).encode(), documents.markdown(a).encode()];"
        "print(*[hashlib.sha256(part).hexdigest() for part in made])"
    )
    digests = "import hashlib, sys; print(*[hashlib.sha256(p).hexdigest() for p in eval(sys.stdin.read())])"
    here = [html.encode(), pdf, documents.text(article).encode(), documents.markdown(article).encode()]
    runs = [
        subprocess.run(
            [sys.executable, "-c", digests], input=repr(here).encode(), capture_output=True, check=True
        ),
        subprocess.run(
            [sys.executable, "-c", program],
            env=os.environ | {"PYTHONHASHSEED": "7"},
            capture_output=True,
            check=True,
        ),
    ]

    assert runs[0].stdout == runs[1].stdout


def test_a_few_lines_more_than_a_sheet_holds_do_not_take_another_one(article: Article) -> None:
    words = article.sections[1].blocks[0]
    pages = []
    for paragraphs in range(6, 20):
        longer = replace(article, sections=(replace(article.sections[1], blocks=(words,) * paragraphs),))
        pdf = documents.pdf(documents.html(longer, {}), longer, {})
        last = list(pypdfium2.PdfDocument(pdf))[-1]
        pages.append(min(item.get_bounds()[1] for item in last.get_objects() if item.get_bounds()[1] > 60))

    # of a sheet of 792 points, counted from below
    assert max(pages) < 792 * 0.8


def test_a_third_sheet_with_a_few_lines_is_filled_and_not_saved(article: Article) -> None:
    words = article.sections[1].blocks[0]
    longer = replace(article, sections=(replace(article.sections[1], blocks=(words,) * 19),))
    sheets = list(pypdfium2.PdfDocument(documents.pdf(documents.html(longer, {}), longer, {})))

    assert len(sheets) == 3
    # set as usual the text ends 676 points above the lower edge, set tightly it fits on two sheets
    assert min(item.get_bounds()[1] for item in sheets[-1].get_objects() if item.get_bounds()[1] > 60) < 640


def test_a_chart_beside_text_keeps_its_caption_at_the_foot_of_a_sheet(article: Article) -> None:
    words = article.sections[1].blocks[0]
    exhibit = Chart("ratio", "line", "Caption of the exhibit", article.headline)
    drawing = (
        '<svg viewBox="0 0 100 60"><title>x</title><text x="0" y="30" font-size="8">Drawing</text></svg>'
    )
    for paragraphs in range(4, 12):
        blocks = (*(words,) * paragraphs, exhibit)
        longer = replace(article, sections=(replace(article.sections[1], blocks=blocks),))
        pdf = documents.pdf(documents.html(longer, {"ratio": drawing}), longer, {})
        texts = [sheet.get_textpage().get_text_bounded() for sheet in pypdfium2.PdfDocument(pdf)]
        assert ["Drawing" in text for text in texts] == ["Caption of" in text for text in texts]


# -- text and Markdown ---------------------------------------------------------------------------


def test_the_text_says_every_sentence_in_at_most_78_columns(article: Article) -> None:
    text = documents.text(article)
    flowing = " ".join(text.split())

    assert max(map(len, text.splitlines())) <= 78
    assert [said.text for _, said in briefjson.sentences(article) if said.text not in flowing] == []
    assert text.endswith("\n")


def test_tables_in_the_text_are_aligned_under_ascii_rules(article: Article) -> None:
    text = documents.text(article)

    assert (
        "Stock         Day  Year to date     2025\n"
        "---------  ------  ------------  -------\n"
        "Meta       -2.47%        -6.78%  +12.74%\n"
        "Amazon     -2.45%        +2.53%   +5.21%\n"
    ) in text


def test_the_text_has_no_two_empty_lines_in_a_row_and_no_trailing_blanks(article: Article) -> None:
    for edition in (documents.text(article), documents.markdown(article)):
        assert "\n\n\n" not in edition
        assert not re.search(r"[ \t]\n", edition)


def test_markdown_has_headings_lists_and_tables_without_html(article: Article) -> None:
    markdown = documents.markdown(article)

    assert "\n## What happened\n\nThe Nasdaq Composite lost 1.00% to 23,471.75" in markdown
    assert (
        "\n| Stock | Day | Year to date | 2025 |\n| :--- | ---: | ---: | ---: |\n| Meta | -2.47% |"
        in markdown
    )
    assert "\n- Silver jumped 5.81% to $90.87, its first close above $90.\n" in markdown
    assert "<" not in markdown


def test_marks_in_a_text_do_not_become_markdown(article: Article) -> None:
    hostile = replace(article.headline, spans=(Span("a|b *c* <i> [x](y)"),))

    assert documents.markdown(replace(article, headline=hostile)).splitlines()[2] == (
        r"# a\|b \*c\* \<i\> \[x\](y)"
    )


def test_a_reading_of_the_json_sets_the_same_documents(article: Article) -> None:
    again = briefjson.loads(briefjson.dumps(article))

    assert json.loads(briefjson.dumps(again)) == json.loads(briefjson.dumps(article))
    assert documents.text(again) == documents.text(article)
    assert documents.html(again, {}) == documents.html(article, {})
