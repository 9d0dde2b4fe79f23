"""What the indexes did: direction, size, streaks, records, round numbers, averages."""

from collections.abc import Iterator
from datetime import date

from marketwrap.base.model import Fact, Finding
from marketwrap.facts import Day
from marketwrap.rules.joint import in_a_row, led_before, standing
from marketwrap.rules.rule import Rule
from marketwrap.rules.saying import (
    NEARLY_ALL,
    UNUSUAL,
    change,
    extreme,
    is_rare,
    largest,
    largest_phrase,
    largest_phrases,
    long_ago,
    longest,
    number,
    say,
    unusual,
    years_ago,
)

#: small caps against the rest, and how much further they must have moved
SMALL_AGAINST, SMALL_FURTHER = 0.002, 0.005
#: news of what no client may miss
ABOVE_ALL = 0.985
#: a move that may be the largest in a long time
LARGE = 0.01
#: the session before moved this much, so that this one's answer to it is worth a sentence
BEFORE = 0.015
#: below this a move of an index is no move
FLAT = 0.0005
#: a run of this many sessions is worth a sentence, and so is its end
RUN = 4
#: and one of this many when it is not the benchmark's
LONG_RUN = 7
#: days without a record after which one is news by itself
LONG_WITHOUT_RECORD = 120
#: this far below its record an index is worth a sentence when it gets there
#: from the first of these on it is among the day's news
FAR_NEWS = -0.10
FAR_BELOW = (-0.05, -0.10, -0.20, -0.30, -0.40, -0.50)


def world(day: Day) -> Finding | None:
    """The benchmark, where it is none of the major indexes that are named one by one."""
    symbol = day.role("benchmark")
    move, level = day.fact(symbol, "change_1d"), day.fact(symbol, "level")
    if move is None or level is None or not day.members("majors") or symbol in day.members("majors"):
        return None
    key = "world_flat" if abs(move.number) < FLAT else "world"
    return say(f"indexes.{key}", "indexes", 1.0, move=move, level=level)


def majors(day: Day) -> Finding | None:
    """The major indexes together: all up, all down, all flat, or split."""
    moves = tuple(sorted(day.facts(day.members("majors"), "change_1d"), key=lambda f: -abs(f.number)))
    if not moves:
        return None
    total = day.fact("majors", "total", of="change_1d")
    direction = day.fact("majors", "joint_direction")
    if all(abs(f.number) < FLAT for f in moves):
        return say("indexes.all_flat", "indexes", 1.0, moves=moves, total=total)
    if len(moves) == 1:
        return say("indexes.one", "indexes", 1.0, moves=moves)
    if direction and direction.value and all(abs(f.number) >= FLAT for f in moves):
        way = "rose" if direction.number > 0 else "fell"
        again, first = in_a_row(day, direction.number)
        stands_out = standing(day)
        kind = "_largest" if stands_out else "_again" if again else ""
        return say(
            f"indexes.all_{way}{kind}",
            "indexes",
            1.0,
            stands_out,
            claims=(
                *(("majors.streak",) if again else ()),
                *(("benchmark.size",) if stands_out else ()),
            ),
            moves=moves,
            total=total,
            direction=direction,
            again=again,
            first=first,
            before=led_before(day) if first else None,
            year=day.fact("majors", "year") if first else None,
        )
    return _split(moves, total)


def _split(moves: tuple[Fact, ...], total: Fact | None) -> Finding:
    up = tuple(f for f in moves if f.number >= FLAT)
    down = tuple(f for f in moves if f.number <= -FLAT)
    flat = tuple(f for f in moves if abs(f.number) < FLAT)
    if up and down:
        return say("indexes.split", "indexes", 1.0, up=up, down=down, flat=flat, total=total)
    if not flat:  # one way, and yet not all of them: one has no change that day
        return say("indexes.one", "indexes", 1.0, moves=moves)
    return say("indexes.some_flat", "indexes", 1.0, moves=up or down, flat=flat, total=total)


