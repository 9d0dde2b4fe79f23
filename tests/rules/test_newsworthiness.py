"""The scale of news: rare, large, well known."""

import math
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketwrap.base.model import Fact
from marketwrap.facts import Day
from marketwrap.rules import newsworthiness as scale
from tests.builders import SESSION, US, day, fact, history, jumped, last_day


def ago(days: int) -> Fact:
    return fact("^GSPC", "largest_since", SESSION - timedelta(days=days), "date")


@pytest.mark.parametrize(("years", "rare"), [(1, 0.5), (10, 0.75), (0.1, 0.25), (1000, 0.95), (0.0001, 0.05)])
def test_what_comes_once_a_year_is_half_as_rare_as_can_be_and_ten_times_as_long_a_quarter_more(
    years: float, rare: float
) -> None:
    assert scale.rarity_of_years(years) == pytest.approx(rare, abs=1e-9)


@given(st.floats(0.001, 200), st.floats(0.001, 200))
def test_the_longer_ago_the_rarer(one: float, other: float) -> None:
    assert (scale.rarity_of_years(one) >= scale.rarity_of_years(other)) == (one >= other) or math.isclose(
        scale.rarity_of_years(one), scale.rarity_of_years(other)
    )


def test_what_the_data_never_had_is_rarer_than_what_was_at_their_beginning() -> None:
    of_day = day()
    first = fact("^GSPC", "largest_of_all", date(2016, 1, 14), "date")
    assert scale.rarity(of_day, None, first) > scale.rarity(of_day, first)
    assert scale.rarity(of_day, None) == scale.COMMON


@pytest.mark.parametrize("symbol", ["^GSPC", "CL=F", "AAPL"])
def test_the_larger_a_move_the_more_news(symbol: str) -> None:
    found = [_news(day({symbol: size}), symbol) for size in (0.002, 0.01, 0.02, 0.03)]
    assert found == sorted(found)
    assert found[0] < found[-1]


def _news(of_day: Day, symbol: str) -> float:
    move = of_day.fact(symbol, "change_1d")
    assert move is not None
    return scale.of_move(of_day, move)


def test_of_two_equal_moves_that_of_the_better_known_is_more_news() -> None:
    of_day = day({"indexes": -0.03})
    assert _news(of_day, "^GSPC") > _news(of_day, "^RUT")


def test_a_move_that_was_matched_last_week_is_less_news_than_one_of_its_size_alone() -> None:
    alone, again = day({"^GSPC": -0.02}), day({"^GSPC": -0.02}, {}, {}, {"^GSPC": -0.025})
    assert _news(alone, "^GSPC") > _news(again, "^GSPC")


def test_scaled_prices_are_as_newsworthy() -> None:
    frame = jumped(history(), "^GSPC", 0, 0.97)
    assert _news(last_day(frame), "^GSPC") == pytest.approx(_news(last_day(frame * 3.7), "^GSPC"))


def test_a_move_and_a_milestone_are_more_than_either_and_less_than_both() -> None:
    assert max(0.4, 0.2) < scale.both(0.4, 0.2) < 0.6
    assert scale.both(0.4, 0.2) == scale.both(0.2, 0.4)


def test_fame_is_the_universe_s_or_that_of_the_kind() -> None:
    of_day = day()
    assert scale.fame(of_day, "^GSPC") == US.fame["^GSPC"]
    assert "QQQ" not in US.fame
    assert scale.fame(of_day, "QQQ") == scale.FAME["fund"]


def test_every_weight_and_every_fame_lies_between_nothing_and_all() -> None:
    for value in (*scale.WEIGHTS.values(), *scale.FAME.values(), *US.fame.values()):
        assert 0 < value <= 1


def test_fame_is_given_to_what_the_universe_has() -> None:
    assert US.fame.keys() <= {*US.instruments, *US.groups, *US.pairs}
