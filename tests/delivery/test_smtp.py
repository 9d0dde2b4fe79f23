"""The mail server: never in clear, nobody else's certificate, answers as values."""

# ruff: noqa: S106  # passwords of these tests

import base64
import socket
import ssl
from pathlib import Path
from typing import Any

import pytest
import trustme

from marketwrap.base.errors import ConfigError
from marketwrap.delivery.addresses import bounces
from marketwrap.delivery.mail.envelope import Answer
from marketwrap.delivery.mail.smtp import Away, MailError, Server, Unknown
from marketwrap.delivery.secrets import Secret
from tests.delivery import mailserver
from tests.delivery.mailserver import PASSWORD, message

RAW = message("ann@a.test").raw


def server(port: int, ca: Path, password: str | None = PASSWORD, **changed: Any) -> Server:
    mail = mailserver.settings(port, ca, **changed)
    return Server(mail, None if password is None else Secret(password))


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_message_goes_out_encrypted_and_byte_for_byte(ca: trustme.CA, ca_file: Path, security: str) -> None:
    raw = message("ann@a.test", body=".\r\n..two\r\nline").raw
    with (
        mailserver.running(ca, tls=security == "tls") as (port, sink),
        server(port, ca_file, security=security) as opened,
    ):
        assert opened.offer("ann@a.test", raw).accepted
        assert str(opened.give(raw)) == "250 2.0.0 OK"
        assert sink.got == [("ann@a.test", raw)]


def test_a_server_without_starttls_is_refused(ca: trustme.CA, ca_file: Path) -> None:
    with (
        mailserver.running(ca, starttls=False, auth=False) as (port, sink),
        server(port, ca_file) as opened,
        pytest.raises(MailError, match="no STARTTLS"),
    ):
        opened.check()
    assert sink.got == []


@pytest.mark.parametrize(
    ("answer", "kind"), [("454 4.7.0 TLS not available", Away), ("502 5.5.1 not today", MailError)]
)
def test_a_server_that_does_not_begin_to_encrypt_is_told_in_its_own_words(
    ca_file: Path, answer: str, kind: type[MailError]
) -> None:
    with (
        mailserver.saying("220 here", "250-here\r\n250 STARTTLS", answer) as port,
        server(port, ca_file) as opened,
        pytest.raises(MailError, match=f"encrypt: {answer}") as caught,
    ):
        opened.check()
    assert type(caught.value) is kind


def test_a_certificate_of_nobody_known_is_refused(ca_file: Path) -> None:
    with (
        mailserver.running(trustme.CA()) as (port, _),
        server(port, ca_file) as opened,
        pytest.raises(MailError, match="certificate is not trusted"),
    ):
        opened.check()


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_certificate_for_another_name_is_refused(ca: trustme.CA, ca_file: Path, security: str) -> None:
    with (
        mailserver.running(ca, name="mail.elsewhere.test", tls=security == "tls") as (port, _),
        server(port, ca_file, security=security) as opened,
        pytest.raises(MailError, match=r"not trusted.*IP address mismatch") as caught,
    ):
        opened.check()
    assert caught.value.exit_code == 2
    assert "\n" not in str(caught.value)


def test_a_clear_server_at_the_port_for_tls_is_refused(ca: trustme.CA, ca_file: Path) -> None:
    with (
        mailserver.running(ca) as (port, _),
        server(port, ca_file, security="tls") as opened,
        pytest.raises(MailError, match="does not encrypt as it should"),
    ):
        opened.check()


def test_an_old_tls_is_refused(ca_file: Path) -> None:
    opened = server(1, ca_file)
    assert opened._context.minimum_version == ssl.TLSVersion.TLSv1_2
    assert opened._context.check_hostname


def test_a_wrong_password_is_refused_and_not_said(ca: trustme.CA, ca_file: Path) -> None:
    with (
        mailserver.running(ca) as (port, _),
        server(port, ca_file, password="hush-hush") as opened,
        pytest.raises(MailError, match="login of mailer is refused: 535") as caught,
    ):
        opened.check()
    assert "hush" not in repr(caught.value)


def test_what_the_server_echoes_of_the_password_is_struck(ca_file: Path) -> None:
    opened = server(1, ca_file, password="hush-hush")
    encoded = base64.b64encode(b"\0mailer\0hush-hush").decode()
    answer = opened._answer(535, f"5.7.8 bad: hush-hush {encoded}".encode())
    assert (answer.status, answer.text) == ("5.7.8", "bad: *** ***")


