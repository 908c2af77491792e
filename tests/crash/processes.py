"""Processes that are forked from one that has everything loaded, so that starting one takes milliseconds."""

from __future__ import annotations

import ctypes
import os
import pickle
import signal
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

DIE_WITH_PARENT = 1
"""Linux's PR_SET_PDEATHSIG: nothing is left over when the command itself is killed."""
PATIENCE_SECONDS = 300.0
"""A busy machine is no violation."""


class StuckError(Exception):
    """Something that must come to an end did not."""


class Processes:
    """The running processes by name; what they print goes to the file `log`."""

    def __init__(self, log: Path) -> None:
        self._log = log
        self._running: dict[str, int] = {}

    def start(self, name: str, work: Callable[[], None], is_ready: Callable[[], bool]) -> None:
        """Do `work` in a process of its own, and wait until it is ready for it (or dead)."""
        self._running[name] = self._fork(name, work)
        until = time.monotonic() + PATIENCE_SECONDS
        while not is_ready() and self.is_alive(name):
            if time.monotonic() > until:
                raise StuckError(f"{name} does not start; see the log")
            time.sleep(0.002)

    def is_alive(self, name: str) -> bool:
        process = self._running.get(name)
        if process is not None and os.waitpid(process, os.WNOHANG) != (0, 0):
            del self._running[name]
            process = None
        return process is not None

    def signal(self, name: str, sent: signal.Signals) -> None:
        if self.is_alive(name):
            os.kill(self._running[name], sent)

    def kill_all(self) -> None:
        for process in self._running.values():
            os.kill(process, signal.SIGKILL)
            os.waitpid(process, 0)
        self._running.clear()

    def aside(self, work: Callable[[], Any]) -> Any:
        """The result of `work`, done in a process of its own."""
        reading, writing = os.pipe()

        def answer() -> None:
            told = pickle.dumps(work())
            with os.fdopen(writing, "wb") as pipe:
                pipe.write(told)

        child = self._fork("aside", answer)
        os.close(writing)
        with os.fdopen(reading, "rb") as pipe:
            told = pipe.read()
        os.waitpid(child, 0)
        if not told:
            raise StuckError("what was done aside came to nothing; see the log")
        return pickle.loads(told)  # noqa: S301 - from our own fork

    def _fork(self, name: str, work: Callable[[], None]) -> int:
        sys.stdout.flush()
        child = os.fork()
        if child:
            return child
        try:
            ctypes.CDLL(None).prctl(DIE_WITH_PARENT, signal.SIGKILL)
            log = os.open(self._log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
            for stream in (1, 2):
                os.dup2(log, stream)
            work()
        except BaseException:
            print(f"{name} ends:", traceback.format_exc(), file=sys.stderr, flush=True)
        finally:
            os._exit(0)
