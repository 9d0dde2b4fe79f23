"""Messages, read back by the standard library as a mail program would."""

import email
import re
from dataclasses import replace
from datetime import UTC, datetime
from email import policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import getaddresses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketwrap.base.errors import ConfigError
from marketwrap.base.settings import MailSettings
from marketwrap.delivery import addresses
from marketwrap.delivery.mail import message
from marketwrap.delivery.model import Client, Message, Parts

AT = datetime(2026, 1, 14, 21, 30, tzinfo=UTC)
MAIL = MailSettings(host="mail.example.com", sender="Example LLC <brief@example.com>")
ADA = Client("Ada Lovelace", "ada@client.test")
PARTS = Parts(
    "Equal-weight S&P 500 rises as megacaps drag the indexes down a second day",
    "A text, with −0.53% and a line of more than ninety characters, as tables have them, column after column.\n.\n",
    "<p>HTML with caf\u00e9</p>\n",
    {"ratio@brief.marketwrap": b"\x89PNG\r\n\x1a\n" + bytes(range(256))},
    {"example-llc-2026-01-14.pdf": b"%PDF-1.7\n" + bytes(range(256)) * 9},
)
#: what somebody may type, or paste, where a name is asked for
HOSTILE = (
    "Ada\r\nBcc: eve@evil.test",
    "Ada\nBcc: eve@evil.test",
    "Ada\rBcc: eve@evil.test",
    "Ada\u2028Bcc: eve@evil.test",
    "Ada\u2029\x85\x0b\x0c\x1cBcc: eve@evil.test",
    "Ada\x00\x07\x1b[31m",
    "Ada\u202egnp.exe\u202c \u2066x\u2069",
    'Ada" <eve@evil.test>, "',
    "Ada <eve@evil.test>,",
    "eve@evil.test, Ada",
    "Lovelace, Ada (the \\ first); a:b",
    "Lovelace, Ada, " * 9,
    "=?utf-8?q?Ada=0D=0ABcc=3A_eve=40evil=2Etest?=",
    "Ünal Müller, Jörg",
    "日本" * 60,
    "👩‍👩‍👧‍👦😀" * 20,
    "A" * 500,
    "\ud800\udfff",
    "",
)
_LONGEST = 78


def build(client: Client = ADA, parts: Parts = PARTS, mail: MailSettings = MAIL, **more: str) -> Message:
    return message.build(parts, client, mail, "Example LLC", "2026-01-14", AT, **more)


def read(raw: bytes) -> EmailMessage:
    found = email.message_from_bytes(raw, policy=policy.SMTP)
    assert not found.defects
    return found


def fields(raw: bytes) -> list[tuple[str, str]]:
    """The fields of a head, unfolded and not decoded."""
    head = raw.partition(b"\r\n\r\n")[0].decode("ascii")
    return [tuple(line.split(": ", 1)) for line in head.replace("\r\n ", " ").split("\r\n")]  # type: ignore[misc]


def field(raw: bytes, name: str) -> str:
    """The one field of that name, decoded."""
    (found,) = (value for known, value in fields(raw) if known == name)
    return str(make_header(decode_header(found)))


def test_a_message_has_the_text_the_page_its_pictures_and_the_files() -> None:
    found = read(build().raw)

    assert [part.get_content_type() for part in found.walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "multipart/related",
        "text/html",
        "image/png",
        "application/pdf",
    ]
    _, _, text, _, html, picture, pdf = found.walk()
    assert text.get_content().replace("\r\n", "\n") == PARTS.text
    assert html.get_content().replace("\r\n", "\n") == PARTS.html
    assert picture["Content-ID"] == "<ratio@brief.marketwrap>"
    assert picture.get_payload(decode=True) == PARTS.pictures["ratio@brief.marketwrap"]
    assert pdf.get_filename() == "example-llc-2026-01-14.pdf"
    assert pdf.get_payload(decode=True) == PARTS.attachments["example-llc-2026-01-14.pdf"]


def test_without_pictures_and_files_a_message_is_text_and_page() -> None:
    found = read(build(parts=replace(PARTS, pictures={}, attachments={})).raw)

    kinds = [part.get_content_type() for part in found.walk()]
    assert kinds == ["multipart/alternative", "text/plain", "text/html"]


def test_the_head_says_who_what_when_and_that_no_person_wrote_it() -> None:
    made = build(mail=MAIL.model_copy(update={"reply_to": "Desk <desk@example.com>"}))

    assert dict(fields(made.raw)) | {"Content-Type": ""} == {
        "Message-ID": made.message_id,
        "Date": "Wed, 14 Jan 2026 21:30:00 +0000",
        "From": "Example LLC <brief@example.com>",
        "To": "Ada Lovelace <ada@client.test>",
        "Reply-To": "Desk <desk@example.com>",
        "Subject": PARTS.subject,
        "List-Id": "<marketwrap.example.com>",
        "List-Unsubscribe": "<mailto:desk@example.com?subject=unsubscribe>",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "OOF, AutoReply",
        "Content-Language": "en",
        "MIME-Version": "1.0",
        "Content-Type": "",
    }


def test_a_sender_without_a_name_has_the_publishers() -> None:
    made = build(mail=MAIL.model_copy(update={"sender": "brief@example.com"}))

    assert field(made.raw, "From") == "Example LLC <brief@example.com>"


def test_the_same_arguments_give_the_same_bytes() -> None:
    assert build() == build()


def test_one_message_has_one_id_and_every_other_another() -> None:
    made = build()

    assert re.fullmatch(r"<[0-9a-f]{32}@example\.com>", made.message_id)
    assert build(parts=replace(PARTS, text="Set again.")).message_id == made.message_id
    assert build(replace(ADA, address="Ada@Client.test")).message_id == made.message_id
    others = (build(replace(ADA, address="bob@client.test")), build(version="2"))
    assert made.message_id not in {other.message_id for other in others}


