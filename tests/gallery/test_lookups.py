"""Looking up one design costs the same among two million."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select, text

from configurator.database import db
from configurator.gallery.models import Design


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """SQLite's plans; PostgreSQL's depend on how much there is to read."""
    return sqlite_url


def test_a_design_is_found_without_reading_others(app: Flask) -> None:
    query = select(Design).where(Design.code == "K7QM2F9D").compile(compile_kwargs={"literal_binds": True})
    plan = [row.detail for row in db.session.execute(text(f"EXPLAIN QUERY PLAN {query}"))]
    assert plan
    assert not [step for step in plan if "SCAN" in step or "MATERIALIZE" in step]
