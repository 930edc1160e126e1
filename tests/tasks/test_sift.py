"""Which samples say nearly the same as another one."""

import json
import random

import pytest

from tasks.records.enums import Outcome, Reason
from tasks.records.sample import Sample
from tasks.sift import MOST_ALIKE, said, sift

LONG = "浅井地区の水門では梅雨の長雨により水位が上がり、上流側の測定器の値が夏のあいだ高いままになりました。"
OTHER = "養殖池の生存率は餌のやり方を改めてから持ち直し、冬を越しても大きく下がることはありませんでした。"


def sample(
    name, answer, *, kind="description", mode="image_only", flow="run", question="図を説明してください。", **more
):
    turns = [{"role": "user", "content": f"<image>\n{question}"}, {"role": "assistant", "content": answer}]
    facts = {"generator": "openai:m", "model": "m", "prompt_hash": "p", "call_key": "c"} | more
    return Sample(sample_id=name, flow_run_id=flow, kind=kind, mode=mode, messages=json.dumps(turns), **facts)


def away(live, flow="run"):
    return {one.sample_id: one.outcome for one in sift(live, flow).changed}


def after(live, flow="run"):
    changed = {one.sample_id: one for one in sift(live, flow).changed}
    return [changed.get(one.sample_id, one) for one in live]


def test_the_first_of_two_stays():
    assert away([sample("b", LONG), sample("a", LONG + "以上。")]) == {"b": Outcome.REJECTED}


def test_a_rejected_sample_says_which_it_is_like_and_how_like():
    [changed], checks = sift([sample("a", LONG), sample("b", LONG)], "run")
    assert (changed.rule, changed.reason) == ("near-duplicate", Reason.NEAR_DUPLICATE)
    assert (changed.score, changed.threshold) == (1.0, MOST_ALIKE)
    assert [(check.sample_id, check.passed, check.detail) for check in checks] == [("a", True, None), ("b", False, "a")]


def test_samples_of_other_modes_are_not_compared():
    assert away([sample("a", LONG), sample("b", LONG, mode="image_and_evidence")]) == {}


def test_a_question_of_ours_makes_short_answers_no_more_alike():
    """Two captions of some characters are not alike for the twenty of the question before them."""
    question = "この図に添える短いキャプションを書いてください。"
    captions = [sample("a", "水門の外観", kind="caption", question=question)]
    captions += [sample("b", "風車の内部", kind="caption", question=question)]
    assert away(captions) == {}


def test_questions_of_the_model_are_part_of_what_it_says():
    no = "図からはわかりません。費用も日付も示されていないためです。"
    refusals = [sample("a", no, kind="unanswerable", question="この設備を作るのにかかった費用はいくらでしたか。")]
    refusals += [sample("b", no, kind="unanswerable", question="写真を撮った人の名前と、撮った日を教えてください。")]
    assert away(refusals) == {}
    assert said(refusals[0]).startswith("この設備")


def test_a_sample_comes_back_when_what_it_was_like_is_gone():
    _, rejected = after([sample("a", LONG), sample("b", LONG)])
    [back], [check] = sift([rejected], "later")
    assert (back.outcome, back.rule, back.reason, back.score, back.threshold) == (Outcome.KEPT, None, None, None, None)
    assert (back.sample_id, back.flow_run_id) == ("b", "run")
    assert check.passed


def test_nothing_changes_when_it_is_done_again():
    live = after([sample("a", LONG), sample("b", LONG), sample("c", OTHER)])
    assert sift(live, "later") == ([], [])


@pytest.mark.parametrize("seed", range(5))
def test_the_order_in_which_samples_were_written_makes_no_difference(seed):
    chain = [sample(name, LONG[start:] + OTHER[:start]) for name, start in zip("abcdef", range(0, 18, 3), strict=True)]
    at_once = {one.sample_id: one.outcome for one in after(chain)}
    assert set(at_once.values()) == {Outcome.KEPT, Outcome.REJECTED}
    chance, live = random.Random(seed), []
    for one in chance.sample(chain, len(chain)):
        live = after([*live, one])
    assert {one.sample_id: one.outcome for one in live} == at_once


def test_only_new_samples_and_changed_ones_get_a_verdict():
    known = [sample("a", LONG, flow="earlier"), sample("c", OTHER, flow="earlier")]
    checks = sift([*known, sample("b", LONG)], "run").checks
    assert [check.sample_id for check in checks] == ["b"]