def test_clients_with_equal_parts_have_equal_bodies() -> None:
    bodies = [
        build(client).raw.partition(b"\r\n\r\n")[2] for client in (ADA, Client("Bob", "bob@client.test"))
    ]
    assert bodies[0] == bodies[1]


def test_lines_end_as_mail_has_them_and_are_short_and_plain() -> None:
    raw = build(Client("日本" * 60, "a" * 60 + "@" + "b" * 60 + ".test")).raw

    assert raw.replace(b"\r\n", b"").count(b"\n") == raw.replace(b"\r\n", b"").count(b"\r") == 0
    # an address cannot be folded
    assert max(len(line) for line in raw.split(b"\r\n") if b"@bbb" not in line) <= _LONGEST
    assert raw.isascii()


@pytest.mark.parametrize("name", HOSTILE)
def test_no_name_becomes_a_field_or_an_address(name: str) -> None:
    sound = [known for known, _ in fields(build().raw)]
    made = build(replace(ADA, name=name))

    assert [known for known, _ in fields(made.raw)] == sound
    found = getaddresses([dict(fields(made.raw))["To"]])
    assert [address for _, address in found] == ["ada@client.test"]
    assert [a.addr_spec for a in read(made.raw)["To"].addresses] == ["ada@client.test"]
    assert not re.search(r"[\x00-\x1f\u202a-\u202e\u2066-\u2069\u2028\u2029]", field(made.raw, "To"))


@pytest.mark.parametrize("text", HOSTILE)
def test_no_headline_publisher_or_file_name_becomes_a_field(text: str) -> None:
    sound = [known for known, _ in fields(build().raw)]
    parts = replace(PARTS, subject=text or "-", attachments={text: b"x"})
    sender = MAIL.model_copy(update={"sender": "brief@example.com"})
    made = message.build(parts, ADA, sender, text, "2026-01-14", AT)

    assert [known for known, _ in fields(made.raw)] == sound
    assert [a.addr_spec for a in read(made.raw)["From"].addresses] == ["brief@example.com"]
    (file,) = read(made.raw).iter_attachments()
    assert re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,99}", file.get_filename() or "")


@given(st.text(max_size=300), st.text(max_size=300))
def test_whatever_is_typed_comes_back_as_the_tidy_text_of_it(name: str, subject: str) -> None:
    made = build(replace(ADA, name=name), replace(PARTS, subject=subject or "-"))

    spoken, address = addresses.tidy(name), "<ada@client.test>"
    assert field(made.raw, "Subject") == (addresses.tidy(subject or "-", 200) or "2026-01-14")
    assert field(made.raw, "To") == (f"{spoken} {address}" if spoken else "ada@client.test")
    assert len(fields(made.raw)) == len(fields(build().raw))
    read(made.raw)


def test_names_of_other_scripts_and_domains_come_out_right() -> None:
    made = build(Client("Jörg Müller, 日本", "jorg@müller.test"))

    assert field(made.raw, "To") == "Jörg Müller, 日本 <jorg@xn--mller-kva.test>"
    assert made.address == "jorg@müller.test"


@pytest.mark.parametrize(
    "address", ["jörg@client.test", "ada", "ada@client.test, eve@evil.test", "a\r\n@b.test"]
)
def test_an_address_that_cannot_be_written_to_is_refused(address: str) -> None:
    with pytest.raises(ConfigError):
        build(replace(ADA, address=address))


def test_one_click_needs_an_address_on_the_web_that_is_the_clients_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("MARKETWRAP_UNSUBSCRIBE_KEY", "known to the desk")
    mail = MAIL.model_copy(update={"unsubscribe_url": "https://example.com/stop?c={token}"})
    found = dict(fields(build(mail=mail).raw))

    # printf %s ada@client.test | openssl dgst -sha256 -hmac 'known to the desk' | cut -d' ' -f2 | cut -c-32
    assert found["List-Unsubscribe"] == (
        "<https://example.com/stop?c=1e66a6fe530eed948d006aa168e61ba8>,"
        " <mailto:brief@example.com?subject=unsubscribe>"
    )
    assert found["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "List-Unsubscribe-Post" not in dict(fields(build().raw))


def test_a_link_for_one_click_without_a_key_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MARKETWRAP_UNSUBSCRIBE_KEY", raising=False)
    with pytest.raises(ConfigError, match=r"^mail.unsubscribe_url: .* set MARKETWRAP_UNSUBSCRIBE_KEY"):
        build(mail=MAIL.model_copy(update={"unsubscribe_url": "https://example.com/{token}"}))


@pytest.mark.parametrize(
    "link", ["http://example.com/{token}", "https://x/\r\nBcc: e@evil.test", "https://a/>"]
)
def test_a_link_that_is_not_https_is_refused(link: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MARKETWRAP_UNSUBSCRIBE_KEY", "known to the desk")
    with pytest.raises(ConfigError, match="no https address"):
        build(mail=MAIL.model_copy(update={"unsubscribe_url": link}))


@pytest.mark.parametrize(
    ("publisher", "expected"),
    [
        ("Example LLC", "example-llc-2026-01-14.pdf"),
        ("", "marketwrap-2026-01-14.pdf"),
        ("Müller & Söhne / ../etc", "muller-sohne-etc-2026-01-14.pdf"),
        ("日本", "marketwrap-2026-01-14.pdf"),
    ],
)
def test_an_attached_file_is_called_after_its_publisher_and_day(publisher: str, expected: str) -> None:
    assert message.file_name(publisher, "2026-01-14", "pdf") == expected
