"""Where a session stands in the calendar, and what is taken over as it is."""

from datetime import date

import pytest

from marketwrap.base.model import Note
from tests.builders import NONE, panel
from tests.metrics.rows import Row, ask, check

A = {"A": [100.0, 101.0, 99.0]}
GATE = (
    Note("left out", "frozen", "B", (date(2026, 1, 13),)),
    Note("mended", "recent_gap", "A", (date(2026, 1, 8), date(2026, 1, 9))),
)

ROWS = (
    Row("year", "A", A, 2026),
    Row("last_year", "A", A, 2025),
    Row("session_of_year", "A", A, 9),
    Row("session_of_year", "A", A, 1, last=date(2026, 1, 2)),
    Row("early_close", "A", A, 0),
    Row("early_close", "A", A, 1, last=date(2025, 11, 28)),
    Row("closing_time", "A", A, "16:00"),
    Row("closing_time", "A", A, "13:00", last=date(2025, 12, 24)),
    Row("session_date", "A", A, date(2026, 1, 14)),
    Row("first_session", "A", A, date(2026, 1, 12)),
    Row("source", "A", A, "files"),
    Row("before", "A", A, 0.01, {"of": "change_1d"}),
    Row("before", "A", {"A": [100.0, 101.0]}, None, {"of": "change_1d"}),
    Row("gate_session", "A", A, date(2026, 1, 9), {"fault": "recent_gap", "nth": 1}, notes=GATE),
    Row("gate_session", "A", A, None, {"fault": "recent_gap", "nth": 2}, notes=GATE),
    Row("gate_session", "A", A, None, {"fault": "frozen", "nth": 0}, notes=GATE),
    Row("gate_note", "A", A, "mended", {"fault": "recent_gap"}, notes=GATE),
    Row("gate_note", "B", A, "left out", {"fault": "frozen"}, notes=GATE),
    Row("gate_note", "A", A, None, {"fault": "frozen"}, notes=GATE),
    *(
        Row(name, "A", A, 3.5, {"value": 3.5})
        for name in ("given_percent", "given_percentage_points", "given_price", "given_share")
    ),
    Row("given_count", "A", A, 50, {"value": 50}),
    *(
        Row("period_ends", "A", A, ended, {"horizon": horizon}, last=last)
        for last, horizon, ended in (
            (date(2025, 8, 29), "mtd", 1),  # a Friday, the 30th and 31st a weekend
            (date(2025, 8, 28), "mtd", 0),
            (date(2025, 8, 29), "qtd", 0),
            (date(2025, 9, 30), "qtd", 1),
            (date(2025, 9, 29), "qtd", 0),
            (date(2025, 9, 30), "ytd", 0),
            (date(2025, 12, 31), "ytd", 1),
            (date(2025, 12, 30), "ytd", 0),
            (date(2024, 2, 29), "mtd", 1),
            (date(2024, 2, 28), "mtd", 0),
        )
    ),
)  # fmt: skip


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_a_session_knows_its_place(row: Row) -> None:
    check(row)


def test_the_value_before_a_gap_is_not_the_value_before() -> None:
    assert ask(panel({"A": [100, 101, NONE, 103]}), "before", "A", of="change_1d") is None
