"""A word to the operator, through apprise: a draft that waits, a day that went wrong."""

import os
from collections.abc import Iterable
from typing import Any

from generator.errors import ConfigError, MarketwrapError


def tell(addresses: Iterable[str], title: str, text: str) -> None:
    """Send a note to every address; one that begins with ``$`` is read from that environment variable.

    Raises ConfigError where apprise is not installed or an address is none of its kinds, and MarketwrapError
    where a service did not take the note. What an address holds is never printed: it may be a password.
    """
    where = "daily.notify"
    service = _service(where)
    for number, address in enumerate(addresses, 1):
        if not service.add(_resolved(address, where)):
            raise ConfigError(f"entry {number} is no address that apprise knows", where=where)
    if len(service) and not service.notify(title=title, body=text):
        raise MarketwrapError(
            "a note to the operator was not taken", where=where, remedy="try: marketwrap doctor"
        )


def _service(where: str) -> Any:
    try:
        import apprise  # noqa: PLC0415  # an extra, and slow to load
    except ImportError as error:
        remedy = "pip install 'marketwrap[notify]'"
        raise ConfigError("notes to the operator need apprise", where=where, remedy=remedy) from error
    return apprise.Apprise()


def _resolved(address: str, where: str) -> str:
    if not address.startswith("$"):
        return address
    value = os.environ.get(address[1:], "")
    if not value:
        raise ConfigError(f"the environment has no {address[1:]}", where=where)
    return value
