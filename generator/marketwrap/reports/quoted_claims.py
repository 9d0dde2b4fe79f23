"""Claims: a quoted rule of thumb, and the readings of it that may be held against the past.

A claim leaves open how large "clearly" is, on which days, since when. Its file names thresholds, further
conditions (readings) and periods; each combination is a study.
"""

import tomllib
from dataclasses import dataclass
from datetime import date
from importlib import resources
from pathlib import Path
from typing import Final

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass as checked

from marketwrap.base.conditions import Comparison, comparisons, parse, resolved
from marketwrap.base.errors import ConfigError
from marketwrap.base.model import Universe
from marketwrap.metrics.studies import (
    MINIMUM,
    Hit,
    Horizon,
    Study,
    refuse_missing,
    study_of,
    text_of,
    wrong_entry,
)

#: stands in a claim's condition for each threshold
GAP: Final = "{threshold}"
_STRICT: Final = ConfigDict(extra="forbid")


@checked(frozen=True, config=_STRICT)
class Reading:
    """What else must have been so; nothing for an empty condition."""

    name: str
    when: str = ""


@checked(frozen=True, config=_STRICT)
class Period:
    """The sessions that are looked at, both ends included; all there are without ends."""

    name: str
    since: date | None = None
    until: date | None = None


@checked(frozen=True, kw_only=True, config=_STRICT)
class Claim:
    """A quoted rule of thumb, as its file has it."""

    quote: str
    source: str
    #: of hits, as claimed: 0.7 for 70%
    share: float = Field(gt=0, lt=1)
    outcome: str
    when: str
    thresholds: tuple[float, ...] = Field(min_length=1)
    horizon: Horizon = 1
    readings: tuple[Reading, ...] = (Reading("any day"),)
    periods: tuple[Period, ...] = (Period("all the data"),)
    minimum: int = Field(MINIMUM, ge=1)
    hit: Hit = "rise"


@dataclass(frozen=True, slots=True)
class Asked:
    """One way to take a claim, as a study."""

    threshold: float
    #: the comparison that the threshold is written in, which may have it negative or as a percentage
    bound: Comparison
    reading: Reading
    period: Period
    study: Study


def bundled() -> tuple[str, ...]:
    """Names of the claims that come along."""
    folder = resources.files("marketwrap.reports") / "claims"
    return tuple(sorted(Path(f.name).stem for f in folder.iterdir() if f.name.endswith(".toml")))


def load(name: str) -> Claim:
    """A claim by its bundled name or by the path of a TOML file. Raises ConfigError."""
    if name in bundled():
        text = (resources.files("marketwrap.reports") / "claims" / f"{name}.toml").read_text("utf-8")
        return read(text, f"claim {name}")
    if not Path(name).is_file():
        choices = ", ".join(bundled())
        raise ConfigError("no such claim", where=name, remedy=f"give a TOML file or one of: {choices}")
    return read(text_of(Path(name)), name)


def read(text: str, where: str) -> Claim:
    """A claim of TOML text; ``where`` names it in errors. Raises ConfigError."""
    try:
        claim: Claim = _ADAPTER.validate_python(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"not valid TOML: {error}", where=where) from error
    except ValidationError as error:
        raise wrong_entry(error, where) from error
    _refuse_muddled(claim, where)
    if GAP not in claim.when:
        raise ConfigError(f"when has no {GAP}", where=where, remedy=f"write it as metric >= {GAP}")
    return claim


def _refuse_muddled(claim: Claim, where: str) -> None:
    """Raises ConfigError for what would stand twice in a table, and for a period without a session."""
    names = [reading.name for reading in claim.readings], [period.name for period in claim.periods]
    for kind, listed in zip(("threshold", "reading", "period"), (claim.thresholds, *names), strict=True):
        if len(set(listed)) < len(listed):
            raise ConfigError(
                f"a {kind} comes twice", where=where, remedy="leave one out, or name it otherwise"
            )
    for period in claim.periods:
        if period.since and period.until and period.until < period.since:
            raise ConfigError(
                f"period {period.name} ends before it begins", where=where, remedy="swap its days"
            )


def asked(claim: Claim, universe: Universe, where: str) -> tuple[Asked, ...]:
    """Every combination of period, reading and threshold. Raises ConfigError for what cannot be asked."""
    return tuple(
        Asked(
            threshold,
            _bound(claim, threshold, universe, where),
            reading,
            period,
            _study(claim, threshold, reading, period, universe, where),
        )
        for period in claim.periods
        for reading in claim.readings
        for threshold in claim.thresholds
    )


def _bound(claim: Claim, threshold: float, universe: Universe, where: str) -> Comparison:
    """The one comparison that another threshold would change."""
    with_this, with_another = (
        comparisons(resolved(parse(claim.when.replace(GAP, repr(value)), where), universe.roles))
        for value in (threshold, threshold + 1)
    )
    return next(one for one, other in zip(with_this, with_another, strict=True) if one != other)


def _study(
    claim: Claim, threshold: float, reading: Reading, period: Period, universe: Universe, where: str
) -> Study:
    when = claim.when.replace(GAP, repr(threshold))
    if reading.when:
        when = f"({when}) and ({reading.when})"
    plain = study_of(f"{reading.name}, {period.name}", when, claim.outcome, where, universe)
    study = Study(
        plain.id, plain.when, plain.outcome, (claim.horizon,), period.since, claim.minimum, claim.hit
    )
    refuse_missing(study, universe, where)
    return study


_ADAPTER: Final = TypeAdapter(Claim)
