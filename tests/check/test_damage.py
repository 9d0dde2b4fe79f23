"""A brief is damaged in every way that a slip, a fault or a hand could damage it; each is caught."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marketwrap import check
from marketwrap.base.model import Article, Fact, Paragraph, Section, Sentence, Span, Unit, Value
from marketwrap.formats import briefjson
from tests.articles import sentence
from tests.check import brief

DOCUMENTS = ("brief.html", "brief.txt", "brief.md")


def problems(documents: Mapping[str, bytes | str], *, snapshot: bool = False) -> tuple[check.Problem, ...]:
    return check.examine(documents, brief.means(brief.SNAPSHOT if snapshot else None)).problems


def in_document(name: str, old: str, new: str) -> tuple[check.Problem, ...]:
    """Problems of the sound brief with one passage of one document changed."""
    text = brief.texts()[name]
    pattern = re.compile(r"\s+".join(map(re.escape, old.split(" "))))
    assert pattern.search(text), f"{name} does not say {old!r}"
    damaged = pattern.sub(new.replace("\\", r"\\"), text, count=1)
    return problems({"brief.json": brief.texts()["brief.json"], name: damaged})


def in_article(damaged: Article, *, snapshot: bool = False) -> tuple[check.Problem, ...]:
    """Problems of a damaged article whose documents all say the same."""
    return problems({"brief.json": briefjson.dumps(damaged)}, snapshot=snapshot)


def categories(found: tuple[check.Problem, ...]) -> set[str]:
    return {problem.category for problem in found}


def test_a_sound_brief_has_no_problem() -> None:
    report = check.examine({**brief.texts(), "brief.pdf": brief.pdf()}, brief.means(brief.SNAPSHOT))

    assert report.lines()[:-1] == []
    assert report.passed


def test_the_summary_counts_what_was_read() -> None:
    report = check.examine({"brief.json": brief.texts()["brief.json"]}, brief.means(brief.SNAPSHOT))

    assert re.fullmatch(r"\d\d numbers, \d\d words, \d dates, 36 facts: all agree", report.summary)


# Documents that differ from their article ---------------------------------------------------------

#: what is damaged, the passage, what it becomes, the category
SAID = (
    ("a digit", "lost 1.00% to", "lost 1.10% to", "number"),
    ("the last digit", "23,471.75, the", "23,471.76, the", "number"),
    ("a decimal point", "fell 0.53% and", "fell 5.30% and", "number"),
    ("a thousands separator", "6,977.27", "69,77.27", "number"),
    ("a unit", "0.95 points", "0.95%", "number"),
    ("a currency", "to $90.87", "to €90.87", "number"),
    ("a sign", "up 2.26%", "up -2.26%", "number"),
    ("a verb's direction", "Silver jumped", "Silver tumbled", "word"),
    ("a verb's size", "edged down", "plunged down", "word"),
    ("a side", "ahead of the cap", "behind of the cap", "word"),
    ("a name", "The Nasdaq Composite lost", "The Russell 2000 lost", "name"),
    ("a date", "on January 12", "on January 13", "context"),
    ("a month", "on January 12", "on February 12", "context"),
    ("a year", "since 2017", "since 2007", "context"),
    ("a weekday", "Wednesday,", "Tuesday,", "context"),
    ("a rank", "was last, down", "was best, down", "word"),
    ("a count in words", "Seven of", "Eight of", "number"),
    ("an ordinal", "a second session.", "a third session.", "number"),
    ("a record", "it was a record close", "it was a low close", "word"),
    ("a plain word", "dividends are not included", "dividends are now included", "context"),
)


@pytest.mark.parametrize("name", ["brief.txt", "brief.md"])
@pytest.mark.parametrize(
    ("old", "new", "category"), [case[1:] for case in SAID], ids=[case[0] for case in SAID]
)
def test_damaged_text_is_caught(name: str, old: str, new: str, category: str) -> None:
    found = in_document(name, old, new)

    assert category in categories(found)
    assert {problem.document for problem in found} == {name}


#: elements that may stand inside a passage of a page
TAGS = r"(?:<[^>]*>)*"


def in_page(text: str) -> str:
    """What a passage may look like in HTML: elements anywhere in it."""
    signs = {" ": rf"{TAGS}\s+{TAGS}", "&": "&amp;", "-": "[-−]"}
    return TAGS.join(signs.get(character, re.escape(character)) for character in text)


def in_page_instead(passage: str, old: str, new: str) -> str:
    """A passage of a page with the words that differ replaced, its elements left as they are."""
    parts = re.split(r"(<[^>]*>)", passage)
    for was, now in zip(old.split(" "), new.split(" "), strict=True):
        at = next(
            (i for i, part in enumerate(parts) if was != now and was.strip(",.") in part and part[0] != "<"),
            None,
        )
        if at is not None:
            parts[at] = parts[at].replace(was.strip(",."), now.strip(",."), 1)
    return "".join(parts)


@pytest.mark.parametrize(
    ("old", "new", "category"), [case[1:] for case in SAID], ids=[case[0] for case in SAID]
)
def test_damaged_html_is_caught(old: str, new: str, category: str) -> None:
    page = brief.texts()["brief.html"]
    match = re.search(in_page(old), page)
    assert match, f"the page does not say {old!r}"
    if len(old.split(" ")) == len(new.split(" ")):
        passage = in_page_instead(match[0], old, new)
    else:
        passage = re.sub(TAGS + "points", "", match[0]).replace("0.95 ", "0.95%")
    assert passage != match[0]

    found = problems(
        {
            "brief.json": brief.texts()["brief.json"],
            "brief.html": page[: match.start()] + passage + page[match.end() :],
        }
    )

    assert category in categories(found)


RUN = "Small caps have been ahead of the S&P 500 for nine sessions running, the longest such run since 2017."
COUNT = "Seven of eleven sectors advanced."


IDS = {RUN: "s7", COUNT: "s9"}


def whole(name: str, text: str) -> re.Match[str]:
    """A sentence as it stands in a document, with its elements or its line ends."""
    if name.endswith(".html"):
        pattern = rf'<span data-sentence="{IDS[text]}">.*?\.</span>'
    else:
        pattern = r"\s+".join(re.escape(word) for word in text.split())
    match = re.search(pattern, brief.texts()[name])
    assert match, f"{name} does not say {text!r}"
    return match


def with_passages(name: str, *changes: tuple[str, str]) -> tuple[check.Problem, ...]:
    text = brief.texts()[name]
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return problems({"brief.json": brief.texts()["brief.json"], name: text})


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_sentence_that_is_missing_is_caught(name: str) -> None:
    found = with_passages(name, (whole(name, RUN)[0], ""))

    assert [(p.category, p.detail) for p in found] == [("context", "it is missing")]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_sentence_that_is_said_twice_is_caught(name: str) -> None:
    said = whole(name, RUN)[0]

    assert "context" in categories(with_passages(name, (said, f"{said} {said}")))


@pytest.mark.parametrize("name", DOCUMENTS)
def test_two_sentences_in_each_other_s_place_are_caught(name: str) -> None:
    one, other = whole(name, RUN)[0], whole(name, COUNT)[0]

    found = with_passages(name, (one, "\x00"), (other, one), ("\x00", other))

    assert categories(found) == {"context"}
    assert "out of its order" in {problem.detail for problem in found}


@pytest.mark.parametrize("name", DOCUMENTS)
@pytest.mark.parametrize(
    ("added", "category"),
    [
        ("Everything will be well in the end, we think.", "context"),
        ("Gold rose 0.81%.", "not checkable"),
        ("It had not been so quiet since May 2003.", "not checkable"),
    ],
)
def test_a_sentence_of_nobody_s_is_caught(name: str, added: str, category: str) -> None:
    said = whole(name, COUNT)[0]

    assert category in categories(with_passages(name, (said, f"{said} {added}")))


@pytest.mark.parametrize("name", DOCUMENTS)
def test_two_names_in_each_other_s_place_are_caught(name: str) -> None:
    pattern = in_page("Energy was first, up 2.26%; consumer discretionary was last")
    match = re.search(pattern, brief.texts()[name])
    assert match
    swapped = match[0].replace("Energy", "\x00").replace("consumer discretionary", "Energy")

    found = with_passages(name, (match[0], swapped.replace("\x00", "consumer discretionary")))

    assert "name" in categories(found)


@pytest.mark.parametrize("name", [*DOCUMENTS, "brief.pdf"])
def test_a_document_of_another_day_is_caught(name: str) -> None:
    closes = {symbol: (b, a) for symbol, (a, b) in brief.CLOSES.items()}
    other = replace(brief.article(closes), session=brief.BEFORE)
    other = brief.reworded(other, "dateline", ("Wednesday, January 14, 2026", "Tuesday, January 13, 2026"))
    other = brief.reworded(other, "indexes.day", ("1.00%", "1.01%"), ("lost", "gained"))
    mine: str | bytes = brief.pdf() if name == "brief.pdf" else brief.texts()[name]

    found = problems({"brief.json": briefjson.dumps(other), name: mine})

    assert {p.category for p in found if p.document == name} >= {"context", "number"}


# The code of a page -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("damage", "old", "new", "category"),
    [
        (
            "the fact a number names",
            'data-fact="^IXIC.change_1d">1.00%',
            'data-fact="^DJI.change_1d">1.00%',
            "not checkable",
        ),
        (
            "a fact that is none",
            'data-fact="^IXIC.level">23,471.75,',
            'data-fact="^IXIC.close">23,471.75,',
            "not checkable",
        ),
        ("the value a number gives", 'value="23471.75"', 'value="23471.57"', "number"),
        ("a date's value", 'datetime="2026-01-12"', 'datetime="2026-01-13"', "number"),
        ("a table's cell", "<td><data", "<td>9<data", "number"),
        ("a table's sign", ">−1.00%</data></td>", ">+1.00%</data></td>", "number"),
        ("a chart's label", ">+2.26%</text>", ">+2.62%</text>", "number"),
        ("a chart's fact", 'data-fact="XLE.change_1d" ', 'data-fact="XLY.change_1d" ', "number"),
        ("a chart's name", ">Energy</text>", ">Utilities</text>", "name"),
        (
            "a chart's alternative",
            "Bar chart of sectors: energy up 2.26%",
            "Bar chart of sectors: energy up 2.62%",
            "number",
        ),
        (
            "a page's title",
            "<title>Equal-weight S&amp;P 500 fund rises",
            "<title>Nasdaq Composite falls 3%",
            "number",
        ),
    ],
    ids=lambda value: value if " " in str(value) and "=" not in str(value) and "<" not in str(value) else "",
)
def test_damage_in_the_code_of_a_page_is_caught(damage: str, old: str, new: str, category: str) -> None:
    page = brief.texts()["brief.html"]
    if damage == "a fact that is none":
        old, new = old.rstrip(","), new.rstrip(",")
    assert old in page, f"{damage}: the page has no {old}"

    found = problems({"brief.json": brief.texts()["brief.json"], "brief.html": page.replace(old, new, 1)})

    assert category in categories(found)


# An article that is wrong everywhere alike --------------------------------------------------------

#: what is damaged, the sentence's rule, (span, becomes) ..., category
SPANS = (
    ("a digit", "indexes.day", (("1.00%", "1.10%"),), "number"),
    ("a decimal point", "indexes.day", (("0.53%", "5.3%"),), "number"),
    ("rounding", "sectors.ends", (("2.26%", "2.25%"),), "number"),
    ("a unit", "indexes.day", (("0.53%", "0.53 points"),), "number"),
    ("a sign", "sectors.ends", (("1.58%", "+1.58%"),), "number"),
    ("a currency", "assets.first", (("$90.87", "€90.87"),), "number"),
    ("a verb's direction", "indexes.day", (("lost", "gained"),), "word"),
    ("a verb's size down", "indexes.day", (("lost", "edged down"),), "word"),
    ("a verb's size up", "indexes.day", (("edged down", "plunged"),), "word"),
    ("no movement", "assets.first", (("jumped", "was little changed at"),), "word"),
    ("a name", "indexes.day", (("Nasdaq Composite", "Russell 2000"),), "name"),
    ("two names", "indexes.day", (("Nasdaq Composite", "S&P 500"), ("S&P 500", "Nasdaq Composite")), "name"),
    ("a date", "watch.record", (("January 12", "January 13"),), "context"),
    ("a year", "breadth.run", (("2017", "2016"),), "context"),
    ("a weekday", "dateline", (("Wednesday, January 14, 2026", "Thursday, January 14, 2026"),), "context"),
    ("the last as first", "sectors.ends", (("last", "first"),), "word"),
    ("the first as last", "sectors.ends", (("first", "last"),), "word"),
    ("a count", "sectors.count", (("Seven", "Eight"),), "number"),
    ("the whole", "summary.majors", (("All three", "All four"),), "number"),
    ("an ordinal", "summary.majors", (("second", "third"),), "number"),
    ("what a count counts", "sectors.count", (("advanced", "declined"),), "word"),
    ("a side", "breadth.run", (("ahead of", "behind"),), "word"),
    ("the other side", "summary.gap", (("ahead of", "behind"),), "word"),
    (
        "both sides",
        "summary.gap",
        (
            ("equal-weight S&P 500 fund", "cap-weighted S&P 500 fund"),
            ("cap-weighted S&P 500 fund", "equal-weight S&P 500 fund"),
        ),
        "word",
    ),
    ("above and below", "watch.record", (("below", "above"),), "word"),
    ("a yield's unit", "assets.yield", (("3 basis points", "3%"),), "number"),
    ("words in a number's place", "indexes.day", (("1.00%", "a lot"),), "not checkable"),
)


@pytest.mark.parametrize(
    ("rule", "swaps", "category"), [case[1:] for case in SPANS], ids=[case[0] for case in SPANS]
)
def test_a_damaged_span_is_caught(rule: str, swaps: tuple[tuple[str, str], ...], category: str) -> None:
    found = in_article(brief.reworded(brief.article(), rule, *swaps))

    assert category in categories(found)


def test_a_record_that_is_none_is_caught() -> None:
    def claim(old: Sentence) -> Sentence:
        spans = tuple(replace(s, fact="^GSPC.record_high") if s.kind == "word" else s for s in old.spans)
        return replace(old, spans=spans, facts=("^GSPC.record_high",)) if old.rule == "assets.record" else old

    assert "word" in categories(in_article(brief.respoken(brief.article(), claim)))


def test_a_number_that_lost_its_minus_is_caught() -> None:
    said = sentence("The [S&P 500|name|^GSPC.change_1d] ended with [0.53%|number|^GSPC.change_1d].", "added")

    found = in_article(_with(said))

    assert [(p.category, p.detail) for p in found] == [("number", "nothing says that it is negative")]


def test_a_rise_that_shares_the_verb_of_a_fall_is_caught() -> None:
    said = sentence(
        "The [S&P 500|name|^GSPC.change_1d] [fell|word|^GSPC.change_1d] [0.53%|number|^GSPC.change_1d] and"
        " [energy|name|XLE.change_1d] [2.26%|number|XLE.change_1d].",
        "added",
    )

    assert [p.category for p in in_article(_with(said))] == ["number"]


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("The index now stands at 7,000.", "not checkable"),
        ("It has been so for thirty sessions since May 2003.", "not checkable"),
        ("Twelve of them did, three did not.", "not checkable"),
        ("It was the third such day.", "not checkable"),
        ("It closed at an all-time high.", "not checkable"),
        ("Stocks fell.", "not checkable"),
        ("It was ahead of the others.", "not checkable"),
        ("Investors should buy now.", "tone"),
        ("The rally is guaranteed to go on.", "tone"),
        ("What a bloodbath it was.", "tone"),
    ],
)
def test_a_sentence_without_a_fact_is_caught(text: str, category: str) -> None:
    assert category in categories(in_article(_with(Sentence((Span(text),), "added", "added"))))


def test_an_untied_verb_against_every_fact_of_its_sentence_is_caught() -> None:
    said = sentence("Stocks rose on the day.", "added", more=("^GSPC.change_1d", "^IXIC.change_1d"))

    assert categories(in_article(_with(said))) == {"word"}


def _with(said: Sentence) -> Article:
    article = brief.article()
    section = Section("more", "More", (Paragraph("more", (said,)),))
    return replace(article, sections=(*article.sections, section))


def test_a_heading_with_a_number_of_its_own_is_caught() -> None:
    article = replace(
        brief.article(), sections=(Section("more", "Stocks down 3%", ()), *brief.article().sections)
    )

    assert "not checkable" in categories(in_article(article))


def test_a_row_under_another_name_is_caught() -> None:
    text = brief.texts()["brief.json"].replace(
        '{"head": {"text": "S&P 500"', '{"head": {"text": "Russell 2000"'
    )

    assert ("name", "Russell 2000") in {(p.category, p.found) for p in problems({"brief.json": text})}


# Facts --------------------------------------------------------------------------------------------


def test_a_wrong_value_is_seen_from_the_fact_s_own_closes() -> None:
    article = brief.article()
    wrong = {**article.facts, "^IXIC.change_1d": replace(article.facts["^IXIC.change_1d"], value=-0.0098)}

    found = in_article(replace(article, facts=wrong))

    assert "by arithmetic from its closes" in {problem.detail for problem in found}


def test_a_wrong_value_without_closes_is_seen_from_the_snapshot() -> None:
    article = brief.article()
    wrong = {
        **article.facts,
        "small_large.relative_streak": replace(article.facts["small_large.relative_streak"], value=8),
    }
    article = brief.reworded(replace(article, facts=wrong), "breadth.run", ("nine", "eight"))

    assert categories(in_article(article)) == set()
    assert categories(in_article(article, snapshot=True)) == {"number"}


def test_a_stale_close_is_caught() -> None:
    stale = {**brief.CLOSES, "^GSPC": (6963.74, 6926.06)}
    means = brief.means(tuple(stale.items()))

    found = check.examine({"brief.json": brief.texts()["brief.json"]}, means).problems

    assert "another close in the snapshot" in {problem.detail for problem in found}


def test_a_fact_of_another_session_is_caught() -> None:
    article = brief.article()
    early = {**article.facts, "sectors.rising": replace(article.facts["sectors.rising"], as_of=brief.BEFORE)}

    assert categories(in_article(replace(article, facts=early), snapshot=True)) == {"context"}


def test_a_fact_that_the_prices_do_not_give_is_caught() -> None:
    article = brief.article()
    fact = replace(article.facts["sectors.rising"], id="sectors.made_up", metric="made_up")

    found = in_article(replace(article, facts={**article.facts, fact.id: fact}), snapshot=True)

    assert [(p.category, p.place) for p in found] == [("not checkable", "sectors.made_up")]


def test_a_sentence_that_names_a_fact_nobody_has_is_caught() -> None:
    article = brief.article()
    fewer = {name: fact for name, fact in article.facts.items() if name != "sectors.traded"}

    assert "no such fact" in {problem.detail for problem in in_article(replace(article, facts=fewer))}


@pytest.mark.parametrize(
    ("damage", "old", "new"),
    [
        (
            "a text that its spans do not make",
            '"text": "Seven of eleven sectors',
            '"text": "Nine of eleven sectors',
        ),
        ("an id out of order", '"id": "s7"', '"id": "s8"'),
        ("how a fact was printed", '"text": "9,', '"text": "9,'),
        ("another schema", '"schema": 1', '"schema": 2'),
        ("no JSON", '"schema": 1,', '"schema": 1;'),
        ("a value that is no number", '"value": 11,', '"value": NaN,'),
    ],
)
def test_json_that_contradicts_itself_is_caught(damage: str, old: str, new: str) -> None:
    text = brief.texts()["brief.json"]
    if damage == "how a fact was printed":
        old, new = '"text": "Seven", "inputs"', '"text": "Eight", "inputs"'
    assert old in text

    assert categories(problems({"brief.json": text.replace(old, new, 1)})) <= {"context", "not checkable"}
    assert problems({"brief.json": text.replace(old, new, 1)})


# A PDF alone --------------------------------------------------------------------------------------


def test_a_pdf_alone_is_checked_against_what_is_attached_to_it() -> None:
    report = check.examine({"brief.pdf": brief.pdf()}, brief.means())

    assert report.lines()[:-1] == []
    assert report.counts["facts"] == 36
    assert "could not be recomputed" in report.summary


def test_a_pdf_that_prints_another_number_than_is_attached_is_caught() -> None:
    found = problems({"brief.pdf": brief.pdf("altered")})

    assert [(p.category, p.found) for p in found][:1] == [("number", "0.58%")]


def test_a_pdf_with_another_article_attached_is_caught() -> None:
    other = briefjson.dumps(brief.reworded(brief.article(), "dateline", ("2", "3")))

    assert "another brief.json attached" in {
        p.found for p in problems({"brief.json": other, "brief.pdf": brief.pdf()})
    }


def test_a_pdf_that_is_none_is_caught() -> None:
    assert categories(problems({"brief.pdf": b"%PDF-1.7 cut short"})) == {"not checkable"}


# Any digit ----------------------------------------------------------------------------------------


def digits(text: str) -> list[int]:
    return [match.start() for match in re.finditer(r"\d", text)]


@settings(max_examples=60, deadline=None)
@given(data=st.data(), name=st.sampled_from(["brief.txt", "brief.md"]), digit=st.sampled_from("0123456789"))
def test_any_other_digit_anywhere_in_a_text_is_caught(data: st.DataObject, name: str, digit: str) -> None:
    text = brief.texts()[name]
    at = data.draw(st.sampled_from(digits(text)))
    damaged = text[:at] + digit + text[at + 1 :]

    found = problems({"brief.json": brief.texts()["brief.json"], name: damaged})

    assert bool(found) == (damaged != text)


@settings(max_examples=60, deadline=None)
@given(data=st.data(), digit=st.sampled_from("0123456789"))
def test_any_other_digit_in_any_span_is_caught(data: st.DataObject, digit: str) -> None:
    article = brief.article()
    sentences = [s for _, s in briefjson.sentences(article)]
    places = [(s, n) for s in sentences for n, span in enumerate(s.spans) if re.search(r"\d", span.text)]
    chosen, n = data.draw(st.sampled_from(places))
    span = chosen.spans[n]
    at = data.draw(st.sampled_from(digits(span.text)))
    changed = replace(span, text=span.text[:at] + digit + span.text[at + 1 :])
    spans = (*chosen.spans[:n], changed, *chosen.spans[n + 1 :])
    change: Callable[[Sentence], Sentence] = lambda s: replace(s, spans=spans) if s is chosen else s  # noqa: E731

    assert bool(in_article(brief.respoken(article, change))) == (changed != span)


# Headings, and what stands between ----------------------------------------------------------------


@pytest.mark.parametrize("name", DOCUMENTS)
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Other assets", "Other matters"),
        ("Indexes at the close", "Indexes at the open"),
        ("advice.", "advise."),
    ],
    ids=["a heading", "a caption", "the disclaimer"],
)
def test_a_text_without_spans_is_held_to_the_article_too(name: str, old: str, new: str) -> None:
    found = in_document(name, old, new)

    assert {problem.document for problem in found} == {name}


@pytest.mark.parametrize("name", ["brief.txt", "brief.md"])
def test_two_columns_in_each_other_s_place_are_caught(name: str) -> None:
    text = brief.texts()[name]
    head = next(line for line in text.splitlines() if "Index" in line and "Week" in line)
    swapped = head.replace("Day", "\x00").replace("Week", "Day").replace("\x00", "Week")

    assert problems({"brief.json": brief.texts()["brief.json"], name: text.replace(head, swapped)})


def test_a_name_that_its_list_does_not_hold_is_caught() -> None:
    fact = Fact("sectors.leaders", "sectors", "leaders", ("XLE",), "symbols", brief.SESSION)
    article = _with(sentence("The best was [utilities|name|sectors.leaders].", "added"))
    article = replace(article, facts={**article.facts, fact.id: fact})

    assert [(p.category, p.found, p.expected) for p in in_article(article)] == [
        ("name", "utilities", "energy")
    ]


@pytest.mark.parametrize(
    ("text", "metric", "value", "unit"),
    [
        ("It was the [smallest|word|f] move in years.", "largest_since", date(2020, 3, 16), "date"),
        ("It was the [highest|word|f] close in years.", "lowest_since", date(2020, 3, 16), "date"),
        ("It was a [record low|word|f] in any case.", "record_high", 1, "count"),
        ("It closed [below|word|f] it.", "round_number_is_new", 1, "count"),
        ("It was the [last|rank|f] of its kind.", "first_of_year", 1, "count"),
        ("Of these some [lost|word|f] ground.", "within", ("XLE",), "symbols"),
    ],
)
def test_a_word_that_its_metric_rules_out_is_caught(text: str, metric: str, value: Value, unit: Unit) -> None:
    params = (("at_least", 0.02),) if metric == "within" else ()
    article = _with(sentence(text, "added"))
    fact = Fact("f", "SI=F", metric, value, unit, brief.SESSION, params)

    assert categories(in_article(replace(article, facts={**article.facts, "f": fact}))) == {"word"}


#: a word that names a size, the fact it is tied to, and what is wrong with it
THRESHOLDS: tuple[tuple[str, str, Value, Unit, dict[str, float], str], ...] = (
    ("correction", "fell_into", 1, "count", {"bound": -0.1}, ""),
    ("correction", "fell_into", 1, "count", {"bound": -0.2}, ""),
    ("correction", "fell_into_first", 1, "count", {"bound": -0.1}, ""),
    ("bear market", "fell_into", 1, "count", {"bound": -0.2}, ""),
    ("Bear-market", "below_record", -0.2, "percent", {}, ""),
    ("correction", "below_high", -0.1, "percent", {}, ""),
    ("bear market", "fall_to_trough", -0.34, "percent", {}, ""),
    ("bull market", "new_bull", 1, "count", {"bound": 0.2}, ""),
    ("bull market", "rise_from_trough", 0.2, "percent", {}, ""),
    ("out of a correction", "back_within", 1, "count", {"bound": -0.1}, ""),
    ("bear market", "fell_into", 1, "count", {"bound": -0.1}, "it is not that far"),
    ("bear market", "below_record", -0.1999, "percent", {}, "it is not that far"),
    ("bull market", "rise_from_trough", 0.19, "percent", {}, "it is not that far"),
    ("correction", "fell_into", 0, "count", {"bound": -0.1}, "the fact is no fall from a high"),
    ("correction", "change_1d", -0.11, "percent", {}, "the fact is no fall from a high"),
    ("correction", "rise_from_trough", 0.2, "percent", {}, "the fact is no fall from a high"),
    ("correction", "back_within", 1, "count", {"bound": -0.1}, "it is the way out of it"),
    ("out of a correction", "fell_into", 1, "count", {"bound": -0.1}, "the fact is no way out of it"),
    ("out of a bear market", "back_within", 1, "count", {"bound": -0.1}, "the fact is no way out of it"),
    ("bull market", "below_record", -0.3, "percent", {}, "the fact is no rise from a low"),
    ("bull market", "from_low_52w", 0.3, "percent", {}, "the fact is no rise from a low"),
)


@pytest.mark.parametrize(("word", "metric", "value", "unit", "params", "fault"), THRESHOLDS)
def test_a_word_for_a_large_fall_or_rise_is_held_to_its_size(
    word: str, metric: str, value: Value, unit: Unit, params: dict[str, float], fault: str
) -> None:
    article = _with(sentence(f"It was in short [{word}|word|f] for stocks.", "added"))
    fact = Fact("f", "^GSPC", metric, value, unit, brief.SESSION, tuple(params.items()))

    found = in_article(replace(article, facts={**article.facts, "f": fact}))

    assert [p.detail for p in found] == ([fault] if fault else [])


@pytest.mark.parametrize(
    ("text", "caught"),
    [
        ("Stocks are in a correction.", True),
        ("Call it a bear market.", True),
        ("Another such day would make it a bear market.", False),
        ("That is near what marks a bear market.", False),
    ],
)
def test_a_word_for_a_large_fall_or_rise_is_tied_unless_it_is_a_possibility(text: str, caught: bool) -> None:
    said = sentence(text, "added", more=("^GSPC.below_record",))

    assert categories(in_article(_with(said))) == ({"not checkable"} if caught else set())


def test_all_of_a_group_may_be_fewer_than_its_members_where_some_have_no_price() -> None:
    rising = Fact("sectors.up", "sectors", "rising", 9, "count", brief.SESSION)
    total = Fact("sectors.total", "sectors", "total", 9, "count", brief.SESSION)
    article = _with(
        sentence("[All|count|sectors.up] [nine|count|sectors.total] sectors [rose|word|sectors.up].", "added")
    )

    assert in_article(replace(article, facts={**article.facts, rising.id: rising, total.id: total})) == ()
    fewer = replace(rising, value=8)
    assert in_article(replace(article, facts={**article.facts, rising.id: fewer, total.id: total})) != ()


def test_damage_that_asks_for_a_metric_nobody_has_is_a_problem_and_no_traceback() -> None:
    def no_such_metric(fact: Fact) -> Fact | None:
        raise KeyError(fact.metric)

    means = replace(brief.means(), recompute=no_such_metric)

    found = check.examine({"brief.json": brief.texts()["brief.json"]}, means).problems

    assert categories(found) == {"not checkable"}
    assert len(found) == 36


@pytest.mark.parametrize(
    ("one", "other", "caught"),
    [("Energy", "silver", False), ("Silver", "energy", True)],
    ids=["in their places", "in each other's place"],
)
def test_names_that_no_span_ties_are_held_to_the_numbers_after_them(
    one: str, other: str, caught: bool
) -> None:
    said = sentence(
        f"{one} [rose|word|XLE.change_1d] [2.26%|number|XLE.change_1d] and {other} [5.81%|number|SI=F.change_1d].",
        "added",
    )

    assert categories(in_article(_with(said))) == ({"name"} if caught else set())
