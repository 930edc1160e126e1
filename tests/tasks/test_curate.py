"""Which pairs enter a dataset."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from tasks.curate import CurateSpec, judge_pairs, neighbours, undecided
from tasks.records.enums import Reason, Role
from tasks.records.figure import PairRow
from tasks.records.sample import Verdict

PHASH = "c3a55a3c96e1781e"
FAR = "3c5aa5c3691e87e1"


def flipped(phash: str, *bits: int) -> str:
    value = int(phash, 16)
    for bit in bits:
        value ^= 1 << bit
    return f"{value:016x}"


def pair(name: str, figure: str | None = None, **fields) -> PairRow:
    given = {
        "pair_id": name,
        "figure_id": figure or f"figure-of-{name}",
        "doc_id": "doc",
        "region_id": f"region-of-{name}",
        "role": Role.CAPTION,
        "text": f"図1　{name}の様子",
        "p_match": 0.9,
        "image_sha256": f"image-of-{name}",
        "phash": None,
    }
    return PairRow(**(given | fields))


def judge(*pairs: PairRow, tombstoned=frozenset(), **spec) -> dict[str, Verdict]:
    verdicts = judge_pairs(pairs, tombstoned, CurateSpec(**spec), "run")
    assert len(verdicts) == len(pairs)
    return {verdict.pair_id: verdict for verdict in verdicts}


def reasons(*pairs: PairRow, **options) -> dict[str, Reason | None]:
    verdicts = judge(*pairs, **options)
    assert all(verdict.accepted is (verdict.reason is None) for verdict in verdicts.values())
    return {name: verdict.reason for name, verdict in verdicts.items()}


def test_accepts_a_pair_at_the_threshold_and_says_how_sure_it_was():
    verdict = judge(pair("a", p_match=0.5), min_p=0.5)["a"]
    assert (verdict.accepted, verdict.score, verdict.threshold, verdict.flow_run_id) == (True, 0.5, 0.5, "run")


def test_rejects_a_pair_below_the_threshold_with_both_numbers():
    verdict = judge(pair("a", p_match=0.4999), min_p=0.5)["a"]
    assert (verdict.accepted, verdict.reason, verdict.score, verdict.threshold) == (
        False,
        Reason.BELOW_MIN_P,
        0.4999,
        0.5,
    )


def test_rounds_before_it_compares():
    assert judge(pair("a", p_match=0.49996), min_p=0.5)["a"].accepted


def test_rejects_pairs_of_forgotten_bytes_first():
    found = reasons(pair("a", doc_id="gone", p_match=0.1), pair("b", doc_id="here"), tombstoned={"gone"})
    assert found == {"a": Reason.TOMBSTONED, "b": None}


def test_a_forgotten_figure_never_stands_for_another():
    gone = pair("a", doc_id="gone", image_sha256="same", p_match=0.99)
    assert reasons(gone, pair("b", image_sha256="same"), tombstoned={"gone"})["b"] is None


def test_keeps_the_surest_of_two_equal_pictures():
    found = reasons(pair("a", image_sha256="same", p_match=0.7), pair("b", image_sha256="same", p_match=0.8))
    assert found == {"a": Reason.SAME_IMAGE, "b": None}


def test_breaks_a_tie_by_figure_id():
    found = reasons(pair("a", figure="z", image_sha256="same"), pair("b", figure="y", image_sha256="same"))
    assert found == {"a": Reason.SAME_IMAGE, "b": None}


def test_equal_pixels_stay_once_even_under_different_captions_of_one_document():
    found = reasons(pair("a", text="図1　春", image_sha256="same"), pair("b", text="図2　秋", image_sha256="same"))
    assert sorted(found.values(), key=str) == [None, Reason.SAME_IMAGE]


def test_a_figure_keeps_its_caption_and_its_mentions():
    mention = pair("b", figure="f", role=Role.MENTION, image_sha256="same", p_match=0.6)
    assert reasons(pair("a", figure="f", image_sha256="same"), mention) == {"a": None, "b": None}


def test_all_pairs_of_a_duplicate_go_and_unsure_ones_keep_their_own_reason():
    found = reasons(
        pair("a", image_sha256="same"),
        pair("b", figure="f", image_sha256="same", p_match=0.8),
        pair("c", figure="f", image_sha256="same", role=Role.MENTION, p_match=0.6),
        pair("d", figure="f", image_sha256="same", role=Role.MENTION, p_match=0.2),
    )
    assert found == {"a": None, "b": Reason.SAME_IMAGE, "c": Reason.SAME_IMAGE, "d": Reason.BELOW_MIN_P}


def test_a_figure_without_an_accepted_caption_never_stands_for_a_captioned_one():
    found = reasons(
        pair("a", figure="f", image_sha256="same", p_match=0.3),
        pair("b", figure="f", image_sha256="same", role=Role.MENTION, p_match=0.95),
        pair("c", figure="g", image_sha256="same", p_match=0.6),
    )
    assert found == {"a": Reason.BELOW_MIN_P, "b": Reason.SAME_IMAGE, "c": None}


def test_rejects_a_similar_picture_of_another_document_with_its_distance():
    verdict = judge(
        pair("a", phash=PHASH),
        pair("b", doc_id="other", phash=flipped(PHASH, 0, 13, 40, 63), p_match=0.8),
    )["b"]
    assert (verdict.reason, verdict.score, verdict.threshold) == (Reason.SIMILAR_IMAGE, 4, 4)


def test_keeps_a_picture_one_bit_beyond_the_distance():
    other = pair("b", doc_id="other", phash=flipped(PHASH, 0, 13, 40, 41, 63))
    assert reasons(pair("a", phash=PHASH), other) == {"a": None, "b": None}


def test_zero_distance_still_finds_equal_hashes():
    found = reasons(pair("a", phash=PHASH), pair("b", doc_id="other", phash=PHASH, p_match=0.8), max_phash_distance=0)
    assert found["b"] is Reason.SIMILAR_IMAGE


def test_alike_pictures_that_one_document_captions_differently_all_stay():
    found = reasons(pair("a", text="図8　データタブ", phash=PHASH), pair("b", text="図9　統計量タブ", phash=PHASH))
    assert found == {"a": None, "b": None}


def test_alike_pictures_with_one_caption_under_two_numbers_stay_once():
    found = reasons(
        pair("a", text="図8　全体の構成", phash=PHASH),
        pair("b", text="図１２：全体の構成", phash=flipped(PHASH, 5), p_match=0.8),
    )
    assert found == {"a": None, "b": Reason.SIMILAR_IMAGE}


def test_alike_pictures_without_captions_stay_once():
    found = reasons(
        pair("a", role=Role.EXPLAINS, text="はじめに押す", phash=PHASH),
        pair("b", role=Role.EXPLAINS, text="つぎに押す", phash=PHASH, p_match=0.8),
    )
    assert found == {"a": None, "b": Reason.SIMILAR_IMAGE}


def test_similarity_is_not_handed_on_through_rejected_figures():
    chain = [PHASH, flipped(PHASH, 1, 2, 3, 4), flipped(PHASH, 1, 2, 3, 4, 5, 6, 7, 8)]
    found = reasons(*(pair(str(n), doc_id=str(n), phash=phash, p_match=0.9 - n / 10) for n, phash in enumerate(chain)))
    assert found == {"0": None, "1": Reason.SIMILAR_IMAGE, "2": None}


@pytest.mark.parametrize("phash", ["8000000000000000", "0000000000000000", "ffffffffffffffff", None])
def test_nearly_blank_pictures_are_alike_only_if_they_are_the_same(phash):
    assert reasons(pair("a", phash=phash), pair("b", doc_id="other", phash=phash)) == {"a": None, "b": None}


def test_says_the_nearest_distance_to_a_kept_picture():
    found = judge(
        pair("a", doc_id="1", phash=PHASH, p_match=0.9),
        pair("b", doc_id="2", phash=flipped(PHASH, 1, 2, 3, 4, 5, 6), p_match=0.8),
        pair("c", doc_id="3", phash=flipped(PHASH, 1, 2, 3, 4), p_match=0.7),
    )
    assert found["b"].accepted
    assert found["c"].score == 2


def crowd() -> list[PairRow]:
    near = [PHASH, flipped(PHASH, 3), flipped(PHASH, 3, 9), FAR, flipped(FAR, 60), None]
    return [
        pair(
            f"p{n:02}",
            figure=f"f{figure}",
            doc_id=f"d{figure % 4}",
            image_sha256=f"i{figure // 2}",
            phash=near[figure % 6],
            role=list(Role)[n % 3],
            p_match=round(0.3 + (n * 37 % 70) / 100, 2),
        )
        for n in range(40)
        for figure in [n % 13]
    ]


@given(st.randoms(use_true_random=False))
def test_the_order_of_the_input_changes_nothing(shuffler):
    pairs = crowd()
    expected = judge_pairs(pairs, {"d3"}, CurateSpec(), "run")
    shuffler.shuffle(pairs)
    assert judge_pairs(pairs, {"d3"}, CurateSpec(), "run") == expected
    assert {verdict.reason for verdict in expected} >= {Reason.TOMBSTONED, Reason.SAME_IMAGE, Reason.SIMILAR_IMAGE}


@pytest.mark.parametrize("distance", [0, 1, 4, 8])
def test_finds_the_same_neighbours_as_comparing_all_with_all(distance):
    chance = random.Random(distance)
    seeds = [chance.getrandbits(64) for _ in range(40)]
    hashes = {seed ^ sum(1 << bit for bit in chance.sample(range(64), n % 10)) for seed in seeds for n in range(10)}
    expected = {
        value: sorted(other for other in hashes if other != value and (value ^ other).bit_count() <= distance)
        for value in hashes
    }
    assert neighbours(hashes, distance) == {value: others for value, others in expected.items() if others}


def test_no_pairs_give_no_verdicts():
    assert judge_pairs([], set(), CurateSpec(), "run") == []


@pytest.mark.parametrize(
    "wrong", [{"min_p": 1.1}, {"min_p": -0.1}, {"max_phash_distance": 9}, {"max_phash_distance": -1}]
)
def test_refuses_thresholds_out_of_bounds(wrong):
    with pytest.raises(ValidationError):
        CurateSpec(**wrong)


def test_a_verdict_is_new_only_where_the_last_one_was_another():
    before = judge_pairs([pair("a"), pair("b", p_match=0.4)], (), CurateSpec(), "first")
    same = judge_pairs([pair("a"), pair("b", p_match=0.4)], (), CurateSpec(), "second")
    assert undecided(same, before) == []
    stricter = judge_pairs([pair("a", p_match=0.9), pair("b", p_match=0.4)], (), CurateSpec(min_p=0.95), "third")
    assert undecided(stricter, before) == stricter
    assert undecided(same, before[:1]) == same[1:]


def test_personal_data_in_the_text_turns_one_pair_away_and_in_the_figure_all():
    verdicts = judge(
        pair("a", "f1", text="図1 連絡先 03-3581-2345"),
        pair("b", "f1", role=Role.MENTION, text="図1を見る。"),
        pair("c", "f2", text_inside="taro@example.co.jp", image_sha256="c" * 64, phash="0f0f0f0f0f0f0f0f"),
        pair("d", "f2", text_inside="taro@example.co.jp", role=Role.MENTION, image_sha256="c" * 64),
    )
    assert [verdicts[name].accepted for name in "abcd"] == [False, True, False, False]
    assert {verdicts[name].reason for name in "acd"} == {Reason.PERSONAL_DATA}
    assert verdicts["a"].rule == "personal"


def test_unsafe_text_turns_a_pair_away():
    assert reasons(pair("a", text="お前なんか死ね。"), pair("b", text="死亡率")) == {"a": Reason.UNSAFE, "b": None}


def test_screening_can_be_left_out():
    verdicts = judge(pair("a", text="03-3581-2345"), screen=False)
    assert verdicts["a"].accepted


def test_an_unsure_pair_is_turned_away_for_that_and_not_screened():
    assert reasons(pair("a", p_match=0.1, text="03-3581-2345")) == {"a": Reason.BELOW_MIN_P}


def test_what_is_screened_out_is_no_reason_to_drop_its_twin():
    twin = {"image_sha256": "e" * 64}
    found = reasons(pair("a", p_match=0.99, text="図1 03-3581-2345", **twin), pair("b", p_match=0.6, **twin))
    assert found == {"a": Reason.PERSONAL_DATA, "b": None}
