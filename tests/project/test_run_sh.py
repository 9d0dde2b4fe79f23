"""``run.sh`` with a stand-in for Python: when it installs, when it does not, and what it says.

The stand-in notes each call; as a real one it makes an environment by putting itself there.
"""

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PYTHON = """#!/usr/bin/env bash
echo "$*" >>"$CALLS"
case "$*" in
    *print*-venv*) echo python3.12-venv ;;
    *"sys.exit(not"*) exit "${TOO_OLD:-0}" ;;
    *sys.version*) echo "3.12.0 (stand-in)" ;;
    -) [ -e "$CALLS.pango" ] || [ -z "${NO_PANGO:-}" ] ;;
    --version) echo "Python 3.12.0" ;;
    "-m venv "*) mkdir -p "$3/bin" && cp "$0" "$3/bin/python" ;;
    "-m pip install"*) exit "${OFFLINE:-0}" ;;
    *ensurepip*) exit "${NO_VENV:-0}" ;;
esac
"""
APT = """#!/usr/bin/env bash
echo "apt-get $*" >>"$CALLS"
case "$*" in
    *install*pango*) touch "$CALLS.pango" ;;
    *install*chromium*) cp "$0" "$(dirname "$0")/a-browser" ;;
esac
"""
ID = """#!/usr/bin/env bash
echo "${UID_IS:-0}"
"""
SUDO = """#!/usr/bin/env bash
[ -n "${MAY_SUDO:-}" ] || exit 1
[ "$1" != -n ] || shift
echo "sudo" >>"$CALLS"
exec "$@"
"""


@dataclass(frozen=True)
class Clone:
    """A copy of what ``run.sh`` reads, and the environment it is called in."""

    root: Path
    environment: dict[str, str]

    def run(self, *words: str, cwd: Path | None = None, **settings: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [self.root / "run.sh", *words], cwd=cwd or self.root, env={**self.environment, **settings},
            stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
        )  # fmt: skip

    def calls(self) -> list[str]:
        """What Python was asked since the last time."""
        log = Path(self.environment["CALLS"])
        lines = log.read_text("utf-8").splitlines() if log.exists() else []
        log.write_text("", "utf-8")
        return lines

    def installs(self) -> int:
        return sum(line.startswith("-m pip install") for line in self.calls())


@pytest.fixture
def clone(tmp_path: Path) -> Clone:
    root = tmp_path / "a clone"
    root.mkdir()
    for name in ("run.sh", "pyproject.toml"):
        shutil.copy(ROOT / name, root)
    shutil.copytree(ROOT / "requirements", root / "requirements")
    fakes = tmp_path / "fakes"
    fakes.mkdir()
    pythons = dict.fromkeys(("python3.13", "python3.12", "python3.11", "python3", "python"), PYTHON)
    for name, script in {**pythons, "apt-get": APT, "id": ID, "sudo": SUDO}.items():
        (fakes / name).write_text(script, "utf-8")
        (fakes / name).chmod(0o755)
    path = f"{fakes}{os.pathsep}{os.defpath}"
    return Clone(root, {"PATH": path, "CALLS": str(tmp_path / "calls"), "HOME": str(tmp_path)})


def test_a_second_run_installs_nothing(clone: Clone) -> None:
    assert clone.run("install").returncode == 0
    assert clone.installs() == 2
    assert clone.run("install").returncode == 0
    assert clone.installs() == 0


def test_new_pins_are_installed(clone: Clone) -> None:
    clone.run("install")
    clone.installs()
    with (clone.root / "requirements/dev.txt").open("a", encoding="utf-8") as pins:
        pins.write("extra==1\n")
    clone.run("install")
    calls = clone.calls()
    assert any(line.startswith("-m pip install") for line in calls)
    assert not any(line.startswith("-m venv") for line in calls)


def test_an_environment_whose_installation_broke_off_is_made_anew(clone: Clone) -> None:
    assert clone.run("install", OFFLINE="1").returncode != 0
    clone.calls()
    leftover = clone.root / ".venv" / "leftover"
    leftover.touch()
    assert clone.run("install").returncode == 0
    assert any(line.startswith("-m venv") for line in clone.calls())
    assert not leftover.exists()


def test_an_environment_whose_python_went_away_is_made_anew(clone: Clone) -> None:
    clone.run("install")
    (clone.root / ".venv/bin/python").unlink()
    assert clone.run("install").returncode == 0
    assert (clone.root / ".venv/bin/python").exists()


def test_what_the_tests_need_is_enough_for_a_brief(clone: Clone) -> None:
    clone.run("install")
    clone.installs()
    command = clone.root / ".venv/bin/marketwrap"
    command.write_text('#!/bin/sh\necho "$@"\n', "utf-8")
    command.chmod(0o755)
    assert clone.run("brief", "--date", "2026-01-14").stdout == "brief --date 2026-01-14\n"
    assert clone.installs() == 0


def test_a_brief_needs_no_tools_for_development(clone: Clone) -> None:
    clone.run("brief")
    installs = [line for line in clone.calls() if "--requirement" in line]
    assert [line.rsplit("/", 1)[-1] for line in installs] == ["run.txt"]


