"""A desk's day, unattended: it waits, tries again, asks for review, sends, and says nothing when all is well."""

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import trustme
from typer.testing import CliRunner

from marketwrap import cli
from marketwrap.app import daily, dispatch, pipeline
from marketwrap.app import review as reviews
from marketwrap.app.schedule import due
from marketwrap.base import disk
from marketwrap.base.errors import MarketwrapError, NotReached, SourceError
from marketwrap.base.settings import DailySettings, Settings
from marketwrap.delivery import outbox
from tests.delivery import mailserver
from tests.delivery.conftest import Clock
from tests.delivery.hooks import Told, service
from tests.delivery.mailserver import Sink

DAY = "2026-01-14"
CLOSE = datetime(2026, 1, 14, 21, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A brief that needs no review."""
    out = tmp_path_factory.mktemp("daily") / "output"
    return pipeline.run(Settings(out=out, formats=("txt", "json")), None, CLOSE).folder


@pytest.fixture
def server(ca: trustme.CA) -> Iterator[tuple[int, Sink]]:
    with mailserver.running(ca) as running:
        yield running


@pytest.fixture
def operator() -> Iterator[Told]:
    with service() as told:
        yield told


@pytest.fixture
def shift(
    server: tuple[int, Sink], operator: Told, ca_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Settings:
    """A desk with two clients, a mail server and an operator."""
    monkeypatch.setenv("MARKETWRAP_SMTP_PASSWORD", mailserver.PASSWORD)
    (tmp_path / "clients.csv").write_text(
        "name,address\nAda,ada@clients.test\nBen,ben@clients.test\n", "utf-8"
    )
    return Settings.model_validate(
        {
            "out": tmp_path / "output", "records": tmp_path / "records", "formats": ("txt", "json"),
            "review": "none", "clients": tmp_path / "clients.csv", "daily": {"notify": [operator.address]},
            "mail": mailserver.settings(server[0], ca_file),
        }
    )  # fmt: skip


def run(settings: Settings, clock: Clock, note: Callable[[str], None] = pytest.fail) -> None:
    daily.run(settings, dispatch.Clock(clock, clock.sleep), note)


def clients(settings: Settings, *names: str) -> None:
    assert settings.clients is not None
    rows = "".join(f"{name},{name}@clients.test\n" for name in names)
    settings.clients.write_text(f"name,address\n{rows}", "utf-8")


# All is well --------------------------------------------------------------------------------------


def test_it_waits_for_the_close_and_a_little_longer_then_writes_and_sends(
    shift: Settings, server: tuple[int, Sink], operator: Told, clock: Clock
) -> None:
    clock.now = CLOSE - timedelta(hours=2)
    run(shift, clock)
    assert clock.now >= CLOSE + timedelta(minutes=15)
    assert server[1].recipients() == ["ada@clients.test", "ben@clients.test"]
    assert (shift.out / "index.html").is_file()
    assert operator.notes == []


def test_a_second_start_finds_everything_done(
    shift: Settings, server: tuple[int, Sink], clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(shift, clock)
    monkeypatch.setattr(pipeline, "run", None)
    clock.slept.clear()
    run(shift, clock)
    assert len(server[1].got) == 2
    assert clock.slept == []


def test_a_start_while_another_is_at_work_ends_at_once(
    shift: Settings, server: tuple[int, Sink], clock: Clock
) -> None:
    with daily._alone(shift.records / daily.LOCK) as alone:
        assert alone
        run(shift, clock)
    assert (server[1].got, shift.out.exists()) == ([], False)


@pytest.mark.parametrize("now", ["2026-01-17T15:00", "2026-01-19T20:00"], ids=["Saturday", "holiday"])
def test_without_a_session_the_brief_of_the_last_one_stays_as_it_is(
    shift: Settings, server: tuple[int, Sink], clock: Clock, written: Path, now: str
) -> None:
    clock.now = datetime.fromisoformat(now).replace(tzinfo=UTC)
    folder = shutil.copytree(written, shift.out / "2026-01-16")
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    run(shift.model_copy(update={"mail": None}), clock)
    assert {name: (folder / name).read_bytes() for name in before} == before
    assert [path.name for path in shift.out.iterdir() if path.is_dir()] == ["2026-01-16"]
    assert (clock.slept, server[1].got) == ([], [])


def test_a_desk_without_a_mail_server_gets_its_briefs_written(shift: Settings, clock: Clock) -> None:
    run(shift.model_copy(update={"mail": None, "clients": None}), clock)
    assert (shift.out / DAY / "brief.txt").is_file()


# The data are late --------------------------------------------------------------------------------


def of_file(settings: Settings, path: Path) -> Settings:
    return settings.model_copy(update={"source": "files", "prices": path, "basis": "price"})


def test_late_data_are_asked_for_again(
    shift: Settings, server: tuple[int, Sink], clock: Clock, written: Path, tmp_path: Path
) -> None:
    path = tmp_path / "prices.csv.gz"

    def sleep(seconds: float) -> None:
        clock.sleep(seconds)
        if clock.now > CLOSE + timedelta(minutes=40) and not path.exists():
            shutil.copy(written / "prices.csv.gz", path)

    daily.run(of_file(shift, path), dispatch.Clock(clock, sleep), pytest.fail)
    assert len(server[1].got) == 2
    assert timedelta(minutes=40) < clock.now - CLOSE < timedelta(minutes=60)


def test_data_that_do_not_come_are_given_up_and_the_operator_is_told_once(
    shift: Settings, operator: Told, clock: Clock, tmp_path: Path
) -> None:
    asked = of_file(shift, tmp_path / "nowhere.csv")
    with pytest.raises(SourceError, match=r"nowhere.csv"):
        run(asked, clock)
    assert timedelta(hours=4) < clock.now - CLOSE < timedelta(hours=4, minutes=30)
    with pytest.raises(SourceError):
        run(asked, clock)
    assert [note["message"].partition(":")[0] for note in operator.notes] == [DAY]


def test_trouble_with_one_edition_keeps_no_other_back(
    shift: Settings, server: tuple[int, Sink], clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sample ends on a Wednesday, so that a morning's brief of the day after cannot be made."""
    settings = shift.model_copy(
        update={"daily": shift.daily.model_copy(update={"editions": ("morning", "close")})}
    )
    made = pipeline.run

    def run_or_fail(asked: Settings, *rest: object, **named: object) -> object:
        if asked.edition == "morning":
            raise SourceError("no prices")
        return made(asked, *rest, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(pipeline, "run", run_or_fail)
    clock.now = CLOSE - timedelta(hours=1)
    with pytest.raises(SourceError, match="no prices"):
        run(settings, clock)
    assert len(server[1].got) == 2


def test_of_two_briefs_in_trouble_both_are_said(shift: Settings, clock: Clock, tmp_path: Path) -> None:
    settings = of_file(shift, tmp_path / "nowhere.csv")
    daily_settings = DailySettings(editions=("close", "close"), patience=0.001)
    notes: list[str] = []
    with pytest.raises(SourceError, match="nowhere"):
        run(settings.model_copy(update={"daily": daily_settings}), clock, notes.append)
    assert ["nowhere" in note for note in notes] == [True]


# Review -------------------------------------------------------------------------------------------


def test_a_draft_waits_for_review_and_goes_out_at_the_next_start(
    shift: Settings, server: tuple[int, Sink], operator: Told, clock: Clock
) -> None:
    asked = shift.model_copy(update={"review": "required"})
    run(asked, clock)
    run(asked, clock)
    how = (
        f"{DAY} waits for review; to let it go out: marketwrap approve {DAY} --edition close --reviewer NAME"
    )
    assert [note["message"] for note in operator.notes] == [how]
    assert server[1].got == []
    reviews.approve(asked.out / DAY, "Jane Roe", asked, clock.now)
    run(asked, clock)
    assert len(server[1].got) == 2


def test_without_an_operators_address_a_draft_that_waits_is_said_once_where_errors_are(
    shift: Settings, clock: Clock
) -> None:
    asked = shift.model_copy(update={"review": "required", "daily": DailySettings()})
    notes: list[str] = []
    run(asked, clock, notes.append)
    run(asked, clock, notes.append)
    assert [note.partition(";")[0] for note in notes] == [f"{DAY} waits for review"]


def test_a_draft_that_is_about_to_grow_old_is_spoken_of_once_more(
    shift: Settings, operator: Told, clock: Clock
) -> None:
    asked = shift.model_copy(update={"review": "required"})
    run(asked, clock)
    for hour in (11, 13, 14):
        clock.now = datetime(2026, 1, 15, hour, tzinfo=UTC)
        run(asked, clock)
    said = [note["message"].partition(";")[0] for note in operator.notes]
    assert said == [f"{DAY} waits for review", f"{DAY} waits for review, and grows old at 09:30 EST"]


# Mail ---------------------------------------------------------------------------------------------


def test_what_the_server_puts_off_is_tried_again_in_the_same_start(
    shift: Settings, server: tuple[int, Sink], clock: Clock
) -> None:
    clients(shift, "ada", "grey")
    run(shift, clock)
    assert server[1].recipients() == ["ada@clients.test", "grey@clients.test"]


def test_a_client_who_cannot_be_reached_ends_in_one_line(
    shift: Settings, operator: Told, clock: Clock
) -> None:
    clients(shift, "ada", "never")
    with pytest.raises(
        NotReached, match=rf"^{DAY}: 1 of 2 clients not reached \(1 failed\); see: marketwrap outbox"
    ):
        run(shift, clock)
    assert len(operator.notes) == 1


def test_mail_that_is_put_off_for_good_ends_before_the_next_opening(shift: Settings, clock: Clock) -> None:
    clients(shift, "ada", "later")
    seldom = shift.model_copy(update={"daily": shift.daily.model_copy(update={"pause": 240.0})})
    with pytest.raises(NotReached, match=r"1 deferred"):
        run(seldom, clock)
    assert clock.now < datetime(2026, 1, 15, 14, 30, tzinfo=UTC)
    clock.now = datetime(2026, 1, 15, 14, 31, tzinfo=UTC)
    with outbox.connect(outbox.place_of(shift)) as rows:
        assert rows.expire(clock.now) == 1


def test_an_operator_who_cannot_be_told_is_said_beside_the_trouble(shift: Settings, clock: Clock) -> None:
    clients(shift, "never")
    with service(500) as deaf:
        asked = shift.model_copy(update={"daily": shift.daily.model_copy(update={"notify": (deaf.address,)})})
        with pytest.raises(MarketwrapError, match=r"not reached .* \(and the operator was not told: "):
            run(asked, clock)


def test_what_was_kept_for_clients_goes_with_the_years(shift: Settings, clock: Clock) -> None:
    run(shift, clock)
    moment = datetime(2022, 12, 30, tzinfo=UTC).timestamp()
    for name in ("told/2022-12-30-0f3a", "prices/2022-12-30.csv.gz"):
        disk.write_private(shift.records / name, b"")
        os.utime(shift.records / name, (moment, moment))
    run(shift, clock)
    assert not [*(shift.records / "told").iterdir(), *(shift.records / "prices").iterdir()]


# On the command line ------------------------------------------------------------------------------


def test_on_the_command_line_trouble_is_a_line_and_an_exit_code(tmp_path: Path) -> None:
    path = tmp_path / "desk.toml"
    path.write_text(
        f'source = "files"\nprices = "{tmp_path}/nowhere.csv"\nout = "{tmp_path}/output"\n'
        f'records = "{tmp_path}/records"\n[daily]\npatience = 0.001\nsettle = 0\n',
        "utf-8",
    )
    answer = CliRunner().invoke(cli.app, ["daily", "--config", str(path)])
    assert isinstance(answer.exception, SourceError)
    assert (answer.stdout, answer.exception.exit_code) == ("", 3)


def test_every_day_of_a_year_has_one_close_and_each_is_due_once() -> None:
    """Started every hour of a year, the days that are due are the sessions, in order."""
    start, found = datetime(2026, 1, 2, 15, tzinfo=UTC), list[date]()
    for hour in range(24 * 364):
        slot = due("close", start + timedelta(hours=hour), "XNYS")
        assert slot is not None
        if not found or found[-1] != slot.day:
            found.append(slot.day)
    assert found == sorted(set(found))
    assert len(found) == 251
