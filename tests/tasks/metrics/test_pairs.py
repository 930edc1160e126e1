import pytest

from tasks.metrics.pairs import Findings, is_pair, score_pairs
from tasks.metrics.scores import Given
from tasks.records.enums import Outcome, Role
from tasks.records.record import Box

EXPLAINED = "水は高い所から低い所へ流れる。"


@pytest.fixture
def score(make):
    """Score figures and candidates against gold items."""

    def scored(items, figures=(), candidates=(), regions=(), pages=None):
        found = make.extracted(figures, candidates, regions)
        return score_pairs(Findings(make.document(*items), found, pages))

    return scored


def test_a_found_figure_with_its_caption_is_right(make, score):
    total = score([make.item()], [make.figure("f")], [make.given("f")])
    assert (total.figures, total.matched, total.mean_iou, total.fragmentation) == (1, 1, 1, 1)
    assert total.captions == Given(given=1, right=1, gold=1, hit=1)


def test_a_wrong_text_and_a_caption_elsewhere_cost_precision(make, score):
    figures = [make.figure("f"), make.figure("g", x0=300)]
    total = score([make.item()], figures, [make.given("f", "目次"), make.given("g")])
    assert total.captions == Given(given=2, right=0, gold=1, hit=0)


def test_a_caption_on_a_figure_that_has_none_is_wrong(make, score):
    total = score([make.item(caption=None)], [make.figure("f")], [make.given("f")])
    assert total.captions == Given(given=1)


def test_a_caption_that_was_not_given_costs_recall(make, score):
    assert score([make.item()], [make.figure("f")]).captions == Given(gold=1)
    assert score([make.item()]).recall == 0


def test_unsure_and_turned_away_captions_are_no_pairs(make, score):
    unsure = make.given("f", p=0.4999)
    gone = make.given("f").model_copy(update={"outcome": Outcome.REJECTED})
    assert not is_pair(unsure)
    assert not is_pair(gone)
    assert is_pair(make.given("f", p=0.5))
    assert score([make.item()], [make.figure("f")], [unsure, gone]).captions == Given(gold=1)


def test_a_caption_without_words_is_right_by_its_place(make, score):
    box = Box(100, 205, 200, 215)
    item = make.item(caption=None, caption_bbox=box)
    region = make.region("図1: システムの構成", box.grown(1))
    assert score([item], [make.figure("f")], [make.given("f")], [region]).captions.f1 == 1
    assert score([item], [make.figure("f")], [make.given("f")], []).captions.f1 == 0


def test_explanations_are_counted_apart(make, score):
    item = make.item(caption=None, explains=EXPLAINED)
    texts = [make.given("f", EXPLAINED, role=Role.EXPLAINS), make.given("f", "火は燃える。", role=Role.EXPLAINS)]
    total = score([item], [make.figure("f")], texts)
    assert total.explains == Given(given=2, right=1, gold=1, hit=1)
    assert total.captions == Given()


def test_two_parts_of_one_explanation_hit_it_once(make, score):
    item = make.item(caption=None, explains=EXPLAINED)
    texts = [make.given("f", part, role=Role.EXPLAINS) for part in ("水は高い所から低い", "所から低い所へ流れる。")]
    assert score([item], [make.figure("f")], texts).explains == Given(given=2, right=2, gold=1, hit=1)


def test_mentions_are_counted_by_sentence(make, score):
    item = make.item(mentions=("図1に示すとおり、水は流れる。", "火は燃える（図1）。"))
    texts = [make.given("f", words, role=Role.MENTION) for words in ("図1に示すとおり、水は流れる。", "空は青い。")]
    assert score([item], [make.figure("f")], texts).mentions == Given(given=2, right=1, gold=2, hit=1)


def test_mentions_do_not_count_where_nobody_looked_for_them(make, score):
    texts = [make.given("f", "図1に示す。", role=Role.MENTION), make.given("g", "図2に示す。", role=Role.MENTION)]
    figures = [make.figure("f"), make.figure("g", x0=300)]
    looked = make.item(x0=300, mentions=("図2に示す。",))
    assert score([make.item()], figures, texts).mentions == Given()
    assert score([make.item(), looked], figures, texts).mentions == Given(given=1, right=1, gold=1, hit=1)


def test_a_mention_of_one_figure_does_not_hit_that_of_another(make, score):
    items = [make.item(mentions=("図1に示す。",)), make.item(x0=300, mentions=("図1に示す。",))]
    figures = [make.figure("f"), make.figure("g", x0=300)]
    total = score(items, figures, [make.given("f", "図1に示す。", role=Role.MENTION)])
    assert total.mentions == Given(given=1, right=1, gold=2, hit=1)


@pytest.mark.parametrize(
    ("role", "p", "fooled"),
    [(Role.CAPTION, 0.9, 1), (Role.EXPLAINS, 0.9, 1), (Role.MENTION, 0.9, 0), (Role.CAPTION, 0.4, 0)],
)
def test_a_decoy_that_becomes_a_pair_is_counted(make, score, role, p, fooled):
    text = make.given("d", p=p, role=role)
    total = score([make.item(), make.decoy()], [make.figure("d", x0=300)], [text])
    assert (total.decoys, total.fooled) == (1, fooled)


def test_a_figure_before_a_background_does_not_fool(make, score):
    items = [make.item(), make.decoy(x0=0, width=600)]
    assert score(items, [make.figure("f")], [make.given("f")]).fooled == 0


def test_what_stands_on_other_pages_may_be_left_out(make, score):
    figures = [make.figure("f"), make.figure("g", page=2)]
    texts = [make.given("f"), make.given("g")]
    assert score([make.item()], figures, texts).captions.given == 2
    assert score([make.item()], figures, texts, pages={1}).captions.given == 1


def test_a_pair_is_as_sure_as_its_match(make, score):
    (decision,) = score([make.item()], [make.figure("f")], [make.given("f", p=0.8)]).decisions
    assert decision == (0.8, True)


def test_none_is_as_sure_as_the_best_text_is_unlikely(make, score):
    away = {"outcome": Outcome.REJECTED}
    texts = [make.given("f", "本文", p=p).model_copy(update=away) for p in (0.1, 0.3)]
    (wrong,) = score([make.item()], [make.figure("f")], texts).decisions
    (right,) = score([make.item(caption=None)], [make.figure("f")], texts).decisions
    assert (wrong, right) == ((0.7, False), (0.7, True))
    assert score([make.item(caption=None)], [make.figure("f")]).decisions == ((1.0, True),)


def test_figures_that_were_missed_are_not_decided(make, score):
    assert score([make.item()]).decisions == ()
