"""Which better and worse answers are to one question."""

import pytest

from tasks.formats.preferences import choices, choices_sha256

Q1, Q2 = "<image>\n何ですか。", "それはなぜ。"


def test_answers_that_differ_are_a_choice_after_the_same_question(preference):
    (found,) = choices([preference([Q1, "紙です。"], [Q1, "布です。"], "i")])
    assert [(turn.role, turn.content) for turn in found.prompt] == [("user", Q1)]
    assert (found.chosen, found.rejected, found.images) == ("紙です。", "布です。", ["i"])


def test_each_answer_that_differs_is_one_after_what_the_better_conversation_said(preference):
    found = choices([preference([Q1, "紙です。", Q2, "軽い。"], [Q1, "布です。", Q2, "重い。"], "i")])
    assert [(len(one.prompt), one.chosen, one.rejected) for one in found] == [
        (1, "紙です。", "布です。"),
        (3, "軽い。", "重い。"),
    ]
    assert found[1].prompt[1].content == "紙です。"


def test_an_answer_that_stayed_is_no_choice(preference):
    (found,) = choices([preference([Q1, "紙です。", Q2, "軽い。"], [Q1, "紙です。", Q2, "重い。"], "i")])
    assert found.chosen == "軽い。"


@pytest.mark.parametrize("rejected", [["<image>\n別の問い。", "布です。"], [Q1], []])
def test_another_question_is_none(preference, rejected):
    assert choices([preference([Q1, "紙です。"], rejected, "i")]) == []


def test_nothing_after_a_question_that_changed_is_one(preference):
    found = choices([preference([Q1, "紙です。", Q2, "軽い。"], [Q1, "布です。", "別の問い。", "重い。"], "i")])
    assert [one.chosen for one in found] == ["紙です。"]


def test_images_are_those_that_were_shown_so_far(preference):
    late = "次は。\n<image>"
    found = choices([preference([Q1, "一。", late, "二。"], [Q1, "壱。", late, "弐。"], "i", "j")])
    assert [one.images for one in found] == [["i"], ["i", "j"]]


def test_order_and_hash_do_not_depend_on_the_order_given(preference):
    one, two = (preference([Q1, "紙。"], [Q1, "布。"], name, name=name) for name in "ab")
    assert choices([one, two]) == choices([two, one])
    assert choices_sha256(choices([one])) != choices_sha256(choices([two]))
