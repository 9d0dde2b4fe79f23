"""Studies: what came next after sessions like this one, asked in data.

A study is a condition on a session and an instrument or pair whose move after it is counted. Those of
``studies.toml`` come along; a user adds files of the same layout. See docs/precedents.md.
"""

import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from importlib import resources
from pathlib import Path
from typing import Any, Final, Literal

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass as checked

from marketwrap.base.conditions import Condition, comparisons, parse, resolved, write
from marketwrap.base.errors import ConfigError
from marketwrap.base.model import Universe

Horizon = Literal[1, 5, 20]
#: sessions after which an outcome is looked at
HORIZONS: Final[tuple[Horizon, ...]] = (1, 5, 20)
Hit = Literal["rise", "fall"]
#: fewer cases than this give no share
MINIMUM: Final = 12


@dataclass(frozen=True, slots=True)
class Study:
    """A question to the past, with symbols in the place of roles."""

    id: str
    when: Condition
    #: an instrument's symbol, or a pair
    outcome: str
    horizons: tuple[Horizon, ...] = HORIZONS
    #: no session before is looked at
    since: date | None = None
    minimum: int = MINIMUM
    #: what is counted: outcomes above zero, or below
    hit: Hit = "rise"

    def asked(self, horizon: int) -> dict[str, str | int | float]:
        """What a fact of the study is asked with, so that it can be computed again without the study."""
        found: dict[str, str | int | float] = {"when": write(self.when), "horizon": horizon}
        if self.since is not None:
            found["since"] = self.since.isoformat()
        if self.minimum != MINIMUM:
            found["minimum"] = self.minimum
        return found if self.hit == "rise" else {**found, "hit": self.hit}


@checked(frozen=True, kw_only=True, config=ConfigDict(extra="forbid"))
class _Entry:
    """A study as a file has it."""

    when: str
    outcome: str
    horizons: tuple[Horizon, ...] = Field(HORIZONS, min_length=1)
    since: date | None = None
    minimum: int = Field(MINIMUM, ge=1)
    hit: Hit = "rise"


def bundled(universe: Universe) -> tuple[Study, ...]:
    """The studies that come along and that a universe can answer."""
    text = (resources.files("marketwrap.metrics") / "studies.toml").read_text("utf-8")
    made = read(text, "the bundled studies", universe)
    return tuple(study for study in made if missing(study, universe) is None)


def load(paths: Iterable[Path], universe: Universe) -> tuple[Study, ...]:
    """The studies of a user's files.

    Raises ConfigError for a file that cannot be read, one without a study, a wrong entry, an id that comes
    twice, and a subject that the universe does not have.
    """
    found: dict[str, Study] = {}
    for path in paths:
        made = tuple(read(text_of(path), str(path), universe))
        if not made:
            raise ConfigError("it has no study", where=str(path), remedy="see docs/precedents.md for one")
        for study in made:
            if study.id in found:
                raise ConfigError(f"[{study.id}] comes twice", where=str(path), remedy="give it another name")
            refuse_missing(study, universe, str(path))
            found[study.id] = study
    return tuple(found.values())


def read(text: str, where: str, universe: Universe) -> Iterator[Study]:
    """The studies of a TOML text, roles resolved; ``where`` names it in errors. Raises ConfigError."""
    try:
        entries = _ENTRIES.validate_python(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"not valid TOML: {error}", where=where) from error
    except ValidationError as error:
        raise wrong_entry(error, where) from error
    for name, entry in entries.items():
        yield study_of(name, entry.when, entry.outcome, f"{where}, [{name}]", universe, entry)


def study_of(name: str, when: str, outcome: str, where: str, universe: Universe, rest: Any = None) -> Study:
    """A study of a condition's text and an outcome; ``rest`` has the other fields. Raises ConfigError."""
    condition = resolved(parse(when, where), universe.roles)
    more = {} if rest is None else {field: getattr(rest, field) for field in _MORE}
    return Study(name, condition, universe.roles.get(outcome, outcome), **more)


def asked_for(
    name: str,
    when: str,
    outcome: str,
    where: str,
    universe: Universe,
    horizons: tuple[Horizon, ...],
    since: date | None,
) -> Study:
    """A study of a single question. Raises ConfigError for what the universe cannot answer."""
    found = replace(study_of(name, when, outcome, where, universe), horizons=horizons, since=since)
    refuse_missing(found, universe, where)
    return found


def missing(study: Study, universe: Universe) -> str | None:
    """A subject or an outcome that a universe does not have, or None."""
    outcomes = {*universe.instruments, *universe.pairs}
    if study.outcome not in outcomes:
        return study.outcome
    subjects = outcomes | set(universe.groups)
    return next((c.subject for c in comparisons(study.when) if c.subject not in subjects), None)


def refuse_missing(study: Study, universe: Universe, where: str) -> None:
    """Raises ConfigError for a study that the universe cannot answer."""
    if study.outcome in universe.groups:
        raise ConfigError(
            f"[{study.id}] has the group {study.outcome} as its outcome",
            where=where,
            remedy="give a role, a symbol or a pair",
        )
    if name := missing(study, universe):
        raise ConfigError(
            f"[{study.id}] names {name}, which universe {universe.id} does not have",
            where=where,
            remedy="give a role, a symbol, a pair or, in a condition, a group",
        )


def text_of(path: Path) -> str:
    """A file's text. Raises ConfigError for one that cannot be read."""
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"it cannot be read: {error}", where=str(path)) from error


def wrong_entry(error: ValidationError, where: str) -> ConfigError:
    """The first thing wrong with a file's entries, in one line."""
    first = error.errors()[0]
    place = ".".join(str(part) for part in first["loc"])
    return ConfigError(f"{place}: {first['msg']}", where=where, remedy="see docs/precedents.md")


_ENTRIES: Final = TypeAdapter(dict[str, _Entry])
_MORE: Final = ("horizons", "since", "minimum", "hit")
