"""The inside of a worker process: one document open, one page at a time, what it cost."""

import ctypes
import gc
import os
import pickle
import signal
import time
import traceback
from collections.abc import Callable
from functools import lru_cache
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, NamedTuple

from tasks.engines.allowance import Allowance, grant
from tasks.records.enums import Reason
from tasks.runtime.errors import RejectedError

NAME = "etoki-worker"
"""What the kernel calls a worker process; the memory watch finds it by this."""

THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OPENCV_FOR_THREADS_NUM")
"""What libraries read when they are loaded, and would else take every core for each worker."""
PR_SET_PDEATHSIG, PR_SET_NAME = 1, 15
REOPEN_AFTER = 50
"""Pages after which a document is opened anew: MuPDF keeps what it parsed until a document is closed."""
KILLED_FIRST = 500
"""What the kernel adds to the badness of a worker, of 1000, when memory runs out: the main process is to live."""

_LIBC = ctypes.CDLL(None)
_active = False


class Measured(NamedTuple):
    """What a call returned and what it cost: CPU seconds, MiB of resident memory after it, MiB that were sent."""

    value: Any
    cpu_seconds: float
    rss_mb: float
    sent_mb: float = 0.0


def is_worker() -> bool:
    """Tell whether this process is a worker: workers do without Prefect, whose import takes seconds."""
    return _active


def start(parent: int, allowance: Allowance) -> None:
    """Prepare a fresh worker process: die with the parent, leave Ctrl-C to it, keep to what engines may use."""
    global _active  # noqa: PLW0603 (the one fact about this process)
    _active = True
    _prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    _prctl(PR_SET_NAME, NAME.encode())
    _offer_to_kernel()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for variable in THREADS:
        os.environ[variable] = str(allowance.threads)
    if os.getppid() != parent:  # it died before the signal was asked for
        os._exit(1)
    from tasks.pdf import document  # noqa: F401, PLC0415 (warm before the first page, after the threads are set)

    grant(allowance)


def serve(pipe: Connection, parent: int, allowance: Allowance) -> None:
    """Answer pickled calls, ``(function, args, most_mb)``, until the pipe closes; say when ready, and when begun.

    An answer that takes more than ``most_mb`` MiB is refused: it would end up in the memory of the one main process.
    """
    start(parent, allowance)
    pipe.send_bytes(b"")
    while True:
        try:
            packed = pipe.recv_bytes()
        except EOFError:
            return
        pipe.send_bytes(b"")
        pipe.send_bytes(_answer(packed))


def _answer(packed: bytes) -> bytes:
    try:
        function, args, most_mb = pickle.loads(packed)  # noqa: S301 (our own main process's)
        return _packed(function(*args), most_mb)
    except Exception as error:  # noqa: BLE001 (whatever the call raises is its caller's)
        error.add_note(f"In a worker process:\n{traceback.format_exc()}")
        return _portable(error)


def _packed(measured: Measured, most_mb: float) -> bytes:
    packed = pickle.dumps(measured, pickle.HIGHEST_PROTOCOL)
    mb = len(packed) / 2**20
    if mb > most_mb:
        raise RejectedError(Reason.TOO_BIG, f"what was made of it takes {mb:.0f} MiB, more than {most_mb:g}")
    return packed


def _portable(error: Exception) -> bytes:
    """Spell an exception so that another process can read it; those of C libraries often cannot be."""
    try:
        packed = pickle.dumps(error)
        pickle.loads(packed)  # noqa: S301 (just written)
    except Exception:  # noqa: BLE001 (it may fail in any way)
        return pickle.dumps(
            RuntimeError(f"{type(error).__name__}: {error}\n{''.join(traceback.format_exception(error))}")
        )
    return packed


def call(function: Callable[..., Any], *args: Any) -> Measured:
    """Call ``function`` and measure it."""
    began = cpu_seconds()
    value = function(*args)
    return Measured(value, cpu_seconds() - began, rss_mb(os.getpid()))


def call_on_page(function: Callable[..., Any], pdf: Path, number: int, *args: Any) -> Measured:
    """Call ``function(page, *args)`` on page ``number`` (1-based) of a PDF and measure it."""
    began = cpu_seconds()
    value = function(_page(pdf, number), *args)
    _shrink()
    return Measured(value, cpu_seconds() - began, rss_mb(os.getpid()))


_pages_of_open = 0


def _page(pdf: Path, number: int) -> Any:
    global _pages_of_open  # noqa: PLW0603 (counts what the one cached document was used for)
    _pages_of_open += 1
    if _pages_of_open > REOPEN_AFTER:
        _pages_of_open = 0
        _opened.cache_clear()
        gc.collect()
    return _opened(pdf)[number - 1]


@lru_cache(maxsize=1)
def _opened(pdf: Path) -> Any:
    from tasks.pdf.document import open_document  # noqa: PLC0415 (only where PDFs are opened)

    return open_document(pdf)


def _shrink() -> None:
    """Give back what a page took: MuPDF's store, and what the allocator keeps of freed pictures."""
    import pymupdf  # noqa: PLC0415 (only where PDFs are opened)

    pymupdf.TOOLS.store_shrink(100)
    _LIBC.malloc_trim(0)


def cpu_seconds() -> float:
    """Return the CPU time of this process and of the programs that it ran to their end."""
    spent = os.times()
    return time.process_time() + spent.children_user + spent.children_system


def rss_mb(pid: int) -> float:
    """Return the resident memory of a process in MiB; 0 if it is gone."""
    try:
        fields = Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    return int(fields[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20


def _offer_to_kernel() -> None:
    try:
        Path("/proc/self/oom_score_adj").write_text(str(KILLED_FIRST), encoding="ascii")
    except OSError:  # some containers have it read-only
        return


def _prctl(option: int, value: Any) -> None:
    _LIBC.prctl(option, value, 0, 0, 0)
