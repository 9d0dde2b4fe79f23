"""One question to Yahoo by way of yfinance, and its answer as events: cleaned, and of the market only.

What Yahoo says is taken through the same entries as a user's file. A row that makes no event is counted and
left out. Raises what ``yahoo_ticker`` raises.
"""

import re
import tomllib
import warnings
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache, partial
from importlib import resources
from math import isfinite
from typing import Any, Final

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import yfinance

from marketwrap.base.model import Event, Universe
from marketwrap.events.entries import KINDS, Market
from marketwrap.events.window import AHEAD, BACK
from marketwrap.sources.yahoo_ticker import failures_named

#: dollars that make a company of no universe worth mentioning
LARGE: Final = 100e9
#: rows of a page, which Yahoo sets, and pages
PAGE: Final = 100
PAGES: Final = 8
#: how far the economic calendar is read: it has a hundred entries a day
SOON: Final = timedelta(days=10)
NEWS: Final = 20
#: characters of a company's name that are looked at
LONGEST: Final = 400

_TIMINGS: Final = {"BMO": "before open", "AMC": "after close"}
_QUARTERS: Final = {"1": "first quarter", "2": "second quarter", "3": "third quarter", "4": "fourth quarter"}
_MONTHS: Final = {
    datetime(2000, month, 1, tzinfo=UTC).strftime("%b"): datetime(2000, month, 1, tzinfo=UTC).strftime("%B")
    for month in range(1, 13)
}
_FORM: Final = re.compile(
    r"(,? (Inc\.?|Incorporated|Corporation|Corp\.?|Company|Co\.?|&|plc|PLC|Ltd\.?|Limited|N\.V\.|S\.A\.|SE|AG"
    r"|Group))+$"
)

Raw = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Answer:
    """Events, and how many rows made none."""

    events: tuple[Event, ...]
    unusable: int = 0


def earnings(universe: Universe, market: Market, session: date) -> Answer:
    """Reports of companies of the universe and of large ones, some days back and some weeks ahead."""
    with failures_named():
        calendar = yfinance.Calendars(session - BACK, session + AHEAD)
        rows = _pages(partial(calendar.get_earnings_calendar, market_cap=LARGE, filter_most_active=False))
        return _made(rows, lambda row: _report(row, universe), market)


def _report(row: Raw, universe: Universe) -> Raw:
    symbol, stamp = row["Symbol"], _utc(row["Event Start Date"])
    known = universe.instruments.get(symbol)
    quarter = re.search(r"\bQ([1-4])\b", str(row["Event Name"]))
    name = known.name if known else _FORM.sub("", str(row["Company"])[:LONGEST].removeprefix("The "))
    figures = {"eps": _number(row["Reported EPS"]), "eps_expected": _number(row["EPS Estimate"])}
    return {
        "kind": "earnings",
        "symbol": symbol,
        "name": name,
        # midnight stands for a time that is not known, and is none in the market's own zone
        **({"day": stamp.date()} if stamp.time() == datetime.min.time() else {"time": stamp}),
        "when": _TIMINGS.get(row.get("Timing", ""), ""),
        "period": _QUARTERS[quarter[1]] if quarter else "",
        "publisher": name,
        # yfinance asks for the American calendar; foreign companies in it count in money of their own
        "currency": "USD" if known and "US" in universe.regions else "",
        **{field: value for field, value in figures.items() if value is not None},
    }


def releases(universe: Universe, market: Market, session: date) -> Answer:
    """Releases of the market's regions that ``releases.toml`` lists."""
    found: list[Raw] = []
    with failures_named():
        # the session's own days by themselves: Yahoo has the latest first, and more than are read
        for first, last in (
            (session - timedelta(days=1), session + timedelta(days=1)),
            (session, session + SOON),
        ):
            found += _pages(yfinance.Calendars(first, last).get_economic_events_calendar)
        return _made(found, lambda row: _release(row, universe.regions), market)


def _release(row: Raw, regions: tuple[str, ...]) -> Raw | None:
    region = row["Region"]
    listed = _listed().get(region, {}).get(_key(str(row["Event"]))) if region in regions else None
    if listed is None:
        return None
    month = _MONTHS.get(str(row["Period"]), "")
    low, high = listed.get("range", (0, 0))
    figures = {
        field: value
        for field, column in (("actual", "Actual"), ("expected", "Expected"), ("previous", "Last"))
        if "unit" in listed and (value := _number(row[column])) is not None and low <= value <= high
    }
    return {
        "kind": "release",
        "region": region,
        "time": _utc(row["Event Time"]),
        "period": month or _quarter(row["Period"]),
        **{field: value for field, value in listed.items() if field != "range"},
        **figures,
    }


def headlines(symbol: str, market: Market) -> Answer:
    """What Yahoo lists as news of one symbol."""
    with failures_named():
        stream = yfinance.Ticker(symbol).get_news(count=NEWS)
        return _made(stream, lambda row: _headline(row, symbol), market)


def _headline(row: Raw, symbol: str) -> Raw:
    content = row["content"]
    return {
        "kind": "headline",
        "title": content["title"],
        "publisher": (content.get("provider") or {}).get("displayName", ""),
        "time": content["pubDate"],
        "link": (content.get("canonicalUrl") or {}).get("url") or "",
        "symbols": (symbol,),
    }


def _made(rows: Iterable[Raw], read: Callable[[Raw], Raw | None], market: Market) -> Answer:
    """Events of rows; what Yahoo says twice is kept once."""
    events: dict[str, Event] = {}
    unusable = 0
    for row in rows:
        try:
            entry = read(row)
            event = KINDS[entry["kind"]].model_validate(entry).event(market) if entry else None
        except (ValueError, KeyError, TypeError, AttributeError):
            unusable += 1
        else:
            if event:
                events.setdefault(event.id, event)
    return Answer(tuple(events.values()), unusable)


def _pages(ask: Callable[..., Any]) -> list[Raw]:
    rows: list[Raw] = []
    for page in range(PAGES):
        frame = ask(limit=PAGE, offset=page * PAGE, force=True)
        rows += frame.reset_index().to_dict("records")
        if len(frame) < PAGE:
            break
    return rows


@cache
def _listed() -> dict[str, dict[str, Raw]]:
    text = (resources.files("marketwrap.events") / "releases.toml").read_text("utf-8")
    return {
        region: {_key(name): about for name, about in entries.items()}
        for region, entries in tomllib.loads(text).items()
    }


def _key(name: str) -> str:
    """Yahoo's name of a release without the signs that come and go, such as a star at its end."""
    return " ".join(re.findall(r"\w+", name.casefold()))


def _quarter(period: object) -> str:
    quarter = re.fullmatch(r"Q([1-4])", str(period))
    return _QUARTERS[quarter[1]] if quarter else ""


def _utc(stamp: Any) -> datetime:
    """A pandas timestamp as a moment. Raises ValueError for none."""
    moment = stamp.to_pydatetime()
    if not isinstance(moment, datetime) or moment != moment:  # noqa: PLR0124  # NaT is not itself
        raise ValueError("no time")
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) and isfinite(value) else None
