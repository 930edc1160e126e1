"""OpenAI's shape."""

import base64
import json

from tasks.export import export_dataset
from tasks.formats.lines import LineLimits
from tasks.formats.openai import OpenAi
from tasks.records import identity
from tasks.records.sample import DatasetSample

TRAIN, PREFERENCES = "train-00000-of-00001.jsonl", "preferences-00000-of-00001.jsonl"


def written(folder, name):
    return [json.loads(line) for line in (folder / name).read_text(encoding="utf-8").splitlines()]


def test_images_stand_in_the_messages_of_the_user_as_data_urls(store, sample, tmp_path):
    sha = store.picture(1)
    export_dataset([sample("a", sha)], store.__getitem__, tmp_path / "out", OpenAi())
    (line,) = written(tmp_path / "out", TRAIN)
    picture, question = line["messages"][0]["content"]
    head, _, encoded = picture["image_url"]["url"].partition(",")
    assert (picture["type"], head) == ("image_url", "data:image/png;base64")
    assert base64.b64decode(encoded) == store[sha]
    assert question == {"type": "text", "text": "何の図ですか。"}
    assert line["messages"][1] == {"role": "assistant", "content": "紙をすく手順"}


def test_a_question_without_an_image_is_plain_text(store, tmp_path):
    turns = [
        ("user", "<image>\n何ですか。"),
        ("assistant", "紙です。"),
        ("user", "なぜ。"),
        ("assistant", "軽いから。"),
    ]
    messages = identity.canonical([{"role": role, "content": text} for role, text in turns]).decode()
    given = DatasetSample(sample_id="a", messages=messages, images=[store.picture(1)])
    export_dataset([given], store.__getitem__, tmp_path / "out", OpenAi())
    (line,) = written(tmp_path / "out", TRAIN)
    assert line["messages"][2:] == [
        {"role": "user", "content": "なぜ。"},
        {"role": "assistant", "content": "軽いから。"},
    ]


def test_preferences_are_an_input_and_two_outputs(store, sample, preference, tmp_path):
    sha = store.picture(1)
    form = OpenAi([preference(["<image>\n何ですか。", "紙です。"], ["<image>\n何ですか。", "布です。"], sha)])
    export_dataset([sample("a", sha)], store.__getitem__, tmp_path / "out", form)
    (line,) = written(tmp_path / "out", PREFERENCES)
    assert set(line) == {"input", "preferred_output", "non_preferred_output"}
    assert line["preferred_output"] == [{"role": "assistant", "content": "紙です。"}]
    assert line["non_preferred_output"] == [{"role": "assistant", "content": "布です。"}]
    (question,) = line["input"]["messages"]
    assert [part["type"] for part in question["content"]] == ["image_url", "text"]


def test_samples_know_their_file(store, sample, tmp_path):
    given = [sample(name, store.picture(1)) for name in "abc"]
    form = OpenAi(limits=LineLimits(lines=2))
    export_dataset(given, store.__getitem__, tmp_path / "out", form)
    assert list(form.shards(given, tmp_path / "out")) == [
        *["train-00000-of-00002.jsonl"] * 2,
        "train-00001-of-00002.jsonl",
    ]


def test_an_intact_export_is_kept_and_one_whose_preferences_changed_is_not(store, sample, preference, tmp_path):
    sha = store.picture(1)
    question = "<image>\n何ですか。"
    one = preference([question, "紙です。"], [question, "布です。"], sha)

    def publish(*preferences):
        return export_dataset([sample("a", sha)], store.__getitem__, tmp_path / "out", OpenAi(preferences))

    first = publish()
    assert publish().reused
    second = publish(one)
    assert (second.reused, second.digest) == (False, first.digest)
    assert json.loads((tmp_path / "out" / "export.json").read_text())["preferences"] == 1
    assert publish(one).reused
    assert not publish().reused
    assert not (tmp_path / "out" / PREFERENCES).exists()
