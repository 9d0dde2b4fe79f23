"""What kind of day it was: every archetype on a day made for it, and both sides of every threshold."""

from collections.abc import Mapping
from datetime import date

import pandas as pd
import pytest

from marketwrap.rules import archetypes
from marketwrap.rules.archetypes import ARCHETYPES, Look, archetype
from tests.builders import US, at, day, history, jumped, ladder, with_closes

Moves = Mapping[str, float]

#: the benchmark far below its record, so that a rise is no record
LOW = jumped(history(), "^GSPC", 200, 0.5)

#: archetype, moves of the day, moves of the sessions before, history
DAYS: tuple[tuple[str, Moves, tuple[Moves, ...], pd.DataFrame], ...] = (
    ("shock", {"majors": -0.03, "sectors": -0.03}, (), LOW),
    ("surge", {"majors": 0.03, "sectors": 0.03}, (), LOW),
    ("surge", {"majors": 0.3, "sectors": 0.3}, (), history()),
    ("rebound", {"majors": 0.012, "sectors": 0.012}, ({"majors": -0.02},), LOW),
    ("broad_selloff", {"majors": -0.01, "sectors": -0.01}, ({},), LOW),
    ("broad_rally", {"majors": 0.01, "sectors": 0.01}, ({},), LOW),
    ("broad_rally", {"majors": 0.01, "sectors": 0.01}, ({},), at("^GSPC", 9999)),
    ("rotation", {"majors": -0.004, "megacaps": -0.01, "^RUT": 0.001, "RSP": 0.005, "SPY": -0.004}, ({},), LOW),
    ("rotation", {"majors": -0.002, "megacaps": -0.003, "^RUT": -0.001, "RSP": 0.006, "SPY": -0.002}, ({},), LOW),
    ("rotation", {"majors": -0.008, "megacaps": -0.012, "RSP": -0.002, "SPY": -0.008}, ({},), LOW),
    ("rotation", {"majors": 0.001, "megacaps": -0.001, "RSP": 0.008, "SPY": 0.001}, ({},), LOW),
    ("narrow_rally", {"majors": 0.005, "megacaps": 0.012, "SPY": 0.005, "RSP": -0.003}, ({},), LOW),
    (
        "defensive",
        {"majors": -0.002, "defensives": 0.006, "XLP": 0.0065, "cyclicals": -0.006, "XLY": -0.0065}, ({},), LOW,
    ),
    (
        "flight_to_safety",
        {"majors": -0.012, "sectors": -0.004, "^VIX": 4, "TLT": 0.012}, ({},), LOW,
    ),
    ("small_caps", {"majors": 0.001, "^RUT": 0.016}, ({},), LOW),
    ("rates", {"^TNX": 20, "majors": 0.001}, ({},), LOW),
    ("rates", {"^TNX": -20, "majors": 0.001}, ({},), LOW),
    ("oil", {"CL=F": 0.09}, ({},), LOW),
    ("oil", {"CL=F": -0.09}, ({},), LOW),
    ("oil", {"CL=F": -1.5}, ({},), LOW),
    ("metals", {"SI=F": 0.09}, ({},), LOW),
    ("metals", {"SI=F": -0.09}, ({},), LOW),
    ("year_end", {"majors": 0.002}, ({},), history(320, date(2025, 12, 31))),
    ("quiet", {"majors": 0.001}, ({},), LOW),
    ("quiet", {"majors": -0.001}, ({},), LOW),
    ("quiet", {"majors": 0.0001}, ({},), LOW),
    ("mixed", {"majors": 0.004}, ({},), LOW),
    ("mixed", {"majors": -0.004}, ({},), LOW),
    ("mixed", {"majors": 0.004}, ({"majors": 0.004},) * 5, LOW),
    ("mixed", {"majors": -0.004}, ({"majors": -0.004},) * 5, LOW),
    ("mixed", {"majors": -0.004}, (*({"majors": -0.004},) * 4, {"majors": 0.004}), LOW),
)  # fmt: skip


