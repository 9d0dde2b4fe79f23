"""A web hook on the loopback that keeps what it is told."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any


@dataclass
class Told:
    """Where the hook is, as apprise has it, and what it was told."""

    address: str
    notes: list[dict[str, Any]] = field(default_factory=list)


@contextmanager
def service(answer: int = 200) -> Iterator[Told]:
    """A hook that gives this answer."""
    told = Told("")

    class Hook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            told.notes.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(answer)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Hook)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    told.address = f"json://127.0.0.1:{server.server_port}/hook"
    try:
        yield told
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
