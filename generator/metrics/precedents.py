"""What came next after sessions like this one, counted on the sessions before it.

A case is a session on which every condition of the study held. Its outcome is known at the next
session, so the session itself and everything later are left out. The base rate is the share on all
sessions with an outcome, cases included, as a reader would take "on all days".
"""

import math
from datetime import date

import numpy as np

from generator.metrics.horizons import Floats
from generator.metrics.panel import Panel

#: 97.5% point of the standard normal, for 95% intervals
Z = 1.959963984540054


def cases(panel: Panel, subject: str, i: int, **study: str | float) -> float | None:
    """How many earlier sessions were like this and have a next session with an outcome."""
    hits = _outcomes(panel, subject, i, study)
    return None if hits is None else float(len(hits))


def hits(panel: Panel, subject: str, i: int, **study: str | float) -> float | None:
    """On how many of them the outcome instrument rose at the next session."""
    found = _outcomes(panel, subject, i, study)
    return None if found is None else float((found > 0).sum())


def hit_share(panel: Panel, subject: str, i: int, **study: str | float) -> float | None:
    """Share of the cases on which it rose."""
    found = _outcomes(panel, subject, i, study)
    return None if found is None or not len(found) else float((found > 0).mean())


def base_share(panel: Panel, subject: str, i: int, **study: str | float) -> float | None:
    """Share of all earlier sessions, from the first on which the study could be decided, that rose."""
    moves = panel.column("change_1d", str(study["outcome"]))
    held = _held(panel, subject, i, study)
    if moves is None or held is None:
        return None
    later = moves[1 : i + 1][~np.isnan(held)]
    known = later[~np.isnan(later)]
    return float((known > 0).mean()) if known.size else None


def interval_low(panel: Panel, subject: str, i: int, **study: str | float) -> float | None:
    """Lower end of the 95% Wilson score interval of the share."""
    return _interval(panel, subject, i, study, -1)


def interval_high(panel: Panel, subject: str, i: int, **study: str | float) -> float | None:
    """Upper end of the 95% Wilson score interval of the share."""
    return _interval(panel, subject, i, study, 1)


def since(panel: Panel, subject: str, i: int, **study: str | float) -> date | None:
    """The first session on which the study could be decided."""
    held = _held(panel, subject, i, study)
    if held is None or np.isnan(held).all():
        return None
    return panel.sessions[int(np.flatnonzero(~np.isnan(held))[0])]


def wilson(successes: float, n: float, side: int) -> float:
    """End of the 95% score interval of Wilson (1927), JASA 22, 209-212; side -1 lower, 1 upper."""
    share = successes / n
    centre = share + Z * Z / (2 * n)
    reach = Z * math.sqrt(share * (1 - share) / n + Z * Z / (4 * n * n))
    return (centre + side * reach) / (1 + Z * Z / n)


def _interval(panel: Panel, subject: str, i: int, study: dict[str, str | float], side: int) -> float | None:
    found = _outcomes(panel, subject, i, study)
    return None if found is None or not len(found) else wilson(float((found > 0).sum()), len(found), side)


def _outcomes(panel: Panel, subject: str, i: int, study: dict[str, str | float]) -> Floats | None:
    """Next sessions' changes after each case, known ones only."""
    moves = panel.column("change_1d", str(study["outcome"]))
    held = _held(panel, subject, i, study)
    if moves is None or held is None:
        return None
    later = moves[1 : i + 1][held == 1]
    known: Floats = later[~np.isnan(later)]
    return known


def _held(panel: Panel, subject: str, i: int, study: dict[str, str | float]) -> Floats | None:
    """1 where the conditions held at a session before ``i``, 0 where not, NaN where undecided.

    ``of`` and ``size``: the metric at least that large in the direction of its sign; ``while_of``
    names an instrument that must have moved in the direction of ``while_sign`` the same day.
    """
    values = panel.column(str(study["of"]), subject)
    if values is None:
        return None
    size = float(study["size"])
    held = np.where(np.isnan(values[:i]), np.nan, values[:i] * np.sign(size) >= abs(size))
    if "while_of" in study:
        other = panel.column("change_1d", str(study["while_of"]))
        if other is None:
            return None
        same = np.sign(other[:i]) == float(study["while_sign"])
        held = np.where(np.isnan(other[:i]), np.nan, held * same)
    return held
