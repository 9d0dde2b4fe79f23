"""The week: the standard sentence of each instrument, its milestones, and what the days were like."""

from datetime import date

import pandas as pd
import pytest

from marketwrap.base.model import Fact, Finding
from marketwrap.facts import Day
from marketwrap.rules import weekly, weekly_milestones
from tests.builders import day, found, history, last_day, said

#: a Friday without a holiday in its week
FRIDAY, WEDNESDAY = date(2026, 1, 16), date(2026, 1, 14)
S = "^GSPC"


def of_closes(*closes: float, symbol: str = S, last: date = FRIDAY) -> Day:
    """A week that ends with these closes, the first of which is that before it; flat at it before."""
    frame = history(320, last).copy()
    values = frame[symbol].to_numpy(copy=True)
    values[:] = closes[0]
    values[-len(closes) :] = closes
    return last_day(frame.assign(**{symbol: values}))


def of_market(of: Day) -> Finding:
    return next(f for f in found(weekly.indexes, of) if f.claims == (f"week.{S}",))


def milestones(of: Day, symbol: str = S) -> dict[str, Finding]:
    return {f.phrase.removeprefix("weekly."): f for f in weekly_milestones.strongest(of, symbol)}


def number(finding: Finding, role: str) -> float:
    fact = finding.roles[role]
    assert isinstance(fact, Fact)
    return round(fact.number, 6)


# The standard sentence ----------------------------------------------------------------------------


def test_the_benchmark_is_told_with_its_points_over_five_sessions() -> None:
    finding = of_market(of_closes(1000, 1010, 1000, 1020, 1010, 1030))
    assert finding.phrase == "weekly.index"
    assert (number(finding, "points"), number(finding, "move")) == (30, 0.03)


def test_a_week_without_a_move_is_little_changed() -> None:
    assert of_market(of_closes(1000, 1010, 1000, 1020, 1010, 1000.4)).phrase == "weekly.index_flat"


def test_other_markets_are_told_where_they_moved() -> None:
    for move, told in ((0.08, True), (0.001, False)):
        of = day({"CL=F": move}, {}, {}, {}, {}, frame=history(320, FRIDAY))
        oil = next(f for f in found(weekly.others, of) if f.topic == "oil")
        assert (oil.news >= 0.2) == told


@pytest.mark.parametrize(("move", "told"), [(-0.051, True), (-0.049, False)])
def test_regional_banks_are_told_where_they_moved_far(move: float, *, told: bool) -> None:
    of = day({"KRE": move}, {}, {}, {}, {}, frame=history(320, FRIDAY))
    assert (said(weekly.banks, of) == ("weekly.stock",)) == told


def test_companies_that_moved_are_listed_and_the_farthest_told_by_themselves() -> None:
    of = day({"NVDA": 0.2, "AAPL": 0.05, "MSFT": 0.06}, {}, {}, {}, {}, frame=history(320, FRIDAY))
    own, listed = found(weekly.companies, of)
    assert (own.phrase, listed.phrase) == ("weekly.stock", "weekly.stocks_rose")
    moves = listed.roles["moves"]
    assert isinstance(moves, tuple)
    assert [fact.subject for fact in moves] == ["MSFT", "AAPL"]


# Milestones of the week ---------------------------------------------------------------------------


def test_a_record_at_the_end_of_the_week_is_one_and_an_earlier_one_is_past() -> None:
    assert "record" in milestones(of_closes(6010, 6020, 6030, 6040, 6050, 6060))
    past = milestones(of_closes(6010, 6020, 6030, 6040, 6050, 6040))
    assert "record" not in past
    session = past["record_before"].roles["session"]
    assert isinstance(session, Fact)
    assert session.value == date(2026, 1, 15)


def test_a_round_number_counts_that_was_crossed_on_any_day_of_the_week() -> None:
    crossed = milestones(of_closes(6990, 7010, 7005, 7020, 7030, 7001))["round"]
    assert number(crossed, "number") == 7000
    assert "first" in crossed.roles
    assert "round" not in milestones(of_closes(6990, 7010, 7005, 7020, 7030, 6999))


