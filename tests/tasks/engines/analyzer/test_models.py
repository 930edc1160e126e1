import re
import shutil

import pytest

from random_yomitoku import built, place, save
from tasks.engines.analyzer import models
from tasks.engines.analyzer.models import GET, MODELS, SETTINGS, WEIGHTS, fill, folders, module_of
from tasks.engines.analyzer.yomitoku import Yomitoku, loaded, quiet
from tasks.engines.readiness import NotReadyError
from tasks.engines.tensors import prepared

RECOGNISER = MODELS[1]


def test_weights_are_found_in_a_folder_by_the_names_of_their_repositories(granting, files):
    granting(files)
    assert folders() == [place(files, model.repository) for model in MODELS]
    assert Yomitoku().weights == files


def test_one_line_says_which_weights_are_missing_where_they_were_looked_for_and_what_gets_them(granting, tmp_path):
    granting(tmp_path / "own")
    with pytest.raises(NotReadyError) as raised:
        _ = Yomitoku().weights_sha256
    said = str(raised.value)
    assert MODELS[0].repository in said
    assert str(tmp_path / "own") in said
    assert "3 more" in said
    assert said.endswith(GET)
    assert "\n" not in said


def test_weights_of_one_model_alone_are_missed_too(granting, files):
    (place(files, RECOGNISER.repository) / WEIGHTS).unlink()
    granting(files)
    with pytest.raises(NotReadyError, match=RECOGNISER.repository) as raised:
        folders()
    assert "more of its models" not in str(raised.value)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:ab\nsize 12\n", "`git lfs pull`"),
        (b"<html>not found</html>", "delete it, then get it again by: "),
    ],
)
def test_weights_that_only_seem_to_be_there_are_refused_before_any_model_is_loaded(granting, files, content, said):
    file = place(files, RECOGNISER.repository) / WEIGHTS
    file.write_bytes(content)
    granting(files)
    with pytest.raises(NotReadyError, match=re.escape(str(file))) as raised:
        _ = Yomitoku().weights_sha256
    assert said in str(raised.value)
    assert str(raised.value).endswith(GET)


def test_the_command_gets_the_repositories_of_all_models():
    organisations = {model.repository.partition("/")[0] for model in MODELS}
    listed = re.fullmatch(r"for model in (.+); do hf download (\S+)/\$model; done", GET)
    assert {f"{listed[2]}/{name}" for name in listed[1].split()} == {model.repository for model in MODELS}
    assert organisations == {listed[2]}


def test_the_hash_tells_weights_apart_and_not_the_folders_they_lie_in(granting, files, tensors, tmp_path):
    granting(files)
    first = Yomitoku().weights_sha256
    shutil.copytree(files, tmp_path / "elsewhere")
    granting(tmp_path / "elsewhere")
    assert Yomitoku().weights_sha256 == first
    shutil.copytree(files, tmp_path / "changed")
    (place(tmp_path / "changed", RECOGNISER.repository) / WEIGHTS).write_bytes(tensors(b"other"))
    granting(tmp_path / "changed")
    assert Yomitoku().weights_sha256 != first


def test_the_hash_tells_which_model_has_which_weights(granting, files, tensors, tmp_path):
    granting(files)
    first = Yomitoku().weights_sha256
    shutil.copytree(files, tmp_path / "swapped")
    one, other = (place(tmp_path / "swapped", model.repository) / WEIGHTS for model in MODELS[:2])
    one.write_bytes(tensors(b"\1")), other.write_bytes(tensors(b"\0"))
    granting(tmp_path / "swapped")
    assert Yomitoku().weights_sha256 != first


def test_the_hash_does_not_depend_on_the_names_of_a_hubs_snapshots(monkeypatch, granting, files, tmp_path):
    granting(files)
    first = Yomitoku().weights_sha256
    for name, model in zip("cabd", MODELS, strict=True):
        shutil.copytree(place(files, model.repository), tmp_path / "cache" / name)
    found = {model.repository: tmp_path / "cache" / name for name, model in zip("cabd", MODELS, strict=True)}
    granting()
    monkeypatch.setattr("tasks.engines.weights._in_hub_cache", lambda repository, _: found[repository])
    assert Yomitoku().weights_sha256 == first


def test_what_is_loaded_is_what_was_hashed_though_a_download_brings_something_new(
    monkeypatch, granting, files, tmp_path
):
    granting()
    shutil.copytree(files, tmp_path / "new")
    now = files
    monkeypatch.setattr("tasks.engines.weights._in_hub_cache", lambda repository, _: place(now, repository))
    monkeypatch.setattr("tasks.engines.tensors.device", lambda: "cpu")
    monkeypatch.setattr("tasks.engines.analyzer.yomitoku.loaded", lambda places, _: places)
    engine = Yomitoku()
    assert len(engine.weights_sha256) == 64
    now = tmp_path / "new"
    assert set(engine._models) == {place(files, model.repository) for model in MODELS}
    assert engine.weights == files


