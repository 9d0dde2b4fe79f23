from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketwrap.formats import store
from marketwrap.market.prices import History

NAN = float("nan")


def history(closes: dict[str, float], **rest: object) -> History:
    index = pd.DatetimeIndex(list(closes), name="date").astype("datetime64[ns]")
    return History("SPY", pd.DataFrame({"close": list(closes.values())}, index=index), **rest)  # type: ignore[arg-type]  # by name


def closes(found: History | None) -> dict[str, float]:
    assert found is not None
    return {f"{day:%Y-%m-%d}": close for day, close in found.bars["close"].items()}


OLD = history({"2026-01-09": 694.07, "2026-01-12": 695.16, "2026-01-13": 693.77})


@pytest.mark.parametrize("symbol", ["SPY", "^GSPC", "GC=F", "DX-Y.NYB", "BRK/B", "..", "a%2Fb", "Größe"])
def test_a_history_comes_back_as_it_was_kept(tmp_path: Path, symbol: str) -> None:
    days = pd.DatetimeIndex(["2026-01-13", "2026-01-14", "2026-01-14"], name="date").astype("datetime64[ns]")
    bars = pd.DataFrame({"close": [0.1 + 0.2, NAN, 690.2], "volume": [1.0, 2.0, NAN]}, index=days)
    kept = History(
        symbol=symbol,
        bars=bars,
        currency="USD",
        splits={date(2026, 1, 14): 0.5},
        last_trade=datetime(2026, 1, 14, 21, tzinfo=UTC),
        period_end=datetime(2026, 1, 14, 21, 0, 1, tzinfo=UTC),
    )
    store.save(tmp_path, "yahoo", kept)
    found = store.load(tmp_path, "yahoo", symbol)
    assert found is not None
    pd.testing.assert_frame_equal(found.bars, bars, check_exact=True)
    assert (found.symbol, found.currency, found.splits) == (symbol, "USD", {date(2026, 1, 14): 0.5})
    assert (found.last_trade, found.period_end) == (kept.last_trade, kept.period_end)
    assert store.path_of(tmp_path, "yahoo", symbol).parent == tmp_path / "yahoo"


def test_what_was_never_kept_is_none(tmp_path: Path) -> None:
    assert store.load(tmp_path, "yahoo", "SPY") is None


def test_sources_are_kept_apart(tmp_path: Path) -> None:
    store.save(tmp_path, "yahoo", OLD)
    assert store.load(tmp_path, "stooq", "SPY") is None


@given(st.text(min_size=1, max_size=20), st.text(min_size=1, max_size=20))
def test_two_symbols_never_share_a_file(one: str, other: str) -> None:
    same = store.path_of(Path("s"), "yahoo", one) == store.path_of(Path("s"), "yahoo", other)
    assert same == (one == other)


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: content[: len(content) // 2],
        lambda _content: b"",
        lambda _content: b"not a store file",
        lambda content: content.replace(b"marketwrap history 1", b"marketwrap history 2"),
        lambda content: content[:-200] + b"\0" * 100 + content[-100:],
    ],
    ids=["cut short", "empty", "another file", "another format", "overwritten"],
)
def test_a_damaged_file_is_ignored_with_a_line_and_then_replaced(tmp_path: Path, damage: object) -> None:
    store.save(tmp_path, "yahoo", OLD)
    path = store.path_of(tmp_path, "yahoo", "SPY")
    path.write_bytes(damage(path.read_bytes()))  # type: ignore[operator]  # one of the functions above
    lines: list[str] = []
    assert store.load(tmp_path, "yahoo", "SPY", lines.append) is None
    assert len(lines) == 1
    assert lines[0].startswith(f"{path}: damaged (")
    assert lines[0].endswith("SPY is fetched again")
    store.save(tmp_path, "yahoo", OLD)
    assert closes(store.load(tmp_path, "yahoo", "SPY", lines.append)) == closes(OLD)
    assert len(lines) == 1


def test_a_file_of_another_symbol_is_not_taken_for_this_one(tmp_path: Path) -> None:
    store.save(tmp_path, "yahoo", OLD)
    store.path_of(tmp_path, "yahoo", "SPY").rename(store.path_of(tmp_path, "yahoo", "spy"))
    assert store.load(tmp_path, "yahoo", "spy") is None


