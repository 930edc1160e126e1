import pytest

from tasks.records import identity
from tasks.store.hashes import Hashes

ONE, OTHER = identity.sha256(b"1"), identity.sha256(b"2")


def never():
    raise AssertionError


@pytest.fixture
def root(tmp_path):
    return tmp_path / "pixels"


def test_finds_a_hash_once(root):
    known = Hashes(root)
    assert known.of(ONE, lambda: OTHER) == OTHER
    assert known.of(ONE, never) == OTHER


def test_remembers_across_processes(root):
    Hashes(root).of(ONE, lambda: OTHER)
    assert Hashes(root).of(ONE, never) == OTHER


def test_a_torn_line_is_found_again(root):
    Hashes(root).of(ONE, lambda: OTHER)
    file = root / ONE[:2]
    file.write_bytes(file.read_bytes()[:-10])
    assert Hashes(root).of(ONE, lambda: ONE) == ONE
    assert Hashes(root).of(ONE, never) == ONE


def test_two_writers_do_not_spoil_each_other(root):
    first, second = Hashes(root), Hashes(root)
    first.of(ONE, lambda: OTHER)
    second.of(ONE, lambda: OTHER)
    assert Hashes(root).of(ONE, never) == OTHER
