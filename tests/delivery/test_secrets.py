"""The password of the mail server comes from three places and shows itself in none."""

# ruff: noqa: S106  # names and passwords of these tests

import pickle
import sys
import traceback
from pathlib import Path
from typing import Any

import keyring
import keyring.backend
import pytest

from marketwrap.base.errors import ConfigError
from marketwrap.delivery.secrets import Secret, password
from tests.delivery import mailserver


class Ring(keyring.backend.KeyringBackend):
    """A keyring in memory."""

    priority = 1

    def set_password(self, service: str, username: str, password: str) -> None:
        raise NotImplementedError

    def get_password(self, service: str, username: str) -> str | None:
        return {("briefs", "mailer"): "of the ring"}.get((service, username))


def found(environment: dict[str, str] | None = None, **settings: Any) -> str:
    secret = password(mailserver.settings(1, Path("ca.pem"), **settings), environment or {})
    assert secret is not None
    return secret.reveal()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "password"
    path.write_text("of the file\n")
    path.chmod(0o600)
    return path


@pytest.fixture
def ring() -> Any:
    before = keyring.get_keyring()
    keyring.set_keyring(Ring())  # type: ignore[no-untyped-call]
    yield
    keyring.set_keyring(before)


@pytest.mark.usefixtures("ring")
def test_the_environment_comes_before_the_file_and_the_file_before_the_keyring(file: Path) -> None:
    everything = {"password_file": file, "password_keyring": "briefs"}
    assert found({"MARKETWRAP_SMTP_PASSWORD": "of the run"}, **everything) == "of the run"
    assert found({}, **everything) == "of the file"
    assert found({}, password_keyring="briefs") == "of the ring"


def test_without_a_user_there_is_no_password(file: Path) -> None:
    assert password(mailserver.settings(1, Path("ca.pem"), user="", password_file=file), {}) is None


def test_a_user_without_a_password_is_told_where_to_put_it() -> None:
    with pytest.raises(ConfigError, match="no password for mailer; set MARKETWRAP_SMTP_PASSWORD"):
        found()


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o644])
def test_a_file_that_others_may_read_is_refused(file: Path, mode: int) -> None:
    file.chmod(mode)
    with pytest.raises(ConfigError, match="chmod 600") as caught:
        found(password_file=file)
    assert "of the file" not in str(caught.value)


def test_a_file_that_is_not_there_or_no_text_is_refused(file: Path, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        found(password_file=tmp_path / "none")
    file.write_bytes(b"hush\xff")
    with pytest.raises(ConfigError, match="not UTF-8") as caught:
        found(password_file=file)
    assert "hush" not in "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize("text", ["two\nlines", "a\0b"])
def test_a_password_of_several_lines_is_refused(text: str) -> None:
    with pytest.raises(ConfigError, match="more than one line"):
        found({"MARKETWRAP_SMTP_PASSWORD": text})


def test_a_missing_keyring_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)
    with pytest.raises(ConfigError, match=r"pip install marketwrap\[keyring\]"):
        found(password_keyring="briefs")


def test_a_keyring_without_a_backend_is_one_line() -> None:
    from keyring.backends.fail import Keyring

    before = keyring.get_keyring()
    keyring.set_keyring(Keyring())  # type: ignore[no-untyped-call]
    try:
        with pytest.raises(ConfigError, match=r"keyring gives no password.*mail\.password_file"):
            found(password_keyring="briefs")
    finally:
        keyring.set_keyring(before)


def test_a_secret_shows_itself_to_nobody() -> None:
    secret = Secret("hush")
    assert "hush" not in f"{secret} {secret!r} {[secret]}"
    with pytest.raises(TypeError):
        pickle.dumps(secret)
