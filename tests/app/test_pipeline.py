"""The whole run on the bundled sample, as a user starts it."""

import json
import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from marketwrap import cli
from marketwrap.app import pipeline
from marketwrap.base import settings as config
from marketwrap.base.errors import CheckFailed, ConfigError, Refusal
from marketwrap.base.model import Article, Paragraph
from marketwrap.check import recompute

NOW = datetime(2026, 1, 15, 12, tzinfo=UTC)
PUBLISHED = date(2026, 1, 14)


@pytest.fixture(scope="module")
def brief(tmp_path_factory: pytest.TempPathFactory) -> pipeline.Written:
    return pipeline.run(config.load(out=tmp_path_factory.mktemp("briefs")), None, NOW)


def body(article: Article) -> str:
    paragraphs = (b for s in article.sections for b in s.blocks if isinstance(b, Paragraph))
    return " ".join(sentence.text for paragraph in paragraphs for sentence in paragraph.sentences)


def value(article: Article, key: str) -> object:
    return article.facts[key].value


def test_the_sample_is_about_its_last_session(brief: pipeline.Written) -> None:
    assert brief.article.session == PUBLISHED
    assert brief.folder.name == "2026-01-14"


def test_every_document_and_the_prices_are_written(brief: pipeline.Written) -> None:
    names = {
        "brief.html",
        "brief.pdf",
        "brief.txt",
        "brief.md",
        "brief.json",
        "prices.csv.gz",
        "events.json",
        "watch.json",
    }
    assert {path.name for path in brief.folder.iterdir()} == names


def test_every_document_of_a_simulated_brief_says_so(brief: pipeline.Written) -> None:
    for name in ("brief.html", "brief.txt", "brief.md"):
        assert "simulated" in (brief.folder / name).read_text("utf-8").lower(), name


def test_the_finished_brief_passes_the_check_again(brief: pipeline.Written) -> None:
    report = recompute.examine(brief.folder, config.load())
    assert report.lines()[:-1] == []
    assert report.counts["facts"] == len(brief.article.facts)
    assert not report.counts.get("not_recomputed")


def test_the_pdf_alone_can_be_checked(brief: pipeline.Written, tmp_path: Path) -> None:
    received = tmp_path / "received.pdf"
    shutil.copy(brief.folder / "brief.pdf", received)
    assert recompute.examine(received, config.load()).passed


def test_the_day_is_told_as_a_rotation(brief: pipeline.Written) -> None:
    assert brief.article.archetype == "rotation"


@pytest.mark.parametrize(
    ("fact", "expected"),
    [
        ("majors.joint_streak", -2),
        ("majors.first_of_year(of=joint_streak,length=-2.0)", 1),
        ("megacaps.joint_direction", -1),
        ("banks.falling", 6),
        ("SI=F.round_number", 90.0),
        ("SI=F.round_number_is_new", 1),
        ("sectors.rising", 7),
        ("sectors.total(of=change_1d)", 11),
        ("small_large.relative_streak", 9),
    ],
)
def test_what_was_published_of_the_day_is_found_by_rules(
    brief: pipeline.Written, fact: str, expected: object
) -> None:
    assert value(brief.article, fact) == expected


def test_the_small_cap_run_is_dated_to_2017(brief: pipeline.Written) -> None:
    since = value(brief.article, "small_large.longest_since(of=relative_streak)")
    assert isinstance(since, date)
    assert since.year == 2017
    assert "2017" in body(brief.article)


@pytest.mark.parametrize("said", ["37.14 points", "6,926.60", "1.0%", "0.5%", "0.1%", "2,651.64", "$90.87"])
def test_the_published_figures_are_in_the_text(brief: pipeline.Written, said: str) -> None:
    assert said in body(brief.article)


def test_a_run_from_the_snapshot_gives_the_same_bytes(brief: pipeline.Written, tmp_path: Path) -> None:
    given = {
        name: brief.folder / file for name, file in (("prices", "prices.csv.gz"), ("events", "events.json"))
    }
    again = pipeline.run(config.load(**given, out=tmp_path), None, NOW)
    for name in sorted(path.name for path in brief.folder.iterdir()):
        assert (again.folder / name).read_bytes() == (brief.folder / name).read_bytes(), name


