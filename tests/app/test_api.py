"""The library as its users have it: by the names that ``marketwrap`` promises and no others."""

import html
import json
import pkgutil
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import marketwrap
from marketwrap.app import pipeline
from marketwrap.app.api import Session
from marketwrap.base import settings as config
from tests import builders

SESSION = date(2026, 1, 14)
MORNING = "2026-01-15"
PLAIN = marketwrap.Settings(formats=("txt", "json"))


@pytest.fixture(scope="module")
def prices() -> marketwrap.PriceHistory:
    return marketwrap.read_prices(source="sample")


@pytest.fixture(scope="module")
def brief(prices: marketwrap.PriceHistory) -> marketwrap.Brief:
    return marketwrap.brief(prices)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def closes_of(history: marketwrap.PriceHistory) -> pd.DataFrame:
    return history.at().closes


# What is promised ---------------------------------------------------------------------------------


def test_every_promised_name_is_there() -> None:
    assert sorted(set(marketwrap.__all__)) == sorted(marketwrap.__all__)
    assert all(getattr(marketwrap, name) is not None for name in marketwrap.__all__)
    assert dir(marketwrap) == sorted(marketwrap.__all__)


def test_no_promised_name_is_that_of_a_room() -> None:
    """A room takes its name in the package when it is loaded, and would take it from a function."""
    rooms = {module.name for module in pkgutil.iter_modules(marketwrap.__path__)}
    assert "check" in rooms
    assert rooms.isdisjoint(marketwrap.__all__)


def test_a_name_that_is_not_promised_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="'marketwrap' has no attribute 'forecast'"):
        _ = marketwrap.forecast


def test_to_import_marketwrap_loads_next_to_nothing() -> None:
    code = "before = set(sys.modules); import marketwrap; print(*set(sys.modules) - before)"
    path = str(Path(marketwrap.__file__).parents[1])
    said = subprocess.run(
        [sys.executable, "-c", f"import sys, importlib, typing; sys.path.insert(0, {path!r}); {code}"],
        capture_output=True, text=True, check=True,
    ).stdout.split()  # fmt: skip
    assert set(said) == {"marketwrap", "marketwrap.base", "marketwrap.base.version"}


# Prices -------------------------------------------------------------------------------------------


def test_a_frame_a_file_and_the_sample_itself_give_the_same_closes(
    prices: marketwrap.PriceHistory, tmp_path: Path
) -> None:
    closes = closes_of(prices)
    closes.to_csv(tmp_path / "closes.csv", index_label="Date")
    long = closes.rename_axis("date").reset_index().melt("date", var_name="symbol", value_name="close")
    file = tmp_path / "closes.csv"
    given: tuple[str | Path | pd.DataFrame, ...] = (closes, long.dropna(), str(file), file)
    for where in given:
        pd.testing.assert_frame_equal(closes_of(marketwrap.read_prices(where)), closes, check_freq=False)


def test_a_frame_and_the_file_of_it_give_the_same_brief(
    prices: marketwrap.PriceHistory, tmp_path: Path
) -> None:
    closes = closes_of(prices)[-300:]
    closes.to_csv(tmp_path / "closes.csv", index_label="Date")
    given: tuple[Path | pd.DataFrame, ...] = (closes, tmp_path / "closes.csv")
    saved = [
        marketwrap.brief(marketwrap.read_prices(where), settings=PLAIN).save(tmp_path / str(number))
        for number, where in enumerate(given)
    ]
    assert contents(saved[0]) == contents(saved[1])


@pytest.mark.parametrize(
    ("where", "line"),
    [
        (None, 'there is nothing to read; give a file, a DataFrame, or source="sample"'),
        ("nothing.csv", "nothing.csv: no such file or folder; check the path"),
        (pd.DataFrame(), "DataFrame: there are no rows; give some"),
        (
            pd.DataFrame({"SPY": [1.0]}),
            "DataFrame, row 1: no date column among SPY; name the column of dates Date",
        ),
        (
            pd.DataFrame({("Close", "SPY"): [1.0]}, index=pd.DatetimeIndex(["2026-01-14"])),
            'DataFrame: its columns have 2 levels; give closes with a column a symbol, such as frame["Close"]',
        ),
        (
            pd.DataFrame({"ABC": [1.0]}, index=pd.DatetimeIndex(["2026-01-14"])),
            "DataFrame: holds no symbol of the universe us; name its columns by symbol, such as ^GSPC",
        ),
        (
            pd.DataFrame({"SPY": ["much"]}, index=pd.DatetimeIndex(["2026-01-14"])),
            "DataFrame, row 2: 'much' in column SPY is no number; mend or empty the cell",
        ),
    ],
)
def test_what_holds_no_prices_is_one_line(where: str | pd.DataFrame | None, line: str) -> None:
    with pytest.raises(marketwrap.MarketwrapError) as raised:
        marketwrap.read_prices(where)
    assert str(raised.value) == line


