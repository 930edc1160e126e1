import pytest

from tasks.japanese.soundness import SOUND_FROM, measure
from tasks.records.enums import TextLayerReason

JAPANESE = "図書館の歴史は古く、人々は知識を集めて保存し、次の世代に伝えてきた。"


@pytest.mark.parametrize(
    "text",
    [
        JAPANESE,
        "The history of libraries is long.",
        "1984 2001 2010",
        "for (int i = 0; i < n; ++i) { a[i] += b[i] && !c; }",
        "∫ f(x) dx ≈ Σ αβγ ± √2, x ∈ ℝ",
        "第1章 はじめに ................................................ 2",
        "東京都 大阪府 愛知県 北海道 福岡県 神奈川県 兵庫県 京都府 広島県",
        "懼從之乃游行逃於外如且出待怒解而進不晚也陛下怒盛入或不測陷帝於不義不左右曰孝子事父小杖則受大杖避之",
        "\uf0b7 図書館の歴史\n\uf0b7 博物館の歴史\n\uf0b7 美術館の歴史",
        "Où est la bibliothèque ? À côté de l'école, près du café.",
        "⺠間と⾏政",
    ],
    ids=[
        "japanese",
        "english",
        "numbers",
        "code",
        "formula",
        "contents",
        "kanji",
        "kanbun",
        "bullets",
        "french",
        "radicals",
    ],
)
def test_believes_text_that_says_something(text):
    score, reason = measure(text)
    assert score >= SOUND_FROM
    assert reason is TextLayerReason.SOUND


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", TextLayerReason.NO_TEXT),
        (" \n\t　", TextLayerReason.NO_TEXT),
        ("\ufffd" * 30 + "図", TextLayerReason.REPLACEMENT_CHARACTERS),
        ("\ue123\ue456" * 10 + "図書", TextLayerReason.PRIVATE_USE),
        ("׆סꯁ泘ךעյ氧ꎰגظ٭ذجشعُشوך辐炐ג״ס", TextLayerReason.FOREIGN_SCRIPTS),
        ("\x01\x02\x03\x04\x05図", TextLayerReason.CONTROL_CHARACTERS),
        ('!"#$%&\'()*+ ,-./:;<=>? !"#$', TextLayerReason.IMPROBABLE_TEXT),
        ("‚±‚ê‚Í“ú–{Œê‚Å‚· ƒeƒLƒXƒg", TextLayerReason.IMPROBABLE_TEXT),
    ],
    ids=["empty", "spaces", "replaced", "private", "hebrew", "control", "symbols", "mojibake"],
)
def test_says_why_a_text_cannot_be_believed(text, reason):
    score, found = measure(text)
    assert score < SOUND_FROM
    assert found is reason


def test_a_few_bad_characters_do_not_condemn_a_page():
    score, reason = measure(JAPANESE + "\ufffd")
    assert SOUND_FROM < score < 1
    assert reason is TextLayerReason.SOUND


def test_names_the_commonest_fault():
    assert measure("\ue123" * 3 + "\ufffd" * 5)[1] is TextLayerReason.REPLACEMENT_CHARACTERS


def test_half_a_page_of_garbage_is_not_believed():
    assert measure(JAPANESE + "׆ס" * 20)[0] < SOUND_FROM


def test_rare_kanji_in_a_row_are_no_japanese():
    assert measure("䳩䏲䄅䬞䤥䦆䧟䨱䩞䫇䭾䮓䯨䰗䱊䲆䳄䴉䵷䶮䶴䷞")[0] < SOUND_FROM
