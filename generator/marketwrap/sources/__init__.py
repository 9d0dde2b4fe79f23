"""Where prices come from. A source is a function: of a module here and a line in ``SOURCES``, or the user's.

``fetch(request)`` answers with what the source has, nothing mended and nothing filled: histories by
symbol, and in ``failures`` one line for each symbol that it could not give. It raises SourceError
when it can give nothing at all. Judging the answer is the gate's work, not the source's. ``vendor`` has what
all sources on the network need.
"""

from marketwrap.market.prices import Fetched, History
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

#: sources that read this machine alone
LOCAL = frozenset({"sample", "files"})

__all__ = ["LOCAL", "SOURCES", "Fetched", "History", "Request", "Source"]
