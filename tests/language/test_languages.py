"""Which languages there are, and a brief in each; what the writer prints, the check's own reading reads back."""

import json
import re
import tomllib
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path

import pytest
from babel.dates import format_date
from babel.numbers import format_decimal
from hypothesis import given
from hypothesis import strategies as st

from marketwrap.app import pipeline
from marketwrap.base.errors import ConfigError
from marketwrap.base.model import Edition
from marketwrap.base.settings import Settings
from marketwrap.base.templates import template_dir
from marketwrap.check import recompute
from marketwrap.check.reading import Reader, Token, reader
from marketwrap.language import languages, lexicon
from marketwrap.language.phrases import page_words, phrases
from marketwrap.language.printing import Printer, printer
from marketwrap.market import universe
from tests.language import pseudo

NOW = datetime(2026, 1, 15, 12, tzinfo=UTC)
US = universe.load("us")
#: American and British; words of headlines are their publishers'
SPELLINGS = {
    "favor": "favour", "favored": "favoured", "toward": "towards", "labor": "labour", "center": "centre",
    "program": "programme", "color": "colour", "percent": "per cent", "organization": "organisation",
    "stocks": "shares", "January 14": "14 January", "p.m.": "4pm",
}  # fmt: skip


@cache
def read_by(language: str) -> Reader:
    return reader(language, US)


def only(language: str, text: str) -> Token:
    (token,) = read_by(language).read(text)
    return token


@pytest.fixture(scope="session")
def own(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(pseudo.make(tmp_path_factory.mktemp("languages") / "x-pseudo"))


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The folder of the sample's brief in a language, made once."""

    @cache
    def make(language: str) -> Path:
        out = tmp_path_factory.mktemp("brief")
        return pipeline.run(Settings(out=out, language=language), None, NOW).folder

    return make


# The languages ------------------------------------------------------------------------------------


def test_two_languages_are_shipped() -> None:
    assert languages.shipped() == ("en-GB", "en-US")


def test_the_name_that_old_settings_and_briefs_have_is_american() -> None:
    assert languages.find("en") == languages.find("en-US") == languages.find()
    assert languages.find("en").tag == "en"


def test_a_language_has_what_its_base_has_and_its_own_instead() -> None:
    american, british = phrases("en-US"), phrases("en-GB")
    assert american.keys() == british.keys()
    assert british["plan.sectors"] == american["plan.sectors"]
    assert (american["plan.beyond"], british["plan.beyond"]) == (("Beyond stocks",), ("Beyond shares",))
    assert lexicon.load("en-GB").verbs("verbs", "down", "edge") == ("slipped",)


@pytest.mark.parametrize("language", languages.shipped())
def test_what_a_language_words_itself_fills_the_same_gaps_in_as_many_variants(language: str) -> None:
    own, base = languages.find(language).folders[-1], phrases("en-US")
    for path in (own / "phrases").glob("*.toml"):
        for key, told in tomllib.loads(path.read_text("utf-8")).items():
            variants, known = [told] if isinstance(told, str) else told, base[f"{path.stem}.{key}"]
            assert [gaps(text) for text in variants] == [gaps(text) for text in known], f"{path.stem}.{key}"


def gaps(text: str) -> list[str]:
    return re.findall(r"\{[{%].*?[%}]\}", text)


@pytest.mark.parametrize("name", ["xx", "../en-US", "", "EN"])
def test_what_is_no_language_is_refused_in_one_line(name: str) -> None:
    with pytest.raises(ConfigError, match="no language") as caught:
        languages.find(name)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('grammar = "grammar.py"', "reading is missing, and there is no base"),
        ('base = "xx"', "base: no language 'xx'"),
        ('base = "mine"', "base: no language 'mine'"),
        ('base = "en-US"\ncolour = "red"', "colour: there is no such entry"),
        ('base = "en-US"\ntag = "not a tag"', "'not a tag' is no tag"),
        ('base = "en-US"\ntag = 1', "tag: not a text"),
        ("base", "not valid TOML"),
    ],
)
def test_a_language_that_is_wrong_is_one_line_that_says_where(tmp_path: Path, text: str, fault: str) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "language.toml").write_text(text, "utf-8")
    with pytest.raises(ConfigError, match=fault) as caught:
        languages.find(str(folder))
    assert "language.toml" in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("code", "fault"),
    [
        ("", "there is no GRAMMAR in it"),
        (
            "class Half:\n    def number(self, size, digits=0): ...\nGRAMMAR = Half()",
            "GRAMMAR lacks after_stop, article",
        ),
        ("import no_such_module", "it cannot be loaded: No module named"),
        ("def", "it cannot be loaded: invalid syntax"),
    ],
)
def test_a_grammar_that_is_not_whole_is_refused_in_one_line(tmp_path: Path, code: str, fault: str) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "language.toml").write_text('base = "en-US"\ngrammar = "grammar.py"\n', "utf-8")
    (folder / "grammar.py").write_text(code, "utf-8")
    with pytest.raises(ConfigError, match=fault) as caught:
        printer(str(folder))
    assert "grammar.py" in str(caught.value)
    assert "\n" not in str(caught.value)


