"""Any server that speaks OpenAI's chat completions: OpenAI's own, and vLLM, llama.cpp and others through a base URL."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from tasks.engines import version_of
from tasks.engines.chat import ChatError, Fault
from tasks.engines.chat.parameters import Parameters
from tasks.engines.protocols import ChatBatches
from tasks.records.chat import ChatReply, ChatRequest

NO_KEY = "none"
"""What is sent to servers that want no key: the client insists on one."""

TIMEOUT_SECONDS, CONNECT_SECONDS = 300.0, 20.0
MOST_CONNECTIONS = 512
MOST_ERROR = 500
MOST_TOKENS = 100_000_000
"""Of one answer; who says more does not count tokens."""

_HALVES = re.compile("[\ud800-\udfff]")
_SECRET = re.compile(r"\b(?:sk|pk|key)-[\w*.-]{6,}|(?i:bearer)\s+\S+")
_FORBIDDEN = frozenset({401, 402, 403, 404})
_NO_MONEY = frozenset({"insufficient_quota", "billing_hard_limit_reached"})
_TOO_MANY = 429
_WAIT_A_LITTLE = frozenset({408, 409, 425, 503})


class OpenAiChat:
    """Asks by the `openai` package, whose own retries are off: each request is written down by who asks."""

    name = "openai"
    weights_sha256: str | None = None
    only_model: str | None = None

    @property
    def version(self) -> str:
        """Return the version of the package."""
        return version_of("openai")

    def wants_key(self, base_url: str | None) -> bool:
        """Tell whether it is OpenAI's own server."""
        return base_url is None

    def connect(self, base_url: str | None, api_key: str | None, capped_by: str) -> "OpenAiConnection":
        """Return a connection to the server at ``base_url``; OpenAI's own if it is None."""
        return OpenAiConnection(base_url, api_key, capped_by)


class OpenAiConnection:
    """One HTTP client; what the server does not support is learnt from its first refusal."""

    def __init__(self, base_url: str | None, api_key: str | None, capped_by: str) -> None:
        from openai import AsyncOpenAI, DefaultAsyncHttpxClient, Timeout  # noqa: PLC0415 (seconds; only who asks pays)

        self._key = api_key
        self._parameters = Parameters(capped_by)
        timeout = Timeout(TIMEOUT_SECONDS, connect=CONNECT_SECONDS)
        self.client = AsyncOpenAI(
            base_url=base_url,
            api_key=api_key or NO_KEY,
            max_retries=0,
            timeout=timeout,
            http_client=DefaultAsyncHttpxClient(limits=_limits(), timeout=timeout, base_url=base_url or ""),
        )

    async def ask(self, request: ChatRequest, picture: str | None) -> ChatReply:
        """Return the answer to one request; ``picture`` is a data URL. ChatError if there is none."""
        body = self.body(request, picture)
        with self.told(body):
            completion = await self.client.chat.completions.create(**body)
        return reply_of(completion)

    @contextmanager
    def told(self, body: Mapping[str, Any] | None = None) -> Iterator[None]:
        """Turn what goes wrong with a request into a ChatError without secrets."""
        import openai  # noqa: PLC0415 (seconds; only who asks pays)

        try:
            yield
        except openai.APIStatusError as error:
            raise self._refusal(error, body or {}) from None
        except openai.APITimeoutError as error:
            raise self._unanswered(error, "no answer in time") from None
        except openai.APIConnectionError as error:
            raise self._unanswered(error, "the connection broke") from None
        except (openai.OpenAIError, ValueError) as error:
            raise ChatError(Fault.BROKEN, self.plain(f"not an answer: {error}")) from None

    def body(self, request: ChatRequest, picture: str | None) -> dict[str, Any]:
        """Return what is sent: the parameters in the words that this server knows."""
        return self._parameters.body(request, picture)

    def batches(self) -> ChatBatches:
        """Return the same server's Batch API."""
        from tasks.engines.chat.batches import OpenAiBatches  # noqa: PLC0415 (which imports this module)

        return OpenAiBatches(self)

    async def close(self) -> None:
        """Let go of the connections."""
        await self.client.close()

    def plain(self, words: object) -> str:
        """Return words of a server or a library on one line, without anything that may be a key."""
        line = " ".join(str(words).split())
        if self._key:
            line = line.replace(self._key, "…")
        return _SECRET.sub("…", line)[:MOST_ERROR]

    def _refusal(self, error: Any, body: Mapping[str, Any]) -> ChatError:
        code = f"{getattr(error, 'code', None) or ''} {getattr(error, 'type', None) or ''}"
        after = _seconds(error.response.headers.get("retry-after"))
        words = error.body.get("message") if isinstance(error.body, dict) else None
        return self.refused(error.status_code, str(words or error.message), code, body, after)

    def refused(
        self, status: int, words: str, code: str, body: Mapping[str, Any], after: float | None = None
    ) -> ChatError:
        """Return what a refusal means; what the server does not support is remembered."""
        said = self.plain(f"{status}: {words}")
        no_money = not _NO_MONEY.isdisjoint(code.split())
        if status == _TOO_MANY and not no_money:
            return ChatError(Fault.BUSY, said, after)
        if no_money or status in _FORBIDDEN:
            return ChatError(Fault.FORBIDDEN, said)
        if "content_filter" in code or "content_policy" in code:
            return ChatError(Fault.FILTERED, said)
        if status in _WAIT_A_LITTLE or status >= 500:  # noqa: PLR2004 (the server's own fault)
            return ChatError(Fault.BROKEN, said, after)
        return ChatError(Fault.UNSUPPORTED if self._parameters.learn(said, body) else Fault.REFUSED, said)

    def _unanswered(self, error: Exception, words: str) -> ChatError:
        cause = error.__cause__ or error
        never_sent = type(cause).__name__ in {"ConnectError", "ConnectTimeout", "PoolTimeout", "UnsupportedProtocol"}
        return ChatError(Fault.AWAY if never_sent else Fault.BROKEN, self.plain(f"{words}: {cause!r}"))


