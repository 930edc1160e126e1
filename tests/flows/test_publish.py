"""Publishing a workspace, without Prefect."""

import io
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from PIL import Image
from pydantic import ValidationError

from flows.publish import PublishRequest, export
from tasks.export import ExportReport
from tasks.records.enums import Step
from tasks.runtime.settings import Settings
from tasks.store.catalog import load, read
from tasks.store.workspace import Workspace

pytestmark = pytest.mark.sql


def png(shade: int) -> bytes:
    encoded = io.BytesIO()
    Image.new("RGB", (6, 4), (shade, 0, 0)).save(encoded, "PNG")
    return encoded.getvalue()


def with_image(scribe: Any, name: str, shade: int, **source: Any) -> None:
    """Take a document to a sample whose image is there."""
    doc_id = scribe.register(name, **source)
    sha = Workspace(scribe.root).blobs.put(png(shade))
    (figure,) = scribe.rows(doc_id)[Step.CROP]["figures"]
    scribe.extract(doc_id, {Step.CROP: {"figures": [figure.model_copy(update={"image_sha256": sha})]}})
    scribe.curate(doc_id)
    scribe.instruct(doc_id)


@pytest.fixture
def root(scribe) -> Path:
    for shade, name in enumerate(["a.pdf", "b.pdf"]):
        with_image(scribe, name, shade)
    return scribe.root


def publish(root: Path, **request: Any) -> ExportReport:
    return export(PublishRequest(**request), "publish-1", Settings(workspace=root))


def test_llava_is_the_default_and_has_the_plain_folder(root):
    report = publish(root)
    assert Path(report.path) == root / "exports" / report.digest[:12]
    assert (Path(report.path) / "dataset.json").is_file()


def test_parquet_lies_beside_llava_under_one_digest(root):
    llava, parquet = publish(root), publish(root, format="parquet")
    assert parquet.digest == llava.digest
    assert Path(parquet.path) == root / "exports" / f"{llava.digest[:12]}-parquet"
    assert publish(root).reused
    assert publish(root, format="parquet").reused


def test_a_row_of_parquet_leads_from_the_image_to_the_file(root):
    table = pq.read_table(Path(publish(root, format="parquet").path) / "train-00000-of-00001.parquet")
    for row in table.to_pylist():
        (known,) = [pair for pair in read(root, "queries/dataset").to_dicts() if pair["sample_id"] == row["sample_id"]]
        assert row["image_sha256s"] == known["image_sha256s"]
        assert row["images"][0]["bytes"] == Workspace(root).blobs.get(known["image_sha256s"][0])
        assert [row["doc_id"]] == known["doc_ids"]
        assert row["steps"][0]["engine"] == "pymupdf"


def test_the_catalog_knows_both_exports(root):
    publish(root)
    publish(root, format="parquet")
    assert load(root).failed_checks == []
    status = read(root, "queries/status").to_dicts()
    assert [row["outcome"] for row in status if row["what"] == "last export"] == ["parquet"]


def test_parquet_is_the_same_wherever_the_workspace_and_the_sources_were(scribe_in, tmp_path):
    folders = []
    for place, names in {"one": ["a.pdf", "b.pdf"], "two": ["b.pdf", "a.pdf"]}.items():
        scribe = scribe_in(tmp_path / place)
        for name in names:
            with_image(scribe, name, ord(name[0]), uri=f"/{place}/{name}")
        folders.append(Path(publish(scribe.root, format="parquet").path))
    one, two = ({path.name: path.read_bytes() for path in folder.iterdir()} for folder in folders)
    assert one == two
    assert len(one) == 3


def test_an_empty_workspace_is_an_empty_parquet_file(tmp_path):
    report = publish(tmp_path, format="parquet")
    assert (report.samples, report.images) == (0, 0)
    assert pq.read_metadata(Path(report.path) / "train-00000-of-00001.parquet").num_rows == 0


def test_a_format_that_there_is_not_is_refused():
    with pytest.raises(ValidationError, match="'llava' or 'parquet'"):
        PublishRequest(format="csv")
