"""The words that made pages are filled with."""

import random
import re

import pytest

from pagemaker import phrases
from pagemaker.prose import LONG, LONGEST, Words, topics

KINDS = sorted(phrases.CAPTIONS)


@pytest.fixture
def words():
    return Words(random.Random(7))


def test_there_are_enough_topics_with_enough_sentences() -> None:
    assert len(topics()) >= 14
    assert all(len(set(topic["sentences"])) >= 25 for topic in topics().values())


def test_no_sentence_belongs_to_two_topics() -> None:
    said = [sentence for topic in topics().values() for sentence in topic["sentences"]]
    assert len(said) == len(set(said))


def test_every_sentence_is_one_sentence() -> None:
    for topic in topics().values():
        assert all(re.fullmatch(r"[^。]+。", sentence) for sentence in topic["sentences"])


def test_no_sentence_comes_again_before_all_were_said(words) -> None:
    said = [words.sentence() for _ in range(300)]
    assert len(set(said)) == 300
    assert set(said[:20]) <= set(topics()[words.topic]["sentences"])


def test_captions_of_a_document_are_distinct(words) -> None:
    captions = [words.caption(kind) for kind in KINDS for _ in range(20)]
    assert len(captions) == len(set(captions))


@pytest.mark.parametrize("kind", KINDS)
def test_long_captions_go_over_a_line(words, kind) -> None:
    captions = [words.long_caption(kind) for _ in range(10)]
    assert len(set(captions)) == 10
    assert all(LONG <= len(caption) <= LONGEST for caption in captions)


@pytest.mark.parametrize("kind", KINDS)
def test_explanations_are_whole_sentences_without_a_number(words, kind) -> None:
    explanation = words.explanation(kind)
    assert explanation.endswith("。")
    assert not re.search(r"[図表][0-9]", explanation)


def test_mentions_cite_the_label(words) -> None:
    mentions = [words.mention("図3") for _ in range(15)]
    assert all("図3" in mention and mention.endswith("。") for mention in mentions)
    assert len(set(mentions)) == 15


def test_pointing_names_the_side(words) -> None:
    assert "左" in words.pointing("left")
    assert "右" in words.pointing("right")


def test_furigana_stands_over_words_in_running_text(words) -> None:
    sentence = words.furigana_sentence()
    found = re.findall(r"<ruby>(.+?)<rt>(.+?)</rt></ruby>", sentence)
    assert found
    assert all(phrases.READINGS[base] == reading for base, reading in found)


def test_every_reading_is_hiragana_over_kanji() -> None:
    for base, reading in phrases.READINGS.items():
        assert re.fullmatch(r"[ぁ-ん]+", reading)
        assert re.search(r"[一-鿿]", base)


def test_sentences_that_wait_for_furigana_are_still_said() -> None:
    words = Words(random.Random(1))
    said = {re.sub(r"<rt>.*?</rt>|<[^>]+>", "", words.furigana_sentence()) for _ in range(40)}
    assert not said & {words.sentence() for _ in range(100)}


def test_labels_keep_to_their_length(words) -> None:
    assert all(len(words.label_text(length)) <= length for length in (1, 2, 4, 8) for _ in range(20))


def test_the_same_seed_says_the_same() -> None:
    first, second = (Words(random.Random(3)) for _ in range(2))
    assert [first.paragraph(), *first.steps(), first.caption()] == [
        second.paragraph(),
        *second.steps(),
        second.caption(),
    ]
