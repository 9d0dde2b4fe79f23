"""``marketwrap precedent``: lists, answers in full, and audits a claim."""

import json
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from typer.testing import CliRunner

from marketwrap import cli
from marketwrap.app import pipeline
from marketwrap.base.errors import ConfigError, Refusal
from marketwrap.base.model import Fact
from marketwrap.base.settings import Settings
from marketwrap.check import recompute
from marketwrap.facts import Day
from marketwrap.language.voice import Voice
from marketwrap.metrics import studies
from marketwrap.metrics.panel import Panel
from marketwrap.reports import claim_audit, claim_page, quoted_claims
from marketwrap.rules import precedent
from tests.builders import SESSION, US, fact, history, last_day, sample
from tests.metrics.test_studies import CLAIM
from tests.rules.test_precedent import after_falls

CLAIMED = "equal-weight-and-the-nasdaq"


def asked(*arguments: str) -> str:
    """What the command says about the bundled sample."""
    run = CliRunner().invoke(cli.app, ["precedent", *arguments])
    if run.exception is not None:
        raise run.exception
    return run.stdout


def made(text: str | None = None) -> claim_audit.Audit:
    claim = quoted_claims.load(CLAIMED) if text is None else quoted_claims.read(text, "it")
    day = Day(sample(), SESSION)
    return claim_audit.audit(claim, quoted_claims.asked(claim, US, "it"), day, Voice(US, SESSION))


def test_without_a_name_every_study_is_listed_with_whether_it_holds() -> None:
    listed = json.loads(asked("--json"))
    assert [entry["study"] for entry in listed] == [study.id for study in sample().studies]
    assert next(e for e in listed if e["study"] == "wide-gap-in-a-falling-market")["holds"] is True
    assert "fall-of-two-percent" in asked()


def test_an_answer_has_every_figure_at_every_horizon() -> None:
    told = json.loads(asked("wide-gap-in-a-falling-market", "--json"))
    assert list(told["horizons"]) == ["1", "5", "20"]
    day, study = Day(sample(), SESSION), sample().studies[0]
    for horizon, figures in told["horizons"].items():
        again = day.fact(study.outcome, "precedent_share", **study.asked(int(horizon)))
        assert again is not None
        assert figures["share"] == again.value
        assert len(figures["sessions"]) == figures["cases"]
        assert figures["sessions"][-1] == figures["last_case"]
        assert figures["open"] == 1
        assert figures["unit"] == "percent"


def test_a_question_of_ones_own_is_answered_as_a_study() -> None:
    told = asked("--when", "benchmark.change_1d <= -3%", "--outcome", "volatility", "--horizon", "1,5")
    assert told.startswith("Sessions on which the S&P 500 fell 3% or more: the VIX rose\nSessions later")
    assert "20" not in told.splitlines()[1].split()
    assert "too few cases" in asked("--when", "benchmark.change_1d <= -9%", "--outcome", "benchmark")
    later = json.loads(
        asked(
            "--when",
            "benchmark.change_1d <= -3%",
            "--outcome",
            "benchmark",
            "--since",
            "2020-06-01",
            "--json",
        )
    )
    assert later["horizons"]["1"]["since"] >= "2020-06-01"


