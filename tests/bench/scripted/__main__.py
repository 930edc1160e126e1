"""Serve until the one who started it is gone.

python tests/bench/scripted [--port 0] [--bill FILE] [--leash]
"""

import argparse
import asyncio
import sys
from pathlib import Path

if __name__ == "__main__":  # run by its folder's name: the package is one folder further up
    sys.path[0] = str(Path(__file__).parents[1])

from scripted.service import Service
from scripted.wire import Connection


async def main() -> None:
    """Serve on loopback, and say where in the first line of standard output."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--bill", type=Path, default=Path("bill.jsonl"))
    parser.add_argument("--leash", action="store_true", help="end when standard input does")
    asked = parser.parse_args()
    service = Service(asked.bill)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Connection(service.serve), "127.0.0.1", asked.port, backlog=512)
    print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", flush=True)
    if asked.leash:
        await loop.run_in_executor(None, sys.stdin.read)
    else:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
