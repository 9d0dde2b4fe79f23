"""What became of a level that was watched."""

from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketwrap.metrics.panel import Panel
from tests.builders import NONE, TINY, Closes, panel, prices_of, walk
from tests.builders import index_of as sessions_of
from tests.metrics.rows import Row, ask, check

#: sessions up to Wednesday, January 14, 2026: Tuesday the 6th, then 7, 8, 9, 12, 13, 14
LEVEL = [10.0, 11.0, 12.0, 11.5, 12.5, 11.0, 13.0]


def watch(**other: str | float) -> dict[str, str | float]:
    usual: dict[str, str | float] = {"of": "level", "side": "above", "level": 12.0}
    return usual | {"named": "2026-01-07", "within": 5} | other


LOW = watch(side="below", level=11.5)
RATIO = watch(of="ratio", level=1.12, named="2026-01-06", within=3)
A, PAIR = {"A": LEVEL}, {"A": LEVEL, "B": [10.0] * 7}

ROWS = (
    Row("watch_named", "A", A, date(2026, 1, 7), {"named": "2026-01-07"}),
    Row("watch_named", "A", A, None, {"named": "2026-01-04"}),  # a Sunday
    Row("watch_named", "A", A, None, {"named": "2026-01-15"}),  # not yet
    Row("watch_level", "A", A, 12.0, {"of": "level", "level": 12.0}),
    Row("watch_level", "ab", PAIR, 1.12, {"of": "ratio", "level": 1.12}),
    # 12.00 on the 8th is at the level and not beyond it
    Row("watch_reached", "A", A, date(2026, 1, 12), watch()),
    Row("watch_reached", "A", A, date(2026, 1, 13), LOW),
    Row("watch_reached", "A", A, None, watch(named="2026-01-13", level=13.5)),
    Row("watch_reached", "A", A, None, watch(named="2026-01-06", within=2, level=12.0)),
    Row("watch_reached", "A", A, date(2026, 1, 14), watch(named="2026-01-12")),  # its own close does not count
    Row("watch_reached", "ab", PAIR, date(2026, 1, 8), RATIO),
    # as printed: 12.004 is 12.00
    Row("watch_reached", "A", {"A": [*LEVEL[:-1], 12.004]}, None, watch(named="2026-01-12")),
    Row("watch_reached", "A", {"A": [*LEVEL[:-1], NONE]}, None, watch(named="2026-01-12")),
    Row("watch_lapsed", "A", A, date(2026, 1, 14), watch(level=14.0)),
    Row("watch_lapsed", "A", A, date(2026, 1, 8), watch(level=14.0, within=1)),
    Row("watch_lapsed", "A", A, None, watch()),  # it was reached
    Row("watch_lapsed", "A", A, None, watch(level=14.0, named="2026-01-08")),  # a session is left
    Row("watch_beyond", "A", A, 12.5 / 12 - 1, watch()),
    Row("watch_beyond", "A", A, 11.0 / 11.5 - 1, LOW),
    Row("watch_beyond", "A", A, None, watch(level=14.0)),
    Row("watch_distance", "A", A, 13 / 14 - 1, watch(level=14.0)),
    Row("watch_distance", "A", A, None, watch(level=0.0)),
    Row("last_on_side", "I", {"I": [100.0, 101.0, 99.0, 100.0]}, date(2026, 1, 13), {"of": "change_1d", "side": -1}),
    Row("last_on_side", "I", {"I": [100.0, 101.0, 102.0]}, None, {"of": "change_1d", "side": -1}),
    Row("change_to", "A", A, 13.65 / 13 - 1, {"level": 13.65}),
    Row("change_to", "A", A, 12.35 / 13 - 1, {"level": 12.35}),
    Row("change_to", "F", {"F": [-1.0]}, None, {"level": 10.0}),
    Row("last_beyond", "A", A, date(2026, 1, 14), {"level": 12.0, "side": "above"}),
    Row("last_beyond", "A", A, date(2026, 1, 13), {"level": 11.5, "side": "below"}),
    Row("last_beyond", "A", {"A": [12.504, 12.0]}, None, {"level": 12.5, "side": "above"}),  # as printed
    Row("year_base", "A", {"A": [8.0, *[9.0] * 9]}, 8.0),  # nine sessions into 2026
    Row("year_base", "A", A, None),
)  # fmt: skip


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_what_became_of_a_level(row: Row) -> None:
    check(row)


def test_a_level_of_a_session_that_these_prices_do_not_have_is_followed_by_nobody() -> None:
    for metric in ("watch_reached", "watch_lapsed", "watch_beyond"):
        assert ask(panel(A), metric, "A", -1, **watch(named="2025-01-03")) is None


@given(st.integers(0, 10**6), st.integers(5, 30), st.sampled_from(["above", "below"]))
def test_later_closes_change_no_resolution(seed: int, cut: int, side: str) -> None:
    days = sessions_of(40)
    frame = pd.DataFrame({"A": walk(seed, 40, gaps=0.05)}, index=days, dtype=float)
    asked = watch(side=side, level=100.0, named=days[cut - 4].date().isoformat())
    whole, part = Panel(prices_of(frame), TINY), Panel(prices_of(frame.iloc[: cut + 1]), TINY)
    for metric in ("watch_reached", "watch_lapsed", "watch_beyond", "watch_distance"):
        assert ask(whole, metric, "A", cut, **asked) == ask(part, metric, "A", cut, **asked)


def test_a_resolution_once_known_stays() -> None:
    closes: Closes = {"A": [10.0, 13.0, 9.0, 14.0]}
    made = panel(closes)
    found = {ask(made, "watch_reached", "A", i, **watch(named="2026-01-09")) for i in (1, 2, 3)}
    assert found == {date(2026, 1, 12)}
