"""Closes from a vendor on the network: one question a symbol, few at a time, with patience and an end to it.

The work is done by threads that nobody waits for longer than the time there is: some libraries have requests
that ignore every timeout, and a thread that hangs in one must not keep the run from ending.
"""

import re
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from http.client import HTTPException
from json import JSONDecodeError
from queue import Empty, SimpleQueue
from typing import Final, TypeVar

import pandas as pd
import tenacity

from marketwrap.base.errors import SourceError
from marketwrap.formats import store
from marketwrap.market.prices import Basis, Fetched, History
from marketwrap.sources.request import Request

#: bars fetched again with the new ones, to see whether the past was changed
OVERLAP: Final = 10
#: symbols in a row without an answer after which the vendor counts as down
IN_A_ROW: Final = 5
#: of a further try, the longest wait as a multiple of the first
LONGEST: Final = 15
REMEDY: Final = "try again in an hour, or give prices of your own with --prices FILE"
_TOO_MANY, _NOT_FOUND = 429, 404
_LONGEST_REASON: Final = 160


class Busy(SourceError):
    """There were too many requests: come back later."""


class Unreachable(SourceError):
    """No answer, or one that is no prices: may be over in a moment."""


class NoPrices(SourceError):
    """The vendor answered, and has no prices for the symbol."""


#: the closes of a symbol, as the vendor calls it, from a day on; None for all that there are
Ask = Callable[[str, date | None], History]
T = TypeVar("T")


def fetch(request: Request, ask: Ask, basis: Basis = "price") -> Fetched:
    """Closes of the wanted symbols, one call of ``ask`` a symbol, within the request's limits.

    ``ask`` is called by several threads. It raises Busy or Unreachable to be asked again, and NoPrices or
    another SourceError to be left alone with this symbol. What Python's own modules and ``requests`` raise of
    a network (OSError, HTTPException, JSONDecodeError) is told apart by its status. Anything else is a bug
    and ends the run.

    With a store only the last sessions are asked for. A symbol that does not come is in ``failures``. Raises
    SourceError when the vendor is down, keeps refusing or has none of the symbols, after
    ``limits.deadline`` seconds at the latest.
    """
    end = time.monotonic() + request.limits.deadline
    leaders = tuple(s for s in request.universe.required if s in request.symbols) or request.symbols[:1]
    rest = tuple(s for s in request.symbols if s not in leaders)
    answers: dict[str, History | SourceError] = {}
    paced = _Paced(ask, request.limits.pause)
    # a few symbols alone show whether anybody is there, before dozens of requests run into a wall
    for symbols in (leaders, rest):
        questions = [partial(_with_patience, paced, symbol, request) for symbol in symbols]
        for number, answer in side_by_side(questions, request.limits.at_once, end):
            answers[symbols[number]] = answer
            request.progress(f"{request.label}: {len(answers)} of {len(request.symbols)}, {symbols[number]}")
            _stop_if_down(list(answers.values()), request.label)
    return _fetched(request, answers, basis)


def side_by_side(
    questions: Sequence[Callable[[threading.Event], T]], at_once: int, end: float
) -> Iterator[tuple[int, T | SourceError]]:
    """Answers as they come, each with the number of its question.

    They end when all are there, at the time ``end`` of the monotonic clock, or when nobody wants more; the
    event that each question is given says so. A SourceError is an answer, any other error is raised here.
    """
    waiting: SimpleQueue[int] = SimpleQueue()
    for number in range(len(questions)):
        waiting.put(number)
    done: SimpleQueue[tuple[int, T | BaseException]] = SimpleQueue()
    stop = threading.Event()

    def work() -> None:
        while not stop.is_set():
            try:
                number = waiting.get_nowait()
            except Empty:
                return
            try:
                done.put((number, questions[number](stop)))
            except BaseException as error:  # noqa: BLE001  # raised again by whoever waits
                done.put((number, error))

    for _ in range(min(at_once, len(questions))):
        threading.Thread(target=work, daemon=True, name="vendor").start()
    try:
        for _ in questions:
            number, answer = done.get(timeout=max(0.0, end - time.monotonic()))
            if isinstance(answer, BaseException) and not isinstance(answer, SourceError):
                raise answer
            yield number, answer
    except Empty:
        return
    finally:
        stop.set()