@pytest.mark.parametrize(
    ("name", "moves", "before", "frame"), DAYS, ids=[f"{d[0]}{i}" for i, d in enumerate(DAYS)]
)
def test_a_day_made_for_an_archetype_is_taken_for_it(
    name: str, moves: Moves, before: tuple[Moves, ...], frame: pd.DataFrame
) -> None:
    assert archetype(day(moves, *before, frame=frame)) == name


def test_every_archetype_has_a_day_made_for_it() -> None:
    assert {made[0] for made in DAYS} == set(ARCHETYPES)


S = "^GSPC"

#: score, moves just inside its threshold, moves just outside, moves before, history
EDGES: tuple[tuple[str, Moves, Moves, Moves, pd.DataFrame | None], ...] = (
    ("shock", {S: -archetypes.SHOCK - 1e-6}, {S: -archetypes.SHOCK + 1e-6}, {}, None),
    ("shock", {S: -0.0401}, {S: -0.0399}, {S: 0.03}, jumped(history(), S, 10, 1.5)),
    ("surge", {S: archetypes.SHOCK + 1e-6}, {S: archetypes.SHOCK - 1e-6}, {}, None),
    ("surge", {S: 0.0401}, {S: 0.0399}, {}, jumped(history(), S, 10, 0.6)),
    ("rebound", {S: 0.0081}, {S: 0.0079}, {S: -0.0121}, None),
    ("rebound", {S: 0.0151}, {S: 0.0149}, {S: -0.03}, None),
    ("rebound", {S: 0.01}, {S: 0.005}, {S: -0.0125}, None),
    ("broad_selloff", {S: -0.00601, "sectors": -1}, {S: -0.00599, "sectors": -1}, {}, None),
    ("broad_rally", {S: 0.00601, "sectors": 1}, {S: 0.00599, "sectors": 1}, {}, None),
    ("rotation", {"RSP": 0.00451, "megacaps": -0.01}, {"RSP": 0.00449, "megacaps": -0.01}, {}, None),
    ("rotation", {"RSP": 0.01, S: 0.0039, "megacaps": 0}, {"RSP": 0.01, S: 0.0041, "megacaps": 0}, {}, None),
    ("rotation", {"RSP": 0.01, "megacaps": -0.0001}, {"RSP": 0.01, "megacaps": 0.0001}, {}, None),
    (
        "narrow_rally",
        {"RSP": -0.005, S: 0.001, "megacaps": 0.0011}, {"RSP": -0.005, S: 0.001, "megacaps": 0.0009}, {}, None,
    ),
    (
        "narrow_rally",
        {"RSP": -0.00451, S: 0.001, "megacaps": 0.01}, {"RSP": -0.00449, S: 0.001, "megacaps": 0.01}, {}, None,
    ),
    (
        "narrow_rally",
        {"RSP": -0.01, S: 0.00051, "megacaps": 0.01}, {"RSP": -0.01, S: 0.00049, "megacaps": 0.01}, {}, None,
    ),
    ("defensive", {"defensives": 0.00901}, {"defensives": 0.00899}, {}, None),
    ("defensive", {"defensives": 0.02, S: 0.0029}, {"defensives": 0.02, S: 0.0031}, {}, None),
    ("small_caps", {"^RUT": 0.01201}, {"^RUT": 0.01199}, {}, None),
    ("small_caps", {"^RUT": 0.0071, S: -0.01}, {"^RUT": 0.0069, S: -0.01}, {}, None),
    ("rates", {"^TNX": 48}, {"^TNX": 47.8}, {}, ladder("^TNX")),
    ("rates", {"^TNX": 48, S: 0.0249}, {"^TNX": 48, S: 0.0251}, {}, ladder("^TNX")),
    ("oil", {"CL=F": 0.0601}, {"CL=F": 0.0599}, {}, None),
    ("metals", {"SI=F": 0.0801}, {"SI=F": 0.0799}, {}, None),
    ("metals", {"GC=F": -0.0451}, {"GC=F": -0.0449}, {}, None),
    ("metals", {"SI=F": 0.09, S: 0.0099}, {"SI=F": 0.09, S: 0.0101}, {}, None),
    ("quiet", {"^RUT": 0.0099}, {"^RUT": 0.0101}, {}, None),
    ("quiet", {"^VIX": -1}, {"^VIX": 12}, {}, None),
    ("quiet", {"XLK": 0.001}, {"XLK": 0.05}, {}, None),
    ("quiet", {S: 0.00299}, {S: 0.00301}, {}, None),
    ("quiet", {S: -0.00299}, {S: -0.00301}, {}, None),
    ("quiet", {"RSP": 0.00449}, {"RSP": 0.00451}, {}, None),
    (
        "flight_to_safety",
        {S: -0.0081, "TLT": 0.01, "^VIX": 3}, {S: -0.0079, "TLT": 0.01, "^VIX": 3}, {}, None,
    ),
    (
        "flight_to_safety",
        {S: -0.01, "TLT": 0.0216, "^VIX": 3}, {S: -0.01, "TLT": 0.0213, "^VIX": 3}, {}, ladder("TLT"),
    ),
    (
        "flight_to_safety",
        {S: -0.01, "TLT": 0.02, "^VIX": 4.05}, {S: -0.01, "TLT": 0.02, "^VIX": 4.01}, {}, ladder("^VIX"),
    ),
)  # fmt: skip


