"""samples → shards, digest."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import polars as pl
from prefect import flow
from prefect.runtime import flow_run
from pydantic import Field

from flows.showing import asked
from tasks.export import ExportReport, dataset_digest, export_dataset, export_rows
from tasks.formats.llava import Llava
from tasks.formats.openai import OpenAi
from tasks.formats.parquet import Parquet
from tasks.formats.protocols import Format
from tasks.formats.sharegpt import ShareGpt
from tasks.formats.trl import Trl
from tasks.records.enums import Mode, SampleKind
from tasks.records.record import Record
from tasks.records.sample import DatasetPreference, DatasetSample
from tasks.runtime.settings import Settings
from tasks.store.catalog import load, read
from tasks.store.hashes import Hashes
from tasks.store.journal import new_entry_id
from tasks.store.workspace import Workspace

DIGEST_SHOWN = 12
_LISTS: Mapping[str, Callable[[Sequence[DatasetPreference]], Format]] = {
    "openai": OpenAi,
    "sharegpt": ShareGpt,
    "trl": Trl,
}


class PublishRequest(Record):
    """What is published of the dataset, how it is written, and where."""

    format: Literal["llava", "parquet", "openai", "sharegpt", "trl"] = Field(
        default="llava",
        description="LLaVA-style JSON list and a folder of images; Parquet files that hold images and lineage; or "
        "messages, and pairs of a better and a worse answer, as OpenAI, LLaMA-Factory (sharegpt) or TRL take them.",
    )
    folder: str | None = Field(
        default=None,
        description="Where to; by default `exports/<first 12 of the digest>` of the workspace, for formats other than "
        "llava with `-<format>` behind.",
    )
    kinds: tuple[SampleKind, ...] = Field(default=(), description="Samples of these kinds only; none named: of all.")
    modes: tuple[Mode, ...] = Field(
        default=(), description="Samples that were written in these modes only; none named: in all."
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
    samples = _samples(request, workspace)
    form, known = _form(request, workspace, samples), Hashes(workspace.results / "pixels")
    folder = Path(request.folder).absolute() if request.folder else _default_folder(workspace, samples, form, known)
    report = export_dataset(samples, workspace.blobs.get, folder, form, known)
    if not report.reused:
        published, items = export_rows(report, samples, form, flow_run_id, datetime.now(UTC))
        workspace.journal.append(None, new_entry_id(), {"exports": [published], "export_items": items})
    return report


def _samples(request: PublishRequest, workspace: Workspace) -> list[DatasetSample]:
    return [
        DatasetSample(sample_id=row["sample_id"], messages=row["messages"], images=row["image_sha256s"])
        for row in read(workspace.root, "queries/dataset").to_dicts()
        if row["kind"] in (request.kinds or {row["kind"]}) and row["mode"] in (request.modes or {row["mode"]})
    ]


def _form(request: PublishRequest, workspace: Workspace, samples: list[DatasetSample]) -> Format:
    if request.format == "llava":
        return Llava()
    if request.format == "parquet":
        ours = pl.col("sample_id").is_in([sample.sample_id for sample in samples])
        return Parquet(read(workspace.root, "queries/dataset_lineage").filter(ours).to_arrow())
    return _LISTS[request.format](_preferences(workspace, samples))


def _preferences(workspace: Workspace, samples: list[DatasetSample]) -> list[DatasetPreference]:
    images = {sample.sample_id: sample.images for sample in samples}
    return [
        DatasetPreference(**row, images=images[row["chosen_sample_id"]])
        for row in read(workspace.root, "queries/dataset_preferences").to_dicts()
        if row["chosen_sample_id"] in images
    ]


def _default_folder(workspace: Workspace, samples: list[DatasetSample], form: Format, known: Hashes) -> Path:
    name = dataset_digest(samples, workspace.blobs.get, known)[:DIGEST_SHOWN]
    # The llava folders of a workspace had their names before there was a second format.
    return workspace.exports / (name if form.name == "llava" else f"{name}-{form.name}")
