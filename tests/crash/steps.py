"""Numbered steps of a process, and dying at one of them.

A step is the moment just before or just after something that the world can see: a commit that wrote, a call over HTTP,
a mail handed to the mail server. The wrappers sit below the site's code, which knows nothing of them.
"""

from __future__ import annotations

import os
import re
import signal
import smtplib
import sys
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from requests.adapters import HTTPAdapter
from sqlalchemy.engine.default import DefaultDialect

PLUMBING = ("database.py", "payments/gateway.py", "payments/transactions.py", "web/mail.py")
OBJECT_ID = re.compile(r"/[a-z]+_[A-Za-z0-9_]{8,}")


@dataclass(frozen=True)
class Step:
    """A step by its name and how often this process had come to it, with this time."""

    process: str
    name: str
    time: int

    def __str__(self) -> str:
        return f"{self.process}: {self.name}, time {self.time}"


@dataclass(frozen=True)
class Death:
    """When a process is killed: at a step, at its n-th step of any kind, or some seconds after its start."""

    step: Step | None = None
    number: int = 0
    seconds: float = 0.0


class Journal:
    """What a process has come to, written before it may die of it; kept in a file that all processes share."""

    def __init__(self, path: Path, process: str, death: Death | None) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        self._process, self._death = process, death
        self._lock, self._times, self._count = threading.Lock(), Counter[str](), 0
        if death is not None and death.seconds:
            timer = threading.Timer(death.seconds, self._die, ["a moment"])
            timer.daemon = True
            timer.start()

    def reach(self, name: str) -> None:
        with self._lock:
            self._times[name] += 1
            self._count += 1
            step = Step(self._process, name, self._times[name])
            self._write("step", name, step.time)
            death = self._death
            if death is not None and (death.step == step or death.number == self._count):
                self._die(name)

    def _die(self, name: str) -> None:
        self._write("death", name, 1)
        os.kill(os.getpid(), signal.SIGKILL)

    def _write(self, what: str, name: str, time: int) -> None:
        os.write(self._file, f"{what}\t{self._process}\t{name}\t{time}\n".encode())


def read_journal(path: Path) -> tuple[list[Step], list[Step]]:
    """The steps that all processes came to, and those of which one died."""
    steps: dict[str, list[Step]] = {"step": [], "death": []}
    for line in path.read_text().splitlines() if path.exists() else []:
        what, process, name, time = line.split("\t")
        steps[what].append(Step(process, name, int(time)))
    return steps["step"], steps["death"]


def count_steps(journal: Journal) -> None:
    """From now on this process writes its steps down."""

    def around(owner: type, method: str, name: Callable[..., str | None]) -> None:
        real = getattr(owner, method)

        @wraps(real)
        def counted(*given: Any, **more: Any) -> Any:
            called = name(*given)
            if called is None:
                return real(*given, **more)
            journal.reach(f"before {called}")
            answer = real(*given, **more)
            journal.reach(f"after {called}")
            return answer

        setattr(owner, method, counted)

    writing: set[int] = set()
    _watch_writing(writing)
    around(DefaultDialect, "do_commit", lambda _self, connection: _commit(connection, writing))
    around(HTTPAdapter, "send", lambda _self, request: f"{request.method} {_path(request.url)} in {_place()}")
    around(smtplib.SMTP, "sendmail", lambda *_: f"mail in {_place()}")


def _watch_writing(writing: set[int]) -> None:
    """Keep in `writing` the connections whose open transaction has said anything but SELECT."""

    def around(method: str) -> None:
        real = getattr(DefaultDialect, method)

        def noted(self: Any, cursor: Any, statement: str, *given: Any) -> None:
            if not statement.lstrip().startswith("SELECT"):
                writing.add(id(cursor.connection))
            real(self, cursor, statement, *given)

        setattr(DefaultDialect, method, noted)

    for method in ("do_execute", "do_executemany"):
        around(method)
    rollback = DefaultDialect.do_rollback

    def do_rollback(self: Any, connection: Any) -> None:
        writing.discard(id(getattr(connection, "dbapi_connection", connection)))
        rollback(self, connection)

    DefaultDialect.do_rollback = do_rollback  # type: ignore[method-assign]


def _commit(connection: Any, writing: set[int]) -> str | None:
    """Only what wrote: of others the world sees nothing."""
    has_written = id(connection.dbapi_connection) in writing
    writing.discard(id(connection.dbapi_connection))
    return f"commit in {_place()}" if has_written else None


def _path(url: str) -> str:
    return OBJECT_ID.sub("/ID", urlsplit(url).path)


def _place() -> str:
    """The site's function that does it, as "payments/refunds.py _note"."""
    frame = sys._getframe(1)
    while frame is not None:
        _, found, inside = frame.f_code.co_filename.partition("/configurator/")
        if found and inside not in PLUMBING:
            return f"{inside} {frame.f_code.co_name}"
        frame = frame.f_back  # type: ignore[assignment]
    return "somewhere"
