"""Everything raised on purpose. The exit code of a run is a property of its error."""

from typing import ClassVar


class MarketwrapError(Exception):
    """One line for the user: what is wrong, where, and what to do."""

    exit_code: ClassVar[int] = 1

    def __init__(self, what: str, *, where: str = "", remedy: str = "") -> None:
        super().__init__(what, where, remedy)
        self.what = what
        self.where = where
        self.remedy = remedy

    def __str__(self) -> str:
        line = f"{self.where}: {self.what}" if self.where else self.what
        line = f"{line}; {self.remedy}" if self.remedy else line
        return " ".join(line.split())


class ConfigError(MarketwrapError):
    """A setting, a universe or an argument makes no sense: the run does not start."""

    exit_code = 2


class SourceError(MarketwrapError):
    """A source cannot be read, or has no usable prices for one symbol."""

    exit_code = 3


class Refusal(MarketwrapError):
    """The prices do not allow a brief of this session."""

    exit_code = 3


class CheckFailed(MarketwrapError):
    """A finished document says something that the facts do not."""

    exit_code = 4


class NotReached(MarketwrapError):
    """Not every client has got the brief."""

    exit_code = 5
