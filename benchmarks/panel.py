"""Seconds for a panel with every metric of every session; the last line is the number."""

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.prices import prices
from marketwrap.market import universe
from marketwrap.metrics.panel import Panel


def main() -> None:
    """Best of three, because the first one warms the libraries."""
    market = universe.load("us")
    closes = prices(*sys.argv[1:])
    seconds = []
    for _ in range(3):
        start = time.perf_counter()
        Panel(closes, market).everything()
        seconds.append(time.perf_counter() - start)
    print(min(seconds))


main()
