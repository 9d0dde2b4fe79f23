"""What goes where in an article, and which findings are worth their place: the strongest ones."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from marketwrap.base.model import Edition, Finding, Length
from marketwrap.facts import Day
from marketwrap.rules.outcomes import level_of

#: the topics of one paragraph, in order
Topics = tuple[str, ...]


@dataclass(frozen=True)
class Plan:
    """A section and its paragraphs."""

    id: str
    paragraphs: tuple[Topics, ...]
    #: whether it keeps its place; the others stand between in the order of their strongest finding
    fixed: bool = False


PLAN: tuple[Plan, ...] = (
    Plan(
        "session",
        (("lead", "indexes"), ("milestones", "standing"), ("stocks",), ("breadth", "size", "style")),
        fixed=True,
    ),
    Plan("regions", (("regions",),)),
    Plan("drivers", (("news", "themes"), ("notes",), ("releases",), ("earnings",), ("tape",))),
    Plan(
        "assets",
        (
            ("sectors", "banks"),
            ("rates", "volatility"),
            ("oil", "metals", "currencies", "exchange", "coins"),
        ),
    ),
    Plan("verdict", (("verdict",),)),
    Plan("watch", (("precedent",), ("resolved",), ("levels", "ifs"), ("calendar",)), fixed=True),
)

#: five sessions in a row
WEEKLY: tuple[Plan, ...] = (
    Plan(
        "five_sessions",
        (("lead", "indexes"), ("days", "milestones", "standing"), ("stocks",), ("breadth", "size", "style")),
        fixed=True,
    ),
    Plan("drivers", (("news", "themes"), ("notes",), ("releases",), ("earnings",))),
    Plan(
        "over_the_week",
        (("sectors", "banks"), ("rates", "volatility"), ("oil", "metals", "currencies")),
    ),
    Plan("verdict", (("verdict",),)),
    Plan("watch", (("resolved",), ("levels", "ifs"), ("calendar",)), fixed=True),
)

#: before the open: what happened since the close, what the close left, what is due
MORNING: tuple[Plan, ...] = (
    Plan(
        "recap",
        (
            ("lead", "indexes"),
            ("milestones", "standing"),
            ("stocks", "sectors", "banks", "breadth", "size", "style"),
            ("rates", "volatility", "oil", "metals", "currencies"),
            ("news", "themes"),
        ),
        fixed=True,
    ),
    Plan("since", (("overnight",), ("notes",), ("releases",), ("earnings",)), fixed=True),
    Plan("today", (("calendar",), ("resolved",), ("levels", "ifs")), fixed=True),
)


@dataclass(frozen=True)
class Depth:
    """What a length does to an edition."""

    #: bullets under the headline at the most
    bullets: int
    #: findings below this are left out, but for the topics of ``ALWAYS``
    floor: float
    #: sentences at the most, so that even a day of records has an end
    most: int


DEPTHS: Mapping[Length, Depth] = {
    "short": Depth(bullets=2, floor=0.35, most=10),
    "standard": Depth(bullets=3, floor=0.2, most=34),
    "long": Depth(bullets=5, floor=0.1, most=60),
}
#: what a brief is not one without, and what the desk itself wants said
ALWAYS = ("lead", "indexes", "news", "themes", "notes", "releases", "earnings", "calendar")
#: levels to watch, the stronger ones
LEVELS, MOST_LEVELS = ("levels", "ifs"), 2
#: for the headline alone: what several findings of the article come to together
TOP = "top"


def with_topics(part: Plan, topics: Sequence[str]) -> Plan:
    """A section with a paragraph more for each of the topics."""
    return replace(part, paragraphs=(*part.paragraphs, *((topic,) for topic in topics)))


@dataclass(frozen=True)
class Story:
    """What the judgement hands over: the day, what kind of day it was, and all findings."""

    day: Day
    archetype: str
    findings: tuple[Finding, ...]
    edition: Edition = "close"
    length: Length = "standard"
    plan: tuple[Plan, ...] = PLAN


@dataclass(frozen=True)
class Verdict:
    """A finding, and why it has no place in the article: empty where it has one."""

    finding: Finding
    dropped: str = ""


def weighed(story: Story) -> tuple[Verdict, ...]:
    """Every finding, the strongest first, and what becomes of it."""
    depth = DEPTHS[story.length]
    places = {topic for part in story.plan for paragraph in part.paragraphs for topic in paragraph} | {TOP}
    claimed: dict[str, str] = {}
    verdicts: list[Verdict] = []
    sentences = levels = 0
    for finding in sorted(story.findings, key=lambda f: -f.news):
        claims = {*finding.claims, *(finding.tail.claims if finding.tail else ())}
        claims |= {level_of(finding.watch)} if finding.watch else set()
        told = next((claimed[claim] for claim in sorted(claims) if claim in claimed), "")
        always = finding.topic in ALWAYS
        if finding.topic not in places:
            why = "the edition has no place for it"
        elif told and not always:
            why = f"{told} says it"
        elif finding.news < depth.floor and not always:
            why = f"below {depth.floor:.2f}"
        elif finding.topic in LEVELS and levels == MOST_LEVELS:
            why = "two levels are enough"
        elif sentences >= depth.most and not always:
            why = f"{depth.most} sentences are enough"
        else:
            why = ""
            claimed |= dict.fromkeys(claims, finding.phrase)
            sentences += finding.topic != TOP
            levels += finding.topic in LEVELS
        verdicts.append(Verdict(finding, why))
    return tuple(verdicts)


def keep(story: Story) -> tuple[Finding, ...]:
    """The findings worth their place, in the order of the rules."""
    kept = {id(verdict.finding) for verdict in weighed(story) if not verdict.dropped}
    return tuple(finding for finding in story.findings if id(finding) in kept)


def ordered(story: Story, kept: Sequence[Finding]) -> tuple[Plan, ...]:
    """The plan, its loose sections and their paragraphs in the order of their strongest finding.

    Where the market stands comes last, if with nothing stronger: it is no story.
    """
    by_topic: dict[str, float] = {}
    for finding in (finding for finding in kept if finding.topic != "standing"):
        by_topic[finding.topic] = max(by_topic.get(finding.topic, 0.0), finding.news)

    def strength(topics: Topics) -> float:
        return -max((by_topic.get(topic, 0.0) for topic in topics), default=0.0)

    def arranged(part: Plan) -> Plan:
        head, *rest = part.paragraphs
        if part.id in IN_ORDER:
            return part
        first = (
            (head, *sorted(rest, key=strength))
            if part.fixed
            else tuple(sorted(part.paragraphs, key=strength))
        )
        return replace(part, paragraphs=first)

    loose = sorted((p for p in story.plan if not p.fixed), key=lambda p: strength(sum(p.paragraphs, ())))
    first, *last = [part for part in story.plan if part.fixed]
    return tuple(arranged(part) for part in (first, *loose, *last))


#: sections whose paragraphs keep their order
IN_ORDER = ("watch", "today")
