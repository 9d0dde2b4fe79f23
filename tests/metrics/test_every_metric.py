"""What holds for every metric there is: those of the registry, those that look back, and new ones."""

import random
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cache

import numpy as np
import pandas as pd
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from marketwrap.base.model import Fact, Record, Universe
from marketwrap.facts import Day
from marketwrap.metrics import METRICS
from marketwrap.metrics.day import DAY_METRICS
from marketwrap.metrics.panel import Panel
from tests.builders import NONE, TINY, index_of, prices_of, walk
from tests.metrics import (
    test_changes,
    test_events,
    test_extremes,
    test_groups,
    test_holdings,
    test_members,
    test_milestones,
    test_precedents,
    test_records,
    test_session,
    test_since,
    test_streaks,
    test_stretches,
    test_trend,
    test_unusual,
    test_verdict,
    test_watch,
    test_weeks,
)

ROWS = tuple(
    row
    for family in (
        test_session, test_changes, test_events, test_extremes, test_groups, test_holdings, test_members, test_milestones,
        test_records, test_since, test_streaks, test_stretches, test_precedents, test_trend, test_unusual, test_verdict,
        test_watch, test_weeks,
    )
    for row in family.ROWS
)  # fmt: skip

Question = tuple[str, str, tuple[tuple[str, str | float], ...]]

#: every question that a row asks of a metric that looks back
ASKED: list[Question] = sorted(
    {(r.metric, r.subject, tuple(sorted(r.params.items()))) for r in ROWS if r.metric in DAY_METRICS},
    key=repr,
)
SUBJECTS = (*TINY.instruments, *TINY.pairs, *TINY.groups)
NAMES = sorted({entry.name for entry in METRICS})
#: more than five years, so that the longest window fills
LONG = 1300
#: a power of two: scaled floats are exact, and a tie stays a tie
SCALE = 4.0

#: a panel takes a while: a failure is shown as it was found
FAST = settings(deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])

Column = tuple[str, str]


@cache
def frame() -> pd.DataFrame:
    """Random walks with gaps and unchanged closes; crude goes below zero, the yield and the index do not."""
    made = {s: walk(seed, LONG, gaps=0.004, ties=0.03) for seed, s in enumerate(TINY.instruments) if s != "F"}
    made["F"] = [close - 95 for close in walk(99, LONG, gaps=0.004)]
    return pd.DataFrame(made, index=index_of(LONG), dtype=float)[list(TINY.instruments)]


@cache
def full() -> Panel:
    return Panel(prices_of(frame()), TINY)


def columns(made: Panel) -> dict[Column, np.ndarray]:
    """Every column that a panel has."""
    found = {(name, subject): made.column(name, subject) for name in NAMES for subject in SUBJECTS}
    return {key: values for key, values in found.items() if values is not None}


def looks_back(made: Panel, i: int) -> dict[Question, object]:
    """The answer to everything that is asked of the metrics that look back from a session."""
    day = Day(made, made.sessions[i])
    return {key: value_of(day.fact(key[1], key[0], **dict(key[2]))) for key in ASKED}


def value_of(fact: Fact | None) -> object:
    return None if fact is None else fact.value


def same(left: Mapping[Column, np.ndarray], right: Mapping[Column, np.ndarray]) -> None:
    assert left.keys() == right.keys()
    for key, values in left.items():
        np.testing.assert_array_equal(values, right[key], err_msg=str(key))


def test_every_metric_has_a_row_in_the_tests_of_its_family() -> None:
    registered = {(entry.name, entry.scope) for entry in METRICS}
    scopes = {
        **dict.fromkeys(TINY.instruments, "instrument"),
        **dict.fromkeys(TINY.pairs, "pair"),
        **dict.fromkeys(TINY.groups, "group"),
    }
    assert registered - {(row.metric, scopes[row.subject]) for row in ROWS if row.subject in scopes} == set()


