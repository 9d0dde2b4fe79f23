"""Records, round numbers and where they were set. A record needs to know what was before the data."""

import math
from datetime import date
from decimal import Decimal

import numpy as np
import numpy.typing as npt

from marketwrap.market.calendars import FIRST, sessions
from marketwrap.metrics import PRICED
from marketwrap.metrics.panel import Panel
from marketwrap.metrics.since import as_printed


def record_high(panel: Panel, subject: str, i: int) -> float | None:
    """1 where the close is above every earlier one, those before the data begin included, else 0.

    None where the universe does not say what the record was when the data begin.
    """
    bound = _record_before(panel, subject, i)
    if bound is None or math.isnan(panel.closes[subject][i]):
        return None
    return float(panel.closes[subject][i] > bound)


def record_low(panel: Panel, subject: str, i: int) -> float | None:
    """1 where the close is below every earlier one, those before the data begin included, else 0.

    Closes count as a reader sees them, so that a yield printed alike on two days is no new low. None where
    the universe does not say what the lowest close was when the data begin.
    """
    prior = panel.universe.instruments[subject].low_before if subject in panel.closes else None
    if prior is None or math.isnan(panel.closes[subject][i]):
        return None
    closes = as_printed(panel, subject)
    return float(closes[i] < np.nanmin(closes[:i], initial=prior.close))


def records_of_year(panel: Panel, subject: str, i: int) -> float | None:
    """How many record closes the calendar year has had, up to and with this session."""
    are_records = _are_records(panel, subject, i)
    start = panel.index.searchsorted(np.datetime64(f"{panel.sessions[i].year}-01-01"))
    return None if are_records is None else float(are_records[start:].sum())


def record_run(panel: Panel, subject: str, i: int) -> float | None:
    """How many record closes in a row end here; 0 where the close is none. A missing close breaks no run."""
    are_records = _are_records(panel, subject, i)
    if are_records is None or math.isnan(panel.closes[subject][i]):
        return None
    in_order = are_records[~np.isnan(panel.closes[subject][: i + 1])][::-1]
    return float(len(in_order) if in_order.all() else in_order.argmin())


def sessions_without_record(panel: Panel, subject: str, i: int) -> int | None:
    """How many sessions lie between the record before this session and the session, by the calendar.

    0 where the session before was a record; None where the record is older than the calendar.
    """
    are_records = _are_records(panel, subject, i)
    prior = panel.universe.instruments[subject].record_before if are_records is not None else None
    if are_records is None or prior is None or math.isnan(panel.closes[subject][i]):
        return None
    earlier = np.flatnonzero(are_records[:-1])
    last = panel.sessions[int(earlier[-1])] if earlier.size else prior.session
    known = sessions(panel.prices.calendar)
    return known.number(panel.sessions[i]) - known.number(last) - 1 if last >= FIRST else None


def record_level(panel: Panel, subject: str, i: int) -> float | None:
    """The record close as of the session, this one included."""
    bound = _record_before(panel, subject, i)
    if bound is None or math.isnan(panel.closes[subject][i]):
        return None
    return max(bound, float(panel.closes[subject][i]))


def record_part(panel: Panel, subject: str, i: int, part: float) -> float | None:
    """A part of the record close as of the session: 0.9 of it is the level 10% below."""
    level = record_level(panel, subject, i)
    return None if level is None else level * part


def record_session(panel: Panel, subject: str, i: int) -> date | None:
    """The session of the record close as of the session, this one included."""
    level = record_level(panel, subject, i)
    if level is None:
        return None
    closes = panel.closes[subject][: i + 1]
    at = np.flatnonzero(closes >= level)
    prior = panel.universe.instruments[subject].record_before
    return panel.sessions[int(at[-1])] if at.size else (prior.session if prior else None)


def record_session_before(panel: Panel, subject: str, i: int, back: int = 1) -> date | None:
    """The session of the record close as of the session before, or of the one so many ``back``."""
    return record_session(panel, subject, i - back) if i >= back else None


def below_record(panel: Panel, subject: str, i: int) -> float | None:
    """Change from the record close to the close; a fraction, 0 at a record."""
    level = record_level(panel, subject, i)
    return None if level is None else float(panel.closes[subject][i] / level - 1)


def points_below_record(panel: Panel, subject: str, i: int) -> float | None:
    """The close less the record close, in points, 0 at a record; of what is neither yield nor volatility."""
    level = record_level(panel, subject, i)
    priced = level is not None and panel.universe.instruments[subject].kind in PRICED
    return float(panel.closes[subject][i]) - level if priced and level is not None else None


