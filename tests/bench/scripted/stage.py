"""A workspace, a server and `etoki instruct` between them, as tests want them."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from scripted.client import Scripted, serving
from scripted.corpus import Told, write_corpus

KEY = "sk-canary-5d0a7c31f2e94b68"
"""A key that must be found nowhere."""


class InstructStage:
    """One workspace of figures; every command that runs here has the key."""

    def __init__(self, etoki: Any, workspace: Path, scripted: Scripted) -> None:
        self.etoki = etoki
        self.workspace = workspace
        self.scripted = scripted

    def words(self, *more: object, kinds: str = "description", cost: object = 5) -> list[object]:
        """Return a command line; ``cost`` None names no cap."""
        cap = [] if cost is None else ["--max-cost", cost]
        server = ["--model", "gpt-4o-mini", "--base-url", self.scripted.base_url]
        return ["instruct", "-w", self.workspace, "--kinds", kinds, *server, *cap, *more]

    def run(self, *more: object, **options: Any) -> Any:
        """Run `etoki instruct` to its end."""
        return self.etoki.run(*self.words(*more, **options), OPENAI_API_KEY=KEY)

    def start(self, *more: object, **options: Any) -> Any:
        """Start `etoki instruct` and do not wait for it."""
        return self.etoki.start(*self.words(*more, **options), OPENAI_API_KEY=KEY)

    def ask(self, question: str) -> list[dict[str, Any]]:
        """Return the rows that answer a SQL question."""
        rows: list[dict[str, Any]] = self.etoki.ask(self.workspace, question)
        return rows


@contextmanager
def staged(etoki: Any, folder: Path, figures: int, told: Sequence[Told] = ()) -> Iterator[InstructStage]:
    """Make a workspace of so many figures, and serve."""
    write_corpus(folder / "data", figures, told=told)
    with serving(folder / "bill.jsonl") as scripted:
        yield InstructStage(etoki, folder / "data", scripted)
