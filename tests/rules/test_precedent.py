"""What came next: which study is told, when an edge is claimed, and how a condition is worded."""

from dataclasses import replace

import pandas as pd
import pytest

from marketwrap.base.conditions import parse
from marketwrap.base.model import Fact
from marketwrap.facts import Day
from marketwrap.language.voice import Voice
from marketwrap.metrics.panel import Panel
from marketwrap.metrics.studies import HORIZONS, MINIMUM, Horizon, Study, bundled
from marketwrap.rules import precedent
from tests.builders import US, day, found, history, prices_of, said

S, NASDAQ, RSP, SPY = "^GSPC", "^IXIC", "RSP", "SPY"


def after_falls(cases: int, rises: int, size: float = 0.0201, count: int = 320) -> pd.DataFrame:
    """A history of so many falls of the benchmark, after which it rose so many times; it rises on other days."""
    frame = history(count)[[S]].copy()
    moves = [0.001] * len(frame)
    for case in range(cases):
        place = 10 + case * 6
        moves[place] = -size
        moves[place + 1] = 0.001 if case < rises else -0.001
    closes = [1000.0]
    for move in moves[1:]:
        closes.append(closes[-1] * (1 + move))
    frame[S] = closes
    return frame


@pytest.mark.parametrize(("rises", "phrases"), [(8, ("precedent.fell",)), (46, ())])
def test_a_study_is_told_where_the_interval_of_the_difference_leaves_zero_outside(
    rises: int, phrases: tuple[str, ...]
) -> None:
    # on all other days it rises on all but those that follow a fall
    assert said(precedent.next_session, day({S: -0.025}, frame=after_falls(50, rises))) == phrases


@pytest.mark.parametrize(("move", "is_told"), [(-0.06, True), (-0.07, False)])
def test_no_study_is_told_whose_days_moved_far_less_than_this_one(move: float, is_told: bool) -> None:
    # falls of 2% are all that there were: those of 4% are none
    frame = after_falls(50, 8)
    assert bool(said(precedent.next_session, day({S: move}, frame=frame))) == is_told


def test_what_came_more_often_is_counted() -> None:
    (finding,) = found(precedent.next_session, day({S: -0.025}, frame=_choppy()))
    assert finding.phrase == "precedent.rose"
    (finding,) = found(precedent.next_session, day({S: -0.025}, frame=after_falls(50, 8)))
    assert finding.roles["hits"].value == 42  # type: ignore[union-attr]
    assert dict(finding.roles["hits"].params)["hit"] == "fall"  # type: ignore[union-attr]


def test_a_condition_and_an_outcome_on_one_instrument_name_it_once() -> None:
    made = day({S: -0.025}, frame=after_falls(50, 8))
    (finding,) = found(precedent.next_session, made)
    assert Voice(US, made.session).sentence(finding).text == (
        "After 50 days since October 2024 on which the S&P 500 fell 2% or more, it fell the next day 42 times."
    )


def _choppy(count: int = 320) -> pd.DataFrame:
    """The benchmark rises after each large fall, and every other day on the rest."""
    frame = history(count)[[S]].copy()
    closes = [1000.0]
    for i in range(1, len(frame)):
        step = {0: -0.021, 1: 0.02}.get(i % 8, 0.001 if i % 2 else -0.001)
        closes.append(closes[-1] * (1 + step))
    frame[S] = closes
    return frame


@pytest.mark.parametrize(("cases", "is_said"), [(MINIMUM, True), (MINIMUM - 1, False)])
def test_few_cases_give_no_share(cases: int, is_said: bool) -> None:
    made = day({S: -0.025}, frame=after_falls(cases, 0))
    assert bool(said(precedent.next_session, made)) == is_said


def spaced(cases: int) -> Day:
    """A day of falls six sessions apart, with one study, which looks 20 sessions ahead."""
    falls = day({S: -0.025}, frame=after_falls(cases, 0, count=1000))
    return _only("benchmark.change_1d <= -2%", falls, horizons=(20,))


def test_cases_left_out_for_their_neighbors_are_said_to_be() -> None:
    (finding,) = found(precedent.next_session, spaced(60))
    text = Voice(US, finding.facts[0].as_of).sentence(finding).text
    assert "fell 2% or more, 20 or more sessions apart, it fell 20 sessions later" in text


def _only(when: str, of: Day, outcome: str = "benchmark", horizons: tuple[Horizon, ...] = HORIZONS) -> Day:
    """The same day with one study."""
    study = Study("one", parse(_resolved(when)), US.roles.get(outcome, outcome), horizons)
    panel = Panel(of.panel.prices, of.universe)
    panel.__dict__["studies"] = (study,)
    return Day(panel, of.session)


def _resolved(when: str) -> str:
    return when.replace("benchmark", S)


def test_of_the_studies_that_lean_the_one_with_the_fewest_cases_is_told() -> None:
    made = day({S: -0.025}, frame=after_falls(50, 0))
    every = Study("every", parse(_resolved("benchmark.change_1d <= -2%")), S)
    fewer = replace(every, id="fewer", since=made.panel.sessions[100])
    flat = replace(every, id="flat", minimum=100)
    made.panel.__dict__["studies"] = (flat, every, fewer)
    study = precedent.told(made)
    assert study is not None
    assert (study.id, study.hit) == ("fewer", "fall")


