"""Milestones of one instrument at a close: records, round numbers, corrections, extremes, runs, turns.

Each is a finding that can head an article (``headline.milestones_…``), end the sentence on its instrument's
move (``tail.milestones_…``), and count for as much as a news desk would give it. ``strongest`` has them in
that order. What they weigh is at the top; docs/newsworthiness.md tells it to readers.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from marketwrap.base.model import Fact, Finding
from marketwrap.facts import Day
from marketwrap.rules import newsworthiness
from marketwrap.rules.newsworthiness import KNOWN, WEIGHTS, rarity
from marketwrap.rules.rule import Rule
from marketwrap.rules.saying import Role, long_ago, long_history, number, say

#: after so many days the wait for a record is told
LONG_WAIT = 28
#: records in a row that are told as a run
RECORDS_RUN = 3
#: how round a number is (its step over itself) that counts in full, and how fast others count for less
ROUNDEST, ROUND_POWER = 0.2, 0.32
#: … and beyond one for the first time in a while: the days of it
ROUND_AGAIN = 28
#: falls from the record, the deeper one first, their phrases and weights; the rise from a low
FALLS: Final = ((-0.2, "bear", WEIGHTS["bear market"]), (-0.1, "correction", WEIGHTS["correction"]))
RISE: Final = 0.2
#: a quotient this near a whole number is one
WHOLE = 1e-9
#: near the record: within this, after so many sessions without one; how fast it counts for less
NEAR, WITHOUT, NEAR_LOSS = -0.01, 60, 20.0
#: the highest or lowest close in this many days is told; another one of all is so much less than the first
EXTREME_DAYS, ANOTHER = 60, 0.3
#: moves that may be the largest in a while, by unit, and the days of it
LARGEST: Final = {"percent": 0.01, "basis_points": 6.0, "points": 3.0}
LARGEST_DAYS = 60
#: a run of this many is told beside another milestone
LONG_RUN = 5
#: how the phrases of runs begin, and those of milestones that one may be joined to
RUNS: Final = "milestones.run_of_"
JOINED: Final = (
    "milestones.record",
    "milestones.round",
    "milestones.highest",
    "milestones.lowest",
    "milestones.largest",
)
#: news of a second level or size from which it is told beside the first
BESIDE = 0.3
#: how the phrases begin of the one milestone that is a move's own size
SIZES: Final = "milestones.largest"
#: … and of those that a level is
LEVELS: Final = ("milestones.record", "milestones.round", "milestones.highest", "milestones.lowest")
#: what the rarity of a number passed again, and of a way back out of a correction, is raised by
AGAIN, BACK = 0.15, 0.4
#: runs that are told, and what those of others than indexes count for
RUN, OTHER_RUN = 4, 0.55
#: a move of the session before that is told with the answer to it, which is this part of it at least
ANSWERED, ANSWERED_OTHER, ANSWER = 0.012, 0.025, 0.4
#: gains in so many sessions, of which all but one
OF_DAYS = 6
#: the end of a run of this many
ENDED = 5
#: sessions into a year from which its change of sign is told
SETTLED = 15
#: a tail that adds less than this is none
TAIL = 0.12
#: milestones that tell how far below the record a close is
BELOW: Final = ("correction", "bear", "near", "back_within")
#: percentage moves of it say nothing and its level is news by itself
_FLAT: Final = 0.0005

#: what a family of milestones finds of an instrument and its move
Look = Callable[[Day, str, Fact], Iterator[Finding]]
Looks = tuple[Look, ...]


def strongest(day: Day, symbol: str | None) -> tuple[Finding, ...]:
    """The milestones of an instrument, the best of each family, the strongest first; none without a move."""
    return of_families(day, day.fact(symbol, "change_1d"), OF_STOCKS, OF_INDEXES, LOOKS)


def of_families(
    day: Day, move: Fact | None, stocks: Looks, indexes: Looks, others: Looks
) -> tuple[Finding, ...]:
    """The best that each family of an instrument's kind finds of its move, the strongest first."""
    if move is None:
        return ()
    kind = day.instrument(move.subject).kind
    looks = stocks if kind in STOCKS else indexes if kind == "index" else others
    families = (max(look(day, move.subject, move), key=_news, default=None) for look in looks)
    return tuple(sorted(filter(None, families), key=_news, reverse=True))


