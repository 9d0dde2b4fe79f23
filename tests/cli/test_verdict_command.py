"""``marketwrap verdict``: the scorecard of a session and the back-test, for people and for programs."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from marketwrap import cli
from marketwrap.base.errors import ConfigError, Refusal
from marketwrap.metrics.verdict import INDICATORS, VERDICTS

DOCS = Path(__file__).parents[2] / "docs"


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def run(*arguments: str) -> str:
    return CliRunner().invoke(cli.app, ["verdict", *arguments], catch_exceptions=False).output


def answer(*arguments: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run("--json", *arguments))
    return found


def test_the_scorecard_counts_the_readings_of_its_rows() -> None:
    card = answer("--date", "2026-01-14")
    readings = [row["reading"] for row in card["indicators"]]
    assert [row["indicator"] for row in card["indicators"]] == [known.key for known in INDICATORS]
    assert card["now"] == {
        "lasting": readings.count(1),
        "passing": readings.count(-1),
        "total": len(readings),
    }
    assert card["verdict"] in dict(VERDICTS)


def test_the_scorecard_of_the_next_session_has_this_one_as_its_day_before() -> None:
    assert answer("--date", "2026-01-14")["day_before"] == answer("--date", "2026-01-13")["now"]


def test_the_scorecard_is_printed_for_people() -> None:
    lines = run("--date", "2026-01-14").splitlines()
    assert re.fullmatch(r"2026-01-14: (lasting|leaning|open|doubtful|passing)", lines[0])
    assert re.match(r"\d+ of 11 point to a lasting shift, \d+ to a passing one", lines[1])
    assert [line.split()[0] for line in lines[4:]] == [known.key for known in INDICATORS]


def test_the_back_test_has_a_row_for_each_horizon_and_verdict() -> None:
    lines = run("--history").splitlines()
    assert [line.split()[:2] for line in lines[3:]] == [
        [horizon, name] for horizon in ("20", "60") for name, _ in VERDICTS
    ]


def test_a_back_test_since_a_day_counts_fewer_sessions() -> None:
    every, later = answer("--history"), answer("--history", "--since", "2025-01-01")
    assert later["first"] == "2025-01-01"
    for one, other in zip(every["records"], later["records"], strict=True):
        assert one["sessions"] >= other["sessions"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--since", "2025-01-01"), "--since goes with --history"),
        (("--history", "--since", "2099-01-01"), "--since: 2099-01-01 leaves no session before"),
    ],
)
def test_a_look_back_that_would_count_nothing_is_an_error_of_one_line(
    arguments: tuple[str, ...], said: str
) -> None:
    with pytest.raises(ConfigError) as caught:
        run(*arguments)
    assert said in str(caught.value)


@pytest.mark.parametrize("more", [(), ("--history",)])
def test_a_market_without_the_pair_is_refused(more: tuple[str, ...], tmp_path: Path) -> None:
    universe = tmp_path / "one.toml"
    universe.write_text(
        'id = "one"\nname = "One"\ncalendar = "XNYS"\ntimezone = "America/New_York"\nrequired = ["^GSPC"]\n'
        '[instruments]\n"^GSPC" = { name = "S&P 500", kind = "index" }\n',
        "utf-8",
    )
    with pytest.raises(Refusal, match="verdict"):
        run("--universe", str(universe), *more)


def test_the_page_of_docs_has_every_indicator_and_every_verdict() -> None:
    page = (DOCS / "verdict.md").read_text("utf-8")
    assert re.findall(r"(?m)^\| `([a-z]+)` \|", page) == [known.key for known in INDICATORS]
    assert re.findall(r"(?m)^\| [^|]+ \| `([a-z]+)` \|", page) == [name for name, _ in VERDICTS]