def test_arguments_of_test_reach_pytest_from_any_folder(clone: Clone, tmp_path: Path) -> None:
    assert clone.run("test", "-k", "gate and not fast", cwd=tmp_path).returncode == 0
    assert clone.calls()[-1] == "-m pytest -n auto -k gate and not fast"


def test_a_check_looks_at_everything_and_ends_with_the_coverage(clone: Clone) -> None:
    clone.run("install")
    for name in ("ruff", "codespell", "vulture", "mypy", "lint-imports"):
        tool = clone.root / ".venv/bin" / name
        tool.write_text(f'#!/bin/sh\necho "{name} $*" >>"$CALLS"\n', "utf-8")
        tool.chmod(0o755)
    clone.calls()
    assert clone.run("check").returncode == 0
    words = ("ruff", "codespell", "vulture", "mypy", "lint-imports", "-m pytest")
    asked = [line for line in clone.calls() if line.startswith(words)]
    assert [line.split()[0] for line in asked] == [
        "ruff",
        "ruff",
        "codespell",
        "vulture",
        "mypy",
        "lint-imports",
        "-m",
    ]
    assert asked[-1] == "-m pytest -n auto --cov --cov-report=term"


def test_each_hook_before_a_commit_is_a_word_of_run_sh_that_check_runs() -> None:
    hooks = re.findall(
        r"(?m)^ +entry: \./run\.sh (\w+)$", (ROOT / ".pre-commit-config.yaml").read_text("utf-8")
    )
    (body,) = re.findall(r"(?ms)^check\(\) \{.*?\n(.*?)^\}", (ROOT / "run.sh").read_text("utf-8"))
    assert hooks[0] == "format"
    assert hooks[1:] == [word for word in body.split() if word not in {"coverage", '"$@"'}]


@pytest.mark.parametrize("who", [{"UID_IS": "0"}, {"UID_IS": "1000", "MAY_SUDO": "1"}])
def test_the_browser_that_the_archive_is_tested_in_is_installed_once(
    who: dict[str, str], clone: Clone
) -> None:
    for times in (1, 0):
        done = clone.run("test", cwd=None, CHROMIUM="a-browser", **who)
        calls = clone.calls()
        assert done.returncode == 0
        assert sum("install -y --no-install-recommends chromium" in line for line in calls) == times
        assert calls[-1] == "-m pytest -n auto"
        assert "skipped" not in done.stderr


def test_who_may_not_install_a_browser_is_told_how_and_what_is_skipped(clone: Clone) -> None:
    done = clone.run("test", CHROMIUM="a-browser", UID_IS="1000")
    assert done.returncode == 0
    assert "install -y --no-install-recommends chromium" in done.stderr
    assert done.stderr.count("the tests of the archive in a browser are skipped") == 1
    assert clone.calls()[-1] == "-m pytest -n auto"


def test_a_brief_needs_no_browser(clone: Clone) -> None:
    assert "Chromium" not in clone.run("brief", CHROMIUM="a-browser", UID_IS="1000").stderr


def test_without_a_fitting_python_one_line_says_so(clone: Clone) -> None:
    done = clone.run("install", TOO_OLD="1")
    assert done.returncode == 2
    assert "no Python 3.11, 3.12 or 3.13 on the PATH" in done.stderr


def test_a_python_of_ones_own_that_does_not_fit_is_named(clone: Clone) -> None:
    done = clone.run("install", PYTHON="python3", TOO_OLD="1")
    assert done.returncode == 2
    assert "PYTHON=python3 is not Python 3.11, 3.12 or 3.13" in done.stderr


def test_an_unknown_word_shows_the_words_there_are(clone: Clone) -> None:
    done = clone.run("publish")
    assert done.returncode == 2
    assert "./run.sh brief" in done.stderr
    assert "no such word: publish" in done.stderr


def test_without_pango_and_without_rights_the_exact_command_is_named(clone: Clone) -> None:
    done = clone.run("install", NO_PANGO="1", UID_IS="1000")
    assert done.returncode == 2
    assert (
        "sudo apt-get update && sudo apt-get install -y --no-install-recommends "
        "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fontconfig"
    ) in done.stderr
    assert clone.installs() == 0


@pytest.mark.parametrize("who", [{"UID_IS": "0"}, {"UID_IS": "1000", "MAY_SUDO": "1"}])
def test_pango_is_installed_by_whoever_may(who: dict[str, str], clone: Clone) -> None:
    assert clone.run("install", cwd=None, NO_PANGO="1", **who).returncode == 0
    calls = clone.calls()
    assert calls.index("apt-get -qq update") < next(
        number for number, line in enumerate(calls) if line.startswith("apt-get -qq install -y")
    )
    assert ("sudo" in calls) == ("MAY_SUDO" in who)


def test_pango_that_does_not_load_after_all_stops_the_setup(clone: Clone) -> None:
    (clone.root.parent / "fakes" / "apt-get").write_text("#!/bin/sh\n", "utf-8")
    done = clone.run("install", NO_PANGO="1")
    assert done.returncode == 2
    assert "still does not load" in done.stderr


def test_the_part_of_python_that_debian_keeps_apart_is_installed(clone: Clone) -> None:
    clone.run("install", NO_VENV="1")
    assert any("python3.12-venv" in line for line in clone.calls() if line.startswith("apt-get"))
