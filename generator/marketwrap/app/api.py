"""The library's functions: prices in, facts, tables and briefs out; ``marketwrap/__init__`` promises them.

A session is asked for by its date. Prices are read once and examined by the gate anew for each session, as
if no later one were known, so that an earlier session can neither look ahead nor skip a fault.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from marketwrap.app import pipeline, review
from marketwrap.base import settings as configuration
from marketwrap.base import templates
from marketwrap.base.errors import ConfigError, SourceError
from marketwrap.base.model import Article, Fact, Universe
from marketwrap.base.settings import Format, Settings
from marketwrap.check.problems import Report
from marketwrap.facts import Day
from marketwrap.formats import briefjson
from marketwrap.market import universe as universes
from marketwrap.market.prices import Fetched, Prices
from marketwrap.metrics import METRICS
from marketwrap.render import documents
from marketwrap.sources import fetch, files
from marketwrap.story import editions

#: a day as ``2026-01-14``, a date, or what pandas and numpy make of one
Session = str | date | np.datetime64

#: the source that a file, a folder and a frame are read by
FILES: Final = "files"
#: settings that say which prices there are: they are said when these are read, and not again
OF_PRICES: Final = ("source", "prices", "basis", "universe", "store")
#: of the table of facts
COLUMNS: Final = (
    "session", "id", "subject", "metric", "params", "value", "number", "unit", "as_of", "text",
)  # fmt: skip


@dataclass(frozen=True, repr=False)
class PriceHistory:
    """Closes of a market as they were read, before the gate; ``at`` gives those of a session."""

    settings: Settings
    universe: Universe
    #: what the source answered
    fetched: Fetched
    #: the session that is meant where none is named
    last: date
    #: when they were read: a session that closed later is not known to them
    read: datetime
    #: whether a session may be asked for that had not closed by then
    unclosed: bool = False

    @property
    def symbols(self) -> tuple[str, ...]:
        """Instruments of the universe that there are closes of, in the universe's order."""
        return tuple(s for s in self.universe.instruments if s in self.fetched.histories)

    def at(self, session: Session | None = None) -> Prices:
        """Closes up to a session that have passed the gate, with its notes.

        Raises Refusal where they do not allow to write about the session.
        """
        session = _day(session) or self.last
        known = self.fetched.until(session)
        if all(history.bars.empty for history in known.histories.values()):
            what = f"there are no prices up to {session}"
            raise SourceError(what, where=known.source, remedy="ask for a later session")
        return fetch.examined(known, self.universe, session, self.read, unclosed=self.unclosed)

    def __repr__(self) -> str:
        held = f"{len(self.symbols)} symbols to {self.last}"
        return f"<PriceHistory {self.universe.id}: {held}, {self.fetched.source}>"


@dataclass(frozen=True, repr=False)
class Brief:
    """A brief that passed its check. Its documents are set, and checked, when they are first asked for.

    Raises CheckFailed where a document says something that the facts do not.
    """

    draft: pipeline.Draft
    #: what the check of the article found: no problem, and how much it looked at
    report: Report
    _made: dict[Format, bytes] = field(default_factory=dict, init=False)

    @property
    def session(self) -> date:
        """The session that it is about."""
        return self.article.session

    @property
    def article(self) -> Article:
        """All that it says, down to the parts of its sentences."""
        return self.draft.article

    @property
    def facts(self) -> Mapping[str, Fact]:
        """Every fact that it prints, or that a sentence of it rests on, by id."""
        return self.article.facts

    @property
    def headline(self) -> str:
        """Its headline."""
        return self.article.headline.text

    @property
    def html(self) -> str:
        """One page that asks for nothing outside itself."""
        return self._document("html").decode()

    @property
    def pdf(self) -> bytes:
        """The same in pages, with the JSON attached."""
        return self._document("pdf")

    @property
    def text(self) -> str:
        """Plain text, as for mail."""
        return self._document("txt").decode()

    @property
    def markdown(self) -> str:
        """Markdown, tables included."""
        return self._document("md").decode()

    @property
    def json(self) -> str:
        """Sentences and facts as data: docs/brief-json.md."""
        return self.draft.text

    def save(self, out: str | Path | None = None) -> Path:
        """Write all that the command line would, into a folder of its own in ``out``; that folder.

        Default: the folder and the formats of the settings.
        """
        settings = self.draft.settings
        with templates.using(templates.of_settings(settings)):
            made = pipeline.finished(self.draft, settings.formats)
        return pipeline.write(self.draft, made, Path(out) if out is not None else settings.out).folder

    def _document(self, kind: Format) -> bytes:
        if kind not in self._made:
            with templates.using(templates.of_settings(self.draft.settings)):
                self._made[kind] = pipeline.finished(self.draft, (kind,)).files[f"brief.{kind}"]
        return self._made[kind]

    def _repr_html_(self) -> str:
        """The page in a frame, so that its style does not become the notebook's."""
        return documents.framed(self.html, self.headline)

    def __repr__(self) -> str:
        return f"<Brief {self.session}: {self.headline}>"


