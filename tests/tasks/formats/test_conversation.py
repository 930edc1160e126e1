"""Turns and the places of images in them."""

import pytest

from tasks.formats.conversation import turns
from tasks.formats.protocols import ExportError
from tasks.records import identity
from tasks.records.sample import DatasetSample


def given(content: str, images: int) -> DatasetSample:
    messages = identity.canonical([{"role": "user", "content": content}]).decode()
    return DatasetSample(sample_id="s", messages=messages, images=["i"] * images)


def test_returns_the_turns_in_order(sample):
    assert [(turn.role, turn.content) for turn in turns(sample("a", "i"))] == [
        ("user", "<image>\n何の図ですか。"),
        ("assistant", "紙をすく手順"),
    ]


def test_a_mark_within_a_line_is_text():
    assert turns(given("<image>\n「<image>」とは何か。", 1))[0].content == "<image>\n「<image>」とは何か。"


@pytest.mark.parametrize(("content", "images"), [("何か。", 1), ("<image>\n何か。", 0), ("<image>\n<image>", 1)])
def test_refuses_marks_that_do_not_match_the_images(content, images):
    with pytest.raises(ExportError, match=f"sample s has {content.count('<image>')} <image> marks and {images} images"):
        turns(given(content, images))
