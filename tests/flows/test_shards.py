"""Samples side by side, until the cap is reached or something breaks."""

import asyncio
from collections import Counter
from contextlib import asynccontextmanager
from decimal import Decimal
from pathlib import Path

import pytest

from flows.planning import Plan
from flows.shards import NOTHING, Counts, Desk, reported
from scripted.corpus import write_corpus
from tasks.asking.errors import CapReachedError, ForbiddenError, UnansweredError
from tasks.engines.chat import Fault
from tasks.records.chat import ChatReply
from tasks.records.enums import SampleKind
from tasks.records.sample import Evidence
from tasks.runtime.errors import UsageError
from tasks.spending.forecast import defaults
from tasks.spending.prices import PriceTable
from tasks.store.catalog import load, read
from tasks.store.workspace import Workspace
from tasks.write import Written
from tasks.writing.enquiry import House
from tasks.writing.order import WritingSpec, orders

FIGURES = 6
SPEC = WritingSpec(kinds=[SampleKind.CAPTION], critique=False)
FACTS = PriceTable.load().facts(SPEC.model)
SAID = '{"text": "水門の水位の変化を示す図。", "citations": [1]}'


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Return what there is to write of some figures."""
    root = tmp_path_factory.mktemp("shards") / "data"
    write_corpus(root, FIGURES)
    load(root)
    rows = read(root, "queries/accepted_evidence", {"after": "", "most": FIGURES}).to_dicts()
    return list(orders([Evidence(**row) for row in rows], SPEC, FACTS, "openai"))


class Asked:
    """Answers all but the requests that something else is told of, by their number."""

    def __init__(self, **told):
        self.told = {int(number.removeprefix("at_")): what for number, what in told.items()}
        self.count = self.most = self.now = 0

    @asynccontextmanager
    async def taking_part(self):
        self.now += 1
        self.most = max(self.most, self.now)
        yield
        self.now -= 1

    async def ask(self, request, about):  # noqa: ARG002
        self.count += 1
        number = self.count
        await asyncio.sleep(0.001)
        if number in self.told:
            raise self.told[number]
        return ChatReply(text=SAID, finish_reason="stop", tokens_in=1, tokens_out=1)


def desk(exchange, places):
    house = House(flow_run_id="run", spec=SPEC, facts={SPEC.model: FACTS}, habits=defaults(FACTS))
    return Desk(Plan(house, {}, Workspace(Path("nowhere")), None), exchange, places)


def written(made, exchange, places=1):
    async def write():
        writing = desk(exchange, places)
        return writing, await asyncio.gather(*(writing.write(order) for order in made))

    return asyncio.run(write())


CAP = CapReachedError(Decimal(1), Decimal("0.9"), Decimal(0), Decimal("0.2"))


def test_every_sample_is_written_and_never_more_at_once_than_there_are_places(made):
    exchange = Asked()
    writing, results = written(made, exchange, places=3)
    assert [type(result) for result in results] == [Written] * FIGURES
    assert exchange.most == 3
    assert writing.stopped is writing.failure is None


def test_at_the_cap_nothing_more_is_begun(made):
    exchange = Asked(at_3=CAP)
    writing, results = written(made, exchange)
    assert [result is not None for result in results] == [True, True, False, False, False, False]
    assert exchange.count == 3
    assert "the cap is 1" in writing.stopped
    assert writing.failure is None


def test_at_the_cap_what_is_under_way_is_finished(made):
    _, results = written(made, Asked(at_1=CAP), places=3)
    assert [result is not None for result in results] == [False, True, True, False, False, False]


def test_a_sample_without_an_answer_stops_no_other(made):
    writing, results = written(made, Asked(at_2=UnansweredError("500", Fault.BROKEN)))
    assert Counter(type(result) for result in results) == {Written: FIGURES - 1, UnansweredError: 1}
    assert writing.stopped is None


def test_a_server_that_lets_nobody_ask_is_asked_no_more(made):
    exchange = Asked(at_1=ForbiddenError("401: wrong key"))
    writing, results = written(made, exchange)
    assert results == [None] * FIGURES
    assert exchange.count == 1
    assert isinstance(writing.failure, ForbiddenError)


def test_the_first_failure_is_the_one_that_is_told(made):
    writing, _ = written(made, Asked(at_1=ForbiddenError("first"), at_2=ForbiddenError("second")), places=2)
    assert str(writing.failure) == "first"


def test_a_picture_that_is_gone_is_told_with_what_to_do(made):
    writing, _ = written(made, Asked(at_1=FileNotFoundError(2, "No such file", "/w/blobs/ab/cd")))
    assert isinstance(writing.failure, UsageError)
    assert "/w/blobs/ab/cd is gone: run `etoki run`" in str(writing.failure)


def test_a_shard_that_fails_lets_the_others_end():
    async def both():
        writing = desk(Asked(), 1)
        writing.shards = {0: [], 1: []}

        async def failing():
            raise PermissionError(13, "Permission denied")

        async def lasting():
            await asyncio.sleep(0.01)
            return Counts(5, Counter(), 0)

        counts = await asyncio.gather(writing.done_with(0, failing()), writing.done_with(1, lasting()))
        return writing, counts

    writing, counts = asyncio.run(both())
    assert [one.kept for one in counts] == [0, 5]
    assert isinstance(writing.failure, PermissionError)
    assert writing.stopped
    assert writing.shards == {}


def test_counts_add_up_and_keep_the_first_word():
    one = Counts(1, Counter(unsafe=1), 1, trouble="500")
    other = Counts(2, Counter(unsafe=1, refused=1), 2, stopped="cap", trouble="501")
    assert NOTHING.plus(one).plus(other) == Counts(3, Counter(unsafe=2, refused=1), 3, "cap", "500")


def test_near_duplicates_are_no_longer_kept_in_the_report():
    report = reported(Counts(5, Counter(unsafe=1), 0), Decimal("0.5"), duplicates=2)
    assert (report.written, report.kept, report.rejected) == (6, 3, {"near-duplicate": 2, "unsafe": 1})
    assert reported(NOTHING, Decimal(0), duplicates=0).rejected == {}
