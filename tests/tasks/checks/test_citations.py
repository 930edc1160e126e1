import pytest

from tasks.checks.citations import citations
from tasks.records.enums import Reason


@pytest.fixture
def judge(examined):
    return lambda *given, **options: citations(examined(*given, **options))


def test_what_bears_the_answer_out_may_be_cited(judge):
    assert judge("中国は590万台です。", cites=[3]).passed
    assert judge("凡例には欧州があります。", cites=[4]).passed


@pytest.mark.parametrize("cites", [[0], [5], [1, 99], [-1]])
def test_what_does_not_exist_may_not_be_cited(judge, cites):
    assert judge("販売台数の推移です。", cites=cites).reason is Reason.WRONG_CITATION


def test_sources_that_were_shown_have_to_be_cited(judge):
    assert not judge("販売台数の推移です。", cites=[]).passed
    assert judge("販売台数の推移です。", cites=[], shown=False).passed
    assert judge("読み取れません。", "unanswerable", cites=[]).passed


def test_a_number_of_another_source_shows_that_the_wrong_one_is_cited(judge):
    finding = judge("中国の販売台数は590万台です。", cites=[2])
    assert finding.detail == "590万 stands in source 3 only"


def test_what_can_be_seen_in_the_figure_needs_no_citation_of_its_own(judge):
    assert judge("2019年の棒もあります。販売台数の推移です。", cites=[1]).passed


def test_a_source_that_shares_nothing_with_the_answer_does_not_bear_it_out(judge):
    sources = [("caption", "図1 売上高"), ("mention", "謝辞を述べる。")]
    said = "緑色の森林と湖畔の宿泊施設を結ぶ遊歩道が描かれています。"
    assert judge(said, cites=[2], sources=sources).detail == "2 do not bear out the answer"


def test_one_citing_turn_is_enough_for_what_is_only_seen(judge):
    turns = [("何ですか。", "販売台数の推移です。", [1]), ("棒は何色ですか。", "青です。", [])]
    assert judge("", turns=turns).passed
