"""Turns and the places of images in them."""

import pytest

from tasks.formats.conversation import marks_in, pieces, turns
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


@pytest.mark.parametrize(
    ("content", "parts"),
    [
        ("<image>\n何の図か。", [None, "何の図か。"]),
        ("何の図か。\n<image>", ["何の図か。", None]),
        ("一。\n<image>\n二。\n\n三。", ["一。", None, "二。\n\n三。"]),
        ("<image>\n<image>\n違いは。", [None, None, "違いは。"]),
        ("「<image>」とは何か。", ["「<image>」とは何か。"]),
        ("<image>", [None]),
        ("<image>\n\n\n空行の後。", [None, "空行の後。"]),
        ("\n\n", []),
        ("", []),
    ],
)
def test_a_message_is_parted_into_texts_and_images(content, parts):
    assert list(pieces(content)) == parts
    assert parts.count(None) == marks_in(content)
