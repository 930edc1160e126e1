"""`etoki report`: a workspace as pages to look at."""

from collections.abc import Iterator

from flows import terminal
from flows.exits import DONE
from tasks.report.pictures import draw_page
from tasks.report.write import write_report
from tasks.runtime import pool
from tasks.runtime.errors import UsageError
from tasks.runtime.pool import PageCall
from tasks.runtime.settings import Settings
from tasks.store.workspace import Workspace


def report_on(settings: Settings) -> int:
    """Write the report of the workspace and print where it is."""
    workspace = Workspace(settings.workspace)
    if not workspace.catalog.is_file():
        raise UsageError(f"{workspace.root} holds no catalog; make one with `etoki run`")

    def draw(doc_id: str, pages: tuple[int, ...]) -> Iterator[bytes | None]:
        calls = [PageCall(page, draw_page, ()) for page in pages]
        pdf = workspace.blobs.path(doc_id)
        # Whatever keeps a page from being drawn, the report says so in its place and goes on.
        for drawn in pool.of(settings).over_pages(pdf, calls) if pdf.is_file() else ():
            yield None if isinstance(drawn, Exception) else drawn.value

    try:
        path = write_report(workspace.root, draw)
    except (NotADirectoryError, FileExistsError, PermissionError) as error:
        raise UsageError(f"{workspace.root / 'reports'} cannot be written: {error.strerror}") from error
    finally:
        pool.close_all()
    terminal.say(f"report {path}")
    return DONE
