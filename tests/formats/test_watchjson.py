"""Watch points from brief to brief: stored, read back, resolved, counted."""

import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

import pytest
from typer.testing import CliRunner

from marketwrap import check, cli
from marketwrap.app import pipeline, watch
from marketwrap.base import settings as config
from marketwrap.base.errors import ConfigError
from marketwrap.base.model import Article, Paragraph, Table, WatchPoint
from marketwrap.check import recompute, tone
from marketwrap.facts import MEANINGS, Day
from marketwrap.formats import briefjson, watchjson
from marketwrap.formats.watchjson import Outcome, WatchFile
from marketwrap.metrics.panel import Panel
from marketwrap.reports import track_record
from tests.builders import SESSION, US, article, day, history, prices_of, sample

NOW = datetime(2026, 1, 15, 12, tzinfo=UTC)
MONDAY, TUESDAY = date(2026, 1, 12), date(2026, 1, 13)
POINT = WatchPoint("2026-01-12/record", "record", MONDAY, "close", "^GSPC", "level", "above", 6977.27)


@dataclass
class Author:
    """Writes brief after brief and keeps their watch files in a folder."""

    out: Path
    made: Panel

    def write(self, session: date) -> Article:
        files = tuple(watchjson.stored(self.out, before=session))
        earlier = watchjson.unresolved(files[: watchjson.BACK])
        made = pipeline.write_article(self.made, session, earlier=earlier)
        store(self.out / str(session), watch.watching(made, self.made, earlier))
        return made


def store(folder: Path, text: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / watchjson.NAME).write_text(text, "utf-8")


def file(session: date, points: Sequence[WatchPoint] = (), *earlier: Outcome) -> WatchFile:
    return WatchFile(1, session, "close", "us", simulated=True, set=tuple(points), earlier=earlier)


@cache
def _month() -> tuple[tuple[Article, WatchFile], ...]:
    with tempfile.TemporaryDirectory() as folder:
        author = Author(Path(folder), sample())
        articles = [author.write(session) for session in sample().sessions[-20:]]
        return tuple(
            (made, watchjson.load(author.out / str(made.session) / watchjson.NAME)) for made in articles
        )


# Twenty sessions in a row -------------------------------------------------------------------------


def test_what_a_brief_sets_the_next_ones_resolve_and_nothing_is_lost() -> None:
    open_points: dict[str, WatchPoint] = {}
    for made, stored in _month():
        assert {outcome.point.id for outcome in stored.earlier} == set(open_points), made.session
        for outcome in stored.resolved:
            del open_points[outcome.point.id]
        assert not {point.id for point in stored.set} & set(open_points)
        open_points |= {point.id: point for point in stored.set}
    assert sum(len(stored.resolved) for _, stored in _month()) > 3
    assert any(outcome.result == "reached" for _, stored in _month() for outcome in stored.resolved)


def test_a_brief_names_two_levels_at_the_most_and_the_first_knows_of_none_before() -> None:
    for made, stored in _month():
        assert len(made.watch) <= 2, made.session
        assert {point.session for point in stored.set} <= {made.session}
    assert any(len(made.watch) == 2 for made, _ in _month())
    assert _month()[0][1].earlier == ()


def test_a_point_is_never_resolved_by_its_own_brief_nor_before_it_was_set() -> None:
    for made, stored in _month():
        for outcome in stored.resolved:
            assert outcome.on is not None
            assert outcome.point.session < outcome.on <= made.session


def test_a_reached_point_was_passed_by_a_close_and_by_none_before() -> None:
    """By plain comparison, without the metrics."""
    for _, stored in _month():
        for outcome in stored.resolved:
            point = outcome.point
            values = sample().column(point.metric, point.subject)
            assert values is not None
            start, end = sample().position[point.session], sample().position[outcome.on or point.session]
            passed = [
                v > point.level if point.side == "above" else v < point.level
                for v in values[start + 1 : end + 1]
            ]
            if outcome.result == "reached":
                assert passed[-1]
                assert not any(passed[:-1])
            else:
                assert not any(passed)


def test_no_brief_says_to_watch_a_level_that_it_says_was_passed() -> None:
    for made, stored in _month():
        reached = {
            (o.point.subject, o.point.side, o.point.level) for o in stored.resolved if o.result == "reached"
        }
        assert not reached & {(point.subject, point.side, point.level) for point in made.watch}