def test_a_source_that_is_named_beside_a_frame_is_an_error(prices: marketwrap.PriceHistory) -> None:
    with pytest.raises(marketwrap.ConfigError, match="source: yahoo reads no DataFrame; leave it out"):
        marketwrap.read_prices(closes_of(prices), source="yahoo")


@pytest.mark.parametrize(
    "session",
    [
        "2025-04-09",
        date(2025, 4, 9),
        datetime(2025, 4, 9, 20, tzinfo=UTC),
        pd.Timestamp("2025-04-09 16:00", tz="America/New_York"),
        np.datetime64("2025-04-09"),
    ],
)
def test_a_session_may_be_said_in_any_way_that_names_a_day(
    prices: marketwrap.PriceHistory, session: Session
) -> None:
    assert prices.at(session).session == date(2025, 4, 9)


@pytest.mark.parametrize("session", ["14 January", "2026-13-01", "", pd.NaT])
def test_what_names_no_day_is_one_line(prices: marketwrap.PriceHistory, session: str) -> None:
    with pytest.raises(marketwrap.ConfigError, match="is not a date; write it as 2026-01-14"):
        prices.at(session)


@pytest.mark.parametrize(
    ("session", "kind", "words"),
    [
        ("2026-01-10", marketwrap.Refusal, "no session of XNYS; ask for the one before it, 2026-01-09"),
        ("2015-01-02", marketwrap.Refusal, "the first session of these prices"),
        ("2014-06-02", marketwrap.SourceError, "there are no prices up to 2014-06-02"),
        ("2099-01-02", marketwrap.Refusal, "lies in the future"),
    ],
)
def test_a_day_that_cannot_be_written_about_is_refused(
    prices: marketwrap.PriceHistory, session: str, kind: type[Exception], words: str
) -> None:
    with pytest.raises(kind, match=words):
        marketwrap.day(prices, session)


# The gate, for each session -----------------------------------------------------------------------


def test_an_earlier_session_is_examined_as_if_no_later_one_were_known(
    prices: marketwrap.PriceHistory,
) -> None:
    closes, then = closes_of(prices), pd.Timestamp("2026-01-07")
    spoilt = closes.copy()
    spoilt.loc[spoilt.index > then] *= 7
    for where in (closes[:then], closes, spoilt):
        known = marketwrap.read_prices(where).at(then)
        pd.testing.assert_frame_equal(known.closes, closes[:then], check_freq=False)
        assert known.notes == ()
        assert known.retrieved.isoformat() == "2026-01-07T16:00:00-05:00"


def test_a_fault_of_an_earlier_session_counts_there_and_not_long_after(
    prices: marketwrap.PriceHistory,
) -> None:
    closes = closes_of(prices).copy()
    closes.loc["2025-06-04", "SPY"] = 5.97
    given = marketwrap.read_prices(closes)
    assert [(n.symbol, n.fault) for n in given.at("2025-06-04").notes] == [("SPY", "unit_mixup")]
    assert marketwrap.day(given, "2025-06-04").fact("SPY", "change_1d") is None
    assert given.at().notes == ()
    assert marketwrap.day(given).fact("SPY", "change_1d") is not None


def test_a_fault_of_what_is_required_refuses_its_session_alone(prices: marketwrap.PriceHistory) -> None:
    closes = closes_of(prices).copy()
    closes.loc["2025-06-04", "^GSPC"] = np.nan
    given = marketwrap.read_prices(closes)
    assert given.at("2025-06-03").session == date(2025, 6, 3)
    with pytest.raises(marketwrap.Refusal, match="no close for 2025-06-04"):
        given.at("2025-06-04")
    with pytest.raises(marketwrap.Refusal, match="no close for 2025-06-04, the session before"):
        given.at("2025-06-05")


# Facts --------------------------------------------------------------------------------------------


def test_a_day_answers_with_facts(prices: marketwrap.PriceHistory) -> None:
    fact = marketwrap.day(prices, SESSION).fact("^GSPC", "change_1d")
    assert fact is not None
    assert fact.number == pytest.approx(6926.60 / 6963.74 - 1)
    assert fact.unit == "percent"


