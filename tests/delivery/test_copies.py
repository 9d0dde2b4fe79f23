"""What was sent is kept whole, by itself, and as long as the configuration says."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pydantic import ValidationError
from typer.testing import CliRunner

from marketwrap import cli
from marketwrap.base import disk
from marketwrap.base.settings import Settings
from marketwrap.delivery import approval, copies
from marketwrap.delivery.copies import Recipient

SENT = datetime(2026, 1, 14, 22, tzinfo=UTC)
ANN, BOB = Recipient("ann@example.com", "<1@example.com>"), Recipient("bob@example.com", "<2@example.com>")


@pytest.fixture
def brief(tmp_path: Path) -> Path:
    folder = tmp_path / "output" / "2026-01-14"
    for name in ("brief.json", "brief.pdf", "prices.csv.gz", "watch.json", "approval.json"):
        disk.write(folder / name, name.encode())
    return folder


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "records"


def keep(folder: Path, store: Path, recipients: tuple[Recipient, ...], sent: datetime) -> Path:
    return copies.keep(folder.name, approval.collected(folder), store, recipients, sent)


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_everything_of_the_brief_and_who_got_it_is_kept(brief: Path, store: Path) -> None:
    place = keep(brief, store, (BOB, ANN), SENT)
    assert {path.name for path in place.iterdir()} == {
        "brief.json", "brief.pdf", "prices.csv.gz", "watch.json", "approval.json", "recipients.json", "manifest.json",
    }  # fmt: skip
    [found] = copies.kept(store)
    assert found.problem == ""
    assert copies.recipients(found) == (ANN, BOB)
    assert found.until(3) == SENT.replace(year=2029)


def test_nothing_can_write_to_it_and_nobody_else_reads_it(brief: Path, store: Path) -> None:
    place = keep(brief, store, (ANN,), SENT)
    assert mode(place) == 0o500
    assert {mode(path) for path in place.iterdir()} == {0o400}
    assert {mode(folder) for folder in (store, store / "briefs", place.parent)} == {0o700}


def test_the_same_is_kept_once_and_something_else_beside_it(brief: Path, store: Path) -> None:
    place = keep(brief, store, (ANN, BOB), SENT)
    before = (place / "manifest.json").read_bytes()
    assert keep(brief, store, (BOB, ANN), SENT + timedelta(hours=1)) == place
    assert (place / "manifest.json").read_bytes() == before
    disk.write(brief / "brief.pdf", b"another")
    assert keep(brief, store, (ANN, BOB), SENT) != place
    assert len(list(copies.kept(store))) == 2
    assert (place / "brief.pdf").read_bytes() == b"brief.pdf"


def _alter(path: Path, content: bytes) -> None:
    path.chmod(0o600)
    path.write_bytes(content)


def _retime(place: Path) -> None:
    raw = json.loads((place / "manifest.json").read_bytes())
    _alter(place / "manifest.json", json.dumps(raw | {"sent": "2020-01-14T22:00:00Z"}).encode())


@pytest.mark.parametrize(
    ("harm", "problem"),
    [
        (lambda place: _alter(place / "brief.pdf", b"brief.pdg"), "brief.pdf was changed"),
        (lambda place: (place / "brief.pdf").unlink(), "brief.pdf is missing"),
        (lambda place: (place / "more.txt").write_text("x"), "more.txt does not belong there"),
        (lambda place: (place / "manifest.json").unlink(), "manifest.json cannot be read"),
        (lambda place: _alter(place / "manifest.json", b"{"), "manifest.json is damaged"),
        (_retime, "manifest.json was changed"),
        (lambda place: place.rename(place.with_name("0" * 12)), "it is in another's place"),
    ],
)
def test_each_harm_is_found(brief: Path, store: Path, harm: Callable[[Path], None], problem: str) -> None:
    place = keep(brief, store, (ANN,), SENT)
    assert [copy.problem for copy in copies.verify(store)] == [""]
    place.chmod(0o700)
    harm(place)
    [found] = copies.verify(store)
    assert found.problem.startswith(problem)
    answer = CliRunner().invoke(cli.app, ["records", "--records", str(store), "--verify"])
    assert problem in answer.stdout
    assert type(answer.exception).__name__ == "CheckFailed"


def test_only_what_is_older_than_the_years_goes(brief: Path, store: Path) -> None:
    old = keep(brief, store, (ANN,), datetime(2024, 2, 29, 22, tzinfo=UTC))
    new = keep(brief, store, (BOB,), datetime(2024, 3, 1, 23, tzinfo=UTC))
    assert copies.prune(store, 3, datetime(2027, 3, 1, 21, tzinfo=UTC)) == ()
    assert copies.prune(store, 3, datetime(2027, 3, 1, 22, 30, tzinfo=UTC)) == (f"2026-01-14/{old.name}",)
    assert [copy.folder for copy in copies.kept(store)] == [new]


def test_a_record_of_unknown_age_stays(brief: Path, store: Path) -> None:
    place = keep(brief, store, (ANN,), SENT)
    _retime(place)
    assert copies.prune(store, 1, SENT + timedelta(days=9999)) == ()
    assert place.is_dir()


def test_what_a_killed_run_left_is_taken_away_a_day_later(store: Path) -> None:
    draft = store / "briefs" / "2026-01-14" / f"{disk.DRAFT}abc"
    draft.mkdir(parents=True)
    (draft / "brief.pdf").write_bytes(b"half")
    assert list(copies.kept(store)) == []
    now = datetime.now(UTC)
    copies.prune(store, 3, now)
    assert draft.is_dir()
    copies.prune(store, 3, now + timedelta(days=2))
    assert not draft.exists()


def test_the_command_lists_until_when(brief: Path, store: Path) -> None:
    keep(brief, store, (ANN,), SENT)
    shown = CliRunner().invoke(cli.app, ["records", "--records", str(store)]).stdout
    assert "2029-01-14 22:00" in shown
    [raw] = json.loads(CliRunner().invoke(cli.app, ["records", "--records", str(store), "--json"]).stdout)
    assert raw["brief"] == "2026-01-14"
    assert raw["until"] == "2029-01-14T22:00:00+00:00"


def test_the_command_says_when_nothing_is_kept(store: Path) -> None:
    answer = CliRunner().invoke(cli.app, ["records", "--records", str(store), "--verify"])
    assert (answer.exit_code, "nothing is kept" in answer.stdout) == (0, True)


def test_years_are_counted_over_the_29th_of_february_both_ways() -> None:
    leap = datetime(2028, 2, 29, 12, tzinfo=UTC)
    assert copies.years_from(leap, 3) == datetime(2031, 3, 1, 12, tzinfo=UTC)
    assert copies.years_from(leap, -3) == datetime(2025, 3, 1, 12, tzinfo=UTC)
    assert copies.years_from(leap, -4) == datetime(2024, 2, 29, 12, tzinfo=UTC)


def test_more_years_than_a_calendar_has_are_refused() -> None:
    with pytest.raises(ValidationError, match="less than or equal to 100"):
        Settings(keep_years=2500)
