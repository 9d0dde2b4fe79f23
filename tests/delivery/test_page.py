"""The mail of a brief: what it holds, what it leaves out, and that the check reads what is sent."""

import re
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser
from io import BytesIO

import pytest
from PIL import Image

from marketwrap import check
from marketwrap.base.errors import MarketwrapError
from marketwrap.base.model import Article, Row, Span, Table
from marketwrap.base.settings import MailSettings
from marketwrap.delivery.mail import page
from marketwrap.delivery.mail.page import Part, SharedMail
from marketwrap.delivery.model import Client
from marketwrap.render.views import View
from tests import articles
from tests.check import brief

MAIL = MailSettings(host="mail.example.com", sender="Example LLC <brief@example.com>")
CLIENT = Client("Ada", "ada@client.test")
PDF = {"brief.pdf": b"%PDF-"}


@cache
def sound() -> SharedMail:
    return page.shared(brief.article(), {}, MAIL, "Example LLC")


@cache
def sample() -> SharedMail:
    return page.shared(articles.article(), articles.lines(), MAIL, "Example LLC", standing="draft")


@cache
def own() -> Part:
    said = brief.article()
    return page.own(replace(said, sections=said.sections[:1]))


def problems(documents: dict[str, bytes | str]) -> tuple[check.Problem, ...]:
    return check.examine(documents, brief.means()).problems


def elements(html: str) -> list[tuple[str, dict[str, str | None]]]:
    found: list[tuple[str, dict[str, str | None]]] = []
    parser = HTMLParser()
    parser.handle_starttag = lambda tag, attrs: found.append((tag, dict(attrs)))  # type: ignore[method-assign]
    parser.feed(html)
    return found


def columns(count: int, cell: str) -> View:
    """A table of one row, as templates get it."""
    return {
        "columns": ["Name", *["Head"] * count],
        "rows": [{"head": {"text": "Consumer discretionary"}, "cells": [{"text": cell}] * count}],
    }


def test_what_is_sent_says_what_the_article_says() -> None:
    assert problems(sound().documents) == ()
    assert problems(own().documents) == ()


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("mail.html", "fell 0.53%", "fell 0.54%"),
        ("mail.html", 'class="preheader"', 'class="elsewhere"'),
        ("mail.html", "lost 0.53%, yet", "lost 0.58%, yet"),
        ("mail.html", "mailto:", "https://elsewhere.example/"),
        ("mail.html", "to get no more of these mails", "to lose no more than 3% a year"),
        ("mail.html", "−0.53%</td>", "0.53%</td>"),
        ("mail.txt", "fell 0.53%", "fell 0.54%"),
    ],
)
def test_damage_to_what_is_sent_is_found(name: str, old: str, new: str) -> None:
    documents = sound().documents
    text = documents[name]
    assert isinstance(text, str)
    assert old in text
    assert problems(documents | {name: text.replace(old, new, 1)})


def test_damage_to_a_clients_own_part_is_found() -> None:
    documents = own().documents
    assert "0.53%" in own().html
    assert problems(documents | {"mail.html": own().html.replace("0.53%", "0.35%", 1)})


def test_a_mail_is_the_checked_texts_one_after_the_other() -> None:
    parts = page.parts(sound(), CLIENT, own(), {})

    assert parts.html == sound().html[0] + own().html + sound().html[1]
    assert parts.text == sound().text[0] + own().text + sound().text[1]


def test_only_a_mail_with_the_pdf_speaks_of_one() -> None:
    with_pdf, without = (page.parts(sound(), CLIENT, None, files) for files in (PDF, {}))

    assert "attached as a PDF" in with_pdf.html
    assert "attached as a PDF" in with_pdf.text
    assert "PDF" not in without.html
    assert "PDF" not in without.text
    assert {"mail.html": with_pdf.html, "mail.txt": with_pdf.text}.items() <= sound().documents.items()


def test_a_client_without_a_part_of_its_own_gets_nobody_elses() -> None:
    before = page.parts(sound(), CLIENT, None, {})
    page.parts(sound(), Client("Bob", "bob@client.test"), own(), {})

    assert page.parts(sound(), CLIENT, None, {}) == before


def test_the_basic_look_needs_no_style_sheet() -> None:
    html = "".join(sample().html)
    style = re.findall(r"<style>(.*?)</style>", html, re.DOTALL)

    assert len(style) == 1
    assert re.sub(r"@media[^{]*\{(?:[^{}]*\{[^{}]*\})*\s*\}", "", style[0]).strip() == ""
    for tag, attributes in elements(html):
        if tag in ("h1", "h2", "p", "li", "td", "th") and attributes.get("class") != "preheader":
            assert attributes.get("style") or attributes.get("align"), (tag, attributes)


