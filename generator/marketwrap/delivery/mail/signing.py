"""DKIM (RFC 6376): a signature over a message's head and body; the sender's domain vouches for it."""

import base64
import binascii
import re
from collections.abc import Callable
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from marketwrap.base.errors import ConfigError
from marketwrap.base.settings import MailSettings
from marketwrap.delivery.addresses import sender
from marketwrap.delivery.secrets import of_owner

#: fields that the signature covers; one that a message has not is signed as absent, so that none is added
SIGNED: Final = (
    "From",
    "To",
    "Reply-To",
    "Subject",
    "Date",
    "Message-ID",
    "List-Id",
    "List-Unsubscribe",
    "List-Unsubscribe-Post",
    "Auto-Submitted",
    "Content-Language",
    "MIME-Version",
    "Content-Type",
    # once more, so that no second one is added
    "From",
    "To",
    "Subject",
    "Date",
)
#: bits of an RSA key; receivers take a shorter one for none
FEWEST_BITS: Final = 1024
_WHERE: Final = "mail.dkim"
_PEM: Final = re.compile(
    r"-----BEGIN (?:RSA )?PRIVATE KEY-----([A-Za-z0-9+/=\s]+)-----END (?:RSA )?PRIVATE KEY-----"
)
#: what stands before the 32 bytes of an Ed25519 key in PKCS #8 (RFC 8410)
_ED25519: Final = bytes.fromhex("302e020100300506032b657004220420")


def signer(mail: MailSettings) -> Callable[[bytes], bytes]:
    """What signs a message: raw bytes in, the same with a signature at the head out.

    Without a key it gives them back as they are. The key is read and tried here. Raises ConfigError, in
    one line, for a key that others may read, that is none, or that is not the sender's.
    """
    if mail.dkim is None:
        return bytes
    domain, own = mail.dkim.domain.lower(), sender(mail).domain.lower()
    if own != domain and not own.endswith(f".{domain}"):
        what = f"a signature of {domain} says nothing about mail from {own}"
        raise ConfigError(what, where=f"{_WHERE}.domain", remedy="sign for the domain of mail.sender")
    algorithm, key = _key(mail.dkim.key)
    sign = partial(_signed, mail.dkim.selector.encode("ascii"), domain.encode("ascii"), key, algorithm)
    sign(b"From: probe@example.com\r\n\r\nprobe\r\n")
    return sign


def _signed(selector: bytes, domain: bytes, key: bytes, algorithm: bytes, raw: bytes) -> bytes:
    import dkim  # noqa: PLC0415  # loads a resolver, which only mail with a signature needs

    relaxed = (b"relaxed", b"relaxed")
    names = [name.encode() for name in SIGNED]
    return dkim.sign(raw, selector, domain, key, None, relaxed, algorithm, names) + raw  # type: ignore[no-any-return]


def _key(path: Path) -> tuple[bytes, bytes]:
    """The algorithm of a key, and the key as dkimpy takes it."""
    found = _PEM.search(of_owner(path, "key").decode("ascii", "replace"))
    try:
        der = base64.b64decode("".join(found[1].split()), validate=True) if found else b""
    except binascii.Error:
        der = b""
    if der.startswith(_ED25519) and len(der) == len(_ED25519) + 32:
        _require_nacl(path)
        return b"ed25519-sha256", base64.b64encode(der[len(_ED25519) :])
    if found and _bits(found[0].encode()) >= FEWEST_BITS:
        return b"rsa-sha256", found[0].encode()
    what = f"no private key of RSA, {FEWEST_BITS} bits or more, or of Ed25519, in PEM without a passphrase"
    raise ConfigError(what, where=str(path), remedy="openssl genrsa -out dkim.pem 2048 makes one")


def _bits(pem: bytes) -> int:
    """The length of an RSA key; 0 for what is none."""
    from dkim import crypto  # noqa: PLC0415

    try:
        key: dict[str, Any] = crypto.parse_pem_private_key(pem)
        modulus: int = key["modulus"]
    except (crypto.UnparsableKeyError, ValueError, IndexError, TypeError):
        return 0
    return modulus.bit_length()


def _require_nacl(path: Path) -> None:
    if find_spec("nacl") is None:
        what = "Ed25519 keys need a library that is not installed"
        raise ConfigError(what, where=str(path), remedy="pip install pynacl, or use an RSA key")
