"""The Containerfile, which no engine builds here, says what ``run.sh`` and the tree say."""

import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

from packaging.specifiers import SpecifierSet

ROOT = Path(__file__).parents[2]
FILE = (ROOT / "Containerfile").read_text("utf-8").replace("\\\n", "")
#: what a container needs and a clone does not: it hands signals on and buries dead children
INIT = "tini"


def copied() -> list[str]:
    """What is copied from the tree, in order."""
    lines = re.findall(r"(?m)^COPY (?!--from)(.+) \S+$", FILE)
    return [name for line in lines for name in line.split()]


def test_the_system_libraries_are_those_of_run_sh() -> None:
    (wanted,) = re.findall(r'(?m)^LIBRARIES="(.+)"$', (ROOT / "run.sh").read_text("utf-8"))
    (installed,) = re.findall(r"apt-get install -y --no-install-recommends([\w\s.-]+)&&", FILE)
    assert installed.split() == [*wanted.split(), INIT]


def test_its_python_is_one_that_the_project_works_with() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    versions = set(re.findall(r"(?m)^FROM python:([\d.]+)-slim-\w+", FILE))
    assert len(versions) == 1
    assert versions.pop() in SpecifierSet(project["requires-python"])


def test_what_it_copies_is_enough_to_build_the_whole_wheel(tmp_path: Path) -> None:
    for name in copied():
        target = tmp_path / "src" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, target)
    assert contents(tmp_path / "src", tmp_path / "there") == contents(ROOT, tmp_path / "here")


def contents(tree: Path, to: Path) -> set[str]:
    """The names in the wheel of a tree."""
    command = (sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", to, tree)
    subprocess.run(command, check=True, capture_output=True)
    (wheel,) = to.glob("*.whl")
    return set(zipfile.ZipFile(wheel).namelist())
