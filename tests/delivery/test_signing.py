"""Signatures, verified by dkimpy as a receiver would, with keys of the test's own."""

import base64
import os
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import dkim
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from marketwrap.base.errors import ConfigError
from marketwrap.base.settings import DkimSettings, MailSettings
from marketwrap.delivery.mail import message, signing
from marketwrap.delivery.model import Client, Parts

PARTS = Parts(
    "A headline",
    "Some text,\n   with blanks   in  it.\n\n\n",
    "<p>Some HTML</p>\n",
    {},
    {"a.pdf": b"%PDF" * 999},
)
AT = datetime(2026, 1, 14, 21, 30, tzinfo=UTC)
CLIENT = Client("Ada", "ada@client.test")


@cache
def rsa_key(bits: int = 1024) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, bits)


def written(folder: Path, key: PrivateKeyTypes, form: PrivateFormat = PrivateFormat.PKCS8) -> Path:
    path = folder / "dkim.pem"
    path.write_bytes(key.private_bytes(Encoding.PEM, form, NoEncryption()))
    path.chmod(0o600)
    return path


def settings(
    key: Path, domain: str = "example.com", sender: str = "Example LLC <brief@example.com>"
) -> MailSettings:
    signs = DkimSettings(domain=domain, selector="s1", key=key)
    return MailSettings(host="mail.example.com", sender=sender, dkim=signs)


def signed(mail: MailSettings) -> bytes:
    made = message.build(PARTS, CLIENT, mail, "Example LLC", "2026-01-14", AT)
    return signing.signer(mail)(made.raw)


def verifies(raw: bytes, key: PrivateKeyTypes) -> bool:
    public = key.public_key()
    if isinstance(public, ed25519.Ed25519PublicKey):
        kind, content = "ed25519", public.public_bytes(Encoding.Raw, PublicFormat.Raw)
    else:
        kind, content = "rsa", public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    record = f"v=DKIM1; k={kind}; p={base64.b64encode(content).decode()}".encode()

    def dns(name: bytes, timeout: int = 5) -> bytes:  # noqa: ARG001  # dkimpy's
        return record if name == b"s1._domainkey.example.com." else b""

    return bool(dkim.verify(raw, dnsfunc=dns))


@pytest.mark.parametrize("form", [PrivateFormat.PKCS8, PrivateFormat.TraditionalOpenSSL])
def test_a_receiver_can_verify_what_an_rsa_key_has_signed(tmp_path: Path, form: PrivateFormat) -> None:
    assert verifies(signed(settings(written(tmp_path, rsa_key(), form))), rsa_key())


def test_a_receiver_can_verify_what_an_ed25519_key_has_signed(tmp_path: Path) -> None:
    pytest.importorskip("nacl", reason="PyNaCl is optional")
    key = ed25519.Ed25519PrivateKey.generate()

    assert verifies(signed(settings(written(tmp_path, key))), key)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"Subject: A headline", b"Subject: Another one"),
        (b"To: Ada ", b"To: Eve "),
        (b"List-Unsubscribe: <", b"List-Unsubscribe: <https://evil.test>, <"),
        (b"Some text", b"Other text"),
        (b"From: Example", b"From: eve@evil.test\r\nFrom: Example"),
        (b"Subject: A", b"Reply-To: eve@evil.test\r\nSubject: A"),
    ],
)
def test_a_message_that_was_changed_on_its_way_verifies_no_more(
    tmp_path: Path, old: bytes, new: bytes
) -> None:
    raw = signed(settings(written(tmp_path, rsa_key())))
    assert old in raw

    assert not verifies(raw.replace(old, new, 1), rsa_key())


def test_blanks_and_empty_lines_that_a_relay_changes_do_no_harm(tmp_path: Path) -> None:
    raw = signed(settings(written(tmp_path, rsa_key())))

    assert verifies(raw.replace(b"Subject: A headline", b"subject:  A  headline ") + b"\r\n\r\n", rsa_key())


def test_the_signature_covers_how_to_get_no_more(tmp_path: Path) -> None:
    raw = signed(settings(written(tmp_path, rsa_key())))
    signature = " ".join(raw.partition(b"\r\nMessage-ID")[0].decode().split())

    assert "c=relaxed/relaxed" in signature
    for name in (
        "list-unsubscribe",
        "list-unsubscribe-post",
        "message-id",
        "date",
        "to",
        "from",
        "mime-version",
    ):
        assert f" {name} " in signature


def test_without_a_key_a_message_stays_as_it_is() -> None:
    mail = MailSettings(host="mail.example.com", sender="brief@example.com")

    assert signing.signer(mail)(b"raw") == b"raw"


@pytest.mark.skipif(os.name != "posix", reason="other systems have no such modes")
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
def test_a_key_that_others_may_read_is_refused(tmp_path: Path, mode: int) -> None:
    path = written(tmp_path, rsa_key())
    path.chmod(mode)

    with pytest.raises(ConfigError, match=r"others may read this key \(mode 6"):
        signing.signer(settings(path))


EC = ec.generate_private_key(ec.SECP256R1()).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def encrypted(key: rsa.RSAPrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"secret"))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no key at all",
        b"-----BEGIN PRIVATE KEY-----\n!!!\n-----END PRIVATE KEY-----\n",
        b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
        b"-----BEGIN RSA PRIVATE KEY-----\nMAA=\n-----END RSA PRIVATE KEY-----\n",
        b"-----BEGIN RSA PRIVATE KEY-----\nAAA\n-----END RSA PRIVATE KEY-----\n",
        encrypted(rsa_key()),
        rsa_key().public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
        EC,
        EC[:60],
        bytes(range(256)),
    ],
)
def test_what_is_no_key_is_one_line_at_the_start(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "dkim.pem"
    path.write_bytes(content)
    path.chmod(0o600)

    with pytest.raises(ConfigError, match="no private key of RSA") as error:
        signing.signer(settings(path))
    assert "\n" not in str(error.value)


def test_a_key_that_is_not_there_is_one_line_at_the_start(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="the key cannot be read: No such file"):
        signing.signer(settings(tmp_path / "none.pem"))


def test_a_domain_that_is_not_the_senders_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, rsa_key())

    with pytest.raises(
        ConfigError, match=r"a signature of example.com says nothing about mail from other.test"
    ):
        signing.signer(settings(path, sender="brief@other.test"))
    assert verifies(signed(settings(path, sender="brief@mail.example.com")), rsa_key())
