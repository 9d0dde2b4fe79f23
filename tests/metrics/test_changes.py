"""How far a close is from an earlier one: every horizon, and what has no percentage."""

from datetime import date

import pytest

from marketwrap.metrics.horizons import HORIZONS, base_positions
from tests.builders import NONE, index_of, panel
from tests.metrics.rows import Row, ask, check, dated, tail

AUGUST = date(2025, 8, 20)
#: where each horizon of 20 August 2025 counts from
BASES = {
    "1d": date(2025, 8, 19),
    "1w": date(2025, 8, 13),
    "mtd": date(2025, 7, 31),
    "qtd": date(2025, 6, 30),
    "ytd": date(2024, 12, 31),
    "1y": date(2024, 8, 20),
}


def on(base: date, then: float, now: float) -> list[float]:
    return dated({base: then, AUGUST: now}, AUGUST)


ROWS = (
    Row("level", "A", {"A": [100, 97.5]}, [100, 97.5]),
    *(Row(f"change_{h}", "A", {"A": on(b, 100, 110)}, 0.10, last=AUGUST) for h, b in BASES.items()),
    *(Row(f"change_{h}", "Y", {"Y": on(b, 4.0, 4.1)}, 10.0, last=AUGUST) for h, b in BASES.items()),
    *(Row(f"change_{h}", "V", {"V": on(b, 15, 18.5)}, 3.5, last=AUGUST) for h, b in BASES.items()),
    *(Row(f"points_{h}", "I", {"I": on(b, 100, 88)}, -12.0, last=AUGUST) for h, b in BASES.items()),
    *(
        Row(f"spread_{h}", "ab", {"A": on(b, 100, 110), "B": on(b, 50, 52)}, 6.0, last=AUGUST)
        for h, b in BASES.items()
    ),
    Row(
        "change_last_year", "A",
        {"A": dated({date(2024, 12, 31): 100, date(2025, 12, 31): 80}, date(2026, 1, 14))}, -0.20,
    ),
    Row("ratio", "ab", {"A": [10, 30], "B": [20, 40]}, [0.5, 0.75]),
)  # fmt: skip


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_a_change_counts_from_the_horizon_s_base(row: Row) -> None:
    check(row)


def test_every_horizon_has_its_base_in_the_table() -> None:
    assert set(BASES) == set(HORIZONS)


@pytest.mark.parametrize(
    ("closes", "expected"),
    [
        ([100, 0], [NONE, NONE]),
        ([0, 100], [NONE, NONE]),
        ([100, -37], [NONE, NONE]),
        ([-37, 10], [NONE, NONE]),
        ([100, NONE, 103], [NONE, NONE, NONE]),
        ([100, 100, 101], [NONE, 0, 0.01]),
    ],
)
def test_a_change_over_nothing_or_a_gap_is_not_stated(closes: list[float], expected: list[float]) -> None:
    assert tail(panel({"F": closes}), "change_1d", "F", len(closes)) == pytest.approx(expected, nan_ok=True)


def test_a_yield_s_change_is_in_basis_points_even_through_zero() -> None:
    assert ask(panel({"Y": [-0.02, 0.03]}), "change_1d", "Y") == pytest.approx(5)


def test_a_change_in_points_crosses_zero() -> None:
    assert ask(panel({"I": [5, -5]}), "points_1d", "I") == -10


@pytest.mark.parametrize("horizon", HORIZONS)
def test_a_first_session_has_no_change(horizon: str) -> None:
    assert ask(panel({"A": [100]}), f"change_{horizon}", "A") is None


@pytest.mark.parametrize(
    ("session", "horizon", "base"),
    [
        (date(2024, 2, 29), "1y", date(2023, 2, 28)),  # a leap day has no like a year before
        (date(2025, 2, 28), "1y", date(2024, 2, 28)),  # not the leap day
        (date(2026, 1, 9), "1y", date(2025, 1, 8)),  # the ninth was a day of mourning
        (
            date(2025, 12, 31),
            "ytd",
            date(2024, 12, 31),
        ),  # the year's last session still counts from its start
        (date(2026, 1, 2), "ytd", date(2025, 12, 31)),
        (date(2026, 1, 2), "mtd", date(2025, 12, 31)),
        (date(2025, 7, 31), "mtd", date(2025, 6, 30)),
        (date(2025, 4, 1), "qtd", date(2025, 3, 31)),
        (date(2025, 3, 31), "qtd", date(2024, 12, 31)),
        (date(2025, 9, 8), "1w", date(2025, 8, 29)),  # five sessions, Labor Day among the days between
    ],
)
def test_a_base_on_an_edge_of_the_calendar(session: date, horizon: str, base: date) -> None:
    index = index_of(700, session)
    assert index[base_positions(index, horizon)[-1]].date() == base


def test_an_unknown_horizon_is_refused() -> None:
    with pytest.raises(KeyError):
        base_positions(index_of(3), "2y")


def test_last_year_needs_both_year_ends() -> None:
    last_year_only = [100.0] * 20
    assert ask(panel({"A": last_year_only}), "change_last_year", "A") is None


def test_a_pair_with_a_gap_on_one_side_has_no_spread() -> None:
    made = panel({"A": [100, 101, 102], "B": [50, NONE, 51]})
    assert tail(made, "spread_1d", "ab", 3) == pytest.approx([NONE] * 3, nan_ok=True)


def test_a_ratio_over_zero_is_not_stated() -> None:
    assert ask(panel({"A": [10], "B": [0]}), "ratio", "ab") is None
