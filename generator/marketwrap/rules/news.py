"""What was in the news: the desk's lead, what else the desk supplies, and what several publishers carried.

"After" is for what came first in time, "as" for the rest; no rule here says because.
"""

from collections.abc import Collection, Iterator
from typing import Final, Literal

from marketwrap.base.conditions import held, resolved
from marketwrap.base.model import Event, EventKind, Fact, Finding
from marketwrap.facts import Day
from marketwrap.language import themes
from marketwrap.market.calendars import sessions
from marketwrap.rules import milestones, newsworthiness
from marketwrap.rules.reports import COMPANIES, RELEASES, company, mover, of_day, release, told
from marketwrap.rules.rule import Rule
from marketwrap.rules.saying import Role, change, say

#: themes whose headlines a brief lists, those that have a sentence, and further publishers that it names
MOST_THEMES, SENTENCES, NAMED = 5, 2, 2
#: instruments of one event whose moves are told with it
MOST_MOVES = 3
#: newsworthiness of what the desk supplies, what a move of a twentieth adds to it, and that of a theme
DESK, MOVED, TWENTIETH, THEME = 0.55, 0.3, 0.05, 0.5
#: a milestone from this on is told in the sentence on its instrument
TOLD: Final = 0.3
#: news of a company's move from which the lead about it is told with it, and not with the market's
OWN: Final = 0.3
#: newsworthiness of a further event that is marked as a lead
FURTHER: Final = 0.95
#: that of what happened after the close, and of a result of then
LATE, LATE_RESULT = 0.9, 0.8
#: a move below this is none; from this on stocks surge or tumble
FLAT, SHARP = 0.0005, 0.03
#: kinds of events that are nothing but news
NEWS: Final[tuple[EventKind, ...]] = ("headline", "appointment")

# The lead -----------------------------------------------------------------------------------------


def lead(day: Day) -> Iterator[Finding]:
    """The event that the desk marked as the day's lead, beside the move; further ones by themselves."""
    marked = (e for e in day.events if e.lead and told(day, e, "of_session") and not _since_close(day, e))
    for place, event in enumerate(marked):
        finding = _further(day, event) if place else leading(day, event)
        if finding is not None:
            yield finding


def leading(day: Day, event: Event) -> Finding | None:
    """The lead: what happened, who says so, and the move of its instrument, else of the benchmark."""
    clause, move = told(day, event, "clause"), _own_move(day, event) or change(day, "benchmark")
    out = release(day, event, 1.0, topic="lead") if event.kind == "release" and clause is None else None
    if move is None or (clause is None and out is None):
        return out or _by_itself(day, event)
    size = abs(move.number)
    first = told(day, event, "came_first")
    roles: dict[str, Role] = {
        "move": move,
        "broad": move if move.subject == day.role("benchmark") else None,
        "still": move if size < FLAT else None,
        "sharp": move if size >= SHARP else None,
        "mixed": _mixed(day, move),
        "session": day.fact("brief", "session_date"),
    }
    if out is not None:
        sets = out.roles["name"] if out.phrase == "reports.rate" else None
        return say("news.lead_release", "lead", 1.0, out.roles, roles, first=first, sets=sets)
    who = told(day, event, "publisher")
    key = "after" if first else "as"
    return say(f"news.lead_{key}", "lead", 1.0, roles, clause=clause, publisher=who)


def _own_move(day: Day, event: Event) -> Fact | None:
    """The move of the one instrument that an event is about, where that is news beside the market's."""
    known = [symbol for symbol in event.symbols if symbol in day.universe.instruments]
    move = mover(day, event)
    return move if move and len(known) == 1 and newsworthiness.of_move(day, move) >= OWN else None


def _mixed(day: Day, move: Fact) -> Fact | None:
    """That the major indexes went separate ways, where the lead is told with the market."""
    moves = [fact.number for fact in day.facts(day.members("majors"), "change_1d")]
    parted = bool(moves) and min(moves) <= -FLAT and max(moves) >= FLAT
    market = move.subject == day.role("benchmark")
    return (
        day.fact("majors", "joint_direction") if parted and market and abs(move.number) < SHARP / 3 else None
    )


def _further(day: Day, event: Event) -> Finding | None:
    """A further event that is marked as the lead, told after it."""
    if event.clause:
        return telling(day, event, "lead", FURTHER)
    if event.kind == "release":
        return release(day, event, FURTHER, topic="lead")
    return _by_itself(day, event)


def _by_itself(day: Day, event: Event) -> Finding | None:
    """A lead without a clause, in the words of its kind."""
    if event.kind == "earnings" and not event.clause:
        return company(day, event, "lead", 1.0)
    return note(day, event, "lead") if event.kind == "note" else telling(day, event, "lead", 1.0)


