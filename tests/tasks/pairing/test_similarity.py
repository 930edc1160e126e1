import math
import random
from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pytest

from tasks.pairing.matching import Match, look_around
from tasks.pairing.scene import Text
from tasks.pairing.similarity import BOUND, PHRASES, Sight, Vectors, asked_for, key_of, said
from tasks.records.figure import Figure
from tasks.records.region import Region

MakeFigure = Callable[..., Figure]
MakeText = Callable[..., Text]
SIZE = 64


@pytest.fixture
def text_of(text_at: Callable[..., Region]) -> MakeText:
    """Return a text that stands alone, below others of its number."""

    def build(words: str, at: int = 0) -> Text:
        (found,) = look_around([], [text_at(words, 0, 20 * at, 100, 20 * at + 10)], 0.7).scene.texts
        return found

    return build


@pytest.fixture
def shown(figure_at: MakeFigure) -> list[Figure]:
    return [figure_at(0, 100 * at, 90, 100 * at + 90, image_sha256=f"{at:064x}") for at in range(4)]


def lone(figure: Figure, text: Text, **features: float) -> Match:
    return Match(figure, text, 1.0, features)


def unit(name: str) -> np.ndarray:
    chance = random.Random(name)
    vector = np.array([chance.gauss(0, 1) for _ in range(SIZE)])
    return vector / np.linalg.norm(vector)


def vectors_of(
    figures: Sequence[Figure], texts: Sequence[Text], likes: Mapping[str, str], level: float = 0.0, spread: float = 1.0
) -> Vectors:
    """Return vectors in which a sentence points to the image that it likes; all lean to one side by ``level``."""
    common = unit("common") * level
    found = {figure.image_sha256 or "": common + spread * unit(figure.image_sha256 or "") for figure in figures}
    for sentence in [*(sentence for text in texts for sentence in said(text)), *PHRASES]:
        liked = 0.6 * unit(likes[sentence]) if sentence in likes else 0.0
        found[key_of(sentence)] = common + spread * (unit(sentence) + liked)
    return {key: (vector / np.linalg.norm(vector)).astype(np.float32) for key, vector in found.items()}


def stands(sight: Sight, figure: Figure, text: Text, **features: float) -> float:
    (match,) = sight.compared([lone(figure, text, **features)])
    return match.features.get("similarity", 0.0)


def test_a_label_is_no_part_of_what_is_compared(text_of: MakeText) -> None:
    assert said(text_of("図3　港の様子")) == ["港の様子"]
    assert said(text_of("図3：港の様子")) == ["港の様子"]
    assert said(text_of("図3")) == ["図3"]


def test_a_paragraph_is_compared_by_its_sentences(text_of: MakeText) -> None:
    assert said(text_of("港が見える。船がいる。…。")) == ["港が見える。", "船がいる。"]
    assert len(said(text_of("船がいる。" * 90))) == 12


def test_what_is_asked_is_known_by_its_hash_and_comes_once(shown: list[Figure], text_of: MakeText) -> None:
    asked = asked_for([*shown, *shown], [text_of("港。"), text_of("港。", 1)], ["図1に示す。"])
    assert asked.images == tuple(figure.image_sha256 for figure in shown)
    assert set(asked.sentences.values()) == {"港。", "図1に示す。", *PHRASES}
    assert all(key == key_of(sentence) for key, sentence in asked.sentences.items())


def test_the_best_sentence_counts(shown: list[Figure], text_of: MakeText) -> None:
    text = text_of("山がある。港が見える。")
    sight = Sight(vectors_of(shown, [text], {"港が見える。": shown[1].image_sha256 or ""}), shown, [text])
    whole = sight.cosine(shown[1], said(text))
    assert whole == sight.cosine(shown[1], ["港が見える。"])
    assert whole > sight.cosine(shown[1], ["山がある。"])
    assert round(whole, 4) == whole


def test_what_was_not_seen_says_nothing(shown: list[Figure], text_of: MakeText, figure_at: MakeFigure) -> None:
    seen, unseen = text_of("港"), text_of("山")
    sight = Sight(vectors_of(shown, [seen], {}), shown, [seen])
    bare = figure_at(0, 0, 9, 9)
    for match in (lone(shown[0], unseen, aligned=1.0), lone(bare, seen, aligned=1.0)):
        assert sight.compared([match]) == [match]
        assert match.cosine is None


def test_a_text_stands_above_others_with_the_figure_that_it_shows(shown: list[Figure], text_of: MakeText) -> None:
    texts = [text_of(words, at) for at, words in enumerate(("港", "山", "駅", "花"))]
    likes = {text.words: figure.image_sha256 or "" for text, figure in zip(texts, shown, strict=True)}
    sight = Sight(vectors_of(shown, texts, likes), shown, texts)
    for figure in shown:
        values = [stands(sight, figure, text) for text in texts]
        assert max(range(4), key=values.__getitem__) == shown.index(figure)


@pytest.mark.parametrize(("level", "spread"), [(3.0, 1.0), (0.0, 7.0), (10.0, 2.0)])
def test_a_narrower_band_of_cosines_says_the_same(
    shown: list[Figure], text_of: MakeText, level: float, spread: float
) -> None:
    texts = [text_of(words, at) for at, words in enumerate(("港", "山"))]
    likes = {"港": shown[0].image_sha256 or ""}

    def told(**how: float) -> list[float]:
        sight = Sight(vectors_of(shown, texts, likes, **how), shown, texts)
        return [stands(sight, figure, text) for figure in shown for text in texts]

    wide, narrow = told(), told(level=level, spread=spread)
    assert np.corrcoef(wide, narrow)[0, 1] > 0.9
    assert max(wide) == pytest.approx(max(narrow), rel=0.4)


