"""What came next: which study is told, when an edge is claimed, and how a condition is worded."""

from dataclasses import replace

import pandas as pd
import pytest

from marketwrap.base.conditions import parse
from marketwrap.base.model import Fact
from marketwrap.facts import Day
from marketwrap.language.phrases import phrases
from marketwrap.language.voice import Voice, _template
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


@pytest.mark.parametrize(("rises", "phrase"), [(8, "next_less"), (46, "next_none")])
def test_an_edge_is_claimed_where_the_interval_of_the_difference_leaves_zero_outside(
    rises: int, phrase: str
) -> None:
    # on all other days it rises on all but those that follow a fall
    frame = after_falls(50, rises)
    assert said(precedent.next_session, day({S: -0.025}, frame=frame)) == (f"precedent.{phrase}",)


@pytest.mark.parametrize(("move", "is_told"), [(-0.06, True), (-0.07, False)])
def test_no_study_is_told_whose_days_moved_far_less_than_this_one(move: float, is_told: bool) -> None:
    # falls of 2% are all that there were: those of 4% are none
    frame = after_falls(50, 46)
    assert bool(said(precedent.next_session, day({S: move}, frame=frame))) == is_told


def test_more_rises_than_on_other_days_are_an_edge_too() -> None:
    (finding,) = found(precedent.next_session, day({S: -0.025}, frame=_choppy()))
    assert finding.phrase == "precedent.next_more"


@pytest.mark.parametrize("turn", range(8))
def test_a_condition_and_an_outcome_on_one_instrument_name_it_once(turn: int) -> None:
    made = day({S: -0.025}, frame=after_falls(50, 46))
    (finding,) = found(precedent.next_session, made)
    text = Voice(US, made.session).text
    assert text.count("S&P 500") == 1
    assert " it " in text.lower()


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


@pytest.mark.parametrize(
    ("cases", "count", "is_said"),
    [(MINIMUM - 1, 1000, True), (1, 1000, True), (0, 1000, False), (MINIMUM, 1000, False), (3, 320, False)],
)
def test_few_cases_are_said_to_be_few_where_the_history_is_long(
    cases: int, count: int, is_said: bool
) -> None:
    made = _only("benchmark.change_1d <= -2%", day({S: -0.025}, frame=after_falls(cases, 0, count=count)))
    assert (said(precedent.too_few, made) == ("precedent.few",)) == is_said


def spaced(cases: int) -> Day:
    """A day of falls six sessions apart, with one study, which looks 20 sessions ahead."""
    falls = day({S: -0.025}, frame=after_falls(cases, 0, count=1000))
    return _only("benchmark.change_1d <= -2%", falls, horizons=(20,))


def test_cases_left_out_for_their_neighbors_are_not_called_the_only_ones() -> None:
    # of five falls every fourth is far enough from the one counted before
    (few,) = found(precedent.too_few, spaced(5))
    assert few.phrase == "precedent.few_apart"
    assert (few.roles["all_cases"].value, few.roles["cases"].value) == (5, 2)  # type: ignore[union-attr]
    (told,) = found(precedent.next_session, spaced(60))
    voice = Voice(US, told.facts[0].as_of)
    for text in phrases("en")[told.phrase]:
        words = "".join(span.text for span in voice.spans(_template(text).render(told.roles, voice=voice)))
        assert ", 20 or more" in words
        assert " apart" in words


def _only(when: str, of: Day, outcome: str = "benchmark", horizons: tuple[Horizon, ...] = HORIZONS) -> Day:
    """The same day with one study."""
    study = Study("one", parse(_resolved(when)), US.roles.get(outcome, outcome), horizons)
    panel = Panel(of.panel.prices, of.universe)
    panel.__dict__["studies"] = (study,)
    return Day(panel, of.session)


def _resolved(when: str) -> str:
    return when.replace("benchmark", S)


