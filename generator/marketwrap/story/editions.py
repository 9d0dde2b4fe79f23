"""The editions there are. Each is one entry: its plan, its rules, its exhibits, and what leads it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Final

from marketwrap.base.errors import ConfigError, Refusal, nearest
from marketwrap.base.model import Block, Edition, Fact, Finding, Length
from marketwrap.facts import Day
from marketwrap.language.voice import Voice
from marketwrap.market.calendars import sessions
from marketwrap.rules import (
    RULES,
    calendar,
    judge,
    morning,
    morning_lead,
    news,
    resolved,
    verdict,
    watch,
    weekly,
    weekly_lead,
)
from marketwrap.rules.archetypes import archetype
from marketwrap.rules.extensions import NONE, Extensions
from marketwrap.rules.rule import Rule
from marketwrap.story import exhibits as figures
from marketwrap.story.plan import MORNING, PLAN, WEEKLY, Plan, Story, with_topics

#: hour of the morning edition, in the market's own zone: what is published later is not known to it
MORNING_HOUR: Final = time(8)
ANY: Final[tuple[Length, ...]] = ("short", "standard", "long")
MORE: Final[tuple[Length, ...]] = ("standard", "long")


@dataclass(frozen=True)
class Exhibit:
    """A table or a chart, the section that it stands in, and the lengths that have it."""

    section: str
    make: Callable[[Day, Voice], Block | None]
    lengths: tuple[Length, ...] = MORE


@dataclass(frozen=True)
class Outline:
    """An edition."""

    plan: tuple[Plan, ...]
    rules: tuple[Rule, ...]
    #: the name of the kind of day, for who sorts briefs
    kind: Callable[[Day], str]
    exhibits: tuple[Exhibit, ...]
    #: phrase of the dateline, and the dates that it names beside the session
    dateline: str = "plan.dateline"
    dates: Callable[[Day], Mapping[str, Fact | None]] = lambda _day: {}


CLOSE: Final = Outline(
    PLAN,
    RULES,
    archetype,
    (
        Exhibit("session", figures.index_box, ANY),
        Exhibit("session", figures.index_bars),
        Exhibit("session", partial(figures.ranking, group="megacaps", head="company"), ("standard",)),
        Exhibit("session", figures.megacap_table, ("long",)),
        Exhibit("regions", figures.region_bars),
        Exhibit("regions", figures.region_ranking),
        Exhibit("drivers", figures.headline_table),
        Exhibit("verdict", figures.scorecard),
        Exhibit("verdict", figures.rotation_line),
        Exhibit(
            "drivers",
            partial(figures.ranking, group="size_and_style", head="style", horizons=figures.DEEP),
            ("long",),
        ),
        Exhibit("assets", partial(figures.bars, chart="sectors", groups=("sectors",))),
        Exhibit("assets", partial(figures.ranking, group="sectors", head="sector"), ("standard",)),
        Exhibit(
            "assets",
            partial(figures.ranking, group="sectors", head="sector", horizons=figures.DEEP),
            ("long",),
        ),
        Exhibit("assets", figures.bank_table),
        Exhibit("assets", partial(figures.bars, chart="assets", groups=("cross_asset",))),
        Exhibit("assets", figures.asset_table, ("standard",)),
        Exhibit("assets", partial(figures.asset_table, horizons=figures.DEEP), ("long",)),
        Exhibit("watch", figures.earlier_points),
        Exhibit("watch", figures.coming_table),
    ),
)

_WEEK: Final = figures.WEEK
WEEK: Final = Outline(
    WEEKLY,
    # of news and reports those of the last session alone are known, and they are no news of the week
    (*weekly.RULES, news.NOTES, *verdict.RULES, *resolved.RULES, *watch.RULES, *calendar.RULES),
    weekly_lead.kind,
    (
        Exhibit("five_sessions", partial(figures.index_box, horizons=_WEEK), ANY),
        Exhibit(
            "five_sessions",
            partial(figures.bars, chart="megacaps", groups=("indexes", "megacaps"), horizon="1w"),
        ),
        Exhibit("five_sessions", figures.week_by_day),
        Exhibit(
            "five_sessions",
            partial(figures.ranking, group="megacaps", head="company", horizons=_WEEK),
            ("long",),
        ),
        Exhibit("over_the_week", partial(figures.bars, chart="sectors", groups=("sectors",), horizon="1w")),
        Exhibit("over_the_week", partial(figures.ranking, group="sectors", head="sector", horizons=_WEEK)),
        Exhibit(
            "over_the_week", partial(figures.bars, chart="assets", groups=("cross_asset",), horizon="1w")
        ),
        Exhibit("over_the_week", partial(figures.asset_table, horizons=(("week", "1w"), ("ytd", "ytd")))),
        Exhibit(
            "five_sessions", partial(figures.ranking, group="size_and_style", head="style", horizons=_WEEK)
        ),
        Exhibit("five_sessions", partial(figures.ratio_line, pair="equal_cap")),
        Exhibit("verdict", figures.scorecard),
        Exhibit("watch", figures.earlier_points),
        Exhibit("watch", figures.coming_table),
    ),
    "plan.dateline_weekly",
    dates=weekly_lead.dates,
)
DAWN: Final = Outline(
    MORNING,
    morning.RULES,
    morning_lead.kind,
    (
        Exhibit("recap", figures.index_box, ANY),
        Exhibit("today", figures.earlier_points),
        Exhibit("today", figures.coming_table),
    ),
    "plan.dateline_morning",
    dates=morning_lead.dates,
)
EDITIONS: Final[Mapping[Edition, Outline]] = {"close": CLOSE, "morning": DAWN, "weekly": WEEK}


def story(day: Day, edition: Edition = "close", length: Length = "standard", own: Extensions = NONE) -> Story:
    """What an edition has to tell of a day, with the user's own rules.

    Raises ConfigError for one of these that finds something for which no edition has a place.
    """
    outline = EDITIONS[edition]
    plan = _with_topics(outline.plan, own.topics)
    further = _placed(judge(day, own.weekly if edition == "weekly" else own.rules), own)
    return Story(day, outline.kind(day), judge(day, outline.rules) + further, edition, length, plan)


def _with_topics(plan: tuple[Plan, ...], topics: Mapping[str, str]) -> tuple[Plan, ...]:
    """A plan with a paragraph for each topic of the user's own, at the end of its section."""
    sections, known = _sections()
    for topic, section in topics.items():
        where = f"TOPICS of an extension, {topic}"
        if topic in known:
            raise ConfigError("there is such a topic already", where=where, remedy="give yours another name")
        if section not in sections:
            raise ConfigError(
                f"there is no section {section}", where=where, remedy=f"give one of {', '.join(sections)}"
            )
    return tuple(
        with_topics(part, [t for t, section in topics.items() if section == part.id]) for part in plan
    )