# Read back what was printed -----------------------------------------------------------------------

LANGUAGES = (*languages.shipped(), "own")
SIZES = st.floats(min_value=0, max_value=10_000_000, allow_nan=False)
DAYS = st.dates(min_value=date(1990, 1, 1), max_value=date(2099, 12, 31))


@pytest.fixture(scope="session", params=LANGUAGES)
def spoken(request: pytest.FixtureRequest, own: str) -> str:
    return own if request.param == "own" else str(request.param)


@pytest.fixture(scope="session")
def prints(spoken: str) -> Printer:
    return printer(spoken)


@given(size=SIZES, digits=st.integers(1, 4))
def test_a_number_is_read_as_it_was_rounded(spoken: str, prints: Printer, size: float, digits: int) -> None:
    token = only(spoken, prints.grammar.number(size, digits))
    assert (token.kind, token.decimals, token.unit) == ("number", digits, "")
    assert token.value == float(f"{size:.{digits}f}")


@given(size=SIZES)
def test_a_percentage_and_an_amount_are_read_with_their_units(
    spoken: str, prints: Printer, size: float
) -> None:
    figure = prints.grammar.number(size, 2)
    for sign in ("", "+", "-"):
        percent = only(spoken, sign + prints.grammar.percent(figure))
        assert (percent.value, percent.sign, percent.unit) == (float(f"{size:.2f}"), sign, "percent")
        money = only(spoken, prints.grammar.money(figure, "$", sign))
        assert (money.value, money.sign, money.unit) == (float(f"{size:.2f}"), sign, "$")


@given(number=st.integers(1, 1000))
def test_an_ordinal_is_read_as_one(spoken: str, prints: Printer, number: int) -> None:
    token = only(spoken, prints.ordinal(number))
    assert token.ordinal
    words = {value for table, _, value in token.meanings if table == "ordinals"}
    assert (token.value or words) in (number, {number})


@given(day=DAYS, year=st.booleans(), weekday=st.booleans())
def test_a_date_is_read_with_all_its_parts(
    spoken: str, prints: Printer, day: date, *, year: bool, weekday: bool
) -> None:
    token = only(spoken, prints.day(day, year=year, weekday=weekday))
    expected = (day.day, day.month, day.year if year else None, day.weekday() if weekday else None)
    assert (token.kind, token.parts) == ("date", expected)
    month = only(spoken, prints.month(day))
    assert month.parts == (None, day.month, day.year, None)


@given(at=st.times().map(lambda at: at.replace(second=0, microsecond=0)))
def test_a_time_of_day_is_read_by_the_clock(spoken: str, prints: Printer, at: time) -> None:
    token = only(spoken, prints.clock(f"{at:%H:%M}"))
    assert (token.kind, token.clock) == ("time", f"{at:%H:%M}")


# What is printed, by hand -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "day", "full", "clock", "early"),
    [
        ("en-US", "January 14", "Wednesday, January 14, 2026", "4:00 p.m.", "12:30 a.m."),
        ("en-GB", "14 January", "Wednesday 14 January 2026", "4pm", "12.30am"),
    ],
)
def test_dates_and_times(language: str, day: str, full: str, clock: str, early: str) -> None:
    prints, session = printer(language), date(2026, 1, 14)
    assert prints.day(session, year=False) == day
    assert prints.day(session, year=True, weekday=True) == full
    assert (prints.clock("16:00"), prints.clock("00:30")) == (clock, early)


@pytest.mark.parametrize(("language", "locale"), [("en-US", "en_US"), ("en-GB", "en_GB")])
@given(size=SIZES, day=DAYS)
def test_where_the_house_has_no_style_of_its_own_it_prints_as_babel_does(
    language: str, locale: str, size: float, day: date
) -> None:
    prints, rounded = printer(language), float(f"{size:.2f}")
    assert prints.grammar.number(rounded, 2) == format_decimal(rounded, "#,##0.00", locale=locale)
    assert prints.day(day, year=True) == format_date(day, "long", locale=locale)


# A brief in each ----------------------------------------------------------------------------------


