"""The Files and Batch API: what is uploaded, run in its time, and handed back."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from scripted.script import Ending
from scripted.wire import Answered, Asked, Delivery, as_json

BORN = 1_790_000_000
DAY = 86_400
BOUNDARY = re.compile(r'boundary="?([^";]+)')
NAME = re.compile(rb'name="([^"]+)"')
Run = Callable[[dict[str, Any]], tuple[int, dict[str, Any]]]
Drawn = Callable[..., float]


def not_found(what: str) -> Answered:
    """Say that there is no such thing."""
    return as_json({"error": {"message": f"No such {what}", "type": "invalid_request_error", "code": None}}, 404)


class Files:
    """Uploaded and made files, in memory."""

    def __init__(self) -> None:
        self.contents: dict[str, bytes] = {}
        self._facts: dict[str, dict[str, Any]] = {}

    def put(self, content: bytes, filename: str, purpose: str) -> dict[str, Any]:
        """Keep a file and return what is told of it."""
        file_id = f"file-{len(self._facts) + 1}"
        self.contents[file_id] = content
        self._facts[file_id] = {
            "id": file_id,
            "object": "file",
            "bytes": len(content),
            "created_at": BORN,
            "filename": filename,
            "purpose": purpose,
            "status": "processed",
        }
        return self._facts[file_id]

    def serve(self, asked: Asked, file_id: str | None, what: str | None) -> Answered:
        """Answer one request about files."""
        if file_id is None:
            if asked.method == "POST":
                fields = multipart(asked)
                return as_json(self.put(fields["file"], "input.jsonl", fields["purpose"].decode()))
            return as_json({"object": "list", "data": list(self._facts.values()), "has_more": False})
        if file_id not in self._facts:
            return not_found(f"File object: {file_id}")
        if asked.method == "DELETE":
            del self._facts[file_id], self.contents[file_id]
            return as_json({"id": file_id, "object": "file", "deleted": True})
        return Answered(200, self.contents[file_id]) if what == "content" else as_json(self._facts[file_id])


def multipart(asked: Asked) -> dict[str, bytes]:
    """Return the fields of a form by name."""
    found = BOUNDARY.search(asked.headers["content-type"])
    assert found, asked.headers
    fields = {}
    for part in asked.body.split(b"--" + found[1].encode())[1:-1]:
        head, _, content = part.partition(b"\r\n\r\n")
        if name := NAME.search(head):
            fields[name[1].decode()] = content.removesuffix(b"\r\n")
    return fields


class Batches:
    """Batches, each with the ending that the script gave it when it was made."""

    def __init__(self, files: Files, run: Run, drawn: Drawn) -> None:
        self.files = files
        self._run = run
        self._drawn = drawn
        self._facts: dict[str, dict[str, Any]] = {}
        self._endings: dict[str, Ending] = {}
        self._looks: dict[str, int] = {}
        self._results: dict[str, tuple[list[str], list[str]]] = {}

    @property
    def begun(self) -> int:
        """Return how many batches there are."""
        return len(self._facts)

    def serve(self, asked: Asked, batch_id: str | None, what: str | None, endings: tuple[Ending, ...]) -> Answered:
        """Answer one request about batches."""
        if batch_id is None:
            if asked.method == "POST":
                ending = endings[min(len(self._facts), len(endings) - 1)]
                return self._create(json.loads(asked.body), ending)
            return self._listed(asked.query)
        if batch_id not in self._facts:
            return not_found(f"batch: {batch_id}")
        if what == "cancel":
            self._endings[batch_id] = self._endings[batch_id].model_copy(update={"status": "cancelled", "done": 0.5})
            self._facts[batch_id] |= {"status": "cancelling", "cancelling_at": BORN}
        return as_json(self._looked_at(batch_id))

    def _listed(self, query: dict[str, str]) -> Answered:
        newest = list(reversed(self._facts.values()))
        ids = [batch["id"] for batch in newest]
        start = ids.index(query["after"]) + 1 if query.get("after") in ids else 0
        page = newest[start : start + int(query.get("limit", "20"))]
        more = start + len(page) < len(newest)
        ends = {"first_id": page[0]["id"], "last_id": page[-1]["id"]} if page else {}
        return as_json({"object": "list", "data": page, "has_more": more, **ends})

    def _create(self, asked: dict[str, Any], ending: Ending) -> Answered:
        content = self.files.contents.get(asked["input_file_id"])
        if content is None:
            return not_found(f"File object: {asked['input_file_id']}")
        lines = [json.loads(line) for line in content.splitlines() if line.strip()]
        batch_id = f"batch_{len(self._facts) + 1}"
        self._endings[batch_id] = ending
        self._looks[batch_id] = 0
        self._facts[batch_id] = _facts(batch_id, asked, len(lines))
        if ending.status != "failed":
            self._results[batch_id] = self._worked(lines, ending)
        answered = as_json(self._facts[batch_id])
        return replace(answered, delivery=Delivery(cut_head_at=0)) if ending.unheard else answered

    def _worked(self, lines: list[dict[str, Any]], ending: Ending) -> tuple[list[str], list[str]]:
        """Run what will be done, and note what will not; which is which hangs on the batch and each custom id."""
        done, failed = [], []
        for number, line in enumerate(lines):
            told = {"id": f"batch_req_{number}", "custom_id": line["custom_id"]}
            chance = self._drawn("batch", len(self._facts), line["custom_id"])
            if chance >= ending.done:
                said = {"code": "batch_expired", "message": "This request could not be executed in time."}
                failed.append(told | {"response": None, "error": said})
            elif chance < ending.failed:
                said = {"error": {"message": "The server had an error.", "type": "server_error", "code": None}}
                failed.append(told | {"response": {"status_code": 500, "body": said}, "error": None})
            else:
                status, body = self._run(line["body"])
                row = told | {"response": {"status_code": status, "body": body}, "error": None}
                (done if status == 200 else failed).append(row)
        # The API hands results back in an order of its own.
        return [json.dumps(row, ensure_ascii=False) for row in reversed(done)], [json.dumps(row) for row in failed]

    def _looked_at(self, batch_id: str) -> dict[str, Any]:
        batch, ending = self._facts[batch_id], self._endings[batch_id]
        if batch["status"] in {"completed", "expired", "cancelled", "failed"}:
            return batch
        self._looks[batch_id] += 1
        if self._looks[batch_id] <= ending.polls:
            if batch["status"] == "validating":
                batch |= {"status": "in_progress", "in_progress_at": BORN}
            return batch
        self._facts[batch_id] = batch | self._ended(batch_id, ending)
        return self._facts[batch_id]

    def _ended(self, batch_id: str, ending: Ending) -> dict[str, Any]:
        ended: dict[str, Any] = {"status": ending.status, f"{ending.status}_at": BORN}
        if ending.status == "failed":
            said = {"code": "invalid_json_line", "message": "Line 1 is no valid JSON.", "line": 1, "param": None}
            return ended | {"errors": {"object": "list", "data": [said]}}
        done, failed = self._results[batch_id]
        if done:
            ended["output_file_id"] = self._made(done, f"{batch_id}_output.jsonl")
        if failed:
            ended["error_file_id"] = self._made(failed, f"{batch_id}_error.jsonl")
        total = len(done) + len(failed)
        return ended | {"request_counts": {"total": total, "completed": len(done), "failed": len(failed)}}

    def _made(self, lines: list[str], name: str) -> str:
        content = "".join(line + "\n" for line in lines).encode()
        return str(self.files.put(content, name, "batch_output")["id"])


def _facts(batch_id: str, asked: dict[str, Any], total: int) -> dict[str, Any]:
    times = ["in_progress_at", "finalizing_at", "completed_at", "failed_at", "expired_at"]
    nothing = dict.fromkeys([*times, "cancelling_at", "cancelled_at", "errors", "output_file_id", "error_file_id"])
    return {
        "id": batch_id,
        "object": "batch",
        "endpoint": asked["endpoint"],
        "input_file_id": asked["input_file_id"],
        "completion_window": asked["completion_window"],
        "metadata": asked.get("metadata"),
        "status": "validating",
        "created_at": BORN,
        "expires_at": BORN + DAY,
        "request_counts": {"total": total, "completed": 0, "failed": 0},
        **nothing,
    }