def test_an_earlier_date_knows_nothing_later() -> None:
    told = json.loads(asked("fall-of-two-percent", "--date", "2019-06-28", "--json"))
    assert told["session"] == "2019-06-28"
    assert max(told["horizons"]["5"]["sessions"]) < "2019-06-28"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nosuch"], "universe us has no study nosuch; give one of: "),
        (["--when", "benchmark.change_1d < 0"], "--when and --outcome go together"),
        (["wide-gap", "--claim", CLAIMED], "three questions"),
        (["wide-gap", "--out", "x.html"], "--out goes with --claim"),
        (["--when", "benchmark.up > 0", "--outcome", "gold"], "has no metric up"),
        (["--when", "benchmark.level > 0", "--outcome", "moon"], "names moon"),
        (["--when", "benchmark.level", "--outcome", "gold"], "is not understood"),
        (["--when", "benchmark.level > 0", "--outcome", "gold", "--horizon", "2"], "--horizon: 2"),
        (["--when", "benchmark.level > 0", "--outcome", "gold", "--since", "June"], "--since: June"),
        (
            ["--when", "benchmark.level > 0", "--outcome", "gold", "--since", "2030-01-01"],
            "--since: 2030-01-01 leaves no session before",
        ),
        (["five-losses", "--since", "2015-01-01"], "--since goes with --when"),
        (["five-losses", "--horizon", "5"], "--horizon goes with --when"),
        (["--claim", CLAIMED, "--since", "2015-01-01"], "--since goes with --when"),
        (["--when", "benchmark.level > 0", "--outcome", "megacaps"], "has the group megacaps as its outcome"),
        (["--claim", "nosuch"], "no such claim"),
        (["--claim", CLAIMED, "--out", "claim.pdf"], "end it in .html, .md, .svg"),
    ],
)
def test_a_wrong_question_is_an_error_of_one_line(arguments: list[str], said: str) -> None:
    with pytest.raises(ConfigError) as caught:
        asked(*arguments)
    assert said in str(caught.value)


def test_an_outcome_without_closes_is_refused_in_one_line(tmp_path: Path) -> None:
    prices = tmp_path / "prices.csv"
    history().drop(columns="GC=F").to_csv(prices, index_label="date")
    with pytest.raises(Refusal, match=r"there are no closes of GC=F up to 2026-01-14"):
        asked("--when", "benchmark.change_1d < 0", "--outcome", "gold", "--prices", str(prices))


# The audit of a claim -----------------------------------------------------------------------------


def figures(low: float, high: float, least: float, most: float) -> dict[str, Fact]:
    values = {"low": low, "high": high, "difference_low": least, "difference_high": most}
    return {name: fact("A", name, value, "share") for name, value in values.items()}


@pytest.mark.parametrize(
    ("known", "answer"),
    [
        (figures(0.6, 0.8, 1.0, 20.0), "supports"),
        (figures(0.7, 0.8, 1.0, 20.0), "supports"),
        (figures(0.4, 0.72, -10.0, 20.0), "open"),
        (figures(0.4, 0.69, -10.0, 20.0), "contradicts"),
        (figures(0.71, 0.9, 5.0, 30.0), "contradicts"),
        ({}, "few"),
    ],
)
def test_a_reading_is_supported_where_its_interval_holds_the_claim_and_its_difference_is_no_chance(
    known: dict[str, Fact], answer: str
) -> None:
    assert claim_audit.verdict(0.7, known) == answer


def test_the_bundled_claim_has_an_answer_on_the_sample() -> None:
    found = made()
    assert len(found.readings) == 32
    assert found.conclusion[0].startswith("No reading of the claim is supported: of 32 that were tried, ")
    assert [len(table.rows) for table in found.tables] == [8, 8]
    assert found.stamp.endswith("The prices are simulated.")
    assert all(row.low <= row.share <= row.high for row in found.chart)


FALLS = """
quote = "After a fall this large the index seldom rises."
source = "nobody"
share = 0.16
outcome = "benchmark"
when = "benchmark.change_1d <= {threshold}"
thresholds = [-0.02, -0.5]
"""


def test_a_claim_that_holds_is_said_to_be_supported_with_a_word_of_caution() -> None:
    claim = quoted_claims.read(FALLS, "it")
    day = last_day(after_falls(50, 8))
    first, highest, caution = claim_audit.audit(
        claim, quoted_claims.asked(claim, US, "it"), day, Voice(US, SESSION)
    ).conclusion
    assert first == (
        "1 of 2 readings that were tried support the claim: -2% or less, any day, all the data."
        " 0 contradict 16%, 0 cannot tell, and 1 have too few cases."
    )
    assert "16% of 50 (-2% or less, any day, all the data)" in highest
    assert "2 readings" in caution


@pytest.mark.parametrize(
    ("threshold", "label"), [("<= {threshold}", "1 or less"), ("> {threshold}", "More than 1")]
)
def test_a_threshold_of_any_unit_has_a_label(threshold: str, label: str) -> None:
    text = FALLS.replace("change_1d <= {threshold}", f"level {threshold}").replace("[-0.02, -0.5]", "[1.0]")
    found = made(text)
    assert found.readings[0].name == f"{label}, any day"


