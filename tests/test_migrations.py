"""The migrations make the database that the models describe, on both databases."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect

from configurator.config import load_settings
from configurator.database import db
from configurator.site import create_app
from tests.conftest import DESIGNS


@pytest.fixture
def postgresql_template() -> str:
    """An empty database: its tables are what this is about."""
    return "template1"


def test_migrations_and_models_agree_and_can_be_undone(tmp_path: Path, database_url: str) -> None:
    settings = load_settings(instance_path=tmp_path / "instance", designs_path=DESIGNS, database_url=database_url)
    with create_app(settings).app_context():
        upgrade()
        with db.engine.connect() as connection:
            assert compare_metadata(MigrationContext.configure(connection), db.metadata) == []
        downgrade(revision="base")
        assert set(inspect(db.engine).get_table_names()) <= {"alembic_version"}
        db.engine.dispose()
