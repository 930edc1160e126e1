import pytest

from tasks.checks.names import names
from tasks.records.enums import Reason


@pytest.fixture
def judge(examined):
    return lambda *given, **options: names(examined(*given, **options))


@pytest.mark.parametrize(
    "answer",
    [
        "アメリカと中国の台数を比べています。",
        "日本の図です。",
        "横軸はX軸、縦軸の単位はkWhやGBではありません。PCやWebの利用とは関係がありません。",
        "グラデーションとインフォグラフィックを用いたプラットフォームのダッシュボードです。",
        "森と林の間に橋がかかり、光が差しています。",
    ],
)
def test_general_words_are_no_names(judge, answer):
    assert judge(answer).passed


@pytest.mark.parametrize(
    "answer",
    [
        "東京の風景です。",
        "田中太郎が撮影しました。",
        "山本さんの作品です。",
        "Teslaの車です。",
        "ゼロックス社の製品です。",
        "高山市にあります。",
        "https://example.com/a を見てください。",
        "詳しくはexample.co.jpにあります。",
        "フランスの台数です。",
    ],
)
def test_a_name_that_no_source_has_is_invented(judge, answer):
    finding = judge(answer)
    assert (finding.passed, finding.reason) == (False, Reason.UNSUPPORTED_NAME)


def test_a_short_latin_word_has_to_stand_alone_in_the_sources(judge):
    sources = [("inside", "car\ndatasets\ncapital")]
    assert judge("パッケージcarを選びます。", sources=sources).passed
    assert not judge("APIを選びます。capが出ます。", sources=sources).passed


def test_a_question_may_name_only_what_the_sources_name(judge):
    assert not judge("増えています。", question="トヨタの台数はどう変わりましたか。").passed
    assert judge("トヨタの台数は示されていません。", "unanswerable", question="トヨタの台数はいくつですか。").passed