def read_settings(path: str | Path) -> Settings:
    """Settings of a TOML file, as ``--config`` takes it. Raises ConfigError naming the file and the key."""
    return configuration.load(Path(path))


def read_prices(
    where: str | Path | pd.DataFrame | None = None,
    *,
    source: str | None = None,
    universe: str | None = None,
    basis: str | None = None,
    settings: Settings | None = None,
    unclosed: bool = False,
) -> PriceHistory:
    """Read the closes of a universe: of a file or folder, of a frame, or of a source by its name.

    A frame is what a file would be: a column of closes a symbol, indexed by days, or rows of date, symbol
    and close. ``basis`` says whether closes are as printed (``price``), ``adjusted`` for dividends or
    ``mixed``; ``unclosed`` admits a session that has not closed yet. Of the settings, those of the prices
    count. Raises ConfigError and SourceError.
    """
    if where is None and source is None and settings is None:
        raise ConfigError("there is nothing to read", remedy='give a file, a DataFrame, or source="sample"')
    frame = where if isinstance(where, pd.DataFrame) else None
    asked = configuration.changed(
        (settings or Settings()).model_copy(
            update={} if where is None else {"source": FILES, "prices": None}
        ),
        source=source,
        prices=where if frame is None else None,
        universe=universe,
        basis=basis,
    )
    if frame is not None and asked.source != FILES:
        raise ConfigError(f"{asked.source} reads no DataFrame", where="source", remedy="leave it out")
    market, now = universes.load(asked.universe), datetime.now(UTC)
    request = fetch.request_of(asked, market, None, now, unclosed=unclosed)
    fetched = fetch.answer(request) if frame is None else files.of_frame(frame, request)
    return PriceHistory(asked, market, fetched, fetch.last(fetched, request), now, unclosed)


def day(prices: PriceHistory, session: Session | None = None) -> Day:
    """A session to ask questions of: ``day.fact(symbol, "change_1d")`` (default: the last one).

    It knows the prices and no events. Raises Refusal.
    """
    admitted = prices.at(session)
    return Day(pipeline.measured(admitted, prices.universe, prices.settings), admitted.session)


def brief(
    prices: PriceHistory, session: Session | None = None, *, settings: Settings | None = None, **options: Any
) -> Brief:
    """The brief of a session (default: the last one), checked as the command line does before it writes.

    ``options`` are settings: ``events``, ``news``, ``edition``, ``length``, ``publisher``, ``paper``,
    ``studies``, ``tone``, ``out``, ``templates``, ``extensions``; they go before those of ``settings``, else
    those that the prices were read with. A morning edition is asked for by the day that it is for. Raises
    Refusal, CheckFailed, and ConfigError for an option that makes no sense.
    """
    asked = _settings_of(prices, settings, options)
    wanted = editions.session_of(asked.edition, _day(session), prices.universe.calendar)
    with templates.using(templates.of_settings(asked)):
        draft = pipeline.draft(prices.at(wanted), prices.universe, asked)
        return Brief(draft, pipeline.finished(draft, ()).report)


