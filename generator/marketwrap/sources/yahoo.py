"""Yahoo, by way of yfinance, asked as any vendor is."""

import warnings
from datetime import date

import platformdirs

from marketwrap.market.prices import Fetched, History
from marketwrap.sources import vendor, yahoo_ticker
from marketwrap.sources.request import Request


def fetch(request: Request) -> Fetched:
    """Closes of the wanted symbols as Yahoo has them, split-adjusted and not dividend-adjusted.

    Raises SourceError as ``vendor.fetch`` does.
    """
    yahoo_ticker.prepare(platformdirs.user_cache_path("marketwrap") / "yfinance")
    yahoo_ticker.forget_answers()

    def ask(symbol: str, first: date | None) -> History:
        try:
            return yahoo_ticker.ask(symbol, first, request.session, request.limits.timeout)
        except (vendor.Busy, vendor.Unreachable):
            yahoo_ticker.forget_answers()
            raise

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return vendor.fetch(request, ask)
