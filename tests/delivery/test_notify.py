"""Notes to the operator, taken by a service on the loopback."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import pytest

from generator.delivery.notify import tell
from generator.errors import ConfigError, MarketwrapError


@contextmanager
def service(answer: int = 200) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """A web hook that keeps what it is told."""
    told: list[dict[str, Any]] = []

    class Hook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            told.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(answer)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Hook)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"json://127.0.0.1:{server.server_port}/hook", told
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_every_address_gets_the_note() -> None:
    with service() as (one, first), service() as (other, second):
        tell([one, other], "marketwrap", "2026-01-14 waits for review")
    for told in (first, second):
        assert [(note["title"], note["message"]) for note in told] == [
            ("marketwrap", "2026-01-14 waits for review")
        ]


def test_an_address_may_stand_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    with service() as (address, told):
        monkeypatch.setenv("DESK_CHAT", address)
        tell(["$DESK_CHAT"], "marketwrap", "trouble")
    assert len(told) == 1


def test_a_variable_that_is_not_set_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DESK_CHAT", raising=False)
    with pytest.raises(ConfigError, match=r"^daily.notify: the environment has no DESK_CHAT$"):
        tell(["$DESK_CHAT"], "marketwrap", "trouble")


def test_an_address_of_no_kind_is_counted_and_not_printed() -> None:
    with pytest.raises(ConfigError, match=r"^daily.notify: entry 1 is no address that apprise knows$"):
        tell(["nonsense://secret"], "marketwrap", "trouble")


def test_a_service_that_fails_is_said() -> None:
    with service(500) as (address, _), pytest.raises(MarketwrapError, match="was not taken"):
        tell([address], "marketwrap", "trouble")


def test_without_apprise_the_line_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "apprise", None)
    with pytest.raises(ConfigError, match=r"pip install 'marketwrap\[notify\]'"):
        tell(["json://127.0.0.1"], "marketwrap", "trouble")
