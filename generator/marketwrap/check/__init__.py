"""Finished documents read again as a reader would, and every claim in them held against its fact.

Nothing that writes belongs here: checker and writer share no code but the definitions of facts.
"""

from marketwrap.check.brief import Means, examine, gather, language_of, require, universe_of
from marketwrap.check.problems import Problem, Report

__all__ = ["Means", "Problem", "Report", "examine", "gather", "language_of", "require", "universe_of"]
