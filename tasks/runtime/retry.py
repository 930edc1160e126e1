"""The one retry policy: what time can heal is tried again, with back-off; nothing else is."""

from typing import Any

from tasks.runtime.errors import TransientError


async def is_transient(_task: Any, _run: Any, state: Any) -> bool:
    """Tell whether a failed attempt may succeed later."""
    return isinstance(await state.aresult(raise_on_failure=False), TransientError)


RETRY: dict[str, Any] = {
    "retries": 3,
    "retry_delay_seconds": [2, 10, 60],
    "retry_jitter_factor": 0.5,
    "retry_condition_fn": is_transient,
}