def _since_close(day: Day, event: Event) -> bool:
    return told(day, event, "since_close") is not None


# What the desk supplies ---------------------------------------------------------------------------


def of_desk(day: Day) -> Iterator[Finding]:
    """Every headline of the desk's file, beside the move of its instruments or of its theme."""
    for event in (event for kind in NEWS for event in of_day(day, kind)):
        if event.desk and not event.lead and not _since_close(day, event):
            finding = telling(day, event)
            if finding is not None and (event.kind == "headline" or "clause" in finding.roles):
                yield finding


def telling(day: Day, event: Event, topic: str = "themes", news: float | None = None) -> Finding | None:
    """An event in its own words with who reported it; None for one with signs that no document prints."""
    clause, title = told(day, event, "clause"), told(day, event, "name")
    publisher = told(day, event, "publisher")
    if title is None or (publisher is None and clause is None):
        return None
    # no session has taken place since
    moved = {} if _since_close(day, event) else _moves(day, event) or _theme_of(day, event)
    if any(_is_told(day, fact) for fact in _several(moved)):
        moved = {}
    if news is None:
        size = max(
            (abs(f.number) for f in (*_several(moved), moved.get("mean")) if isinstance(f, Fact)), default=0.0
        )
        news = DESK + MOVED * min(size / TWENTIETH, 1.0)
    key = "told" if clause else "titled"
    roles: dict[str, Role] = {
        "clause": clause,
        "title": None if clause else title,
        "publisher": publisher,
        "first": told(day, event, "came_first"),
    }
    claims = tuple(f"move.{fact.subject}" for fact in _several(moved))
    return say(f"news.{key}{'_beside' if moved else ''}", topic, news, roles, moved, claims=claims)


def _is_told(day: Day, move: Fact) -> bool:
    """Whether a move has a sentence of its own in any brief: the market's, and one that is a milestone."""
    milestone, _ = milestones.with_milestone(day, move)
    return move.subject == day.role("benchmark") or (milestone is not None and milestone.news >= TOLD)


def _several(moved: dict[str, Role]) -> tuple[Fact, ...]:
    moves = moved.get("moves")
    return moves if isinstance(moves, tuple) else ()


def _moves(day: Day, event: Event) -> dict[str, Role]:
    """The moves of an event's instruments, those that went the way of the first of them."""
    symbols = tuple(symbol for symbol in event.symbols if symbol in day.universe.instruments)
    moves = day.facts(symbols, "change_1d")
    alike = tuple(fact for fact in moves if fact.number * moves[0].number > 0 or fact == moves[0])
    return {"moves": alike[:MOST_MOVES]} if alike else {}


def _theme_of(day: Day, event: Event) -> dict[str, Role]:
    """The move that is told with the theme that the desk gave the event, where the tape agrees with it."""
    named = (theme for theme in themes.load(day.language) if theme.id == event.theme)
    return next((_shown(day, theme) for theme in named if _tape_agrees(day, theme)), {})


def notes(day: Day) -> Iterator[Finding]:
    """What the firm's own desk notes of the session."""
    found = (note(day, event) for event in of_day(day, "note") if not event.lead)
    yield from filter(None, found)


def note(day: Day, event: Event, topic: str = "notes") -> Finding | None:
    """One of them; None for one that cannot be printed or is not known yet."""
    detail = told(day, event, "detail") or told(day, event, "name")
    if detail is None:
        return None
    return say("news.note", topic, 0.9, detail=detail, publisher=told(day, event, "publisher"))


def overnight(day: Day) -> Iterator[Finding]:
    """What happened after the close, for an edition that is read before the next open."""
    for event in day.events:
        if told(day, event, "of_session") and _since_close(day, event):
            finding = _overnight(day, event)
            if finding is not None:
                yield finding


def _overnight(day: Day, event: Event) -> Finding | None:
    if event.kind == "earnings":
        return company(day, event, "overnight", LATE_RESULT)
    if event.kind == "note":
        return note(day, event, "overnight")
    wanted = event.desk and (event.kind == "headline" or event.clause)
    return telling(day, event, "overnight", 1.0 if event.lead else LATE) if wanted else None


#: why an entry of the desk's file is not in a brief
Reason = Literal["unprintable", "empty", "no_room"]


