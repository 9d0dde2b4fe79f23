"""How the day's kind becomes a headline: which phrase, and what it may be filled with."""

from marketwrap.base.model import Fact, Finding
from marketwrap.facts import Day
from marketwrap.rules.archetypes import ARCHETYPES, archetype
from marketwrap.rules.rule import Lead
from marketwrap.rules.saying import Role, largest, number, say, years_ago

#: below this an index has not moved
FLAT = 0.0005
#: basis points below which a yield has not moved
YIELD_FLAT = 0.5
#: sessions in a row that are worth a headline's words
AGAIN = 2
#: … and on a day of no kind of its own the whole headline
LONG_RUN = 6
#: a move is worth "the largest since" in a headline when the last one as large is this many years back
YEARS = 1
#: the session before is worth a headline's words when its fall was this part of the rise
PART = 1 / 3


def headline(day: Day, name: str) -> Finding:
    """What the headline and the standfirst of an archetype are filled with."""
    return say(f"headline.{_headline(day, name)}", "headline", 1.0, _roles(day))


def _headline(day: Day, name: str) -> str:
    """A record or a long run changes the headline of a milder day."""
    market = number(day.fact(day.role("benchmark"), "change_1d"))
    if name in ("quiet", "mixed") and abs(market) < FLAT:
        return f"{name}_flat"
    if name in ("quiet", "mixed"):
        name = f"{name}_{'up' if market >= 0 else 'down'}"
    if name == "rotation":
        name = f"rotation_{_rotation(day, market)}"
    if name == "oil" and number(day.fact(day.role("oil"), "below_zero")):
        return "oil_below_zero"
    if name in ("rates", "oil", "metals"):
        role = {"rates": "government_yield", "oil": "oil", "metals": "silver"}[name]
        name = f"{name}_{'up' if number(day.fact(day.role(role), 'change_1d')) > 0 else 'down'}"
    if name in ("shock", "surge") and any(_standing(day).values()):
        return f"{name}_standing"
    is_record = number(day.fact(day.role("benchmark"), "record_high")) == 1
    if is_record and name in _WITH_RECORD:
        return f"{name}_record"
    long = abs(number(day.fact(day.role("benchmark"), "streak"))) >= LONG_RUN
    return f"{name}_run" if long and name in _WITH_RUN else name


_WITH_RECORD = ("broad_rally", "quiet_up", "mixed_up", "narrow_rally", "rebound", "surge")
_WITH_RUN = ("mixed_up", "mixed_down")


def _rotation(day: Day, market: float) -> str:
    equal = number(day.fact(day.role("equal_weight"), "change_1d"))
    if market > -FLAT:
        return "up"
    megacaps = number(day.fact("megacaps", "mean_change"))
    small = number(day.fact(day.role("small_caps"), "change_1d"))
    if equal >= FLAT and megacaps < 0 and small > 0:
        return "parted"
    return "down" if equal < 0 else "ahead"


def _roles(day: Day) -> dict[str, Role]:
    """Everything that a headline or a standfirst may name."""
    benchmark = day.role("benchmark")
    moves = {role: day.fact(day.role(role), "change_1d") for role in _ROLES}
    if abs(number(moves["government_yield"])) < YIELD_FLAT:
        moves["government_yield"] = None
    streak, run = day.fact("majors", "joint_streak"), day.fact(benchmark, "streak")
    best, worst = (day.fact("sectors", metric, of="change_1d") for metric in ("leaders", "laggards"))
    return {
        **moves,
        "again": streak if abs(number(streak)) >= AGAIN else None,
        "run": run if abs(number(run)) >= AGAIN else None,
        **_standing(day),
        "before": _before(day),
        "year": day.fact(benchmark, "year"),
        "ytd": day.fact(benchmark, "change_ytd"),
        "market": moves["benchmark"],
        "level": day.fact(benchmark, "level"),
        "yield_level": day.fact(day.role("government_yield"), "level"),
        "oil_level": day.fact(day.role("oil"), "level"),
        "gap": day.fact("equal_cap", "spread_1d"),
        "small_gap": day.fact("small_large", "spread_1d"),
        "rising": day.fact("sectors", "rising"),
        "falling": day.fact("sectors", "falling"),
        "total": day.fact("sectors", "total", of="change_1d"),
        "record": day.fact(benchmark, "record_high"),
        "waited": _waited(day),
        "records": day.fact("majors", "records"),
        "best": best if _single(best) else None,
        "worst": worst if _single(worst) else None,
        "tilt": day.fact("defensives", "group_gap", other="cyclicals"),
        "defensives": day.fact("defensives", "mean_change"),
        "cyclicals": day.fact("cyclicals", "mean_change"),
        "megacaps": day.fact("megacaps", "mean_change"),
        "megacaps_falling": day.fact("megacaps", "falling"),
        "megacaps_total": day.fact("megacaps", "total", of="change_1d"),
        "majors": day.facts(day.members("majors"), "change_1d"),
        "direction": day.fact("majors", "joint_direction"),
    }


def _standing(day: Day) -> dict[str, Role]:
    """When the benchmark last moved as far, if that is long enough ago for a headline."""
    benchmark = day.role("benchmark")
    roles = largest(day, benchmark) if benchmark else {}
    since = roles.get("since")
    recent = isinstance(since, Fact) and years_ago(day, since) < YEARS
    return {"since": None if recent else since, "of_all": roles.get("of_all")}


def _waited(day: Day) -> Fact | None:
    """The record before this one, where a headline may say that it was long ago."""
    benchmark = day.role("benchmark")
    before = (
        day.fact(benchmark, "record_session_before") if number(day.fact(benchmark, "record_high")) else None
    )
    return before if before is not None and years_ago(day, before) >= YEARS else None


def _before(day: Day) -> Fact | None:
    """The benchmark's move of the session before, where this one answers it."""
    benchmark = day.role("benchmark")
    before, now = day.fact(benchmark, "before", of="change_1d"), day.fact(benchmark, "change_1d")
    if before is None or now is None or before.number * now.number >= 0:
        return None
    return before if abs(before.number) >= PART * abs(now.number) else None


_ROLES = (
    "benchmark",
    "technology_index",
    "blue_chips",
    "small_caps",
    "equal_weight",
    "cap_weight",
    "government_yield",
    "government_bonds",
    "volatility",
    "oil",
    "gold",
    "silver",
    "dollar",
    "energy",
    "technology",
)


def _single(fact: Fact | None) -> bool:
    return fact is not None and isinstance(fact.value, tuple) and len(fact.value) == 1


LEAD = Lead(ARCHETYPES, archetype, headline)
