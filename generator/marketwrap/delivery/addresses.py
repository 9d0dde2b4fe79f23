"""Names and addresses as they may stand at the head of a message and on its envelope, whatever was typed."""

import unicodedata
from email.headerregistry import Address
from functools import lru_cache
from typing import Final

from email_validator import EmailNotValidError, validate_email

from marketwrap.base.errors import ConfigError
from marketwrap.base.settings import MailSettings

#: characters of a name that a head has room for
LONGEST: Final = 70
#: line ends, controls, what turns the direction of writing, unassigned and private characters
_KINDS: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
#: joins the parts of an emoji and letters of some scripts
_JOINERS: Final = frozenset("\N{ZERO WIDTH JOINER}\N{ZERO WIDTH NON-JOINER}")


def tidy(text: str, longest: int = LONGEST) -> str:
    """A text on one line, without characters that cannot be seen, no longer than a head has room for."""
    seen = "".join(
        " " if c.isspace() or c in "\x00\x85" else c
        for c in text
        if c.isspace() or c == "\x00" or c in _JOINERS or unicodedata.category(c) not in _KINDS
    )
    line = " ".join(seen.split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "\N{HORIZONTAL ELLIPSIS}"


def mailbox(name: str, address: str, where: str) -> Address:
    """A name with its address, whose domain is in ASCII as mail servers have it.

    Raises ConfigError for what is no address, and for one that only servers with SMTPUTF8 take.
    """
    return Address(display_name=tidy(name), addr_spec=_ascii(address, where))


@lru_cache(4096)
def _ascii(address: str, where: str) -> str:
    try:
        known = validate_email(
            address, check_deliverability=False, globally_deliverable=False, test_environment=True
        )
    except EmailNotValidError as error:
        raise ConfigError(f"{address!r} is no address: {error}", where=where) from error
    if known.ascii_email is None:
        what = f"{address!r} has letters before the @ that few mail servers take"
        raise ConfigError(what, where=where, remedy="use an address in ASCII")
    return known.ascii_email


@lru_cache(16)
def parsed(text: str, where: str) -> Address:
    """``Example LLC <brief@example.com>`` or an address alone. Raises ConfigError for anything else."""
    try:
        known = validate_email(
            text,
            check_deliverability=False,
            allow_display_name=True,
            globally_deliverable=False,
            test_environment=True,
        )
    except EmailNotValidError as error:
        raise ConfigError(
            f"{text!r} is not one address: {error}", where=where, remedy="write Name <address>"
        ) from error
    return mailbox(known.display_name or "", known.normalized, where)


def sender(mail: MailSettings) -> Address:
    """From whom the mail is."""
    return parsed(mail.sender, "mail.sender")


def bounces(mail: MailSettings) -> str:
    """Where reports of failed delivery go, which is the sender of the envelope."""
    return (parsed(mail.bounces, "mail.bounces") if mail.bounces else sender(mail)).addr_spec


def unsubscribe(mail: MailSettings) -> str:
    """Where those write who want no more mail."""
    for key in ("unsubscribe", "reply_to"):
        if given := getattr(mail, key):
            return parsed(given, f"mail.{key}").addr_spec
    return sender(mail).addr_spec
