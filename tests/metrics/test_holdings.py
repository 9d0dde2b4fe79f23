"""What a client owns: values, weights, contributions, reckoned by hand and for any positions."""

import math
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketwrap.base.model import Fact, Instrument
from marketwrap.facts import Day
from marketwrap.metrics.holdings import LEAST_NET, positions_in, written
from marketwrap.metrics.panel import Panel
from tests.builders import NONE, TINY, Closes, panel, prices
from tests.metrics.rows import Row, ask, check

#: A rises 10% from 100, B falls 5% from 40, C stands at 20; I, F, Y and V are not owned by the piece
TWO: Closes = {
    "A": [100.0, 110.0], "B": [40.0, 38.0], "C": [20.0, 20.0],
    "I": [1000.0, 1010.0], "F": [50.0, 60.0], "Y": [4.0, 5.0], "V": [15.0, 30.0],
}  # fmt: skip
#: worth 1,000 + 800 - 200 before, with gains of 100, -40 and 0
HELD = {"positions": "A:10,B:20,C:-10"}
SHORT = {"positions": "A:10,B:-10"}
SOLD = {"positions": "A:1,B:-20"}
ODD = {"positions": "A:10,F:3,I:2,V:1,Y:5"}
#: a week of five sessions over the turn of the year: the base of both horizons is December 31
WEEK: Closes = {
    "A": [90.0, 100.0, 101.0, 102.0, 103.0, 104.0, 110.0],
    "B": [41.0, 40.0, 1.0, 1.0, 1.0, 1.0, 38.0],
}
EARLY = date(2026, 1, 8)


def _rows(horizon: str, closes: Closes, last: date = date(2026, 1, 14)) -> tuple[Row, ...]:
    held = {"positions": "A:10,B:20"}
    asked = {
        ("holdings_gain", "holdings"): 60.0,
        ("holdings_change", "holdings"): 60 / 1800,
        ("holdings_counted", "holdings"): 2,
        ("holdings_rising", "holdings"): 1,
        ("position_gain", "A"): 100.0,
        ("position_gain", "B"): -40.0,
        ("position_weight", "A"): 1000 / 1800,
        ("position_contribution", "A"): 100 / 18,
        ("position_contribution", "B"): -40 / 18,
    }
    rows = (
        Row(f"{metric}_{horizon}", subject, closes, value, held, last)
        for (metric, subject), value in asked.items()
    )
    gap = (60 / 1800 - 0.1) * 100
    return (
        *rows,
        Row(f"holdings_gap_{horizon}", "holdings", closes, gap, held | {"against": "A"}, last),
        Row(f"position_place_{horizon}", "A", closes, 1, held | {"way": 1}, last),
        Row(f"position_place_{horizon}", "A", closes, 2, held | {"way": -1}, last),
        Row(f"position_place_{horizon}", "B", closes, 1, held | {"way": -1}, last),
        Row(f"move_place_{horizon}", "A", closes, 1, {"among": "A,B,Y"}, last),
        Row(f"move_place_{horizon}", "B", closes, 2, {"among": "A,B,Y"}, last),
        Row(f"move_place_{horizon}", "Y", TWO, None, {"among": "A,B,Y"}),
    )


