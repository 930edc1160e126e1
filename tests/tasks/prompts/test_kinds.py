"""Which kinds of sample a figure is good for."""

import pytest

from tasks.prompts.kinds import kinds_of, suitable
from tasks.prompts.sources import MOST_CHARACTERS
from tasks.records.enums import FigureKind, Mode, Role, SampleKind

CAPTION = (Role.CAPTION, "図2 水車ごとの一年の米の量（俵）")
MENTION = (Role.MENTION, "図2に、六つの水車が一年にひいた米の量を示す。")
VALUES = "一番車\t620\n二番車\t540\n三番車\t470\n四番車\t410"
CLASSIC = {SampleKind.CONVERSATION, SampleKind.DESCRIPTION, SampleKind.REASONING}


def test_every_figure_that_something_is_said_of_gets_the_classic_three(evidence):
    assert set(suitable(evidence(CAPTION, MENTION))) >= CLASSIC


def test_a_caption_alone_carries_no_reasoning(evidence):
    assert SampleKind.REASONING not in suitable(evidence(CAPTION, kind=FigureKind.PHOTO))
    assert SampleKind.REASONING in suitable(evidence(CAPTION, kind=FigureKind.DIAGRAM))


def test_nothing_is_written_of_a_figure_that_nothing_is_known_of(evidence):
    assert suitable(evidence(inside="12 34\n56")) == []


@pytest.mark.parametrize("kind", [FigureKind.CHART, FigureKind.TABLE])
def test_charts_and_tables_with_values_are_asked_for_numbers(evidence, kind):
    assert SampleKind.NUMBERS in suitable(evidence(CAPTION, inside=VALUES, kind=kind))


def test_numbers_in_kanji_are_numbers(evidence):
    inside = "水車\t止まった年\n一番車\t大正十二年\n三番車\t大正九年\n六番車\t大正四年"
    assert SampleKind.NUMBERS in suitable(evidence(CAPTION, inside=inside, kind=FigureKind.TABLE))


@pytest.mark.parametrize("inside", ["", "国名\t首都\n日本\t東京\n英国\tロンドン", "合計 12"])
def test_a_table_without_values_is_not_asked_for_numbers(evidence, inside):
    assert SampleKind.NUMBERS not in suitable(evidence(CAPTION, inside=inside, kind=FigureKind.TABLE))


def test_a_photo_is_not_asked_for_numbers(evidence):
    assert SampleKind.NUMBERS not in suitable(evidence(CAPTION, inside=VALUES, kind=FigureKind.PHOTO))


@pytest.mark.parametrize(
    ("figure", "kind"), [(FigureKind.DIAGRAM, SampleKind.PROCESS), (FigureKind.MAP, SampleKind.MAP)]
)
def test_diagrams_tell_processes_and_maps_are_read_as_maps(evidence, figure, kind):
    assert kind in suitable(evidence(CAPTION, kind=figure))
    assert kind not in suitable(evidence(CAPTION, kind=FigureKind.PHOTO))


def test_only_text_that_was_read_whole_is_transcribed(evidence):
    written = "桂川の水車と堰の位置を示す案内板"
    assert SampleKind.TRANSCRIPTION in suitable(evidence(CAPTION, inside=written))
    assert SampleKind.TRANSCRIPTION not in suitable(evidence(CAPTION, inside="0 50 100 150 200 米の量"))
    too_long = written * (MOST_CHARACTERS["inside"] // len(written) + 1)
    assert SampleKind.TRANSCRIPTION not in suitable(evidence(CAPTION, inside=too_long))


@pytest.mark.parametrize(
    "inside", ["于一步セ名老入力：カ离家交散名态の稳矩定", "turopa Mrica ACiEN\nkagrican Daroee Eurore 名"]
)
def test_what_a_machine_misread_is_not_transcribed(evidence, inside):
    assert SampleKind.TRANSCRIPTION not in suitable(evidence(CAPTION, inside=inside))


def test_a_caption_is_asked_for_where_one_in_japanese_is_known(evidence):
    assert SampleKind.CAPTION in suitable(evidence(CAPTION))
    assert SampleKind.CAPTION not in suitable(evidence((Role.CAPTION, "図8 Options menu (Unix)"), MENTION))
    assert SampleKind.CAPTION not in suitable(evidence(MENTION))


def test_one_figure_of_four_is_asked_what_it_cannot_answer(evidence):
    asked = [SampleKind.UNANSWERABLE in suitable(evidence(CAPTION, figure=f"{number}")) for number in range(400)]
    assert 70 < sum(asked) < 130


def test_a_kind_that_is_asked_for_by_name_is_written_for_every_figure(evidence):
    wanted = {SampleKind.UNANSWERABLE}
    kinds = [kinds_of(Mode.IMAGE_ONLY, evidence(CAPTION, figure=f"{number}"), wanted) for number in range(8)]
    assert kinds == [[SampleKind.UNANSWERABLE]] * 8


def test_what_is_wanted_narrows_and_never_widens(evidence):
    photo = evidence(CAPTION, kind=FigureKind.PHOTO)
    wanted = [SampleKind.MAP, SampleKind.PDF_TEXT, SampleKind.DESCRIPTION, SampleKind.CONVERSATION]
    assert kinds_of(Mode.IMAGE_AND_EVIDENCE, photo, wanted) == [SampleKind.CONVERSATION, SampleKind.DESCRIPTION]


@pytest.mark.parametrize("wanted", [None, {SampleKind.CONVERSATION}])
def test_text_as_pdfs_have_it_is_a_mode_of_one_kind(evidence, wanted):
    assert kinds_of(Mode.PDF_STYLE_TEXT, evidence(CAPTION), wanted) == [SampleKind.PDF_TEXT]
    assert SampleKind.PDF_TEXT not in kinds_of(Mode.IMAGE_ONLY, evidence(CAPTION), None)


def test_raw_pairs_are_captions_and_transcriptions(evidence):
    chart = evidence(CAPTION, inside="水車ごとの米の量を比べる棒グラフ", kind=FigureKind.CHART)
    assert kinds_of(Mode.RAW_PAIR, chart, None) == [SampleKind.TRANSCRIPTION, SampleKind.CAPTION]
