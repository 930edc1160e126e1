"""What the server is told to do: which calls go wrong, and how."""

import hashlib
from collections import Counter
from enum import StrEnum, auto

from tasks.records.record import Record


class Fault(StrEnum):
    """All that can go wrong with one call."""

    # the way there and back
    STATUS = auto()
    TOO_MANY = auto()
    TOO_MANY_UNTIL = auto()
    QUOTA = auto()
    UNAUTHORIZED = auto()
    BAD_REQUEST = auto()
    NEVER = auto()
    CUT_HEAD = auto()
    CUT_BODY = auto()
    HALT = auto()
    # the envelope
    NOT_JSON = auto()
    TRUNCATED_ENVELOPE = auto()
    EMPTY_CHOICES = auto()
    NO_MESSAGE = auto()
    NO_CONTENT = auto()
    NO_USAGE = auto()
    REFUSAL = auto()
    LENGTH = auto()
    CONTENT_FILTER = auto()
    # what is said
    TRUNCATED_ANSWER = auto()
    WRONG_SCHEMA = auto()
    FENCED = auto()
    ENGLISH = auto()
    CHINESE = auto()
    NUMBERS = auto()
    NAMES = auto()
    LEAK = auto()
    LOOP = auto()
    OBEYED = auto()
    PERSONAL = auto()
    CITATIONS = auto()
    UNFAVOURABLE = auto()


UNBILLED = frozenset({Fault.TOO_MANY, Fault.TOO_MANY_UNTIL, Fault.QUOTA, Fault.UNAUTHORIZED, Fault.BAD_REQUEST})


class Rule(Record):
    """One fault, and the calls that it befalls; the first rule of a script that takes a call decides.

    ``share`` of the calls, drawn by the request's body and how often it came, so that the order in which calls arrive
    changes nothing; ``at``: these calls by number, from 1; ``tries``: only so many times for one body; ``times``: only
    so many times at all; ``title``: only requests for such an answer; ``having``: only requests with this text.
    ``at_byte`` is where an answer breaks or halts, ``seconds`` how long it halts or is to be waited for.
    """

    fault: Fault
    share: float = 1.0
    at: tuple[int, ...] = ()
    tries: int | None = None
    times: int | None = None
    title: str | None = None
    having: str | None = None
    status: int = 500
    at_byte: int = 0
    seconds: float = 0.0
    echo_key: bool = False
    billed: bool | None = None

    @property
    def is_billed(self) -> bool:
        """Say whether a call that this befalls costs money: a server that breaks has done the work."""
        return self.fault not in UNBILLED if self.billed is None else self.billed


class Ending(Record):
    """How a batch ends: after so many looks, as what, and how many of its requests were done or failed by then.

    ``unheard``: it is begun, and the connection breaks before anybody is told.
    """

    polls: int = 2
    status: str = "completed"
    done: float = 1.0
    failed: float = 0.0
    unheard: bool = False


class Script(Record):
    """All that the server is told; ``spend`` is the share of max_tokens that answers are billed at."""

    seed: int = 0
    rules: tuple[Rule, ...] = ()
    latency: float = 0.0
    formats: tuple[str, ...] = ("json_schema", "json_object", "text")
    limits: tuple[str, ...] = ("max_tokens", "max_completion_tokens")
    temperature: bool = True
    key: str | None = None
    spend: tuple[float, ...] = ()
    batches: tuple[Ending, ...] = (Ending(),)


class Casting:
    """Decides which rule takes a call, by a script."""

    def __init__(self, script: Script) -> None:
        self.script = script
        self._calls = 0
        self._bodies: Counter[str] = Counter()
        self._times: Counter[int] = Counter()

    def take(self, body_sha: str, title: str | None, text: str) -> Rule | None:
        """Return the rule that decides this call, if any."""
        self._calls += 1
        self._bodies[body_sha] += 1
        for number, rule in enumerate(self.script.rules):
            if self._applies(number, rule, body_sha, title, text):
                self._times[number] += 1
                return rule
        return None

    def drawn(self, *what: object) -> float:
        """Return a number from 0 to 1 that hangs on ``what`` and the seed alone."""
        told = "|".join(map(str, (self.script.seed, *what)))
        return int.from_bytes(hashlib.sha256(told.encode()).digest()[:8]) / 2**64

    def _applies(self, number: int, rule: Rule, body_sha: str, title: str | None, text: str) -> bool:
        tries = self._bodies[body_sha]
        return (
            (rule.title is None or rule.title == title)
            and (not rule.at or self._calls in rule.at)
            and (rule.tries is None or tries <= rule.tries)
            and (rule.times is None or self._times[number] < rule.times)
            and (rule.having is None or rule.having in text)
            and (rule.share >= 1.0 or self.drawn(number, body_sha, tries) < rule.share)
        )
