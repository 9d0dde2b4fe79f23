"""Every main metric against a second, plain implementation, on random walks with gaps and ties."""

import statistics
from collections.abc import Callable
from functools import cache

import pytest

from marketwrap.base.model import Value
from marketwrap.facts import Day
from marketwrap.metrics.horizons import HORIZONS
from marketwrap.metrics.panel import Panel
from marketwrap.metrics.proportions import wilson
from tests import reference as plain
from tests.builders import TINY, panel, walk

#: sessions of each walk; past a year, so that yearly windows fill
COUNT = 600
SEEDS = (1, 2, 3)
#: sessions that are compared where one comparison looks back over all others
SOME = (0, 1, 2, 30, 61, 62, 120, 251, 252, 253, 300, 411, 412, 505, 598, 599)

Answer = float | int | None


@cache
def market(seed: int) -> Panel:
    closes = {s: walk(seed * 100 + n, COUNT, gaps=0.006, ties=0.05) for n, s in enumerate(TINY.instruments)}
    return panel(closes)


@pytest.fixture(params=SEEDS, scope="module")
def made(request: pytest.FixtureRequest) -> Panel:
    return market(request.param)


def agree(made: Panel, name: str, subject: str, expected: Callable[[int], Answer]) -> None:
    values = made.column(name, subject)
    assert values is not None
    for i in range(COUNT):
        wanted = expected(i)
        assert values[i] == pytest.approx(
            float("nan") if wanted is None else wanted, rel=1e-9, abs=1e-10, nan_ok=True
        ), (name, subject, i)


def asked(made: Panel, i: int, subject: str, metric: str, **params: str | float) -> Value | None:
    fact = Day(made, made.sessions[i]).fact(subject, metric, **params)
    return None if fact is None else fact.value


def changes(made: Panel, symbol: str) -> list[float | None]:
    closes = made.closes[symbol].tolist()
    return [plain.change(closes, made.sessions, i) for i in range(COUNT)]


@pytest.mark.parametrize("horizon", HORIZONS)
def test_changes_agree(made: Panel, horizon: str) -> None:
    a, b, v = (made.closes[s].tolist() for s in "ABV")
    days = made.sessions
    agree(made, f"change_{horizon}", "A", lambda i: plain.change(a, days, i, horizon))
    agree(made, f"change_{horizon}", "V", lambda i: plain.difference(v, days, i, horizon))
    agree(made, f"spread_{horizon}", "ab", lambda i: plain.spread(a, b, days, i, horizon))


def test_last_year_s_changes_agree(made: Panel) -> None:
    closes = made.closes["A"].tolist()
    agree(made, "change_last_year", "A", lambda i: plain.change_last_year(closes, made.sessions, i))


def test_streaks_agree(made: Panel) -> None:
    a, b, c = (made.closes[s].tolist() for s in "ABC")
    own = plain.ways(a)
    relative = plain.relative_ways(a, b, made.sessions)
    joint = plain.joint_ways([a, b, c], made.sessions)
    agree(made, "streak", "A", lambda i: plain.run(own, i))
    agree(made, "relative_streak", "ab", lambda i: plain.run(relative, i))
    agree(made, "joint_direction", "three", lambda i: joint[i])
    agree(made, "joint_streak", "three", lambda i: plain.run(joint, i))


def test_the_last_time_a_move_was_as_large_agrees(made: Panel) -> None:
    moves = changes(made, "A")
    for i in SOME:
        assert asked(made, i, "A", "largest_since", of="change_1d") == plain.largest_since(
            moves, made.sessions, i
        )


def test_the_last_time_a_run_was_as_long_agrees(made: Panel) -> None:
    closes = made.closes["A"].tolist()
    ways = plain.ways(closes)
    runs = [plain.run(ways, i) for i in range(COUNT)]
    for i in range(0, COUNT, 7):
        assert asked(made, i, "A", "longest_since", of="streak") == plain.longest_since(
            runs, made.sessions, i
        )


def test_shares_and_scores_agree(made: Panel) -> None:
    moves = changes(made, "A")
    gaps = [
        plain.spread(made.closes["A"].tolist(), made.closes["B"].tolist(), made.sessions, i)
        for i in range(COUNT)
    ]
    agree(made, "smaller_share_1y", "A", lambda i: plain.smaller_share(moves, i, 252))
    agree(made, "smaller_share_1y", "ab", lambda i: plain.smaller_share(gaps, i, 252))
    agree(made, "zscore_1d", "A", lambda i: plain.zscore(moves, i))


@pytest.mark.parametrize("window", [50, 200])
def test_averages_agree(made: Panel, window: int) -> None:
    closes = made.closes["A"].tolist()
    agree(made, f"average_{window}", "A", lambda i: plain.average(closes, i, window))


def test_extremes_and_records_agree(made: Panel) -> None:
    a, index = made.closes["A"].tolist(), made.closes["I"].tolist()
    agree(made, "high_52w", "A", lambda i: plain.extreme(a, i, 1))
    agree(made, "low_52w", "A", lambda i: plain.extreme(a, i, -1))
    agree(made, "new_high_52w", "A", lambda i: plain.is_new_extreme(a, i, 1))
    agree(made, "new_low_52w", "A", lambda i: plain.is_new_extreme(a, i, -1))
    for i in range(COUNT):
        assert asked(made, i, "I", "record_high") == plain.record_high(index, i, 120.0)


def test_ranks_agree(made: Panel) -> None:
    moves = [changes(made, s) for s in "ABC"]
    for i in range(0, COUNT, 3):
        for which, symbol in enumerate("ABC"):
            place = asked(made, i, symbol, "rank", of="change_1d", group="three")
            assert place == plain.rank([m[i] for m in moves], which)


@pytest.mark.parametrize("horizon", [1, 5, 20])
@pytest.mark.parametrize("size", [-0.01, 0.008])
def test_precedents_agree(made: Panel, size: float, horizon: int) -> None:
    index, other = changes(made, "I"), changes(made, "B")
    sign = "<=" if size < 0 else ">="
    met = [
        None if a is None or b is None else (a <= size if size < 0 else a >= size) and b > 0
        for a, b in zip(index, other, strict=True)
    ]
    # a part that is known not to hold settles it
    held = [False if (a is not None and (a > size if size < 0 else a < size)) or (b is not None and b <= 0) else m
            for a, b, m in zip(index, other, met, strict=True)]  # fmt: skip
    study: dict[str, str | float] = {
        "when": f"I.change_1d {sign} {size} and B.change_1d > 0",
        "horizon": horizon,
        "minimum": 1,
    }
    for i in SOME:
        cases, counted, hits, base, base_hits, outcomes = plain.precedents(
            held, list(map(float, made.closes["A"])), i, horizon
        )
        assert asked(made, i, "A", "precedent_all_cases", **study) == cases
        assert asked(made, i, "A", "precedent_cases", **study) == counted
        assert asked(made, i, "A", "precedent_hits", **study) == hits
        assert asked(made, i, "A", "precedent_base_cases", **study) == base
        assert asked(made, i, "A", "precedent_base", **study) == (base_hits / base if base else None)
        middle = pytest.approx(statistics.median(outcomes)) if outcomes else None
        assert asked(made, i, "A", "precedent_median", **study) == middle


@pytest.mark.parametrize(("hits", "cases"), [(0, 5), (5, 5), (1, 3), (22, 39), (610, 1100)])
def test_intervals_agree(hits: int, cases: int) -> None:
    assert wilson(hits, cases) == pytest.approx(plain.wilson(hits, cases), abs=1e-9)
