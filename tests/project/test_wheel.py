"""The built wheel, installed far from the clone, writes the sample's brief."""

import os
import re
import subprocess
import sys
import sysconfig
import tarfile
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
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sdist of the tree as it is."""
    return build(ROOT, tmp_path_factory.mktemp("sdist"), "sdist")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of the tree as it is."""
    return build(ROOT, tmp_path_factory.mktemp("dist"), "wheel")


def build(tree: Path, to: Path, kind: str) -> Path:
    """What is built of a tree; hatchling is among the pins, so nothing is downloaded."""
    run(sys.executable, "-m", "build", f"--{kind}", "--no-isolation", "--outdir", str(to), str(tree), cwd=to)
    (built,) = to.glob("*.whl" if kind == "wheel" else "*.tar.gz")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The ``bin`` folder of a new environment that holds the wheel and borrows its dependencies.

    A path file in an environment names folders but does not read the path files in these, so the
    clone, which is installed in this way, stays out. A package called ``generator`` was there before.
    """
    home = tmp_path_factory.mktemp("elsewhere") / "env"
    venv.create(home, symlinks=True)
    (library,) = home.glob("lib/python*/site-packages")
    (library / "generator").mkdir()
    (library / "generator" / "__init__.py").write_text('"""Another project\'s."""\n', "utf-8")
    install(home / "bin" / "python", wheel)
    paths = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    (library / "borrowed.pth").write_text("\n".join(sorted(paths)), "utf-8")
    return home / "bin"


def install(python: Path, wheel: Path) -> None:
    pip = (
        sys.executable,
        "-m",
        "pip",
        "--python",
        str(python),
        "install",
        "--quiet",
        "--no-deps",
        "--no-index",
    )
    run(*pip, str(wheel), cwd=python.parent)


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


def test_the_wheel_puts_marketwrap_and_nothing_else_into_site_packages(wheel: Path) -> None:
    tops = {name.partition("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert tops == {"marketwrap", f"marketwrap-{version()}.dist-info"}


def test_a_package_called_generator_that_was_there_before_is_left_alone(
    installed: Path, tmp_path: Path
) -> None:
    say = "import generator, marketwrap; print(generator.__doc__, marketwrap.__version__)"
    assert run(str(installed / "python"), "-c", say, cwd=tmp_path) == f"Another project's. {version()}\n"


def test_the_sdist_builds_the_same_wheel(sdist: Path, wheel: Path, tmp_path: Path) -> None:
    with tarfile.open(sdist) as packed:
        packed.extractall(tmp_path, filter="data")
    again = build(tmp_path / sdist.name.removesuffix(".tar.gz"), tmp_path, "wheel")
    assert {i.filename: i.CRC for i in zipfile.ZipFile(again).infolist()} == {
        i.filename: i.CRC for i in zipfile.ZipFile(wheel).infolist()
    }


def test_the_sdist_holds_what_a_clone_works_with(sdist: Path) -> None:
    with tarfile.open(sdist) as packed:
        names = {name.partition("/")[2] for name in packed.getnames()}
    working = {
        "run.sh",
        ".ci/run",
        ".pre-commit-config.yaml",
        "Containerfile",
        "CONTRIBUTING.md",
        "docs/upgrade.md",
    }
    assert working <= names
    kept = {
        path.relative_to(ROOT).as_posix() for path in (ROOT / "tests/compat").rglob("*") if path.is_file()
    }
    assert {name for name in kept - names if "__pycache__" not in name} == set()


def version() -> str:
    """The version, as the one place that has it says."""
    text = (ROOT / "generator/marketwrap/base/version.py").read_text("utf-8")
    (said,) = re.findall(r'__version__ = "([\d.]+)"', text)
    return str(said)


def test_the_version_stands_in_one_place_of_the_code() -> None:
    """A version of a format or of a library may look alike, so only names are looked at."""
    places = [
        path.relative_to(ROOT).as_posix()
        for path in [*(ROOT / "generator").rglob("*.py"), ROOT / "pyproject.toml"]
        if re.search(r"(?m)^(__version__|version)\b.*=\s*[\"']\d", path.read_text("utf-8"))
    ]
    assert places == ["generator/marketwrap/base/version.py"]


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
