"""Rules never raise, and what they say can always be worded, whatever is missing."""

import random
import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from marketwrap.base.model import Article, Universe
from marketwrap.facts import Day
from marketwrap.rules import RULES, judge
from marketwrap.story.editions import EDITIONS
from tests.builders import NONE, US, article, day, history, last_day, sample, texts_of

FAST = settings(deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])

SYMBOLS = tuple(US.instruments)
REQUIRED = US.required
#: what no sentence holds: an unfilled gap, a value that is none, or a list that lost an entry
BROKEN = re.compile(r"\bNone\b(?! of)|\bnan\b|  | ,| \.|\.\.|[{}\ue000-\ue002]|\(\)|,,|, and ,|\binf\b")
#: a verb of movement for a move that is printed as none
STILL = re.compile(
    r"(?<!little changed )(?<!barely changed )(?<!almost unchanged )\b(?:rose|fell|gained|lost|climbed|dropped|jumped) \(?0\.0+%"
)


def broken(made: Article) -> list[str]:
    return [text for text in texts_of(made) if BROKEN.search(text) or STILL.search(text)]


def check(of: Day) -> Article:
    """Judge and compose every edition; every sentence is whole and every section has one. Gives the close."""
    for edition in EDITIONS:
        made = article(of, edition=edition)
        assert broken(made) == []
        assert all(section.blocks for section in made.sections)
    return article(of)


symbols = st.sets(st.sampled_from(SYMBOLS), max_size=20).map(lambda more: tuple({*REQUIRED, *more}))
lengths = st.sampled_from([1, 2, 3, 6, 12, 61, 70, 253, 260])


@settings(FAST, max_examples=20)
@given(symbols, lengths, st.integers(0, 10**6))
def test_any_instruments_may_be_missing_and_any_history_short(
    chosen: tuple[str, ...], length: int, seed: int
) -> None:
    draws = random.Random(seed)  # noqa: S311  # no secret
    start = draws.randrange(0, len(sample().sessions) - length)
    frame = sample().prices.closes.iloc[start : start + length]
    check(last_day(frame[[s for s in frame.columns if s in chosen]].copy()))


@settings(FAST, max_examples=12)
@given(st.sets(st.sampled_from(SYMBOLS), max_size=30), st.floats(0, 0.3), st.integers(0, 10**6))
def test_closes_may_be_missing_anywhere_but_for_the_required(gone: set[str], rate: float, seed: int) -> None:
    frame = history().copy()
    draws = np.random.default_rng(seed)
    holes = frame.mask(draws.uniform(size=frame.shape) < rate)
    holes[list(gone)] = NONE
    for symbol in REQUIRED:
        holes[symbol] = frame[symbol]
    check(last_day(holes))


@pytest.mark.parametrize("count", [1, 2, 5, 80, 300])
def test_prices_that_never_move_make_a_brief(count: int) -> None:
    made = check(last_day(pd.DataFrame(15.0, index=history(count).index, columns=list(SYMBOLS))))
    assert made.archetype == "quiet"


@pytest.mark.parametrize("size", [-0.9, -0.2, 0.2, 3.0])
def test_moves_beyond_all_history_make_a_brief(size: float) -> None:
    check(day({"indexes": size, "sectors": size, "megacaps": size, "CL=F": size, "^TNX": 300 * size}))


def test_closes_of_zero_and_below_make_a_brief() -> None:
    frame = history().copy()
    frame.iloc[-2:] = np.where(np.arange(len(SYMBOLS)) % 2, 0.0, -5.0)
    check(last_day(frame))


@pytest.mark.parametrize("missing", US.roles.items(), ids=lambda item: item[0])
def test_no_rule_raises_when_a_role_is_not_filled(missing: tuple[str, str]) -> None:
    role, symbol = missing
    of = last_day(history().drop(columns=symbol))
    assert of.role(role) is None
    assert judge(of)
    for edition in EDITIONS:
        assert article(of, edition=edition).headline.text


@pytest.mark.parametrize(
    "market",
    [replace(US, roles={}), replace(US, groups={}), replace(US, pairs={})],
    ids=["roles", "groups", "pairs"],
)
def test_a_universe_without_roles_or_groups_or_pairs_is_judged(market: Universe) -> None:
    of = last_day(history().copy(), market)
    for edition in EDITIONS:
        article(of, edition=edition)


def test_every_rule_is_registered_once_and_says_what_it_looks_for() -> None:
    names = [rule.name for rule in RULES]
    assert len(names) == len(set(names))
    assert [rule.name for rule in RULES if not rule.find.__doc__] == []


def test_every_finding_names_its_rule() -> None:
    names = {rule.name for rule in RULES}
    assert {finding.rule for finding in judge(day({"majors": -0.02}))} <= names
