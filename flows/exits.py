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
LAST_WORDS_SECONDS = 30.0


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

    DuckDB's binding prints pages of leak warnings there when threads have used it. Prefect waits there until its
    server has heard everything, for ever if the server is gone; so long nobody waits here.
    """
    limit = threading.Timer(LAST_WORDS_SECONDS, _break_off, (code,))
    limit.daemon = True
    limit.start()
    threading._shutdown()  # type: ignore[attr-defined]  # noqa: SLF001 (what the interpreter itself begins with)
    atexit._run_exitfuncs()  # noqa: SLF001
    _break_off(code)


def _break_off(code: int) -> NoReturn:
    for stream in (sys.stdout, sys.stderr):
        with suppress(BrokenPipeError):
            stream.flush()
    os._exit(code)


def _code_of(error: Exception) -> int | None:
    """Return the exit code of an error that people can do something about."""
    from pydantic import ValidationError  # noqa: PLC0415 (only when something went wrong)

    from tasks.asking.errors import ForbiddenError, LedgerError  # noqa: PLC0415
    from tasks.engines.readiness import NotReadyError  # noqa: PLC0415
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
        NotReadyError: USAGE,
        GoldError: USAGE,
        CatalogError: FAILED,
        ExportError: FAILED,
        ForbiddenError: FAILED,
        LedgerError: FAILED,
        DocumentsFailedError: FAILED,
        TransientError: FAILED,
    }
    if isinstance(error, ValidationError):
        return USAGE if error.title.endswith(("Request", "Settings")) else None
    if is_healed_by_time(error) or _is_of_server(error):
        return FAILED
    return next((code for kind, code in codes.items() if type(error) is kind), None)


def _words_of(error: Exception) -> str:
    from pydantic import ValidationError  # noqa: PLC0415 (only when something went wrong)

    if _is_of_server(error):
        server = os.environ.get("PREFECT_API_URL", "its address")
        kept = "what was finished is kept, the same command goes on from there"
        return f"the Prefect server at {server} does not answer any more ({error}); {kept}"
    return _wrong_values(error) if isinstance(error, ValidationError) else str(error)


def _is_of_server(error: Exception) -> bool:
    """Tell whether it is the Prefect server that is away, or cannot do its work."""
    import httpx  # noqa: PLC0415 (only when something went wrong)

    return isinstance(error, httpx.TransportError | httpx.HTTPStatusError)


def _wrong_values(error: "ValidationError") -> str:
    """Say in one line which values are wrong: `pages: '5-1' has a range that ends before it begins`."""
    said = [(one["loc"], one["msg"]) for one in error.errors(include_url=False)]
    wrong = [(next((part for part in reversed(loc) if isinstance(part, str)), ""), words) for loc, words in said]
    return "; ".join(f"{name}: {words.removeprefix('Value error, ')}" for name, words in wrong)


def _said(message: str, code: int) -> int:
    sys.stderr.write(message + "\n")
    return code
