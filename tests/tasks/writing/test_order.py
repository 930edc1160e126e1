"""What is to be written of a figure, under which id, and on which first request."""

import pytest

from tasks.records.enums import Mode, Role, SampleKind
from tasks.records.sample import Evidence


def ids(orders):
    return [order.sample_id for order in orders]


def keys(orders):
    return [order.request.call_key for order in orders]


def of(study, about=None, engine="openai", **spec):
    made = study(**spec)
    return made.orders(about or made.evidence(), engine=engine)


def test_orders_come_in_the_order_of_figures_modes_and_kinds(study):
    made = study(kinds=[SampleKind.CAPTION, SampleKind.DESCRIPTION], modes=[Mode.IMAGE_ONLY, Mode.IMAGE_AND_EVIDENCE])
    found = made.orders(made.evidence(0), made.evidence(1))
    assert [(order.evidence.figure_id, order.mode, order.kind) for order in found] == [
        (figure, mode, kind)
        for figure in ("figure-0", "figure-1")
        for mode in ("image_only", "image_and_evidence")
        for kind in ("description", "caption")
    ]
    assert len({*ids(found)}) == len(found)


def test_raw_pairs_ask_no_model(study):
    assert of(study, modes=[Mode.RAW_PAIR]) == []
    assert len(of(study, modes=[Mode.RAW_PAIR, Mode.IMAGE_ONLY])) == 1


def test_what_is_named_twice_is_written_once(study):
    kinds, modes = [SampleKind.DESCRIPTION] * 2, [Mode.IMAGE_ONLY] * 2
    assert len(of(study, kinds=kinds, modes=modes)) == 1


def test_text_as_pdfs_have_it_is_a_mode_of_one_kind(study):
    assert [order.kind for order in of(study, kinds=[], modes=[Mode.PDF_STYLE_TEXT])] == [SampleKind.PDF_TEXT]


def test_the_same_figure_gives_the_same_ids_and_requests(study):
    assert of(study) == of(study)


@pytest.mark.parametrize("told", [{"caption": "図1 別の説明"}, {"inside": "別の文字 12 kW"}, {"kind": None}])
def test_other_evidence_is_another_request(study, told):
    before, after = of(study), of(study, study.evidence(**told))
    assert ids(before) == ids(after)
    assert keys(before) != keys(after)


def test_other_texts_make_another_sample(study):
    before, after = of(study), of(study, study.evidence(caption_pair="pair-new"))
    assert ids(before) != ids(after)


@pytest.mark.parametrize("spec", [{"temperature": 0.5}, {"model": "gpt-4o"}])
def test_what_is_asked_otherwise_is_asked_anew(study, spec):
    assert keys(of(study)) != keys(of(study, **spec))


@pytest.mark.parametrize("spec", [{"critique": False}, {"blind": True}, {"guard_model": "gpt-4.1-nano"}])
def test_how_a_sample_is_verified_does_not_change_what_is_written(study, spec):
    before, after = of(study), of(study, **spec)
    assert (ids(before), keys(before)) == (ids(after), keys(after))


def test_who_wrote_a_sample_is_part_of_its_id(study):
    assert len({*ids(of(study)), *ids(of(study, engine="other")), *ids(of(study, model="gpt-4o"))}) == 3


def test_a_sample_rests_on_the_texts_that_the_model_is_shown(study):
    [order] = of(study)
    assert [source.role for source in order.shown] == ["caption", "mention", "explains", "inside"]
    assert [text.role for text in order.used] == [Role.CAPTION, Role.MENTION, Role.EXPLAINS]


@pytest.mark.parametrize("mode", [Mode.IMAGE_ONLY, Mode.PDF_STYLE_TEXT])
def test_a_model_that_is_shown_no_text_is_checked_against_all_of_them(study, mode):
    [order] = of(study, modes=[mode])
    caption = order.evidence.texts[0].text
    assert order.shown == []
    assert len(order.sources) == 4
    assert [text.role for text in order.used] == [Role.CAPTION]
    assert not any(caption in message.text for message in order.request.messages)


def test_a_picture_is_asked_for_in_the_size_that_the_model_sees(study):
    about = study.evidence().model_copy(update={"width_px": 6000, "height_px": 3000})
    [order] = of(study, about)
    assert (order.request.image.width, order.request.image.height) == (1536, 768)


def test_a_picture_of_unknown_size_is_no_error(study):
    about = study.evidence().model_copy(update={"width_px": None, "height_px": None})
    assert of(study, about)[0].request.image is not None


def test_an_answer_is_never_longer_than_the_model_can_write(study):
    made = study()
    made.facts = {name: facts.model_copy(update={"most_output": 77}) for name, facts in made.facts.items()}
    assert made.orders()[0].request.max_tokens == 77


def test_a_model_that_thinks_unseen_gets_room_for_it(study):
    made = study()
    [plain] = made.orders()
    made.facts = {name: facts.model_copy(update={"hidden": 600}) for name, facts in made.facts.items()}
    assert made.orders()[0].request.max_tokens == plain.request.max_tokens + 1800


def test_a_temperature_goes_only_to_models_that_let_it_be_chosen(study):
    made = study(temperature=0.3)
    assert made.orders()[0].request.temperature == 0.3
    made.facts = {name: facts.model_copy(update={"temperature": False}) for name, facts in made.facts.items()}
    assert made.orders()[0].request.temperature is None


def test_a_figure_of_which_nothing_is_known_gives_nothing(study):
    nothing = Evidence(figure_id="f", doc_id="d", image_sha256="i", kind=None, texts=[], text_inside=None)
    assert study(kinds=[]).orders(nothing) == []