def test_a_new_answer_adds_its_sessions() -> None:
    merged = store.merge(OLD, history({"2026-01-12": 695.16, "2026-01-13": 693.77, "2026-01-14": 690.36}))
    assert closes(merged) == {
        "2026-01-09": 694.07, "2026-01-12": 695.16, "2026-01-13": 693.77, "2026-01-14": 690.36
    }  # fmt: skip


def test_the_new_answer_wins_where_both_have_a_close() -> None:
    merged = store.merge(OLD, history({"2026-01-12": 695.160001, "2026-01-13": 693.5}))
    assert closes(merged) == {"2026-01-09": 694.07, "2026-01-12": 695.160001, "2026-01-13": 693.5}


def test_a_close_that_the_new_answer_has_lost_is_kept() -> None:
    merged = store.merge(OLD, history({"2026-01-09": 694.07, "2026-01-12": NAN, "2026-01-14": NAN}))
    assert merged is not None
    assert merged.bars["close"].dropna().tolist() == [694.07, 695.16, 693.77]
    assert merged.bars.index[-1] == pd.Timestamp("2026-01-14")


def test_a_second_row_of_a_day_is_kept_for_the_gate_to_judge() -> None:
    index = pd.DatetimeIndex(["2026-01-12", "2026-01-13", "2026-01-13"]).astype("datetime64[ns]")
    new = History("SPY", pd.DataFrame({"close": [695.16, 693.77, 693.9]}, index=index))
    merged = store.merge(OLD, new)
    assert merged is not None
    assert merged.bars["close"].tolist() == [694.07, 695.16, 693.77, 693.9]


@pytest.mark.parametrize(
    "new",
    [
        {"2026-01-12": 347.58, "2026-01-13": 346.885, "2026-01-14": 345.18},
        {"2026-01-09": 694.07, "2026-01-12": 694.16, "2026-01-14": 690.36},
        {"2026-01-13": 346.885, "2026-01-14": 345.18},
        {"2026-01-14": 690.36},
        {"2026-01-13": NAN},
    ],
    ids=["a split", "one other close", "a split after the last bar", "no session in common", "no close"],
)
def test_histories_that_do_not_fit_are_to_be_fetched_whole(new: dict[str, float]) -> None:
    assert store.merge(OLD, history(new)) is None


def test_an_unfinished_last_bar_is_no_reason_to_fetch_all_again() -> None:
    merged = store.merge(OLD, history({"2026-01-12": 695.16, "2026-01-13": 690.0}))
    assert closes(merged)["2026-01-13"] == 690.0


def test_an_empty_answer_changes_nothing() -> None:
    assert store.merge(OLD, history({})) is OLD


def test_the_first_answer_over_an_empty_history_is_taken() -> None:
    assert closes(store.merge(history({}), OLD)) == closes(OLD)


def test_what_else_is_known_is_joined_with_the_newer_first() -> None:
    moment = datetime(2026, 1, 14, 21, tzinfo=UTC)
    old = history(closes(OLD), currency="USD", splits={date(2022, 6, 6): 20.0}, last_trade=moment)
    new = history({"2026-01-12": 695.16}, splits={date(2026, 1, 14): 2.0}, period_end=moment)
    merged = store.merge(old, new)
    assert merged is not None
    assert merged.currency == "USD"
    assert merged.splits == {date(2022, 6, 6): 20.0, date(2026, 1, 14): 2.0}
    assert (merged.last_trade, merged.period_end) == (None, moment)


days = st.lists(st.integers(0, 40), min_size=1, max_size=15, unique=True)


@given(days, days)
def test_a_merge_has_each_session_of_both_once_and_in_order(one: list[int], other: list[int]) -> None:
    def part(places: list[int]) -> History:
        index = pd.Timestamp("2026-01-01") + pd.to_timedelta(sorted(places), unit="D")
        level = [100.0 + place for place in sorted(places)]
        return History("SPY", pd.DataFrame({"close": level}, index=index))

    merged = store.merge(part(one), part(other))
    if merged is None:
        assert not set(one) & set(other)
    else:
        assert merged.bars["close"].tolist() == [100.0 + place for place in sorted({*one, *other})]
        assert merged.bars.index.is_monotonic_increasing
        assert merged.bars.index.is_unique
