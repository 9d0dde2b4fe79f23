"""Make the folder of a version: the desk of ``desk.py`` works for a day, with that version's own commands.

    python -m tests.compat.make PATH PACKAGE FOLDER

PATH is where that version's package lies, PACKAGE what it is called, FOLDER what is made. It is run in the
clone of today, whose servers it borrows, in an environment that has the version's libraries.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.compat import desk

DAY = desk.FIRST.isoformat()
COMMANDS = (
    ("brief", "--date", DAY),
    ("approve", DAY, "--reviewer", "Jane Roe"),
    ("send", DAY, "--late"),
    ("archive",),
)
#: the certificate of a server that is gone, and a page of fonts that every version makes again
LEFT_OUT = ("ca.pem", "output/index.html")


def made(path: Path, package: str, folder: Path) -> None:
    """Work for a day in ``folder``; what need not be kept is taken out again."""
    desk.furnish(folder)
    settings = (folder / "marketwrap.toml").read_bytes()
    with desk.at_work(folder) as (yahoo, _, servers):
        yahoo.add(*desk.listings())
        around = desk.environment(str(path.resolve()), servers)
        for command in COMMANDS:
            subprocess.run([sys.executable, "-m", package, *command], cwd=folder, env=around, check=True)
    (folder / "marketwrap.toml").write_bytes(settings)
    for name in LEFT_OUT:
        (folder / name).unlink()


def main() -> None:
    """Make the folder anew, whole or not at all."""
    path, package, folder = sys.argv[1:]
    with tempfile.TemporaryDirectory() as place:
        draft = Path(place) / "desk"
        made(Path(path), package, draft)
        shutil.copytree(draft, folder)


if __name__ == "__main__":
    main()