def test_a_password_beyond_ascii_logs_in(
    ca: trustme.CA, ca_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mailserver, "PASSWORD", "pässword")
    with mailserver.running(ca) as (port, _), server(port, ca_file, password="pässword") as opened:
        opened.check()


def test_a_server_that_only_knows_login_is_logged_in_to(ca: trustme.CA, ca_file: Path) -> None:
    with (
        mailserver.running(ca, auth_exclude_mechanism=["PLAIN"]) as (port, _),
        server(port, ca_file) as opened,
    ):
        opened.check()


def test_a_server_that_is_not_there_is_away(ca_file: Path) -> None:
    with server(mailserver.free_port(), ca_file) as opened, pytest.raises(Away, match="refused") as caught:
        opened.check()
    assert caught.value.exit_code == 1


def test_a_server_that_says_nothing_is_away_after_the_timeout(ca_file: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        with server(port, ca_file, timeout=0.2) as opened, pytest.raises(Away, match="no answer in time"):
            opened.check()


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("later", Answer(450, "Mailbox busy, try again in 90 seconds", "4.2.1")),
        ("never", Answer(550, "No such user", "5.1.1")),
    ],
)
def test_a_refused_recipient_is_an_answer(ca: trustme.CA, ca_file: Path, name: str, answer: Answer) -> None:
    with mailserver.running(ca) as (port, _), server(port, ca_file) as opened:
        assert opened.offer(f"{name}@a.test", RAW) == answer


@pytest.mark.parametrize(("name", "code"), [("busy", 451), ("full", 552)])
def test_a_refused_message_is_an_answer(ca: trustme.CA, ca_file: Path, name: str, code: int) -> None:
    with mailserver.running(ca) as (port, _), server(port, ca_file) as opened:
        assert opened.offer(f"{name}@a.test", RAW).accepted
        assert opened.give(RAW).code == code


def test_a_server_that_leaves_is_away_and_the_next_message_gets_a_new_connection(
    ca: trustme.CA, ca_file: Path
) -> None:
    with mailserver.running(ca) as (port, sink), server(port, ca_file) as opened:
        with pytest.raises(Away, match=r"421 4\.3\.2 Closing"):
            opened.offer("leaves@a.test", RAW)
        assert opened.offer("ann@a.test", RAW).accepted
        assert sink.connections == 2


