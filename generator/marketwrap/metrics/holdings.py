"""What a client owns, valued at closes. Every question carries all positions: ``AAA:100,BBB:-20``.

A position is a quantity of an instrument, negative where it is owed. Its value is quantity times close, in
the universe's money. Over a horizon a sum **counts** the positions that have both closes, are quoted in that
money, and are of a kind that is owned by the piece; the facts' inputs name just these. Quantities are taken
to have been the same all along. A change is a price change: no dividends, interest, fees or taxes.

- **gain**: quantity times the difference of the two closes, in money; of the whole their sum;
- **change** of the whole: its gain over its value at the first close, where that says something;
- **weight** of a position: its value at the first close over that of the whole;
- **contribution** of a position: weight times change, in percentage points. They add up to the whole's.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import fsum, isfinite, isnan
from typing import Final

from marketwrap.base.model import Input, Kind
from marketwrap.metrics.panel import Panel

#: subject of facts about all positions together
WHOLE: Final = "holdings"
#: owned by the piece: a yield or an index has no pieces, and a contract on a future is worth a multiple
OWNED: Final[tuple[Kind, ...]] = ("fund", "stock", "crypto")
#: the whole's value over the sum of all sizes: below it, what is owed nearly cancels what is owned
LEAST_NET: Final = 0.1
#: sums of floats that should be zero
_NOTHING: Final = 1e-9


@dataclass(frozen=True, slots=True)
class Stake:
    """A position that counts, and the two closes of the horizon."""

    quantity: float
    used: Input

    @property
    def first(self) -> float:
        """Its value at the first close."""
        return self.quantity * self.used.closes[0]

    @property
    def gain(self) -> float:
        """What it has gained since."""
        return self.quantity * (self.used.closes[1] - self.used.closes[0])


def written(positions: Iterable[tuple[str, float]]) -> str:
    """Positions as the text that facts are asked with: by symbol, those of one symbol added up."""
    sums: dict[str, list[float]] = {}
    for symbol, quantity in positions:
        sums.setdefault(symbol, []).append(quantity)
    return ",".join(f"{symbol}:{_plain(fsum(parts))}" for symbol, parts in sorted(sums.items()))


def _plain(quantity: float) -> str:
    return repr(quantity).removesuffix(".0")


@lru_cache(8)  # of a client there is one, asked for a hundred times
def positions_in(text: str) -> Mapping[str, float]:
    """The quantity by symbol. Raises ValueError for a text that ``written`` did not make."""
    found: dict[str, float] = {}
    for part in filter(None, text.split(",")):
        symbol, _, quantity = part.rpartition(":")
        if not symbol or symbol in found or not isfinite(float(quantity)):
            raise ValueError(f"no position: {part!r}")
        found[symbol] = float(quantity)
    return found


def is_owned(panel: Panel, symbol: str) -> bool:
    """Whether a quantity of it has a value."""
    known = panel.universe.instruments.get(symbol)
    return known is not None and known.kind in OWNED


def is_foreign(panel: Panel, symbol: str) -> bool:
    """Whether it is quoted in other money than the universe's."""
    known = panel.universe.instruments.get(symbol)
    return known is not None and known.currency not in ("", panel.universe.currency)


def stakes(panel: Panel, i: int, positions: str, horizon: str) -> tuple[Stake, ...]:
    """The positions that count over a horizon (``now``: at the session alone), by symbol."""
    return panel.latest(
        ("stakes", horizon), (i, positions), lambda: tuple(_stakes(panel, i, positions, horizon))
    )


def _stakes(panel: Panel, i: int, positions: str, horizon: str) -> Iterator[Stake]:
    base = i if horizon == "now" else panel.base(horizon, i)
    for symbol, quantity in positions_in(positions).items() if base >= 0 else ():
        if used := _counts(panel, symbol, base, i):
            yield Stake(quantity, used)


def _counts(panel: Panel, symbol: str, base: int, i: int) -> Input | None:
    if symbol not in panel.closes or not is_owned(panel, symbol) or is_foreign(panel, symbol):
        return None
    (used,) = panel.inputs(symbol, (symbol,), (base, i, True))
    return used if all(not isnan(close) and close > 0 for close in used.closes) else None


def _of(found: Iterable[Stake], symbol: str) -> Stake | None:
    return next((stake for stake in found if stake.used.symbol == symbol), None)


def _net(found: Iterable[Stake]) -> float | None:
    """The whole's value at the first close; None where no percentage of it says anything."""
    firsts = [stake.first for stake in found]
    net, gross = fsum(firsts), fsum(map(abs, firsts))
    return net if gross > _NOTHING and net / gross >= LEAST_NET else None


# One position -------------------------------------------------------------------------------------


def quantity(_panel: Panel, subject: str, _i: int, positions: str) -> float | None:
    """How many pieces; negative where they are owed."""
    return positions_in(positions).get(subject)


