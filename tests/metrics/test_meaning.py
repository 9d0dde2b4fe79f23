"""What each metric declares of itself: all of them by a table, and what mirrored prices turn round."""

from collections.abc import Callable
from datetime import date
from typing import Any, get_args

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketwrap.base import meaning as vocabulary
from marketwrap.base.meaning import UNKNOWN, Meaning, meaning_of
from marketwrap.base.model import Fact, Unit, Value
from marketwrap.check.values import direction
from marketwrap.facts import MEANINGS
from marketwrap.metrics import METRICS
from marketwrap.metrics.registry import metric
from tests.builders import index_of

OVER = ("1d", "1w", "mtd", "qtd", "ytd", "1y")
OWN = ("1d", "1w", "ytd")
WINDOWS = (50, 200)


def each(names: str, ends: tuple[str | int, ...]) -> set[str]:
    return {f"{name}_{end}" for name in names.split() for end in ends}


def those(names: str) -> set[str]:
    return set(names.split())


#: direction -> the metrics that declare it; all others have none
WAYS: dict[str, set[str]] = {
    "sign": each("change points spread", OVER)
    | each("above_average crossing ratio_above_average", WINDOWS)
    | each("holdings_gain holdings_change holdings_gap", OWN)
    | each("position_gain position_weight position_contribution", OWN)
    | those("""change_last_year zscore_1d streak week_streak relative_streak joint_streak joint_direction
        mean_change mean member_spread dispersion group_gap one_more run_ended week_run_ended week_extreme week_rest
        below_high below_record below_record_before from_high_52w from_low_52w watch_beyond watch_distance change_to
        given_percent given_percentage_points position_quantity position_value holdings_value event_outcome event_larger
        verdict_lasting_change verdict_passing_change verdict_reading round_number_is_new points_below_record
        fall_to_trough rise_from_trough turned run_change week_change"""),
    "by unit": each("average ratio_average", WINDOWS)
    | those("""level high_to_date high_52w low_52w ratio ratio_high_52w ratio_low_52w correlation record_level record_part year_base
        round_number next_round_number given_price event_figure trough_level verdict_averages verdict_range
        verdict_breadth verdict_size verdict_value verdict_calm verdict_run verdict_megacaps
        verdict_together verdict_cyclicals verdict_tension precedent_all_cases precedent_cases
        precedent_open precedent_base_cases precedent_low precedent_high precedent_difference
        precedent_difference_low precedent_difference_high precedent_median precedent_lower
        precedent_upper precedent_worst precedent_best"""),
    "up": each("holdings_rising", OWN)
    | those("""rising reported_rising week_rises count_ahead ahead_of new_high_52w ratio_new_high_52w
        back_within new_bull recovered rises_of precedent_hits precedent_share precedent_base"""),
    "down": those("""falling reported_falling week_falls new_low_52w ratio_new_low_52w record_low fell_into
        fell_into_first falls_of"""),
    "by parameters": those("count within threshold"),
    "as asked": those("before ago watch_level"),
}
#: which end of something a metric is about -> the metrics; all others about none
ENDS: dict[str, set[str]] = {
    "top": those("""leaders largest_since longest_since week_largest_since week_extreme_since period_largest_since count_ahead ahead_of
        precedent_best"""),
    "bottom": those("""laggards precedent_worst precedent_worst_session smallest_since trough_level trough_session
        rise_from_trough new_bull"""),
    "high": those("""high_to_date below_high high_52w from_high_52w new_high_52w ratio_high_52w ratio_new_high_52w
        highest_since highest_of_all largest_of_all longest_of_all week_largest_of_all record_high
        records_of_year record_session_before below_record_before record_level record_session
        below_record records week_records record_run sessions_without_record points_below_record
        period_largest_of_all fell_into back_within fall_to_trough"""),
    "low": those("record_low low_52w from_low_52w new_low_52w ratio_low_52w ratio_new_low_52w lowest_since lowest_of_all"),
    "first": those("first_of_year first_move_of_year round_number_is_new first_session fell_into_first"),
}  # fmt: skip
#: kinds by which the check reads a sentence otherwise
KINDS: dict[str, set[str]] = {
    "distance": each("above_average ratio_above_average", WINDOWS)
    | those("below_high below_record below_record_before points_below_record from_high_52w from_low_52w"),
    "gap": each("spread", OVER)
    | each("holdings_gap", OWN)
    | those(
        "group_gap member_spread dispersion watch_beyond watch_distance change_to given_percentage_points"
    ),
    "study": {name for name in MEANINGS if name.startswith("precedent_")},
}