@pytest.mark.parametrize(
    ("move", "told"),
    [
        (-0.0201, "fall-of-two-percent"),
        (-0.0301, "fall-of-three-percent"),
        (-0.0401, "fall-of-four-percent"),
        (0.0201, "rise-of-two-percent"),
        (0.0301, "rise-of-three-percent"),
        (0.0401, "rise-of-four-percent"),
        (0.001, None),
    ],
)
def test_of_the_studies_that_hold_the_one_with_the_fewest_cases_is_told(
    move: float, told: str | None
) -> None:
    frame = history()[[S]].copy()
    sign = 1 if move > 0 else -1
    closes = [1000.0]
    for i in range(1, len(frame)):
        large = {0: 0.021, 12: 0.031, 24: 0.041, 36: 0.021}.get(i % 48, 0.0)
        if i > len(frame) - 48 * 6:
            large = large if i % 2 == 0 else 0.0
        step = sign * large or (0.0013 if i % 2 else -0.0013)
        closes.append(closes[-1] * (1 + step))
    few = tuple(
        replace(s, minimum=2) for s in bundled(US) if s.id.split("-")[0] in ("fall", "rise") and "of" in s.id
    )
    made = day({S: move}, frame=frame.assign(**{S: closes}))
    made.panel.__dict__["studies"] = tuple(s for s in few if "percent" in s.id)
    study = precedent.told(made)
    assert (study.id if study else None) == told


def gaps(cases: int, count: int = 320) -> pd.DataFrame:
    frame = history(count)[[S, NASDAQ, RSP, SPY]].assign(SPY=100.0)
    equal, index = [100.0], [1000.0]
    for i in range(1, len(frame)):
        is_case = i % 6 == 0 and i // 6 <= cases
        equal.append(equal[-1] * (1.01 if is_case else 0.998))
        index.append(index[-1] * (0.995 if is_case else 1.001))
    return frame.assign(**{RSP: equal, S: index})


@pytest.mark.parametrize(
    ("equal", "market", "told"),
    [
        (0.0091, -0.001, True),
        (0.0089, -0.001, False),
        (0.0091, 0.001, True),
    ],
)
def test_a_wide_gap_is_told_of_the_technology_index(equal: float, market: float, told: bool) -> None:
    made = found(precedent.next_session, day({RSP: equal, S: market}, frame=gaps(40)))
    assert [f.roles["hits"].subject for f in made] == ([NASDAQ] if told else [])  # type: ignore[union-attr]
    assert all(f.roles["cases"].value == 40 for f in made)  # type: ignore[union-attr]


def test_the_longest_horizon_with_cases_enough_is_told_too() -> None:
    made = day({RSP: 0.01, S: -0.001}, frame=gaps(48))
    (finding,) = found(precedent.later_session, made)
    assert finding.roles["horizon"].value == 20  # type: ignore[union-attr]
    assert finding.roles["cases"].value == 12  # type: ignore[union-attr]


def test_where_cases_lie_too_near_for_it_the_shorter_one_is_told() -> None:
    made = day({RSP: 0.01, S: -0.001}, frame=gaps(20))
    (finding,) = found(precedent.later_session, made)
    assert finding.roles["horizon"].value == 5  # type: ignore[union-attr]


def test_a_later_session_with_an_edge_goes_before_the_longest_horizon() -> None:
    frame = gaps(48)
    # five sessions after a case the index is always up, twenty after always down
    steps = [1.0 if i % 6 in (1, 2) else 1.003 if i % 6 == 5 else 0.9988 for i in range(1, len(frame))]
    closes = [1000.0]
    for step in steps:
        closes.append(closes[-1] * step)
    made = day({RSP: 0.01, S: -0.001}, frame=frame.assign(**{NASDAQ: closes}))
    (finding,) = found(precedent.later_session, made)
    assert finding.phrase == "precedent.later_more"
    assert finding.roles["horizon"].value == 5  # type: ignore[union-attr]


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
        ("^VIX.change_1d > 5", "the Cboe Volatility Index (VIX) rose more than 5 points"),
        ("^VIX.level >= 30", "the Cboe Volatility Index (VIX) closed at 30.00 or above"),
        ("^VIX.level < 15", "the Cboe Volatility Index (VIX) closed below 15.00"),
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
            "the S&P 500 fell and the Cboe Volatility Index (VIX) rose more than 5 points, or the S&P 500 fell and energy rose",
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
