"""Finished picture files, kept on disk until room is needed: what was used longest ago goes first."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

KEPT_BYTES = 512 * 2**20


class PictureCache:
    """Files by name. Safe for many threads and processes: a file appears whole or not at all."""

    def __init__(self, folder: Path, limit_bytes: int = KEPT_BYTES) -> None:
        self.folder = folder
        self.limit_bytes = limit_bytes

    def read(self, name: str) -> bytes | None:
        """What was kept under this name, or None; it then counts as just used."""
        path = self._path(name)
        try:
            data = path.read_bytes()
            os.utime(path)
        except FileNotFoundError:  # never kept, or pruned by another process just now
            return None
        return data

    def __contains__(self, name: str) -> bool:
        return self._path(name).exists()

    def keep(self, name: str, data: bytes) -> None:
        path = self._path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".", delete=False) as draft:
            draft.write(data)
        Path(draft.name).replace(path)

    def prune(self) -> int:
        """Delete what was used longest ago until a tenth of the limit is free again; returns the bytes that remain."""
        kept = []
        for path in self.folder.glob("*/*"):
            try:
                status = path.stat()
            except FileNotFoundError:
                continue
            kept.append((status.st_mtime_ns, status.st_size, path))
        total = sum(size for _, size, _ in kept)
        if total <= self.limit_bytes:
            return total
        for _, size, path in sorted(kept):
            if total <= self.limit_bytes * 0.9:
                break
            path.unlink(missing_ok=True)
            total -= size
        return total

    def _path(self, name: str) -> Path:
        digest = hashlib.blake2b(name.encode(), digest_size=16).hexdigest()  # names are longer than file names may be
        return self.folder / digest[:2] / digest[2:]