def of_transport(error: Exception) -> SourceError:
    """What a network's error means for the next step, in one line and without what an address may hide."""
    status = getattr(error, "code", None) or getattr(getattr(error, "response", None), "status_code", None)
    if status == _TOO_MANY:
        return Busy("too many requests (HTTP 429)")
    if status == _NOT_FOUND:
        return NoPrices("nothing under this symbol (HTTP 404)")
    if isinstance(error, JSONDecodeError):
        return Unreachable("the answer is not JSON")
    # keys are sent in addresses by some
    return Unreachable(one_line(re.sub(r"\?\S+", "?…", str(error))) or type(error).__name__)


def one_line(error: object) -> str:
    """The beginning of what an error says."""
    return " ".join(str(error).split())[:_LONGEST_REASON]


def _fetched(request: Request, answers: dict[str, History | SourceError], basis: Basis) -> Fetched:
    late = f"no answer within {request.limits.deadline:g} seconds"
    failures = {symbol: late for symbol in request.symbols if symbol not in answers}
    failures |= {symbol: str(answer) for symbol, answer in answers.items() if isinstance(answer, SourceError)}
    found = ((symbol, answers.get(symbol)) for symbol in request.symbols)
    histories = {symbol: answer for symbol, answer in found if isinstance(answer, History)}
    if not histories:
        reason = next(iter(failures.values()), "no symbols were asked for")
        raise SourceError(f"no prices for any symbol: {reason}", where=request.label, remedy=REMEDY)
    return Fetched(request.label, basis, request.now, histories, failures, live=True)


def _stop_if_down(answers: list[History | SourceError], label: str) -> None:
    """Raise SourceError when the first symbol, or the last few in a row, had no answer."""
    down = [isinstance(answer, Busy | Unreachable) for answer in answers]
    if down == [True] or (len(down) >= IN_A_ROW and all(down[-IN_A_ROW:])):
        raise SourceError(f"no answer: {answers[-1]}", where=label, remedy=REMEDY)


@dataclass
class _Paced:
    """Questions with a pause between the beginnings of any two."""

    ask: Ask
    pause: float
    _free: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __call__(self, symbol: str, first: date | None) -> History:
        with self._lock:
            begin = max(time.monotonic(), self._free)
            self._free = begin + self.pause
        time.sleep(max(0.0, begin - time.monotonic()))
        return self.ask(symbol, first)


def _with_patience(ask: Ask, symbol: str, request: Request, stop: threading.Event) -> History:
    """Ask again after growing pauses: while there is patience with a busy vendor, else a few times."""
    limits = request.limits

    def enough(state: tenacity.RetryCallState) -> bool:
        error = state.outcome.exception() if state.outcome else None
        if isinstance(error, Busy):
            return stop.is_set() or time.monotonic() - started + state.upcoming_sleep > limits.patience
        return stop.is_set() or state.attempt_number > limits.retries

    started = time.monotonic()
    tries = tenacity.Retrying(
        retry=tenacity.retry_if_exception_type((Busy, Unreachable)),
        wait=tenacity.wait_exponential(limits.wait, LONGEST * limits.wait)
        + tenacity.wait_random(0, limits.wait),
        stop=enough,
        sleep=tenacity.sleep_using_event(stop),
        reraise=True,
    )
    return tries(_history, ask, symbol, request)


def _history(ask: Ask, symbol: str, request: Request) -> History:
    """One symbol, from the store as far as it goes."""
    if request.store is None:
        return _until(_asked(ask, symbol, request, request.first), request.session)
    stored = store.load(request.store, request.source, symbol)
    since = _overlap(stored, request.session)
    answer = _asked(ask, symbol, request, since)
    merged = store.merge(stored, answer) if stored and since else answer
    if merged is None:
        answer = merged = _asked(ask, symbol, request, None)
    _keep(request, merged)
    return replace(_until(merged, request.session), last_price=answer.last_price)


def _asked(ask: Ask, symbol: str, request: Request, first: date | None) -> History:
    """The vendor's answer, under our name of the symbol."""
    try:
        history = ask(request.name_of(symbol), first)
    except (OSError, HTTPException, JSONDecodeError) as error:
        raise of_transport(error) from error
    if history.bars.empty and first is None:
        raise NoPrices("an answer without rows")
    return replace(history, symbol=symbol)


def _until(history: History, session: date) -> History:
    return replace(history, bars=history.bars[history.bars.index <= pd.Timestamp(session)])


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
        store.save(request.store, request.source, history)
    except OSError as error:
        request.progress(f"{request.store}: cannot keep {history.symbol}: {error}")
