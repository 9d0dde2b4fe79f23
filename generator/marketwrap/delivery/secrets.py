"""The mail server's password, where it is kept and how it stays out of sight; files of one owner alone."""

import os
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from marketwrap.base.errors import ConfigError
from marketwrap.base.settings import MailSettings

#: bytes; no password and no key is longer
LONGEST: Final = 65_536


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


def unsubscribe_key(mail: MailSettings, environment: Mapping[str, str] = os.environ) -> Secret:
    """What links to unsubscribe are signed with. Raises ConfigError where the environment has none."""
    text = environment.get(mail.unsubscribe_key_env, "")
    if not text:
        raise ConfigError(
            "the links need a key that nobody else knows",
            where="mail.unsubscribe_url",
            remedy=f"set {mail.unsubscribe_key_env} in the environment",
        )
    return Secret(text)


def _of_file(path: Path) -> str:
    try:
        return of_owner(path, "password").decode("utf-8").rstrip("\r\n")
    except UnicodeDecodeError:
        # without the cause: it quotes the bytes
        raise ConfigError("the password is not UTF-8", where=str(path)) from None


def of_owner(path: Path, what: str) -> bytes:
    """The content of a file that no one but its owner may read; ``what`` names it in an error.

    No more of it than 64 kB are read. Raises ConfigError where it cannot be read, or others may read it.
    """
    try:
        with path.open("rb") as file:
            mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
            content = file.read(LONGEST)
    except OSError as error:
        raise ConfigError(f"the {what} cannot be read: {error.strerror}", where=str(path)) from None
    if os.name == "posix" and mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise ConfigError(
            f"others may read this {what} (mode {mode:o})", where=str(path), remedy=f"chmod 600 {path}"
        )
    return content


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