def test_documents_that_were_not_asked_for_again_are_taken_away(
    brief: pipeline.Written, tmp_path: Path
) -> None:
    shutil.copytree(brief.folder, tmp_path / brief.folder.name)
    made = pipeline.run(config.load(out=tmp_path, formats=("txt",)), None, NOW)
    assert {path.name for path in made.folder.iterdir()} == {
        "brief.txt",
        "brief.json",
        "prices.csv.gz",
        "events.json",
        "watch.json",
    }


def test_a_brief_that_fails_its_check_is_not_written(tmp_path: Path) -> None:
    words = tmp_path / "words.toml"
    words.write_text('[house]\nreason = "not our style"\nwords = ["megacaps"]\n', "utf-8")
    settings = config.load(out=tmp_path / "out", formats=("txt",), tone={"lists": [str(words)]})
    with pytest.raises(CheckFailed, match=r"(?i)megacaps"):
        pipeline.run(settings, None, NOW)
    assert not (tmp_path / "out").exists()


def test_a_holiday_is_refused_with_the_session_before_it(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match=r"2025-12-31"):
        pipeline.run(config.load(out=tmp_path), date(2026, 1, 1), NOW)


def test_the_first_session_of_the_prices_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="first session"):
        pipeline.run(config.load(out=tmp_path), date(2015, 1, 2), NOW)


def test_a_session_in_the_future_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="future"):
        pipeline.run(config.load(out=tmp_path), date(2031, 1, 2), NOW)


def test_a_misspelt_setting_is_named(tmp_path: Path) -> None:
    settings = tmp_path / "marketwrap.toml"
    settings.write_text('univers = "us"\n', "utf-8")
    with pytest.raises(ConfigError, match="univers"):
        config.load(settings)


def start(arguments: list[str], monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr("sys.argv", ["marketwrap", *arguments])
    with pytest.raises(SystemExit) as stopped:
        cli.main()
    return int(stopped.value.code or 0)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--version"], 0),
        (["universes"], 0),
        (["brief", "--no-such-option"], 2),
        (["brief", "--date", "14 January"], 2),
        (["brief", "--source", "nowhere"], 2),
        (["brief", "--date", "2026-01-10"], 3),
        (["brief", "--prices", "nothing-here.csv"], 3),
        (["check", "nothing-here"], 2),
    ],
)
def test_the_exit_code_says_what_went_wrong(
    arguments: list[str], code: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    assert start(arguments, monkeypatch) == code


def test_an_error_is_one_line(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    start(["brief", "--date", "2026-01-10"], monkeypatch)
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert said.err.startswith("marketwrap: ")


def test_a_damaged_brief_makes_check_exit_with_4(
    brief: pipeline.Written,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    folder = tmp_path / "2026-01-14"
    shutil.copytree(brief.folder, folder)
    text = (folder / "brief.txt").read_text("utf-8")
    (folder / "brief.txt").write_text(text.replace("0.53%", "0.58%", 1), "utf-8")
    assert start(["check", str(folder), "--json"], monkeypatch) == 4
    answer = json.loads(capsys.readouterr().out)
    assert not answer["passed"]
    assert "number" in {problem["category"] for problem in answer["problems"]}


def test_a_stale_close_in_the_snapshot_is_noticed(brief: pipeline.Written, tmp_path: Path) -> None:
    yesterday = pipeline.run(config.load(out=tmp_path, formats=("txt",)), date(2026, 1, 13), NOW)
    shutil.copy(yesterday.folder / "prices.csv.gz", tmp_path / "old.csv.gz")
    folder = tmp_path / "mixed"
    shutil.copytree(brief.folder, folder)
    shutil.copy(tmp_path / "old.csv.gz", folder / "prices.csv.gz")
    assert not recompute.examine(folder, config.load()).passed