def test_no_reading_with_cases_enough_is_said_plainly() -> None:
    assert (
        made(FALLS.replace("[-0.02, -0.5]", "[-0.5]")).conclusion[1]
        == "No reading has cases enough for a share."
    )


def test_periods_end_where_they_say() -> None:
    for reading in made().readings:
        until, last = reading.asked.period.until, reading.known.get("last_case")
        assert until is None or last is None or str(last.value) <= until.isoformat()


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, _attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)


def test_a_page_is_whole_and_a_hostile_claim_is_only_text() -> None:
    hostile = quoted_claims.read(
        CLAIM.replace('"It rises."', "'<script>alert(1)</script> | *x*'").replace('"A"', '"technology_index"')
        .replace("B.change_1d", "equal_cap.spread_1d").replace("C.change_1d", "equal_cap.spread_1d"), "it"
    )  # fmt: skip
    day = Day(sample(), SESSION)
    found = claim_audit.audit(hostile, quoted_claims.asked(hostile, US, "it"), day, Voice(US, SESSION))
    page = _Page()
    page.feed(claim_page.html(found))
    assert "script" not in page.tags
    assert "&lt;script&gt;" in claim_page.html(found)
    assert page.tags.count("svg") == 1
    assert page.tags.count("table") == 2
    assert "\\<script\\>alert(1)\\</script\\> \\| \\*x\\*" in claim_page.markdown(found)
    assert len(ET.fromstring(claim_page.svg(found))) == 2  # noqa: S314  # our own drawing


def test_an_audit_is_written_to_a_file_of_the_kind_that_its_name_ends_in(tmp_path: Path) -> None:
    for ending, begins in ((".html", "<!doctype html>"), (".md", "# A claim"), (".svg", "<svg xmlns")):
        path = tmp_path / f"claim{ending}"
        assert f"wrote {path}" in asked("--claim", CLAIMED, "--out", str(path))
        assert path.read_text("utf-8").startswith(begins)
    assert len(list(tmp_path.iterdir())) == 3
    told = json.loads(asked("--claim", CLAIMED, "--json"))
    assert {reading["answer"] for reading in told["readings"]} <= {"supports", "contradicts", "open", "few"}


OWN = """
[metals-together]
when = "gold.change_1d > 0.5% and silver.change_1d >= 5%"
outcome = "gold"
minimum = 1

[dispersion]
when = "megacaps.dispersion >= 0.5"
outcome = "volatility"
hit = "fall"
minimum = 1
"""


@pytest.mark.parametrize(
    ("kept", "words"),
    [
        ("metals-together", "gold rose more than 0.5% and silver rose 5% or more"),
        ("dispersion", "“megacaps.dispersion >= 0.5” held"),
    ],
)
def test_a_study_of_ones_own_is_worded_and_checked_without_its_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kept: str, words: str
) -> None:
    own = tmp_path / "own.toml"
    own.write_text(OWN, "utf-8")
    chosen = tuple(study for study in studies.load((own,), US) if study.id == kept)
    monkeypatch.setattr(Panel, "studies", chosen)
    # so few cases lean no way
    monkeypatch.setattr(precedent, "told", lambda _day: chosen[0])
    settings = Settings(studies=(own,), formats=("txt",), out=tmp_path)
    brief = pipeline.run(settings, SESSION)
    own.unlink()
    assert words in (brief.folder / "brief.txt").read_text("utf-8").replace("\n", " ")
    assert recompute.examine(brief.folder, Settings()).problems == ()


def test_a_reading_of_falls_is_named_by_its_bound() -> None:
    told = made(
        CLAIM.replace('"A"', '"technology_index"')
        .replace("B.change_1d >= {threshold}", "benchmark.change_1d <= -{threshold}%")
        .replace("[0.01, 0.02]", "[1.0, 2.0]")
        .replace("C.change_1d", "equal_cap.spread_1d")
    )
    assert [reading.name for reading in told.readings[:2]] == ["-1% or less, any day", "-2% or less, any day"]