def with_milestone(day: Day, move: Fact) -> tuple[Finding | None, float]:
    """The milestone that ends the sentence on a day's move, None where none is worth it; the news of both."""
    found = strongest(day, move.subject)
    beside = max((f.news for f in found if not f.phrase.startswith(SIZES)), default=0.0)
    return _ending(day, move.subject, found), newsworthiness.both(newsworthiness.of_move(day, move), beside)


def _ending(day: Day, symbol: str, found: Sequence[Finding]) -> Finding | None:
    if not found or found[0].news < TAIL * newsworthiness.fame(day, symbol):
        return None
    first, *others = found
    joined = first.phrase.startswith(JOINED) and not {"run", "waited"} & set(first.roles)
    more = next(filter(_adds, others), None) if joined else None
    return replace(first, tail=more) if more else first


def _adds(finding: Finding) -> bool:
    """Whether a milestone is told beside a stronger one: a long run, a move or a level of its own weight."""
    if "waited" in finding.roles:  # it is two already
        return False
    run = finding.roles.get("run")
    if finding.phrase.startswith(RUNS):
        return isinstance(run, Fact) and abs(run.number) >= LONG_RUN
    return finding.phrase.startswith((SIZES, *LEVELS)) and finding.news >= BESIDE


def _news(finding: Finding) -> float:
    return finding.news


def _milestone(day: Day, key: str, symbol: str, weight: float, move: Fact, **roles: Role) -> Finding:
    news = newsworthiness.of_milestone(day, symbol, weight)
    level = day.fact(symbol, "level")
    way = "below" if key in BELOW else key.partition("_")[0]
    claims = (f"{way}.{symbol}",) if way in ("below", "year") else ()
    return say(f"milestones.{key}", "milestones", news, roles, move=move, level=level, claims=claims)


def _record(day: Day, symbol: str, move: Fact) -> Iterator[Finding]:
    record = day.fact(symbol, "record_high")
    if not number(record):
        return
    before = day.fact(symbol, "record_session_before")
    wait = rarity(day, before)
    long = long_ago(day, before, LONG_WAIT)
    run = day.fact(symbol, "record_run")
    yield _milestone(
        day,
        "record_since" if long else "record",
        symbol,
        WEIGHTS["record"] + wait,
        move,
        record=record,
        since=long,
        waited=long,
        nth=day.fact(symbol, "records_of_year") if not long else None,
        run=run if number(run) >= RECORDS_RUN else None,
        year=day.fact(symbol, "year"),
    )


def _round(day: Day, symbol: str, move: Fact) -> Iterator[Finding]:
    crossed, new = day.fact(symbol, "round_number"), day.fact(symbol, "round_number_is_new")
    if crossed is None or not crossed.number:
        return
    way = "up" if move.number > 0 else "down"
    weight = of_round(crossed)
    if number(new):
        yield _milestone(day, f"round_first_{way}", symbol, weight, move, number=crossed, first=new)
    since = long_ago(day, day.fact(symbol, "beyond_round_number_since"), ROUND_AGAIN)
    if not number(new) and since:
        weight *= rarity(day, since) + AGAIN
        yield _milestone(day, f"round_since_{way}", symbol, weight, move, number=crossed, since=since)


def of_round(crossed: Fact) -> float:
    """The weight of a first close beyond a number, by how round that is."""
    weight: float = min(roundness(crossed.number) / ROUNDEST, 1.0) ** ROUND_POWER
    return WEIGHTS["round number, first close"] * weight


