"""The article as JSON, there and back."""

import json
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from math import nan
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketwrap.base.errors import CheckFailed
from marketwrap.base.model import Fact, Input, Params, Unit, Value
from marketwrap.formats import briefjson
from tests import articles
from tests.check import brief

SCHEMA = json.loads((Path(briefjson.__file__).parents[1] / "schema" / "brief-1.json").read_text("utf-8"))
DOCS = Path(__file__).parents[2] / "docs" / "brief-json.md"


@pytest.mark.parametrize("article", [articles.article(), brief.article()], ids=["whole", "small"])
def test_an_article_reads_back_as_it_was(article: Any) -> None:
    assert briefjson.loads(briefjson.dumps(article)) == article


@pytest.mark.parametrize("article", [articles.article(), brief.article()], ids=["whole", "small"])
def test_what_is_written_fits_the_schema(article: Any) -> None:
    validator = jsonschema.Draft202012Validator(SCHEMA)

    assert [error.message for error in validator.iter_errors(json.loads(briefjson.dumps(article)))] == []


def test_the_schema_refuses_a_fact_without_a_unit() -> None:
    raw = json.loads(briefjson.dumps(brief.article()))
    del raw["facts"][0]["unit"]

    assert not jsonschema.Draft202012Validator(SCHEMA).is_valid(raw)


def test_ids_follow_the_document() -> None:
    said = briefjson.sentences(brief.article())

    assert [name for name, _ in said] == [f"s{n}" for n in range(1, 17)]
    assert said[0][1].phrase.startswith("headline")
    assert said[9][1].rule == "chart.sectors"
    assert said[-1][1].text == "Prices are as of the close of January 14, 2026."


def test_every_sentence_row_and_fact_has_a_line_of_its_own() -> None:
    lines = briefjson.dumps(brief.article()).splitlines()

    assert sum('"spans"' in line for line in lines) == 16
    assert sum('"cells"' in line for line in lines) == 3
    assert sum('"metric"' in line for line in lines) == 36
    assert max(line.count('"spans"') for line in lines) == 1


def test_one_sentence_in_full() -> None:
    line = next(line for line in briefjson.dumps(brief.article()).splitlines() if '"standfirst":' in line)

    assert json.loads(line.strip().removeprefix('"standfirst": ').removesuffix(",")) == {
        "id": "s2",
        "text": "The S&P 500 lost 0.53%, yet most sectors rose.",
        "rule": "standfirst.mixed",
        "phrase": "standfirst.mixed.a",
        "facts": ["^GSPC.change_1d", "sectors.rising"],
        "spans": [
            {"text": "The "},
            {"text": "S&P 500", "fact": "^GSPC.change_1d", "kind": "name"},
            {"text": " "},
            {"text": "lost", "fact": "^GSPC.change_1d", "kind": "word"},
            {"text": " "},
            {"text": "0.53%", "fact": "^GSPC.change_1d", "kind": "number"},
            {"text": ", yet most sectors "},
            {"text": "rose", "fact": "sectors.rising", "kind": "word"},
            {"text": "."},
        ],
    }


def test_a_fact_says_how_it_was_first_printed() -> None:
    facts = {fact["id"]: fact["text"] for fact in json.loads(briefjson.dumps(brief.article()))["facts"]}

    assert facts["^IXIC.change_1d"] == "1.00%"
    assert facts["majors.falling"] == "All three"
    assert facts["^DJI.level"] == ""
    assert facts["^GSPC.record_high"] == ""


def test_equal_articles_give_equal_bytes() -> None:
    assert briefjson.dumps(brief.article()) == briefjson.dumps(brief.article())


def test_the_file_ends_with_a_line_end_and_holds_text_as_it_is() -> None:
    text = briefjson.dumps(brief.article())

    assert text.endswith("}\n")
    assert " · " in text


def test_a_missing_close_of_a_group_s_member_is_left_out() -> None:
    fact = Fact(
        "g.f",
        "g",
        "falling",
        1,
        "count",
        brief.SESSION,
        (),
        (Input("A", brief.BEFORE, brief.SESSION, (nan, 1.0)),),
    )
    text = briefjson.dumps(replace(brief.article(), facts={"g.f": fact}))

    assert json.loads(text)["facts"][0]["inputs"][0]["closes"] == []


