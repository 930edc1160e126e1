"""Digests and exported folders."""

import hashlib
import io
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from PIL import Image

from tasks.export import ExportError, dataset_digest, export_dataset, export_rows
from tasks.formats.columns import LINEAGE
from tasks.formats.llava import Llava
from tasks.formats.openai import OpenAi
from tasks.formats.parquet import Parquet
from tasks.formats.shards import Limits
from tasks.formats.sharegpt import ShareGpt
from tasks.formats.trl import Trl
from tasks.records import identity
from tasks.records.sample import DatasetSample

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


def picture(seed: int) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, (12, 17, 3), dtype=np.uint8)


def png(pixels: np.ndarray, **options) -> bytes:
    encoded = io.BytesIO()
    Image.fromarray(pixels).save(encoded, "PNG", **options)
    return encoded.getvalue()


class Store(dict):
    """Blobs by the hash of their bytes."""

    def put(self, content: bytes) -> str:
        sha = identity.sha256(content)
        self[sha] = content
        return sha


def sample(name: str, *images: str, answer: str = "紙をすく手順") -> DatasetSample:
    marks = "<image>\n" * len(images)
    messages = [{"role": "user", "content": f"{marks}何の図ですか。"}, {"role": "assistant", "content": answer}]
    return DatasetSample(sample_id=name, messages=identity.canonical(messages).decode(), images=list(images))


@pytest.fixture
def store() -> Store:
    return Store()


@pytest.fixture(params=["llava", "parquet", "openai", "sharegpt", "trl"])
def form(request) -> Callable[[list[DatasetSample]], Any]:
    """Return the format that suits the samples; the test runs for each."""
    lists = {"llava": Llava, "openai": OpenAi, "sharegpt": ShareGpt, "trl": Trl}
    return parquet if request.param == "parquet" else lambda _: lists[request.param]()


def llava(_: list[DatasetSample]) -> Llava:
    return Llava()


def parquet(samples: list[DatasetSample]) -> Parquet:
    known = [{"sample_id": given.sample_id} for given in samples]
    return Parquet(pa.Table.from_pylist(known, LINEAGE), Limits(group_rows=1, shard_rows=2))


@pytest.fixture
def samples(store) -> list[DatasetSample]:
    one, two = store.put(png(picture(1))), store.put(png(picture(2)))
    return [sample("b", two), sample("a", one), sample("c", one)]


