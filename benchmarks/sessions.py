"""Seconds for each further session of a panel, worded and in JSON; the last line is the number."""

import gc
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.prices import prices
from marketwrap import cli
from marketwrap.app.pipeline import write_article
from marketwrap.formats import briefjson
from marketwrap.market import universe
from marketwrap.metrics.panel import Panel

FIRST, FURTHER = 150, 100


def main() -> None:
    """The mean over the last hundred sessions, after those that fill what all share: columns and phrases.

    Garbage is looked for as seldom as in the command.
    """
    gc.set_threshold(*cli.COLLECT)
    panel = Panel(prices(*sys.argv[1:]), universe.load("us"))
    sessions = panel.sessions[-FIRST - FURTHER :]
    for session in sessions[:FIRST]:
        briefjson.dumps(write_article(panel, session))
    start = time.perf_counter()
    for session in sessions[FIRST:]:
        briefjson.dumps(write_article(panel, session))
    print((time.perf_counter() - start) / FURTHER)


main()
