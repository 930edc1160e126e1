"""What a prompt's text hangs on."""

import pytest

from tasks.prompts import constitution, rendering
from tasks.prompts.aims import aims
from tasks.prompts.fingerprints import prompt_hash, purpose_hash
from tasks.records.chat import Source
from tasks.records.enums import Mode, Purpose, SampleKind

MODES = [mode for mode in Mode if mode is not Mode.RAW_PAIR]


def test_every_kind_and_mode_has_a_hash_of_its_own():
    assert len({prompt_hash(kind, mode) for kind in SampleKind for mode in MODES}) == len(SampleKind) * len(MODES)


def test_a_hash_is_known_before_and_equal_for_every_figure():
    known = [Source(number=1, role="caption", text="図1 水車")]
    hashes = {
        rendering.compose(SampleKind.MAP, Mode.IMAGE_AND_EVIDENCE, shown, None, figure).prompt_hash
        for shown in (known, [])
        for figure in "ab"
    }
    assert hashes == {prompt_hash(SampleKind.MAP, Mode.IMAGE_AND_EVIDENCE)}


def test_judges_of_any_kind_are_asked_alike():
    for purpose in (Purpose.BLIND, Purpose.GUARD):
        assert len({purpose_hash(purpose, kind) for kind in SampleKind}) == 1
    assert len({purpose_hash(Purpose.CRITIQUE, kind) for kind in SampleKind}) == len(SampleKind)


def test_raw_pairs_have_no_prompt():
    with pytest.raises(ValueError, match="without a model"):
        prompt_hash(SampleKind.CAPTION, Mode.RAW_PAIR)


def test_rules_are_few_short_and_told_apart():
    rules = constitution.load()
    assert 6 <= len({rule.id for rule in rules}) == len(rules) <= 9
    assert all(rule.id.replace("-", "").isalpha() and len(rule.text) <= 60 for rule in rules)


def test_every_kind_has_its_aim():
    assert set(aims()) == set(SampleKind)
    assert len({aim.aim for aim in aims().values()}) == len(SampleKind)
