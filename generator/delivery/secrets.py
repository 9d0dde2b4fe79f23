"""The password of the mail server: where it is kept, and how it stays out of sight."""

import os
import stat
from collections.abc import Mapping
from pathlib import Path

from generator.config import MailSettings
from generator.errors import ConfigError


class Secret:
    """A text that shows itself only to those who ask by ``reveal()``: no log and no error prints it."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """The text itself."""
        return self._text

    def __repr__(self) -> str:
        return "Secret()"

    def __reduce__(self) -> str:
        raise TypeError("a secret is not written down")


def password(mail: MailSettings, environment: Mapping[str, str] = os.environ) -> Secret | None:
    """The password of ``mail.user``: from the environment, else a file, else the system's keyring.

    None when no user is set. Raises ConfigError when there is no password, or not a safe one.
    """
    if not mail.user:
        return None
    text = environment.get(mail.password_env, "")
    if not text and mail.password_file is not None:
        text = _of_file(mail.password_file)
    if not text and mail.password_keyring:
        text = _of_keyring(mail.password_keyring, mail.user)
    if not text:
        raise ConfigError(
            f"there is no password for {mail.user}",
            where="mail",
            remedy=f"set {mail.password_env}, mail.password_file or mail.password_keyring",
        )
    if "\0" in text or "\n" in text or "\r" in text:
        raise ConfigError("the password has more than one line", where="mail")
    return Secret(text)


def _of_file(path: Path) -> str:
    """First line of a file that only its owner may read."""
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            content = file.read(4096)
    except OSError as error:
        raise ConfigError(
            f"the password cannot be read: {error.strerror}", where=str(path), remedy="see mail.password_file"
        ) from None
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise ConfigError(
            "others than its owner may read the password", where=str(path), remedy=f"chmod 600 {path}"
        )
    try:
        return content.decode("utf-8").rstrip("\r\n")
    except UnicodeDecodeError:
        # without the cause: it quotes the bytes
        raise ConfigError("the password is not UTF-8", where=str(path)) from None


def _of_keyring(service: str, user: str) -> str:
    try:
        import keyring  # noqa: PLC0415  # an extra
        import keyring.errors  # noqa: PLC0415
    except ImportError:
        raise ConfigError(
            "the keyring needs a library that is not installed",
            where="mail.password_keyring",
            remedy="pip install marketwrap[keyring]",
        ) from None
    try:
        return keyring.get_password(service, user) or ""
    except keyring.errors.KeyringError as error:
        raise ConfigError(
            f"the keyring gives no password: {error}",
            where="mail.password_keyring",
            remedy=f"set mail.password_file, or store it with: keyring set {service} {user}",
        ) from None