def tree(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_digest_is_what_the_contract_says(store):
    content = png(picture(1))
    given = sample("a", store.put(content))
    pixels = hashlib.sha256(Image.open(io.BytesIO(content)).convert("RGB").tobytes()).hexdigest()
    line = f"a\t{hashlib.sha256(given.messages.encode()).hexdigest()}\t{pixels}"
    assert dataset_digest([given], store.get) == hashlib.sha256(line.encode()).hexdigest()


def test_the_digest_of_nothing_is_that_of_the_empty_string(store):
    assert dataset_digest([], store.get) == hashlib.sha256(b"").hexdigest()


def test_the_order_of_samples_does_not_enter_the_digest(store, samples):
    assert dataset_digest(samples, store.get) == dataset_digest(samples[::-1], store.get)


def test_how_a_picture_is_compressed_does_not_enter_the_digest(store):
    quick, thorough = store.put(png(picture(1), compress_level=1)), store.put(png(picture(1), compress_level=9))
    assert quick != thorough
    assert dataset_digest([sample("a", quick)], store.get) == dataset_digest([sample("a", thorough)], store.get)


def test_how_messages_are_spelled_does_not_enter_the_digest(store):
    given = sample("a")
    spelled = given.model_copy(update={"messages": json.dumps(json.loads(given.messages), indent=1)})
    assert dataset_digest([given], store.get) == dataset_digest([spelled], store.get)


def test_one_other_pixel_gives_another_digest(store):
    pixels = picture(1)
    changed = pixels.copy()
    changed[3, 4, 2] ^= 1
    before, after = store.put(png(pixels)), store.put(png(changed))
    assert dataset_digest([sample("a", before)], store.get) != dataset_digest([sample("a", after)], store.get)


def test_one_other_word_gives_another_digest(store):
    assert dataset_digest([sample("a")], store.get) != dataset_digest([sample("a", answer="別")], store.get)


def test_the_order_of_images_within_a_sample_enters_the_digest(store):
    one, two = store.put(png(picture(1))), store.put(png(picture(2)))
    assert dataset_digest([sample("a", one, two)], store.get) != dataset_digest([sample("a", two, one)], store.get)


def test_reports_what_was_published(store, samples, form, tmp_path):
    report = export_dataset(samples, store.__getitem__, tmp_path / "out", form(samples))
    assert (report.samples, report.images, report.reused) == (3, 2, False)
    assert report.path == str(tmp_path / "out")
    assert report.digest == dataset_digest(samples, store.get)


def test_the_digest_is_the_same_in_every_format(store, samples, tmp_path):
    reports = [
        export_dataset(samples, store.__getitem__, tmp_path / name, make(samples))
        for name, make in {"one": llava, "two": parquet}.items()
    ]
    assert reports[0].digest == reports[1].digest
    assert [report.format for report in reports] == ["llava", "parquet"]


def test_two_exports_of_one_dataset_are_equal_byte_by_byte(store, samples, form, tmp_path):
    export_dataset(samples, store.__getitem__, tmp_path / "one", form(samples))
    export_dataset(samples[::-1], store.__getitem__, tmp_path / "two", form(samples[::-1]))
    assert tree(tmp_path / "one") == tree(tmp_path / "two")


def test_leaves_nothing_beside_the_folder(store, samples, form, tmp_path):
    export_dataset(samples, store.__getitem__, tmp_path / "deep" / "out", form(samples))
    assert [path.name for path in (tmp_path / "deep").iterdir()] == ["out"]


def test_an_intact_export_is_kept(store, samples, form, tmp_path):
    export_dataset(samples, store.__getitem__, tmp_path / "out", form(samples))
    before = (tmp_path / "out").stat().st_ino
    again = export_dataset(samples[::-1], store.__getitem__, tmp_path / "out", form(samples))
    assert again.reused
    assert (tmp_path / "out").stat().st_ino == before


@pytest.mark.parametrize("harm", ["cut", "emptied", "swapped", "gone", "directory"])
@pytest.mark.parametrize(
    ("make", "file"),
    [
        (llava, "dataset.json"),
        (llava, "images/*.png"),
        (parquet, "train-00000-of-00002.parquet"),
        (parquet, "train-00001-of-00002.parquet"),
    ],
)
def test_a_damaged_export_is_written_again(store, samples, make, file, harm, tmp_path):
    out = tmp_path / "out"
    export_dataset(samples, store.__getitem__, out, make(samples))
    before = tree(out)
    damage(min(out.glob(file)), harm)
    assert not export_dataset(samples, store.__getitem__, out, make(samples)).reused
    assert tree(out) == before


def damage(path: Path, harm: str) -> None:
    content = path.read_bytes()
    path.unlink()
    match harm:
        case "cut":
            path.write_bytes(content[:-9])
        case "emptied":
            path.write_bytes(b"")
        case "swapped":
            path.write_bytes(content[:20] + bytes([content[20] ^ 1]) + content[21:])
        case "directory":
            path.mkdir()


@pytest.mark.parametrize(("make", "file"), [(llava, "images/more.png"), (parquet, "train-00009-of-00009.parquet")])
def test_an_export_with_a_strange_file_is_written_again(store, samples, make, file, tmp_path):
    out = tmp_path / "out"
    export_dataset(samples, store.__getitem__, out, make(samples))
    before = tree(out)
    (out / file).write_bytes(b"")
    assert not export_dataset(samples, store.__getitem__, out, make(samples)).reused
    assert tree(out) == before


def test_refuses_to_write_over_another_dataset(store, samples, form, tmp_path):
    export_dataset(samples, store.__getitem__, tmp_path / "out", form(samples))
    before = tree(tmp_path / "out")
    with pytest.raises(ExportError, match="another dataset"):
        export_dataset(samples[:1], store.__getitem__, tmp_path / "out", form(samples[:1]))
    assert tree(tmp_path / "out") == before


def test_refuses_to_write_over_another_format(store, samples, tmp_path):
    export_dataset(samples, store.__getitem__, tmp_path / "out", Llava())
    before = tree(tmp_path / "out")
    with pytest.raises(ExportError, match="another format, llava"):
        export_dataset(samples, store.__getitem__, tmp_path / "out", parquet(samples))
    assert tree(tmp_path / "out") == before


def test_refuses_a_folder_of_something_else(store, samples, form, tmp_path):
    (tmp_path / "thesis.tex").write_text("years of work")
    with pytest.raises(ExportError, match="is no export"):
        export_dataset(samples, store.__getitem__, tmp_path, form(samples))
    assert (tmp_path / "thesis.tex").exists()


def test_names_an_image_whose_bytes_changed_and_leaves_no_folder(store, samples, form, tmp_path):
    store[samples[0].images[0]] = png(picture(9))
    with pytest.raises(ExportError, match=f"{samples[0].images[0]} is damaged"):
        export_dataset(samples, store.__getitem__, tmp_path / "out", form(samples))
    assert list(tmp_path.iterdir()) == []


def test_an_image_that_changes_while_it_is_written_is_named(store, tmp_path):
    sha = store.put(png(picture(1)))
    given = [sample("a", sha), sample("b", sha)]
    answers = iter([store[sha], png(picture(2))])
    with pytest.raises(ExportError, match=f"{sha} is damaged"):
        export_dataset(given, lambda _: next(answers), tmp_path / "out", parquet(given))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("content", [b"", b"no picture", png(picture(1))[:-30]])
def test_names_an_image_that_is_no_sound_png(store, form, tmp_path, content):
    given = [sample("a", store.put(content))]
    with pytest.raises(ExportError, match=f"{given[0].images[0]} cannot be read"):
        export_dataset(given, store.__getitem__, tmp_path / "out", form(given))


def test_names_a_sample_whose_marks_do_not_match_its_images(store, form, tmp_path):
    sha = store.put(png(picture(1)))
    wrong = [sample("a", sha).model_copy(update={"images": [sha, sha]})]
    with pytest.raises(ExportError, match="sample a has 1 <image> marks and 2 images"):
        export_dataset(wrong, store.__getitem__, tmp_path / "out", form(wrong))
    assert list(tmp_path.iterdir()) == []


def test_an_empty_dataset_is_an_export_too(store, form, tmp_path):
    report = export_dataset([], store.__getitem__, tmp_path / "out", form([]))
    assert (report.samples, report.images) == (0, 0)
    assert export_dataset([], store.__getitem__, tmp_path / "out", form([])).reused


def test_catalog_rows_say_where_each_sample_lies(store, samples, tmp_path):
    form = parquet(samples)
    report = export_dataset(samples, store.__getitem__, tmp_path / "out", form)
    export, items = export_rows(report, samples, form, "run", LONG_AGO)
    assert (export.digest, export.samples, export.images, export.format) == (report.digest, 3, 2, "parquet")
    images = {given.sample_id: given.images[0] for given in samples}
    first, second = "train-00000-of-00002.parquet", "train-00001-of-00002.parquet"
    assert [(item.shard, item.key, item.sample_id, item.image_sha256) for item in items] == [
        (first, "a", "a", images["a"]),
        (first, "b", "b", images["b"]),
        (second, "c", "c", images["c"]),
    ]
    assert {item.export_id for item in items} == {export.export_id}


def test_llava_rows_name_the_list(store, samples, tmp_path):
    report = export_dataset(samples, store.__getitem__, tmp_path / "out", Llava())
    export, items = export_rows(report, samples, Llava(), "run", LONG_AGO)
    assert export.format == "llava"
    assert {(item.shard, item.key) for item in items} == {("dataset.json", name) for name in "abc"}


def test_an_export_has_an_id_of_its_own_in_every_format(store, samples, tmp_path):
    ids = set()
    for make in (llava, parquet):
        report = export_dataset(samples, store.__getitem__, tmp_path / make.__name__, make(samples))
        ids.add(export_rows(report, samples, make(samples), "run", LONG_AGO)[0].export_id)
    assert len(ids) == 2
    assert identity.of("export", "llava", report.digest) in ids