def test_a_value_that_is_no_number_is_not_written() -> None:
    fact = Fact("a", "a", "m", nan, "percent", brief.SESSION)

    with pytest.raises(ValueError, match="JSON compliant"):
        briefjson.dumps(replace(brief.article(), facts={"a": fact}))


_TEXT = st.text(max_size=12)
_DAYS = st.dates(date(1950, 1, 1), date(2100, 1, 1))
_VALUES: dict[str, st.SearchStrategy[Value]] = {
    "percent": st.floats(allow_nan=False, allow_infinity=False),
    "count": st.integers(-(10**9), 10**9),
    "date": _DAYS,
    "symbols": st.lists(_TEXT, max_size=4).map(tuple),
    "symbol": _TEXT,
    "text": _TEXT,
}


@st.composite
def facts(draw: st.DrawFn) -> Fact:
    unit: Unit = draw(st.sampled_from(["percent", "count", "date", "symbols", "symbol", "text"]))
    numbers = st.floats(allow_nan=False, allow_infinity=False)
    params: Params = tuple(
        draw(st.dictionaries(_TEXT, st.one_of(_TEXT, numbers, st.integers()), max_size=3)).items()
    )
    inputs = st.builds(Input, _TEXT, _DAYS, _DAYS, st.one_of(st.just(()), st.tuples(numbers, numbers)))
    used = tuple(draw(st.lists(inputs, max_size=3)))
    return Fact(draw(_TEXT), draw(_TEXT), draw(_TEXT), draw(_VALUES[unit]), unit, draw(_DAYS), params, used)


@given(st.lists(facts(), max_size=4, unique_by=lambda fact: fact.id), st.integers(-720, 720))
def test_any_facts_read_back_as_they_were(made: list[Fact], minutes: int) -> None:
    closed = datetime(2026, 1, 14, 16, 0, tzinfo=timezone(timedelta(minutes=minutes)))
    article = replace(brief.article(), facts={fact.id: fact for fact in made}, closed_at=closed)

    assert briefjson.loads(briefjson.dumps(article)) == article


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('"schema": 1', '"schema": 2', "schema is 2, not 1"),
        ('"session": ', '"day": ', "session is missing"),
        ('"session": "2026-01-14"', '"session": "14 January"', "Invalid isoformat string"),
        ('"kind": "number"', '"kind": "guess"', "no such kind of span: 'guess'"),
        ('"type": "table"', '"type": "poem"', "no such block: 'poem'"),
        ('"unit": "percent"', '"unit": "furlongs"', "no such unit: 'furlongs'"),
        ('"value": 3,', '"value": "3",', "value is no"),
        ('"value": 3,', '"value": true,', "value is no number: True"),
        ('"value": 3,', '"value": NaN,', "NaN is not a number"),
        ('"simulated": true', '"simulated": "yes"', "simulated is no bool: 'yes'"),
        ('"notes": [', '"notes": 1, "x": [', "notes is no list: 1"),
        ('"schema": 1,', '"schema": 1;', "Expecting"),
    ],
)
def test_a_text_that_is_no_brief_is_refused_in_one_line(old: str, new: str, reason: str) -> None:
    text = briefjson.dumps(brief.article())
    assert old in text

    with pytest.raises(CheckFailed) as caught:
        briefjson.loads(text.replace(old, new, 1), "some/brief.json")

    assert str(caught.value).startswith("some/brief.json: not a brief that this version reads: ")
    assert reason in str(caught.value)
    assert "\n" not in str(caught.value)


def test_two_facts_of_one_id_are_refused() -> None:
    raw = json.loads(briefjson.dumps(brief.article()))
    raw["facts"].append(raw["facts"][0])

    with pytest.raises(CheckFailed, match="two facts have one id"):
        briefjson.loads(json.dumps(raw))


def test_a_list_is_no_brief() -> None:
    with pytest.raises(CheckFailed, match="is no object"):
        briefjson.loads("[]")


def test_the_page_names_every_field_and_every_unit() -> None:
    page = DOCS.read_text("utf-8")

    assert [name for name in SCHEMA["properties"] if f"`{name}`" not in page] == []
    assert [
        unit for unit in SCHEMA["$defs"]["fact"]["properties"]["unit"]["enum"] if f"`{unit}`" not in page
    ] == []


def test_the_page_s_example_runs() -> None:
    code = DOCS.read_text("utf-8").split("```python\n")[1].split("```")[0]

    exec(code, {"text": briefjson.dumps(brief.article())})  # noqa: S102 # the documentation's own