def roundness(number: float) -> float:
    """How far apart numbers as round lie, over the number: 1 for 5,000, 0.25 for 40,000, 0.02 for 5,100.

    Round are multiples of a power of ten and of five of it.
    """
    size, step = abs(number), 1e-4
    best = step
    while step <= size:
        for times in (1, 5):
            whole = size / (step * times)
            if abs(whole - round(whole)) < WHOLE:
                best = max(best, step * times)
        step *= 10
    return best / size


def _fall(day: Day, symbol: str, move: Fact) -> Iterator[Finding]:
    """A correction or a bear market, at the first close so far below the record."""
    for bound, key, weight in FALLS:
        if number(day.fact(symbol, "fell_into_first", bound=bound)):
            fallen = day.fact(symbol, "below_record") or day.fact(symbol, "below_high")
            session = day.fact(symbol, "record_session")
            yield _milestone(day, key, symbol, weight, move, fallen=fallen, session=session)
            return


def _rise(day: Day, symbol: str, move: Fact) -> Iterator[Finding]:
    bull = day.fact(symbol, "new_bull", bound=RISE)
    if number(bull):
        risen, low = day.fact(symbol, "rise_from_trough"), day.fact(symbol, "trough_session")
        yield _milestone(day, "bull", symbol, WEIGHTS["bull market"], move, bull=bull, risen=risen, low=low)
    back = day.fact(symbol, "back_within", bound=FALLS[-1][0])
    since = long_ago(day, day.fact(symbol, "back_within_since", bound=FALLS[-1][0]), LONG_WAIT)
    if number(back) and since:
        mark = day.fact(symbol, "given_percent", value=-FALLS[-1][0])
        weight = WEIGHTS["out of a correction"] * (rarity(day, since) + BACK)
        yield _milestone(day, "back_within", symbol, weight, move, back=back, since=since, mark=mark)


def _near(day: Day, symbol: str, move: Fact) -> Iterator[Finding]:
    below = day.fact(symbol, "below_record")
    waited = day.fact(symbol, "sessions_without_record")
    if below is None or waited is None or not NEAR <= below.number < -_FLAT or waited.number < WITHOUT:
        return
    if move.number < 0 and symbol != day.role("benchmark"):  # what falls away from its record is not near it
        return
    session = day.fact(symbol, "record_session")
    weight = WEIGHTS["near the record"] + below.number * NEAR_LOSS
    yield _milestone(day, "near", symbol, weight, move, below=below, session=session)


def _extreme(day: Day, symbol: str, move: Fact) -> Iterator[Finding]:
    if number(day.fact(symbol, "record_high")) or number(day.fact(symbol, "record_low")):
        yield from _lowest_ever(day, symbol, move)
        return
    end, flag = ("highest", "new_high_52w") if move.number > 0 else ("lowest", "new_low_52w")
    since = long_ago(day, day.fact(symbol, f"{end}_since"), EXTREME_DAYS)
    of_all = day.fact(symbol, f"{end}_of_all") if number(day.fact(symbol, flag)) else None
    never = long_history(day, of_all)
    if since is None and never is None:
        return
    known = (KNOWN if since else ANOTHER) if _was_there(day, symbol, flag) else 1.0
    key = end if since else f"{end}_of_all"
    weight = known * rarity(day, since, never)
    yield _milestone(day, key, symbol, weight, move, since=since, of_all=None if since else never)


def _was_there(day: Day, symbol: str, flag: str) -> bool:
    """Whether it was at such an end of its year's range within the last month."""
    last = day.fact(symbol, "last_on_side", of=flag, side=1)
    return last is not None and long_ago(day, last, LONG_WAIT) is None


def _lowest_ever(day: Day, symbol: str, move: Fact) -> Iterator[Finding]:
    low = day.fact(symbol, "record_low")
    if number(low):
        known = KNOWN if _was_there(day, symbol, "new_low_52w") else 1.0
        yield _milestone(day, "lowest_ever", symbol, known * newsworthiness.UNHEARD_OF, move, low=low)


