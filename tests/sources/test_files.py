import gzip
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd
import pytest

from marketwrap.base.errors import ConfigError, SourceError
from marketwrap.base.model import Note
from marketwrap.formats import snapshot
from marketwrap.market import universe
from marketwrap.market.prices import History, Prices
from marketwrap.sources import SOURCES, gate
from marketwrap.sources.request import Request

US = universe.load("us")
SESSION = date(2026, 1, 14)
WIDE = "Date,^GSPC,SPY\n2026-01-12,6977.27,695.1\n2026-01-13,6963.74,693.6\n2026-01-14,6926.6,690.2\n"
YAHOO = (
    "Date,Open,High,Low,Close,Adj Close,Volume\n"
    "2026-01-13,695.5,696.1,691.3,693.77,690.1,78309700\n"
    "2026-01-14,691,691.72,686.04,690.36,686.71,94676700\n"
)


def request(path: Path, session: date = SESSION) -> Request:
    return Request(
        universe=US,
        symbols=tuple(US.instruments),
        first=None,
        session=session,
        path=path,
        store=None,
        now=datetime(2026, 1, 15, tzinfo=UTC),
    )


@pytest.fixture
def histories(tmp_path: Path) -> Callable[..., dict[str, History]]:
    """Histories of one file with the content given."""

    def read(content: str | bytes, name: str = "prices.csv", session: date = SESSION) -> dict[str, History]:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return dict(SOURCES["files"](request(path, session)).histories)

    return read


@pytest.fixture
def fault(histories: Callable[..., dict[str, History]], tmp_path: Path) -> Callable[..., str]:
    """The line that a file with the content given is refused with, its folder left out."""

    def read(content: str | bytes, name: str = "prices.csv") -> str:
        with pytest.raises(SourceError) as caught:
            histories(content, name)
        assert caught.value.exit_code == 3
        return str(caught.value).replace(f"{tmp_path}/", "")

    return read


def closes(history: History) -> dict[str, float]:
    return {f"{day:%Y-%m-%d}": close for day, close in history.bars["close"].items()}


def test_a_wide_file_is_read_to_the_last_bit(histories: Callable[..., dict[str, History]]) -> None:
    found = histories("date,SPY\n2026-01-13,0.1234567890123456\n2026-01-14,690.3599999999999\n")
    assert closes(found["SPY"]) == {"2026-01-13": 0.1234567890123456, "2026-01-14": 690.3599999999999}


def test_an_empty_cell_of_a_wide_file_is_no_row_of_its_symbol(
    histories: Callable[..., dict[str, History]],
) -> None:
    found = histories("Date,SPY,RSP\n2026-01-13,693.6,\n2026-01-14,690.2,199.6\n")
    assert closes(found["RSP"]) == {"2026-01-14": 199.6}


def test_a_long_file_is_told_by_its_symbol_column(histories: Callable[..., dict[str, History]]) -> None:
    found = histories(
        "TICKER,date,Close,Volume\nSPY,2026-01-13,693.6,10\nRSP,2026-01-13,198.7,\nSPY,2026-01-14,690.2,20\n"
    )
    assert closes(found["SPY"]) == {"2026-01-13": 693.6, "2026-01-14": 690.2}
    assert list(found["SPY"].bars["volume"]) == [10, 20]
    assert closes(found["RSP"]) == {"2026-01-13": 198.7}


def test_close_is_the_price_and_not_adj_close(histories: Callable[..., dict[str, History]]) -> None:
    found = histories(YAHOO, "SPY.csv")
    assert closes(found["SPY"]) == {"2026-01-13": 693.77, "2026-01-14": 690.36}
    assert list(found["SPY"].bars.columns) == ["open", "high", "low", "close", "volume"]


def test_a_null_close_is_handed_on_for_the_gate_to_judge(
    histories: Callable[..., dict[str, History]],
) -> None:
    found = histories("Date,Close,Volume\n2026-01-13,693.77,5\n2026-01-14,null,5\n", "SPY.csv")
    assert found["SPY"].bars["close"].isna().tolist() == [False, True]


def test_stooq_bulk_files_are_read_in_their_own_columns(
    histories: Callable[..., dict[str, History]],
) -> None:
    found = histories(
        "<TICKER>,<PER>,<DATE>,<TIME>,<OPEN>,<HIGH>,<LOW>,<CLOSE>,<VOL>,<OPENINT>\n"
        "SPY.US,D,20260113,000000,695.5,696.1,691.3,693.77,78309700,0\n"
        "RSP.US,D,20260114,000000,199,200,198,199.6,1000,0\n",
        "bulk.txt",
    )
    assert closes(found["SPY"]) == {"2026-01-13": 693.77}
    assert closes(found["RSP"]) == {"2026-01-14": 199.6}


