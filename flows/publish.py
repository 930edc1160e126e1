"""samples → shards, digest."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from prefect import flow
from prefect.runtime import flow_run
from pydantic import Field

from flows.showing import asked
from tasks.export import ExportReport, dataset_digest, export_dataset, export_rows
from tasks.formats.llava import Llava
from tasks.formats.parquet import Parquet
from tasks.formats.protocols import Format
from tasks.records.record import Record
from tasks.records.sample import DatasetSample
from tasks.runtime.settings import Settings
from tasks.store.catalog import load, read
from tasks.store.hashes import Hashes
from tasks.store.journal import new_entry_id
from tasks.store.workspace import Workspace

DIGEST_SHOWN = 12


class PublishRequest(Record):
    """How the dataset is written, and where."""

    format: Literal["llava", "parquet"] = Field(
        default="llava",
        description="LLaVA-style JSON list and a folder of images, or Parquet files that hold images and lineage.",
    )
    folder: str | None = Field(
        default=None,
        description="Where to; by default `exports/<first 12 of the digest>` of the workspace, for formats other than "
        "llava with `-<format>` behind.",
    )


def describe() -> str:
    """Name a run by what is written: `publish · llava`."""
    return f"publish · {asked(PublishRequest).format}"


@flow(name="publish", flow_run_name=describe)
def publish(request: PublishRequest) -> ExportReport:
    """Publish every current sample of the workspace, under the digest of what they say and show."""
    return export(request, str(flow_run.id), Settings())


def export(request: PublishRequest, flow_run_id: str, settings: Settings) -> ExportReport:
    """Write the export and journal where each sample lies in it."""
    workspace = Workspace(settings.workspace)
    load(workspace.root)
    rows = read(workspace.root, "queries/dataset").to_dicts()
    samples = [
        DatasetSample(sample_id=row["sample_id"], messages=row["messages"], images=row["image_sha256s"]) for row in rows
    ]
    form, known = _form(request, workspace), Hashes(workspace.results / "pixels")
    folder = Path(request.folder).absolute() if request.folder else _default_folder(workspace, samples, form, known)
    report = export_dataset(samples, workspace.blobs.get, folder, form, known)
    if not report.reused:
        published, items = export_rows(report, samples, form, flow_run_id, datetime.now(UTC))
        workspace.journal.append(None, new_entry_id(), {"exports": [published], "export_items": items})
    return report


def _form(request: PublishRequest, workspace: Workspace) -> Format:
    if request.format == "llava":
        return Llava()
    return Parquet(read(workspace.root, "queries/dataset_lineage").to_arrow())


def _default_folder(workspace: Workspace, samples: list[DatasetSample], form: Format, known: Hashes) -> Path:
    name = dataset_digest(samples, workspace.blobs.get, known)[:DIGEST_SHOWN]
    # The llava folders of a workspace had their names before there was a second format.
    return workspace.exports / (name if form.name == "llava" else f"{name}-{form.name}")
