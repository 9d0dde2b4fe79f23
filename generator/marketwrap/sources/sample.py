"""The ``sample`` source: invented history that comes with marketwrap and ends in published figures.

``simulate`` made it once, from ``data/sample.toml``. It is a wide file like any other, and every
document that is made from it says that it is simulated.
"""

from dataclasses import replace
from importlib import resources

from marketwrap.market.prices import Fetched
from marketwrap.sources.files import answer
from marketwrap.sources.request import Request
from marketwrap.sources.shapes import histories_of
from marketwrap.sources.table import open_table, unzip

NAME = "sample"
FILE = "sample.csv.gz"


def fetch(request: Request) -> Fetched:
    """Closes from 2015-01-02 to 2026-01-14, up to the request's session, for any path and store.

    Raises SourceError for a session before the sample begins, and for a universe of other symbols.
    """
    content = (resources.files("marketwrap.sources") / "data" / FILE).read_bytes()
    histories = histories_of(open_table(unzip(content, FILE), NAME), request, "")
    return replace(answer(request, histories, NAME), source=NAME, basis="price", simulated=True)