def _largest(day: Day, symbol: str, move: Fact) -> Iterator[Finding]:
    if abs(move.number) < LARGEST.get(move.unit, 0.0):
        return
    since = day.fact(symbol, "largest_since", of="change_1d")
    never = None if since else long_history(day, day.fact(symbol, "largest_of_all", of="change_1d"))
    since = long_ago(day, since, LARGEST_DAYS)
    if since is None and never is None:
        return
    key = f"largest_{'rise' if move.number > 0 else 'fall'}{'' if since else '_of_all'}"
    news = newsworthiness.of_move(day, move)
    roles: dict[str, Role] = {"since": since, "of_all": never}
    level = day.fact(symbol, "level")
    yield say(f"milestones.{key}", "milestones", news, roles, move=move, level=level)


def _run(day: Day, symbol: str, move: Fact) -> Iterator[Finding]:
    run = day.fact(symbol, "streak")
    if run is not None and abs(run.number) >= RUN:
        since = day.fact(symbol, "longest_since", of="streak")
        never = None if since else long_history(day, day.fact(symbol, "longest_of_all", of="streak"))
        long = long_ago(day, since, LARGEST_DAYS)
        way = "rises" if run.number > 0 else "falls"
        weight = WEIGHTS["longest run"] * rarity(day, since, never) * _of_run(day, symbol)
        key = f"run_of_{way}{'_long' if long or never else ''}"
        yield _milestone(day, key, symbol, weight, move, run=run, since=long, of_all=never)
    ended = day.fact(symbol, "run_ended", of="streak")
    if ended is not None and abs(ended.number) >= ENDED:
        key = f"ended_{'rises' if ended.number > 0 else 'falls'}"
        rare = newsworthiness.rarity_of_years(abs(ended.number) ** 2 / 400)
        weight = WEIGHTS["longest run"] * rare * _of_run(day, symbol)
        yield _milestone(day, key, symbol, weight, move, ended=ended)


def _after(day: Day, symbol: str, move: Fact) -> Iterator[Finding]:
    """A move that answers a large one of the session before."""
    before = day.fact(symbol, "before", of="change_1d")
    if before is None or move.unit != "percent" or before.number * move.number >= 0:
        return
    least = ANSWERED if symbol == day.role("benchmark") else ANSWERED_OTHER
    if abs(before.number) < least or abs(move.number) < ANSWERED * ANSWER:
        return
    last = day.fact("brief", "session_ago", back=1)
    key = "after_loss" if before.number < 0 else "after_gain"
    weight = WEIGHTS["answer to a large move"] * min(abs(before.number) / ANSWERED, 2.0)
    yield _milestone(day, key, symbol, weight, move, before=before, last=last)


def _of_run(day: Day, symbol: str) -> float:
    """Readers count the days of an index, and hardly those of a yield or a company."""
    return 1.0 if day.instrument(symbol).kind == "index" else OTHER_RUN


def _of_days(day: Day, symbol: str, move: Fact) -> Iterator[Finding]:
    if symbol != day.role("benchmark"):
        return
    way = "rises" if move.number > 0 else "falls"
    counted = day.fact(symbol, f"{way}_of", days=OF_DAYS)
    if counted is None or counted.number != OF_DAYS - 1 or abs(number(day.fact(symbol, "streak"))) >= RUN:
        return
    days = day.fact(symbol, "given_count", value=OF_DAYS)
    yield _milestone(day, f"{way}_of_days", symbol, 0.2, move, counted=counted, days=days)


