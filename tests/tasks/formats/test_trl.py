"""TRL's shape."""

import json

from tasks.export import export_dataset
from tasks.formats.trl import Trl


def written(folder, name):
    return [json.loads(line) for line in (folder / name).read_text(encoding="utf-8").splitlines()]


def test_content_is_a_list_of_images_and_texts_in_every_message(store, sample, tmp_path):
    sha = store.picture(1)
    export_dataset([sample("a", sha)], store.__getitem__, tmp_path / "out", Trl())
    (line,) = written(tmp_path / "out", "train.jsonl")
    assert line["messages"] == [
        {"role": "user", "content": [{"type": "image"}, {"type": "text", "text": "何の図ですか。"}]},
        {"role": "assistant", "content": [{"type": "text", "text": "紙をすく手順"}]},
    ]
    assert line["images"] == [f"images/{sha}.png"]
    assert (tmp_path / "out" / line["images"][0]).read_bytes() == store[sha]


def test_preferences_have_a_prompt_and_two_answers(store, sample, preference, tmp_path):
    sha = store.picture(1)
    question = "<image>\n何ですか。"
    form = Trl([preference([question, "紙です。"], [question, "布です。"], sha)])
    export_dataset([sample("a", sha)], store.__getitem__, tmp_path / "out", form)
    (line,) = written(tmp_path / "out", "preferences.jsonl")
    assert line == {
        "prompt": [{"role": "user", "content": [{"type": "image"}, {"type": "text", "text": "何ですか。"}]}],
        "chosen": [{"role": "assistant", "content": [{"type": "text", "text": "紙です。"}]}],
        "rejected": [{"role": "assistant", "content": [{"type": "text", "text": "布です。"}]}],
        "images": [f"images/{sha}.png"],
    }


def test_a_damaged_list_is_written_again(store, sample, tmp_path):
    def publish():
        return export_dataset([sample("a", store.picture(1))], store.__getitem__, tmp_path / "out", Trl())

    publish()
    assert publish().reused
    (tmp_path / "out" / "train.jsonl").write_text("{}\n")
    assert not publish().reused
    assert len(written(tmp_path / "out", "train.jsonl")) == 1
