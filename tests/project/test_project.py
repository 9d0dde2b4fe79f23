"""What the whole tree promises: pins that fit, no ticker where a role belongs, no dead path in the docs."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[2]
FOLDERS = (".ci", "benchmarks", "docs", "generator", "requirements", "templates", "tests")
TEXT = {".cfg", ".css", ".html", ".ini", ".jinja", ".j2", ".json", ".md", ".py", ".sh", ".toml", ".txt", ""}
PINS = ("requirements/run.txt", "requirements/dev.txt")
SYMBOLS = frozenset(
    symbol
    for path in (ROOT / "generator/marketwrap/market/universes").glob("*.toml")
    for symbol in tomllib.loads(path.read_text("utf-8"))["instruments"]
)


def project_files() -> Iterator[Path]:
    """Files that are the project's own, wherever the clone came from."""
    # in a second worktree .git is a file, with the place of the first
    yield from (path for path in ROOT.iterdir() if path.is_file() and path.name != ".git")
    for folder in FOLDERS:
        found = (ROOT / folder).rglob("*")
        yield from (path for path in found if path.is_file() and "__pycache__" not in path.parts)


def texts() -> list[tuple[Path, str]]:
    return [
        (path.relative_to(ROOT), path.read_text("utf-8"))
        for path in sorted(project_files())
        if path.suffix in TEXT and path != Path(__file__)
    ]


def found(pattern: str) -> list[str]:
    """Where the pattern stands in the project, as ``file: match``."""
    return [f"{path}: {hit.group()}" for path, text in texts() for hit in re.finditer(pattern, text)]


def test_no_address_of_a_package_registry_is_committed() -> None:
    registries = r"(?i)pypi\.org|pythonhosted\.org|npmjs\.(org|com)|anaconda\.org"
    options = r"(?<!no-emit)(?<!\w)--?(extra-)?index-url|(?<!no-emit)(?<!\w)--find-links|/simple/"
    assert found(f"{registries}|{options}") == []


def test_no_path_of_one_machine_is_committed() -> None:
    assert found(r"(?<![\w.*~-])/(work|root|home|Users)/\w+") == []


def test_nothing_is_left_to_be_done_in_a_comment() -> None:
    assert found(r"\b(TODO|FIXME|XXX)\b") == []


@pytest.mark.parametrize("name", PINS)
def test_a_pin_is_a_name_a_version_and_a_marker(name: str) -> None:
    for line in (ROOT / name).read_text("utf-8").splitlines():
        assert re.fullmatch(r"[a-z0-9-]+==[0-9][0-9a-z.]*( ; .+)?", line), line


def test_every_pin_lies_in_the_range_that_the_project_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    groups = project["dependency-groups"]
    asked = [*project["project"]["dependencies"], *groups["install"]]
    assert misfits(asked, PINS[0]) == []
    asked += [entry for entry in groups["dev"] if isinstance(entry, str)]
    assert misfits(asked, PINS[1]) == []


def misfits(asked: list[str], pins: str) -> list[str]:
    """Requirements that the pins do not meet; run ``./run.sh pins``."""
    pinned: dict[str, set[str]] = {}
    for line in (ROOT / pins).read_text("utf-8").splitlines():
        name, version = line.split(" ;")[0].split("==")
        pinned.setdefault(name, set()).add(version)
    wanted = [Requirement(line) for line in asked]
    return [
        str(requirement)
        for requirement in wanted
        if not all(map(requirement.specifier.contains, pinned.get(normal(requirement.name), {"0"})))
    ]


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_what_runs_has_the_same_version_in_both_lists_of_pins() -> None:
    run, dev = (
        {line.split(" ;")[0] for line in (ROOT / name).read_text("utf-8").splitlines()} for name in PINS
    )
    assert run - dev == set()


def imported() -> set[str]:
    """Top-level packages that the code imports, those of the standard library and its own left out."""
    nodes = [
        node
        for path, text in texts()
        if path.parts[0] == "generator" and path.suffix == ".py"
        for node in ast.walk(ast.parse(text))
    ]
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module}
    return {name.split(".")[0] for name in names} - sys.stdlib_module_names - {"marketwrap"}


