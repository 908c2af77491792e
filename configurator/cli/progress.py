"""How far long work is, on a terminal's error stream: nothing for work that is quick."""

from __future__ import annotations

import time

import click

PATIENCE = 1.0
"""So many seconds pass before anything is said, and between two sentences."""


class Teller:
    """Says how far the work of a stage is, now and then."""

    def __init__(self, stage: str) -> None:
        self._stage = stage
        self._last = time.monotonic()

    def __call__(self, done: int, whole: int) -> None:
        if time.monotonic() - self._last >= PATIENCE:
            self._last = time.monotonic()
            click.echo(f"{self._stage}: {done:,} of {whole:,}", err=True)
