"""Text that is not ours, set apart so that nothing in it can pass for ours."""

import json
import re
from collections.abc import Iterable

from tasks.records import identity
from tasks.records.chat import Source, Turn

MARK_LENGTH = 12
# A chat template's own marks, `<|im_end|>`, `</s>`, `[/INST]`, would end a message if a server took them for tokens.
_MARKUP = re.compile(r"<(?=[|｜/!?_a-zA-Z<])|\[(?=/?[A-Z_]{3,}\])")


def quote(text: str) -> str:
    """Return a JSON string on one line; what could be a control token of a model is spelled with an escape."""
    said = json.dumps(text, ensure_ascii=False).replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    return defuse(said)


def defuse(text: str) -> str:
    """Return JSON, whole or broken, in which what could be a control token of a model is spelled with an escape."""
    return _MARKUP.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def source_lines(sources: Iterable[Source]) -> list[str]:
    """Return the evidence as it is shown, a line each: `[1] caption "…"`."""
    return [f"[{source.number}] {source.role} {quote(source.text)}" for source in sources]


def turn_lines(turns: Iterable[Turn]) -> list[str]:
    """Return an answer as it is shown to whoever judges it: a line each for its questions, answers and citations."""
    return [line for number, turn in enumerate(turns, start=1) for line in _turn(number, turn)]


def question_lines(turns: Iterable[Turn]) -> list[str]:
    """Return the questions alone."""
    return [f"[{number}] {quote(turn.question)}" for number, turn in enumerate(turns, start=1) if turn.question]


def _turn(number: int, turn: Turn) -> list[str]:
    asked = [f"[{number}] question {quote(turn.question)}"] if turn.question else []
    cited = [f"[{number}] citations {json.dumps(turn.citations)}"] if turn.citations else []
    return [*asked, f"[{number}] answer {quote(turn.answer)}", *cited]


def mark(*blocks: Iterable[str]) -> str:
    """Return what fences these lines in: a word made of them all that occurs in none."""
    content = "\n".join(line for block in blocks for line in block)
    word = identity.of("mark", content)[:MARK_LENGTH]
    while word in content:
        word = identity.of("mark", word, content)[:MARK_LENGTH]
    return word
