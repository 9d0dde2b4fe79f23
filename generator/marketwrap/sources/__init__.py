"""Where prices come from. A source is one function in a module here and one line in ``SOURCES``.

``fetch(request)`` answers with what the source has, nothing mended and nothing filled: histories by
symbol, and in ``failures`` one line for each symbol that it could not give. It raises SourceError
when it can give nothing at all. Judging the answer is the gate's work, not the source's.
"""

from marketwrap.market.prices import Fetched
from marketwrap.sources import files, sample
from marketwrap.sources.request import Request, Source


def _yahoo(request: Request) -> Fetched:
    from marketwrap.sources import yahoo  # noqa: PLC0415  # yfinance is slow to load, and others do without

    return yahoo.fetch(request)


SOURCES: dict[str, Source] = {
    "sample": sample.fetch,
    "files": files.fetch,
    "yahoo": _yahoo,
}

#: sources that have today's session once it has closed; of the others the last session they hold is meant
LIVE = frozenset({"yahoo"})

__all__ = ["LIVE", "SOURCES", "Request", "Source"]