@pytest.mark.parametrize("way", get_args(vocabulary.Direction))
def test_a_direction_is_that_of_the_table(way: str) -> None:
    others = set(MEANINGS) - set().union(*WAYS.values())
    assert {name for name, m in MEANINGS.items() if m.direction == way} == WAYS.get(way, others)


@pytest.mark.parametrize("end", get_args(vocabulary.Extreme))
def test_an_extreme_is_that_of_the_table(end: str) -> None:
    others = set(MEANINGS) - set().union(*ENDS.values())
    assert {name for name, m in MEANINGS.items() if m.extreme == end} == ENDS.get(end, others)


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_that_the_check_asks_for_is_that_of_the_table(kind: str) -> None:
    assert {name for name, m in MEANINGS.items() if m.kind == kind} == KINDS[kind]


def test_a_horizon_in_a_name_is_the_one_declared() -> None:
    """Its number stands in the name where there is one: the window of an average, the weeks of a range."""
    named = {name: name.rpartition("_")[2] for name in MEANINGS if name[-1].isdigit() or name[-2].isdigit()}
    assert len(named) > 50
    assert {name for name, end in named.items() if str(MEANINGS[name].horizon) != end} == set()
    known = {*OVER, "5y", "52w", "last_year", "now", "all", "as asked", *WINDOWS}
    assert {m.horizon for m in MEANINGS.values()} <= known


def test_metrics_that_share_a_name_share_its_meaning() -> None:
    assert [entry.name for entry in METRICS if entry.meaning != MEANINGS[entry.name]] == []


def test_a_metric_without_a_meaning_cannot_be_made() -> None:
    make: Callable[..., Any] = metric
    with pytest.raises(TypeError, match="meaning"):
        make("new", "percent", "instrument", lambda closes: closes, 1)


def test_what_is_asked_of_another_metric_means_what_that_does() -> None:
    declared = {
        "change_1w": Meaning("sign", "change", "1w"),
        "ago": Meaning("as asked", "as asked", "as asked"),
    }
    assert meaning_of("ago", {"of": "change_1w"}, declared) == declared["change_1w"]
    assert meaning_of("ago", {"of": "nothing"}, declared) == UNKNOWN
    assert meaning_of("nothing", {}, declared) == UNKNOWN


def test_what_is_asked_over_a_horizon_is_of_that_horizon() -> None:
    declared = {"turned": Meaning("sign", "count", "as asked")}
    assert meaning_of("turned", {"horizon": "ytd"}, declared).horizon == "ytd"


@pytest.mark.parametrize(
    ("name", "value", "unit", "params", "way"),
    [
        ("change_1d", -0.01, "percent", {}, -1),
        ("change_1d", 0.0, "percent", {}, 0),
        ("level", 5000.0, "price", {}, None),
        ("level", -37.63, "price", {}, -1),
        ("joint_direction", -1, "count", {}, -1),
        ("streak", 4, "sessions", {}, 1),
        ("rising", 0, "count", {}, 1),
        ("falling", 7, "count", {}, -1),
        ("traded", 11, "count", {}, None),
        ("count", 3, "count", {"at_most": -0.02}, -1),
        ("within", ("A",), "symbols", {"at_least": 0.02}, 1),
        ("count", 3, "count", {"at_most": 0.02}, None),
        ("threshold", 0.02, "percent", {"of": "change_1d", "sign": "<="}, 1),
        ("threshold", 0.0, "percent", {"of": "change_1d", "sign": "<"}, -1),
        ("threshold", 30.0, "price", {"of": "level", "sign": ">"}, 1),
        ("before", -0.02, "percent", {"of": "change_1d"}, -1),
        ("before", 4000.0, "price", {"of": "level"}, None),
        ("precedent_share", 0.6, "share", {}, 1),
        ("precedent_share", 0.6, "share", {"hit": "fall"}, -1),
        ("event_outcome", 0, "count", {}, 0),
        ("event_figure", 0.03, "percent", {"of": "actual"}, 1),
        ("event_figure", 2.5, "price", {"of": "eps"}, None),
        ("leaders", ("A",), "symbols", {}, None),
        ("highest_since", date(2020, 3, 16), "date", {}, None),
        ("rank", 1, "rank", {}, None),
    ],
)  # fmt: skip
def test_a_fact_has_the_direction_that_its_metric_declares(
    name: str, value: Value, unit: Unit, params: dict[str, str | float], way: int | None
) -> None:
    meaning = meaning_of(name, params, MEANINGS)
    fact = Fact(name, "A", name, value, unit, date(2026, 1, 14), tuple(params.items()), meaning=meaning)
    assert direction(fact) == way


