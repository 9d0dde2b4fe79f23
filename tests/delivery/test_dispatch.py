"""A brief on its way to its clients: who gets it, what stands in it, and what has to be so before."""

import email
import email.policy
import io
import json
import re
import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pypdfium2
import pytest
import trustme

from marketwrap.app import dispatch, pipeline, schedule
from marketwrap.app import review as reviews
from marketwrap.app.dispatch import Choice, Sending
from marketwrap.base import settings as config
from marketwrap.base.errors import CheckFailed, ConfigError, NotReached
from marketwrap.base.settings import Settings
from marketwrap.delivery import approval, copies, outbox
from marketwrap.delivery.compose import Maker, Unmade
from marketwrap.delivery.model import Client, Message, State
from marketwrap.formats import snapshot
from tests.delivery import mailserver
from tests.delivery.conftest import Clock
from tests.delivery.mailserver import Sink
from tests.language import pseudo

DAY = "2026-01-14"
SLOT = schedule.slot("close", date(2026, 1, 14), "XNYS")
NOW = datetime(2026, 1, 14, 21, 15, tzinfo=UTC)
CLIENTS = """\
name,address,groups,editions,attachments,watch,holdings
Ada Roe,ada@clients.test,advisers,close;weekly,pdf;json,NVDA,AAPL:120; JPM:7
Ben Doe,ben@clients.test,desk,close,pdf,,MSFT:31
Cyd Poe,cyd@clients.test,,close,none,,
Dan Loe,dan@clients.test,,weekly,pdf,,
"""


def settings(out: Path, **more: object) -> Settings:
    formats = ("pdf", "txt", "json")
    return Settings.model_validate(
        {"out": out, "records": out.parent / "records", "formats": formats, "length": "short", **more}
    )


