"""How many threads an engine may use inside this process."""

_limit = 1


def limit(count: int) -> None:
    """Set the limit; engines that are loaded afterwards keep to it."""
    global _limit  # noqa: PLW0603 (a fact about this process, as the loaded engines are)
    _limit = count


def limited() -> int:
    """Return the limit; 1 unless something else was set."""
    return _limit
