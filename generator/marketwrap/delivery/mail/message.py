"""One client's mail as bytes: who and what at the head, then text, HTML, pictures and files.

All of it is written here and read back by the standard library in the tests: Python 3.11 loses the quotes
of a long name when it folds the line, so that one name becomes several addresses, and takes ten times
as long. Bodies of equal parts are equal bytes, whoever they are for.
"""

import base64
import binascii
import hashlib
import hmac
import re
import textwrap
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from email.headerregistry import Address
from email.utils import format_datetime
from functools import lru_cache
from typing import Final
from urllib.parse import quote

from marketwrap.base.errors import ConfigError
from marketwrap.base.settings import MailSettings
from marketwrap.delivery import addresses
from marketwrap.delivery.model import Client, Message, Parts
from marketwrap.delivery.secrets import unsubscribe_key

#: characters on a line of the head, less the longest field's name; 998 is what servers must take
_LINE: Final = 66
#: of a subject: lists of mails show no more of it
_SUBJECT: Final = 200
#: bytes of UTF-8 in an encoded word of RFC 2047, so that a line with one is no longer than 76 characters
_WORD: Final = 39
_ASCII: Final = re.compile(r"[ -~]*")
#: names that need no quotes
_ATOMS: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9 &'-]{0,60}")
#: what of the address becomes the client's own
_PLACE: Final = "{token}"
_LINK: Final = re.compile(r"https://[!-;=?-~]{1,892}")
#: fields of printable ASCII, of which lines go on after a blank
_HEAD: Final = re.compile(r"(?:[A-Za-z-]+: [ -~]{1,900}\r\n(?: [ -~]{1,980}\r\n)*)+")
_KINDS: Final[Mapping[str, str]] = {"pdf": "application/pdf", "json": "application/json"}


def build(
    parts: Parts,
    client: Client,
    mail: MailSettings,
    publisher: str,
    brief: str,
    at: datetime,
    *,
    version: str = "",
) -> Message:
    """The finished message of one client. The same arguments give the same bytes.

    ``brief`` is the name of the brief's folder, and ``version`` tells a corrected edition of it from the
    first: from these and the address comes the Message-ID. ``at`` is when the message is made.
    Raises ConfigError for addresses that cannot be written to.
    """
    sender = addresses.sender(mail)
    to = addresses.mailbox(client.name, client.address, "clients")
    message_id = identity(client, mail, brief, version)
    kind, body = _body(parts)
    head = [
        ("Message-ID", message_id),
        ("Date", format_datetime(at)),
        ("From", _mailbox(sender.display_name or publisher, sender)),
        ("To", _mailbox(to.display_name, to)),
        *_answers(mail),
        ("Subject", _text(addresses.tidy(parts.subject, _SUBJECT) or brief)),
        *_list(mail, sender, to),
        ("Auto-Submitted", "auto-generated"),
        ("X-Auto-Response-Suppress", "OOF, AutoReply"),
        ("Content-Language", _text(client.language)),
        ("MIME-Version", "1.0"),
        ("Content-Type", kind),
    ]
    return Message(client.address, message_id, _written(head) + b"\r\n" + body)


def require_sound(mail: MailSettings) -> None:
    """Raise ConfigError for settings with which no client could be written to."""
    sender = addresses.sender(mail)
    tuple(_answers(mail))
    tuple(_list(mail, sender, sender))


def identity(client: Client, mail: MailSettings, brief: str, version: str = "") -> str:
    """The Message-ID that ``build`` gives. Raises ConfigError as that does."""
    to = addresses.mailbox(client.name, client.address, "clients")
    return f"<{token(f'{brief} {version}', to.addr_spec)}@{addresses.sender(mail).domain}>"


def file_name(publisher: str, brief: str, ending: str) -> str:
    """What an attached file is called: ``example-llc-2026-01-14.pdf``, ASCII whoever publishes it."""
    bare = unicodedata.normalize("NFKD", publisher).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", bare).strip("-")[:40].rstrip("-") or "marketwrap"
    return f"{slug}-{brief}.{ending}"


def token(of: str, address: str) -> str:
    """What stands for an address in a Message-ID: 32 hexadecimal digits of a SHA-256."""
    return hashlib.sha256(f"{of} {address.lower()}".encode()).hexdigest()[:32]


def unsubscribe_token(key: str, address: str) -> str:
    """What stands for an address in ``mail.unsubscribe_url``: the first 32 digits of an HMAC-SHA-256.

    Only who has the key can make one, so that nobody ends the mail of another:
    ``printf %s ada@example.com | openssl dgst -sha256 -hmac "$KEY"``.
    """
    return hmac.new(key.encode(), address.lower().encode(), "sha256").hexdigest()[:32]


# -- head --------------------------------------------------------------------------------------


def _answers(mail: MailSettings) -> Iterator[tuple[str, str]]:
    if mail.reply_to:
        to = addresses.parsed(mail.reply_to, "mail.reply_to")
        yield "Reply-To", _mailbox(to.display_name, to)


