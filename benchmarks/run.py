"""The promises of speed, measured in one run: ``./run.sh bench [--rounds N] [--prices PATH]``.

Ratios are taken within one run on one machine, so that they mean the same on a slow one. Rivals take
turns, and of each the best round counts: what disturbs a measurement only ever makes it longer.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
RIVAL = HERE.parent / "build" / "quantstats"
RIVAL_PINS = ("quantstats==0.0.86", "pandas==3.1.1", "matplotlib==3.11.2")
MEGABYTE = 1e6
#: ``ru_maxrss`` is in kilobytes, on macOS in bytes
RSS_UNIT = 1 if sys.platform == "darwin" else 1024


@dataclass(frozen=True)
class Run:
    """What one process took."""

    seconds: float
    peak: float
    said: str


@dataclass(frozen=True)
class Promise:
    """A measured value and the most it may be."""

    what: str
    value: float
    most: float
    unit: str

    @property
    def kept(self) -> bool:
        """Whether the value is within its bound."""
        return self.value <= self.most

    @property
    def line(self) -> str:
        """The promise as a line of the table."""
        verdict = "kept" if self.kept else "BROKEN"
        unit = f"{self.unit:<2}"
        return f"{self.what:<58} {self.value:7.2f} {unit}  at most {self.most:g} {unit}  {verdict}"


def measure(*command: str, cwd: Path) -> Run:
    """Run a command in a folder; wall clock, peak memory of the process, and its last line.

    Raises RuntimeError when it fails.
    """
    with (cwd / "said").open("w+", encoding="utf-8") as said:
        start = time.perf_counter()
        process = subprocess.Popen(command, cwd=cwd, stdout=said, stderr=subprocess.STDOUT)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        said.seek(0)
        text = said.read().strip()
    if status:
        raise RuntimeError(f"{' '.join(command)} failed:\n{text}")
    return Run(seconds, usage.ru_maxrss * RSS_UNIT / MEGABYTE, text.rsplit("\n", 1)[-1])


def rival_python() -> str | None:
    """A Python that has quantstats, in an environment of its own; None when it cannot be had."""
    python = RIVAL / "bin" / "python"
    if not (RIVAL / "done").exists():
        print("making an environment for quantstats in build/ ...", flush=True)
        venv.create(RIVAL, with_pip=True, clear=True)
        pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *RIVAL_PINS]
        if subprocess.run(pip, check=False, capture_output=True).returncode:
            return None
        (RIVAL / "done").touch()
    return str(python)


def best(rivals: Mapping[str, Callable[[], Run]], rounds: int) -> dict[str, Run]:
    """The quickest run of each rival; they take turns."""
    runs: dict[str, list[Run]] = {name: [] for name in rivals}
    for _ in range(rounds):
        for name, once in rivals.items():
            runs[name].append(once())
    return {name: min(tried, key=lambda run: run.seconds) for name, tried in runs.items()}


def documents(folder: Path, rounds: int) -> list[Promise]:
    """A cold brief against its bare imports, and against a report of quantstats on the same prices."""
    marketwrap = (sys.executable, "-m", "marketwrap", "brief", "--format", "html,pdf", "--out", "output")
    rivals = {
        "imports": lambda: measure(sys.executable, "-c", "import pandas, matplotlib, weasyprint", cwd=folder),
        "brief": lambda: measure(*marketwrap, cwd=folder),
    }
    python = rival_python()
    if python:
        measure(*marketwrap, cwd=folder)
        (prices,) = folder.glob("output/*/prices.csv.gz")
        tearsheet = (python, str(HERE / "tearsheet.py"), str(prices), "tearsheet.html")
        rivals["quantstats"] = lambda: measure(*tearsheet, cwd=folder)
    runs = best(rivals, rounds)
    for name, run in runs.items():
        print(f"  {name:<12} {run.seconds:6.2f} s  {run.peak:5.0f} MB")
    brief = runs["brief"]
    promises = [
        Promise(
            "cold brief, HTML and PDF / import of its libraries",
            brief.seconds / runs["imports"].seconds,
            1.8,
            "",
        ),
        Promise("peak memory of that brief", brief.peak, 300, "MB"),
    ]
    if "quantstats" in runs:
        ratio = brief.seconds / runs["quantstats"].seconds
        promises.append(Promise("cold brief / quantstats.reports.html on the same prices", ratio, 0.4, ""))
    else:
        print("  quantstats could not be installed: its ratio is left out")
    return promises


def inside(folder: Path, prices: list[str], rounds: int) -> list[Promise]:
    """What is timed within a process, which prints its seconds: a client, the panel, a further session."""
    panel, session = float("inf"), float("inf")
    for _ in range(rounds):
        panel = min(panel, seconds_of("panel.py", *prices, cwd=folder))
        session = min(session, seconds_of("sessions.py", *prices, cwd=folder))
    whole, alone = map(float, measure(sys.executable, str(HERE / "clients.py"), cwd=folder).said.split())
    return [
        Promise("a client's own edition / its page alone, by WeasyPrint", whole / alone, 1.5, "x"),
        Promise("panel of 23 years and 56 symbols, every metric", panel, 0.5, "s"),
        Promise("each further session, worded and in JSON", session * 1000, 10, "ms"),
    ]


def seconds_of(script: str, *arguments: str, cwd: Path) -> float:
    """The seconds that a script of this folder prints in its last line."""
    return float(measure(sys.executable, str(HERE / script), *arguments, cwd=cwd).said)


def main() -> int:
    """Print the table; 1 when a promise is broken."""
    parser = argparse.ArgumentParser(description="Measure the ratios that the project promises to keep.")
    parser.add_argument("--rounds", type=int, default=5, help="rounds of each measurement (default: 5)")
    parser.add_argument("--prices", type=Path, help="wide CSV of closes for the panel (default: simulated)")
    arguments = parser.parse_args()
    prices = [str(arguments.prices.resolve())] if arguments.prices else []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        promises = documents(folder, arguments.rounds) + inside(folder, prices, arguments.rounds)
    print()
    for promise in promises:
        print(promise.line)
    return int(not all(promise.kept for promise in promises))


if __name__ == "__main__":
    raise SystemExit(main())
