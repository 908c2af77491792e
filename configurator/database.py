"""The database: its column types, ids, clock, and the signal that work is waiting in it."""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Iterable
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from blinker import Namespace
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    DDL,
    CursorResult,
    DateTime,
    Delete,
    Dialect,
    Engine,
    Enum,
    MetaData,
    Table,
    Update,
    event,
    inspect,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, registry
from sqlalchemy.types import TypeDecorator

from configurator.product.errors import OfficinaError

work_waiting = Namespace().signal("work-waiting")
"""Sent after a commit, with the name of the work as sender, so that a worker need not wait for its clock."""


class UtcDateTime(TypeDecorator[datetime]):
    """A moment in time: always aware, always UTC; naive datetimes are refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def enum_column(kind: type[StrEnum]) -> Enum:
    """A text column that stores an enum's values (not its member names), checked by the database."""
    return Enum(kind, values_callable=lambda members: [m.value for m in members], native_enum=False, length=32)


NAMES = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    registry = registry(type_annotation_map={datetime: UtcDateTime})
    metadata = MetaData(naming_convention=NAMES)


db = SQLAlchemy(model_class=Base)

if TYPE_CHECKING:
    Model = Base
else:
    Model = db.Model


class Owed:
    """What the table of an outbox has: its rows are mails that are owed, or were sent."""

    id: Mapped[int] = mapped_column(primary_key=True)
    claimed_at: Mapped[datetime | None]
    """When a worker began to send it; another one may try when that is long ago."""
    sent_at: Mapped[datetime | None]


def append_only_triggers(table: str, dialect: str) -> list[str]:
    """Statements after which the database itself refuses to change or delete what `table` holds."""
    return _triggers(table, dialect, "UPDATE")


def emptied_only_triggers(table: str, dialect: str, column: str, others: Iterable[str]) -> list[str]:
    """The same, but that JSON `column` may be emptied (`{}`), when a person wants their data deleted."""
    statements = _triggers(table, dialect, f"UPDATE OF {', '.join(others)}")
    update = f"CREATE TRIGGER {table}_{column}_is_only_emptied BEFORE UPDATE OF {column} ON {table}"
    if dialect == "postgresql":
        row = f"FOR EACH ROW WHEN (NEW.{column}::text <> '{{}}')"
        return [*statements, f"{update} {row} EXECUTE FUNCTION refuse_change()"]
    refusal = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    return [*statements, f"{update} WHEN NEW.{column} <> '{{}}' {refusal}"]


def _triggers(table: str, dialect: str, update: str) -> list[str]:
    if dialect == "postgresql":
        return [
            "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$",
            f"CREATE TRIGGER {table}_stays BEFORE {update} OR DELETE ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION refuse_change()",
            f"CREATE TRIGGER {table}_is_not_emptied BEFORE TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
        ]
    return [
        f"CREATE TRIGGER {table}_refuses_{deed.partition(' ')[0].lower()} BEFORE {deed} ON {table}"
        f" BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        for deed in (update, "DELETE")
    ]


def make_append_only(table: Table, but_emptied: str | None = None) -> None:
    """Give a table its triggers wherever it is created from the models; migrations run the same statements."""
    for dialect in ("sqlite", "postgresql"):
        if but_emptied is None:
            statements = append_only_triggers(table.name, dialect)
        else:
            others = [column.name for column in table.columns if column.name != but_emptied]
            statements = emptied_only_triggers(table.name, dialect, but_emptied, others)
        for statement in statements:
            event.listen(table, "after_create", DDL(statement.replace("%", "%%")).execute_if(dialect=dialect))  # type: ignore[no-untyped-call]  # DDL has no types


class NoTablesError(OfficinaError):
    """The database was never migrated, or not to this version; the message says what to do."""

    def __init__(self) -> None:
        super().__init__("The database has not the tables of this version; make them with: flask db upgrade")


def require_tables() -> None:
    """Raises NoTablesError, or SQLAlchemyError when the database does not answer."""
    if not set(db.metadata.tables) <= set(inspect(db.engine).get_table_names()):
        raise NoTablesError


def rows_changed(statement: Update | Delete) -> int:
    """Run an UPDATE or DELETE in the open transaction; how many rows it found."""
    result = db.session.execute(statement)
    assert isinstance(result, CursorResult)  # noqa: S101 - what an UPDATE or a DELETE gives
    return int(result.rowcount)


def changes_one(guarded: Update | Delete) -> bool:
    """Run a guarded UPDATE or DELETE ("… WHERE state = …") in the open transaction; True when it found its one row.

    Of two who try at once only one finds it: that decides who goes on. Needs no lock, on any database.
    """
    return rows_changed(guarded) == 1


def utc_now() -> datetime:
    return datetime.now(UTC)


def new_public_id() -> str:
    """A random id of 128 bits, 22 characters that are safe in a URL."""
    return secrets.token_urlsafe(16)


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: Any, _record: Any) -> None:
    if isinstance(connection, sqlite3.Connection):
        for pragma in ("journal_mode=WAL", "foreign_keys=ON", "busy_timeout=20000", "synchronous=NORMAL"):
            connection.execute(f"PRAGMA {pragma}")