def small_index(day: Day) -> Finding | None:
    """The small-cap index, with or against the large ones."""
    small, large = change(day, "small_caps"), change(day, "benchmark")
    if small is None or large is None:
        return None
    rest = [abs(f.number) for f in day.facts(day.members("majors"), "change_1d")]
    together = number(day.fact("majors", "joint_direction"))
    if small.number * together < 0 and abs(small.number) >= SMALL_AGAINST:
        return say("indexes.small_against", "indexes", 0.75, small=small, claims=("small_caps.day",))
    further = abs(small.number - large.number) >= SMALL_FURTHER and abs(small.number) > max(rest, default=0)
    if small.number * large.number > 0 and further:
        return say("indexes.small_more", "indexes", 0.7, small=small, claims=("small_caps.day",))
    return say("indexes.small_with", "indexes", 0.45, small=small, claims=("small_caps.day",))


def largest_move(day: Day) -> Finding | None:
    """The benchmark's move was the largest in a long time."""
    move = change(day, "benchmark")
    if move is None or abs(move.number) < LARGE:
        return None
    roles = largest(day, move.subject)
    if not any(roles.values()):
        return None
    since = roles["since"]
    fresh = isinstance(since, Fact) and years_ago(day, since) < 1
    news = 0.95 if fresh else ABOVE_ALL
    phrase = largest_phrase("indexes", move, roles)
    return say(phrase, "indexes", news, roles, move=move, claims=("benchmark.size",))


def other_largest_move(day: Day) -> Finding | None:
    """Another major index had its largest move in a long time, and the benchmark did not."""
    for fact in day.facts(day.members("majors"), "change_1d"):
        roles = largest(day, fact.subject)
        if fact.subject != day.role("benchmark") and abs(fact.number) >= LARGE and any(roles.values()):
            phrase = largest_phrase("indexes", fact, roles)
            return say(phrase, "indexes", 0.8, roles, move=fact, claims=("benchmark.size",))
    return None


def unusual_size(day: Day) -> Finding | None:
    """The benchmark's move was larger than on most days of the past year."""
    move = change(day, "benchmark")
    share = day.fact(day.role("benchmark"), "smaller_share_1y")
    if move is None or share is None or not UNUSUAL <= share.number < NEARLY_ALL:
        return None
    return say("indexes.unusual", "indexes", 0.6, move=move, share=share, claims=("benchmark.size",))


def streak(day: Day) -> Finding | None:
    """The benchmark has gone one way for several sessions."""
    benchmark = day.role("benchmark")
    run = day.fact(benchmark, "streak")
    if run is None or benchmark is None or abs(run.number) < RUN:
        return None
    way = "rises" if run.number > 0 else "falls"
    return say(
        f"indexes.run_of_{way}",
        "indexes",
        0.6 + min(abs(run.number), 10) / 30,
        longest(day, benchmark, "streak"),
        run=run,
        claims=("majors.streak", "benchmark.streak"),
    )


def other_streak(day: Day) -> Finding | None:
    """Another major index has gone one way for long."""
    runs = [r for r in day.facts(day.members("majors"), "streak") if abs(r.number) >= LONG_RUN]
    runs = [r for r in runs if r.subject != day.role("benchmark")]
    if not runs:
        return None
    run = max(runs, key=lambda r: (abs(r.number), r.subject))
    way = "rises" if run.number > 0 else "falls"
    roles = longest(day, run.subject, "streak")
    return say(f"indexes.run_of_{way}", "indexes", 0.6 + min(abs(run.number), 10) / 40, roles, run=run)


def streak_ended(day: Day) -> Finding | None:
    """The benchmark's move ended a long run the other way."""
    ended = day.fact(day.role("benchmark"), "run_ended", of="streak")
    if ended is None or abs(ended.number) < RUN:
        return None
    way = "rises" if ended.number > 0 else "falls"
    return say(f"indexes.ended_{way}", "indexes", 0.75, ended=ended, claims=("benchmark.streak",))


def record_again(day: Day) -> Finding | None:
    """A major index's first record close in a long while, the benchmark's before another's."""
    benchmark = day.role("benchmark")
    for symbol in sorted(day.members("majors"), key=lambda symbol: symbol != benchmark):
        record, since = day.fact(symbol, "record_high"), day.fact(symbol, "record_session_before")
        if record is None or not record.value or since is None or not isinstance(since.value, date):
            continue
        if (day.session - since.value).days >= LONG_WITHOUT_RECORD:
            return say(
                "indexes.record_again", "indexes", 0.98, record=record, since=since, claims=("record",)
            )
    return None


