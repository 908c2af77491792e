"""Editions, and the preorders that belong to one"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision: str | None = "0007"
branch_labels = None
depends_on = None

STATES = ("open", "confirmed", "failed", "closed")


def upgrade() -> None:
    op.create_table(
        "edition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=22), nullable=False),
        sa.Column("product_key", sa.String(length=40), nullable=False),
        sa.Column("product_version", sa.String(length=16), nullable=False),
        sa.Column("design_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("threshold", sa.Integer(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("deadline", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deposit_minor", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("delivery_from", sa.Date(), nullable=False),
        sa.Column("delivery_until", sa.Date(), nullable=False),
        sa.Column("state", sa.Enum(*STATES, name="editionstate", native_enum=False, length=32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("taken >= 0 AND taken <= capacity", name=op.f("ck_edition_units")),
        sa.CheckConstraint("threshold >= 1 AND threshold <= capacity", name=op.f("ck_edition_threshold")),
        sa.CheckConstraint("deposit_minor > 0", name=op.f("ck_edition_deposit")),
        sa.CheckConstraint("delivery_from <= delivery_until", name=op.f("ck_edition_delivery")),
        sa.ForeignKeyConstraint(["design_id"], ["design.id"], name=op.f("fk_edition_design_id_design")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_edition")),
        sa.UniqueConstraint("public_id", name=op.f("uq_edition_public_id")),
    )
    op.create_index("ix_edition_product_key", "edition", ["product_key", "state"])
    op.create_index("ix_edition_state", "edition", ["state", "deadline"])
    with op.batch_alter_table("preorder") as table:
        table.add_column(sa.Column("edition_id", sa.Integer(), nullable=True))
        table.create_foreign_key(op.f("fk_preorder_edition_id_edition"), "edition", ["edition_id"], ["id"])
        table.create_index("ix_preorder_edition_id", ["edition_id", "state"])


def downgrade() -> None:
    with op.batch_alter_table("preorder") as table:
        table.drop_index("ix_preorder_edition_id")
        table.drop_constraint(op.f("fk_preorder_edition_id_edition"), type_="foreignkey")
        table.drop_column("edition_id")
    op.drop_table("edition")
