import hashlib
import pickle
import shutil
import zipfile

import pytest

from tasks.engines import allowance, weights
from tasks.engines.allowance import Allowance, grant
from tasks.engines.readiness import NotReadyError

POINTER = b"version https://git-lfs.github.com/spec/v1\noid sha256:ab\nsize 12\n"
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


def test_the_hash_of_one_file_is_that_of_its_bytes(tmp_path):
    (tmp_path / "a").write_bytes(b"weights")
    assert weights.sha256_of_one(tmp_path / "a") == hashlib.sha256(b"weights").hexdigest()


def test_the_hash_in_turn_is_that_of_names_and_bytes_as_they_follow(tmp_path):
    (tmp_path / "a").write_bytes(b"weights")
    (tmp_path / "b").write_bytes(b"more")
    files = [tmp_path / "a", tmp_path / "b"]
    assert weights.sha256_in_turn(files) == hashlib.sha256(b"aweightsbmore").hexdigest()
    assert weights.sha256_in_turn(files[::-1]) != weights.sha256_in_turn(files)


def refusal(file):
    with pytest.raises(NotReadyError) as refused:
        weights.check_whole(file, "hf download someone/reader")
    (line,) = str(refused.value).splitlines()
    assert line.startswith(f"{file} is ")
    assert line.endswith("by: hf download someone/reader")
    return line


def test_whole_tensors_are_taken(tmp_path, tensors):
    (tmp_path / "a.safetensors").write_bytes(tensors())
    weights.check_whole(tmp_path / "a.safetensors", "")
    (tmp_path / "none.safetensors").write_bytes((2).to_bytes(8, "little") + b"{}")
    weights.check_whole(tmp_path / "none.safetensors", "")


@pytest.mark.parametrize("name", ["a.safetensors", "a.bin"])
def test_a_pointer_of_git_lfs_is_no_weights(tmp_path, name):
    (tmp_path / name).write_bytes(POINTER)
    assert "is a pointer of git-lfs, not the weights: `git lfs pull` there, or get them" in refusal(tmp_path / name)


@pytest.mark.parametrize("kept", [0, 5, 8, 20, -1])
def test_torn_tensors_are_refused(tmp_path, tensors, kept):
    (tmp_path / "a.safetensors").write_bytes(tensors()[:kept])
    assert "is torn, or holds no weights: delete it, " in refusal(tmp_path / "a.safetensors")


@pytest.mark.parametrize(
    "listed", [b"[]", b"{", b"\xff\xff", b'{"a": 3}', b'{"a": {}}', b'{"a": {"data_offsets": ["0", "x"]}}', b"3", b""]
)
def test_what_lists_no_tensors_is_refused(tmp_path, listed):
    (tmp_path / "a.safetensors").write_bytes(len(listed).to_bytes(8, "little") + listed)
    assert "is torn, or holds no weights" in refusal(tmp_path / "a.safetensors")


def test_more_than_is_listed_is_refused(tmp_path, tensors):
    (tmp_path / "a.safetensors").write_bytes(tensors() + b"more")
    assert "is torn, or holds no weights" in refusal(tmp_path / "a.safetensors")


def test_of_a_link_what_it_leads_to_is_to_be_deleted(tmp_path, tensors):
    (tmp_path / "blob").write_bytes(tensors()[:-1])
    (tmp_path / "a.safetensors").symlink_to("blob")
    assert f"delete {(tmp_path / 'blob').resolve()}, then get it again" in refusal(tmp_path / "a.safetensors")


def test_pickled_tensors_are_a_whole_archive_or_begin_as_a_pickle(tmp_path):
    new, old = tmp_path / "new.bin", tmp_path / "old.bin"
    with zipfile.ZipFile(new, "w") as archive:
        archive.writestr("archive/data.pkl", b"tensors")
    old.write_bytes(pickle.dumps({"tensors": 1}, protocol=2))
    for file in (new, old):
        weights.check_whole(file, "")
    new.write_bytes(new.read_bytes()[:-10])
    old.write_bytes(b"<html>not found</html>")
    for file in (new, old):
        assert "is torn, or holds no weights" in refusal(file)


@pytest.mark.models
def test_what_torch_saves_is_taken_and_none_of_it_once_it_is_torn(tmp_path):
    import torch
    from safetensors.torch import save_file

    state = {"a": torch.arange(1000.0), "b": torch.zeros(3, 4)}
    torch.save(state, tmp_path / "new.bin")
    torch.save(state, tmp_path / "old.pth", _use_new_zipfile_serialization=False)
    save_file(state, tmp_path / "a.safetensors")
    for name in ("new.bin", "old.pth", "a.safetensors"):
        weights.check_whole(tmp_path / name, "")
    for name in ("new.bin", "a.safetensors"):
        (tmp_path / name).write_bytes((tmp_path / name).read_bytes()[:-100])
        refusal(tmp_path / name)
