"""A small stand-in for Yahoo: the same wire format over TLS, prices and misbehaviour by hand.

yfinance is not patched. It is sent here by HTTPS_PROXY and trusts the certificate by REQUESTS_CA_BUNDLE:
the proxy answers CONNECT and then plays every host that is asked for.
"""

import json
import os
import ssl
import struct
import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit
from zoneinfo import ZoneInfo

import pytest
import trustme

HOSTS = ("*.yahoo.com", "*.finance.yahoo.com")
CHART = "/v8/finance/chart/"
CALENDAR = "/v1/finance/visualization"
NEWS = "/xhr/ncp"
#: label and type of each column, by kind of calendar
COLUMNS = {
    "sp_earnings": [
        ("Symbol", "STRING"),
        ("Company Name", "STRING"),
        ("Market Cap (Intraday)", "NUMBER"),
        ("Event Name", "STRING"),
        ("Event Start Date", "DATE"),
        ("Event Start Date", "STRING"),
        ("EPS Estimate", "NUMBER"),
        ("Reported EPS", "NUMBER"),
        ("Surprise (%)", "NUMBER"),
    ],
    "economic_event": [
        ("Event", "STRING"),
        ("Country Code", "STRING"),
        ("Event Time", "DATE"),
        ("Period", "STRING"),
        ("Actual", "NUMBER"),
        ("Market Expectation", "NUMBER"),
        ("Prior to This", "NUMBER"),
        ("Revised from", "NUMBER"),
    ],
}
WEB_PAGE = b"<!DOCTYPE html><html><title>Yahoo</title></html>"


@dataclass
class Bar:
    """One row of a day; what is not given follows from the close."""

    day: date
    close: float | None
    volume: int | None = 1000
    high: float | None = None
    low: float | None = None
    #: of the row's stamp, when it is not the open
    at: time | None = None


@dataclass
class Listing:
    """A symbol with its rows."""

    symbol: str
    bars: list[Bar]
    currency: str = "USD"
    zone: str = "America/New_York"
    opens: time = time(9, 30)
    closes: time = time(16, 0)
    #: time of the last trade, on the day of the last bar
    traded: time | None = None
    #: the last price, where it is not the last close
    price: float | None = None
    splits: dict[date, tuple[int, int]] = field(default_factory=dict)

    def stamp(self, day: date, at: time) -> int:
        """Seconds since 1970 of a local time."""
        return int(datetime.combine(day, at, ZoneInfo(self.zone)).timestamp())


