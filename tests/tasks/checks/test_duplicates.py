import random

from tasks.checks.duplicates import grams, near_duplicates

BASE = "この図は、世界の電気自動車の販売台数が年を追って増えていることを、地域別の積み上げ棒グラフで示しています。"


def test_the_first_by_id_stays():
    texts = {"b": BASE, "a": BASE.replace("年を追って", "年々"), "c": "水車小屋の写真です。"}
    found = near_duplicates(texts, 0.7)
    assert list(found) == ["b"]
    assert found["b"][0] == "a"


def test_the_order_of_the_texts_changes_nothing():
    letters = random.Random(5)
    texts = {f"s{place:03}": BASE[: letters.randint(30, len(BASE))] + str(place % 7) for place in range(200)}
    shuffled = list(texts.items())
    letters.shuffle(shuffled)
    assert near_duplicates(dict(shuffled), 0.8) == near_duplicates(texts, 0.8) != {}


def test_the_likeness_is_measured_exactly():
    left, right = grams(BASE), grams(BASE + "以上。")
    likeness = near_duplicates({"a": BASE, "b": BASE + "以上。"}, 0.8)["b"][1]
    assert likeness == round(len(left & right) / len(left | right), 4)


def test_width_and_spaces_do_not_tell_texts_apart():
    assert near_duplicates({"a": "ＡＢＣ 2019年の図", "b": "ABC2019年の図"}, 0.9) == {"b": ("a", 1.0)}


def test_what_is_less_like_than_the_threshold_stays():
    assert near_duplicates({"a": BASE, "b": BASE[::-1], "c": "", "d": "短"}, 0.8) == {}


def test_nearly_all_like_texts_are_found():
    letters = random.Random(7)
    kana = "あいうえおかきくけこさしすせそたちつてとなにぬねのはひふへほまみむめもやゆよらりるれろわ"
    texts = {}
    for place in range(300):
        text = "".join(letters.choices(kana, k=200))
        texts[f"{place:03}a"], texts[f"{place:03}b"] = text, text[:190] + "".join(letters.choices(kana, k=10))
    assert len(near_duplicates(texts, 0.8)) >= 297
