"""Files appear under their name whole or not at all."""

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO


def write(path: Path, content: bytes) -> None:
    """Write a file by way of a draft beside it; folders on the way are made.

    Whoever opens ``path`` meanwhile reads the old content or the new one. Raises OSError.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:50]}.")
    draft = Path(name)
    try:
        _fill(os.fdopen(handle, "wb"), content)
        # mkstemp lets only the owner read
        draft.chmod(0o644)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def write_all(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files that belong together: all are drafted before the first one takes its place.

    So a disk that is full leaves the old set as it was. Folders on the way are made. Raises OSError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".draft-") as drafts:
        for name, content in files.items():
            draft = Path(drafts) / name
            _fill(draft.open("wb"), content)
            draft.chmod(0o644)
        for name in files:
            (Path(drafts) / name).replace(folder / name)


def _fill(file: BinaryIO, content: bytes) -> None:
    """Write and close; the content is on the disk before its name is, should the power fail."""
    with file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
