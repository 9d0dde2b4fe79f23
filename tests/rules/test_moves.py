"""What each instrument did, in one sentence of its kind."""

from collections.abc import Callable

import pytest

from marketwrap.base.model import Fact, Finding
from marketwrap.facts import Day
from marketwrap.rules import moves
from marketwrap.rules.rule import Found
from tests.builders import day, found, history, jumped

#: far from any record
LOW = jumped(history(), "^GSPC", 200, 0.5)
QUIET = {"megacaps": 0.001, "banks": 0.001}


def role(finding: Finding, name: str) -> Fact:
    of = finding.roles[name]
    assert isinstance(of, Fact)
    return of


def sentences(rule: Callable[[Day], Found], *own: dict[str, float]) -> list[Finding]:
    return list(found(rule, day(*own, frame=LOW)))


@pytest.mark.parametrize(
    ("symbol", "move", "phrase"),
    [
        ("^GSPC", 0.012, "index"),
        ("^TNX", 7.0, "yield"),
        ("^VIX", 3.0, "volatility"),
        ("GC=F", 0.02, "future"),
        ("DX-Y.NYB", 0.01, "currency"),
        ("NVDA", -0.08, "stock"),
        ("XLE", 0.02, "fund"),
        ("BTC-USD", 0.06, "future"),
        ("^GSPC", 0.0, "index_flat"),
    ],
)
def test_each_kind_has_a_sentence(symbol: str, move: float, phrase: str) -> None:
    finding = moves.told(day({symbol: move}, frame=LOW), symbol, "indexes")
    assert finding is not None
    assert finding.phrase == f"moves.{phrase}"
    assert role(finding, "move").number == pytest.approx(move, abs=1e-4)


def test_an_instrument_without_a_close_has_none() -> None:
    assert moves.told(day(frame=history()[["^GSPC"]]), "^TNX", "rates") is None


def test_the_benchmark_comes_first_and_in_full() -> None:
    first, *others = sentences(moves.indexes, {"indexes": 0.003})
    assert first.phrase == "moves.index"
    assert role(first, "points").subject == "^GSPC"
    assert {f.phrase for f in others if f.phrase.startswith("moves.")} <= {"moves.index", "moves.index_short"}


def test_two_companies_that_moved_far_have_a_sentence_each_and_three_more_a_list() -> None:
    far = {"NVDA": -0.13, "TSLA": -0.12, "AAPL": -0.05, "MSFT": -0.04, "AMZN": -0.03, "META": -0.025}
    told = sentences(moves.companies, {**QUIET, **far})
    alone = [role(f, "move").subject for f in told if f.phrase == "moves.stock"]
    listed = next(f for f in told if f.phrase == "moves.stocks_fell")
    assert alone == ["NVDA", "TSLA"]
    assert [fact.subject for fact in listed.facts if fact.metric == "change_1d"] == ["AAPL", "MSFT", "AMZN"]


def test_of_companies_that_did_nothing_nothing_is_told() -> None:
    assert sentences(moves.companies, QUIET) == []


def test_where_all_of_a_group_went_one_way_it_is_told() -> None:
    down = {"banks": 0.001, "megacaps": -0.02, "TSLA": -0.03}
    assert [f.phrase for f in sentences(moves.together, down)] == ["moves.all_fell"]
    assert sentences(moves.together, {**down, "AAPL": 0.001}) == []


def test_a_milestone_is_told_once() -> None:
    """What ends an index's sentence has no sentence of its own beside it."""
    for move in (-0.12, -0.05, 0.05, 0.12):
        told = found(moves.indexes, day({"indexes": move}, frame=history(1500)))
        for finding in (f for f in told if f.tail):
            ends = {tail.phrase for tail in (finding.tail, finding.tail and finding.tail.tail) if tail}
            subject = role(finding, "move").subject
            own = {f.phrase for f in told if f.topic == "milestones" and f.facts[0].subject == subject}
            assert ends.isdisjoint(own)
