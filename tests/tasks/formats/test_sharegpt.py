"""LLaMA-Factory's ShareGPT."""

import json

from PIL import Image

from tasks.export import export_dataset
from tasks.formats.sharegpt import ShareGpt
from tasks.records import identity
from tasks.records.sample import DatasetSample


def read(folder, name):
    return json.loads((folder / name).read_text(encoding="utf-8"))


def test_a_conversation_has_its_images_beside_it(store, sample, tmp_path):
    sha = store.picture(1, 12)
    export_dataset([sample("a", sha)], store.__getitem__, tmp_path / "out", ShareGpt())
    (entry,) = read(tmp_path / "out", "dataset.json")
    assert entry["conversations"] == [
        {"from": "human", "value": "<image>\n何の図ですか。"},
        {"from": "gpt", "value": "紙をすく手順"},
    ]
    with Image.open(tmp_path / "out" / entry["images"][0]) as image:
        assert image.size == (12, 12)


def test_dataset_info_names_files_and_columns_that_are_there(store, sample, preference, tmp_path):
    sha = store.picture(1)
    question = "<image>\n何ですか。"
    form = ShareGpt([preference([question, "紙です。"], [question, "布です。"], sha)])
    export_dataset([sample("a", sha)], store.__getitem__, tmp_path / "out", form)
    info = read(tmp_path / "out", "dataset_info.json")
    assert set(info) == {"etoki", "etoki_preferences"}
    for described in info.values():
        assert described["formatting"] == "sharegpt"
        for entry in read(tmp_path / "out", described["file_name"]):
            assert set(described["columns"].values()) <= set(entry)
    (ranked,) = read(tmp_path / "out", info["etoki_preferences"]["file_name"])
    assert info["etoki_preferences"]["ranking"] is True
    assert len(ranked["conversations"]) % 2 == 1
    assert (ranked["chosen"], ranked["rejected"]) == (
        {"from": "gpt", "value": "紙です。"},
        {"from": "gpt", "value": "布です。"},
    )


def test_without_preferences_none_are_named(store, sample, tmp_path):
    export_dataset([sample("a", store.picture(1))], store.__getitem__, tmp_path / "out", ShareGpt())
    assert set(read(tmp_path / "out", "dataset_info.json")) == {"etoki"}
    assert not (tmp_path / "out" / "preferences.json").exists()


def test_there_are_as_many_marks_as_images_whatever_a_text_says(store, tmp_path):
    turns = [("user", "<image>\n「<image>」と<video>は何ですか。"), ("assistant", "<audio>という札です。")]
    messages = identity.canonical([{"role": role, "content": text} for role, text in turns]).decode()
    given = DatasetSample(sample_id="a", messages=messages, images=[store.picture(1)])
    export_dataset([given], store.__getitem__, tmp_path / "out", ShareGpt())
    (entry,) = read(tmp_path / "out", "dataset.json")
    assert [turn["value"] for turn in entry["conversations"]] == [
        "<image>\n「＜image＞」と＜video＞は何ですか。",
        "＜audio＞という札です。",
    ]
