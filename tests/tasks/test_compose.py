"""Samples and their parts."""

import json

import pytest

from tasks.compose import compose, unwritten
from tasks.engines.llm.fake import FakeLlm
from tasks.engines.llm.template import TemplateLlm
from tasks.records.enums import Role
from tasks.records.sample import Draft, Evidence, EvidenceText, Message


def text(name: str, role: Role = Role.CAPTION, said: str = "図1　紙をすく手順") -> EvidenceText:
    return EvidenceText(pair_id=f"pair-{name}", region_id=f"region-{name}", role=role, text=said)


def evidence(*texts: EvidenceText, inside: str | None = None, figure: str = "figure") -> Evidence:
    return Evidence(
        figure_id=figure, doc_id="doc", image_sha256="image", kind=None, texts=list(texts), text_inside=inside
    )


class Stranger:
    """Names a pair that nobody gave it."""

    name = "stranger"
    version = "1"
    weights_sha256 = None

    def write(self, evidence: Evidence) -> list[Draft]:
        messages = [Message(role="user", content=f"<image>\n{evidence.figure_id}")]
        return [Draft(kind="k", mode="m", messages=messages, pair_ids=["invented"], prompt_hash="h")]


def test_a_sample_names_the_figure_and_every_text_it_used_in_order():
    samples, parts = compose([evidence(text("b"), text("a", Role.MENTION))], FakeLlm(), "run")
    assert [(part.position, part.figure_id, part.pair_id, part.region_id, part.role) for part in parts] == [
        (0, "figure", "pair-a", "region-a", Role.MENTION),
        (1, "figure", "pair-b", "region-b", Role.CAPTION),
    ]
    assert {part.sample_id for part in parts} == {samples[0].sample_id}
    assert {part.flow_run_id for part in parts} == {samples[0].flow_run_id} == {"run"}


def test_a_sample_without_a_pair_still_names_its_figure():
    samples, parts = compose([evidence(inside="漉いた紙を板に張って干す")], TemplateLlm(), "run")
    assert [(part.figure_id, part.pair_id, part.region_id, part.role) for part in parts] == [
        ("figure", None, None, None)
    ]
    assert [sample.kind for sample in samples] == ["transcription"]


def test_messages_are_canonical_json():
    sample = compose([evidence(text("a"))], TemplateLlm(), "run")[0][0]
    messages = json.loads(sample.messages)
    assert [message["role"] for message in messages] == ["user", "assistant"]
    assert sample.messages == json.dumps(messages, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def test_ids_depend_on_content_alone():
    first = compose([evidence(text("a"))], TemplateLlm(), "run 1")[0][0]
    again = compose([evidence(text("a"))], TemplateLlm(), "run 2")[0][0]
    assert first.sample_id == again.sample_id
    assert first.generator == "template"


@pytest.mark.parametrize(
    "other",
    [evidence(text("b")), evidence(text("a"), figure="another")],
    ids=["another pair", "another figure"],
)
def test_ids_differ_with_what_a_sample_is_made_of(other):
    ids = [sample.sample_id for sample in compose([evidence(text("a")), other], TemplateLlm(), "run")[0]]
    assert len(set(ids)) == 2


def test_ids_differ_with_the_engine():
    written, faked = (compose([evidence(text("a"))], llm, "run")[0][0] for llm in (TemplateLlm(), FakeLlm()))
    assert written.sample_id != faked.sample_id


def two_figures() -> list[Evidence]:
    return [evidence(text(name), inside="漉いた紙を板に張って干す", figure=name) for name in ("one", "two")]


def test_what_is_there_already_is_not_written_again():
    samples, parts = compose(two_figures(), TemplateLlm(), "run")
    assert unwritten(samples, parts, samples) == ([], [])


def test_a_figure_with_one_new_sample_is_written_whole():
    samples, parts = compose(two_figures(), TemplateLlm(), "run")
    new, new_parts = unwritten(samples, parts, samples[1:])
    assert [sample.sample_id for sample in new] == [sample.sample_id for sample in samples[:2]]
    assert {part.figure_id for part in new_parts} == {"one"}


def test_other_words_under_the_same_id_are_written_again():
    samples, parts = compose([evidence(text("a"))], TemplateLlm(), "run")
    reworded = [samples[0].model_copy(update={"messages": "[]"})]
    assert unwritten(samples, parts, reworded) == (samples, parts)


def test_a_caption_and_a_transcription_of_one_figure_are_two_samples():
    samples, parts = compose([evidence(text("a"), inside="漉いた紙を板に張って干す")], TemplateLlm(), "run")
    assert [sample.kind for sample in samples] == ["caption", "transcription"]
    assert len({sample.sample_id for sample in samples}) == len(parts) == 2


@pytest.mark.parametrize("inside", [None, "", " \n"])
def test_a_figure_without_caption_and_text_gives_nothing_even_to_a_willing_engine(inside):
    assert compose([evidence(text("a", Role.MENTION), inside=inside)], FakeLlm(), "run") == ([], [])


def test_refuses_a_draft_that_names_a_pair_of_somebody_else():
    with pytest.raises(ValueError, match=r"figure: .*invented"):
        compose([evidence(text("a"))], Stranger(), "run")
