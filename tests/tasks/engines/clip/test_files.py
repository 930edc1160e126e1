"""Which files make a model, what is missing of one, and that each of them decides its hash."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tasks.engines.allowance import Allowance, grant, granted
from tasks.engines.clip import files
from tasks.engines.clip.presets import DEFAULT, PRESETS
from tasks.engines.readiness import NotReadyError

TEXT = {"hf_model_name": "organisation/text", "hf_tokenizer_name": "organisation/text"}
TOKENIZER = {"tokenizer.json": "{}", "tokenizer_config.json": "{}"}


@pytest.fixture
def root(tmp_path: Path) -> Iterator[Path]:
    before = granted()
    grant(Allowance(weights=(tmp_path,)))
    yield tmp_path
    grant(before)


def put(folder: Path, **contents: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in contents.items():
        (folder / name).write_text(content)
    return folder


def tensors(listed: str = "{}") -> str:
    """Return the content of a file of safetensors without any tensor."""
    return f"{chr(len(listed))}{7 * chr(0)}{listed}"


def config(text_cfg: dict[str, str] | None = None) -> str:
    return json.dumps({"model_cfg": {"text_cfg": text_cfg or {}}})


def put_plain(folder: Path) -> Path:
    return put(folder, **{files.CONFIG: config(), files.CHECKPOINTS[0]: tensors()})


def put_japanese(folder: Path, text: Path) -> Path:
    put(text, **{files.TEXT_CONFIG: "{}"})
    return put(folder, **{files.CONFIG: config(TEXT), files.CHECKPOINTS[0]: tensors(), **TOKENIZER})


def refusal(model: str) -> str:
    with pytest.raises(NotReadyError) as refused:
        files.find(model)
    (line,) = str(refused.value).splitlines()
    return line


@pytest.mark.parametrize("path", ["/models/clip", "./clip", "../clip", "~/clip", "a/b/c", "a/..", "C:\\clip", "", " "])
def test_a_path_is_refused_and_told_where_to_stand(path):
    with pytest.raises(NotReadyError, match="ETOKI_WEIGHTS"):
        files.preset_of(path)


@pytest.mark.parametrize("name", ["clip", "organisation/clip", "和文clip-v1.2", *PRESETS])
def test_a_name_is_none(name):
    assert files.preset_of(name).repository


def test_a_preset_is_known_by_the_name_of_its_repository():
    assert files.preset_of("llm-jp/llm-jp-clip-vit-base-patch16") == PRESETS[DEFAULT]


def test_every_preset_tells_its_licence_and_one_command_for_all_that_it_needs():
    for name, preset in PRESETS.items():
        command = files.command_for(files.preset_of(name))
        assert command.startswith(f"hf download {preset.repository} ")
        assert command.endswith(f"hf download {preset.text_model} config.json")
        assert preset.licence in {"Apache-2.0", "MIT"}


def test_a_plain_model_is_its_config_and_its_checkpoint(root):
    folder = put_plain(root / "plain")
    assert files.find("plain") == files.Found(folder, folder / files.CHECKPOINTS[0])


def test_a_model_of_the_hub_is_found_in_a_folder_of_its_name(root):
    folder = put_plain(root / "clip")
    assert files.find("organisation/clip").folder == folder


def test_a_preset_is_found_by_the_name_it_is_asked_for(root):
    folder = put_plain(root / "xlm-roberta-base-ViT-B-32")
    assert files.find("xlm-roberta-base-ViT-B-32").folder == folder


def test_a_missing_model_says_where_it_was_looked_for_and_what_gets_it(root):
    line = refusal("organisation/nonsuch")
    assert line.startswith(
        f"weights of open_clip's organisation/nonsuch not found in {root / 'nonsuch'} and the hub's cache"
    )
    assert line.endswith("hf download organisation/nonsuch")


@pytest.mark.usefixtures("root")
def test_a_name_that_is_no_preset_is_told_the_presets():
    assert DEFAULT in refusal("lm-jp-clip")


def test_a_missing_checkpoint_is_said(root):
    folder = put(root / "plain", **{files.CONFIG: config()})
    assert refusal("plain").startswith(f"{folder} has no checkpoint, such as open_clip_model.safetensors: ")


def test_of_two_checkpoints_that_of_open_clip_is_taken(root):
    folder = put(put_plain(root / "plain"), **{"open_clip_pytorch_model.bin": "pickle", "a.safetensors": "others"})
    assert files.find("plain").checkpoint == folder / "open_clip_model.safetensors"


def test_a_checkpoint_of_another_name_is_taken_if_it_is_the_only_one(root):
    folder = put(root / "plain", **{files.CONFIG: config(), "epoch_3.safetensors": tensors()})
    assert files.find("plain").checkpoint == folder / "epoch_3.safetensors"
    put(folder, **{"epoch_4.safetensors": tensors()})
    assert "has no checkpoint" in refusal("plain")


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        (files.CHECKPOINTS[0], "version https://git-lfs.github.com/spec/v1\n", "`git lfs pull`"),
        (files.CHECKPOINTS[0], tensors() + "more", "delete it, then get it again by: "),
        (files.CHECKPOINTS[2], "<html>not found</html>", "delete it, then get it again by: "),
    ],
)
def test_a_checkpoint_that_only_seems_to_be_there_is_refused(root, name, content, said):
    folder = put(root / "plain", **{files.CONFIG: config(), name: content})
    line = refusal("organisation/plain")
    assert line.startswith(f"{folder / name} is ")
    assert said in line
    assert line.endswith("hf download organisation/plain")


@pytest.mark.parametrize("content", ["{", "[]", "{}", '{"model_cfg": {}}', '{"model_cfg": {"text_cfg": 3}}', "\0"])
def test_a_config_that_is_none_is_named(root, content):
    folder = put(put_plain(root / "plain"), **{files.CONFIG: content})
    assert refusal("plain").startswith(f"{folder / files.CONFIG} is no config of open_clip: ")


def test_a_text_model_named_elsewhere_is_found_by_its_name(root):
    put_japanese(root / "clip", text=root / "text")
    assert files.find("clip").text == root / "text" / files.TEXT_CONFIG


def test_a_text_model_named_by_its_place_is_found_there(root):
    folder = put_japanese(root / "clip", text=root / "clip" / "tower")
    put(folder, **{files.CONFIG: config(TEXT | {"hf_model_name": "tower"})})
    assert files.find("clip").text == folder / "tower" / files.TEXT_CONFIG


def test_a_text_model_called_as_the_hub_called_it_once_is_found(root):
    folder = put_japanese(root / "clip", text=root / "FacebookAI" / "xlm-roberta-base")
    put(folder, **{files.CONFIG: config(TEXT | {"hf_model_name": "xlm-roberta-base"})})
    assert files.find("clip").text == root / "FacebookAI" / "xlm-roberta-base" / files.TEXT_CONFIG


def test_a_text_model_that_is_not_here_is_refused_with_what_gets_it(root):
    folder = put(root / "clip", **{files.CONFIG: config(TEXT), files.CHECKPOINTS[0]: tensors(), **TOKENIZER})
    line = refusal("clip")
    assert line.startswith(
        f"{folder / files.CONFIG} names the text model organisation/text, whose config.json is not in "
    )
    assert line.endswith(": hf download organisation/text config.json")


@pytest.mark.parametrize("named", ["/nowhere/roberta", "../roberta", "a/b/c"])
def test_a_text_model_and_a_tokenizer_named_by_a_path_are_not_looked_for_on_a_hub(root, named):
    folder = put(
        root / "clip", **{files.CONFIG: config(TEXT | {"hf_model_name": named}), files.CHECKPOINTS[0]: tensors()}
    )
    assert refusal("clip").endswith(f" names the text model {named}: put its config.json into {folder / named}")
    put(folder, **{files.CONFIG: config({"hf_tokenizer_name": named})})
    assert refusal("clip").endswith(f" names {named}: put the files of that into {folder}")


def test_a_tokenizer_is_the_models_own_or_that_of_its_text_model(root):
    folder = put_japanese(root / "clip", text=put(root / "text", **TOKENIZER))
    assert {file.parent for file in files.find("clip").tokenizer} == {folder}
    for name in TOKENIZER:
        (folder / name).unlink()
    assert {file.parent for file in files.find("clip").tokenizer} == {root / "text"}
    assert {file.name for file in files.find("clip").tokenizer} == set(TOKENIZER)


def test_a_missing_tokenizer_is_said(root):
    folder = put_japanese(root / "clip", text=root / "text")
    (folder / "tokenizer.json").unlink()
    assert "has no tokenizer" in refusal("clip")


def test_every_file_decides_the_hash_and_no_folder_does(root):
    put_japanese(root / "clip", text=root / "text")
    hashes = [files.find("clip").sha256]
    for number, (place, name) in enumerate(
        [
            ("clip", files.CONFIG),
            ("clip", files.CHECKPOINTS[0]),
            ("clip", "tokenizer.json"),
            ("text", files.TEXT_CONFIG),
        ]
    ):
        other = root / str(number)
        grant(Allowance(weights=(other,)))
        put_japanese(other / "clip", text=other / "organisation" / "text")
        assert files.find("clip").sha256 == hashes[0]
        again = other / "again"
        grant(Allowance(weights=(again,)))
        put_japanese(again / "clip", text=again / "text")
        file = again / place / name
        file.write_text(tensors(" {}") if file.suffix == ".safetensors" else f"{file.read_text()} ")
        hashes.append(files.find("clip").sha256)
    assert len(set(hashes)) == len(hashes)
