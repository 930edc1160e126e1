"""How well pictures and texts go together in the eyes of an image–text model, as a feature that any model can give.

The cosines of such models lie in a narrow band, another one for each model, and are high or low for a picture, or for
a text, as a whole. What tells is how far a pair stands above what its figure has with other texts and its text with
other figures, in units of how much that varies: scores are normalised on both sides over a cohort, as those of voices
are (Kenny 2010). The cohort are texts and figures of the document and, since a document may have few, some phrases
that caption anything.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from tasks.pairing.matching import Match
from tasks.pairing.scene import Text
from tasks.pairing.sentences import sentences
from tasks.records import identity
from tasks.records.figure import Figure

Vectors = Mapping[str, NDArray[np.float32]]
"""Vectors of length 1, by the sha256 of an image or of a sentence."""
T = TypeVar("T")

BOUND = 3.0
"""A pair counts as no better, and no worse, than so many deviations."""
_DOUBT = 2.0
"""What other figures say of a text counts as if so many more had said nothing."""
_FULL, _HOPED, _HOPES = 2.0, 1.0, 2
"""A model whose right pairs stand so many deviations above others is trusted in full; so many are hoped for before a
document's sure captions tell, and that counts as so many of them."""
_MOST_FIGURES, _MOST_TEXTS = 200, 400
"""The cohort of a long document is a sample of it."""
_MOST_SENTENCES = 12
"""A paragraph is known by its first ones."""
_AFTER_LABEL = ":：.．、,，)）]］】〉》 　\t\n"
_FEWEST_LETTERS = 2
_STATING = ("sentence", "predicate", "instructs")
"""A statement that goes well with a picture may explain it: that alone makes no caption of it."""
_LEAST_DEVIATION = 1e-4
"""Cosines have 4 decimals: what varies less does not vary."""

PHRASES = (
    "建物の外観", "会議の様子", "作業をする人たち", "駅前の通り", "山と川の風景", "展示された作品",
    "料理の写真", "動物の写真", "装置の構成", "処理の流れ", "システムの全体図", "組織の体制",
    "部品の断面", "実験の様子", "顕微鏡で見た試料", "機器の配線", "売上高の推移", "年齢別の割合",
    "測定値の分布", "温度と時間の関係", "回答の内訳", "前年との比較", "人口の変化", "費用の見通し",
    "市内の地図", "調査地点の位置", "設定の画面", "検索結果の一覧", "操作の手順", "歴史上の人物",
    "花のイラスト", "会場の案内図",
)  # fmt: skip
"""Captions of pictures of every kind, written for this purpose."""


class Asked(NamedTuple):
    """What an image–text model is to see: images by their sha256, sentences by that of their text."""

    images: tuple[str, ...]
    sentences: Mapping[str, str]


def asked_for(figures: Iterable[Figure], texts: Iterable[Text], more: Iterable[str]) -> Asked:
    """Return the images of figures, the sentences of texts, ``more`` sentences, and the phrases of the cohort."""
    images = dict.fromkeys(figure.image_sha256 for figure in figures if figure.image_sha256)
    spoken = [*(sentence for text in texts for sentence in said(text)), *more, *PHRASES]
    return Asked(tuple(images), {key_of(sentence): sentence for sentence in spoken})


def said(text: Text) -> list[str]:
    """Return what of a text is compared: its first sentences, without its label unless that is all it says."""
    words = text.words[text.cue.end :].lstrip(_AFTER_LABEL) if text.label and text.cue else text.words
    found = [sentence for sentence in sentences(words) if sum(map(str.isalnum, sentence)) >= _FEWEST_LETTERS]
    return found[:_MOST_SENTENCES] or [text.words]


def key_of(sentence: str) -> str:
    """Return what a sentence's vector is known by."""
    return identity.sha256(sentence.encode())


