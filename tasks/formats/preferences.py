"""Answers to one question of which one is better, as preference trainers take them."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from tasks.formats.conversation import marks_in, parsed
from tasks.records import identity
from tasks.records.sample import DatasetPreference, Message


class Choice(NamedTuple):
    """A conversation that ends in a question, a better and a worse answer to it, and the images that it shows."""

    prompt: list[Message]
    chosen: str
    rejected: str
    images: list[str]


def choices(preferences: Iterable[DatasetPreference]) -> list[Choice]:
    """Return a choice for each answer that differs while all questions so far agree.

    What was said before it is what the chosen sample says.
    """
    ordered = sorted(preferences, key=lambda one: (one.chosen_sample_id, one.rejected_sample_id))
    return [choice for one in ordered for choice in _differing(parsed(one.chosen), parsed(one.rejected), one.images)]


def choices_sha256(found: Sequence[Choice]) -> str:
    """Return the hash of what all choices say and show."""
    plain = [[[turn.model_dump() for turn in one.prompt], one.chosen, one.rejected, one.images] for one in found]
    return identity.sha256(identity.canonical(plain))


def _differing(chosen: list[Message], rejected: list[Message], images: list[str]) -> Iterator[Choice]:
    for place, (better, worse) in enumerate(zip(chosen, rejected, strict=False)):
        if better.role == worse.role == "assistant":
            if better.content != worse.content:
                prompt = chosen[:place]
                shown = sum(marks_in(turn.content) for turn in prompt)
                yield Choice(prompt, better.content, worse.content, images[:shown])
        elif better != worse:
            return
