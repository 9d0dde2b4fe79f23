"""Events of a file: what each kind may say, how a time is read, and one line for whatever is wrong."""

import json
import re
import tomllib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from importlib import resources
from pathlib import Path
from time import process_time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from marketwrap.base.errors import ConfigError
from marketwrap.base.model import Event, Events, Figure
from marketwrap.events import clean, eventsjson, load, origins, window
from marketwrap.events.entries import KINDS, Market
from tests.builders import US

ZONE = ZoneInfo("America/New_York")
MARKET = Market(ZONE, {"BANK": "Example Bank"})


def toml(text: str) -> tuple[Event, ...]:
    return load.toml(text, MARKET, "events.toml")


def one(text: str) -> Event:
    (event,) = toml(text)
    return event


RELEASE = """
[[release]]
name = "Producer prices"
region = "US"
period = "November"
time = 2026-01-14T08:30:00
actual = 3.0
expected = 2.7
unit = "percent"
publisher = "Bureau of Labor Statistics"
link = "https://example.com/ppi"
"""


def test_a_release_has_its_figures_as_fractions() -> None:
    event = one(RELEASE)
    assert event == Event(
        id="release/2026-01-14/producer-prices",
        kind="release",
        name="Producer prices",
        day=date(2026, 1, 14),
        at=datetime(2026, 1, 14, 8, 30, tzinfo=ZONE),
        period="November",
        region="US",
        figures={"actual": Figure(0.03, "percent", 1), "expected": Figure(0.027, "percent", 1)},
        publisher="Bureau of Labor Statistics",
        link="https://example.com/ppi",
    )


@pytest.mark.parametrize(
    ("unit", "figure"),
    [
        ("percent", Figure(0.025, "percent", 1)),
        ("count", Figure(2.5, "count", 0)),
        ("points", Figure(2.5, "points", 1)),
        ("index", Figure(2.5, "points", 1)),
        ("price", Figure(2.5, "price", 2)),
    ],
)
def test_each_unit_has_its_usual_decimals(unit: str, figure: Figure) -> None:
    event = one(f'[[release]]\nname = "A"\nday = 2026-01-14\nactual = 2.5\nunit = "{unit}"')
    assert event.figures == {"actual": figure}


def test_earnings_are_named_by_the_universe_and_the_symbol_comes_first() -> None:
    event = one("""
        [[earnings]]
        symbol = "BANK"
        symbols = ["OTHER", "BANK"]
        day = 2026-01-14
        when = "before open"
        period = "fourth quarter"
        eps = 0.98
        revenue = 21.29e9
        revenue_change = 7
        currency = "USD"
    """)
    assert (event.id, event.name, event.timing) == ("earnings/2026-01-14/bank", "Example Bank", "before")
    assert event.symbols == ("BANK", "OTHER")
    assert event.figures == {
        "eps": Figure(0.98, "price", 2, "USD"),
        "revenue": Figure(21.29e9, "price", 2, "USD"),
        "revenue_change": Figure(0.07, "percent", 1),
    }


def test_two_publishers_of_one_title_are_two_headlines() -> None:
    text = "".join(
        f'[[headline]]\ntitle = "Banks fall"\npublisher = "{name}"\ntime = 2026-01-14T12:00:00\n'
        for name in ("Example Wire", "Sample Times")
    )
    assert [event.publisher for event in toml(text)] == ["Example Wire", "Sample Times"]


def test_a_headline_that_came_again_is_the_earlier_one_about_both() -> None:
    text = "".join(
        f'[[headline]]\ntitle = "Banks fall"\npublisher = "Wire"\ntime = 2026-01-14T{hour}:00:00\nsymbols = "{symbol}"\n'
        for hour, symbol in (("14", "ONE"), ("12", "TWO"))
    )
    event = one(text)
    assert event.at == datetime(2026, 1, 14, 12, tzinfo=ZONE)
    assert event.symbols == ("TWO", "ONE")


def test_appointments_take_a_day_several_or_none() -> None:
    meeting, ruling = toml("""
        [[appointment]]
        name = "A ruling"
        day = "open"
        [[appointment]]
        name = "A meeting"
        day = 2026-01-27
        until = 2026-01-28
    """)
    assert (meeting.day, meeting.until) == (date(2026, 1, 27), date(2026, 1, 28))
    assert (ruling.day, ruling.id) == (None, "appointment/open/a-ruling")


