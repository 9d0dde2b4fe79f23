"""Market commentary in which every number is a checked fact."""

from marketwrap.base.version import __version__

__all__ = ["__version__"]
