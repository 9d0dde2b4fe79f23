import gzip
import math
import string
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketwrap.base.errors import SourceError
from marketwrap.base.model import Note
from marketwrap.formats import snapshot
from marketwrap.market.prices import Prices

DAYS = pd.DatetimeIndex(["2026-01-12", "2026-01-13", "2026-01-14"], name="date")
PRICES = Prices(
    closes=pd.DataFrame({"^GSPC": [6977.27, 6963.74, 6926.6], "^VIX": [15.21, math.nan, 16.75]}, index=DAYS),
    calendar="XNYS",
    source="yahoo",
    basis="price",
    retrieved=datetime(2026, 1, 14, 17, 5, 3, 250, tzinfo=UTC),
    simulated=False,
    notes=(Note("mended", "duplicate_row", "^VIX", (date(2026, 1, 12), date(2026, 1, 14))),),
)
HEADER = (
    "# format: marketwrap prices 1\n"
    '# source: "yahoo"\n'
    "# basis: price\n"
    "# retrieved: 2026-01-14T17:05:03.000250+00:00\n"
    "# calendar: XNYS\n"
    "# simulated: false\n"
)
ROWS = "date,^GSPC,^VIX\n2026-01-12,6977.27,15.21\n2026-01-13,6963.74,\n2026-01-14,6926.6,16.75\n"

names = st.text(string.ascii_letters + string.digits + "^=-. ,;\"'#é", min_size=1, max_size=8)
numbers = st.floats(allow_infinity=False, allow_nan=True)


@st.composite
def any_prices(draw: st.DrawFn) -> Prices:
    symbols = draw(st.lists(names, min_size=1, max_size=4, unique=True))
    days = draw(st.lists(st.dates(date(1990, 1, 2), date(2035, 1, 1)), min_size=1, max_size=5, unique=True))
    rows = [draw(st.lists(numbers, min_size=len(symbols), max_size=len(symbols))) for _ in days]
    answer = draw(st.sampled_from(["mended", "left out"]))
    note = Note(answer, draw(st.text(max_size=9)), draw(names), tuple(sorted(days)))  # type: ignore[arg-type]  # drawn of the two
    return Prices(
        closes=pd.DataFrame(
            np.array(rows), index=pd.DatetimeIndex(sorted(days)).astype("datetime64[ns]"), columns=symbols
        ),
        calendar="XNYS",
        source=draw(st.text(max_size=9)),
        basis=draw(st.sampled_from(["price", "adjusted", "mixed"])),
        retrieved=datetime(2026, 1, 14, tzinfo=UTC) + timedelta(microseconds=draw(st.integers(0, 10**9))),
        simulated=draw(st.booleans()),
        notes=draw(st.sampled_from([(), (note,), (note, note)])),
    )


@given(any_prices())
def test_what_is_saved_comes_back_to_the_last_bit(prices: Prices) -> None:
    content = snapshot.to_bytes(prices)
    back = snapshot.parse(gzip.decompress(content), "here")
    pd.testing.assert_frame_equal(back.closes, prices.closes, check_exact=True, check_names=False)
    assert back.sha256 == prices.sha256
    assert back.notes == prices.notes
    assert (back.source, back.basis, back.retrieved) == (prices.source, prices.basis, prices.retrieved)
    assert (back.calendar, back.simulated) == (prices.calendar, prices.simulated)
    assert snapshot.to_bytes(back) == content


def test_a_snapshot_is_a_csv_file_under_comment_lines() -> None:
    text = gzip.decompress(snapshot.to_bytes(PRICES)).decode()
    header, _, rows = text.partition("date,")
    assert header.startswith(HEADER + f"# sha256: {PRICES.sha256}\n# notes: ")
    assert "date," + rows == ROWS


def test_saving_twice_gives_the_same_bytes_and_no_time(tmp_path: Path) -> None:
    snapshot.save(PRICES, tmp_path / "2026-01-14" / "prices.csv.gz")
    content = (tmp_path / "2026-01-14" / "prices.csv.gz").read_bytes()
    assert content == snapshot.to_bytes(PRICES)
    assert content[4:8] == b"\0\0\0\0"
    assert [path.name for path in (tmp_path / "2026-01-14").iterdir()] == ["prices.csv.gz"]


def test_an_old_snapshot_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "prices.csv.gz").write_bytes(b"old")
    snapshot.save(PRICES, tmp_path / "prices.csv.gz")
    assert snapshot.restore(tmp_path / "prices.csv.gz").sha256 == PRICES.sha256


def test_a_missing_close_is_no_bar_of_its_symbol(tmp_path: Path) -> None:
    snapshot.save(PRICES, tmp_path / "prices.csv.gz")
    fetched = snapshot.load(tmp_path / "prices.csv.gz")
    assert list(fetched.histories["^VIX"].bars["close"]) == [15.21, 16.75]
    assert fetched.notes == PRICES.notes
    assert fetched.failures == {}


def refusal(tmp_path: Path, content: bytes) -> str:
    (tmp_path / "prices.csv.gz").write_bytes(content)
    with pytest.raises(SourceError) as caught:
        snapshot.restore(tmp_path / "prices.csv.gz")
    return str(caught.value).removeprefix(f"{tmp_path}/")


def test_a_changed_close_is_noticed(tmp_path: Path) -> None:
    text = gzip.decompress(snapshot.to_bytes(PRICES)).decode()
    assert "prices.csv.gz: prices were changed after they were saved; make the brief again" in refusal(
        tmp_path, gzip.compress(text.replace("6963.74", "6963.75").encode())
    )


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("# basis: price\n", "", "damaged snapshot: 'basis'"),
        ("# basis: price\n", "# basis: guessed\n", "damaged snapshot: no basis 'guessed'"),
        ('"answer": "mended"', '"answer": "fine"', "damaged snapshot: no answer 'fine'"),
        ("6963.74", "n.a.", "damaged snapshot: could not convert string to float"),
        ("6963.74,", "6963.74", "damaged snapshot: rows differ in length"),
        ("2026-01-13,", "2026-01-11,", "damaged snapshot: sessions must ascend"),
        ("prices 1", "prices 2", "has the format 'marketwrap prices 2', not 'marketwrap prices 1'"),
    ],
)
def test_a_damaged_snapshot_is_refused(tmp_path: Path, old: str, new: str, reason: str) -> None:
    text = gzip.decompress(snapshot.to_bytes(PRICES)).decode()
    assert old in text
    assert refusal(tmp_path, gzip.compress(text.replace(old, new).encode())).startswith(
        f"prices.csv.gz: {reason}"
    )


def test_a_snapshot_cut_short_is_refused(tmp_path: Path) -> None:
    assert "prices.csv.gz: cannot be unpacked" in refusal(tmp_path, snapshot.to_bytes(PRICES)[:-9])


def test_a_missing_snapshot_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no such file"):
        snapshot.restore(tmp_path / "prices.csv.gz")


def test_a_missing_close_is_missing_whatever_its_bits(tmp_path: Path) -> None:
    odd = PRICES.closes.assign(**{"^VIX": [15.21, math.copysign(math.nan, -1), 16.75]})
    snapshot.save(replace(PRICES, closes=odd), tmp_path / "prices.csv.gz")
    assert snapshot.restore(tmp_path / "prices.csv.gz").sha256 == PRICES.sha256
