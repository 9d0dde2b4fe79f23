"""A mail server on the loopback with TLS, AUTH and faults that a recipient's name asks for.

``later``, ``never`` and ``leaves`` (421) answer to RCPT; ``busy`` and ``full`` to the message;
``cut`` loses the connection at DATA, ``half`` after 354, ``lost`` after the final dot with the
message kept, ``slow`` thinks for 0.3 seconds, ``grey`` wants a second try. Everybody else gets his message.
"""

# ruff: noqa: N802, S105  # the names of the library, and the password of no real server

import asyncio
import socket
import ssl
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

from marketwrap.base.settings import MailSettings
from marketwrap.delivery.model import Message

PASSWORD = "S3cret-pw"
ENVIRONMENT = {"MARKETWRAP_SMTP_PASSWORD": PASSWORD}

RCPT = {
    "later": "450 4.2.1 Mailbox busy, try again in 90 seconds",
    "never": "550 5.1.1 No such user",
    "policy": "550 5.7.1 Not from you",
}
DATA = {"busy": "451 4.3.0 Not now", "full": "552 5.2.2 Mailbox full"}


@dataclass
class Sink:
    """Takes mail, and notes it."""

    #: recipient and bytes of each message
    got: list[tuple[str, bytes]] = field(default_factory=list)
    tries: Counter[str] = field(default_factory=Counter)
    #: MAIL commands' parameters
    options: list[list[str]] = field(default_factory=list)
    connections: int = 0
    refuse_sender: str = ""

    async def handle_EHLO(
        self, _server: Any, session: Any, _envelope: Any, host: str, answers: list[str]
    ) -> list[str]:
        session.host_name = host
        self.connections += session.ssl is not None
        return answers

    async def handle_MAIL(
        self, _server: Any, _session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if self.refuse_sender:
            return self.refuse_sender
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        self.options.append(options)
        return "250 2.1.0 OK"

    async def handle_RCPT(
        self, server: Any, _session: Any, envelope: Any, address: str, _options: list[str]
    ) -> str:
        name = address.partition("@")[0]
        self.tries[name] += 1
        if name == "leaves":
            server.transport.write(b"421 4.3.2 Closing\r\n")
            server.transport.close()
            return "421 4.3.2 Closing"
        if name == "grey" and self.tries[name] == 1:
            return RCPT["later"]
        if name in RCPT:
            return RCPT[name]
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:
        name = envelope.rcpt_tos[0].partition("@")[0]
        if name in DATA:
            return DATA[name]
        if name == "slow":
            await asyncio.sleep(0.3)
        self.got.append((envelope.rcpt_tos[0], envelope.original_content))
        if name == "lost":
            server.transport.abort()
        return "250 2.0.0 OK"

    def recipients(self) -> list[str]:
        """Who got mail, sorted."""
        return sorted(address for address, _ in self.got)


class _Cutting(SMTP):
    async def smtp_DATA(self, arg: str) -> None:
        assert self.envelope is not None
        assert isinstance(self.transport, asyncio.Transport)
        name = "".join(self.envelope.rcpt_tos).partition("@")[0]
        if name == "half":
            await self.push("354 go on")
        if name in {"cut", "half"}:
            self.transport.abort()
            return
        await super().smtp_DATA(arg)


class _Server(Controller):
    def factory(self) -> SMTP:
        return _Cutting(self.handler, **self.SMTP_kwargs)


def _log_in(_server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
    right = isinstance(data, LoginPassword) and data.password == PASSWORD.encode()
    return AuthResult(success=right, handled=False)


@contextmanager
def running(
    ca: trustme.CA,
    *,
    name: str = "127.0.0.1",
    starttls: bool = True,
    tls: bool = False,
    auth: bool = True,
    **options: Any,
) -> Iterator[tuple[int, Sink]]:
    """A server with a certificate of ``ca`` for ``name``: its port, and what it gets."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ca.issue_cert(name).configure_cert(context)
    sink = Sink()
    extra: dict[str, Any] = {"tls_context": context, "require_starttls": True} if starttls and not tls else {}
    if auth:
        extra |= {"authenticator": _log_in, "auth_required": not tls, "auth_require_tls": not tls}
    server = _Server(
        sink, hostname="127.0.0.1", port=free_port(), ssl_context=context if tls else None,
        enable_SMTPUTF8=options.pop("utf8", True), **extra, **options,
    )  # fmt: skip
    server.start()
    try:
        yield server.port, sink
    finally:
        server.stop()


@contextmanager
def saying(*answers: str) -> Iterator[int]:
    """A server of one connection that says these answers, one at a time, whatever is asked: its port."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def talk() -> None:
            with listener.accept()[0] as asked:
                for answer in answers:
                    asked.sendall(f"{answer}\r\n".encode())
                    asked.recv(4096)

        talker = threading.Thread(target=talk)
        talker.start()
        yield int(listener.getsockname()[1])
        talker.join()


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def settings(port: int, ca: Path, **changed: Any) -> MailSettings:
    """Settings for a server of these tests."""
    usual = {
        "host": "127.0.0.1", "port": port, "ca": ca, "user": "mailer", "timeout": 5.0, "rate": 1e6,
        "sender": "Example LLC <brief@firm.test>",
    }  # fmt: skip
    return MailSettings.model_validate(usual | changed)


def message(address: str, body: str = "Stocks rose.", version: int = 1) -> Message:
    """A message that says who gets it."""
    message_id = f"<{version}.{address}>"
    text = f"Message-ID: {message_id}\r\nTo: {address}\r\nSubject: Brief\r\n\r\n{body}\r\n"
    return Message(address, message_id, text.encode())