def _list(mail: MailSettings, sender: Address, to: Address) -> Iterator[tuple[str, str]]:
    """How to get no more (RFC 2369), with one click where there is an address on the web (RFC 8058)."""
    yield "List-Id", f"<marketwrap.{sender.domain}>"
    write = f"<mailto:{quote(addresses.unsubscribe(mail), safe='@')}?subject=unsubscribe>"
    if not mail.unsubscribe_url:
        yield "List-Unsubscribe", write
        return
    yield "List-Unsubscribe", f"<{_link(mail, to.addr_spec)}>,\r\n {write}"
    yield "List-Unsubscribe-Post", "List-Unsubscribe=One-Click"


def _link(mail: MailSettings, address: str) -> str:
    link = mail.unsubscribe_url
    if _PLACE in link:
        link = link.replace(_PLACE, unsubscribe_token(unsubscribe_key(mail).reveal(), address))
    if not _LINK.fullmatch(link):
        what = f"{mail.unsubscribe_url!r} is no https address of at most 900 characters"
        raise ConfigError(what, where="mail.unsubscribe_url")
    return link


def _mailbox(name: str, address: Address) -> str:
    """A name and an address as a field has them; a name of other than letters is encoded whole."""
    name, spec = addresses.tidy(name), f"<{address.addr_spec}>"
    if not name:
        return address.addr_spec
    words = [name] if _ATOMS.fullmatch(name) else list(_encoded(name))
    alone = len(words) == 1 and len(words[0]) + len(spec) < _LINE
    return f"{words[0]} {spec}" if alone else "\r\n ".join((*words, spec))


def _text(text: str) -> str:
    """A text as a field has it, on lines of a length that is allowed."""
    # what looks like an encoded word would be decoded
    if not _ASCII.fullmatch(text) or "=?" in text:
        return "\r\n ".join(_encoded(text))
    return "\r\n ".join(textwrap.wrap(text, _LINE, break_long_words=True, break_on_hyphens=False))


def _encoded(text: str) -> Iterator[str]:
    """A text in encoded words of RFC 2047, which are read as one."""
    word = b""
    for character in map(str.encode, text):
        if len(word) + len(character) > _WORD:
            yield _word(word)
            word = b""
        word += character
    yield _word(word)


def _word(content: bytes) -> str:
    return f"=?utf-8?b?{base64.b64encode(content).decode()}?="


def _written(head: Iterable[tuple[str, str]]) -> bytes:
    """The fields as bytes. Raises ValueError for a line end that is no fold: nothing gets past this."""
    lines = "".join(f"{name}: {value}\r\n" for name, value in head)
    if not _HEAD.fullmatch(lines):
        raise ValueError(f"a field of the head is not sound: {lines!r}")
    return lines.encode("ascii")


# -- body --------------------------------------------------------------------------------------

_Entity = tuple[str, bytes]


def _body(parts: Parts) -> _Entity:
    """The type and the bytes of what stands below the head."""
    page = _leaf("text/html; charset=utf-8", _quoted(parts.html), "quoted-printable")
    if parts.pictures:
        shown = [_picture(name, content) for name, content in parts.pictures.items()]
        page = _typed(*_multipart("related", [page, *shown], '; type="text/html"'))
    text = _leaf("text/plain; charset=utf-8", _quoted(parts.text), "quoted-printable")
    both = _multipart("alternative", [text, page])
    if not parts.attachments:
        return both
    files = [_file(name, content) for name, content in parts.attachments.items()]
    return _multipart("mixed", [_typed(*both), *files])


def _multipart(kind: str, pieces: Sequence[bytes], more: str = "") -> _Entity:
    """Pieces with a line between them that is made of what they say, so that none of them holds it."""
    mark = hashlib.sha256(b"".join(pieces)).hexdigest()[:40].encode()
    body = b"".join(b"--" + mark + b"\r\n" + piece + b"\r\n" for piece in pieces)
    return f'multipart/{kind};\r\n boundary="{mark.decode()}"{more}', body + b"--" + mark + b"--\r\n"


def _typed(kind: str, body: bytes) -> bytes:
    return f"Content-Type: {kind}\r\n\r\n".encode() + body


def _leaf(kind: str, body: bytes, encoding: str, *more: tuple[str, str]) -> bytes:
    head = [("Content-Type", kind), ("Content-Transfer-Encoding", encoding), *more]
    return _written(head) + b"\r\n" + body


def _picture(name: str, content: bytes) -> bytes:
    file = f"{_plain(name.partition('@')[0])}.png"
    shown = ("Content-ID", f"<{name}>"), ("Content-Disposition", f'inline; filename="{file}"')
    return _leaf("image/png", _lines(content), "base64", *shown)


def _file(name: str, content: bytes) -> bytes:
    file = _plain(name)
    kind = _KINDS.get(file.rpartition(".")[2], "application/octet-stream")
    attached = ("Content-Disposition", f'attachment;\r\n filename="{file}"')
    return _leaf(kind, _lines(content), "base64", attached)


def _plain(name: str) -> str:
    """A file's name that every system takes, and no reader of mail mistakes."""
    return re.sub(r"[^A-Za-z0-9._-]+|^[.-]+", "-", name)[-100:].lstrip(".-") or "file"


def _quoted(text: str) -> bytes:
    ended = text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n") + "\n"
    return binascii.b2a_qp(ended.encode(), istext=True).replace(b"\n", b"\r\n")


@lru_cache(16)  # the pictures and the brief are the same objects in message after message
def _lines(content: bytes) -> bytes:
    return base64.encodebytes(content).replace(b"\n", b"\r\n")
