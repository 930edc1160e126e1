"""open_clip's two shapes of models from saved random weights: strict, quiet, offline, each item on its own."""

import contextlib
import json
import logging
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import random_clip
from tasks import engines
from tasks.engines.allowance import Allowance, grant, granted
from tasks.engines.clip.open_clip import OpenClip
from tasks.engines.clip.presets import DEFAULT, PRESETS
from tasks.engines.readiness import NotReadyError
from tasks.records.enums import EngineKind

pytestmark = [pytest.mark.models, pytest.mark.usefixtures("root")]

TEXTS = ["図 猫", "和紙をすく手順", "装置の構成と流れ", "犬と鳥"]
CHECKPOINT, CONFIG, TEXT = "open_clip_model.safetensors", "open_clip_config.json", random_clip.REMOTE
MODELS = ["plain", "japanese", "remote"]


def pictures() -> list[np.ndarray]:
    drawn = np.random.default_rng(0)
    sizes = [(40, 60), (33, 21), (200, 31), (64, 64)]
    return [drawn.integers(0, 256, (*size, 3), dtype=np.uint8) for size in sizes]


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """Return a folder of models, and the models that were saved there."""
    root = tmp_path_factory.mktemp("saved")
    models = {
        "plain": random_clip.save_plain(root / "plain"),
        "japanese": random_clip.save_japanese(root / "japanese"),
        "remote": random_clip.save_japanese(root / "remote", "remote"),
    }
    random_clip.save_text_model(root / TEXT)
    return root, models


