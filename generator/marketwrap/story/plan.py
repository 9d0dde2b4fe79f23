"""What goes where in an article, how much of it, and which findings are worth their place."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from marketwrap.base.model import Edition, Finding, Length
from marketwrap.facts import Day
from marketwrap.rules.outcomes import level_of, outcomes

#: the topics of one paragraph, in order, each with the most sentences that it may have
Paragraphs = tuple[Mapping[str, int], ...]


@dataclass(frozen=True)
class Plan:
    """A section: its paragraphs, and how many sentences it may have in all."""

    id: str
    paragraphs: Paragraphs
    budget: int
    #: sentences that a short brief keeps of it; 0 for none of the section
    short: int = 0


PLAN: tuple[Plan, ...] = (
    Plan("session", ({"indexes": 5}, {"breadth": 3}, {"megacaps": 3}, {"precedent": 2}), 13, short=5),
    Plan("regions", ({"regions": 4},), 4, short=2),
    Plan(
        "drivers",
        (
            {"tape": 3, "concentration": 1, "styles": 1},
            {"themes": 5},
            {"notes": 2},
            {"releases": 3},
            {"earnings": 5},
        ),
        18,
    ),
    Plan("verdict", ({"verdict": 3},), 3),
    Plan(
        "assets",
        (
            {"sectors": 4, "banks": 1},
            {"size": 3, "style": 2},
            {"rates": 3, "volatility": 2},
            {"oil": 2, "metals": 3, "currencies": 2, "exchange": 1, "coins": 1},
            {"year": 3},
        ),
        15,
    ),
    Plan("watch", ({"resolved": 2}, {"levels": 2, "ifs": 2}, {"calendar": 5}), 11, short=3),
)

#: five sessions in a row
WEEKLY: tuple[Plan, ...] = (
    Plan("five_sessions", ({"indexes": 5, "days": 2}, {"breadth": 3}, {"megacaps": 3}), 12, short=4),
    Plan(
        "over_the_week",
        (
            {"sectors": 3},
            {"size": 2, "style": 1},
            {"rates": 2, "volatility": 1, "oil": 1, "metals": 1, "currencies": 2},
        ),
        11,
    ),
    Plan("standing", ({"standing": 3}, {"year": 4}), 6, short=1),
    Plan("verdict", ({"verdict": 3},), 3),
    Plan("watch", ({"resolved": 2}, {"levels": 2, "ifs": 2}, {"calendar": 5}), 9, short=4),
)  # fmt: skip

#: before the open: what the last close left, what came of earlier points, what is due
MORNING: tuple[Plan, ...] = (
    Plan("recap", ({"recap": 2, "breadth": 1, "megacaps": 1, "rates": 1},), 3, short=2),
    Plan("resolved", ({"resolved": 4},), 4, short=2),
    Plan("today", ({"calendar": 5},), 5, short=3),
    Plan("watch", ({"levels": 2, "ifs": 2},), 4, short=3),
)


@dataclass(frozen=True)
class Depth:
    """What a length does to an edition."""

    bullets: int
    #: how many times the budgets of topics and sections; a short brief has those of ``Plan.short``
    times: int = 1
    #: whether a quiet day leaves out what is weak
    strict: bool = True


DEPTHS: Mapping[Length, Depth] = {
    "short": Depth(bullets=3),
    "standard": Depth(bullets=4),
    "long": Depth(bullets=6, times=2, strict=False),
}
#: most sentences of a topic in a short brief
SHORT_TOPIC = 2


#: most sentences of a topic of the user's own
OWN_TOPIC = 3


def with_topics(part: Plan, topics: Sequence[str]) -> Plan:
    """A section with a paragraph more for each of the topics."""
    more = tuple({topic: OWN_TOPIC} for topic in topics)
    return replace(part, paragraphs=(*part.paragraphs, *more), budget=part.budget + OWN_TOPIC * len(topics))


def sized(plan: tuple[Plan, ...], length: Length) -> tuple[Plan, ...]:
    """A plan as a length has it: fewer sections and sentences, or more."""
    if length == "short":
        return tuple(
            Plan(part.id, _at_most(part.paragraphs, SHORT_TOPIC), part.short) for part in plan if part.short
        )
    times = DEPTHS[length].times
    return tuple(
        replace(
            part,
            paragraphs=tuple({t: n * times for t, n in topics.items()} for topics in part.paragraphs),
            budget=part.budget * times,
        )
        for part in plan
    )


def _at_most(paragraphs: Paragraphs, most: int) -> Paragraphs:
    return tuple({topic: min(n, most) for topic, n in topics.items()} for topics in paragraphs)


#: what an archetype is about: pulled up behind the indexes, and into the summary
LEADS: Mapping[str, tuple[str, ...]] = {
    "rotation": ("breadth", "megacaps"),
    "shock": ("volatility",),
    "narrow_rally": ("megacaps", "breadth"),
    "small_caps": ("size",),
    "flight_to_safety": ("rates", "volatility"),
    "rates": ("rates",),
    "oil": ("oil",),
    "metals": ("metals",),
    "defensive": ("sectors",),
}

#: what to watch after a day of an archetype, before anything else
WATCHED: Mapping[str, tuple[str, ...]] = {
    "rotation": ("watch.ratio_high", "watch.ratio_above", "watch.ratio_below"),
    "narrow_rally": ("watch.ratio_high", "watch.ratio_above", "watch.ratio_below"),
    "small_caps": ("watch.extreme_high", "watch.extreme_low"),
    "oil": ("watch.extreme_high", "watch.extreme_low"),
    "metals": ("watch.extreme_high", "watch.extreme_low"),
    "rates": ("watch.yield_high", "watch.yield_low", "watch.yield_above", "watch.yield_below"),
    **dict.fromkeys(
        ("shock", "surge", "rebound", "broad_selloff", "flight_to_safety", "defensive"),
        (
            "watch.average_above",
            "watch.average_below",
            "watch.range",
            "watch.volatility_high",
            "watch.volatility_raised",
            "watch.volatility_low",
        ),
    ),
}
#: how much more such a finding counts, and how much less a level that is being watched already
WATCHED_MORE, WATCHED_LESS = 0.3, 0.25

#: findings weaker than this are left out of a quiet day's sections
QUIET_FLOOR = 0.5
#: sections that a quiet day keeps as they are
ALWAYS = ("drivers", "verdict", "watch")


@dataclass(frozen=True)
class Story:
    """What the judgement hands over: the day, its archetype, the lead and all findings."""

    day: Day
    archetype: str
    lead: Finding
    findings: tuple[Finding, ...]
    edition: Edition = "close"
    length: Length = "standard"
    #: of the edition, sized for the length
    plan: tuple[Plan, ...] = PLAN


def keep(story: Story) -> tuple[Finding, ...]:
    """Findings worth their place: none that claims what a stronger one says, within each topic's budget."""
    most = budgets(story)
    claimed: set[str] = set()
    taken: dict[str, int] = {}
    kept: list[Finding] = []
    for finding in sorted(story.findings, key=_weight(story)):
        budget = most.get(finding.topic, 0)
        claims = {*finding.claims, *((level_of(finding.watch),) if finding.watch else ())}
        if claimed & claims or taken.get(finding.topic, 0) >= budget or _too_weak(story, finding):
            continue
        claimed |= claims
        taken[finding.topic] = taken.get(finding.topic, 0) + 1
        kept.append(finding)
    order = {id(finding): i for i, finding in enumerate(story.findings)}
    return tuple(sorted(kept, key=lambda f: order[id(f)]))


