import hashlib
import os

import pytest

from tasks.store.blobs import Blobs


@pytest.fixture
def blobs(tmp_path):
    return Blobs(tmp_path / "blobs")


def files(blobs):
    return [path for path in blobs.root.rglob("*") if path.is_file()]


def test_a_blob_is_named_by_its_bytes(blobs):
    sha = blobs.put(b"lines")
    assert sha == hashlib.sha256(b"lines").hexdigest()
    assert blobs.path(sha) == blobs.root / sha[:2] / sha[2:]
    assert (blobs.has(sha), blobs.get(sha)) == (True, b"lines")


@pytest.mark.parametrize("content", [b"", b"lines", bytes(3 << 20)])
def test_a_file_and_its_bytes_have_one_name(blobs, tmp_path, content):
    source = tmp_path / "source"
    source.write_bytes(content)
    assert blobs.put_file(source) == blobs.put(content)
    assert [path.read_bytes() for path in files(blobs)] == [content]
    assert source.read_bytes() == content


def test_what_is_kept_already_is_not_written_again(blobs, tmp_path):
    sha = blobs.put(b"lines")
    before = blobs.path(sha).stat()
    (tmp_path / "source").write_bytes(b"lines")
    assert {blobs.put(b"lines"), blobs.put_file(tmp_path / "source")} == {sha}
    assert blobs.path(sha).stat().st_ino == before.st_ino
    assert len(files(blobs)) == 1


def test_nothing_is_made_before_something_is_kept(blobs):
    assert not blobs.has("a" * 64)
    assert not blobs.root.exists()


def test_a_blob_that_is_gone_is_said_to_be(blobs):
    sha = blobs.put(b"lines")
    blobs.path(sha).unlink()
    assert not blobs.has(sha)
    with pytest.raises(FileNotFoundError):
        blobs.get(sha)


def test_a_source_that_is_gone_leaves_nothing(blobs, tmp_path):
    with pytest.raises(FileNotFoundError) as error:
        blobs.put_file(tmp_path / "gone")
    assert error.value.filename == str(tmp_path / "gone")
    assert files(blobs) == []


def test_a_half_written_blob_is_none(blobs, monkeypatch):
    def full(*_):
        raise OSError(28, "no space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="no space"):
        blobs.put(b"lines")
    assert not blobs.has(hashlib.sha256(b"lines").hexdigest())


def test_a_file_that_grows_while_it_is_copied_is_kept_as_it_was_opened(blobs, tmp_path, monkeypatch):
    source = tmp_path / "grows.pdf"
    source.write_bytes(b"abcdef")
    sizes = os.fstat

    def grown(handle):
        found = sizes(handle)
        with source.open("ab") as more:
            more.write(b"ghi")
        return found

    monkeypatch.setattr(os, "fstat", grown)
    assert blobs.get(blobs.put_file(source)) == b"abcdef"