def test_a_folder_holds_a_file_a_symbol_under_a_name_that_disks_allow(tmp_path: Path) -> None:
    for name in ("SPY.csv", "_GSPC.csv", "^DJI.csv", "IXIC.csv", "GC_F.csv", "rsp.us.txt"):
        (tmp_path / name).write_text(YAHOO)
    (tmp_path / "QQQ.csv.gz").write_bytes(gzip.compress(YAHOO.encode()))
    (tmp_path / "notes.md").write_text("not prices")
    answer = SOURCES["files"](request(tmp_path))
    assert set(answer.histories) == {"SPY", "^GSPC", "^DJI", "^IXIC", "GC=F", "RSP", "QQQ"}
    assert answer.failures["IWM"] == "no file of that name in the folder"


def test_one_bad_file_of_a_folder_costs_its_symbol_only(tmp_path: Path) -> None:
    (tmp_path / "SPY.csv").write_text(YAHOO)
    (tmp_path / "RSP.csv").write_text("Date,Close\n2026-01-13,x\n")
    lines: list[str] = []
    answer = SOURCES["files"](replace(request(tmp_path), progress=lines.append))
    assert set(answer.histories) == {"SPY"}
    assert answer.failures["RSP"] == (
        f"{tmp_path}/RSP.csv, row 2: 'x' in column Close is no number; mend or empty the cell"
    )
    assert lines == [answer.failures["RSP"]]


def test_two_files_of_one_symbol_are_refused(tmp_path: Path) -> None:
    (tmp_path / "SPY.csv").write_text(YAHOO)
    (tmp_path / "spy.txt").write_text(YAHOO)
    with pytest.raises(SourceError, match=r"SPY\.csv and spy\.txt are the same symbol"):
        SOURCES["files"](request(tmp_path))


@pytest.mark.parametrize("name", ["prices.csv.gz", "prices.csv"])
def test_gzip_is_told_by_content_and_not_by_name(
    histories: Callable[..., dict[str, History]], name: str
) -> None:
    assert set(histories(gzip.compress(WIDE.encode()), name)) == {"^GSPC", "SPY"}


