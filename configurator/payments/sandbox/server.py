"""Runs the stand-in in a thread of its own, on a port of this machine, until it is stopped."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from waitress import wasyncore
from waitress.server import create_server

from configurator.payments.sandbox.app import Sandbox, make_sandbox
from configurator.payments.sandbox.faults import NO_CHANCE, Chance

LOOP_SECONDS = 5


class RunningSandbox:
    """A stand-in that listens; as a context manager it stops at the end of the block."""

    def __init__(self, sandbox: Sandbox, host: str, port: int) -> None:
        self.sandbox = sandbox
        # A map of our own keeps its sockets apart from those of the site's server in the same process.
        self._sockets: dict[int, object] = {}
        try:
            self._server = create_server(sandbox, map=self._sockets, host=host, port=port, threads=8)
        except OSError:  # the port is taken
            wasyncore.close_all(self._sockets)
            sandbox.close()
            raise
        self.address = f"http://{host}:{self._server.effective_port}"
        sandbox.public_address = sandbox.public_address or self.address
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._serve, name="stripe-sandbox", daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        while not self._stopping.is_set():
            wasyncore.loop(timeout=LOOP_SECONDS, map=self._sockets, use_poll=True, count=1)
        self._server.task_dispatcher.shutdown()
        wasyncore.close_all(self._sockets)

    def stop(self) -> None:
        """Close the port and the clock; the file keeps everything for the next start."""
        if self._thread.is_alive():
            # The loop's own thread hears of it, so that it never sleeps on and nothing is closed under it.
            with suppress(OSError):  # it heard of it by another request, and has closed everything already
                self._server.trigger.pull_trigger(self._stopping.set)
            self._thread.join(timeout=10)
        self.sandbox.close()

    def __enter__(self) -> RunningSandbox:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


def serve_sandbox(
    path: Path,
    secret_key: str,
    webhook_url: str,
    webhook_secret: str,
    public_address: str = "",
    host: str = "127.0.0.1",
    port: int = 0,
    now: Callable[[], float] = time.time,
    chance: Chance = NO_CHANCE,
) -> RunningSandbox:
    """Start a sandbox on `host`:`port` (0: any free one); people pay at its own address unless told another."""
    sandbox = make_sandbox(path, secret_key, webhook_url, webhook_secret, public_address, now, chance)
    return RunningSandbox(sandbox, host, port)
