"""The hash of a file."""

import hashlib

import pytest

from tasks.formats.checksum import file_sha256
from tasks.formats.protocols import DamagedError


def test_hashes_the_bytes_of_a_file(tmp_path):
    (tmp_path / "a").write_bytes(b"etoki" * 100_000)
    assert file_sha256(tmp_path / "a") == hashlib.sha256(b"etoki" * 100_000).hexdigest()


def test_a_file_that_is_not_there_is_damaged(tmp_path):
    with pytest.raises(DamagedError, match="missing"):
        file_sha256(tmp_path / "missing")


def test_a_directory_is_a_damaged_file(tmp_path):
    with pytest.raises(DamagedError):
        file_sha256(tmp_path)
