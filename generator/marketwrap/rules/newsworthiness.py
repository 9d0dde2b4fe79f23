"""The one scale of news: how rare a thing is in its own history, how large, and how well known its subject.

``docs/newsworthiness.md`` tells it to those who want to know why a brief leads with what it leads with. All
three parts are 0 to 1, and so is what they make:

    news = fame x rarity x size, the last two by their geometric mean
    news of a milestone = fame x its weight
"""

import math
from collections.abc import Mapping
from datetime import date
from typing import Final

from marketwrap.base.model import Fact, Kind
from marketwrap.facts import Day

#: fame of what the universe's table does not name, by kind
FAME: Final[Mapping[Kind, float]] = {
    "index": 0.5,
    "stock": 0.5,
    "yield": 0.6,
    "volatility": 0.6,
    "future": 0.5,
    "currency": 0.4,
    "crypto": 0.4,
    "fund": 0.3,
}
#: a move of this much is as large as a day's news of its kind gets, in the unit of the kind
LARGE: Final[Mapping[Kind, float]] = {
    "index": 0.03,
    "fund": 0.045,
    "stock": 0.12,
    "future": 0.08,
    "currency": 0.02,
    "crypto": 0.2,
    "yield": 20.0,
    "volatility": 10.0,
}
#: a week's move is as large as that many days'
OF_WEEK: Final = 2.0
#: percentage points of a gap between two funds or indexes that are as much
LARGE_GAP: Final = 2.0
#: what milestones weigh, 0 to 1; where it says "times rarity", by when the like last came about
WEIGHTS: Final[Mapping[str, float]] = {
    "record": 0.25,  # plus the rarity of how long it took
    "near the record": 0.58,  # at the record, and less the further away
    "round number, first close": 1.0,  # for the roundest, 0.39 for a hundred of six thousand
    "correction": 0.86,
    "bear market": 0.99,
    "bull market": 0.85,
    "out of a correction": 0.6,  # times rarity
    "longest run": 0.8,  # times rarity
    "answer to a large move": 0.12,  # twice that for one of twice the size
    "up or down for the year": 0.42,
    "200-day average": 0.45,  # times rarity
    "end of a year": 0.75,
    "end of a quarter": 0.5,
    "end of a month": 0.38,
    "end of a week": 0.26,
    "weeks in a row": 0.45,  # five or more, or the end of as many
    "best week": 0.8,  # times rarity
    "first two days of a year together": 0.4,
}
#: rarity of what last happened a year ago, and what ten times as long adds
OF_A_YEAR, TENFOLD = 0.5, 0.25
#: the least and the most rarity there is
COMMON, UNHEARD_OF = 0.05, 0.95
#: how much longer than the data a thing was not seen that is not in them
BEYOND_THE_DATA: Final = 2
#: a large move is news even where there have been several of late
LARGE_ALONE: Final = 0.6
#: what a day's move is larger than that counts for a quarter, and all of it for so many large ones at most
LARGER: Final = 0.25
HUGE: Final = 1.25
#: what else there is to say of the same instrument adds this part of its own news
BESIDE: Final = 0.25
#: what was news at the session before is so much less
KNOWN: Final = 0.85
_YEAR: Final = 365.25


def fame(day: Day, subject: str) -> float:
    """How well known an instrument, a group or a pair is: by the universe's table, else by its kind."""
    table = day.universe.fame
    if subject in table:
        return table[subject]
    known = day.universe.instruments.get(subject)
    return FAME[known.kind] if known else FAME["fund"]


def rarity(day: Day, since: Fact | None, of_all: Fact | None = None) -> float:
    """How rare it is that something comes about, by when it last did.

    ``since`` is the date of that, ``of_all`` the first session of data in which it never did.
    """
    if since is not None and isinstance(since.value, date):
        return rarity_of_years((day.session - since.value).days / _YEAR)
    if of_all is not None and isinstance(of_all.value, date):
        return rarity_of_years(BEYOND_THE_DATA * (day.session - of_all.value).days / _YEAR)
    return COMMON


def rarity_of_years(years: float) -> float:
    """0.5 for what comes once a year, a quarter more or less for ten times as long or short."""
    return min(max(OF_A_YEAR + TENFOLD * math.log10(max(years, 1e-3)), COMMON), UNHEARD_OF)


def size(day: Day, move: Fact, large: float = 1.0) -> float:
    """How large a move is for its kind: 1 for ``large`` times a large day's, and for any larger."""
    return min(_times(day, move) / large, 1.0)


def _times(day: Day, move: Fact) -> float:
    """How many large days' moves of its kind a move is."""
    known = day.universe.instruments.get(move.subject)
    apart = known is None or move.unit == "percentage_points"
    bound = LARGE_GAP if apart or known is None else LARGE[known.kind]
    return abs(move.number) / bound


def of_move(day: Day, move: Fact, of: str = "change_1d") -> float:
    """News of a move: by its size, and by when there was last one as large the same way."""
    since = day.fact(move.subject, "largest_since", of=of)
    never = None if since else day.fact(move.subject, "largest_of_all", of=of)
    times = _times(day, move)
    large = times if times < 1 else min(1 + LARGER * (times - 1), HUGE)
    return fame(day, move.subject) * max(math.sqrt(rarity(day, since, never) * large), LARGE_ALONE * large)


def both(one: float, other: float) -> float:
    """News of a sentence that tells a move and a milestone: the stronger, and a part of the weaker."""
    return max(one, other) + BESIDE * min(one, other)


def of_milestone(day: Day, subject: str, weight: float) -> float:
    """News of a milestone: by its weight, 0 to 1."""
    return fame(day, subject) * min(weight, 1.0)


def of_week(day: Day, move: Fact) -> float:
    """News of a move of five sessions: by its size, and by the last week as large the same way.

    Where the five sessions are no calendar week, by the last five sessions as large.
    """
    since, never = (day.fact(move.subject, f"week_largest_{end}") for end in ("since", "of_all"))
    if since is None and never is None:
        since = day.fact(move.subject, "largest_since", of=move.metric)
    return fame(day, move.subject) * math.sqrt(rarity(day, since, never) * size(day, move, OF_WEEK))
