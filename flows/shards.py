"""Samples written by a model, a hundred to a task run, as many at once as the server bears."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Iterator
from contextlib import asynccontextmanager
from decimal import Decimal
from functools import reduce
from itertools import islice
from typing import Any, NamedTuple

from prefect import task
from prefect.cache_policies import NO_CACHE

from flows.instruct_request import InstructReport, InstructRequest
from flows.planning import Plan
from tasks import engines
from tasks.asking.batch import BatchExchange
from tasks.asking.errors import CapReachedError, UnansweredError
from tasks.asking.exchange import Exchange, Server
from tasks.asking.gate import Gate
from tasks.asking.ledger import Ledger
from tasks.asking.pictures import Pictures
from tasks.asking.settle import settle
from tasks.engines.protocols import Chat
from tasks.records.enums import EngineKind, Outcome, Reason
from tasks.records.sample import Sample
from tasks.runtime import leases
from tasks.runtime.credentials import key_from
from tasks.runtime.errors import TransientError, UsageError, is_healed_by_time
from tasks.runtime.retry import RETRY
from tasks.runtime.settings import Settings
from tasks.sift import sift
from tasks.store.catalog import read
from tasks.store.journal import new_entry_id
from tasks.store.workspace import Workspace
from tasks.write import Written, write
from tasks.writing.enquiry import Enquiry
from tasks.writing.order import Order

SHARD = 100
SPARE = 8
"""So many more samples are begun than may ask at once: some are being verified."""

BATCHED = 4000
"""So many samples wait for batches at once."""

NO_KEY = "no key: set OPENAI_API_KEY, name a Prefect Secret block (--key-block), or give a --base-url"
PICTURE_GONE = "the picture {} is gone: run `etoki run` on the PDFs again, which makes it anew"


class Counts(NamedTuple):
    """What came of a number of samples."""

    kept: int
    rejected: Counter[str]
    unanswered: int
    stopped: str | None = None
    trouble: str | None = None

    def plus(self, other: "Counts") -> "Counts":
        """Return both together."""
        return Counts(
            self.kept + other.kept,
            self.rejected + other.rejected,
            self.unanswered + other.unanswered,
            self.stopped or other.stopped,
            self.trouble or other.trouble,
        )


NOTHING = Counts(0, Counter(), 0)


class Desk:
    """Where samples are written, until the cap is reached."""

    def __init__(self, plan: Plan, exchange: Exchange | BatchExchange, places: int) -> None:
        self._plan = plan
        self._exchange = exchange
        self._free = asyncio.Semaphore(places)
        self.stopped: str | None = None
        self.failure: Exception | None = None
        self.shards: dict[int, list[Order]] = {}

    async def done_with(self, number: int, work: Awaitable[Counts]) -> Counts:
        """Wait for a shard, and let go of its orders; one that failed lets the others end what is under way."""
        try:
            return await work
        except Exception as error:  # noqa: BLE001 (raised again when the others have ended)
            self._fail(error)
            return NOTHING
        finally:
            del self.shards[number]

    async def write(self, order: Order) -> Written | UnansweredError | None:
        """Return a sample's rows; None for one that was not written: the cap left no room, or the run is failing."""
        house = self._plan.house
        async with self._free, self._exchange.taking_part():
            if self.stopped:
                return None
            enquiry = Enquiry(order, self._exchange.ask, house)
            try:
                return await write(order, enquiry, house.spec, house.flow_run_id)
            except UnansweredError as error:
                return error
            except CapReachedError as error:
                self.stopped = str(error)
            except FileNotFoundError as error:
                self._fail(UsageError(PICTURE_GONE.format(error.filename)))
            except Exception as error:  # noqa: BLE001 (raised again when what is under way has ended)
                self._fail(error)
            return None

    def _fail(self, error: Exception) -> None:
        self.stopped, self.failure = str(error), self.failure or error


def write_all(request: InstructRequest, plan: Plan, workspace: Workspace, ledger: Ledger) -> Counts:
    """Write every sample of the plan, shard after shard."""
    return asyncio.run(_write_all(request, plan, workspace, ledger))


def reported(counts: Counts, spent: Decimal, duplicates: int) -> InstructReport:
    """Return the counts as a flow's report; ``duplicates`` are those of the samples that were kept at first."""
    rejected = counts.rejected + Counter({Reason.NEAR_DUPLICATE.value: duplicates})
    return InstructReport(
        samples=counts.kept + counts.rejected.total(),
        written=counts.kept + counts.rejected.total(),
        kept=counts.kept - duplicates,
        rejected={reason: count for reason, count in sorted(rejected.items()) if count},
        unanswered=counts.unanswered,
        trouble=counts.trouble,
        stopped=counts.stopped,
        spent_usd=spent,
    )


