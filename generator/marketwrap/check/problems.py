"""What a check found: problems by category, and how much was looked at."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

#: the categories of Thomson and Reiter (2020), and one for tone
Category = Literal["number", "name", "word", "context", "not checkable", "tone"]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that a document says and the facts do not."""

    category: Category
    #: name of the document, such as ``brief.html``
    document: str
    #: id of the sentence, or the table, chart or fact concerned
    place: str
    found: str
    expected: str = ""
    #: id of the fact that decides
    fact: str = ""
    detail: str = ""

    @property
    def line(self) -> str:
        """The problem in one line."""
        where = " ".join(part for part in (self.document, self.place) if part)
        parts = [f"found {self.found}" if self.found else "nothing found"]
        if self.fact and self.expected:
            parts.append(f"the fact {self.fact} is {self.expected}")
        elif self.expected:
            parts.append(f"expected {self.expected}")
        line = f"{self.category}: {where}: {', '.join(parts)}"
        return f"{line}; {self.detail}" if self.detail else line


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome of one check. It passed when there is no problem."""

    problems: tuple[Problem, ...]
    #: numbers, words, dates, names, sentences, facts, recomputed, not_recomputed -> how many
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def passed(self) -> bool:
        """Whether everything agrees."""
        return not self.problems

    @property
    def summary(self) -> str:
        """What was looked at, and the verdict, in one line."""
        seen = ", ".join(
            f"{self.counts.get(what, 0)} {what}" for what in ("numbers", "words", "dates", "facts")
        )
        rest = self.counts.get("not_recomputed", 0)
        unknown = f"; {rest} facts could not be recomputed from this alone" if rest else ""
        verdict = "all agree" if self.passed else f"{len(self.problems)} problems"
        return f"{seen}: {verdict}{unknown}"

    def lines(self) -> list[str]:
        """One line a problem, then the summary."""
        return [*(problem.line for problem in self.problems), self.summary]

    def as_dict(self) -> dict[str, Any]:
        """The same as data, for ``--json``."""
        problems = [
            {name: getattr(problem, name) for name in Problem.__dataclass_fields__}
            for problem in self.problems
        ]
        return {"passed": self.passed, "problems": problems, "counts": dict(self.counts)}


def without_repeats(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """The same problems in order, each once."""
    return tuple(dict.fromkeys(problems))
