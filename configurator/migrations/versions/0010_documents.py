"""Documents with numbers without gaps; how a payment was paid"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from configurator.database import append_only_triggers

revision = "0010"
down_revision: str | None = "0009"
branch_labels = None
depends_on = None

KINDS = ("confirmation", "receipt", "credit")


def kind() -> sa.Enum:
    return sa.Enum(*KINDS, name="documentkind", native_enum=False, length=32)


def upgrade() -> None:
    with op.batch_alter_table("payment") as table:
        table.add_column(sa.Column("method", sa.String(length=40), nullable=True))
    op.create_table(
        "document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("kind", kind(), nullable=False),
        sa.Column("preorder_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["preorder_id"], ["preorder.id"], name=op.f("fk_document_preorder_id_preorder")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
        sa.UniqueConstraint("number", name=op.f("uq_document_number")),
    )
    op.create_index("ix_document_kind", "document", ["kind", "id"])
    op.create_index(op.f("ix_document_preorder_id"), "document", ["preorder_id"])
    op.create_table(
        "document_counter",
        sa.Column("kind", kind(), nullable=False),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "year", name=op.f("pk_document_counter")),
    )
    for statement in append_only_triggers("document", op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("document_counter")
    op.drop_table("document")
    with op.batch_alter_table("payment") as table:
        table.drop_column("method")
