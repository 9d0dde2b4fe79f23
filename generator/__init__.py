"""Market commentary in which every number is a checked fact."""

__version__ = "0.1.0"
