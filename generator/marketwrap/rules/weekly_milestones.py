"""Milestones that one instrument reached within the five sessions that end here, for the weekly edition.

They are those of a day, looked at over a week, and weigh as much: ``milestones`` has the numbers. Each can
head the edition (``headline.weekly_…``), end the sentence on its instrument's week (``tail.weekly_…``) and
stand in a sentence of its own (``weekly.…``).
"""

from collections.abc import Iterator
from typing import Final

from marketwrap.base.model import Fact, Finding
from marketwrap.facts import Day
from marketwrap.metrics.horizons import WEEK
from marketwrap.rules import milestones, newsworthiness
from marketwrap.rules.milestones import Looks
from marketwrap.rules.newsworthiness import KNOWN, WEIGHTS, rarity, rarity_of_years
from marketwrap.rules.saying import Role, long_ago, number, say

#: a week's move of so much may be the largest in a while, by unit, and the days of that
LARGEST: Final = {"percent": 0.02, "basis_points": 10.0, "points": 4.0}
LARGEST_DAYS: Final = 120
#: weeks in a row that are told, as is the end of so many: of an index, and of anything else
RUN, OTHER_RUN = 3, 5
#: weeks of a year: of two ways that a week may go, a run of n comes about once in 2 to the n of them
WEEKS: Final = 52
DAYS_OF_WEEK = 7
#: a record at the week's end, beside the rarity of how long it took, and one that was not its last word
RECORD, PAST_RECORD = 0.4, 0.5
#: kinds whose week is no good and no bad one
_LEVELS: Final = ("yield", "volatility", "currency")


def strongest(day: Day, symbol: str | None) -> tuple[Finding, ...]:
    """The week's milestones, the best of each family, the most newsworthy first; none without a move."""
    return milestones.of_families(day, day.fact(symbol, "change_1w"), OF_STOCKS, OF_INDEXES, LOOKS)


def _reached(day: Day, key: str, move: Fact, weight: float, **roles: Role) -> Finding:
    symbol = move.subject
    claims = (f"below.{symbol}",) if key in milestones.BELOW else ()
    return say(
        f"weekly.{key}",
        "milestones",
        newsworthiness.of_milestone(day, symbol, weight),
        roles,
        move=move,
        level=day.fact(symbol, "level"),
        begins=day.fact("brief", "week_begins"),
        claims=claims,
    )


def _level(day: Day, symbol: str, move: Fact) -> Iterator[Finding]:
    """What the level itself is; of these one is enough."""
    yield from _record(day, symbol, move)
    yield from _round(day, symbol, move)
    yield from _extreme(day, symbol, move)


def _record(day: Day, symbol: str, move: Fact) -> Iterator[Finding]:
    record, found = day.fact(symbol, "record_high"), day.fact(symbol, "week_records")
    before = day.fact(symbol, "record_session_before", back=WEEK)
    weight = RECORD + rarity(day, before)
    if number(record):
        since = long_ago(day, before, milestones.LONG_WAIT)
        several = found if number(found) > 1 else None
        yield _reached(day, "record", move, weight, record=record, since=since, found=several)
        return
    session = day.fact(symbol, "record_session")
    # of two days of one name the weekday does not say which
    if number(found) and long_ago(day, session, DAYS_OF_WEEK) is None:
        yield _reached(day, "record_before", move, weight * PAST_RECORD, session=session)


def _round(day: Day, symbol: str, move: Fact) -> Iterator[Finding]:
    crossed = day.fact(symbol, "round_number", back=WEEK)
    if crossed is None or not crossed.number:
        return
    weight = milestones.of_round(crossed)
    new = day.fact(symbol, "round_number_is_new", back=WEEK)
    since = long_ago(day, day.fact(symbol, "beyond_round_number_since", back=WEEK), LARGEST_DAYS)
    if number(new):
        yield _reached(day, "round", move, weight, number=crossed, first=new)
    elif since:
        weight *= rarity(day, since) + milestones.AGAIN
        yield _reached(day, "round", move, weight, number=crossed, since=since)


def _extreme(day: Day, symbol: str, move: Fact) -> Iterator[Finding]:
    if number(day.fact(symbol, "record_high")):
        return
    end = "highest" if move.number > 0 else "lowest"
    since = long_ago(day, day.fact(symbol, f"{end}_since"), LARGEST_DAYS)
    never = None if since else day.fact(symbol, f"{end}_of_all")
    if since or number(day.fact(symbol, f"new_{'high' if move.number > 0 else 'low'}_52w")):
        # it need not have come about in this week
        weight = KNOWN * rarity(day, since, never)
        yield _reached(day, end, move, weight, since=since, of_all=never)


