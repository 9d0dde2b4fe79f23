"""The version, in the one place that has it: the build reads it from here."""

__version__ = "0.2.0"
