"""The mail server: encrypted or not at all, one recipient a message, answers as values."""

import base64
import re
import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Self

from marketwrap.base.errors import ConfigError, MarketwrapError
from marketwrap.base.settings import MailSettings
from marketwrap.delivery import addresses
from marketwrap.delivery.mail.envelope import (
    LONGEST,
    STATUS,
    UNSAFE,
    Answer,
    in_command,
    is_international,
    readable,
)
from marketwrap.delivery.secrets import Secret

#: messages over one connection before it is made anew; servers close those that stay too long
MESSAGES_PER_CONNECTION = 100
#: times the timeout that a whole message may wait for its answer: servers look through it first, and
#: whoever gives up too early does not know what became of it (RFC 5321, 4.5.3.2.6)
READING = 5


class MailError(MarketwrapError):
    """The server is not to be trusted, or does not trust us: no message is sent before that is mended."""

    exit_code = 2


class Away(MailError):
    """The server is not there, or has gone before the message was whole: nothing was taken."""

    exit_code = 1


class Unknown(MailError):
    """The message went out whole, and no answer came: it may have been taken."""

    exit_code = 1


class Server:
    """One connection after another to the mail server; opened when a message is offered.

    ``offer`` names sender and recipient, ``give`` hands over the message: between the two, the row is
    claimed. Every step has a timeout.
    """

    def __init__(self, mail: MailSettings, password: Secret | None) -> None:
        self._mail = mail
        self._password = password
        self._sender = addresses.bounces(mail)
        self._context = _context(mail)
        self._where = f"{mail.host}:{mail.server_port}"
        self._smtp: smtplib.SMTP | None = None
        self._given = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def check(self) -> None:
        """Connect, encrypt and log in. Raises MailError."""
        self._ready()

    def offer(self, address: str, raw: bytes) -> Answer:
        """Name sender and recipient of a message; the answer says whether it may be given.

        Raises Away when the connection is lost or the server wants none (421), and MailError when it
        refuses TLS, the login or the sender, for that concerns every message.
        """
        smtp = self._ready()
        if (refused := self._foreseen(smtp, address, raw)) is not None:
            return refused
        with self._connected():
            answer = self._answered(smtp.docmd("MAIL", self._mail_from(smtp, address, raw)))
            if answer.code >= 500 and not _is_size(answer):
                raise MailError(
                    f"the sender {self._sender} is refused: {answer}",
                    where=self._where,
                    remedy="see mail.sender and mail.bounces",
                )
            if not answer.accepted:
                return answer
            return self._answered(smtp.docmd("RCPT", f"TO:<{in_command(address)}>"))

    def give(self, raw: bytes) -> Answer:
        """Hand over a message whose recipient was accepted.

        Raises Away when the connection is lost before the message was whole, and Unknown when it is
        lost before the answer: a server may take what it has read to the final dot.
        """
        smtp = self._smtp
        if smtp is None:
            raise Away("the connection is closed", where=self._where)
        self._given += 1
        dotted = re.sub(rb"(?m)^\.", b"..", raw if raw.endswith(b"\r\n") else raw + b"\r\n")
        with self._connected():
            answer = self._answered(smtp.docmd("DATA"))
            if answer.code != 354:
                return answer
            smtp.send(dotted)
        try:
            _set_timeout(smtp, READING * self._mail.timeout)
            smtp.send(b".\r\n")
            code, text = smtp.getreply()
            _set_timeout(smtp, self._mail.timeout)
        except OSError as error:
            self._drop()
            raise Unknown(f"no answer to the message: {_reason(error)}", where=self._where) from None
        if code == 421:
            self._drop()
        return self._answer(code, text)

    def close(self) -> None:
        """Say goodbye where somebody listens."""
        smtp, self._smtp = self._smtp, None
        if smtp is None:
            return
        try:
            smtp.quit()
        except OSError:
            smtp.close()

    def _ready(self) -> smtplib.SMTP:
        """The connection, as new: the one there is where it still answers."""
        if self._smtp is not None and self._given < MESSAGES_PER_CONNECTION:
            try:
                if self._smtp.rset()[0] == 250:
                    return self._smtp
            except OSError:
                pass  # idle connections are closed; that is no trouble
        self.close()
        self._given = 0
        with self._connected(), self._trusted():
            # kept before the handshake, so that whatever goes wrong also closes it
            self._smtp = smtp = self._open()
            self._greet(smtp)
        return smtp

    def _open(self) -> smtplib.SMTP:
        where = (self._mail.host, self._mail.server_port)
        # an address for a name: smtplib would ask the DNS for ours, without a limit of time
        if self._mail.security == "tls":
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(
                *where, "[127.0.0.1]", timeout=self._mail.timeout, context=self._context
            )
        else:
            smtp = smtplib.SMTP(*where, "[127.0.0.1]", timeout=self._mail.timeout)
        if isinstance(smtp.sock, socket.socket):
            # the final dot is a packet of its own, and should not wait
            smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return smtp

    def _greet(self, smtp: smtplib.SMTP) -> None:
        self._hello(smtp)
        if self._mail.security == "starttls":
            if not smtp.has_extn("starttls"):
                raise MailError(
                    "the server does not encrypt (no STARTTLS); nothing is sent in clear",
                    where=self._where,
                    remedy='see mail.port, and mail.security = "tls" for port 465',
                )
            self._encrypt(smtp)
            self._hello(smtp)
        if self._password is not None:
            self._log_in(smtp, self._password)

    def _encrypt(self, smtp: smtplib.SMTP) -> None:
        try:
            smtp.starttls(context=self._context)
        except smtplib.SMTPResponseException as error:
            answer = self._answered((error.smtp_code, _bytes(error.smtp_error)))
            kind = Away if answer.later else MailError
            raise kind(
                f"the server refuses to encrypt: {answer}; nothing is sent in clear", where=self._where
            ) from None

    def _hello(self, smtp: smtplib.SMTP) -> None:
        answer = self._answered(smtp.ehlo())
        if not answer.accepted:
            raise MailError(f"the server does not speak ESMTP: {answer}", where=self._where)

    def _log_in(self, smtp: smtplib.SMTP, password: Secret) -> None:
        """AUTH by PLAIN or LOGIN, which are safe in TLS; in UTF-8, which smtplib's own is not."""
        offered = smtp.esmtp_features.get("auth", "").upper().split()
        user, word = self._mail.user, password.reveal()
        if "PLAIN" in offered:
            reply = smtp.docmd("AUTH", f"PLAIN {_base64(f'{chr(0)}{user}{chr(0)}{word}')}")
        elif "LOGIN" in offered:
            reply = smtp.docmd("AUTH", "LOGIN")
            for part in (user, word):
                reply = smtp.docmd(_base64(part)) if reply[0] == 334 else reply
        else:
            raise MailError(
                "the server offers no login by password", where=self._where, remedy="see mail.port"
            )
        answer = self._answered(reply)
        if answer.later:
            raise Away(f"the login is put off: {answer}", where=self._where)
        if not answer.accepted:
            raise MailError(
                f"the login of {user} is refused: {answer}",
                where=self._where,
                remedy="see mail.user and its password",
            )

    def _foreseen(self, smtp: smtplib.SMTP, address: str, raw: bytes) -> Answer | None:
        """What the server would refuse, by what it said of itself."""
        if UNSAFE.search(address) or "@" not in address:
            return Answer(553, "this is no address", "5.1.3")
        limit = smtp.esmtp_features.get("size", "")
        if limit.isdecimal() and 0 < int(limit) < len(raw):
            return Answer(552, f"the message has {len(raw)} bytes, the server takes {limit}", "5.3.4")
        if is_international(address, raw) and not smtp.has_extn("smtputf8"):
            return Answer(553, "the server knows no addresses beyond ASCII (SMTPUTF8)", "5.6.7")
        if not raw.isascii() and not smtp.has_extn("8bitmime"):
            return Answer(554, "the server takes no message of 8 bits (8BITMIME)", "5.6.3")
        return None

    def _mail_from(self, smtp: smtplib.SMTP, address: str, raw: bytes) -> str:
        words = [f"FROM:<{self._sender}>"]
        if smtp.has_extn("size"):
            words.append(f"SIZE={len(raw)}")
        if not raw.isascii():
            words.append("BODY=8BITMIME")
        if is_international(address, raw):
            words.append("SMTPUTF8")
            smtp.command_encoding = "utf-8"
        else:
            smtp.command_encoding = "ascii"
        return " ".join(words)

    def _answered(self, reply: tuple[int, bytes]) -> Answer:
        """A reply as a value; 421 is the server leaving, whatever was asked."""
        answer = self._answer(*reply)
        if answer.code in {421, -1}:
            raise Away(f"the server leaves: {answer}", where=self._where)
        return answer

    def _answer(self, code: int, reply: bytes) -> Answer:
        lines = [readable(line) for line in self._without_secret(reply).splitlines()]
        found = STATUS.match(lines[0]) if lines else None
        status = found[1] if found else ""
        # a long answer repeats its status on each line
        return Answer(code, " ".join(line.removeprefix(status).strip() for line in lines)[:LONGEST], status)

    def _without_secret(self, reply: bytes) -> str:
        text = reply.decode("utf-8", "replace")
        if self._password is not None:
            word = self._password.reveal()
            for shown in (word, _base64(word), _base64(f"\0{self._mail.user}\0{word}")):
                text = text.replace(shown, "***")
        return text

    @contextmanager
    def _connected(self) -> Iterator[None]:
        """Close the connection on any trouble, and say in one line that the server is away."""
        try:
            yield
        except MailError:
            self._drop()
            raise
        except OSError as error:
            self._drop()
            raise Away(f"the server is away: {_reason(error)}", where=self._where) from None

    @contextmanager
    def _trusted(self) -> Iterator[None]:
        """Tell a server that cannot be trusted from one that is away."""
        try:
            yield
        except ssl.SSLCertVerificationError as error:
            self._drop()
            raise MailError(
                f"the server's certificate is not trusted: {error.verify_message.rstrip('.')}",
                where=self._where,
                remedy="see mail.host, and mail.ca for a server of your own",
            ) from None
        except (ssl.SSLEOFError, ssl.SSLZeroReturnError):
            raise
        except ssl.SSLError as error:
            self._drop()
            raise MailError(
                f"the server does not encrypt as it should: {_reason(error)}",
                where=self._where,
                remedy="see mail.port and mail.security",
            ) from None
        except smtplib.SMTPConnectError as error:
            self._drop()
            answer = self._answer(error.smtp_code, _bytes(error.smtp_error))
            raise Away(f"the server takes no mail now: {answer}", where=self._where) from None

    def _drop(self) -> None:
        """Close without a word: nobody listens, or it could take long until he answers."""
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            smtp.close()


def _context(mail: MailSettings) -> ssl.SSLContext:
    try:
        context = ssl.create_default_context(cafile=str(mail.ca) if mail.ca else None)
    except OSError as error:
        raise ConfigError(
            f"the certificates cannot be read: {_reason(error)}", where=str(mail.ca), remedy="see mail.ca"
        ) from error
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def _set_timeout(smtp: smtplib.SMTP, seconds: float) -> None:
    if isinstance(smtp.sock, socket.socket):
        smtp.sock.settimeout(seconds)


def _is_size(answer: Answer) -> bool:
    return answer.code == 552 or answer.status == "5.3.4"


def _reason(error: OSError) -> str:
    """What went wrong, without the library's own words around it."""
    if isinstance(error, TimeoutError) or "timed out" in str(error):
        return "no answer in time"
    return readable(error.strerror or str(error)) or type(error).__name__


def _base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode("ascii")


def _bytes(text: bytes | str) -> bytes:
    return text if isinstance(text, bytes) else text.encode()