def test_the_table_of_facts_has_every_fact_of_the_brief(
    prices: marketwrap.PriceHistory, brief: marketwrap.Brief
) -> None:
    table = marketwrap.fact_table(prices)
    assert list(table["id"]) == list(brief.facts)
    assert list(table["value"]) == [fact.value for fact in brief.facts.values()]
    assert set(table["session"]) == {pd.Timestamp(SESSION)}
    rows = table.set_index("id")
    assert rows.loc["small_large.relative_streak", "number"] == 9.0
    assert rows.loc["small_large.relative_streak", "text"] == "ninth"
    first = rows.loc["small_large.longest_since(of=relative_streak)"]
    assert np.isnan(first["number"])
    assert first["value"].year == 2017
    assert first["params"] == {"of": "relative_streak"}
    assert rows.loc["^GSPC.change_1d", "as_of"] == pd.Timestamp(SESSION)


def test_a_row_of_the_panel_is_what_the_day_says(prices: marketwrap.PriceHistory) -> None:
    table = marketwrap.panel(prices, ["change_1d", "spread_1d", "rising"], first="2026-01-02", last=SESSION)
    assert list(table.index[[0, -1]]) == [pd.Timestamp("2026-01-02"), pd.Timestamp(SESSION)]
    assert len(table) == 9
    assert {"^GSPC", "SPY", "^VIX"} <= set(table["change_1d"].columns)
    assert set(table["spread_1d"].columns) == {pair.id for pair in builders.US.pairs.values()}
    for session in ("2026-01-02", "2026-01-09"):
        day = marketwrap.day(prices, session)
        for metric, subject in (("change_1d", "^VIX"), ("spread_1d", "equal_cap"), ("rising", "megacaps")):
            fact = day.fact(subject, metric)
            assert fact is not None
            assert table.loc[session, (metric, subject)] == fact.number


def test_a_panel_can_be_of_one_metric_and_some_subjects(prices: marketwrap.PriceHistory) -> None:
    table = marketwrap.panel(prices, "level", last="2025-04-09", subjects=["SPY", "^DJI"])
    assert dict(table.columns.to_flat_index().value_counts()) == {("level", "SPY"): 1, ("level", "^DJI"): 1}
    assert list(table.index[[0, -1]]) == [pd.Timestamp("2015-01-02"), pd.Timestamp("2025-04-09")]
    assert table.columns.names == ["metric", "subject"]
    assert table.index.name == "session"


def test_a_panel_of_what_has_no_such_metric_has_no_columns(prices: marketwrap.PriceHistory) -> None:
    table = marketwrap.panel(prices, "spread_1d", subjects="SPY", first="2026-01-13")
    assert table.shape == (2, 0)
    assert table.columns.names == ["metric", "subject"]


@pytest.mark.parametrize(
    ("metric", "subject", "line"),
    [
        ("zscore", "SPY", "there is no metric zscore; there are others, such as zscore_1d"),
        ("level", "SPX", "there is no subject SPX; there are others, such as "),
    ],
)
def test_a_metric_or_a_subject_that_there_is_not_is_named(
    prices: marketwrap.PriceHistory, metric: str, subject: str, line: str
) -> None:
    with pytest.raises(marketwrap.ConfigError) as raised:
        marketwrap.panel(prices, [metric], subjects=[subject])
    assert str(raised.value).startswith(line)


def test_every_metric_of_the_table_makes_a_panel(prices: marketwrap.PriceHistory) -> None:
    names = marketwrap.metric_table()["name"].unique()
    table = marketwrap.panel(prices, list(names), first=SESSION)
    assert set(table.columns.get_level_values("metric")) == set(names)


# Briefs -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("session", "options"),
    [
        (None, {}),
        ("2025-04-09", {"formats": ("txt", "json"), "length": "long", "publisher": "Example LLC"}),
        ("2026-01-09", {"formats": ("html", "json"), "edition": "weekly"}),
        ("2026-01-14", {"formats": ("md", "json"), "edition": "morning"}),
    ],
)
def test_a_saved_brief_has_the_bytes_that_the_command_writes(
    prices: marketwrap.PriceHistory, tmp_path: Path, session: str | None, options: dict[str, Any]
) -> None:
    asked = date.fromisoformat(session) if session else None
    written = pipeline.run(config.Settings(out=tmp_path / "command", **options), asked)
    saved = marketwrap.brief(prices, session, out=tmp_path / "library", **options).save()
    assert saved.parent == tmp_path / "library"
    assert saved.name == written.folder.name
    assert contents(saved) == contents(written.folder)


def test_a_brief_of_a_snapshot_is_the_same_for_an_earlier_session(
    prices: marketwrap.PriceHistory, tmp_path: Path
) -> None:
    snapshot = marketwrap.brief(prices, settings=PLAIN).save(tmp_path) / "prices.csv.gz"
    settings = PLAIN.model_copy(update={"prices": snapshot, "out": tmp_path / "command"})
    written = pipeline.run(settings, date(2026, 1, 7))
    given = marketwrap.read_prices(snapshot)
    saved = marketwrap.brief(given, "2026-01-07", settings=PLAIN).save(tmp_path / "library")
    assert contents(saved) == contents(written.folder)