def test_a_note_is_its_authors() -> None:
    event = one('[[note]]\ntext = "Look at the banks."\nday = 2026-01-14\nauthor = "the desk"')
    assert (event.text, event.publisher, event.name) == ("Look at the banks.", "the desk", "the desk")


@pytest.mark.parametrize(
    "time",
    [
        "time = 2026-01-14T08:30:00",
        'time = "2026-01-14T08:30"',
        'day = 2026-01-14\ntime = "08:30"',
        "day = 2026-01-14\ntime = 08:30:00",
        "time = 2026-01-14T13:30:00Z",
        "time = 2026-01-14T14:30:00+01:00",
        "time = 2026-01-14T08:30:00.25",
        'day = "2026-01-14"\ntime = "13:30Z"',
    ],
)
def test_a_time_is_the_markets_unless_it_has_an_offset(time: str) -> None:
    event = one(f'[[release]]\nname = "A"\n{time}')
    assert event.at == datetime(2026, 1, 14, 8, 30, tzinfo=ZONE)
    assert event.day == date(2026, 1, 14)


def test_a_link_that_is_none_is_left_out() -> None:
    assert one(RELEASE.replace("https://example.com/ppi", "javascript:alert(1)")).link == ""


CSV = """kind,name,title,symbol,day,time,when,actual,expected,unit,eps,publisher,symbols
release,Retail sales,,,2026-01-14,08:30,,,0.4,percent,,Census Bureau,
release,Claims,,,2026-01-15,08:30,,"215,000",,count,,,
earnings,,,BANK,2026-01-14,,before open,,,,0.98,,

headline,,"Banks fall, again",,,2026-01-14T12:00,,,,,,Wire,BANK OTHER
"""


def test_csv_says_the_same_in_one_wide_table() -> None:
    earnings, sales, headline, claims = load.table(CSV, MARKET, "events.csv")
    assert (earnings.name, earnings.timing) == ("Example Bank", "before")
    assert sales.figures == {"expected": Figure(0.004, "percent", 1)}
    assert (headline.name, headline.symbols) == ("Banks fall, again", ("BANK", "OTHER"))
    assert claims.figures == {"actual": Figure(215_000, "count", 0)}


def test_the_order_of_the_entries_does_not_matter() -> None:
    header, *lines = CSV.splitlines()
    turned = "\n".join([header, *reversed(lines)])
    assert load.table(turned, MARKET, "") == load.table(CSV, MARKET, "")


LEAD = """
[[headline]]
title = "Tariffs paused"
clause = "The president paused tariffs in the U.S."
lead = true
publisher = "Example Wire"
time = 2026-01-14T13:18:00
"""


def test_a_lead_has_a_clause_that_can_stand_within_a_sentence() -> None:
    event = one(LEAD)
    assert (event.clause, event.lead) == ("the president paused tariffs in the U.S.", True)


@pytest.mark.parametrize("clause", ["", " ", "It ended.", "What next?", "a\\nb", "x" * 201, "he said,"])
def test_a_clause_that_cannot_stand_within_a_sentence_is_refused(clause: str) -> None:
    with pytest.raises(ConfigError, match="headline 1: clause: "):
        one(LEAD.replace("The president paused tariffs in the U.S.", clause))


def test_a_table_says_who_leads_in_words() -> None:
    text = "kind,title,publisher,day,lead,clause\nheadline,A,B,2026-01-14,{},it rained\n"
    assert [load.table(text.format(cell), MARKET, "")[0].lead for cell in ("true", "False", "")] == [
        True,
        False,
        False,
    ]
    with pytest.raises(ConfigError, match="line 2: lead: "):
        load.table(text.format("yes"), MARKET, "")


@pytest.mark.parametrize("cell", ["1.234,5", "1_0", "0,6", "ten", "nan"])
def test_a_number_of_a_table_in_another_style_is_refused(cell: str) -> None:
    text = f'kind,name,day,actual,unit\nrelease,A,2026-01-14,"{cell}",count\n'
    with pytest.raises(ConfigError, match=r"line 2: actual: .* is no number"):
        load.table(text, MARKET, "")