def test_every_kind_that_a_metric_distinguishes_has_a_row() -> None:
    asked = {
        (row.metric, TINY.instruments[row.subject].kind) for row in ROWS if row.subject in TINY.instruments
    }
    limited = [entry for entry in METRICS if entry.kinds]
    assert [e for e in limited if not any((e.name, kind) in asked for kind in e.kinds)] == []


def test_every_metric_that_looks_back_has_a_row_with_a_value() -> None:
    assert set(DAY_METRICS) - {row.metric for row in ROWS if row.expected is not None} == set()


def test_metrics_of_one_name_and_scope_share_no_kind() -> None:
    taken: set[tuple[str, str, str]] = set()
    for entry in METRICS:
        for kind in entry.kinds or ("any",):
            assert (entry.name, entry.scope, kind) not in taken
            taken.add((entry.name, entry.scope, kind))


def test_a_name_is_either_of_the_panel_or_of_the_day() -> None:
    assert {entry.name for entry in METRICS} & set(DAY_METRICS) == set()


def test_an_unknown_metric_is_an_error_and_not_a_gap() -> None:
    with pytest.raises(KeyError):
        Day(full(), full().sessions[-1]).fact("A", "chnage_1d")


@settings(FAST, max_examples=8)
@given(st.integers(1, LONG - 1))
def test_later_data_never_change_an_earlier_value(i: int) -> None:
    cut = Panel(prices_of(frame().iloc[: i + 1]), TINY)

    same({key: values[: i + 1] for key, values in columns(full()).items()}, columns(cut))
    assert looks_back(full(), i) == looks_back(cut, i)


@settings(FAST, max_examples=8)
@given(st.integers(200, LONG - 1), st.integers(0, 10**6))
def test_other_later_data_change_nothing_either(i: int, seed: int) -> None:
    draws = np.random.default_rng(seed)
    other = frame().copy()
    other.iloc[i + 1 :] = draws.uniform(-50, 500, other.iloc[i + 1 :].shape)
    made = Panel(prices_of(other), TINY)

    assert looks_back(full(), i) == looks_back(made, i)
    for key, values in columns(full()).items():
        assert values[i] == pytest.approx(columns_at(made, key)[i], rel=1e-9, abs=1e-12, nan_ok=True), key


def columns_at(made: Panel, key: Column) -> np.ndarray:
    values = made.column(*key)
    assert values is not None
    return values


def scaled(universe: Universe) -> Universe:
    """The same market quoted in other money: its round numbers and former records too."""
    instruments = {
        s: replace(
            i,
            step=i.step * SCALE,
            record_before=i.record_before and Record(i.record_before.close * SCALE, i.record_before.session),
            low_before=i.low_before and Record(i.low_before.close * SCALE, i.low_before.session),
        )
        for s, i in universe.instruments.items()
    }
    return replace(universe, instruments=instruments)


def scales(unit: str, scope: str) -> bool:
    """Whether a value is in the money of the closes; a spread of two percentages is not."""
    return unit == "price" or (scope == "instrument" and unit in ("points", "basis_points"))


def test_scaling_all_closes_changes_no_return_streak_rank_record_score_or_share() -> None:
    made = Panel(prices_of(frame() * SCALE), scaled(TINY))
    other = columns(made)
    for (name, subject), values in columns(full()).items():
        entry = full().unit_of(name, subject)
        factor = SCALE if scales(entry.unit, entry.scope) else 1.0
        np.testing.assert_allclose(other[name, subject], values * factor, rtol=1e-9, atol=1e-12, err_msg=name)


@pytest.mark.parametrize("i", [3, 400, 900, LONG - 1])
def test_scaling_all_closes_changes_nothing_that_looks_back(i: int) -> None:
    made = looks_back(Panel(prices_of(frame() * SCALE), scaled(TINY)), i)
    for key, value in looks_back(full(), i).items():
        metric, subject, params = key
        if "round_number" in metric:
            continue  # what is round depends on the figures
        money = DAY_METRICS[metric].unit in ("price", "money") and metric != "given_price"
        money |= metric == "points_below_record" or (metric == "run_change" and subject in ("V", "Y"))
        when = str(dict(params).get("when", ""))
        asks_in_money = (
            "V." in when
            or "level" in dict(params)
            or (subject in ("V", "Y") and (when or dict(params).get("size")))
        )
        if not asks_in_money:
            assert made[key] == (value * SCALE if money and isinstance(value, float) else value), key


