from tasks.metrics.gold import GoldSentence
from tasks.metrics.running import intact, running_text
from tasks.records.enums import Outcome, RegionKind


def said(*texts):
    return [GoldSentence(page=1, text=text) for text in texts]


def test_a_sentence_may_run_over_a_column_and_a_page(make):
    regions = [
        make.region("高い所から\n低い所へ", reading_order=1),
        make.region("流れる。", page=2),
        make.region("水は"),
    ]
    assert running_text(regions) == "水は高い所から低い所へ流れる。"
    assert intact(said("水は高い所から低い所へ流れる。"), regions) == 1


def test_captions_and_what_is_not_read_do_not_interrupt(make):
    regions = [
        make.region("水は", reading_order=0),
        make.region("図1", reading_order=1, kind=RegionKind.CAPTION),
        make.region("12", reading_order=None),
        make.region("消えた", reading_order=2, outcome=Outcome.REJECTED),
        make.region("流れる。", reading_order=3),
    ]
    assert intact(said("水は流れる。", "水は火になる。"), regions) == 1


def test_a_wrong_order_breaks_a_sentence(make):
    regions = [make.region("水は", reading_order=1), make.region("流れる。", reading_order=0)]
    assert intact(said("水は流れる。"), regions) == 0


def test_widths_and_white_space_do_not_matter(make):
    assert intact(said("１２月に 雪"), [make.region("12月\nに雪")]) == 1
