"""What the flow `instruct` is asked for, and what it reports."""

from decimal import Decimal
from typing import Self

from pydantic import Field, field_validator, model_validator

from tasks import engines
from tasks.asking.gate import Limits
from tasks.records.enums import EngineKind, Mode
from tasks.records.record import Record
from tasks.spending.forecast import Row
from tasks.writing.order import WritingSpec


def costs_money(llm: str) -> str | None:
    """Return why an engine may not write where nobody was asked about money; None for a free one."""
    if llm not in engines.names(EngineKind.CHAT) or llm in engines.names(EngineKind.LLM):
        return None
    return f"{llm} costs money: `etoki instruct` asks it, with a preview and a cap"


class FreeInstructRequest(Record):
    """Who writes the samples, at no cost."""

    llm: str = Field(default="template", description="The engine that writes: `template`, or `none` to write nothing.")

    @model_validator(mode="after")
    def _is_free(self) -> Self:
        if refusal := costs_money(self.llm):
            raise ValueError(refusal)
        return self


class InstructRequest(WritingSpec):
    """What a model is to write, of what, and for how much; or which free engine writes."""

    llm: str = Field(default="openai", description="`openai`: a server of that kind; or an engine that costs nothing.")
    base_url: str | None = Field(None, title="Base URL", description="The server's address, up to /v1; None: OpenAI's.")
    key_block: str | None = Field(
        None, title="Key Block", description="The Prefect Secret block that holds the key; None: OPENAI_API_KEY has it."
    )
    max_cost: Decimal | None = Field(
        None, ge=0, title="Max Cost", description="Most USD that all calls of the workspace may cost, earlier ones too."
    )
    yes: bool = Field(default=False, description="Spend without a cap.")
    preview: bool = Field(default=False, description="Only say what it would cost.")
    limit: int | None = Field(None, ge=1, description="Write at most so many samples.")
    figures: int | None = Field(None, ge=1, description="Write of at most so many figures.")
    batch: bool = Field(default=False, description="By the Batch API: cheaper, within a day.")
    again: bool = Field(default=False, description="Verify again what was written; stored answers cost nothing.")
    prices: str | None = Field(None, description="A TOML file with prices, over those that etoki knows.")
    limits: Limits = Field(default=Limits(), title="At Once", description="What the server bears, of all workers.")

    @field_validator("base_url")
    @classmethod
    def _is_address(cls, url: str | None) -> str | None:
        if url is not None and not url.startswith(("http://", "https://")):
            raise ValueError(f"{url!r} is no address; http://127.0.0.1:8000/v1 is one")
        return url

    @property
    def asks(self) -> bool:
        """Tell whether a model is asked."""
        return self.llm in engines.names(EngineKind.CHAT) and set(self.modes) != {Mode.RAW_PAIR}


class InstructReport(Record):
    """What was written."""

    figures: int = Field(default=0, description="Figures that a free engine wrote of.")
    samples: int = Field(default=0, description="Samples that these figures give.")
    written: int = Field(default=0, description="Samples that were not there before.")
    kept: int = 0
    rejected: dict[str, int] = Field({}, description="By the reason that they were turned away for.")
    unanswered: int = Field(default=0, description="Samples that got no answer; the next run asks again.")
    trouble: str | None = Field(default=None, description="Why the first of them got none.")
    stopped: str | None = Field(default=None, description="Why the run ended before its work did.")
    spent_usd: Decimal | None = Field(default=None, description="What the workspace has spent on models in all.")
    is_priced: bool = Field(default=True, description="False: the price of what this run asked is not known.")
    prices: str | None = Field(default=None, description="The price table.")
    preview: list[Row] = Field([], description="What it would cost, by kind; the last row is the sum.")
