"""Where, and by which etoki, something was made."""

import socket
from functools import cache
from importlib.metadata import version


@cache
def host() -> str:
    """Return the name of this machine."""
    return socket.gethostname()


@cache
def code_version() -> str:
    """Return the version of etoki that runs."""
    return version("etoki")