@pytest.fixture(scope="module")
def brief(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample's brief, approved."""
    asked = settings(tmp_path_factory.mktemp("brief") / "output")
    folder = pipeline.run(asked, None, NOW).folder
    reviews.approve(folder, "Jane Roe", asked, NOW)
    return folder


@pytest.fixture
def server(ca: trustme.CA) -> Iterator[tuple[int, Sink]]:
    with mailserver.running(ca) as running:
        yield running


@pytest.fixture
def ready(
    brief: Path, server: tuple[int, Sink], ca_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Settings:
    """Settings with an approved brief, clients and a mail server."""
    monkeypatch.setenv("MARKETWRAP_SMTP_PASSWORD", mailserver.PASSWORD)
    shutil.copytree(brief, tmp_path / "output" / DAY)
    (tmp_path / "clients.csv").write_text(CLIENTS, "utf-8")
    return settings(
        tmp_path / "output", clients=tmp_path / "clients.csv", mail=mailserver.settings(server[0], ca_file)
    )


@pytest.fixture
def sink(server: tuple[int, Sink]) -> Sink:
    return server[1]


def send(
    asked: Settings,
    clock: Clock,
    choice: Choice = dispatch.EVERYBODY,
    *,
    late: bool = False,
    wait: bool = False,
    correction: bool = False,
) -> Sending:
    how = dispatch.Clock(clock, clock.sleep)
    return dispatch.send(asked, SLOT, how, choice, late=late, wait=wait, correction=correction)


def listed(asked: Settings, rows: str) -> None:
    assert asked.clients is not None
    asked.clients.write_text(f"{CLIENTS.splitlines()[0]}\n{rows}", "utf-8")


def read(raw: bytes) -> EmailMessage:
    return email.message_from_bytes(raw, policy=email.policy.default)


def everything_in(raw: bytes) -> str:
    """All that a client could read: heads, text, HTML, and every page of the PDF."""
    found = read(raw)
    parts = [str(found.items())]
    for part in found.walk():
        content = part.get_payload(decode=True)
        if part.get_content_type().startswith("text/"):
            parts.append(part.get_content())
        elif part.get_content_type() == "application/pdf":
            assert isinstance(content, bytes)
            with pypdfium2.PdfDocument(io.BytesIO(content)) as pdf:
                parts += [page.get_textpage().get_text_range() for page in pdf]
    return "\n".join(parts)


# Each client once ---------------------------------------------------------------------------------


def test_each_client_of_the_edition_gets_one_message_with_what_was_asked_for(
    ready: Settings, sink: Sink, clock: Clock
) -> None:
    outcome = send(ready, clock)
    outcome.require()
    assert sink.recipients() == ["ada@clients.test", "ben@clients.test", "cyd@clients.test"]
    got = {address: read(raw) for address, raw in sink.got}
    attached = {address: [part.get_filename() for part in m.iter_attachments()] for address, m in got.items()}
    assert attached == {
        "ada@clients.test": [f"marketwrap-{DAY}.pdf", f"marketwrap-{DAY}.json"],
        "ben@clients.test": [f"marketwrap-{DAY}.pdf"],
        "cyd@clients.test": [],
    }
    headline = json.loads((ready.out / DAY / "brief.json").read_text("utf-8"))["headline"]["text"]
    assert {m["Subject"] for m in got.values()} == {f"SIMULATED: {headline}"}


def test_a_clients_own_page_is_in_text_html_and_pdf_and_nowhere_else(
    ready: Settings, sink: Sink, clock: Clock
) -> None:
    send(ready, clock)
    seen = {address: everything_in(raw) for address, raw in sink.got}
    assert seen["ada@clients.test"].count("For Ada Roe") == 3
    assert seen["ben@clients.test"].count("For Ben Doe") == 3
    assert "Your holdings" not in seen["cyd@clients.test"]
    for other in ("Ada Roe", "ada@", "JPMorgan Chase"):
        assert other not in seen["cyd@clients.test"]
        assert other not in seen["ben@clients.test"]


def test_to_send_again_sends_nothing_and_makes_nothing(
    ready: Settings, sink: Sink, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(ready, clock)
    monkeypatch.setattr(dispatch, "_maker", None)
    outcome = send(ready, clock)
    assert outcome.states == {State.SENT: 3}
    assert len(sink.got) == 3


def test_a_client_who_comes_later_gets_the_brief_and_nobody_gets_it_twice(
    ready: Settings, sink: Sink, clock: Clock
) -> None:
    send(ready, clock)
    listed(ready, "Ada Roe,ada@clients.test,,close,pdf,,AAPL:999\nEve,eve@clients.test,,close,,,\n")
    outcome = send(ready, clock)
    assert outcome.states == {State.SENT: 2}
    assert sink.recipients() == [f"{name}@clients.test" for name in ("ada", "ben", "cyd", "eve")]


def test_what_was_put_off_goes_out_as_the_list_says_by_then(
    ready: Settings, sink: Sink, clock: Clock
) -> None:
    listed(ready, "Gil,grey@clients.test,,close,pdf,,AAPL:1\n")
    assert send(ready, clock).states == {State.DEFERRED: 1}
    listed(ready, "Gil,grey@clients.test,,close,pdf,,AAPL:777\n")
    clock.now += timedelta(minutes=10)
    assert send(ready, clock).states == {State.SENT: 1}
    assert "777" in everything_in(sink.got[0][1])


def test_who_left_the_list_gets_nothing_that_was_put_off(ready: Settings, sink: Sink, clock: Clock) -> None:
    listed(ready, "Gil,grey@clients.test,,close,,,\nEve,eve@clients.test,,close,,,\n")
    send(ready, clock)
    listed(ready, "Eve,eve@clients.test,,close,,,\n")
    clock.now += timedelta(minutes=10)
    send(ready, clock)
    assert sink.recipients() == ["eve@clients.test"]


def test_waiting_tries_again_until_the_server_takes_it(ready: Settings, sink: Sink, clock: Clock) -> None:
    listed(ready, "Gil,grey@clients.test,,close,,,\n")
    outcome = send(ready, clock, wait=True)
    outcome.require()
    assert sink.recipients() == ["grey@clients.test"]
    assert clock.now - NOW >= timedelta(seconds=90)


def test_no_client_is_shown_what_is_another_ones(ready: Settings, sink: Sink, clock: Clock) -> None:
    """Hundreds of clients, each with a name and a quantity that nobody else has; every message is read."""
    count = 200
    # every tenth with a PDF, which takes longest to make and to read
    rows = "".join(
        f"Client N{i:03d}N,c{i}@clients.test,,close,{'none' if i % 10 else 'pdf'},,AAPL:{1_000_003 + 7919 * i}\n"
        for i in range(count)
    )
    listed(ready, rows)
    quantities = {f"{1_000_003 + 7919 * i:,}" for i in range(count)}
    assert send(ready, clock).states == {State.SENT: count}
    for address, raw in sink.got:
        number, text = int(address.partition("@")[0][1:]), everything_in(raw)
        assert set(re.findall(r"N(\d{3})N", text)) == {f"{number:03d}"}
        assert quantities & set(re.findall(r"[\d,]+", text)) == {f"{1_000_003 + 7919 * number:,}"}


# Whom ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("choice", "reached"),
    [
        (Choice(only=("BEN@clients.test",)), ["ben"]),
        (Choice(groups=("advisers", "desk")), ["ada", "ben"]),
        (Choice(only=("ben@clients.test",), groups=("desk",)), ["ben"]),
    ],
)
def test_a_choice_narrows_it_down(
    ready: Settings, sink: Sink, clock: Clock, choice: Choice, reached: list[str]
) -> None:
    send(ready, clock, choice).require()
    assert sink.recipients() == [f"{name}@clients.test" for name in reached]


def test_a_choice_of_somebody_who_is_no_client_is_refused(ready: Settings, sink: Sink, clock: Clock) -> None:
    with pytest.raises(ConfigError, match=r"^--only: dan@clients.test is no client of this edition$"):
        send(ready, clock, Choice(only=("dan@clients.test",)))
    assert sink.got == []


def test_in_a_rehearsal_nobody_beyond_the_allowed_addresses_gets_mail(
    ready: Settings, sink: Sink, clock: Clock
) -> None:
    assert ready.mail is not None
    mail = ready.mail.model_copy(update={"allow": ("cyd@clients.test", "*@firm.test")})
    outcome = send(ready.model_copy(update={"mail": mail}), clock)
    outcome.require()
    assert (sink.recipients(), outcome.kept_back) == (["cyd@clients.test"], 2)


def test_a_dry_run_writes_messages_and_stores_and_sends_nothing(
    ready: Settings, sink: Sink, tmp_path: Path
) -> None:
    files, unmade = dispatch.rehearse(ready, SLOT, tmp_path / "mails", NOW)
    assert [path.name for path in files] == [
        "0001-ada@clients.test.eml", "0002-ben@clients.test.eml", "0003-cyd@clients.test.eml",
    ]  # fmt: skip
    assert read(files[0].read_bytes())["To"] == "Ada Roe <ada@clients.test>"
    assert files[0].stat().st_mode & 0o077 == 0
    assert (unmade, sink.got, (tmp_path / "records").exists()) == ((), [], False)


@pytest.mark.parametrize("name", ["en-GB", "x-pseudo"])
def test_mail_and_a_client_s_own_page_are_in_the_language_of_the_brief(
    ready: Settings, tmp_path: Path, name: str
) -> None:
    language = name if name == "en-GB" else str(pseudo.make(tmp_path / "languages" / name))
    asked = ready.model_copy(update={"language": language, "out": tmp_path / "other"})
    folder = pipeline.run(asked, None, NOW).folder
    reviews.approve(folder, "Jane Roe", asked, NOW)
    assert isinstance(approval.state(folder), approval.Approved)
    assert approval.doubt(folder, language) is None
    listed(asked, "Ada Roe,ada@clients.test,,close,pdf,NVDA,AAPL:120; JPM:7\n")
    files, unmade = dispatch.rehearse(asked, SLOT, tmp_path / "mails", NOW)
    assert unmade == ()
    said = everything_in(files[0].read_bytes())
    date, unsubscribe, own = {
        "en-GB": ("Wednesday 14 January 2026", "To get no more of these mails", "Your holdings"),
        "x-pseudo": ("Zwednesday le 14 Zjanuary 2026", "Zto zget zno zmore", "Zyour zholdings"),
    }[name]
    assert read(files[0].read_bytes())["Content-Language"] == name
    assert all(text in said for text in (date, unsubscribe, own))
    assert "January 14" not in said


def test_a_dry_run_writes_nothing_where_briefs_are_served(ready: Settings) -> None:
    with pytest.raises(ConfigError, match="do not go among the briefs"):
        dispatch.rehearse(ready, SLOT, ready.out / "rehearsal", NOW)
    assert not (ready.out / "rehearsal").exists()


def test_a_group_that_nobody_is_in_is_refused(ready: Settings, sink: Sink, clock: Clock) -> None:
    with pytest.raises(ConfigError, match="advisors is no client's group"):
        send(ready, clock, Choice(groups=("desk", "advisors")))
    assert sink.got == []


@pytest.mark.parametrize("key", ["clients", "records", "outbox"])
def test_what_is_of_clients_alone_does_not_lie_where_briefs_are_served(key: str) -> None:
    with pytest.raises(ConfigError, match=f"{key}: out/x lies in out"):
        config.load(None, out="out", **{key: "out/x"})


def test_a_dry_run_of_a_draft_says_that_it_is_one(ready: Settings, tmp_path: Path) -> None:
    (ready.out / DAY / "approval.json").unlink()
    asked = ready.model_copy(update={"length": "short"})
    pipeline.run(asked, None, NOW)  # as nobody has reviewed it
    files, _ = dispatch.rehearse(asked, SLOT, tmp_path / "mails", NOW, Choice(only=("cyd@clients.test",)))
    assert read(files[0].read_bytes())["Subject"].startswith("DRAFT: ")


# What has to be so --------------------------------------------------------------------------------


def test_a_draft_is_not_sent(ready: Settings, sink: Sink, clock: Clock) -> None:
    (ready.out / DAY / "approval.json").unlink()
    with pytest.raises(CheckFailed, match=rf"^{DAY}: nobody has approved it; marketwrap approve {DAY}"):
        send(ready, clock)
    assert sink.got == []


def test_a_brief_that_changed_after_its_approval_is_not_sent(
    ready: Settings, sink: Sink, clock: Clock
) -> None:
    with (ready.out / DAY / "brief.txt").open("a") as file:
        file.write(" ")
    with pytest.raises(CheckFailed, match=r"its approval is void: brief.txt changed"):
        send(ready, clock)
    assert sink.got == []


def test_without_review_the_check_alone_decides(ready: Settings, sink: Sink, clock: Clock) -> None:
    asked = ready.model_copy(update={"review": "none"})
    pipeline.run(asked, None, NOW)
    path = ready.out / DAY / "brief.txt"
    sound = path.read_text("utf-8")
    path.write_text(sound.replace("0.53%", "0.35%"), "utf-8")
    with pytest.raises(CheckFailed, match=r"found -0.35%"):
        send(asked, clock)
    path.write_text(sound, "utf-8")
    send(asked, clock).require()
    assert len(sink.got) == 3


def test_a_brief_that_has_grown_old_goes_out_only_when_told_to(
    ready: Settings, sink: Sink, clock: Clock
) -> None:
    clock.now = datetime(2026, 1, 15, 14, 30, tzinfo=UTC)
    with pytest.raises(ConfigError, match=r"grown old at 2026-01-15 09:30 EST; .* --late$"):
        send(ready, clock)
    send(ready, clock, late=True).require()
    assert len(sink.got) == 3


def test_nothing_is_sent_while_a_row_of_the_list_is_wrong(ready: Settings, sink: Sink, clock: Clock) -> None:
    listed(ready, "Ada,ada@clients.test,,close,,,\nBen,ben,,close,,,\n")
    with pytest.raises(ConfigError, match=r"clients.csv, line 3: address: "):
        send(ready, clock)
    assert sink.got == []


@pytest.mark.parametrize(
    ("missing", "said"), [("mail", "there is no [mail]"), ("clients", "there are no clients")]
)
def test_what_is_not_set_is_named(ready: Settings, clock: Clock, missing: str, said: str) -> None:
    with pytest.raises(ConfigError) as caught:
        send(ready.model_copy(update={missing: None}), clock)
    assert said in str(caught.value)


def test_a_day_without_a_brief_is_refused(ready: Settings, clock: Clock) -> None:
    slot, yesterday = schedule.slot("close", date(2026, 1, 13), "XNYS"), NOW - timedelta(days=1)
    with pytest.raises(ConfigError, match=r"2026-01-13: there is no such brief; make it first"):
        dispatch.send(ready, slot, dispatch.Clock(lambda: yesterday, clock.sleep))


# Corrections --------------------------------------------------------------------------------------


def reviewed(asked: Settings) -> Settings:
    """The settings, with a brief from which a sentence was struck and that was approved anew."""
    folder = asked.out / DAY
    sheet = reviews.sheet(folder)
    struck = re.sub(r"(?m)^keep ", "strike ", sheet, count=1)
    assert reviews.review(folder, struck, asked) is not None
    reviews.approve(folder, "Jane Roe", asked, NOW)
    return asked


def test_another_version_goes_out_as_a_correction_or_not_at_all(
    ready: Settings, sink: Sink, clock: Clock
) -> None:
    send(ready, clock)
    reviewed(ready)
    with pytest.raises(ConfigError, match=rf"^{DAY}: another version of it has been sent; .* --correction$"):
        send(ready, clock)
    assert len(sink.got) == 3
    outcome = send(ready, clock, correction=True)
    outcome.require()
    assert outcome.brief.startswith(f"{DAY}-correction-")
    again = [read(raw) for _, raw in sink.got[3:]]
    assert [m["Subject"][:22] for m in again] == ["CORRECTED: SIMULATED: "] * 3
    assert all("takes the place of" in m.get_body(("plain",)).get_content() for m in again)  # type: ignore[union-attr]


def test_a_correction_goes_out_once_however_often_it_is_asked_for(
    ready: Settings, sink: Sink, clock: Clock
) -> None:
    send(ready, clock)
    reviewed(ready)
    for asked in (True, True, False):
        send(ready, clock, correction=asked).require()
    assert len(sink.got) == 6


def test_what_nobody_has_yet_is_sent_in_its_new_version_and_needs_no_correction(
    ready: Settings, sink: Sink, clock: Clock
) -> None:
    listed(ready, "Gil,grey@clients.test,,close,none,,\n")
    assert send(ready, clock).states == {State.DEFERRED: 1}
    reviewed(ready)
    clock.now += timedelta(minutes=10)
    send(ready, clock).require()
    assert [read(raw)["Subject"][:9] for _, raw in sink.got] == ["SIMULATED"]


def test_what_grew_old_unsent_goes_out_in_its_new_version(ready: Settings, sink: Sink, clock: Clock) -> None:
    listed(ready, "Lou,later@clients.test,,close,none,,\nGil,grey@clients.test,,close,none,,\n")
    send(ready, clock)
    clock.now = SLOT.expires
    with outbox.connect(outbox.place_of(ready)) as rows:
        assert rows.expire(clock.now) == 2
    reviewed(ready)
    assert send(ready, clock, late=True).states == {State.DEFERRED: 1, State.SENT: 1}
    assert sink.recipients() == ["grey@clients.test"]
    assert "three of seven" not in everything_in(sink.got[0][1]).partition("What happened")[0]


def test_what_was_refused_is_sent_again_in_the_new_version_and_only_when_told_to(
    ready: Settings, sink: Sink, clock: Clock
) -> None:
    listed(ready, "Flo,full@clients.test,,close,none,,\n")
    assert send(ready, clock).states == {State.FAILED: 1}
    with outbox.connect(outbox.place_of(ready)) as rows:
        (before,) = rows.entries(DAY)
    reviewed(ready)
    assert send(ready, clock).states == {State.FAILED: 1}
    with outbox.connect(outbox.place_of(ready)) as rows:
        (after,) = rows.entries(DAY)
    assert before.message_id != after.message_id
    assert sink.got == []


def test_a_correction_of_nothing_is_refused(ready: Settings, clock: Clock) -> None:
    with pytest.raises(ConfigError, match=r"nothing of it has been sent; send it without --correction$"):
        send(ready, clock, correction=True)
    send(ready, clock)
    with pytest.raises(ConfigError, match=r"nothing has changed since it was sent"):
        send(ready, clock, correction=True)


# What is left -------------------------------------------------------------------------------------


def test_who_was_not_reached_is_counted_in_one_line(ready: Settings, clock: Clock) -> None:
    listed(ready, "".join(f"{n},{n}@clients.test,,close,,,\n" for n in ("ada", "never", "later", "lost")))
    outcome = send(ready, clock)
    with pytest.raises(NotReached) as caught:
        outcome.require()
    said = (
        "3 of 4 clients not reached (1 failed, 1 deferred, 1 held); see: marketwrap outbox --date 2026-01-14"
    )
    assert str(caught.value) == f"{DAY}: {said}"
    assert caught.value.exit_code == 5


def test_a_trouble_that_all_have_is_said_in_the_line(ready: Settings, clock: Clock) -> None:
    assert ready.mail is not None
    mail = ready.mail.model_copy(update={"port": mailserver.free_port()})
    outcome = send(ready.model_copy(update={"mail": mail}), clock)
    with pytest.raises(
        NotReached, match=r"3 of 3 .* \(3 deferred, all: .*the server is away: Connection refused\)"
    ):
        outcome.require()


def test_what_was_sent_is_kept_whole_with_whom_it_was_for(ready: Settings, clock: Clock) -> None:
    send(ready, clock)
    (copy,) = copies.verify(ready.records)
    assert copy.problem == ""
    assert {path.name for path in copy.folder.iterdir()} == {
        *(path.name for path in (ready.out / DAY).iterdir()), "recipients.json", "manifest.json",
    }  # fmt: skip
    with outbox.connect(outbox.place_of(ready)) as rows:
        stored = {entry.address: entry.message_id for entry in rows.entries(DAY)}
    assert {r.address: r.message_id for r in copies.recipients(copy)} == stored


def test_what_a_run_stored_that_died_before_it_kept_it_is_kept_by_the_next(
    ready: Settings, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(dispatch, "_keep", None)  # whatever it dies of, it is here
        with pytest.raises(TypeError):
            send(ready, clock)
    assert list(copies.kept(ready.records)) == []
    send(ready, clock, Choice(only=("ada@clients.test",)))
    send(ready, clock)
    assert [len(copies.recipients(r)) for r in copies.verify(ready.records)].count(3) == 1
    send(ready, clock, Choice(only=("ben@clients.test",)))
    assert len(tuple(copies.kept(ready.records))) == 2


def test_no_file_of_a_client_lies_where_briefs_are_served(ready: Settings, clock: Clock) -> None:
    send(ready, clock)
    for path in ready.out.rglob("*"):
        assert path.is_dir() or b"clients.test" not in path.read_bytes()


# What clients hold beside the market --------------------------------------------------------------


def with_coca_cola(asked: Settings, folder: Path, *, priced: bool = True) -> Settings:
    """Closes in a file, with or without those of a stock that the universe does not know."""
    whole = snapshot.restore(asked.out / DAY / "prices.csv.gz").closes
    closes = whole.assign(KO=range(1000, 1000 + len(whole))) if priced else whole
    closes.to_csv(folder / "closes.csv", index_label="date")
    extra = folder / "instruments.toml"
    extra.write_text('[instruments]\nKO = { name = "Coca-Cola", kind = "stock" }\n', "utf-8")
    return asked.model_copy(
        update={"source": "files", "prices": folder / "closes.csv", "instruments": extra, "basis": "price"}
    )


def test_what_the_universe_does_not_know_is_priced_by_the_same_source(
    ready: Settings, sink: Sink, clock: Clock, tmp_path: Path
) -> None:
    asked = with_coca_cola(ready, tmp_path)
    listed(asked, "Ada,ada@clients.test,,close,pdf,,KO:10\n")
    outcome = send(asked, clock)
    outcome.require()
    text = everything_in(sink.got[0][1])
    assert "Coca-Cola" in text
    assert outcome.warning == ""
    assert "KO" not in (ready.out / DAY / "brief.json").read_text("utf-8").split('"')
    assert (asked.records / "prices" / f"{DAY}.csv.gz").stat().st_mode & 0o077 == 0


def test_what_no_source_has_is_said_on_the_page_and_to_the_desk(
    ready: Settings, sink: Sink, clock: Clock, tmp_path: Path
) -> None:
    asked = with_coca_cola(ready, tmp_path, priced=False)
    listed(asked, "Ada,ada@clients.test,,close,pdf,,AAPL:5; KO:10\n")
    outcome = send(asked, clock)
    assert outcome.states == {State.SENT: 1}
    assert outcome.warning == "files has no closes of KO"
    assert "Coca-Cola" in everything_in(sink.got[0][1])


def test_what_the_source_has_is_priced_though_something_else_is_lacking(
    ready: Settings, sink: Sink, clock: Clock, tmp_path: Path
) -> None:
    asked = with_coca_cola(ready, tmp_path)
    assert asked.instruments is not None
    with asked.instruments.open("a") as file:
        file.write('PEP = { name = "PepsiCo", kind = "stock" }\n')
    listed(asked, "Ada,ada@clients.test,,close,none,,KO:10; PEP:5\n")
    outcome = send(asked, clock)
    assert (outcome.states, outcome.warning) == ({State.SENT: 1}, "files has no closes of PEP")
    assert "Coca-Cola" in everything_in(sink.got[0][1])


def test_a_setting_with_which_nobody_can_be_written_to_stops_it_before_the_first_message(
    ready: Settings, sink: Sink, clock: Clock
) -> None:
    assert ready.mail is not None
    mail = ready.mail.model_copy(update={"unsubscribe_url": "https://x.test/{token}\r\nBcc: eve@x.test"})
    with pytest.raises(ConfigError, match="unsubscribe_url"):
        send(ready.model_copy(update={"mail": mail}), clock)
    assert sink.got == []


def test_a_client_whose_page_is_wrong_is_listed_and_gets_the_brief_once_it_is_right(
    ready: Settings, sink: Sink, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody else waits for it, and each start tries again."""
    make = Maker.make

    def fails_for_ada(maker: Maker, client: Client) -> Message | Unmade:
        return Unmade(client.address, "a wrong number") if client.name == "Ada Roe" else make(maker, client)

    with monkeypatch.context() as patch:
        patch.setattr(Maker, "make", fails_for_ada)
        for _ in range(2):
            outcome = send(ready, clock)
            with pytest.raises(
                NotReached, match=r"1 of 3 clients not reached \(ada@clients.test: a wrong number\)"
            ):
                outcome.require()
    with outbox.connect(outbox.place_of(ready)) as rows:
        (listed_row,) = rows.entries(DAY, (State.UNMADE,))
        assert (listed_row.address, listed_row.answer) == ("ada@clients.test", "a wrong number")
    assert sink.recipients() == ["ben@clients.test", "cyd@clients.test"]
    send(ready, clock).require()
    assert sink.recipients() == ["ada@clients.test", "ben@clients.test", "cyd@clients.test"]


def test_clients_without_a_message_are_named() -> None:
    unmade = tuple(Unmade(f"c{n}@clients.test", "why") for n in range(12))
    said = "c0@clients.test: why, nor could one be made for c1@clients.test, .*c9@clients.test, 2 more"
    with pytest.raises(NotReached, match=said):
        Sending(DAY, (), unmade).require()


@pytest.mark.parametrize("name", ["A\r\nBcc: eve@x.test", "A\u2028B", "A\u202eB", "A" * 81])
def test_a_publishers_name_that_no_page_can_hold_is_a_wrong_setting(name: str) -> None:
    with pytest.raises(ConfigError, match=r"publisher: (it holds|give 80)"):
        config.load(publisher=name)
