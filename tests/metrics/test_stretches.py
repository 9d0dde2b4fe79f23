"""Months, quarters and years so far, and the last few sessions."""

from datetime import date

import pytest

from tests.builders import NONE, index_of, panel
from tests.metrics.rows import Row, ask, check, dated, steps


def ago(count: int) -> date:
    """The session so many before the last."""
    return index_of(count + 1)[0].date()


def year(*closes: float) -> list[float]:
    """100 at the last session of 2025, then the first sessions of 2026, of which nine are over."""
    return [100.0] * (10 - len(closes)) + list(closes)


YTD, MTD, QTD = ({"horizon": h} for h in ("ytd", "mtd", "qtd"))
#: month ends of 2025, and what the index closed at
JUN, JUL, AUG, SEP = date(2025, 6, 30), date(2025, 7, 31), date(2025, 8, 29), date(2025, 9, 30)


def months(*closes: float) -> list[float]:
    """These closes at the month ends up to September, and the one before on every session between."""
    marks = dict(zip((JUN, JUL, AUG, SEP)[-len(closes) :], closes, strict=True))
    made, close = [], closes[0]
    for stamp in index_of(100, SEP):
        close = marks.get(stamp.date(), close)
        made.append(close)
    return made


ROWS: tuple[Row, ...] = (
    Row("turned", "A", {"A": year(99, 101)}, 1, YTD),
    Row("turned", "A", {"A": year(101, 99)}, -1, YTD),
    Row("turned", "A", {"A": year(101, 102)}, 0, YTD),
    Row("turned", "A", {"A": year(99, 100)}, 0, YTD),
    # unchanged has no sign: the one before it counts
    Row("turned", "A", {"A": year(99, 100, 101)}, 1, YTD),
    Row("turned", "A", {"A": year(101, 100, 101)}, 0, YTD),
    Row("turned", "A", {"A": year(99, NONE)}, None, YTD),
    Row("turned", "A", {"A": [99, 101]}, None, YTD),
    Row("turned", "Y", {"Y": year(99, 101)}, 1, MTD),
    # of the year's first session nothing turns, whatever the year before did
    Row("turned", "A", {"A": [100.0] * 70 + [90, 101]}, 0, YTD, last=date(2026, 1, 2)),
    Row("turned_since", "A", {"A": year(101, 102, 99, 98, 101)}, ago(3), YTD),
    Row("turned_since", "A", {"A": year(99, 98, 101)}, None, YTD),
    Row("turned_since", "A", {"A": year(101, 102)}, None, YTD),
    # changes of +10%, -5% and +8%; then of +12%
    Row("period_largest_since", "I", {"I": months(100, 110, 104.5, 112.86)}, JUL, MTD, last=SEP),
    Row("period_largest_since", "I", {"I": months(100, 110, 104.5, 117.04)}, None, MTD, last=SEP),
    Row("period_largest_since", "I", {"I": months(100, 110, 104.5, 100)}, AUG, MTD, last=SEP),
    Row(
        "period_largest_since",
        "I",
        {"I": months(100, 110, 104.5, 112.86)[:-1]},
        None,
        MTD,
        last=date(2025, 9, 29),
    ),
    Row(
        "period_largest_of_all", "I", {"I": months(100, 110, 104.5, 117.04)}, date(2025, 5, 30), MTD, last=SEP
    ),
    Row("period_largest_of_all", "I", {"I": months(100, 110, 104.5, 112.86)}, None, MTD, last=SEP),
    Row("period_largest_of_all", "I", {"I": months(100, 110, 104.5, 104.5)}, None, MTD, last=SEP),
    Row("period_largest_of_all", "I", {"I": months(100, 110, 104.5, 117.04)}, JUN, QTD, last=SEP),
    Row("period_largest_of_all", "I", {"I": months(100, 110, 104.5, 117.04)}, None, YTD, last=SEP),
    Row("rises_of", "A", {"A": steps(100, 1, 1, -1, 0, 1, 1)}, 4, {"days": 6}),
    Row("rises_of", "A", {"A": steps(100, 1, 1, -1, 0, 1, 1)}, None, {"days": 7}),
    Row("rises_of", "A", {"A": steps(100, 1, NONE, 1, 1, 1)}, None, {"days": 4}),
    Row("falls_of", "A", {"A": steps(100, 1, 1, -1, 0, 1, -1)}, 2, {"days": 4}),
    Row("falls_of", "F", {"F": [20, -37, 10, 9]}, None, {"days": 3}),
    Row("run_change", "A", {"A": [100, 110, 105, 107.1, 110.25]}, 0.05),
    Row("run_change", "A", {"A": [100, 110, 105]}, 105 / 110 - 1),
    Row("run_change", "A", {"A": [100, 110, 110]}, None),
    Row("run_change", "A", {"A": [90, NONE, 100, 110, 121]}, 0.21),
    Row("run_change", "Y", {"Y": [4.5, 4.25, 4.0]}, -50.0),
    Row("run_change", "V", {"V": [15, 14, 16, 20.5]}, 6.5),
    Row("run_change", "F", {"F": [20, 18, -37.63]}, None),
    Row("run_change", "F", {"F": [20, 18, -37.63, 10]}, None),
)


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_a_stretch_is_told_as_its_closes_have_it(row: Row) -> None:
    check(row)


def test_a_month_whose_change_is_not_known_leaves_it_open_since_when_none_was_as_large() -> None:
    closes = dict(zip((JUN, JUL, AUG, SEP), (100.0, 120.0, NONE, 130.0), strict=True))
    made = panel({"I": dated(closes, SEP, fill=100.0, count=100)}, last=SEP)
    assert ask(made, "change_mtd", "I") is None
    assert ask(made, "period_largest_since", "I", horizon="mtd") is None
    assert ask(made, "period_largest_of_all", "I", horizon="mtd") is None
