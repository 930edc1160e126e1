import pytest

from tasks.checks.unsafe import unsafe
from tasks.records.enums import Reason

ORDINARY = [
    "死亡率と殺菌効果、虐殺の歴史、核兵器の廃絶を論じた図である。",
    "前立腺、肛門、会陰部、卵子、子宮、乳房、陰茎の解剖図",
    "八百屋、女中、丁稚、遊女、女工哀史、処女作、紅一点、未亡人",
    "リュックサック、アスパラガス、シマウマ、ソープカービング、バイブレーション、ピストン運動",
    "巨万の富を築いた。満月の夜に成員が集う。工業製品の正常位置。児童虐待と性暴力の防止。",
    "性的同意、性行為、避妊具、避妊、性感染症、同性愛についての教育",
    "死ねば土に還る。犬が死ぬ場面。敵を殺すという描写。",
    "人間国宝の緊縛をほどく縄、触手をもつイソギンチャク、露出補正、挿入ソート",
    "手まんが、口マンガ、途中出し、生パンと生ハム、玉袋筋太郎、勃興、手こぎボート",
    "股関節の屈曲位、三所攻めの決まり手、アースホールのねじ、幼児プレイルーム、型にハメて固定する",
]


@pytest.mark.parametrize("text", ORDINARY)
def test_medicine_law_history_and_everyday_life_are_left_alone(text):
    assert unsafe(text).passed, unsafe(text).detail


@pytest.mark.parametrize(
    "text",
    [
        "オマンコ",
        "無修正の中出し動画",
        "ﾁﾝﾎﾟの写真",
        "お前なんか死ね。",
        "ぶっ殺してやる",
        "あのキチガイが",
        "チャンコロどもめ",
    ],
)
def test_obscenities_slurs_and_threats_are_found(text):
    finding = unsafe(text)
    assert (finding.passed, finding.reason) == (False, Reason.UNSAFE)
