"""What followed each verdict: outcomes that are known, counted once."""

from datetime import date

import numpy as np
import pytest

from generator.metrics import backtest
from generator.metrics.backtest import AHEAD, apart
from generator.metrics.panel import Panel
from generator.metrics.verdict import VERDICTS, Verdict, verdicts
from tests.builders import US, history, panel, prices_of


def flags(text: str) -> np.ndarray:
    return np.array([sign == "x" for sign in text])


@pytest.mark.parametrize(
    ("held", "horizon", "counted"),
    [
        ("xxxx.x", 1, "xxxx.x"),
        ("xxxx.x", 2, "x.x..x"),
        (".xx.xx", 3, ".x..x."),
        ("......", 3, "......"),
    ],
)
def test_cases_that_share_an_outcome_are_counted_once(held: str, horizon: int, counted: str) -> None:
    assert apart(flags(held), horizon).tolist() == flags(counted).tolist()


#: the ratio of ten sessions, and a verdict for each
RATIO = [1.0, 1.1, 1.2, 1.1, 1.0, 1.3, 1.2, 1.4, 1.1, 1.0]
FOUND: tuple[Verdict | None, ...] = (
    None, "lasting", "lasting", "open", "lasting", "open", "open", "lasting", "open", "lasting",
)  # fmt: skip


@pytest.fixture
def records(monkeypatch: pytest.MonkeyPatch) -> dict[Verdict, backtest.Record]:
    monkeypatch.setattr(backtest, "verdicts", lambda _panel: FOUND)
    monkeypatch.setattr(backtest, "AHEAD", (2,))
    made = panel({"RSP": [100 * r for r in RATIO], "SPY": [100.0] * len(RATIO)}, universe=US)
    return {record.verdict: record for record in backtest.backtest(made)}


def test_a_record_counts_what_is_known(records: dict[Verdict, backtest.Record]) -> None:
    lasting = records["lasting"]
    # sessions 1, 2, 4, 7, 9; the last has no outcome yet. Of 1, 2, 4, 7 the second overlaps the first:
    # 1.1 -> 1.1 is not higher, 1.0 -> 1.2 is, 1.4 -> 1.0 is not
    assert (lasting.sessions, lasting.still_open, lasting.cases, lasting.higher) == (5, 1, 3, 1)
    # others with a verdict and an outcome: 1.1 -> 1.3 is higher, 1.3 -> 1.4 is, 1.2 -> 1.1 is not
    assert lasting.others == 3
    assert lasting.base == pytest.approx(2 / 3)
    assert lasting.difference == pytest.approx(-1 / 3)


def test_a_verdict_that_never_came_has_no_share(records: dict[Verdict, backtest.Record]) -> None:
    never = records["passing"]
    assert (never.sessions, never.cases, never.share, never.interval, never.difference) == (
        0,
        0,
        None,
        None,
        None,
    )


def test_a_back_test_knows_nothing_after_its_data() -> None:
    whole = Panel(prices_of(history()), US)
    cut = Panel(prices_of(history().iloc[:-30]), US)
    assert verdicts(whole)[:-30] == verdicts(cut)
    for late, early in zip(backtest.backtest(whole), backtest.backtest(cut), strict=True):
        assert early.cases <= late.cases
        assert early.sessions - early.still_open <= late.sessions - late.still_open


def test_every_horizon_and_verdict_has_a_record_and_a_market_without_the_pair_has_none() -> None:
    made = backtest.backtest(Panel(prices_of(history()), US))
    assert [(r.horizon, r.verdict) for r in made] == [(h, name) for h in AHEAD for name, _ in VERDICTS]
    assert backtest.backtest(Panel(prices_of(history().drop(columns="RSP")), US)) == ()


def test_verdicts_can_be_counted_from_a_day_on() -> None:
    made = Panel(prices_of(history()), US)
    known = sum(r.sessions for r in backtest.backtest(made) if r.horizon == AHEAD[0])
    later = sum(r.sessions for r in backtest.backtest(made, date(2026, 1, 2)) if r.horizon == AHEAD[0])
    assert later == sum(day >= date(2026, 1, 2) for day in made.sessions)
    assert known > later
