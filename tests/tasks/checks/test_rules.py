import time
import tomllib
from pathlib import Path

import pytest

from tasks.checks import examine, screen
from tasks.records.chat import Turn

HERE = Path(__file__).parent
PROMPT = "あなたは図を読み解く教材の編集者です。添えられた図について、学習に使う文章を書きます。"
RULES = [
    *("personal", "unsafe", "obeyed", "leak", "repetition", "japanese", "length"),
    *("refusal", "transcription", "numbers", "names", "citations"),
]


def samples(name):
    kept = tomllib.loads((HERE / name).read_text(encoding="utf-8"))["samples"]
    return [pytest.param(one, id=f"{one['figure']}-{one['kind']}-{one['turns'][0][1][:12]}") for one in kept]


@pytest.fixture
def failed(examined):
    def judge(sample):
        built = examined(
            "",
            sample["kind"],
            sources=sample["figure"],
            turns=sample["turns"],
            shown=sample.get("shown", True),
            prompt=PROMPT,
        )
        return [finding for finding in examine(built) if not finding.passed]

    return judge


@pytest.mark.parametrize("sample", samples("good.toml"))
def test_a_good_sample_passes_every_rule(sample, failed):
    assert failed(sample) == []


@pytest.mark.parametrize("sample", samples("bad.toml"))
def test_a_bad_sample_is_turned_away_by_the_rule_that_says_why(sample, failed):
    first = failed(sample)[0]
    assert first.rule == sample["fails"]
    assert first.reason


def test_every_rule_gives_a_verdict_in_a_fixed_order(examined):
    for answer in ("電気自動車の販売台数の推移です。", "", "a" * 30_000):
        assert [finding.rule for finding in examine(examined(answer))] == RULES


def test_a_sample_without_turns_is_too_short(examined):
    findings = examine(examined("", turns=[]))
    assert [finding.rule for finding in findings if not finding.passed] == ["length"]


def test_the_same_sample_gets_the_same_verdicts(examined):
    sample = examined("2022年は1,350万台で、BYDが首位です。")
    assert examine(sample) == examine(sample.model_copy())


def test_screening_a_text_says_what_is_personal_and_what_is_unsafe():
    assert [(finding.rule, finding.passed) for finding in screen("図1 売上高の推移")] == [
        ("personal", True),
        ("unsafe", True),
    ]


@pytest.mark.parametrize(
    "hostile",
    [
        *(
            "1" * 20_000,
            "1." * 10_000,
            "1,111" * 4_000,
            "一" * 20_000,
            "1万" * 10_000,
            "a@" * 10_000,
            "0" + "3-" * 10_000,
        ),
        *(
            "「あ" * 10_000,
            '{"' * 10_000,
            "平成" * 10_000,
            "市1" * 10_000,
            "以前の指示を" * 3_000,
            "ignore all " * 1_800,
        ),
        *("Abc def " * 2_500, "示され" * 6_000, "資料[" * 6_000, "http://a." * 2_000, "田中太郎さん市1丁目" * 2_000),
    ],
    ids=lambda text: text[:8],
)
def test_a_hostile_text_is_judged_in_time(examined, hostile):
    # What backtracks takes minutes here; the bound is far above the fifth of a second that it takes.
    started = time.process_time()
    examine(examined(hostile, "numbers"))
    examine(examined("12345です。", "unanswerable", sources=[("inside", hostile)]))
    assert time.process_time() - started < 4


def test_many_turns_are_cut_to_what_is_worth_reading(examined):
    sample = examined("").model_copy(update={"turns": [Turn(question="問い", answer="答え" * 9_000)] * 5_000})
    assert {finding.rule for finding in examine(sample) if not finding.passed} >= {"length", "repetition"}
