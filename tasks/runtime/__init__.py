"""How the steps are run: settings, errors, retries, cache keys, worker processes, server."""
