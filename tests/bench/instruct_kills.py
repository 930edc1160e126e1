"""Kill `etoki instruct` at random moments of some hundred calls; no stored answer may be asked for again.

python tests/bench/instruct_kills.py --out FOLDER [--calls 500] [--kills 10] [--concurrency 16] [--seed 0]

Every other kill falls right after the first byte of an answer, the others after so many calls as a seed decides. The
server is scripted, on loopback, and bills each call as soon as it is read.
"""

import argparse
import random
import subprocess
import sys
import time
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import psutil

from scripted import books
from scripted.client import Scripted, serving
from scripted.corpus import write_corpus
from scripted.script import Fault, Rule
from soaking.stage import Stage, kill, new_folder, prefect_server
from soaking.verdict import ask
from tasks.records.record import Record
from tasks.store.catalog import load

LIMIT = 300
LATENCY = 0.15
CALLS_A_FIGURE = 2  # written, judged
SLOW_SHARE, SLOW_BYTES, SLOW_SECONDS = 0.1, 200, 1.5
KEPT = "select count(*) as n from samples where outcome = 'kept'"
KEY = "sk-test-0123456789abcdef"


class Kill(Record):
    """One kill: how many calls the server had read by then, and how many it was still answering."""

    after: int
    half_sent: int


class Verdict(Record):
    """What came of it all."""

    kills: list[Kill]
    calls: int
    stored: int
    lost: int
    asked_again: int
    kept: int
    billed: Decimal
    booked: Decimal
    cap: Decimal

    def faults(self, concurrency: int) -> list[str]:
        """Return a line for everything that must not be."""
        found = {
            "stored answers were asked for again": self.asked_again > 0,
            "more was lost than was under way": self.lost > concurrency * len(self.kills),
            "the bill crosses the cap": self.billed > self.cap,
            "the books say less than the bill": self.booked < self.billed,
            "attempts are not in the books": self.calls > self.stored + self.lost,
        }
        return [line for line, is_so in found.items() if is_so]


class Instructing:
    """A workspace in which `etoki instruct` is started, killed and started again."""

    def __init__(self, stage: Stage, scripted: Scripted, cap: Decimal, concurrency: int) -> None:
        self.stage = stage
        self.scripted = scripted
        self.cap = cap
        self._words = (
            *("instruct", "--kinds", "description", "--model", "gpt-4o-mini", "--base-url", scripted.base_url),
            *("--max-cost", cap, "--concurrency", concurrency),
        )

    def kill_after(self, calls: int, *, half_sent: bool) -> Kill:
        """Start, kill after so many calls (or when an answer is half sent from then on), and say what was under way."""
        run = self._start()
        before = len(self.scripted.calls)
        seen = _await(self.scripted, run, before, calls, half_sent=half_sent)
        kill(psutil.Process(run.pid))
        run.wait()
        return Kill(after=before + len(seen), half_sent=_half_sent(seen))

    def finish(self) -> int:
        """Run to the end and return the exit code."""
        return self._start().wait(LIMIT)

    def verdict(self, kills: list[Kill]) -> Verdict:
        """Compare the books with what the server knows."""
        made, root = books.attempts(self.stage.workspace.root), self.stage.workspace.root
        outcomes = books.outcomes(root)
        load(root)
        return Verdict(
            kills=kills,
            calls=len(self.scripted.calls),
            stored=outcomes.get("stored", 0),
            lost=outcomes.get("lost", 0),
            asked_again=len(books.asked_again(made, self.scripted.calls)),
            kept=ask(root, KEPT)[0]["n"],
            billed=self.scripted.billed,
            booked=books.account(root)[0],
            cap=self.cap,
        )

    def _start(self) -> subprocess.Popen[bytes]:
        log = self.stage.workspace.root.with_name("said.txt").open("ab")
        return self.stage.start(*self._words, log=log)


def _await(
    scripted: Scripted, run: subprocess.Popen[bytes], before: int, calls: int, *, half_sent: bool
) -> list[dict[str, Any]]:
    """Wait for the moment to kill and return the run's calls; a run that ends before is an error."""
    deadline = time.monotonic() + LIMIT
    while time.monotonic() < deadline and run.poll() is None:
        seen = scripted.calls_from(before)
        if len(seen) >= calls and (not half_sent or _half_sent(seen)):
            return seen
        time.sleep(0.005)
    raise TimeoutError(f"the run was over before {calls} calls, code {run.returncode}; see said.txt")


def _half_sent(calls: list[dict[str, Any]]) -> int:
    return sum(call["begun"] and not call["sent"] for call in calls)


def main(arguments: Sequence[str] | None = None) -> int:
    """Kill as often as was asked for, finish, and return 1 if anything is not as it must be."""
    asked = _asked(arguments)
    asked.out.mkdir(parents=True, exist_ok=True)
    root = asked.out / "data"
    write_corpus(root, asked.calls // CALLS_A_FIGURE)
    with prefect_server(asked.out / "server") as api, serving(asked.out / "bill.jsonl") as scripted:
        scripted.follow(SLOW, latency=LATENCY, seed=asked.seed)
        stage = Stage(root, PREFECT_API_URL=api, OPENAI_API_KEY=KEY)
        work = Instructing(stage, scripted, asked.max_cost, asked.concurrency)
        kills = []
        for number, calls in enumerate(moments(asked.calls, asked.kills, asked.seed)):
            kills.append(work.kill_after(calls, half_sent=number % 2 == 0))
            print(f"kill {number + 1}: {kills[-1].model_dump_json()}", flush=True)
        code = work.finish()
        verdict = work.verdict(kills)
    print(verdict.model_dump_json(exclude={"kills"}, indent=1))
    faults = verdict.faults(asked.concurrency) + ([f"the last run ended with {code}"] if code else [])
    print("\n".join(faults) or "nothing is amiss")
    return min(len(faults), 1)


SLOW = Rule(fault=Fault.HALT, share=SLOW_SHARE, at_byte=SLOW_BYTES, seconds=SLOW_SECONDS)


def moments(calls: int, kills: int, seed: int) -> list[int]:
    """Return after how many new calls each run is killed; together they leave work for the last run."""
    chance = random.Random(seed)
    return [chance.randint(1, max(1, int(1.4 * calls / (kills + 1)))) for _ in range(kills)]


def _asked(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=new_folder, required=True)
    parser.add_argument("--calls", type=int, default=500)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--concurrency", type=int, default=16)
    parser.add_argument("--max-cost", type=Decimal, default=Decimal(5))
    parser.add_argument("--seed", type=int, default=0)
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
