"""Reports of failed delivery (RFC 3464), matched to what was sent."""

import hashlib
import mailbox
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.message import Message as Mail
from pathlib import Path

from marketwrap.base.errors import ConfigError
from marketwrap.delivery.mail.envelope import readable
from marketwrap.delivery.outbox import Outbox

#: bytes; no report is longer, also with the message in it
LONGEST = 50_000_000

#: RFC 3464, and RFC 6533 for addresses beyond ASCII
STATUS_TYPES = frozenset({"message/delivery-status", "message/global-delivery-status"})
HEADER_TYPES = frozenset({"text/rfc822-headers", "message/global-headers"})
MESSAGE_TYPES = frozenset({"message/rfc822", "message/global"})


@dataclass(frozen=True, slots=True)
class Report:
    """What a server says about one message that it could not deliver."""

    #: of the returned message
    message_id: str
    #: as in ``5.1.1``
    status: str
    #: in the server's words
    why: str

    @property
    def permanent(self) -> bool:
        """Whether another try is of no use."""
        return self.status.startswith("5.")


@dataclass(frozen=True, slots=True)
class Read:
    """What was found in a mailbox."""

    #: messages of ours that failed for good: their addresses are on hold
    held: int = 0
    #: messages of ours that failed for now: their rows say so
    failed: int = 0
    #: reports that an earlier run has read
    known: int = 0
    #: reports about messages that are not in the outbox
    strangers: int = 0
    #: other mail: answers, reports of delay or success, spam
    ignored: int = 0
    #: what could not be read
    unreadable: int = 0


def read(path: Path, outbox: Outbox, now: datetime) -> Read:
    """Read a Maildir, an mbox, a folder of .eml files or one such file, and hold what failed for good.

    Only a report with a Message-ID of ours counts, and only for the address that this message went to:
    whoever forges one can stop no mail but what he got himself. Mail is left where it is. Raises
    ConfigError when there is nothing at ``path``.
    """
    counts: Counter[str] = Counter()
    for content in _mails(path):
        counts[_note(content, outbox, now)] += 1
    return Read(**counts)


def report_of(content: bytes) -> Report | None:
    """The report in a mail; None for other mail, and for reports of success or delay. Never raises."""
    try:
        mail = message_from_bytes(content)
        parts = list(mail.walk())
        status = next((part for part in parts if part.get_content_type() in STATUS_TYPES), None)
        message_id = next(filter(None, map(_returned_id, parts)), "")
        blocks = status.get_payload() if status is not None else None
        if not message_id or not isinstance(blocks, list):
            return None
        failed = next((block for block in blocks if _field(block, "Action").lower() == "failed"), None)
        if failed is None:
            return None
        code, why = _field(failed, "Status").split(" ")[0], _field(failed, "Diagnostic-Code")
        # "smtp; 550 no such user"
        return Report(message_id, code, why.partition(";")[2].strip() or why)
    # the parser takes nearly everything; what it does not take is no report
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return None


def _note(content: bytes | None, outbox: Outbox, now: datetime) -> str:
    """Note one mail; answers with a name of Read's."""
    if content is None:
        return "unreadable"
    report = report_of(content)
    if report is None:
        return "ignored"
    answer = readable(f"returned: {report.status} {report.why}")
    digest = hashlib.sha256(content).hexdigest()
    known = outbox.bounced(report.message_id, answer, digest, now, hold=report.permanent)
    if known == "ours":
        return "held" if report.permanent else "failed"
    return "known" if known == "known" else "strangers"


def _returned_id(part: Mail) -> str:
    """Message-ID of the mail that a part gives back; empty for other parts."""
    kind, payload = part.get_content_type(), part.get_payload()
    if kind in MESSAGE_TYPES and isinstance(payload, list) and isinstance(payload[0], Mail):
        return _field(payload[0], "Message-ID")
    if kind in HEADER_TYPES:
        decoded = part.get_payload(decode=True)
        return _field(message_from_bytes(decoded), "Message-ID") if isinstance(decoded, bytes) else ""
    return ""


def _field(block: Mail | str, name: str) -> str:
    return "" if isinstance(block, str) else readable(str(block.get(name, "")))


def _mails(path: Path) -> Iterator[bytes | None]:
    """Each mail at a path; None for one that cannot be read."""
    if path.is_dir():
        maildir = [path / "new", path / "cur"]
        folders = maildir if any(folder.is_dir() for folder in maildir) else [path]
        pattern = "*.eml" if folders == [path] else "*"
        for file in sorted(file for folder in folders for file in folder.glob(pattern)):
            if file.is_file():
                yield _content(file)
        return
    content = _content(path)
    if content is None:
        raise ConfigError(
            "there is no mail",
            where=str(path),
            remedy="name a Maildir, an mbox, a folder of .eml files or one",
        )
    if content.startswith(b"From "):
        box = mailbox.mbox(path, create=False)
        try:
            yield from (box.get_bytes(key) for key in box.keys())  # noqa: SIM118  # it is no mapping
        finally:
            box.close()
    else:
        yield content


def _content(file: Path) -> bytes | None:
    try:
        return file.read_bytes() if file.stat().st_size <= LONGEST else None
    except OSError:
        return None
