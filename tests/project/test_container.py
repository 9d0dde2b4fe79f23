"""The container file, which no test can build, says what run.sh does."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
FILE = (ROOT / "Containerfile").read_text("utf-8")


def test_the_container_has_the_libraries_that_run_sh_installs() -> None:
    (wanted,) = re.findall(r'(?m)^LIBRARIES="(.*)"$', (ROOT / "run.sh").read_text("utf-8"))
    (installed,) = re.findall(r"--no-install-recommends \\\n\s+(.*?) \\\n", FILE)
    assert set(wanted.split()) | {"tini"} == set(installed.split())


def test_the_container_installs_the_pins_of_the_clone() -> None:
    (pins,) = re.findall(r"--requirement /src/(\S+)", FILE)
    assert (ROOT / pins).is_file()


def test_the_container_has_a_python_that_the_project_supports() -> None:
    versions = set(re.findall(r"FROM python:(\d+\.\d+)-slim", FILE))
    assert versions <= {"3.11", "3.12", "3.13"}
    assert len(versions) == 1


def test_the_container_runs_as_somebody_who_is_not_root() -> None:
    assert re.findall(r"(?m)^USER (.*)$", FILE) == ["briefs"]
