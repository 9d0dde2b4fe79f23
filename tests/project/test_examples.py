"""Every block of code in the docs is run, read or named here with the reason why it is only shown."""

import configparser
import re
import shlex
import shutil
import tomllib
from pathlib import Path

import pytest
import typer.main
from typer.testing import CliRunner

from marketwrap.app import pipeline
from marketwrap.base.settings import Settings
from marketwrap.cli import app
from tests.project.test_docs import DOCS, PAGES, ROOT, blocks

#: blocks that a test beside what they are about runs, by page and language
ELSEWHERE = {
    ("README.md", "json"): "tests/project/test_docs.py",
    ("README.md", "python"): "tests/project/test_docs.py",
    ("docs/api.md", "python"): "tests/project/test_docs.py",
    ("docs/add-a-language.md", "python"): "tests/project/test_docs.py",
    ("docs/add-a-language.md", "toml"): "tests/project/test_docs.py",
    ("docs/add-a-metric.md", "python"): "tests/project/test_docs.py",
    ("docs/add-a-rule.md", "python"): "tests/project/test_docs.py",
    ("docs/add-a-rule.md", "toml"): "tests/project/test_docs.py",
    ("docs/add-a-source.md", "python"): "tests/sources/test_own_source.py",
    ("docs/add-a-source.md", "toml"): "tests/sources/test_own_source.py",
    ("docs/add-a-universe.md", "toml"): "tests/project/test_docs.py",
    ("docs/brief-json.md", "python"): "tests/formats/test_briefjson.py",
    ("docs/clients.md", "csv"): "tests/delivery/test_clients.py",
    ("docs/clients.md", "toml"): "tests/delivery/test_clients.py",
    ("docs/events.md", "csv"): "tests/events/test_load.py",
    ("docs/events.md", "toml"): "tests/events/test_load.py",
    ("docs/own-rules.md", "python"): "tests/project/test_own_rules.py",
    ("docs/own-rules.md", "toml"): "tests/project/test_own_rules.py",
    ("docs/own-templates.md", "toml"): "tests/project/test_own_templates.py",
    ("docs/precedents.md", "toml"): "tests/project/test_docs.py",
}
#: languages of blocks that are shown and no more
SHOWN = {
    "": "tables of cron, what is printed or typed in an editor, drawings",
    "css": "the test of its page sets a brief with it",
    "jinja": "the test of its page sets a brief with it",
    "nginx": "no web server is at hand to read it",
}
#: commands of marketwrap that are parsed and not run
PARSED = {
    "bounces": "it reads a mailbox that is not there",
    "daily": "it waits for a close",
    "doctor": "it tries the network",
    "outbox": "nothing has been sent",
    "review": "it opens an editor",
    "send": "it needs a mail server",
    "serve": "it runs until it is stopped",
}
#: other programs
PROGRAMS = {
    "./run.sh": "its words are held against it in test_docs.py",
    ".venv/bin/pre-commit": "it changes the clone",
    ".venv/bin/python": "it makes the picture of the README anew",
    "build/fresh/bin/pip": "a release, whose wheel test_wheel.py installs",
    "cd": "of the shell",
    "fresh/bin/marketwrap": "a release; test_wheel.py does the same",
    "git": "it needs a repository",
    "pip": "test_wheel.py installs the wheel",
    "pipx": "another way to what pip does",
    "podman": "no container engine is at hand",
    "python": "builds and environments, which test_wheel.py makes",
    "rm": "it changes the clone",
    "rsync": "it needs a second machine",
    "uv": "another way to what pip does",
}