@pytest.mark.parametrize(("name", "size"), [("cut", 10), ("half", 30_000_000)])
def test_a_connection_lost_before_the_message_was_whole_is_away(
    ca: trustme.CA, ca_file: Path, name: str, size: int
) -> None:
    raw = RAW + (b"x" * 70 + b"\r\n") * (size // 72)
    with mailserver.running(ca, data_size_limit=0) as (port, _), server(port, ca_file) as opened:
        assert opened.offer(f"{name}@a.test", raw).accepted
        with pytest.raises(Away):
            opened.give(raw)


def test_a_connection_lost_after_the_dot_is_unknown(ca: trustme.CA, ca_file: Path) -> None:
    with mailserver.running(ca) as (port, sink), server(port, ca_file) as opened:
        assert opened.offer("lost@a.test", RAW).accepted
        with pytest.raises(Unknown):
            opened.give(RAW)
        assert sink.recipients() == ["lost@a.test"]


@pytest.mark.parametrize(("timeout", "known"), [(0.2, True), (0.02, False)])
def test_a_message_waits_longer_for_its_answer_but_not_for_ever(
    ca: trustme.CA, ca_file: Path, timeout: float, known: bool
) -> None:
    with mailserver.running(ca) as (port, _), server(port, ca_file) as opened:
        opened.offer("slow@a.test", RAW)
        # only now: to connect may take longer on a busy machine
        opened._mail = opened._mail.model_copy(update={"timeout": timeout})
        if known:
            assert opened.give(RAW).accepted
        else:
            with pytest.raises(Unknown, match="no answer in time"):
                opened.give(RAW)


def test_one_connection_serves_many_messages_and_is_made_anew_after_a_hundred(
    ca: trustme.CA, ca_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("marketwrap.delivery.mail.smtp.MESSAGES_PER_CONNECTION", 3)
    with mailserver.running(ca) as (port, sink), server(port, ca_file) as opened:
        for _ in range(7):
            assert opened.offer("ann@a.test", RAW).accepted
            assert opened.give(RAW).accepted
        assert (len(sink.got), sink.connections) == (7, 3)


def test_a_message_after_an_offer_that_came_to_nothing_goes_to_its_own_recipient_alone(
    ca: trustme.CA, ca_file: Path
) -> None:
    with mailserver.running(ca) as (port, sink), server(port, ca_file) as opened:
        opened.offer("ann@a.test", RAW)
        opened.offer("bob@a.test", RAW)
        opened.give(RAW)
        assert sink.recipients() == ["bob@a.test"]


@pytest.mark.parametrize(
    "address",
    ["a@a.test>\r\nRCPT TO:<b@b.test", "a@a.test> <b@b.test", "a b@a.test", "a@a.test\n", "a\u2028@a.test", "nobody"],
)  # fmt: skip
def test_an_address_that_would_be_two_commands_is_never_sent(
    ca: trustme.CA, ca_file: Path, address: str
) -> None:
    with mailserver.running(ca) as (port, sink), server(port, ca_file) as opened:
        assert opened.offer(address, RAW).status == "5.1.3"
    assert sink.tries == {}


def test_an_address_beyond_ascii_needs_smtputf8(ca: trustme.CA, ca_file: Path) -> None:
    with mailserver.running(ca) as (port, sink), server(port, ca_file) as opened:
        assert opened.offer("jürgen@müller.test", RAW).accepted
        assert opened.give(RAW).accepted
        assert sink.recipients() == ["jürgen@müller.test"]
        assert "SMTPUTF8" in sink.options[0]
    with mailserver.running(ca, utf8=False) as (port, sink), server(port, ca_file) as opened:
        assert opened.offer("jürgen@müller.test", RAW).status == "5.6.7"


def test_a_domain_beyond_ascii_is_written_in_ascii(ca: trustme.CA, ca_file: Path) -> None:
    with mailserver.running(ca, utf8=False) as (port, sink), server(port, ca_file) as opened:
        assert opened.offer("ann@straße.test", RAW).accepted
        assert opened.give(RAW).accepted
        assert sink.recipients() == ["ann@xn--strae-oqa.test"]


def test_a_body_of_8_bits_says_so(ca: trustme.CA, ca_file: Path) -> None:
    raw = RAW + "é\r\n".encode()
    with mailserver.running(ca) as (port, sink), server(port, ca_file) as opened:
        assert opened.offer("ann@a.test", raw).accepted
        assert "BODY=8BITMIME" in sink.options[0]
        assert "SMTPUTF8" not in sink.options[0]


def test_a_message_that_the_server_says_is_too_large_is_not_offered(ca: trustme.CA, ca_file: Path) -> None:
    with mailserver.running(ca, data_size_limit=20) as (port, sink), server(port, ca_file) as opened:
        answer = opened.offer("ann@a.test", RAW)
    assert (answer.code, answer.text) == (552, f"the message has {len(RAW)} bytes, the server takes 20")
    assert sink.tries == {}


def test_a_refused_sender_concerns_every_message(ca: trustme.CA, ca_file: Path) -> None:
    with mailserver.running(ca) as (port, sink), server(port, ca_file) as opened:
        sink.refuse_sender = "553 5.7.1 Not your address"
        with pytest.raises(MailError, match=r"sender brief@firm\.test is refused: 553") as caught:
            opened.offer("ann@a.test", RAW)
        assert not isinstance(caught.value, Away)


def test_answers_are_one_printable_line(ca_file: Path) -> None:
    answer = server(1, ca_file)._answer(550, b"5.1.1 no\r\n5.1.1 \x1b[31mred\xff")
    assert (answer.status, answer.text) == ("5.1.1", "no [31mred\ufffd")


@pytest.mark.parametrize(
    "sender", ["", "nobody", "a@a.test, b@b.test", "a@a.test\r\nBcc: b@b.test", "A <a@a.test> b@b.test", "a@"]
)
def test_a_sender_that_is_not_one_address_is_refused(sender: str, ca_file: Path) -> None:
    with pytest.raises(ConfigError, match="not one address"):
        bounces(mailserver.settings(1, ca_file, sender=sender))


def test_reports_of_failed_delivery_go_where_the_settings_say(ca_file: Path) -> None:
    assert bounces(mailserver.settings(1, ca_file, bounces="b@firm.test")) == "b@firm.test"
    assert bounces(mailserver.settings(1, ca_file)) == "brief@firm.test"


def test_certificates_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"none\.pem: the certificates cannot be read"):
        server(1, tmp_path / "none.pem")
    (tmp_path / "bad.pem").write_text("no certificate")
    with pytest.raises(ConfigError, match="cannot be read"):
        server(1, tmp_path / "bad.pem")