def test_neither_the_order_of_columns_nor_other_columns_matter() -> None:
    shuffled = list(frame().columns)
    random.Random(1).shuffle(shuffled)  # noqa: S311  # no secret
    other = frame()[shuffled].assign(ZZZ=1.0)[["ZZZ", *shuffled]]
    made = Panel(prices_of(other), TINY)

    same(columns(full()), columns(made))
    assert looks_back(full(), LONG - 1) == looks_back(made, LONG - 1)


#: closes that are missing, tie, are zero, or are negative
ODD = st.sampled_from([NONE, NONE, 1.0, 2.0, 2.0, 3.0, 4.0, 0.0, -1.0])
SHORT = st.integers(1, 9).flatmap(
    lambda n: st.lists(st.tuples(*[ODD] * len(TINY.instruments)), min_size=n, max_size=n)
)


@settings(FAST, max_examples=25)
@given(SHORT)
def test_a_missing_close_never_makes_a_change_span_two_sessions(rows: list[tuple[float, ...]]) -> None:
    made = Panel(
        prices_of(pd.DataFrame(rows, columns=list(TINY.instruments), index=index_of(len(rows)))), TINY
    )
    for symbol, closes in made.closes.items():
        whole = ~np.isnan(closes) & ~np.isnan(np.concatenate(([np.nan], closes[:-1])))
        for name in ("change_1d", "points_1d", "streak", "zscore_1d", "smaller_share_1y"):
            values = made.column(name, symbol)
            assert values is None or np.isnan(values[~whole]).all(), (name, symbol)
        day = Day(made, made.sessions[-1])
        if not whole[-1]:
            assert symbol not in symbols_of(day.fact("three", "ranked", of="change_1d"))
            assert day.fact(symbol, "rank", of="change_1d", group="three") is None
            assert day.fact(symbol, "round_number") is None
            assert day.fact(symbol, "largest_since", of="change_1d") is None


def symbols_of(fact: Fact | None) -> tuple[str, ...]:
    return fact.value if fact is not None and isinstance(fact.value, tuple) else ()


@settings(FAST, max_examples=15)
@given(SHORT)
def test_no_odd_close_raises_or_gives_an_infinite_value(rows: list[tuple[float, ...]]) -> None:
    made = Panel(
        prices_of(pd.DataFrame(rows, columns=list(TINY.instruments), index=index_of(len(rows)))), TINY
    )
    for key, values in columns(made).items():
        assert not np.isinf(values).any(), key
    for value in looks_back(made, len(rows) - 1).values():
        assert not isinstance(value, float) or np.isfinite(value)


@settings(FAST, max_examples=15)
@given(SHORT)
def test_later_data_never_change_an_odd_beginning(rows: list[tuple[float, ...]]) -> None:
    whole = pd.DataFrame(rows, columns=list(TINY.instruments), index=index_of(len(rows)))
    made = Panel(prices_of(whole), TINY)
    for i in {0, len(rows) // 2}:
        cut = Panel(prices_of(whole.iloc[: i + 1]), TINY)
        same({key: values[: i + 1] for key, values in columns(made).items()}, columns(cut))
        assert looks_back(made, i) == looks_back(cut, i)


def test_no_streak_is_longer_than_the_closes_since_the_last_gap() -> None:
    for symbol, closes in full().closes.items():
        values = columns_at(full(), ("streak", symbol))
        known = 0
        for i, close in enumerate(closes):
            known = 0 if np.isnan(close) else known + 1
            assert np.isnan(values[i]) or abs(values[i]) < known


def test_a_panel_counts_what_it_computes() -> None:
    assert full().everything() == LONG * len(columns(full()))


def test_a_first_session_answers_without_raising() -> None:
    assert looks_back(full(), 0)["first_session", "A", ()] == full().sessions[0]
    assert isinstance(full().sessions[0], date)
