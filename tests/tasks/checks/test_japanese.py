import pytest

from tasks.checks.japanese import japanese
from tasks.records.enums import Reason


@pytest.fixture
def judge(examined):
    return lambda *given, **options: japanese(examined(*given, **options))


@pytest.mark.parametrize(
    "answer",
    [
        "2019年",
        "120 GWh",
        "中国です。",
        "EPSON LP-S180D",
        "EPSON LP-S180D と Canon LBP6230 です。",
        "人口増加率比較図",
        "手動で追加",
        "Pythonで書かれたAPIサーバーです。",
        "αとβの比はπに等しくなります。",
        "頰や剝離、塡補のような字も日本語です。",
        "々の字を使う佐々木さん。",
        "出荷額、従業者数、事業所数。",
        "ﾊﾝｶｸのｶﾀｶﾅです。",
    ],
)
def test_japanese_passes(judge, answer):
    assert judge(answer, sources="dialog").passed


@pytest.mark.parametrize(
    "answer",
    [
        "The number of cars increased.",
        "Yes, it does.",
        "Kono zu wa uriage wo shimeshite imasu.",
        "本图显示了销售额的变化趋势。",
        "銷售額逐年增加",
        "左側為輸入，右側為輸出，中間為處理裝置。",
        "판매 대수가 증가하고 있습니다.",
        "Продажи растут с каждым годом.",
        "ยอดขายเพิ่มขึ้น",
        "Doanh số bán hàng tăng lên hằng năm.",
        "この図は販売額の变化を示します。",
        "この図は売上です。 It shows that sales increased every year. 以上です。",
    ],
)
def test_other_languages_fail(judge, answer):
    finding = judge(answer)
    assert (finding.passed, finding.reason) == (False, Reason.NOT_JAPANESE)


def test_what_the_sources_hold_may_be_repeated_in_any_script(judge):
    sources = [("inside", "안녕하세요\n你们好\nNice to meet you all today")]
    assert judge("「안녕하세요」と「你们好」と書かれています。", sources=sources).passed
    assert judge("「Nice to meet you all today」と書かれています。", sources=sources).passed


def test_the_question_is_judged_too(judge):
    assert not judge("販売台数です。", question="What is shown here?").passed


def test_a_transcription_is_judged_by_another_rule(judge):
    assert judge("EPSON\nCanon", "transcription").passed
