import os
from pathlib import Path

import pytest

from flows.choosing import PROFILES, chosen, located, parted, weights_in
from tasks import engines
from tasks.records.enums import EngineKind
from tasks.runtime.errors import UsageError


@pytest.fixture(autouse=True)
def _no_folders(monkeypatch):
    monkeypatch.delenv("ETOKI_WEIGHTS", raising=False)


def test_a_profile_names_an_engine_of_every_kind_that_reads_and_matches():
    for named in PROFILES.values():
        assert set(named) == {EngineKind.LAYOUT, EngineKind.OCR, EngineKind.CLIP}
        for kind, name in named.items():
            assert name in engines.names(kind)


def test_single_engines_win_over_the_profile():
    over = {EngineKind.OCR: "tesseract", EngineKind.CLIP: None}
    assert chosen("reference", over) == {**PROFILES["reference"], EngineKind.OCR: "tesseract"}


@pytest.mark.parametrize(
    ("said", "name", "folder"),
    [
        ("open_clip", "open_clip", None),
        ("open_clip:llm-jp-clip-vit-large-patch14", "open_clip:llm-jp-clip-vit-large-patch14", None),
        ("open_clip:someone/japanese-clip", "open_clip:someone/japanese-clip", None),
        ("open_clip:/models/mine/", "open_clip:mine", Path("/models")),
        ("open_clip:./mine", "open_clip:mine", Path.cwd()),
        ("open_clip:~/mine", "open_clip:mine", Path.home()),
    ],
)
def test_the_path_to_a_model_is_no_part_of_its_name(said, name, folder):
    assert parted(said) == (name, folder)


def test_folders_that_are_named_come_before_those_of_the_environment(monkeypatch):
    monkeypatch.setenv("ETOKI_WEIGHTS", "/shared/models")
    found, folders = located({EngineKind.CLIP: "open_clip:/mine/clip"}, [Path("/my/models")])
    assert found == {EngineKind.CLIP: "open_clip:clip"}
    assert folders.split(os.pathsep) == ["/my/models", "/mine", "/shared/models"]


def test_nothing_new_leaves_the_setting_as_it_is(monkeypatch):
    monkeypatch.setenv("ETOKI_WEIGHTS", "/shared/models")
    assert located({EngineKind.OCR: "rapidocr"}, None) == ({EngineKind.OCR: "rapidocr"}, None)


@pytest.mark.parametrize(
    ("name", "weights"), [("open_clip:~nobody-of-that-name/clip", []), ("open_clip", ["~nobody-of-that-name"])]
)
def test_a_home_that_is_not_there_is_refused(name, weights):
    with pytest.raises(UsageError, match="nobody-of-that-name"):
        located({EngineKind.CLIP: name}, [Path(folder) for folder in weights])


def test_folders_with_weights_alone_are_told_as_beside_a_model(monkeypatch):
    assert weights_in(None) is None
    monkeypatch.setenv("ETOKI_WEIGHTS", "/shared/models")
    assert weights_in([Path("mine")]).split(os.pathsep) == [str(Path.cwd() / "mine"), "/shared/models"]