def gaps(cases: int, count: int = 320) -> pd.DataFrame:
    frame = history(count)[[S, NASDAQ, RSP, SPY]].assign(SPY=100.0)
    equal, index = [100.0], [1000.0]
    for i in range(1, len(frame)):
        is_case = i % 6 == 0 and i // 6 <= cases
        equal.append(equal[-1] * (1.01 if is_case else 0.998))
        index.append(index[-1] * (0.995 if is_case else 1.001))
    return frame.assign(**{RSP: equal, S: index})


def test_a_study_of_another_index_than_the_benchmark_is_told_only_after_its_own_move() -> None:
    own = day({NASDAQ: -0.025}, frame=after_falls(50, 8).rename(columns={S: NASDAQ}))
    told = _only("^IXIC.change_1d <= -2%", own, "technology_index", (1,))
    assert said(precedent.next_session, told) == ("precedent.fell",)
    both = day({S: -0.025}, frame=after_falls(50, 8).assign(**{NASDAQ: after_falls(50, 8)[S]}))
    other = _only("benchmark.change_1d <= -2%", both, "technology_index", (1,))
    assert said(precedent.next_session, other) == ()


# Conditions in words ------------------------------------------------------------------------------


def worded(text: str) -> str:
    """A condition as a sentence about precedents has it."""
    made = _only(text, _whole())
    (study,) = made.studies
    return worded_of(made, study)


def _whole() -> Day:
    panel = Panel(prices_of(history()), US)
    return Day(panel, panel.sessions[-1])


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        ("^GSPC.change_1d <= -2%", "the S&P 500 fell 2% or more"),
        ("^GSPC.change_1d < -2%", "the S&P 500 fell more than 2%"),
        ("^GSPC.change_1d < 0", "the S&P 500 fell"),
        ("^GSPC.change_1d >= 0", "the S&P 500 did not fall"),
        ("^GSPC.change_1d > -1.25%", "the S&P 500 did not fall 1.25% or more"),
        ("^GSPC.change_1w <= 1%", "the S&P 500 did not rise more than 1% over five sessions"),
        ("^TNX.change_1d >= 12", "the 10-year Treasury yield rose 12 basis points or more"),
        ("^VIX.change_1d > 5", "the VIX volatility index rose more than 5 points"),
        ("^VIX.level >= 30", "the VIX volatility index closed at 30.00 or above"),
        ("^VIX.level < 15", "the VIX volatility index closed below 15.00"),
        (
            "equal_cap.spread_1d >= 0.9 and ^GSPC.change_1d < 0",
            "the equal-weight S&P 500 fund beat the cap-weighted S&P 500 fund by 0.9 percentage points or more and the S&P 500 fell",
        ),
        (
            "equal_cap.spread_1d <= -0.75",
            "the equal-weight S&P 500 fund trailed the cap-weighted S&P 500 fund by 0.75 percentage points or more",
        ),
        (
            "small_large.relative_streak == 6",
            "the Russell 2000 had beaten the S&P 500 for six sessions running",
        ),
        ("^GSPC.streak <= -5", "the S&P 500 had fallen for five sessions running or more"),
        ("^GSPC.streak > 6", "the S&P 500 had risen for more than six sessions running"),
        ("^GSPC.streak > -3", "the S&P 500 had not fallen for three sessions running or more"),
        (
            "^GSPC.zscore_1d <= -2.5",
            "the day's move of the S&P 500 was 2.5 standard deviations or more below its recent average",
        ),
        ("^GSPC.crossing_200 <= -1", "the S&P 500 crossed below its 200-session average"),
        ("^GSPC.above_average_50 > 0", "the S&P 500 closed above its 50-session average"),
        ("^GSPC.above_average_50 >= 5%", "the S&P 500 closed 5% or more above its 50-session average"),
        ("^GSPC.above_average_50 < 0", "the S&P 500 closed below its 50-session average"),
        ("megacaps.mean_change <= -3%", "the megacaps fell 3% or more on average"),
        ("sectors.rising >= 9", "nine or more of the sectors rose"),
        ("^GSPC.new_high_52w >= 1", "the S&P 500 closed at its highest of the past year"),
        (
            "^GSPC.below_high >= 0 and ^GSPC.streak >= 5",
            "the S&P 500 closed at its highest in these data and it had risen for five sessions running or more",
        ),
        ("^GSPC.below_high <= -10%", "the S&P 500 closed 10% or more below its highest in these data"),
        (
            "^GSPC.change_1d < 0 and (^VIX.change_1d > 5 or XLE.change_1d > 0)",
            "the S&P 500 fell and the VIX volatility index rose more than 5 points, or the S&P 500 fell and energy rose",
        ),
        ("megacaps.dispersion >= 5", "“megacaps.dispersion >= 5.0” held"),
        ("^GSPC.streak >= 0", "“^GSPC.streak >= 0.0” held"),
    ],
)
def test_a_condition_is_worded_from_its_comparisons(condition: str, words: str) -> None:
    assert worded(condition) == words


def test_every_bundled_condition_has_words() -> None:
    made = _whole()
    for study in bundled(US):
        tests = precedent.condition(made, study)["tests"]
        assert isinstance(tests, tuple)
        assert all(isinstance(test, Fact) for test in tests)
        assert "“" not in worded_of(made, study)


def worded_of(made: Day, study: Study) -> str:
    roles = {name: value for name, value in precedent.condition(made, study).items() if value is not None}
    return Voice(US, made.session).plain("study.held", roles)
