"""Folders of files that a test writes, and the command run in them as a user runs it."""

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path


def written(folder: Path, files: Mapping[str, str]) -> Path:
    """The folder, with these files by their names in it."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """``marketwrap`` in a process of its own, in that folder."""
    command = [sys.executable, "-m", "marketwrap", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