def test_each_of_the_month_s_briefs_passes_the_check() -> None:
    days = recompute.Days(sample())
    means = check.Means(US, "en", tone.load("en"), MEANINGS, recompute=days.again, closes=days.close)
    for made, _ in _month():
        assert check.examine({"brief.json": briefjson.dumps(made)}, means).lines()[:-1] == []


def watch_text(made: Article) -> str:
    (section,) = (section for section in made.sections if section.id == "watch")
    paragraphs = (block for block in section.blocks if isinstance(block, Paragraph))
    return " ".join(sentence.text for paragraph in paragraphs for sentence in paragraph.sentences)


# From folder to folder ----------------------------------------------------------------------------


def test_a_watch_file_reads_back_as_it_was_and_is_written_alike(tmp_path: Path) -> None:
    made = file(TUESDAY, (POINT,), Outcome(POINT, "reached", TUESDAY), Outcome(POINT, "open"))
    store(tmp_path, watchjson.dumps(made))
    assert watchjson.load(tmp_path / watchjson.NAME) == made
    assert watchjson.dumps(watchjson.load(tmp_path / watchjson.NAME)) == watchjson.dumps(made)


def test_a_later_brief_and_that_of_the_session_itself_are_never_read(tmp_path: Path) -> None:
    store(tmp_path / "2026-01-12", watchjson.dumps(file(MONDAY)))
    for later in ("2026-01-13", "2026-01-13-weekly", "2026-02-02"):
        store(tmp_path / later, "{")
    assert [found.session for found in watchjson.stored(tmp_path, before=TUESDAY)] == [MONDAY]


def test_folders_of_other_editions_count_and_others_do_not(tmp_path: Path) -> None:
    store(tmp_path / "2026-01-12-weekly", watchjson.dumps(replace(file(MONDAY, (POINT,)), edition="weekly")))
    store(tmp_path / "2026-01-12", watchjson.dumps(file(MONDAY, (POINT,))))
    store(tmp_path / "drafts", "{")
    files = tuple(watchjson.stored(tmp_path, before=TUESDAY))
    assert [found.edition for found in files] == ["weekly", "close"]
    assert watchjson.unresolved(files) == (POINT,)


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"version": 1}', watchjson.dumps(file(MONDAY)).replace("1,", "2,", 1)]
)
def test_a_damaged_file_is_an_error_of_one_line(tmp_path: Path, text: str) -> None:
    store(tmp_path / "2026-01-12", text)
    settings = config.load(out=tmp_path)
    made = prices_of(history())
    with pytest.raises(ConfigError) as caught:
        watch.earlier_points(settings, made, US)
    line = str(caught.value)
    assert "watch.json" in line
    assert "delete the file" in line
    assert "\n" not in line


def test_points_of_another_market_or_of_simulated_prices_are_not_resolved(tmp_path: Path) -> None:
    store(tmp_path / "2026-01-12", watchjson.dumps(file(MONDAY, (POINT,))))
    settings, made = config.load(out=tmp_path), prices_of(history())
    assert watch.earlier_points(settings, made, US) == ()
    assert watch.earlier_points(settings, replace(made, simulated=True), US) == (POINT,)
    assert watch.earlier_points(settings, replace(made, simulated=True), replace(US, id="other")) == ()


def test_a_skipped_session_is_made_up_for_with_the_session_of_the_first_crossing() -> None:
    made = day({"^GSPC": -0.02}, {"^GSPC": 0.01}, {}, frame=history().assign(**{"^GSPC": 9000.0}))
    passed = replace(POINT, key="year_loss", level=9000.0)
    told = article(Day(made.panel, made.session, (passed,)))
    assert "closed above 9,000 on January 13, the level to watch in Monday's brief." in watch_text(told)
    assert told.earlier == (passed,)


def test_a_week_later_the_brief_is_named_by_its_date() -> None:
    made = day({"^GSPC": 0.01}, *[{}] * 6, frame=history().assign(**{"^GSPC": 9000.0}))
    passed = replace(
        POINT, key="year_loss", level=9000.0, session=date(2026, 1, 7), id="2026-01-07/year_loss"
    )
    assert "the brief of January 7" in watch_text(article(Day(made.panel, made.session, (passed,))))


