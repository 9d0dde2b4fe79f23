"""What earlier versions made goes on working: a desk's folder of each of them, opened by today's commands."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from marketwrap.base import settings as config
from marketwrap.base.errors import CheckFailed
from marketwrap.cli import app
from marketwrap.formats import store, watchjson
from tests.compat import desk
from tests.delivery.mailserver import Sink
from tests.standin import Bar, Listing, StandIn, send_here

DAY = desk.FIRST.isoformat()
VERSIONS = sorted(path.name for path in Path(__file__).parent.glob("[0-9]*"))


@dataclass(frozen=True)
class Desk:
    """A copy of the folder of a version, and what it talks to."""

    folder: Path
    yahoo: StandIn
    sink: Sink


@pytest.fixture(params=VERSIONS)
def old(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    folder = shutil.copytree(Path(__file__).parent / request.param, tmp_path / "desk")
    monkeypatch.chdir(folder)
    with desk.at_work(folder) as (yahoo, sink, environment):
        send_here(environment, monkeypatch)
        yield Desk(folder, yahoo, sink)


def marketwrap(*arguments: str) -> str:
    """What a command prints; an error is raised as it is."""
    done = CliRunner().invoke(app, arguments)
    if done.exception is not None:
        raise done.exception
    return done.stdout


def outbox() -> list[tuple[str, str, str]]:
    rows = json.loads(marketwrap("outbox", "--json"))["messages"]
    return [(row["brief"], row["address"], row["state"]) for row in rows]


SENT = [(DAY, "anna@clients.test", "sent"), (DAY, "ben@clients.test", "sent")]


@pytest.mark.usefixtures("old")
def test_the_settings_are_read_as_they_were_meant() -> None:
    read = config.load()
    assert (read.source, read.publisher, read.paper, read.keep_years) == ("yahoo", "Example LLC", "a4", 100)
    assert read.mail is not None
    assert (read.mail.user, read.mail.allow) == ("mailer", ("*@clients.test",))
    assert read.tone.allow == ("overweight",)
    assert read.daily.editions == ("close", "weekly")


@pytest.mark.usefixtures("old")
def test_a_brief_passes_the_check_with_every_fact_computed_again() -> None:
    said = marketwrap("check", f"output/{DAY}", "--universe", "market.toml")
    assert said.strip().endswith("all agree")


def test_an_approval_holds_and_what_was_sent_is_not_sent_again(old: Desk) -> None:
    assert outbox() == SENT
    assert marketwrap("send", DAY, "--late") == f"{DAY}: 2 sent\n"
    assert old.sink.got == []
    assert outbox() == SENT


def test_a_client_who_came_later_gets_the_brief_and_nobody_else_does(old: Desk) -> None:
    with (old.folder / "clients.toml").open("a", encoding="utf-8") as clients:
        clients.write('\n[[client]]\nname = "Cid"\naddress = "cid@clients.test"\n')
    assert marketwrap("send", DAY, "--late") == f"{DAY}: 3 sent\n"
    assert old.sink.recipients() == ["cid@clients.test"]


def test_an_approval_is_void_once_the_brief_is_changed(old: Desk) -> None:
    with (old.folder / "output" / DAY / "brief.txt").open("a", encoding="utf-8") as text:
        text.write("Stocks rose.\n")
    with pytest.raises(CheckFailed, match=r"its approval is void: brief\.txt changed"):
        marketwrap("send", DAY, "--late")


@pytest.mark.usefixtures("old")
def test_what_was_kept_for_the_regulator_is_as_it_was() -> None:
    (record,) = json.loads(marketwrap("records", "--verify", "--json"))
    assert (record["brief"], record["problem"]) == (DAY, "")
    assert {"brief.json", "brief.txt", "prices.csv.gz", "approval.json", "recipients.json"} <= set(
        record["files"]
    )


def test_the_archive_lists_the_brief(old: Desk) -> None:
    assert marketwrap("archive") == "output/index.html: 1 listed\n"
    headline = json.loads((old.folder / "output" / DAY / "brief.json").read_text("utf-8"))["headline"]["text"]
    assert headline in (old.folder / "output" / "index.html").read_text("utf-8")


def test_the_next_brief_asks_only_for_what_is_new_and_resolves_the_levels_of_the_last(old: Desk) -> None:
    kept = {symbol: store.load(old.folder / "store", "yahoo", symbol) for symbol in desk.SYMBOLS}
    for symbol, history in kept.items():
        assert history is not None
        closes = history.bars["close"].tolist()
        days = pd.DatetimeIndex(history.bars.index).date
        bars = [Bar(day, close) for day, close in zip(days, closes, strict=True)]
        old.yahoo.add(Listing(symbol, [*bars, Bar(desk.SECOND, round(closes[-1] * 0.95, 2))]))
    marketwrap("brief", "--date", desk.SECOND.isoformat())
    for symbol in desk.SYMBOLS:
        # the last ten sessions of the store are asked for again, to see whether a split has rescaled them
        starts = [
            datetime.fromtimestamp(int(query["period1"]), UTC).date() for query in old.yahoo.asked(symbol)
        ]
        assert starts == [date(2025, 12, 30)], symbol
    made = watchjson.load(old.folder / "output" / desk.SECOND.isoformat() / "watch.json")
    assert [outcome.point.id for outcome in made.resolved] == [f"{DAY}/average_50"]


@pytest.mark.usefixtures("old")
def test_the_track_record_answers_under_its_old_name() -> None:
    assert marketwrap("record") == marketwrap("track-record") != ""