def test_parquet_is_read_with_dates_as_a_column_or_as_the_index(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    days = pd.to_datetime(["2026-01-13", "2026-01-14"])
    pd.DataFrame({"SPY": [693.6, 690.2]}, index=days).to_parquet(tmp_path / "a.parquet")
    pd.DataFrame({"date": days, "SPY": [693.6, 690.2]}).to_parquet(tmp_path / "b.parquet")
    for name in ("a.parquet", "b.parquet"):
        answer = SOURCES["files"](request(tmp_path / name))
        assert closes(answer.histories["SPY"]) == {"2026-01-13": 693.6, "2026-01-14": 690.2}


def test_without_pyarrow_the_way_to_install_it_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    (tmp_path / "prices.parquet").write_bytes(b"PAR1....PAR1")
    with pytest.raises(ConfigError, match=r"reading Parquet needs pyarrow; install it with pip install"):
        SOURCES["files"](request(tmp_path / "prices.parquet"))


@pytest.mark.parametrize(
    "written",
    [
        "2026-01-14",
        "20260114",
        "2026/01/14",
        "14/01/2026",
        "01/14/2026",
        "14.01.2026",
        "14-Jan-2026",
        "14 Jan 2026",
        '"Jan 14, 2026"',
        "2026-01-14 16:00",
        "2026-01-14T00:00:00",
        "2026-01-14 00:00:00-05:00",
        "2026-01-14T00:00:00+00:00",
        "2026-01-14T00:00:00Z",
        "2026-01-14 21:00:00+00:00",
        "2026-01-15 00:30:00+01:00",
    ],
)
def test_dates_that_can_be_read_in_one_way_only_are_read(
    histories: Callable[..., dict[str, History]], written: str
) -> None:
    assert closes(histories(f"Date,SPY\n{written},690.2\n")["SPY"]) == {"2026-01-14": 690.2}


def test_summer_and_winter_time_of_the_exchange_are_one_zone(
    histories: Callable[..., dict[str, History]],
) -> None:
    found = histories("Date,SPY\n2025-07-01 00:00:00-04:00,617\n2026-01-14 00:00:00-05:00,690.2\n")
    assert closes(found["SPY"]) == {"2025-07-01": 617.0, "2026-01-14": 690.2}


def test_nothing_after_the_session_is_seen(histories: Callable[..., dict[str, History]]) -> None:
    found = histories(WIDE, session=date(2026, 1, 13))
    assert list(closes(found["SPY"])) == ["2026-01-12", "2026-01-13"]


def test_nothing_before_the_first_day_wanted_is_handed_on(tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text(WIDE)
    answer = SOURCES["files"](replace(request(tmp_path / "p.csv"), first=date(2026, 1, 13)))
    assert list(closes(answer.histories["SPY"])) == ["2026-01-13", "2026-01-14"]


def test_newest_first_is_turned_round(histories: Callable[..., dict[str, History]]) -> None:
    found = histories("Date,SPY\n2026-01-14,690.2\n2026-01-13,693.6\n2026-01-12,695.1\n")
    assert list(closes(found["SPY"]).values()) == [695.1, 693.6, 690.2]


def test_a_row_that_is_there_twice_is_handed_on_for_the_gate_to_mend(
    histories: Callable[..., dict[str, History]],
) -> None:
    found = histories("Date,SPY\n2026-01-13,693.6\n2026-01-14,690.2\n2026-01-13,693.6\n")
    assert found["SPY"].bars["close"].tolist() == [693.6, 693.6, 690.2]


def test_a_byte_order_mark_and_blank_lines_do_no_harm(
    histories: Callable[..., dict[str, History]],
) -> None:
    found = histories("\ufeffDate,SPY\r\n2026-01-13,693.6\r\n\r\n2026-01-14,690.2\r\n\r\n")
    assert closes(found["SPY"]) == {"2026-01-13": 693.6, "2026-01-14": 690.2}


def test_line_ends_of_an_old_mac_and_spaces_do_no_harm(
    histories: Callable[..., dict[str, History]],
) -> None:
    found = histories("Date, SPY\r2026-01-13, 693.6\r2026-01-14 , 690.2\r")
    assert closes(found["SPY"]) == {"2026-01-13": 693.6, "2026-01-14": 690.2}


def test_decimal_commas_go_with_semicolons(histories: Callable[..., dict[str, History]]) -> None:
    found = histories("Date;SPY\n13.01.2026;693,6\n14.01.2026;690,25\n")
    assert closes(found["SPY"]) == {"2026-01-13": 693.6, "2026-01-14": 690.25}


def test_column_names_and_symbols_may_be_in_small_letters(
    histories: Callable[..., dict[str, History]],
) -> None:
    assert set(histories("DATE,spy,^gspc\n2026-01-14,690.2,6926.6\n")) == {"SPY", "^GSPC"}


def test_columns_that_the_universe_does_not_know_may_hold_anything(
    histories: Callable[..., dict[str, History]],
) -> None:
    assert set(histories("Date,SPY,Comment\n2026-01-14,690.2,fell\n")) == {"SPY"}


def test_symbols_that_are_not_in_the_file_are_failures(tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text(WIDE)
    answer = SOURCES["files"](request(tmp_path / "p.csv"))
    assert answer.failures["RSP"] == "not in the file"
    assert set(answer.failures) == set(US.instruments) - {"^GSPC", "SPY"}


def test_prices_of_a_file_are_as_old_as_the_close_of_their_session(tmp_path: Path) -> None:
    rows = "2025-11-26,6812,47427,679\n2025-11-28,6849,47716,683\n2025-12-01,6812,47289,680\n"
    (tmp_path / "p.csv").write_text(f"Date,^GSPC,^DJI,SPY\n{rows}")
    answer = SOURCES["files"](request(tmp_path / "p.csv"))
    prices = gate.examine(answer, US, date(2025, 11, 28), datetime(2026, 1, 15, tzinfo=UTC))
    assert prices.retrieved == datetime(2025, 11, 28, 13, tzinfo=ZoneInfo("America/New_York"))


def test_the_basis_is_mixed_unless_the_user_says_what_it_is(tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text(WIDE)
    assert SOURCES["files"](request(tmp_path / "p.csv")).basis == "mixed"
    assert SOURCES["files"](replace(request(tmp_path / "p.csv"), basis="price")).basis == "price"


FAULTS = {
    "no date column": (
        "When,SPY\n2026-01-14,690.2\n",
        "prices.csv, row 1: no date column among When, SPY; name the column of dates Date",
    ),
    "text among numbers": (
        "Date,SPY\n2026-01-13,693.6\n\n2026-01-14,n.a.\n",
        "prices.csv, row 4: 'n.a.' in column SPY is no number; mend or empty the cell",
    ),
    "a thousands separator": (
        'Date,^GSPC\n2026-01-13,6963.74\n2026-01-14,"6,926.60"\n',
        (
            "prices.csv, row 3: '6,926.60' in column ^GSPC is no number; "
            "write it without thousands separators: 6926.60"
        ),
    ),
    "a comma that may be either": (
        "Date;^GSPC\n2026-01-14;6,926\n",
        (
            "prices.csv, row 2: '6,926' in column ^GSPC could be read in two ways; "
            "write numbers with a decimal point and without thousands separators"
        ),
    ),
    "points and commas for decimals": (
        "Date;SPY\n2026-01-13;693.6\n2026-01-14;690,2\n",
        "prices.csv, row 3: '690,2' in column SPY is no number; mend or empty the cell",
    ),
    "true among numbers": (
        "Date,SPY\n2026-01-14,True\n",
        "prices.csv, row 2: 'True' in column SPY is no number; mend or empty the cell",
    ),
    "two closes on one day": (
        "Date,SPY\n2026-01-13,693.6\n2026-01-14,690.2\n2026-01-14,691\n",
        (
            "prices.csv, row 4: SPY closes at 691 on 2026-01-14, and at 690.2 in row 3; "
            "keep the right one of the two rows"
        ),
    ),
    "rows out of order": (
        "Date,SPY\n2026-01-12,695.1\n2026-01-14,690.2\n2026-01-13,693.6\n",
        "prices.csv, row 4: SPY: rows are out of order; sort the file by date",
    ),
    "rows out of order and newest first": (
        "Date,SPY\n2026-01-14,690.2\n2026-01-09,694\n2026-01-13,693.6\n2026-01-12,695.1\n",
        "prices.csv, row 4: SPY: rows are out of order; sort the file by date",
    ),
    "a zone for one row only": (
        "Date,SPY\n2026-01-13 00:00:00,693.6\n2026-01-14 00:00:00-05:00,690.2\n",
        (
            "prices.csv, row 3: '2026-01-14 00:00:00-05:00' is in another time zone than '2026-01-13 00:00:00'; "
            "write dates as 2026-01-14"
        ),
    ),
    "two zones": (
        "Date,SPY\n2026-01-13 00:00:00-05:00,693.6\n2026-01-14 00:00:00+00:00,690.2\n",
        (
            "prices.csv, row 3: '2026-01-14 00:00:00+00:00' is in another time zone than "
            "'2026-01-13 00:00:00-05:00'; write dates as 2026-01-14"
        ),
    ),
    "a day that may be a month": (
        "Date,SPY\n01/02/2026,693.6\n01/05/2026,690.2\n",
        "prices.csv, row 2: '01/02/2026' could be read in two ways; write dates as 2026-01-14",
    ),
    "days and months changing places": (
        "Date,SPY\n13/01/2026,693.6\n01/14/2026,690.2\n",
        "prices.csv, row 2: '13/01/2026' is read in two ways in this file; write dates as 2026-01-14",
    ),
    "dates written in two ways": (
        "Date,SPY\n2026-01-13,693.6\n14.01.2026,690.2\n",
        "prices.csv, row 3: '14.01.2026' is not written like '2026-01-13' above it; write dates as 2026-01-14",
    ),
    "a date that is none": (
        "Date,SPY\n2026-02-30,693.6\n",
        "prices.csv, row 2: '2026-02-30' is no date; write dates as 2026-01-14",
    ),
    "a year that nobody can mean": (
        "Date,SPY\n2999-01-14,693.6\n",
        "prices.csv, row 2: '2999-01-14' is no date; write dates as 2026-01-14",
    ),
    "a number for a date": (
        "Date,SPY\n46036,690.2\n",
        "prices.csv, row 2: '46036' is no date that can be read; write dates as 2026-01-14",
    ),
    "a row without a date": (
        "Date,SPY\n2026-01-13,693.6\n,690.2\n",
        "prices.csv, row 3: no date; write dates as 2026-01-14",
    ),
    "nothing": ("", "prices.csv: the file is empty; give one with a header line and rows"),
    "only a header": ("Date,SPY\n", "prices.csv: the file is empty below its header; add its rows"),
    "Latin-1": (
        "Date,SPY,Börse\n2026-01-14,690.2,x\n".encode("latin-1"),
        "prices.csv, row 1: byte 0xf6 is not UTF-8 text; save the file as CSV in UTF-8",
    ),
    "gzip cut short": (
        gzip.compress(WIDE.encode())[:-12],
        "prices.csv: the gzip file is cut short or damaged; copy or download it again",
    ),
    "a row cut short": (
        WIDE + "2026-01-15,69",
        (
            "prices.csv, row 5: 2 cells under a header of 3; "
            "the file may be cut short there; copy it again or mend the row"
        ),
    ),
    "a long row": (
        "Date,SPY\n2026-01-13,693,6\n",
        (
            "prices.csv, row 2: 3 cells under a header of 2; "
            "the file may be cut short there; copy it again or mend the row"
        ),
    ),
    "one name for two columns": (
        "Date,SPY,SPY\n2026-01-14,690.2,690.3\n",
        "prices.csv, row 1: two columns are called 'SPY'; take one of them out",
    ),
    "only symbols of another market": (
        "Date,BMW,SAP\n2026-01-14,80,200\n",
        "prices.csv: holds no symbol of the universe us; name its columns by symbol, such as ^GSPC",
    ),
    "no close": (
        "Date,Ticker,Open\n2026-01-14,SPY,690.2\n",
        "prices.csv, row 1: no close column; name it Close",
    ),
    "minutes instead of days": (
        "<TICKER>,<PER>,<DATE>,<CLOSE>\nSPY.US,5,20260114,690.2\n",
        "prices.csv, row 2: holds bars of the period 5, not days; give daily data",
    ),
    "only later prices": (
        "Date,SPY\n2026-01-15,692\n",
        "prices.csv: begins on 2026-01-15, after the session 2026-01-14; give a later --date or older prices",
    ),
}


@pytest.mark.parametrize(("content", "line"), FAULTS.values(), ids=FAULTS.keys())
def test_a_faulty_file_gets_one_line_with_file_row_and_remedy(
    fault: Callable[..., str], content: str | bytes, line: str
) -> None:
    assert fault(content) == line


def test_a_damaged_parquet_file_is_refused(fault: Callable[..., str]) -> None:
    pytest.importorskip("pyarrow")
    assert fault(b"PAR1 cut short") == (
        "prices.csv: the Parquet file is cut short or damaged; copy or download it again"
    )


def test_a_path_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"none\.csv: no such file or folder; check the path"):
        SOURCES["files"](request(tmp_path / "none.csv"))


def test_a_folder_without_files_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"no price file of the universe us in the folder; name files by"):
        SOURCES["files"](request(tmp_path))


def test_a_path_must_be_given(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="give --prices PATH"):
        SOURCES["files"](replace(request(tmp_path), path=None))


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    """A snapshot of two symbols over three sessions, with a note of the gate."""
    days = pd.DatetimeIndex(["2026-01-12", "2026-01-13", "2026-01-14"], name="date")
    prices = Prices(
        closes=pd.DataFrame({"^GSPC": [6977.27, 6963.74, 6926.6], "SPY": [695.1, None, 690.2]}, index=days),
        calendar="XNYS",
        source="yahoo",
        basis="price",
        retrieved=datetime(2026, 1, 14, 22, 5, tzinfo=UTC),
        simulated=True,
        notes=(Note("left out", "stale", "RSP"), Note("mended", "double", "SPY", (date(2026, 1, 14),))),
    )
    snapshot.save(prices, tmp_path / "prices.csv.gz")
    return tmp_path / "prices.csv.gz"


def test_a_snapshot_gives_the_answer_that_it_was_saved_from(saved: Path) -> None:
    answer = SOURCES["files"](request(saved))
    assert (answer.source, answer.basis, answer.simulated) == ("yahoo", "price", True)
    assert answer.retrieved == datetime(2026, 1, 14, 22, 5, tzinfo=UTC)
    assert [note.fault for note in answer.notes] == ["stale", "double"]
    assert answer.failures == {}
    assert closes(answer.histories["SPY"]) == {"2026-01-12": 695.1, "2026-01-14": 690.2}


def test_a_snapshot_is_cut_to_the_session_with_its_notes(saved: Path) -> None:
    answer = SOURCES["files"](request(saved, date(2026, 1, 13)))
    assert list(closes(answer.histories["^GSPC"])) == ["2026-01-12", "2026-01-13"]
    assert [note.fault for note in answer.notes] == ["stale"]


def test_an_edited_snapshot_is_refused(saved: Path) -> None:
    text = gzip.decompress(saved.read_bytes()).decode().replace("6926.6", "6962.6")
    saved.write_bytes(gzip.compress(text.encode()))
    with pytest.raises(SourceError, match="prices were changed after they were saved"):
        SOURCES["files"](request(saved))
