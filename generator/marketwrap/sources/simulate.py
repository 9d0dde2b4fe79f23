"""Makes the bundled sample: ``python -m marketwrap.sources.simulate PATH``.

Invented history that ends in published figures. Each instrument moves with a few factors and with
noise of its own, from ``data/sample.toml``; between the closes that are laid down there the path is a
bridge: what is missing to the next one is spread over the days, more over the volatile ones, so that
no pin leaves a jump. The random numbers are those of ``random.Random``, which are the same everywhere.
"""

import gzip
import io
import math
import sys
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from importlib import resources
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from marketwrap.base import disk
from marketwrap.market.calendars import sessions

Floats = NDArray[np.float64]

LAST_YEAR, YEAR_BEFORE = date(2025, 12, 31), date(2024, 12, 31)
#: no run of days on which small companies win is longer outside the two that are laid down
LONGEST_OTHER_RUN = 8
#: one day in ten moves twice as much as its neighbours
JUMPS, JUMP = 0.1, 2.0
#: how much of yesterday's variance, and of yesterday's surprise, lives on
MEMORY, SURPRISE = 0.86, 0.09
#: how fast a volatility index goes back to where the market's own volatility puts it
REVERSION = 0.06
#: a yield moves by its ``noise`` at this level, by less below it
USUAL_YIELD = 2.5


@dataclass
class Draft:
    """The history while it is made: moves by name (log changes; points for yields), closes by symbol."""

    days: list[date]
    random: Random
    recipe: Mapping[str, Any]
    #: the market's volatility of each day, 1 when it is as usual
    storm: Floats = field(default_factory=lambda: np.ones(0))
    moves: dict[str, Floats] = field(default_factory=dict)
    closes: dict[str, Floats] = field(default_factory=dict)

    def place(self, day: date) -> int:
        """Which session of the history a day is."""
        return self.days.index(day)


def history() -> pd.DataFrame:
    """The sample: a row a session, a column a symbol; NaN before an instrument's first day."""
    text = (resources.files("marketwrap.sources") / "data" / "sample.toml").read_text("utf-8")
    recipe = tomllib.loads(text)
    index = sessions(recipe["calendar"]).between(recipe["first"], recipe["last"])
    draft = Draft([moment.date() for moment in index], Random(recipe["seed"]), recipe)  # noqa: S311  # no secret
    draft.storm = _storm(draft)
    for name, factor in recipe["factors"].items():
        draft.moves[name] = _mixed(draft, factor) + _noise(draft) * draft.storm**0.6 * factor["sd"] / 100
    for symbol, entry in recipe["instruments"].items():
        draft.closes[symbol] = _closes(draft, symbol, entry)
    return pd.DataFrame(draft.closes, index=index)


def csv_gz(closes: pd.DataFrame) -> bytes:
    """The sample's file: wide CSV in gzip, the same bytes for the same closes."""
    packed = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", compresslevel=9, fileobj=packed, mtime=0) as file:
        file.write(closes.to_csv(index_label="date", date_format="%Y-%m-%d", lineterminator="\n").encode())
    return packed.getvalue()


def pair(last: float, change: float, decimals: int = 2) -> tuple[float, float]:
    """Two closes near ``last``, the day before first, that differ by ``change`` percent when printed.

    On a grid of cents few closes do: the nearest within three hundredths of ``last`` is taken.
    """
    step = 10.0**-decimals
    for away in range(round(last * 0.03 / step)):
        for sign in (1, -1):
            end = round(last + sign * away * step, decimals)
            start = round(end / (1 + change / 100), decimals)
            if abs((end / start - 1) * 100 - change) < 0.001:  # well inside the 0.005 of print
                return start, end
    raise ValueError(f"no closes near {last} differ by {change}%")


def _storm(draft: Draft) -> Floats:
    """Volatility by day: laid down for some spells, eased into by a day or two, with a life of its own."""
    laid = np.ones(len(draft.days))
    for first, last, times in draft.recipe["calm"]:
        laid[[first <= day <= last for day in draft.days]] = times
    own = np.ones(len(draft.days))
    for place in range(1, len(own)):
        surprise = _shock(draft.random) ** 2
        own[place] = (1 - MEMORY - SURPRISE) + own[place - 1] * (MEMORY + SURPRISE * min(surprise, 6.0))
    return np.asarray(laid * np.sqrt(own), dtype=np.float64)


def _shock(random: Random) -> float:
    """A random number of mean 0 and variance 1 with the tails of a market."""
    size = JUMP if random.random() < JUMPS else 1.0
    return random.gauss(0.0, 1.0) * size / math.sqrt(1 + JUMPS * (JUMP**2 - 1))


def _noise(draft: Draft) -> Floats:
    return np.array([_shock(draft.random) for _ in draft.days])


def _mixed(draft: Draft, entry: Mapping[str, Any]) -> Floats:
    """What an entry takes over from what was made before it."""
    total = np.zeros(len(draft.days))
    for name, weight in entry.get("load", {}).items():
        total += weight * draft.moves[name] / (100 if _additive(draft, name) else 1)
    return total


def _additive(draft: Draft, name: str) -> bool:
    return bool(draft.recipe["instruments"].get(name, {}).get("additive"))


