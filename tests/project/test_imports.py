"""Which libraries a command may load: what is heavy is imported by the step that needs it."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = frozenset(
    {"pandas", "numpy", "matplotlib", "weasyprint", "yfinance", "pypdfium2", "exchange_calendars"}
)
SESSION = "2026-01-14"
ROOT = Path(__file__).parents[2]


def loaded(folder: Path, *arguments: str) -> set[str]:
    """Heavy libraries that ``marketwrap`` loads for these arguments."""
    run = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "marketwrap", *arguments],
        cwd=folder, env={**os.environ, "PYTHONPATH": str(ROOT / "generator")}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    said = "\n".join(line for line in run.stderr.splitlines() if not line.startswith("import time:"))
    assert run.returncode == 0, said
    return set(re.findall(r"(?m)^import time:.*\| +(\w+)$", run.stderr)) & HEAVY


@pytest.mark.parametrize("arguments", [["--help"], ["brief", "--help"], ["universes"]])
def test_a_command_without_prices_loads_nothing_heavy(arguments: list[str], tmp_path: Path) -> None:
    assert loaded(tmp_path, *arguments) == set()


@pytest.mark.parametrize("formats", ["json", "txt,md,json"])
def test_a_brief_in_plain_text_loads_no_library_for_pages(formats: str, tmp_path: Path) -> None:
    used = loaded(tmp_path, "brief", "--format", formats)
    assert "pandas" in used
    assert used.isdisjoint({"matplotlib", "weasyprint", "yfinance", "pypdfium2"})


def test_a_brief_as_a_web_page_loads_no_weasyprint(tmp_path: Path) -> None:
    assert loaded(tmp_path, "brief", "--format", "html").isdisjoint({"weasyprint", "yfinance"})


def test_a_check_of_plain_text_loads_no_library_for_pages(tmp_path: Path) -> None:
    loaded(tmp_path, "brief", "--format", "txt,json")
    used = loaded(tmp_path, "check", f"output/{SESSION}")
    assert used.isdisjoint({"matplotlib", "weasyprint", "yfinance", "pypdfium2"})
