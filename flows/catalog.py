"""journal → catalog.duckdb: what SQL users open."""

from prefect import flow
from pydantic import Field

from tasks.records.record import Record
from tasks.runtime.settings import Settings
from tasks.store.catalog import LoadReport, load, rebuild


class CatalogRequest(Record):
    """Whether to load what is new, or everything."""

    rebuild: bool = Field(default=False, description="Build the catalog from the whole journal anew.")


@flow(name="catalog")
def catalog(request: CatalogRequest) -> LoadReport:
    """Load the journal beside the published catalog, run the checks, and publish if they pass."""
    root = Settings().workspace.absolute()
    return rebuild(root) if request.rebuild else load(root)
