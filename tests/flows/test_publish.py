"""Publishing a workspace, without Prefect."""

import io
import json
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from PIL import Image
from pydantic import ValidationError

from flows.publish import PublishRequest, export
from tasks.export import ExportReport
from tasks.records import identity
from tasks.records.enums import Mode, Reason, SampleKind, Step
from tasks.runtime.settings import Settings
from tasks.store.catalog import load, query, read
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


A = identity.sha256(b"a.pdf")
"""The first document."""


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


@pytest.mark.parametrize("form", ["llava", "parquet", "openai", "sharegpt", "trl"])
def test_every_format_has_the_digest_of_the_dataset_and_is_kept(root, form):
    report = publish(root, format=form)
    assert (report.samples, report.digest) == (2, publish(root).digest)
    assert publish(root, format=form).reused
    assert load(root).failed_checks == []


@pytest.mark.parametrize("form", ["llava", "parquet"])
def test_samples_can_be_chosen_by_kind_and_mode(root, scribe, form):
    asked = scribe.ask(A, mode=Mode.IMAGE_ONLY, kind=SampleKind.NUMBERS)
    assert publish(root, format=form).samples == 3
    assert publish(root, format=form, kinds=(SampleKind.NUMBERS, SampleKind.MAP)).samples == 1
    assert publish(root, format=form, kinds=(SampleKind.CAPTION,)).samples == 2
    assert publish(root, format=form, modes=(Mode.IMAGE_ONLY,)).samples == 1
    assert publish(root, format=form, kinds=(SampleKind.CAPTION,), modes=(Mode.IMAGE_ONLY,)).samples == 0
    items = query(root, "select distinct sample_id from export_items").to_pylist()
    assert {"sample_id": asked.sample_id} in items


def test_preferences_lie_beside_a_dataset_that_has_the_better_answer(root, scribe):
    before, after = scribe.revise(A, kind=SampleKind.NUMBERS)
    for chosen, expected in (({}, 1), ({"kinds": (SampleKind.CAPTION,)}, 0)):
        report = publish(root, format="trl", **chosen)
        assert json.loads((Path(report.path) / "export.json").read_text())["preferences"] == expected
    lines = (Path(publish(root, format="trl").path) / "preferences.jsonl").read_text(encoding="utf-8").splitlines()
    (line,) = map(json.loads, lines)
    said = [line[which][0]["content"][0]["text"] for which in ("chosen", "rejected")]
    assert said == [json.loads(sample.messages)[1]["content"] for sample in (after, before)]


@pytest.mark.parametrize(
    "changed",
    [{"reason": Reason.PERSONAL_DATA}, {"reason": Reason.UNSAFE}],
)
def test_what_nobody_may_read_is_no_worse_answer_either(root, scribe, changed):
    before, _ = scribe.revise(A)
    scribe.append(None, samples=[before.model_copy(update=changed)])
    report = publish(root, format="trl")
    assert json.loads((Path(report.path) / "export.json").read_text())["preferences"] == 0


def test_nor_is_what_failed_such_a_rule(root, scribe):
    before, _ = scribe.revise(A)
    scribe.append(None, sample_checks=[scribe.check(before, "personal", passed=False)])
    report = publish(root, format="trl")
    assert json.loads((Path(report.path) / "export.json").read_text())["preferences"] == 0


def test_an_empty_workspace_is_an_empty_parquet_file(tmp_path):
    report = publish(tmp_path, format="parquet")
    assert (report.samples, report.images) == (0, 0)
    assert pq.read_metadata(Path(report.path) / "train-00000-of-00001.parquet").num_rows == 0


def test_a_format_that_there_is_not_is_refused():
    with pytest.raises(ValidationError, match="'sharegpt' or 'trl'"):
        PublishRequest(format="csv")
