"""A door to a real server that sees no pictures: it takes them out of requests and hands on the rest."""

import asyncio
import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPConnection
from typing import Any

from scripted.wire import Answered, Asked, Connection, as_json

WAIT_SECONDS = 600


class Relay:
    """Passes requests on, and keeps what was sent and what came back."""

    def __init__(self, host: str, port: int) -> None:
        self._address = (host, port)
        self._threads = ThreadPoolExecutor(8)
        self.passed: list[tuple[dict[str, Any], dict[str, Any]]] = []

    async def serve(self, asked: Asked) -> Answered:
        """Answer one request with what the real server says."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._pass_on, asked)

    def _pass_on(self, asked: Asked) -> Answered:
        body = json.loads(asked.body) if asked.body else {}
        for message in body.get("messages", []):
            message["content"] = _words(message["content"])
        connection = HTTPConnection(*self._address, timeout=WAIT_SECONDS)
        try:
            connection.request(asked.method, asked.path, json.dumps(body), {"content-type": "application/json"})
            answer = connection.getresponse()
            said = json.loads(answer.read())
        finally:
            connection.close()
        self.passed.append((body, said))
        return as_json(said, answer.status)


def _words(content: str | list[dict[str, Any]]) -> str:
    return content if isinstance(content, str) else "\n".join(part["text"] for part in content if "text" in part)


@contextmanager
def relaying(host: str, port: int) -> Iterator[tuple[Relay, str]]:
    """Give a relay to a real server and the base URL that it answers at."""
    relay, loop = Relay(host, port), asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="relay", daemon=True)
    thread.start()
    opening = loop.create_server(lambda: Connection(relay.serve), "127.0.0.1", 0)
    server = asyncio.run_coroutine_threadsafe(opening, loop).result()
    try:
        yield relay, f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
