from multiprocessing import get_context
from pathlib import Path

import pytest

from tasks.store.blobs import Blobs
from tasks.store.outputs import Outputs, question_of

DOC = "d" * 64
QUESTION = question_of("read", "engine", 150)


@pytest.fixture
def outputs(tmp_path):
    return Outputs(tmp_path / "engines", Blobs(tmp_path / "blobs"))


class Engine:
    """Counts how often it is asked."""

    def __init__(self, answer=b"lines"):
        self.asked = 0
        self._answer = answer

    def __call__(self):
        self.asked += 1
        return self._answer


def answers_file(outputs):
    (path,) = (path for path in outputs.root.rglob("*") if path.is_file())
    return path


def test_asks_once(outputs):
    engine = Engine()
    assert [outputs.answer(DOC, QUESTION, "1", engine) for _ in range(3)] == [b"lines"] * 3
    assert engine.asked == 1


def test_what_was_said_is_known_to_the_next_process(outputs):
    outputs.answer(DOC, QUESTION, "1", Engine())
    engine = Engine(b"other")
    assert Outputs(outputs.root, outputs.blobs).answer(DOC, QUESTION, "1", engine) == b"lines"
    assert engine.asked == 0


def test_recalls_what_was_said_and_asks_nobody(outputs):
    assert outputs.recall(DOC, QUESTION, "1") is None
    outputs.answer(DOC, QUESTION, "1", Engine())
    assert outputs.recall(DOC, QUESTION, "1") == b"lines"
    assert outputs.recall(DOC, QUESTION, "2") is None


@pytest.mark.parametrize(
    "other",
    [("e" * 64, QUESTION, "1"), (DOC, question_of("read", "engine", 300), "1"), (DOC, QUESTION, "2")],
)
def test_another_document_question_or_page_is_asked_by_itself(outputs, other):
    outputs.answer(DOC, QUESTION, "1", Engine())
    assert outputs.answer(*other, Engine(b"other")) == b"other"
    assert outputs.answer(DOC, QUESTION, "1", Engine(b"never")) == b"lines"


def test_an_answer_whose_blob_is_gone_is_asked_again(outputs):
    outputs.answer(DOC, QUESTION, "1", Engine())
    for path in outputs.blobs.root.rglob("*"):
        if path.is_file():
            path.unlink()
    engine = Engine()
    assert outputs.answer(DOC, QUESTION, "1", engine) == b"lines"
    assert engine.asked == 1


@pytest.mark.parametrize("torn", [b"\n2 abc", b"\n2", b"\n2 " + b"a" * 63])
def test_a_torn_line_costs_its_own_item_alone(outputs, torn):
    outputs.answer(DOC, QUESTION, "1", Engine())
    with answers_file(outputs).open("ab") as file:
        file.write(torn)
    assert outputs.answer(DOC, QUESTION, "2", Engine(b"second")) == b"second"
    assert outputs.answer(DOC, QUESTION, "1", Engine(b"never")) == b"lines"
    assert outputs.answer(DOC, QUESTION, "2", Engine(b"never")) == b"second"


def remember(root: Path, first: int) -> None:
    outputs = Outputs(root / "engines", Blobs(root / "blobs"))
    for at in range(first, first + 50):
        outputs.answer(DOC, QUESTION, str(at), lambda at=at: str(at).encode())


def test_processes_share_a_file(tmp_path, outputs):
    context = get_context("fork")
    both = [context.Process(target=remember, args=(tmp_path, first)) for first in (0, 50)]
    for process in both:
        process.start()
    for process in both:
        process.join()
    assert [outputs.answer(DOC, QUESTION, str(at), Engine(b"never")) for at in range(100)] == [
        str(at).encode() for at in range(100)
    ]


def test_a_question_is_a_hash_of_all_its_parts():
    assert question_of("read", {"name": "a"}, 150) != question_of("read", {"name": "a"}, 151)
    assert len(question_of("read")) == 64
