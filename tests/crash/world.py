"""The world around the site, which never crashes: the stand-in Stripe, a mail server, and the time."""

from __future__ import annotations

import json
import mmap
import os
import random
import struct
import time
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

from configurator import database


class SharedNumbers:
    """Numbers that a process and all that it forks see and change."""

    def __init__(self, *names: str) -> None:
        self._places = {name: 8 * place for place, name in enumerate(names)}
        self._memory = mmap.mmap(-1, 8 * len(names))

    def __getitem__(self, name: str) -> float:
        found: float = struct.unpack_from("d", self._memory, self._places[name])[0]
        return found

    def __setitem__(self, name: str, value: float) -> None:
        struct.pack_into("d", self._memory, self._places[name], value)


def move_the_sites_clock(numbers: SharedNumbers) -> None:
    """Let the site's time run `ahead` of the real one by so many seconds, in this process and its forks."""

    class MovedTime(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return datetime.now(tz) + timedelta(seconds=numbers["ahead"])

    database.datetime = MovedTime  # type: ignore[misc]


@dataclass(frozen=True)
class ReceivedMail:
    """A mail that the mail server took."""

    id: str
    recipient: str
    text: str


class PostOffice:
    """A mail server that keeps what it takes in a file, and by chance refuses, hangs up in the middle or at the end."""

    def __init__(self, path: Path, numbers: SharedNumbers, seed: int) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        self._numbers, self._chance = numbers, random.Random(seed)

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        fault = self._draw("refuses", "takes it and hangs up without a word")
        if fault == "refuses":
            return "451 not now"
        mail: Any = message_from_bytes(envelope.content or b"", policy=policy.default)
        text = mail.get_body(("plain",)).get_content()
        line = json.dumps([str(mail["Message-ID"]), envelope.rcpt_tos[0], text])
        os.write(self._file, f"{line}\n".encode())
        if fault is not None:
            server.transport.abort()
        return "250 OK"

    async def handle_QUIT(self, server: SMTP, _session: Session, _envelope: Envelope) -> str:  # noqa: N802
        if self._draw("hangs up instead of saying goodbye"):
            server.transport.abort()
        return "221 Bye"

    def _draw(self, *faults: str) -> str | None:
        if self._chance.random() >= self._numbers["faults"]:
            return None
        self._numbers["mail faults"] += 1
        return self._chance.choice(faults)


def received(path: Path) -> list[ReceivedMail]:
    """The mails that were taken, oldest first."""
    lines = path.read_text().splitlines() if path.exists() else []
    return [ReceivedMail(*json.loads(line)) for line in lines]


def wall_clock(numbers: SharedNumbers) -> float:
    """The world's time, in seconds since the epoch."""
    return time.time() + numbers["ahead"]
