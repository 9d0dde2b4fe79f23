"""The main metrics once more, the slow and plain way: lists, loops and ``math``, nothing of the generator.

Closes are lists with NaN where there is none; sessions are dates; ``i`` is the position asked about.
None stands for "no such value".
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from datetime import date
from itertools import pairwise

Numbers = Sequence[float]
Dates = Sequence[date]

Z = 1.959963984540054


def known(x: float | None) -> bool:
    return x is not None and not math.isnan(x)


def base(days: Dates, i: int, horizon: str) -> int | None:
    """The position that a horizon counts from."""
    today = days[i]
    if horizon in ("1d", "1w"):
        back = i - {"1d": 1, "1w": 5}[horizon]
        return back if back >= 0 else None
    if horizon == "1y":
        try:
            then = today.replace(year=today.year - 1)
        except ValueError:  # 29 February
            then = date(today.year - 1, 2, 28)
        return last(days, i, lambda day: day <= then)
    first_month = {"mtd": today.month, "qtd": (today.month - 1) // 3 * 3 + 1, "ytd": 1}[horizon]
    start = date(today.year, first_month, 1)
    return last(days, i, lambda day: day < start)


def last(days: Dates, i: int, good: Callable[[date], bool]) -> int | None:
    found = [j for j in range(i + 1) if good(days[j])]
    return found[-1] if found else None


def change(closes: Numbers, days: Dates, i: int, horizon: str = "1d") -> float | None:
    return ratio_of(closes, i, base(days, i, horizon))


def ratio_of(closes: Numbers, i: int | None, j: int | None) -> float | None:
    if i is None or j is None or not (closes[i] > 0 and closes[j] > 0):
        return None
    return closes[i] / closes[j] - 1


def difference(closes: Numbers, days: Dates, i: int, horizon: str = "1d") -> float | None:
    j = base(days, i, horizon)
    return None if j is None or not known(closes[i] - closes[j]) else closes[i] - closes[j]


def change_last_year(closes: Numbers, days: Dates, i: int) -> float | None:
    end = last(days, i, lambda day: day.year < days[i].year)
    start = None if end is None else last(days, end, lambda day: day.year < days[end].year)
    return ratio_of(closes, end, start)


def spread(left: Numbers, right: Numbers, days: Dates, i: int, horizon: str = "1d") -> float | None:
    a, b = change(left, days, i, horizon), change(right, days, i, horizon)
    return None if a is None or b is None else (a - b) * 100


def sign(x: float) -> int:
    return (x > 0) - (x < 0)


def run(ways: Sequence[int | None], i: int) -> int | None:
    """Signed length of the run of equal ways that ends at ``i``."""
    way = ways[i]
    if way is None:
        return None
    length = 0
    while i - length >= 0 and ways[i - length] == way:
        length += 1
    return way * length


def ways(closes: Numbers) -> list[int | None]:
    moves = [None, *(b - a for a, b in pairwise(closes))]
    return [sign(m) if m is not None and known(m) else None for m in moves]


def relative_ways(left: Numbers, right: Numbers, days: Dates) -> list[int | None]:
    found = [spread(left, right, days, i) for i in range(len(days))]
    return [None if x is None else sign(x) for x in found]


def joint_ways(members: Sequence[Numbers], days: Dates) -> list[int | None]:
    found: list[int | None] = []
    for i in range(len(days)):
        moves = [change(m, days, i) for m in members]
        if any(m is None for m in moves):
            found.append(None)
        else:
            signs = {sign(m) for m in moves if m is not None}
            found.append(signs.pop() if len(signs) == 1 else 0)
    return found


def largest_since(moves: Sequence[float | None], days: Dates, i: int) -> date | None:
    now = moves[i]
    if now is None or now == 0:
        return None
    for j in range(i - 1, -1, -1):
        then = moves[j]
        if then is not None and sign(then) == sign(now) and abs(then) >= abs(now):
            return days[j]
    return None


def longest_since(streaks: Sequence[int | None], days: Dates, i: int) -> date | None:
    """The last session of the most recent earlier run, this way, that was at least as long."""
    now = streaks[i]
    if not now:
        return None
    for j in range(i - abs(now), -1, -1):
        then = streaks[j]
        if then and sign(then) == sign(now) and abs(then) >= abs(now):
            return days[j]
    return None


def smaller_share(moves: Sequence[float | None], i: int, window: int) -> float | None:
    now = moves[i]
    if now is None or i < window:
        return None
    past = [abs(m) for m in moves[i - window : i] if m is not None]
    if len(past) < window - 5:
        return None
    return sum(p < abs(now) for p in past) / len(past)


def zscore(moves: Sequence[float | None], i: int) -> float | None:
    now = moves[i]
    past = [m for m in moves[max(i - 60, 0) : i] if m is not None]
    if now is None or len(past) < 55:
        return None
    mean = sum(past) / len(past)
    deviation = math.sqrt(sum((p - mean) ** 2 for p in past) / (len(past) - 1))
    return (now - mean) / deviation if deviation > 0 else None


def window_of(closes: Numbers, first: int, end: int) -> list[float]:
    """The known closes of a window; none where the closes began later, or more than five are missing."""
    if first < 0 or not any(map(known, closes[: first + 1])):
        return []
    past = [c for c in closes[first:end] if known(c)]
    return past if len(past) >= end - first - 5 else []


def average(closes: Numbers, i: int, window: int) -> float | None:
    past = window_of(closes, i - window + 1, i + 1)
    return sum(past) / len(past) if past else None


def extreme(closes: Numbers, i: int, way: int) -> float | None:
    """Highest (1) or lowest (-1) close of the 252 sessions that end here."""
    past = window_of(closes, i - 251, i + 1)
    return way * max(way * c for c in past) if past else None


def is_new_extreme(closes: Numbers, i: int, way: int) -> float | None:
    past = window_of(closes, i - 251, i)
    if not known(closes[i]) or not past:
        return None
    return float(all(way * closes[i] > way * c for c in past))


def record_high(closes: Numbers, i: int, before: float) -> float | None:
    if not known(closes[i]):
        return None
    return float(all(closes[i] > c for c in [before, *filter(known, closes[:i])]))


def rank(values: Sequence[float | None], which: int) -> int | None:
    """The place among values that are told apart to the hundredth of a percent, as they are printed."""
    mine = values[which]
    if mine is None:
        return None
    return 1 + sum(v is not None and round(v, 4) > round(mine, 4) for v in values)


def wilson(hits: int, cases: int) -> tuple[float, float]:
    """Both ends, as the roots of (p - share)^2 = z^2 p (1 - p) / n."""
    share = hits / cases
    a, b, c = 1 + Z**2 / cases, -(2 * share + Z**2 / cases), share**2
    root = math.sqrt(b * b - 4 * a * c)
    return (-b - root) / (2 * a), (-b + root) / (2 * a)


def precedents(
    held: Sequence[bool | None], closes: Sequence[float], i: int, horizon: int
) -> tuple[int, int, int, int, int, list[float]]:
    """Cases, counted ones, hits among them, base sessions, hits among these, and the counted outcomes."""
    cases, counted, base = 0, [], []
    last = -horizon
    for j in range(i - horizon + 1):
        now, later = closes[j], closes[j + horizon]
        if held[j] is None or math.isnan(now) or math.isnan(later):
            continue
        if not held[j]:
            base.append(later / now - 1)
            continue
        cases += 1
        if j - last >= horizon:
            counted.append(later / now - 1)
            last = j
    return cases, len(counted), sum(o > 0 for o in counted), len(base), sum(o > 0 for o in base), counted
