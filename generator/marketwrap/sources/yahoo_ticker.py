"""One symbol from Yahoo by way of yfinance: its history, or which of three ways it failed.

yfinance is told to raise its errors, which it hides by default, and is not believed when it guesses
that a symbol was delisted: Yahoo answers the same way when it is merely broken.
"""

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

with warnings.catch_warnings():
    # it turns on DeprecationWarning for itself when it is imported, and newer pandas gives it cause
    warnings.simplefilter("ignore")
    import yfinance
    from peewee import PeeweeException
    from yfinance.data import YfData
    from yfinance.exceptions import YFException, YFRateLimitError, YFTickerMissingError, YFTzMissingError

from marketwrap.base.errors import SourceError
from marketwrap.market.prices import History
from marketwrap.sources.vendor import Busy, NoPrices, Unreachable, one_line

COLUMNS = {"Open": "open", "High": "high", "Low": "low", "Close": "close", "Volume": "volume"}
PRICES = ["open", "high", "low", "close"]
#: places after the point in which a price may be stated
DECIMALS = range(8)
NOT_FOUND = 404
NOTHING = "Yahoo has nothing under this symbol"


def prepare(cache: Path) -> None:
    """Set yfinance up for this process: errors raised, no log lines, a cache of its own."""
    yfinance.config.debug.hide_exceptions = False
    for name in ("yfinance", "bs4"):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    yfinance.set_tz_cache_location(str(cache))


def forget_answers() -> None:
    """Empty yfinance's memory of answers, else a second try is given the first one's bad answer."""
    YfData.cache_get.cache_clear()


def ask(symbol: str, first: date | None, session: date, timeout: float) -> History:
    """Closes of one symbol from ``first`` (None: from the beginning) to ``session``, as Yahoo has them.

    ``timeout`` is in seconds and covers most requests, but not yfinance's own first ones: whoever
    calls this keeps the time. Raises Busy, Unreachable and NoPrices.
    """
    span: dict[str, Any] = {"start": first.isoformat()} if first else {"period": "max"}
    with failures_named():
        ticker = yfinance.Ticker(symbol)
        frame = ticker.history(
            **span,
            end=(session + timedelta(days=1)).isoformat(),
            interval="1d",
            # closes as they were printed, and nothing repaired behind the gate's back
            auto_adjust=False,
            repair=False,
            actions=True,
            keepna=True,
            timeout=timeout,
        )
        return _history(symbol, frame, dict(_plain(ticker.history_metadata)), session)


@contextmanager
def failures_named() -> Iterator[None]:
    """Whatever yfinance raises in here comes out as Busy, Unreachable or NoPrices."""
    try:
        yield
    except YFRateLimitError as error:
        raise Busy("too many requests (HTTP 429)") from error
    except YFTickerMissingError as error:
        raise _of_missing(error) from error
    except YFException as error:
        raise Unreachable(one_line(error)) from error
    except ValueError as error:
        raise Unreachable("the answer is a web page or broken off, and no prices") from error
    except KeyError as error:
        # what an answer of 401 or 403 comes to: an error's envelope in the place of prices
        raise Unreachable(f"the answer has no part {error}; Yahoo may have refused the request") from error
    except (TypeError, AttributeError, IndexError, OverflowError, RecursionError) as error:
        raise Unreachable(f"the answer is not of the known form ({one_line(repr(error))})") from error
    except (OSError, PeeweeException) as error:
        raise _of_transport(error) from error


def shortest(values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Prices without the artefacts of single precision: 344.82000732421875 is 344.82.

    Each value becomes the decimal with the fewest places that is the same number in single precision;
    one that was not stated in single precision stays.
    """
    single = values.astype(np.float32)
    left = np.isfinite(values) & (single.astype(np.float64) == values)
    clean = values.copy()
    for places in DECIMALS:
        rounded = np.round(values, places)
        same = left & (rounded.astype(np.float32) == single)
        clean[same] = rounded[same]
        left &= ~same
    return clean


def _history(symbol: str, frame: pd.DataFrame, meta: dict[str, Any], session: date) -> History:
    if frame.empty:
        raise NoPrices("an answer without rows")
    bars = frame.rename(columns=COLUMNS)[list(COLUMNS.values())].astype(float)
    bars[PRICES] = shortest(bars[PRICES].to_numpy())
    # midnights of the exchange: the date is right there and nowhere else
    bars.index = pd.DatetimeIndex(frame.index, name="date").tz_localize(None).normalize()
    bars = _with_second_row(bars, meta)
    ratios = frame["Stock Splits"].to_numpy(dtype=float)
    days = pd.DatetimeIndex(frame.index)
    period = meta.get("currentTradingPeriod", {}).get("regular", {})
    price = meta.get("regularMarketPrice")
    return History(
        symbol=symbol,
        bars=bars[bars.index <= pd.Timestamp(session)],
        currency=meta.get("currency"),
        splits={days[place].date(): float(ratios[place]) for place in np.flatnonzero(ratios > 0).tolist()},
        last_trade=_moment(meta.get("regularMarketTime")),
        period_end=_moment(period.get("end")),
        last_price=None if price is None else float(price),
    )


def _with_second_row(bars: pd.DataFrame, meta: dict[str, Any]) -> pd.DataFrame:
    """The bars with the last day's other row, which yfinance takes out; the gate compares the two."""
    other = meta.get("lastTrade")
    if not other:
        return bars
    day = pd.DatetimeIndex([other["Time"]]).tz_localize(None).normalize()
    row = pd.DataFrame({"close": shortest(np.array([other["Price"]], dtype=float))}, index=day)
    return pd.concat([bars.iloc[:-1], row.reindex(columns=bars.columns), bars.iloc[-1:]])


def _plain(meta: Any) -> list[tuple[str, Any]]:
    # not items(): that would fetch trading periods, which takes a request more
    return [(key, meta[key]) for key in meta.keys() if key != "tradingPeriods"]  # noqa: SIM118


def _moment(stamp: object) -> datetime | None:
    return stamp.to_pydatetime() if isinstance(stamp, pd.Timestamp) else None


def _of_missing(error: YFTickerMissingError) -> SourceError:
    """What yfinance calls "possibly delisted": only Yahoo's own word on a symbol is taken for it."""
    said = one_line(getattr(error, "yahoo_reason", None) or "")
    if said:
        return NoPrices(f"{NOTHING}, and says: {said}")
    if isinstance(error, YFTzMissingError):
        return NoPrices(NOTHING)
    return Unreachable("an answer without prices")


def _of_transport(error: Exception) -> SourceError:
    answer = getattr(error, "response", None)
    if answer is not None and answer.status_code == NOT_FOUND:
        return NoPrices(NOTHING)
    # curl's own words stand between its name and the address of its manual
    return Unreachable(one_line(error).partition("curl: ")[2].partition(". See ")[0] or one_line(error))
