"""Yahoo's calendars and news, by way of yfinance: what comes of it is welcome, and no run waits for it.

The questions are put by threads that nobody waits for longer than the time there is, as for prices. One that
fails is a line of progress and no more.
"""

import threading
import time
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Final

import platformdirs

from marketwrap.base.errors import SourceError
from marketwrap.base.model import Event, Universe
from marketwrap.events import merge, yahoo_answers
from marketwrap.events.entries import Market
from marketwrap.events.yahoo_answers import Answer
from marketwrap.sources import yahoo_ticker
from marketwrap.sources.vendor import side_by_side

#: questions in a row without an answer after which no more are put
IN_A_ROW: Final = 3
#: of the stocks of a universe, those whose news are asked for
MOST_STOCKS: Final = 20
WORKERS: Final = 3

Progress = Callable[[str], None]
Question = tuple[str, Callable[[], Answer]]


@dataclass(frozen=True)
class Limits:
    """How long all questions together may take, in seconds."""

    total: float = 45.0


def fetch(
    universe: Universe, market: Market, session: date, progress: Progress, limits: Limits = Limits()
) -> tuple[Event, ...]:
    """Earnings, releases and headlines around a session; nothing where Yahoo does not answer."""
    yahoo_ticker.prepare(platformdirs.user_cache_path("marketwrap") / "yfinance")
    found: list[tuple[Event, ...]] = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        questions = _questions(universe, market, session)
        for what, answer in _answers(questions, time.monotonic() + limits.total):
            if isinstance(answer, SourceError):
                progress(f"yahoo: {what} could not be read: {answer}")
                continue
            if answer.unusable:
                progress(f"yahoo: {what}: {answer.unusable} entries that say nothing usable")
            found.append(answer.events)
    if len(found) < len(questions):
        progress(
            f"yahoo: {len(questions) - len(found)} of {len(questions)} questions on events without an answer"
        )
    return merge.merged(*found) if found else ()


def _questions(universe: Universe, market: Market, session: date) -> list[Question]:
    stocks = [i.symbol for i in universe.instruments.values() if i.kind == "stock"][:MOST_STOCKS]
    symbols = [*universe.required[:1], *stocks]
    return [
        ("the earnings calendar", lambda: yahoo_answers.earnings(universe, market, session)),
        ("the economic calendar", lambda: yahoo_answers.releases(universe, market, session)),
        *((f"news on {symbol}", _news(symbol, market)) for symbol in symbols),
    ]


def _news(symbol: str, market: Market) -> Callable[[], Answer]:
    return lambda: yahoo_answers.headlines(symbol, market)


def _answers(questions: list[Question], end: float) -> Iterator[tuple[str, Answer | SourceError]]:
    """Answers in the order of their questions, as many as there are when time is up or Yahoo is down."""
    asked = [partial(_asked, put) for _, put in questions]
    found: dict[int, Answer | SourceError] = {}
    in_a_row = 0
    for number, answer in side_by_side(asked, WORKERS, end):
        found[number] = answer
        in_a_row = in_a_row + 1 if isinstance(answer, SourceError) else 0
        if in_a_row == IN_A_ROW:
            break
    # whichever thread was first, the same answers give the same events
    return ((questions[number][0], found[number]) for number in sorted(found))


def _asked(put: Callable[[], Answer], _stop: threading.Event) -> Answer:
    return put()
