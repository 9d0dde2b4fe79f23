"""Months, quarters and years so far, and the last few sessions, as they are asked about from one session."""

from datetime import date

import numpy as np

from marketwrap.metrics.horizons import Floats, Positions, base_positions
from marketwrap.metrics.panel import Panel
from marketwrap.metrics.session import period_ends
from marketwrap.metrics.since import NOISE


def turned(panel: Panel, subject: str, i: int, horizon: str, back: int = 1) -> float | None:
    """1 where the change of the month, quarter or year so far has become positive, -1 negative, else 0.

    That is: it has another sign than it last had in the same period, up to the session so many ``back``; a
    change of exactly 0 has none. A period's first session turns nothing. None without a change.
    """
    so_far = _so_far(panel, subject, i, horizon)
    if so_far is None:
        return None
    signs = so_far[:-back][so_far[:-back] != 0]
    return float(so_far[-1]) if signs.size and signs[-1] * so_far[-1] < 0 else 0.0


def turned_since(panel: Panel, subject: str, i: int, horizon: str, back: int = 1) -> date | None:
    """The last earlier session of the period with the sign that the change has turned to; None for none."""
    so_far = _so_far(panel, subject, i, horizon)
    if so_far is None or not turned(panel, subject, i, horizon, back):
        return None
    found = np.flatnonzero(so_far[:-back] == so_far[-1])
    return panel.sessions[i - len(so_far) + 1 + int(found[-1])] if found.size else None


def _so_far(panel: Panel, subject: str, i: int, horizon: str) -> Floats | None:
    """Signs of the period's change at each of its sessions up to this one, 0 where there is none."""
    values = panel.column(f"change_{horizon}", subject)
    if values is None or np.isnan(values[i]):
        return None
    return np.sign(np.nan_to_num(values[panel.base(horizon, i) + 1 : i + 1]))


def period_largest_since(panel: Panel, subject: str, i: int, horizon: str) -> date | None:
    """The end of the last month, quarter or year that moved at least as far the same way as this one.

    None where the period does not end here, none moved as far, or one since then has no change.
    """
    ends, moves = _periods(panel, subject, i, horizon)
    j = last_as_large(moves)
    return None if j < 0 or np.isnan(moves[j:]).any() else panel.sessions[ends[j]]


def period_largest_of_all(panel: Panel, subject: str, i: int, horizon: str) -> date | None:
    """The first session that a period with a change counts from, where none moved as far this way."""
    ends, moves = _periods(panel, subject, i, horizon)
    known = np.flatnonzero(~np.isnan(moves))
    if not moves.size or not abs(moves[-1]) > 0 or last_as_large(moves) >= 0:
        return None
    whole = len(known) == len(moves) - known[0]
    return panel.sessions[panel.base(horizon, int(ends[known[0]]))] if whole else None


def _periods(panel: Panel, subject: str, i: int, horizon: str) -> tuple[Positions, Floats]:
    """Last sessions of periods up to the one that ends here, and their changes; else empty."""
    values = panel.column(f"change_{horizon}", subject)
    if values is None or not period_ends(panel, subject, i, horizon):
        return np.empty(0, dtype=np.int64), np.empty(0)
    bases = base_positions(panel.index[: i + 1], horizon)
    ends = np.append(np.unique(bases[bases >= 0]), i)
    return ends, values[ends]


def last_as_large(moves: Floats) -> int:
    """Position of the last move before the final one that is at least as large its way; -1 for none."""
    if not moves.size or not abs(moves[-1]) > 0:
        return -1
    found = np.flatnonzero(moves[:-1] * np.sign(moves[-1]) >= abs(moves[-1]) - NOISE)
    return int(found[-1]) if found.size else -1


def rises_of(panel: Panel, subject: str, i: int, days: int) -> float | None:
    """On how many of the last ``days`` sessions the close rose; None where one has no change."""
    moves = _moves(panel, subject, i, days)
    return None if moves is None else float((moves > 0).sum())


def falls_of(panel: Panel, subject: str, i: int, days: int) -> float | None:
    """On how many of the last ``days`` sessions the close fell; None where one has no change."""
    moves = _moves(panel, subject, i, days)
    return None if moves is None else float((moves < 0).sum())


def _moves(panel: Panel, subject: str, i: int, days: int) -> Floats | None:
    moves = panel.column("change_1d", subject)
    last = None if moves is None or i < days else moves[i - days + 1 : i + 1]
    return None if last is None or np.isnan(last).any() else last


def run_change(panel: Panel, subject: str, i: int) -> float | None:
    """Change over the sessions of the run of rises or falls that ends here, in the unit of the day's.

    None where the session is in no run, and in percent over a close at or below zero.
    """
    runs = panel.column("streak", subject)
    if runs is None or not abs(runs[i]) > 0:
        return None
    closes = panel.closes[subject]
    # an exchange's own holiday is in no run: the last close before it counts
    base = np.flatnonzero(~np.isnan(closes[: i - int(abs(runs[i])) + 1]))[-1]
    unit = panel.unit_of("change_1d", subject).unit
    if unit == "percent":
        return float(closes[i] / closes[base]) - 1 if min(closes[i], closes[base]) > 0 else None
    return float(closes[i] - closes[base]) * (100 if unit == "basis_points" else 1)
