"""Who works on a row of the outbox, and whether he still does."""

import itertools
import os
import secrets
import socket

#: of this process; a later one with the same number is another
_TOKEN = secrets.token_hex(4)
_count = itertools.count(1)


def identity() -> str:
    """A name that no other sender has, here or on another machine."""
    return f"{socket.gethostname()}/{os.getpid()}/{_TOKEN}-{next(_count)}"


def is_gone(owner: str) -> bool:
    """Whether a sender's process was on this machine and is no more."""
    host, number, token = owner.rsplit("/", 2)
    if host != socket.gethostname():
        return False
    if int(number) == os.getpid():
        # in a container every program may have the same number
        return token.partition("-")[0] != _TOKEN
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False
