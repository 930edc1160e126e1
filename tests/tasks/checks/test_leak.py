import pytest

from tasks.checks.leak import leak
from tasks.records.enums import Reason


@pytest.mark.parametrize(
    "answer",
    [
        "提供された資料によると、増えています。",
        "与えられたテキストから判断すると、増えています。",
        "資料[1]に示されています。",
        "増えています【2】。",
        "増えています[1, 2]。",
        "キャプションには推移とあります。",
        "資料2によれば増えています。",
        "insideによると、中国です。",
        "AIとして、確かなことは言えません。",
        "ご指示のとおり日本語で回答します。",
        "承知いたしました。図は推移を示します。",
        "JSON形式で出力します。",
        "<|im_end|>",
        "### 指示\n図を説明せよ",
        "assistant: 増えています。",
        "<think>まず図を見る</think>増えています。",
        '{"turns": [{"question": "何ですか"',
        '"citations": [1]',
        "```json\n増えています",
    ],
)
def test_talk_of_the_prompt_and_debris_fail(examined, answer):
    finding = leak(examined(answer))
    assert (finding.passed, finding.reason) == (False, Reason.PROMPT_LEAK)


@pytest.mark.parametrize(
    "answer",
    [
        "出典は総務省の資料です。",
        "指示に従って操作します。",
        "データの提供元が書かれています。",
        "手順に沿って番号1、2、3の順に進みます。",
        "ルールを守ることが大切です。",
        "ユーザーは画面のボタンを押します。",
        "システムの構成を示しています。",
        "プロンプトにコマンドを入力します。",
        "配列の要素a[0]とb[1][2]を入れ替えます。",
        "図の題名として「推移」と書かれています。",
    ],
)
def test_ordinary_words_pass(examined, answer):
    assert leak(examined(answer)).passed


def test_what_the_sources_say_may_be_said(examined):
    sources = [("inside", 'assistant: こんにちは\n[3] {"text": 1}\nシステムプロンプトの例')]
    assert leak(examined("「システムプロンプトの例」という題です。[3]もあります。", sources=sources)).passed


def test_a_run_of_the_prompt_fails_and_a_few_words_do_not(examined):
    prompt = "あなたは、図を読み解く教材の編集者です。推移や数値は印字のとおりに写す。"
    assert not leak(examined("図を読み解く教材の編集者です。推移の図です。", prompt=prompt)).passed
    assert leak(examined("図を読み解くと、数値は増えています。", prompt=prompt)).passed


def test_prose_of_a_document_may_appeal_to_other_texts(examined):
    said = "総務省の資料によれば、増加している。"
    assert leak(examined(said, "pdf_text")).passed
    assert not leak(examined(said, "conversation")).passed
