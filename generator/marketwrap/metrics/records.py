"""Records, round numbers and where they were set. A record needs to know what was before the data."""

import math
from datetime import date

import numpy as np

from marketwrap.metrics.panel import Panel


def record_high(panel: Panel, subject: str, i: int) -> float | None:
    """1 where the close is above every earlier one, those before the data begin included, else 0.

    None where the universe does not say what the record was when the data begin.
    """
    bound = _record_before(panel, subject, i)
    if bound is None or math.isnan(panel.closes[subject][i]):
        return None
    return float(panel.closes[subject][i] > bound)


def records_of_year(panel: Panel, subject: str, i: int) -> float | None:
    """How many record closes the calendar year has had, up to and with this session."""
    before = _prior_record(panel, subject)
    if before is None:
        return None
    closes = np.where(np.isnan(panel.closes[subject][: i + 1]), -np.inf, panel.closes[subject][: i + 1])
    bounds = np.maximum(np.maximum.accumulate(np.concatenate(([before], closes[:-1]))), before)
    start = panel.index.searchsorted(np.datetime64(f"{panel.sessions[i].year}-01-01"))
    return float((closes > bounds)[start:].sum())


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


def record_session_before(panel: Panel, subject: str, i: int) -> date | None:
    """The session of the record close as of the session before."""
    return record_session(panel, subject, i - 1) if i else None


def below_record(panel: Panel, subject: str, i: int) -> float | None:
    """Change from the record close to the close; a fraction, 0 at a record."""
    level = record_level(panel, subject, i)
    return None if level is None else float(panel.closes[subject][i] / level - 1)


def below_record_before(panel: Panel, subject: str, i: int) -> float | None:
    """The same at the session before."""
    return below_record(panel, subject, i - 1) if i else None


def round_number(panel: Panel, subject: str, i: int) -> float | None:
    """The round number, a multiple of the instrument's step, that the close crossed; None without one.

    Of several the one nearest the close. A close exactly on a round number has not crossed it.
    """
    step = panel.universe.instruments[subject].step
    closes = panel.closes[subject]
    if not step or i < 1 or math.isnan(closes[i]) or math.isnan(closes[i - 1]):
        return None
    now, before = closes[i] / step, closes[i - 1] / step
    if now > before:
        below = math.ceil(now) - 1
        return float(below * step) if below >= before else None
    above = math.floor(now) + 1
    return float(above * step) if above <= before else None


def round_number_is_new(panel: Panel, subject: str, i: int) -> float | None:
    """1 where no earlier close, those before the data included, was above the round number crossed."""
    number = round_number(panel, subject, i)
    bound = _record_before(panel, subject, i)
    return None if number is None or bound is None else float(bound <= number < panel.closes[subject][i])


def beyond_round_number_since(panel: Panel, subject: str, i: int) -> date | None:
    """The last session before that closed on the side of the round number that was crossed to."""
    number = round_number(panel, subject, i)
    if number is None:
        return None
    closes = panel.closes[subject]
    past = closes[:i] > number if closes[i] > number else closes[:i] < number
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


def _record_before(panel: Panel, subject: str, i: int) -> float | None:
    """The highest close before position ``i``."""
    prior = _prior_record(panel, subject)
    if prior is None:
        return None
    earlier = panel.closes[subject][:i]
    known = earlier[~np.isnan(earlier)]
    return max(prior, float(known.max())) if known.size else prior
