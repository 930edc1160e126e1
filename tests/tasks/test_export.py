"""Digests and exported folders."""

import hashlib
import io
import json
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tasks.export import ExportError, dataset_digest, export_llava, export_rows
from tasks.records import identity
from tasks.records.sample import DatasetSample


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


def test_writes_what_llava_trainers_read(store, samples, tmp_path):
    report = export_llava(samples, store.__getitem__, tmp_path / "out")
    written = json.loads((tmp_path / "out" / "dataset.json").read_text(encoding="utf-8"))
    assert [entry["id"] for entry in written] == ["a", "b", "c"]
    assert written[0]["conversations"] == [
        {"from": "human", "value": "<image>\n何の図ですか。"},
        {"from": "gpt", "value": "紙をすく手順"},
    ]
    for entry in written:
        with Image.open(tmp_path / "out" / entry["image"]) as image:
            assert image.size == (17, 12)
    assert (report.samples, report.images, report.reused) == (3, 2, False)
    assert report.digest == dataset_digest(samples, store.get)


def test_a_sample_of_two_images_lists_both(store, tmp_path):
    one, two = store.put(png(picture(1))), store.put(png(picture(2)))
    export_llava([sample("a", one, two)], store.__getitem__, tmp_path / "out")
    written = json.loads((tmp_path / "out" / "dataset.json").read_text(encoding="utf-8"))
    assert written[0]["image"] == [f"images/{one}.png", f"images/{two}.png"]


def test_two_exports_of_one_dataset_are_equal_byte_by_byte(store, samples, tmp_path):
    export_llava(samples, store.__getitem__, tmp_path / "one")
    export_llava(samples[::-1], store.__getitem__, tmp_path / "two")
    assert tree(tmp_path / "one") == tree(tmp_path / "two")


def test_leaves_nothing_beside_the_folder(store, samples, tmp_path):
    export_llava(samples, store.__getitem__, tmp_path / "deep" / "out")
    assert [path.name for path in (tmp_path / "deep").iterdir()] == ["out"]


def test_an_intact_export_is_kept(store, samples, tmp_path):
    export_llava(samples, store.__getitem__, tmp_path / "out")
    before = (tmp_path / "out").stat().st_ino
    again = export_llava(samples[::-1], store.__getitem__, tmp_path / "out")
    assert again.reused
    assert (tmp_path / "out").stat().st_ino == before


@pytest.mark.parametrize("damage", ["cut", "gone", "strange", "dataset"])
def test_a_damaged_export_is_written_again(store, samples, tmp_path, damage):
    out = tmp_path / "out"
    export_llava(samples, store.__getitem__, out)
    before = tree(out)
    image = next((out / "images").iterdir())
    match damage:
        case "cut":
            image.write_bytes(image.read_bytes()[:-9])
        case "gone":
            image.unlink()
        case "strange":
            (out / "images" / "more.png").write_bytes(b"")
        case "dataset":
            (out / "dataset.json").unlink()
    assert not export_llava(samples, store.__getitem__, out).reused
    assert tree(out) == before


def test_refuses_to_write_over_another_dataset(store, samples, tmp_path):
    export_llava(samples, store.__getitem__, tmp_path / "out")
    before = tree(tmp_path / "out")
    with pytest.raises(ExportError, match="another dataset"):
        export_llava(samples[:1], store.__getitem__, tmp_path / "out")
    assert tree(tmp_path / "out") == before


def test_refuses_a_folder_of_something_else(store, samples, tmp_path):
    (tmp_path / "thesis.tex").write_text("years of work")
    with pytest.raises(ExportError, match="is no export"):
        export_llava(samples, store.__getitem__, tmp_path)
    assert (tmp_path / "thesis.tex").exists()


def test_names_an_image_whose_bytes_changed_and_leaves_no_folder(store, samples, tmp_path):
    store[samples[0].images[0]] = png(picture(9))
    with pytest.raises(ExportError, match=f"{samples[0].images[0]} is damaged"):
        export_llava(samples, store.__getitem__, tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("content", [b"", b"no picture", png(picture(1))[:-30]])
def test_names_an_image_that_is_no_sound_png(store, tmp_path, content):
    sha = store.put(content)
    with pytest.raises(ExportError, match=f"{sha} cannot be read"):
        export_llava([sample("a", sha)], store.__getitem__, tmp_path / "out")


def test_names_a_sample_whose_marks_do_not_match_its_images(store, tmp_path):
    sha = store.put(png(picture(1)))
    wrong = sample("a", sha).model_copy(update={"images": [sha, sha]})
    with pytest.raises(ExportError, match="sample a has 1 <image> marks and 2 images"):
        export_llava([wrong], store.__getitem__, tmp_path / "out")


def test_an_image_is_read_once_however_many_samples_show_it(store, tmp_path):
    sha = store.put(png(picture(1)))
    read: list[str] = []

    def get(name: str) -> bytes:
        read.append(name)
        return store[name]

    export_llava([sample(str(n), sha) for n in range(5)], get, tmp_path / "out")
    assert read == [sha]


def test_an_empty_dataset_is_an_export_too(store, tmp_path):
    report = export_llava([], store.__getitem__, tmp_path / "out")
    assert json.loads((tmp_path / "out" / "dataset.json").read_text()) == []
    assert (report.samples, report.images) == (0, 0)


def test_catalog_rows_say_where_each_sample_lies(store, samples, tmp_path):
    report = export_llava(samples, store.__getitem__, tmp_path / "out")
    export, items = export_rows(report, samples, "run", datetime(2026, 1, 1, tzinfo=UTC))
    assert (export.digest, export.samples, export.images, export.format) == (report.digest, 3, 2, "llava")
    assert {(item.sample_id, item.key, item.image_sha256) for item in items} == {
        (given.sample_id, given.sample_id, given.images[0]) for given in samples
    }
    assert {item.export_id for item in items} == {export.export_id}