def test_nothing_is_fetched_from_outside() -> None:
    html = "".join(sample().html) + own().html

    assert not re.findall(r"(?:src|background)=\"(?!cid:)", html)
    assert "url(" not in html
    assert "@import" not in html
    assert not {tag for tag, _ in elements(html)} & {"link", "script", "iframe", "object", "form", "svg"}


def test_charts_are_pictures_with_the_charts_alternative_text() -> None:
    html = "".join(sample().html)
    shown = {a["src"]: a for tag, a in elements(html) if tag == "img"}
    alts = {
        b.alt.text for section in articles.article().sections for b in section.blocks if hasattr(b, "alt")
    }

    assert set(shown) == {f"cid:{name}" for name in sample().pictures}
    assert {a["alt"] for a in shown.values()} == alts
    for picture in sample().pictures.values():
        image = Image.open(BytesIO(picture))
        assert image.format == "PNG"
        assert image.width == 2 * int(shown["cid:day@brief.marketwrap"]["width"] or 0)


def test_simulated_prices_and_drafts_are_seen_before_the_mail_is_opened_and_in_it() -> None:
    parts = page.parts(sample(), CLIENT, None, {})

    assert parts.subject.startswith("DRAFT: SIMULATED: Equal-weight S&P 500 rises")
    assert "Simulated prices." in parts.html
    assert "has not been reviewed" in parts.html
    assert "SIMULATED PRICES." in parts.text
    assert parts.text.startswith("DRAFT.")
    real = replace(brief.article(), provenance=replace(brief.article().provenance, simulated=False))
    assert page.shared(real, {}, MAIL, "").subject == real.headline.text


def test_the_list_of_mails_shows_the_standfirst_beside_the_subject() -> None:
    body = "".join(sound().html).partition("<body")[2]

    first = re.sub(r"<[^>]*>", "", body.partition(">")[2]).split("\n")
    assert next(filter(None, first)) == brief.article().standfirst.text.replace("&", "&amp;")


def test_whoever_wants_no_more_mail_finds_where_to_write() -> None:
    other = MAIL.model_copy(update={"unsubscribe": "stop@example.com"})
    mail = page.shared(brief.article(), {}, other, "")

    assert 'href="mailto:stop@example.com?subject=unsubscribe"' in mail.html[1]
    assert "\nstop@example.com\n" in mail.text[1]
    assert 'href="mailto:brief@example.com?subject=unsubscribe"' in sound().html[1]


def long_article() -> Article:
    """The sound brief with its table many times over."""
    said = brief.article()
    section = next(s for s in said.sections if any(isinstance(b, Table) for b in s.blocks))
    table = next(b for b in section.blocks if isinstance(b, Table))
    many = tuple(replace(table, id=f"{table.id}-{n}", rows=table.rows * 12) for n in range(9))
    sections = [replace(s, blocks=(*s.blocks, *many)) if s is section else s for s in said.sections]
    return replace(said, sections=tuple(sections))


def test_tables_that_make_a_mail_too_long_are_left_out_from_the_end_and_it_says_so() -> None:
    mail = page.shared(long_article(), {}, MAIL, "")
    parts = page.parts(mail, CLIENT, own(), {})

    kept = [b.id for section in mail.article.sections for b in section.blocks if isinstance(b, Table)]
    given = [b.id for section in long_article().sections for b in section.blocks if isinstance(b, Table)]
    assert 0 < len(kept) < len(given)
    assert kept == given[: len(kept)]
    assert len(parts.html.encode()) <= page.LIMIT
    assert "Some tables are left out" in parts.html
    assert "Some tables are left out" in parts.text
    assert "Some tables are left out" not in "".join(sound().html)


def test_a_mail_that_is_too_long_without_tables_is_refused() -> None:
    said = brief.article()
    endless = replace(said, notes=said.notes * 2000)

    with pytest.raises(MarketwrapError, match=r"bytes of HTML without its tables, 75000 are allowed"):
        page.shared(endless, {}, MAIL, "")


def test_markup_in_names_stays_text() -> None:
    said = brief.article()
    table = Table("t", "<b>Caption", ("Name", "<i>Head"), (Row(Span("<script>x"), (Span("<u>1"),)),))
    evil = replace(said, byline='<img src="x">', sections=(replace(said.sections[0], blocks=(table,)),))
    html = "".join(page.shared(evil, {}, MAIL, "<script>alert(1)</script>").html)

    assert not {tag for tag, _ in elements(html)} & {"script", "img", "i", "u", "b"}


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        (columns(3, "+1.18%"), ()),
        (columns(4, "23,471.75"), ((0,), (1,), (2,), (3,))),
        (columns(9, "+1,083.69"), ((0,), (1, 2), (3, 4), (5, 6), (7, 8))),
        (columns(6, "+1,083.69"), ((0, 1), (2, 3), (4, 5))),
    ],
)
def test_tables_fold_to_the_width_of_a_phone(table: View, expected: tuple[tuple[int, ...], ...]) -> None:
    assert page.layout(table) == expected