ROWS = (
    *_rows("1d", TWO),
    *_rows("1w", WEEK, EARLY),
    *_rows("ytd", WEEK, EARLY),
    Row("given_text", "client", TWO, "Anna", {"value": "Anna"}),
    Row("position_quantity", "A", TWO, 10.0, HELD),
    Row("position_quantity", "C", TWO, -10.0, HELD),
    Row("position_quantity", "I", TWO, None, HELD),
    Row("position_value", "A", TWO, 1100.0, HELD),
    Row("position_value", "C", TWO, -200.0, HELD),
    Row("position_value", "A", {"A": [100.0, NONE]}, None, HELD),
    Row("holdings_value", "holdings", TWO, 1660.0, HELD),
    Row("holdings_value", "holdings", TWO, None, {"positions": "I:1"}),
    Row("holdings_change_1d", "holdings", TWO, 60 / 1600, HELD),
    Row("position_weight_1d", "C", TWO, -200 / 1600, HELD),
    # what is owed gains where its price falls
    Row("position_gain_1d", "B", TWO, 20.0, SHORT),
    Row("position_contribution_1d", "B", TWO, 20 / 600 * 100, SHORT),
    # owed is more than owned: money, but no percentages
    Row("holdings_gain_1d", "holdings", TWO, 50.0, SOLD),
    Row("holdings_change_1d", "holdings", TWO, None, SOLD),
    Row("position_weight_1d", "A", TWO, None, SOLD),
    Row("position_contribution_1d", "A", TWO, None, SOLD),
    Row("holdings_gap_1d", "holdings", TWO, None, SOLD | {"against": "I"}),
    # nothing but A is owned by the piece
    Row("holdings_change_1d", "holdings", TWO, 0.1, ODD),
    Row("holdings_counted_1d", "holdings", TWO, 1, ODD),
    Row("position_value", "Y", TWO, None, ODD),
    Row("position_weight_1d", "I", TWO, None, ODD),
    # without one of the closes a position does not count, and the others do
    Row("holdings_change_1d", "holdings", {"A": [100.0, 110.0], "B": [40.0, NONE]}, 0.1, HELD),
    Row("holdings_change_1d", "holdings", {"A": [100.0, 110.0], "B": [NONE, 38.0]}, 0.1, HELD),
    Row("position_gain_1d", "B", {"A": [100.0, 110.0], "B": [NONE, 38.0]}, None, HELD),
    Row("position_value", "B", {"A": [100.0, 110.0], "B": [NONE, 38.0]}, 760.0, HELD),
    Row("holdings_change_1d", "holdings", {"A": [100.0]}, None, HELD),
    Row("holdings_change_ytd", "holdings", TWO, None, HELD),  # the data begin this year
    Row("holdings_change_1d", "A", TWO, None, HELD),  # a part is not the whole
    Row("holdings_change_1d", "holdings", TWO, None, {"positions": ""}),
)  # fmt: skip


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_what_is_owned(row: Row) -> None:
    check(row)


def test_another_currency_than_the_universe_s_is_not_converted() -> None:
    known = {**TINY.instruments, "B": Instrument("B", "Beta", "stock", currency="£")}
    market = replace(TINY, instruments=known, currency="$")
    made = Panel(prices(TWO), market)
    assert ask(made, "holdings_change_1d", "holdings", positions=HELD["positions"]) == pytest.approx(
        100 / 800
    )
    assert ask(made, "position_value", "B", positions=HELD["positions"]) is None
    same = replace(known["B"], currency="$")
    made = Panel(prices(TWO), replace(market, instruments={**known, "B": same}))
    assert ask(made, "holdings_counted_1d", "holdings", positions=HELD["positions"]) == 3


def test_a_fact_rests_on_the_closes_of_what_counts_and_no_others() -> None:
    day = Day(panel(TWO), date(2026, 1, 14))
    whole = {"positions": "A:10,B:20,I:1"}

    def used(subject: str, metric: str, **more: str) -> list[str]:
        found = day.fact(subject, metric, **whole, **more)
        assert found is not None
        return [i.symbol for i in found.inputs]

    assert used("holdings", "holdings_change_1d") == ["A", "B"]
    assert used("A", "position_value") == ["A"]
    assert used("A", "position_gain_1d") == ["A"]
    assert used("A", "position_contribution_1d") == ["A", "B"]
    assert used("holdings", "holdings_gap_1d", against="I") == ["A", "B", "I"]
    assert used("holdings", "holdings_gap_1d", against="A") == ["A", "B"]
    assert used("A", "position_quantity") == []


@pytest.mark.parametrize("text", ["A", "A:", "A:x", ":3", "A:1,A:2", "A:inf", "A:nan"])
def test_a_text_that_is_no_list_of_positions_is_an_error(text: str) -> None:
    with pytest.raises(ValueError, match=r"position|convert"):
        positions_in(text)


def test_positions_of_one_symbol_are_added_up_and_the_text_is_in_order() -> None:
    assert written([("B", 1.5), ("A", 10.0), ("B", 2.0), ("C", -0.1)]) == "A:10,B:3.5,C:-0.1"
    assert positions_in("A:10,B:3.5,C:-0.1") == {"A": 10.0, "B": 3.5, "C": -0.1}


# For any positions --------------------------------------------------------------------------------

