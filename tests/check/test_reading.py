"""What a reader sees in a text, with no span to help."""

import pytest

from marketwrap.check import pages
from marketwrap.check.reading import Reader, Token, claims, reader, symbols_named
from marketwrap.market import universe


@pytest.fixture(scope="module")
def reads() -> Reader:
    return reader("en", universe.load("us"))


def only(tokens: tuple[Token, ...]) -> Token:
    (token,) = tokens
    return token


@pytest.mark.parametrize(
    ("text", "value", "decimals", "sign", "unit"),
    [
        ("0.53%", 0.53, 2, "", "percent"),
        ("-0.53%", 0.53, 2, "-", "percent"),
        ("−0.53%", 0.53, 2, "-", "percent"),
        ("+1.2 percent", 1.2, 1, "+", "percent"),
        ("23,471.75", 23471.75, 2, "", ""),
        ("$4,626.30", 4626.3, 2, "", "$"),
        ("€90.87", 90.87, 2, "", "€"),
        ("$5%", 5.0, 0, "", "$percent"),
        ("0.95 points", 0.95, 2, "", "points"),
        ("0.95-point", 0.95, 2, "", "points"),
        ("1 percentage point", 1.0, 0, "", "percentage_points"),
        ("3 basis points", 3.0, 0, "", "basis_points"),
        ("-3 bp", 3.0, 0, "-", "basis_points"),
        ("11th", 11.0, 0, "", ""),
        ("1,934", 1934.0, 0, "", ""),
    ],
)
def test_a_number_is_read_with_its_sign_and_unit(
    reads: Reader, text: str, value: float, decimals: int, sign: str, unit: str
) -> None:
    token = only(reads.read(text))

    assert (token.kind, token.value, token.decimals, token.sign, token.unit) == (
        "number",
        value,
        decimals,
        sign,
        unit,
    )


@pytest.mark.parametrize(
    ("text", "day", "month", "year", "weekday"),
    [
        ("Wednesday, January 14, 2026", 14, 1, 2026, 2),
        ("January 12", 12, 1, None, None),
        ("12 January 2026", 12, 1, 2026, None),
        ("May 2003", None, 5, 2003, None),
        ("2017", None, None, 2017, None),
        ("Tuesday", None, None, None, 1),
        ("2026-01-14", 14, 1, 2026, None),
        ("October", None, 10, None, None),
    ],
)
def test_a_date_is_read_in_its_parts(
    reads: Reader, text: str, day: int | None, month: int | None, year: int | None, weekday: int | None
) -> None:
    token = only(reads.read(text))

    assert token.kind == "date"
    assert token.parts == (day, month, year, weekday)


def test_digits_in_a_name_are_no_number(reads: Reader) -> None:
    tokens = reads.read("The S&P 500, the Russell 2000 and the 10-year Treasury yield")

    assert [(token.kind, sorted(token.symbols)) for token in tokens] == [
        ("name", ["^GSPC"]),
        ("name", ["^RUT"]),
        ("name", ["^TNX"]),
    ]


def test_the_longest_name_wins(reads: Reader) -> None:
    assert only(reads.read("Russell 2000 fund")).symbols == {"IWM"}
    assert only(reads.read("Dow Jones Industrial Average")).symbols == {"^DJI"}


def test_a_window_is_read_as_one(reads: Reader) -> None:
    token = only(reads.read("52-week"))

    assert (token.kind, token.value) == ("term", 52.0)


@pytest.mark.parametrize("text", ["5s", "1.2.3", "x7", "7x"])
def test_digits_in_no_known_shape_are_still_seen(reads: Reader, text: str) -> None:
    assert any(token.kind == "number" for token in reads.read(text))


def test_a_phrase_is_found_before_its_words(reads: Reader) -> None:
    assert [token.text for token in reads.read("It edged down after a record close.")][:2] == [
        "edged down",
        "a",
    ]
    assert "record close" in [token.text for token in reads.read("after a record close")]


def test_a_phrase_that_claims_nothing_is_idle(reads: Reader) -> None:
    assert [token.idle for token in reads.read("last year")] == [True]
    assert [token.idle for token in reads.read("the last of them")] == [False]


def test_only_what_nobody_could_pass_over_is_a_claim(reads: Reader) -> None:
    tokens = reads.read("On a rise of 3% no one of the seven was last in 2017")

    assert [token.text for token in claims(tokens, reads.lexicon)] == ["3%", "seven", "2017"]


@pytest.mark.parametrize(
    ("text", "symbols"),
    [
        ("Energy", {"XLE"}),
        ("the Dow", {"^DJI"}),
        ("Equal-weight S&P 500", {"RSP"}),
        ("VIX", {"^VIX"}),
        ("Nobody", set()),
    ],
)
def test_a_name_is_known_by_its_long_and_short_form_and_by_its_beginning(
    reads: Reader, text: str, symbols: set[str]
) -> None:
    assert symbols_named(text, reads) == symbols


# Documents as text --------------------------------------------------------------------------------


def test_a_page_is_read_as_its_reader_sees_it() -> None:
    page = pages.html(
        "brief.html",
        "<head><title>T</title><style>p{}</style></head><body><p>The S&amp;P 500 fell\n <data value='-0.0053'"
        " data-fact='f'>0.53%</data>.</p><p>Then&nbsp;not.</p>",
    )

    assert page.text.strip() == "The S&P 500 fell 0.53%. Then not."
    assert page.asides == (("title", "T"),)
    (mark,) = page.marks
    assert (page.text[mark.start : mark.end], mark.fact, mark.value) == ("0.53%", "f", "-0.0053")


def test_a_chart_is_read_apart_from_the_page() -> None:
    page = pages.html(
        "brief.html",
        "<p>Before.</p><svg><title>What it shows.</title><text data-fact='f'>+1%</text><text>Energy</text></svg><p>After.</p>",
    )

    assert page.text.split() == ["Before.", "After."]
    assert page.drawings == (pages.Drawing("What it shows.", (("+1%", "f"), ("Energy", ""))),)


def test_a_minus_is_a_minus_however_it_is_set() -> None:
    assert pages.plain("−0.53%\u00a0\u00adat  last") == "-0.53% at last"


def test_soft_line_ends_of_a_text_are_blanks() -> None:
    page = pages.text("brief.txt", "Title\n=====\n\n* One\n  two.\n\nThree\n")

    assert page.text == "Title One two. Three"


def test_markdown_is_read_as_what_it_means() -> None:
    page = pages.markdown(
        "brief.md", "# S&P 500\n\n- **One** *two* [three](x)\n\n| A | B |\n|---|--:|\n| 1\\* | \\-2 |\n"
    )

    assert page.text == "S&P 500 One two three A B 1* -2"
