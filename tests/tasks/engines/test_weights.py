import shutil

import pytest

from tasks.engines import allowance, weights
from tasks.engines.allowance import Allowance, grant

NEEDED = ("config.json", "model.safetensors")


@pytest.fixture(autouse=True)
def _ungranted(monkeypatch):
    monkeypatch.setattr(allowance, "_granted", Allowance())


def repository(folder, content=b"weights"):
    folder.mkdir(parents=True)
    for name in NEEDED:
        (folder / name).write_bytes(content)
    return folder


@pytest.mark.parametrize("place", ["reader", "someone/reader"])
def test_finds_a_repository_in_a_folder_of_the_users(tmp_path, place):
    expected = repository(tmp_path / "models" / place)
    grant(Allowance(weights=(tmp_path / "empty", tmp_path / "models")))
    assert weights.folder_of("someone/reader", NEEDED) == expected


def test_the_first_folder_that_has_all_of_it_counts(tmp_path):
    torn = repository(tmp_path / "torn" / "reader")
    (torn / NEEDED[1]).unlink()
    whole = repository(tmp_path / "whole" / "reader")
    grant(Allowance(weights=(tmp_path / "torn", tmp_path / "whole")))
    assert weights.folder_of("someone/reader", NEEDED) == whole


def test_a_name_without_organisation_is_not_looked_for_on_a_hub(tmp_path):
    grant(Allowance(weights=(tmp_path,)))
    assert weights.folder_of("mine", NEEDED) is None
    assert "hub" not in weights.looked_in("mine")
    assert str(tmp_path / "mine") in weights.looked_in("mine")


@pytest.mark.models
@pytest.mark.parametrize("name", ["/nowhere/reader", "a/b/c", "a/b--c", "a/b-", "誰か/読取"])
def test_what_no_hub_takes_for_a_name_is_not_in_its_cache(name):
    assert weights.folder_of(name, NEEDED) is None


@pytest.mark.models
def test_a_cache_named_by_its_way_from_here_is_told_in_full(tmp_path, monkeypatch):
    model, revision = tmp_path / "hub" / "models--someone--reader", "a" * 40
    repository(model / "blobs")
    (model / "snapshots" / revision).mkdir(parents=True)
    for name in NEEDED:
        (model / "snapshots" / revision / name).symlink_to(f"../../blobs/{name}")
    (model / "refs").mkdir()
    (model / "refs" / "main").write_text(revision)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", "hub")
    assert weights.folder_of("someone/reader", NEEDED) == model / "snapshots" / revision
    (model / "blobs" / NEEDED[1]).unlink()
    assert weights.folder_of("someone/reader", NEEDED) is None


def test_says_where_it_looked():
    assert weights.looked_in("someone/reader").startswith("the hub's cache")
    assert "no folder" in weights.looked_in("mine")


@pytest.mark.models
def test_says_whose_cache_it_looked_in(tmp_path, monkeypatch):
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path))
    assert weights.looked_in("someone/reader") == f"the hub's cache {tmp_path}"


def test_one_hash_for_the_same_files_wherever_they_lie(tmp_path):
    one = repository(tmp_path / "a" / "reader")
    other = tmp_path / "elsewhere" / "reader"
    shutil.copytree(one, other)
    files = [[folder / name for name in order] for folder, order in ((one, NEEDED), (other, NEEDED[::-1]))]
    assert weights.sha256_of(files[0]) == weights.sha256_of(files[1])


@pytest.mark.parametrize("change", [b"weighty", b""])
def test_another_hash_for_other_bytes_also_in_the_same_process(tmp_path, change):
    folder = repository(tmp_path / "reader")
    before = weights.sha256_of([folder / name for name in NEEDED])
    (folder / NEEDED[1]).write_bytes(change)
    assert weights.sha256_of([folder / name for name in NEEDED]) != before
