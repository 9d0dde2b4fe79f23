"""Yahoo, by way of yfinance: few requests at a time, patience with limits, and an end to it.

The work is done by threads that nobody waits for longer than the time there is: yfinance has requests
that ignore every timeout, and a thread that hangs in one must not keep the run from ending.
"""

import threading
import time
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from queue import Empty, SimpleQueue

import pandas as pd
import platformdirs
import tenacity

from marketwrap.base.errors import SourceError
from marketwrap.formats import store
from marketwrap.market.prices import Fetched, History
from marketwrap.sources import yahoo_ticker
from marketwrap.sources.request import Request
from marketwrap.sources.yahoo_ticker import Busy, Unreachable

NAME = "yahoo"
#: bars fetched again with the new ones, to see whether the past was changed
OVERLAP = 10
#: symbols in a row without an answer after which the source counts as down
IN_A_ROW = 5
REMEDY = "try again in an hour, or give prices of your own with --prices FILE"


@dataclass(frozen=True)
class Limits:
    """How long, how often and how much at once; times in seconds."""

    #: on the whole fetch, whatever happens
    total: float = 180.0
    #: on coming back to a Yahoo that says there were too many requests
    patience: float = 90.0
    #: on one request
    request: float = 10.0
    workers: int = 2
    #: tries for an answer that is no prices
    tries: int = 3
    #: first and longest wait before a further try; they double in between, with jitter
    first_wait: float = 2.0
    longest_wait: float = 30.0


LIMITS = Limits()


def fetch(request: Request, limits: Limits = LIMITS) -> Fetched:
    """Closes of the wanted symbols as Yahoo has them, split-adjusted and not dividend-adjusted.

    With a store only the last sessions are asked for. A symbol that Yahoo does not give is in
    ``failures``. Raises SourceError when Yahoo is down, keeps refusing or has none of the symbols,
    after ``limits.total`` seconds at the latest.
    """
    yahoo_ticker.prepare(platformdirs.user_cache_path("marketwrap") / "yfinance")
    yahoo_ticker.forget_answers()
    end = time.monotonic() + limits.total
    leaders = tuple(s for s in request.universe.required if s in request.symbols) or request.symbols[:1]
    rest = tuple(s for s in request.symbols if s not in leaders)
    answers: dict[str, History | SourceError] = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        # one symbol alone shows whether Yahoo is there at all, before dozens of requests run into a wall
        for symbols in (leaders, rest):
            for symbol, answer in _answers(symbols, request, limits, end):
                answers[symbol] = answer
                request.progress(f"yahoo: {len(answers)} of {len(request.symbols)}, {symbol}")
                _stop_if_down(list(answers.values()))
    return _fetched(request, answers, limits)


def _fetched(request: Request, answers: dict[str, History | SourceError], limits: Limits) -> Fetched:
    late = f"no answer within {limits.total:g} seconds"
    failures = {symbol: late for symbol in request.symbols if symbol not in answers}
    failures |= {symbol: str(answer) for symbol, answer in answers.items() if isinstance(answer, SourceError)}
    histories = {s: answers[s] for s in request.symbols if isinstance(answers.get(s), History)}
    if not histories:
        reason = next(iter(failures.values()), "no symbols were asked for")
        raise SourceError(f"no prices for any symbol: {reason}", where=NAME, remedy=REMEDY)
    return Fetched(
        source=NAME,
        basis="price",
        retrieved=request.now,
        histories={s: h for s, h in histories.items() if isinstance(h, History)},
        failures=failures,
    )


def _stop_if_down(answers: list[History | SourceError]) -> None:
    """Raise SourceError when the first symbol, or the last few in a row, had no answer."""
    down = [isinstance(answer, Busy | Unreachable) for answer in answers]
    if down == [True] or (len(down) >= IN_A_ROW and all(down[-IN_A_ROW:])):
        raise SourceError(f"no answer from Yahoo: {answers[-1]}", where=NAME, remedy=REMEDY)


def _answers(
    symbols: tuple[str, ...], request: Request, limits: Limits, end: float
) -> Iterator[tuple[str, History | SourceError]]:
    """Answers as they come, until all are there, time is up or nobody wants more."""
    waiting: SimpleQueue[str] = SimpleQueue()
    for symbol in symbols:
        waiting.put(symbol)
    done: SimpleQueue[tuple[str, History | SourceError]] = SimpleQueue()
    stop = threading.Event()

    def work() -> None:
        while not stop.is_set():
            try:
                symbol = waiting.get_nowait()
            except Empty:
                return
            try:
                done.put((symbol, _with_patience(symbol, request, limits, stop)))
            except SourceError as error:
                done.put((symbol, error))

    for _ in range(min(limits.workers, len(symbols))):
        threading.Thread(target=work, daemon=True, name="yahoo").start()
    try:
        for _ in symbols:
            yield done.get(timeout=max(0.0, end - time.monotonic()))
    except Empty:
        return
    finally:
        stop.set()


def _with_patience(symbol: str, request: Request, limits: Limits, stop: threading.Event) -> History:
    """Ask again after growing pauses: while there is patience with a busy Yahoo, else a few times."""

    def enough(state: tenacity.RetryCallState) -> bool:
        error = state.outcome.exception() if state.outcome else None
        if isinstance(error, Busy):
            return stop.is_set() or time.monotonic() - started + state.upcoming_sleep > limits.patience
        return stop.is_set() or state.attempt_number >= limits.tries

    started = time.monotonic()
    tries = tenacity.Retrying(
        retry=tenacity.retry_if_exception_type((Busy, Unreachable)),
        wait=tenacity.wait_exponential_jitter(
            limits.first_wait, limits.longest_wait, jitter=limits.first_wait
        ),
        stop=enough,
        sleep=tenacity.sleep_using_event(stop),
        before_sleep=lambda _state: yahoo_ticker.forget_answers(),
        reraise=True,
    )
    return tries(_history, symbol, request, limits)


def _history(symbol: str, request: Request, limits: Limits) -> History:
    """One symbol, from the store as far as it goes."""
    if request.store is None:
        return yahoo_ticker.ask(symbol, request.first, request.session, limits.request)
    stored = store.load(request.store, NAME, symbol)
    since = _overlap(stored, request.session)
    answer = yahoo_ticker.ask(symbol, since, request.session, limits.request)
    merged = store.merge(stored, answer) if stored and since else answer
    if merged is None:
        answer = merged = yahoo_ticker.ask(symbol, None, request.session, limits.request)
    _keep(request, merged)
    until = merged.bars.index <= pd.Timestamp(request.session)
    return replace(merged, bars=merged.bars[until], last_price=answer.last_price)


def _overlap(stored: History | None, session: date) -> date | None:
    """From where to ask, so that the stored bars and the new ones can be compared; None for all."""
    if stored is None:
        return None
    known = stored.bars.index[stored.bars.index <= pd.Timestamp(session)].unique()
    if len(known) < OVERLAP:
        return None
    first: pd.Timestamp = known[-OVERLAP]
    return first.date()


def _keep(request: Request, history: History) -> None:
    """Put a history into the store; a store that cannot be written only makes the next run slower."""
    if request.store is None:
        return
    try:
        store.save(request.store, NAME, history)
    except OSError as error:
        request.progress(f"{request.store}: cannot keep {history.symbol}: {error}")