def _turn(day: Day, symbol: str, move: Fact) -> Iterator[Finding]:
    turned = day.fact(symbol, "turned", horizon="ytd")
    if turned is None or not turned.value or number(day.fact(symbol, "session_of_year")) < SETTLED:
        return
    last = day.fact(symbol, "turned_since", horizon="ytd")
    since = long_ago(day, last, LONG_WAIT)
    again = None if since else last
    change, year = day.fact(symbol, "change_ytd"), day.fact(symbol, "year")
    way = "up" if turned.number > 0 else "down"
    weight = WEIGHTS["up or down for the year"] * (0.5 if again else 1.0)
    roles: dict[str, Role] = {"turned": turned, "since": since, "again": again, "change": change}
    yield _milestone(day, f"year_{way}", symbol, weight, move, year=year, **roles)


def _average(day: Day, symbol: str, move: Fact) -> Iterator[Finding]:
    crossing = day.fact(symbol, "crossing_200")
    since = long_ago(day, day.fact(symbol, "crossed_average_since", window=200), LONG_WAIT)
    if crossing is None or not crossing.value or since is None:
        return
    length = day.fact(symbol, "given_count", value=200)
    way = "above" if crossing.number > 0 else "below"
    weight = WEIGHTS["200-day average"] * (rarity(day, since) + 0.3)
    yield _milestone(
        day, f"average_{way}", symbol, weight, move, crossing=crossing, since=since, length=length
    )


def _of_level(day: Day, symbol: str, move: Fact) -> Iterator[Finding]:
    """What the level itself is: of these one is enough."""
    for look in (_record, _round, _near, _extreme, _average):
        yield from look(day, symbol, move)


def _of_falls(day: Day, symbol: str, move: Fact) -> Iterator[Finding]:
    yield from _fall(day, symbol, move)
    yield from _rise(day, symbol, move)


def _of_runs(day: Day, symbol: str, move: Fact) -> Iterator[Finding]:
    yield from _run(day, symbol, move)
    yield from _of_days(day, symbol, move)


def _of_index_runs(day: Day, symbol: str, move: Fact) -> Iterator[Finding]:
    yield from _of_runs(day, symbol, move)
    yield from _after(day, symbol, move)


LOOKS: Final[Looks] = (_of_level, _largest, _of_runs)
#: corrections, bear markets and the sign of the year are words for indexes
OF_INDEXES: Final[Looks] = (_of_level, _largest, _of_index_runs, _of_falls, _turn)

#: closes of companies and funds are adjusted, and a fall of a fifth is nothing rare in them
STOCKS: Final = ("stock", "fund")
OF_STOCKS: Final[Looks] = (_largest, _of_runs)

#: milestones that several major indexes may reach together, and the phrase of that
JOINT: Final = {
    "milestones.record": "milestones.joint_records",
    "milestones.record_since": "milestones.joint_records",
    "milestones.correction": "milestones.joint_correction",
    "milestones.bear": "milestones.joint_bear",
}
#: what indexes together count for more than the strongest of them
TOGETHER = 0.1


def joint(day: Day) -> Iterator[Finding]:
    """Major indexes that reached the same milestone, for the headline; their own sentences tell the rest."""
    reached: dict[str, list[Finding]] = {}
    for symbol in day.members("indexes"):
        for finding in strongest(day, symbol):
            if finding.phrase in JOINT:
                reached.setdefault(JOINT[finding.phrase], []).append(finding)
    for phrase, several in reached.items():
        moves = tuple(f.roles["move"] for f in several if isinstance(f.roles["move"], Fact))
        proofs = tuple(f for finding in several if isinstance(f := _proof(finding), Fact))
        if len(several) > 1 and len(proofs) == len(several):
            strong = max(finding.news for finding in several)
            news = newsworthiness.both(strong, strong) + TOGETHER
            yield say(phrase, "top", news, moves=moves, proofs=proofs, claims=(phrase,))


def _proof(finding: Finding) -> Role:
    return finding.roles.get("record") or finding.roles.get("fallen")


RULES: tuple[Rule, ...] = (Rule(joint, says=tuple(dict.fromkeys(JOINT.values()))),)