async def _write_all(request: InstructRequest, plan: Plan, workspace: Workspace, ledger: Ledger) -> Counts:
    places = BATCHED if request.batch else request.limits.concurrency + SPARE
    async with _exchange(request, plan, workspace, ledger) as exchange:
        desk = Desk(plan, exchange, places)
        shard = _shard_task(desk, workspace, ledger)
        total, under_way = NOTHING, set[asyncio.Task[Counts]]()
        for number, orders in enumerate(_shards(plan.orders())):
            desk.shards[number] = orders
            under_way.add(asyncio.create_task(desk.done_with(number, shard(number))))
            if len(under_way) * SHARD > places + SHARD:
                done, under_way = await asyncio.wait(under_way, return_when=asyncio.FIRST_COMPLETED)
                total = reduce(Counts.plus, (one.result() for one in done), total)
            if desk.stopped:
                break
        total = reduce(Counts.plus, await asyncio.gather(*under_way), total)
        if desk.failure is not None:
            raise desk.failure
        return total._replace(stopped=desk.stopped)


@asynccontextmanager
async def _exchange(
    request: InstructRequest, plan: Plan, workspace: Workspace, ledger: Ledger
) -> AsyncIterator[Exchange | BatchExchange]:
    address, key = key_from(request.key_block, request.base_url)
    engine: Chat = engines.load(EngineKind.CHAT, request.llm)
    if key is None and engine.wants_key(address):
        raise UsageError(NO_KEY)
    connection = engine.connect(address, key, plan.writer.facts.limit)
    pictures = Pictures(workspace.blobs)
    try:
        if request.batch:
            server = Server(connection, Gate(asyncio.Semaphore()), plan.terms)
            batches = BatchExchange(server, ledger, pictures.url, request.max_cost, Settings().batch_poll_seconds)
            async with batches.open() as exchange:
                yield exchange
            return
        async with leases.gate(plan.house.spec.model, request.limits, workspace.state) as gate:
            yield Exchange(Server(connection, gate, plan.terms), ledger, pictures.url, request.max_cost)
    finally:
        await connection.close()


def _shards(orders: Iterator[Order]) -> Iterator[list[Order]]:
    while shard := list(islice(orders, SHARD)):
        yield shard


def _shard_task(desk: Desk, workspace: Workspace, ledger: Ledger) -> Any:
    """Return the task that writes one shard: what it has written is in the journal when it ends, however it ends."""

    @task(name="instruct-shard", task_run_name="samples of shard {number}", cache_policy=NO_CACHE, **RETRY)
    async def write_shard(number: int) -> Counts:
        results = await asyncio.gather(*(desk.write(order) for order in desk.shards[number]))
        written = [result for result in results if isinstance(result, Written)]
        try:
            await asyncio.to_thread(_keep, workspace, ledger, written)
        except OSError as error:
            if is_healed_by_time(error):
                raise TransientError(str(error)) from error
            raise
        return _counted(written, [result for result in results if isinstance(result, UnansweredError)])

    return write_shard


def _keep(workspace: Workspace, ledger: Ledger, written: list[Written]) -> None:
    settle(workspace, ledger)
    tables: dict[str, list[Any]] = {
        "samples": [row for one in written for row in one.samples],
        "sample_parts": [row for one in written for row in one.parts],
        "sample_checks": [row for one in written for row in one.checks],
        "preferences": [row for one in written for row in one.preferences],
    }
    if written:
        workspace.journal.append(None, new_entry_id(), tables)


def _counted(written: list[Written], unanswered: list[UnansweredError]) -> Counts:
    samples = [sample for one in written for sample in one.samples]
    rejected = Counter(str(sample.reason) for sample in samples if sample.outcome is not Outcome.KEPT)
    trouble = str(unanswered[0]) if unanswered else None
    return Counts(len(samples) - rejected.total(), rejected, len(unanswered), trouble=trouble)


def sift_all(workspace: Workspace, flow_run_id: str) -> list[Sample]:
    """Compare the samples of models with each other, and return those whose outcome is another now."""
    live = [Sample(**row) for row in read(workspace.root, "queries/samples_to_sift").to_dicts()]
    changed, checks = sift(live, flow_run_id)
    if checks:
        workspace.journal.append(None, new_entry_id(), {"samples": changed, "sample_checks": checks})
    return changed