def below_record_before(panel: Panel, subject: str, i: int) -> float | None:
    """The same at the session before."""
    return below_record(panel, subject, i - 1) if i else None


def round_number(panel: Panel, subject: str, i: int, back: int = 1) -> float | None:
    """The round number, a multiple of the instrument's step, that the close crossed; None without one.

    Crossed since the session before, or since the one so many ``back``.

    Of several the roundest: the one with most zeros at its end (3,000 before 3,100), then one with a five
    before them (2,500 before 2,600), then the one nearest the close. A close exactly on a round number has
    not crossed it.
    """
    step = panel.universe.instruments[subject].step
    closes = panel.closes[subject]
    if not step or i < back or math.isnan(closes[i]) or math.isnan(closes[i - back]):
        return None
    now, before = closes[i] / step, closes[i - back] / step
    # the nearest first: of several as round the first is taken
    if now > before:
        crossed = range(math.ceil(now) - 1, math.ceil(before) - 1, -1)
    else:
        crossed = range(math.floor(now) + 1, math.floor(before) + 1)
    roundest = max(crossed, key=lambda n: _roundness(n * Decimal(str(step))), default=None)
    return None if roundest is None else float(roundest * step)


def _roundness(number: Decimal) -> tuple[float, bool]:
    """Zeros at the end of a number (of 0.05: -2), and whether a five is before them."""
    plain = number.normalize()
    digits = plain.as_tuple().digits
    return (plain.adjusted() - len(digits) + 1, digits[-1] == 5) if plain else (math.inf, False)  # a five


def round_number_is_new(panel: Panel, subject: str, i: int, back: int = 1) -> float | None:
    """1 where none had ever closed above the round number before it was crossed, -1 for below, else 0.

    None where no close below, or above, is known and the universe does not say how it was before the data.
    """
    number = round_number(panel, subject, i, back)
    if number is None:
        return None
    known = panel.universe.instruments[subject]
    way = 1.0 if panel.closes[subject][i] > number else -1.0
    before = [prior.close for prior in (known.record_before, known.low_before) if prior]
    if (way * np.append(panel.closes[subject][: i - back + 1], before) > way * number).any():
        return 0.0
    return way if (known.record_before if way > 0 else known.low_before) else None


def beyond_round_number_since(panel: Panel, subject: str, i: int, back: int = 1) -> date | None:
    """The last session before the crossing that closed on the side that was crossed to."""
    number = round_number(panel, subject, i, back)
    if number is None:
        return None
    closes = panel.closes[subject]
    earlier = closes[: i - back + 1]
    past = earlier > number if closes[i] > number else earlier < number
    found = np.flatnonzero(past)
    return panel.sessions[int(found[-1])] if found.size else None


def next_round_number(panel: Panel, subject: str, i: int) -> float | None:
    """The multiple of the instrument's step that is nearest to the close."""
    step = panel.universe.instruments[subject].step
    close = panel.closes[subject][i]
    return None if not step or math.isnan(close) else float(round(close / step) * step)


def below_zero(panel: Panel, subject: str, i: int) -> float | None:
    """1 where the close is below zero, else 0; a percentage over such a close says nothing."""
    close = panel.closes[subject][i]
    return None if math.isnan(close) else float(close < 0)


def _prior_record(panel: Panel, subject: str) -> float | None:
    prior = panel.universe.instruments[subject].record_before if subject in panel.closes else None
    return prior.close if prior else None


def _are_records(panel: Panel, subject: str, i: int) -> npt.NDArray[np.bool_] | None:
    """Whether each close up to ``i`` was a record; None where none before the data is known."""
    before = _prior_record(panel, subject)
    if before is None:
        return None
    closes = np.where(np.isnan(panel.closes[subject][: i + 1]), -np.inf, panel.closes[subject][: i + 1])
    bounds = np.maximum(np.maximum.accumulate(np.concatenate(([before], closes[:-1]))), before)
    return np.asarray(closes > bounds)


def _record_before(panel: Panel, subject: str, i: int) -> float | None:
    """The highest close before position ``i``."""
    prior = _prior_record(panel, subject)
    if prior is None:
        return None
    earlier = panel.closes[subject][:i]
    known = earlier[~np.isnan(earlier)]
    return max(prior, float(known.max())) if known.size else prior
