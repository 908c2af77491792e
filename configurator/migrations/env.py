"""Runs the steps on the site's own database; Flask-Migrate calls it."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy.types import TypeDecorator

from configurator.database import db


def run_on_connection() -> None:
    with db.engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            render_as_batch=connection.dialect.name == "sqlite",
            render_item=write_type,
            compare_type=True,
        )
        with context.begin_transaction():
            context.run_migrations()


def write_sql() -> None:
    context.configure(url=str(db.engine.url), target_metadata=db.metadata, literal_binds=True)
    with context.begin_transaction():
        context.run_migrations()


def write_type(kind: str, value: Any, _context: AutogenContext) -> str | Literal[False]:
    """Steps outlive the column types of Python, so they name the database's own."""
    return f"sa.{value.impl_instance!r}" if kind == "type" and isinstance(value, TypeDecorator) else False


if context.is_offline_mode():
    write_sql()
else:
    run_on_connection()
