"""Answers to a study in full, as tables: every figure at every horizon, and which studies hold."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

from marketwrap.base.conditions import write
from marketwrap.base.model import Fact, Row, Span, Table
from marketwrap.facts import Day
from marketwrap.language.voice import Voice
from marketwrap.metrics.precedents import NUMBERS, SESSIONS, case_sessions
from marketwrap.metrics.studies import Study
from marketwrap.rules.precedent import condition, holds

#: rows of a study's table, each a label and a phrase under ``study``
ROWS: Final = (
    "all_cases", "cases", "open", "hits", "share", "interval", "base", "difference", "difference_interval",
    "median", "quartiles", "worst", "best", "since", "last_case",
)  # fmt: skip
#: those that speak of a share, for which there may be too few cases
SHARES: Final = ("share", "interval", "difference", "difference_interval", "median", "quartiles")

HOLDS: Final = {True: "study.holds_yes", False: "study.holds_no", None: "study.holds_unknown"}

Roles = Mapping[str, Fact | tuple[Fact, ...]]


def voice_of(day: Day) -> Voice:
    """Who words the answers, short names taken as known."""
    made = Voice(day.universe, day.session, day.language)
    made.all_said()
    return made


def figures(day: Day, study: Study, horizon: int) -> dict[str, Fact]:
    """Every figure of a study that there is at a horizon, by its name."""
    asked = study.asked(horizon)
    found = {name: day.fact(study.outcome, f"precedent_{name}", **asked) for name in (*NUMBERS, *SESSIONS)}
    return {name: fact for name, fact in found.items() if fact is not None}


def answer(day: Day, study: Study, voice: Voice) -> Table:
    """A study's figures, a column a horizon."""
    found = [(horizon, figures(day, study, horizon)) for horizon in study.horizons]
    roles = _there(**found[0][1]) | {name: fact for name, fact in condition(day, study).items() if fact}
    heads = [
        voice.plain("study.horizon", _there(horizon=day.fact("brief", "given_count", value=horizon)))
        for horizon, _ in found
    ]
    rows = [
        Row(Span(voice.text(f"study.label_{key}")), tuple(_cell(key, known, voice) for _, known in found))
        for key in ROWS
    ]
    caption = voice.plain("study.caption", roles)
    return Table(study.id, caption, (voice.text("study.label_figure"), *heads), tuple(rows))


def listing(day: Day, voice: Voice) -> Table:
    """Every study there is, and whether its condition holds at the session."""
    columns = tuple(voice.text(f"study.list_{name}") for name in ("id", "when", "outcome", "holds"))
    rows = (
        Row(
            Span(s.id),
            (Span(write(s.when)), Span(s.outcome), Span(voice.text(HOLDS[holds(day, s)]))),
        )
        for s in day.studies
    )
    return Table("studies", "", columns, tuple(rows))


def cases(day: Day, study: Study, horizon: int) -> tuple[date, ...]:
    """The sessions of the counted cases, oldest first."""
    place = day.panel.position[day.session]
    return case_sessions(day.panel, study.outcome, place, **study.asked(horizon))


def heading(day: Day, horizon: int, voice: Voice) -> str:
    """What stands before the dates of a horizon's cases."""
    fact = day.fact("brief", "given_count", value=horizon)
    return voice.plain("study.dates", _there(horizon=fact))


def as_data(day: Day, study: Study) -> dict[str, Any]:
    """The same answer for programs: values in their units, dates in ISO."""
    return {
        "study": study.id,
        "when": write(study.when),
        "outcome": study.outcome,
        "hit": study.hit,
        "minimum": study.minimum,
        "session": day.session.isoformat(),
        "holds": holds(day, study),
        "horizons": {
            str(horizon): {
                **{name: _plain(fact) for name, fact in figures(day, study, horizon).items()},
                "unit": _unit(figures(day, study, horizon).values()),
                "sessions": [session.isoformat() for session in cases(day, study, horizon)],
            }
            for horizon in study.horizons
        },
    }


def _cell(key: str, known: Roles, voice: Voice) -> Span:
    if voice.fits(f"study.{key}", known):
        return Span(voice.plain(f"study.{key}", known))
    return Span(voice.text("study.few" if key in SHARES else "study.none"))


def _there(**roles: Fact | None) -> dict[str, Fact | tuple[Fact, ...]]:
    return {name: fact for name, fact in roles.items() if fact is not None}


def _plain(fact: Fact) -> object:
    return fact.value.isoformat() if isinstance(fact.value, date) else fact.value


def _unit(facts: Iterable[Fact]) -> str | None:
    """The unit of the outcomes."""
    return next((fact.unit for fact in facts if fact.metric == "precedent_best"), None)