@pytest.mark.parametrize(("name", "inside", "outside", "before", "frame"), EDGES)
def test_an_archetype_scores_on_one_side_of_its_threshold_and_not_on_the_other(
    name: str, inside: Moves, outside: Moves, before: Moves, frame: pd.DataFrame | None
) -> None:
    score = ARCHETYPES[name]
    assert score(Look(day(inside, before, frame=frame))) > 0
    assert score(Look(day(outside, before, frame=frame))) == 0


@pytest.mark.parametrize(("falling", "is_broad"), [(8, True), (7, False)])
def test_a_broad_day_needs_most_sectors(falling: int, is_broad: bool) -> None:
    sectors = US.groups["sectors"].members
    moves = {"^GSPC": -0.01} | {s: -0.01 if i < falling else 0.001 for i, s in enumerate(sectors)}
    assert (ARCHETYPES["broad_selloff"](Look(day(moves))) > 0) == is_broad
    rises = {s: -m for s, m in moves.items()}
    assert (ARCHETYPES["broad_rally"](Look(day(rises))) > 0) == is_broad


def test_a_usual_fall_of_that_size_is_no_shock() -> None:
    stormy = ladder("^GSPC")  # the last sixty moves are of about two percent
    assert ARCHETYPES["shock"](Look(day({"^GSPC": -0.026}, frame=stormy))) == 0
    assert ARCHETYPES["shock"](Look(day({"^GSPC": -0.026}))) > 0


def test_without_sectors_breadth_is_the_market_s_own_direction() -> None:
    small = history()[["^GSPC"]]
    assert Look(day({"^GSPC": -0.01}, frame=small)).share("falling") == 1
    assert archetype(day({"^GSPC": -0.01}, frame=small)) == "broad_selloff"


def test_a_yield_at_the_end_of_its_year_s_range_makes_a_flat_day_one_about_rates() -> None:
    frame = with_closes(ladder("^TNX"), "^TNX", at_2=9.0)

    def score(market: float, rise: float = 40) -> float:
        return ARCHETYPES["rates"](Look(day({"^TNX": rise, S: market}, frame=frame)))

    assert score(0.0029) > 0
    assert score(0.0031) == 0
    assert score(0.0029, rise=9) == 0
    # down from its high it is as far from its low: within the year's range
    assert score(0.0029, rise=-40) == 0
