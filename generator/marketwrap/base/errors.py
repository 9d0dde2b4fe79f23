"""Everything raised on purpose. The exit code of a run is a property of its error."""

from collections.abc import Iterable
from difflib import get_close_matches
from typing import ClassVar, Final

#: characters of one part of a line that are kept, of its head and tail: a key of a file may be a megabyte
HEAD: Final = 600
TAIL: Final = 200


class MarketwrapError(Exception):
    """One line for the user: what is wrong, where, and what to do."""

    exit_code: ClassVar[int] = 1

    def __init__(self, what: str, *, where: str = "", remedy: str = "") -> None:
        super().__init__(what, where, remedy)
        self.what = what
        self.where = where
        self.remedy = remedy

    def __str__(self) -> str:
        where, what, remedy = map(_shown, (self.where, self.what, self.remedy))
        line = f"{where}: {what}" if where else what
        return f"{line}; {remedy}" if remedy else line


def _shown(part: str) -> str:
    """Words on one line, whatever file they were taken from: nothing in them that steers a terminal."""
    if len(part) > HEAD + TAIL:
        part = f"{part[:HEAD]}…{part[-TAIL:]}"
    return "".join(c if c.isprintable() else "�" for c in " ".join(part.split()))


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


def nearest(name: str, known: Iterable[str], *, most: int = 1, alike: float = 0.5) -> str:
    """What may have been meant by a name that is not known, as the beginning of a remedy; empty for none."""
    close = get_close_matches(name, list(known), most, alike)
    return f"did you mean {' or '.join(close)}? " if close else ""
