"""A word to the operator, through apprise: a draft that waits, a day that went wrong."""

import os
from collections.abc import Iterable
from typing import Any, Final

from marketwrap.base.errors import ConfigError, MarketwrapError

WHERE: Final = "daily.notify"


def tell(addresses: Iterable[str], title: str, text: str) -> None:
    """Send a note to every address; one that begins with ``$`` is read from that environment variable.

    Raises ConfigError where apprise is not installed or an address is none of its kinds, and MarketwrapError
    where a service did not take the note. What an address holds is never printed: it may be a password.
    """
    service = _service(addresses)
    if len(service) and not service.notify(title=title, body=text):
        what, remedy = "a note to the operator was not taken", "look at the service, or at the address"
        raise MarketwrapError(what, where=WHERE, remedy=remedy)


def understood(addresses: Iterable[str]) -> int:
    """How many addresses there are, all of kinds that apprise knows. Raises ConfigError as ``tell`` does."""
    return len(_service(addresses))


def _service(addresses: Iterable[str]) -> Any:
    try:
        import apprise  # noqa: PLC0415  # an extra, and slow to load
    except ImportError as error:
        remedy = "pip install 'marketwrap[notify]'"
        raise ConfigError("notes to the operator need apprise", where=WHERE, remedy=remedy) from error
    service = apprise.Apprise()
    for number, address in enumerate(addresses, 1):
        if not service.add(_resolved(address)):
            raise ConfigError(f"entry {number} is no address that apprise knows", where=WHERE)
    return service


def _resolved(address: str) -> str:
    if not address.startswith("$"):
        return address
    value = os.environ.get(address[1:], "")
    if not value:
        raise ConfigError(f"the environment has no {address[1:]}", where=WHERE)
    return value
