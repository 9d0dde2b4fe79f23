"""``marketwrap outbox``, ``resend``, ``release`` and ``bounces``, as an operator types them."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from marketwrap.base.errors import ConfigError
from marketwrap.cli import app
from marketwrap.delivery.model import State
from marketwrap.delivery.outbox import Outbox, connect
from tests.delivery.mailserver import message
from tests.delivery.test_bounces import report


@pytest.fixture(autouse=True)
def box(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Outbox]:
    """A working directory whose outbox has a message that was sent, one that is held and one that failed."""
    monkeypatch.chdir(tmp_path)
    now = datetime(2026, 1, 14, 21, 15, tzinfo=UTC)
    with connect(tmp_path / "records" / "outbox.sqlite") as opened:
        opened.add(
            "2026-01-14",
            map(message, ("ann@a.test", "bob@a.test", "cid@a.test")),
            now + timedelta(hours=1),
            now,
        )
        for state, answer in (
            (State.SENT, "250 OK"),
            (State.HELD, "no answer"),
            (State.FAILED, "550 5.1.1 No"),
        ):
            entry = opened.reserve(now)
            assert entry is not None
            entry = opened.claim(entry, now)
            assert entry is not None
            opened.settle(entry, state, answer, now)
        opened.hold("cid@a.test", "550 5.1.1 No", now)
        yield opened


def marketwrap(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments, catch_exceptions=True)


def states(box: Outbox) -> list[str]:
    return [entry.state.value for entry in box.entries()]


def test_every_message_and_every_hold_is_listed() -> None:
    said = marketwrap("outbox").stdout.splitlines()
    assert [line.split()[:3] for line in said[1:4]] == [
        ["2026-01-14", "ann@a.test", "sent"],
        ["2026-01-14", "bob@a.test", "held"],
        ["2026-01-14", "cid@a.test", "failed"],
    ]
    assert said[-1].split() == ["cid@a.test", "2026-01-14", "21:15", "550", "5.1.1", "No"]


def test_a_list_is_narrowed_by_state_and_day() -> None:
    assert "bob@a.test" in marketwrap("outbox", "--state", "held", "--date", "2026-01-14").stdout
    assert "ann@a.test" not in marketwrap("outbox", "--state", "held").stdout
    assert marketwrap("outbox", "--date", "2026-01-1").stdout.startswith("no messages")


def test_a_day_names_all_its_briefs(box: Outbox) -> None:
    now = datetime.now(UTC)
    box.add("2026-01-14-weekly", [message("ann@a.test", version=2)], now + timedelta(hours=1), now)
    said = json.loads(marketwrap("outbox", "--date", "2026-01-14", "--json").stdout)
    assert [row["brief"] for row in said["messages"]] == ["2026-01-14"] * 3 + ["2026-01-14-weekly"]


def test_a_program_reads_json() -> None:
    said = json.loads(marketwrap("outbox", "--json").stdout)
    assert said["messages"][1]["state"] == "held"
    assert said["messages"][1]["message_id"] == "<1.bob@a.test>"
    assert said["holds"][0] == {
        "address": "cid@a.test",
        "reason": "550 5.1.1 No",
        "at": "2026-01-14T21:15:00+00:00",
    }


def test_resend_marks_what_is_asked_for_and_no_more(box: Outbox) -> None:
    assert (
        marketwrap("resend", "2026-01-14", "--state", "held").stdout
        == "1 queued; marketwrap send sends them\n"
    )
    assert states(box) == ["sent", "queued", "failed"]
    assert box.entries(states=[State.QUEUED])[0].expires > datetime.now(UTC) + timedelta(hours=11)


def test_resend_of_everything_has_to_be_narrowed(box: Outbox) -> None:
    assert isinstance(marketwrap("resend", "2026-01-14").exception, ConfigError)
    assert isinstance(marketwrap("resend", "2026-01-14", "--state", "held", "--force").exception, ConfigError)
    assert states(box) == ["sent", "held", "failed"]


def test_a_brief_that_was_corrected_is_resent_as_corrected_or_not_at_all(box: Outbox) -> None:
    now = datetime.now(UTC)
    name = "2026-01-14-correction-0a1b2c3d"
    box.add(name, [message("dan@a.test", version=2)], now + timedelta(hours=1), now)
    wrong = marketwrap("resend", "2026-01-14", "--state", "held")
    assert isinstance(wrong.exception, ConfigError)
    assert str(wrong.exception) == f"2026-01-14: it has been corrected; marketwrap resend {name}"
    assert "held" in states(box)


def test_resend_of_what_was_sent_needs_force(box: Outbox) -> None:
    assert "nothing" in marketwrap("resend", "2026-01-14", "--only", "ann@a.test").stdout
    assert json.loads(
        marketwrap("resend", "2026-01-14", "--only", "ann@a.test", "--force", "--json").stdout
    ) == {"queued": 1}
    assert states(box) == ["queued", "held", "failed"]


def test_an_address_on_hold_is_resent_after_its_release(box: Outbox) -> None:
    assert "nothing" in marketwrap("resend", "2026-01-14", "--state", "failed").stdout
    assert marketwrap("release", "CID@a.test").exit_code == 0
    assert "1 queued" in marketwrap("resend", "2026-01-14", "--state", "failed").stdout
    assert states(box) == ["sent", "held", "queued"]


def test_release_of_an_address_that_is_not_on_hold_is_an_error() -> None:
    assert isinstance(marketwrap("release", "ann@a.test").exception, ConfigError)


def test_bounces_are_read_and_counted(tmp_path: Path, box: Outbox) -> None:
    (tmp_path / "one.eml").write_bytes(report())
    assert marketwrap("bounces", "one.eml").stdout.startswith("1 held, 0 failed")
    assert json.loads(marketwrap("bounces", "one.eml", "--json").stdout)["known"] == 1
    assert [hold.address for hold in box.holds()] == ["cid@a.test", "ann@a.test"]


@pytest.mark.parametrize(
    "command", [("outbox",), ("resend", "x", "--state", "held"), ("release", "x"), ("bounces", "x")]
)
def test_without_an_outbox_there_is_one_line_and_no_file_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    with pytest.raises(ConfigError, match="no outbox yet"):
        raise marketwrap(*command).exception or AssertionError
    assert list(Path().iterdir()) == []