def fact_table(
    prices: PriceHistory, session: Session | None = None, *, settings: Settings | None = None, **options: Any
) -> pd.DataFrame:
    """Every fact of a brief, a row each; it is made and checked as by ``brief``, and raises the same.

    ``value`` is what the fact says, ``number`` the same as a float, NaN where it is none; ``text`` is how it
    was first printed, empty where it was not.
    """
    article = brief(prices, session, settings=settings, **options).article
    texts = briefjson.printed(article)
    rows = [_row(fact, article.session, texts.get(fact.id, "")) for fact in article.facts.values()]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def panel(
    prices: PriceHistory,
    metrics: str | Sequence[str],
    *,
    first: Session | None = None,
    last: Session | None = None,
    subjects: str | Sequence[str] | None = None,
) -> pd.DataFrame:
    """Metrics of a range of sessions: a row a session, columns by metric and subject.

    Subjects are symbols, pairs and groups of the universe (default: all that have the metric). The gate
    examines the prices as of ``last`` (default: the last session); no value uses closes after its own
    session. Metrics of one's own are those of the ``extensions`` of the settings that the prices were read
    with. Raises ConfigError for a metric or a subject that there is not, and Refusal.
    """
    made = pipeline.measured(prices.at(last), prices.universe, prices.settings)
    known = (*made.symbols, *(pair.id for pair in made.pairs), *prices.universe.groups)
    wanted = _known("metric", metrics, {metric.name for metric in (*METRICS, *made.further.metrics)})
    about = known if subjects is None else _known("subject", subjects, known)
    found = {
        (name, subject): values
        for name in wanted
        for subject in about
        if (values := made.column(name, subject)) is not None
    }
    columns = pd.MultiIndex.from_frame(pd.DataFrame(list(found), columns=["metric", "subject"]))
    frame = pd.DataFrame(found, index=made.index.rename("session"), columns=columns)
    begin = _day(first)
    return frame if begin is None else frame.loc[pd.Timestamp(begin) :]


def check_brief(path: str | Path, *, settings: Settings | None = None) -> Report:
    """Read a finished brief, a folder or one of its documents, and hold every claim against its fact.

    Raises ConfigError where there is no brief; what one says wrong is in the report.
    """
    asked = settings or Settings()
    with templates.using(templates.of_settings(asked)):
        return review.examine(Path(path), asked)


def metric_table() -> pd.DataFrame:
    """The metrics that a panel can have: name, what their subjects are, unit, kinds of instrument."""
    rows = [(metric.name, metric.scope, metric.unit, ", ".join(metric.kinds)) for metric in METRICS]
    return pd.DataFrame(rows, columns=["name", "scope", "unit", "kinds"])


def _settings_of(prices: PriceHistory, settings: Settings | None, options: Mapping[str, object]) -> Settings:
    """What a brief is asked with: options, then settings, and of the prices what these were read with."""
    for name in OF_PRICES:
        if name in options:
            raise ConfigError(f"{name} belongs to the prices", remedy="give it to read_prices")
    if settings is None:
        return configuration.changed(prices.settings, **options)
    read = {name: getattr(prices.settings, name) for name in OF_PRICES}
    return configuration.changed(settings.model_copy(update=read), **options)


def _day(asked: Session | None) -> date | None:
    """The day that is meant. Raises ConfigError for what is none."""
    if asked is None:
        return None
    try:
        stamp = pd.Timestamp(date.fromisoformat(asked) if isinstance(asked, str) else asked)
    except (TypeError, ValueError):
        raise _no_date(asked) from None
    if pd.isna(stamp):
        raise _no_date(asked)
    return stamp.date()


def _no_date(asked: Session) -> ConfigError:
    return ConfigError(f"{asked!r} is not a date", remedy="write it as 2026-01-14")


def _row(fact: Fact, session: date, text: str) -> tuple[object, ...]:
    """A fact under ``COLUMNS``."""
    number = float(fact.value) if isinstance(fact.value, int | float) else float("nan")
    return (
        pd.Timestamp(session), fact.id, fact.subject, fact.metric, dict(fact.params), fact.value, number,
        fact.unit, pd.Timestamp(fact.as_of), text,
    )  # fmt: skip


def _known(kind: str, asked: str | Sequence[str], known: Collection[str]) -> tuple[str, ...]:
    """The names that are asked for. Raises ConfigError for one that there is not."""
    names = (asked,) if isinstance(asked, str) else tuple(asked)
    for name in names:
        if name not in known:
            near = ", ".join(get_close_matches(name, known, 3) or sorted(known)[:3])
            raise ConfigError(f"there is no {kind} {name}", remedy=f"there are others, such as {near}")
    return names