def _closes(draft: Draft, symbol: str, entry: Mapping[str, Any]) -> Floats:
    decimals = entry.get("decimals", 2)
    pins = _pins(draft, entry, decimals)
    first = draft.place(entry.get("since", draft.days[0]))
    if entry.get("additive"):
        path = _bridge(_yields(draft, entry, pins), draft.storm, pins)
        draft.moves[symbol] = np.diff(path, prepend=path[0])
        return _rounded(path, decimals)
    weight = draft.storm ** (1.0 if symbol == draft.recipe["benchmark"] else 0.5)
    moves = _mixed(draft, entry) + _noise(draft) * weight * entry["noise"] / 100
    if entry.get("reverts"):
        moves = _reverting(draft, moves, entry["start"])
    path = _bridge(moves, draft.storm, {place: math.log(close) for place, close in pins.items()})
    if symbol == draft.recipe["small"]:
        path = _with_runs(draft, path, sorted(pins))
    path[:first] = np.nan
    draft.moves[symbol] = np.nan_to_num(np.diff(path, prepend=path[0]))
    return _rounded(np.exp(path), decimals)


def _rounded(closes: Floats, decimals: int) -> Floats:
    return np.asarray(np.round(closes, decimals), dtype=np.float64)


def _pins(draft: Draft, entry: Mapping[str, Any], decimals: int) -> dict[int, float]:
    """The closes that are laid down, by place: the first one, those on the way, the last two, year ends."""
    pins = {draft.place(entry.get("since", draft.days[0])): float(entry["start"])}
    pins |= {draft.place(date.fromisoformat(day)): float(close) for day, close in entry.get("at", {}).items()}
    end = len(draft.days) - 1
    if "day" in entry:
        pins[end - 1], pins[end] = pair(entry["last"], entry["day"], decimals)
    later = pins[end]
    for year_end, change in ((LAST_YEAR, "ytd"), (YEAR_BEFORE, "y2025")):
        if change in entry:
            later = round(later / (1 + entry[change] / 100), decimals)
            pins[draft.place(year_end)] = later
    return dict(sorted(pins.items()))


def _bridge(moves: Floats, storm: Floats, pins: Mapping[int, float]) -> Floats:
    """A path through the pins by the moves, each segment's remainder spread over it by variance."""
    path = np.full(len(moves), np.nan)
    places = list(pins)
    path[places[0]] = pins[places[0]]
    for start, end in pairwise(places):
        share = storm[start + 1 : end + 1] ** 2
        steps = moves[start + 1 : end + 1]
        steps = steps + (pins[end] - pins[start] - steps.sum()) * share / share.sum()
        path[start + 1 : end + 1] = pins[start] + np.cumsum(steps)
        path[end] = pins[end]
    return path


def _yields(draft: Draft, entry: Mapping[str, Any], pins: Mapping[int, float]) -> Floats:
    """Daily changes of a yield in percentage points, smaller where it is near zero."""
    level = np.interp(np.arange(len(draft.days)), list(pins), list(pins.values()))
    size = np.clip(level / USUAL_YIELD, 0.3, 1.3) * entry["noise"] / 100
    return np.asarray(_mixed(draft, entry) + _noise(draft) * draft.storm**0.3 * size, dtype=np.float64)


def _reverting(draft: Draft, moves: Floats, start: float) -> Floats:
    """The same moves with a pull to where the market's volatility belongs."""
    home = np.log(16.5 * draft.storm**0.62)
    level, pulled = math.log(start), np.zeros(len(moves))
    for place, move in enumerate(moves):
        pulled[place] = move + REVERSION * (home[place] - level)
        level += pulled[place]
    return pulled


def _with_runs(draft: Draft, path: Floats, places: list[int]) -> Floats:
    """Small companies ahead of the benchmark for as long as is laid down, and never that long otherwise.

    Two days of one segment trade their lead, so the path still meets every pin.
    """
    lead = np.diff(path, prepend=path[0]) - draft.moves[draft.recipe["benchmark"]]
    first, last = (draft.place(day) for day in draft.recipe["small_run"])
    for place in range(first, last + 1):
        if lead[place] < 0:
            _trade(lead, place, range(first, last + 1), places)
    end = draft.place(LAST_YEAR)
    while long := _long_run(lead, range(1, first), range(last + 1, end)):
        _trade(lead, long[len(long) // 2], long, places)
    return np.asarray(
        path[0] + np.cumsum(np.r_[0.0, (lead + draft.moves[draft.recipe["benchmark"]])[1:]]), dtype=np.float64
    )


def _long_run(lead: Floats, *spells: range) -> range | None:
    """The first run of leading days in one of the spells that is longer than it may be."""
    for spell in spells:
        start = spell.start
        for place in spell:
            if lead[place] <= 0:
                start = place + 1
            elif place - start == LONGEST_OTHER_RUN:
                return range(start, place + 1)
    return None


def _trade(lead: Floats, place: int, run: range, places: list[int]) -> None:
    """Swap a day's lead with that of the nearest day of its segment with the other sign, outside the run."""
    segment = int(np.searchsorted(places, place))
    days = range(places[segment - 1] + 1, places[segment] + 1)
    found = [other for other in days if other not in run and (lead[other] < 0) != (lead[place] < 0)]
    other = min(found, key=lambda day: abs(day - place))
    lead[place], lead[other] = lead[other], lead[place]


def main(arguments: list[str]) -> None:
    """Write the sample to the path given."""
    disk.write(Path(arguments[0]), csv_gz(history()))


if __name__ == "__main__":
    main(sys.argv[1:])