def _weight(story: Story) -> Callable[[Finding], float]:
    """What findings are sorted by, the weightiest first: news, and for levels to watch the day's kind."""
    fitting = WATCHED.get(story.archetype, ())
    known = {(o.point.key, o.point.side) for o in outcomes(story.day) if o.result == "open"}

    def weight(finding: Finding) -> float:
        more = WATCHED_MORE if finding.phrase in fitting else 0.0
        again = finding.watch is not None and (finding.watch.key, finding.watch.side) in known
        return -(finding.news + more - (WATCHED_LESS if again else 0.0))

    return weight


def budgets(story: Story) -> Mapping[str, int]:
    """Most sentences of each topic that the plan has a place for, and of what the day is about."""
    lead = dict.fromkeys(LEADS.get(story.archetype, ()), SHORT_TOPIC)
    return lead | {t: n for plan in story.plan for topics in plan.paragraphs for t, n in topics.items()}


def _too_weak(story: Story, finding: Finding) -> bool:
    protected = any(
        finding.topic in paragraph
        for plan in story.plan
        if plan.id in ALWAYS
        for paragraph in plan.paragraphs
    )
    quiet = story.archetype == "quiet" and DEPTHS[story.length].strict
    return quiet and not protected and finding.news < QUIET_FLOOR


def plans(story: Story) -> Iterator[Plan]:
    """The plan with the topics that the archetype pulls up."""
    lead, most = LEADS.get(story.archetype, ()), budgets(story)
    for plan in story.plan:
        rest = tuple(filter(None, (_without(topics, lead) for topics in plan.paragraphs)))
        if plan.id == "session" and lead:
            rest = (rest[0], *({topic: most[topic]} for topic in lead), *rest[1:])
        yield replace(plan, paragraphs=rest)


def _without(topics: Mapping[str, int], lead: tuple[str, ...]) -> Mapping[str, int]:
    return {topic: most for topic, most in topics.items() if topic not in lead}
