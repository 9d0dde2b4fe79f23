"""Market commentary in which every number is a checked fact.

What is named here is what the library promises; ``docs/api.md`` shows it. Everything else may change with
any version. Nothing is loaded before it is asked for, so that ``import marketwrap`` costs next to nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from marketwrap.base.version import __version__

if TYPE_CHECKING:
    from marketwrap.app.api import (
        Brief,
        PriceHistory,
        brief,
        check_brief,
        day,
        fact_table,
        metric_table,
        panel,
        read_prices,
        read_settings,
    )
    from marketwrap.base.errors import CheckFailed, ConfigError, MarketwrapError, Refusal, SourceError
    from marketwrap.base.model import Article, Fact
    from marketwrap.base.settings import Settings
    from marketwrap.check.problems import Problem, Report
    from marketwrap.facts import Day
    from marketwrap.market.prices import Prices

__all__ = [
    "Article",
    "Brief",
    "CheckFailed",
    "ConfigError",
    "Day",
    "Fact",
    "MarketwrapError",
    "PriceHistory",
    "Prices",
    "Problem",
    "Refusal",
    "Report",
    "Settings",
    "SourceError",
    "__version__",
    "brief",
    "check_brief",
    "day",
    "fact_table",
    "metric_table",
    "panel",
    "read_prices",
    "read_settings",
]

#: the modules that the names above come from, less what they share
_HOMES: Final = {
    "app.api": (
        "Brief", "PriceHistory", "brief", "check_brief", "day", "fact_table", "metric_table", "panel",
        "read_prices", "read_settings",
    ),
    "base.errors": ("CheckFailed", "ConfigError", "MarketwrapError", "Refusal", "SourceError"),
    "base.model": ("Article", "Fact"),
    "base.settings": ("Settings",),
    "check.problems": ("Problem", "Report"),
    "facts": ("Day",),
    "market.prices": ("Prices",),
}  # fmt: skip


def __getattr__(name: str) -> Any:
    """A promised name, loaded when it is first asked for (PEP 562)."""
    home = next((module for module, names in _HOMES.items() if name in names), None)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(f"{__name__}.{home}"), name)
    return value


def __dir__() -> list[str]:
    return __all__
