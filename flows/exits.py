"""How every command ends: one line for what went wrong, one exit code, no traceback."""

import atexit
import os
import sys
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, NoReturn

from cyclopts import App, CycloptsError

if TYPE_CHECKING:
    from pydantic import ValidationError

DONE, FAILED, USAGE, INTERRUPTED = 0, 1, 2, 130
NOBODY_READS = 141
"""What a shell says of a program that wrote into a closed pipe."""


def guarded(app: App) -> int:
    """Run the command line and return its exit code."""
    try:
        return int(app(exit_on_error=False, print_error=True, result_action="return_value") or DONE)
    except CycloptsError:
        return USAGE
    except KeyboardInterrupt:
        return _said("interrupted; what was finished is kept, the same command goes on from there", INTERRUPTED)
    except BrokenPipeError:
        return NOBODY_READS
    except Exception as error:
        if (code := _code_of(error)) is None:
            raise
        return _said(f"etoki: {_words_of(error)}", code)


def leave(code: int) -> NoReturn:
    """End the process with all that is done at exit, less the interpreter's own clean-up.

    DuckDB's binding prints pages of leak warnings there when threads have used it.
    """
    threading._shutdown()  # type: ignore[attr-defined]  # noqa: SLF001 (what the interpreter itself begins with)
    atexit._run_exitfuncs()  # noqa: SLF001
    for stream in (sys.stdout, sys.stderr):
        with suppress(BrokenPipeError):
            stream.flush()
    os._exit(code)


def _code_of(error: Exception) -> int | None:
    """Return the exit code of an error that people can do something about."""
    from pydantic import ValidationError  # noqa: PLC0415 (only when something went wrong)

    from tasks.export import ExportError  # noqa: PLC0415
    from tasks.metrics.gold import GoldError  # noqa: PLC0415
    from tasks.runtime.errors import (  # noqa: PLC0415
        DocumentsFailedError,
        TransientError,
        UsageError,
        is_healed_by_time,
    )
    from tasks.store.errors import CatalogError  # noqa: PLC0415

    codes: dict[type[Exception], int] = {
        UsageError: USAGE,
        LookupError: USAGE,
        GoldError: USAGE,
        CatalogError: FAILED,
        ExportError: FAILED,
        DocumentsFailedError: FAILED,
        TransientError: FAILED,
    }
    if isinstance(error, ValidationError):
        return USAGE if error.title.endswith(("Request", "Settings")) else None
    if is_healed_by_time(error):
        return FAILED
    return next((code for kind, code in codes.items() if type(error) is kind), None)


def _words_of(error: Exception) -> str:
    from pydantic import ValidationError  # noqa: PLC0415 (only when something went wrong)

    return _wrong_values(error) if isinstance(error, ValidationError) else str(error)


def _wrong_values(error: "ValidationError") -> str:
    """Say in one line which values are wrong: `pages: '5-1' has a range that ends before it begins`."""
    wrong = [(str(one["loc"][-1]) if one["loc"] else "", one["msg"]) for one in error.errors(include_url=False)]
    return "; ".join(f"{name}: {words.removeprefix('Value error, ')}" for name, words in wrong)


def _said(message: str, code: int) -> int:
    sys.stderr.write(message + "\n")
    return code