def records(day: Day) -> Finding | None:
    """Indexes that closed at a record."""
    found = day.fact("indexes", "records")
    if found is None or not isinstance(found.value, tuple):
        return None
    if len(found.value) == 1:
        nth = day.fact(found.value[0], "records_of_year")
        news = 0.9 if found.value[0] in day.members("majors") else 0.7
        return say("indexes.record_one", "indexes", news, found=found, nth=nth, claims=("record",))
    return say("indexes.record_many", "indexes", 0.9, found=found, claims=("record",))


def below_record(day: Day) -> Finding | None:
    """The benchmark passed 5%, 10%, 20% … below its record, or stands close to it."""
    benchmark = day.role("benchmark")
    now = day.fact(benchmark, "below_record")
    before = day.fact(benchmark, "below_record_before")
    level, session = day.fact(benchmark, "record_level"), day.fact(benchmark, "record_session")
    if now is None or before is None or level is None or session is None or now.value == 0:
        return None
    for bound in reversed(FAR_BELOW):
        if now.number <= bound < before.number:
            mark = day.fact(benchmark, "given_percent", value=bound)
            return say(
                "indexes.now_far_below",
                "indexes",
                0.97 if bound <= FAR_NEWS else 0.85,
                now=now,
                mark=mark,
                level=level,
                session=session,
                claims=("record",),
            )
    if before.value == 0:
        return say("indexes.from_record", "indexes", 0.55, now=now, level=level, claims=("record",))
    return None


def year_extreme(day: Day) -> Finding | None:
    """The benchmark closed at its lowest or highest in a long time, short of a record."""
    benchmark = day.role("benchmark")
    level = day.fact(benchmark, "level")
    if level is None or benchmark is None or number(day.fact(benchmark, "record_high")):
        return None
    for key, flag in (("lowest", "new_low_52w"), ("highest", "new_high_52w")):
        roles = extreme(day, benchmark, key)
        if number(day.fact(benchmark, flag)) and any(roles.values()):
            phrase = f"indexes.{key}_of_all" if roles["of_all"] else f"indexes.{key}"
            return say(phrase, "indexes", 0.82, roles, level=level, claims=(f"level.{benchmark}",))
    return None


def round_number(day: Day) -> Finding | None:
    """An index closed on the other side of a round number; first times come first."""
    crossings: list[tuple[float, Finding]] = []
    for symbol in day.members("majors"):
        level, crossed = day.fact(symbol, "level"), day.fact(symbol, "round_number")
        new = day.fact(symbol, "round_number_is_new")
        since = long_ago(day, day.fact(symbol, "beyond_round_number_since"))
        move = day.fact(symbol, "change_1d")
        if crossed is None or level is None or move is None:
            continue
        if new is not None and new.value:
            found = say(
                "indexes.round_first", "indexes", 0.85, number=crossed, new=new, claims=(f"level.{symbol}",)
            )
            crossings.append((1.0, found))
        elif since is not None:
            key = "above" if move.number > 0 else "below"
            found = say(
                f"indexes.round_{key}",
                "indexes",
                0.5,
                number=crossed,
                since=since,
                move=move,
                claims=(f"level.{symbol}",),
            )
            crossings.append((0.5, found))
    return max(crossings, key=lambda pair: pair[0])[1] if crossings else None


def average(day: Day) -> Finding | None:
    """The benchmark crossed its 200- or 50-session average, for the first time in a while."""
    benchmark = day.role("benchmark")
    for window, news in ((200, 0.7), (50, 0.5)):
        crossing = day.fact(benchmark, f"crossing_{window}")
        since = day.fact(benchmark, "crossed_average_since", window=window)
        if crossing and crossing.value and since and long_ago(day, since):
            key = "above" if crossing.number > 0 else "below"
            length = day.fact(benchmark, "given_count", value=window)
            return say(
                f"indexes.crossed_{key}", "indexes", news, crossing=crossing, since=since, length=length
            )
    return None


