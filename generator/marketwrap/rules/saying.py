"""How a rule says what it found, and the few questions that many rules ask."""

from collections.abc import Mapping
from datetime import date

from marketwrap.base.model import Fact, Finding, WatchPoint
from marketwrap.facts import Day

#: a group of fewer members is no group
FEW = 3
#: sessions into a year from which its tally says something
SETTLED = 5
#: share of the past year's sessions with a smaller move from which a move is worth a word
UNUSUAL = 0.9
#: standard deviations from which the strongest verbs are allowed
RARE = 2.5
#: a fall or rise of this many months' standing is "the largest since"
SINCE_DAYS = 90

Role = Fact | tuple[Fact, ...] | None


def say(
    phrase: str,
    topic: str,
    news: float,
    *more: Mapping[str, Role],
    claims: tuple[str, ...] = (),
    watch: WatchPoint | None = None,
    tail: Finding | None = None,
    **roles: Role,
) -> Finding:
    """A finding; roles without a fact are left out, so that a phrase can ask whether they are there.

    ``more`` are further roles, as the questions below give them. The engine fills in the rule's name.
    """
    everything: dict[str, Role] = dict(roles)
    for mapping in more:
        everything |= mapping
    filled = {name: fact for name, fact in everything.items() if fact is not None and fact != ()}
    return Finding("", phrase, filled, topic, news, claims, watch, tail)


def number(fact: Fact | None) -> float:
    """The fact's number, 0 without a fact."""
    return 0.0 if fact is None else fact.number


def move_of(finding: Finding) -> Fact:
    """The move that a finding tells, which it must have."""
    move = finding.roles["move"]
    assert isinstance(move, Fact)  # noqa: S101  # a role of several facts has a name of its own
    return move


def change(day: Day, role: str) -> Fact | None:
    """The day's change of the instrument in a role."""
    return day.fact(day.role(role), "change_1d")


def unusual(day: Day, subject: str | None) -> float:
    """Share of the past year's sessions with a smaller move, 0 where unknown."""
    return number(day.fact(subject, "smaller_share_1y"))


def is_rare(day: Day, fact: Fact) -> bool:
    """Whether a day's move is rare for its instrument: far out against the 60 sessions before."""
    if fact.metric != "change_1d":
        return False
    return abs(number(day.fact(fact.subject, "zscore_1d"))) >= RARE


def at_end(day: Day, group: str, end: str, of: str) -> Fact | None:
    """The move of the member at one end of a group's ranking, ``leaders`` or ``laggards``; None on a tie."""
    found = day.fact(group, end, of=of)
    if found is None or not isinstance(found.value, tuple) or len(found.value) > 1:
        return None
    return day.fact(found.value[0], of)


def long_ago(day: Day, fact: Fact | None, days: int = SINCE_DAYS) -> Fact | None:
    """A date fact, if the date lies so many days back that it is worth naming."""
    if fact is None or isinstance(fact.value, int | float | str | tuple):
        return None
    return fact if (day.session - fact.value).days >= days else None


#: years of data from which "never in these data" says something
LONG_HISTORY = 3


def long_history(day: Day, first: Fact | None) -> Fact | None:
    """The first session of a subject's data, if it lies far enough back."""
    if first is None or not isinstance(first.value, date):
        return None
    return first if (day.session - first.value).days > LONG_HISTORY * 365 else None


def years_ago(day: Day, fact: Fact) -> float:
    """How many years before the session a date fact lies; 0 for a fact that is no date."""
    return (day.session - fact.value).days / 365 if isinstance(fact.value, date) else 0.0


def largest(day: Day, subject: str, of: str = "change_1d") -> dict[str, Role]:
    """Roles ``since`` (the last time a move was as large) or ``of_all`` (never since the data began)."""
    since = day.fact(subject, "largest_since", of=of)
    never = None if since else long_history(day, day.fact(subject, "largest_of_all", of=of))
    return {"since": long_ago(day, since), "of_all": never}


def largest_phrases(chapter: str) -> tuple[str, ...]:
    """The keys of a chapter's phrases on a move that is the largest in a long time."""
    return tuple(f"{chapter}.largest_{way}_{end}" for end in ("since", "of_all") for way in ("rise", "fall"))


def largest_phrase(chapter: str, move: Fact, roles: Mapping[str, Role]) -> str:
    """That of them which tells of a move and its roles."""
    way, end = "rise" if move.number > 0 else "fall", "of_all" if roles["of_all"] else "since"
    return f"{chapter}.largest_{way}_{end}"


def longest(day: Day, subject: str, of: str) -> dict[str, Role]:
    """The same for runs."""
    since = day.fact(subject, "longest_since", of=of)
    never = long_history(day, day.fact(subject, "longest_of_all", of=of))
    return {"since": long_ago(day, since), "of_all": never}
