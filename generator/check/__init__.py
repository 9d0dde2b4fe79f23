"""Finished documents read again as a reader would, and every claim in them held against its fact."""

from generator.check.report import Problem, Report
from generator.check.run import Means, examine, gather, require, universe_of

__all__ = ["Means", "Problem", "Report", "examine", "gather", "require", "universe_of"]