# Mirrored -----------------------------------------------------------------------------------------

#: long enough for an average of 200 sessions and the end of a year
LONG = 330
closes = st.integers(0, 2**32 - 1).map(
    lambda seed: np.random.default_rng(seed).integers(500, 1500, (LONG, 2))
)
#: a mirrored percentage is another one, and so is a score; what is far from an end is so on one side only
SIGNED = {
    scope: [
        entry
        for entry in METRICS
        if (entry.scope, entry.meaning.direction) == (scope, "sign") and not entry.meaning.extreme
        if entry.unit != "zscore"
        and (scope, entry.meaning.kind) not in (("pair", "distance"), ("group", "gap"))
    ]
    for scope in ("instrument", "pair", "group")
}


def test_enough_metrics_can_be_mirrored() -> None:
    assert {scope: len({entry.name for entry in some}) for scope, some in SIGNED.items()} == {
        "instrument": 2 * len(OVER) + len(("change_last_year", "streak", "week_streak")) + 2 * len(WINDOWS),
        "pair": len(OVER) + len(("relative_streak",)),
        "group": len(("mean_change", "joint_direction", "joint_streak")),
    }


def frame(values: np.ndarray) -> pd.DataFrame:
    return pd.DataFrame(values.astype(float), index=index_of(LONG), columns=["A", "B"])


@given(closes)
def test_prices_upside_down_turn_what_the_sign_says_round(values: np.ndarray) -> None:
    upright, mirrored = frame(values), frame(2000 - values)
    for entry in SIGNED["instrument"]:
        np.testing.assert_array_equal(
            np.sign(entry.compute(upright)), -np.sign(entry.compute(mirrored)), err_msg=entry.name
        )


@given(closes)
def test_sides_changed_turn_what_the_sign_of_a_pair_says_round(values: np.ndarray) -> None:
    left, right = frame(values), frame(values[:, ::-1])
    for entry in SIGNED["pair"]:
        np.testing.assert_array_equal(
            entry.compute(left, right), -entry.compute(right, left), err_msg=entry.name
        )


@given(closes)
def test_moves_the_other_way_turn_what_the_sign_of_a_group_says_round(values: np.ndarray) -> None:
    moves = values / 1000.0 - 1
    for entry in SIGNED["group"]:
        np.testing.assert_array_equal(entry.compute(moves), -entry.compute(-moves), err_msg=entry.name)


@given(closes)
def test_what_counts_rises_counts_falls_of_mirrored_prices(values: np.ndarray) -> None:
    opposites = (("rising", "falling"), ("new_high_52w", "new_low_52w"))
    by_name = {entry.name: entry for entry in METRICS}
    of = {
        "group": (values / 1000.0 - 1, 1 - values / 1000.0),
        "instrument": (frame(values), frame(2000 - values)),
    }
    for up, down in opposites:
        assert (by_name[up].meaning.direction, by_name[down].meaning.direction) == ("up", "down")
        given_, mirrored = of[by_name[up].scope]
        np.testing.assert_array_equal(by_name[up].compute(given_), by_name[down].compute(mirrored))
