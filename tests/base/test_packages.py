"""Code of the user's own is run once, under a name of its own, wherever it lies."""

import sys
from pathlib import Path

import pytest

from marketwrap.base import packages

#: dataclasses look their module up by its name where annotations are texts
FROZEN = """
from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Grammar:
    mark: str = ","


GRAMMAR = Grammar()
"""


def written(file: Path, text: str) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")
    return file


def test_a_file_may_define_a_dataclass_whose_annotations_are_texts(tmp_path: Path) -> None:
    assert packages.of_file(written(tmp_path / "grammar.py", FROZEN)).GRAMMAR.mark == ","


def test_a_file_is_run_once(tmp_path: Path) -> None:
    file = written(tmp_path / "once.py", "MADE = object()")
    assert packages.of_file(file).MADE is packages.of_file(file).MADE


def test_files_of_one_name_in_two_folders_are_two_modules(tmp_path: Path) -> None:
    one, other = (written(tmp_path / name / "grammar.py", f"NAME = {name!r}") for name in ("de", "fr"))
    assert (packages.of_file(one).NAME, packages.of_file(other).NAME) == ("de", "fr")


def test_a_file_that_fails_leaves_nothing_behind_and_can_be_mended(tmp_path: Path) -> None:
    file, before = written(tmp_path / "broken.py", "raise RuntimeError('no')"), set(sys.modules)
    with pytest.raises(RuntimeError, match="no"):
        packages.of_file(file)
    assert set(sys.modules) == before
    written(file, "VALUE = 'mended by hand'")
    assert packages.of_file(file).VALUE == "mended by hand"
