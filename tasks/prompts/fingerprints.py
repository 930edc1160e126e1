"""What a prompt's text hangs on, as a hash that is known before anything is asked and equal for every figure."""

from functools import cache

from tasks.prompts import answers, constitution, templating
from tasks.prompts.aims import aims, asks
from tasks.records import identity
from tasks.records.enums import Mode, Purpose, SampleKind

_WRITING = frozenset({Purpose.COMPOSE, Purpose.REVISE})
_BLIND_TO_KIND = frozenset({Purpose.BLIND, Purpose.GUARD})


@cache
def prompt_hash(kind: SampleKind, mode: Mode) -> str:
    """Return the hash of all that can enter a sample of ``kind``, judges and revision included.

    ValueError for raw pairs: no model is asked for them.
    """
    if mode is Mode.RAW_PAIR:
        raise ValueError("raw pairs are written without a model, so there is no prompt")
    return identity.of("prompt", kind, mode, [purpose_hash(purpose, kind) for purpose in Purpose])


@cache
def purpose_hash(purpose: Purpose, kind: SampleKind) -> str:
    """Return the hash of the files, schema and rules that one request about a sample of ``kind`` is made of."""
    more = [answers.schema(answers.answer_of(purpose, kind))]
    if purpose not in _BLIND_TO_KIND:
        more.append(aims()[kind].aim)
    if purpose is Purpose.CRITIQUE:
        more += [rule.model_dump_json() for rule in constitution.load()]
    return templating.digest(_names(purpose, kind), *more)


def _names(purpose: Purpose, kind: SampleKind) -> set[str]:
    if purpose is Purpose.REPAIR:
        return {"user/repair.ja.j2"}
    names = {"quoted.ja.j2", f"system/{purpose}.ja.j2", f"user/{purpose}.ja.j2"}
    if purpose in _WRITING:
        names |= {"system/compose.ja.j2", f"kinds/{kind}.ja.j2"}
    if purpose is Purpose.COMPOSE:
        names.add(f"requests/{'askers' if asks(kind) else kind}.txt")
    return names
