"""How the members of a group went, in one sentence."""

from collections.abc import Mapping

import pytest

from marketwrap.base.model import Fact
from marketwrap.language.voice import Voice
from marketwrap.rules import regions, sectors
from marketwrap.rules.ranking import ONE_WAY, STANDARD, Ranking, ranking
from tests.builders import EUROPE, US, WORLD, day, found

Moves = Mapping[str, float]
ALL = US.groups["sectors"].members


def fan(lowest: float, step: float = 0.002) -> dict[str, float]:
    """Each sector a step above the one before."""
    return {symbol: lowest + step * i for i, symbol in enumerate(ALL)}


def ranked(moves: Moves, told: tuple[str, ...] = ()) -> Ranking:
    made = ranking(day(moves), "sectors", told)
    assert made is not None
    return made


def named(made: Ranking, role: str) -> list[str]:
    facts = made.roles.get(role) or ()
    return [f.subject for f in ((facts,) if isinstance(facts, Fact) else facts)]


@pytest.mark.parametrize(
    ("lowest", "key", "led", "end"),
    [
        (0.001, "all_rose", -1, 0),
        (-0.0131, "rose", -1, 0),
        (-0.0171, "fell", 0, -1),
        (-0.035, "all_fell", 0, -1),
    ],
)
def test_the_majority_leads_and_the_other_end_follows(lowest: float, key: str, led: int, end: int) -> None:
    made = ranked(fan(lowest, 0.003))
    assert made.key == key
    assert named(made, "led") == [ALL[led]]
    assert named(made, "least" if key.startswith("all") else "other") == [ALL[end]]


def test_two_who_print_alike_lead_together_and_three_do_not() -> None:
    two = {**fan(-0.0031), ALL[-2]: 0.0169, ALL[-1]: 0.0171}
    assert set(named(ranked(two), "led")) == set(ALL[-2:])
    assert named(ranked({**two, ALL[-3]: 0.017}), "led") == []


@pytest.mark.parametrize(("falls", "only"), [(1, True), (2, False)])
def test_the_one_that_went_the_other_way_is_said_to_be_the_only_one(falls: int, only: bool) -> None:
    moves = {**fan(0.001), **{symbol: -0.004 * (i + 1) for i, symbol in enumerate(ALL[:falls])}}
    assert bool(named(ranked(moves), "only")) == only


def test_an_end_that_hardly_moved_is_no_other_end() -> None:
    assert named(ranked({**fan(0.001), ALL[0]: -0.0004}), "other") == []
    assert named(ranked({**fan(0.001), ALL[0]: -0.0006}), "other") == [ALL[0]]


def test_who_is_told_of_elsewhere_is_not_named_again() -> None:
    made = ranked(fan(-0.0131, 0.003), told=(ALL[-1],))
    assert named(made, "led") == []
    assert named(made, "other") == [ALL[0]]


def test_a_day_without_a_move_or_a_group_of_two_has_no_ranking() -> None:
    assert ranking(day(), "sectors") is None
    assert ranking(day({"metals": 0.01}), "metals") is None


@pytest.mark.parametrize(
    ("rising", "market", "more"), [(11, 0.03, 1.0), (11, 0.0, 0.0), (8, 0.03, 0.0), (11, 0.015, 0.5)]
)
def test_all_one_way_in_a_market_that_moved_is_more_news(rising: int, market: float, more: float) -> None:
    moves = {**fan(0.001), **dict.fromkeys(ALL[: len(ALL) - rising], -0.001), "^GSPC": market}
    assert ranked(moves).news == pytest.approx(STANDARD + ONE_WAY * more, abs=1e-3)


@pytest.mark.parametrize(
    ("moves", "words"),
    [
        (fan(0.006), "All eleven sectors rose, from 0.6% for technology to 2.6% for communication services."),
        (
            {**fan(-0.019, 0.001), "XLU": 0.004, "XLC": 0.0, "XLK": -0.0252},
            "Nine of eleven sectors fell, led by technology, down 2.5%; only utilities rose.",
        ),
        (
            {**fan(-0.0081, 0.003), "XLF": -0.0082, "XLE": -0.0051},
            "Eight of eleven sectors rose, led by communication services, up 2.2%.",
        ),
        (
            {**fan(0.001, 0.001), "XLC": 0.0098, "XLRE": 0.0102, "XLK": -0.018, "XLF": -0.002},
            (
                "Nine of eleven sectors rose, led by real estate and communication services, each up 1.0%; "
                "technology fell 1.8%."
            ),
        ),
    ],
)
def test_the_sentence(moves: Moves, words: str) -> None:
    made = day(moves)
    (finding,) = found(sectors.day_of_sectors, made)
    assert Voice(US, made.session).sentence(finding).text == words


def test_regions_are_called_what_the_universe_calls_them() -> None:
    moves = {symbol: 0.002 * (i + 1) for i, symbol in enumerate(EUROPE.groups["regions"].members)}
    made = day(moves, universe=EUROPE)
    (finding,) = found(regions.day_of_regions, made)
    text = Voice(EUROPE, made.session).sentence(finding).text
    assert text == "All seven national indexes rose, from 0.2% for the DAX to 1.4% for the AEX."


@pytest.mark.parametrize(
    ("moves", "phrases"),
    [
        ({"crypto": 0.05, "BTC-USD": 0.06}, ("regions.coins_rose",)),
        ({"crypto": -0.05}, ("regions.coins_fell",)),
        ({"crypto": 0.019}, ()),
    ],
)
def test_cryptocurrencies_that_moved_far(moves: Moves, phrases: tuple[str, ...]) -> None:
    assert tuple(f.phrase for f in found(regions.coins, day(moves, universe=WORLD))) == phrases


@pytest.mark.parametrize(("move", "is_said"), [(0.0041, True), (0.0039, False)])
def test_the_exchange_rate_that_moved_furthest(move: float, is_said: bool) -> None:
    made = found(regions.currencies, day({"EURUSD=X": move}, universe=WORLD))
    assert [f.roles["move"].subject for f in made] == (["EURUSD=X"] if is_said else [])  # type: ignore[union-attr]
