"""What the worker's clock starts, once a minute."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from configurator.jobs import WORK
from configurator.statistics.views import statistics
from configurator.web.catalogue import catalogue


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    return sqlite_url


def test_the_clock_keeps_every_products_tally_fresh(app: Flask) -> None:
    product = next(iter(catalogue()))
    assert statistics().copy_of(product).refreshed_at is None
    WORK["tally"]()
    refreshed_at = statistics().copy_of(product).refreshed_at
    assert refreshed_at is not None
    assert datetime.now(UTC) - refreshed_at < timedelta(minutes=1)