def value(panel: Panel, subject: str, i: int, positions: str) -> float | None:
    """Quantity times close, in money; of the whole the sum."""
    found = stakes(panel, i, positions, "now")
    if subject == WHOLE:
        return fsum(stake.first for stake in found) if found else None
    own = _of(found, subject)
    return own.first if own else None


def gain(panel: Panel, subject: str, i: int, positions: str, *, horizon: str) -> float | None:
    """Quantity times the difference of the closes, in money; of the whole the sum."""
    found = stakes(panel, i, positions, horizon)
    if subject == WHOLE:
        return fsum(stake.gain for stake in found) if found else None
    own = _of(found, subject)
    return own.gain if own else None


def weight(panel: Panel, subject: str, i: int, positions: str, *, horizon: str) -> float | None:
    """The position's part of the whole at the first close; a fraction, negative where it is owed."""
    found = stakes(panel, i, positions, horizon)
    own, net = _of(found, subject), _net(found)
    return own.first / net if own and net else None


def contribution(panel: Panel, subject: str, i: int, positions: str, *, horizon: str) -> float | None:
    """What the position added to the whole's change, in percentage points."""
    found = stakes(panel, i, positions, horizon)
    own, net = _of(found, subject), _net(found)
    return own.gain / net * 100 if own and net else None


def place(panel: Panel, subject: str, i: int, positions: str, way: int, *, horizon: str) -> int | None:
    """Its place among the gains in money, 1 for the largest; with a ``way`` of -1 among the losses."""
    found = stakes(panel, i, positions, horizon)
    own = _of(found, subject)
    return 1 + sum(stake.gain * way > own.gain * way for stake in found) if own else None


# All together -------------------------------------------------------------------------------------


def change(panel: Panel, subject: str, i: int, positions: str, *, horizon: str) -> float | None:
    """The whole's gain over its value at the first close; a fraction."""
    found = stakes(panel, i, positions, horizon) if subject == WHOLE else ()
    net = _net(found)
    return fsum(stake.gain for stake in found) / net if net else None


def gap(panel: Panel, subject: str, i: int, positions: str, against: str, *, horizon: str) -> float | None:
    """The whole's change less that of an instrument, in percentage points."""
    own, other = change(panel, subject, i, positions, horizon=horizon), _moved(panel, against, i, horizon)
    return None if own is None or other is None else (own - other) * 100


def counted(panel: Panel, subject: str, i: int, positions: str, *, horizon: str) -> int | None:
    """How many positions count."""
    return len(stakes(panel, i, positions, horizon)) or None if subject == WHOLE else None


def rising(panel: Panel, subject: str, i: int, positions: str, *, horizon: str) -> int | None:
    """How many of them are of instruments that rose."""
    found = stakes(panel, i, positions, horizon) if subject == WHOLE else ()
    return sum(stake.used.closes[1] > stake.used.closes[0] for stake in found) if found else None


# The watch list -----------------------------------------------------------------------------------


def move_place(panel: Panel, subject: str, i: int, among: str, *, horizon: str) -> int | None:
    """The place of a percentage change by its size among those of a list ("A,B,C"), 1 for the largest."""
    moves = {symbol: _moved(panel, symbol, i, horizon) for symbol in among.split(",")}
    own = moves.get(subject)
    if own is None:
        return None
    return 1 + sum(abs(move) > abs(own) for move in moves.values() if move is not None)


def _moved(panel: Panel, symbol: str, i: int, horizon: str) -> float | None:
    """A percentage change; None for what moves in points, and where there is none."""
    known = panel.column(f"change_{horizon}", symbol)
    if known is None or isnan(known[i]) or panel.unit_of(f"change_{horizon}", symbol).unit != "percent":
        return None
    return float(known[i])


# What these rest on -------------------------------------------------------------------------------


def own_closes(panel: Panel, subject: str, i: int, positions: str, *, horizon: str) -> tuple[Input, ...]:
    """The closes of the position alone; of the whole those of every one that counts."""
    found = stakes(panel, i, positions, horizon)
    return tuple(stake.used for stake in found if subject in (WHOLE, stake.used.symbol))


def all_closes(
    panel: Panel, _subject: str, i: int, positions: str, against: str = "", *, horizon: str, **_way: int
) -> tuple[Input, ...]:
    """The closes of every position that counts, and of what the whole is held against."""
    used = tuple(stake.used for stake in stakes(panel, i, positions, horizon))
    told = {other.symbol for other in used}
    return used + (() if against in told else listed_closes(panel, "", i, against, horizon=horizon))


def listed_closes(panel: Panel, _subject: str, i: int, among: str, *, horizon: str) -> tuple[Input, ...]:
    """The closes of every instrument of a list that has a percentage change."""
    moved = (s for s in among.split(",") if s and _moved(panel, s, i, horizon) is not None)
    stretch = (max(panel.base(horizon, i), 0), i, True)
    return tuple(used for symbol in moved for used in panel.inputs(symbol, (symbol,), stretch))
