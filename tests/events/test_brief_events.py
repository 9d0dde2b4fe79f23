"""Events in a run: what a brief keeps of them, how it is made again, and what no headline can do to it."""

import json
import re
import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from marketwrap import cli
from marketwrap.app import pipeline
from marketwrap.base import settings as config
from marketwrap.base.errors import ConfigError
from marketwrap.check import recompute
from marketwrap.events import eventsjson, origins
from marketwrap.formats import briefjson
from marketwrap.formats.briefjson.cited import events_out
from tests.builders import SESSION, US
from tests.hostile import LINKS, SAMPLES

NOW = datetime(2026, 1, 15, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def brief(tmp_path_factory: pytest.TempPathFactory) -> pipeline.Written:
    return made(tmp_path_factory.mktemp("briefs"))


def made(out: Path, **settings: object) -> pipeline.Written:
    return pipeline.run(config.load(None, out=out, formats=("txt",), **settings), None, NOW)


def toml(path: Path, text: str) -> Path:
    path.write_text(text, "utf-8")
    return path


def test_the_sample_brings_its_events_and_says_which_it_knew(brief: pipeline.Written) -> None:
    raw = json.loads((brief.folder / eventsjson.NAME).read_text("utf-8"))
    assert raw["format"] == eventsjson.FORMAT
    assert raw["until"] == "2026-01-14T21:00:00+00:00"
    kinds = [event["kind"] for event in raw["events"]]
    assert {kind: kinds.count(kind) for kind in kinds} == {
        "earnings": 6,
        "release": 6,
        "headline": 12,
        "appointment": 3,
        "note": 1,
    }


def test_the_headlines_of_the_sample_are_invented_by_publishers_that_say_so(brief: pipeline.Written) -> None:
    raw = json.loads((brief.folder / eventsjson.NAME).read_text("utf-8"))
    headlines = [event for event in raw["events"] if event["kind"] == "headline"]
    assert {event["publisher"] for event in headlines} == {
        "Example Wire",
        "Mock Financial",
        "Placeholder Journal",
        "Sample Times",
        "Specimen Post",
    }
    assert all(event["link"].startswith("https://example.com/") for event in headlines)


def test_without_events_there_is_no_list_and_an_old_one_is_taken_away(
    brief: pipeline.Written, tmp_path: Path
) -> None:
    shutil.copytree(brief.folder, tmp_path / brief.folder.name)
    assert eventsjson.NAME not in {path.name for path in made(tmp_path, news="none").files}
    assert not (tmp_path / brief.folder.name / eventsjson.NAME).exists()


def test_a_file_of_the_users_stands_instead_of_the_samples_events(tmp_path: Path) -> None:
    own = toml(tmp_path / "own.toml", '[[note]]\ntext = "Our own."\nday = 2026-01-14')
    known = origins.known(config.load(events=own), "sample", US, SESSION, print)
    assert [event.text for event in known.items] == ["Our own."]


def told(title: str, time: str) -> str:
    return f'[[headline]]\ntitle = "{title}"\npublisher = "Example Wire"\ntime = {time}\n'


def test_a_run_names_what_of_the_desks_file_it_does_not_use_and_why(tmp_path: Path) -> None:
    entries = told("A dam broke", "2026-01-14T12:00:00"), told("Too late", "2026-01-14T17:00:00")
    own = toml(tmp_path / "own.toml", "".join((*entries, told("日本", "2026-01-14T11:00:00"))))
    brief = made(tmp_path / "briefs", events=own)
    assert brief.unused == (
        "headline “日本”: it has signs that the documents cannot print",
        "headline “Too late”: it is of after the close",
    )
    assert "“A dam broke,” Example Wire reported." in (brief.folder / "brief.txt").read_text("utf-8")
    old = toml(tmp_path / "old.toml", told("A dam broke", "2026-01-12T12:00:00"))
    assert made(tmp_path / "briefs", events=old).unused == ("all of the file is of earlier sessions (1)",)


@pytest.mark.parametrize("session", [date(2020, 3, 16), date(2026, 1, 13)])
def test_of_other_days_the_sample_knows_no_events(session: date) -> None:
    assert origins.known(config.load(), "sample", US, session, print).items == ()


def test_a_wrong_file_stops_the_run_with_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = toml(tmp_path / "wrong.toml", '[[release]]\nname = "A"\nactual = nan')
    monkeypatch.setattr(
        "sys.argv", ["marketwrap", "brief", "--events", str(wrong), "--out", str(tmp_path / "out")]
    )
    with pytest.raises(SystemExit) as stopped:
        cli.main()
    assert stopped.value.code == ConfigError.exit_code
    assert capsys.readouterr().err.splitlines()[-1].startswith(f"marketwrap: {wrong}: release 1: actual: ")
    assert not (tmp_path / "out").exists()


CITED = "headline/2026-01-14/example-wire-invest"


def cited(brief: pipeline.Written, folder: Path) -> Path:
    """A copy of the brief that cites an event more."""
    shutil.copytree(brief.folder, folder)
    known = eventsjson.parse((folder / eventsjson.NAME).read_bytes())
    raw = json.loads((folder / "brief.json").read_text("utf-8"))
    if not any(event["id"].startswith(CITED) for event in raw["events"]):
        raw["events"] += events_out([event for event in known.items if event.id.startswith(CITED)])
    article = briefjson.loads(json.dumps(raw))
    (folder / "brief.json").write_text(briefjson.dumps(article), "utf-8")
    return folder


def problems(folder: Path) -> list[str]:
    return [problem.line for problem in recompute.examine(folder, config.load()).problems]


def test_a_brief_cites_events_as_its_list_has_them(brief: pipeline.Written, tmp_path: Path) -> None:
    assert problems(cited(brief, tmp_path / "brief")) == []


@pytest.mark.parametrize(
    ("found", "instead", "line"),
    [
        ("bills mount", "bills shrink", "the list of events differs"),
        ("example.com/wire/ai-bills", "example.com/wire/other", "the list of events differs"),
        (
            "headline/2026-01-14/example-wire-invest",
            "headline/2026-01-14/example-wire-others",
            "does not have it",
        ),
        ("https://example.com/wire", "javascript:alert", "events.json: "),
        ('"events": [', '"events": {', "events.json: "),
    ],
)
def test_a_changed_list_of_events_is_a_problem(
    brief: pipeline.Written, tmp_path: Path, found: str, instead: str, line: str
) -> None:
    folder = cited(brief, tmp_path / "brief")
    path = folder / eventsjson.NAME
    text = path.read_text("utf-8")
    assert found in text
    path.write_text(text.replace(found, instead), "utf-8")
    assert line in " ".join(problems(folder))


def test_a_missing_list_of_events_is_a_problem(brief: pipeline.Written, tmp_path: Path) -> None:
    folder = cited(brief, tmp_path / "brief")
    (folder / eventsjson.NAME).unlink()
    assert "the list of events does not have it" in " ".join(problems(folder))


def quoted(text: str) -> str:
    """A text as TOML has it."""
    return '"' + "".join(c if c.isalnum() and c.isascii() else f"\\U{ord(c):08X}" for c in text) + '"'


def hostile(path: Path) -> Path:
    """Headlines that try everything, each by three publishers so that no rule has a reason to leave it out."""
    entries = [
        f"[[headline]]\ntitle = {quoted(f'AI spending and valuations: {title}')}\n"
        f"publisher = {quoted(f'Wire {number} {title[:40]}')}\n"
        f"time = 2026-01-14T12:00:00\nlink = {quoted(LINKS[number % len(LINKS)])}\n"
        for title in SAMPLES.values()
        for number in range(3)
    ]
    return toml(path, "\n".join(entries))


def test_no_headline_changes_a_page(tmp_path: Path) -> None:
    settings = config.load(out=tmp_path, events=hostile(tmp_path / "hostile.toml"))
    folder = pipeline.run(settings, None, NOW).folder
    page = (folder / "brief.html").read_text("utf-8")
    for markup in (
        "<script>alert",
        "<img src=x",
        "<h1>Markets",
        "\u202e",
        "\x00",
    ):
        assert markup not in page, markup
    addresses = re.findall(r"""(?:href|src|action)\s*=\s*["']?([^"'\s>]*)""", page)
    assert {address for address in addresses if not address.startswith(("#", "https://", "data:"))} == set()
    for name in ("brief.txt", "brief.md", "brief.json", "events.json"):
        text = (folder / name).read_text("utf-8")
        assert not {"\u202e", "\x00", "\ue000", "\x1b"} & set(text), name
    assert not re.search(r"(?<!\\)\]\((?!https?://|#)", (folder / "brief.md").read_text("utf-8"))
    assert recompute.examine(folder, settings).passed
