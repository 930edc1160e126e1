"""How many tokens a text or a request comes to, without the model's own tokenizer."""

import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from math import ceil

from tasks.records.chat import ChatRequest
from tasks.spending import pictures
from tasks.spending.facts import ModelFacts, TokenFacts

UNKNOWN = "unknown"

MOST_BY_MESSAGE = 16
"""No chat template known puts more marks than this around one message."""

MOST_BY_REQUEST = 256
"""Likewise around all of them: a template's own system message, or what a provider says before a schema."""

_PIECES = re.compile(
    r"(?P<hiragana>[ぁ-ゟ]+)|(?P<katakana>[゠-ヿ]+)|(?P<kanji>[㐀-鿿豈-﫿々〆]+)|(?P<wide>[\u3000-\u303f！-･]+)"
    r"|(?P<latin>[A-Za-z]+)|(?P<digit>[0-9]+)|(?P<mark>[!-/:-@\[-`{-~]+)"
    r"|(?P<newline>[\r\n]+)|(?P<blank>[^\S\r\n\u3000]+)"
    r"|(?P<other>[^ぁ-ヿ㐀-鿿豈-﫿々〆\u3000-\u303f！-･!-~\s]+)"
)
_DIGITS_A_TOKEN = 3
_LETTERS_A_TOKEN = 6
_LEVEL_1 = (bytes([first, second]) for first in range(0x88, 0x99) for second in range(0x40, 0xFD))
_COMMON = frozenset("".join(pair.decode("shift_jis", "ignore") for pair in _LEVEL_1))


def estimate(text: str, tokenizer: str) -> int:
    """Return the tokens that a text is expected to be; an unknown tokenizer counts as ``unknown``."""
    weights = _tokenizer(tokenizer).weights
    return ceil(sum(weights.get(name, 0.0) * count for name, count in counted(text).items()))


def most(text: str) -> int:
    """Return a number of tokens that no tokenizer with a byte fallback exceeds: the bytes in UTF-8.

    Some tokenizers fold the text first, and folding may lengthen it (㍍ becomes メートル).
    """
    forms = {text, unicodedata.normalize("NFC", text), unicodedata.normalize("NFKC", text)}
    return max(len(form.encode(errors="replace")) for form in forms)


def estimate_of(request: ChatRequest, facts: ModelFacts) -> int:
    """Return the input tokens that a whole request is expected to be billed for."""
    around = _tokenizer(facts.tokenizer)
    texts = [message.text for message in request.messages]
    if request.answer and around.schema_shown:
        texts.append(request.answer)
    seen = pictures.tokens(facts.picture, request.image.width, request.image.height) if request.image else 0
    said = sum(estimate(text, facts.tokenizer) for text in texts)
    return said + seen + ceil(len(request.messages) * around.message + around.request)


def most_of(request: ChatRequest, facts: ModelFacts) -> int:
    """Return a number of input tokens that a whole request cannot exceed."""
    seen = pictures.most(facts.picture, request.image.width, request.image.height) if request.image else 0
    said = sum(most(message.text) for message in request.messages) + most(request.answer or "")
    return said + seen + len(request.messages) * MOST_BY_MESSAGE + MOST_BY_REQUEST


def learned_ratio(rows: Iterable[tuple[int, int]], *, least: int = 5) -> float:
    """Return usage over estimate of a model's stored calls, given as (estimate, usage); 1 with too few to tell."""
    known = [(expected, used) for expected, used in rows if expected > 0 and used > 0]
    if len(known) < least:
        return 1.0
    return sum(used for _, used in known) / sum(expected for expected, _ in known)


def corrected(expected: int, ratio: float) -> int:
    """Return an estimate as it is after what was measured."""
    return ceil(expected * ratio)


def counted(text: str) -> Counter[str]:
    """Return how many characters and runs of each class a text has: what estimates are made of."""
    found: Counter[str] = Counter()
    for piece in _PIECES.finditer(text):
        kind, run = str(piece.lastgroup), piece.group()
        found[kind] += len(run.encode(errors="replace")) if kind == "other" else len(run)
        found[f"{kind}_runs"] += 1
        if kind == "digit":
            found["numbers"] += ceil(len(run) / _DIGITS_A_TOKEN)
        if kind == "kanji":
            found["rare"] += sum(one not in _COMMON for one in run)
        if kind == "latin":
            found["beyond"] += max(0, len(run) - _LETTERS_A_TOKEN)
            found["capital"] += sum(one.isupper() for one in run)
        if kind == "blank":
            found["gap"] += len(run) - 1
    return found


def _tokenizer(name: str) -> TokenFacts:
    known = _tokenizers()
    return known.get(name, known[UNKNOWN])


@cache
def _tokenizers() -> dict[str, TokenFacts]:
    content = tomllib.loads(files("tasks.spending").joinpath("tokenizers.toml").read_text(encoding="utf-8"))
    return {name: TokenFacts.model_validate(facts) for name, facts in content.items()}