def named(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def found(language: str) -> list[tuple[str, str]]:
    """Every block of a language that is tested here, with the page that it stands on."""
    return [
        (named(page), block)
        for page in PAGES
        for block in blocks(page, re.escape(language))
        if (named(page), language) not in ELSEWHERE
    ]


def commands() -> list[tuple[str, str]]:
    """Every command of a shell block by itself, with its page; comments and pipes are cut off."""
    split = [
        (page, shlex.join(words))
        for page, block in found("sh")
        for line in lines(block)
        if (words := shlex.split(line, comments=True))
    ]
    return [(page, part.strip()) for page, line in split for part in re.split(r"'&&'|'\|'", line) if part]


def lines(block: str) -> list[str]:
    """Lines of a shell, those that go on after a backslash or within quotes as one."""
    made: list[str] = []
    open_ = ""
    for line in block.replace("\\\n", "").splitlines():
        open_ += line + "\n"
        if open_.count("'") % 2 == 0:
            made.append(open_)
            open_ = ""
    return made


CALLS = [(page, line) for page, line in commands() if line.split()[0] == "marketwrap"]


def is_only_parsed(line: str) -> bool:
    # a language of the reader's own is written by the test of its page
    return line.split()[1] in PARSED or "--source yahoo" in line or "words/de-CH" in line


def test_every_block_has_a_language_that_is_run_or_a_reason() -> None:
    languages = {
        language
        for page in PAGES
        for language in re.findall(r"(?ms)^```(\w*)\n.*?^```", page.read_text("utf-8"))
    }
    assert languages <= {"csv", "ini", "json", "python", "sh", "toml", *SHOWN}
    assert SHOWN.keys() <= languages


def test_what_is_tested_elsewhere_is_on_its_page_and_named_in_its_test() -> None:
    for (page, language), test in ELSEWHERE.items():
        assert blocks(ROOT / page, language), page
        assert Path(page).name in (ROOT / test).read_text("utf-8"), page


def test_no_csv_python_or_json_is_left_over() -> None:
    """The next one is run by a test of its own, which gets a line in ELSEWHERE."""
    assert [page for language in ("csv", "python", "json") for page, _ in found(language)] == []


@pytest.mark.parametrize(("page", "text"), found("toml"))
def test_toml_holds_settings(page: str, text: str) -> None:
    raw = tomllib.loads(text)
    assert Settings.model_validate(raw).model_fields_set == set(raw), page


@pytest.mark.parametrize(("page", "text"), found("ini"))
def test_a_unit_of_systemd_can_be_read(page: str, text: str) -> None:
    unit = configparser.ConfigParser(interpolation=None)
    unit.read_string(text)
    assert set(unit.sections()) <= {"Unit", "Service", "Timer", "Install"}, page


def test_every_other_program_in_a_shell_block_is_known() -> None:
    assert {line.split()[0] for _, line in commands()} - {"marketwrap"} <= PROGRAMS.keys()


@pytest.mark.parametrize(("page", "line"), [call for call in CALLS if is_only_parsed(call[1])])
def test_a_command_that_is_not_run_can_be_parsed(page: str, line: str) -> None:
    _, name, *rest = shlex.split(line)
    command = getattr(typer.main.get_command(app), "commands", {})[name]
    assert command.make_context(name, rest).command is command, page


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what the examples name: prices, events, and the brief of the sample."""
    folder = tmp_path_factory.mktemp("desk")
    made = pipeline.run(Settings(out=folder / "output", formats=("pdf", "txt", "json")), None)
    shutil.copy(made.folder / "prices.csv.gz", folder / "closes.csv")
    # alone: pages take long to set, and whoever approves a brief sets again what lies there
    (made.folder / "brief.pdf").rename(folder / "brief.pdf")
    (folder / "events.toml").write_text(blocks(DOCS / "events.md", "toml")[0], "utf-8")
    (folder / "marketwrap.toml").write_text('formats = ["txt"]', "utf-8")
    return folder


@pytest.mark.parametrize("line", dict.fromkeys(line for _, line in CALLS if not is_only_parsed(line)))
def test_a_command_does_what_the_docs_say(
    line: str, desk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(desk, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(app, shlex.split(line)[1:])
    assert done.exception is None, done.output
    assert done.stdout
