"""What is known of a model before it is asked anything: its price, its tokens, its pictures, its parameters."""

from decimal import Decimal
from enum import StrEnum, auto
from typing import Literal

from pydantic import Field

from tasks.records.record import Record


class PictureRule(StrEnum):
    """How a provider turns a picture into tokens."""

    TILES = auto()
    PATCHES = auto()
    MERGED = auto()
    CROPS = auto()
    FLAT = auto()
    ROWS = auto()


class PictureFacts(Record):
    """The numbers of one rule; sizes in pixels.

    ``side`` is what a token or tile covers, ``each`` what it costs, ``base`` what a picture costs besides;
    ``budget`` and ``least`` are counts of sides, ``longest`` and ``shortest`` the edges a picture is shrunk to.
    ``worst_each`` stands where a provider documents more than it was seen to bill, ``worst_base`` where the rule
    itself is a guess.
    """

    rule: PictureRule
    side: int = Field(gt=0)
    each: Decimal = Decimal(1)
    base: int = 0
    budget: int | None = None
    least: int = 1
    longest: int | None = None
    shortest: int | None = None
    worst_each: Decimal | None = None
    worst_base: int = 0


class TokenFacts(Record):
    """Tokens by class of character and run, and what the chat template adds around the texts."""

    weights: dict[str, float]
    message: float = 4.0
    request: float = 3.0
    schema_shown: bool = True


class ModelFacts(Record):
    """One model; prices are USD per million tokens, and None means unknown, never free.

    ``batch`` is the factor of the Batch API, 1 where there is none. ``limit`` is the parameter that caps an answer.
    ``reasoning`` models think in tokens that are billed and not shown: about ``hidden`` of them a call until
    that was measured. ``temperature`` says whether the model lets it be chosen.
    """

    model: str
    declared: str | None = None
    input: Decimal | None = Field(default=None, ge=0)
    output: Decimal | None = Field(default=None, ge=0)
    cached_input: Decimal | None = Field(default=None, ge=0)
    batch: Decimal = Decimal(1)
    tokenizer: str
    picture: PictureFacts
    limit: Literal["max_completion_tokens", "max_tokens"] = "max_tokens"
    reasoning: bool = False
    temperature: bool = True
    hidden: int = 0
    context: int | None = None
    most_output: int | None = None
