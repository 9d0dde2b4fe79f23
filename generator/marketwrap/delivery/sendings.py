"""Under which name the outbox has a sending: the brief's own, or a correction's once another version is out.

A row a client and name: so a client gets a brief once, a correction of it once, and never one for the other.
"""

from pathlib import Path

from marketwrap.base.errors import ConfigError
from marketwrap.delivery import copies
from marketwrap.delivery.model import State
from marketwrap.delivery.outbox import Outbox

#: states of a message that a client has, or may have
OUT = (State.SENT, State.SENDING, State.HELD)
_CORRECTION = "-correction-"
#: characters of a version that tell it from others of its brief
SHORT = 8


def name_of(rows: Outbox, kept: Path, brief: str, digest: str, *, correction: bool = False) -> str:
    """The name of a brief's sending in the version ``digest``; ``kept`` is where records are.

    Raises ConfigError where another version has gone out and nobody asked for a correction, and for a
    correction of what has not changed since.
    """
    corrected = f"{brief}{_CORRECTION}{digest[:SHORT]}"
    if rows.entries(corrected):
        return corrected
    is_known = digest in copies.versions(kept, brief)
    is_out = bool(rows.entries(brief, OUT))
    if correction and (is_known or not is_out):
        what = "nothing has changed since it was sent" if is_out else "nothing of it has been sent"
        raise ConfigError(what, where=brief, remedy="send it without --correction")
    if is_out and not is_known and not correction:
        what = "another version of it has been sent"
        raise ConfigError(
            what, where=brief, remedy="send this one to everybody as a correction: --correction"
        )
    return corrected if correction else brief


def corrections(rows: Outbox, brief: str) -> tuple[str, ...]:
    """The names of a brief's corrections, oldest first."""
    return tuple(name for name in rows.briefs() if name.startswith(f"{brief}{_CORRECTION}"))
