"""What the doctor finds well, and what it says of each thing that is broken."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
import trustme

from marketwrap.app import doctor
from marketwrap.app.doctor import Setup
from marketwrap.base import settings as config
from marketwrap.base.errors import ConfigError, MarketwrapError
from marketwrap.base.settings import Settings
from marketwrap.market import universe
from tests.delivery import mailserver

NOW = datetime(2026, 1, 15, 2, tzinfo=UTC)


@pytest.fixture
def desk(tmp_path: Path, ca_file: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("MARKETWRAP_SMTP_PASSWORD", mailserver.PASSWORD)
    (tmp_path / "clients.csv").write_text("name,address\nAda,ada@clients.test\n", "utf-8")
    (tmp_path / "clients.csv").chmod(0o600)
    return Settings.model_validate(
        {
            "out": tmp_path / "output", "records": tmp_path / "records", "clients": tmp_path / "clients.csv",
            "mail": mailserver.settings(mailserver.free_port(), ca_file),
        }
    )  # fmt: skip


def examined(settings: Settings, name: str) -> str:
    return dict(doctor.CHECKS)[name](Setup(settings, universe.load("us"), NOW))


def test_a_desk_that_is_well_is_told_so(desk: Settings, ca: trustme.CA) -> None:
    with mailserver.running(ca) as (port, sink):
        assert desk.mail is not None
        mail = desk.mail.model_copy(update={"port": port})
        found = list(doctor.examine(desk.model_copy(update={"mail": mail}), NOW))
    assert {health.check: health.state for health in found if health.state != "ok"} == {
        "signature": "not set", "operator": "not set",
    }  # fmt: skip
    assert sink.got == []


def _mail(**changed: object) -> Callable[[Settings], Settings]:
    def change(settings: Settings) -> Settings:
        assert settings.mail is not None
        return settings.model_copy(update={"mail": settings.mail.model_copy(update=changed)})

    return change


def _open(settings: Settings) -> Settings:
    assert settings.clients is not None
    settings.clients.chmod(0o644)
    return settings


def _in_the_way(settings: Settings) -> Settings:
    settings.out.write_bytes(b"")
    return settings.model_copy(update={"out": settings.out / "briefs"})


@pytest.mark.parametrize(
    ("name", "broken", "said"),
    [
        ("prices", lambda s: s.model_copy(update={"source": "moon"}), "no source moon; give one of"),
        ("clients", lambda s: s.model_copy(update={"clients": s.out / "none.csv"}), "none.csv: cannot be read"),
        ("clients", _open, "everybody on this machine may read it; chmod 600 .*clients.csv"),
        ("folders", _in_the_way, "Not a directory"),
        ("mail server", _mail(), "the server is away: .*; see mail.host, mail.port and the network"),
        ("mail server", _mail(unsubscribe_url="http://x.test"), "mail.unsubscribe_url"),
        ("mail server", _mail(sender="nobody"), "mail.sender"),
        ("mail server", _mail(password_env="NOT_SET"), "no password for mailer; set NOT_SET"),  # noqa: S106  # a name
        ("outbox", lambda s: s.model_copy(update={"outbox": "bogus://x"}), "cannot be an outbox; write a path"),
    ],
)  # fmt: skip
def test_each_thing_that_is_broken_is_named_with_what_mends_it(
    desk: Settings, name: str, broken: Callable[[Settings], Settings], said: str
) -> None:
    with pytest.raises((MarketwrapError, OSError), match=said):
        examined(broken(desk), name)


def test_a_slip_in_the_name_of_a_setting_is_said_plainly(tmp_path: Path) -> None:
    (tmp_path / "desk.toml").write_text('[mail]\nhost = "x"\nsender = "a@b.test"\nrat = 5\n', "utf-8")
    with pytest.raises(ConfigError, match=r"desk.toml: mail.rat: there is no such setting"):
        config.load(tmp_path / "desk.toml")
