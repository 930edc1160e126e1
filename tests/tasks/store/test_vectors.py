"""Vectors computed once: the same whether they were known, whoever else writes, whatever becomes of the file."""

import hashlib
import logging
import multiprocessing
import resource
import signal
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from tasks.store.vectors import AT_ONCE, Vectors
from tasks.store.workspace import Workspace

MODEL, OTHER = ("".join(["0123456789abcdef"[number]] * 64) for number in (1, 2))
FORK = multiprocessing.get_context("fork")


def sha(number: int) -> str:
    return hashlib.sha256(str(number).encode()).hexdigest()


def rows(numbers: Sequence[int]) -> np.ndarray:
    drawn = np.array([np.random.default_rng(number).standard_normal(16) for number in numbers])
    return (drawn / np.linalg.norm(drawn, axis=1, keepdims=True)).astype(np.float32)


def refuse(items: Sequence[int]) -> np.ndarray:
    raise AssertionError(f"computed again: {items}")


def items(count: int) -> dict[str, int]:
    return {sha(number): number for number in range(count)}


def same(some: dict[str, np.ndarray], others: dict[str, np.ndarray]) -> bool:
    return some.keys() == others.keys() and all(some[key].tobytes() == others[key].tobytes() for key in some)


@pytest.fixture
def store(tmp_path: Path) -> Vectors:
    return Vectors(tmp_path / "workspace" / "vectors.sqlite")


def test_gives_the_same_bits_the_first_time_and_later(store):
    first = store.of(MODEL, items(5), rows)
    assert same(first, Vectors(store.file).of(MODEL, items(5), refuse))
    assert {row.dtype for row in first.values()} == {np.dtype(np.float32)}
    assert np.linalg.norm(list(first.values()), axis=1) == pytest.approx(1, abs=1e-6)
    assert np.abs(np.stack(list(first.values())) - rows(range(5))).max() < 1e-3


def test_computes_what_is_missing_only_and_keeps_the_order_that_was_asked_for(store):
    store.of(MODEL, {sha(1): 1, sha(3): 3}, rows)
    asked = []
    found = store.of(MODEL, items(4), lambda some: asked.extend(some) or rows(some))
    assert asked == [0, 2]
    assert list(found) == list(items(4))


def test_another_model_has_other_vectors(store):
    ours = store.of(MODEL, items(1), rows)
    theirs = store.of(OTHER, items(1), lambda some: -rows(some))
    assert (ours[sha(0)] == -theirs[sha(0)]).all()
    assert same(ours, store.of(MODEL, items(1), refuse))


def test_nothing_asked_for_makes_no_file(store):
    assert store.of(MODEL, {}, refuse) == {}
    assert not store.file.exists()


def test_what_was_computed_before_a_kill_is_kept(store):
    def killed(some: Sequence[int]) -> np.ndarray:
        if AT_ONCE in some:
            raise KeyboardInterrupt
        return rows(some)

    with pytest.raises(KeyboardInterrupt):
        store.of(MODEL, items(AT_ONCE + 1), killed)
    store.of(MODEL, items(AT_ONCE), refuse)


def test_a_vector_of_nothing_stays_one(store):
    for _ in range(2):
        assert not store.of(MODEL, items(1), lambda some: np.zeros((len(some), 16), np.float32))[sha(0)].any()


def test_a_deleted_file_is_made_again(store):
    first = store.of(MODEL, items(3), rows)
    store.file.unlink()
    assert same(first, store.of(MODEL, items(3), rows))


@pytest.mark.parametrize(
    "damage",
    [
        lambda _: b"no database at all" * 1000,
        lambda content: content[: len(content) // 2],
        lambda content: content[:100] + b"\xff" * (len(content) - 100),
    ],
    ids=["another file", "half of it", "all but the header"],
)
def test_a_damaged_file_is_set_aside_and_said(store, caplog, damage):
    first = store.of(MODEL, items(200), rows)
    store.file.write_bytes(damage(store.file.read_bytes()))
    with caplog.at_level(logging.WARNING):
        assert same(first, store.of(MODEL, items(200), rows))
    assert "vectors are computed again" in caplog.text
    assert len(list(store.file.parent.glob("vectors.sqlite.damaged-*[0-9]"))) == 1
    assert same(first, store.of(MODEL, items(200), refuse))


def test_an_empty_file_is_filled(store):
    store.file.parent.mkdir()
    store.file.touch()
    assert same(store.of(MODEL, items(2), rows), store.of(MODEL, items(2), refuse))


def test_a_vector_whose_bytes_have_changed_is_computed_again(store):
    first = store.of(MODEL, items(3), rows)
    stored = rows([1]).astype("<f2").tobytes()
    content = store.file.read_bytes()
    assert content.count(stored) == 1
    store.file.write_bytes(content.replace(stored, bytes([stored[0] ^ 1]) + stored[1:]))
    asked = []
    assert same(first, store.of(MODEL, items(3), lambda some: asked.extend(some) or rows(some)))
    assert asked == [1]
    assert same(first, store.of(MODEL, items(3), refuse))


def _ask(store: Vectors, seed: int, ready: object, answers: object) -> None:
    noise = np.random.default_rng(seed)
    ready.wait()
    answers.put(store.of(MODEL, items(300), lambda some: rows(some) + noise.normal(0, 0.01, (len(some), 16))))


def test_two_processes_at_once_get_the_same(store):
    ready, answers = FORK.Barrier(2), FORK.Queue()
    both = [FORK.Process(target=_ask, args=(store, seed, ready, answers)) for seed in (1, 2)]
    for process in both:
        process.start()
    one, other = answers.get(timeout=60), answers.get(timeout=60)
    for process in both:
        process.join()
    assert same(one, other)
    assert same(one, store.of(MODEL, items(300), refuse))


def _fill(store: Vectors, answers: object) -> None:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 16, 1 << 16))
    try:
        store.of(MODEL, items(3000), rows)
    except OSError as error:
        answers.put(error)


def test_no_room_is_an_error_of_the_file_system_and_loses_nothing(store):
    first = store.of(MODEL, items(AT_ONCE), rows)
    answers = FORK.Queue()
    process = FORK.Process(target=_fill, args=(store, answers))
    process.start()
    error = answers.get(timeout=60)
    process.join()
    assert str(store.file) in str(error)
    assert same(first, store.of(MODEL, items(AT_ONCE), refuse))


def test_a_file_that_is_not_ours_is_left_as_it_is(store):
    store.file.parent.mkdir()
    with closing(sqlite3.connect(store.file)) as connection:
        connection.execute("create table vectors (something text)")
    with pytest.raises(sqlite3.OperationalError, match="column"):
        store.of(MODEL, items(1), rows)


def test_lies_in_the_workspace(tmp_path):
    assert Workspace(tmp_path).vectors.file == tmp_path / "vectors.sqlite"
