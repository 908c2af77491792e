"""How long the compose page and its JSON take, and how many answers two workers give in a second.

uv run python -m tests.benchmarks.compose [requests]

Each request asks for another random configuration, as visitors do. Loopback only.
"""

from __future__ import annotations

import os
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

from configurator.config import ROOT
from configurator.product.configuration import query_string
from configurator.product.loader import product_without_pictures
from configurator.product.rules import ProductRules
from tests.benchmarks.timing import seconds

WORKERS, VISITORS = 2, 4
ASKED_ONE_BY_ONE = 200


def main(requests: int) -> None:
    queries = _queries(ASKED_ONE_BY_ONE + requests)
    with tempfile.TemporaryDirectory() as folder, _served(Path(folder)) as port:
        for path, name in (("/piccola/state.json", "JSON"), ("/piccola", "whole page")):
            median = statistics.median(_times(port, path, queries[:ASKED_ONE_BY_ONE]))
            print(f"compose answer, {name}: {median * 1000:.1f} ms (median of {ASKED_ONE_BY_ONE})")
        rest = queries[ASKED_ONE_BY_ONE:]
        with ThreadPoolExecutor(VISITORS) as visitors:
            started = time.perf_counter()
            list(visitors.map(lambda part: _times(port, "/piccola/state.json", part), _parts(rest)))
            rate = len(rest) / (time.perf_counter() - started)
    print(f"compose JSON, {WORKERS} workers, {VISITORS} visitors: {rate:.0f} requests a second ({len(rest)} in all)")


def _queries(count: int) -> list[str]:
    product = product_without_pictures(ROOT / "designs" / "piccola")
    rules, chance = ProductRules(product), random.Random(0)
    return [query_string(product, rules.sample(chance).options) for _ in range(count)]


def _parts(queries: Sequence[str]) -> list[Sequence[str]]:
    return [queries[start::VISITORS] for start in range(VISITORS)]


def _times(port: int, path: str, queries: Sequence[str]) -> list[float]:
    connection = HTTPConnection("127.0.0.1", port)

    def get(query: str) -> None:
        connection.request("GET", f"{path}?{query}")
        response = connection.getresponse()
        response.read()
        assert response.status == 200, (response.status, query)

    return [seconds(lambda query=query: get(query)) for query in queries]  # type: ignore[misc]


@contextmanager
def _served(folder: Path) -> Iterator[int]:
    """The site under gunicorn on a free port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    environment = {**os.environ, "SITE_URL": f"http://127.0.0.1:{port}", "INSTANCE_PATH": str(folder)}
    command = ["gunicorn", "--bind", f"127.0.0.1:{port}", "--workers", str(WORKERS), "--threads", "2", "wsgi:app"]
    server = subprocess.Popen([sys.executable, "-m", *command], cwd=ROOT, env=environment, stderr=subprocess.DEVNULL)
    try:
        for _ in range(200):
            with socket.socket() as trial:
                if trial.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        _times(port, "/piccola", ["", ""])
        yield port
    finally:
        server.terminate()
        server.wait(10)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