def unused(day: Day, used: Collection[Event]) -> tuple[tuple[Event, Reason], ...]:
    """Entries of the desk's file about the session that a brief does not rest on, each with the reason.

    A brief of the morning is asked for what came after the close.
    """
    known = {event.id for event in used}
    until, closed = day.panel.events.until, sessions(day.universe.calendar).close(day.session)
    morning = until is not None and until > closed
    return tuple(
        (event, _reason(day, event))
        for event in day.events
        if event.desk and event.kind != "appointment" and event.id not in known
        if told(day, event, "of_session") and (_since_close(day, event) or not morning)
    )


def _reason(day: Day, event: Event) -> Reason:
    text = told(day, event, "detail" if event.kind == "note" else "name")
    if text is None or (event.publisher and told(day, event, "publisher") is None):
        return "unprintable"
    found = {"release": release(day, event, 0.0), "earnings": company(day, event)}
    return "empty" if found.get(event.kind, text) is None else "no_room"


# What several publishers carried ------------------------------------------------------------------


def headlines(day: Day) -> tuple[tuple[themes.Theme, tuple[Event, ...]], ...]:
    """The themes that a brief may speak of, the one most carried first, each with its headlines."""
    found = []
    for theme in themes.load(day.language):
        subject = f"theme/{theme.id}"
        carried, ids = day.fact(subject, "theme_publishers"), day.fact(subject, "theme_headlines")
        if carried is None or ids is None or not isinstance(ids.value, tuple):
            continue
        if carried.number >= theme.publishers and _tape_agrees(day, theme):
            found.append((carried.number, theme, tuple(day.panel.by_id[key] for key in ids.value)))
    found.sort(key=lambda entry: -entry[0])
    return tuple((theme, members) for _, theme, members in found[:MOST_THEMES])


def _tape_agrees(day: Day, theme: themes.Theme) -> bool:
    def value(subject: str, metric: str) -> float | None:
        fact = day.fact(subject, metric)
        return None if fact is None else fact.number

    return held(resolved(theme.tape, day.universe.roles), value) is True


def in_the_news(day: Day) -> Iterator[Finding]:
    """A headline of a theme that several publishers carried and the tape shows, where the desk has none."""
    room = SENTENCES
    for theme, members in headlines(day):
        shown = _shown(day, theme)
        if room and shown and not any(event.desk for event in members):
            room -= 1
            yield _carried(day, theme, members, shown)


def _carried(day: Day, theme: themes.Theme, members: tuple[Event, ...], shown: dict[str, Role]) -> Finding:
    """The headline that has most words in common with the others, and who else wrote of its theme."""
    chosen = max(members, key=lambda event: (_common(event, members), -members.index(event)))
    others: dict[themes.Words, Fact] = {}
    for event in members:
        who = told(day, event, "publisher")
        if who is not None:
            others.setdefault(themes.writer(event.publisher, day.language), who)
    others.pop(themes.writer(chosen.publisher, day.language), None)
    roles: dict[str, Role] = {
        "title": told(day, chosen, "name"),
        "publisher": told(day, chosen, "publisher"),
        "others": tuple(others.values())[:NAMED],
        "theme": day.fact(f"theme/{theme.id}", "theme_name"),
        "carried": day.fact(f"theme/{theme.id}", "theme_publishers"),
        "ids": day.fact(f"theme/{theme.id}", "theme_headlines"),
    }
    return say("news.carried", "themes", THEME, roles, shown)


def _common(event: Event, members: tuple[Event, ...]) -> int:
    own = set(themes.words(event.name))
    return sum(len(own & set(themes.words(other.name))) for other in members if other is not event)


def _shown(day: Day, theme: themes.Theme) -> dict[str, Role]:
    """The move that is told with a theme: an instrument's, or the mean of a group's."""
    for subject in theme.shows:
        mean, move = day.fact(subject, "mean_change"), day.fact(day.role(subject), "change_1d")
        if mean is not None:
            return {"mean": mean, "group": day.fact(subject, "group_name")}
        if move is not None:
            return {"moves": (move,)}
    return {}


#: which a note that is added later has too
NOTES = Rule(notes, says=("news.note",))
#: for the morning
OVERNIGHT = Rule(
    overnight, says=("news.told", "news.titled", "news.note", "reports.other", "reports.other_clause")
)
_TELLING = ("news.told", "news.told_beside", "news.titled", "news.titled_beside")
RULES: tuple[Rule, ...] = (
    Rule(
        lead,
        says=(
            "news.lead_after",
            "news.lead_as",
            "news.lead_release",
            "news.note",
            *_TELLING,
            *RELEASES,
            *COMPANIES,
        ),
    ),
    Rule(of_desk, says=_TELLING),
    Rule(in_the_news, says=("news.carried",)),
    NOTES,
)
