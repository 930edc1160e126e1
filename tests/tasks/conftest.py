"""The steps one after another, in a real worker process; and a model that writes what it is told to."""

import asyncio
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from scripted import answering
from scripted.corpus import Told, told_of
from tasks.asking.calls import About
from tasks.metrics.chain import extract_directly, register_path, rows_of
from tasks.records.chat import ChatReply, ChatRequest
from tasks.records.enums import Purpose, Role, SampleKind
from tasks.records.sample import Evidence, EvidenceText
from tasks.runtime import pool
from tasks.runtime.settings import Settings
from tasks.spending.forecast import defaults
from tasks.spending.prices import PriceTable
from tasks.write import Written, write
from tasks.writing.enquiry import Enquiry, House
from tasks.writing.order import Order, WritingSpec, orders

MODEL, GUARD = "gpt-4o-mini", "gpt-4.1-nano"


@pytest.fixture(scope="session")
def extracting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """Return settings of a workspace of its own, with a warm worker process."""
    yield Settings(workspace=tmp_path_factory.mktemp("steps") / "etoki-data", jobs=1)
    pool.close_all()


@pytest.fixture
def run_steps(extracting: Settings, tmp_path: Any) -> Callable[..., list[Any]]:
    """Return what sends a PDF through all steps and gives the rows of a table."""

    def run(content: bytes, kind: Any, table: str) -> list[Any]:
        (tmp_path / "given.pdf").write_bytes(content)
        registration = register_path(tmp_path / "given.pdf", extracting)
        assert registration is not None
        return rows_of(extract_directly(registration, extracting), table, kind, extracting)

    return run


class Pen:
    """Answers requests: what was said for their purpose, one after the other, else what stands every check."""

    def __init__(self, **told: list[Any]) -> None:
        self.told = {Purpose(purpose): list(replies) for purpose, replies in told.items()}
        self.asked: list[tuple[ChatRequest, About]] = []

    async def ask(self, request: ChatRequest, about: About) -> ChatReply:
        self.asked.append((request, about))
        await asyncio.sleep(0)
        told = self.told.get(about.purpose)
        said = told.pop(0) if told else self.good(request)
        if isinstance(said, Exception):
            raise said
        if isinstance(said, ChatReply):
            return said
        text = said if isinstance(said, str) else json.dumps(said, ensure_ascii=False)
        return ChatReply(text=text, finish_reason="stop", tokens_in=100, tokens_out=50)

    @property
    def purposes(self) -> list[str]:
        """Return what was asked for, in its order."""
        return [about.purpose for _, about in self.asked]

    @staticmethod
    def wanted(request: ChatRequest) -> answering.Wanted:
        schema = {"json_schema": {"schema": json.loads(request.answer or "{}")}}
        messages = [{"role": message.role, "content": message.text} for message in request.messages]
        return answering.wanted({"model": request.model, "messages": messages, "response_format": schema})

    @classmethod
    def good(cls, request: ChatRequest) -> Any:
        return answering.good(cls.wanted(request))


class Study:
    """Where samples are written without a workspace or server."""

    def __init__(self, **spec: Any) -> None:
        self.spec = WritingSpec(**{"model": MODEL, "kinds": [SampleKind.DESCRIPTION], **spec})
        table = PriceTable.load()
        self.facts = {model: table.facts(model) for model in (MODEL, GUARD)}
        habits = defaults(self.facts[MODEL])
        self.house = House(flow_run_id="run", spec=self.spec, facts=self.facts, habits=habits)

    @staticmethod
    def evidence(number: int = 0, *, caption_pair: str = "pair-caption", **told: Any) -> Evidence:
        """Return what is known of a figure; ``told`` says it otherwise."""
        said: Told = told_of(number)._replace(**told)
        texts = [(Role.CAPTION, said.caption), (Role.EXPLAINS, said.explains), (Role.MENTION, said.mention)]
        return Evidence(
            figure_id=f"figure-{number}",
            doc_id="doc",
            image_sha256=f"image-{number}",
            kind=said.kind,
            texts=[
                EvidenceText(
                    pair_id=caption_pair if role is Role.CAPTION else f"pair-{role}",
                    region_id=f"region-{role}",
                    role=role,
                    text=text,
                )
                for role, text in texts
                if text
            ],
            text_inside=said.inside,
            width_px=640,
            height_px=480,
        )

    def orders(self, *evidence: Evidence, engine: str = "openai") -> list[Order]:
        return list(orders(evidence or [self.evidence()], self.spec, self.facts[MODEL], engine))

    def enquiry(self, pen: Pen, order: Order | None = None) -> Enquiry:
        return Enquiry(order or self.orders()[0], pen.ask, self.house)

    def write(self, pen: Pen, order: Order | None = None) -> Written:
        order = order or self.orders()[0]
        return asyncio.run(write(order, self.enquiry(pen, order), self.spec, "run"))


@pytest.fixture(scope="session")
def pen() -> type[Pen]:
    """Return what makes a model that says what it is told to."""
    return Pen


@pytest.fixture(scope="session")
def study() -> type[Study]:
    """Return what makes a place to write samples in."""
    return Study
