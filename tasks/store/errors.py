"""What can go wrong between the journal and the catalog, in plain words."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

_MACHINE_IS_OUT_OF = (errno.ENOSPC, errno.EDQUOT, errno.EMFILE, errno.ENFILE, errno.EIO, errno.ESTALE)


class CatalogError(Exception):
    """The catalog cannot be built, or cannot answer; the message says why in plain words."""


class UnusableBuildError(Exception):
    """The build file does not fit the journal or this code: it must be made anew."""


@contextmanager
def as_the_system_says(file: Path) -> Iterator[None]:
    """Raise what DuckDB says of a full disk or too many open files as the OSError that it is: time heals it."""
    try:
        yield
    except duckdb.Error as error:
        code = next((code for code in _MACHINE_IS_OUT_OF if os.strerror(code) in str(error)), None)
        if code is None:
            raise
        raise OSError(code, f"the catalog could not be built: {os.strerror(code)}", str(file)) from error