def period_end(day: Day) -> Iterator[Finding]:
    """At a month's, quarter's or year's end, what the period brought."""
    benchmark = day.role("benchmark")
    for period, news in (("ytd", 0.9), ("qtd", 0.85), ("mtd", 0.8)):
        ends = day.fact(benchmark, "period_ends", horizon=period)
        if ends and ends.value:
            moves = sorted(day.facts(day.members("majors"), f"change_{period}"), key=lambda f: -abs(f.number))
            if moves:
                yield say(f"indexes.end_of_{period}", "indexes", news, moves=tuple(moves))
            return


def early_close(day: Day) -> Finding | None:
    """The session was a shortened one."""
    early = day.fact(day.role("benchmark"), "early_close")
    return say("indexes.early_close", "indexes", 0.65, early=early) if early and early.value else None


def first_of_year(day: Day) -> Finding | None:
    """The year's first session."""
    benchmark = day.role("benchmark")
    nth, year = day.fact(benchmark, "session_of_year"), day.fact(benchmark, "year")
    last = day.fact(benchmark, "change_last_year")
    if nth is None or nth.value != 1 or year is None:
        return None
    return say("indexes.first_session", "indexes", 0.8, nth=nth, year=year, last=last)


def jump(day: Day) -> Finding | None:
    """After a large move, what the two days together come to."""
    benchmark = day.role("benchmark")
    today, before = day.fact(benchmark, "change_1d"), day.fact(benchmark, "before", of="change_1d")
    if today is None or before is None or today.number * before.number >= 0:
        return None
    if (
        abs(before.number) < BEFORE
        or abs(today.number) < LARGE
        or not (is_rare(day, today) or unusual(day, benchmark) >= UNUSUAL)
    ):
        return None
    way = "recovered" if today.number > 0 else "gave_back"
    undone = ((1 + before.number) * (1 + today.number) - 1) * today.number > 0
    return say(f"indexes.{way}{'_all' if undone else ''}", "indexes", 0.72, today=today, before=before)


RULES: tuple[Rule, ...] = (
    Rule(world, says=("indexes.world", "indexes.world_flat")),
    Rule(
        majors,
        says=(
            "indexes.all_fell",
            "indexes.all_fell_again",
            "indexes.all_fell_largest",
            "indexes.all_rose",
            "indexes.all_rose_again",
            "indexes.all_rose_largest",
            "indexes.all_flat",
            "indexes.some_flat",
            "indexes.split",
            "indexes.one",
        ),
    ),
    Rule(
        jump,
        says=("indexes.recovered", "indexes.recovered_all", "indexes.gave_back", "indexes.gave_back_all"),
    ),
    Rule(small_index, says=("indexes.small_against", "indexes.small_more", "indexes.small_with")),
    Rule(largest_move, says=largest_phrases("indexes")),
    Rule(other_largest_move, says=largest_phrases("indexes")),
    Rule(unusual_size, says=("indexes.unusual",)),
    Rule(streak, says=("indexes.run_of_rises", "indexes.run_of_falls")),
    Rule(other_streak, says=("indexes.run_of_rises", "indexes.run_of_falls")),
    Rule(streak_ended, says=("indexes.ended_rises", "indexes.ended_falls")),
    Rule(record_again, says=("indexes.record_again",)),
    Rule(records, says=("indexes.record_one", "indexes.record_many")),
    Rule(below_record, says=("indexes.now_far_below", "indexes.from_record")),
    Rule(
        year_extreme,
        says=("indexes.highest", "indexes.lowest", "indexes.highest_of_all", "indexes.lowest_of_all"),
    ),
    Rule(round_number, says=("indexes.round_first", "indexes.round_above", "indexes.round_below")),
    Rule(average, says=("indexes.crossed_above", "indexes.crossed_below")),
    Rule(first_of_year, says=("indexes.first_session",)),
    Rule(period_end, says=("indexes.end_of_mtd", "indexes.end_of_qtd", "indexes.end_of_ytd")),
    Rule(early_close, says=("indexes.early_close",)),
)
