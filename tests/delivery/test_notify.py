"""Notes to the operator, taken by a service on the loopback."""

import sys

import pytest

from marketwrap.base.errors import ConfigError, MarketwrapError
from marketwrap.delivery.notify import tell
from tests.delivery.hooks import service


def test_every_address_gets_the_note() -> None:
    with service() as one, service() as other:
        tell([one.address, other.address], "marketwrap", "2026-01-14 waits for review")
    for told in (one, other):
        assert [(note["title"], note["message"]) for note in told.notes] == [
            ("marketwrap", "2026-01-14 waits for review")
        ]


def test_an_address_may_stand_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    with service() as told:
        monkeypatch.setenv("DESK_CHAT", told.address)
        tell(["$DESK_CHAT"], "marketwrap", "trouble")
    assert len(told.notes) == 1


def test_a_variable_that_is_not_set_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DESK_CHAT", raising=False)
    with pytest.raises(ConfigError, match=r"^daily.notify: the environment has no DESK_CHAT$"):
        tell(["$DESK_CHAT"], "marketwrap", "trouble")


def test_an_address_of_no_kind_is_counted_and_not_printed() -> None:
    with pytest.raises(ConfigError, match=r"^daily.notify: entry 1 is no address that apprise knows$"):
        tell(["nonsense://secret"], "marketwrap", "trouble")


def test_a_service_that_fails_is_said() -> None:
    with service(500) as deaf, pytest.raises(MarketwrapError, match="was not taken"):
        tell([deaf.address], "marketwrap", "trouble")


def test_without_apprise_the_line_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "apprise", None)
    with pytest.raises(ConfigError, match=r"pip install 'marketwrap\[notify\]'"):
        tell(["json://127.0.0.1"], "marketwrap", "trouble")
