"""The built wheel, installed far from the clone, writes the sample's brief."""

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BRIEF = {
    "brief.html",
    "brief.pdf",
    "brief.txt",
    "brief.md",
    "brief.json",
    "prices.csv.gz",
    "events.json",
    "watch.json",
}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of the tree as it is; hatchling is among the pins, so nothing is downloaded."""
    folder = tmp_path_factory.mktemp("dist")
    run(
        sys.executable,
        "-m",
        "build",
        "--wheel",
        "--no-isolation",
        "--outdir",
        str(folder),
        str(ROOT),
        cwd=folder,
    )
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The ``bin`` folder of a new environment that holds the wheel and borrows its dependencies.

    A path file in an environment names folders but does not read the path files in these, so the
    clone, which is installed in this way, stays out.
    """
    home = tmp_path_factory.mktemp("elsewhere") / "env"
    venv.create(home, symlinks=True)
    python = home / "bin" / "python"
    pip = [
        sys.executable,
        "-m",
        "pip",
        "--python",
        str(python),
        "install",
        "--quiet",
        "--no-deps",
        "--no-index",
    ]
    run(*pip, str(wheel), cwd=home)
    (library,) = home.glob("lib/python*/site-packages")
    paths = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    (library / "borrowed.pth").write_text("\n".join(sorted(paths)), "utf-8")
    return python.parent


def run(*command: str, cwd: Path) -> str:
    """Run a program in a folder and return what it printed; a failure shows all it said."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(command, cwd=cwd, env=clean, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def shipped() -> Iterator[str]:
    """Every file that has to be in the wheel, by its name there."""
    for folder, place in (("generator/marketwrap", "marketwrap"), ("templates", "marketwrap/templates")):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                yield f"{place}/{path.relative_to(ROOT / folder).as_posix()}"


def test_the_wheel_holds_every_module_template_and_data_file(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    assert set(shipped()) - names == set()
    needed = {
        "market/universes/us.toml",
        "templates/languages/en-US/lexicon.toml",
        "templates/languages/en-US/tone.toml",
        "py.typed",
    }
    assert {f"marketwrap/{name}" for name in needed} <= names


def test_the_wheel_holds_nothing_else(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    assert {name for name in names - set(shipped()) if ".dist-info/" not in name} == set()


def test_the_wheel_writes_and_checks_the_samples_brief_in_an_empty_folder(
    installed: Path, tmp_path: Path
) -> None:
    where = run(
        str(installed / "python"), "-c", "import marketwrap; print(marketwrap.__file__)", cwd=tmp_path
    )
    assert Path(where.strip()).is_relative_to(installed.parent)
    run(str(installed / "marketwrap"), "brief", "--format", "html,pdf,txt,md,json", cwd=tmp_path)
    folder = tmp_path / "output" / "2026-01-14"
    assert {path.name for path in folder.iterdir()} == BRIEF
    assert all(path.stat().st_size for path in folder.iterdir())
    run(str(installed / "marketwrap"), "check", str(folder), cwd=tmp_path)