def test_the_table_has_the_points_of_earlier_briefs_the_settled_ones_first() -> None:
    made = day({"^GSPC": 0.01}, {}, frame=history().assign(**{"^GSPC": 9000.0}))
    far = replace(POINT, level=9950.0, id="2026-01-12/far", key="round_number")
    told = article(Day(made.panel, made.session, (far, replace(POINT, level=9000.0))))
    (table,) = (b for s in told.sections for b in s.blocks if isinstance(b, Table) and b.id == "watched")
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["January 12", "above", "9,000.00", "9,090.00", "January 14"],
        ["January 12", "above", "9,950.00", "9,090.00", "open"],
    ]


def test_a_claim_about_an_earlier_brief_that_set_no_such_level_is_found() -> None:
    made = day({"^GSPC": 0.01}, {}, frame=history().assign(**{"^GSPC": 9000.0}))
    told = article(Day(made.panel, made.session, (replace(POINT, level=9000.0),)))
    means = check.Means(US, "en", tone.load("en"), MEANINGS)
    assert check.examine({"brief.json": briefjson.dumps(told)}, means).passed
    for damaged in (
        replace(told, earlier=()),
        replace(told, earlier=(replace(POINT, level=9001.0),)),
        replace(told, earlier=(*told.earlier, replace(POINT, session=SESSION))),
        replace(told, watch=(replace(POINT, level=1.0),)),
    ):
        assert not check.examine({"brief.json": briefjson.dumps(damaged)}, means).passed


def test_a_brief_is_made_again_from_its_folder_anywhere_to_the_byte(tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    for session in (MONDAY, TUESDAY):
        pipeline.run(config.load(out=here, formats=("txt",)), session, NOW)
    own = here / "2026-01-13"
    assert json.loads((own / "watch.json").read_text("utf-8"))["earlier"]
    pipeline.run(config.load(out=there, formats=("txt",), prices=own / "prices.csv.gz"), None, NOW)
    for path in own.iterdir():
        assert (there / own.name / path.name).read_bytes() == path.read_bytes(), path.name


# The track record ---------------------------------------------------------------------------------


def points(count: int, key: str = "record") -> tuple[WatchPoint, ...]:
    return tuple(replace(POINT, id=f"2026-01-12/{key}{i}", key=key) for i in range(count))


def test_each_point_is_counted_once_and_a_share_needs_enough_of_them() -> None:
    many, few = points(track_record.ENOUGH + 2), points(track_record.ENOUGH - 1, "ratio_high")
    became = [Outcome(p, "reached" if i < 4 else "lapsed", TUESDAY) for i, p in enumerate(many[:-2])]
    became += [Outcome(many[-2], "replaced", TUESDAY), *(Outcome(p, "reached", TUESDAY) for p in few)]
    files = (file(SESSION, (), *became), file(TUESDAY, (), *became), file(MONDAY, (*many, *few, *many)))

    one, two, everything = track_record.tallies(files, "us")
    assert (one.key, one.set, one.reached, one.lapsed, one.open, one.replaced) == ("record", 12, 4, 6, 1, 1)
    assert one.share == pytest.approx(0.4)
    # Wilson's interval of 4 in 10, by hand
    assert one.interval == pytest.approx((0.1682, 0.6873), abs=1e-4)
    assert (two.cases, two.share, two.interval) == (track_record.ENOUGH - 1, None, None)
    assert (everything.key, everything.set) == (track_record.ALL, 21)
    assert track_record.tallies(files, "us", since=TUESDAY) == ()
    assert track_record.tallies(files, "eu") == ()


def test_the_record_is_printed_as_a_table_and_as_json(tmp_path: Path) -> None:
    found = points(track_record.ENOUGH)
    store(tmp_path / "2026-01-12", watchjson.dumps(file(MONDAY, found)))
    store(
        tmp_path / "2026-01-13",
        watchjson.dumps(file(TUESDAY, (), *(Outcome(p, "reached", TUESDAY) for p in found))),
    )
    table = CliRunner().invoke(cli.app, ["track-record", "--out", str(tmp_path)])
    assert [line.split()[:3] for line in table.output.splitlines()[1:3]] == [
        ["record", "10", "10"],
        ["all", "10", "10"],
    ]
    assert "100%" in table.output
    answer = json.loads(
        CliRunner().invoke(cli.app, ["track-record", "--out", str(tmp_path), "--json"]).output
    )
    assert answer[0] | {"interval": None} == {
        "key": "record", "set": 10, "reached": 10, "lapsed": 0, "open": 0, "replaced": 0, "cases": 10,
        "share": 1.0, "interval": None,
    }  # fmt: skip


def test_a_record_of_nothing_is_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="make a brief first"):
        cli.track_record.track_record(out=tmp_path)
