"""Files appear whole, and sets of them together."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from marketwrap.base import disk


def test_a_file_is_replaced_and_no_draft_is_left(tmp_path: Path) -> None:
    path = tmp_path / "new" / "brief.txt"
    disk.write(path, b"old")
    disk.write(path, b"new")
    assert path.read_bytes() == b"new"
    assert [file.name for file in path.parent.iterdir()] == ["brief.txt"]


def test_a_set_of_files_takes_its_place(tmp_path: Path) -> None:
    disk.write_all(tmp_path / "2026-01-14", {"brief.txt": b"text", "brief.md": b"mark"})
    found = {file.name: file.read_bytes() for file in (tmp_path / "2026-01-14").iterdir()}
    assert found == {"brief.txt": b"text", "brief.md": b"mark"}


def test_a_set_that_cannot_be_written_whole_leaves_the_old_one(tmp_path: Path) -> None:
    disk.write_all(tmp_path, {"brief.txt": b"old"})
    with pytest.raises(OSError, match="too long"):
        disk.write_all(tmp_path, {"brief.txt": b"new", "b" * 300: b"no file system takes this name"})
    assert [(file.name, file.read_bytes()) for file in tmp_path.iterdir()] == [("brief.txt", b"old")]


def test_a_folder_that_may_not_be_written_to_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "output").write_text("a file is in the way", "utf-8")
    with pytest.raises(OSError):
        disk.write_all(tmp_path / "output", {"brief.txt": b"text"})


def test_a_sealed_folder_is_there_whole_or_not_at_all(tmp_path: Path) -> None:
    place = tmp_path / "kept" / "it"
    with pytest.raises(OSError, match="too long"):
        disk.write_sealed(place, {"one": b"1", "2" * 300: b"2"})
    assert list(place.parent.iterdir()) == []
    assert disk.write_sealed(place, {"one": b"1"})
    assert not disk.write_sealed(place, {"one": b"another"})
    assert (place / "one").read_bytes() == b"1"


def test_a_sealed_folder_can_be_removed(tmp_path: Path) -> None:
    place = tmp_path / "it"
    disk.write_sealed(place, {"one": b"1"})
    disk.remove_sealed(place)
    assert list(tmp_path.iterdir()) == []


def test_old_files_of_a_folder_are_removed_and_young_ones_stay(tmp_path: Path) -> None:
    now = datetime(2026, 1, 14, tzinfo=UTC)
    for name, days in (("old", 2), ("young", 0)):
        (tmp_path / name).write_bytes(b"")
        moment = (now - timedelta(days=days)).timestamp()
        os.utime(tmp_path / name, (moment, moment))
    disk.remove_older(tmp_path, now - timedelta(days=1))
    assert [path.name for path in tmp_path.iterdir()] == ["young"]
    disk.remove_older(tmp_path / "none", now)
