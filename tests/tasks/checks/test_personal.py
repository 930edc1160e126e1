import pytest

from tasks.checks.personal import personal
from tasks.records.enums import Reason

BAD = [
    "連絡先は taro.yamada@example.co.jp です。",
    "メール：ｔａｒｏ＠ｅｘａｍｐｌｅ．ｊｐ",
    "電話は03-3581-2345です。",
    "携帯 090-1234-5678",
    "TEL 0312345678",
    "フリーダイヤル（0120）444-444まで",
    "+81-90-1234-5678",
    "マイナンバーは 1234 5678 9018 です。",
    "1234-5678-9018",
    "カード番号 4111 1111 1111 1111",
    "4111111111111111",
    "3782 822463 10005",
    "口座番号：普通 1234567",
    "運転免許証番号 第305012345678号",
    "氏名：佐藤花子　生年月日：昭和60年3月5日",
    "鈴木一郎様　東京都港区芝公園4丁目2番8号",
    "住所：千葉市中央区1-2-3 氏名：高橋健太",
]
GOOD = [
    "図1 2015-2020年の推移",
    "0 200 400 600 800 1000 1200",
    "2015 2016 2017 2018 2019 2020",
    "4000 4200 4400 4600",
    "00 10 20 30 40 50",
    "ISBN 978-4-00-310101-8",
    "令和3年10月15日 09:00-17:00",
    "型番 LP-S180D、製造番号 1234567890123",
    "葛飾北斎（1760-1849）の冨嶽三十六景",
    "筆者の山田太郎氏は2019年に著書を出した。",
    "東京都千代田区霞が関1-2-3にある合同庁舎",
    "夏目漱石は1867年に江戸の牛込馬場下に生まれた。",
    "〒100-8916",
    "3.14159265358979",
    "1234 5678 9018",
    "価格は1,234,567円",
    "座標 35.6812-139.7671",
]


@pytest.mark.parametrize("text", BAD)
def test_personal_data_is_found(text):
    finding = personal(text)
    assert (finding.passed, finding.reason) == (False, Reason.PERSONAL_DATA)


@pytest.mark.parametrize("text", GOOD)
def test_ordinary_numbers_and_names_are_left_alone(text):
    assert personal(text).passed, personal(text).detail


def test_the_verdict_does_not_repeat_the_data():
    assert personal("taro@example.jp、03-3581-2345").detail == "e-mail address, telephone number"


def test_a_wrong_check_digit_is_no_my_number_and_no_card():
    assert personal("マイナンバー 1234 5678 9012").passed is False  # labelled as one, whatever its digits
    assert personal("1234-5678-9012").passed
    assert personal("4111 1111 1111 1112").passed
