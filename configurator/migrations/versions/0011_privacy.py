"""Data that people ask for and have deleted"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from configurator.database import append_only_triggers, emptied_only_triggers

revision = "0011"
down_revision: str | None = "0010"
branch_labels = None
depends_on = None

FIXED = ("id", "number", "kind", "preorder_id", "at", "amount_minor", "currency")
DOCUMENT_TRIGGERS = {
    "sqlite": ("document_refuses_update", "document_refuses_delete"),
    "postgresql": ("document_stays", "document_is_not_emptied"),
}
DATA_TRIGGER = "document_data_is_only_emptied"


def upgrade() -> None:
    with op.batch_alter_table("person") as table:
        table.add_column(sa.Column("first_signed_in_at", sa.DateTime(timezone=True), nullable=True))
    # who was there before this was written down counts as having signed in
    op.execute("UPDATE person SET first_signed_in_at = created_at WHERE active")
    with op.batch_alter_table("preorder") as table:
        table.add_column(sa.Column("forgotten_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("withdrawal") as table:
        table.add_column(sa.Column("note", sa.Text(), nullable=True))
    op.create_table(
        "data_request",
        sa.Column("public_id", sa.String(length=22), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_request")),
        sa.UniqueConstraint("public_id", name=op.f("uq_data_request_public_id")),
        sa.UniqueConstraint("email", name=op.f("uq_data_request_email")),
    )
    _replace_triggers((), emptied_only_triggers("document", _dialect(), "data", FIXED))


def downgrade() -> None:
    _replace_triggers((DATA_TRIGGER,), append_only_triggers("document", _dialect()))
    op.drop_table("data_request")
    with op.batch_alter_table("withdrawal") as table:
        table.drop_column("note")
    with op.batch_alter_table("preorder") as table:
        table.drop_column("forgotten_at")
    with op.batch_alter_table("person") as table:
        table.drop_column("first_signed_in_at")


def _replace_triggers(also: tuple[str, ...], statements: list[str]) -> None:
    """A document may be emptied of its words, and changed in no other way."""
    on_table = " ON document" if _dialect() == "postgresql" else ""
    for trigger in (*DOCUMENT_TRIGGERS[_dialect()], *also):
        op.execute(f"DROP TRIGGER {trigger}{on_table}")
    for statement in statements:
        op.execute(statement)


def _dialect() -> str:
    return op.get_bind().dialect.name
