"""Files appear under their name whole or not at all."""

import os
import shutil
import tempfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Final

#: how a folder is called that is not finished
DRAFT: Final = ".draft-"


def write(path: Path, content: bytes) -> None:
    """Write a file by way of a draft beside it; folders on the way are made.

    Whoever opens ``path`` meanwhile reads the old content or the new one. Raises OSError.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    _replace(path, content, 0o644)


def write_private(path: Path, content: bytes) -> None:
    """The same for its owner alone, in folders that are made for their owner alone. Raises OSError."""
    make_private(path.parent)
    _replace(path, content, 0o600)


def _replace(path: Path, content: bytes, mode: int) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:50]}.")
    draft = Path(name)
    try:
        _fill(os.fdopen(handle, "wb"), content)
        # mkstemp lets only the owner read
        draft.chmod(mode)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def write_all(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files that belong together: all are drafted before the first one takes its place.

    So a disk that is full leaves the old set as it was. Folders on the way are made. Raises OSError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix=DRAFT) as drafts:
        for name, content in files.items():
            draft = Path(drafts) / name
            _fill(draft.open("wb"), content)
            draft.chmod(0o644)
        for name in files:
            (Path(drafts) / name).replace(folder / name)


def write_sealed(folder: Path, files: Mapping[str, bytes]) -> bool:
    """Write a folder that nothing writes to afterwards, and that its owner alone reads; whole or not at all.

    One that is there already stays as it is, and the answer is false. Folders on the way are made, for
    their owner alone. Raises OSError.
    """
    if folder.exists():
        return False
    make_private(folder.parent)
    draft = Path(tempfile.mkdtemp(dir=folder.parent, prefix=DRAFT))
    try:
        for name, content in files.items():
            _fill((draft / name).open("xb"), content)
            (draft / name).chmod(0o400)
        _settle(draft)
        draft.chmod(0o500)
        draft.rename(folder)
    except OSError:
        remove_sealed(draft)
        if folder.exists():  # another run was quicker
            return False
        raise
    _settle(folder.parent)
    return True


def remove_older(folder: Path, before: datetime) -> None:
    """Remove the files of a folder, which may be missing, that were written before a time. Raises OSError."""
    for path in folder.glob("*"):
        if path.is_file() and path.stat().st_mtime < before.timestamp():
            path.unlink()


def remove_sealed(folder: Path) -> None:
    """Take such a folder away. Raises OSError."""
    # out of sight first, so that a crash leaves no half of it under its name
    folder.chmod(0o700)
    gone = folder if folder.name.startswith(DRAFT) else folder.with_name(f"{DRAFT}{folder.name}")
    folder.rename(gone)
    shutil.rmtree(gone)


def make_private(folder: Path) -> None:
    """Make a folder, and those on the way to it, for their owner alone; what is there stays as it is."""
    if not folder.is_dir():
        make_private(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)


def _settle(folder: Path) -> None:
    """Have the names in a folder on the disk, should the power fail."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _fill(file: BinaryIO, content: bytes) -> None:
    """Write and close; the content is on the disk before its name is, should the power fail."""
    with file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