def test_a_brief_hands_over_each_of_its_documents(brief: marketwrap.Brief, tmp_path: Path) -> None:
    saved = contents(brief.save(tmp_path))
    assert saved["brief.html"].decode() == brief.html
    assert saved["brief.pdf"] == brief.pdf
    assert saved["brief.txt"].decode() == brief.text
    assert saved["brief.md"].decode() == brief.markdown
    assert saved["brief.json"].decode() == brief.json
    assert json.loads(brief.json)["headline"]["text"] == brief.headline
    assert brief.session == SESSION
    assert repr(brief) == f"<Brief 2026-01-14: {brief.headline}>"


def test_a_notebook_shows_the_page_in_a_frame_of_its_own(brief: marketwrap.Brief) -> None:
    shown = brief._repr_html_()
    (page,) = re.findall(r'srcdoc="([^"]*)"', shown)
    assert html.unescape(page) == brief.html
    assert shown.startswith(f'<iframe title="{html.escape(brief.headline)}"')
    assert 'sandbox="allow-popups"' in shown


def test_a_brief_that_fails_its_check_is_not_handed_over(
    prices: marketwrap.PriceHistory, tmp_path: Path
) -> None:
    words = tmp_path / "words.toml"
    words.write_text('[house]\nreason = "not our style"\nwords = ["megacaps"]\n', "utf-8")
    asked: list[Callable[..., object]] = [marketwrap.brief, marketwrap.fact_table]
    for function in asked:
        with pytest.raises(marketwrap.CheckFailed, match=r"(?i)megacaps"):
            function(prices, tone={"lists": [str(words)]})


def test_events_of_a_file_are_told(prices: marketwrap.PriceHistory, tmp_path: Path) -> None:
    file = tmp_path / "events.toml"
    file.write_text('[[note]]\nday = 2025-04-09\ntext = "The desk moves to Water Street."\n', "utf-8")
    assert [e.text for e in marketwrap.brief(prices, "2025-04-09", events=str(file)).draft.known.items] == [
        "The desk moves to Water Street."
    ]


def test_options_go_before_settings_and_these_before_what_the_prices_were_read_with(
    prices: marketwrap.PriceHistory,
) -> None:
    settings = marketwrap.Settings(length="short", publisher="Example LLC", source="yahoo")
    made = marketwrap.brief(prices, settings=settings, length="long").draft.settings
    assert (made.length, made.publisher, made.source) == ("long", "Example LLC", "sample")


@pytest.mark.parametrize(
    ("options", "line"),
    [
        ({"lenght": "short"}, "keyword argument: lenght: there is no such setting"),
        ({"length": "brief"}, "keyword argument: length: Input should be 'short', 'standard' or 'long'"),
        ({"universe": "europe"}, "universe belongs to the prices; give it to read_prices"),
    ],
)
def test_an_option_that_makes_no_sense_is_named(
    prices: marketwrap.PriceHistory, options: dict[str, Any], line: str
) -> None:
    with pytest.raises(marketwrap.ConfigError) as raised:
        marketwrap.brief(prices, **options)
    assert str(raised.value) == line


def test_no_file_of_settings_is_read_unasked(
    prices: marketwrap.PriceHistory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "marketwrap.toml").write_text('publisher = "Example LLC"\n', "utf-8")
    monkeypatch.chdir(tmp_path)
    settings = marketwrap.read_settings("marketwrap.toml")
    assert marketwrap.brief(prices, settings=settings).draft.settings.publisher == "Example LLC"
    assert marketwrap.brief(prices).draft.settings.publisher == ""


# The check ----------------------------------------------------------------------------------------


def test_a_finished_brief_is_checked_and_what_was_changed_in_it_is_reported(
    prices: marketwrap.PriceHistory, tmp_path: Path
) -> None:
    folder = marketwrap.brief(prices, settings=PLAIN).save(tmp_path)
    assert marketwrap.check_brief(str(folder)).passed
    text = (folder / "brief.txt").read_text("utf-8")
    (folder / "brief.txt").write_text(text.replace("0.53%", "0.58%", 1), "utf-8")
    problems = marketwrap.check_brief(folder).problems
    assert ("number", "brief.txt") in {(problem.category, problem.document) for problem in problems}
    with pytest.raises(marketwrap.ConfigError, match="there is no brief here"):
        marketwrap.check_brief(tmp_path / "elsewhere")