def _limits() -> Any:
    from httpx2 import Limits  # noqa: PLC0415 (what the package itself stands on)

    return Limits(max_connections=MOST_CONNECTIONS, max_keepalive_connections=MOST_CONNECTIONS)


def _seconds(header: str | None) -> float | None:
    """Return how long a Retry-After header asks to wait: seconds, or until a date (RFC 9110, 10.2.3)."""
    if header is None:
        return None
    try:
        return max(0.0, float(header))
    except ValueError:
        pass
    try:
        return max(0.0, (parsedate_to_datetime(header) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):
        return None


def reply_of(completion: Any) -> ChatReply:
    """Return what a completion says; ChatError if it says nothing, or in no shape that is known."""
    try:
        choice = completion.choices[0]
        message, usage = choice.message, getattr(completion, "usage", None)
        return ChatReply(
            text=_text(message.content),
            refusal=_text(getattr(message, "refusal", None)),
            finish_reason=choice.finish_reason,
            tokens_in=_count(getattr(usage, "prompt_tokens", None)),
            tokens_out=_count(getattr(usage, "completion_tokens", None)),
            response_id=_text(getattr(completion, "id", None)),
            model=_text(getattr(completion, "model", None)),
        )
    except (AttributeError, IndexError, KeyError, TypeError, ValueError):
        raise ChatError(Fault.BROKEN, "an answer without a choice that could be read") from None


def _text(said: Any) -> str | None:
    """Return what is said, of parts too; half a surrogate pair, which no file can hold, is replaced."""
    if isinstance(said, list):
        said = "".join(part["text"] for part in said if part.get("type") == "text")
    return None if said is None else _HALVES.sub("\N{REPLACEMENT CHARACTER}", said)


def _count(said: Any) -> int | None:
    """Return a number of tokens; what cannot be one counts as not said."""
    return int(said) if isinstance(said, int | float) and 0 <= said <= MOST_TOKENS else None
