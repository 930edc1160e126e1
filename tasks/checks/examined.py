"""What a check is told of a sample that a model wrote."""

from functools import cached_property

from tasks.checks.plain import MOST, plain
from tasks.records.chat import Source, Turn
from tasks.records.enums import Mode, SampleKind
from tasks.records.record import Record


class Examined(Record):
    """A sample before it is believed.

    ``sources`` is all that is known of the figure; ``shown`` says whether the model saw it, so that citations are
    wanted. ``prompt`` is the fixed text of what the model was asked.
    """

    kind: SampleKind
    mode: Mode
    turns: list[Turn]
    sources: list[Source]
    shown: bool
    prompt: str

    @cached_property
    def evidence(self) -> str:
        """All that is known of the figure, in plain text."""
        return "\n".join(plain(source.text) for source in self.sources)

    @cached_property
    def answers(self) -> str:
        """All answers, in plain text."""
        return "\n".join(plain(turn.answer) for turn in self.turns)[:MOST]

    @cached_property
    def said(self) -> str:
        """All questions and answers, in plain text."""
        return "\n".join(f"{plain(turn.question)}\n{plain(turn.answer)}" for turn in self.turns)[:MOST]
