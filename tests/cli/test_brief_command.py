"""``marketwrap brief``: what it prints, and why a brief leads with what it leads with."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from marketwrap import cli


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def run(*arguments: str) -> str:
    asked = ["brief", "--date", "2026-01-14", "--format", "txt", *arguments]
    return CliRunner().invoke(cli.app, asked, catch_exceptions=False).stdout


def findings() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(run("--explain", "--json"))["findings"]
    return found


def test_every_finding_is_explained_the_strongest_first_kept_or_left_out_and_why() -> None:
    told = findings()
    news = [finding["newsworthiness"] for finding in told]
    assert news == sorted(news, reverse=True)
    dropped = [finding for finding in told if finding["dropped"]]
    assert 0 < len(dropped) < len(told)
    assert all(re.search(r"says it|below 0\.\d+|room", finding["dropped"]) for finding in dropped)


def test_without_being_asked_it_explains_nothing() -> None:
    assert "findings" not in json.loads(run("--json"))
    assert " kept" not in run()


def test_what_is_explained_is_printed_for_people_too() -> None:
    lines = [line for line in run("--explain").splitlines() if re.match(r"\d\.\d\d  ", line)]
    assert len(lines) == len(findings())
    assert all(re.fullmatch(r"\d\.\d\d  [a-z_.]+( with [a-z_.]+)?: .+  \S.*", line) for line in lines)
