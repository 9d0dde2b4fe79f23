"""What followed each verdict: outcomes that are known, counted once."""

from collections.abc import Mapping
from datetime import date

import pytest

from marketwrap.metrics import backtest as module
from marketwrap.metrics.backtest import AHEAD, backtest
from marketwrap.metrics.panel import Panel
from marketwrap.metrics.precedents import Tally
from marketwrap.metrics.verdict import VERDICTS, Verdict, verdicts
from tests.builders import US, history, panel, prices_of

#: the ratio of ten sessions, and a verdict for each
RATIO = [1.0, 1.1, 1.2, 1.1, 1.0, 1.3, 1.2, 1.4, 1.1, 1.0]
FOUND: tuple[Verdict | None, ...] = (
    None, "lasting", "lasting", "open", "lasting", "open", "open", "lasting", "open", "lasting",
)  # fmt: skip


@pytest.fixture
def tallies(monkeypatch: pytest.MonkeyPatch) -> Mapping[tuple[int, Verdict], Tally]:
    monkeypatch.setattr(module, "verdicts", lambda _panel: FOUND)
    monkeypatch.setattr(module, "AHEAD", (2,))
    return backtest(panel({"RSP": [100 * r for r in RATIO], "SPY": [100.0] * len(RATIO)}, universe=US))


def test_a_tally_counts_what_is_known(tallies: Mapping[tuple[int, Verdict], Tally]) -> None:
    lasting = tallies[2, "lasting"]
    # sessions 1, 2, 4, 7, 9; the last has no outcome yet. Of 1, 2, 4, 7 the second overlaps the first:
    # 1.1 -> 1.1 is not higher, 1.0 -> 1.2 is, 1.4 -> 1.0 is not
    assert (lasting.met, lasting.open, lasting.cases, lasting.hits) == (5, 1, 3, 1)
    # others with a verdict and an outcome: 1.1 -> 1.3 is higher, 1.3 -> 1.4 is, 1.2 -> 1.1 is not
    assert lasting.base_cases == 3
    assert lasting.base == pytest.approx(2 / 3)
    assert lasting.difference == pytest.approx(-1 / 3)


def test_a_verdict_that_never_came_has_no_share(tallies: Mapping[tuple[int, Verdict], Tally]) -> None:
    never = tallies[2, "passing"]
    assert (never.met, never.cases) == (0, 0)
    assert (never.share, never.interval, never.difference) == (None, None, None)


def test_a_back_test_knows_nothing_after_its_data() -> None:
    whole = Panel(prices_of(history()), US)
    cut = Panel(prices_of(history().iloc[:-30]), US)
    assert verdicts(whole)[:-30] == verdicts(cut)
    for late, early in zip(backtest(whole).values(), backtest(cut).values(), strict=True):
        assert early.positions.tolist() == late.positions.tolist()[: early.cases]
        assert early.outcomes.tolist() == late.outcomes.tolist()[: early.cases]


def test_every_horizon_and_verdict_has_a_tally_and_a_market_without_the_pair_has_none() -> None:
    made = backtest(Panel(prices_of(history()), US))
    assert list(made) == [(horizon, name) for horizon in AHEAD for name, _ in VERDICTS]
    assert backtest(Panel(prices_of(history().drop(columns="RSP")), US)) == {}


def test_verdicts_can_be_counted_from_a_day_on() -> None:
    made, start = Panel(prices_of(history()), US), date(2026, 1, 2)
    known, later = (
        sum(backtest(made, since)[AHEAD[0], name].met for name, _ in VERDICTS) for since in (None, start)
    )
    assert later == sum(day >= start for day in made.sessions)
    assert known > later