def test_every_imported_library_is_asked_for_by_name() -> None:
    """What comes along with another library can go away with its next version."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    asked = [
        *project["dependencies"],
        *(line for extra in project["optional-dependencies"].values() for line in extra),
    ]
    names = {normal(Requirement(line).name) for line in asked}
    owners = packages_distributions()
    assert [
        name for name in sorted(imported()) if names.isdisjoint(map(normal, owners.get(name, [name])))
    ] == []


#: what touches the outside, and the modules that it is left to: docs/architecture.md, "Four frontiers"
OUTSIDE = {
    "apprise": {"delivery/notify.py"},
    "css_inline": {"delivery/mail/page.py"},
    "dkim": {"delivery/mail/signing.py"},
    "http": {"delivery/archive/serve.py", "sources/vendor.py"},  # of the second, the names of statuses alone
    "keyring": {"delivery/secrets.py"},
    "matplotlib": {"render/charts.py"},
    "pikepdf": {"delivery/personal/join.py"},
    "smtplib": {"delivery/mail/smtp.py"},
    "sqlalchemy": {"delivery/outbox/__init__.py", "delivery/outbox/rows.py", "delivery/outbox/tables.py"},
    "weasyprint": {"app/doctor.py", "render/pdf.py"},
    "yfinance": {"events/yahoo_answers.py", "sources/yahoo_ticker.py"},
}


def test_the_outside_is_touched_only_by_the_modules_that_it_is_left_to() -> None:
    found: dict[str, set[str]] = {library: set() for library in OUTSIDE}
    for path in (ROOT / "generator/marketwrap").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            for library in {name.partition(".")[0] for name in names} & OUTSIDE.keys():
                found[library].add(str(path.relative_to(ROOT / "generator/marketwrap")))
    assert found == OUTSIDE


def test_no_ticker_stands_in_the_code() -> None:
    """Universes name them, and what the sample is made of."""
    literals = [
        f"{path}:{node.lineno}: {node.value}"
        for path, text in texts()
        if path.parts[0] == "generator" and path.suffix == ".py"
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in SYMBOLS
    ]
    assert literals == []


def test_no_ticker_stands_in_a_template() -> None:
    """Symbols of one or two letters are left out: they are words and grades, too."""
    long = sorted(symbol for symbol in SYMBOLS if len(symbol) > 2)
    pattern = re.compile("|".join(rf"(?<![\w^]){re.escape(symbol)}(?![\w-])" for symbol in long))
    hits = [f"{path}: {hit.group()}" for path, text in texts() if path.parts[0] == "templates"
            for hit in pattern.finditer(text)]  # fmt: skip
    assert hits == []


def prose() -> list[tuple[Path, str]]:
    """Pages for people, without their code blocks."""
    return [(path, re.sub(r"(?ms)^```.*?^```", "", text)) for path, text in texts() if path.suffix == ".md"]


def test_every_path_named_in_the_docs_exists() -> None:
    named = [
        (path, name)
        for path, text in prose()
        for name in re.findall(r"`([\w.-]+/[\w./-]*|run\.sh|pyproject\.toml)`", text)
        if name.split("/")[0] in {*FOLDERS, "run.sh", "pyproject.toml"}
    ]
    assert named
    assert [f"{path}: {name}" for path, name in named if not (ROOT / name).exists()] == []


def links() -> Iterator[tuple[Path, str, str]]:
    """Every link of a page to another page or to a place in one: page, path (empty: its own), place."""
    for path, text in prose():
        for target in re.findall(r"\]\(([^)\s]+)", text):
            if "://" not in target and not target.startswith("mailto:"):
                to, _, place = target.partition("#")
                yield path, to, place


def places(page: Path) -> set[str]:
    """Where a link can lead on a page: its headings, as they are shown in a browser's address."""
    text = re.sub(r"(?ms)^```.*?^```", "", page.read_text("utf-8"))
    headings = re.findall(r"(?m)^#+ (.+)$", text)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_every_link_between_pages_leads_somewhere() -> None:
    assert any(place for _, _, place in links())
    assert [f"{path}: {to}" for path, to, _ in links() if not (ROOT / path.parent / to).exists()] == []


def test_every_link_to_a_heading_leads_to_one() -> None:
    assert [
        f"{path}: {to}#{place}"
        for path, to, place in links()
        if place and place not in places(ROOT / path.parent / to if to else ROOT / path)
    ] == []


def test_every_place_named_in_the_glossary_exists() -> None:
    page = (ROOT / "docs" / "glossary.md").read_text("utf-8")
    places = re.findall(r"(?m)\| `([\w/]+(?:\.py|/))` \|$", page)
    assert len(places) > 60
    assert [place for place in places if not (ROOT / "generator/marketwrap" / place).exists()] == []


def test_a_word_stands_in_the_glossary_once() -> None:
    page = (ROOT / "docs" / "glossary.md").read_text("utf-8")
    words = [word for row in re.findall(r"(?m)^\| ([^|]+) \|", page) for word in row.strip().split(", ")]
    told = [word for word in words if word not in ("word", "---")]
    assert sorted(told) == sorted(set(told))
