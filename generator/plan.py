"""What goes where in an article, how much of it, and which findings are worth their place."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from generator.facts import Day
from generator.model import Edition, Finding, Length

#: the topics of one paragraph, in order, each with the most sentences that it may have
Paragraphs = tuple[Mapping[str, int], ...]


@dataclass(frozen=True)
class Plan:
    """A section: its paragraphs, and how many sentences it may have in all."""

    id: str
    paragraphs: Paragraphs
    budget: int


PLAN: tuple[Plan, ...] = (
    Plan("session", ({"indexes": 5}, {"breadth": 3}, {"megacaps": 3}, {"precedent": 1}), 13),
    Plan("regions", ({"regions": 4},), 4),
    Plan("drivers", ({"tape": 3, "concentration": 1, "styles": 1},), 5),
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
    Plan("watch", ({"levels": 3, "ifs": 3},), 6),
)

#: most sentences of each topic
BUDGETS: Mapping[str, int] = {t: n for plan in PLAN for topics in plan.paragraphs for t, n in topics.items()}

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

#: findings weaker than this are left out of a quiet day's sections
QUIET_FLOOR = 0.5
#: sections that a quiet day keeps as they are
ALWAYS = ("drivers", "watch")


@dataclass(frozen=True)
class Story:
    """What the judgement hands over: the day, its archetype, the lead and all findings."""

    day: Day
    archetype: str
    lead: Finding
    findings: tuple[Finding, ...]
    edition: Edition = "close"
    length: Length = "standard"


def keep(story: Story) -> tuple[Finding, ...]:
    """Findings worth their place: none that claims what a stronger one says, within each topic's budget."""
    claimed: set[str] = set()
    taken: dict[str, int] = {}
    kept: list[Finding] = []
    for finding in sorted(story.findings, key=lambda f: -f.salience):
        budget = BUDGETS[finding.topic]
        if (
            claimed & set(finding.claims)
            or taken.get(finding.topic, 0) >= budget
            or _too_weak(story, finding)
        ):
            continue
        claimed.update(finding.claims)
        taken[finding.topic] = taken.get(finding.topic, 0) + 1
        kept.append(finding)
    order = {id(finding): i for i, finding in enumerate(story.findings)}
    return tuple(sorted(kept, key=lambda f: order[id(f)]))


def _too_weak(story: Story, finding: Finding) -> bool:
    protected = any(
        finding.topic in paragraph for plan in PLAN if plan.id in ALWAYS for paragraph in plan.paragraphs
    )
    return story.archetype == "quiet" and not protected and finding.salience < QUIET_FLOOR


def plans(story: Story) -> Iterator[Plan]:
    """The plan with the topics that the archetype pulls up."""
    lead = LEADS.get(story.archetype, ())
    for plan in PLAN:
        rest = tuple(filter(None, (_without(topics, lead) for topics in plan.paragraphs)))
        if plan.id == "session" and lead:
            rest = (rest[0], *({topic: BUDGETS[topic]} for topic in lead), *rest[1:])
        yield replace(plan, paragraphs=rest)


def _without(topics: Mapping[str, int], lead: tuple[str, ...]) -> Mapping[str, int]:
    return {topic: most for topic, most in topics.items() if topic not in lead}