def _falls(day: Day, symbol: str, move: Fact) -> Iterator[Finding]:
    fallen = day.fact(symbol, "below_record") or day.fact(symbol, "below_high")
    session = day.fact(symbol, "record_session")
    for bound, key, weight in milestones.FALLS:
        if number(day.fact(symbol, "fell_into_first", bound=bound, back=WEEK)):
            yield _reached(day, key, move, weight, fallen=fallen, session=session)
            return
    bull = day.fact(symbol, "new_bull", bound=milestones.RISE, back=WEEK)
    if number(bull):
        risen, low = day.fact(symbol, "rise_from_trough"), day.fact(symbol, "trough_session")
        yield _reached(day, "bull", move, WEIGHTS["bull market"], bull=bull, risen=risen, low=low)
    bound = milestones.FALLS[-1][0]
    back, since = (day.fact(symbol, f"back_within{end}", bound=bound, back=WEEK) for end in ("", "_since"))
    since = long_ago(day, since, milestones.LONG_WAIT)
    if number(back) and since:
        mark = day.fact(symbol, "given_percent", value=-bound)
        weight = WEIGHTS["out of a correction"] * (rarity(day, since) + milestones.BACK)
        yield _reached(day, "back_within", move, weight, back=back, since=since, mark=mark)


def _largest(day: Day, symbol: str, move: Fact) -> Iterator[Finding]:
    since = long_ago(day, day.fact(symbol, "week_largest_since"), LARGEST_DAYS)
    never = day.fact(symbol, "week_largest_of_all")
    if abs(move.number) < LARGEST.get(move.unit, 0.0) or (since is None and never is None):
        return
    key = "largest" if day.instrument(symbol).kind in _LEVELS else "best"
    weight = newsworthiness.of_week(day, move) / newsworthiness.fame(day, symbol)
    yield _reached(day, key, move, weight, since=since, of_all=never)


def _runs(day: Day, symbol: str, move: Fact) -> Iterator[Finding]:
    """Calendar weeks in a row, told where one ends."""
    run, ended = day.fact(symbol, "week_streak"), day.fact(symbol, "week_run_ended")
    if not number(day.fact(symbol, "ends_week")):
        return
    least = RUN if day.instrument(symbol).kind == "index" else OTHER_RUN
    if run is not None and abs(run.number) >= least and run.number * move.number > 0:
        since = long_ago(day, day.fact(symbol, "week_run_since"), LARGEST_DAYS)
        weight = _of_run(day, run)
        yield _reached(day, "run", move, weight, run=run, since=since)
    if ended is not None and abs(ended.number) >= least and ended.number * move.number < 0:
        weight = _of_run(day, ended)
        yield _reached(day, "ended", move, weight, ended=ended)


def _of_run(day: Day, run: Fact) -> float:
    weight = WEIGHTS["longest run"] * rarity_of_years(2 ** abs(run.number) / WEEKS)
    return weight * (1.0 if day.instrument(run.subject).kind == "index" else milestones.OTHER_RUN)


def _turn(day: Day, symbol: str, move: Fact) -> Iterator[Finding]:
    turned = day.fact(symbol, "turned", horizon="ytd", back=WEEK)
    if not number(turned) or number(day.fact(symbol, "session_of_year")) < milestones.SETTLED:
        return
    since = long_ago(day, day.fact(symbol, "turned_since", horizon="ytd", back=WEEK), milestones.LONG_WAIT)
    change, year = day.fact(symbol, "change_ytd"), day.fact(symbol, "year")
    recent = since is None and day.fact(symbol, "turned_since", horizon="ytd", back=WEEK)
    weight = WEIGHTS["up or down for the year"] * (0.5 if recent else 1.0)
    yield _reached(day, "year", move, weight, turned=turned, since=since, change=change, year=year)


OF_STOCKS: Final[Looks] = (_largest, _runs)
LOOKS: Final[Looks] = (_level, *OF_STOCKS)
OF_INDEXES: Final[Looks] = (*LOOKS, _falls, _turn)
#: the phrases of all
SAYS: Final = tuple(
    f"weekly.{key}"
    for key in (
        "record",
        "record_before",
        "round",
        "highest",
        "lowest",
        "correction",
        "bear",
        "bull",
        "back_within",
        "largest",
        "best",
        "run",
        "ended",
        "year",
    )
)
#: those that are a move's own size
SIZES: Final = ("weekly.best", "weekly.largest")
