"""What stands in the commands of SMTP, and what comes back."""

import re
from dataclasses import dataclass

import idna

#: of an answer; a server may say more than anybody reads
LONGEST = 500

STATUS = re.compile(r"^([245]\.\d{1,3}\.\d{1,3})(?:\s|$)")
#: what ends an address in a command, or begins another one
UNSAFE = re.compile(r"[\x00-\x20\x7f-\xa0<>\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server said; or would have, where the program knows beforehand."""

    code: int
    text: str = ""
    #: enhanced status (RFC 3463), as in ``5.1.1``; empty where there is none
    status: str = ""

    @property
    def accepted(self) -> bool:
        """Whether the server agreed."""
        return 200 <= self.code < 300

    @property
    def later(self) -> bool:
        """Whether another try is worth it."""
        return 400 <= self.code < 500

    def __str__(self) -> str:
        return " ".join(filter(None, (str(self.code), self.status, self.text)))


def readable(text: str) -> str:
    """A stranger's words in one line that a terminal prints as they are."""
    shown = "".join(sign if sign.isprintable() else " " for sign in text)
    return " ".join(shown.split())[:LONGEST]


def in_command(address: str) -> str:
    """An address as commands have it: a domain in ASCII wherever the part before it is."""
    local, _, domain = address.rpartition("@")
    if address.isascii() or not local.isascii():
        return address
    try:
        return f"{local}@{idna.encode(domain, uts46=True).decode()}"
    except idna.IDNAError:
        return address


def is_international(address: str, raw: bytes) -> bool:
    """Whether a message needs SMTPUTF8 (RFC 6531): by its recipient or by its head."""
    head, _, _ = raw.partition(b"\r\n\r\n")
    return not (head.isascii() and in_command(address).isascii())