def test_a_text_that_goes_with_everything_goes_with_nothing(shown: list[Figure], text_of: MakeText) -> None:
    flat, own = text_of("写真"), text_of("港", 1)
    axes = np.eye(SIZE)
    vectors = {key_of(phrase): unit(phrase) for phrase in PHRASES}
    vectors |= {figure.image_sha256 or "": axes[at] for at, figure in enumerate(shown)}
    vectors[key_of("写真")] = 0.3 * axes[:4].sum(axis=0) + 0.8 * axes[9]
    vectors[key_of("港")] = 0.3 * axes[0] + math.sqrt(0.91) * axes[10]
    sight = Sight(vectors, shown, [flat, own])
    assert sight.cosine(shown[0], ["写真"]) == sight.cosine(shown[0], ["港"]) == 0.3
    assert stands(sight, shown[0], flat) < 0.7 * stands(sight, shown[0], own)


def test_one_figure_with_one_text_is_seen_against_captions_of_anything(shown: list[Figure], text_of: MakeText) -> None:
    text = text_of("港")
    good = Sight(vectors_of(shown[:1], [text], {"港": shown[0].image_sha256 or ""}), shown[:1], [text])
    poor = Sight(vectors_of(shown[:1], [text], {}), shown[:1], [text])
    assert stands(good, shown[0], text) > 1.0 > abs(stands(poor, shown[0], text))


def test_a_model_that_says_the_same_of_all_says_nothing(shown: list[Figure], text_of: MakeText) -> None:
    text = text_of("港")
    same = np.ones(4, dtype=np.float32) / 2
    vectors = dict.fromkeys(vectors_of(shown, [text], {}), same)
    (match,) = Sight(vectors, shown, [text]).compared([lone(shown[0], text)])
    assert (match.cosine, match.features) == (1.0, {})


@pytest.mark.parametrize("figures", [1, 4])
def test_no_pair_counts_for_more_than_the_bound(shown: list[Figure], text_of: MakeText, figures: int) -> None:
    text = text_of("港")
    for sign in (1, -1):
        vectors = dict(vectors_of(shown, [text], {}))
        vectors[key_of("港")] = sign * vectors[shown[0].image_sha256 or ""]
        sight = Sight(vectors, shown[:figures], [text])
        sight.trust = 1.0
        assert stands(sight, shown[0], text) == sign * BOUND


def test_a_model_is_trusted_as_far_as_sure_captions_bear_it_out(shown: list[Figure], text_of: MakeText) -> None:
    texts = [text_of(f"図{at}　{words}", at) for at, words in enumerate(("港", "山", "駅", "花"))]
    sure = [lone(figure, text) for figure, text in zip(shown, texts, strict=True)]
    likes = {said(text)[0]: figure.image_sha256 or "" for figure, text in zip(shown, texts, strict=True)}
    wrong = dict(zip(likes, reversed(likes.values()), strict=True))
    trusts = []
    for liked in (likes, {}, wrong):
        sight = Sight(vectors_of(shown, texts, liked), shown, texts)
        sight.learn(sure)
        trusts.append(sight.trust)
    assert trusts[0] > trusts[1] > trusts[2]
    assert 1.0 >= trusts[0] > 0.8
    assert trusts[2] < 0.2


def test_without_sure_captions_a_model_is_trusted_by_half(shown: list[Figure]) -> None:
    sight = Sight(vectors_of(shown, [], {}), shown, [])
    before = sight.trust
    sight.learn([])
    assert sight.trust == before == 0.5


def test_what_a_text_is_decides_under_which_names_it_counts(shown: list[Figure], text_of: MakeText) -> None:
    numbered, plain = text_of("図1　港"), text_of("港", 1)
    likes = {"港": shown[0].image_sha256 or ""}
    sight = Sight(vectors_of(shown, [numbered, plain], likes), shown, [numbered, plain])
    found = sight.compared([lone(shown[0], numbered), lone(shown[0], plain), lone(shown[0], plain, sentence=1.0)])
    names = [{name for name in match.features if name.endswith("similarity")} for match in found]
    assert names == [
        {"similarity"},
        {"similarity", "plain_similarity"},
        {"similarity", "plain_similarity", "stated_similarity"},
    ]


def test_the_order_of_figures_and_texts_does_not_matter(shown: list[Figure], text_of: MakeText) -> None:
    texts = [text_of(words, at) for at, words in enumerate(("港", "山", "駅"))]
    vectors = vectors_of(shown, texts, {"港": shown[0].image_sha256 or ""})
    matches = [lone(figure, text) for figure in shown for text in texts]
    once = Sight(vectors, shown, texts).compared(matches)
    again = Sight(vectors, shown[::-1], texts[::-1]).compared(matches)
    assert [match.features for match in once] == [match.features for match in again]


def test_a_long_document_is_seen_against_a_sample_of_itself(figure_at: MakeFigure, text_of: MakeText) -> None:
    figures = [figure_at(0, 0, 1, 1 + at, image_sha256=f"{at:064x}") for at in range(450)]
    texts = [text_of(f"第{at}の港", at) for at in range(40)]
    sight = Sight(vectors_of(figures, texts, {"第7の港": figures[333].image_sha256 or ""}), figures, texts)
    assert stands(sight, figures[333], texts[7]) > 1.0
    assert len(sight._shas) == 200


def test_phrases_are_short_and_come_once() -> None:
    assert len(set(PHRASES)) == len(PHRASES) == 32
    assert all(math.inf > len(phrase) <= 12 for phrase in PHRASES)