def test_settings_beside_weights_are_part_of_their_hash(granting, files, tmp_path):
    granting(files)
    first = Yomitoku().weights_sha256
    shutil.copytree(files, tmp_path / "set")
    (place(tmp_path / "set", RECOGNISER.repository) / SETTINGS).write_text("max_label_length: 50\n")
    granting(tmp_path / "set")
    assert Yomitoku().weights_sha256 != first


@pytest.mark.models
def test_the_models_are_those_that_the_package_takes_by_default():
    prepared()
    with quiet():
        from yomitoku.configs import DEFAULT_CONFIGS
    theirs = {config().hf_hub_repo for config in DEFAULT_CONFIGS}
    assert {model.repository for model in MODELS} < theirs
    # The package has one more, which its document analyzer does not use.
    assert len(theirs) == len(MODELS) + 1


@pytest.mark.models
def test_what_is_loaded_is_what_was_saved(granting, small):
    from safetensors.torch import load_file

    granting(small)
    analyzer = loaded(tuple(folders()), "cpu").analyzer
    for model in MODELS:
        saved = load_file(place(small, model.repository) / WEIGHTS)
        state = module_of(analyzer, model).state_dict()
        assert saved.keys() == state.keys()
        assert all(saved[name].equal(state[name]) for name in saved), model


@pytest.mark.models
def test_the_same_seed_gives_the_same_weights(granting, small, tmp_path):
    granting(small)
    first = Yomitoku().weights_sha256
    granting(save(tmp_path / "again"))
    assert Yomitoku().weights_sha256 == first


class Spoilt:
    """A fresh recogniser, and a file of its weights to be changed."""

    def __init__(self, folder):
        self.module = module_of(built(folder, small=True), RECOGNISER)
        self.file = folder / WEIGHTS

    def refused(self, change):
        from safetensors.torch import save_file

        tensors_of = {name: tensor.clone() for name, tensor in self.module.state_dict().items()}
        change(tensors_of)
        save_file(tensors_of, self.file)
        with pytest.raises(NotReadyError) as raised:
            fill(self.module, self.file)
        said = str(raised.value)
        assert str(self.file) in said
        assert "\n" not in said
        return said


@pytest.fixture(scope="module")
def spoilt(tmp_path_factory):
    return Spoilt(tmp_path_factory.mktemp("spoilt"))


@pytest.mark.models
def test_a_file_that_lacks_a_layer_is_refused(spoilt):
    assert "it lacks head.weight" in spoilt.refused(lambda said: said.pop("head.weight"))


@pytest.mark.models
def test_a_file_of_a_deeper_model_is_refused(spoilt):
    def deepen(said):
        layers = [name for name in said if name.startswith("encoder.blocks.0.")]
        said |= {name.replace(".0.", ".1."): said[name].clone() for name in layers}

    assert "more layers, as encoder.blocks.1." in spoilt.refused(deepen)


@pytest.mark.models
def test_a_file_of_another_charset_is_refused(spoilt):
    def narrow(said):
        said["head.weight"] = said["head.weight"][:100].clone()

    assert "head.weight" in spoilt.refused(narrow)


@pytest.mark.models
def test_a_file_that_is_no_weights_is_refused(spoilt, tmp_path):
    (tmp_path / WEIGHTS).write_bytes(b"<html>not found</html>")
    with pytest.raises(NotReadyError, match="do not fit"):
        fill(spoilt.module, tmp_path / WEIGHTS)


@pytest.mark.models
def test_what_is_left_from_training_does_not_matter(spoilt, tmp_path):
    from safetensors.torch import load_file, save_file

    state = {name: tensor.clone() for name, tensor in spoilt.module.state_dict().items()}
    save_file(state | {"auxiliary.loss": state["head.bias"].clone()}, tmp_path / WEIGHTS)
    fill(spoilt.module, tmp_path / WEIGHTS)
    assert "auxiliary.loss" in load_file(tmp_path / WEIGHTS)


@pytest.mark.models
def test_settings_of_ones_own_make_the_model(granting, small):
    granting(small)
    analyzer = loaded(tuple(folders()), "cpu").analyzer
    assert analyzer.text_recognizer.model.max_label_length == 12
    assert len(analyzer.text_recognizer.model.encoder.blocks) == 1
    assert models.SETTINGS in {path.name for path in models.files(folders()[1])}
