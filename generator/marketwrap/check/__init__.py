"""Finished documents read again as a reader would, and every claim in them held against its fact."""

from marketwrap.check.brief import Means, examine, gather, language_of, require, universe_of
from marketwrap.check.problems import Problem, Report

__all__ = ["Means", "Problem", "Report", "examine", "gather", "language_of", "require", "universe_of"]
