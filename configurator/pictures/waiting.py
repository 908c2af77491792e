"""The pictures that the worker has yet to make: one small file for each, so that none is lost when a worker stops."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator
from pathlib import Path

MOST_URGENT, MOST_PATIENT = 50, 2000
"""How many may wait that somebody waits for, and that nobody does."""


class WaitingPictures:
    """Names of pictures. Safe for many processes; what is taken is waiting until it is `done`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def add(self, name: str, *, is_urgent: bool = False) -> bool:
        """Let a picture wait, once; the urgent ones go first. False where too many wait already."""
        path = self._path(name, is_urgent)
        if path.exists():
            return True
        if len(list(path.parent.glob("*"))) >= (MOST_URGENT if is_urgent else MOST_PATIENT):
            return False
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", dir=path.parent.parent, prefix=".", delete=False) as draft:
            draft.write(name)
        Path(draft.name).replace(path)
        return True

    def __contains__(self, name: str) -> bool:
        return any(self._path(name, is_urgent).exists() for is_urgent in (True, False))

    def __iter__(self) -> Iterator[str]:
        """The urgent ones, then the others, in the order of their coming."""
        for is_urgent in (True, False):
            for path in sorted(self._path("", is_urgent).parent.glob("*"), key=_coming):
                try:
                    yield path.read_text()
                except FileNotFoundError:  # another worker has done it just now
                    continue

    def done(self, name: str) -> None:
        for is_urgent in (True, False):
            self._path(name, is_urgent).unlink(missing_ok=True)

    def _path(self, name: str, is_urgent: bool) -> Path:
        digest = hashlib.blake2b(name.encode(), digest_size=16).hexdigest()
        return self.folder / ("urgent" if is_urgent else "patient") / digest


def _coming(path: Path) -> tuple[int, str]:
    try:
        return path.stat().st_mtime_ns, path.name
    except FileNotFoundError:
        return 0, path.name
