"""What was in the news, as far as the tape bears it out. Two things coincided; no rule here says because."""

from collections.abc import Iterator

from marketwrap.base.conditions import held, resolved
from marketwrap.base.model import Event, Fact, Finding
from marketwrap.facts import Day
from marketwrap.language import themes
from marketwrap.rules.reports import of_day, told
from marketwrap.rules.rule import Rule
from marketwrap.rules.saying import Role, number, say

#: themes that a brief tells of, those of them that have a sentence each, and publishers that it names
MOST_THEMES, SENTENCES, NAMED = 5, 2, 3
#: notes of the desk
MOST_NOTES = 2
#: what each publisher adds to a theme's news, and all of them at the most
EACH, ALL = 0.01, 0.2


def headlines(day: Day) -> tuple[tuple[themes.Theme, tuple[Event, ...]], ...]:
    """The themes that a brief may speak of, the one most carried first, each with its headlines."""
    found = []
    for theme in themes.load(day.language):
        subject = f"theme/{theme.id}"
        carried, ids = day.fact(subject, "theme_publishers"), day.fact(subject, "theme_headlines")
        if carried is None or ids is None or not isinstance(ids.value, tuple):
            continue
        if carried.number >= theme.publishers and _tape_agrees(day, theme):
            members = tuple(day.panel.by_id[key] for key in ids.value)
            found.append((carried.number, theme, tuple(e for e in members if _can_be_printed(day, e))))
    found.sort(key=lambda entry: -entry[0])
    return tuple((theme, members) for _, theme, members in found[:MOST_THEMES] if members)


def _can_be_printed(day: Day, event: Event) -> bool:
    return told(day, event, "name") is not None and told(day, event, "publisher") is not None


def _tape_agrees(day: Day, theme: themes.Theme) -> bool:
    def value(subject: str, metric: str) -> float | None:
        fact = day.fact(subject, metric)
        return None if fact is None else fact.number

    return held(resolved(theme.tape, day.universe.roles), value) is True


def in_the_news(day: Day) -> Iterator[Finding]:
    """Themes that at least two independent publishers carried and that the tape agrees with."""
    brief: list[tuple[Fact, Fact]] = []
    for place, (theme, members) in enumerate(headlines(day)):
        subject = f"theme/{theme.id}"
        carried, ahead = (day.fact(subject, f"theme_publishers{end}") for end in ("", "_ahead"))
        # carried before the day of the session, and so before its open
        way = "followed" if number(ahead) >= theme.publishers else "coincided"
        names = {themes.writer(e.publisher, day.language): told(day, e, "publisher") for e in members[::-1]}
        roles: dict[str, Role] = {
            "theme": day.fact(subject, "theme_name"),
            "carried": carried,
            "more": carried if number(carried) > NAMED else None,
            "ids": day.fact(subject, "theme_headlines"),
            "publishers": tuple(fact for fact in [*names.values()][::-1] if fact)[:NAMED],
        }
        shown = _shown(day, theme)
        name, move = roles["theme"], shown.get("move")
        if place >= SENTENCES and isinstance(name, Fact) and isinstance(move, Fact):
            brief.append((name, move))
        elif shown:
            news = 0.6 + min(number(carried) * EACH, ALL)
            yield say(f"news.{way}", "themes", news, roles, shown)
    if brief:
        named, moves = zip(*brief, strict=True)
        yield say("news.also", "themes", 0.5, themes=named, moves=moves)


def _shown(day: Day, theme: themes.Theme) -> dict[str, Role]:
    """The move that is told with a theme: an instrument's, or the mean of a group's."""
    for subject in theme.shows:
        mean, move = day.fact(subject, "mean_change"), day.fact(day.role(subject), "change_1d")
        if mean is not None:
            return {"mean": mean, "group": day.fact(subject, "group_name")}
        if move is not None:
            return {"move": move}
    return {}


def notes(day: Day) -> Iterator[Finding]:
    """What the firm's own desk notes of the session."""
    for event in of_day(day, "note")[-MOST_NOTES:]:
        if (finding := note(day, event)) is not None:
            yield finding


def note(day: Day, event: Event) -> Finding | None:
    """One of them; None for one that cannot be printed or is not known yet."""
    detail = told(day, event, "detail") or told(day, event, "name")
    if detail is None:
        return None
    return say("news.note", "notes", 0.9, detail=detail, publisher=told(day, event, "publisher"))


#: which a note that is added later has too
NOTES = Rule(notes, says=("news.note",))
RULES: tuple[Rule, ...] = (
    Rule(in_the_news, says=("news.coincided", "news.followed", "news.also")),
    NOTES,
)
