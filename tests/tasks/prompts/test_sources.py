"""What is known of a figure, numbered and cleaned."""

from hypothesis import given
from hypothesis import strategies as st

from tasks.prompts.sources import MOST_CHARACTERS, MOST_TEXTS, cut, numbered, tidy
from tasks.records.enums import Role


def test_captions_come_before_mentions_before_explaining_texts_before_the_text_inside(evidence):
    known = evidence(
        (Role.EXPLAINS, "水車は川の流れで回る。"),
        (Role.MENTION, "図1を見よ。"),
        (Role.CAPTION, "図1 水車"),
        (Role.CAPTION, "写真1 水車"),
        inside="水輪",
    )
    found = numbered(known)
    assert [(source.number, source.role, source.pair_id) for source in found] == [
        (1, "caption", "pair-2"),
        (2, "caption", "pair-3"),
        (3, "mention", "pair-1"),
        (4, "explains", "pair-0"),
        (5, "inside", None),
    ]


def test_a_text_is_one_source_however_often_it_was_found(evidence):
    same = (Role.MENTION, "図1に示す。")
    assert [source.pair_id for source in numbered(evidence(same, same))] == ["pair-0"]


def test_the_surest_of_many_texts_are_taken(evidence):
    many = [(Role.MENTION, f"図1に{number}を示す。") for number in range(20)]
    assert [source.pair_id for source in numbered(evidence(*many))] == [
        f"pair-{number}" for number in range(MOST_TEXTS[Role.MENTION])
    ]


def test_texts_that_are_nothing_but_space_are_no_sources(evidence):
    assert numbered(evidence((Role.CAPTION, " \u200b\n"), inside="\u3000\n")) == []


def test_the_cells_and_rows_of_a_table_stay_apart(evidence):
    assert numbered(evidence(inside="年\t量\r\n1990\t 12 \n\n1991\t\t\n"))[0].text == "年\t量\n1990\t12\n1991"


def test_a_cell_that_is_empty_keeps_its_place():
    assert tidy("\t1990\t12") == "\t1990\t12"


def test_running_text_is_one_line(evidence):
    assert numbered(evidence((Role.CAPTION, "図1\u3000水車\n（春）\t朝")))[0].text == "図1 水車 （春） 朝"


def test_direction_marks_controls_and_glyphs_without_a_font_are_gone():
    assert tidy("水\u202e車\u2066\u0007\u200f\ufeff\u061c\u180e\x7f") == "水車"
    assert tidy("\ue001車\ufffd") == "〓車〓"
    assert tidy("a\u2028b\x0bc") == "a\nb\nc"
    assert tidy("\ud800車") == "車"


def test_what_is_long_is_cut_at_the_end_of_a_sentence_where_one_is_near():
    assert cut("あ" * 10, 10) == "あ" * 10
    assert cut("あ" * 11, 10) == "あ" * 9 + "…"
    assert cut("ああああああ。いいいい", 10) == "ああああああ。…"
    assert cut("あ。いいいいいいいいい", 10) == "あ。いいいいいいい…"


def test_every_source_keeps_its_limit(evidence):
    known = numbered(evidence(*((role, "長い。" * 1000) for role in Role), inside="長\n" * 5000))
    assert {source.role for source in known} == set(MOST_CHARACTERS)
    assert all(len(source.text) <= MOST_CHARACTERS[source.role] for source in known)


@given(st.text(alphabet=st.characters(exclude_categories=[])))
def test_a_tidy_text_can_be_written_and_is_tidy(text):
    tidied = tidy(text)
    assert tidied.encode().decode() == tidied
    assert tidy(tidied) == tidied
    assert len(tidied.splitlines()) == (tidied.count("\n") + 1 if tidied else 0)


def test_whole_texts_bear_the_numbers_of_those_that_are_cut(evidence):
    begins_alike = "あ" * 900
    known = evidence(
        (Role.CAPTION, begins_alike + "一。"),
        (Role.CAPTION, begins_alike + "二。"),
        (Role.MENTION, "図1。"),
        inside="い" * 2000,
    )
    cut_off, whole = numbered(known), numbered(known, whole=True)
    assert [(one.number, one.role, one.pair_id) for one in cut_off] == [
        (one.number, one.role, one.pair_id) for one in whole
    ]
    assert len(whole[-1].text) == 2000 > len(cut_off[-1].text)
