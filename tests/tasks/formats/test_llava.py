"""LLaVA's shape."""

import json

from PIL import Image

from tasks.export import export_dataset
from tasks.formats.llava import Llava
from tasks.records import identity


def test_writes_what_llava_trainers_read(store, sample, tmp_path):
    one, two = store.picture(1, 12), store.picture(2, 12)
    export_dataset([sample("b", two), sample("a", one)], store.__getitem__, tmp_path / "out", Llava())
    written = json.loads((tmp_path / "out" / "dataset.json").read_text(encoding="utf-8"))
    assert [entry["id"] for entry in written] == ["a", "b"]
    assert written[0]["conversations"] == [
        {"from": "human", "value": "<image>\n何の図ですか。"},
        {"from": "gpt", "value": "紙をすく手順"},
    ]
    for entry in written:
        with Image.open(tmp_path / "out" / entry["image"]) as image:
            assert image.size == (12, 12)


def test_its_files_are_spelled_in_one_way(store, sample, tmp_path):
    sha = store.picture(1)
    report = export_dataset([sample("a", sha), sample("b", sha)], store.__getitem__, tmp_path / "out", Llava())
    turns = (
        '"conversations": [{"from": "human", "value": "<image>\\n何の図ですか。"}, '
        '{"from": "gpt", "value": "紙をすく手順"}]'
    )
    dataset = "[\n" + ",\n".join(f'{{"id": "{name}", "image": "images/{sha}.png", {turns}}}' for name in "ab") + "\n]\n"
    assert (tmp_path / "out" / "dataset.json").read_bytes() == dataset.encode()
    assert (tmp_path / "out" / "export.json").read_text() == (
        f'{{\n  "format": "llava",\n  "digest": "{report.digest}",\n  "samples": 2,\n  "images": 1,\n'
        f'  "dataset_sha256": "{identity.sha256(dataset.encode())}"\n}}\n'
    )
    assert (tmp_path / "out" / "images" / f"{sha}.png").read_bytes() == store[sha]


def test_a_sample_of_two_images_lists_both(store, sample, tmp_path):
    one, two = store.picture(1), store.picture(2)
    export_dataset([sample("a", one, two)], store.__getitem__, tmp_path / "out", Llava())
    written = json.loads((tmp_path / "out" / "dataset.json").read_text(encoding="utf-8"))
    assert written[0]["image"] == [f"images/{one}.png", f"images/{two}.png"]


def test_an_image_is_read_once_however_many_samples_show_it(store, sample, tmp_path):
    sha = store.picture(1)
    read: list[str] = []

    def get(name: str) -> bytes:
        read.append(name)
        return store[name]

    export_dataset([sample(str(n), sha) for n in range(5)], get, tmp_path / "out", Llava())
    assert read == [sha]


def test_an_empty_dataset_is_an_empty_list(store, tmp_path):
    export_dataset([], store.__getitem__, tmp_path / "out", Llava())
    assert json.loads((tmp_path / "out" / "dataset.json").read_text()) == []
