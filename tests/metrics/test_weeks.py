"""The five sessions of a week, and calendar weeks one after another."""

from datetime import date

import pytest

from tests.builders import NONE
from tests.metrics.rows import Row, check

#: a Friday; no holiday in the eight weeks before
FRIDAY, THURSDAY = date(2025, 8, 29), date(2025, 8, 28)
FIVE = {"A": [100.0, 101.0, 100.0, 103.0, 102.0, 104.0]}
A, B, C = [100.0] * 5 + [110.0], [100.0] * 5 + [102.0], [100.0] * 5 + [96.0]


def weeks(*closes: float) -> list[float]:
    """A close for each calendar week, on all its sessions."""
    return [close for close in closes for _ in range(5)]


ROWS = (
    Row("ago", "A", FIVE, -1 / 103, {"of": "change_1d", "back": 1}),
    Row("ago", "A", FIVE, None, {"of": "change_1d", "back": 6}),
    Row("session_ago", "A", FIVE, date(2026, 1, 12), {"back": 2}),
    Row("session_ago", "A", FIVE, None, {"back": 6}),
    Row("week_begins", "A", FIVE, date(2026, 1, 8)),
    Row("week_begins", "A", {"A": [1, 2, 3, 4, 5]}, None),
    Row("week_begins", "A", FIVE, date(2024, 11, 22), last=date(2024, 11, 29)),
    Row("week_rises", "A", FIVE, 3),
    Row("week_rises", "A", {"A": [100, 101, 101, 102, NONE, 103]}, None),
    Row("week_falls", "A", FIVE, 2),
    Row("week_falls", "A", {"A": [100, 101, 101, 101, 101, 99]}, 1),
    Row("week_falls", "A", {"A": [1, 2, 3]}, None),
    Row("week_extreme", "A", FIVE, 0.03),
    Row("week_extreme", "A", {"A": [100, 101, 95.95, 96, 97, 98]}, -0.05),
    Row("week_extreme", "A", {"A": [100, 101]}, None),
    Row("week_extreme", "A", FIVE, -1 / 100 + 1 / 10100, {"way": -1}),
    Row("week_extreme", "A", {"A": [100, 101, 102, 103, 104, 105]}, None, {"way": -1}),
    Row("week_extreme_session", "A", FIVE, date(2026, 1, 12)),
    Row("week_extreme_session", "A", FIVE, date(2026, 1, 9), {"way": -1}),
    Row("week_extreme_since", "A", {"A": [100, 104, *FIVE["A"]]}, date(2026, 1, 6)),
    Row("week_extreme_since", "A", FIVE, None),
    Row("week_rest", "A", FIVE, 1.04 / 1.03 - 1),
    Row("week_rest", "A", {"A": [1, 2, 3]}, None),
    Row("week_extreme_session", "A", {"A": [100, 101]}, None),
    Row("week_records", "I", {"I": [119, 121, 120, 121.5, 121.5, 122]}, 3),
    Row("week_records", "I", {"I": [119, 118, 117, 116, 115, 114]}, 0),
    Row("week_records", "I", {"I": [121, 122]}, None),
    Row("week_records", "A", FIVE, None),
    Row("next_session", "A", FIVE, date(2026, 1, 15)),
    Row("next_session", "A", FIVE, date(2025, 11, 28), last=date(2025, 11, 26)),
    Row("ends_week", "A", FIVE, 0),
    Row("ends_week", "A", FIVE, 1, last=FRIDAY),
    Row("ends_week", "A", FIVE, 1, last=date(2026, 4, 2)),  # before Good Friday
    Row("ends_week", "A", FIVE, 0, last=date(2025, 12, 31)),
    Row("week_change", "A", {"A": weeks(100, 101, 102, 99)}, 99 / 102 - 1, last=FRIDAY),
    Row("week_change", "A", {"A": weeks(100, 101, 102, 99)[:-1]}, None, last=THURSDAY),
    Row("week_run_ended", "A", {"A": weeks(100, 101, 102, 99)}, 2, last=FRIDAY),
    Row("week_run_ended", "A", {"A": weeks(100, 99, 98, 97, 99)[:-1]}, -3, last=THURSDAY),
    Row("week_run_ended", "A", {"A": weeks(100, 101, 102, 103)}, None, last=FRIDAY),
    Row("week_run_ended", "A", {"A": weeks(100)}, None, last=FRIDAY),
    Row("week_run_since", "A", {"A": weeks(100, 101, 102, 101, 102, 103)}, date(2025, 8, 8), last=FRIDAY),
    Row("week_run_since", "A", {"A": weeks(100, 101, 100, 101, 102)}, None, last=FRIDAY),
    Row("week_run_since", "A", {"A": weeks(100, 99, 100, 99)}, date(2025, 8, 15), last=FRIDAY),
    Row("week_largest_since", "A", {"A": weeks(100, 110, 111, 120)}, date(2025, 8, 15), last=FRIDAY),
    Row("week_largest_since", "A", {"A": weeks(100, 110, 111, 120)[:-1]}, None, last=THURSDAY),
    Row("week_largest_since", "A", {"A": weeks(100, 101, 102, 110)}, None, last=FRIDAY),
    # the same points are more percent of a lower close, and of a yield they are points
    Row("week_largest_since", "A", {"A": weeks(200, 190, 195, 185)}, None, last=FRIDAY),
    Row("week_largest_since", "Y", {"Y": weeks(4.0, 3.5, 3.75, 3.25)}, date(2025, 8, 15), last=FRIDAY),
    Row(
        "week_largest_since", "ab",
        {"A": weeks(100, 110, 110, 115.5), "B": weeks(100, 105, 105, 105)}, date(2025, 8, 15), last=FRIDAY,
    ),
    Row("week_largest_since", "A", FIVE, None, last=date(2024, 11, 29)),  # the week of Thanksgiving
    Row("week_largest_of_all", "A", {"A": weeks(100, 101, 102, 110)}, date(2025, 8, 15), last=FRIDAY),
    Row("week_largest_of_all", "A", {"A": weeks(100, 110, 111, 120)}, None, last=FRIDAY),
    Row("week_largest_of_all", "A", {"A": weeks(100, 101, 102, 102)}, None, last=FRIDAY),
    Row("mean", "three", {"A": A, "B": B, "C": C}, 0.08 / 3, {"of": "change_1w"}),
    Row("mean", "three", {"A": A[1:], "B": B[1:], "C": C[1:]}, None, {"of": "change_1w"}),
)  # fmt: skip


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_a_week_is_what_its_closes_make_it(row: Row) -> None:
    check(row)
