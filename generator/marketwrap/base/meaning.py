"""What the values of a metric mean, as it declares: who reads a fact guesses nothing from its name."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

Direction = Literal[
    "sign",  # the value's sign says it: up or ahead where positive, down or behind where negative
    "by unit",  # so does that of a move or a gap; a price or a ratio says something below zero only
    "up",  # what it counts or lists went up or is ahead; down where the parameter ``hit`` is "fall"
    "down",
    "by parameters",  # the bounds say it that it is asked with
    "none",
    "as asked",  # that of the metric named by the parameter ``of``
]
Kind = Literal[
    "level",  # where something stands: a price, a ratio, an average
    "change",  # how far something moved
    "distance",  # how far a close is from an average or an end of its range: up from one, down from the other
    "gap",  # how far apart two things are
    "run",  # how often in a row
    "count",  # how many; or whether, as 1 and 0
    "share",  # of cases, of sessions, of a whole
    "rank",  # a place in an order
    "list",  # which
    "date",
    "text",
    "study",  # a figure of what came after days like this: of other days than the session
    "as asked",
]
#: what end of something a metric is, or is measured from, or happened at
Extreme = Literal[
    "",
    "top",  # of an order, of sizes
    "bottom",
    "high",  # a record, or the upper end of a range
    "low",
    "first",  # something happens for the first time
]
#: over what it is: "now", a stretch such as "1d", "mtd", "last_year", "52w", a number of sessions, "all"
#: that went before, or "as asked": the parameter ``horizon``, else that of the metric named by ``of``
Horizon = str | int


@dataclass(frozen=True, slots=True)
class Meaning:
    """The meaning of a metric's values, whatever they are."""

    direction: Direction
    kind: Kind
    horizon: Horizon
    extreme: Extreme = ""


#: of a metric that nobody declares, as a damaged brief may name one
UNKNOWN = Meaning("none", "text", "now")


def meaning_of(metric: str, asked: Mapping[str, object], declared: Mapping[str, Meaning]) -> Meaning:
    """What a metric means that is ``asked`` with parameters, by what each metric has ``declared``."""
    meaning = declared.get(metric, UNKNOWN)
    of = declared.get(str(asked.get("of")), UNKNOWN)
    if meaning.direction == "as asked":
        meaning = replace(meaning, direction=of.direction)
    if meaning.kind == "as asked":
        meaning = replace(meaning, kind=of.kind)
    if meaning.horizon == "as asked":
        meaning = replace(meaning, horizon=str(asked["horizon"]) if "horizon" in asked else of.horizon)
    return meaning