@pytest.mark.parametrize(
    ("close", "key"), [(5399, "correction"), (5401, ""), (4799, "bear")], ids=["10%", "less", "20%"]
)
def test_a_fall_of_a_tenth_is_a_correction_wherever_in_the_week_it_came(close: float, key: str) -> None:
    told = milestones(of_closes(6000, 5900, close, close, close, close))
    assert [k for k in ("correction", "bear") if k in told] == ([key] if key else [])


def test_the_best_and_the_worst_week_are_told_and_of_yields_the_largest() -> None:
    assert "best" in milestones(of_closes(1000, 1010, 1020, 1030, 1040, 1050))
    assert "largest" in milestones(of_closes(4, 4.1, 4.2, 4.2, 4.2, 4.3, symbol="^TNX"), "^TNX")
    assert "best" not in milestones(of_closes(1000, 1005, 1010, 1010, 1010, 1019))


@pytest.mark.parametrize(("last", "told"), [(FRIDAY, True), (WEDNESDAY, False)])
def test_a_run_of_weeks_is_told_at_the_end_of_one_only(last: date, *, told: bool) -> None:
    frame = history(320, last).copy()
    of = last_day(frame.assign(**{S: pd.Series(range(1000, 1320), frame.index, dtype=float)}))
    assert ("run" in milestones(of)) == told


def test_the_end_of_a_run_of_weeks_is_told() -> None:
    of = day(*[{"majors": -0.002}] * 5, *[{"majors": 0.002}] * 15, frame=history(320, FRIDAY))
    assert number(milestones(of)["ended"], "ended") > 0


def test_a_company_needs_a_longer_run_than_an_index() -> None:
    four = [{"majors": 0.002, "AAPL": 0.002}] * 20
    of = day(*four, {"majors": -0.05, "AAPL": -0.05}, frame=history(320, FRIDAY))
    assert "run" in milestones(of)
    assert "run" not in milestones(of, "AAPL")


# The days -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("closes", "phrase"),
    [
        ((1000, 970, 980, 1003, 1000, 999), "swings"),
        ((1000, 990, 985, 1060, 1055, 1050), "one_day_against"),
        ((1000, 1001, 1002, 1040, 1041, 1042), "one_day_with"),
        ((1000, 1010, 1020, 1030, 1040, 1050), "every_day"),
        ((1000, 1010, 1020, 1010, 1020, 1030), "days_rose"),
        ((1000, 990, 980, 990, 980, 970), "days_fell"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_days_of_a_week_are_told_by_what_they_were_like(closes: tuple[float, ...], phrase: str) -> None:
    assert said(weekly.sessions, of_closes(*closes)) == (f"weekly.{phrase}",)


def test_what_the_other_sessions_came_to_is_without_the_largest() -> None:
    (finding,) = found(weekly.sessions, of_closes(1000, 990, 985, 1060, 1055, 1050))
    assert number(finding, "rest") == round(1.05 / (1060 / 985) - 1, 6)


# Groups -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("moves", "phrase"),
    [
        ({"sectors": 0.01, "XLK": 0.03, "XLU": 0.002}, "sectors_all_rose"),
        ({"sectors": -0.01, "XLK": -0.03, "XLU": -0.002}, "sectors_all_fell"),
        ({"sectors": 0.01, "XLK": 0.03, "XLU": -0.002}, "sectors_rose"),
        ({"sectors": -0.01, "XLK": 0.03, "XLU": -0.02}, "sectors_fell"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_sectors_are_told_in_one_sentence(moves: dict[str, float], phrase: str) -> None:
    of = day(moves, {}, {}, {}, {}, frame=history(320, FRIDAY))
    assert said(weekly.sectors, of) == (f"weekly.{phrase}",)


@pytest.mark.parametrize(("equal", "told"), [(0.0, True), (0.015, False), (0.035, True)])
def test_the_average_stock_is_told_where_it_parted_from_the_index(equal: float, *, told: bool) -> None:
    of = day({"RSP": equal, "SPY": 0.02, S: 0.02}, {}, {}, {}, {}, frame=history(320, FRIDAY))
    way = "behind" if equal < 0.02 else "ahead"
    assert said(weekly.average_stock, of) == ((f"weekly.equal_{way}",) if told else ())
