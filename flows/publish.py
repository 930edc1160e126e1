"""samples → shards, digest."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from prefect import flow
from prefect.runtime import flow_run
from pydantic import Field

from tasks.export import ExportReport, dataset_digest, export_llava, export_rows
from tasks.records.record import Record
from tasks.records.sample import DatasetSample
from tasks.runtime.settings import Settings
from tasks.store.catalog import load, read
from tasks.store.journal import new_entry_id
from tasks.store.workspace import Workspace

DIGEST_SHOWN = 12


class PublishRequest(Record):
    """How the dataset is written, and where."""

    format: Literal["llava"] = Field(default="llava", description="LLaVA-style JSON list and a folder of images.")
    folder: str | None = Field(
        default=None, description="Where to; by default `exports/<first 12 of the digest>/` of the workspace."
    )


@flow(name="publish")
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
    folder = Path(request.folder).absolute() if request.folder else _default_folder(workspace, samples)
    report = export_llava(samples, workspace.blobs.get, folder)
    if not report.reused:
        published, items = export_rows(report, samples, flow_run_id, datetime.now(UTC))
        workspace.journal.append(None, new_entry_id(), {"exports": [published], "export_items": items})
    return report


def _default_folder(workspace: Workspace, samples: list[DatasetSample]) -> Path:
    return workspace.exports / dataset_digest(samples, workspace.blobs.get)[:DIGEST_SHOWN]