def test_a_headline_that_was_published_again_keeps_its_lead_and_its_clause() -> None:
    bare = HEADLINE.replace('"A"', '"Tariffs paused"').replace('"B"', '"Example Wire"') + "day = 2026-01-14"
    (event,) = toml(bare + LEAD)
    assert (event.lead, bool(event.clause)) == (True, True)


def test_what_the_desk_wrote_is_its_own_also_when_the_brief_is_made_again(tmp_path: Path) -> None:
    path, again = tmp_path / "events.toml", tmp_path / "events.json"
    path.write_text(LEAD + RELEASE.replace("unit", 'base = "year"\nunit'), "utf-8")
    events = load.read(path, MARKET)
    assert all(event.desk for event in events)
    again.write_bytes(eventsjson.to_bytes(Events(events)))
    assert load.read(again, MARKET) == events


def test_a_byte_order_mark_is_nothing(tmp_path: Path) -> None:
    path = tmp_path / "events.csv"
    path.write_bytes(b"\xef\xbb\xbf" + CSV.encode())
    assert load.read(path, MARKET) == tuple(replace(e, desk=True) for e in load.table(CSV, MARKET, ""))


HEADLINE = '[[headline]]\ntitle = "A"\npublisher = "B"\n'


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('[[release]]\nname = "A', "events.toml: not valid TOML: "),
        ('[[release]]\nname = "A"\nday = 2026-02-30', "events.toml: not valid TOML: "),
        ("a = " + "[" * 5000, "events.toml: not valid TOML: "),
        ("a = " + "9" * 5000, "events.toml: not valid TOML: "),
        ('[[rumor]]\nname = "A"', "events.toml: rumor: no kind of event; write one of: [[release]], "),
        ('[release]\nname = "A"', "events.toml: release: no list of tables; head each one [[release]]"),
        ("release = [1]", "events.toml: release: no list of tables; "),
        ('[[release]]\nname = "A"', "events.toml: release 1: day: missing; give a day or a time; "),
        (RELEASE + "colour = 1", "events.toml: release 1: colour: no field of this name; there are kind, day, "),
        (RELEASE.replace("3.0", '"3.0"'), "events.toml: release 1: actual: Input should be a valid number; "),
        (RELEASE.replace("3.0", "true"), "events.toml: release 1: actual: Input should be a valid number; "),
        (RELEASE.replace("3.0", "nan"), "events.toml: release 1: actual: Input should be a finite number; "),
        (RELEASE.replace("3.0", "-inf"), "events.toml: release 1: actual: Input should be "),
        (RELEASE.replace("3.0", "1e300"), "events.toml: release 1: actual: Input should be less than or equal to "),
        (RELEASE.replace('"Producer prices"', "7"), "events.toml: release 1: name: Input should be a valid string; "),
        (RELEASE.replace("Producer prices", "\u200b<b></b>"), "events.toml: release 1: name: holds no text "),
        (RELEASE.replace('"percent"', '"furlongs"'), "events.toml: release 1: unit: Input should be 'percent', "),
        (RELEASE.replace('unit = "percent"', ""), "events.toml: release 1: unit: missing; give one of percent, "),
        (RELEASE + 'outcome = "below"', "events.toml: release 1: outcome: 'below' is not what actual and "),
        (RELEASE + "decimals = 40", "events.toml: release 1: decimals: Input should be less than or equal to 6; "),
        (RELEASE.replace("2026-01-14T08:30:00", "2026-03-08T02:30:00"), "events.toml: release 1: time: 2026-03-08 02:30:00 is skipped by the clocks of America/New_York; "),
        (RELEASE.replace("2026-01-14T08:30:00", "20"), "events.toml: release 1: time: 20 is no time; "),
        (RELEASE.replace("2026-01-14T08:30:00", "0001-01-01T00:00:00+14:00"), "events.toml: release 1: time: "),
        (RELEASE + "day = 2026-01-15", "events.toml: release 1: time: falls on 2026-01-14 in America/New_York, and the day is 2026-01-15; "),
        (RELEASE + "day = 1", "events.toml: release 1: day: 1 is no day; "),
        (RELEASE + 'day = "2026-02-30"', "events.toml: release 1: day: '2026-02-30' is no day; "),
        (RELEASE.replace("2026-01-14T08:30:00", "1826-01-14T08:30:00"), "events.toml: release 1: time: 1826-01-14 is not between "),
        (RELEASE + RELEASE.replace("3.0", "3.1"), "events.toml: release 2: another release of that name and day than release 1; "),
        ("[[earnings]]\nday = 2026-01-14", "events.toml: earnings 1: symbol: missing; give a symbol or a name; "),
        ('[[earnings]]\nday = 2026-01-14\nsymbol = "no symbol"', "events.toml: earnings 1: symbol: 'no symbol' is no symbol; "),
        ('[[earnings]]\nday = 2026-01-14\nsymbol = "A"\nwhen = "noon"', "events.toml: earnings 1: when: Input should be "),
        ('[[headline]]\ntitle = "A"\nday = 2026-01-14', "events.toml: headline 1: publisher: Field required; "),
        (HEADLINE + 'day = "open"', "events.toml: headline 1: day: only an appointment may be open; "),
        (HEADLINE + 'day = 2026-01-14\nsymbols = ["<b>"]', "events.toml: headline 1: symbols: '<b>' is no symbol; "),
        (HEADLINE + "day = 2026-01-14\nsymbols = [1]", "events.toml: headline 1: symbols: 1 is no symbol; "),
        (HEADLINE + 'day = 2026-01-14\ntheme = "rates"', "events.toml: headline 1: theme: 'rates' is no theme; give one of: regulation, "),
        (HEADLINE + 'day = 2026-01-14\nkind = "note"', "events.toml: headline 1: kind: the table's name says it"),
        ('[[appointment]]\nname = "A"\nday = 2026-01-28\nuntil = 2026-01-27', "events.toml: appointment 1: until: is before the day; "),
    ],
)  # fmt: skip
def test_what_is_wrong_is_one_line_with_file_entry_and_field(text: str, line: str) -> None:
    with pytest.raises(ConfigError) as raised:
        toml(text)
    assert str(raised.value).startswith(line)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", "events.csv: line 1: no column kind; "),
        ("name,day\n", "events.csv: line 1: no column kind; "),
        ("kind,name,colour\n", "events.csv: line 1: no column 'colour' is known; "),
        ("kind,name,name\n", "events.csv: line 1: two columns name; "),
        ("kind,name\nrumor,A\n", "events.csv: line 2: kind: 'rumor' is no kind of event; "),
        ("kind,name,day\nrelease,A,2026-01-14\n,B,\n", "events.csv: line 3: kind: '' is no kind of event; "),
        ("kind,name,day\nrelease,A, and B,2026-01-14\n", "events.csv: line 2: 4 cells under 3 columns; "),
        ('kind,name\nrelease,"A\n', "events.csv: line 2: not valid CSV: "),
        ("kind,name,day,actual\nrelease,A,2026-01-14,three\n", "events.csv: line 2: actual: 'three' is no number; "),
        ("kind,name,day,actual,unit\nrelease,A,2026-01-14,nan,count\n", "events.csv: line 2: actual: 'nan' is no number; "),
        ("kind,name,day,eps\nrelease,A,2026-01-14,1\n", "events.csv: line 2: eps: no field of this name; "),
        ("kind,name,day\nrelease,A,14.01.2026\n", "events.csv: line 2: day: '14.01.2026' is no day; "),
    ],
)  # fmt: skip
def test_a_table_names_the_line(text: str, line: str) -> None:
    with pytest.raises(ConfigError) as raised:
        load.table(text, MARKET, "events.csv")
    assert str(raised.value).startswith(line)