def _placed(found: tuple[Finding, ...], own: Extensions) -> tuple[Finding, ...]:
    known = {*_sections()[1], *own.topics}
    for finding in found:
        if finding.topic not in known:
            raise ConfigError(
                f"no edition has the topic {finding.topic}",
                where=f"rule {finding.rule}",
                remedy=f"{nearest(finding.topic, known)}docs/own-rules.md has them all",
            )
    return found


def _sections() -> tuple[tuple[str, ...], frozenset[str]]:
    """The sections of all editions, and the topics of their paragraphs."""
    parts = [part for outline in EDITIONS.values() for part in outline.plan]
    topics = frozenset(topic for part in parts for paragraph in part.paragraphs for topic in paragraph)
    return tuple(dict.fromkeys(part.id for part in parts)), topics


def all_rules() -> Iterator[Rule]:
    """The rules of every edition, each once, in reading order."""
    yield from dict.fromkeys(rule for outline in EDITIONS.values() for rule in outline.rules)


def session_of(edition: Edition, asked: date | None, calendar: str) -> date | None:
    """The session that an edition for a day writes about; None stays None, the last one there is.

    Raises Refusal for a morning on which the market does not open.
    """
    if edition != "morning" or asked is None:
        return asked
    known = sessions(calendar)
    if not known.is_session(asked):
        after = known.after(known.on_or_before(asked))
        raise Refusal(f"{asked} is no trading day", remedy=f"ask for the morning of {after}")
    return known.on_or_before(asked - timedelta(days=1))


def folder(edition: Edition, session: date, calendar: str) -> str:
    """The folder of a brief: the day that it is for, and the edition where that is not the close."""
    return named_for(edition, sessions(calendar).after(session) if edition == "morning" else session)


def named_for(edition: Edition, day: date) -> str:
    """The same of the day that the brief is for, as its reader would name it."""
    return day.isoformat() if edition == "close" else f"{day.isoformat()}-{edition}"


def known_until(edition: Edition, session: date, calendar: str) -> datetime | None:
    """When an edition is written: what happens later is not known to it. None for the session's close."""
    known = sessions(calendar)
    if edition != "morning":
        return None
    return datetime.combine(known.after(session), MORNING_HOUR, known.zone)