@pytest.fixture
def root(saved: tuple[Path, dict[str, Any]], monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Grant the folder of the models, and let nobody call anybody."""

    def refuse(*called: object) -> None:
        raise AssertionError(f"the network was asked: {called}")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    with granting(saved[0]):
        yield saved[0]


@contextlib.contextmanager
def granting(*folders: Path) -> Iterator[None]:
    before = granted()
    grant(Allowance(device="cpu", weights=folders))
    try:
        yield
    finally:
        grant(before)


@pytest.fixture
def changed(root: Path, tmp_path: Path) -> Iterator[Callable[..., Path]]:
    """Give a copy of a model, with the text model that it names, to be changed."""

    def copied(name: str) -> Path:
        shutil.copytree(root / name, tmp_path / name)
        shutil.copytree(root / TEXT, tmp_path / TEXT)
        return tmp_path / name

    with granting(tmp_path):
        yield copied


def edit(file: Path, change: Callable[[Any], Any]) -> None:
    content = json.loads(file.read_text())
    change(content)
    file.write_text(json.dumps(content))


def refusal(model: str) -> str:
    with pytest.raises(NotReadyError) as refused:
        OpenClip(model).embed_texts(TEXTS[:1])
    (line,) = str(refused.value).splitlines()
    return line


@pytest.mark.parametrize("name", MODELS)
def test_gives_what_the_model_gave_before_it_was_saved(saved, name):
    import torch

    engine, model = OpenClip(name), saved[1][name]
    tokens, preprocess = engine._parts.tokenize(TEXTS), engine._parts.preprocess
    shown = torch.stack([preprocess(picture) for picture in map(_image, pictures())])
    with torch.inference_mode():
        texts, images = model.encode_text(tokens, normalize=True), model.encode_image(shown, normalize=True)
    assert engine.embed_texts(TEXTS) == pytest.approx(texts.numpy(), abs=1e-6)
    assert engine.embed_images(pictures()) == pytest.approx(images.numpy(), abs=1e-6)


def _image(pixels: np.ndarray) -> Any:
    from PIL import Image

    return Image.fromarray(pixels)


def test_pictures_are_prepared_as_the_config_says(changed):
    import open_clip

    folder = changed("plain")
    before = OpenClip("plain").embed_images(pictures())
    told = {"mean": [0.5] * 3, "std": [0.4] * 3, "interpolation": "bilinear", "resize_mode": "squash"}
    edit(folder / CONFIG, lambda config: config.update(preprocess_cfg=told))
    _, preprocess = open_clip.create_model_from_pretrained(f"local-dir:{folder}")
    engine = OpenClip("plain")
    for picture in map(_image, pictures()):
        assert (engine._parts.preprocess(picture) == preprocess(picture)).all()
    assert np.abs(engine.embed_images(pictures()) - before).max() > 0.01


@pytest.mark.parametrize("name", MODELS)
def test_rows_have_length_1_and_differ(name):
    engine = OpenClip(name)
    for rows, count in ((engine.embed_texts(TEXTS), len(TEXTS)), (engine.embed_images(pictures()), len(pictures()))):
        assert (rows.shape, rows.dtype) == ((count, 16), np.float32)
        assert np.linalg.norm(rows, axis=1) == pytest.approx(1, abs=1e-6)
        assert len(np.unique(rows.round(4), axis=0)) == count


@pytest.mark.parametrize("name", MODELS)
def test_nothing_gives_no_rows(name):
    assert len(OpenClip(name).embed_texts([])) == len(OpenClip(name).embed_images([])) == 0


@pytest.mark.parametrize("name", MODELS)
def test_an_item_is_the_same_to_the_last_bit_whatever_it_is_asked_with(name):
    engine = OpenClip(name)
    alone = np.concatenate([engine.embed_texts([text]) for text in TEXTS])
    assert (engine.embed_texts([*TEXTS[::-1], "山" * 60])[3::-1] == alone).all()
    assert (engine.embed_images(pictures()[::-1])[::-1] == engine.embed_images(pictures())).all()


@pytest.mark.parametrize("name", MODELS)
def test_many_at_once_as_on_a_gpu_give_the_same_but_for_noise(name, monkeypatch):
    engine, twin = OpenClip(name), OpenClip(name)
    engine.embed_texts(TEXTS[:1])
    monkeypatch.setattr(twin, "_batches", lambda items: [items], raising=True)
    assert twin.embed_texts([*TEXTS, "山" * 60]) == pytest.approx(engine.embed_texts([*TEXTS, "山" * 60]), abs=1e-6)
    assert twin.embed_images(pictures()) == pytest.approx(engine.embed_images(pictures()), abs=1e-6)


def test_white_space_is_all_that_is_changed_of_a_text():
    engine = OpenClip("japanese")
    assert (engine.embed_texts([" 図\n\t猫 　"]) == engine.embed_texts(["図 猫"])).all()
    assert (engine.embed_texts(["図"]) != engine.embed_texts(["図図"])).any()


@pytest.mark.parametrize("name", MODELS)
def test_of_a_long_text_the_beginning_counts_and_an_empty_one_is_no_error(name):
    engine = OpenClip(name)
    long = "山と川" * 500
    assert (engine.embed_texts([long]) == engine.embed_texts([long + "犬"])).all()
    assert np.isfinite(engine.embed_texts(["", " ", "\0", "🎌"])).all()


@pytest.mark.parametrize("shape", [(1, 1), (1, 9000), (9000, 1), (2, 3), (700, 500)])
def test_odd_pictures_have_a_vector(shape):
    image = np.full((*shape, 3), 200, np.uint8)
    assert (
        np.linalg.norm(OpenClip("plain").embed_images([image, image.transpose(1, 0, 2)]), axis=1).tolist()
        == [pytest.approx(1, abs=1e-6)] * 2
    )


def test_the_registered_engine_says_what_was_loaded(root):
    found = engines.fingerprint(EngineKind.CLIP, "open_clip:japanese")
    assert (found.name, found.weights_sha256) == ("open_clip:japanese", OpenClip("japanese").weights_sha256)
    assert found.version.startswith("open_clip_torch-")
    assert str(root) not in found.model_dump_json()


def test_a_text_model_of_the_hub_does_not_matter_to_what_is_seen():
    ours, remote = OpenClip("japanese"), OpenClip("remote")
    assert (ours.embed_texts(TEXTS) == remote.embed_texts(TEXTS)).all()
    assert ours.weights_sha256 != remote.weights_sha256  # the configs say another name


def test_a_text_model_that_is_not_here_is_refused_with_what_gets_it(changed):
    folder = changed("remote")
    shutil.rmtree(folder.parent / TEXT)
    line = refusal("remote")
    assert line.startswith(f"{folder / CONFIG} names the text model {TEXT}, whose config.json is not in ")
    assert line.endswith(f"hf download {TEXT} config.json")


def test_a_preset_is_loaded_from_the_cache_of_the_hub(root, tmp_path, monkeypatch):
    preset = PRESETS[DEFAULT]
    for source, repository in ((root / "remote", preset.repository), (root / TEXT, preset.text_model)):
        cached = tmp_path / f"models--{repository.replace('/', '--')}"
        shutil.copytree(source, cached / "snapshots" / "0123")
        (cached / "refs").mkdir()
        (cached / "refs" / "main").write_text("0123")
    config = tmp_path / f"models--{preset.repository.replace('/', '--')}" / "snapshots" / "0123" / CONFIG
    edit(config, lambda told: told["model_cfg"]["text_cfg"].update(hf_model_name=preset.text_model))
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path))
    engine = OpenClip()
    assert (engine.embed_texts(TEXTS) == OpenClip("remote").embed_texts(TEXTS)).all()
    assert engine.weights == config.parent


def test_weights_of_any_tensor_tokenizer_or_config_have_a_hash_of_their_own(changed):
    from safetensors.torch import load_file, save_file

    folder = changed("remote")
    hashes = {OpenClip("remote").weights_sha256}
    for number in range(2):
        again = folder.parent / f"tensor{number}"
        shutil.copytree(folder, again)
        state = load_file(again / CHECKPOINT)
        state[sorted(state)[-1 - number]].view(-1)[:1].add_(1e-3)
        save_file(state, again / CHECKPOINT)
        hashes.add(OpenClip(again.name).weights_sha256)
    assert len(hashes) == 3


def test_no_code_and_no_rounding_comes_with_a_text_model(changed):
    folder = changed("remote")
    before = OpenClip("remote").embed_texts(TEXTS)
    text = folder.parent / TEXT / "config.json"
    edit(text, lambda told: told.update(dtype="float16", torch_dtype="float16", auto_map={"AutoModel": "other.Model"}))
    assert (OpenClip("remote").embed_texts(TEXTS) == before).all()


@pytest.mark.parametrize("nested", [False, True])
def test_a_checkpoint_of_pickled_tensors_is_the_same_model(changed, nested):
    import torch
    from safetensors.torch import load_file

    folder = changed("japanese")
    before = OpenClip("japanese").embed_texts(TEXTS)
    state = load_file(folder / CHECKPOINT)
    (folder / CHECKPOINT).unlink()
    kept = {"state_dict": {f"module.{name}": numbers for name, numbers in state.items()}} if nested else state
    torch.save(kept, folder / "open_clip_pytorch_model.bin")
    assert (OpenClip("japanese").embed_texts(TEXTS) == before).all()


def test_what_old_checkpoints_hold_beside_is_left_out(changed):
    import torch
    from safetensors.torch import load_file, save_file

    folder = changed("japanese")
    before = OpenClip("japanese").embed_texts(TEXTS)
    state = load_file(folder / CHECKPOINT)
    save_file(state | {"text.transformer.embeddings.position_ids": torch.arange(8)}, folder / CHECKPOINT)
    assert (OpenClip("japanese").embed_texts(TEXTS) == before).all()


class Trap:
    def __reduce__(self) -> tuple[object, ...]:
        return os.mkdir, ("sprung",)


def test_code_in_a_checkpoint_is_not_run(changed, tmp_path, monkeypatch):
    import torch

    folder = changed("plain")
    (folder / CHECKPOINT).unlink()
    torch.save({"trap": Trap()}, folder / "open_clip_pytorch_model.bin")
    monkeypatch.chdir(tmp_path)
    assert "holds more than tensors" in refusal("plain")
    assert not (tmp_path / "sprung").exists()


def _without(name: str) -> Callable[[dict[str, Any]], None]:
    return lambda state: state.pop(name)


def _no_numbers(state: dict[str, Any]) -> None:
    state["visual.proj"] *= float("nan")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (_without("visual.proj"), "visual.proj"),
        (_without("text.proj.0.weight"), "text.proj.0.weight"),
        (lambda state: state.update(more=state["logit_scale"].clone()), "more"),
        (_no_numbers, "no number"),
    ],
    ids=["picture's", "text's", "one too many", "no numbers"],
)
def test_a_checkpoint_with_a_tensor_amiss_is_refused(changed, change, said):
    from safetensors.torch import load_file, save_file

    folder = changed("japanese")
    state = load_file(folder / CHECKPOINT)
    change(state)
    save_file(state, folder / CHECKPOINT)
    line = refusal("japanese")
    assert line.startswith(f"{folder / CHECKPOINT} does not fit {folder / CONFIG}: ")
    assert said in line


@pytest.mark.parametrize(
    ("part", "key", "value"),
    [("vision_cfg", "width", 96), ("vision_cfg", "image_size", 40), ("text_cfg", "context_length", 30)],
)
def test_a_checkpoint_of_another_size_is_refused(changed, part, key, value):
    folder = changed("plain")
    edit(folder / CONFIG, lambda told: told["model_cfg"][part].update({key: value}))
    assert refusal("plain").startswith(f"{folder / CHECKPOINT} does not fit ")


@pytest.mark.parametrize("content", [b"", b"version https://git-lfs.github.com/spec/v1\nsize 12\n", None])
def test_a_checkpoint_that_is_torn_is_refused(changed, content):
    folder = changed("plain")
    file = folder / CHECKPOINT
    file.write_bytes(file.read_bytes()[:-5000] if content is None else content)
    assert str(file) in refusal("plain")


def test_a_tokenizer_that_cannot_be_read_is_refused(changed):
    (changed("japanese") / "tokenizer.json").write_text("{}")
    assert "the tokenizer in" in refusal("japanese")


def test_a_tokenizer_of_another_model_is_refused(changed):
    folder = changed("japanese")
    edit(folder / "tokenizer.json", lambda told: told["model"]["vocab"].update({"図": 9999}))
    assert "they do not belong together" in refusal("japanese")


def test_a_picture_model_that_would_be_asked_of_the_hub_is_refused(changed, monkeypatch):
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
    folder = changed("plain")
    remote = {"timm_model_name": "hf-hub:organisation/nonsuch", "image_size": 32}
    edit(folder / CONFIG, lambda told: told["model_cfg"].update(vision_cfg=remote))
    line = refusal("plain")
    assert "does not fit" in line
    assert "the network was asked" not in line
    assert constants.HF_HUB_OFFLINE is False


@pytest.mark.parametrize("name", MODELS)
def test_a_process_that_logs_hears_nothing_of_how_a_model_is_built(caplog, name):
    with caplog.at_level(logging.INFO):
        OpenClip(name).embed_texts(TEXTS[:1])
    assert not caplog.records


def test_says_nothing_and_leaves_the_logging_of_the_process_alone(root):
    program = """if True:
        import logging, pathlib, sys
        from tasks.engines.allowance import Allowance, grant
        from tasks.engines.clip.open_clip import OpenClip
        grant(Allowance(device="cpu", weights=(pathlib.Path(sys.argv[1]),)))
        for name in ("plain", "japanese", "remote"):
            OpenClip(name).embed_texts(["図"])
        assert not logging.getLogger().handlers
    """
    environment = {**os.environ, "HF_HUB_OFFLINE": "0", "HTTPS_PROXY": "http://127.0.0.1:9"}
    ran = subprocess.run(
        [sys.executable, "-c", program, str(root)], capture_output=True, text=True, env=environment, check=False
    )
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")