@pytest.mark.parametrize(
    ("name", "content", "line"),
    [
        ("events.toml", "title = 'Übung'".encode("latin-1"), "not UTF-8 at byte 9; save it as UTF-8"),
        ("events.toml", b"#" * (load.MAX_BYTES + 1), "more than 2 MB; keep the events of some weeks"),
        ("events.csv", b"kind,name,day\n" + b"note,,\n" * 2001, "line 2: "),
        ("events.xls", b"", "no kind of events file; give one of: .toml, .csv, .json"),
        ("events.json", b"{", "damaged: "),
    ],
)
def test_a_file_that_cannot_be_read_is_one_line(tmp_path: Path, name: str, content: bytes, line: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(ConfigError) as raised:
        load.read(path, MARKET)
    assert line in str(raised.value)
    assert str(path) in str(raised.value)


def test_a_file_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read: No such file or directory"):
        load.read(tmp_path / "events.toml", MARKET)
    (tmp_path / "events.csv").mkdir()
    with pytest.raises(ConfigError, match="cannot be read: Is a directory"):
        load.read(tmp_path / "events.csv", MARKET)


@pytest.mark.parametrize("text", ['"a\\nb\\u001b[31m\\u202e" = 1', "x" * 1_000_000 + " = 1"])
def test_no_word_of_a_file_steers_a_terminal_or_floods_it(text: str) -> None:
    with pytest.raises(ConfigError) as caught:
        toml(text)
    assert str(caught.value).isprintable()
    assert "no kind of event" in str(caught.value)
    assert len(str(caught.value)) < 1000


@pytest.mark.parametrize("part", ["a.", "'a' . "])
def test_a_key_of_a_million_parts_is_refused_at_once(part: str) -> None:
    begun = process_time()
    with pytest.raises(ConfigError, match="a key of 100 parts"):
        toml(f"[[headline.{part * 300_000}a]]")
    assert process_time() - begun < 5


def test_a_header_of_a_hundred_thousand_columns_is_refused_at_once() -> None:
    begun = process_time()
    with pytest.raises(ConfigError, match="two columns name"):
        load.table("kind" + ",name" * 100_000, MARKET, "e.csv")
    assert process_time() - begun < 5


def test_there_is_an_end_to_the_number_of_events() -> None:
    lines = "".join(f"release,R{number},2026-01-14\n" for number in range(load.MAX_EVENTS + 1))
    with pytest.raises(ConfigError, match="more than 2000 events"):
        load.table("kind,name,day\n" + lines, MARKET, "events.csv")


@given(st.one_of(st.binary(max_size=300), st.text(max_size=300).map(str.encode)))
def test_any_bytes_are_events_or_one_line(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    for ending in (".toml", ".csv", ".json"):
        path = tmp_path_factory.getbasetemp() / f"any{ending}"
        path.write_bytes(content)
        with suppress(ConfigError):
            load.read(path, MARKET)


def packed(text: str) -> Events:
    return Events(toml(text), datetime(2026, 1, 14, 16, tzinfo=ZONE))


FULL = (
    RELEASE
    + HEADLINE
    + 'time = 2026-01-14T12:00:00\nsymbols = ["BANK"]\n[[appointment]]\nname = "C"\nday = "open"\n'
)


@pytest.mark.parametrize("zone", ["America/New_York", "Europe/London", "Asia/Kolkata"])
def test_what_is_written_is_read_back_to_the_byte(zone: str) -> None:
    market = Market(ZoneInfo(zone), {})
    events = Events(load.toml(FULL, market, ""), datetime(2026, 1, 14, 16, tzinfo=market.zone))
    content = eventsjson.to_bytes(events)
    again = eventsjson.parse(content)
    assert again == events
    assert eventsjson.to_bytes(again) == content


def test_a_moment_in_an_hour_that_clocks_repeat_is_written_and_read_back_as_it_was() -> None:
    again = datetime(2026, 11, 1, 1, 30, fold=1, tzinfo=ZONE)
    events = Events(toml('[[note]]\ntext = "A"\ntime = 2026-11-01T01:30:00-05:00'), again)
    assert events.items[0].at == events.until == datetime(2026, 11, 1, 6, 30, tzinfo=UTC)
    assert eventsjson.parse(eventsjson.to_bytes(events)) == events


def test_times_that_an_earlier_version_wrote_in_the_markets_own_are_the_same_moments() -> None:
    events = packed(FULL)
    written = eventsjson.to_bytes(events).decode()
    old = written.replace("2026-01-14T13:30:00Z", "2026-01-14T08:30:00-05:00")
    old = old.replace("2026-01-14T21:00:00+00:00", "2026-01-14T16:00:00-05:00")
    assert old.count("-05:00") == 2
    assert eventsjson.parse(old) == events


Damage = Callable[[dict[str, object]], object]


def figure(**part: object) -> Damage:
    raw = {"value": 0.03, "unit": "percent", "decimals": 1, **part}
    return lambda event: event.update(figures={"actual": raw})


@pytest.mark.parametrize(
    ("damage", "line"),
    [
        (lambda event: event.update(name="<script>"), "name is not clean"),
        (lambda event: event.update(publisher="\u202eeriW"), "publisher is not clean"),
        (lambda event: event.update(name="x" * 1000), "name is not clean"),
        (lambda event: event.update(link="javascript:alert(1)"), "no link that a brief may have"),
        (lambda event: event.update(symbols=["<b>"]), "no symbols"),
        (lambda event: event.update(kind="rumor"), r"damaged: events\.\d+\.kind: "),
        (lambda event: event.update(at="2026-01-14T12:00:00"), "has no time zone"),
        (
            lambda event: event.update(figures={"actual": {"value": "NaN", "unit": "percent"}}),
            "'actual' is no figure",
        ),
        (figure(decimals=10**9), "'actual' is no figure"),
        (figure(decimals=-1), "'actual' is no figure"),
        (figure(value=1e300), "'actual' is no figure"),
        (figure(unit="sessions"), "'actual' is no figure"),
        (lambda event: event.update(day="0001-01-01"), "is not between 1990-01-01 and 2099-12-31"),
        (lambda event: event.update(until="9999-12-31"), "is not between 1990-01-01 and 2099-12-31"),
        (lambda event: event.update(id="../x"), "is no id"),
    ],
)
def test_a_changed_list_of_events_is_refused(damage: Damage, line: str) -> None:
    raw = json.loads(eventsjson.to_bytes(packed(FULL)))
    damage(next(event for event in raw["events"] if event["kind"] == "headline"))
    with pytest.raises(ConfigError, match=line):
        eventsjson.parse(json.dumps(raw))


@pytest.mark.parametrize(
    "content", ["[]", "{}", "null", "[" * 100_000, b"\xff", '{"format": "marketwrap events 1"}']
)
def test_what_is_no_list_of_events_is_refused(content: str | bytes) -> None:
    with pytest.raises(ConfigError, match=r"events\.json: "):
        eventsjson.parse(content)


@given(st.integers(700_000_000, 4_000_000_000), st.integers(-12, 12))
@example(seconds=1_099_198_800, hours=0)  # New York's clocks went back in that hour
def test_a_moment_is_the_same_in_every_zone(seconds: int, hours: int) -> None:
    moment = datetime.fromtimestamp(seconds, UTC)
    local = moment + timedelta(hours=hours)
    event = one(f'[[note]]\ntext = "A"\ntime = {local:%Y-%m-%dT%H:%M:%S}{hours:+03d}:00')
    assert event.at == moment
    assert event.day == moment.astimezone(ZONE).date()


def examples(language: str) -> str:
    page = (Path(__file__).parents[2] / "docs" / "events.md").read_text("utf-8")
    (block,) = re.findall(rf"(?ms)^```{language}\n(.*?)^```", page)
    return str(block)


def test_the_example_in_the_docs_has_every_field_that_there_is() -> None:
    text = examples("toml")
    assert len(toml(text)) == 7
    assert set(tomllib.loads(text)) == set(KINDS)
    said = set(re.findall(r"\w+", text))
    assert {name for kind in KINDS.values() for name in kind.model_fields} - {"kind"} <= said


def test_the_table_in_the_docs_can_be_read() -> None:
    assert [event.kind for event in load.table(examples("csv"), MARKET, "")] == [
        "earnings",
        "release",
        "headline",
    ]


def test_the_limits_in_the_docs_are_those_of_the_code() -> None:
    page = (Path(__file__).parents[2] / "docs" / "events.md").read_text("utf-8")
    assert f"{load.MAX_BYTES // 1_000_000} MB and {load.MAX_EVENTS:,} events" in page
    assert (window.BACK.days, window.AHEAD.days) == (7, 30)
    assert f"title ends after {clean.TITLE} characters, a name after {clean.NAME}" in page
    assert f"detail after {clean.TEXT}" in page


def test_the_samples_events_can_be_read_and_are_about_its_instruments() -> None:
    text = (resources.files("marketwrap.sources") / "data" / origins.SAMPLE).read_text("utf-8")
    names = {symbol: one.name for symbol, one in US.instruments.items()}
    found = load.toml(text, Market(ZONE, names), "sample")
    headlines = [event for event in found if event.kind == "headline"]
    assert {symbol for event in headlines for symbol in event.symbols} <= set(names)
    assert len({event.publisher for event in headlines}) == 5
