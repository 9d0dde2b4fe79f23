"""A sender that is killed at a point of its work: ``python -m tests.delivery.killed PLACE PORT CA POINT COUNT``.

Points: ``reserved``, ``offered``, ``claimed``, ``given``, ``settled``; killed when it gets there for the COUNTth time.
Says that it is ready, and starts at a line on standard input.
"""

import os
import signal
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from marketwrap.delivery import sender
from marketwrap.delivery.model import Entry
from marketwrap.delivery.outbox import Outbox
from marketwrap.delivery.outbox.tables import open_engine
from tests.delivery import mailserver


class Mortal(Outbox):
    """An outbox whose process ends in between."""

    point = ""
    left = 0

    def _at(self, point: str) -> None:
        self.left -= point == self.point
        if point == self.point and self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def reserve(self, *given: Any, **named: Any) -> Entry | None:
        entry = super().reserve(*given, **named)
        self._at("reserved")
        return entry

    def claim(self, *given: Any, **named: Any) -> Entry | None:
        self._at("offered")
        entry = super().claim(*given, **named)
        self._at("claimed")
        return entry

    def settle(self, *given: Any, **named: Any) -> bool:
        self._at("given")
        done = super().settle(*given, **named)
        self._at("settled")
        return done


if __name__ == "__main__":
    place, port, ca, Mortal.point, count = sys.argv[1:]
    Mortal.left = int(count)
    print("ready", flush=True)  # noqa: T201  # read by the test
    sys.stdin.readline()
    with Mortal(*open_engine(place)) as box:
        tally = sender.deliver(
            box, mailserver.settings(int(port), Path(ca)), clock=lambda: datetime.now(UTC), sleep=time.sleep,
            environment=mailserver.ENVIRONMENT,
        )  # fmt: skip
    print({str(state): number for state, number in tally.items()})  # noqa: T201  # read by the test