class Sight:
    """What an image–text model sees in a document, seen against the document as a whole."""

    def __init__(self, vectors: Vectors, figures: Iterable[Figure], texts: Iterable[Text]) -> None:
        self.trust = _HOPED / _FULL
        self._vectors = vectors
        shas = dict.fromkeys(figure.image_sha256 for figure in figures if figure.image_sha256 in vectors)
        self._shas = _sampled([sha for sha in shas if sha], _MOST_FIGURES)
        units = dict.fromkeys(unit for text in texts if (unit := self._unit(said(text))))
        phrases = (self._unit([phrase]) for phrase in PHRASES)
        self._units = [*_sampled(list(units), _MOST_TEXTS), *filter(None, phrases)]
        self._columns: dict[tuple[str, ...], NDArray[np.float64]] = {}
        self._levels: dict[str, float] = {}

    def learn(self, sure: Iterable[Match]) -> None:
        """Trust the model as far as it agrees with captions that are sure without it."""
        seen = [self._measured(match) for match in sure]
        stands = [stands for cosine, stands in seen if cosine is not None]
        mean = (math.fsum(stands) + _HOPED * _HOPES) / (len(stands) + _HOPES)
        self.trust = round(min(max(mean / _FULL, 0.0), 1.0), 4)

    def compared(self, matches: Sequence[Match]) -> list[Match]:
        """Return the matches with the cosine of figure and text, and what it says, where both were seen."""
        return [self._compared(match) for match in matches]

    def cosine(self, figure: Figure, spoken: Sequence[str]) -> float | None:
        """Return the cosine of a figure and the sentence that goes best with it, 4 decimals; None if not seen."""
        unit, sha = self._unit(spoken), figure.image_sha256
        if sha is None or sha not in self._vectors or not unit:
            return None
        return float(self._best([sha], unit)[0])

    def _compared(self, match: Match) -> Match:
        cosine, stands = self._measured(match)
        if cosine is None:
            return match
        value = round(self.trust * stands, 4)
        found = {
            "similarity": value,
            "plain_similarity": value if match.text.label is None else 0.0,
            "stated_similarity": value if any(match.features.get(name) for name in _STATING) else 0.0,
        }
        more = {name: value for name, value in found.items() if value}
        return match._replace(cosine=cosine, features={**match.features, **more})

    def _measured(self, match: Match) -> tuple[float | None, float]:
        """Return a match's cosine, and by how many deviations it stands above what figure and text have with others."""
        spoken = said(match.text)
        cosine = self.cosine(match.figure, spoken)
        return cosine, 0.0 if cosine is None else self._standing(match.figure.image_sha256 or "", spoken, cosine)

    def _standing(self, sha: str, spoken: Sequence[str], cosine: float) -> float:
        if self._deviation < _LEAST_DEVIATION:
            return 0.0
        column = self._column(self._unit(spoken))
        others = [value for other, value in zip(self._shas, column, strict=True) if other != sha]
        residual = cosine - self._level(sha) - math.fsum(others) / (len(others) + _DOUBT)
        return round(min(max(residual / self._deviation, -BOUND), BOUND), 4)

    @cached_property
    def _deviation(self) -> float:
        """Return how much pairs of the cohort differ from what figure and text have with others."""
        columns = np.array([self._column(unit) for unit in self._units])
        others = columns.sum(axis=1, keepdims=True) - columns
        residuals = columns - others / (len(self._shas) - 1 + _DOUBT)
        return float(np.sqrt(np.mean(residuals**2)))

    def _column(self, unit: tuple[str, ...]) -> NDArray[np.float64]:
        """Return how far each figure of the cohort stands above its own level with a text."""
        if unit not in self._columns:
            levels = np.array([self._level(sha) for sha in self._shas])
            self._columns[unit] = self._best(self._shas, unit) - levels
        return self._columns[unit]

    def _level(self, sha: str) -> float:
        """Return the mean cosine of an image with the texts of the cohort."""
        if sha not in self._levels:
            self._levels[sha] = math.fsum(self._best([sha], unit)[0] for unit in self._units) / len(self._units)
        return self._levels[sha]

    def _best(self, shas: Sequence[str], unit: tuple[str, ...]) -> NDArray[np.float64]:
        """Return for each image the cosine with that sentence of a text that goes best with it."""
        images = np.array([self._vectors[sha] for sha in shas], dtype=np.float64)
        spoken = np.array([self._vectors[key] for key in unit], dtype=np.float64)
        best: NDArray[np.float64] = (images @ spoken.T).max(axis=1)
        return best.round(4)

    def _unit(self, spoken: Sequence[str]) -> tuple[str, ...]:
        """Return the keys of the sentences that were seen."""
        return tuple(key for sentence in spoken if (key := key_of(sentence)) in self._vectors)


def _sampled(items: Sequence[T], most: int) -> list[T]:
    """Return so many of the items at most, evenly spread."""
    count = min(len(items), most)
    return [items[at * len(items) // count] for at in range(count)]
