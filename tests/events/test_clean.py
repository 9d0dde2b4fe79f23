"""Text from outside comes out as one short line of plain words, whatever went in."""

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketwrap.events import clean
from marketwrap.formats.briefjson.cited import LONGEST_LINK, is_link

PIECES = st.one_of(
    st.text(max_size=12),
    st.text(st.characters(exclude_categories=[]), max_size=12),
    st.sampled_from(
        [
            "<script>",
            "</script>",
            "<b",
            ">",
            "<",
            "&lt;",
            "&amp;",
            "&lt",
            "&#60;",
            "&#x202e;",
            "&#xe000;",
            "&nGt;",
        ]
    ),
    st.sampled_from(
        ["<!--", "-->", "<![CDATA[", "]]>", "\u202e", "\u200d", "\ue000", "\x00", "\u037e", "\u0301", " "]
    ),
)
TEXTS = st.lists(PIECES, max_size=30).map("".join)


@given(TEXTS, st.sampled_from([8, 40, clean.TITLE]))
def test_a_cleaned_text_is_short_and_plain_and_stays_as_it_is(raw: str, cap: int) -> None:
    text = clean.line(raw, cap)
    assert len(text) <= cap
    assert not {unicodedata.category(char) for char in text} & {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
    assert not set("<>") & set(text)
    assert text == " ".join(text.split())
    assert unicodedata.is_normalized("NFC", text)
    assert clean.line(text, cap) == text


@given(st.text(st.sampled_from("abc XYZ 019 .,;:!?'\"()-&%$éß漢字€")))
def test_words_stay_as_they_were_written(raw: str) -> None:
    plain = " ".join(unicodedata.normalize("NFC", raw).split())
    assert clean.line(raw, 10_000) == plain


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("Stocks <script>alert(1)</script> fall <img src=x onerror=alert(1)>", "Stocks fall"),
        ("<b>Bold</b> <a href='javascript:x'>claim</a><br>made", "Bold claim made"),
        ("AT&amp;T and AT&T", "AT&T and AT&T"),
        ("Twice &amp;lt;b&amp;gt;encoded", "Twice encoded"),
        ("EPS <$1, revenue > $2", "EPS ‹$1, revenue › $2"),
        ("\u202egniht doog\u202c", "gniht doog"),
        ("zero\u200bwidth\ufeff joiner\u2060s", "zerowidth joiners"),
        ("NUL\x00 and \x1b[31mred", "NUL and [31mred"),
        ("line\none\r\ntwo\tthree\u2028four", "line one two three four"),
        ("marks \ue000of\ue001 ours\uf8ff", "marks of ours"),
        ("a lone \ud800 half", "a lone half"),
        ("e\u0301" + "\u0301" * 50, "é\u0301\u0301"),
        ("rocket \U0001f680!", "rocket \U0001f680!"),
        ("{{ 7*7 }} {% for x in y %}", "{{ 7*7 }} {% for x in y %}"),
        ("a](javascript:alert(1)) b", "a](javascript:alert(1)) b"),
        ('=HYPERLINK("x")', '=HYPERLINK("x")'),
        ("<style>body{display:none}</style>", ""),
        ("<script>never closed", ""),
    ],
)
def test_what_comes_of_hostile_text(raw: str, expected: str) -> None:
    assert clean.line(raw, clean.TITLE) == expected


def test_a_long_text_ends_at_a_word() -> None:
    assert clean.line("Banks fell, and then they rose", 20) == "Banks fell, and…"
    assert clean.line("x" * 100, 20) == "x" * 19 + "…"
    assert clean.line("word " * 100_000, 40) == "word word word word word word word word…"


@pytest.mark.parametrize(
    "raw", ["x" * 100_000, "<" * 100_000, "&" + "amp;" * 25_000, "<a " * 30_000, "\u0301" * 100_000]
)
def test_a_hundred_thousand_characters_are_no_work(raw: str) -> None:
    start = time.process_time()
    clean.line(raw, clean.TITLE)
    assert time.process_time() - start < 1


@pytest.mark.parametrize(
    "address",
    [
        "https://example.com",
        "http://example.com:8080/a-b/c?d=e&f=%20#g",
        "https://[2001:db8::1]/news",
        "https://example.com/a(b)",
    ],
)
def test_an_address_of_the_web_is_a_link(address: str) -> None:
    assert is_link(address)
    assert clean.link(f" {address}\n") == address


@pytest.mark.parametrize(
    "address",
    [
        "",
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java\tscript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "file:///etc/passwd",
        "//example.com",
        "https://",
        "https:///path",
        "https://user:secret@example.com",
        "https://example.com@evil.example",
        "https://example.com/\x00",
        "https://example.com/a\nb",
        'https://example.com/"onmouseover="x',
        "https://example.com/<script>",
        "https://example.com/\u202egnp.exe",
        "https://exämple.com",
        "https://example.com:port",
        "https://example.com:99999",
        "https://[::1",
        "https://example.com/" + "a" * LONGEST_LINK,
    ],
)
def test_no_other_address_is(address: str) -> None:
    assert not is_link(address)
    assert clean.link(address) == ""


@pytest.mark.parametrize(
    "symbol", ["AAPL", "^GSPC", "GC=F", "BRK-B", "BTC-USD", "DX-Y.NYB", "0700.HK", "M&M.NS"]
)
def test_symbols_look_like_symbols(symbol: str) -> None:
    assert clean.is_symbol(symbol)


@pytest.mark.parametrize("symbol", ["", "aapl", "A B", "A<B", "../A", "A\n", "A" * 21, "=A", "{{A}}"])
def test_other_texts_do_not(symbol: str) -> None:
    assert not clean.is_symbol(symbol)