class StandIn(ThreadingHTTPServer):
    """The server. ``listings`` are what it knows; ``faults`` what it does wrong, by symbol or ``*``."""

    daemon_threads = True

    def __init__(self, authority: trustme.CA) -> None:
        super().__init__(("127.0.0.1", 0), _Proxy)
        self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert(*HOSTS).configure_cert(self.tls)
        self.release = threading.Event()
        self.clear()

    def clear(self) -> None:
        """Forget listings, faults and requests."""
        self.listings: dict[str, Listing] = {}
        self.faults: dict[str, str] = {}
        self.times: Counter[str] = Counter()
        self.charts: list[tuple[str, dict[str, str]]] = []
        #: by kind of calendar: rows, in the order of the columns that yfinance asks for
        self.calendars: dict[str, list[list[Any]]] = {}
        #: by symbol: articles as Yahoo's stream has them
        self.news: dict[str, list[Any]] = {}

    def add(self, *listings: Listing) -> None:
        """Make symbols known."""
        self.listings |= {listing.symbol: listing for listing in listings}

    def misbehave(self, symbol: str, fault: str, times: int = 1 << 30) -> None:
        """Answer the next requests for a symbol's chart, ``crumb`` or all (``*``) in a wrong way."""
        self.faults[symbol] = fault
        self.times[symbol] = times

    def fault_of(self, symbol: str) -> str:
        """The fault of the request at hand, or nothing."""
        for key in (symbol, "*"):
            if self.times[key] > 0:
                self.times[key] -= 1
                return self.faults[key]
        return ""

    def asked(self, symbol: str) -> list[dict[str, str]]:
        """Queries for a symbol's prices; the question for its time zone is left out."""
        return [query for name, query in self.charts if name == symbol and "events" in query]

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients that go away are part of the tests."""


class _Answers(BaseHTTPRequestHandler):
    """Inside the tunnel: one host of Yahoo's after another."""

    protocol_version = "HTTP/1.1"
    server: StandIn

    def log_message(self, *_args: object) -> None:
        """Stay silent."""

    def do_GET(self) -> None:  # the name is http.server's
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        url = urlsplit(self.path)
        path = unquote(url.path)
        if path.endswith("/getcrumb"):
            if not self._misbehaved(self.server.fault_of("crumb")):
                self._send(200, b"a.crumb", "text/plain")
        elif path.startswith(CHART):
            self._chart(path.removeprefix(CHART), {k: v[0] for k, v in parse_qs(url.query).items()})
        elif path == CALENDAR:
            self._calendar(json.loads(body))
        elif path == NEWS:
            self._news(json.loads(body)["serviceConfig"]["s"][0])
        else:
            self._send(404, b"", "text/html")

    do_POST = do_GET  # noqa: N815  # likewise

    def _chart(self, symbol: str, query: dict[str, str]) -> None:
        self.server.charts.append((symbol, query))
        fault = self.server.fault_of(symbol)
        if self._misbehaved(fault):
            return
        if symbol not in self.server.listings:
            error = {"code": "Not Found", "description": "No data found, symbol may be delisted"}
            self._json(404, {"chart": {"result": None, "error": error}})
        else:
            empty = fault == "empty" and "events" in query
            result = chart(self.server.listings[symbol], query, empty=empty)
            self._json(200, {"chart": {"result": [result], "error": None}})

    def _calendar(self, query: dict[str, Any]) -> None:
        kind = query["entityIdType"]
        if self._misbehaved(self.server.fault_of(kind)):
            return
        first = query["offset"]
        rows = self.server.calendars.get(kind, [])[first : first + query["size"]]
        columns = [{"label": label, "type": type_} for label, type_ in COLUMNS[kind]]
        document = {"columns": columns, "rows": rows}
        self._json(200, {"finance": {"result": [{"documents": [document]}], "error": None}})

    def _news(self, symbol: str) -> None:
        if not self._misbehaved(self.server.fault_of("news")):
            stream = self.server.news.get(symbol, [])
            self._json(200, {"data": {"tickerStream": {"stream": stream}}, "status": "OK"})

    def _misbehaved(self, fault: str) -> bool:
        """Whether the fault was one of the transport, and is done."""
        if fault == "hang":
            self.server.release.wait()
        elif fault == "hang up":
            self.close_connection = True
        elif fault == "busy":
            self._send(429, b"Too Many Requests", "text/plain")
        elif fault == "unauthorized":
            self._json(401, {"finance": {"result": None, "error": {"code": "Unauthorized"}}})
        elif fault == "bad gateway":
            self._send(502, WEB_PAGE, "text/html")
        elif fault == "web page":
            self._send(200, WEB_PAGE, "text/html")
        elif fault == "broken off":
            self._send(200, b'{"chart":{"result":[{"meta":{"currency"', "application/json")
        else:
            return False
        return True

    def _json(self, status: int, content: dict[str, Any]) -> None:
        self._send(status, json.dumps(content).encode(), "application/json")

    def _send(self, status: int, body: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class _Proxy(BaseHTTPRequestHandler):
    """Outside: CONNECT, then TLS as whoever was asked for."""

    protocol_version = "HTTP/1.1"
    server: StandIn

    def log_message(self, *_args: object) -> None:
        """Stay silent."""

    def do_CONNECT(self) -> None:  # the name is http.server's
        self.send_response(200)
        self.end_headers()
        self.close_connection = True
        with self.server.tls.wrap_socket(self.connection, server_side=True) as tunnel:
            _Answers(tunnel, self.client_address, self.server)


def chart(listing: Listing, query: dict[str, str], *, empty: bool) -> dict[str, Any]:
    """The result of a chart request, with prices in single precision as Yahoo has them."""
    last = listing.bars[-1].day
    end = listing.stamp(last, listing.closes)
    trade = listing.stamp(last, listing.traded) if listing.traded else end
    known = [bar.close for bar in listing.bars if bar.close is not None]
    meta = {
        "currency": listing.currency,
        "symbol": listing.symbol,
        "instrumentType": "EQUITY",
        "exchangeTimezoneName": listing.zone,
        "regularMarketTime": trade,
        "regularMarketPrice": listing.price or known[-1],
        "priceHint": 2,
        "currentTradingPeriod": {
            part: {"start": listing.stamp(last, listing.opens), "end": end, "timezone": "", "gmtoffset": 0}
            for part in ("pre", "regular", "post")
        },
        "validRanges": ["1d", "max"],
    }
    rows = [bar for bar in listing.bars if not empty and _wanted(listing, bar, query)]
    if not rows:
        return {"meta": meta, "indicators": {"quote": [{}], "adjclose": [{}]}}
    closes = [_single(bar.close) for bar in rows]
    quote = {
        "open": closes,
        "high": [_single(bar.high or bar.close) for bar in rows],
        "low": [_single(bar.low or bar.close) for bar in rows],
        "close": closes,
        "volume": [bar.volume for bar in rows],
    }
    return {
        "meta": meta,
        "timestamp": [listing.stamp(bar.day, bar.at or listing.opens) for bar in rows],
        "events": {"splits": _splits(listing, {bar.day for bar in rows})},
        "indicators": {"quote": [quote], "adjclose": [{"adjclose": closes}]},
    }


def _wanted(listing: Listing, bar: Bar, query: dict[str, str]) -> bool:
    if "period1" not in query:
        return bar is listing.bars[-1]
    return int(query["period1"]) <= listing.stamp(bar.day, listing.opens) < int(query["period2"])


def _splits(listing: Listing, days: set[date]) -> dict[str, dict[str, Any]]:
    stamps = {
        listing.stamp(day, listing.opens): ratio for day, ratio in listing.splits.items() if day in days
    }
    return {
        str(stamp): {"date": stamp, "numerator": new, "denominator": old, "splitRatio": f"{new}:{old}"}
        for stamp, (new, old) in stamps.items()
    }


def _single(price: float | None) -> float | None:
    """The price as a double that holds a single: 344.82 is 344.82000732421875."""
    if price is None:
        return None
    (single,) = struct.unpack("f", struct.pack("f", price))
    return float(single)


def weekdays(last: date, count: int) -> list[date]:
    """That many weekdays up to one."""
    days = [last - timedelta(days=back) for back in range(2 * count + 7)]
    return sorted([day for day in days if day.weekday() < 5][:count])  # Saturday


def send_here(environment: Mapping[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Let yfinance of this process ask the stand-in that gave the environment."""
    from yfinance.data import YfData

    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    # it keeps one session for the whole process, which reads its settings when it is made
    YfData._instances.pop(YfData, None)


@contextmanager
def serve(folder: Path) -> Iterator[tuple[StandIn, dict[str, str]]]:
    """A running stand-in, and the environment that sends yfinance to it."""
    authority = trustme.CA()
    bundle = folder / "authority.pem"
    authority.cert_pem.write_to_path(str(bundle))
    server = StandIn(authority)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    proxy = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield (
            server,
            {
                "HTTPS_PROXY": proxy,
                "https_proxy": proxy,
                "NO_PROXY": "",
                "no_proxy": "",
                "REQUESTS_CA_BUNDLE": str(bundle),
                "SSL_CERT_FILE": str(bundle),
                "XDG_CACHE_HOME": str(folder / os.urandom(4).hex()),
            },
        )
    finally:
        server.release.set()
        server.shutdown()
        server.server_close()