def article(folder: Path) -> str:
    """What a brief says by itself: not what it quotes of publishers."""
    raw = json.loads((folder / "brief.json").read_text("utf-8"))
    spans: list[str] = []

    def gather(value: object) -> None:
        if isinstance(value, dict):
            if "spans" in value:
                spans.extend(span["text"] for span in value["spans"] if span.get("kind") != "text")
            for entry in value.values():
                gather(entry)
        elif isinstance(value, list):
            for entry in value:
                gather(entry)

    gather({key: value for key, value in raw.items() if key not in ("facts", "events")})
    return " ".join(spans)


def test_a_british_brief_is_written_and_passes_its_check(written: Callable[[str], Path]) -> None:
    folder = written("en-GB")
    assert json.loads((folder / "brief.json").read_text("utf-8"))["language"] == "en-GB"
    assert '<html lang="en-GB">' in (folder / "brief.html").read_text("utf-8")
    # as anybody would check it, whatever the settings say
    assert recompute.examine(folder, Settings()).passed


def test_a_british_brief_is_in_british_english(written: Callable[[str], Path]) -> None:
    text, said = (written("en-GB") / "brief.txt").read_text("utf-8"), article(written("en-GB"))
    assert "Wednesday 14 January 2026, 4pm ET" in text
    assert "The average share" in said
    american = [word for word in SPELLINGS if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", said)]
    assert american == []


@pytest.mark.parametrize("word", SPELLINGS)
def test_no_british_phrase_is_spelt_as_in_america(word: str) -> None:
    pattern = re.compile(rf"(?<!\w){re.escape(word)}(?!\w)", re.IGNORECASE)
    shown = {
        key: text
        for key, texts in phrases("en-GB").items()
        for text in texts
        if pattern.search(re.sub(r"\{[{%].*?[%}]\}", " ", text))
    }
    assert shown == {}


def test_a_brief_is_written_and_checked_in_a_language_of_a_folder(
    written: Callable[[str], Path], own: str
) -> None:
    folder = written(own)
    text = (folder / "brief.txt").read_text("utf-8")
    assert "Zwednesday le 14 Zjanuary 2026, 16h00" in text
    assert "Lo Nasdaq Composite zlost 1,0\N{NO-BREAK SPACE}%" in text
    assert '<html lang="x-pseudo">' in (folder / "brief.html").read_text("utf-8")
    assert recompute.examine(folder, Settings(language=own)).passed


def test_nothing_around_the_article_is_left_in_english(written: Callable[[str], Path], own: str) -> None:
    english = {
        word.lower()
        for key, texts in phrases("en-US").items()
        if key.startswith(("page.", "plan.", "words."))
        for word in re.findall(r"[A-Za-z]+", re.sub(r"\{.*?\}", " ", texts[0]))
    }
    said = re.findall(r"[A-Za-z]+", article(written(own)).lower())
    # names of instruments and of groups are the market's
    names = {
        w
        for i in US.instruments.values()
        for w in re.findall(r"[a-z]+", f"{i.name} {i.short} {i.per}".lower())
    }
    names |= {w for g in US.groups.values() for w in re.findall(r"[a-z]+", g.name.lower())}
    names |= {w for p in US.pairs.values() for w in re.findall(r"[a-z]+", p.name.lower())}
    assert (english & set(said)) - names == set()
    page = (written(own) / "brief.txt").read_text("utf-8")
    assert [text for text in page_words("en-US").values() if " " in text and text in page] == []


@pytest.mark.parametrize("edition", ["morning", "weekly"])
def test_the_other_editions_are_written_in_each_language(
    spoken: str, edition: Edition, tmp_path: Path
) -> None:
    asked = Settings(out=tmp_path, language=spoken, edition=edition, formats=("json", "txt"), length="long")
    assert pipeline.run(asked, None, NOW).report.passed


def test_a_wrong_number_in_such_a_brief_is_found(written: Callable[[str], Path], own: str) -> None:
    folder = written(own)
    text = (folder / "brief.md").read_text("utf-8").replace("0,53", "0,58", 1)
    made: dict[str, bytes | str] = {"brief.json": (folder / "brief.json").read_bytes(), "brief.md": text}
    beside = {"prices.csv.gz": (folder / "prices.csv.gz").read_bytes()}
    report = recompute.examine_files(made, beside, Settings(language=own))
    assert "number" in {problem.category for problem in report.problems}


def test_a_brief_in_a_language_that_the_settings_do_not_give_is_not_checked(
    written: Callable[[str], Path], own: str
) -> None:
    with pytest.raises(ConfigError, match=r"no language 'x-pseudo'.*the settings that it was made with"):
        recompute.examine(written(own), Settings())


def test_every_shipped_folder_has_a_language(tmp_path: Path) -> None:
    folders = {path.name for path in (template_dir() / "languages").iterdir()}
    assert folders == set(languages.shipped())
    assert tmp_path.name not in folders