QUANTITY = st.integers(-1000, 1000).filter(bool).map(lambda n: n / 8)
POSITIONS = st.dictionaries(st.sampled_from([*TINY.instruments, "NONE"]), QUANTITY, min_size=1)
CLOSE = st.sampled_from([NONE, 0.0, -1.0, 2.0, 7.5, 10.0, 12.25, 100.0])
CLOSES = st.fixed_dictionaries({s: st.lists(CLOSE, min_size=9, max_size=9) for s in TINY.instruments})
HORIZONS = ("1d", "1w", "ytd")


def facts(closes: Closes, positions: Mapping[str, float], horizon: str) -> dict[str, Fact]:
    """Everything there is to ask of positions, by subject and metric."""
    made, text = panel(closes), written(positions.items())
    day = Day(made, made.sessions[-1])
    names = ["holdings_gain", "holdings_change", "holdings_counted", "holdings_rising"]
    found = {name: day.fact("holdings", f"{name}_{horizon}", positions=text) for name in names}
    for symbol in positions:
        for name in ("gain", "weight", "contribution"):
            found[f"{symbol} {name}"] = day.fact(symbol, f"position_{name}_{horizon}", positions=text)
        found[f"{symbol} value"] = day.fact(symbol, "position_value", positions=text)
    return {key: fact for key, fact in found.items() if fact is not None}


def numbers(found: Mapping[str, Fact]) -> dict[str, float]:
    return {key: fact.number for key, fact in found.items()}


@given(CLOSES, POSITIONS, st.sampled_from(HORIZONS))
def test_contributions_and_gains_sum_to_the_whole_and_weights_to_one(
    closes: Closes, positions: dict[str, float], horizon: str
) -> None:
    found = numbers(facts(closes, positions, horizon))

    def total(name: str) -> float:
        return math.fsum(value for key, value in found.items() if key.endswith(f" {name}"))

    assert total("gain") == pytest.approx(found.get("holdings_gain", 0.0), abs=1e-9)
    if "holdings_change" in found:
        assert total("contribution") == pytest.approx(found["holdings_change"] * 100, rel=1e-9, abs=1e-9)
        assert total("weight") == pytest.approx(1.0)
    else:
        assert total("contribution") == total("weight") == 0


@given(CLOSES, POSITIONS, st.sampled_from(HORIZONS))
def test_more_of_everything_changes_no_percentage(
    closes: Closes, positions: dict[str, float], horizon: str
) -> None:
    one = facts(closes, positions, horizon)
    other = numbers(facts(closes, {s: q * 4 for s, q in positions.items()}, horizon))
    assert other == {k: f.number * (4 if f.unit == "money" else 1) for k, f in one.items()}


@given(CLOSES, POSITIONS, st.randoms(use_true_random=False))
def test_the_order_of_positions_does_not_matter(
    closes: Closes, positions: dict[str, float], order: object
) -> None:
    shuffled = list(positions.items())
    order.shuffle(shuffled)  # type: ignore[attr-defined]
    assert facts(closes, dict(shuffled), "1d") == facts(closes, positions, "1d")


@given(CLOSES, CLOSES, POSITIONS, st.sampled_from(HORIZONS))
def test_later_closes_change_nothing(
    closes: Closes, later: Closes, positions: dict[str, float], horizon: str
) -> None:
    text = written(positions.items())
    cut = panel(closes)
    # the same sessions, and two of other closes behind them
    whole = {s: [*values, *later[s][:2]] for s, values in closes.items()}
    longer = panel(whole, last=date(2026, 1, 16))
    i = cut.sessions[-1]
    for metric in ("holdings_gain", "holdings_change"):
        asked = (f"{metric}_{horizon}",)
        assert Day(longer, i).fact("holdings", *asked, positions=text) == Day(cut, i).fact(
            "holdings", *asked, positions=text
        )


@given(CLOSES, POSITIONS)
def test_a_percentage_is_given_only_of_a_whole_that_is_something(
    closes: Closes, positions: dict[str, float]
) -> None:
    found = facts(closes, positions, "1d")
    if "holdings_change" in found:
        sides = [positions[i.symbol] * i.closes[0] for i in found["holdings_change"].inputs]
        assert math.fsum(sides) >= LEAST_NET * math.fsum(map(abs, sides)) > 0
    assert all(math.isfinite(fact.number) for fact in found.values())
