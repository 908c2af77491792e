"""Statements of withdrawal"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision: str | None = "0004"
branch_labels = None
depends_on = None

STATES = ("received", "done", "unmatched", "late", "closed")


def upgrade() -> None:
    op.create_table(
        "withdrawal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=22), nullable=False),
        sa.Column("form_key", sa.String(length=43), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("refund_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("preorder_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.Enum(*STATES, name="withdrawalstate", native_enum=False, length=32), nullable=False),
        sa.Column("carried_out_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["preorder_id"], ["preorder.id"], name=op.f("fk_withdrawal_preorder_id_preorder")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_withdrawal")),
        sa.UniqueConstraint("public_id", name=op.f("uq_withdrawal_public_id")),
        sa.UniqueConstraint("form_key", name=op.f("uq_withdrawal_form_key")),
    )
    op.create_index(op.f("ix_withdrawal_preorder_id"), "withdrawal", ["preorder_id"])
    op.create_index("ix_withdrawal_state", "withdrawal", ["state", "id"])


def downgrade() -> None:
    op.drop_table("withdrawal")
