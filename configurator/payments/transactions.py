"""One transaction of payments: everything in it happens, or nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from configurator.database import db


@contextmanager
def all_or_nothing() -> Iterator[None]:
    """Commit at the end of the block; roll back when anything in it raises, so that no lock outlives it."""
    try:
        yield
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise
