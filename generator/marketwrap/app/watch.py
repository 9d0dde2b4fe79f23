"""What a brief takes over from the briefs before it, and what it leaves to the next: levels to watch."""

from collections.abc import Mapping
from itertools import islice

from marketwrap.base.model import Article, Universe, WatchPoint
from marketwrap.base.settings import Settings
from marketwrap.facts import Day
from marketwrap.formats import snapshot, watchjson
from marketwrap.market.prices import Prices
from marketwrap.metrics.panel import Panel
from marketwrap.rules.outcomes import settled


def earlier_points(settings: Settings, prices: Prices, universe: Universe) -> tuple[WatchPoint, ...]:
    """What briefs of earlier sessions said to watch and none has resolved.

    They are read from the folder of briefs, or from beside the prices where these are an earlier brief's
    own: so it can be made again anywhere. Raises ConfigError for a damaged ``watch.json``.
    """
    if settings.prices and settings.prices.name == snapshot.NAME:
        beside = settings.prices.with_name(watchjson.NAME)
        if beside.is_file() and (own := watchjson.load(beside)).session == prices.session:
            return tuple(outcome.point for outcome in own.earlier)
    alike = (
        file
        for file in watchjson.stored(settings.out, before=prices.session)
        if (file.universe, file.simulated) == (universe.id, prices.simulated)
    )
    return watchjson.unresolved(tuple(islice(alike, watchjson.BACK)))


def known_points(files: Mapping[str, bytes]) -> tuple[WatchPoint, ...]:
    """The same points as a brief had them, of its own ``watch.json`` among its files."""
    if watchjson.NAME not in files:
        return ()
    return tuple(outcome.point for outcome in watchjson.parse(files[watchjson.NAME]).earlier)


def watching(article: Article, panel: Panel, earlier: tuple[WatchPoint, ...]) -> str:
    """The ``watch.json`` of a brief."""
    day = Day(panel, article.session, earlier)
    return watchjson.dumps(
        watchjson.WatchFile(
            version=watchjson.VERSION,
            session=article.session,
            edition=article.edition,
            universe=article.universe,
            simulated=article.provenance.simulated,
            set=tuple(point for point in article.watch if point.session == article.session),
            earlier=settled(day, article.watch),
        )
    )
